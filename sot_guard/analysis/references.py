"""Two sides of a pair -> its status. Pure: everything that has to be read was read before."""
from __future__ import annotations

import posixpath
import re

_POINTER_LINES = 5
# no pattern here can match a character in two ways: the texts are anybody's
_QUOTE = re.compile(rb'[ \t>]*')
_ATX = re.compile(rb'#{1,6}(?:\s|$)')
_LIST_ITEM = re.compile(rb'(?:[-*+]|\d{1,9}[.)])\s')
_UNDERLINE = b'=-~^"\'`+*#:.'
_FRONT_MATTER = re.compile(rb'\A---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|\Z)')
_COMMENT = re.compile(rb'<!--.*?-->', re.DOTALL)
# [text](target "title"), <target>, [label]: target, `text <target>`_, .. include:: target
_LINK = re.compile(
    rb'\]\([ \t]*(?:<([^<>\n]*)>|([^\s()]+))|<([^\s<>]+)>|^ {0,3}\[[^\]\n]+\]:[ \t]*(\S+)|^\.\. include::[ \t]*(\S+)',
    re.MULTILINE,
)
_WORD = re.compile(rb'[^\s<>()\[\]"\'`,;|]+')


def points_to(text: bytes | None, path: bytes, counterpart: bytes) -> bool:
    """Whether the file at a path is a pointer: a few lines that only say where its counterpart is.

    `text` is None for a file that is too long to be one.
    """
    # hidden lines are lines too: what they say would be lost to a reader of the counterpart
    if text is None or sum(bool(line.strip()) for line in text.splitlines()) > _POINTER_LINES:
        return False
    text = _COMMENT.sub(b'', _FRONT_MATTER.sub(b'', text))
    lines = [_QUOTE.sub(b'', line, count=1).rstrip() for line in text.splitlines() if line.strip()]
    if sum(map(_is_heading, lines)) > 1 or any(map(_is_block, lines)):
        return False
    links = {b''.join(match.groups(b'')) for match in _LINK.finditer(text)}
    paths = {word.rstrip(b'.:!?*_') for word in _WORD.findall(_LINK.sub(b' ', text)) if b'/' in word}
    others = {path for path in paths if b'.' in path.rpartition(b'/')[2]} | links
    meant = {target for target in paths | links if _means(target, path, counterpart)}
    return bool(meant) and others <= meant


def _is_heading(line: bytes) -> bool:
    return bool(_ATX.match(line)) or _is_rule(line)


def _is_rule(line: bytes) -> bool:
    """An underline of one character, as of a heading."""
    return len(line) > 2 and line[:1] in _UNDERLINE and not line.strip(line[:1])


def _is_block(line: bytes) -> bool:
    """A list item, a table row or the rule of a table, a fence, a directive other than an include."""
    if line.startswith((b'|', b'```', b'~~~')) or _LIST_ITEM.match(line):
        return True
    if line.startswith(b'.. ') and b'::' in line:
        return not line.startswith(b'.. include::')
    is_table_rule = (b'|' in line or b'+' in line or b' ' in line) and not line.strip(b' \t:|+-=')
    return is_table_rule and not _is_rule(line)


def _means(link: bytes, path: bytes, counterpart: bytes) -> bool:
    """Whether a link in a file means its counterpart: from the file's folder or from the root, with or without a #part.

    A bare name in docs/ means the file beside it first, which may be itself.
    """
    from urllib.parse import unquote_to_bytes
    folder = posixpath.dirname(path)
    for target in (link, re.split(rb'[?#]', link)[0]):
        name = unquote_to_bytes(target).lstrip(b'/')
        nearest = posixpath.normpath(posixpath.join(folder, name))
        if nearest == path:
            return False
        if counterpart in (nearest, posixpath.normpath(name)):
            return True
    return False
