"""The fast path where the configuration has roots: only pairs that a commit touches are looked at, wherever they are.

Which folders are roots is not asked: in any folder `X` and `docs/X` of what is touched or named have to be the same.
"""
from __future__ import annotations

import os

from sot_guard.fastpath.rules import Unclear
from sot_guard.fastpath.spawn import EMPTY_BLOBS
from sot_guard.fastpath.spawn import git
from sot_guard.fastpath.unchanged import is_merging

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from sot_guard.fastpath.listing import Index

    # a copy, and its source
    Pairs = set[tuple[bytes, bytes]]

_TOUCHED = ('diff-index', '--cached', '--raw', '-z', '--no-renames', '--ignore-submodules=none', 'HEAD')
# git holds each entry against each of them
_MAX_PATHS = 40
_MAX_BYTES = 1 << 16


def pairs_of_touched(environ: Mapping[str, str], names: Sequence[str]) -> Pairs:
    """Return the two paths of each pair below the top level that a touched or named file may belong to.

    Unclear where these are many, or HEAD is not all that the commit follows on; OSError before the first commit.
    """
    if is_merging(environ):
        raise Unclear
    changes = b''
    for piece in git(environ, *_TOUCHED):
        changes += piece
        if len(changes) > _MAX_BYTES:
            raise Unclear
    paths = {*changes.split(b'\0')[1::2], *map(os.fsencode, names)}
    if len(paths) > _MAX_PATHS or not b''.join(paths).isascii():
        raise Unclear
    return {pair for path in paths if b'/' in path for pair in _pairs(path)}


def _pairs(path: bytes) -> Iterator[tuple[bytes, bytes]]:
    folder, _, name = path.rpartition(b'/')
    yield path, b'%s/docs/%s' % (folder, name)
    above, _, last = folder.rpartition(b'/')
    if above and last.lower() == b'docs':
        yield b'%s/%s' % (above, name), b'%s/docs/%s' % (above, name)


def are_same(pairs: Pairs, index: Index) -> bool:
    """Return whether each of these pairs is one regular file twice, or one of the two is not there, in any spelling."""
    listing = bytes(index.root + index.docs.replace(b' 0\t', b' 0\tdocs/')).lower()
    for pair in pairs:
        heads = [index.head(path.decode()) for path in pair]
        found = [head for head in heads if head]
        # of other stages, or spelled otherwise
        if sum(b'\t%s\0' % path.lower() in listing for path in pair) > len(found):
            return False
        if len(found) > 1 and (heads[0] != heads[1] or heads[0][:3] != b'100' or heads[0][7:] in EMPTY_BLOBS):
            return False
    return True
