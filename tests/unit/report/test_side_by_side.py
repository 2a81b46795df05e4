"""The sections of two texts side by side, of which the page is made."""
from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from sot_guard.report.side_by_side import Cell
from sot_guard.report.side_by_side import Row
from sot_guard.report.side_by_side import rows
from sot_guard.report.side_by_side import SectionMatch
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import report
from tests.support.reports import with_details


def compared(root: bytes, docs: bytes) -> tuple[Row, ...]:
    return rows(with_details(report().findings[0], texts=(root, docs)))


def titles(found: tuple[Row, ...]) -> list[tuple[str, str, str]]:
    return [
        (row.match.value, row.copy.title if row.copy else '', row.source.title if row.source else '') for row in found
    ]


def test_a_section_meets_the_first_one_of_its_heading_or_id_that_is_left() -> None:
    root = b'# a\n\n1\n\n# a\n\n2\n\n# E-1 x\n\n3\n\n# E-2\n\n# F-1 x\n'
    docs = b'# E-1 y\n\n4\n\n# a\n\n5\n\n# a\n\n1\n\n# F-1 y\n'
    assert titles(compared(root, docs)) == [
        ('only root', 'E-2', ''), ('only root', 'F-1 x', ''), ('changed', 'E-1 x', 'E-1 y'), ('changed', 'a', 'a'),
        ('the same', 'a', 'a'), ('only docs', '', 'F-1 y'),
    ]
    assert titles(compared(b'# a\n\n1\n\n# a\n\n2\n\n# a\n\n3\n', b'# a\n\n4\n\n# a\n\n5\n')) == [
        ('only root', 'a', ''), ('changed', 'a', 'a'), ('changed', 'a', 'a'),
    ]


SECTIONS = st.lists(st.sampled_from((b'# a\n\n1\n', b'# a\n\n2\n', b'## E-1\n', b'## E-1 E-2\n', b'x\n', b'# b E-2\n')))


def lines(cells: list[Cell | None]) -> list[str]:
    return sorted(line.text for cell in cells if cell is not None for line in cell.lines if line.text)


@given(SECTIONS, SECTIONS)
def test_every_line_of_both_stands_once(root: list[bytes], docs: list[bytes]) -> None:
    texts = b'\n'.join(root), b'\n'.join(docs)
    found = compared(*texts)
    for text, cells in zip(texts, ([row.copy for row in found], [row.source for row in found]), strict=True):
        assert lines(cells) == sorted(line.decode() for line in text.split(b'\n') if line)
    both = (SectionMatch.SAME, SectionMatch.MOVED)
    assert all(row.copy is not None and row.source is not None for row in found if row.match in both)


def test_lines_that_the_other_side_has_not_are_marked() -> None:
    row, = compared(b'# a\n\nx\nx\ny\n', b'# a\n\nx\nz\n')
    assert row.copy is not None and row.source is not None
    assert [(line.number, line.text) for line in row.copy.lines if line.new] == [(4, 'x'), (5, 'y')]
    assert [(line.number, line.text) for line in row.source.lines if line.new] == [(4, 'z')]


def test_without_texts_there_is_nothing_to_show() -> None:
    assert rows(with_details(report().findings[0], texts=None)) == ()


def test_many_sections_find_their_partners_in_time() -> None:
    sides = b'# a %d\n\nx\n\n# same\n\n%d\n\n', b'# b %d\n\nx\n\n# same\n\n%d\n\n'
    texts = [b''.join(side % (n, n) for n in range(1000)) for side in sides]
    start = time.process_time()
    assert len(compared(texts[0], texts[1])) == 3000
    assert time.process_time() - start < 10


def test_sections_of_one_name_each_have_a_partner(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# A\n\n1\n\n# A\n\n2\n\n# A\n\n3\n\n# B\n\n1\n', '# A\n\n1\n\n# A\n\n4\n\n# C\n\n1\n')
    page = run('check', '--format', 'html').out
    assert [page.count(f'>{fate}: ') for fate in ('the same', 'changed', 'only root', 'only docs')] == [2, 2, 3, 2]
