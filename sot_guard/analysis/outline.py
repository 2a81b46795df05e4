"""The lines of a document as they are compared: in sections, and in groups below one heading path. Pure."""
from __future__ import annotations

import re
from collections import defaultdict
from enum import Enum
from itertools import takewhile
from typing import NamedTuple

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format

Path = tuple[str, ...]
# the heading above what `resolve --append-unique` has carried: it stands between no section and its own headings
_CARRIED = re.compile(r'From .* \(sha256 \w+\)')


class View(Enum):
    """What a reader takes a line for."""

    TEXT = 'text'
    LITERAL = 'code or HTML'
    HIDDEN = 'a comment, or what is not shown'
    FRONT = 'front matter'


# what it is called among the sections
FRONT_TITLE = 'front matter'
_FRONT_PATH = ('\0front matter',)


class Line(NamedTuple):
    """A line that is not blank: its number from 0, what it is, and its text without blanks that say nothing."""

    number: int
    view: View
    text: bytes


class Outline(NamedTuple):
    """A document's lines: all, by section, and by heading path; `title`: the heading that all others stand below."""

    document: Document
    lines: tuple[Line, ...]
    sections: tuple[tuple[Line, ...], ...]
    groups: dict[Path, list[Line]]
    title: Path

    def place_of(self, path: Path, other: Outline) -> Path:
        """Return the path here that is meant by one there: the titles of two documents may differ."""
        inner = path[1:] if path[:1] == other.title else path
        places = path, self.title + path, self.title + inner, inner
        return next((place for place in places if place in self.groups), path)


def heading_of_carried(path: str, sha256: str) -> str:
    """Return the heading above what was carried from a file."""
    return f'From {path} (sha256 {sha256})'


def is_of_carried(title: str) -> bool:
    """Return whether a heading is one that stands above what was carried from a file."""
    return _CARRIED.fullmatch(title) is not None


def outline(document: Document) -> Outline:
    """Return a document as it is compared."""
    title = _title(document)
    paths = _paths(document, title)
    sections = []
    groups: defaultdict[Path, list[Line]] = defaultdict(list)
    for index, numbers in document.sections():
        lines = [_line(document, number) for number in numbers if document.lines[number].strip()]
        front = [line for line in lines if line.view is View.FRONT]
        for path, some in ((_FRONT_PATH, front), (paths[index], lines[len(front):])):
            if some:
                sections.append(tuple(some))
                groups[path] += some
    all_lines = tuple(line for lines in sections for line in lines)
    return Outline(document, all_lines, tuple(sections), dict(groups), title)


def _paths(document: Document, title: Path) -> dict[int, Path]:
    """The path of what stands below each heading, and before the first (-1); what was carried stands where it stood."""
    paths: dict[int, Path] = {-1: ()}
    below: dict[int, Path] = {-1: ()}
    for index, (heading, parent) in enumerate(zip(document.headings, document.parents, strict=True)):
        is_carried = is_of_carried(heading.title)
        paths[index] = () if is_carried else (*below[parent], heading.title)
        below[index] = title if is_carried else paths[index]
    return paths


def _title(document: Document) -> Path:
    """The path of the one heading of the highest level, if it comes first, but for what was carried here."""
    own = list(takewhile(lambda heading: not is_of_carried(heading.title), document.headings))
    highest = min((heading.level for heading in own), default=0)
    is_titled = sum(heading.level == highest for heading in own) == 1 and own[0].level == highest
    return (own[0].title,) if is_titled else ()


def _line(document: Document, number: int) -> Line:
    text = document.lines[number]
    view = View.TEXT
    if number in document.front_matter:
        view = View.FRONT
    elif number in document.hidden:
        view = View.HIDDEN
    elif number in document.literal:
        view = View.LITERAL
    bare = text.rstrip()
    # two blanks at the end break the line
    breaks = document.format is Format.MARKDOWN and view is View.TEXT and text.endswith(b'  ')
    return Line(number, view, bare + b'  ' if breaks else bare)
