"""What is looked into, of how many findings, and for how long."""
from __future__ import annotations

import json

import pytest

from sot_guard.commands import details
from tests.support.repo import Repo
from tests.support.repo import Run


def test_diffs_have_one_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('A.md', 'a\n', 'b\n')
    repo.put_pair('B.md', 'a\n', 'b\n')
    monkeypatch.setattr(details, 'DIFF_SECONDS', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['diff_absent'] for finding in findings] == ['', 'out of time']


def test_all_histories_together_have_one_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('A.md', 'B.md'):
        repo.put_pair(name, '1', '2')
    repo.commit()
    monkeypatch.setattr(details, 'HISTORY_SECONDS', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert findings[0]['history'] == ['history gave up after 1e-09 s at 0 commits']
    assert findings[1]['history'] == []


def test_texts_are_looked_into_for_the_first_findings(repo: Repo, run: Run) -> None:
    for number in range(12):
        repo.put_pair(f'{number:02}.md', 'a\n', json.dumps(number))
    findings = run('check', '--format', 'json').json['findings']
    assert [bool(finding['kind']) for finding in findings] == [True] * 10 + [False] * 2


def test_all_texts_together_have_one_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('A.md', 'B.md'):
        repo.put_pair(name, '1', '2')
    monkeypatch.setattr(details, 'TEXT_SECONDS', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['kind'] for finding in findings] == ['the texts differ', 'not analysed, out of time']
