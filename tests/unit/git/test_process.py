from __future__ import annotations

import os
from pathlib import Path

import pytest

from sot_guard.errors import GitError
from sot_guard.git.process import batches
from sot_guard.git.process import Git
from sot_guard.git.process import OutOfTime
from tests.support.fake_git import FakeGit
from tests.support.repo import GIT
from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import Run


@pytest.mark.state('R-PASS-36')
def test_git_that_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv('PATH', str(tmp_path))
    result = run('check')
    assert result == (
        2, '', 'sot-guard: git: cannot be started (No such file or directory); install git 2.25 or newer\n',
    )


@pytest.mark.state('R-PASS-36')
def test_no_repository(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv('GIT_CEILING_DIRECTORIES', str(tmp_path))
    monkeypatch.chdir(tmp_path)
    result = run('check')
    assert result.status == 2
    assert result.err.startswith('sot-guard: git rev-parse: fatal: not a git repository')


def test_outside_of_the_work_tree(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv('GIT_DIR', str(repo.path / '.git'))
    monkeypatch.setenv('GIT_WORK_TREE', str(repo.path))
    monkeypatch.chdir(tmp_path)
    assert run('check') == (
        2, '', f'sot-guard: git: the current directory is outside the work tree {repo.path}; run inside it\n',
    )


@pytest.mark.state('R-PASS-36')
def test_a_bare_repository(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare = Repo.make(tmp_path / 'bare', '--bare')
    monkeypatch.chdir(bare.path)
    assert run('check').status == 2


@pytest.mark.state('R-PASS-36')
def test_a_corrupt_index(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    (repo.path / '.git/index').write_bytes(b'DIRC garbage')
    result = run('check')
    assert result.status == 2
    assert result.err.startswith('sot-guard: git diff-index: ')


def test_an_unknown_object_format(repo: Repo, run: Run, fake_git: FakeGit) -> None:
    fake_git('printf "sha3\\n\\n\\n/\\n"')
    assert run('check') == (2, '', "sot-guard: git: unknown object format 'sha3'; install git 2.25 or newer\n")


@pytest.mark.parametrize('ending', ['exit 0', 'exit 5', 'kill -9 $$'])
def test_a_listing_that_ends_half_way(repo: Repo, fake_git: FakeGit, ending: str) -> None:
    fake_git(f'printf "one\\0two"; {ending}')
    records = Git(os.environ).records('ls-files')
    assert next(records) == b'one'
    with pytest.raises(GitError, match=r'^git ls-files: '):
        list(records)


def test_a_listing_fails_with_gits_own_words(repo: Repo) -> None:
    with pytest.raises(GitError, match=r'^git ls-tree: fatal: Not a valid object name nothing'):
        list(Git(os.environ).records('ls-tree', 'nothing'))


def test_a_question_that_fails(repo: Repo) -> None:
    with pytest.raises(GitError, match=r'^git merge-base: fatal: '):
        Git(os.environ).answer('merge-base', 'a', 'b')


@pytest.mark.state('R-PASS-33')
def test_a_repository_of_somebody_else(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    require_git(2, 36)
    repo.commit_pair()
    monkeypatch.setenv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1')
    result = run('check')
    assert result.status == 2
    assert 'dubious ownership' in result.err


@pytest.mark.state('R-GIT-12')
def test_docs_that_is_a_repository_runs_nothing(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    evil = tmp_path / 'evil'
    evil.write_text(f'#!/bin/sh\ntouch {tmp_path}/RAN\n')
    evil.chmod(0o755)
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.write('docs/HEAD', 'ref: refs/heads/main\n')
    repo.write('docs/objects/x')
    repo.write('docs/refs/x')
    repo.write('docs/config', f'[core]\nrepositoryformatversion = 0\nfsmonitor = {evil}\nbare = false\nworktree = ..\n')
    assert run('check').status == 1
    monkeypatch.chdir(repo.path / 'docs')
    # before git could be told to take none that it was not shown, it is an empty one
    assert run('check').status == (2 if GIT >= (2, 38) else 0)
    assert not (tmp_path / 'RAN').exists()


@pytest.mark.state('R-NAME-12')
def test_a_tracked_name_that_is_a_pathspec_excludes_nothing(repo: Repo, run: Run) -> None:
    repo.link('LINK.md', 'docs/LINK.md')
    repo.put('docs/LINK.md', 'x')
    for name in (':!GUIDE.md', ':^docs', ':(exclude)GUIDE.md', '*.md', 'GUIDE.md'):
        repo.write(name, 'one\n')
        repo.write(f'docs/{name}', 'two\n')
    repo.git('add', '-A')
    result = run.findings('--staged', ':!GUIDE.md', ':^docs', ':(exclude)GUIDE.md', '*.md')
    assert result == {
        ':(exclude)GUIDE.md': 'divergent', ':!GUIDE.md': 'divergent', 'GUIDE.md': 'divergent', '*.md': 'divergent',
        'LINK.md': 'linked',
    }


@pytest.mark.state('R-GIT-14')
def test_a_replacement_object_is_not_read(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    one, two = (repo.git('rev-parse', f':{name}').decode().strip() for name in ('GUIDE.md', 'docs/GUIDE.md'))
    repo.git('replace', one, two)
    finding = run('check', '--format', 'json').json['findings'][0]
    assert finding['root_sha256'] != finding['docs_sha256']


def test_batches_fit_on_a_command_line() -> None:
    paths = [f'{i:05}' * 20 for i in range(1000)]
    made = list(batches(paths))
    assert [path for batch in made for path in batch] == paths
    assert len(made) == 5
    assert max(sum(map(len, batch)) for batch in made) <= 24_000
    assert list(batches([])) == []
    assert list(batches(['x' * 30_000, 'y'])) == [['x' * 30_000], ['y']]


def test_many_pairs_are_asked_for_in_batches(repo: Repo, run: Run) -> None:
    for i in range(400):
        name = f'{i:04}{"n" * 80}.md'
        repo.write(name, 'same\n')
        repo.write(f'docs/{name}', 'same\n')
    repo.git('add', '-A')
    repo.commit()
    for i in range(400):
        repo.write(f'docs/{i:04}{"n" * 80}.md', 'other\n')
    repo.git('add', '-A')
    assert len(run.findings('--staged')) == 400


# ---- answers that make no sense

def test_an_answer_without_end_is_stopped(repo: Repo, fake_git: FakeGit) -> None:
    fake_git('exec tr "\\000" x </dev/zero')
    git = Git(os.environ)
    with pytest.raises(GitError, match=r'^git log: stopped, it printed more than 33,554,432 bytes$'):
        git.output('log')
    with pytest.raises(GitError, match=r'^git log: stopped, a record has more than 65,536 bytes$'):
        list(git.records('log'))


def test_complaints_without_end_are_read_and_cut(repo: Repo, fake_git: FakeGit) -> None:
    fake_git('tr "\\000" x </dev/zero | head -c 5000000 >&2; exit 128')
    git = Git(os.environ)
    with pytest.raises(GitError, match=r'^git log: x{300}$'):
        git.output('log')


def test_an_answer_that_is_late(repo: Repo, fake_git: FakeGit) -> None:
    fake_git('exec sleep 1000')
    git = Git(os.environ)
    with pytest.raises(OutOfTime, match=r'^git diff: timed out after 0.05 s$'):
        git.output('diff', seconds=0.05)


def test_half_an_answer_is_not_none(repo: Repo, fake_git: FakeGit) -> None:
    fake_git('echo 4b825dc6; exit 1')
    git = Git(os.environ)
    with pytest.raises(GitError, match=r'^git rev-parse: exit status 1$'):
        git.object_id('rev-parse', 'HEAD')
    fake_git('echo 4b825dc6')
    git = Git(os.environ)
    with pytest.raises(GitError, match=r'^git rev-parse: printed no object id'):
        git.object_id('rev-parse', 'HEAD')


def test_the_place_is_told_whatever_is_the_matter_with_head(repo: Repo) -> None:
    git = Git(os.environ)
    assert git.repository()[4:] == (b'.git', False, None)
    oid = repo.commit_pair()
    assert git.repository().head == oid
    (repo.path / '.git/packed-refs').write_text('no ref\n')
    assert git.repository()[4:] == (b'.git', False, None)


@pytest.mark.parametrize('answer', [
    'sha1', r'sha1\n\n\nno/path\n', r'sha1\n\n\n/a\000b\n', r'sha1\n\n\n.git\nno/path\nfalse\n',
    r'sha1\n\n\n.git\n/a\nfalse\nno id\n', r'sha1\n\n\n.git\n/a\n',
])
def test_a_place_that_makes_no_sense(repo: Repo, fake_git: FakeGit, answer: str) -> None:
    fake_git(f'printf "{answer}"')
    git = Git(os.environ)
    with pytest.raises(GitError, match=r'^git rev-parse: unexpected output'):
        git.repository()
    fake_git(r'printf "a\000b\n"')
    with pytest.raises(GitError, match=r'^git rev-parse: unexpected output'):
        git.path('MERGE_HEAD')


@pytest.mark.parametrize('script', ['exec sleep 60', 'exec >&- 2>&-; exec sleep 60', 'printf x; exec sleep 60'])
def test_a_git_that_is_late_is_ended(
    repo: Repo, fake_git: FakeGit, script: str,
) -> None:
    fake_git(script)
    git = Git(os.environ)
    for ask in (lambda: git.output('log', seconds=0.2), lambda: list(git.records('log', seconds=0.2))):
        with pytest.raises(OutOfTime, match=r'^git log: timed out after 0.2 s$'):
            ask()


def test_both_streams_are_read_at_once(repo: Repo, fake_git: FakeGit) -> None:
    fill = 'head -c 300000 /dev/zero'
    fake_git(f'{fill} >&2; {fill}; {fill} >&2; {fill}; exit 3')
    assert Git(os.environ).finished('log') == (3, bytes(600_000), bytes(600_000))


def test_the_remedy_of_a_foreign_repository_is_told(
    repo: Repo, fake_git: FakeGit, run: Run,
) -> None:
    words = 'fatal: owned by someone else\\n\\tgit config --global --add safe.directory /x\\n'
    fake_git(f"printf '{words}' >&2; exit 128")
    told = 'git rev-parse: fatal: owned by someone else; git config --global --add safe.directory /x'
    assert run('check') == (2, '', f'sot-guard: {told}\n')
