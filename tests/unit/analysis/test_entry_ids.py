"""Ids of entries: only where the documents show a series of them."""
from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.entry_ids import entry_ids
from sot_guard.analysis.entry_ids import ids_in


def ids(*texts: bytes) -> list[set[bytes]]:
    return entry_ids(*(read_document(text, Format.MARKDOWN) for text in texts))


def test_a_series_in_headings_and_in_the_first_cells_of_rows() -> None:
    assert ids(b'# BUILD-146 a\n\n## x (BUILD-145)\n\nBUILD-144\n') == [{b'BUILD-146', b'BUILD-145'}]
    assert ids(b'| a | b | DBG-1 | DBG-3 |\n| DBG-2 | x |\n') == [{b'DBG-1', b'DBG-2'}]
    assert ids(b'DEC-1\n=====\n\nDEC-2\n-----\n') == [{b'DEC-1', b'DEC-2'}]


def test_one_id_alone_is_none_but_two_documents_may_show_a_series() -> None:
    assert ids(b'# BUILD-146 a\n\n# BUILD-146 b\n') == [set()]
    assert ids(b'# A-1\n', b'# A-2\n# B-7\n') == [{b'A-1'}, {b'A-2'}]


@pytest.mark.parametrize('line', [
    b'BSD-3 and BSD-2', b'BSD-3-Clause', b'CVE-2024-1 and CVE-2023-2', b'UTF-8, UTF-16', b'X86-64/A-1', b'v.A-1',
    b'a-1', b'A-1.5', b'LA-1x', b'_A-1', b'SHA-1', b'FOO-1-BAR-2',
])
def test_what_looks_like_an_id(line: bytes) -> None:
    assert ids_in(line) == []


def test_ids_in_a_line() -> None:
    assert ids_in(b'[BUILD-1] A_B-22: C3-4. (D-5)') == [b'BUILD-1', b'A_B-22', b'C3-4', b'D-5']
