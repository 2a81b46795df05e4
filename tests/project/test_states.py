"""The matrix of known states is whole: each has a test, and no test names one that nobody can look up."""
from __future__ import annotations

from tests.support.states import built_by
from tests.support.states import ELSEWHERE
from tests.support.states import STATES


def test_every_state_is_built_by_a_test_or_said_to_be_impossible_here() -> None:
    assert set(built_by()) == set(STATES) - set(ELSEWHERE)
