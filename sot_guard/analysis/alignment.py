"""Which line of one text is which line of another: a patience diff, in a time that the number of lines bounds."""
from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Container
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# what patience leaves between its anchors is compared line by line up to this product of lengths
MAX_COMPARED = 40_000
# how often a line may be looked at for anchors: what people wrote needs some five, while each anchor of a hostile text
# can make the next one out of a line that stood twice
MAX_PASSES = 30


class Hunk(NamedTuple):
    """Lines [base, base_end) of one text that became lines [side, side_end) of another."""

    base: int
    base_end: int
    side: int
    side_end: int


def align(base: Sequence[bytes], side: Sequence[bytes]) -> list[int]:
    """Return for each line of base the line of side that it is, or -1; in rising order."""
    from difflib import SequenceMatcher  # a refusal aligns nothing

    found = [-1] * len(base)
    left = MAX_PASSES * (len(base) + len(side))
    todo = [Hunk(0, len(base), 0, len(side))]
    while todo:
        low, high, start, end = todo.pop()
        while low < high and start < end and base[low] == side[start]:
            found[low] = start
            low, start = low + 1, start + 1
        while low < high and start < end and base[high - 1] == side[end - 1]:
            high, end = high - 1, end - 1
            found[high] = end
        if low == high or start == end:
            continue
        left -= high - low + end - start
        anchors = _anchors(base, side, Hunk(low, high, start, end)) if left >= 0 else []
        for one, other in anchors:
            found[one] = other
        if anchors:
            ends = [(low - 1, start - 1), *anchors, (high, end)]
            todo += (Hunk(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(ends))
        elif (high - low) * (end - start) <= MAX_COMPARED:
            blocks = SequenceMatcher(None, base[low:high], side[start:end], False).get_matching_blocks()
            for one, other, size in blocks:
                found[low + one:low + one + size] = range(start + other, start + other + size)
    return found


def _anchors(base: Sequence[bytes], side: Sequence[bytes], hunk: Hunk) -> list[tuple[int, int]]:
    """The longest rising run of lines that both ranges have exactly once."""
    low, high, start, end = hunk
    once = {line for line, count in Counter(base[low:high]).items() if count == 1}
    once &= {line for line, count in Counter(side[start:end]).items() if count == 1}
    where = {side[number]: number for number in range(start, end) if side[number] in once}
    pairs = [(number, where[base[number]]) for number in range(low, high) if base[number] in once]
    return [pairs[number] for number in longest_rise([other for _, other in pairs])]


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return the indices of a longest rising subsequence of different numbers."""
    tops: list[int] = []
    last: list[int] = []
    before = [-1] * len(numbers)
    for index, number in enumerate(numbers):
        place = bisect_left(tops, number)
        before[index] = last[place - 1] if place else -1
        tops[place:place + 1] = [number]
        last[place:place + 1] = [index]
    rise = []
    index = last[-1] if last else -1
    while index >= 0:
        rise.append(index)
        index = before[index]
    return rise[::-1]


def hunks(found: Sequence[int], size: int) -> Iterator[Hunk]:
    """Yield what differs between two aligned texts, `size` the number of lines of the second."""
    base = side = 0
    for number, other in enumerate((*found, size)):
        if other >= 0:
            if (base, side) != (number, other):
                yield Hunk(base, number, side, other)
            base, side = number + 1, other + 1


def inverse(found: Sequence[int], size: int) -> list[int]:
    """Return for each of `size` lines of the other text which line it is of the first, or -1."""
    lines = [-1] * size
    for number, other in enumerate(found):
        if other >= 0:
            lines[other] = number
    return lines


def slid(found: Sequence[int], lines: Sequence[bytes], size: int, starts: Container[int]) -> list[int]:
    """Return an alignment in which lines that are left out begin with a section, where they may be said to.

    What of "a x b x" became "a x" may have lost "x b" or "b x". `lines`: those of the first text, b'' where blank;
    `size`: how many the second has; `starts`: the lines with which sections of the first begin.
    """
    slid = list(found)
    for hunk in list(hunks(found, size)):
        low, high, start, end = hunk
        if start == end:
            shift = _shift(hunk, slid, lines, starts)
            slid[low:high + shift] = [*range(start, start + shift), *[-1] * (high - low)]
    return slid


def _shift(hunk: Hunk, found: Sequence[int], lines: Sequence[bytes], starts: Container[int]) -> int:
    """By how many lines a deletion may be said to stand further down, so that it begins with a section."""
    low, high, start, _ = hunk
    first = 0
    for shift in range(len(found) - high + 1):
        first = next((at for at in range(max(first, low + shift), len(lines)) if lines[at]), len(lines))
        if first in starts:
            return shift
        if [*found[high + shift:high + shift + 1]] != [start + shift] or lines[low + shift] != lines[high + shift]:
            break
    return 0
