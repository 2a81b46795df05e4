"""Two texts side by side, section by section: what is in both, what has changed, what has moved. Pure."""
from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterator
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.alignment import align
from sot_guard.analysis.alignment import Hunk
from sot_guard.analysis.alignment import hunks
from sot_guard.analysis.alignment import longest_rise
from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.entry_ids import entry_ids
from sot_guard.analysis.entry_ids import ids_in


class SectionMatch(Enum):
    """What a section is, seen from the other file; the values are fit for a class of CSS."""

    SAME = 'same'
    MOVED = 'moved'
    CHANGED = 'changed'
    SAME_ID = 'same-id'
    COPY = 'copy'
    SOURCE = 'source'

    @property
    def is_difference(self) -> bool:
        """Whether somebody has to choose what to keep."""
        return self not in (SectionMatch.SAME, SectionMatch.MOVED)


class Section(NamedTuple):
    """A part of a text that is taken or left as one."""

    # the titles of its heading and of those above it, from the outermost; none before the first one
    path: tuple[str, ...]
    # its first line, from 0, and the first one of the next section
    first: int
    end: int
    # its lines without the blank ones at its end
    lines: tuple[bytes, ...]
    # the entry ids in its heading
    ids: tuple[bytes, ...] = ()


class Row(NamedTuple):
    """A section of both files, or of one."""

    match: SectionMatch
    copy: Section | None
    source: Section | None
    # whether the two are at different places
    is_moved: bool = False
    # of a section of one file: one of the other that has the same entry id
    other: Section | None = None

    @property
    def section(self) -> Section:
        """The section of the source or, if it has none, of the copy."""
        section = self.source or self.copy
        assert section is not None
        return section


# for each section of the copy that is in the source too: the number of that one, and what the two are
Partners = dict[int, tuple[int, SectionMatch]]
# of so many sections of one id the most alike are found
_MAX_OF_ONE_ID = 50


def rows(copy: bytes, source: bytes, format_: Format) -> tuple[Row, ...]:
    """Return the sections of two texts in the order of the source, what only the copy has behind what it follows."""
    documents = read_document(copy, format_), read_document(source, format_)
    if not all(document.headings for document in documents):
        return tuple(_runs(*documents))
    ids = frozenset().union(*entry_ids(*documents))
    sides = [list(_sections(document, ids)) for document in documents]
    return tuple(_in_order(sides[0], sides[1], _partners(*sides)))


def _sections(document: Document, ids: frozenset[bytes]) -> Iterator[Section]:
    found = list(document.sections())
    # blank lines belong to what is above them, at the beginning to what is below
    starts = [0, *(numbers.start for _, numbers in found[1:])]
    for (index, numbers), first, end in zip(found, starts, (*starts[1:], len(document.lines)), strict=True):
        path = document.path(numbers.start) if index >= 0 else ()
        own = tuple(one for title in path[-1:] for one in ids_in(title.encode()) if one in ids)
        yield Section(path, first, end, document.lines[first:numbers.stop], own)


# ---- texts without headings, by runs of lines

def _runs(copy: Document, source: Document) -> Iterator[Row]:
    """The runs of equal lines, and what is between them."""
    ends = len(copy.lines), len(source.lines)
    here = there = 0
    for hunk in (*hunks(align(copy.lines, source.lines), ends[1]), Hunk(ends[0], ends[0], ends[1], ends[1])):
        if here < hunk.base:
            yield Row(SectionMatch.SAME, _run(copy, here, hunk.base), _run(source, there, hunk.side))
        sides = _run(copy, hunk.base, hunk.base_end), _run(source, hunk.side, hunk.side_end)
        if any(sides):
            match = SectionMatch.CHANGED if all(sides) else SectionMatch.COPY if sides[0] else SectionMatch.SOURCE
            yield Row(match, *sides)
        here, there = hunk.base_end, hunk.side_end


def _run(document: Document, first: int, end: int) -> Section | None:
    return Section((), first, end, document.lines[first:end]) if first < end else None


# ---- which sections belong together

def _partners(copy: Sequence[Section], source: Sequence[Section]) -> Partners:
    """The sections that are equal, then those below the same headings, of one heading, of one entry id."""
    partners: Partners = {}
    for match, name in _NAMES:
        taken = {there for there, _ in partners.values()}
        left: defaultdict[Hashable, list[int]] = defaultdict(list)
        for number in reversed(range(len(source))):
            if number not in taken:
                left[name(source[number])].append(number)  # the first one last
        for number, section in enumerate(copy):
            if number not in partners and left[name(section)]:
                partners[number] = left[name(section)].pop(), match
    taken = {there for there, _ in partners.values()}
    for number, there in _of_one_id(copy, source):
        if number not in partners and there not in taken:
            partners[number] = there, SectionMatch.SAME_ID
            taken.add(there)
    return partners


_NAMES: tuple[tuple[SectionMatch, Callable[[Section], Hashable]], ...] = (
    (SectionMatch.SAME, lambda section: section.lines),
    (SectionMatch.CHANGED, lambda section: section.path),
    (SectionMatch.CHANGED, lambda section: section.path[-1:]),
)


def _of_one_id(copy: Sequence[Section], source: Sequence[Section]) -> list[tuple[int, int]]:
    """The sections that share an entry id, those first whose headings have most words in common."""
    of_id: defaultdict[bytes, list[int]] = defaultdict(list)
    for number, section in enumerate(source):
        for one in section.ids:
            of_id[one].append(number)
    words = [[set(section.path[-1].split()) if section.ids else set() for section in side] for side in (copy, source)]
    pairs = {
        (number, there) for number, section in enumerate(copy)
        for one in section.ids for there in of_id[one][:_MAX_OF_ONE_ID]
    }
    return sorted(pairs, key=lambda pair: (-len(words[0][pair[0]] & words[1][pair[1]]), pair))


# ---- in which order they stand

def _in_order(copy: Sequence[Section], source: Sequence[Section], partners: Partners) -> Iterator[Row]:
    """The rows of all sections: those that stand in one order in both, and what is between them on each side."""
    here = there = 0
    by_source = {at: number for number, (at, _) in partners.items()}
    alone = _Alone(copy, source)
    for number, at in (*_unmoved(partners).items(), (len(copy), len(source))):
        for left in range(here, number):
            if left not in partners:
                yield alone.of_copy(copy[left])
        for right in range(there, at):
            if right in by_source:  # it stands elsewhere in the copy
                match = partners[by_source[right]][1]
                match = SectionMatch.MOVED if match is SectionMatch.SAME else match
                yield Row(match, copy[by_source[right]], source[right], is_moved=True)
            else:
                yield alone.of_source(source[right])
        if number in partners:
            yield Row(partners[number][1], copy[number], source[at])
        here, there = number + 1, at + 1


def _unmoved(partners: Partners) -> dict[int, int]:
    """The partners that have the same order in both: of the equal ones as many as can be, then of the others."""
    equal = {number: at for number, (at, match) in sorted(partners.items()) if match is SectionMatch.SAME}
    kept = _rising(equal)
    numbers, places = [-1, *kept, sys.maxsize], [-1, *kept.values(), sys.maxsize]
    others = {}
    for number, (at, match) in sorted(partners.items()):
        below = bisect_left(numbers, number)
        if match is not SectionMatch.SAME and places[below - 1] < at < places[below]:
            others[number] = at
    return dict(sorted((kept | _rising(others)).items()))


def _rising(places: dict[int, int]) -> dict[int, int]:
    numbers = list(places)
    return {numbers[index]: places[numbers[index]] for index in longest_rise(list(places.values()))}


class _Alone:
    """Makes the rows of what one file has; it may be another form of an entry that the other file has too."""

    def __init__(self, copy: Sequence[Section], source: Sequence[Section]) -> None:
        self._copy, self._source = (
            {one: section for section in reversed(side) for one in section.ids} for side in (copy, source)
        )

    def of_copy(self, section: Section) -> Row:
        other = next((self._source[one] for one in section.ids if one in self._source), None)
        return Row(SectionMatch.COPY, section, None, other=other)

    def of_source(self, section: Section) -> Row:
        other = next((self._copy[one] for one in section.ids if one in self._copy), None)
        return Row(SectionMatch.SOURCE, None, section, other=other)
