"""What a listing of the index shows (`git ls-files -s -z`), for the fast path: bytes alone, in few steps."""
from __future__ import annotations

import os

from sot_guard.fastpath.spawn import EMPTY_BLOBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

    from sot_guard.fastpath.folders import Listed

# of one entry, and of all: a million of them at the root and in docs/
_MAX_ENTRY_BYTES, _MAX_BYTES = 1 << 18, 1 << 26


class Index:
    """What git lists of the index: of the root and docs/, of files, and of folders."""

    def __init__(self, pieces: Iterator[bytes], folders: Collection[bytes]) -> None:
        # None: no folders are asked for
        self.listed: Listed | None = None
        if folders:
            from sot_guard.fastpath.folders import Listed
            self.listed = Listed(pieces)
            pieces = self.listed.rest(folders)
        self.root, self.docs = sides(pieces)

    def head(self, name: str) -> bytes:
        """Return mode and id of a file, b'' if it is not there."""
        found = head_of(self.docs, name[5:]) if name.startswith('docs/') else head_of(self.root, name)
        return found or (self.listed.head(os.fsencode(name)) if self.listed and '/' in name else b'')


def sides(pieces: Iterator[bytes]) -> tuple[bytearray, bytearray]:
    """The entries outside of docs/ (Docs/ is) and those in it, without `docs/`: equal where every pair is the same.

    ValueError for what is no listing, or half of one, or a very large one.
    """
    root, docs, rest = bytearray(), bytearray(), b''
    for piece in pieces:
        piece = rest + piece
        end = piece.rfind(b'\0') + 1
        piece, rest = piece[:end], piece[end:]
        # git sorts its index by path: what is in docs/ stands together
        first = piece.find(b' 0\tdocs/')
        begin = piece.rfind(b'\0', 0, first) + 1 if first >= 0 else end
        end = piece.find(b'\0', piece.rfind(b' 0\tdocs/')) + 1 if first >= 0 else end
        root += piece[:begin]
        docs += piece[begin:end].replace(b' 0\tdocs/', b' 0\t')
        root += piece[end:]
        if len(rest) > _MAX_ENTRY_BYTES or len(root) + len(docs) > _MAX_BYTES:
            raise ValueError('too large')
    if rest:
        raise ValueError('half a listing')
    return root, docs


def are_plain(entries: bytearray) -> bool:
    """Whether all are regular files, none of them empty, without a tab in their names."""
    count = entries.count(b'\0')
    if any(blob in entries for blob in EMPTY_BLOBS) or entries.count(b'\t') != count:
        return False
    return entries.startswith(b'100') and entries.count(b'\x00100') == count - 1


def differing(root: set[bytes], docs: set[bytes]) -> set[bytes] | None:
    """Return the entries of the pairs that differ, with whole paths; None where the full program has to look."""
    entries = root | docs
    at = next(iter(entries), b'').find(b'\t') + 1
    names = {entry[at:] for entry in entries}
    paths = {name.lower() for name in names}
    together = b'\0'.join(paths)
    if len(paths) < len(names) or not together.isascii():
        return None  # names that are one to some systems
    if b'\t' in together or any(path.startswith(b'../') for path in paths):
        return None  # names in which a listing cannot be searched; the top level is not here
    if b'\0docs/' in b'\0' + together and any(path[5:] in paths for path in paths if path.startswith(b'docs/')):
        return None  # X, and Docs/X
    # unmerged entries; equal links and submodules, which may lead to two places
    if not all(entry[at - 3:at] == b' 0\t' for entry in entries) or any(entry[:3] != b'100' for entry in root & docs):
        return None
    if len(names) == len(entries):
        return set()
    if any(len({entry[at:] for entry in side}) < len(side) for side in (root, docs)):
        return None  # a path that is listed twice: what git makes of a damaged index
    sources = {entry[at:]: entry for entry in docs - root}
    copies = {entry for entry in root - docs if entry[at:] in sources}
    return copies | {sources[entry[at:]].replace(b'\t', b'\tdocs/') for entry in copies}


def head_of(listing: bytearray, name: str) -> bytes:
    """Mode and id of a path in a listing, b'' if it is not there."""
    at = listing.find(b' 0\t%s\0' % os.fsencode(name))
    return bytes(listing[listing.rfind(b'\0', 0, at) + 1:max(at, 0)])
