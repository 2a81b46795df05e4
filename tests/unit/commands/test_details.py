"""What is looked into, of how many findings, and for how long."""
from __future__ import annotations

import json

import pytest

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.containment import Text
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
    assert findings[0]['history'] == ['unknown (search stopped after 1e-09 s and 0 commits)']
    assert findings[1]['history'] == ['unknown (not read, out of time)']


def test_every_finding_is_looked_into_or_says_why_not(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(12):
        repo.put_pair(f'{number:02}.md', 'a\n', json.dumps(number))
    repo.commit()
    monkeypatch.setattr(details, 'MAX_DETAILED', 11)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['kind'] for finding in findings] == (
        ['the texts differ'] * 11 + ['not analysed, not one of the first 50 findings']
    )
    assert all(finding['root_only'] for finding in findings[:11])
    assert all(finding['history'] for finding in findings[:11])


def test_all_texts_together_have_one_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('A.md', 'B.md'):
        repo.put_pair(name, '1', '2')
    monkeypatch.setattr(details, 'TEXT_SECONDS', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['kind'] for finding in findings] == ['the texts differ', 'not analysed, out of time']


@pytest.mark.parametrize(('names', 'most', 'options', 'at_once', 'at_all'), [
    (('A.md', 'B.md'), 1000, (), [0, 0], 0), (('A.md', 'B.md'), 1000, ('--verbose',), [0, 0], 4),
    # the second one is beyond that; a single one may be; data takes long in few lines
    (('A.md', 'B.md'), 6, (), [0, 2], 2), (('A.md',), 5, (), [0], 0),
    (('A.md', 'PROJECT_INDEX.json'), 1000, (), [0, 2], 2),
])
def test_short_texts_are_compared_only_where_the_report_needs_it(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], most: int, options: tuple[str, ...],
    at_once: list[int], at_all: int,
) -> None:
    for name in names:
        repo.commit_pair(name, '# A\n\none\n')
        repo.put(name, '# A\n\ntwo\n')
    compared: list[Text] = []
    made: list[int] = []

    def counted(text: Text, other: Text) -> OneSide:
        compared.append(text)
        return absent(text, other)
    monkeypatch.setattr('sot_guard.analysis.containment.absent', counted)
    monkeypatch.setattr(details, 'equal_but', lambda *_: made.append(len(compared)))
    monkeypatch.setattr(details, 'MAX_LINES_LEFT_OUT', most)
    assert run('check', *options).status == 1
    assert (made, len(compared)) == (at_once, at_all)


def test_both_changes_are_not_shown_apart_without_what_both_had(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\ntwo\nthree\n')
    oid = repo.git('rev-parse', 'HEAD:GUIDE.md').decode().strip()
    repo.put_pair('GUIDE.md', '1\ntwo\nthree\n', 'one\ntwo\n3\n')
    told = '  Changes to GUIDE.md since both files were identical:\n  | @@ -1 +1 @@\n  | -one\n  | +1\n'
    assert told in run('check').out
    (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    out = run('check').out
    assert 'Changes to' not in out
    assert '  | --- GUIDE.md       (changed in the index, lines marked -)\n' in out


def test_all_that_is_looked_into_has_one_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr('time.monotonic', lambda: now[0])
    of_all = details.Clock(3.0)
    one, other = details.Clock(2.0, of_all), details.Clock(2.0, of_all)
    assert (one.left, one.is_used) == (2.0, False)
    for clock, seconds in ((one, 1.5), (other, 1.0)):
        now[0] += 10
        with clock:
            now[0] += seconds
    assert (one.left, other.left, one.is_used) == (0.5, 0.5, True)


def test_a_text_for_which_the_time_would_not_do_is_left_out(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ('A.md', 'B.md', 'C.md'):
        repo.put_pair(name, '1\n', '2\n')
    repo.put_pair('B.md', '1\n' * 20, '2\n')
    monkeypatch.setattr(details, 'SECONDS_A_LINE', 0.1)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['kind'] for finding in findings] == [
        'the texts differ', 'not analysed, out of time', 'the texts differ',
    ]


@pytest.mark.parametrize(('most', 'expected'), [(2, 'the texts differ'), (1, 'not analysed, out of time')])
def test_very_many_findings_leave_less_time_for_each(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, most: int, expected: str,
) -> None:
    for name in ('A.md', 'B.md'):
        repo.put_pair(name, '1\n', '2\n')
    monkeypatch.setattr(details, 'MAX_FINDINGS', most)
    monkeypatch.setattr(details, 'SECONDS_OF_MANY', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['kind'] for finding in findings] == ['the texts differ', expected]
