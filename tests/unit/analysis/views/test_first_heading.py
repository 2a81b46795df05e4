"""Where the first heading of a file is."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.analysis.documents import Format
from sot_guard.analysis.views import first_heading
from sot_guard.analysis.views.first_heading import heading

MD = Format.MARKDOWN
TOPS = [
    b'# T', b'## T #', b'#\tT', b'####### T', b'#T', b'T', b'a b', b'image::x[]', b'T <!-- c', b'# T {/* c', b'# `T',
    b'T `a', b'1. T', b'- T', b'import T', b'T {% comment %}', b'# <p hidden>', b'T|U', b'',
]
LINES = [
    b'', b'===', b'---', b'=', b'-', b'   ---', b'    ===', b'== =', b'a', b'# U', b'- a', b'> a', b'```', b'`', b'-->',
    b'*/}', b'{% endcomment %}', b'</p>', b'  a', b'-|-', b'1. a', b'<div>', b'***', b'[a]: b',
]


@settings(max_examples=60)
@given(st.sampled_from(TOPS), st.lists(st.sampled_from(LINES), max_size=6))
def test_what_is_told_without_the_parser_is_what_it_tells(top: bytes, others: list[bytes]) -> None:
    texts = top, *others
    # behind a comment, which is no part of the text, it is always asked
    parsed = heading((b'<!-- c -->', *texts), MD)
    assert heading(texts, MD) == range(max(0, parsed.start - 1), max(0, parsed.stop - 1))


@pytest.mark.parametrize(('texts', 'expected'), [
    ((b'# T', b'a'), range(1)), ((b'', b'T', b'===', b'', b'a'), range(1, 4)), ((b'T', b'a', b'', b'---'), range(0)),
    ((b'---', b'a: 1', b'---', b'T', b'-'), range(3, 5)), ((b'T',), range(0)),
])
def test_most_headings_are_found_without_the_parser(
    monkeypatch: pytest.MonkeyPatch, texts: tuple[bytes, ...], expected: range,
) -> None:
    monkeypatch.setattr(first_heading, 'read_document', None)
    assert heading(texts, MD) == expected
