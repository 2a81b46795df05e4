from __future__ import annotations

import pytest

from sot_guard.analysis.status import Status
from sot_guard.pairing.pairs import Pair
from sot_guard.report.exit_status import exit_status
from tests.support.reports import finding_of

PAIR = Pair(b'GUIDE.md', b'docs/GUIDE.md')


@pytest.mark.parametrize(
    ('statuses', 'expected'), [
        ([], 0),
        ([Status.IDENTICAL, Status.SAME_TEXT, Status.LINKED, Status.POINTER, Status.ACCEPTED], 0),
        *(([Status.POINTER, status], 1) for status in (
            Status.DIVERGENT, Status.DOCS_MISSING, Status.COPY_MISSING, Status.DUPLICATE, Status.LINK_ELSEWHERE,
        )),
        *(([status, Status.DIVERGENT], 2) for status in (Status.UNMERGED, Status.SUBMODULE, Status.READ_ERROR)),
    ],
)
def test_the_highest_exit_status_wins(statuses: list[Status], expected: int) -> None:
    assert exit_status(map(finding_of, statuses)) == expected
    # and what could not be told of the run as a whole is never a pass
    assert exit_status(map(finding_of, statuses), ['x']) == 2
