from __future__ import annotations

import pytest

from sot_guard.environment import is_read_by_a_person


@pytest.mark.parametrize(
    ('environ', 'is_terminal', 'expected'), [
        ({}, True, True),
        ({}, False, False),
        ({'PRE_COMMIT': '1'}, True, False),
        ({'PRE_COMMIT': '0'}, True, True),
        ({'PRE_COMMIT': ''}, True, True),
        ({'PRE_COMMIT': 'False'}, True, True),
        ({'GIT_INDEX_FILE': '.git/index'}, True, False),
        ({'GIT_INDEX_FILE': ''}, True, True),
        ({'CI': 'true', 'GIT_DIR': '.git'}, True, True),
    ],
)
def test_who_reads_a_run(environ: dict[str, str], *, is_terminal: bool, expected: bool) -> None:
    assert is_read_by_a_person(environ, is_terminal=is_terminal) is expected
