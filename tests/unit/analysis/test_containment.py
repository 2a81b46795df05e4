"""What of one text is in the other, and what would be lost with it."""
from __future__ import annotations

import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import Difference
from tests.support.documents import SECTIONED

MARKDOWN = {'markdown', 'text'}


def titles(difference: Difference) -> list[str]:
    return [part.title for part in difference.copy.parts]


def test_sections_that_stand_in_docs_and_those_that_do_not() -> None:
    docs = b'# Log\n\n## third\n\nthree\n\n## other\n\n| BUILD-2 | in a table |\n\n## BUILD-1 first\n\none\n'
    difference = compare_texts(SECTIONED, docs, MARKDOWN)
    copy = difference.copy
    assert (copy.unit, copy.total, copy.lines, copy.all_lines) == ('section', 5, 6, 11)
    assert [(p.title, p.first, p.last, p.lines, p.same_id, p.moved) for p in difference.copy.parts] == [
        ('', 1, 1, 1, '', False),
        ('Log > BUILD-1 first', 5, 7, 0, '', True),
        ('Log > BUILD-2 second', 9, 14, 5, 'BUILD-2', False),
    ]
    assert difference.copy.ids == ()
    assert difference.deletion_risk is DeletionRisk.LOSS
    assert [p.title for p in difference.source.parts if not p.moved] == ['Log > other']


def test_an_id_that_only_one_side_has() -> None:
    difference = compare_texts(b'# DBG-7 a\n\nx UTF-8\n\n| DEC-1 | y |\n# SHA-256\n', b'# other DBG-8\n', MARKDOWN)
    assert (difference.copy.ids, difference.source.ids) == (('DBG-7', 'DEC-1'), ('DBG-8',))


def test_safe_to_delete() -> None:
    docs = b'before\n' + SECTIONED.replace(b'## BUILD-2', b'## new\n\ntext\n\n## BUILD-2') + b'after\n'
    assert compare_texts(SECTIONED, docs, MARKDOWN).deletion_risk is DeletionRisk.SAFE
    assert compare_texts(SECTIONED, docs, {'python'}).deletion_risk is DeletionRisk.SCATTERED
    assert compare_texts(SECTIONED + b'\n', SECTIONED, {'python'}).deletion_risk is DeletionRisk.SAFE


def test_a_part_of_a_line_is_not_the_line() -> None:
    assert compare_texts(b'# a\n', b'x # a\n', MARKDOWN).deletion_risk is DeletionRisk.LOSS
    assert compare_texts(b'# a\nb', b'# a\nbc\n', MARKDOWN).deletion_risk is DeletionRisk.LOSS


@pytest.mark.parametrize('blank', [b'\x0b', b' \x0c', b'\t\r'])
def test_a_blank_line_is_no_line_wherever_it_stands(blank: bytes) -> None:
    for text in (b'# a\n' + blank + b'\nb\n', b'# a\n' + blank + b'\n'):
        difference = compare_texts(text, b'# a\nb\n', MARKDOWN)
        assert (difference.copy.lines, difference.copy.all_lines) == (0, text.count(b'b') + 1)


SECTIONS = st.lists(
    st.tuples(st.sampled_from([b'# a', b'## b', b'# BUILD-1 c', b'A\n=']), st.lists(st.sampled_from(
        [b'x', b'y', b'', b'| BUILD-1 |', b'x y', b'```', b'> q'],
    ), max_size=3)), max_size=4,
).map(lambda parts: [b'\n'.join([heading, *lines]) for heading, lines in parts])


@given(SECTIONS, SECTIONS, st.sampled_from([MARKDOWN, {'rst', 'text'}, {'python', 'text'}, {'json', 'text'}]))
def test_safe_means_that_every_line_stands_in_docs_in_order(
    root: list[bytes], docs: list[bytes], tags: set[str],
) -> None:
    texts = [b'\n'.join(parts) + b'\n' for parts in (root, docs)]
    assume(texts[0] != texts[1])
    difference = compare_texts(texts[0], texts[1], tags)
    lines = [line for line in texts[0].split(b'\n') if line.strip()]
    rest = iter(texts[1].split(b'\n'))
    if difference.deletion_risk is DeletionRisk.SAFE:
        assert all(line in rest for line in lines)
    if difference.deletion_risk is DeletionRisk.SCATTERED:
        assert all(line.strip() in {other.strip() for other in texts[1].split(b'\n')} for line in lines)
    assert difference.copy.lines <= difference.copy.all_lines == len(lines)


@given(SECTIONS, st.data())
def test_sections_with_others_between_them_are_safe(root: list[bytes], data: st.DataObject) -> None:
    root = [section for section in root if b'```' not in section]
    docs = list(root)
    for _ in range(data.draw(st.integers(1, 3))):
        docs.insert(data.draw(st.integers(0, len(docs))), b'# new\n\ntext\n')
    texts = [b'\n\n'.join(parts) + b'\n' for parts in (root, docs)]
    assert compare_texts(texts[0], texts[1], MARKDOWN).deletion_risk is DeletionRisk.SAFE
