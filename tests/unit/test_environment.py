"""The variables that git is started with."""
from __future__ import annotations

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
