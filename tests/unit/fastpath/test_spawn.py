"""A git that is asked on os alone."""
from __future__ import annotations

import os

import pytest

from sot_guard.fastpath.spawn import git
from tests.support.repo import Repo


def test_a_git_that_is_stopped_early(repo: Repo) -> None:
    repo.commit_pair()
    pieces = git(os.environ, 'cat-file', '--batch-check', '--batch-all-objects')
    assert next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
