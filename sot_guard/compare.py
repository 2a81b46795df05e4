"""Two sides of a pair -> its status. Pure: everything that has to be read was read before."""
from __future__ import annotations

import posixpath
import re

from sot_guard.config import Config
from sot_guard.config import DEFAULT
from sot_guard.escaping import visible
from sot_guard.findings import Side
from sot_guard.findings import Status
from sot_guard.pairs import Pair
from sot_guard.snapshots import Kind

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


def status_of(pair: Pair, root: Side, docs: Side, config: Config = DEFAULT) -> Status:
    """The status of a pair, by the rule of the configuration."""
    status = _compared(pair, root, docs)
    if status in (Status.IDENTICAL, Status.SAME_TEXT) and config.duplicates == 'forbid' and not pair.configured:
        return Status.DUPLICATE
    if status in (Status.DIVERGENT, Status.LINK_ELSEWHERE) and any(
        (accepted.path, accepted.source_id, accepted.copy_id) == (pair.root, docs.entry.oid, root.entry.oid)
        for accepted in config.accept
    ):
        return Status.ACCEPTED
    return status


def _compared(pair: Pair, root: Side, docs: Side) -> Status:
    kinds = {root.entry.kind, docs.entry.kind}
    if Kind.UNMERGED in kinds:
        return Status.UNMERGED
    if Kind.SUBMODULE in kinds:
        return Status.SUBMODULE
    if docs.entry.kind is Kind.ABSENT:
        return Status.DOCS_MISSING
    if root.problem or docs.problem:
        return Status.READ_ERROR
    if Kind.LINK in kinds:
        # two links to one file are one content as well
        one = root.destination is not None and root.destination == docs.destination
        return Status.LINKED if one else Status.LINK_ELSEWHERE
    if root.entry.oid == docs.entry.oid:
        return Status.IDENTICAL
    if pair.as_text and _is_same_text(root, docs):
        return Status.SAME_TEXT
    if _points_to(root, docs) != _points_to(docs, root):
        return Status.POINTER
    return Status.DIVERGENT


def _is_same_text(root: Side, docs: Side) -> bool:
    assert root.content is not None and docs.content is not None
    if root.content.is_binary or docs.content.is_binary:
        return False
    return root.content.text_sha256 == docs.content.text_sha256


def verdict_of(status: Status, root: Side, docs: Side) -> str:
    """What is the matter, in words that follow the two paths."""
    return '; '.join(filter(None, (_VERDICTS[status], *map(_remark, (root, docs)))))


_VERDICTS = {
    Status.IDENTICAL: 'are the same',
    Status.LINKED: 'are one file',
    Status.SAME_TEXT: 'are the same text',
    Status.ACCEPTED: 'differ, as was accepted',
    Status.DOCS_MISSING: 'should both be there, or docs alone',
    Status.DUPLICATE: 'are the same, and only the one in docs should be there',
    Status.POINTER: 'are a document and a pointer to it',
    Status.DIVERGENT: 'differ',
    Status.LINK_ELSEWHERE: 'are not one file',
    Status.UNMERGED: 'cannot be compared while a merge conflict is open',
    Status.SUBMODULE: 'cannot be compared',
    Status.READ_ERROR: 'cannot be compared',
}


def _remark(side: Side) -> str:
    name = visible(side.path)
    if side.problem:
        return f'{name}: {side.problem}'
    if side.entry.kind is Kind.LINK:
        there = visible(side.destination) if side.destination else 'nowhere in the repository'
        return f'{name} is a symlink to {there}'
    if side.entry.kind in (Kind.SUBMODULE, Kind.ABSENT):
        return f'{name} is {"a submodule" if side.entry.kind is Kind.SUBMODULE else "not there"}'
    return ''


def _points_to(side: Side, counterpart: Side) -> bool:
    """Whether one side is a pointer: a few lines that only say where the counterpart is."""
    assert side.content is not None
    text = side.content.whole
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
    meant = {path for path in paths | links if _means(path, side.path, counterpart.path)}
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
