"""Two texts side by side, section by section: what stands in both, what has changed, what has moved. Pure."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.entry_ids import entry_ids
from sot_guard.analysis.entry_ids import ids_in
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text
from sot_guard.report.model import Finding

# a page has to open at once
_MAX_LINES = 20_000
_LINE_CHARACTERS = 2000
_TITLE_CHARACTERS = 500


class SectionMatch(Enum):
    """What a section is, seen from the other side."""

    SAME = 'the same'
    MOVED = 'moved'
    CHANGED = 'changed'
    ROOT = 'only root'
    DOCS = 'only docs'


class Line(NamedTuple):
    """A line of a section; `new`: it stands nowhere on the other side."""

    number: int
    text: str
    new: bool


class Cell(NamedTuple):
    """A section on one side."""

    title: str
    lines: tuple[Line, ...]


class Row(NamedTuple):
    """A section on both sides, or on one."""

    match: SectionMatch
    copy: Cell | None
    source: Cell | None


class _Section(NamedTuple):
    """A section as it stands; `names`: by what two forms of it know each other."""

    title: str
    names: frozenset[bytes]
    first: int
    lines: tuple[bytes, ...]


def rows(finding: Finding) -> tuple[Row, ...]:
    """The sections of a finding with texts: what only root has first, then in the order of docs."""
    if finding.examined.texts is None:
        return ()
    texts = [read_text(text, format_of(finding.pair.copy)) for text in finding.examined.texts]
    ids = set().union(*entry_ids(*(text.document for text in texts)))
    copy, source = (list(_sections(text.document, ids)) for text in texts)
    missing = [frozenset(absent(texts[side], texts[1 - side]).missing) for side in (0, 1)]
    partners = _partners(copy, source)
    budget = _Budget(_MAX_LINES)

    def cell(side: int, section: _Section) -> Cell:
        return Cell(visible_text(section.title) or 'before the first heading', tuple(
            Line(number, visible_line(line, _LINE_CHARACTERS), number in missing[side])
            for number, line in enumerate(budget.take(section.lines), section.first + 1)
        ))
    by_docs = {there: (here, match) for here, (there, match) in partners.items()}
    alone = [
        Row(SectionMatch.ROOT, cell(0, section), None)
        for number, section in enumerate(copy) if number not in partners
    ]
    found = []
    for number, section in enumerate(source):
        if number in by_docs:
            here, match = by_docs[number]
            found.append(Row(match, cell(0, copy[here]), cell(1, section)))
        else:
            found.append(Row(SectionMatch.DOCS, None, cell(1, section)))
    return (*alone, *found)


def _sections(document: Document, ids: set[bytes]) -> Iterator[_Section]:
    for index, numbers in document.sections():
        lines = document.lines[numbers.start:numbers.stop]
        title = ' > '.join(document.path(numbers.start))[:_TITLE_CHARACTERS] if index >= 0 else ''
        names = {title.encode(), b' '.join(lines[0].split()), *ids.intersection(ids_in(lines[0]))}
        yield _Section(title, frozenset(names if index >= 0 else (b'before the first heading',)), numbers.start, lines)


class _Budget:
    def __init__(self, lines: int) -> None:
        self._left = lines

    def take(self, lines: tuple[bytes, ...]) -> tuple[bytes, ...]:
        taken = lines[:max(0, self._left)]
        self._left -= len(taken)
        return taken if len(taken) == len(lines) else (*taken, b'(the rest is left out: the page would be too long)')


def _partners(copy: list[_Section], source: list[_Section]) -> dict[int, tuple[int, SectionMatch]]:
    """For each root section its docs section, by their numbers: the same one, or one of the same heading or id."""
    same: defaultdict[tuple[bytes, ...], list[int]] = defaultdict(list)
    for number in reversed(range(len(source))):
        same[source[number].lines].append(number)  # the first one last
    partners: dict[int, tuple[int, SectionMatch]] = {}
    taken: set[int] = set()
    last = -1
    for number, section in enumerate(copy):
        if same.get(section.lines):
            there = same[section.lines].pop()
            partners[number] = there, SectionMatch.SAME if there > last else SectionMatch.MOVED
            last = max(last, there)
            taken.add(there)
    left: defaultdict[bytes, list[int]] = defaultdict(list)
    for number in reversed(range(len(source))):
        for name in source[number].names if number not in taken else ():
            left[name].append(number)  # the first one last
    for number, section in enumerate(copy):
        if number not in partners:
            first = min((at for name in section.names for at in _first(left[name], taken)), default=None)
            if first is not None:
                partners[number] = first, SectionMatch.CHANGED
                taken.add(first)
    return partners


def _first(numbers: list[int], taken: set[int]) -> list[int]:
    """The last of the numbers, in a list, when those that are taken are gone."""
    while numbers and numbers[-1] in taken:
        numbers.pop()
    return numbers[-1:]

