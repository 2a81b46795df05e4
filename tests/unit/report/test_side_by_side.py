"""The sections of two texts side by side, of which the page is made."""
from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.documents import Format
from sot_guard.report.side_by_side import Row
from sot_guard.report.side_by_side import rows
from sot_guard.report.side_by_side import Section
from sot_guard.report.side_by_side import SectionMatch


def compared(copy: bytes, source: bytes) -> tuple[Row, ...]:
    return rows(copy, source, Format.MARKDOWN)


def told(copy: bytes, source: bytes) -> list[tuple[str, ...]]:
    """Each row as its kind and the titles on both sides."""
    return [
        (row.match.value, *(one.path[-1] if one is not None and one.path else '' for one in (row.copy, row.source)))
        for row in compared(copy, source)
    ]


def test_a_section_meets_the_first_one_of_its_heading_or_id_that_is_left() -> None:
    copy = b'# a\n\n1\n\n# a\n\n2\n\n# E-1 x\n\n3\n\n# E-2\n\n# F-1 x\n'
    source = b'# E-1 y\n\n4\n\n# a\n\n5\n\n# a\n\n1\n\n# F-1 y\n'
    assert told(copy, source) == [
        ('same-id', 'E-1 x', 'E-1 y'), ('changed', 'a', 'a'), ('same', 'a', 'a'), ('copy', 'E-2', ''),
        ('copy', 'F-1 x', ''), ('source', '', 'F-1 y'),
    ]


def test_sections_below_the_same_headings_belong_together_first() -> None:
    copy = b'# A\n\n## x\n\n1\n\n# B\n\n## x\n\n2\n'
    source = b'# B\n\n## x\n\n3\n\n# A\n\n## x\n\n4\n'
    changed = [row for row in compared(copy, source) if row.match is SectionMatch.CHANGED]
    assert [(row.copy and row.copy.path) == (row.source and row.source.path) for row in changed] == [True, True]
    assert told(b'# A\n\n## x\n\n1\n', b'# B\n\n## x\n\n3\n')[-1] == ('changed', 'x', 'x')


def test_of_one_id_the_most_alike_are_candidates() -> None:
    copy = b'# E-1 phase two\n\n1\n\n# E-1 phase three\n\n2\n\n# E-2\n'
    source = b'# E-1 the phase three\n\n3\n\n# E-2\n'
    found = compared(copy, source)
    assert told(copy, source) == [
        ('copy', 'E-1 phase two', ''), ('same-id', 'E-1 phase three', 'E-1 the phase three'), ('same', 'E-2', 'E-2'),
    ]
    assert found[0].other is not None and found[0].other.path == ('E-1 the phase three',)
    other = compared(source, copy)[0].other
    assert other is not None and other.path == ('E-1 the phase three',)


def test_as_few_sections_as_can_be_have_moved() -> None:
    sections = [b'# %d\n\n%d\n' % (number, number) for number in range(10)]
    copy, source = b'\n'.join(sections), b'\n'.join([*sections[1:], sections[0]])
    assert [kind for kind, _, _ in told(copy, source)] == ['same'] * 9 + ['moved']
    # as the losses count them
    side = absent(read_text(copy, Format.MARKDOWN), read_text(source, Format.MARKDOWN))
    assert sum(part.moved for part in side.parts) == 1


def test_what_only_one_file_has_is_where_it_belongs() -> None:
    copy = b'# a\n\n1\n\n# b\n\n2\n\n# c\n\n3\n'
    source = b'# a\n\n1\n\n# d\n\n4\n\n# c\n\n3\n\n# e\n\n5\n'
    assert told(copy, source) == [
        ('same', 'a', 'a'), ('copy', 'b', ''), ('source', '', 'd'), ('same', 'c', 'c'), ('source', '', 'e'),
    ]


def test_a_changed_section_may_have_moved_too() -> None:
    copy = b'# a\n\n1\n\n# b\n\n2\n\n# c\n\n3\n'
    source = b'# c\n\n4\n\n# a\n\n1\n\n# b\n\n2\n'
    found = compared(copy, source)
    assert [(row.match.value, row.is_moved) for row in found] == [('changed', True), ('same', False), ('same', False)]


def test_texts_without_headings_are_compared_by_runs_of_lines() -> None:
    found = rows(b'a\nb\nc\nd\n', b'a\nB\nc\nd\ne\n', Format.PLAIN)
    assert [(row.match.value, row.copy and row.copy.lines, row.source and row.source.lines) for row in found] == [
        ('same', (b'a',), (b'a',)), ('changed', (b'b',), (b'B',)), ('same', (b'c', b'd'), (b'c', b'd')),
        ('source', None, (b'e',)),
    ]
    assert [row.match.value for row in rows(b'a\nb\n', b'', Format.PLAIN)] == ['copy']


def test_what_is_above_the_first_heading_is_a_section() -> None:
    (first, second) = compared(b'\nintro\n\n# a\n', b'other\n\n# a\n')
    assert first == Row(
        SectionMatch.CHANGED, Section((), 0, 3, (b'', b'intro')), Section((), 0, 2, (b'other',)),
    )
    assert second.match is SectionMatch.SAME and second.section.path == ('a',)


SECTIONS = st.lists(st.sampled_from(
    (b'# a\n\n1\n', b'# a\n\n2\n', b'## E-1\n', b'## E-1 E-2\n', b'x\n', b'# b E-2\n'),
))


@given(SECTIONS, SECTIONS)
def test_every_line_of_both_is_in_one_row(copy: list[bytes], source: list[bytes]) -> None:
    texts = b'\n'.join(copy), b'\n'.join(source)
    found = compared(*texts)
    for text, side in zip(texts, ([row.copy for row in found], [row.source for row in found]), strict=True):
        numbers = [number for one in side if one is not None for number in range(one.first, one.end)]
        assert sorted(numbers) == list(range(len(text.removesuffix(b'\n').split(b'\n')) if text else 0))
    both = (SectionMatch.SAME, SectionMatch.MOVED)
    for row in found:
        if row.match in both:
            assert row.copy is not None and row.source is not None and row.copy.lines == row.source.lines
    # the source's order is kept, for what is the same the copy's too
    starts = [row.source.first for row in found if row.source is not None]
    assert starts == sorted(starts)
    kept = [row.copy.first for row in found if row.copy is not None and not row.is_moved]
    assert kept == sorted(kept)


def test_many_sections_find_their_partners_in_time() -> None:
    sides = b'# a %d\n\nx\n\n# same\n\n%d\n\n', b'# b %d\n\nx\n\n# same\n\n%d\n\n'
    texts = [b''.join(side % (n, n) for n in range(1000)) for side in sides]
    start = time.process_time()
    assert len(compared(texts[0], texts[1])) == 3000
    assert time.process_time() - start < 10
