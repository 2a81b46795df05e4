"""The tables of a scan."""
from __future__ import annotations

import pytest

from sot_guard.report import scan as reports_scan
from tests.support.repo import Repo
from tests.support.repo import Run


def test_a_table_is_cut(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('A.md', 'B.md'):
        repo.put_pair(name, 'one\n', 'two\n')
    monkeypatch.setattr(reports_scan, 'MAX_CHARACTERS', 120)
    assert run('scan').out.splitlines()[1] == 'and 1 more'
