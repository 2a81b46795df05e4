"""What the page shows of each pair."""
from __future__ import annotations

import base64

import pytest

from sot_guard.report import page
from sot_guard.report.model import Finding
from sot_guard.report.page import shown_pairs
from sot_guard.report.page import ShownPair
from sot_guard.report.side_by_side import SectionMatch
from tests.support.reports import report
from tests.support.reports import with_details

COPY = b'# Log\n\n## E-1 x\n\none\n\n## E-2\n\ntwo\n\n## E-3\n\nthree\n'
SOURCE = b'# Log\n\n## E-2\n\nzwei\n\n## E-1 x\n\none\n\n## E-1 y\n\nfour\n'


def finding(copy: bytes = COPY, source: bytes = SOURCE) -> Finding:
    return with_details(report().findings[0], texts=(copy, source))


def shown(copy: bytes = COPY, source: bytes = SOURCE) -> ShownPair:
    (pair,) = shown_pairs([finding(copy, source)])
    return pair


def test_the_rows_are_numbered_and_labelled() -> None:
    pair = shown()
    assert [(one.number, one.label, one.title, one.above, one.names) for one in pair.rows] == [
        (None, 'the same', 'Log', '', ('line 1', 'line 1')),
        (1, 'changed, moved: line 7 \u2192 line 3', 'E-2', 'Log', ('lines 7\u20139', 'lines 3\u20135')),
        (None, 'the same', 'E-1 x', 'Log', ('lines 3\u20135', 'lines 7\u20139')),
        (2, 'only in GUIDE.md', 'E-3', 'Log', ('lines 11\u201313', '')),
        (3, 'only in docs/GUIDE.md', 'E-1 y', 'Log', ('', 'lines 11\u201313')),
    ]
    assert pair.rows[4].note == 'GUIDE.md has E-1 too, at line 3'
    assert pair.differences == 3 and pair.is_sectioned and pair.file_name == 'GUIDE.md'
    assert pair.counts == {
        SectionMatch.SAME: 2, SectionMatch.CHANGED: 1, SectionMatch.COPY: 1, SectionMatch.SOURCE: 1,
    }
    assert pair.only(SectionMatch.COPY) == (pair.rows[3],)
    (note,) = [one.note for one in shown(SOURCE, COPY).rows if one.note]
    assert note == 'docs/GUIDE.md has E-1 too, at line 3'


def test_both_texts_are_there_byte_by_byte() -> None:
    texts = shown(b'\xff# a\n', b'# a\r\n').texts
    assert texts is not None and [base64.b64decode(text) for text in texts] == [b'\xff# a\n', b'# a\r\n']


def test_what_can_be_kept() -> None:
    pair = shown()
    assert [[(one.side, one.label, one.is_whole) for one in pair.choices(pair.rows[at])] for at in (1, 3, 4)] == [
        [('copy', 'GUIDE.md', False), ('source', 'docs/GUIDE.md', False), ('both', 'both', True)],
        [('copy', 'keep', True), ('source', 'leave out', False)],
        [('source', 'keep', True), ('copy', 'leave out', False)],
    ]


def test_the_map_has_what_differs_one_by_one() -> None:
    copy = '# a\n\nx\n\n# b\n\ny\n\n# c\n\n1\n\n# d\n' + 'z\n' * 5000
    pair = shown(copy.encode(), copy.replace('1', '2').encode())
    assert [(one.match.value, one.row and one.row.number) for one in pair.map] == [
        ('same', None), ('changed', 1), ('same', None),
    ]
    assert pair.map[1].length == 2
    assert [one.start for one in pair.map[1:]] == [pair.map[0].length, pair.map[0].length + 2]


def test_a_text_that_is_too_long_is_cut() -> None:
    pair = shown(b'x\n' * 30_000, b'y\n' * 30_000)
    (row,) = pair.rows
    assert (row.left_out, sum(len(block.lines) for block in row.blocks)) == (10_000, 20_000)


def test_all_pairs_together_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, 'MAX_LINES_OF_ALL', 12)
    monkeypatch.setattr(page, 'MAX_BYTES_OF_ALL', 2 * len(COPY + SOURCE))
    pairs = list(shown_pairs([finding()] * 3))
    assert [bool(pair.rows) for pair in pairs] == [True, False, False]
    monkeypatch.setattr(page, 'MAX_LINES_OF_ALL', 100)
    assert [pair.texts is not None for pair in shown_pairs([finding()] * 3)] == [True, False, False]


def test_without_texts_there_is_nothing_to_show() -> None:
    (pair,) = shown_pairs([with_details(report().findings[0], texts=None)])
    assert (pair.rows, pair.texts, pair.map) == ((), None, ())
    assert pair.fix is not None and pair.fix.line == 'cp GUIDE.md'


def test_the_copy_that_alone_has_changed_is_the_new_one() -> None:
    one = finding()
    assert shown().tags == ('del', 'ins')
    changed = one._replace(advice=one.advice._replace(path=one.pair.copy))
    (pair,) = shown_pairs([changed])
    assert pair.is_reversed and pair.tags == ('ins', 'del')
