"""What kind of difference two texts have, and what only one of them has."""
from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.containment import DeletionRisk
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
MAX_BYTES = 1 << 20
# the beginning and the end of a conflict, as git marks them; the middle may be the underline of a heading
MARKER = re.compile(rb'(?m)^(?:<{7}|>{7})(?: .*)?\r?$')
_LFS_POINTER = b'version https://git-lfs.github.com/spec/v1\n'


class Difference(NamedTuple):
    """What a comparison of two texts shows beyond that they differ.

    `kind`: of difference, in words; `harmless`: whichever side is taken, no text and no data is lost.
    """

    kind: str
    harmless: bool
    deletion_risk: DeletionRisk
    copy: OneSide
    source: OneSide


def compare_texts(copy: bytes, source: bytes, tags: set[str]) -> Difference:
    """Look into two different texts; `tags` are identify's for their name."""
    keys = json_keys(copy), json_keys(source)
    if 'json' in tags and keys[0] is not None and keys[1] is not None:
        sides = only_keys(keys[0], keys[1], copy, source), only_keys(keys[1], keys[0], source, copy)
        unsafe = bool(sides[0].parts)
    else:
        cut = sections(tags)
        blocks = cut(copy), cut(source)
        unit = 'section' if cut is not whole else 'text'
        sides = only_blocks(blocks[0], source, blocks[1], unit), only_blocks(blocks[1], copy, blocks[0], unit)
        unsafe = not stand_in_order(places(blocks[0], source, blocks[1]))
    kind, harmless = kind_of(copy, source, keys if 'json' in tags else (None, None))
    risk = DeletionRisk.SAFE
    if unsafe:
        risk = DeletionRisk.LOSS if sides[0].lines or 'json' in tags else DeletionRisk.SCATTERED
    return Difference(kind, harmless, risk, *sides)


# ---- the kind of difference

def kind_of(copy: bytes, source: bytes, keys: tuple[object, object] = (None, None)) -> tuple[str, bool]:
    """What two contents differ in, and whether that is harmless; `keys`: those of each, where both are JSON."""
    pointers = [content.startswith(_LFS_POINTER) for content in (copy, source)]
    if pointers[0] != pointers[1]:
        sides = ('root', 'docs') if pointers[0] else ('docs', 'root')
        return f'{sides[0]} is a Git LFS pointer, {sides[1]} the content or another one', False
    if keys[0] is not None and keys[0] == keys[1]:
        return 'the same JSON data in another format', True
    alike = _normal(copy, _NORMAL), _normal(source, _NORMAL)
    if alike[0] == alike[1]:
        return 'only ' + ', '.join(_needed(copy, source)), True
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


def _needed(copy: bytes, source: bytes) -> Iterator[str]:
    """The steps without one of which the contents would still differ, and which side has what."""
    for name in _NORMAL:
        others = {other: step for other, step in _NORMAL.items() if other != name}
        if _normal(copy, others) != _normal(source, others):
            yield name + _which(name, copy, source)


def _which(name: str, copy: bytes, source: bytes) -> str:
    if name == 'line ends':
        return f' ({_line_ends(copy)} in root, {_line_ends(source)} in docs)'
    if name == 'a BOM':
        return ' (in root)' if copy.startswith(codecs.BOM_UTF8) else ' (in docs)'
    if name == 'the final newline':
        return ' (in root)' if copy.endswith(b'\n') else ' (in docs)'
    return ''


def _line_ends(content: bytes) -> str:
    crlf = content.count(b'\r\n')
    if not crlf:
        return 'LF'
    return 'CRLF' if crlf == content.count(b'\n') else 'mixed'
