"""AsciiDoc: titles, delimited blocks, comments and conditionals."""
from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document


def read(text: str) -> Document:
    return read_document(text.encode(), Format.ASCIIDOC)


def headings(text: str) -> list[tuple[str, int, int]]:
    return [(heading.title, heading.level, heading.count) for heading in read(text).headings]


def test_titles_by_their_signs_and_by_their_underlines() -> None:
    text = '= A\n:toc:\n\n== B\n\nx\n\n## C\n\nD\n---\n\nE f\n~~~~\n\nG\n+\n\n==== H\n\nI\n^^\n'
    assert headings(text) == [
        ('A', 1, 1), ('B', 2, 1), ('C', 2, 1), ('E f', 3, 2), ('H', 4, 1), ('I', 4, 2),
    ]


@pytest.mark.parametrize(
    ('text', 'expected'), [
        ('text\n== A\n', []),
        ('text\n\n== A\n', ['A']),
        ('[[id]]\n.Title of a block\n== A\n', ['A']),
        (':a: b\n:!c:\n== A\n', ['A']),
        ('// c\n== A\n', ['A']),
        ('== A\n== B\n', ['A', 'B']),
        ('==A\n', []),
        ('======= A\n', []),
        ('[discrete]\n== A\n\n== B\n', ['B']),
        ('[float]\n\n== A\n', []),
        ('[discrete]\ntext\n\n== A\n', ['A']),
        ('----\n== A\n----\n\n== B\n', ['B']),
        ('--\n== A\n--\n== B\n', ['B']),
        ('|===\n== A\n|===\n', []),
        ('====\n== A\n----\n====\n----\n== B\n====\n== C\n', ['C']),
        ('```ruby\n== A\n```\n\n== B\n', ['B']),
        ('some text\n----\n== A\n----\n== B\n', ['B']),
        ('A b c\n-----\n', ['A b c']),
        ('A b c\n------\n', ['A b c']),
        ('A b c\n-------\n-------\n', []),
        ('...\n---\n', []),
        (' a b\n----\n----\n', []),
        ('[TIP]\n====\nx\n====\n\n== B\n', ['B']),
        ('.Tip\n====\nx\n====\n\n== B\n', ['B']),
        (':a: b\n-----\nx\n-----\n', []),
        ('. x\n---\n', []),
        ('A b\n-\n--\n', []),
        ('A', []),
        ('---\na: b\n---\n= A\n', ['A']),
    ],
)
def test_what_is_a_title(text: str, expected: list[str]) -> None:
    assert [title for title, _, _ in headings(text)] == expected


@pytest.mark.parametrize(
    ('text', 'hidden'), [
        pytest.param('a\n// b\nc\n', {1}, id='a line'),
        pytest.param('====\n[comment]\nx\n====\n', {2}, id='a paragraph in a block'),
        pytest.param('[comment]\n[[id]]\nx\n', {2}, id='a style above an id'),
        pytest.param('////\na\n\nb\n////\nc\n', {0, 1, 2, 3, 4}, id='a block'),
        pytest.param('/// a\n', set(), id='none: three strokes'),
        pytest.param('[comment]\na\nb\n\nc\n', {1, 2}, id='a paragraph'),
        pytest.param('[comment]\n\na\n\nb\n', {2}, id='a paragraph after a blank line'),
        pytest.param('[comment]\n--\na\n\n====\nb\n====\n--\nc\n', set(range(1, 8)), id='an open block'),
        pytest.param('ifdef::a[]\nb\nendif::[]\nc\n', {0, 1, 2}, id='a conditional'),
        pytest.param('ifdef::a[]\nifndef::b[]\nc\nendif::b[]\nd\nendif::a[]\n', {0, 1, 2, 3, 4, 5}, id='two'),
        pytest.param('ifeval::["{a}" == "b"]\nc\nendif::[]\nd\n', {0, 1, 2}, id='an expression'),
        pytest.param('ifdef::a[b]\nc\n', set(), id='none: in one line'),
        pytest.param('endif::[]\na\n', {0}, id='an end alone'),
        pytest.param('----\nifdef::a[]\nb\nendif::[]\n----\n', {1, 2, 3}, id='in a block'),
        pytest.param('a\n\n----\nb\n', {2, 3}, id='a block, never closed'),
        pytest.param('====\na\n', set(), id='none: an example, never closed'),
    ],
)
def test_what_a_reader_does_not_see(text: str, hidden: set[int]) -> None:
    assert read(text).hidden == hidden


def test_lines_in_which_nothing_is_an_item() -> None:
    text = '* a\n\n----\n* b\n----\n\n====\n* c\n\n....\n* d\n....\n====\n\n++++\n* e\n++++\n'
    assert read(text).literal == {2, 3, 4, 9, 10, 11, 14, 15, 16}
