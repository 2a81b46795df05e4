"""A compared pair, the state of its files, and how they differ: what a finding is made of. Pure data."""
from __future__ import annotations

import re
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.config.model import PlainView
from sot_guard.git.trees import Entry
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.worktree.read import ABSENT
from sot_guard.worktree.read import DiskFile

if TYPE_CHECKING:
    from sot_guard.analysis.difference import Difference
    from sot_guard.git.blobs import Content
    from sot_guard.git.diff import Diff
    from sot_guard.git.log import History

_LFS_POINTER = re.compile(
    rb'version https://git-lfs\.github\.com/spec/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\nsize [0-9]+\n\Z',
)


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
    # the kind of difference in words where no texts were compared, or why they were not
    kind: str | None = None
    # what only one of the texts has; None where they were not looked into
    difference: Difference | None = None
    # None where it was not read
    history: History | None = None
    # which of the copy and the source the change changes that is to follow on that history
    pending: tuple[bool, bool] = (False, False)
    # both texts; None where they were not looked into
    texts: tuple[bytes, bytes] | None = None
    # what would have to be declared for the two to be equal; none where more differs, or parameters are needed
    declarable: tuple[PlainView, ...] = ()
    # the diffs of the copy and the source against the last content that both had; None unless both changed since
    since: tuple[Diff, Diff] | None = None


class Examined(NamedTuple):
    """A compared pair, why it is checked, the state of its files, and how they differ."""

    compared: Compared
    reason: Reason
    copy: FileState
    source: FileState
    # None unless the pair is divergent
    details: Details | None = None
    # whether a divergent pair was one content in the baseline but for what is declared; equal ids apart
    matched_before: bool = False

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
        """The kind of difference in words, or why it is not known."""
        if self.difference is None:
            return self.details and self.details.kind
        modes = self.copy.entry.mode, self.source.entry.mode
        also = f'; modes differ too ({modes[0]} in root, {modes[1]} in docs)' if modes[0] != modes[1] else ''
        return self.difference.kind + also

    @property
    def texts(self) -> tuple[bytes, bytes] | None:
        """Both texts, if they were looked into."""
        return self.details and self.details.texts

    @property
    def declarable(self) -> tuple[PlainView, ...]:
        """What would have to be declared for the two to be equal, if that is known."""
        return () if self.details is None else self.details.declarable

    @property
    def history(self) -> History | None:
        """The history of the pair, if it was read."""
        return self.details and self.details.history
