"""The variables that git is started with, and who reads a run."""
from __future__ import annotations

import pytest

from sot_guard.environment import is_read_by_a_person
from sot_guard.environment import sealed


def test_the_environment_keeps_where_and_drops_how() -> None:
    kept = {
        'GIT_DIR': 'a', 'GIT_WORK_TREE': 'b', 'GIT_INDEX_FILE': 'c', 'GIT_OBJECT_DIRECTORY': 'd',
        'GIT_CONFIG_COUNT': '0', 'GITHEAD_1': 'x', 'HOME': 'h',
    }
    dropped = dict.fromkeys((
        'GIT_EXTERNAL_DIFF', 'GIT_DIFF_OPTS', 'GIT_PAGER', 'PAGER', 'GIT_PAGER_IN_USE', 'GIT_PREFIX', 'GIT_TRACE',
        'GIT_TRACE2_EVENT', 'GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS',
    ), 'x')
    assert sealed(kept | dropped | {'LC_ALL': 'de_DE'}) == kept | {
        'LC_ALL': 'C', 'GIT_OPTIONAL_LOCKS': '0', 'GIT_TERMINAL_PROMPT': '0', 'GIT_NO_REPLACE_OBJECTS': '1',
        'GIT_NO_LAZY_FETCH': '1', 'GIT_ALLOW_PROTOCOL': 'none', 'GIT_GRAFT_FILE': '',
    }


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
