from __future__ import annotations

import pytest

from sot_guard.analysis import repeats
from sot_guard.analysis.repeats import Repeats


def test_the_first_name_of_a_content_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, 'MAX_WORK', 10)
    left = Repeats()
    assert left.allows('a', 100) and left.allows('b', 100)
    assert [left.allows(*what) for what in (('a', 4), ('b', 6), ('a', 1), ('c', 9), ('c', 0))] == [
        True, True, False, True, False,
    ]


@pytest.mark.parametrize(('work', 'expected'), [(0, False), (1, True)])
def test_it_is_exhausted_where_something_was_not_allowed(work: int, expected: bool) -> None:
    left = Repeats()
    for more in (0, repeats.MAX_WORK, work):
        left.allows('a', more)
    assert left.is_exhausted is expected
