"""What the page shows of each pair, fit for a template: the rows, their numbers, what to decide. Pure."""
from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Literal
from typing import NamedTuple

from sot_guard.analysis.documents import format_of
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.report.advice import Command
from sot_guard.report.aligned_lines import Block
from sot_guard.report.aligned_lines import blocks
from sot_guard.report.aligned_lines import Line
from sot_guard.report.aligned_lines import shown
from sot_guard.report.model import Finding
from sot_guard.report.side_by_side import Row
from sot_guard.report.side_by_side import rows
from sot_guard.report.side_by_side import Section
from sot_guard.report.side_by_side import SectionMatch

# a page has to open at once: so many lines of one pair, and of all of them
_MAX_LINES = 20_000
MAX_LINES_OF_ALL = 60_000
# so much of the texts is in the page a second time, byte by byte, for the merged text
MAX_BYTES_OF_ALL = 8 << 20
_TITLE_CHARACTERS = 200
# the units of the map, and the fewest that can be hit
_MAP_UNITS = 1000
_MIN_UNITS = 2


class ShownRow(NamedTuple):
    """A row as it is shown."""

    row: Row
    # what it is, in a few words, and its heading
    label: str
    title: str
    # the headings above
    above: str
    # which difference it is, from 1; None where there is nothing to decide
    number: int | None
    # of a section of both files that differs
    blocks: tuple[Block, ...]
    # of any other: its lines in one file, and what to add to their numbers for those of the other
    lines: tuple[Line, ...]
    # how many lines are left out, so that the page opens at once
    left_out: int
    # that the other file has its entry id too, in words
    note: str

    @property
    def names(self) -> tuple[str, str]:
        """Which lines of the copy and of the source it has, in words; '' where it is in one alone."""
        return _where(self.row.copy), _where(self.row.source)


class Segment(NamedTuple):
    """A part of the map: where it begins, how long it is, and the difference that it leads to."""

    match: SectionMatch
    start: float
    length: float
    row: ShownRow | None


class Choice(NamedTuple):
    """What can be kept of a row."""

    # the file whose text is kept, or both
    side: Literal['copy', 'source', 'both']
    label: str
    # whether nothing of the row is lost by it
    is_whole: bool = False


class ShownPair(NamedTuple):
    """A finding as it is shown."""

    finding: Finding
    copy: str
    source: str
    rows: tuple[ShownRow, ...]
    # both texts in base64; None where no merged text can be made here
    texts: tuple[str, str] | None

    @property
    def counts(self) -> dict[SectionMatch, int]:
        """How many rows there are of each kind."""
        counts = Counter(one.row.match for one in self.rows)
        return {match: counts[match] for match in SectionMatch if counts[match]}

    @property
    def differences(self) -> int:
        """How many rows differ."""
        return sum(one.number is not None for one in self.rows)

    @property
    def fix(self) -> Command | None:
        """The command that loses nothing."""
        return next(iter(self.finding.fixes), None)

    @property
    def is_sectioned(self) -> bool:
        """Whether the rows are the sections of documents, and not runs of lines."""
        return any(one.row.section.path for one in self.rows)

    @property
    def is_reversed(self) -> bool:
        """Whether the copy alone has changed: a diff of the two runs from the source to the copy."""
        return self.finding.advice.path == self.finding.pair.copy

    @property
    def tags(self) -> tuple[str, str]:
        """The elements for the words that only the copy and only the source has."""
        return ('ins', 'del') if self.is_reversed else ('del', 'ins')

    @property
    def file_name(self) -> str:
        """What the merged text is saved as."""
        return visible(self.finding.pair.source.rpartition(b'/')[2])

    def choices(self, one: ShownRow) -> tuple[Choice, ...]:
        """What can be kept of a row."""
        if one.row.source is None:
            return Choice('copy', 'keep', is_whole=True), Choice('source', 'leave out')
        if one.row.copy is None:
            return Choice('source', 'keep', is_whole=True), Choice('copy', 'leave out')
        return Choice('copy', self.copy), Choice('source', self.source), Choice('both', 'both', is_whole=True)

    def only(self, match: SectionMatch) -> tuple[ShownRow, ...]:
        """The rows of a kind."""
        return tuple(one for one in self.rows if one.row.match is match)

    def label(self, match: SectionMatch) -> str:
        """What a kind is called here."""
        return _LABELS[match].format(copy=self.copy, source=self.source)

    @property
    def map(self) -> tuple[Segment, ...]:
        """The rows by their length, those that differ one by one, the others together."""
        return tuple(_segments(self.rows))


_LABELS = {
    SectionMatch.SAME: 'the same',
    SectionMatch.MOVED: 'moved',
    SectionMatch.CHANGED: 'changed',
    SectionMatch.SAME_ID: 'same entry id',
    SectionMatch.COPY: 'only in {copy}',
    SectionMatch.SOURCE: 'only in {source}',
}


def shown_pairs(findings: Sequence[Finding]) -> Iterator[ShownPair]:
    """Yield the findings as they are shown, the first ones with their texts."""
    lines, size = MAX_LINES_OF_ALL, MAX_BYTES_OF_ALL
    for finding in findings:
        copy, source = (visible(path) for path in finding.pair.sides)
        texts = finding.examined.texts
        if texts is None or lines <= 0:
            yield ShownPair(finding, copy, source, (), None)
            continue
        found = rows(*texts, format_of(finding.pair.copy))
        budget = _Budget(min(lines, _MAX_LINES))
        made = tuple(_shown_rows(found, (copy, source), budget))
        lines -= min(lines, _MAX_LINES) - budget.left
        size -= sum(map(len, texts))
        whole = tuple(base64.b64encode(text).decode() for text in texts)
        is_whole = size > 0 and any(one.number is not None for one in made)
        yield ShownPair(finding, copy, source, made, (whole[0], whole[1]) if is_whole else None)


class _Budget:
    def __init__(self, lines: int) -> None:
        self.left = lines

    def take(self, wanted: int) -> int:
        taken = max(0, min(wanted, self.left))
        self.left -= taken
        return taken


def _shown_rows(found: Sequence[Row], paths: tuple[str, str], budget: _Budget) -> Iterator[ShownRow]:
    number = 0
    for row in found:
        number += row.match.is_difference
        yield _shown_row(row, paths, number if row.match.is_difference else None, budget)


def _shown_row(row: Row, paths: tuple[str, str], number: int | None, budget: _Budget) -> ShownRow:
    path = row.section.path
    title = visible_text(path[-1])[:_TITLE_CHARACTERS] if path else _where(row.section)
    above = visible_text(' > '.join(path[:-1]))[:_TITLE_CHARACTERS]
    wanted = max(len(one.lines) for one in (row.copy, row.source) if one is not None)
    taken = budget.take(wanted)
    aligned: tuple[Block, ...] = ()
    lines: tuple[Line, ...] = ()
    if row.copy is not None and row.source is not None and row.match.is_difference:
        copy, source = ((one.lines[:taken], one.first) for one in (row.copy, row.source))
        aligned = blocks(copy, source)
    else:
        lines = shown(row.section.lines[:taken], row.section.first)
    label = _LABELS[row.match].format(copy=paths[0], source=paths[1])
    if row.copy is not None and row.source is not None and row.is_moved:
        moved = f'line {row.copy.first + 1:,} \u2192 line {row.source.first + 1:,}'
        label = f'moved: {moved}' if row.match is SectionMatch.MOVED else f'{label}, moved: {moved}'
    return ShownRow(row, label, title, above, number, aligned, lines, wanted - taken, _note(row, paths))


def _note(row: Row, paths: tuple[str, str]) -> str:
    if row.other is None:
        return ''
    one = next(one for one in row.section.ids if one in row.other.ids).decode()
    path = paths[1] if row.match is SectionMatch.COPY else paths[0]
    return f'{path} has {one} too, at line {row.other.first + 1:,}'


def _where(section: Section | None) -> str:
    if section is None:
        return ''
    last = section.first + len(section.lines)
    return f'line {last:,}' if last == section.first + 1 else f'lines {section.first + 1:,}\u2013{last:,}'


def _segments(found: Sequence[ShownRow]) -> Iterator[Segment]:
    """The map: each row that differs can be hit, however short it is."""
    runs: list[tuple[SectionMatch, int, ShownRow | None]] = []
    for one in found:
        match, size = one.row.match, max(1, len(one.row.section.lines))
        if one.number is None and runs and runs[-1][0] is match:
            runs[-1] = match, runs[-1][1] + size, None
        else:
            runs.append((match, size, one if one.number is not None else None))
    total = sum(size for _, size, _ in runs)
    start = 0.0
    for match, size, row in runs:
        length = max(_MIN_UNITS, _MAP_UNITS * size / total)
        yield Segment(match, start, length, row)
        start += length
