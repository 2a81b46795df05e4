"""What a run found: the records, their order, the exit status. Pure data."""
from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.git.trees import Entry
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.advice import Advice
from sot_guard.report.advice import Command
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Purpose
from sot_guard.worktree.read import ABSENT
from sot_guard.worktree.read import DiskFile

if TYPE_CHECKING:
    from sot_guard.analysis.difference import Difference
    from sot_guard.git.blobs import Content
    from sot_guard.git.blobs import Diff
    from sot_guard.git.log import History

_LFS_POINTER = re.compile(
    rb'version https://git-lfs\.github\.com/spec/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize [0-9]+\n\Z',
)

NEXT_STEPS = {
    Status.DIVERGENT: 'For each divergent file: merge what only one copy has into its docs/ version, then make the '
    'root copy the same, a link to it, or delete it.',
    Status.DOCS_MISSING: 'For each file without its docs/ version: move the root copy there, or restore '
    'the source.',
    Status.COPY_MISSING: 'For each missing copy: restore it, or remove it from its [[pair]].',
    Status.DUPLICATE: 'For each duplicate: delete the root copy, or make it a link.',
    Status.LINK_ELSEWHERE: 'For each link that leads elsewhere: let it lead to its counterpart, or delete it.',
    Status.UNMERGED: 'For each unmerged file: resolve the conflict and stage the result.',
    Status.SUBMODULE: 'For each submodule: exclude its name, it cannot be compared.',
    Status.READ_ERROR: 'For each file that could not be read: fetch the missing object, or repair the repository.',
}


class Detail(NamedTuple):
    """How much a report tells."""

    # whether the pairs that pass are named too, and nothing is cut short
    verbose: bool = False
    # whether the history of divergent pairs is read
    history: bool = True
    # this program, as it can be started from the user's shell; '' where no command may name it
    program: str = ''
    # whether a person reads it as it is written, who is told more
    at_terminal: bool = False
    # what the stream that shows the commands can show
    encoding: str = 'utf-8'


class FileState(NamedTuple):
    """A file of a finding: as it was compared, what it was in the baseline, and what lies on disk."""

    side: Side
    # what the baseline has at its path
    before: Entry
    # whether mode or id differ from that
    touched: bool
    # whether the change came in with the merge that is being concluded
    merged: bool
    # whether git ignores the file on disk (skip-worktree, assume-unchanged)
    hidden: bool
    # whether the attributes of the two paths differ, so that equal files on disk may be unequal blobs
    filtered: bool
    # the file on disk; None where it was not looked at, or is no regular file
    on_disk: DiskFile | None
    # of a file that git converts between index and disk: whether it has unstaged edits; None where the sums show it
    edited: bool | None = None
    # whether `git restore --source=HEAD` brings back a file that this commit takes away, and nothing else
    restorable: bool = False
    # the filter that gitattributes(5) gives the path, '' for none
    filter: str = ''
    # whether the index has a line of it that neither a file on disk nor the baseline has
    only_staged: bool = False

    @property
    def path(self) -> bytes:
        """Its path from the top level."""
        return self.side.path

    @property
    def entry(self) -> Entry:
        """What is recorded at the path in what is judged."""
        return self.side.entry

    @property
    def content(self) -> Content | None:
        """Sums and size of what was compared."""
        return self.side.content

    @property
    def has_filter(self) -> bool:
        """Whether a program of the user's converts it between index and disk."""
        return bool(self.filter)

    @property
    def lfs_sha256(self) -> str | None:
        """The sha256 of the document, if what is recorded is a pointer of Git LFS to it."""
        match = _LFS_POINTER.match(self.content.head) if self.content is not None else None
        return None if match is None else match[1].decode()

    @property
    def document_sha256(self) -> str | None:
        """The sha256 of what git would write to disk, as far as it is known."""
        return self.lfs_sha256 or (self.content and self.content.sha256)

    @property
    def is_edited(self) -> bool:
        """Whether the file on disk differs from what was compared; line ends may be git's own doing."""
        if self.on_disk is None or self.on_disk == ABSENT:
            return False
        if self.edited is not None:
            return self.edited
        known = {self.document_sha256, self.content and self.content.sha256}
        return known.isdisjoint((self.on_disk.sha256, self.on_disk.sha256_lf))

    @property
    def is_sparse(self) -> bool:
        """Whether a sparse checkout leaves it out."""
        return self.hidden and self.on_disk == ABSENT


class Details(NamedTuple):
    """How the files of a divergent pair differ."""

    diff: Diff
    # the kind of difference in words, or why it is not known; None where the pair was not looked into
    kind: str | None = None
    # what only one of the texts has; None where they were not looked into
    difference: Difference | None = None
    # None where it was not read
    history: History | None = None
    # which of the copy and the source the change changes that is to follow on that history
    pending: tuple[bool, bool] = (False, False)
    # both texts; None where they were not looked into
    texts: tuple[bytes, bytes] | None = None


class Examined(NamedTuple):
    """A compared pair, why it is checked, the state of its files, and how they differ."""

    compared: Compared
    reason: Reason
    copy: FileState
    source: FileState
    # None unless the pair is divergent
    details: Details | None = None

    @property
    def pair(self) -> Pair:
        """The two paths."""
        return self.compared.pair

    @property
    def status(self) -> Status:
        """What the comparison gave."""
        return self.compared.status

    @property
    def verdict(self) -> str:
        """What is the matter, in words that follow the two paths."""
        return self.compared.verdict

    @property
    def diff(self) -> Diff | None:
        """The diff, or why there is none; None unless the pair is divergent."""
        return self.details and self.details.diff

    @property
    def difference(self) -> Difference | None:
        """What only one of the texts has, if that is known."""
        return self.details and self.details.difference

    @property
    def kind(self) -> str | None:
        """The kind of difference in words, if it is known."""
        return self.details and self.details.kind

    @property
    def texts(self) -> tuple[bytes, bytes] | None:
        """Both texts, if they were looked into."""
        return self.details and self.details.texts

    @property
    def history(self) -> History | None:
        """The history of the pair, if it was read."""
        return self.details and self.details.history


class Finding(NamedTuple):
    """A pair in scope that is not simply identical, and what to do about it."""

    examined: Examined
    group: Group
    advice: Advice
    # in what it was found, where a run judges several things
    subject: str | None = None

    @property
    def verdict(self) -> str:
        """What is the matter, in words that follow the two paths."""
        verdict = self.examined.compared.verdict
        return verdict if self.subject is None else f'{verdict}, in {self.subject}'

    def found_in(self, subject: str, number: int) -> Finding:
        """The same finding in a report on several things, in which its group has another number."""
        advice = self.advice._replace(
            headline=f'{self.advice.headline.removesuffix(".")}, in {subject}.',
            message=f'{self.advice.message}, in {subject}',
        )
        return self._replace(group=self.group._replace(number=number), advice=advice, subject=subject)

    @property
    def pair(self) -> Pair:
        """The two paths."""
        return self.examined.compared.pair

    @property
    def status(self) -> Status:
        """What the comparison gave."""
        return self.examined.compared.status

    @property
    def commands(self) -> tuple[Command, ...]:
        """What to type, in the order in which to try it."""
        return self.advice.commands

    @property
    def cures(self) -> tuple[Command, ...]:
        """Those of the commands that fix it."""
        return tuple(command for command in self.commands if command.purpose is Purpose.CURE)

    @property
    def copy(self) -> FileState:
        """The state of the copy."""
        return self.examined.copy

    @property
    def source(self) -> FileState:
        """The state of the source."""
        return self.examined.source


class Report(NamedTuple):
    """All that a run has to say, for any format."""

    # UTC, ISO 8601, whole seconds
    timestamp: str
    repo_root: bytes
    docs_dir: bytes
    # what was compared, in words
    subject: str
    findings: tuple[Finding, ...]
    # lines that fail nothing
    notes: tuple[str, ...] = ()
    # lines on what could not be decided, of the run as a whole
    problems: tuple[str, ...] = ()
    # whether nothing is cut short, and the pairs that pass are named
    verbose: bool = False
    occasion: Occasion = Occasion.CHECK
    # the working directory, from the top level
    prefix: bytes = b''

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
        """The findings that fail the run."""
        return tuple(finding for finding in self.findings if finding.status.exit_status)

    @property
    def groups(self) -> tuple[Finding, ...]:
        """The first finding of each group."""
        return tuple({finding.group.number: finding for finding in reversed(self.findings)}.values())[::-1]

    @property
    def failing_groups(self) -> tuple[Finding, ...]:
        """Those of them that fail the run."""
        return tuple(finding for finding in self.groups if finding.status.exit_status)


def joined(reports: Sequence[Report]) -> Report:
    """Return the reports on several things that one run judges as one, in which each finding says of what it is."""
    if len(reports) == 1:
        return reports[0]
    return reports[0]._replace(
        subject=' and '.join(report.subject for report in reports),
        findings=tuple(
            finding.found_in(report.subject, len(reports) * finding.group.number + place)
            for place, report in enumerate(reports) for finding in report.findings
        ),
        notes=tuple(dict.fromkeys(note for report in reports for note in report.notes)),
        problems=tuple(f'{report.subject}: {problem}' for report in reports for problem in report.problems),
    )


CANNOT_TELL = 2


def exit_status(findings: Iterable[Finding], problems: Sequence[str] = ()) -> int:
    """The highest of the findings' exit statuses: "cannot tell" hides "divergent", and neither is ever a 0."""
    return max((finding.status.exit_status for finding in findings), default=0) if not problems else CANNOT_TELL
