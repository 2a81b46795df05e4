"""What a listing of the index shows (`git ls-files -s -z`), for the quick way out: bytes alone, in few steps."""
from __future__ import annotations

import os

from sot_guard.fastpath.spawn import EMPTY_BLOBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# of one entry, and of all: a million of them at the root and in docs/
_MAX_ENTRY_BYTES, _MAX_BYTES = 1 << 18, 1 << 26


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


def are_apart(root: set[bytes], docs: set[bytes]) -> bool:
    """Whether each entry is equal to its counterpart, or has none, and nothing that is near it."""
    entries = root | docs
    at = next(iter(entries), b'').find(b'\t') + 1
    paths = {entry[at:].lower() for entry in entries}
    together = b'\0'.join(paths)
    if len(paths) < len(entries) or not together.isascii():
        return False  # a pair that differs, names that are one to some systems
    if b'\t' in together or any(path.startswith(b'../') for path in paths):
        return False  # names in which a listing cannot be searched; the top level is not here
    if b'\0docs/' in b'\0' + together and any(path[5:] in paths for path in paths if path.startswith(b'docs/')):
        return False  # X, and Docs/X
    # unmerged entries, or no entries; links and submodules, which may lead to two places though they are equal
    return all(entry[at - 3:at] == b' 0\t' for entry in entries) and all(entry[:3] == b'100' for entry in root & docs)


def head_of(listing: bytearray, name: str) -> bytes:
    """Mode and id of a path in a listing, b'' if it is not there."""
    at = listing.find(b' 0\t%s\0' % os.fsencode(name))
    return bytes(listing[listing.rfind(b'\0', 0, at) + 1:max(at, 0)])
