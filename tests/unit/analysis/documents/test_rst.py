"""reStructuredText: titles by their underlines, what comments and directives hide, what is literal."""
from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document


def read(text: str) -> Document:
    return read_document(text.encode(), Format.RST)


def headings(text: str) -> list[tuple[str, int]]:
    return [(heading.title, heading.level) for heading in read(text).headings]


def test_a_style_has_the_level_at_which_it_was_first_used() -> None:
    text = '=====\n Top\n=====\n\nPart\n====\n\nx\n\nSub\n---\nSub sub\n~~~~~~~\n\ny'
    text += '\n\nPart 2\n======\n\n+++\nNew\n+++\n'
    assert headings(text) == [('Top', 1), ('Part', 2), ('Sub', 3), ('Sub sub', 4), ('Part 2', 2), ('New', 5)]
    assert [(one.first, one.count) for one in read(text).headings][:2] == [(0, 3), (4, 2)]
    assert read(text).path(14) == ('Top', 'Part', 'Sub', 'Sub sub')


@pytest.mark.parametrize(
    ('text', 'expected'), [
        ('A\n-\n', ['A']),
        ('ab\n-\n', []),
        ('A long title\n----\n', ['A long title']),
        ('A title\n---\n', []),
        ('Größe\n=====\n', ['Größe']),
        ('Gr\n==  \n', ['Gr']),
        ('text\nmore\n----\n', []),
        ('text\n\nmore\n----\n', ['more']),
        ('- item\n------\n', []),
        ('- item\nTitle\n-----\n', ['Title']),
        ('1. One\n------\n', ['1. One']),
        (':field: x\n---------\n', []),
        ('| line\n------\n', []),
        ('>>> code\n--------\n', []),
        ('  indented\n----------\n', []),
        ('x\n\n  indented\nTitle\n-----\n', ['Title']),
        ('x\n\n-----\n\ny\n', []),
        ('====\n----\n====\n', []),
        ('=====\nTitle\n-----\n', []),
        ('-----\nTitle\n-----\n', ['Title']),
        ('---\nTitle\n---\n', []),
        ('.. _label:\nTitle\n-----\n', ['Title']),
        ('.. note::\n\n   Title\n   -----\n', []),
        ('===== =====\nA     B\n===== =====\nx\n-\n\ny\n-\n===== =====\n\nTitle\n-----\n', ['Title']),
        ('===== =====\nA     B\n\ny\n-\n', ['y']),
        ('== ==\n== ==\n\nTitle\n-----\n', ['Title']),
        ('== ==\nx\n\n== ==\n\ny\n-\n== ==\nz\n', ['y']),
        ('== ==\nx\n== ==\ny\n-\n', ['y']),
        ('+---+\n| A |\n+---+\n', []),
        ('Title\n-----', ['Title']),
        ('Title\n', []),
        ('x::\n\n  Title\n  -----\n\nTitle\n-----\n', ['Title']),
    ],
)
def test_what_is_a_title(text: str, expected: list[str]) -> None:
    assert [title for title, _ in headings(text)] == expected


@pytest.mark.parametrize(
    ('text', 'hidden'), [
        pytest.param('a\n\n.. b\n   c\n\n   d\n\ne\n', {2, 3, 4, 5}, id='a comment'),
        pytest.param('..\n   a\n\n   b\n\nc\n', {0, 1, 2, 3}, id='below two dots'),
        pytest.param('..\n\n   a\n', {0}, id='an empty comment ends at once'),
        pytest.param('..', {0}, id='the last line'),
        pytest.param('.. only:: html\n\n   a\n\nb\n', {0, 1, 2}, id='only'),
        pytest.param('.. raw:: html\n\n   <b>\n', {0, 1, 2}, id='raw'),
        pytest.param('.. py:todo:: x\n   a\n', {0, 1}, id='of a domain'),
        pytest.param('.. Only ::\n\n   a\n', {0, 1, 2}, id='a space before the colons'),
        pytest.param('x\n\n   .. a\n      b\n\n   c\n', {2, 3}, id='in a block'),
        pytest.param('.. a\n\tb\n', {0, 1}, id='a tab'),
        pytest.param('.. note::\n\n   a\n', set(), id='none: a note'),
        pytest.param('.. _a:\n.. __: b\n.. [1] c\n.. |d| image:: e\n__ f\n', set(), id='none: targets'),
        pytest.param('..a\n', set(), id='none: no space'),
    ],
)
def test_what_a_reader_does_not_see(text: str, hidden: set[int]) -> None:
    assert read(text).hidden == hidden


def test_lines_in_which_nothing_is_an_item() -> None:
    text = 'a::\n\n  - b\n\n- c\n\n.. code-block:: sh\n\n   - d\n\n.. note::\n\n   - e\n\n   f::\n\n     - g\n   - h\n'
    assert read(text).literal == {1, 2, 7, 8, 15, 16}
