"""Carries the sections that only the root copy has to the end of the docs side. Pure.

Nothing is merged: each section goes over as it is, under a heading that says where it came from.
"""
from __future__ import annotations

import codecs
from typing import NamedTuple

from sot_guard.escaping import visible
from sot_guard.sections import Block
from sot_guard.sections import ENTRY_ID
from sot_guard.sections import entry_ids
from sot_guard.sections import sections
from sot_guard.sections import whole


class Carried(NamedTuple):
    """The docs side with what it had not.

    `titles`: of the sections that went over, with the headings above each; `other_forms`: the entry ids among them
    that the docs side has in another form.
    """

    content: bytes
    titles: tuple[str, ...]
    other_forms: tuple[str, ...]


def carry(root: bytes, docs: bytes, path: bytes, sha256: str, tags: set[str]) -> Carried | None:
    """Append what only root has, if it is made of sections; None where it is not, or where docs ends in none.

    `path` and `sha256` are those of the root copy, `tags` identify's for its name.
    """
    cut = sections(tags)
    newline = b'\r\n' if docs.count(b'\r\n') == docs.count(b'\n') > 0 else b'\n'
    mine = cut(_with_newlines(root.removeprefix(codecs.BOM_UTF8), newline))
    if cut is whole or not any(block.level for block in mine):
        return None
    haystack = newline + docs.removeprefix(codecs.BOM_UTF8).rstrip(b'\r\n') + newline
    carried = [block for block in mine if _needle(block, newline) not in haystack]
    if not carried:
        return Carried(docs, (), ())
    heading = f'From {visible(path)} (sha256 {sha256})'
    top = max(1, min((block.level for block in carried if block.level), default=1) - 1)
    parts = [_heading(heading, top, tags, newline)]
    parts += dict.fromkeys(newline.join(line.removesuffix(b'\r') for line in block.lines) for block in carried)
    content = docs.rstrip(b'\r\n') + b''.join(newline * 2 + part for part in parts) + newline
    before = sum(block.level > 0 for block in cut(docs))
    headings = sum(block.level > 0 for block in cut(content)) - before
    # what ends in an open code block, or the like, would swallow the headings
    if headings < len(parts) - sum(not block.level for block in carried):
        return None
    return Carried(content, tuple(block.title for block in carried), _other_forms(carried, cut(docs)))


def _with_newlines(content: bytes, newline: bytes) -> bytes:
    return content.replace(b'\r\n', b'\n').replace(b'\n', newline)


def _needle(block: Block, newline: bytes) -> bytes:
    return newline + newline.join(line.removesuffix(b'\r') for line in block.lines) + newline


def _heading(text: str, level: int, tags: set[str], newline: bytes) -> bytes:
    if 'rst' in tags:
        return text.encode() + newline + b'=' * len(text)
    sign = '=' if 'asciidoc' in tags else '*' if 'org' in tags else '#'
    return f'{sign * level} {text}'.encode()


def _other_forms(carried: list[Block], others: list[Block]) -> tuple[str, ...]:
    known = entry_ids(others)
    found = (name for block in carried if block.level for name in ENTRY_ID.findall(block.lines[0]) if name in known)
    return tuple(name.decode() for name in dict.fromkeys(found))
