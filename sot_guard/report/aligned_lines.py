"""The lines of two forms of a section beside each other, with the words that differ. Pure."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from sot_guard.analysis.alignment import align
from sot_guard.analysis.alignment import Hunk
from sot_guard.analysis.alignment import hunks
from sot_guard.escaping import visible_line

LINE_CHARACTERS = 2000
# what stays in sight of equal lines above and below a difference
_CONTEXT = 3
# fewer lines are not worth a click
_MIN_FOLDED = 4
# two lines with less in common are two lines, not two forms of one
_MIN_SHARE = 0.4
_BLANK_SHARE = 0.01
# up to this product of lengths the lines of a hunk are held against each other, each with each
_MAX_COMPARED = 10_000
_WORD = re.compile(r'\w+')
_TOKEN = re.compile(r'\w+|\s+|.')


class Piece(NamedTuple):
    """A part of a line; `is_changed`: the other line has other words there."""

    text: str
    is_changed: bool


class Line(NamedTuple):
    """A line of a file: its number from 1, and its text."""

    number: int
    pieces: tuple[Piece, ...]


class Aligned(NamedTuple):
    """A line of each file beside each other; None: a file has no line there."""

    copy: Line | None
    source: Line | None
    is_same: bool = False


class Block(NamedTuple):
    """Lines in a row; `is_folded`: they are equal, and far from a difference."""

    is_folded: bool
    lines: tuple[Aligned, ...]


def shown(lines: Sequence[bytes], first: int) -> tuple[Line, ...]:
    """Return the lines of a section, `first` the number of its first line from 0."""
    return tuple(
        Line(number, (Piece(visible_line(line, LINE_CHARACTERS), is_changed=False),))
        for number, line in enumerate(lines, first + 1)
    )


def blocks(copy: tuple[Sequence[bytes], int], source: tuple[Sequence[bytes], int]) -> tuple[Block, ...]:
    """Return two sections line by line, each given as its lines and the number of its first one, from 0."""
    sides = shown(*copy), shown(*source)
    aligned: list[Aligned] = []
    here = there = 0
    end = len(sides[0]), len(sides[1])
    for hunk in (*hunks(_found(copy[0], source[0]), end[1]), Hunk(end[0], end[0], end[1], end[1])):
        equal = zip(sides[0][here:hunk.base], sides[1][there:hunk.side], strict=True)
        aligned += (Aligned(one, other, is_same=True) for one, other in equal)
        aligned += _hunk(sides[0][hunk.base:hunk.base_end], sides[1][hunk.side:hunk.side_end])
        here, there = hunk.base_end, hunk.side_end
    return tuple(_folded(aligned))


def _folded(aligned: Sequence[Aligned]) -> Iterator[Block]:
    """The lines in blocks: those in sight of a difference, and those that are not."""
    differing = [number for number, line in enumerate(aligned) if not line.is_same]
    near = {at for number in differing for at in range(number - _CONTEXT, number + _CONTEXT + 1)}
    start = 0
    for number in range(1, len(aligned) + 1):
        if number == len(aligned) or (number in near) is not (start in near):
            is_folded = start not in near and number - start >= _MIN_FOLDED
            yield Block(is_folded, tuple(aligned[start:number]))
            start = number


def _found(copy: Sequence[bytes], source: Sequence[bytes]) -> list[int]:
    """Which line of the source each line of the copy is; blank lines alone hold no two texts together."""
    found = align(copy, source)
    for hunk in _runs(found):
        if not any(copy[number].strip() for number in hunk) and len(hunk) < len(found):
            found[hunk.start:hunk.stop] = [-1] * len(hunk)
    return found


def _runs(found: Sequence[int]) -> Iterator[range]:
    """The runs of lines that follow each other in both texts."""
    start = 0
    for number in range(1, len(found) + 1):
        if number == len(found) or found[number] != found[number - 1] + 1 or found[number - 1] < 0:
            yield range(start, number)
            start = number


# ---- the lines of a hunk, and their words

def _hunk(copy: Sequence[Line], source: Sequence[Line]) -> Iterator[Aligned]:
    """Lines that differ: two forms of one line beside each other with their words marked, the others in their order."""
    here = there = 0
    for one, other in (*_pairs(copy, source), (len(copy), len(source))):
        yield from (Aligned(*lines) for lines in zip_longest(copy[here:one], source[there:other]))
        if one < len(copy):
            yield _marked(copy[one], source[other])
        here, there = one + 1, other + 1


def _pairs(copy: Sequence[Line], source: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The lines that are forms of each other, in the order of both: those that have most in common together."""
    if len(copy) * len(source) <= _MAX_COMPARED:
        yield from _most_alike([_words(line) for line in copy], [_words(line) for line in source])
        return
    # too many for that at once: between the blank lines
    found = align(*([line.pieces[0].text.encode() for line in side] for side in (copy, source)))
    if not any(other >= 0 for other in found):
        return
    here = 0
    for hunk in (*hunks(found, len(source)), Hunk(len(copy), len(copy), len(source), len(source))):
        yield from ((number, found[number]) for number in range(here, hunk.base))
        for one, other in _pairs(copy[hunk.base:hunk.base_end], source[hunk.side:hunk.side_end]):
            yield hunk.base + one, hunk.side + other
        here = hunk.base_end


def _most_alike(copy: Sequence[Counter[str]], source: Sequence[Counter[str]]) -> list[tuple[int, int]]:
    # for each beginning of the two: how much its pairs have in common, and the pairs as a linked list
    above: list[tuple[float, _Pairs | None]] = [(0.0, None)] * (len(source) + 1)
    for one, own in enumerate(copy):
        row: list[tuple[float, _Pairs | None]] = [(0.0, None)]
        for other, theirs in enumerate(source):
            best = max(above[other + 1], row[other], key=lambda found: found[0])
            share, (total, pairs) = _share(own, theirs), above[other]
            if share and total + share > best[0]:
                best = total + share, _Pairs(one, other, pairs)
            row.append(best)
        above = row
    return _unrolled(above[-1][1])


class _Pairs(NamedTuple):
    copy: int
    source: int
    before: _Pairs | None


def _unrolled(pairs: _Pairs | None) -> list[tuple[int, int]]:
    found = []
    while pairs is not None:
        found.append((pairs.copy, pairs.source))
        pairs = pairs.before
    return found[::-1]


def _words(line: Line) -> Counter[str]:
    text = line.pieces[0].text
    return Counter(_WORD.findall(text) or text.split())


def _share(one: Counter[str], other: Counter[str]) -> float:
    """The share of the words of two lines that both have, 0 where it is too small; of blank lines very little."""
    total = one.total() + other.total()
    share = 2 * (one & other).total() / total if total else 1.0
    return 0.0 if share < _MIN_SHARE else share if total else _BLANK_SHARE


def _marked(copy: Line, source: Line) -> Aligned:
    """Two lines with the words in which they differ."""
    texts = copy.pieces[0].text, source.pieces[0].text
    tokens = [_TOKEN.findall(text) for text in texts]
    found = align(*([token.encode() for token in side] for side in tokens))
    equal = {number for number, other in enumerate(found) if other >= 0}, {other for other in found if other >= 0}
    return Aligned(
        Line(copy.number, tuple(_pieces(tokens[0], equal[0]))),
        Line(source.number, tuple(_pieces(tokens[1], equal[1]))), is_same=texts[0] == texts[1],
    )


def _pieces(tokens: Sequence[str], equal: set[int]) -> Iterator[Piece]:
    """The tokens, joined; blanks between two changed words are changed with them."""
    changed = [number not in equal for number in range(len(tokens))]
    for number in range(1, len(tokens) - 1):
        if tokens[number].isspace() and changed[number - 1] and changed[number + 1]:
            changed[number] = True
    start = 0
    for number in range(1, len(tokens) + 1):
        if number == len(tokens) or changed[number] is not changed[start]:
            yield Piece(''.join(tokens[start:number]), changed[start])
            start = number
