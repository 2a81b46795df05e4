"""What a run found: the records, their order, the exit status. Pure data."""
from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason

if TYPE_CHECKING:
    from sot_guard.analysis.difference import Difference
    from sot_guard.git.blobs import Diff
    from sot_guard.git.log import History

NEXT_STEPS = {
    Status.DIVERGENT: 'For each divergent file: merge what only one copy has into its docs/ version, then make the '
    'root copy the same, a link to it, or delete it.',
    Status.DOCS_MISSING: 'For each file without its docs/ version: move the root copy there.',
    Status.DUPLICATE: 'For each duplicate: delete the root copy, or make it a link.',
    Status.LINK_ELSEWHERE: 'For each link that leads elsewhere: let it lead to its counterpart, or delete it.',
    Status.UNMERGED: 'For each unmerged file: resolve the conflict and stage the result.',
    Status.SUBMODULE: 'For each submodule: exclude its name, it cannot be compared.',
    Status.READ_ERROR: 'For each file that could not be read: fetch the missing object, or repair the repository.',
}


class Purpose(Enum):
    """What a suggested command is for."""

    LOOK = 'look'
    CURE = 'cure'
    SKIP = 'skip'


class Command(NamedTuple):
    """A line to paste into the user's shell where it stands, and what it does or loses, in words."""

    purpose: Purpose
    line: str
    effect: str


class Finding(NamedTuple):
    """A pair in scope that is not simply identical.

    Where it is divergent there are a `diff`, the `kind` of difference, the `past` and that `history` in words, and an
    `insight` into `texts` that are not too large.
    """

    pair: Pair
    status: Status
    reason: Reason
    copy: Side
    source: Side
    verdict: str
    diff: Diff | None = None
    kind: str = ''
    difference: Difference | None = None
    history: History | None = None
    history_lines: tuple[str, ...] = ()
    texts: tuple[bytes, bytes] | None = None
    commands: tuple[Command, ...] = ()
    suppression: str = ''


class Report(NamedTuple):
    """All that a run has to say, for any format.

    `timestamp`: UTC, ISO 8601, whole seconds; `subject`: what was compared, in words; `notes`: what does not fail
    the run; `problems`: what could not be told, of the run as a whole; `verbose`: the fine ones are to be told too.
    """

    timestamp: str
    repo_root: bytes
    docs_dir: bytes
    subject: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    verbose: bool = False

    @property
    def divergent_found(self) -> bool:
        """Whether a pair is divergent."""
        return any(finding.status is Status.DIVERGENT for finding in self.findings)

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What to do, once for each status that fails the run."""
        statuses = dict.fromkeys(finding.status for finding in self.failing)
        return tuple(NEXT_STEPS[status] for status in statuses)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings for which the run is refused."""
        return tuple(finding for finding in self.findings if finding.status.exit_status)


def joined(reports: Sequence[Report]) -> Report:
    """Return the reports on several things that one run judges as one, in which each finding says of what it is."""
    if len(reports) == 1:
        return reports[0]
    return reports[0]._replace(
        subject=' and '.join(report.subject for report in reports),
        findings=tuple(
            finding._replace(verdict=f'{finding.verdict}, in {report.subject}')
            for report in reports for finding in report.findings
        ),
        notes=tuple(dict.fromkeys(note for report in reports for note in report.notes)),
        problems=tuple(f'{report.subject}: {problem}' for report in reports for problem in report.problems),
    )


CANNOT_TELL = 2


def exit_status(findings: Iterable[Finding], problems: Sequence[str] = ()) -> int:
    """The highest of the findings' exit statuses: "cannot tell" hides "divergent", and neither is ever a 0."""
    return max((finding.status.exit_status for finding in findings), default=0) if not problems else CANNOT_TELL
