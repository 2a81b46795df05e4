"""What a run judges, and how it came about: a pure function of evidence that is collected once.

The variables that git and the runners of hooks leave in the environment are read here and in hook_context.py (and by
the fast path, which hands over where it finds one). A shell, an editor or an outer run may have left each of them, so
none decides alone: an index that git names means that a commit is made, a commit of PRE_COMMIT_* means a push or a
range only where it exists here.
"""
from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.environment import INDEX_FILE
from sot_guard.environment import is_on
from sot_guard.environment import JUDGED
from sot_guard.errors import GitError
from sot_guard.errors import UsageError
from sot_guard.git.hook_context import index_name
from sot_guard.git.hook_context import is_hook
from sot_guard.git.hook_context import OF_ALL
from sot_guard.git.hook_context import OF_PATHS
from sot_guard.git.hook_context import SWITCHES
from sot_guard.git.process import Git
from sot_guard.git.process import Repository
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import Snapshot

_FROM = 'PRE_COMMIT_FROM_REF'
# `git merge` names the commits that it merges in this way; MERGE_HEAD is written only when it stops
_GITHEAD = re.compile(r'GITHEAD_((?:[0-9a-f]{24})?[0-9a-f]{40})')


class Evidence(NamedTuple):
    """What the environment, git and the disk tell of a run before anything is judged."""

    # all variables
    environ: Mapping[str, str]
    # git finds the repository of GIT_DIR without that variable, too
    is_found: bool = False
    # the index that GIT_INDEX_FILE names is there; True where none is named
    has_index: bool = True
    # the variables of PRE_COMMIT_* whose commit is here; looked up where an index is named as well
    known: frozenset[str] = frozenset()


class Situation(NamedTuple):
    """One thing to judge, by an environment in which nothing leads elsewhere."""

    # for git, `subject`, `hook_context` and the baseline
    environ: Mapping[str, str]
    # a line for the user where commands are printed, '' if there is none
    remark: str = ''


def collect(environ: Mapping[str, str]) -> Evidence:
    """Return the evidence; git is asked only where a variable makes it necessary."""
    is_found = _is_found(environ)
    git = Git(_without(environ, ('GIT_DIR', 'GIT_WORK_TREE')) if is_found else environ)
    known = set()
    if _may_be_both(environ):
        known = {name for name in (*JUDGED, _FROM) if (ref := environ.get(name)) and _find(git, ref) is not None}
    return Evidence(environ, is_found, _has_index(environ, git), frozenset(known))


def _is_found(environ: Mapping[str, str]) -> bool:
    # a `.git` here: the working directory is the top level, whatever is set. git itself exports `.` for a work tree
    if 'GIT_DIR' not in environ or environ.get('GIT_WORK_TREE', '.') != '.' or os.path.lexists('.git'):
        return False
    others = _without(environ, ('GIT_DIR', 'GIT_WORK_TREE'))
    (is_inside, without), (_, found) = map(_git_dir, (others, environ))
    if not is_inside or found:
        return is_inside and without == found
    # git exports it relative to the top level, which a hook may have left
    top = Git(others).repository().top
    return os.path.realpath(os.path.join(top, os.fsencode(environ['GIT_DIR']))) == without


def _git_dir(environ: Mapping[str, str]) -> tuple[bool, bytes]:
    """Whether the current directory is in a work tree, and the repository that git finds; b'' for none."""
    status, out, _ = Git(environ).finished('rev-parse', '--is-inside-work-tree', '--absolute-git-dir')
    is_inside, _, path = out.partition(b'\n')
    return (False, b'') if status else (is_inside == b'true', path[:-1])


def _has_index(environ: Mapping[str, str], git: Git) -> bool:
    name = environ.get(INDEX_FILE)
    if name is None:
        return True
    # relative to the top level
    top = b'' if os.path.isabs(name) or os.path.lexists('.git') else git.repository().top
    path = os.path.join(top, os.fsencode(name))
    if os.path.isfile(path):
        return True
    # nothing was ever added
    own = os.path.join(git.output('rev-parse', '--absolute-git-dir')[:-1], b'index')
    return bool(name) and os.path.realpath(path) == os.path.realpath(own)


def _may_be_both(environ: Mapping[str, str]) -> bool:
    """Whether a runner may have started us for a commit that is made, or for one that exists."""
    index = index_name(environ)
    is_made = index == OF_ALL or index.startswith(OF_PATHS) or not is_on(environ, 'PRE_COMMIT')
    if INDEX_FILE not in environ or is_made or 'PRE_COMMIT_CHECKOUT_TYPE' in environ:
        return False
    # of a push a runner names the remote, of a range the older name too; without either somebody has exported the ref
    return 'PRE_COMMIT_REMOTE_NAME' in environ or environ.get('PRE_COMMIT_SOURCE') == environ.get('PRE_COMMIT_TO_REF')


def _without(environ: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    dropped = frozenset(names)
    return {name: value for name, value in environ.items() if name not in dropped}


def situations(evidence: Evidence, rev: str | None = None) -> tuple[Situation, ...]:
    """Return what a check judges: the index, a commit, or both where the evidence cannot tell; GitError. Pure.

    `rev`: the commit of the command line, which then is all.
    """
    environ, remark = _placed(evidence)
    of_commit = Situation(_without(environ, (INDEX_FILE,)), remark)
    judged = next((name for name in JUDGED if environ.get(name)), None)
    if rev is not None or INDEX_FILE not in environ:
        return (of_commit,)
    _refuse_missing(evidence)
    of_index = Situation(_of_index(environ), remark)
    needed = {name for name in (judged, _FROM) if name is not None and environ.get(name)}
    is_both = judged is not None and _may_be_both(environ) and needed <= evidence.known
    return (of_index, of_commit) if is_both else (of_index,)


def work_tree(evidence: Evidence) -> Mapping[str, str]:
    """Return the environment of a command that works on the index, whatever a runner names; GitError. Pure."""
    _refuse_missing(evidence)
    return _of_index(_placed(evidence)[0])


def refuse_in_hooks(environ: Mapping[str, str], verb: str) -> None:
    """UsageError where a commit is being made: what is written then is not what that commit holds."""
    set_by_git = [INDEX_FILE] if INDEX_FILE in environ else []
    for name in (*(name for name in SWITCHES if is_on(environ, name)), *set_by_git):
        raise UsageError(f'{verb}: cannot run in a hook ({name} is set); if this is not a hook, run unset {name}')


def _placed(evidence: Evidence) -> tuple[Mapping[str, str], str]:
    """The environment without a GIT_DIR that makes the working directory a top level, and what a person has to know."""
    if not evidence.is_found:
        return evidence.environ, ''
    remark = 'GIT_DIR is set, so git uses the current directory as the top level; run unset GIT_DIR first'
    return _without(evidence.environ, ('GIT_DIR', 'GIT_WORK_TREE')), '' if is_hook(evidence.environ) else remark


def _refuse_missing(evidence: Evidence) -> None:
    if not evidence.has_index:
        name = evidence.environ[INDEX_FILE]
        remedy = f'to check the index of the repository, run unset {INDEX_FILE}'
        raise GitError(f'{INDEX_FILE}: {name!r} does not exist; {remedy}')


def _of_index(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith('PRE_COMMIT_')}


# ---- what is judged, and on what it follows


def subject(git: Git, repository: Repository, environ: Mapping[str, str], rev: str | None) -> Snapshot:
    """Return the commit of `--rev`, or that which is being pushed or was named to the runner; otherwise the index."""
    if rev is not None:
        return Commit(git, commit_id(git, rev, '--rev'))
    for variable in JUDGED:
        if rev := environ.get(variable):
            return Commit(git, commit_id(git, rev, variable))
    return Index(git, repository)


def commit_id(git: Git, rev: str, variable: str) -> str:
    """Return the full id of a commit that a variable names; GitError if there is none."""
    oid = _find(git, rev)
    if oid is None:
        raise GitError(f'{variable}: commit {rev!r} does not exist; in a shallow clone: git fetch --unshallow')
    return oid


def _find(git: Git, rev: str) -> str | None:
    # rev-parse before git 2.30 does not know --end-of-options
    return None if rev.startswith('-') else git.object_id('rev-parse', '--verify', '--quiet', f'{rev}^{{commit}}')


def start_of_range(git: Git, environ: Mapping[str, str]) -> str | None:
    """Return the id of the commit from which on commits are pushed, None where a runner names none; GitError."""
    ref = environ.get(_FROM)
    return commit_id(git, ref, _FROM) if ref else None


def merged_commits(git: Git, environ: Mapping[str, str], head: str | None) -> list[str]:
    """Return the ids of the commits that `git merge` is merging: known here, and not in HEAD already."""
    named = [match[1] for match in map(_GITHEAD.fullmatch, environ) if match]
    known = [oid for oid in named if _find(git, oid) == oid]
    return [oid for oid in known if head is None or git.answer('merge-base', '--is-ancestor', oid, head) is None]


def merge_name(environ: Mapping[str, str], oid: str) -> str:
    """Return what `git merge` calls a commit that it merges; '' where it does not say."""
    return environ.get(f'GITHEAD_{oid}', '')


def head_commit(git: Git) -> str | None:
    """Return the id of HEAD's commit, None before the first one; GitError where that cannot be read."""
    oid = git.object_id('rev-parse', '--verify', '--quiet', 'HEAD')
    if oid is None and not _is_unborn(git):
        raise GitError('HEAD: cannot be read; run git fsck')
    return oid


def _is_unborn(git: Git) -> bool:
    """Whether HEAD names a branch that is not there, rather than one that is damaged or may not be read."""
    status, branch, _ = git.finished('symbolic-ref', '--quiet', 'HEAD')
    if status:
        return False
    path = git.path(os.fsdecode(branch[:-1]))
    try:
        # empty folders are left behind by branches with a / in their names
        return os.path.isdir(path) or not os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
