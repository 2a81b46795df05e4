"""How a printed command is spelled: names quoted, git told to take them literally."""
from __future__ import annotations

import re
import shlex

from sot_guard.escaping import is_plain
from sot_guard.escaping import visible

SKIP = 'SKIP=sot-guard,sot-guard-all'


def staging(path: bytes) -> str:
    """The command that makes a path from the user's directory a part of the commit."""
    return f'{literal_git(path)} add {word(path)}'


def word(path: bytes) -> str:
    """A path as a shell takes it; for a name that cannot be printed as it is, as a reader does."""
    if not is_plain(path):
        return visible(path)
    return shlex.quote('./' + path.decode() if path.startswith(b'-') else path.decode())


def literal_git(*paths: bytes) -> str:
    """`git`, with the option that keeps it from taking one of these names for a pattern."""
    # a name may be a pattern to git: `git rm '*.md'` removes them all
    if any(path.startswith(b':') or re.search(rb'[*?\[\\]', path) for path in paths):
        return 'git --literal-pathspecs'
    return 'git'
