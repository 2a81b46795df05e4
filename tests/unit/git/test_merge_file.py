from __future__ import annotations

import os

import pytest

from sot_guard.git.merge_file import Hunk
from sot_guard.git.merge_file import pieces_of
from sot_guard.git.process import Git


def lines(text: str) -> list[bytes]:
    return text.encode().split()


@pytest.mark.parametrize(
    ('source', 'base', 'copy', 'pieces'),
    [
        ('a b', 'a', 'a', ['a b']),
        ('a x d', 'a b d', 'a y d', ['a', ('x', 'b', 'y'), 'd']),
        # an overline, which is that of the next title too
        ('= x = =', '=', '= y = =', ['', ('= x =', '', '= y ='), '=']),
        ('a = x = = b', 'a = = b', 'a = y = = b', ['a', ('= x', '', '= y'), '= = b']),
        # no insertion, or not the same line
        ('= x = b', '= c = b', '= y = b', ['=', ('x', 'c', 'y'), '= b']),
        ('a x', 'a', 'a y', ['a', ('x', '', 'y'), '']),
    ],
)
def test_hunks_stand_between_what_is_merged(
    source: str, base: str, copy: str, pieces: list[str | tuple[str, str, str]],
) -> None:
    texts = (b''.join(line + b'\n' for line in lines(text)) for text in (source, base, copy))
    found = pieces_of(Git(os.environ), *texts)
    assert found == [lines(one) if isinstance(one, str) else Hunk(*map(lines, one)) for one in pieces]


def test_blank_lines_stay_where_they_are() -> None:
    found = pieces_of(Git(os.environ), b'a\n\nx\n\nb\n', b'a\n\nb\n', b'a\n\ny\n\nb\n')
    assert found == [[b'a', b''], Hunk([b'x', b''], [], [b'y', b'']), [b'b']]
    # nor does a block begin with the end of the one above it
    found = pieces_of(Git(os.environ), b'=\n\nx\n=\n', b'=\n', b'=\n\ny\n=\n')
    assert found == [[b'='], Hunk([b'', b'x', b'='], [], [b'', b'y', b'=']), []]
