"""Carries the sections that only the root copy has to the end of the docs side. Pure.

Nothing is merged: each section goes over as it is, under a heading that says where it came from.
"""
from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import NamedTuple

from sot_guard.analysis.containment import places
from sot_guard.analysis.documents import Block
from sot_guard.analysis.documents import ENTRY_ID
from sot_guard.analysis.documents import entry_ids
from sot_guard.analysis.documents import FRONT_MATTER
from sot_guard.analysis.documents import sections
from sot_guard.escaping import visible


class Appended(NamedTuple):
    """The docs side with what it had not.

    `titles`: of the sections that went over, with the headings above each; `other_forms`: the entry ids among them
    that the docs side has in another form.
    """

    content: bytes
    titles: tuple[str, ...]
    other_forms: tuple[str, ...]


def append_sections(copy: bytes, source: bytes, path: bytes, sha256: str, tags: set[str]) -> Appended | None:
    """Append what only root has, if it is made of sections; None where it is not, or where docs ends in none.

    `path` and `sha256` are those of the root copy, `tags` identify's for its name.
    """
    cut = sections(tags)
    newline = b'\r\n' if source.count(b'\r\n') == source.count(b'\n') > 0 else b'\n'
    front, mine = _apart(_with_newlines(copy.removeprefix(codecs.BOM_UTF8)), tags)
    plain_docs = _with_newlines(source.removeprefix(codecs.BOM_UTF8))
    others = cut(plain_docs)
    if not any(block.level for block in mine):
        return None
    appended = _only(mine, plain_docs, others)
    if front and b'\n' + front + b'\n' in b'\n' + plain_docs + b'\n':
        front = b''
    if not appended and not front:
        return Appended(source, (), ())
    heading = f'From {visible(path)} (sha256 {sha256})'
    top = max(1, min((block.level for block in appended if block.level), default=2) - 1)
    # front matter in the middle of a text would be read as a heading
    parts = [_heading(heading, top, tags), *([b'```\n' + front + b'\n```'] if front else [])]
    parts += dict.fromkeys(b'\n'.join(block.lines) for block in appended)
    text = plain_docs.rstrip(b'\n') + b''.join(b'\n\n' + part for part in parts) + b'\n'
    # what ends in an open code block, or the like, would swallow the headings
    if [block.lines for block in cut(text)][len(others):] != _blocks_of(parts, cut):
        return None
    content = source.rstrip(b'\r\n') + text[len(plain_docs.rstrip(b'\n')):].replace(b'\n', newline)
    titles = ([''] if front and not (appended and not appended[0].level) else []) + [block.title for block in appended]
    return Appended(content, tuple(titles), _other_forms(appended, others))


def _apart(copy: bytes, tags: set[str]) -> tuple[bytes, list[Block]]:
    """The front matter, and the sections of the rest."""
    match = FRONT_MATTER.match(copy) if tags & {'markdown', 'mdx'} else None
    front = match[0].rstrip(b'\n') if match else b''
    return front, sections(tags)(copy[len(front):].lstrip(b'\n'))


def _only(mine: list[Block], source: bytes, others: list[Block]) -> list[Block]:
    """The blocks, of which one has a heading, that docs has not; with a heading that it has not goes all below it."""
    missing = [not found for found in places(mine, source, others)]
    titles = {block.title.rpartition(' > ')[2] for block in others if block.level}
    highest = min(block.level for block in mine if block.level)
    is_titled = sum(block.level == highest for block in mine) == 1
    below = 0
    for number, block in enumerate(mine):
        if below and block.level > below:
            missing[number] = True
            continue
        below = 0
        name = block.title.rpartition(' > ')[2]
        # the title of the document itself has everything below it
        if block.level and missing[number] and name not in titles and not (is_titled and block.level == highest):
            below = block.level
    return [block for block, is_missing in zip(mine, missing, strict=True) if is_missing]


def _blocks_of(parts: list[bytes], cut: Callable[[bytes], list[Block]]) -> list[tuple[bytes, ...]]:
    return [block.lines for block in cut(b'\n\n'.join(parts) + b'\n')]


def _with_newlines(content: bytes) -> bytes:
    return content.replace(b'\r\n', b'\n')


def _heading(text: str, level: int, tags: set[str]) -> bytes:
    if 'rst' in tags:
        return text.encode() + b'\n' + b'=' * len(text)
    sign = '=' if 'asciidoc' in tags else '*' if 'org' in tags else '#'
    return f'{sign * level} {text}'.encode()


def _other_forms(appended: list[Block], others: list[Block]) -> tuple[str, ...]:
    known = entry_ids(others)
    found = (name for block in appended if block.level for name in ENTRY_ID.findall(block.lines[0]) if name in known)
    return tuple(name.decode() for name in dict.fromkeys(found))
