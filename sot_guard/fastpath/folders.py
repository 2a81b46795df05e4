"""The fast path where the configuration has folders and globs: the runs of a listing, compared as bytes.

As in listing.py nothing is judged: what is not the same on both sides has to be what it is in HEAD, present or absent.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator

from sot_guard.config.model import is_glob
from sot_guard.config.model import PairRule
from sot_guard.config.model import TOP
from sot_guard.fastpath.spawn import EMPTY_BLOBS

# asks git for the entries of pathspecs, in pieces
Listing = Callable[[list[str]], Iterator[bytes]]

_MAX_FOLDERS = 20
_MAX_DIFFERENT = 200
# of a run
MAX_BYTES = 1 << 26


class Unclear(Exception):
    """The full program has to look."""


def folders_of(rule: PairRule) -> list[bytes]:
    """Return the folders of the copies; Unclear where they are not written out."""
    folders = []
    for copy in rule.copies:
        folder = copy + rule.under + b'/' if rule.under else copy
        if is_glob(copy) or copy == TOP:
            raise Unclear
        folders.append(folder)
    return folders


def are_apart(rules: Iterable[PairRule]) -> bool:
    """Return whether no path can be a copy by two rules: nothing is inside of a folder of copies, and globs are few."""
    places: list[bytes] = []
    count = 0
    for rule in rules:
        places += folders_of(rule) if rule.is_folder else [copy for copy in rule.copies if not is_glob(copy)]
        count += any(map(is_glob, rule.copies))
    if count > 1 or (count and any(place.endswith(b'/') for place in places)) or len(places) > _MAX_FOLDERS:
        return False
    return not any(one is not other and other.startswith(one) for one in places if one.endswith(b'/')
                   for other in places)


def different(rule: PairRule, folder: bytes, listing: Listing) -> tuple[set[bytes], set[bytes]]:
    """Return what two folders do not both have, as entries: of files that differ, and of files that one has alone.

    A file that is absent is an entry without mode and id; Unclear where the full program has to look.
    """
    pathspecs = [f':(top,literal){os.fsdecode(path)}' for path in (rule.source, folder)]
    if _is_same_run(listing(pathspecs), rule.source, folder) and not (rule.only or rule.exclude):
        return set(), set()
    ours, theirs = _names(listing(pathspecs), rule.source, folder)
    if rule.only or rule.exclude:
        from sot_guard.pairing.globs import is_held
        ours, theirs = ({name: head for name, head in side.items() if is_held(rule, name)} for side in (ours, theirs))
    both = ours.keys() & theirs.keys()
    if any(head[7:] in EMPTY_BLOBS for side in (ours, theirs) for head in side.values()):
        raise Unclear
    if not any(ours[name] == theirs[name] for name in both):
        raise Unclear  # it may compare nothing
    apart = {name for name in both if ours[name] != theirs[name]}
    alone = ours.keys() ^ theirs.keys()
    if len(apart) + len(alone) > _MAX_DIFFERENT:
        raise Unclear
    _refuse_twins(alone)

    def entries(names: Iterable[bytes]) -> set[bytes]:
        return {b'%s 0\t%s%s' % (side.get(name, b''), place, name) for name in names
                for place, side in ((rule.source, ours), (folder, theirs))}
    return entries(apart), entries(alone)


def _refuse_twins(names: set[bytes]) -> None:
    """Names that are one to some systems are noted."""
    if not b''.join(names).isascii() or len({name.lower() for name in names}) < len(names):
        raise Unclear


def _is_same_run(pieces: Iterator[bytes], source: bytes, folder: bytes) -> bool:
    """Whether the entries of two folders are the same below them: the run that comes first is kept, no more."""
    first, second = sorted((source, folder))
    kept, at = bytearray(), 0
    for piece in _whole_entries(pieces):
        begin, rest = _divided(piece, second)
        if at and begin:
            return False
        kept += begin
        rest = rest.replace(b' 0\t' + second, b' 0\t' + first)
        if len(kept) > MAX_BYTES:
            raise Unclear
        if rest and not kept.startswith(rest, at):
            return False
        at += len(rest)
    count = kept.count(b'\0')
    if any(blob in kept for blob in EMPTY_BLOBS):
        raise Unclear  # it may stand for what is only intended to be added
    # with a tab in a name a run cannot be divided
    return at == len(kept) and count > 0 and kept.count(b'\t') == count


def _divided(piece: bytes, second: bytes) -> tuple[bytes, bytes]:
    """The entries before the first one of a folder, and from there on: git sorts its index by path."""
    at = piece.find(b' 0\t' + second)
    begin = piece.rfind(b'\0', 0, at) + 1 if at >= 0 else len(piece)
    return piece[:begin], piece[begin:]


def _whole_entries(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b''
    for piece in pieces:
        end = piece.rfind(b'\0') + 1
        if end:
            yield rest + piece[:end]
        rest = piece[end:] if end else rest + piece
    if rest:
        raise Unclear


def _names(pieces: Iterator[bytes], source: bytes, folder: bytes) -> tuple[dict[bytes, bytes], dict[bytes, bytes]]:
    """Mode and id of each file of two folders, by its path below them."""
    ours: dict[bytes, bytes] = {}
    theirs: dict[bytes, bytes] = {}
    for piece in _whole_entries(pieces):
        for entry in piece.split(b'\0')[:-1]:
            head, _, path = entry.partition(b' 0\t')
            if not path or b'\t' in path:
                raise Unclear  # unmerged, or a name in which a listing cannot be searched
            side, place = (ours, source) if path.startswith(source) else (theirs, folder)
            if not path.startswith(place):
                raise Unclear
            side[path[len(place):]] = head
    return ours, theirs


def matches(rule: PairRule, listing: Listing, deleted: Listing) -> dict[bytes, bytes]:
    """Return mode and id of each copy that the globs of a rule find; Unclear where the full program has to look.

    `deleted` lists what the index lacks of HEAD.
    """
    globs = [copy for copy in rule.copies if is_glob(copy)]
    if rule.exclude or any(sign in glob for glob in globs for sign in (b'?', b'[')) or not b''.join(globs).isascii():
        raise Unclear  # git holds them against bytes, the full program against characters
    pathspecs = [f':(top,glob){os.fsdecode(glob)}' for glob in globs]
    found: dict[bytes, bytes] = {}
    for glob, pathspec in zip(globs, pathspecs, strict=True):
        here = dict(_entries(listing([pathspec])))
        here.pop(rule.source, None)
        if not here or (rule.required and not _is_everywhere(glob, here, listing)):
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
    for piece in _whole_entries(pieces):
        for entry in piece.split(b'\0')[:-1]:
            head, _, path = entry.partition(b' 0\t')
            if not path:
                raise Unclear
            yield path, head
