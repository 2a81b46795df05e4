"""What a run judges: chosen by the variables that the hook runners set."""
from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.git.process import Git
from sot_guard.git.process import Repository
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import Snapshot


def subject(git: Git, repository: Repository, environ: Mapping[str, str], rev: str | None) -> Snapshot:
    """The commit of `--rev`, or that which is being pushed or was named to the runner; otherwise the index."""
    if rev is not None:
        return Commit(git, commit_id(git, rev, '--rev'))
    for variable in ('PRE_COMMIT_TO_REF', 'PRE_COMMIT_LOCAL_BRANCH'):
        if rev := environ.get(variable):
            return Commit(git, commit_id(git, rev, variable))
    return Index(git, repository)


def commit_id(git: Git, rev: str, variable: str) -> str:
    """The full id of a commit that a variable names; GitError if there is none."""
    # rev-parse before git 2.30 does not know --end-of-options
    oid = None if rev.startswith('-') else git.object_id('rev-parse', '--verify', '--quiet', f'{rev}^{{commit}}')
    if oid is None:
        raise GitError(f'{variable}: there is no commit {rev!r} here; in a shallow clone, fetch the whole history')
    return oid


class HookContext(NamedTuple):
    """How the run came about, as far as it changes what has to be typed.

    `prefix`: the user's directory below the top level; `of_paths`: `git commit -- PATH`; `of_all`: `git commit -a`;
    `runner`: under pre-commit or prek, which may have put unstaged edits away; `pushing`: at the pre-push stage;
    `commit`: the id of the judged one, '' for the index; `branch`: the one that is being pushed; `checked_out`: the
    judged commit is HEAD; `program`: this one, as a shell starts it.
    """

    prefix: bytes
    of_paths: bool
    of_all: bool
    runner: bool
    pushing: bool
    branch: str
    commit: str = ''
    checked_out: bool = False
    program: str = ''


def hook_context(environ: Mapping[str, str], prefix: bytes, program: str = '') -> HookContext:
    """The circumstances that the environment of a hook tells; `prefix`: where it runs, below the top level."""
    index = environ.get('GIT_INDEX_FILE', '').replace('\\', '/').rpartition('/')[2]
    return HookContext(
        # a hook runs at the top level; GIT_PREFIX says where the user stands
        prefix=prefix or environ.get('GIT_PREFIX', '').encode('utf-8', 'surrogateescape'),
        of_paths=index.startswith('next-index-'),  # builtin/commit.c: the index of a partial commit
        of_all=index == 'index.lock',
        runner='PRE_COMMIT' in environ,
        pushing='PRE_COMMIT_REMOTE_NAME' in environ,
        branch=environ.get('PRE_COMMIT_LOCAL_BRANCH', '').removeprefix('refs/heads/'),
        program=program,
    )
