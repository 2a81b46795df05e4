"""The environment under which git is started, on built-ins alone: the fast path imports this too."""
from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# the variable by which git names the index of a commit that is being made
INDEX_FILE = 'GIT_INDEX_FILE'
# what runners of hooks name as judged, the first one that is set
JUDGED = ('PRE_COMMIT_TO_REF', 'PRE_COMMIT_LOCAL_BRANCH')
# variables that change what git prints, or name a program to run
_DROPPED = (
    'GIT_EXTERNAL_DIFF', 'GIT_DIFF_OPTS', 'GIT_PAGER', 'PAGER', 'GIT_PAGER_IN_USE', 'GIT_PREFIX',
    'GIT_LITERAL_PATHSPECS', 'GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS',
)
_SET = {
    'LC_ALL': 'C',
    'GIT_OPTIONAL_LOCKS': '0',
    'GIT_TERMINAL_PROMPT': '0',
    'GIT_NO_REPLACE_OBJECTS': '1',
    # no file: one that is there (.git/info/grafts) gives commits other parents, as a replacement does
    'GIT_GRAFT_FILE': '',
    # a missing object is reported, not fetched: a fetch would run core.sshCommand. The second is for git < 2.44
    'GIT_NO_LAZY_FETCH': '1',
    'GIT_ALLOW_PROTOCOL': 'none',
}
# the values of a switch that is off
_OFF = ('', '0', 'false')
# options of every git call, for the same reason
GIT_OPTIONS = ('--no-pager', '-c', 'core.fsmonitor=false', '-c', 'safe.bareRepository=explicit')


def is_on(environ: Mapping[str, str], switch: str) -> bool:
    """Return whether a variable that is a switch is set and not off."""
    return environ.get(switch, '').lower() not in _OFF


def is_read_by_a_person(environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Return whether a person has started the run and reads it as it is written: no hook of git's, no runner."""
    return is_terminal and not environ.get(INDEX_FILE) and not is_on(environ, 'PRE_COMMIT')


def sealed(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a git call: the user's, without what changes output or runs programs.

    Paths are given to git as patterns; who gives names adds GIT_LITERAL_PATHSPECS.
    """
    kept = {k: v for k, v in environ.items() if k not in _DROPPED and not k.startswith('GIT_TRACE')}
    return kept | _SET
