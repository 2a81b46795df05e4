"""Where a finding begins to differ."""
from __future__ import annotations

import pytest

from sot_guard.analysis.status import Status
from sot_guard.report.headline import first_change
from tests.support.reports import finding_of
from tests.support.reports import report


@pytest.mark.parametrize(
    ('hunks', 'line'), [
        (b'@@ -1 +1 @@\n-a\n+b\n', 1), (b'@@ -10,7 +10,8 @@ x\n a\n b\n c\n+d\n', 13),
        (b'@@ -0,0 +1 @@\n+b\n', 1), (b'', 1), (b'@@ -1,2 +1,3 @@\n a\n b\n+c\n', 2),
    ],
)
def test_the_first_line_that_differs(hunks: bytes, line: int) -> None:
    examined = report(hunks=hunks or b'x').findings[0].examined
    assert first_change(examined, examined.pair.copy) == line


def test_no_diff_no_line() -> None:
    examined = finding_of(Status.UNMERGED).examined
    assert first_change(examined, examined.pair.source) == 1
