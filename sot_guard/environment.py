"""TODO"""
from __future__ import annotations

from collections.abc import Mapping

DROPPED = frozenset((
    'GIT_EXTERNAL_DIFF', 'GIT_DIFF_OPTS', 'GIT_PAGER', 'PAGER', 'GIT_PAGER_IN_USE', 'GIT_PREFIX',
    'GIT_LITERAL_PATHSPECS', 'GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS',
))
SET = {
    'LC_ALL': 'C',
    'GIT_OPTIONAL_LOCKS': '0',
    'GIT_TERMINAL_PROMPT': '0',
    'GIT_NO_REPLACE_OBJECTS': '1',
    # no file: one that is there (.git/info/grafts) gives commits other parents, as a replacement does
    'GIT_GRAFT_FILE': '',
    'GIT_LITERAL_PATHSPECS': '1',
    # a missing object is reported, not fetched: a fetch would run core.sshCommand. The second one is for git < 2.44
    'GIT_NO_LAZY_FETCH': '1',
    'GIT_ALLOW_PROTOCOL': 'none',
}


def sealed(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of every git call: the user's, without what changes output or runs programs."""
    kept = {k: v for k, v in environ.items() if k not in DROPPED and not k.startswith('GIT_TRACE')}
    return kept | SET
