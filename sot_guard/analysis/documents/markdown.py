"""Reads Markdown by its parser."""
from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sot_guard.analysis.documents.model import Found
from sot_guard.analysis.documents.model import Heading

if TYPE_CHECKING:
    from markdown_it.token import Token

_MAX_BYTES = 512 * 1024
_MAX_LINES = 10_000
_FRONT_MATTER = re.compile(rb'\A(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*(\n|\Z)', re.DOTALL)


def read_markdown(lines: Sequence[bytes]) -> Found:
    """Return what stands where in a Markdown document."""
    content = b'\n'.join(lines)
    if len(content) > _MAX_BYTES or len(lines) > _MAX_LINES:
        return Found()
    match = _FRONT_MATTER.match(content)
    front = range(match[0].count(b'\n') + (not match[0].endswith(b'\n'))) if match else range(0)
    headings = []
    literal = set(front)
    hidden: set[int] = set()
    text = b'\n' * len(front) + b'\n'.join(lines[len(front):])
    tokens = _tokens(text)
    for token, inline in pairwise(tokens):
        if token.type == 'heading_open' and token.level == 0 and token.map is not None:
            first, end = token.map
            headings.append(Heading(inline.content, int(token.tag[1:]), first, end - first))
    for token in tokens:
        if token.type in ('fence', 'code_block', 'html_block') and token.map is not None:
            literal.update(range(*token.map))
        if token.type == 'html_block' and token.map is not None and token.content.lstrip().startswith('<!--'):
            hidden.update(range(*token.map))
    return Found(tuple(headings), frozenset(hidden), frozenset(literal), front)


def _tokens(content: bytes) -> list[Token]:
    from markdown_it import MarkdownIt
    parser = MarkdownIt('commonmark', {'maxNesting': 20})
    parser.core.ruler.disable('inline')
    parser.block.ruler.disable('reference')
    return parser.parse(content.decode('utf-8', 'replace').replace('\r', ' '))
