"""What kind of difference two texts have, and what only one of them has."""
from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from sot_guard.analysis.documents import Format

if TYPE_CHECKING:
    from sot_guard.analysis.containment import DeletionRisk
    from sot_guard.analysis.containment import OneSide
    from sot_guard.analysis.containment import Text

# a larger content is not looked into
MAX_BYTES = 1 << 20
# the beginning and the end of a conflict, as git marks them; the middle may be the underline of a heading
MARKER = re.compile(rb'(?m)^(?:<{7}|>{7})(?: .*)?\r?$')


class Difference:
    """What a comparison of two texts shows beyond that they differ.

    The texts are read by the grammar of their format only where an answer needs it: to load a parser takes longer than
    all else that a short refusal does.
    """

    def __init__(self, copy: bytes, source: bytes, format_: Format) -> None:
        self._contents = copy, source
        self._format = format_
        self._sides: tuple[OneSide, OneSide] | None = None

    @cached_property
    def harmless(self) -> bool:
        """Whether no text and no data is lost, whichever side is taken."""
        if self._is_same_data:
            return True
        copy, source = (_normal(content, _NORMAL) for content in self._contents)
        return copy == source and not self.copy.lines and not self.source.lines

    @cached_property
    def kind(self) -> str:
        """The kind of difference, in words."""
        if self._is_same_data:
            return f'the same {self._format.value} data, formatted differently'
        if self.harmless:
            return 'only ' + ', '.join(_needed(*self._contents))
        copy, source = self._texts
        return 'only front matter' if _body(copy) == _body(source) else 'the texts differ'

    @property
    def deletion_risk(self) -> DeletionRisk:
        """What becomes of what the copy says, if it is deleted."""
        from sot_guard.analysis.containment import DeletionRisk
        return DeletionRisk.SAFE if self.harmless else self.copy.risk

    @property
    def copy(self) -> OneSide:
        """What the copy alone has."""
        return self.sides()[0]

    @property
    def source(self) -> OneSide:
        """What the source alone has."""
        return self.sides()[1]

    def sides(self) -> tuple[OneSide, OneSide]:
        """Return what the copy, and what the source alone has."""
        if self._sides is None:
            from sot_guard.analysis.containment import absent
            copy, source = self._texts
            self._sides = absent(copy, source), absent(source, copy)
        return self._sides

    @cached_property
    def _texts(self) -> tuple[Text, Text]:
        from sot_guard.analysis.containment import read_text
        copy, source = self._contents
        return read_text(copy, self._format), read_text(source, self._format)

    @property
    def _is_same_data(self) -> bool:
        return self._format.is_data and self.copy.unit == 'key' and not self.copy.parts and not self.source.parts


def compare_texts(copy: bytes, source: bytes, format_: Format) -> Difference:
    """Look into two different texts of a format."""
    return Difference(copy, source, format_)


# ---- the kind of difference

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
