"""Takes a document apart by its headings. Pure: a content in, its sections in order out.

Markdown is cut by its parser, so that what looks like a heading in a code block is none; other light markup languages
by the lines that look like headings; anything else is one block.
"""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

# a larger Markdown text is cut at what looks like heading lines: the parser takes 0.1 ms a line and more
_MAX_PARSED_BYTES = 512 * 1024
_MAX_PARSED_LINES = 10_000
# each section is looked for in the whole of the other side; a text of more is taken as one
_MAX_SECTIONS = 2000
# a heading stands in the title of each section below it
_MAX_TITLE_CHARACTERS = 500
# BUILD-146, DBG-078, but not the names of standards
ENTRY_ID = re.compile(rb'\b(?!UTF-|UCS-|SHA-|ISO-|RFC-|AES-|HTTP-)[A-Z][A-Z0-9_]*-[0-9]+\b')
FRONT_MATTER = re.compile(rb'\A(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*(\n|\Z)', re.DOTALL)
# Markdown and AsciiDoc, Org, and the underline of reStructuredText
_HEADING = re.compile(rb'(#{1,6}|={1,6}|\*{1,6})[ \t]+\S')
_UNDERLINE = re.compile(rb'([=\-~^"\'`#*+:.])\1{2,}[ \t]*\Z')


class Block(NamedTuple):
    """Consecutive lines, without the blank ones at their end, from line `first` (counted from 0).

    `title`: the headings above it and its own, joined by ` > `; `level`: that of its own heading, 0 for what stands
    before the first one.
    """

    title: str
    level: int
    first: int
    lines: tuple[bytes, ...]


def sections(tags: set[str]) -> Callable[[bytes], list[Block]]:
    """How to take a document of these tags apart."""
    if tags & {'markdown', 'mdx'}:
        return _markdown
    return _prose if ('text' in tags and tags & {'rst', 'asciidoc', 'plain-text', 'org'}) or not tags else whole


def whole(content: bytes) -> list[Block]:
    """A content as one block, or none."""
    return _cut(content, [])


def _prose(content: bytes) -> list[Block]:
    """Cut at the lines that look like headings in the light markup languages."""
    lines = content.split(b'\n')
    headings = []
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else b''
        if _HEADING.match(line):
            level = len(line) - len(line.lstrip(line[:1]))
            headings.append((number, level, line.lstrip(line[:1]).strip()))
        elif line.strip() and not _UNDERLINE.match(line) and _UNDERLINE.match(below) and len(below) >= len(line):
            headings.append((number, 1, line.strip()))
    return _cut(content, headings)


def _markdown(content: bytes) -> list[Block]:
    """Cut at the headings of the document itself, not at those in quotes, lists or code."""
    if len(content) > _MAX_PARSED_BYTES or content.count(b'\n') > _MAX_PARSED_LINES:
        return _prose(content)
    headings = []
    for token, inline in pairwise(_tokens(content)):
        if token.type == 'heading_open' and token.level == 0 and token.map is not None:
            headings.append((token.map[0], int(token.tag[1:]), inline.content.encode()))
    return _cut(content, headings)


def _tokens(content: bytes) -> list[Token]:
    from markdown_it import MarkdownIt
    parser = MarkdownIt('commonmark', {'maxNesting': 20})
    parser.core.ruler.disable('inline')
    parser.block.ruler.disable('reference')  # takes long, and defines no section
    # to the parser the end of front matter would underline a heading
    content = FRONT_MATTER.sub(lambda match: b'\n' * match[0].count(b'\n'), content.replace(b'\r\n', b'\n'), count=1)
    # it ends lines at a lone CR too, git and this module do not
    return parser.parse(content.decode('utf-8', 'replace').replace('\r', ' '))


def literal_lines(content: bytes, tags: set[str]) -> set[int]:
    """The lines, from 0, in which nothing is a heading or an item: of code, HTML and front matter in Markdown."""
    if not tags & {'markdown', 'mdx'}:
        return set()
    front = FRONT_MATTER.match(content.replace(b'\r\n', b'\n'))
    found = set(range(front[0].count(b'\n') if front else 0))
    for token in _tokens(content):
        if token.type in ('fence', 'code_block', 'html_block') and token.map is not None:
            found.update(range(*token.map))
    return found


def _cut(content: bytes, headings: Sequence[tuple[int, int, bytes]]) -> list[Block]:
    """The blocks of a content that begin at headings (line, level, title), and what stands before the first."""
    lines = content.removesuffix(b'\n').split(b'\n') if content else []
    path: list[tuple[int, str]] = []
    blocks = []
    if len(headings) > _MAX_SECTIONS:
        headings = []
    starts = [(0, 0, b''), *headings, (len(lines), 0, b'')]
    for (start, level, title), (end, _, _) in pairwise(starts):
        if level:
            path = [(above, name) for above, name in path if above < level]
            path.append((level, _name(title)))
        block = lines[start:end]
        while block and not block[-1].strip():
            block.pop()
        if block:
            blocks.append(Block(' > '.join(name for _, name in path), level, start, tuple(block)))
    return blocks


def _name(title: bytes) -> str:
    """A heading as a part of titles; of one that is very long the beginning, and what tells it from others."""
    name = title.decode('utf-8', 'backslashreplace')
    if len(name) <= _MAX_TITLE_CHARACTERS:
        return name
    return f'{name[:_MAX_TITLE_CHARACTERS]} [cut: {len(title):,} bytes, sha256 {hashlib.sha256(title).hexdigest()}]'


def entry_ids(blocks: Iterable[Block]) -> set[bytes]:
    """The ids of entries: those in headings and in the first cells of table rows."""
    ids: set[bytes] = set()
    for block in blocks:
        ids.update(ENTRY_ID.findall(block.lines[0]) if block.title else ())
        for line in block.lines:
            if line.lstrip().startswith(b'|'):
                ids.update(ENTRY_ID.findall(b'|'.join(line.split(b'|')[:4])))
    return ids
