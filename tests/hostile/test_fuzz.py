"""The targets of the fuzzer, for a moment each: what holds for any bytes."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from tools.fuzz.targets import TARGETS


@pytest.mark.parametrize('name', TARGETS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_the_promise_of_a_target_holds_for_any_bytes(name: str, data: st.DataObject) -> None:
    target = TARGETS[name]
    word = st.sampled_from(target.words) | st.binary(max_size=4)
    target.holds(data.draw(st.lists(word, max_size=30).map(b''.join)))
