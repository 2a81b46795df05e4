"""TODO"""
from __future__ import annotations

from enum import Enum
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.references import points_to
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.escaping import visible
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.worktree.read import ABSENT as ABSENT_FILE
from sot_guard.worktree.read import DiskFile

if TYPE_CHECKING:
    from sot_guard.git.blobs import Content


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
    # of a file that git converts between index and disk: whether it has unstaged edits; None where the sums tell
    edited: bool | None = None

    @property
    def is_edited(self) -> bool:
        """Whether a file on disk is another than what is compared; line ends may be git's own doing."""
        if self.on_disk in (None, ABSENT_FILE):
            return False
        if self.edited is not None:
            return self.edited
        return self.content is None or self.content.sha256 not in (self.on_disk.sha256, self.on_disk.sha256_lf)


def status_of(pair: Pair, copy: Side, source: Side, config: Config = DEFAULT) -> Status:
    """The status of a pair, by the rule of the configuration."""
    status = _compared(pair, copy, source)
    if status in (Status.IDENTICAL, Status.SAME_TEXT) and config.duplicates == 'forbid' and not pair.configured:
        return Status.DUPLICATE
    # by ids alone: what is accepted need not be here to be read
    if status in (Status.DIVERGENT, Status.LINK_ELSEWHERE, Status.READ_ERROR) and any(
        (accepted.path, accepted.source_id, accepted.copy_id) == (pair.copy, source.entry.oid, copy.entry.oid)
        for accepted in config.accept
    ):
        return Status.ACCEPTED
    return status


def _compared(pair: Pair, copy: Side, source: Side) -> Status:
    kinds = {copy.entry.kind, source.entry.kind}
    if Kind.UNMERGED in kinds:
        return Status.UNMERGED
    if Kind.SUBMODULE in kinds:
        return Status.SUBMODULE
    if source.entry.kind is Kind.ABSENT:
        return Status.DOCS_MISSING
    if any(side.problem for side in (copy, source) if Kind.LINK not in kinds or side.entry.kind is Kind.LINK):
        return Status.READ_ERROR
    if Kind.LINK in kinds:
        # two links to one file are one content as well
        one = copy.destination is not None and copy.destination == source.destination
        return Status.LINKED if one else Status.LINK_ELSEWHERE
    if copy.entry.oid == source.entry.oid:
        return Status.IDENTICAL
    if pair.as_text and _is_same_text(copy, source):
        return Status.SAME_TEXT
    assert copy.content is not None and source.content is not None
    texts = copy.content.whole, source.content.whole
    if points_to(texts[0], copy.path, source.path) != points_to(texts[1], source.path, copy.path):
        return Status.POINTER
    return Status.DIVERGENT


def _is_same_text(copy: Side, source: Side) -> bool:
    assert copy.content is not None and source.content is not None
    if copy.content.is_binary or source.content.is_binary:
        return False
    return copy.content.text_sha256 == source.content.text_sha256


def verdict_of(status: Status, copy: Side, source: Side) -> str:
    """What is the matter, in words that follow the two paths."""
    return '; '.join(filter(None, (_VERDICTS[status], *map(_remark, (copy, source)))))


_VERDICTS = {
    Status.IDENTICAL: 'are the same',
    Status.LINKED: 'are one file',
    Status.SAME_TEXT: 'are the same text',
    Status.ACCEPTED: 'differ, as was accepted',
    Status.DOCS_MISSING: 'should both be there, or docs alone',
    Status.DUPLICATE: 'are the same, and only the one in docs should be there',
    Status.POINTER: 'are a document and a pointer to it',
    Status.DIVERGENT: 'differ',
    Status.LINK_ELSEWHERE: 'are not one file',
    Status.UNMERGED: 'cannot be compared while a merge conflict is open',
    Status.SUBMODULE: 'cannot be compared',
    Status.READ_ERROR: 'cannot be compared',
}


def _remark(side: Side) -> str:
    name = visible(side.path)
    if side.problem:
        return f'{name}: {side.problem}'
    if side.entry.kind is Kind.LINK:
        there = visible(side.destination) if side.destination else 'nowhere in the repository'
        return f'{name} is a symlink to {there}'
    if side.entry.kind in (Kind.SUBMODULE, Kind.ABSENT):
        return f'{name} is {"a submodule" if side.entry.kind is Kind.SUBMODULE else "not there"}'
    return ''
