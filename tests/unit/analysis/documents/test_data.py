"""JSON, TOML and YAML as data: what is the same, and what is not read."""
from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.data import data
from sot_guard.analysis.documents.data import Leaf
from sot_guard.analysis.documents.data import leaves
from sot_guard.analysis.documents.data import Scalar


def test_values_are_what_they_are_and_nothing_else() -> None:
    assert data(b'\xef\xbb\xbf{"a": [1, 1.0, true, null, "1"], "b": {}, "c": NaN}', Format.JSON) == {
        'a': [Scalar('number', '1'), Scalar('number', '1.0'), True, None, '1'], 'b': {}, 'c': Scalar('number', 'NaN'),
    }
    assert data(b'a = 1\r\nb = 1.50\nc = true\nd = 1979-05-27\n[e]\nf = ["1"]\n', Format.TOML) == {
        'a': Scalar('int', '1'), 'b': Scalar('number', '1.50'), 'c': True, 'd': Scalar('date', '1979-05-27'),
        'e': {'f': ['1']},
    }
    assert data(b'a: &x [1, no, "no", ~, 1:30]\nb: *x\n1: !T {k: v}\nc: 2024-01-01\n', Format.YAML) == {
        'a': [Scalar('int', '1'), Scalar('bool', 'no'), 'no', None, Scalar('int', '1:30')],
        'b': [Scalar('int', '1'), Scalar('bool', 'no'), 'no', None, Scalar('int', '1:30')],
        '1': {'!T': {'k': 'v'}}, 'c': Scalar('timestamp', '2024-01-01'),
    }
    assert data(b'a\n---\n- b\n', Format.YAML) == {'---': ['a', ['b']]}
    assert data(b'# a\n', Format.MARKDOWN) is None


@pytest.mark.parametrize(
    ('content', 'format_'), [
        (b'{"a": 1, "a": 2}', Format.JSON), (b'{"a": {"b": 1, "b": 1}}', Format.JSON), (b'a = 1\na = 2\n', Format.TOML),
        (b'a: 1\na: 2\n', Format.YAML), (b'1: a\n"1": b\n', Format.YAML), (b'? [a]\n: b\n', Format.YAML),
        (b'{"a"', Format.JSON), (b'a', Format.TOML), (b'a: b: c\n', Format.YAML), (b'\xff', Format.JSON),
        (b'a: \0\n', Format.YAML), (b'a: *x\n', Format.YAML), (b'a: &a [*a]\n', Format.YAML),
        (b'[' * 100_000, Format.JSON), (b'[' * 102 + b']' * 102, Format.JSON), (b'a = ' + b'[' * 9_000, Format.TOML),
        (b'- ' * 30_000, Format.YAML), (b'[' * 50_000, Format.YAML), (b'a: ' + b'x' * 65_536, Format.YAML),
        (b'[' + b'1,' * 50_000 + b'1]', Format.JSON), (b'a = ' + b'9' * 5_000, Format.TOML),
        (b''.join(b'%c: &%c [%s]\n' % (97 + n, 97 + n, b', '.join([b'*%c' % (96 + n) if n else b'x'] * 9))
                  for n in range(9)), Format.YAML),
        # keys of very many parts, however they are spelled
        *((text, Format.TOML) for text in (
            b'a' + b'.a' * 400_000 + b' = 1\n',
            b'[a' + b'.a' * 400_000 + b']\n', b'b = {a' + b' . a' * 200_000 + b' = 1}\n',
            b'"\\""' + b'."\\""' * 200_000 + b' = 1\n', b"'a'" + b".'a'" * 200_000 + b' = 1\n',
        )),
        # what only looks like such a key
        (b'"' + b'\\"' * 400_000, Format.TOML), (b'a-' * 400_000, Format.TOML), (b'"a" ' * 200_000, Format.TOML),
    ],
)
def test_what_is_not_read(content: bytes, format_: Format) -> None:
    start = time.process_time()
    assert data(content, format_) is None
    assert time.process_time() - start < 5


def test_a_key_may_have_as_many_parts_as_data_may_be_deep() -> None:
    text = b'a' + b'.a' * 99 + b' = 1\n'
    assert data(text, Format.TOML) is not None
    assert data(text + b'b = "' + b'of x. ' * 300 + b'"\nc = [' + b'1.5, ' * 300 + b']\n', Format.TOML) is not None
    assert data(b'a.' + text, Format.TOML) is None


def test_leaves_by_their_paths() -> None:
    value = data(b'{"a": {"b/c": [1, {}]}, "f~": 1.5, "d": null, "e": []}', Format.JSON)
    assert leaves(value) == {
        '/a/b~1c/0': Leaf('..#', 'number 1'), '/a/b~1c/1': Leaf('..#', '{}'), '/f~0': Leaf('.', 'number 1.5'),
        '/d': Leaf('.', 'null'), '/e': Leaf('.', '[]'),
    }
    assert leaves('x') == {'/': Leaf('', '"x"')}
    assert leaves(['one']) == {'/0': Leaf('#', '"one"')} and leaves({'0': 'one'}) == {'/0': Leaf('.', '"one"')}


def test_paths_that_are_too_long() -> None:
    assert leaves({'k' * 4_095: True}) is not None
    assert leaves({'k' * 4_096: True}) is None
    assert leaves({'k' * 4_000: [True] * 1_000}) is not None
    assert leaves({'k' * 4_000: [True] * 1_100}) is None
    assert leaves({'k' * 5_000: {'a': 1}}) is None


ANY = st.text('{}[]:,"\' \n-&*a1.=#!|>%?\t', max_size=40) | st.text(max_size=20)


@given(ANY, st.sampled_from((Format.JSON, Format.TOML, Format.YAML)))
def test_any_text_is_read_or_not(text: str, format_: Format) -> None:
    value = data(text.encode('utf-8', 'surrogatepass'), format_)
    assert value is None or leaves(value)
