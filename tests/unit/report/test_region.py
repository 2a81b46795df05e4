"""Where the difference of a pair begins in each of its files."""
from __future__ import annotations

import pytest

from sot_guard.git.diff import Diff
from sot_guard.report.region import changed_region
from tests.support.reports import report
from tests.support.reports import with_details


@pytest.mark.parametrize(
    ('hunks', 'copy', 'source'), [
        pytest.param(b'@@ -1 +1 @@\n-one\n+two!\n', (1, 1, 4), (1, 1, 5), id='changed'),
        pytest.param(b'@@ -3,4 +3,3 @@\n a\n b\n-c\n-\xc3\xa9\xc3\xa9\n+d\n e\n', (5, 6, 3), (5, 5, 2), id='lines'),
        pytest.param(b'@@ -1,2 +1 @@\n abc\n-d\n', (2, 2, 2), (1, 1, 4), id='gone'),
        pytest.param(b'@@ -1,2 +1 @@\n-d\n abc\n', (1, 1, 2), (1, 1, 4), id='gone at the top'),
        pytest.param(b'@@ -0,0 +1 @@\n+a\r\n', (1, 1, 1), (1, 1, 2), id='all of it'),
        pytest.param(
            b'@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n', (1, 1, 2), (1, 1, 2), id='the final newline',
        ),
    ],
)
def test_the_first_changed_lines(hunks: bytes, copy: object, source: object) -> None:
    one = with_details(report().findings[0], diff=Diff(hunks)).examined
    assert (changed_region(one, one.pair.copy), changed_region(one, one.pair.source)) == (copy, source)


@pytest.mark.parametrize('diff', [Diff(b'', absent='binary content'), Diff(b'x')])
def test_what_is_not_known(diff: Diff) -> None:
    one = with_details(report().findings[0], diff=diff).examined
    assert changed_region(one, one.pair.copy) is None
