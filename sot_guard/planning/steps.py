"""The steps of a plan: what is staged at a path, and the change of one file on disk."""
from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

from sot_guard.analysis.context import Context
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.references import points_to
from sot_guard.errors import UserError
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.paths import parents
from sot_guard.git.trees import Index
from sot_guard.git.trees import is_converted
from sot_guard.git.trees import Kind
from sot_guard.pairing.default_rule import PROSE_TAGS
from sot_guard.pairing.pairs import Pair
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import look
from sot_guard.worktree.read import NOTHING
from sot_guard.worktree.write import Step

# what becomes of the copy when the source has all of it
Then = Literal['delete', 'link', 'pointer']


def staged_text(context: Context, path: bytes) -> bytes:
    """What is staged at a path, if it is a text that can be worked on."""
    content = staged(context, path, MAX_BYTES)
    if context.judged.hidden([path]):
        raise UserError(hidden(path))
    if b'\0' in content:
        raise UserError(f'{visible(path)}: is a binary file; copy one file over the other with cp')
    return content


def hidden(path: bytes) -> str:
    """Why a file is not touched at which git does not look on disk."""
    remedy = 'clear both with git update-index --no-skip-worktree, then --no-assume-unchanged'
    return f'{visible(path)}: has skip-worktree or assume-unchanged set; {remedy}'


def staged(context: Context, path: bytes, most: int) -> bytes:
    """What is staged at a path, if it is a file of no more than so many bytes."""
    name, entry = visible(path), context.entry(path)
    if entry.kind is not Kind.FILE:
        raise UserError(f'{name}: {_WRONG_KINDS[entry.kind]}')
    try:
        content = context.blobs.read(entry.oid, most)
    except UnreadableBlob as e:
        raise UserError(f'{name}: {e}; run git cat-file -e {entry.oid}') from e
    if len(content) > most:
        raise UserError(f'{name}: has more than {most:,} bytes; merge it by hand')
    return content


_WRONG_KINDS = {
    Kind.LINK: 'is a symlink, not a copy; delete it, or point it to its counterpart',
    Kind.SUBMODULE: 'is a submodule, not a file; exclude it',
    Kind.UNMERGED: 'has merge conflicts; resolve them, then git add it',
    Kind.ABSENT: 'is not tracked; run git add first',
}


def step(context: Context, path: bytes, before: bytes, after: bytes | Found) -> Step:
    """A change of a file, which may have CRLF on disk where what is staged has LF (core.autocrlf, eol)."""
    target = after if isinstance(after, Found) else Found(Kind.FILE, after)
    planned = Step(path, Found(Kind.FILE, before), target)
    here = look(context.repository.top, path)
    if here == planned.before:
        return planned
    crlf = Step(path, _with_crlf(planned.before), _with_crlf(target))
    is_converted = b'\r' not in before and here in (crlf.before, crlf.after)
    if is_converted and b'\r' in target.data:
        raise UserError(
            f'{visible(path)}: git converts its line endings, but its counterpart is stored with CRLF; '
            'run git add --renormalize first',
        )
    if is_converted:
        return crlf
    if here != target:
        raise UserError(f'{visible(path)}: {_why_not(context, path, here)}')
    return planned


def _with_crlf(state: Found) -> Found:
    return state._replace(data=state.data.replace(b'\n', b'\r\n'))


def _why_not(context: Context, path: bytes, here: Found | None) -> str:
    """Why what is on disk cannot be taken for what is staged."""
    if here == NOTHING:
        return 'is deleted on disk; restore it with git checkout'
    if here is None or here.kind is not Kind.FILE:
        return 'is not a regular file on disk, or its folder is a symlink; replace it'
    assert isinstance(context.judged, Index)
    if is_converted(context.judged.attributes([path])[path]):
        return 'is converted by git between index and disk (.gitattributes); merge it by hand'
    return 'has unstaged edits; run git add or git stash --keep-index first'


def refuse_foreign(context: Context, path: bytes, remedy: str) -> None:
    """UserError where a new file would lie in another repository."""
    for folder in filter(None, parents(path)):
        if os.path.lexists(os.path.join(context.repository.top, folder, b'.git')):
            raise UserError(f'{visible(path)}: {visible(folder)} is a separate repository; {remedy}')


def replacement(pair: Pair, then: Then, tags: set[str], content: bytes) -> Found:
    """What takes the place of the copy; UserError where its format, or the name of the source, cannot be that.

    `content`: what the source holds then.
    """
    copy, source = pair.sides
    target = posixpath.relpath(source, posixpath.dirname(copy) or b'.')
    if then == 'delete':
        return NOTHING
    if then == 'link':
        return Found(Kind.LINK, target)
    if (tags and PROSE_TAGS.isdisjoint(tags)) or not is_plain(source):
        raise UserError(f'{visible(copy)}: this file format cannot hold a pointer; use --then delete or link')
    for text in _pointers(target, tags):
        if points_to(text, copy, source, lambda: content):
            return Found(Kind.FILE, text)
    raise UserError(f'{visible(copy)}: check would not recognize a pointer to {visible(source)}; use --then delete '
                    'or link')


def _pointers(target: bytes, tags: set[str]) -> Iterator[bytes]:
    """Texts of one line that say where the source is; not each name can stand in each of them."""
    if tags & {'markdown', 'mdx'}:
        link = quote(target).encode()
        yield b'See [%s](%s).\n' % (target, link)
        yield b'See [the source](%s).\n' % link
    elif 'rst' in tags:
        yield b'.. include:: %s\n' % target
    else:
        yield b'See %s\n' % target
