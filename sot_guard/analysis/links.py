"""What a few lines of prose link to, and whether they are prose at all. Pure: a text in, its links and words out."""
from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# no pattern here can match a character in two ways: the texts are anybody's
_WORD = re.compile(r'[^\s<>()\[\]"\'`,;|]++')
# emphasis, imports of agents, macros of AsciiDoc
_PREFIX = re.compile(r'\A[*_@]*+(?:(?:xref|link):)?')
_HTML_BLOCK = re.compile(r'<(?:ul|ol|li|dl|dt|dd|menu|table|tr|td|th|pre)[\s/>]', re.IGNORECASE)
# what Markdown takes for text and other markups do not: items, rows and rules of tables, fences, directives
_BLOCK_LINE = re.compile(
    r'[ \t>]*+(?:'
    r'[|+•‣⁃]|[:·▪◦○●–][ \t]|\[[ xX]\][ \t]|[,:!]===|```|~~~|\.\.[ \t]++(?:[\w+.-]++:)++:'
    r'|(?:[*.]|\*{2,5}|-|#\.|\(?(?:[0-9]{1,9}|[A-Za-z]|[ivxlcIVXLC]{1,7}|\#)[.)])(?:[ \t]|$)'
    r')',
)
_TABLE_RULE = re.compile(r'[:=-]*+[|+ \t][ \t:=|+-]*+')
_ASCIIDOC_BLOCK = re.compile(r'\.{2,5}[ \t]|([-.=*_+])\1{3,}[ \t]*+$|.*?::(?:[ \t]|$)')
_BLOCK_TOKENS = frozenset(('bullet_list_open', 'ordered_list_open', 'table_open', 'fence', 'code_block'))


class Links(NamedTuple):
    """The destinations of links and images, and the words of the text between them."""

    destinations: frozenset[str]
    words: frozenset[str]


def read_links(text: str) -> Links:
    """Return what Markdown links to and says; a word is what stands between white space, brackets and quotes."""
    destinations, texts = set(), []
    for token in _inline_tokens(text):
        if token.type in ('link_open', 'image'):
            destinations.add(str(token.attrGet('href') or token.attrGet('src') or ''))
        elif not token.content.startswith('<!--'):
            texts.append(token.content)
    words = {_PREFIX.sub('', word).rstrip('.:!?*_') for word in _WORD.findall('\n'.join(texts))}
    return Links(frozenset(destinations), frozenset(words - {''}))


def is_prose(text: str, markup: str) -> bool:
    """Whether a text has no list, table, fence or second heading; `markup` is markdown, rst or asciidoc."""
    kinds = [token.type for token in _parser().parse(text)]
    if not _BLOCK_TOKENS.isdisjoint(kinds) or _HTML_BLOCK.search(text):
        return False
    lines = [line for line in text.split('\n') if line.strip()]
    if any(_BLOCK_LINE.match(line) or _TABLE_RULE.fullmatch(line.strip()) for line in lines):
        return False
    if markup == 'rst':
        return not any(map(_opens_rst_block, lines, [*lines[1:], '']))
    return markup != 'asciidoc' or not any(map(_ASCIIDOC_BLOCK.match, lines))


def _opens_rst_block(line: str, below: str) -> bool:
    """Whether a line is the term of a definition, or says that a literal block follows."""
    return line.rstrip().endswith('::') or len(below) - len(below.lstrip()) > len(line) - len(line.lstrip())


def _inline_tokens(text: str) -> list[Token]:
    """The tokens of a text, those within paragraphs and headings in place of what they are parts of."""
    found: list[Token] = []
    for token in _parser().parse(text):
        found += token.children or [] if token.type == 'inline' else [token]
    return found


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        """One that leaves the destinations of links as they are written."""

        def normalizeLink(self, url: str) -> str:
            return url

        def validateLink(self, url: str) -> bool:
            return True

    return Parser('commonmark', {'maxNesting': 20}).enable('table')
