"""How long a scan goes on."""
from __future__ import annotations

import pytest

from sot_guard.commands import scan
from tests.support.repo import Repo
from tests.support.repo import Run


def test_a_scan_has_a_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    monkeypatch.setattr(scan, 'MAX_SECONDS', 0)
    assert run('scan') == (
        0, 'no two tracked files look like copies of each other\n',
        'sot-guard: 1 more likely copies were not examined\n',
    )
