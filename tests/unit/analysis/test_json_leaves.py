"""JSON, taken apart by its keys."""
from __future__ import annotations

import pytest

from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import Difference
from sot_guard.analysis.json_leaves import json_keys


def titles_of(difference: Difference) -> list[str]:
    return [part.title for part in difference.copy.parts]


def test_json_by_key() -> None:
    root = b'{"a": {"b/c": [1, {}]}, "d": "x", "e": []}'
    difference = compare_texts(root, b'{"a": {"b/c": [1, 2]}, "d": "x", "f~": 1.5}', {'json'})
    assert (difference.copy.unit, difference.copy.total) == ('key', 4)
    assert titles_of(difference) == ['/a/b~1c/1', '/e']
    assert [part.title for part in difference.source.parts] == ['/a/b~1c/1', '/f~0']
    assert difference.deletion_risk is DeletionRisk.LOSS
    assert compare_texts(b'{"d": 1}', b'{"d": 1, "e": 2}', {'json'}).deletion_risk is DeletionRisk.SAFE
    assert compare_texts(b'not json\n', b'{}', {'json'}).copy.unit == 'text'
    assert compare_texts(b'[' * 100_000, b'{}', {'json'}).copy.unit == 'text'
    assert compare_texts(b'5', b'6', {'json'}).copy.parts[0].title == '/'


@pytest.mark.parametrize(
    'content', [b'[' + b'1,' * 50_000 + b'1]', b'{"' + b'k' * 4097 + b'":1,"a":[1]}',
                b'{"' + b'k' * 4000 + b'":[' + b'1,' * 1100 + b'1]}'],
    ids=['leaves', 'a path', 'paths'],
)
def test_json_that_is_not_taken_apart(content: bytes) -> None:
    assert json_keys(content) is None
