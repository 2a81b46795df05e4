"""What a text has beside its lines: a BOM, line endings, a newline at its end. Pure."""
from __future__ import annotations

import codecs
from typing import NamedTuple


class LineEndings(NamedTuple):
    """The BOM, the line endings and the final newline of a text; `crlf` is None where the endings are mixed."""

    bom: bool
    crlf: bool | None
    newline: bool

    def removed_from(self, content: bytes, *, lf: bool) -> bytes:
        """Return the text without its BOM and with a final newline; `lf`: its line endings are LF."""
        content = content.removeprefix(codecs.BOM_UTF8)
        if lf:
            content = content.replace(b'\r\n', b'\n')
        return content if self.newline or not content else content + b'\n'

    def put_on(self, content: bytes, *, lf: bool) -> bytes:
        """Return such a text with this BOM, these line endings and this final newline."""
        if not self.newline:
            content = content.removesuffix(b'\n')
        if lf and self.crlf:
            content = content.replace(b'\n', b'\r\n')
        return codecs.BOM_UTF8 + content if self.bom else content


def line_endings(content: bytes) -> LineEndings:
    """Return those of a text."""
    crlf = content.count(b'\r\n')
    mixed = (crlf and crlf != content.count(b'\n')) or crlf != content.count(b'\r')
    return LineEndings(content.startswith(codecs.BOM_UTF8), None if mixed else bool(crlf), content.endswith(b'\n'))


def merged_endings(source: LineEndings, base: LineEndings, copy: LineEndings) -> LineEndings:
    """Return each trait as the side has it that changed it."""
    return LineEndings(
        copy.bom if source.bom == base.bom else source.bom,
        copy.crlf if source.crlf == base.crlf else source.crlf,
        copy.newline if source.newline == base.newline else source.newline,
    )
