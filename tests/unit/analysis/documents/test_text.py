from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import headings_in
from sot_guard.analysis.documents.text import IN_CODE
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
    assert [Text(line, Format.PLAIN).kinds[0].name for line in (b'<br>\n', b'#+begin_src sh\n')] == ['MARKUP'] * 2


def test_what_goes_on() -> None:
    text = Text(b'one line\ntwo words\nword\n- an item\n\n# T\nbelow it\n\nthe end', Format.MARKDOWN)
    assert [line for line in range(len(text.lines)) if text.goes_on(line)] == [1]
    assert Text(b'a\n# T\n', Format.MARKDOWN).heading(1) is not None


@pytest.mark.parametrize(
    ('above', 'below', 'form', 'goes_on'), [
        (b'one two', b'three four', Format.MARKDOWN, True),
        (b'Ann Lee', b'Bob Ray', Format.MARKDOWN, True),
        (b'Ann Lee', b'Bob Ray', Format.PLAIN, False),
        (b'Ann Lee', b'and Bob', Format.PLAIN, True),
        (b'Ann Lee', b'  Bob Ray', Format.PLAIN, True),
        (b'A' * 59, b'Bob Ray', Format.PLAIN, False),
        (b'A' * 60, b'Bob Ray', Format.PLAIN, True),
        (b'', b'and Bob', Format.PLAIN, False),
        (b'one two', b'three', Format.PLAIN, False),
        (b'    one', b'    two', Format.MARKDOWN, True),
        (b'import A from "a"', b'import B from "b"', Format.MARKDOWN, False),
    ],
)
def test_a_paragraph_goes_on(above: bytes, below: bytes, form: Format, *, goes_on: bool) -> None:
    assert Text(above + b'\n' + below + b'\n', form).goes_on(1) is goes_on


def test_no_line_of_front_matter_goes_on() -> None:
    text = Text(b'---\na: b\nc: d e\n---\n\none two\nthree four\n', Format.MARKDOWN)
    assert [line for line in range(len(text.lines)) if text.goes_on(line)] == [6]


@pytest.mark.parametrize(
    ('content', 'form', 'owners'), [
        (b'- a\n  - b\n    - c\n  - d\n- e\n', Format.MARKDOWN, [-1, 0, 1, 0, -1]),
        (b'* a\n** b\n*** c\n** d\n* e\n', Format.ASCIIDOC, [-1, 0, 1, 0, -1]),
        (b'. a\n.. b\n', Format.ASCIIDOC, [-1, 0]),
        # elsewhere a heading
        (b'* a\n** b\n', Format.PLAIN, [-1, -1]),
        (b'- a\n\n  more of it\n\nno more\n\n  text\n', Format.MARKDOWN, [-1, -1, 0, -1, -1, -1, -1]),
        (b'- a\n  goes on here\n', Format.MARKDOWN, [-1, 0]),
        (b'- a\n  | row |\n  - b\n', Format.MARKDOWN, [-1, -1, 0]),
        (b'  - a\n - b\n  - c\n', Format.MARKDOWN, [-1, -1, 1]),
        (b'.. note:: a\n\n   b\n\nc\n', Format.RST, [-1, -1, 0, -1, -1]),
        (b'.. note:: a\n\n   b\n', Format.MARKDOWN, [-1, -1, -1]),
        # what is no directive, but a comment
        (b'.. note a\n\n   b\n', Format.RST, [-1, -1, -1]),
    ],
)
def test_what_a_line_belongs_to(content: bytes, form: Format, owners: list[int]) -> None:
    assert Text(content, form).owners == owners


def test_in_which_directive_a_line_stands() -> None:
    body = b'   Long words of a\n   line that goes on\n\n   - x\n     - y\n'
    text = Text(b'.. option:: --a\n\n%s\n- z\n  - y\n' % body, Format.RST)
    first = b'.. option:: --a'
    assert [line for line, directive in enumerate(text.directives) if directive == first] == [2, 3, 5, 6]
    assert {*text.directives} == {first, b''}


def test_in_which_row_of_a_table_a_line_stands() -> None:
    rows = b'   * - a\n     - N/A\n\n   * - b\n     - N/A\n'
    text = Text(b'.. list-table::\n\n%s' % rows, Format.RST)
    assert text.directives == [b'', b'', b'.. list-table::', b'   * - a', b'', b'.. list-table::', b'   * - b']


@pytest.mark.parametrize(
    ('content', 'form', 'line'), [
        (b'a\n\n```\nb\n', Format.MARKDOWN, 2), (b'a\n\n```\nb\n```\n', Format.MARKDOWN, None),
        (b'a\n{% comment %}\nb\n', Format.MARKDOWN, 1), (b'{% raw %}\n', Format.PLAIN, None),
        (b'{%- raw %}{% endraw %}\n{% raw %}', Format.MARKDOWN, 1), (b'{% raw %}{%-endraw %}', Format.MARKDOWN, None),
        (b'{% if x %}', Format.MARKDOWN, None), (b'\n{% raw %}', Format.MARKDOWN, 1),
    ],
)
def test_what_is_left_open(content: bytes, form: Format, line: int | None) -> None:
    assert Text(content, form).open_line == line


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
        ('[[x]]\n\n[[y]]\nbelow\n', {b'[[x]]': {b'below'}, b'[[y]]': {b'below'}}),
        ('*[A]: b\n[fn:1] c d\n', {b'*[a]': {b'b'}, b'[fn:1]': {b'c d'}}),
        ('[a  B]: u\n.. _`C d`: v\n', {b'[a b]': {b'u'}, b'_c d': {b'v'}}),
        ('Title {#x}\n', {b'{#x}': {b'Title {#x}'}}),
        ('text [a]: u\n', {}),
    ],
)
def test_what_labels_stand_for(content: str, targets: dict[bytes, set[bytes]]) -> None:
    assert Text(content.encode(), Format.PLAIN).targets == targets


def test_what_is_not_read_as_text_has_a_place_of_its_own() -> None:
    text = Text(b'---\na: b\n---\n\n# T\n\nx\n\n```\ny\n```\n\n<!-- z -->\n', Format.MARKDOWN)
    assert [number for number, place in enumerate(text.places) if IN_CODE in place] == [8, 9, 10, 12]
    assert text.places[9] == ('T', IN_CODE) and headings_in(text.places[9]) == text.places[6] == ('T',)


def test_a_label_in_code_is_none() -> None:
    assert Text(b'```\n[a]: u\n```\n\n[b]: v\n', Format.MARKDOWN).targets == {b'[b]': {b'v'}}


def test_data_of_a_document() -> None:
    assert Text(b'{"a": ["x"]}', Format.JSON).data == {'a': ['x']}
    assert Text(b'a = "x"\n', Format.TOML).data == {'a': 'x'}
    assert Text(b'---\na: |\n  b\n---\n\n# T\n', Format.MARKDOWN).data == {'a': 'b\n'}
    assert Text(b'+++\na = "x"\n+++\n', Format.MARKDOWN).data == {'a': 'x'}
    assert Text(b'# T\n', Format.MARKDOWN).data == {}
    assert Text(b'{"a": 1, "a": 2}', Format.JSON).data is None
    assert Text(b'---\na: [\n---\n', Format.MARKDOWN).data is None


def test_anchors_and_what_is_below() -> None:
    assert is_anchor(b'.. _x:') and not is_anchor(b'.. _x: y')
    text = Text(b'a\n\n\nb\n', Format.PLAIN)
    assert text.below == [b'b', b'b', b'b', b'']


def test_likeness_counts_words() -> None:
    assert likeness(b'a b', b'b a') == 1
    assert likeness(b'a a b', b'a c') == pytest.approx(2 / 5)
    assert likeness(b'', b'--') == 0
