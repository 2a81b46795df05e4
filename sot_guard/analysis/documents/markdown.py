"""Reads Markdown by its parser, with the comments of HTML, MDX, Liquid and Jinja."""
from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from sot_guard.analysis.documents.comments import comments_of_html
from sot_guard.analysis.documents.comments import comments_of_templates
from sot_guard.analysis.documents.front_matter import front_matter
from sot_guard.analysis.documents.model import Found
from sot_guard.analysis.documents.model import Heading

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

# the parser takes 0.1 ms a line and more
_MAX_BYTES = 512 * 1024
_MAX_LINES = 10_000
# of its rules, and of the lines that quotes look ahead: a document that people wrote needs some 20 a line
_MAX_STEPS = 400_000
_MAX_NESTING = 20
_Rule = Callable[['StateBlock', int, int, bool], bool]


class _TooLong(Exception):
    """The parser has taken more steps than a document that people wrote needs."""


class _Steps:
    """What is left of the parser's steps; a quote looks ahead to the next blank line, again for each line in it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._left = _MAX_STEPS
        self._ahead = [0] * (len(texts) + 1)
        for number in reversed(range(len(texts))):
            self._ahead[number] = self._ahead[number + 1] + 1 if texts[number].strip() else 0

    def counted(self, rule: _Rule, *, is_quote: bool) -> _Rule:
        """Return the rule with its steps counted."""
        def spending(state: StateBlock, start: int, end: int, silent: bool) -> bool:
            self._left -= 1
            if is_quote and not silent and state.src.startswith('>', state.bMarks[start] + state.tShift[start]):
                self._left -= self._ahead[start]
            if self._left < 0:
                raise _TooLong
            return rule(state, start, end, silent)
        return spending


def read_markdown(lines: Sequence[bytes]) -> Found | None:
    """Return what stands where in a Markdown document; None for one that would take too long."""
    if len(lines) > _MAX_LINES or sum(map(len, lines)) > _MAX_BYTES:
        return None
    front = front_matter(lines)
    hidden = comments_of_templates(lines, len(front))
    # to the parser the end of front matter would underline a heading; lines end at a lone CR to it, not to git
    texts = [
        '' if number in hidden or number in front else line.decode('utf-8', 'replace').replace('\r', ' ')
        for number, line in enumerate(lines)
    ]
    try:
        tokens = _parser(texts).parse('\n'.join(texts))
    except _TooLong:
        return None
    literal = {*front, *hidden}
    for token in tokens:
        if token.map is not None:
            literal.update(range(*token.map) if token.type in ('fence', 'code_block', 'html_block') else ())
            hidden.update(_hidden(token, token.map, lines))
    return Found(tuple(_headings(tokens)), frozenset(hidden), frozenset(literal | hidden), front)


def _headings(tokens: Sequence[Token]) -> Iterator[Heading]:
    """The headings of the document itself, not those in quotes and lists."""
    for token, inline in pairwise(tokens):
        if token.type == 'heading_open' and token.level == 0 and token.map is not None:
            first, end = token.map
            yield Heading(' '.join(inline.content.split()), int(token.tag[1:]), first, end - first)


def _hidden(token: Token, lines_of_it: list[int], lines: Sequence[bytes]) -> Iterator[int]:
    first, end = lines_of_it
    if token.type in ('html_block', 'inline'):
        yield from comments_of_html(lines, range(first, end), is_block=token.type == 'html_block')
    elif token.type == 'fence' and token.level == 0 and end == len(lines):
        last = lines[end - 1].strip()
        if end - first == 1 or last.strip(token.markup[:1].encode()) or len(last) < len(token.markup):
            yield from range(first, end)  # never closed


def _parser(texts: Sequence[str]) -> MarkdownIt:
    from markdown_it import MarkdownIt
    parser = MarkdownIt('commonmark', {'maxNesting': _MAX_NESTING})
    steps = _Steps(texts)
    for rule in parser.block.ruler.__rules__:
        rule.fn = steps.counted(rule.fn, is_quote=rule.name == 'blockquote')
    parser.core.ruler.disable('inline')
    # takes long, and defines no section
    parser.block.ruler.disable('reference')
    return parser
