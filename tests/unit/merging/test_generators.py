from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.merging import generators
from sot_guard.merging.generators import candidates
from sot_guard.merging.generators import line_by_line
from sot_guard.merging.generators import reflowed
from sot_guard.merging.hunks import Hunk

NOTHING = read_document(b'', Format.PLAIN)


def hunk(source: str, base: str, copy: str) -> Hunk:
    """A hunk, of lines that are set apart by blanks."""
    return Hunk(
        *([line.encode().replace(b'_', b' ') for line in text.split(' ') if line] for text in (source, base, copy))
    )


def first(*pieces: list[bytes] | Hunk) -> list[str]:
    """The texts that are made of pieces, on one line each."""
    return [text.decode().strip('\n').replace('\n', ' ') for text in candidates(list(pieces), (NOTHING, NOTHING))]


@pytest.mark.parametrize(
    ('source', 'base', 'copy', 'expected'),
    [
        ('A b', 'a b', 'a B', 'A B'),
        ('A b', 'a b', 'A B', 'A B'),
        ('A', 'a', 'B', None),
        ('', 'a b', 'a B', None),
        ('b', 'a b', 'a B', 'B'),
        ('x a b', 'a b', 'a b y', 'x a b y'),
        ('A x b', 'a b', 'a B', 'A x B'),
        # which became which is seen by the words
        (
            'new_one the_first_line the_last_line',
            'the_first_line the_last_line',
            'the_first_word the_last_line',
            'new one the first word the last line',
        ),
        ('p the_first_line q', 'the_first_word', 'the_first_word z', 'p the first line q z'),
        ('one_two x', 'one_three y w', 'one_three y W', None),
    ],
)
def test_edits_of_different_lines_go_together(source: str, base: str, copy: str, expected: str | None) -> None:
    made = line_by_line(hunk(source, base, copy))
    assert (made and b' '.join(made).decode()) == expected


def test_long_runs_are_not_paired(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generators, 'MAX_PAIRS', 1)
    assert line_by_line(hunk('x a_B', 'a_b', 'a_b y')) == [b'x', b'a B', b'y']
    assert line_by_line(hunk('x a_B', 'a_b c', 'a_b C')) is None


def test_the_side_counts_that_changed_more_than_white_space() -> None:
    assert list(reflowed(hunk('a_b', 'a b', 'a c'))) == [[b'a', b'c']]
    assert list(reflowed(hunk('a c', 'a b', 'a_b'))) == [[b'a', b'c']]
    assert list(reflowed(hunk('a c', 'a b', 'a d'))) == []


@pytest.mark.parametrize(
    ('source', 'base', 'copy', 'expected'),
    [
        pytest.param('x', '', 'x', ['0 x 9'], id='the same'),
        pytest.param(
            'x y',
            '',
            'x z',
            [
                '0 x y  z 9',
                '0 x y z 9',
                '0 x z y 9',
                '0 x y  x z 9',
                '0 x y x z 9',
                '0 x z x y 9',
            ],
            id='a common beginning',
        ),
        pytest.param('x y', 'a', 'x', ['0 x y 9'], id='the same in place of the base, and more'),
        pytest.param('x', 'a', 'x y', ['0 x y 9'], id='more on the other side'),
        pytest.param('X b', 'x b', 'x B', ['0 X B 9'], id='line by line'),
        pytest.param('X', 'x', 'Y', [], id='a conflict'),
    ],
)
def test_hunks_are_settled_in_a_few_ways(source: str, base: str, copy: str, expected: list[str]) -> None:
    assert first([b'0'], hunk(source, base, copy), [b'9']) == expected


def test_too_many_hunks_or_lines_are_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generators, 'MAX_HUNKS', 0)
    assert first([b'0'], hunk('x', '', 'y'), [b'9']) == []
    monkeypatch.setattr(generators, 'MAX_HUNKS', 1)
    monkeypatch.setattr(generators, 'MAX_LINES', 1)
    assert first([b'0'], hunk('x y', '', 'z'), [b'9']) == []
