"""Finds the lines of Markdown that stand in comments or in what a browser does not show."""
from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence

# each pattern eats what it opens up to the end where nothing closes it: none reads a text twice
_IN_BLOCK = re.compile(
    rb'<!--(?:-?>|.*?(?:-->|\Z))|<(script|style|template)\b.*?(?:</\1[ \t]*>|\Z)', re.DOTALL | re.IGNORECASE,
)
_IN_PARAGRAPH = re.compile(rb'`[^`\n]*`|<!--(?:(?P<empty>-?>)|.*?(?:(?P<html>-->)|\Z))', re.DOTALL)
_IN_TEMPLATE = re.compile(
    rb'^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)|`[^`\n]*`'
    rb'|\{/\*.*?(?:(?P<mdx>\*/\})|\Z)'
    rb'|\{%-?[ \t\n]*comment\b.*?(?:(?P<liquid>\{%-?[ \t\n]*endcomment[ \t\n]*-?%\})|\Z)'
    rb'|\{%-?[ \t\n]*#.*?(?:(?P<tag>%\})|\Z)'
    # not the id of a heading, {#x}
    rb'|\{#[- \t\n].*?(?:(?P<jinja>#\})|\Z)'
    rb'|<(?P<name>[a-zA-Z]+)[ \t][^<>\n]*(?:(?<=[ \t])hidden(?=[ \t>=])|display:[ ]*none)[^<>\n]*>'
    rb'.*?(?:(?P<element></(?P=name)[ \t]*>)|\Z)',
    re.DOTALL | re.MULTILINE,
)
# the groups that are there where a comment is closed
_CLOSED = frozenset(('empty', 'html', 'mdx', 'liquid', 'tag', 'jinja', 'element'))
# without one of them there is nothing of the kind
_SIGNS = b'{/*', b'{%', b'{#', b'hidden', b'none'


def comments_of_html(lines: Sequence[bytes], where: range, *, is_block: bool) -> Iterator[int]:
    """Yield the lines of a paragraph, or of a block of HTML, of which nothing is seen."""
    text = b'\n'.join(lines[where.start:where.stop])
    if is_block:
        return _covered(text, _IN_BLOCK.sub(_newlines, text), where.start)
    return _covered(text, _IN_PARAGRAPH.sub(_comment, text), where.start)


def comments_of_templates(lines: Sequence[bytes], start: int) -> set[int]:
    """Return the lines in comments of MDX, Liquid and Jinja and in hidden elements, which hold any Markdown."""
    text = b'\n'.join(lines[start:])
    if not any(sign in text for sign in _SIGNS):
        return set()
    return set(_covered(text, _IN_TEMPLATE.sub(_comment, text), start))


def _comment(match: re.Match[bytes]) -> bytes:
    return _newlines(match) if match.lastgroup in _CLOSED else match[0]


def _newlines(match: re.Match[bytes]) -> bytes:
    return b'\n' * match[0].count(b'\n')


def _covered(before: bytes, after: bytes, first: int) -> Iterator[int]:
    """The lines of which nothing but the marks of quotes is left."""
    for number, (line, left) in enumerate(zip(before.split(b'\n'), after.split(b'\n'), strict=True), first):
        if line.strip() and not left.strip(b' \t>'):
            yield number
