"""The fast path where the configuration has folders and globs: the runs of a listing, compared as bytes.

As in listing.py nothing is judged: what is not the same on both sides has to be what it is in HEAD, present or absent.
"""
from __future__ import annotations

import os

from sot_guard.fastpath.rules import Unclear
from sot_guard.fastpath.spawn import EMPTY_BLOBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

    from sot_guard.fastpath.rules import Rule

    # a place in a listing: its begin, and its end
    Span = tuple[int, int]
    # asks git for the entries of pathspecs, in pieces
    Listing = Callable[[list[str]], Iterator[bytes]]

_MAX_FOLDERS = 20
_MAX_DIFFERENT = 200
# of a listing
MAX_BYTES = 1 << 27
# of two folders, compared at once
STEP = 1 << 17
# the first character that is sorted behind /
_BEHIND_SLASH = b'0'


def are_apart(rules: list[Rule]) -> bool:
    """Return whether no path can be a copy by two rules: nothing is inside of a folder of copies, and globs are few."""
    places = [copy for rule in rules for copy in rule.copies]
    folders = [place for place in places if place.endswith(b'/')]
    globs = sum(bool(rule.globs) for rule in rules)
    if globs > 1 or (globs and folders) or len(places) > _MAX_FOLDERS:
        return False
    return not any(folder is not place and place.startswith(folder) for folder in folders for place in places)


class Listed:
    """A listing of the index: entries as git prints them, sorted by path."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        entries = bytearray()
        for piece in pieces:
            entries += piece
            if len(entries) > MAX_BYTES:
                raise Unclear
        if entries and entries[-1]:
            raise Unclear  # half a listing
        self._entries = entries
        self._runs: dict[bytes, Span] = {}

    def rest(self, folders: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the entries below none of these folders, and the files that docs/ holds itself."""
        at = 0
        for folder in sorted(folders):  # an outer one comes before those in it
            begin, end = self._run(folder)
            if begin >= at:
                yield bytes(self._entries[at:begin])
                at = end
                if folder.lower() == b'docs/':
                    yield bytes(self._own_files(begin, end, len(folder)))
        yield bytes(self._entries[at:])

    def _own_files(self, at: int, end: int, length: int) -> bytearray:
        """The entries of a folder, without those of the folders in it: each of these is passed over as a whole."""
        found = bytearray()
        while at < end:
            path, behind = self._entries.find(b'\t', at) + 1, self._entries.find(b'\0', at) + 1
            slash = self._entries.find(b'/', path + length, behind)
            if slash < 0:
                found += self._entries[at:behind]
                at = behind
            else:
                at = self._find(self._entries[path:slash] + _BEHIND_SLASH, behind, end)
        return found

    def _run(self, folder: bytes) -> Span:
        """Where the entries below a folder begin and end."""
        if folder not in self._runs:
            begin = self._find(folder, 0, len(self._entries))
            self._runs[folder] = begin, self._find(folder[:-1] + _BEHIND_SLASH, begin, len(self._entries))
        return self._runs[folder]

    def _find(self, path: bytes | bytearray, begin: int, end: int) -> int:
        """Where the first entry stands whose path is this one or comes behind it."""
        while begin < end:
            middle = self._entries.rfind(b'\0', begin, (begin + end) // 2) + 1 or begin
            behind = self._entries.find(b'\0', middle) + 1
            if self._entries[self._entries.find(b'\t', middle) + 1:behind - 1] < path:
                begin = behind
            else:
                end = middle
        return begin

    def head(self, path: bytes) -> bytes:
        """Return mode and id of a file, b'' if it is not there."""
        at = self._find(path, 0, len(self._entries))
        head, _, rest = bytes(self._entries[at:self._entries.find(b'\0', at)]).partition(b' 0\t')
        return head if rest == path else b''

    def gaps(self, path: bytes, folder: bytes) -> Iterator[bytes]:
        """Yield what is missing of the folders above a missing file, below a folder: HEAD may have had a link there."""
        while b'/' in path[len(folder):]:
            path = path.rpartition(b'/')[0]
            begin, end = self._run(path + b'/')
            if begin == end and not self.head(path):
                yield path

    def parts(self, source: bytes, folder: bytes) -> Iterator[tuple[Span, Span]]:
        """Yield where the files of two folders stand, a part at a time: what is not in both parts is in one alone."""
        at, end = self._run(source)
        begin, last = self._run(folder)
        while at < end or begin < last:
            cut = self._entries.rfind(b'\0', begin, min(begin + STEP, last)) + 1 or last
            stop = end
            if cut < last:
                path = self._entries[self._entries.find(b'\t', cut) + 1:self._entries.find(b'\0', cut)]
                stop = self._find(source + path[len(folder):], at, end)
            yield (at, stop), (begin, cut)
            at, begin = stop, cut

    def are_same(self, ours: Span, theirs: Span, source: bytes, folder: bytes) -> bool:
        """Return whether two parts certainly have the same files below their folders."""
        if self._entries.count(b'\t', *ours) != self._entries.count(b'\0', *ours):
            return False  # with a tab in a name, where an entry cannot be told from its end
        if any(self._entries.find(blob, *ours) >= 0 for blob in EMPTY_BLOBS):
            return False
        # what is unmerged stays as it is, and so another path
        part = self._entries[slice(*theirs)].replace(b' 0\t' + folder, b' 0\t' + source)
        return len(part) == ours[1] - ours[0] and self._entries.startswith(part, ours[0])

    def names(self, part: Span, folder: bytes) -> dict[bytes, bytes]:
        """Return mode and id of each file of a part, by its path below the folder."""
        found = {}
        for entry in bytes(self._entries[slice(*part)]).split(b'\0')[:-1]:
            head, _, name = entry.partition(b' 0\t' + folder)
            if not name or b'\t' in name:
                raise Unclear  # as above
            found[name] = head
        return found


def different(rule: Rule, folder: bytes, listed: Listed) -> tuple[set[bytes], set[bytes]]:
    """Return what two folders do not both have, as entries: of files that differ, and of files that one has alone.

    A file that is absent is an entry without mode and id; Unclear where the full program has to look.
    """
    apart: set[bytes] = set()
    alone: set[bytes] = set()
    one_sided: set[bytes] = set()
    has_common = False
    for spans in listed.parts(rule.source, folder):
        if rule.is_held is None and listed.are_same(*spans, rule.source, folder):
            has_common = True
            continue
        ours, theirs = (listed.names(span, place) for span, place in zip(spans, (rule.source, folder), strict=True))
        if rule.is_held is not None:
            ours, theirs = ({name: side[name] for name in side if rule.is_held(name)} for side in (ours, theirs))
        if any(head[7:] in EMPTY_BLOBS for side in (ours, theirs) for head in side.values()):
            raise Unclear  # it may stand for what is only intended to be added
        both = ours.keys() & theirs.keys()
        differing = {name for name in both if ours[name] != theirs[name]}
        has_common |= len(both) > len(differing)
        one_sided |= ours.keys() ^ theirs.keys()
        for found, names in ((apart, differing), (alone, ours.keys() ^ theirs.keys())):
            found |= {b'%s 0\t%s%s' % (side.get(name, b''), place, name) for name in names
                      for place, side in ((rule.source, ours), (folder, theirs))}
        if len(apart) + len(alone) > 2 * _MAX_DIFFERENT:
            raise Unclear
    if not has_common:
        raise Unclear  # it may compare nothing
    _refuse_twins(one_sided)
    alone |= {b' 0\t' + gap for entry in [*alone] if entry[:1] == b' ' for gap in listed.gaps(
        entry[3:], folder if entry[3:].startswith(folder) else rule.source)}
    return apart, alone


def _refuse_twins(names: set[bytes]) -> None:
    """Names that are one to some systems are noted."""
    if not b''.join(names).isascii() or len({name.lower() for name in names}) < len(names):
        raise Unclear


def matches(rule: Rule, listing: Listing, deleted: Listing) -> dict[bytes, bytes]:
    """Return mode and id of each copy that the globs of a rule find; Unclear where the full program has to look.

    `deleted` lists what the index lacks of HEAD.
    """
    pathspecs = [f':(top,glob){os.fsdecode(glob)}' for glob in rule.globs]
    found: dict[bytes, bytes] = {}
    for glob, pathspec in zip(rule.globs, pathspecs, strict=True):
        here = dict(_entries(listing([pathspec])))
        here.pop(rule.source, None)
        if not here or (rule.is_required and not _is_everywhere(glob, here, listing)):
            raise Unclear
        found |= here
    if any(deleted(pathspecs)):
        raise Unclear
    return found


def _is_everywhere(glob: bytes, found: dict[bytes, bytes], listing: Listing) -> bool:
    """Whether each folder that the parent of a glob matches holds a copy."""
    parent = glob.rpartition(b'/')[0]
    depth = glob.count(b'/')
    names = (path for path, _ in _entries(listing([f':(top,glob){os.fsdecode(parent)}/**'])))
    folders = {b'/'.join(path.split(b'/')[:depth]) for path in names}
    return folders == {path.rpartition(b'/')[0] for path in found}


def _entries(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The paths, each with its mode and id."""
    rest = b''
    for piece in pieces:
        *entries, rest = (rest + piece).split(b'\0')
        for entry in entries:
            head, _, path = entry.partition(b' 0\t')
            if not path:
                raise Unclear  # it is unmerged
            yield path, head
    if rest:
        raise Unclear
