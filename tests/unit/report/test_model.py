from __future__ import annotations

import pytest

from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.git.trees import ABSENT
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.model import exit_status
from sot_guard.report.model import Finding

PAIR = Pair(b'GUIDE.md', b'docs/GUIDE.md')


def finding(status: Status) -> Finding:
    return Finding(PAIR, status, Reason.NAME, Side(PAIR.copy, ABSENT), Side(PAIR.source, ABSENT), '')


@pytest.mark.parametrize(
    ('statuses', 'expected'), [
        ([], 0),
        ([Status.IDENTICAL, Status.SAME_TEXT, Status.LINKED, Status.POINTER, Status.ACCEPTED], 0),
        *(([Status.POINTER, status], 1) for status in (
            Status.DIVERGENT, Status.DOCS_MISSING, Status.DUPLICATE, Status.LINK_ELSEWHERE,
        )),
        *(([status, Status.DIVERGENT], 2) for status in (Status.UNMERGED, Status.SUBMODULE, Status.READ_ERROR)),
    ],
)
def test_the_highest_exit_status_wins(statuses: list[Status], expected: int) -> None:
    assert exit_status(map(finding, statuses)) == expected
    # and what could not be told of the run as a whole is never a pass
    assert exit_status(map(finding, statuses), ['x']) == 2
