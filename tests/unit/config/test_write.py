"""TOML that is written: it means what it should, and acts nowhere."""
from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.config.write import name_list
from sot_guard.config.write import toml_string
from sot_guard.escaping import visible_text


@pytest.mark.parametrize(
    ('text', 'shown'), [
        pytest.param('GUIDE.md', '"GUIDE.md"', id='ASCII'),
        pytest.param('naïve 日本語 🎉', '"naïve 日本語 🎉"', id='letters and pictures'),
        pytest.param('"\\"', r'"\"\\\""', id='what TOML quotes'),
        pytest.param('a\nb\x7f', r'"a\u000ab\u007f"', id='control'),
        pytest.param('\u202e\U000e0041', r'"\u202e\U000e0041"', id='bidi and tags'),
        pytest.param('x ##[error]y', r'"x #\u0023[error]y"', id='GitHub'),
        pytest.param('caf\udce9 \ufffd', '"caf? ?"', id='not UTF-8'),
    ],
)
def test_toml_string(text: str, shown: str) -> None:
    assert toml_string(text) == shown


@given(st.text(st.characters(exclude_categories=['Cs'], exclude_characters='\ufffd')))
def test_a_string_of_toml_means_the_text_and_acts_nowhere(text: str) -> None:
    shown = toml_string(text)
    assert visible_text(shown) == shown
    assert tomllib.loads(f'x = {shown}') == {'x': text}


@pytest.mark.parametrize(
    ('name', 'line'), [
        (b'README.md', 'include = ["README.md"]'),
        (b'a"\\b.md', 'include = ["a\\"\\\\b.md"]'),
        (b'*[x]?.md', 'include = ["[*][[]x][?].md"]'),
        (b'a\n\xff.md', 'include = ["a\\u000a?.md"]'),
        (b'##[x].md', 'include = ["#\\u0023[[]x].md"]'),
        ('é\u202e\U000e0041'.encode(), r'include = ["é\u202e\U000e0041"]'),
    ],
)
def test_name_list(name: bytes, line: str) -> None:
    assert name_list('include', name) == line
