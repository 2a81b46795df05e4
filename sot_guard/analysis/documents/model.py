"""The tree of a document, the same for every format. Pure data."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.releases import begins_with_version
from sot_guard.analysis.releases import is_release


class Format(Enum):
    """How a document is read; PLAIN: by lines alone, as there is no grammar for it here."""

    MARKDOWN = 'Markdown'
    RST = 'reStructuredText'
    ASCIIDOC = 'AsciiDoc'
    JSON = 'JSON'
    TOML = 'TOML'
    YAML = 'YAML'
    PLAIN = 'plain text'

    @property
    def is_data(self) -> bool:
        """Whether it holds values, and no prose."""
        return self in (Format.JSON, Format.TOML, Format.YAML)


class Heading(NamedTuple):
    """A heading: its text, its level from 1, its first line from 0 (of an overline too), its number of lines."""

    title: str
    level: int
    first: int
    count: int  # type: ignore[assignment]  # of lines, not of equal items


class Document(NamedTuple):
    """A document: its lines without their ends and without a BOM, and what each of them is.

    `hidden`: lines that a reader of the rendered document does not see; `literal`: those in which nothing is a heading,
    an item or an entry (code, front matter, HTML); `release_level`: the highest level of a release, 0 where there
    is none; `parents`: for each heading the index of the one above it, or -1;
    `is_parsed`: the headings are those of a grammar, not none because nothing was read but lines.
    """

    format: Format
    lines: tuple[bytes, ...]
    headings: tuple[Heading, ...] = ()
    hidden: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()
    front_matter: range = range(0)
    release_level: float = 0
    parents: tuple[int, ...] = ()
    is_parsed: bool = False

    def heading_of(self, line: int) -> int:
        """Return the index of the innermost heading at or above a line, -1 before the first."""
        return bisect_right(self.headings, line, key=lambda heading: heading.first) - 1

    def path(self, line: int) -> tuple[str, ...]:
        """Return the titles of the headings above a line, from the outermost to the innermost."""
        return tuple(self.headings[index].title for index in self.above(self.heading_of(line)))

    def above(self, heading: int) -> tuple[int, ...]:
        """Return the indices of a heading and of those above it, from the outermost; none for -1."""
        found = []
        while heading >= 0:
            found.append(heading)
            heading = self.parents[heading]
        return tuple(reversed(found))

    def sections(self) -> Iterator[tuple[int, range]]:
        """Yield what stands below each heading, without blank lines at its end: the heading's index and the lines.

        The first may be what stands before all headings (-1).
        """
        ends = (*(heading.first for heading in self.headings), len(self.lines))
        for index, end in enumerate(ends, -1):
            first = self.headings[index].first if index >= 0 else 0
            while end > first and not self.lines[end - 1].strip():
                end -= 1
            if end > first:
                yield index, range(first, end)


class Found(NamedTuple):
    """What the reader of a format has found in the lines."""

    headings: tuple[Heading, ...] = ()
    hidden: frozenset[int] = frozenset()
    literal: frozenset[int] = frozenset()
    front_matter: range = range(0)


def document(format_: Format, lines: tuple[bytes, ...], found: Found | None) -> Document:
    """Return the tree of what was found in the lines; None: they were not read."""
    if found is None:
        return Document(format_, lines)
    level = _release_level(found.headings)
    return Document(format_, lines, *found, level, _parents(found.headings, level), is_parsed=True)


def _parents(headings: tuple[Heading, ...], of_releases: float) -> tuple[int, ...]:
    """What each heading is below; a release is no part of another one, but may be of a section that has its own."""
    parents: list[int] = []
    levels: list[float] = []
    for number, heading in enumerate(headings):
        is_one = begins_with_version(heading.title)
        level = max(heading.level, of_releases) if is_one else heading.level
        above = number - 1
        while above >= 0 and levels[above] >= level:
            above = parents[above]
        if is_one and above >= 0 and begins_with_version(headings[above].title):
            level, above = levels[above], parents[above]
        elif is_one:
            level = min(level, max(of_releases, levels[above] + 1 if above >= 0 else 0))
        parents.append(above)
        levels.append(level)
    return tuple(parents)


def _release_level(headings: tuple[Heading, ...]) -> float:
    """The highest level of a release, which is below the title of the document, and above all that is no title.

    Generators of changelogs write `# 2.0.0` and `## 2.0.1` below `# Changelog`, and `### Bug Fixes` below `### 2.0.1`.
    """
    releases = [number for number, heading in enumerate(headings) if begins_with_version(heading.title)]
    level = min((headings[number].level for number in releases), default=0)
    is_titled = level == 1 and any(one.level == 1 and not is_release(one.title) for one in headings[:releases[0]])
    return 1.5 if is_titled else level
