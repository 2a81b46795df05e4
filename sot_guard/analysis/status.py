"""The status of a pair, from both of its files. Pure: everything that has to be read was read before."""
from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.naming import may_name
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.escaping import visible
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair

if TYPE_CHECKING:
    from sot_guard.analysis.views.compare import Viewed
    from sot_guard.git.blobs import Content


class Status(Enum):
    """The status of a pair, as the reports name it, and the exit status that it asks for."""

    IDENTICAL = 'identical', 0
    SAME_TEXT = 'same_text', 0
    SAME_BUT = 'same_but', 0
    LINKED = 'linked', 0
    POINTER = 'pointer', 0
    ACCEPTED = 'accepted', 0
    DIVERGENT = 'divergent', 1
    DOCS_MISSING = 'docs_missing', 1
    COPY_MISSING = 'copy_missing', 1
    DUPLICATE = 'duplicate', 1
    LINK_ELSEWHERE = 'link_elsewhere', 1
    EXTRA = 'extra', 1
    UNMERGED = 'unmerged', 2
    SUBMODULE = 'submodule', 2
    READ_ERROR = 'read_error', 2

    def __init__(self, label: str, exit_status: int) -> None:
        self.label = label
        self.exit_status = exit_status


class Side(NamedTuple):
    """A file of a pair: what is recorded at its path, and what could be read of it."""

    # from the top level
    path: bytes
    # mode and id in what is judged
    entry: Entry
    # where a symlink, or a path through linked folders, leads inside of what is judged (None: nowhere); of a regular
    # file, and of a folder in the place of a file, its own path
    destination: bytes | None = None
    # sums and size; None where they were not needed, or could not be read
    content: Content | None = None
    # why it could not be read, in words; None if it was, or was not needed
    problem: str | None = None
    # reads all of the content; what it returns is None where that is not known
    read: Callable[[], bytes | None] | None = None
    # whether a short content is read for what it refers to: not where too many names have it
    may_refer: bool = True

    @property
    def is_folder(self) -> bool:
        """Whether a folder is in the place of the file."""
        return self.entry.kind is Kind.ABSENT and self.destination == self.path

    def text(self) -> bytes | None:
        """All that the file holds; None where that is not known."""
        if self.content is None:
            return None
        return self.content.whole if self.read is None else self.read()


class Compared(NamedTuple):
    """A pair with both of its files and the status that they give it."""

    pair: Pair
    copy: Side
    source: Side
    status: Status
    # the two as they are compared, where the configuration says that something is set aside; None where nothing is, or
    # where nothing had to be
    viewed: Viewed | None = None

    @property
    def is_mode_only(self) -> bool:
        """Whether two regular files differ in their executable bits alone, or beyond what is declared."""
        is_same = self.copy.entry.oid == self.source.entry.oid or (self.viewed is not None and self.viewed.is_same)
        return self.status is Status.DIVERGENT and is_same

    @property
    def verdict(self) -> str:
        """What is the matter, in words that follow the two paths."""
        if self.status is Status.SAME_BUT and self.viewed is not None:
            from sot_guard.analysis.views.describe import described
            names = visible(self.copy.path), visible(self.source.path)
            return f'{_VERDICTS[self.status]} {described(self.viewed, names)}'
        return '; '.join(filter(None, (_VERDICTS[self.status], *map(_remark, (self.copy, self.source)))))


def views_of(pair: Pair, copy: Side, source: Side) -> Viewed | None:
    """Return the two as they are compared; None where nothing is set aside, or they are no two different texts."""
    if not pair.has_views or not copy.entry.kind is source.entry.kind is Kind.FILE:
        return None
    if copy.entry.oid == source.entry.oid:
        return None
    texts = copy.text(), source.text()
    if texts[0] is None or texts[1] is None or b'\0' in texts[0] or b'\0' in texts[1]:
        return None
    from sot_guard.analysis.views.compare import compare_views
    return compare_views((texts[0], texts[1]), pair.sides, pair.differ)


def status_of(
    pair: Pair, copy: Side, source: Side, config: Config = DEFAULT, viewed: Viewed | None = None,
) -> Status:
    """The status of a pair, by the rule of the configuration."""
    status = _compared(pair, copy, source, viewed)
    same = Status.IDENTICAL, Status.SAME_TEXT, Status.SAME_BUT
    if status in same and config.duplicates == 'forbid' and not pair.configured:
        return Status.DUPLICATE
    # by ids alone: what is accepted need not be here to be read
    if status in (Status.DIVERGENT, Status.LINK_ELSEWHERE, Status.READ_ERROR) and any(
        (accepted.path, accepted.source_id, accepted.copy_id) == (pair.copy, source.entry.oid, copy.entry.oid)
        for accepted in config.accept
    ):
        return Status.ACCEPTED
    return status


def _compared(pair: Pair, copy: Side, source: Side, viewed: Viewed | None) -> Status:
    kinds = {copy.entry.kind, source.entry.kind}
    if Kind.UNMERGED in kinds:
        return Status.UNMERGED
    if pair.in_folder and not pair.is_of_folders and copy.entry == source.entry and Kind.ABSENT not in kinds:
        # links and submodules that say the same, too
        return Status.IDENTICAL
    if Kind.SUBMODULE in kinds:
        return Status.SUBMODULE
    if Kind.ABSENT in kinds:
        return _incomplete(pair, copy, source)
    if any(side.problem for side in (copy, source) if Kind.LINK not in kinds or side.entry.kind is Kind.LINK):
        return Status.READ_ERROR
    if Kind.LINK in kinds:
        # two links to one file are one content as well
        one = copy.destination is not None and copy.destination == source.destination
        return Status.LINKED if one else Status.LINK_ELSEWHERE
    # the files of a folder are held to each other by their modes, too
    has_other_mode = pair.in_folder and copy.entry.mode != source.entry.mode
    if copy.entry.oid == source.entry.oid:
        return Status.DIVERGENT if has_other_mode else Status.IDENTICAL
    if viewed is not None and viewed.is_same and not has_other_mode:
        return Status.SAME_BUT if viewed.needed else Status.SAME_TEXT
    if _points_to(copy, source) != _points_to(source, copy):
        return Status.POINTER
    # what is declared does not fit these files
    return Status.READ_ERROR if viewed is not None and viewed.problems else Status.DIVERGENT


def _points_to(side: Side, other: Side) -> bool:
    text = side.content.whole if side.content is not None and side.may_refer else None
    if text is None or not may_name(other.path, text):
        return False
    # its patterns take longer to compile than all else that most runs do
    from sot_guard.analysis.references import points_to
    return points_to(text, side.path, other.path, other.text)


def _incomplete(pair: Pair, copy: Side, source: Side) -> Status:
    """The status of a pair of which a file is missing."""
    absent = [side for side in (source, copy) if side.entry.kind is Kind.ABSENT]
    links = [side for side in (source, copy) if side.entry.kind is Kind.LINK]
    if any(side.problem for side in (*absent, *links)):
        return Status.READ_ERROR
    if copy.destination is not None and copy.destination == source.destination:
        # one is, or its folder is, a symlink to its counterpart
        return Status.LINKED
    if links and absent[0].is_folder:
        return Status.LINK_ELSEWHERE
    if source not in absent or (copy in absent and source.is_folder):
        return Status.COPY_MISSING
    return Status.EXTRA if pair.origin is not None and pair.origin.forbids_extra else Status.DOCS_MISSING


_VERDICTS = {
    Status.IDENTICAL: 'are identical',
    Status.LINKED: 'are the same file',
    Status.SAME_TEXT: 'have the same text',
    Status.SAME_BUT: 'are identical except for',
    Status.ACCEPTED: 'differ (accepted)',
    Status.DOCS_MISSING: 'must both exist, or only the source',
    Status.COPY_MISSING: 'must both exist',
    Status.EXTRA: 'must both exist, or neither',
    Status.DUPLICATE: 'are identical (duplicates = "forbid")',
    Status.POINTER: 'are a document and a pointer to it',
    Status.DIVERGENT: 'differ',
    Status.LINK_ELSEWHERE: 'are not the same file',
    Status.UNMERGED: 'cannot be compared until the merge conflict is resolved',
    Status.SUBMODULE: 'cannot be compared',
    Status.READ_ERROR: 'cannot be compared',
}


def _remark(side: Side) -> str:
    name = visible(side.path)
    if side.problem:
        return f'{name}: {side.problem}'
    if side.entry.kind is Kind.LINK:
        there = visible(side.destination) if side.destination else 'an untracked path'
        return f'{name} is a symlink to {there}'
    if side.entry.kind in (Kind.SUBMODULE, Kind.ABSENT):
        return f'{name} is {"a submodule" if side.entry.kind is Kind.SUBMODULE else "missing"}'
    return ''
