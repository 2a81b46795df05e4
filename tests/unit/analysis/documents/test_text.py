from __future__ import annotations

from collections import Counter

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import is_anchor
from sot_guard.analysis.documents.text import likeness
from sot_guard.analysis.documents.text import Text


def test_lines_as_they_are_compared() -> None:
    content = b'1,\n\n2 \n'
    assert Text(content, Format.JSON).keys == [b'1', b'', b'2']
    assert Text(content, Format.PLAIN).keys == [b'1,', b'', b'2']
    assert Text(content, Format.PLAIN).instances == {b'1,': [0], b'2': [2]}


def test_what_a_line_is() -> None:
    text = Text(b'# T\n\nword\ntwo words\n- item\n| row |\n\n```\ncode\n```\n<br>\n\n[a]: b\n', Format.MARKDOWN)
    assert [kind.name for kind in text.kinds] == [
        'HEADING', 'BLANK', 'TEXT', 'TEXT', 'ITEM', 'ROW', 'BLANK', 'CODE', 'CODE', 'CODE', 'CODE', 'BLANK', 'LABEL',
    ]
    assert Text(b'<br>\n', Format.PLAIN).kinds[0].name == 'MARKUP'


def test_what_goes_on() -> None:
    text = Text(b'one line\ntwo words\nword\n- an item\n\n# T\nbelow it\n\nthe end', Format.MARKDOWN)
    assert [line for line in range(len(text.lines)) if text.goes_on(line)] == [1]
    assert Text(b'a\n# T\n', Format.MARKDOWN).heading(1) is not None


@pytest.mark.parametrize(
    ('content', 'lines'), [
        (b'alone\n\nnot alone\n' + b'x' * 39 + b'\n' + b'y' * 40 + b'\n', [0, 4]),
        (b'- item\n| row |\n[a]: b\n# T\n\n- -\n\n***\n\n<br>\n', [0, 1, 2, 3]),
        (b'before\nlast', []),
    ],
)
def test_what_says_one_thing_by_itself(content: bytes, lines: list[int]) -> None:
    text = Text(content, Format.MARKDOWN)
    assert [line for line in range(len(text.lines)) if text.is_entry(line)] == lines


def test_what_is_opened_and_closed() -> None:
    assert Text(b'((a) [b] <i>c</i> <i>d <!-- e', Format.PLAIN).balance == {
        b'(': 1, b'[': 0, b'<i': 1, b'<!--': 1,
    }


@pytest.mark.parametrize(
    ('content', 'targets'), [
        ('[A]: u\n[a]: v\n', {b'[a]': {b'u', b'v'}}),
        ('[^n]: note\n', {b'[^n]': {b'note'}}),
        ('.. _x: https://a.example\n.. |y| replace:: z\n', {b'_x': {b'https://a.example'}, b'|y|': {b'replace:: z'}}),
        (':version: 1\n', {b':version:': {b'1'}}),
        ('<a id="x"></a>\n\nbelow\n', {b'<a id="x"></a>': {b'below'}}),
        ('[[x]]\n', {b'[[x]]': {b''}}),
        ('Title {#x}\n', {b'{#x}': {b'Title {#x}'}}),
        ('text [a]: u\n', {}),
    ],
)
def test_what_labels_stand_for(content: str, targets: dict[bytes, set[bytes]]) -> None:
    assert Text(content.encode(), Format.PLAIN).targets == targets


def test_a_label_in_code_is_none() -> None:
    assert Text(b'```\n[a]: u\n```\n\n[b]: v\n', Format.MARKDOWN).targets == {b'[b]': {b'v'}}


@pytest.mark.parametrize(
    ('content', 'form', 'values'), [
        ('{"a": ["t", {"n": "x", "v": true}, []]}', Format.JSON, [
            ((), 'dict'), (('a',), 'list'), (('a', ''), 't'), (('a', 'x'), 'dict'), (('a', 'x', 'n'), 'x'),
            (('a', 'x', 'v'), 'True'), (('a', ''), 'list'),
        ]),
        ('a = "x"\n', Format.TOML, [((), 'dict'), (('a',), 'x')]),
        ('---\na: |\n  b\n  c\n---\n\n# T\n', Format.MARKDOWN, [
            ((), 'dict'), (('a',), 'b'), (('a',), 'c'), (('a',), ''),
        ]),
        ('+++\na = "x"\n+++\n', Format.MARKDOWN, [((), 'dict'), (('a',), 'x')]),
    ],
)
def test_values_by_name(content: str, form: Format, values: list[tuple[tuple[str, ...], str]]) -> None:
    assert Text(content.encode(), form).values == Counter(values)


def test_what_does_not_parse_has_no_values() -> None:
    assert Text(b'{"a": 1, "a": 2}', Format.JSON).values is None
    assert Text(b'---\na: [\n---\n', Format.MARKDOWN).values is None
    assert Text(b'# T\n', Format.MARKDOWN).values == Counter()


def test_anchors_and_what_is_below() -> None:
    assert is_anchor(b'.. _x:') and not is_anchor(b'.. _x: y')
    text = Text(b'a\n\n\nb\n', Format.PLAIN)
    assert [text.below(line) for line in (0, 2, 3)] == [b'b', b'b', b'']


def test_likeness_counts_words() -> None:
    assert likeness(b'a b', b'b a') == 1
    assert likeness(b'a a b', b'a c') == pytest.approx(2 / 5)
    assert likeness(b'', b'--') == 0
