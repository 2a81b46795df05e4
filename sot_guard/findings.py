"""What a run found: the records, their order, the exit status. Pure data."""
from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.pairs import Pair
from sot_guard.pairs import Reason
from sot_guard.snapshots import ABSENT
from sot_guard.snapshots import Entry
from sot_guard.worktree import ABSENT as ABSENT_FILE
from sot_guard.worktree import DiskFile

if TYPE_CHECKING:
    from sot_guard.blobs import Content
    from sot_guard.blobs import Diff
    from sot_guard.history import History
    from sot_guard.insight import Insight


class Status(Enum):
    """The status of a pair, as the reports name it, and the exit status that it asks for."""

    IDENTICAL = 'identical', 0
    SAME_TEXT = 'same_text', 0
    LINKED = 'linked', 0
    POINTER = 'pointer', 0
    ACCEPTED = 'accepted', 0
    DIVERGENT = 'divergent', 1
    DOCS_MISSING = 'docs_missing', 1
    DUPLICATE = 'duplicate', 1
    LINK_ELSEWHERE = 'link_elsewhere', 1
    UNMERGED = 'unmerged', 2
    SUBMODULE = 'submodule', 2
    READ_ERROR = 'read_error', 2

    def __init__(self, label: str, exit_status: int) -> None:
        self.label = label
        self.exit_status = exit_status


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


class Side(NamedTuple):
    """One copy of a pair: what is recorded at its path, and what could be read of it.

    `before` is the entry of the tree that it is held against, `touched` whether it is another now; `merged`: it came in
    with a merge. `destination` is where a symlink leads inside the snapshot (None: nowhere), for a regular file its own
    path; `content` is None where it was not needed or, with `problem` in words, could not be read. `hidden`: git does
    not look at the file on disk (skip-worktree, assume-unchanged); `filtered`: git's attributes of the two sides are
    not the same, so that equal files on disk need not be equal blobs; `on_disk`: the file there, looked at for advice.
    """

    path: bytes
    entry: Entry
    before: Entry = ABSENT
    touched: bool = False
    destination: bytes | None = None
    content: Content | None = None
    problem: str = ''
    merged: bool = False
    hidden: bool = False
    filtered: bool = False
    on_disk: DiskFile | None = None

    @property
    def is_edited(self) -> bool:
        """Whether a file on disk is another than what is compared; line ends may be git's own doing."""
        if self.on_disk in (None, ABSENT_FILE):
            return False
        return self.content is None or self.content.sha256 not in (self.on_disk.sha256, self.on_disk.sha256_lf)


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
    root: Side
    docs: Side
    verdict: str
    diff: Diff | None = None
    kind: str = ''
    insight: Insight | None = None
    past: History | None = None
    history: tuple[str, ...] = ()
    texts: tuple[bytes, bytes] | None = None
    commands: tuple[Command, ...] = ()
    way_out: str = ''


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


CANNOT_TELL = 2


def exit_status(findings: Iterable[Finding], problems: Sequence[str] = ()) -> int:
    """The highest of the findings' exit statuses: "cannot tell" hides "divergent", and neither is ever a 0."""
    return max((finding.status.exit_status for finding in findings), default=0) if not problems else CANNOT_TELL
