"""The table of the views: what each sets aside, and what a reader may miss for it."""
from __future__ import annotations

from typing import NamedTuple

from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import Region
from sot_guard.config.model import View
from sot_guard.config.model import Word


class Definition(NamedTuple):
    """A view as users know it."""

    # the name that reports give it
    name: str
    # as the configuration writes it
    written: str
    meaning: str
    # what it can hide
    hides: str
    # what headlines call it, behind "beyond their"
    words: str


VIEWS = (
    Definition(
        'white-space', 'compare = "text"',
        'A byte order mark, line endings, trailing blanks (but not the two that break a line in Markdown), and the '
        'final newline. It comes before all others.',
        'a file that a program needs with other line endings', 'white space',
    ),
    Definition(
        'front-matter', '"front-matter"',
        'The front matter of the file that alone has it: closed, valid YAML or TOML, with the blank lines below it.',
        'a title, a redirect or a `draft: true` that changes what the page shows', 'front matter',
    ),
    Definition(
        'front-matter-keys', '{front-matter = ["description"]}',
        'These keys of the front matter, with their values, in both files; the fences too where no other key is left.',
        'other values of these keys', 'front matter',
    ),
    Definition(
        'first-heading', '"first-heading"',
        'The first heading, with the blank lines below it, where nothing but front matter, blank lines, comments and '
        'images is above it; in a file without one a first line that says the same. An error if it has a version or a '
        'date, or if the file is a changelog.',
        'a file that got the title of another document', 'first heading',
    ),
    Definition(
        'region', '{from = "## Badges", to = "## Usage"}',
        'The lines from one line to the line before another, or to that too (`include-to = true`); each of them is one '
        'whole line that occurs once. Without `from` or `to` it reaches to that end of the file. Blank lines beside it '
        'go too, as far as a file without the region does not have them.',
        'everything that is written in it, in either file', 'declared regions',
    ),
    Definition(
        'word', '{source = "AGENTS.md", copy = "CLAUDE.md"}',
        'A word of the source for which the copy has another: whole words, never in numbers, versions, addresses and '
        'paths.',
        'a place where the copy should have kept the word of the source', 'declared words',
    ),
    Definition(
        'blank-lines', '"blank-lines"',
        'All blank lines but the first, where several follow each other, outside of code.',
        'how far apart paragraphs are', 'blank lines',
    ),
)


def definition_of(view: View) -> Definition:
    """Return what the table says of a declared view."""
    kinds = ((FrontMatterKeys, 'front-matter-keys'), (Region, 'region'), (Word, 'word'))
    name = view if isinstance(view, str) else next(name for kind, name in kinds if isinstance(view, kind))
    return next(one for one in VIEWS if one.name == name)
