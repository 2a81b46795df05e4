from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import Text
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import Rule
from sot_guard.merging.proof.soundness import unbalanced
from sot_guard.merging.proof.soundness import unsound
from tests.support.merges import prove
from tests.support.merges import rules


def is_broken(source: bytes, copy: bytes, result: bytes, form: Format) -> list[Objection]:
    return list(unsound(*(Text(content, form) for content in (source, copy, result))))


@pytest.mark.parametrize(
    ('form', 'opened'),
    [
        (Format.MARKDOWN, '```\nok\n'),
        (Format.MARKDOWN, '~~~~\nok\n~~~\n'),
        (Format.MARKDOWN, '<!--\nok\n'),
        (Format.ASCIIDOC, '----\nok\n'),
        (Format.ASCIIDOC, '////\nok\n'),
    ],
)
def test_a_side_that_leaves_something_open_is_refused(form: Format, opened: str) -> None:
    base = 'text\n\nend\n'
    copy = base.replace('text', 'more\n\ntext')
    old, one, two, made = (text.encode() for text in (base, f'{base}\n{opened}', copy, f'{copy}\n{opened}'))
    found = prove(old, one, two, made, form)
    assert [(one.rule, one.source, one.copy) for one in found] == [(Rule.OPEN, 4, None)]
    assert Rule.OPEN not in rules(base, f'{base}\n{opened}', base, f'{base}\n{opened}', form)
    assert {one.rule for one in is_broken(base.encode(), copy.encode(), opened.encode(), form)} == {Rule.OPEN}
    assert not is_broken(opened.encode(), copy.encode(), opened.encode(), form)


@pytest.mark.parametrize('closed', ['```\nok\n```\n', '~~~\n```\nok\n~~~~\n', '<!-- ok -->\n', '<!--\nok -->\n'])
def test_what_is_closed_is_not_open(closed: str) -> None:
    assert not is_broken(b'a\n', b'b\n', closed.encode(), Format.MARKDOWN)


def test_two_encodings_are_refused() -> None:
    base = b'first\n\nalpha\n\nmiddle\n\nbeta\n'
    source, copy = base.replace(b'beta', 'na\u00efve'.encode()), base.replace(b'alpha', b'caf\xe9')
    made = copy.replace(b'beta', 'na\u00efve'.encode())
    found = prove(base, source, copy, made, Format.MARKDOWN)
    assert [(one.rule, one.text) for one in found] == [(Rule.ENCODING, b'caf\xe9')]
    latin = copy.replace(b'beta', b'na\xefve')
    assert not prove(base, base.replace(b'beta', b'na\xefve'), copy, latin, Format.MARKDOWN)
    assert not prove(made, made, made + b'x\n', made + b'x\n', Format.MARKDOWN)


@pytest.mark.parametrize(
    ('form', 'label'),
    [
        (Format.MARKDOWN, '[2]: https://{}.example'),
        (Format.MARKDOWN, '[^n]: note {}'),
        (Format.RST, '.. _x: https://{}.example'),
        (Format.RST, '.. |x| replace:: {}'),
        (Format.ASCIIDOC, ':version: {}'),
    ],
)
def test_a_label_has_one_target(form: Format, label: str) -> None:
    base = 'text a\n\nmiddle\n\ntext b\n'
    source, copy = (base.replace(f'text {name}\n', f'text {name}\n\n{label.format(name)}\n') for name in 'ab')
    both = source.replace('text b\n', f'text b\n\n{label.format("b")}\n')
    assert rules(base, source, copy, both, form) == {Rule.LABEL}


@pytest.mark.parametrize('anchor', ['.. _x:', '[[x]]', '[#x]', '<a name="x"></a>', '(x)='])
def test_an_anchor_has_one_target(anchor: str) -> None:
    base = 'text a\n\nmiddle\n\ntext b\n'
    source, copy = (base.replace(f'text {name}\n', f'{anchor}\n\ntext {name}\n') for name in 'ab')
    both = source.replace('text b\n', f'{anchor}\n\ntext b\n')
    assert Rule.LABEL in rules(base, source, copy, both, Format.RST)


def test_what_follows_an_anchor_is_its_target() -> None:
    two = 'a\n<a id="x"></a>\n{}\n\na\n<a id="x"></a>\n{}\n'
    for one, other, targets in (('b', 'b', 1), ('b', 'c', 2)):
        found = unsound(*(Text(text.encode(), Format.PLAIN) for text in ('', '', two.format(one, other))))
        assert [label.text for label in found] == [b'<a id="x"></a>'] * (targets - 1)


def test_a_table_of_toml_is_no_label() -> None:
    base, *new = (f'[[bin]]\nname = "{name}"\n' for name in 'mxy')
    source, copy = new[0] + base, base + new[1]
    assert rules(base, source, copy, source + new[1], Format.TOML) == set()
    assert Rule.DATA in rules(base, source, copy, source + new[1].replace('y', 'm'), Format.TOML)


def test_a_label_in_code_is_none() -> None:
    text = '[a]: u\n\n```\n[a]: v\n[b]: u\n[b]: v\n```\n\n[c]: u\n[c]: v\n'
    found = unsound(*(Text(part.encode(), Format.MARKDOWN) for part in ('', '', text)))
    assert [label.text for label in found] == [b'[c]']


def test_an_id_has_one_target() -> None:
    base = '# T\n\n## A\n\na\n\n## B\n\nb\n'
    source, copy = base.replace('## A', '## A {#x}'), base.replace('## B', '## B {#x}')
    assert rules(base, source, copy, source.replace('## B', '## B {#x}')) == {Rule.LABEL}


@pytest.mark.parametrize(
    ('form', 'one', 'two'),
    [
        (Format.MARKDOWN, '[my api]: https://example.org/1', '[my  API]: https://example.org/2'),
        (Format.RST, '.. _the api: https://example.org/1', '.. _`the api`: https://example.org/2'),
        (Format.RST, 'See `api <https://example.org/1>`_.', 'Or `api <https://example.org/2>`_.'),
        (Format.RST, '.. _api: https://example.org/1', 'Or `api <https://example.org/2>`_.'),
        (Format.MARKDOWN, '*[SOT]: source of truth', '*[SOT]: speed of thought'),
        (Format.PLAIN, '[fn:1] The first note.', '[fn:1] Something else.'),
        (Format.MARKDOWN, '## New <a name="x"></a>', '## Other <a name="x"></a>'),
    ],
)
def test_a_label_is_one_however_it_is_written(form: Format, one: str, two: str) -> None:
    base = 'Top.\n\nText.\n\nMore.\n\nBye.\n'
    source, copy = base.replace('Text.\n', f'Text.\n\n{one}\n'), base.replace('More.\n', f'More.\n\n{two}\n')
    both = source.replace('More.\n', f'More.\n\n{two}\n')
    assert Rule.LABEL in rules(base, source, copy, both, form)
    # two underscores: a link without a name
    if '`_.' in one:
        source, copy, both = (text.replace('`_.', '`__.') for text in (source, copy, both))
        assert rules(base, source, copy, both, form) == set()


@pytest.mark.parametrize('anchor', ['.. _{}:', '[[{}]]', '({})='])
def test_a_label_stays_above_what_it_leads_to(anchor: str) -> None:
    base = f'G\n\n{anchor.format("tests")}\n\nTests\n\nRun.\n'
    parts = [f'{anchor.format(name.lower())}\n\n{name}\n\n' for name in ('Style', 'Build')]
    source, copy = (base.replace('G\n\n', f'G\n\n{part}') for part in parts)
    assert rules(base, source, copy, base.replace('G\n\n', f'G\n\n{"".join(parts)}'), Format.PLAIN) == set()
    labels, titles = zip(*(part.split('\n\n', 1) for part in parts), strict=True)
    mixed = base.replace('G\n\n', f'G\n\n{labels[0]}\n\n{labels[1]}\n\n{titles[1]}{titles[0]}')
    assert Rule.LABEL in rules(base, source, copy, mixed, Format.PLAIN)
    # what it leads to has another name
    renamed = base.replace('Tests', 'Trials')
    assert rules(base, source, renamed, source.replace('Tests', 'Trials'), Format.PLAIN) == set()


@pytest.mark.parametrize('tag', ['comment', 'raw'])
def test_a_tag_of_a_template_that_a_side_leaves_open_is_refused(tag: str) -> None:
    base = '# L\n\n## A\n\ntext\n'
    opened, copy = f'{base}\n{{% {tag} %}}\nok\n', base.replace('text', 'new\n\ntext')
    made = opened.replace('text', 'new\n\ntext')
    assert rules(base, opened, copy, made) == {Rule.OPEN}
    for text in ('{%- end', '{% end'):
        assert rules(base, f'{opened}{text}{tag} %}}\n', copy, f'{made}{text}{tag} %}}\n') == set()
    assert rules(base, opened, copy, made, Format.PLAIN) == set()


ROW = '<tr>\n<td>%s\n</td>\n</tr>\n'


def out_of_balance(*contents: bytes) -> list[bytes]:
    base, source, copy, result = (Text(content, Format.PLAIN) for content in contents)
    return [found.text for found in unbalanced(base, source, copy, result)]


@pytest.mark.parametrize(
    ('base', 'source', 'copy', 'result'), [
        pytest.param('x\n', 'x\n<b>\n1\n', 'x\n</b>\n2\n', 'x\n<b>\n1\n</b>\n2\n', id='the sum'),
        pytest.param('x\n', 'x\n[a](b\n', 'x\n[a](b\n', 'x\n[a](b\n', id='what both have, once'),
        pytest.param('x (\n', 'x\n', 'x\n', 'x\n', id='what both took out'),
        pytest.param('(\n', '((\n', '(\n', '((\n', id='one side'),
        pytest.param('a)\nb)\n', 'a)\nb)\nc)\n', 'b)\n', 'b)\nc)\n', id='more and less'),
    ],
)
def test_what_is_in_balance(base: str, source: str, copy: str, result: str) -> None:
    assert out_of_balance(base.encode(), source.encode(), copy.encode(), result.encode()) == []


@pytest.mark.parametrize('mark', [b'<tr', b'(', b'[', b'{', b'<!--'])
@pytest.mark.parametrize('add', [True, False])
def test_what_is_not_in_balance(mark: bytes, *, add: bool) -> None:
    close = {b'<tr': b'</tr', b'(': b')', b'[': b']', b'{': b'}', b'<!--': b'-->'}[mark]
    both = b'x\n' + mark + b'>\n1\n' + close + b'>\n' + mark + b'>\n2\n' + close + b'>\n'
    one = b'x\n' + mark + b'>\n1\n' + close + b'>\n'
    two = b'x\n' + mark + b'>\n2\n' + close + b'>\n'
    assert out_of_balance(b'x\n', one, two, both) == []
    result = both + mark if add else both.replace(close, b'', 1)
    assert out_of_balance(b'x\n', one, two, result) == [mark]
    assert out_of_balance(both, one, two, b'x\n') == []
    assert out_of_balance(both, one, two, b'x' + close) == [mark]


def test_more_on_one_side_and_less_on_the_other_are_the_sum() -> None:
    for number in range(6):
        refused = out_of_balance(b'(((', b'(((((', b'((', b'(' * number)
        assert refused == [b'('] * (number != 4)
        assert out_of_balance(b'(((', b'((', b'(((((', b'(' * number) == refused
        # both add, or both take out: any number between the larger change and the sum
        assert out_of_balance(b'(', b'(((', b'((', b'(' * number) == [b'('] * (number not in (3, 4))
        assert out_of_balance(b'(((((', b'(((', b'((((', b'(' * number) == [b'('] * (number not in (2, 3))


def test_a_row_of_a_table_that_lost_its_end_is_refused() -> None:
    """As in a table of a real page: git takes the rows of both for one with two cells."""
    base = f'# P\n\n<table>\n{ROW % 0}</table>\n'
    source, copy = (base.replace('</table>', ROW % number + '</table>') for number in (1, 2))
    result = base.replace('</table>', '<tr>\n<td>1\n</td>\n<tr>\n<td>2\n</td>\n</tr>\n</table>')
    assert Rule.BALANCE in rules(base, source, copy, result)


# ---- data

@pytest.mark.parametrize(
    ('base', 'source', 'copy', 'result', 'expected'),
    [
        pytest.param('a: 1\nb: 1\n', 'a: 2\nb: 1\n', 'a: 1\nb: 2\n', 'a: 2\nb: 2\n', False, id='two keys'),
        pytest.param('a: 1\n', 'a: 1\nb: 2\n', 'a: 1\nc: 3\n', 'a: 1\nb: 2\nc: 3\n', False, id='two new keys'),
        pytest.param('a: 1\n', 'a: 1\nb: 2\n', 'a: 1\nb: 3\n', 'a: 1\nb: 2\nb: 3\n', True, id='a key twice'),
        pytest.param('a:\n- x\n', 'a:\n- x\n- y\n', 'a:\n- x\n- z\n', 'a:\n- x\n- y\n- z\n', False, id='a list'),
        pytest.param('a:\n- x\n', 'a:\n- x\n- y\n', 'a:\n- x\n- y\n', 'a:\n- x\n- y\n- y\n', True, id='added by both'),
        pytest.param(
            '- x\n', '- x\n- y\n- z\n', '- x\n- y\n', '- x\n- y\n- z\n- y\n', True, id='added by both, and more'
        ),
        pytest.param('a:\n- x\n- y\n', 'a:\n- x\n', 'a:\n- y\n', 'a: []\n', False, id='each took out another'),
        pytest.param(
            '- name: a\n  v: 1\n  w: 1\n',
            '- name: a\n  v: 2\n  w: 1\n',
            '- name: a\n  v: 1\n  w: 2\n',
            '- name: a\n  v: 2\n  w: 2\n',
            False,
            id='by name',
        ),
        pytest.param(
            '- name: a\n  v: 1\n',
            '- name: a\n  v: 1\n- name: b\n  v: 2\n',
            '- name: a\n  v: 1\n- name: b\n  v: 3\n',
            '- name: a\n  v: 1\n- name: b\n  v: 2\n- name: b\n  v: 3\n',
            True,
            id='a name twice',
        ),
        pytest.param(
            '- name: a\n  v: 1\n',
            '- name: a\n  v: 1\n- name: b\n  v: 2\n',
            '- name: a\n  v: 1\n- name: c\n  v: 3\n',
            '- name: a\n  v: 1\n- name: b\n  v: 2\n- v: 3\n',
            True,
            id='a name is gone',
        ),
        pytest.param(
            '- [1, 2]\n- [3]\n',
            '- [0, 2]\n- [3]\n',
            '- [1, 2]\n- [3, 4]\n',
            '- [0, 2]\n- [3, 4]\n',
            False,
            id='of lists',
        ),
        pytest.param(
            '- v: [a]\n  w: [b]\n',
            '- v: [a, x]\n  w: [b]\n',
            '- v: [a]\n  w: [b, y]\n',
            '- v: [a, x]\n  w: [b, y]\n',
            False,
            id='edited in one entry',
        ),
        pytest.param(
            's: |\n  a\n  b\n  c\n',
            's: |\n  a1\n  b\n  c\n',
            's: |\n  a\n  b\n  c1\n',
            's: |\n  a1\n  b\n  c1\n',
            False,
            id='long text',
        ),
        pytest.param(
            'a: 1\n', 'x:\n  y: 1\na: 1\n', 'a: 1\nx:\n  z: 2\n', 'x:\n  y: 1\n  z: 2\na: 1\n', False, id='new by both'
        ),
        pytest.param('a: 1\n', 'a: 2\n', 'a: 3\n', 'a: 2\n', True, id='both changed it'),
        pytest.param(
            '- uses: x@1\n  a: 1\n  b: 1\n', '- uses: x@2\n  a: 1\n  b: 1\n', '- uses: x@1\n  a: 1\n  b: 2\n',
            '- uses: x@2\n  a: 1\n  b: 2\n', False, id='another name',
        ),
        pytest.param(
            '- uses: x@1\n  a: 1\n  b: 1\n', '- uses: x@2\n  a: 1\n  b: 1\n', '- uses: x@1\n  a: 1\n  b: 2\n',
            '- uses: x@2\n  a: 1\n  b: 1\n', True, id='another name, and an edit lost',
        ),
        pytest.param(
            'old:\n  a: 1\n  b: 1\n', 'new:\n  a: 1\n  b: 1\n', 'old:\n  a: 1\n  b: 2\n',
            'new:\n  a: 1\n  b: 2\n', False, id='another key',
        ),
        pytest.param('[a\n', 'b: [a\n', '[a\n', 'b: [a\n', False, id='no YAML'),
        pytest.param('a: 1\n', 'a: 1\nb: 2\n', 'a: 1\n', 'a: 1\nb: [2\n', True, id='no YAML any more'),
    ],
)
def test_the_values_are_those_that_both_changes_make(
    base: str,
    source: str,
    copy: str,
    result: str,
    expected: bool,
) -> None:
    found = rules(base, source, copy, result, Format.YAML)
    assert bool(found & {Rule.DATA, Rule.BROKEN}) == expected


def test_commas_of_json_are_no_lines() -> None:
    base = '{\n"a": 1\n}\n'
    assert rules(base, '{\n"a": 1,\n"b": 2\n}\n', base, '{\n"a": 1,\n"b": 2\n}\n', Format.JSON) == set()


def test_a_result_by_hand_has_to_parse() -> None:
    assert [one.rule for one in is_broken(b'a = 1\n', b'a = 2\n', b'a = 1\na = 2\n', Format.TOML)] == [Rule.BROKEN]
    assert not is_broken(b'a = 1\n', b'a =\n', b'a = 1\na = 2\n', Format.TOML)


@pytest.mark.parametrize(('mark', 'sign'), [('---', ': '), ('+++', ' = ')])
def test_front_matter_is_data(mark: str, sign: str) -> None:
    base = f'{mark}\na{sign}1\nb{sign}1\nc{sign}1\n{mark}\n\n# T\n'
    source, copy = base.replace('a', f'x{sign}1\na', 1), base.replace('c', f'c{sign}1\ny', 1)
    both = source.replace('c', f'c{sign}1\ny', 1)
    assert rules(base, source, copy, both) == set()
    copy, both = copy.replace('y', 'x', 1), both.replace('y', 'x', 1)
    assert rules(
        base, source, copy.replace(f'x{sign}1', f'x{sign}2'), both.replace(f'c{sign}1\nx{sign}1', f'c{sign}1\nx{sign}2')
    ) == {
        Rule.BROKEN,
    }


def test_what_one_side_broke_is_no_worse_when_merged() -> None:
    found = rules('a: 1\n', 'a: [1\n', 'a: 1\nb: 2\n', 'a: [1\nb: 2\n', Format.YAML)
    assert found == set()


def test_what_is_empty_is_a_value_too() -> None:
    base, source, copy = '{\n"a": 1\n}\n', '{\n"b": [],\n"a": 1\n}\n', '{\n"a": 2\n}\n'
    assert rules(base, source, copy, '{\n"b": [],\n"a": 2\n}\n', Format.JSON) == set()
    assert Rule.DATA in rules(base, source, copy, '{\n"b": {},\n"a": 2\n}\n', Format.JSON)


def test_values_stay_with_their_names() -> None:
    base = '- name: a\n  v: 1\n- name: b\n  v: 2\n'
    source, copy = base.replace('v: 1', 'v: 1\n  w: 1'), f'{base}- name: c\n'
    made = f'{source}- name: c\n'
    assert rules(base, source, copy, made, Format.YAML) == set()
    swapped = made.replace('v: 1', 'v: 3').replace('v: 2', 'v: 1').replace('v: 3', 'v: 2')
    assert Rule.DATA in rules(base, source, copy, swapped, Format.YAML)
