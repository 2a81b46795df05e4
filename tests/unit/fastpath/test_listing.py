"""A listing of the index is taken apart alike, in whatever pieces it comes; half of one is none."""
from __future__ import annotations

import pytest

from sot_guard.fastpath.listing import sides

ENTRIES = [b'100644 %s 0\t%s' % (b'1' * 40, path) for path in (b'A.md', b'docs/A.md', b'docs/B.md', b'z')]
LISTING = b''.join(entry + b'\0' for entry in ENTRIES)


@pytest.mark.parametrize('size', [1, 7, 50, 51, 52, 100, len(LISTING)])
def test_in_pieces(size: int) -> None:
    root, docs = sides(iter([LISTING[at:at + size] for at in range(0, len(LISTING), size)]))
    assert bytes(root).split(b'\0') == [ENTRIES[0], ENTRIES[3], b'']
    assert bytes(docs).split(b'\0') == [entry.replace(b'docs/', b'') for entry in ENTRIES[1:3]] + [b'']


@pytest.mark.parametrize('cut', [1, 5, 30])
def test_half_a_listing(cut: int) -> None:
    with pytest.raises(ValueError, match=r'^half a listing$'):
        sides(iter([LISTING[:-cut]]))


def test_nothing_is_a_whole_listing() -> None:
    assert [*map(bytes, sides(iter([])))] == [b'', b'']
