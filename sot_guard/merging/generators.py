"""Small makers of merges: each settles what git leaves in conflict in one way; whether rightly, the proof says."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice
from itertools import product

from sot_guard.analysis.documents import Document
from sot_guard.merging.changelog_entries import Around
from sot_guard.merging.changelog_entries import both
from sot_guard.merging.changelog_entries import levels_of
from sot_guard.merging.hunks import Hunk
from sot_guard.merging.hunks import Pieces

# of more hunks, and of longer ones, no merge is made up
MAX_HUNKS = 40
MAX_TRIED = 12
MAX_LINES = 2000
MAX_PAIRS = 900
_MIN_ALIKE = 0.5
_Edit = tuple[int, int, tuple[bytes, ...]]


def candidates(pieces: Pieces, documents: tuple[Document, Document]) -> Iterator[bytes]:
    """Yield texts in which all hunks are settled, the likeliest first."""
    if sum(isinstance(piece, Hunk) for piece in pieces) > MAX_HUNKS:
        return
    levels = levels_of(*documents)
    ways: list[list[Sequence[bytes]]] = []
    for number, piece in enumerate(pieces):
        if isinstance(piece, Hunk):
            near = Around(_neighbour(pieces[number - 1], -1), _neighbour(pieces[number + 1], 0), levels, documents)
            ways.append([*dict.fromkeys(map(tuple, _ways(piece, near)))])
        else:
            ways.append([piece])
    for chosen in islice(product(*ways), MAX_TRIED):
        yield b''.join(line + b'\n' for lines in chosen for line in lines)


def _neighbour(lines: object, end: int) -> bytes:
    assert isinstance(lines, list)
    full = [line for line in lines if line.strip()]
    return full[end] if full else b''


def _ways(hunk: Hunk, around: Around) -> Iterator[Sequence[bytes]]:
    """What a hunk may become."""
    if max(map(len, hunk)) > MAX_LINES:
        return
    start, rest, end = _common(hunk)
    for lines in _settled(rest, around):
        yield [*start, *lines, *end]
    if rest != hunk:
        yield from _settled(hunk, around)


def _common(hunk: Hunk) -> tuple[list[bytes], Hunk, list[bytes]]:
    """What both sides have at the beginning and at the end, and the rest."""
    source, base, copy = hunk
    most = min(len(source), len(copy))
    first = next((number for number in range(most) if source[number] != copy[number]), most)
    last = next((number for number in range(most - first) if source[-1 - number] != copy[-1 - number]), most - first)
    end = len(source) - last
    rest = source[first:end], copy[first:len(copy) - last]
    # what both have in place of the base, as many lines at least, leaves nothing of it to be decided
    new = [line for line in source[:first] + source[end:] if line.strip()]
    old = [line for line in base if line.strip()]
    is_settled = len(old) <= len(new) and not {*old} & {*rest[0], *rest[1]}
    return source[:first], Hunk(rest[0], [] if is_settled else base, rest[1]), source[end:]


def _settled(hunk: Hunk, around: Around) -> Iterator[Sequence[bytes]]:
    source, base, copy = hunk
    if source in (base, copy):
        yield copy
    elif copy == base:
        yield source
    elif any(map(bytes.strip, base)):
        lines = line_by_line(hunk)
        if lines is not None:
            yield lines
        yield from reflowed(hunk)
    else:
        yield both(source, copy, around)
        yield source + copy
        yield copy + source


def _edits(base: Sequence[bytes], side: Sequence[bytes]) -> list[_Edit]:
    edits: list[_Edit] = []
    for name, low, high, start, end in SequenceMatcher(None, base, side, False).get_opcodes():
        if name == 'replace':
            edits += _paired(base, range(low, high), side, range(start, end))
        elif name != 'equal':
            edits.append((low, high, tuple(side[start:end])))
    return edits


def _paired(base: Sequence[bytes], old: range, side: Sequence[bytes], new: range) -> Iterator[_Edit]:
    """Lines in place of others as edits of single ones, where it can be seen which became which."""
    pairs = list(zip(old, new, strict=False)) if len(old) == len(new) else _alike(base, old, side, new)
    if not pairs:
        yield old.start, old.stop, tuple(side[new.start:new.stop])
        return
    low, start = old.start, new.start
    for number, other in (*pairs, (old.stop, new.stop)):
        if low < number or start < other:
            yield low, number, tuple(side[start:other])
        if number < old.stop:
            yield number, number + 1, (side[other],)
        low, start = number + 1, other + 1


def _alike(base: Sequence[bytes], old: range, side: Sequence[bytes], new: range) -> list[tuple[int, int]]:
    """The most alike lines of two ranges, in order."""
    if len(old) * len(new) > MAX_PAIRS:
        return []
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for number in old:
        for other in new:
            ways = [best.get((number - 1, other), (0.0, [])), best.get((number, other - 1), (0.0, []))]
            ratio = SequenceMatcher(None, base[number].split(), side[other].split(), False).ratio()
            if ratio >= _MIN_ALIKE:
                total, pairs = best.get((number - 1, other - 1), (0.0, []))
                ways.append((total + ratio, [*pairs, (number, other)]))
            best[number, other] = max(ways, key=lambda way: way[0])
    return best[old[-1], new[-1]][1]


def line_by_line(hunk: Hunk) -> list[bytes] | None:
    """Return a hunk with the edits of both sides, None where they touch the same lines."""
    mine, theirs = _edits(hunk.base, hunk.source), _edits(hunk.base, hunk.copy)
    edits = sorted(dict.fromkeys(mine + theirs), key=lambda edit: (edit[0], edit[1]))
    lines: list[bytes] = []
    at = 0
    for low, high, new in edits:
        if low < at:
            return None
        lines += (*hunk.base[at:low], *new)
        at = high
    return [*lines, *hunk.base[at:]]


def reflowed(hunk: Hunk) -> Iterator[list[bytes]]:
    """Yield the side that changed words, where the other changed white space alone."""
    words = [b' '.join(lines).split() for lines in hunk]
    if words[0] == words[1]:
        yield hunk.copy
    if words[2] == words[1]:
        yield hunk.source
