"""Two texts side by side, section by section: what stands in both, what has changed, what has moved. Pure."""
from __future__ import annotations

from collections import defaultdict
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.containment import places
from sot_guard.analysis.documents import Block
from sot_guard.analysis.documents import ENTRY_ID
from sot_guard.analysis.documents import sections
from sot_guard.config.model import text_of
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text
from sot_guard.report.model import Finding

# a page has to open at once
_MAX_LINES = 20_000
_LINE_CHARACTERS = 2000


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


def rows(finding: Finding) -> tuple[Row, ...]:
    """The sections of a finding with texts: what only root has first, then in the order of docs."""
    if finding.examined.texts is None:
        return ()
    from identify.identify import tags_from_filename
    cut = sections(tags_from_filename(text_of(finding.pair.copy)))
    texts = [text.replace(b'\r\n', b'\n') for text in finding.examined.texts]
    blocks = [cut(text) for text in texts]
    known = [{line.strip() for line in text.split(b'\n')} for text in texts]
    partners = _partners(blocks[0], blocks[1], texts[1])
    budget = _Budget(_MAX_LINES)

    def cell(side: int, block: Block) -> Cell:
        return Cell(visible_text(block.title) or 'before the first heading', tuple(
            Line(block.first + 1 + number, visible_line(line, _LINE_CHARACTERS),
                 bool(line.strip()) and line.strip() not in known[1 - side])
            for number, line in enumerate(budget.take(block.lines))
        ))
    by_docs = {there: (here, match) for here, (there, match) in partners.items()}
    alone = [
        Row(SectionMatch.ROOT, cell(0, block), None)
        for number, block in enumerate(blocks[0]) if number not in partners
    ]
    found = []
    for number, block in enumerate(blocks[1]):
        if number in by_docs:
            here, match = by_docs[number]
            found.append(Row(match, cell(0, blocks[0][here]), cell(1, block)))
        else:
            found.append(Row(SectionMatch.DOCS, None, cell(1, block)))
    return (*alone, *found)


class _Budget:
    def __init__(self, lines: int) -> None:
        self._left = lines

    def take(self, lines: tuple[bytes, ...]) -> tuple[bytes, ...]:
        taken = lines[:max(0, self._left)]
        self._left -= len(taken)
        return taken if len(taken) == len(lines) else (*taken, b'(the rest is left out: the page would be too long)')


def _partners(copy: list[Block], source: list[Block], text: bytes) -> dict[int, tuple[int, SectionMatch]]:
    """For each root section its docs section, by their numbers: the same one, or one of the same heading or id."""
    starts = {block.first: number for number, block in enumerate(source)}
    partners: dict[int, tuple[int, SectionMatch]] = {}
    taken: set[int] = set()
    last = -1
    for number, found in enumerate(places(copy, text, source)):
        there = next((starts[place] for place in found if place in starts and starts[place] not in taken), None)
        if there is not None and source[there].lines == copy[number].lines:
            partners[number] = there, SectionMatch.SAME if there > last else SectionMatch.MOVED
            last = max(last, there)
            taken.add(there)
    left: defaultdict[bytes, list[int]] = defaultdict(list)
    for number in reversed(range(len(source))):
        for name in _names(source[number]) if number not in taken else ():
            left[name].append(number)  # the first one last
    for number, block in enumerate(copy):
        if number not in partners:
            there = min((at for name in _names(block) for at in _first(left[name], taken)), default=None)
            if there is not None:
                partners[number] = there, SectionMatch.CHANGED
                taken.add(there)
    return partners


def _first(numbers: list[int], taken: set[int]) -> list[int]:
    """The last of the numbers, in a list, when those that are taken are gone."""
    while numbers and numbers[-1] in taken:
        numbers.pop()
    return numbers[-1:]


def _names(block: Block) -> set[bytes]:
    """By what two forms of a section know each other."""
    if not block.level:
        return {b'before the first heading'}
    return {block.title.encode(), b' '.join(block.lines[0].split()), *ENTRY_ID.findall(block.lines[0])}
