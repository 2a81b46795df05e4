"""The values of data by name, and under the names that parts had before."""
from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from sot_guard.analysis.documents.values import Path
from sot_guard.analysis.documents.values import readings


def as_it_stands(value: Any) -> Counter[tuple[Path, str]]:
    (base, source, copy, result), = readings(value, value, value, value)
    assert base == source == copy == result
    return base


@pytest.mark.parametrize(('value', 'expected'), [
    ({'a': ['t', {'v': True, 'n': 'x'}, []]}, [
        ((), 'dict'), (('a',), 'list'), (('a', ''), 't'), (('a', 'x'), 'dict'), (('a', 'x', 'n'), 'x'),
        (('a', 'x', 'v'), 'True'), (('a', ''), 'list'),
    ]),
    ({'a': 'x'}, [((), 'dict'), (('a',), 'x')]),
    ({'a': 'b\nc\n'}, [((), 'dict'), (('a',), 'b'), (('a',), 'c'), (('a',), '')]),
])
def test_values_by_name(value: Any, expected: list[tuple[Path, str]]) -> None:
    assert as_it_stands(value) == Counter(expected)


def test_what_is_no_data_has_no_reading() -> None:
    for place in range(4):
        assert not list(readings(*[None if number == place else {} for number in range(4)]))


def steps(*entries: str) -> dict[str, Any]:
    return {'steps': [{'uses': name, 'with': {'a': 1, 'b': 2}} for name in entries]}


def under_old_names(base: Any, source: Any, copy: Any = None, result: Any = None) -> list[Counter[tuple[Path, str]]]:
    """The values of source, copy and result in the second reading; [] where there is none."""
    found = list(readings(base, source, base if copy is None else copy, source if result is None else result))
    assert [found[0][0]] * len(found) == [values[0] for values in found]
    return list(found[1][1:]) if len(found) > 1 else []


def test_an_entry_with_another_name_has_its_old_one() -> None:
    source, copy, result = under_old_names(steps('x@1'), steps('new', 'x@2'), steps('x@1', 'y'), steps('x@2', 'y'))
    for values in (source, copy, result):
        assert values[('steps', 'x@1', 'with', 'a'), '1'] == 1
    assert source[('steps', 'x@1', 'uses'), 'x@2'] == 1
    assert result[('steps', 'y', 'uses'), 'y'] == 1


def test_a_key_with_another_name_has_its_old_one_and_what_is_below() -> None:
    base = {'jobs': {'old': {'a': 1, 'b': 2, 'in': {'c': 3, 'd': 4}}}}
    source = {'jobs': {'new': {'a': 1, 'b': 2, 'within': {'c': 3, 'd': 5}}}}
    values, _, _ = under_old_names(base, source)
    assert values[('jobs', 'old', 'in', 'd'), '5'] == 1


@pytest.mark.parametrize(('old', 'new'), [
    pytest.param({'a': 1}, {'b': 1}, id='a value'),
    pytest.param({'a': {'x': 1, 'y': 2}}, {'b': {'x': 2, 'y': 3}}, id='other values'),
    pytest.param({'a': {'x': 1}}, {'a': {'x': 1}, 'b': {'x': 1}}, id='a second one'),
    pytest.param({'a': {'x': {'y': 1}}}, {'a': ['x']}, id='another kind'),
    pytest.param({'a': {'x': 1}}, {}, id='nothing'),
    pytest.param({'a': {'x': ['1', '2']}}, {'b': {'x': ['3', '4']}}, id='containers alone'),
    pytest.param({'a': {'x': []}}, {'b': {'x': []}}, id='no value'),
    pytest.param({'a': {'x': 1, 'y': 2, 'z': 3}}, {'b': {'x': 1, 'y': 3, 'z': 4}}, id='less than half'),
    pytest.param({'a': {'x': 1}, 'b': {'x': 1}}, {'a': {'x': 1}}, id='one that was there'),
    pytest.param(
        {f'a{n}': {'x': n} for n in range(21)}, {f'b{n}': {'x': n} for n in range(21)}, id='too many to compare'),
])
def test_what_has_no_old_name(old: Any, new: Any) -> None:
    assert under_old_names(old, new) == []


def test_half_of_the_values_are_enough() -> None:
    assert under_old_names({'a': {'x': 1, 'y': 2}}, {'b': {'x': 1, 'y': 3}})


def test_so_many_are_compared() -> None:
    assert under_old_names({f'a{n}': {'x': n} for n in range(20)}, {f'b{n}': {'x': n} for n in range(20)})


def test_each_old_name_is_given_once_and_to_the_likest() -> None:
    base = {'a': {'x': 1, 'y': 2, 'z': 3}, 'b': {'x': 1, 'y': 2, 'z': 4}}
    source = {'c': {'x': 1, 'y': 2, 'z': 4}, 'd': {'x': 1, 'y': 2, 'z': 3}}
    values, _, _ = under_old_names(base, source)
    assert values[('a', 'z'), '3'] == values[('b', 'z'), '4'] == 1
    values, _, _ = under_old_names(base, {'c': {'x': 1, 'y': 2, 'z': 3}})
    assert values[('a', 'z'), '3'] == 1 and not values[('b', 'z'), '3']
