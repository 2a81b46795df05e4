from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof import is_broken
from sot_guard.merging.proof import Rule
from tests.support.merges import rules


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
