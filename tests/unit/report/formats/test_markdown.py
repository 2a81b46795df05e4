"""The page has the layout of the first report, and no markup but ours."""
from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings

from sot_guard.analysis.status import Status
from sot_guard.report.formats import render
from sot_guard.report.formats.markdown import MAX_CHARACTERS
from sot_guard.report.model import NEXT_STEPS
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import of_pair
from tests.support.reports import report
from tests.support.strategies import LINES
from tests.support.strategies import NAMES


def test_markdown_has_the_layout_of_the_first_report(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two two\n')
    out = run('check', '--format', 'markdown').out
    for line in (
        '**Repo root**: `repo`  ', '**Docs dir**: `docs`  ', '**Divergent duplicates found**: YES', '## `GUIDE.md`',
        '- **status**: divergent', '- **root_size_bytes**: `4`', '- **docs_size_bytes**: `8`',
        '--- root/GUIDE.md', '+two two', '## Next steps',
        f'- {NEXT_STEPS[Status.DIVERGENT]}',
    ):
        assert f'\n{line}\n' in out
    assert '\n```sh\ngit diff --no-index GUIDE.md docs/GUIDE.md\n```\n' in out


def test_a_table_comes_first(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\none\n', '# a\n\ntwo\n')
    repo.put_pair('a|b.md', '# a\n\none\n', '# a\n\ntwo\n')
    title, _, head, rule, first, second, _ = run('check', '--format', 'markdown').out.split('\n')[:7]
    assert title == '# Root and docs duplicates'
    assert (head, rule) == ('| files | what happened | missing lines | fix |', '|---|---|---|---|')
    assert first.startswith('| `GUIDE.md`, `docs/GUIDE.md` | `GUIDE.md and docs/GUIDE.md were never identical')
    assert '| 1 from `docs/GUIDE.md`, 1 from `GUIDE.md` |' in first
    assert second.startswith('| `a\\|b.md`, `docs/a\\|b.md` |')
    assert len(re.findall(r'(?<!\\)\|', second)) == 5


def test_a_long_diff_is_folded(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', ''.join(f'{i}\n' for i in range(30)), '')
    assert '<details><summary>Unified diff (root -&gt; docs)</summary>' in run('check', '--format', 'markdown').out


def test_what_the_table_has_no_room_for_is_counted() -> None:
    made = [report(b'%d' % number + b'x' * 400).findings[0] for number in range(15)]
    many = [of_pair(one, one.pair, number) for number, one in enumerate(made)]
    page = render(report()._replace(findings=tuple(many)), 'markdown')
    rows = page.partition('|---|---|---|---|\n')[2].partition('\n\n')[0].split('\n')
    assert 1 < len(rows) < 15
    assert rows[-1] == f'| {16 - len(rows)} more | | | |'


def test_markdown_says_what_it_leaves_out(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', ''.join(f'{i}\n' for i in range(300)), '')
    assert 'Unified diff (root -&gt; docs), truncated: 101 more lines<' in run('check', '--format', 'markdown').out


def test_markdown_of_what_has_no_contents(repo: Repo, run: Run) -> None:
    repo.link('GUIDE.md', 'nowhere')
    repo.put('docs/GUIDE.md', 'x')
    repo.git('add', '-A')
    out = run('check', '--format', 'markdown').out
    assert '- **status**: link_elsewhere\n' in out
    assert '_sha256' not in out.replace('docs_sha256', '')
    assert '```diff' not in out


def test_markdown_of_nothing_is_a_page_too(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    result = run('check', '--format', 'markdown')
    assert result.status == 0
    assert result.out.endswith('**Divergent duplicates found**: NO\n')


@pytest.mark.state('R-OUT-21')
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=NAMES, lines=LINES)
def test_a_page_has_our_headings_and_fences_only(file: bytes, lines: list[bytes]) -> None:
    hunks = b'@@ -1 +1 @@\n' + b''.join(b' ' + line + b'\n' for line in lines)
    fence, outside = '', []
    for line in render(report(file, hunks), 'markdown').split('\n'):
        if fence:
            fence = '' if re.fullmatch(r' {0,3}' + fence + '`*[ \t]*', line) else fence
        elif match := re.match(r' {0,3}(```+|~~~+)', line):
            fence = match[1]
        else:
            outside.append(line)
    assert fence == ''
    assert len([line for line in outside if line.startswith('#')]) == 3
    spans = re.compile(r'(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)')
    titles = r'(What differs, and what would be lost|Unified diff \(root -&gt; docs\))'
    ours = re.compile(rf'<details><summary>{titles}</summary>|</details>')
    assert not [line for line in outside if '<' in spans.sub('', line) and not ours.fullmatch(line)]


@pytest.mark.parametrize(('length', 'lines', 'with_diffs'), [(300, 100, False), (30, 100, True), (30, 1, True)])
def test_of_many_the_least_is_left_out_first(length: int, lines: int, *, with_diffs: bool) -> None:
    hunks = b'@@ -1 +1 @@\n' + b'-y\n' * lines
    made = [report(b'%d' % number + b'x' * length, hunks).findings[0] for number in range(40)]
    many = [of_pair(one, one.pair, number) for number, one in enumerate(made)]
    page = render(report()._replace(findings=tuple(many)), 'markdown')
    assert len(page) <= MAX_CHARACTERS
    told = page.count('\n## `')
    assert told > 10
    assert (page.count('\n```diff\n') == told) is with_diffs
    assert page.count('What differs, and what would be lost') < told
