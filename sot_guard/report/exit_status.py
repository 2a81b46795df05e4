"""The exit status of a run: the worst of its findings."""
from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from sot_guard.report.model import Finding

# something could not be compared, or the run itself failed
CANNOT_TELL = 2


def exit_status(findings: Iterable[Finding], problems: Sequence[str] = ()) -> int:
    """The highest of the findings' exit statuses: "cannot tell" hides "divergent", and neither is ever a 0."""
    return max((finding.status.exit_status for finding in findings), default=0) if not problems else CANNOT_TELL
