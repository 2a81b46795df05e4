"""How a run came about, as far as it changes what has to be typed: by the variables that git and runners leave."""
from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.environment import INDEX_FILE
from sot_guard.environment import is_on

# set for everything that git or a runner starts while a commit is made
SWITCHES = ('PRE_COMMIT', 'LEFTHOOK')
# the index of `git commit -a`, and that of `git commit -- PATH`: they are there for that commit alone
OF_ALL, OF_PATHS = 'index.lock', 'next-index-'
_BRANCH, _TAG = 'refs/heads/', 'refs/tags/'


def index_name(environ: Mapping[str, str]) -> str:
    """Return the name of the index that git names, without its folder."""
    return environ.get(INDEX_FILE, '').replace('\\', '/').rpartition('/')[2]


class HookContext(NamedTuple):
    """How the run came about, as far as it changes what has to be typed."""

    # the user's directory below the top level
    prefix: bytes
    # `git commit -- PATH`
    of_paths: bool
    # `git commit -a`
    of_all: bool
    # under pre-commit or prek, which may have put unstaged edits away
    runner: bool
    # at the pre-push stage
    pushing: bool
    # git has named an index: a commit is being made
    committing: bool
    # a runner has named a range of commits
    ranged: bool
    # what is pushed is this branch
    branch: str
    # what is pushed is this tag
    tag: str = ''
    # what is pushed is neither, but an id or another ref
    other: str = ''
    # the id of the judged commit, '' for the index
    commit: str = ''
    # the judged commit is HEAD
    checked_out: bool = False
    # this program, as a shell starts it
    program: str = ''


def hook_context(environ: Mapping[str, str], prefix: bytes, program: str = '') -> HookContext:
    """Return what the environment of a hook tells; `prefix`: where it runs, below the top level."""
    pushed = environ.get('PRE_COMMIT_LOCAL_BRANCH', '')
    is_branch, is_tag = pushed.startswith(_BRANCH), pushed.startswith(_TAG)
    return HookContext(
        prefix=_user_prefix(environ, prefix),
        of_paths=index_name(environ).startswith(OF_PATHS),
        of_all=index_name(environ) == OF_ALL,
        runner=is_on(environ, 'PRE_COMMIT'),
        pushing='PRE_COMMIT_REMOTE_NAME' in environ,
        committing=INDEX_FILE in environ,
        ranged='PRE_COMMIT_TO_REF' in environ,
        branch=pushed.removeprefix(_BRANCH) if is_branch else '',
        tag=pushed.removeprefix(_TAG) if is_tag else '',
        other='' if is_branch or is_tag or pushed == 'HEAD' else pushed,
        program=program,
    )


def is_hook(environ: Mapping[str, str]) -> bool:
    """Return whether a hook may be running."""
    return INDEX_FILE in environ or any(is_on(environ, name) for name in SWITCHES)


def _user_prefix(environ: Mapping[str, str], prefix: bytes) -> bytes:
    """The user's folder: git tells it to a hook, which it starts at the top level, and which may `cd`."""
    user_prefix = environ.get('GIT_PREFIX')
    if user_prefix is None or not is_hook(environ) or os.path.isabs(user_prefix):
        return prefix
    # a shell may have it from a hook of another time or place
    is_here = os.path.isdir(os.path.join('../' * prefix.count(b'/'), user_prefix or '.'))
    return os.fsencode(user_prefix) if is_here and '..' not in user_prefix.split('/') else prefix
