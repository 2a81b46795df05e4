"""Whether a file on disk is the one that git has recorded, without a look into it."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from sot_guard.errors import GitError
from sot_guard.git.process import Git
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import is_converted
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo


def edited(*paths: str) -> set[bytes]:
    git = Git(os.environ)
    return Index(git, git.repository()).edited(map(os.fsencode, paths))


@pytest.mark.parametrize('at', ['', 'docs', 'a/b'])
def test_what_was_edited_since(repo: Repo, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    names = ['GUIDE.md', 'a/b/x', 'docs/GUIDE.md', 'line\nfeed', '*.md', 'gone', 'new']
    for name in names[:-1]:
        repo.put(name, 'one\n')
    monkeypatch.chdir(repo.path / at)
    assert edited(*names[:-1]) == set()
    before = (repo.path / 'line\nfeed').stat()
    repo.write('line\nfeed', 'two\n')
    os.utime(repo.path / 'line\nfeed', ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    repo.write('docs/GUIDE.md', 'longer\n')
    (repo.path / 'gone').unlink()
    repo.write('new', 'one\n')
    assert edited(*names) == {b'line\nfeed', b'docs/GUIDE.md', b'gone', b'new'}


def test_what_git_has_never_seen_on_disk(repo: Repo) -> None:
    repo.commit_pair()
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    repo.git('update-index', '--cacheinfo', f'100644,{oid},GUIDE.md')
    assert edited('GUIDE.md', 'docs/GUIDE.md') <= {b'GUIDE.md'}


def test_whole_seconds_are_enough_where_git_records_no_more(repo: Repo) -> None:
    repo.put('x', 'one\n')
    second = 1_700_000_000
    os.utime(repo.path / 'x', (second, second))
    repo.git('update-index', '--refresh', 'x', status=0)
    repo.git('add', 'x')
    assert edited('x') == set()
    os.utime(repo.path / 'x', ns=(second * 10**9, second * 10**9 + 5))
    assert edited('x') == set()
    os.utime(repo.path / 'x', (second, second + 1))
    assert edited('x') == {b'x'}


def test_an_answer_that_makes_no_sense_means_edited(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    repo.put('x', 'one\n')
    git = Git(os.environ)
    index = Index(git, git.repository())
    for answer in (b'', b'x', b'x\0', b'x\0  mtime\n', b'x\0\n\n\n\n\n'):
        monkeypatch.setattr(git, 'output', lambda *_, answer=answer: answer)
        assert index.edited([b'x']) == {b'x'}


def test_a_listing_with_an_empty_path_is_none(repo: Repo, fake_git: FakeGit, tmp_path: Path) -> None:
    (tmp_path / 'said').write_text(f':000000 100644 {"0" * 40} {"1" * 40} A\0\0')
    fake_git(f'case "$*" in *" diff-index "*) exec cat {tmp_path}/said;; *) exec GIT "$@";; esac')
    git = Git(os.environ)
    with pytest.raises(GitError, match='diff-index'):
        Index(git, git.repository()).entries(lambda path: True)


def test_which_attributes_convert_more_than_line_ends() -> None:
    none = (b'unspecified',) * 6
    assert not is_converted(none)
    assert not is_converted((b'set', b'crlf', b'input', b'unset', b'unset', b'unspecified'))
    for place in (3, 4, 5):
        assert is_converted((*none[:place], b'x', *none[place + 1:]))


@pytest.mark.parametrize('most', [0, 9])
def test_many_paths_are_looked_for_in_the_whole_list(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, most: int,
) -> None:
    monkeypatch.setattr('sot_guard.git.trees.MAX_PATHSPECS', most)
    for path in ('a', 'd/b', 'd/c', 'd/e'):
        repo.put(path, 'x')
    repo.git('update-index', '--assume-unchanged', 'a', 'd/e')
    repo.git('update-index', '--skip-worktree', 'd/b')
    for folder in ('.', 'd'):
        monkeypatch.chdir(repo.path / folder)
        git = Git(os.environ)
        assert Index(git, git.repository()).hidden([b'a', b'd/b', b'd/c']) == {b'a', b'd/b'}


def test_what_was_looked_up_in_a_commit_is_not_asked_again(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    git = Git(os.environ)
    commit = Commit(git, repo.commit_pair())
    found = commit.look_up([b'GUIDE.md', b'docs', b'no'])
    assert sorted(found) == [b'GUIDE.md', b'docs']
    assert [*commit.look_up([b'docs/GUIDE.md', b'docs'])] == [b'docs', b'docs/GUIDE.md']
    monkeypatch.delattr(Git, 'records')
    assert commit.look_up([b'no', b'GUIDE.md']) == {b'GUIDE.md': found[b'GUIDE.md']}
