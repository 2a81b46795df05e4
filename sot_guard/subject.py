"""What a run judges: chosen by the variables that the hook runners set."""
from __future__ import annotations

from collections.abc import Mapping

from sot_guard.errors import GitError
from sot_guard.git import Git
from sot_guard.git import Repository
from sot_guard.snapshots import Commit
from sot_guard.snapshots import Index
from sot_guard.snapshots import Snapshot


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
