"""Which situation follows from which evidence: a table, a row for each kind of place that a run can stand in."""
from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from sot_guard.environment import is_on
from sot_guard.errors import GitError
from sot_guard.errors import UsageError
from sot_guard.git.process import Git
from sot_guard.git.situation import collect
from sot_guard.git.situation import commit_id
from sot_guard.git.situation import Evidence
from sot_guard.git.situation import head_commit
from sot_guard.git.situation import merged_commits
from sot_guard.git.situation import refuse_in_hooks
from sot_guard.git.situation import situations
from sot_guard.git.situation import start_of_range
from sot_guard.git.situation import subject
from sot_guard.git.situation import work_tree
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from tests.support.repo import Repo

INDEX, TO, FROM, BRANCH = 'GIT_INDEX_FILE', 'PRE_COMMIT_TO_REF', 'PRE_COMMIT_FROM_REF', 'PRE_COMMIT_LOCAL_BRANCH'
REMOTE, CHECKOUT = 'PRE_COMMIT_REMOTE_NAME', 'PRE_COMMIT_CHECKOUT_TYPE'
SOURCE = 'PRE_COMMIT_SOURCE'
COMMIT = {INDEX: '.git/index', 'GIT_PREFIX': '', 'GIT_EDITOR': ':'}
PUSH = {'PRE_COMMIT': '1', TO: 'b', FROM: 'a', BRANCH: 'refs/heads/main', REMOTE: 'origin'}
LINKED = {'GIT_DIR': '/r/.git/worktrees/w', INDEX: '/r/.git/worktrees/w/index'}
HERE = frozenset((TO, FROM, BRANCH))


class Row(NamedTuple):
    """An environment, what else is known, and what is judged: 'index', or the variable that names the commit."""

    environ: dict[str, str]
    judged: tuple[str, ...] = ('index',)
    known: frozenset[str] = frozenset()
    is_found: bool = False
    # what git must not see
    dropped: tuple[str, ...] = ()


ROWS = {
    'plain shell': Row({}),
    'bisect run': Row({}),
    'pre-commit': Row(COMMIT),
    'pre-commit, the framework': Row(COMMIT | {'PRE_COMMIT': '1'}),
    'pre-merge-commit': Row(COMMIT | {f'GITHEAD_{"1" * 40}': 'topic'}),
    'commit -a': Row({INDEX: '/r/.git/index.lock'}),
    'commit -- path': Row({INDEX: '/r/.git/next-index-7.lock'}),
    'rebase --exec': Row({'GIT_REFLOG_ACTION': 'rebase'}),
    'an older rebase --exec': Row({'GIT_DIR': '/r/.git', 'GIT_WORK_TREE': '/r'}),
    'linked work tree': Row(LINKED),
    'linked work tree, a hook that cds': Row(LINKED, is_found=True, dropped=('GIT_DIR',)),
    'prek workspace': Row(COMMIT | {'PRE_COMMIT': '1', 'PREK_HOOK_STAGE': 'pre-commit'}),
    'prek workspace in a linked work tree': Row(LINKED | {'GIT_WORK_TREE': '/w', 'PRE_COMMIT': '1'}),
    'git --git-dir --work-tree, a hook that cds': Row(
        {'GIT_DIR': '/r/.git', 'GIT_WORK_TREE': '.'}, is_found=True, dropped=('GIT_DIR', 'GIT_WORK_TREE'),
    ),
    'terminal of an editor': Row({'GIT_DIR': '/r/.git'}, is_found=True, dropped=('GIT_DIR',)),
    'work tree kept elsewhere': Row({'GIT_DIR': '/home/dotfiles', 'GIT_WORK_TREE': '/home'}),
    'pre-push': Row(PUSH, (TO,)),
    'pre-push of a new branch': Row({'PRE_COMMIT': '1', BRANCH: 'refs/heads/main', REMOTE: 'origin'}, (BRANCH,)),
    'pre-push of a new branch, empty refs': Row(PUSH | {TO: '', FROM: ''}, (BRANCH,)),
    'run --from-ref --to-ref': Row({'PRE_COMMIT': '1', TO: 'b', FROM: 'a'}, (TO,)),
    'CI job that exports a ref': Row({TO: 'b'}, (TO,)),
    'commit in a CI job that exports a ref': Row(COMMIT | {TO: 'b', FROM: 'a'}, known=HERE, dropped=(TO, FROM)),
    'the same under pre-commit': Row(COMMIT | {'PRE_COMMIT': '1', TO: 'b', FROM: 'a'}, known=HERE, dropped=(TO, FROM)),
    'run --from-ref --to-ref in a hook of git': Row(
        COMMIT | {'PRE_COMMIT': '1', TO: 'b', FROM: 'a', SOURCE: 'b', 'PRE_COMMIT_ORIGIN': 'a'}, ('index', TO), HERE,
    ),
    'commit under pre-commit of a job that exports other refs': Row(
        COMMIT | {'PRE_COMMIT': '1', TO: 'b', SOURCE: 'c'}, known=HERE,
    ),
    'commit inside pre-push, or push inside post-commit': Row(PUSH | COMMIT, ('index', TO), HERE),
    'the same at a first push': Row(
        COMMIT | {'PRE_COMMIT': '1', BRANCH: 'HEAD', REMOTE: 'o'}, ('index', BRANCH), HERE,
    ),
    'commit -a inside pre-push': Row(PUSH | {INDEX: '.git/index.lock'}, known=HERE),
    'commit -- path inside pre-push': Row(PUSH | {INDEX: '/r/.git/next-index-7.lock'}, known=HERE),
    'commit inside pre-push by a hook of git': Row(PUSH | COMMIT | {'PRE_COMMIT': '0'}, known=HERE),
    'commit elsewhere inside pre-push': Row(PUSH | COMMIT, known=frozenset()),
    'commit elsewhere, where one of the refs is': Row(PUSH | COMMIT, known=frozenset((TO,))),
    'commit inside post-checkout': Row(PUSH | COMMIT | {CHECKOUT: '1'}, known=HERE),
    'first push inside post-commit, and nothing else is here': Row(
        COMMIT | {'PRE_COMMIT': '1', BRANCH: 'HEAD', REMOTE: 'o'}, ('index', BRANCH), frozenset((BRANCH,)),
    ),
    'push inside post-commit, and nothing else is here': Row(PUSH | COMMIT, ('index', TO), frozenset((TO, FROM))),
    'post-merge hook that commits elsewhere': Row(COMMIT | {f'GITHEAD_{"1" * 40}': 'topic'}),
}


@pytest.mark.parametrize('row', [pytest.param(row, id=name) for name, row in ROWS.items()])
def test_what_is_judged(row: Row) -> None:
    found = situations(Evidence(row.environ, row.is_found, True, row.known))
    assert tuple(
        next((name for name in (TO, BRANCH) if situation.environ.get(name)), 'index') for situation in found
    ) == row.judged
    for situation in found:
        assert not situation.environ.keys() & {*row.dropped}
        assert situation.environ.items() <= row.environ.items()
    # what a person has to unset is said to a person
    is_hook = INDEX in row.environ or 'PRE_COMMIT' in row.environ
    assert {bool(situation.remark) for situation in found} == {row.is_found and not is_hook}


@pytest.mark.parametrize('row', [pytest.param(row, id=name) for name, row in ROWS.items()])
def test_with_rev_that_alone_is_judged(row: Row) -> None:
    (situation,) = situations(Evidence(row.environ, row.is_found, False, row.known), 'HEAD')
    assert INDEX not in situation.environ


@pytest.mark.parametrize('row', [pytest.param(row, id=name) for name, row in ROWS.items()])
def test_resolve_and_accept_work_on_the_index(row: Row) -> None:
    environ = work_tree(Evidence(row.environ, row.is_found, True, row.known))
    assert not {TO, FROM, BRANCH, *row.dropped} & environ.keys()
    if INDEX in row.environ or row.environ.get('PRE_COMMIT') == '1':
        told = r'^resolve: cannot run in a hook \(\w+ is set\); if this is not a hook, run unset \w+$'
        with pytest.raises(UsageError, match=told):
            refuse_in_hooks(row.environ, 'resolve')
    else:
        refuse_in_hooks(row.environ, 'resolve')


def test_a_named_index_that_is_gone() -> None:
    evidence = Evidence({INDEX: 'x'}, has_index=False)
    told = r"^GIT_INDEX_FILE: 'x' does not exist; to check the index of the repository, run unset GIT_INDEX_FILE$"
    for judge in (situations, work_tree):
        with pytest.raises(GitError, match=told):
            judge(evidence)


@pytest.mark.parametrize('off', ['', '0', 'false', 'False', 'FALSE'])
def test_a_switch_that_is_off(off: str) -> None:
    for name in ('PRE_COMMIT', 'LEFTHOOK'):
        assert not is_on({name: off}, name)
        refuse_in_hooks({name: off}, 'accept')
        with pytest.raises(UsageError, match=f'{name} is set'):
            refuse_in_hooks({name: '1'}, 'accept')
    assert not is_on({}, 'LEFTHOOK')
    # a path is no switch
    with pytest.raises(UsageError, match=f'{INDEX} is set'):
        refuse_in_hooks({INDEX: off}, 'accept')


# ---- what is collected

def context(repo: Repo, **environ: str) -> Evidence:
    return collect({**os.environ, **environ})


def test_the_repository_is_found_without_the_variable(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    repo.commit_pair()
    own = str(repo.path / '.git')
    other = str(Repo.make(tmp_path / 'other').path / '.git')
    assert not context(repo, GIT_DIR=own).is_found  # the top level: nothing depends on it
    monkeypatch.chdir(repo.path / 'docs')
    for environ, is_found in (
        ({}, False), ({'GIT_DIR': own}, True), ({'GIT_DIR': '../.git'}, True), ({'GIT_DIR': other}, False),
        ({'GIT_DIR': 'nothing'}, False), ({'GIT_DIR': own, 'GIT_WORK_TREE': str(repo.path)}, False),
        ({'GIT_DIR': own, 'GIT_WORK_TREE': '.'}, True), ({'GIT_DIR': '.git', 'GIT_WORK_TREE': '.'}, True),
        ({'GIT_DIR': '.git'}, True), ({'GIT_DIR': 'docs'}, False),
        ({'GIT_DIR': own, 'GIT_CEILING_DIRECTORIES': os.fspath(repo.path)}, False),
    ):
        assert context(repo, **environ).is_found is is_found, environ
    # where hooks of a push stand that comes in: no work tree is found there
    monkeypatch.chdir(repo.path / '.git')
    assert not context(repo, GIT_DIR='.').is_found


def test_the_index_is_looked_for_from_the_top_level(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    # where nothing was ever added there is no index
    assert context(repo, GIT_INDEX_FILE='.git/index').has_index
    assert not context(repo, GIT_INDEX_FILE='.git/index.lock').has_index
    repo.commit_pair()
    for place in (repo.path, repo.path / 'docs'):
        monkeypatch.chdir(place)
        for name in ('.git/index', str(repo.path / '.git/index')):
            assert context(repo, GIT_INDEX_FILE=name).has_index
        for name in ('', '0', '.git', '.git/next-index-1.lock', str(tmp_path / 'index'), '../.git/index'):
            assert not context(repo, GIT_INDEX_FILE=name).has_index, name


def test_an_index_elsewhere(repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    repo.commit_pair()
    assert context(repo).has_index
    index = tmp_path / 'index'
    index.touch()
    assert context(repo, GIT_INDEX_FILE=str(index)).has_index
    # in no repository: git is not asked for what is certain
    monkeypatch.chdir(tmp_path)
    assert context(repo, GIT_INDEX_FILE=str(index)).has_index


def test_git_is_asked_without_what_would_lead_it_elsewhere(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    repo.commit_pair()
    own = {'GIT_DIR': str(repo.path / '.git'), INDEX: '.git/index'}
    monkeypatch.chdir(repo.path / 'docs')
    assert context(repo, **own).has_index
    monkeypatch.chdir(Repo.make(tmp_path / 'other').path)
    refs = {TO: 'HEAD', 'PRE_COMMIT': '1', REMOTE: 'origin'}
    assert context(repo, **own, **refs).known == {TO}


def test_what_a_git_that_fails_has_printed_is_not_believed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    own = str(repo.path / '.git')
    monkeypatch.chdir(repo.path / 'docs')
    for status, expected in ((0, True), (1, False)):
        monkeypatch.setattr(
            Git, 'finished', lambda *_, status=status: (status, b'true\n' + os.fsencode(own) + b'\n', b''),
        )
        assert context(repo, GIT_DIR=own).is_found is expected


def test_refs_are_looked_for_where_an_index_is_named_too(repo: Repo) -> None:
    repo.commit_pair()
    refs = {TO: 'HEAD', FROM: '1' * 40, BRANCH: '-x', 'PRE_COMMIT': '1', REMOTE: 'origin'}
    assert context(repo, **refs, GIT_INDEX_FILE='.git/index').known == {TO}
    assert context(repo, **refs).known == set()
    assert context(repo, **refs | {FROM: ''}, GIT_INDEX_FILE='.git/index').known == {TO}


# ---- what is judged, and what it follows on

def test_the_commit_that_is_named_or_else_the_index(repo: Repo) -> None:
    old, new = repo.commit_pair(), repo.commit()
    git = Git(os.environ)
    repository = git.repository()
    for environ, rev, expected in (
        ({TO: new}, 'HEAD^', old), ({TO: new}, None, new), ({TO: '', BRANCH: 'HEAD'}, None, new), ({}, None, None),
        ({FROM: old}, None, None),
    ):
        judged = subject(git, repository, environ, rev)
        assert (judged.oid if isinstance(judged, Commit) else None) == expected
        assert isinstance(judged, Index) is (expected is None)
    assert [start_of_range(git, environ) for environ in ({FROM: 'HEAD^'}, {FROM: ''}, {})] == [old, None, None]


def test_a_commit_that_is_not_here(repo: Repo) -> None:
    repo.commit_pair()
    repo.git('update-ref', 'refs/heads/-x', 'HEAD')
    git = Git(os.environ)
    assert commit_id(git, 'HEAD', '--rev') == repo.git('rev-parse', 'HEAD').decode().strip()
    for rev in ('1' * 40, 'nothing', '-x', '--all'):
        told = f"^{FROM}: commit '{rev}' does not exist; in a shallow clone: git fetch --unshallow$"
        with pytest.raises(GitError, match=told):
            commit_id(git, rev, FROM)


def test_only_commits_that_are_new_are_being_merged(repo: Repo) -> None:
    git, old = Git(os.environ), repo.commit_pair()
    head = repo.commit()
    repo.git('checkout', '-qb', 'topic')
    new = repo.commit('new')
    blob = repo.git('rev-parse', 'HEAD:GUIDE.md').decode().strip()
    environ = {f'GITHEAD_{oid}': 'x' for oid in (old, head, new, blob, '1' * 40, 'x', new[:20])}
    assert merged_commits(git, environ, head) == [new]
    assert merged_commits(git, environ, None) == [old, head, new]


def test_the_first_commit_has_no_head(repo: Repo, tmp_path: Path) -> None:
    git = Git(os.environ)
    assert head_commit(git) is None
    # what is left of a branch main/x, and a branch that stands in the way
    (repo.path / '.git/refs/heads/main').mkdir()
    assert head_commit(git) is None
    (repo.path / '.git/refs/heads/main').rmdir()
    oid = repo.commit_pair()
    assert head_commit(git) == oid
    repo.git('symbolic-ref', 'HEAD', 'refs/heads/main/x')
    assert head_commit(git) is None
    repo.git('checkout', '-q', '--orphan', 'new')
    assert head_commit(git) is None


def test_a_branch_that_is_there_is_not_none(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def lstat(path: str) -> Repo:
        asked.append(path)
        return repo
    monkeypatch.setattr('os.lstat', lstat)
    with pytest.raises(GitError, match=r'^HEAD: cannot be read; run git fsck$'):
        head_commit(Git(os.environ))
    assert {os.fsdecode(path).partition('.git/')[2] for path in asked} == {'refs/heads/main'}


@pytest.mark.parametrize('content', ['', 'x\n', '1' * 39])
@pytest.mark.parametrize('file', ['refs/heads/main', 'HEAD'])
def test_a_head_that_cannot_be_read_is_not_none(repo: Repo, content: str, file: str) -> None:
    repo.commit_pair()
    (repo.path / '.git' / file).write_text(content)
    with pytest.raises(GitError):
        head_commit(Git(os.environ))


def test_a_branch_that_may_not_be_read_is_not_none(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError
    assert head_commit(Git(os.environ)) is None
    monkeypatch.setattr('os.lstat', refused)
    with pytest.raises(GitError, match=r'^HEAD: cannot be read; run git fsck$'):
        head_commit(Git(os.environ))
