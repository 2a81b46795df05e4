"""Writes a heading as documents have theirs. Pure."""
from __future__ import annotations

from collections.abc import Sequence

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format

_SIGNS = {Format.MARKDOWN: '#', Format.ASCIIDOC: '='}


def written_heading(text: str, level: int, documents: Sequence[Document]) -> bytes:
    """Return the lines of a heading that is to stand in the first document; one of them has another of that level."""
    form = documents[0].format
    if form is Format.RST:
        rule, count = _style(level, documents)
        # as long as the text is wide, or longer
        line = rule * len(text.encode())
        return b'\n'.join(([line] if count > 2 else []) + [text.encode(), line])
    # AsciiDoc has one title
    is_taken = form is Format.ASCIIDOC and any(heading.level == 1 for heading in documents[0].headings)
    return f'{_SIGNS[form] * max(level, 1 + is_taken)} {text}'.encode()


def _style(level: int, documents: Sequence[Document]) -> tuple[bytes, int]:
    """The character of the rule below a heading of a level, and the number of its lines."""
    return next(
        (document.lines[heading.first + heading.count - 1][:1], heading.count)
        for document in documents for heading in document.headings if heading.level == level
    )
