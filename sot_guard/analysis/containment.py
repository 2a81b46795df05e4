"""Answers what of one text is not in another, by heading path and count. Pure: two texts in, records out.

A diff says how to make one text of another; somebody who is about to delete a copy asks what would be gone. A line is
found where the other text has it below the same headings, as often and in the same order; one that is there below
other headings is found elsewhere; what is there in a comment alone is missing. Data is compared by key and value.
"""
from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.alignment import longest_rise
from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.entry_ids import entry_ids
from sot_guard.analysis.entry_ids import ids_in
from sot_guard.analysis.outline import FRONT_TITLE
from sot_guard.analysis.outline import Line
from sot_guard.analysis.outline import Outline
from sot_guard.analysis.outline import outline
from sot_guard.analysis.outline import Path
from sot_guard.analysis.outline import View

if TYPE_CHECKING:
    from sot_guard.analysis.documents.data import Leaf

# the headings above a section are named in its title
_MAX_TITLE_CHARACTERS = 500
_COMMENT = re.compile(rb'(?:^|[ \t])(#.*)')


class DeletionRisk(Enum):
    """What becomes of what the root copy says, if it is deleted."""

    SAFE = 'the source has all of it, in the same order'
    SCATTERED = 'the source has every line of it, but in other places'
    LOSS = 'some of it is in no other file'


class Part(NamedTuple):
    """A section, a key or a whole content; `first` and `last` are line numbers from 1, 0 for a key.

    `lines`: how many of its lines are missing from the other side; `same_id`: an entry id in its heading that stands
    there in another form; `moved`: it stands there as it is, in another order.
    """

    title: str
    first: int
    last: int
    lines: int
    same_id: str = ''
    moved: bool = False


class OneSide(NamedTuple):
    """What one side has: of `total` parts those that the other has not as they are, in order.

    `unit` names the parts; `lines` counts the non-blank lines that are missing from the other side, of `all_lines`, and
    `missing` are their numbers from 1; `scattered` counts those that stand there below other headings; `ids` are the
    entry ids that it alone has; `is_parsed`: by a grammar, and not as lines alone.
    """

    unit: str
    total: int
    parts: tuple[Part, ...]
    lines: int
    all_lines: int
    ids: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    scattered: int = 0
    is_parsed: bool = True

    @property
    def is_found(self) -> bool:
        """Whether each part stands as it is on the other side too, in whatever order."""
        return all(part.moved for part in self.parts)

    @property
    def share(self) -> float:
        """The share of its non-blank lines that the other side has too, 0 to 1."""
        return _share(self.lines, self.all_lines)

    @property
    def risk(self) -> DeletionRisk:
        """What would be lost with it."""
        if not self.parts and self.is_parsed:
            return DeletionRisk.SAFE
        return DeletionRisk.LOSS if self.lines else DeletionRisk.SCATTERED


class Text(NamedTuple):
    """A content as it is compared: its tree, and its data by path where it is data."""

    document: Document
    keys: dict[str, Leaf] | None


def read_text(content: bytes, format_: Format) -> Text:
    """Return a content as it is compared."""
    keys = None
    if format_.is_data:
        from sot_guard.analysis.documents.data import data
        from sot_guard.analysis.documents.data import leaves
        value = data(content, format_)
        keys = None if value is None else leaves(value)
    return Text(read_document(content, format_), keys)


def absent(text: Text, other: Text) -> OneSide:
    """Return what of a text is not in another."""
    if text.keys is not None and other.keys is not None:
        return _absent_keys(text.keys, other.keys, (text.document, other.document))
    return _absent_lines(text.document, other.document)


def shares(text: Text, other: Text) -> tuple[float, float]:
    """Return the share of the non-blank lines of each of two texts that the other has too, 0 to 1."""
    if text.keys is not None and other.keys is not None:
        return absent(text, other).share, absent(other, text).share
    one, two = _outlines(text.document, other.document)
    return _share(len(_match(one, two).missing), len(one.lines)), _share(len(_match(two, one).missing), len(two.lines))


def _share(missing: int, lines: int) -> float:
    return 1 - missing / lines if lines else 1.0


# ---- texts, by their lines

class _Matches(NamedTuple):
    """What became of the lines of a text, by their numbers: where they were found below the same headings, or not."""

    places: dict[int, int]
    elsewhere: set[int]
    missing: set[int]


def _absent_lines(document: Document, other: Document) -> OneSide:
    sides = _outlines(document, other)
    matches = _match(*sides)
    ids = entry_ids(document, other)
    parts = tuple(_parts(sides[0], matches, ids[1]))
    own = sorted(one.decode() for one in ids[0] - ids[1])
    is_parsed = document.is_parsed and other.is_parsed
    return OneSide(
        'section' if is_parsed else 'text', len(sides[0].sections), parts, len(matches.missing), len(sides[0].lines),
        tuple(own), tuple(number + 1 for number in sorted(matches.missing)), len(matches.elsewhere), is_parsed,
    )


def _outlines(document: Document, other: Document) -> tuple[Outline, Outline]:
    # against lines alone no heading and no comment counts
    if not (document.is_parsed and other.is_parsed):
        document, other = Document(Format.PLAIN, document.lines), Document(Format.PLAIN, other.lines)
    return outline(document), outline(other)


def _match(one: Outline, other: Outline) -> _Matches:
    matches = _Matches({}, set(), set())
    groups: defaultdict[Path, list[Line]] = defaultdict(list)
    for path, lines in one.groups.items():
        groups[other.place_of(path, one)] += lines
    left: list[Line] = []
    unused = {line.number: line for lines in other.groups.values() for line in lines}
    for path, lines in groups.items():
        there = other.groups.get(path, [])
        found = _in_order(lines, there)
        if len(found) < len(lines):
            found = _by_count(lines, there)
        matches.places.update(found)
        left += (line for line in lines if line.number not in found)
        for number in found.values():
            del unused[number]
    _look_elsewhere(left, list(unused.values()), matches)
    return matches


def _in_order(lines: list[Line], there: list[Line]) -> dict[int, int]:
    """For the first lines, as many as stand there in their order, the places."""
    found = {}
    candidates = iter(there)
    for line in lines:
        place = next((other.number for other in candidates if other[1:] == line[1:]), None)
        if place is None:
            break
        found[line.number] = place
    return found


def _by_count(lines: list[Line], there: list[Line]) -> dict[int, int]:
    places: defaultdict[tuple[View, bytes], list[int]] = defaultdict(list)
    for line in reversed(there):
        places[line.view, line.text].append(line.number)
    return {
        line.number: places[line.view, line.text].pop() for line in lines if places.get((line.view, line.text))
    }


def _look_elsewhere(lines: list[Line], unused: list[Line], matches: _Matches) -> None:
    """Below other headings, or as code; what is seen has to be seen there too."""
    hidden = Counter(line.text for line in unused if line.view is View.HIDDEN)
    seen = Counter(line.text for line in unused if line.view is not View.HIDDEN)
    # those that are seen first: a hidden line may be found in either
    for line in sorted(lines, key=lambda line: line.view is View.HIDDEN):
        places = hidden if line.view is View.HIDDEN and hidden[line.text] else seen
        if places[line.text]:
            places[line.text] -= 1
            matches.elsewhere.add(line.number)
        else:
            matches.missing.add(line.number)


def _parts(side: Outline, matches: _Matches, other_ids: set[bytes]) -> Iterator[Part]:
    """The sections that are not found, or not in order."""
    places = []
    for lines in side.sections:
        found = [matches.places[line.number] for line in lines if line.number in matches.places]
        is_whole = len(found) == len(lines) and all(here < below for here, below in pairwise(found))
        # its first line, a heading, may be that of another section of this path
        places.append(found[-1] if is_whole else -1)
    whole = [number for number, place in enumerate(places) if place >= 0]
    in_order = {whole[index] for index in longest_rise([places[number] for number in whole])}
    for number, (lines, place) in enumerate(zip(side.sections, places, strict=True)):
        if number in in_order:
            continue
        first, last = lines[0], lines[-1]
        missing = sum(line.number in matches.missing for line in lines)
        shared = next((one for one in ids_in(first.text) if one in other_ids), b'') if place < 0 else b''
        yield Part(_title(side, first), first.number + 1, last.number + 1, missing, shared.decode(), place >= 0)


def _title(side: Outline, line: Line) -> str:
    """The headings above a line; of what is very long the beginning, and what tells it from others."""
    if line.view is View.FRONT:
        return FRONT_TITLE
    title = ' > '.join(side.document.path(line.number))
    if len(title) <= _MAX_TITLE_CHARACTERS:
        return title
    sha256 = hashlib.sha256(title.encode()).hexdigest()
    return f'{title[:_MAX_TITLE_CHARACTERS]} [cut: {len(title):,} characters, sha256 {sha256}]'


# ---- data, by its keys

def _absent_keys(keys: dict[str, Leaf], others: dict[str, Leaf], documents: tuple[Document, Document]) -> OneSide:
    parts = [Part(path, 0, 0, 1) for path, leaf in keys.items() if others.get(path) != leaf]
    known = Counter(comment for _, comment in _comments(documents[1]))
    for number, comment in _comments(documents[0]):
        known[comment] -= 1
        if known[comment] < 0:
            parts.append(Part(comment.decode('utf-8', 'backslashreplace'), number + 1, number + 1, 1))
    lines = _absent_lines(*documents)
    # the same lines may make other data
    count = lines.lines or min(len(parts), lines.all_lines)
    return OneSide('key', len(keys), tuple(parts), count, lines.all_lines, (), lines.missing)


def _comments(document: Document) -> Iterator[tuple[int, bytes]]:
    """What looks like a comment: to tell one from a value is not worth a mistake."""
    for number, line in enumerate(document.lines if document.format is not Format.JSON else ()):
        match = _COMMENT.search(line)
        if match:
            yield number, match[1].rstrip()
