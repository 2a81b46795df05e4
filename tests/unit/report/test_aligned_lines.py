"""Two forms of a section line by line, with the words that differ."""
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sot_guard.report.aligned_lines import Aligned
from sot_guard.report.aligned_lines import blocks
from sot_guard.report.aligned_lines import Line
from sot_guard.report.aligned_lines import shown


def text(line: Line | None) -> str:
    """A line with what differs in brackets."""
    if line is None:
        return ''
    return ''.join(f'[{piece.text}]' if piece.is_changed else piece.text for piece in line.pieces)


def aligned(copy: list[bytes], source: list[bytes]) -> list[Aligned]:
    return [line for block in blocks((copy, 0), (source, 0)) for line in block.lines]


def told(copy: list[bytes], source: list[bytes]) -> list[tuple[str, str]]:
    return [(text(line.copy), text(line.source)) for line in aligned(copy, source)]


def test_the_words_that_differ_are_marked() -> None:
    assert told([b'one two three'], [b'one 2 three']) == [('one [two] three', 'one [2] three')]
    assert told([b'a b c d e f g'], [b'a x y d e f g']) == [('a [b c] d e f g', 'a [x y] d e f g')]
    assert told([b'the end'], [b'the end ']) == [('the end', 'the end[ ]')]


def test_lines_that_have_little_in_common_are_not_marked_word_by_word() -> None:
    assert told([b'one', b'two'], [b'three']) == [('one', 'three'), ('two', '')]


def test_forms_of_a_line_find_each_other_over_others() -> None:
    assert told([b'new line here', b'the old text stays'], [b'the new text stays', b'x']) == [
        ('new line here', ''), ('the [old] text stays', 'the [new] text stays'), ('', 'x'),
    ]


def test_blank_lines_alone_hold_nothing_together() -> None:
    copy = [b'# a', b'', b'status: done', b'', b'the end of it']
    source = [b'# a', b'', b'more', b'', b'status: open', b'', b'nothing']
    assert ('status: [done]', 'status: [open]') in told(copy, source)
    blank = next(line for line in aligned(copy, source)[2:] if line.is_same)
    assert text(blank.copy) == text(blank.source) == ''


def test_many_lines_are_aligned_between_blank_ones() -> None:
    copy, source = ([b'%d of %s' % (number, name) for number in range(120)] for name in (b'copy', b'source'))
    assert len(told(copy, source)) == 120
    found = told([*copy, b'', b'the old text'], [*source, b'', b'the new text'])
    assert found[-1] == ('the [old] text', 'the [new] text')


def test_equal_lines_far_from_a_difference_are_folded() -> None:
    lines = [b'%d' % number for number in range(20)]
    found = blocks((lines, 4), ([*lines[:10], b'x', *lines[11:]], 0))
    assert [(block.is_folded, len(block.lines)) for block in found] == [(True, 7), (False, 7), (True, 6)]
    first = found[0].lines[0]
    assert first.copy is not None and first.source is not None and (first.copy.number, first.source.number) == (5, 1)
    found = blocks(([*lines[:6]], 0), ([*lines[:5], b'x'], 0))
    assert [block.is_folded for block in found] == [False, False]  # two lines are not worth a click


def test_a_line_is_visible_and_not_endless() -> None:
    (line,) = shown([b'\x1b' + b'x' * 3000], 0)
    text = line.pieces[0].text
    assert text.startswith('\\x1bxxx') and text.endswith('[cut: the line has 3,001 bytes]')


LINES = st.lists(st.sampled_from((b'', b'a b c', b'a x c', b'one', b'a b c d', b' ')), max_size=12)


@given(LINES, LINES)
def test_every_line_of_both_is_there_once_and_in_order(copy: list[bytes], source: list[bytes]) -> None:
    found = aligned(copy, source)
    for lines, side in ((copy, [line.copy for line in found]), (source, [line.source for line in found])):
        whole = [line for line in side if line is not None]
        assert [''.join(piece.text for piece in line.pieces) for line in whole] == [line.decode() for line in lines]
        assert [line.number for line in whole] == list(range(1, len(lines) + 1))
