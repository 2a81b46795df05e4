from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.documents.headings import written_heading


@pytest.mark.parametrize(
    ('form', 'level', 'first', 'second', 'expected'),
    [
        (Format.MARKDOWN, 2, '# T\n', '', '## New'),
        (Format.ASCIIDOC, 1, '== T\n', '', '= New'),
        (Format.ASCIIDOC, 1, '= T\n', '', '== New'),
        (Format.ASCIIDOC, 2, '= T\n', '', '== New'),
        (Format.RST, 1, 'TT\n==\n', 'T\n~\n', 'New\n==='),
        (Format.RST, 2, 'T\n=\n', 'T\n=\n\nU\n~\n', 'New\n~~~'),
        (Format.RST, 1, '**\nTT\n**\n', '', '***\nNew\n***'),
    ],
)
def test_a_heading_is_written_as_those_of_the_documents(
    form: Format, level: int, first: str, second: str, expected: str,
) -> None:
    documents = [read_document(text.encode(), form) for text in (first, second)]
    assert written_heading('New', level, documents).decode() == expected


def test_a_wide_title_is_underlined_to_its_end() -> None:
    made = written_heading('文書', 1, [read_document(b'T\n=\n', Format.RST)])
    assert read_document(made, Format.RST).headings[0].title == '文書'
    assert made.decode() == '文書\n======'
