"""Markdown: which lines are headings, which are not seen, and in which nothing is an item."""
from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document


def read(text: str) -> Document:
    return read_document(text.encode(), Format.MARKDOWN)


def titles(text: str) -> list[str]:
    return [heading.title for heading in read(text).headings]


def test_headings_are_those_of_the_document() -> None:
    text = (
        '# a\n\n> # quoted\n\n- # in a list\n\n<!--\n# comment\n-->\n\n    # code\n\nb\n=\n\nc\n-\n\n# a\rb\n\n'
        '```\n# code\n```\n\n<div>\n# HTML\n</div>\n\n## d *e* `f` ##\n\ntwo\nlines\n---\n'
    )
    assert titles(text) == ['a', 'b', 'c', 'a b', 'd *e* `f`', 'two lines']
    assert [(one.level, one.count) for one in read(text).headings] == [(1, 1), (1, 2), (2, 2), (1, 1), (2, 1), (2, 3)]


@pytest.mark.parametrize(
    ('text', 'hidden'), [
        pytest.param('a\n\n<!--\nb\n\n# c\n-->\n\nd\n', {2, 3, 5, 6}, id='a comment'),
        pytest.param('a\n<!-- b -->\nc\n', {1}, id='in a paragraph, on a line of its own'),
        pytest.param('a <!-- b\nc\nd --> e\n', {1}, id='in a paragraph'),
        pytest.param('a <!-- b\nc\n\nd -->\n', set(), id='none: a paragraph ends'),
        pytest.param('a `<!--`\nb\n`-->`\n', set(), id='none: code in a paragraph'),
        pytest.param('```\n<!--\na\n-->\n```\n', set(), id='none: a fence'),
        pytest.param('<!-- a\nb --> c\n', {0}, id='text behind it'),
        pytest.param('<!-->\na\n\nb <!-->\nc\n-->\n', {0}, id='an empty comment'),
        pytest.param('<div>\n<!--\na\n-->\nb\n</div>\n', {1, 2, 3}, id='in HTML'),
        pytest.param('> <!--\n> a\n> -->\n>\n> b\n', {0, 1, 2}, id='in a quote'),
        pytest.param('<!--\na\n', {0, 1}, id='never closed'),
        pytest.param('<script>\na\n</script>\n\nb\n', {0, 1, 2}, id='a script'),
        pytest.param('<style>\na\n', {0, 1}, id='a style, never closed'),
        pytest.param('a\n\n```\nb\n# c\n', {2, 3, 4}, id='a fence, never closed'),
        pytest.param('a\n\n```', {2}, id='a fence alone'),
        pytest.param('~~~~\nb\n~~~\n', {0, 1, 2}, id='a fence with a shorter end'),
        pytest.param('~~~\nb\n~~~~\n', set(), id='a fence with a longer end'),
        pytest.param('```\nb\n~~~\n', {0, 1, 2}, id='a fence with another end'),
        pytest.param('- ```\n  b\n\nc\n', set(), id='a fence that ends with its item'),
        pytest.param('{/*\n# a\n\n```\n*/}\n\nb\n', {0, 1, 3, 4}, id='MDX'),
        pytest.param('a {/* b */} c\n', set(), id='MDX in a line'),
        pytest.param('{/* b */}\n', {0}, id='MDX, a line'),
        pytest.param('{/*\na\n', set(), id='MDX, never closed'),
        pytest.param('`{/*`\na\n`*/}`\n', set(), id='none: MDX as code'),
        pytest.param('```\n{/*\n```\na\n*/}\n', set(), id='none: MDX in a fence'),
        pytest.param('{% comment %}\n# a\n{% endcomment %}\nb\n', {0, 1, 2}, id='Liquid'),
        pytest.param('{%- comment -%}\na\n{%- endcomment -%}\n', {0, 1, 2}, id='Liquid with dashes'),
        pytest.param('{#\n# a\n#}\nb\n', {0, 1, 2}, id='Jinja'),
        pytest.param('# a {#x}\n\n{#- b -#}\n\n{# open\n', {2}, id='Jinja and an id'),
        pytest.param('# a {#x}\nb\n\n## c {#y}\n#}\n', set(), id='ids'),
        pytest.param('{% comment %}\na\n{% raw %}\n', set(), id='Liquid, never closed'),
        pytest.param('{% # a\nb %}\nc\n', {0, 1}, id='Liquid in a tag'),
        pytest.param('<div hidden>\n\n# a\n\n</div>\n\nb\n', {0, 2, 4}, id='a hidden element'),
        pytest.param('<p style="display: none">\na\n</p>\n', {0, 1, 2}, id='one that is not displayed'),
        pytest.param('<div hidden>\n\na\n', set(), id='none: a hidden element, never closed'),
        pytest.param('<div aria-hidden="a">\na\n</div>\n', set(), id='none: another attribute'),
        pytest.param('a none\n', set(), id='none: a word'),
        pytest.param('[//]: # (a)\n\n[b]: c\n', set(), id='none: definitions'),
    ],
)
def test_what_a_reader_does_not_see(text: str, hidden: set[int]) -> None:
    document = read(text)
    assert document.hidden == hidden
    assert not [heading for heading in document.headings if heading.first in hidden]


def test_lines_in_which_nothing_is_an_item() -> None:
    text = '---\na: 1\n---\n- a\n\n```\n- b\n```\n\n    - c\n\n<p>\n- d\n</p>\n\n- e\n\n  ~~~\n  - f\n  ~~~\n'
    assert read(text).literal == {0, 1, 2, 5, 6, 7, 9, 11, 12, 13, 17, 18, 19}


@pytest.mark.parametrize(
    ('text', 'lines'), [
        ('---\ntitle: x\n---\n# a\n', 3),
        ('---\ntitle: x\n---\n\n# a\n', 3),
        ('---\n\ntitle: x\nlist:\n- a\n  b\n# comment\n"c d": {\n}\n---  \n# a\n', 10),
        ('---\ntitle: x\n...\n# a\n', 3),
        ('---\n---\n# a\n', 2),
        ('---\ntitle: x\n---', 3),
        ('+++\ntitle = "x"\n[b]\nlist = [\n  1,\n]\n+++\n\n# a\n', 7),
        ('---\n\n# a\n\ntext\n\n---\n', 0),
        ('---\n# only a comment\n---\n', 0),
        ('---\ntitle: x\nsome text\n---\n', 0),
        ('---\ntitle: x\n', 0),
        ('+++\ntitle: x\n+++\n', 0),
        ('# a\n\n---\ntitle: x\n---\n', 0),
    ],
)
def test_front_matter(text: str, lines: int) -> None:
    document = read(text)
    assert document.front_matter == range(lines)
    assert 'title: x' not in [heading.title for heading in document.headings if heading.first < lines]


def test_what_would_take_too_long_is_not_read() -> None:
    assert read('# a\n' + 'x\n' * 9_999).headings
    for text in ('# a\n' + 'x\n' * 10_000, '# ' + 'a' * 512 * 1024, '# a\n\n' + 'x\n> > > > > - \n' * 500):
        assert not read(text).is_parsed and not read(text).headings
    # but many quotes and nested lists are
    assert read('# a\n\n' + '> a\n>\n> - b\n>   c\n\n- d\n  - e\n    - f\n\n' * 900).is_parsed
