"""The text of a terminal."""
from __future__ import annotations

import re

import pytest

from sot_guard.report.formats import render
from sot_guard.report.formats import text
from sot_guard.report.formats.text import render_coloured
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import report


def test_text_shows_whole_short_diffs_and_the_beginning_of_long_ones(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', ''.join(f'{i}\n' for i in range(100)), 'x' * 1000 + '\n')
    lines = run('check').out.splitlines()
    shown = [line for line in lines if line.startswith('  | ')]
    assert len(shown) == 2 + 6
    assert '  (96 more lines of diff)' in lines
    assert len([line for line in run('check', '--verbose').out.splitlines() if line.startswith('  | ')]) == 2 + 102
    repo.put('GUIDE.md', 'y\n')
    shown = [line for line in run('check').out.splitlines() if line.startswith('  | +')]
    assert shown == ['  | +++ docs/GUIDE.md  (lines marked +)', f'  | +{"x" * 92}...']
    shown = [line for line in run('check', '--verbose').out.splitlines() if line.startswith('  | +')]
    assert shown[1:] == [f'  | +{"x" * 399} [cut: the line has 1,001 bytes]']


@pytest.mark.parametrize(
    ('content', 'reason'), [(b'\0', 'binary content'), (b'x' * 600_000, 'more than 524,288 bytes in a file')],
)
def test_text_says_why_there_is_no_diff(repo: Repo, run: Run, content: bytes, reason: str) -> None:
    repo.put_pair('GUIDE.md', content, 'two\n')
    assert f'  (no diff: {reason})\n' in run('check').out
    finding = run('check', '--format', 'json').json['findings'][0]
    assert (finding['unified_diff'], finding['diff_truncated'], finding['diff_absent']) == (None, True, reason)
    assert f'No diff: `{reason}`.\n' in run('check', '--format', 'markdown').out


def test_colour_is_ours_alone() -> None:
    plain, coloured = render(report(hunks=b'@@ -1 +1 @@\n-\x1b[5mone\n+two\n'), 'text'), render_coloured(report())
    assert '\x1b' not in plain
    assert {'\x1b[31m  | -one\x1b[m', '\x1b[32m  | +two\x1b[m'} < set(coloured.splitlines())
    assert re.sub('\x1b\\[[0-9;]*m', '', coloured) == render(report(), 'text')


def test_findings_are_counted_where_there_is_no_room(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        repo.put_pair(f'{number}{"n" * 100}.md', 'one\n', 'two\n')
    whole = run('check').out
    monkeypatch.setattr(text, 'MAX_CHARACTERS', len(whole) // 4 + 350)
    result = run('check')
    assert 'and 2 more\n' in result.out
    assert result.out.count('  Fix: ') == 1 and result.out.count(' have the same name but different contents ') == 2
    assert run('check', '--verbose').out.count('  Fix: ') == 4


def test_a_command_that_names_many_paths_is_printed_whole(repo: Repo, run: Run) -> None:
    """It takes more lines than a report should have, and the diff gives way to it."""
    copies = [f'packages/p{number}/LICENSE' for number in range(30)]
    repo.put('.sot-guard.toml', f'[[pair]]\nsource = "LICENSE"\ncopies = {copies}\n')
    for path in ('LICENSE', *copies):
        repo.put(path, 'one\n')
    repo.commit()
    repo.put('LICENSE', ''.join(f'{number}\n' for number in range(20)))
    out = run('check', '--staged').out
    assert len(out.splitlines()) > text.MAX_LINES
    assert sum(line.startswith('  | ') for line in out.splitlines()) < 12
    assert all(f' {path}' in out for path in copies)
