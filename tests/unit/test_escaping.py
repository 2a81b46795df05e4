from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.escaping import inert_line
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text


@pytest.mark.parametrize(
    ('raw', 'shown'), [
        pytest.param(b'a b~', 'a b~', id='ASCII'),
        pytest.param('naïve 日本語 🎉'.encode(), 'naïve 日本語 🎉', id='letters and pictures'),
        pytest.param(b'\x1b[31m\x07\x08\x7f', r'\x1b[31m\x07\x08\x7f', id='terminal'),
        pytest.param(b'a\nb\rc\td\x0b\x0c', r'a\nb\rc\td\x0b\x0c', id='line ends'),
        pytest.param('\x85\u2028\u2029'.encode(), r'\x85\u2028\u2029', id='line ends of Unicode'),
        pytest.param('\u202ecod.exe\u2066\u200b\ufeff\xad'.encode(), r'\u202ecod.exe\u2066\u200b\ufeff\xad', id='bidi'),
        pytest.param('a\u3164\u034f\U000e0100⚠\ufe0f'.encode(), 'a\\u3164\\u034f\\U000e0100⚠\ufe0f', id='invisible'),
        pytest.param('\U000e0041'.encode(), r'\U000e0041', id='tags'),
        pytest.param(b'\x9b0m \xff', r'\x9b0m \xff', id='not UTF-8'),
        pytest.param('\x9b'.encode(), r'\x9b', id='C1'),
        pytest.param(b'x ##[error]y', r'x #\x23[error]y', id='GitHub'),
        pytest.param(b'###[x]', r'##\x23[x]', id='three'),
        pytest.param(b'##vso[task.x]', r'#\x23vso[task.x]', id='Azure'),
        pytest.param(b'## A heading [link](x)', '## A heading [link](x)', id='a heading'),
    ],
)
def test_visible(raw: bytes, shown: str) -> None:
    assert visible(raw) == shown


@given(st.binary() | st.text().map(str.encode))
def test_nothing_acts(raw: bytes) -> None:
    for shown in (visible(raw), visible_line(raw, 20), visible_text(raw.decode('utf-8', 'surrogateescape'))):
        assert not {unicodedata.category(c) for c in shown.replace('\t', '')} & {'Cc', 'Cf', 'Cs', 'Zl', 'Zp'}
        assert not re.search(r'##[\w.-]*\[', shown)
        shown.encode()


@given(st.binary(max_size=2000), st.integers(0, 400))
def test_lines_are_bounded(raw: bytes, limit: int) -> None:
    assert len(visible_line(raw, limit)) <= limit + len(f' [cut: the line has {len(raw):,} bytes]') + 3


def test_a_cut_name_says_how_long_it_was() -> None:
    assert visible(b'x' * 100_000).endswith('xx [cut: the name has 100,000 bytes]')


def test_a_cut_line_says_how_long_it_was() -> None:
    assert visible_line(b'x' * 1_000_000, 5) == 'xxxxx [cut: the line has 1,000,000 bytes]'
    assert visible_line('é'.encode() * 5, 5) == 'ééééé'
    assert visible_line(b'x' * 6, 5) == 'xxxxx [cut: the line has 6 bytes]'
    assert visible_line('🎉'.encode() * 6, 5) == '🎉🎉🎉🎉🎉 [cut: the line has 24 bytes]'
    assert visible_line(b'a\tb c', 5) == 'a\tb c'


@pytest.mark.parametrize(
    ('raw', 'plain'), [
        (b"it's $(x) *.md", True), ('é'.encode(), True), (b'\xe9', False), (b'a\nb', False), (b'##[x]', False),
        ('\u202e'.encode(), False),
    ],
)
def test_is_plain(raw: bytes, *, plain: bool) -> None:
    assert is_plain(raw) is plain


@pytest.mark.parametrize(
    ('line', 'shown'), [
        ('::error::x', r'\x3a:error::x'), (' \t::error::x', ' \t' + r'\x3a:error::x'), ('a ::error::x', 'a ::error::x'),
        (':x', ':x'), (':::x', r'\x3a::x'),
    ],
)
def test_a_line_that_begins_with_a_name_is_no_command(line: str, shown: str) -> None:
    assert inert_line(line) == shown
