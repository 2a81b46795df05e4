"""TODO"""
from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.containment import Fate
from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.containment import only_blocks
from sot_guard.analysis.containment import only_keys
from sot_guard.analysis.containment import places
from sot_guard.analysis.containment import stand_in_order
from sot_guard.analysis.documents import FRONT_MATTER
from sot_guard.analysis.documents import sections
from sot_guard.analysis.documents import whole
from sot_guard.analysis.json_leaves import json_keys

# a larger content is not looked into
MOST_BYTES = 1 << 20
# the beginning and the end of a conflict, as git marks them; the middle may be the underline of a heading
MARKER = re.compile(rb'(?m)^(?:<{7}|>{7})(?: .*)?\r?$')
_LFS_POINTER = b'version https://git-lfs.github.com/spec/v1\n'


class Insight(NamedTuple):
    """What a comparison of two texts shows beyond that they differ.

    `kind`: of difference, in words; `harmless`: whichever side is taken, no text and no data is lost.
    """

    kind: str
    harmless: bool
    fate: Fate
    root: OneSide
    docs: OneSide


def insight(root: bytes, docs: bytes, tags: set[str]) -> Insight:
    """Look into two different texts; `tags` are identify's for their name."""
    keys = json_keys(root), json_keys(docs)
    if 'json' in tags and keys[0] is not None and keys[1] is not None:
        sides = only_keys(keys[0], keys[1], root, docs), only_keys(keys[1], keys[0], docs, root)
        unsafe = bool(sides[0].parts)
    else:
        cut = sections(tags)
        blocks = cut(root), cut(docs)
        unit = 'section' if cut is not whole else 'text'
        sides = only_blocks(blocks[0], docs, blocks[1], unit), only_blocks(blocks[1], root, blocks[0], unit)
        unsafe = not stand_in_order(places(blocks[0], docs, blocks[1]))
    kind, harmless = kind_of(root, docs, keys if 'json' in tags else (None, None))
    fate = (Fate.LOSS if sides[0].lines or 'json' in tags else Fate.SCATTERED) if unsafe else Fate.SAFE
    return Insight(kind, harmless, fate, *sides)


# ---- the kind of difference

def kind_of(root: bytes, docs: bytes, keys: tuple[object, object] = (None, None)) -> tuple[str, bool]:
    """What two contents differ in, and whether that is harmless; `keys`: those of each, where both are JSON."""
    pointers = [content.startswith(_LFS_POINTER) for content in (root, docs)]
    if pointers[0] != pointers[1]:
        sides = ('root', 'docs') if pointers[0] else ('docs', 'root')
        return f'{sides[0]} is a Git LFS pointer, {sides[1]} the content or another one', False
    if keys[0] is not None and keys[0] == keys[1]:
        return 'the same JSON data in another format', True
    alike = _normal(root, _NORMAL), _normal(docs, _NORMAL)
    if alike[0] == alike[1]:
        return 'only ' + ', '.join(_needed(root, docs)), True
    bodies = [FRONT_MATTER.sub(b'', content) for content in alike]
    return ('only front matter' if bodies[0] == bodies[1] else 'the texts differ'), False


def _without_bom(content: bytes) -> bytes:
    return content.removeprefix(codecs.BOM_UTF8)


def _with_lf(content: bytes) -> bytes:
    return content.replace(b'\r\n', b'\n')


def _without_trailing_space(content: bytes) -> bytes:
    return b'\n'.join(line.rstrip(b' \t') for line in content.split(b'\n'))


def _without_final_newline(content: bytes) -> bytes:
    return content.removesuffix(b'\n')


_NORMAL: dict[str, Callable[[bytes], bytes]] = {
    'a BOM': _without_bom,
    'line ends': _with_lf,
    'trailing white space': _without_trailing_space,
    'the final newline': _without_final_newline,
}


def _normal(content: bytes, steps: dict[str, Callable[[bytes], bytes]]) -> bytes:
    for step in steps.values():
        content = step(content)
    return content


def _needed(root: bytes, docs: bytes) -> Iterator[str]:
    """The steps without one of which the contents would still differ, and which side has what."""
    for name in _NORMAL:
        others = {other: step for other, step in _NORMAL.items() if other != name}
        if _normal(root, others) != _normal(docs, others):
            yield name + _which(name, root, docs)


def _which(name: str, root: bytes, docs: bytes) -> str:
    if name == 'line ends':
        return f' ({_line_ends(root)} in root, {_line_ends(docs)} in docs)'
    if name == 'a BOM':
        return ' (in root)' if root.startswith(codecs.BOM_UTF8) else ' (in docs)'
    if name == 'the final newline':
        return ' (in root)' if root.endswith(b'\n') else ' (in docs)'
    return ''


def _line_ends(content: bytes) -> str:
    crlf = content.count(b'\r\n')
    if not crlf:
        return 'LF'
    return 'CRLF' if crlf == content.count(b'\n') else 'mixed'
