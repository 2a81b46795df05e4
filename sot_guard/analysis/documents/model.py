"""The tree of a document, the same for every format. Pure data."""
from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from typing import NamedTuple


class Format(Enum):
    """How a document is read; PLAIN: by lines alone, as there is no grammar for it here."""

    MARKDOWN = 'Markdown'
    RST = 'reStructuredText'
    ASCIIDOC = 'AsciiDoc'
    JSON = 'JSON'
    TOML = 'TOML'
    YAML = 'YAML'
    PLAIN = 'plain text'


class Heading(NamedTuple):
    """A heading: its text, its level from 1, its first line from 0 (of an overline too), and how many lines it takes."""

    title: str
    level: int
    first: int
    count: int


class Document(NamedTuple):
    """A document: its lines without their ends and without a BOM, and what each of them is.

    `hidden`: lines that a reader of the rendered document does not see; `literal`: those in which nothing is a heading,
    an item or an entry (code, front matter, HTML); `parents`: for each heading the index of the one above it, or -1.
    """

    format: Format
    lines: tuple[bytes, ...]
    headings: tuple[Heading, ...] = ()
    hidden: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()
    front_matter: range = range(0)
    parents: tuple[int, ...] = ()

    def heading_of(self, line: int) -> int:
        """Return the index of the innermost heading at or above a line, -1 before the first."""
        return bisect_right(self.headings, line, key=lambda heading: heading.first) - 1

    def path(self, line: int) -> tuple[str, ...]:
        """Return the titles of the headings above a line, from the outermost to the innermost."""
        titles = []
        here = self.heading_of(line)
        while here >= 0:
            titles.append(self.headings[here].title)
            here = self.parents[here]
        return tuple(reversed(titles))


class Found(NamedTuple):
    """What the reader of a format has found in the lines."""

    headings: tuple[Heading, ...] = ()
    hidden: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()
    front_matter: range = range(0)


def document(format_: Format, lines: tuple[bytes, ...], found: Found) -> Document:
    """Return the tree of what was found in the lines."""
    return Document(format_, lines, *found, _parents(found.headings))


def _parents(headings: tuple[Heading, ...]) -> tuple[int, ...]:
    parents: list[int] = []
    for number, heading in enumerate(headings):
        above = number - 1
        while above >= 0 and headings[above].level >= heading.level:
            above = parents[above]
        parents.append(above)
    return tuple(parents)
