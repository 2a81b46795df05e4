"""The diff of a finding in a terminal: what changed in each file, where both have changed."""
from __future__ import annotations

import pytest

from sot_guard.report.advice import ShownDiff
from sot_guard.report.diff_lines import diff_lines
from sot_guard.report.formats import render
from sot_guard.report.model import Finding
from tests.support.reports import report

FIRST = b'@@ -1,3 +1,3 @@\n-a\n+b\n c\n d\n'
BOTH = b'@@ -1,3 +1,3 @@\n-a\n+b\n c\n-d\n+e\n'
LONG = b'@@ -9,0 +10,30 @@\n' + b'+x\n' * 30


def both_changed(copy: bytes, source: bytes) -> Finding:
    one = report().findings[0]
    changes = ShownDiff(b'X', b'X', copy), ShownDiff(b'docs/X', b'docs/X', source)
    return one._replace(advice=one.advice._replace(changes=changes))


def shown(finding: Finding, limit: int | None) -> list[str]:
    return [line for line, _ in diff_lines(finding, limit) if line]


def test_a_change_that_both_have_is_shown_only_in_full() -> None:
    title = '  Changes to {} since both files were identical:'
    finding = both_changed(FIRST, BOTH)
    assert shown(finding, 12) == [title.format('docs/X'), '  | @@ -3 +3 @@', '  | -d', '  | +e']
    assert shown(finding, None) == [
        title.format('X'), '  | @@ -1,3 +1,3 @@', '  | -a', '  | +b', '  |  c', '  |  d',
        title.format('docs/X'), '  | @@ -1,3 +1,3 @@', '  | -a', '  | +b', '  |  c', '  | -d', '  | +e',
    ]


@pytest.mark.parametrize(
    ('copy', 'source', 'counts'), [
        (LONG, LONG.replace(b'x', b'y'), [6, 6]), (FIRST, LONG, [3, 9]), (LONG, FIRST, [9, 3]),
    ],
)
def test_both_changes_share_the_lines(copy: bytes, source: bytes, counts: list[int]) -> None:
    lines = '\n'.join(shown(both_changed(copy, source), 12)).split('  Changes to ')[1:]
    assert [part.count('\n  | ') for part in lines] == counts


def test_markdown_has_both_changes_among_the_details() -> None:
    made = report()
    page = render(made._replace(findings=(both_changed(FIRST, LONG),)), 'markdown')
    assert '\nchanges to X since both files were identical:\n  @@ -1 +1 @@\n  -a\n  +b\nchanges to docs/X ' in page
    assert page.count('  +x\n') == 11


def test_a_diff_to_the_copy_is_headed_in_that_order_in_markdown() -> None:
    one = report().findings[0]
    diff = ShownDiff(one.pair.source, one.pair.copy, b'@@ -1 +1 @@\n-two\n+one\n' + b'+more\n' * 20)
    page = render(report()._replace(findings=(one._replace(advice=one.advice._replace(diff=diff)),)), 'markdown')
    assert '<summary>Unified diff (docs -&gt; root)</summary>' in page
    assert '\n--- docs/GUIDE.md\n+++ root/GUIDE.md\n@@ -1 +1 @@\n-two\n+one\n+more\n' in page
