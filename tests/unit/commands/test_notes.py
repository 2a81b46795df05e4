"""Notes have an end."""
from __future__ import annotations

import pytest

from sot_guard.commands import notes
from tests.support.repo import Repo
from tests.support.repo import Run


def test_notes_are_cut_where_there_is_no_room(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, 'MAX_CHARACTERS', 500)
    repo.commit_pair()
    assert len(run('check', *(f'no/{"x" * 300}{number}' for number in range(5))).err.splitlines()) == 2
