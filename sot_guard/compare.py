"""Two sides of a pair -> its status. Pure: everything that has to be read was read before."""
from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from sot_guard.config import Config
from sot_guard.config import DEFAULT
from sot_guard.escaping import visible
from sot_guard.findings import Side
from sot_guard.findings import Status
from sot_guard.pairs import Pair
from sot_guard.snapshots import Kind

_POINTER_LINES = 5
# an ATX heading, or the underline of a setext or reStructuredText one
_HEADING = re.compile(rb'\s{0,3}#{1,6}(\s|$)|\s{0,3}([=\-~^"\'`+*#:.])\2{2,}\s*$')
# a list item, a table row (or the rule under its head), a fence
_BLOCK = re.compile(rb'\s*([-*+]\s|\d+[.)]\s|\||```|~~~|[\s:-]*-+[\s:-]*\|)')
_COMMENT = re.compile(rb'<!--.*?-->', re.DOTALL)
# [text](target "title"), <target>, [label]: target, `text <target>`_, .. include:: target
_LINK = re.compile(
    rb'\]\(\s*(?:<([^<>\n]*)>|([^\s()]+))|<([^\s<>]+)>|^\s{0,3}\[[^\]\n]+\]:\s*(\S+)|^\.\. include::\s*(\S+)',
    re.MULTILINE,
)


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
    if text is None:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > _POINTER_LINES or sum(map(bool, map(_HEADING.match, lines))) > 1 or any(map(_BLOCK.match, lines)):
        return False
    text = _COMMENT.sub(b'', text)
    links = {b''.join(match.groups(b'')) for match in _LINK.finditer(text)}
    if links:
        return all(counterpart.path in _resolutions(link, side.path) for link in links)
    return _mentions(text, side.path, counterpart.path)


def _resolutions(link: bytes, path: bytes) -> Iterator[bytes]:
    """The paths that a link in a file may mean: from the file's folder or from the root, with or without a #part."""
    from urllib.parse import unquote_to_bytes
    for target in (link, re.split(rb'[?#]', link)[0]):
        name = unquote_to_bytes(target).lstrip(b'/')
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
        yield posixpath.normpath(name)


def _mentions(text: bytes, path: bytes, counterpart: bytes) -> bool:
    """Whether the counterpart's path stands in a text; a bare name, without a slash, is not a path."""
    forms = {counterpart, posixpath.relpath(counterpart, posixpath.dirname(path) or b'.')}
    return any(
        re.search(rb'(?<![\w./-])(?:\./)?' + re.escape(form) + rb'(?![\w/-]|\.\w)', text)
        for form in forms if b'/' in form
    )
