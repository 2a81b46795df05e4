"""Which line of one text is which line of another: a patience diff, in a time that the number of lines bounds."""
from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import pairwise
from operator import not_
from typing import NamedTuple

# what patience leaves between its anchors is compared line by line up to this product of lengths
MAX_COMPARED = 40_000
# how often a line may be looked at for anchors: what people wrote needs some five, while each anchor of a hostile text
# can make the next one out of a line that stood twice
MAX_PASSES = 30
# how many pairs of equal lines may be compared so, and one more for each line: each costs its square in hostile texts
MAX_PAIRS = 200_000


class Hunk(NamedTuple):
    """Lines [base, base_end) of one text that became lines [side, side_end) of another."""

    base: int
    base_end: int
    side: int
    side_end: int


def align(base: Sequence[bytes], side: Sequence[bytes]) -> list[int]:
    """Return for each line of base the line of side that it is, or -1; in rising order."""
    found = [-1] * len(base)
    left = MAX_PASSES * (len(base) + len(side))
    pairs = MAX_PAIRS + len(base) + len(side)
    todo = [Hunk(0, len(base), 0, len(side))]
    while todo:
        low, high, start, end = todo.pop()
        while low < high and start < end and base[low] == side[start]:
            found[low] = start
            low, start = low + 1, start + 1
        if low == high or start == end:
            continue
        hunk = Hunk(low, high, start, end)
        left -= high - low + end - start
        anchors = _anchors(base, side, hunk) if left >= 0 else []
        for one, other in anchors:
            found[one] = other
        if anchors:
            ends = [(low - 1, start - 1), *anchors, (high, end)]
            todo += (Hunk(a + 1, c, b + 1, d) for (a, b), (c, d) in pairwise(ends))
        elif (high - low) * (end - start) <= MAX_COMPARED and pairs >= 0:
            pairs -= _pairs(base, side, hunk)
            _compare(base, side, hunk, found)
        elif base[high - 1] == side[end - 1]:
            while low < high and start < end and base[high - 1] == side[end - 1]:
                high, end = high - 1, end - 1
                found[high] = end
            todo.append(Hunk(low, high, start, end))
    return found


def align_late(base: Sequence[bytes], side: Sequence[bytes]) -> list[int]:
    """Return the same from the ends on: of lines that are alike, the last ones are found."""
    found = align(base[::-1], side[::-1])
    return [number if number < 0 else len(side) - 1 - number for number in reversed(found)]


def _pairs(base: Sequence[bytes], side: Sequence[bytes], hunk: Hunk) -> int:
    """How many pairs of equal lines there are, blank ones apart."""
    often = Counter(filter(None, side[hunk.side:hunk.side_end]))
    return sum(often[line] for line in base[hunk.base:hunk.base_end])


def _compare(base: Sequence[bytes], side: Sequence[bytes], hunk: Hunk, found: list[int]) -> None:
    """Find lines by the longest runs; blank ones beside others, or where as many are left between two runs."""
    from difflib import SequenceMatcher  # a refusal aligns nothing

    low, high, start, end = hunk
    for one, other, size in SequenceMatcher(not_, base[low:high], side[start:end], False).get_matching_blocks():
        here, there = hunk.base + one, hunk.side + other
        blank = [number for number in range(low, here) if not base[number]]
        others = [number for number in range(start, there) if not side[number]]
        for number, place in zip(blank, others, strict=True) if len(blank) == len(others) else ():
            found[number] = place
        found[here:here + size] = range(there, there + size)
        low, start = here + size, there + size


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
