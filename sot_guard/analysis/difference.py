"""What kind of difference two texts have, and what only one of them has."""
from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.containment import Text
from sot_guard.analysis.documents import Format

# a larger content is not looked into
MAX_BYTES = 1 << 20
# the beginning and the end of a conflict, as git marks them; the middle may be the underline of a heading
MARKER = re.compile(rb'(?m)^(?:<{7}|>{7})(?: .*)?\r?$')


class Difference(NamedTuple):
    """What a comparison of two texts shows beyond that they differ.

    `kind`: of difference, in words; `harmless`: whichever side is taken, no text and no data is lost.
    """

    kind: str
    harmless: bool
    deletion_risk: DeletionRisk
    copy: OneSide
    source: OneSide


def compare_texts(copy: bytes, source: bytes, format_: Format) -> Difference:
    """Look into two different texts of a format."""
    texts = read_text(copy, format_), read_text(source, format_)
    sides = absent(*texts), absent(*texts[::-1])
    kind, harmless = _kind_of((copy, source), texts, sides)
    return Difference(kind, harmless, DeletionRisk.SAFE if harmless else sides[0].risk, *sides)


# ---- the kind of difference

def _kind_of(
    contents: tuple[bytes, bytes], texts: tuple[Text, Text], sides: tuple[OneSide, OneSide],
) -> tuple[str, bool]:
    """What two contents differ in, and whether that is harmless."""
    copy, source = contents
    if sides[0].unit == 'key' and not sides[0].parts and not sides[1].parts:
        return f'the same {texts[0].document.format.value} data, formatted differently', True
    alike = _normal(copy, _NORMAL), _normal(source, _NORMAL)
    if alike[0] == alike[1] and not sides[0].lines and not sides[1].lines:
        return 'only ' + ', '.join(_needed(copy, source)), True
    is_front = _body(texts[0]) == _body(texts[1])
    return ('only front matter' if is_front else 'the texts differ'), False


def _body(text: Text) -> list[bytes]:
    """The lines below the front matter and the blank ones that follow it."""
    lines = [line.rstrip() for line in text.document.lines[text.document.front_matter.stop:]]
    first = next((number for number, line in enumerate(lines) if line), len(lines))
    return lines[first:]


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
    'line endings': _with_lf,
    'trailing whitespace': _without_trailing_space,
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
    if name == 'line endings':
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
