"""What the environment of a hook says of what has to be typed."""
from __future__ import annotations

import pytest

from sot_guard.git.hook_context import hook_context
from sot_guard.git.hook_context import HookContext
from tests.support.repo import Repo

INDEX, TO, FROM, BRANCH = 'GIT_INDEX_FILE', 'PRE_COMMIT_TO_REF', 'PRE_COMMIT_FROM_REF', 'PRE_COMMIT_LOCAL_BRANCH'
REMOTE, CHECKOUT = 'PRE_COMMIT_REMOTE_NAME', 'PRE_COMMIT_CHECKOUT_TYPE'
SOURCE = 'PRE_COMMIT_SOURCE'
COMMIT = {INDEX: '.git/index', 'GIT_PREFIX': '', 'GIT_EDITOR': ':'}
PUSH = {'PRE_COMMIT': '1', TO: 'b', FROM: 'a', BRANCH: 'refs/heads/main', REMOTE: 'origin'}
LINKED = {'GIT_DIR': '/r/.git/worktrees/w', INDEX: '/r/.git/worktrees/w/index'}
HERE = frozenset((TO, FROM, BRANCH))


def test_a_context_of_nothing() -> None:
    assert hook_context({}, b'') == HookContext(b'', False, False, False, False, False, False, '')
    how = hook_context({INDEX: '/x/next-index-1/index'}, b'')
    assert (how.of_paths, how.of_all, how.committing) == (False, False, True)


@pytest.mark.parametrize(('pushed', 'branch', 'tag', 'other'), [
    ('refs/heads/a/b', 'a/b', '', ''), ('refs/tags/v1', '', 'v1', ''), ('refs/notes/x', '', '', 'refs/notes/x'),
    ('1' * 40, '', '', '1' * 40), ('HEAD', '', '', ''), ('HEAD~2', '', '', 'HEAD~2'), ('', '', '', ''),
    ('refs/remotes/o/main', '', '', 'refs/remotes/o/main'),
])
def test_what_is_pushed(pushed: str, branch: str, tag: str, other: str) -> None:
    how = hook_context({BRANCH: pushed, REMOTE: 'o'}, b'')
    assert (how.branch, how.tag, how.other, how.pushing) == (branch, tag, other, True)


@pytest.mark.parametrize(('environ', 'at', 'prefix'), [
    # a hook of git's, at the top level; one that cds, or in a prek workspace; a hook of the top level that cds
    (COMMIT | {'GIT_PREFIX': 'docs/'}, '', b'docs/'), (COMMIT | {'GIT_PREFIX': 'docs/'}, 'a/b/', b'docs/'),
    (COMMIT, 'docs/', b''), ({'PRE_COMMIT': '1', 'GIT_PREFIX': 'docs/'}, '', b'docs/'),
    ({'LEFTHOOK': '1', 'GIT_PREFIX': ''}, 'docs/', b''),
    # a shell of a person
    ({}, 'docs/', b'docs/'), ({'GIT_PREFIX': 'docs/'}, '', b''), ({'GIT_PREFIX': ''}, 'docs/', b'docs/'),
    ({'PRE_COMMIT': '0', 'GIT_PREFIX': 'docs/'}, 'a/b/', b'a/b/'),
    # what another repository has left
    (COMMIT | {'GIT_PREFIX': 'gone/'}, 'docs/', b'docs/'), (COMMIT | {'GIT_PREFIX': '/'}, '', b''),
    (COMMIT | {'GIT_PREFIX': '../repo/'}, '', b''), ({INDEX: '.git/index'}, 'docs/', b'docs/'),
])
def test_where_the_user_stands(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], at: str, prefix: bytes,
) -> None:
    repo.commit_pair()
    (repo.path / 'a/b').mkdir(parents=True)
    monkeypatch.chdir(repo.path / at)
    assert hook_context(environ, at.encode()).prefix == prefix
