"""Takes a document apart by its headings: one tree for every format, read by its own grammar. Pure."""
from __future__ import annotations

import codecs
from collections.abc import Sequence

from sot_guard.analysis.documents.model import Document
from sot_guard.analysis.documents.model import document
from sot_guard.analysis.documents.model import Format
from sot_guard.analysis.documents.model import Found
from sot_guard.analysis.documents.model import Heading

__all__ = ['Document', 'Format', 'Heading', 'format_of', 'read_document']
# no document that people wrote is longer
_MAX_LINES = 50_000
_TAGS = {
    'markdown': Format.MARKDOWN, 'mdx': Format.MARKDOWN, 'rst': Format.RST, 'asciidoc': Format.ASCIIDOC,
    'json': Format.JSON, 'toml': Format.TOML, 'yaml': Format.YAML,
}


def format_of(path: bytes) -> Format:
    """Return the format that a file name says."""
    from identify.identify import tags_from_filename
    tags = tags_from_filename(path.decode('utf-8', 'backslashreplace'))
    return next((format_ for tag, format_ in _TAGS.items() if tag in tags), Format.PLAIN)


def read_document(content: bytes, format_: Format) -> Document:
    """Return the tree of a document; of any bytes, and in a time that their number bounds."""
    text = content.removeprefix(codecs.BOM_UTF8).replace(b'\r\n', b'\n')
    lines = tuple(text.removesuffix(b'\n').split(b'\n')) if text else ()
    return document(format_, lines, _read(lines, format_) if len(lines) <= _MAX_LINES else None)


def _read(lines: Sequence[bytes], format_: Format) -> Found | None:
    """What stands where in a document; None for one without headings. The patterns of one format alone are compiled."""
    if format_ is Format.MARKDOWN:
        from sot_guard.analysis.documents.markdown import read_markdown
        return read_markdown(lines)
    if format_ is Format.RST:
        from sot_guard.analysis.documents.rst import read_rst
        return read_rst(lines)
    if format_ is Format.ASCIIDOC:
        from sot_guard.analysis.documents.asciidoc import read_asciidoc
        return read_asciidoc(lines)
    return None
