"""Carries what only the copy has to the end of the source: whole sections below their headings, as often as they stand.

Pure. Nothing is merged and nothing rewritten: each section goes over as it is, under a heading that says where it came
from. Whether all of it is found there, once, the proof says.
"""
from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.headings import written_heading
from sot_guard.analysis.entry_ids import entry_ids
from sot_guard.analysis.entry_ids import ids_in
from sot_guard.analysis.meanings import changed_meanings
from sot_guard.analysis.outline import FRONT_TITLE
from sot_guard.analysis.outline import heading_of_carried
from sot_guard.escaping import visible

_FENCES = {Format.MARKDOWN: b'```\n%s\n```', Format.ASCIIDOC: b'----\n%s\n----'}


class Appended(NamedTuple):
    """The source with what it had not."""

    content: bytes
    # of the sections that went over, with the headings above each
    titles: tuple[str, ...]
    # the entry ids among them that the source has in another form
    other_forms: tuple[str, ...] = ()
    # the links, labels and ids that mean another thing there
    changed: tuple[str, ...] = ()


def append_sections(copy: bytes, source: bytes, paths: tuple[bytes, bytes], format_: Format) -> Appended | None:
    """Append what only the copy has, if it is made of sections; None where it is not.

    `paths` are those of the copy and of the source.
    """
    texts = read_text(copy, format_), read_text(source, format_)
    mine, theirs = (text.document for text in texts)
    if not mine.headings or not theirs.is_parsed:
        return None
    parts = _Parts(mine, theirs, absent(*texts))
    if not parts.carried and not parts.front:
        return Appended(source, ())
    heading = heading_of_carried(visible(paths[0]), hashlib.sha256(copy).hexdigest())
    text = b'\n\n'.join(parts.texts(heading))
    newline = b'\r\n' if source.count(b'\r\n') == source.count(b'\n') > 0 else b'\n'
    # what stands in the source stays, byte by byte; its last line ends now
    start = source.rstrip(b'\r\n')
    gap = b'\n\n' if start.removeprefix(codecs.BOM_UTF8) else b''
    content = start + (gap + text + b'\n').replace(b'\n', newline)
    changed = changed_meanings(mine, frozenset(parts.numbers()), theirs, paths)
    return Appended(content, tuple(parts.titles()), parts.other_forms(), changed)


class _Parts:
    """What goes over: `carried`, the sections by the numbers of their headings, and their lines; `front` matter."""

    def __init__(self, mine: Document, theirs: Document, side: OneSide) -> None:
        self._mine, self._theirs = mine, theirs
        absent_at = {part.first - 1 for part in side.parts if not part.moved}.difference(mine.front_matter)
        self.front = any(part.lines for part in side.parts if part.first - 1 in mine.front_matter)
        self.carried: dict[int, range] = {}
        for index, lines in mine.sections():
            here = absent_at.intersection(lines)
            if here:
                self.carried[index] = range(min(here), lines.stop)

    def _with_parents(self) -> Iterator[tuple[int, range]]:
        """What goes over, with the headings above it; but not the title of the whole document."""
        headings = self._mine.headings
        highest = min(heading.level for heading in headings)
        top = [index for index, heading in enumerate(headings) if heading.level == highest]
        done = {*top} if len(top) == 1 else set[int]()
        for index, lines in self.carried.items():
            for above in self._mine.above(index)[:-1]:
                if above not in done and above not in self.carried:
                    heading = headings[above]
                    yield above, range(heading.first, heading.first + heading.count)
                done.add(above)
            yield index, lines

    def numbers(self) -> Iterator[int]:
        for _, lines in self._with_parents():
            yield from lines

    def titles(self) -> Iterator[str]:
        if self.front:
            yield FRONT_TITLE
        for lines in self.carried.values():
            yield ' > '.join(self._mine.path(lines.start))

    def other_forms(self) -> tuple[str, ...]:
        known = entry_ids(self._theirs, self._mine)[0]
        first_lines = (self._mine.lines[lines.start] for index, lines in self.carried.items() if index >= 0)
        found = (name for line in first_lines for name in ids_in(line) if name in known)
        return tuple(name.decode() for name in dict.fromkeys(found))

    def texts(self, heading: str) -> Iterator[bytes]:
        """The heading, then what goes over."""
        parts = list(self._with_parents())
        top = min((self._mine.headings[index].level for index, _ in parts if index >= 0), default=2) - 1
        yield written_heading(heading, max(1, top), (self._theirs, self._mine))
        if self.front:
            # in the middle of a text its fences would make a heading
            front = self._mine.front_matter
            yield _FENCES[self._mine.format] % b'\n'.join(self._mine.lines[front.start:front.stop])
        for _, lines in parts:
            yield b'\n'.join(self._mine.lines[lines.start:lines.stop])
