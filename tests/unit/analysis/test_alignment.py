from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis import alignment
from sot_guard.analysis.alignment import align
from sot_guard.analysis.alignment import align_late
from sot_guard.analysis.alignment import Hunk
from sot_guard.analysis.alignment import hunks
from sot_guard.analysis.alignment import inverse
from sot_guard.analysis.alignment import longest_rise


def lines(text: str) -> list[bytes]:
    return [bytes([sign]) for sign in text.encode()]


@pytest.mark.parametrize(
    ('base', 'side', 'expected'),
    [
        ('', '', []),
        ('abc', 'abc', [0, 1, 2]),
        ('abc', 'axc', [0, -1, 2]),
        ('abc', '', [-1, -1, -1]),
        ('abcd', 'xbyd', [-1, 1, -1, 3]),
        ('aabb', 'bbaa', [2, 3, -1, -1]),
        ('abxcd', 'cdyab', [-1, -1, -1, 0, 1]),
        # between lines that both have once, and after them
        ('1aXbb2aYbb3', '4aWbb2aZbb5', [-1, 1, -1, 3, 4, 5, 6, -1, 8, 9, -1]),
        ('1aXaX2', '3aXaY2', [-1, 1, 2, 3, -1, 5]),
        # a line that stands twice is no anchor
        ('1axyza2', '3xayza4', [-1, -1, 1, 3, 4, 5, -1]),
        ('1xaya2', '3axay4', [-1, 2, 3, 4, -1, -1]),
        ('1xay2', '3axa4', [-1, 2, 3, -1, -1]),
        ('1ak2', '3akck4', [-1, 1, 2, -1]),
        # what was left out is the later one of two that are alike: "Bx" of "axBx"
        ('1axBx', '2ax', [-1, 1, 2, -1, -1]),
        ('1ax', '2axBx', [-1, 1, 2]),
        ('RAx', 'QCxBx', [-1, -1, 2]),
        # of two gaps, what is in the first counts where there is nothing in the second
        ('1aab2aab', '3aab2', [-1, 1, 2, 3, 4, -1, -1, -1]),
    ],
)
def test_lines_are_found_again_in_order(base: str, side: str, expected: list[int]) -> None:
    assert align(lines(base), lines(side)) == expected


def test_what_is_too_long_to_be_compared_is_not_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, 'MAX_COMPARED', 3)
    assert align(lines('xaay'), lines('zaaw')) == [-1, -1, -1, -1]
    monkeypatch.setattr(alignment, 'MAX_COMPARED', 16)
    assert align(lines('xaay'), lines('zaaw')) == [-1, 1, 2, -1]
    # the same beginnings and ends are not compared
    assert align(lines('12345xaay'), lines('12345zaaw'))[-3:] == [6, 7, -1]
    monkeypatch.setattr(alignment, 'MAX_COMPARED', 15)
    assert align(lines('xaay'), lines('zaaw')) == [-1, -1, -1, -1]


def test_the_same_beginnings_and_ends_are_found_however_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alignment, 'MAX_COMPARED', 0)
    assert align(lines('aabaa'), lines('aaccaa')) == [0, 1, -1, 4, 5]


def test_anchors_that_make_each_other_are_followed_to_an_end() -> None:
    """Each line stands in two blocks; it is an anchor when the block before it is out of the range."""
    def text(own: bytes) -> list[bytes]:
        return [line for number in range(400) for line in (b'%d' % (number + 1), b'%d' % number, own)][3:]
    found = align(text(b'x'), text(b'y'))
    assert 10 < sum(other >= 0 for other in found) < 200


def test_of_very_many_pairs_of_equal_lines_only_the_first_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    base, side = (
        [line for number in range(30) for line in (b'%d' % number, *lines(text))] for text in ('aabaab', 'abbabb'))
    full = align(base, side)
    monkeypatch.setattr(alignment, 'MAX_PAIRS', -1000)
    found = align(base, side)
    assert sum(other >= 0 for other in found) < sum(other >= 0 for other in full)
    # anchors are found all the same
    assert all(found[number] == number for number in range(0, len(base), 7))


def test_of_what_is_too_long_the_ends_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is between them is compared then."""
    monkeypatch.setattr(alignment, 'MAX_COMPARED', 20)
    assert align(lines('xkkyaaaa'), lines('zkkwaaaa')) == [-1, 1, 2, -1, 4, 5, 6, 7]
    monkeypatch.setattr(alignment, 'MAX_COMPARED', 0)
    for base, side in product([''.join(text) for size in range(6) for text in product('ab', repeat=size)], repeat=2):
        first = common(base, side)
        rest = base[first:], side[first:]
        last = common(*(text[::-1] for text in rest))
        left = [text[:len(text) - last] for text in rest]
        if not any(one.count(sign) == 1 == other.count(sign) for sign in 'ab' for one, other in (rest, left)):
            ends = range(len(side) - last, len(side))
            assert align(lines(base), lines(side)) == [*range(first), *[-1] * len(left[0]), *ends]


def common(one: str, other: str) -> int:
    """With how many signs both begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (sign, sign2) in pairs if sign != sign2), min(len(one), len(other)))


def test_what_stands_often_is_found_too() -> None:
    found = align(lines('ab' * 50 + 'x'), lines('y' + 'ab' * 99 + 'z'))
    assert sum(line >= 0 for line in found) == 100


@given(st.text('abc', max_size=12), st.text('abc', max_size=12))
def test_an_alignment_rises_and_its_hunks_lead_from_one_text_to_the_other(base: str, side: str) -> None:
    old, new = lines(base), lines(side)
    found = align(old, new)
    known = [other for other in found if other >= 0]
    assert known == sorted(set(known)) and all(
        old[number] == new[other] for number, other in enumerate(found) if other >= 0
    )
    made = list(old)
    for hunk in reversed(list(hunks(found, len(new)))):
        made[hunk.base : hunk.base_end] = new[hunk.side : hunk.side_end]
    assert made == new


@given(st.lists(st.integers(0, 50), unique=True))
def test_the_longest_rise_rises(numbers: list[int]) -> None:
    rise = [numbers[index] for index in longest_rise(numbers)]
    assert rise == sorted(rise)
    assert len(rise) >= bool(numbers)


def test_the_longest_rise_is_the_longest() -> None:
    assert longest_rise([5, 1, 6, 2, 3, 0]) == [1, 3, 4]
    assert longest_rise([3, 5, 7, 1, 6]) == [0, 1, 4] and longest_rise([]) == []
    assert list(hunks(align(lines('abc'), lines('axc')), 3)) == [Hunk(1, 2, 1, 2)]


@pytest.mark.parametrize(
    ('base', 'side', 'expected'), [
        # between as many paragraphs
        ('a..b.c', 'x..y.z', [-1, 1, 2, -1, 4, -1]),
        ('a.b.c', 'x.z', [-1, -1, -1, -1, -1]),
        # beside what is the same
        ('a.bb.c', 'x.y.bb.z.z', [-1, 3, 4, 5, 6, -1]),
        ('A.', 'B.C.', [-1, -1]),
        ('R.x', 'Q.x.C.x', [-1, 1, 2]),
        # what is counted begins behind the last run
        ('p..bbx.y', 'q.bbz.w', [-1, -1, 1, 2, 3, -1, 5, -1]),
        ('q.bbz.w', 'p..bbx.y', [-1, 2, 3, 4, -1, 6, -1]),
    ],
)
def test_blank_lines_are_found_beside_others(base: str, side: str, expected: list[int]) -> None:
    texts = [[line if line != b'.' else b'' for line in lines(text)] for text in (base, side)]
    assert align(texts[0], texts[1]) == expected


@pytest.mark.parametrize(
    ('base', 'side', 'early', 'late'), [
        ('ax', 'axbx', [0, 1], [0, 3]),
        ('axbx', 'ax', [0, 1, -1, -1], [0, -1, -1, 1]),
        ('abc', 'axc', [0, -1, 2], [0, -1, 2]),
        ('aa', 'aaa', [0, 1], [1, 2]),
        ('', 'a', [], []),
    ],
)
def test_of_lines_that_are_alike_the_first_or_the_last_are_found(
    base: str, side: str, early: list[int], late: list[int],
) -> None:
    assert (align(lines(base), lines(side)), align_late(lines(base), lines(side))) == (early, late)


def test_the_way_back() -> None:
    assert inverse([1, -1, 2], 4) == [-1, 0, 2, -1]
    assert inverse([0, -1, 1], 2) == [0, 2]
