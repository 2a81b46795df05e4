"""Every printed command, run as printed in a shell that does not have the hook's PATH, does what it says."""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.repo import PROGRAM
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import cures
from tests.support.shell import shell

LONG = ''.join(f'line {i}\n' for i in range(20))


def root_edited(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.put('GUIDE.md', LONG + 'more\n')


def docs_edited(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.put('docs/GUIDE.md', LONG + 'more\n')


def both_edited(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.put_pair('GUIDE.md', 'first\n' + LONG, LONG + 'last\n')


def nothing_committed(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two')


def partly_staged(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.put('GUIDE.md', LONG + 'staged\n')
    repo.write('GUIDE.md', LONG + 'staged\nnot staged\n')
    repo.write('docs/GUIDE.md', 'not staged\n' + LONG)


def cure_on_disk(repo: Repo) -> None:
    root_edited(repo)
    repo.write('docs/GUIDE.md', LONG + 'more\n')


def cure_on_disk_at_the_root(repo: Repo) -> None:
    docs_edited(repo)
    repo.write('GUIDE.md', LONG + 'more\n')


def same_on_disk(repo: Repo) -> None:
    root_edited(repo)
    repo.write('GUIDE.md', 'new\n')
    repo.write('docs/GUIDE.md', 'new\n')


def deleted_on_disk(repo: Repo) -> None:
    root_edited(repo)
    (repo.path / 'docs/GUIDE.md').unlink()


def binary(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', b'\0one', b'\0two')


def named(name: str) -> Callable[[Repo], None]:
    def state(repo: Repo) -> None:
        repo.put('x.md', 'must stay\n')
        repo.put('a.md', 'must stay\n')
        repo.commit_pair(name, LONG)
        repo.put(name, LONG + 'more\n')
    state.__name__ = name
    return state


def sparse(repo: Repo) -> None:
    repo.put('src/x', 'x')
    repo.commit_pair(text=LONG)
    repo.git('sparse-checkout', 'init', '--cone')
    repo.git('sparse-checkout', 'set', 'src')
    repo.put('GUIDE.md', LONG + 'more\n')


def skipped_at_the_root(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.git('update-index', '--skip-worktree', 'GUIDE.md')
    repo.write('GUIDE.md', 'local only\n')
    repo.put('docs/GUIDE.md', LONG + 'more\n')


def assumed_unchanged(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.git('update-index', '--assume-unchanged', 'docs/GUIDE.md')
    repo.put('GUIDE.md', LONG + 'more\n')


def root_link(repo: Repo) -> None:
    repo.commit_pair()
    repo.link('GUIDE.md', 'docs')
    repo.git('add', '-A')


def docs_link(repo: Repo) -> None:
    repo.commit_pair()
    repo.link('docs/GUIDE.md', 'nowhere')
    repo.git('add', '-A')


def both_links(repo: Repo) -> None:
    repo.commit_pair()
    repo.link('GUIDE.md', 'nowhere')
    repo.link('docs/GUIDE.md', 'nowhere')
    repo.git('add', '-A')


def link_on_disk(repo: Repo) -> None:
    repo.put('other.txt', 'must stay\n')
    root_edited(repo)
    repo.link('docs/GUIDE.md', '../other.txt')


def linked_folder_on_disk(repo: Repo) -> None:
    root_edited(repo)
    shutil.rmtree(repo.path / 'docs')
    repo.write('outside/GUIDE.md', 'must stay\n')
    repo.link('docs', 'outside')


def folder_on_disk(repo: Repo) -> None:
    root_edited(repo)
    (repo.path / 'docs/GUIDE.md').unlink()
    (repo.path / 'docs/GUIDE.md').mkdir()


def no_folder_on_disk(repo: Repo) -> None:
    root_edited(repo)
    shutil.rmtree(repo.path / 'docs')


def staged_text_that_the_disk_has_no_more(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.put('GUIDE.md', LONG + 'staged only\n')
    repo.write('GUIDE.md', LONG + 'on disk\n')


def link_staged_and_a_file_on_disk(repo: Repo) -> None:
    root_link(repo)
    repo.write('GUIDE.md', 'must stay\n')


def crlf_in_one_blob(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one\r\ntwo\r\n', 'one\ntwo\n')
    repo.git('config', 'core.autocrlf', 'true')
    repo.write('docs/GUIDE.md', 'one\r\ntwo\r\n')


def merging(repo: Repo) -> None:
    repo.commit_pair(text=LONG)
    repo.git('checkout', '-q', '-b', 'side')
    repo.put_pair('GUIDE.md', LONG + 'theirs\n', LONG + 'theirs\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put_pair('GUIDE.md', LONG + 'ours\n', LONG + 'ours\n')
    repo.commit()
    repo.git('merge', '-q', 'side', status=1)
    repo.put_pair('GUIDE.md', LONG + 'ours\n', LONG + 'ours\ntheirs\n')


def committed(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.commit()


STATES = [
    root_edited, docs_edited, both_edited, nothing_committed, partly_staged, cure_on_disk, cure_on_disk_at_the_root,
    same_on_disk, deleted_on_disk, binary, sparse, skipped_at_the_root, assumed_unchanged, root_link, docs_link,
    both_links, merging, committed, link_on_disk, linked_folder_on_disk, folder_on_disk, no_folder_on_disk,
    staged_text_that_the_disk_has_no_more, link_staged_and_a_file_on_disk, crlf_in_one_blob,
    *map(named, (
        "it's $(touch RAN) & \"so\".md", '-f.md', '*.md', '[ax].md', ':(top)x.md', ':x.md', '~.md', 'naïve 日本.md',
        'a,b=c.md', 'back\\slash.md', '!x.md', '-o -v.md',
    )),
]


@pytest.mark.parametrize('state', STATES, ids=lambda state: state.__name__)
def test_each_cure_cures(repo: Repo, run: Run, tmp_path: Path, state: Callable[[Repo], None]) -> None:
    state(repo)
    everything = '--all' if state is committed else '--staged'
    assert run('check', everything).status == 1
    for number, line in enumerate(cures(repo, run, everything)):
        copy = Repo(tmp_path / f'copy{number}')
        shutil.copytree(repo.path, copy.path, symlinks=True)
        done = shell(line, copy.path)
        assert done.returncode == 0, (line, done)
        for name in ('other.txt', 'outside/GUIDE.md', 'GUIDE.md'):
            if b'must stay' in shell(f'cat {name}', repo.path).stdout:
                assert b'must stay' in shell(f'cat {name}', copy.path).stdout, line
        if state is staged_text_that_the_disk_has_no_more and number == 0:
            assert b'staged only' in copy.git('show', ':docs/GUIDE.md')
            assert b'on disk' in copy.read('GUIDE.md')
        if state is partly_staged:
            assert b'not staged' in shell('cat GUIDE.md docs/GUIDE.md', copy.path).stdout, line
        copy.hook()
        copy.git('commit', '-q', '-m', 'cured', '--allow-empty')
        os.chdir(copy.path)
        assert run('check', '--all') == (0, '', ''), line
        assert not (copy.path / 'RAN').exists()
        if (copy.path / 'x.md').exists():
            assert copy.git('ls-tree', '--name-only', 'HEAD', 'x.md', 'a.md') == b'a.md\nx.md\n', line


def test_a_sparse_checkout_stays_clean_after_the_cure(repo: Repo, run: Run) -> None:
    sparse(repo)
    assert shell(cures(repo, run, '--staged')[0], repo.path).returncode == 0
    assert repo.git('status', '--short') == b'M  GUIDE.md\nM  docs/GUIDE.md\n'


def test_the_first_cure_keeps_what_this_commit_changes(repo: Repo, run: Run) -> None:
    root_edited(repo)
    out = run('check', '--staged', '--verbose').out
    assert (
        '  Or overwrite GUIDE.md with docs/GUIDE.md (loses 1 line of GUIDE.md):\n'
        '    cp docs/GUIDE.md GUIDE.md && git add GUIDE.md docs/GUIDE.md\n'
        '  Or delete GUIDE.md (loses 1 line found only in GUIDE.md):\n'
        '    git rm -f GUIDE.md\n'
    ) in out
    repo.git('reset', '-q', '--hard')
    repo.put('docs/GUIDE.md', 'line 0\n')
    assert cures(repo, run, '--staged') == [
        'cp docs/GUIDE.md GUIDE.md && git add GUIDE.md docs/GUIDE.md',
        'git restore --staged docs/GUIDE.md',
        'cp GUIDE.md docs/GUIDE.md && git add GUIDE.md docs/GUIDE.md',
        'git rm GUIDE.md',
        f'{PROGRAM} resolve GUIDE.md && git add GUIDE.md docs/GUIDE.md',
    ]


@pytest.mark.state('R-PASS-26')
@pytest.mark.parametrize('state', [root_edited, sparse, root_link, partly_staged], ids=lambda state: state.__name__)
@pytest.mark.parametrize('where', ['docs', 'a/b'])
def test_each_cure_in_a_subdirectory(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: Callable[[Repo], None], where: str,
) -> None:
    state(repo)
    (repo.path / where).mkdir(parents=True, exist_ok=True)
    # a hook of git's runs at the top level, and is told where the user stands
    monkeypatch.setenv('GIT_PREFIX', f'{where}/')
    monkeypatch.setenv('GIT_INDEX_FILE', '.git/index')
    in_hook = run('check', '--staged').out
    monkeypatch.delenv('GIT_PREFIX')
    monkeypatch.delenv('GIT_INDEX_FILE')
    monkeypatch.chdir(repo.path / where)
    assert run('check', '--staged').out == in_hook
    lines = cures(Repo(repo.path / where), run, '--staged')
    for number, line in enumerate(lines):
        copy = Repo(tmp_path / f'copy{number}')
        shutil.copytree(repo.path, copy.path, symlinks=True)
        # a command begins with the way to the top level
        assert line.startswith(f'cd {repo.path} && ')
        done = shell(line.replace(str(repo.path), str(copy.path)), copy.path / where)
        assert done.returncode == 0, (line, done)
        os.chdir(copy.path)
        assert run('check', '--staged') == (0, '', ''), line
        assert copy.git('ls-files', 'docs/GUIDE.md') == b'docs/GUIDE.md\n', line


@pytest.mark.state('R-PASS-22')
def test_each_cure_of_a_pushed_commit(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = repo.commit_pair(text=LONG)
    repo.git('checkout', '-q', '-b', "it's/a topic".replace(' ', '-'))
    repo.put('GUIDE.md', LONG + 'more\n')
    divergent = repo.commit()
    monkeypatch.setenv('PRE_COMMIT_TO_REF', divergent)
    monkeypatch.setenv('PRE_COMMIT_FROM_REF', base)
    monkeypatch.setenv('PRE_COMMIT_LOCAL_BRANCH', "refs/heads/it's/a-topic")
    for branch in ("it's/a-topic", 'main'):
        repo.git('checkout', '-q', branch)
        lines = cures(repo, run, '--staged')
        assert len(lines) == 3
        assert lines[0].startswith('git switch ') is (branch == 'main')
        for number, line in enumerate(lines):
            copy = Repo(tmp_path / f'copy-{branch[0]}{number}')
            shutil.copytree(repo.path, copy.path)
            done = shell(line, copy.path)
            assert done.returncode == 0, (line, done)
            os.chdir(copy.path)
            monkeypatch.setenv('PRE_COMMIT_TO_REF', "it's/a-topic")
            assert run('check', '--staged') == (0, '', '')
            os.chdir(repo.path)
            monkeypatch.setenv('PRE_COMMIT_TO_REF', divergent)


def test_a_link_in_a_commit_is_looked_at_there(repo: Repo, run: Run) -> None:
    root_link(repo)
    oid = repo.commit()
    repo.git('checkout', '-q', 'HEAD~1')
    (finding,) = run('check', '--rev', oid, '--format', 'json').json['findings']
    look = next(command['command'] for command in finding['commands'] if command['purpose'] == 'look')
    assert look == f'git ls-tree {oid} GUIDE.md docs/GUIDE.md'
    assert shell(look, repo.path).stdout.startswith(b'120000 blob ')


def test_a_document_is_never_removed_where_only_a_link_would_stay(repo: Repo, run: Run) -> None:
    docs_link(repo)
    lines = cures(repo, run, '--staged')
    assert lines == [
        'git checkout HEAD -- docs/GUIDE.md', 'ln -sfn ../GUIDE.md docs/GUIDE.md && git add docs/GUIDE.md',
    ]


def test_line_ends_that_git_changes_are_no_edits(repo: Repo, run: Run) -> None:
    repo.git('config', 'core.autocrlf', 'true')
    repo.commit_pair(text='one\r\n')
    repo.put('GUIDE.md', 'two\r\n')
    out = run('check', '--staged', '--verbose').out
    assert 'unstaged' not in out
    assert 'git rm -f GUIDE.md\n' in out


def test_unstaged_edits_stay_where_they_are_known(repo: Repo, run: Run) -> None:
    root_edited(repo)
    repo.write('docs/GUIDE.md', 'edited\n')
    assert '  Fix: copy the change to docs/GUIDE.md, keeping its unstaged edits:\n' in run('check').out
    assert shell(cures(repo, run)[0], repo.path).returncode == 0
    assert repo.read('docs/GUIDE.md') == b'edited\n'
    assert run('check') == (0, '', '')


@pytest.mark.state('R-PASS-15', 'R-PASS-16')
@pytest.mark.parametrize('what_git_stages', [['-a'], ['--', 'GUIDE.md'], ['-i', '--', 'GUIDE.md']])
def test_each_cure_of_a_refused_commit(repo: Repo, run: Run, tmp_path: Path, what_git_stages: list[str]) -> None:
    repo.commit_pair(text=LONG)
    output = repo.hook(command='check --staged --format json')
    repo.write('GUIDE.md', LONG + 'more\n')
    repo.git('commit', '-qm', 'x', *what_git_stages, status=1)
    (finding,) = json.loads(output.read_text())['findings']
    lines = [command['command'] for command in finding['commands'] if command['purpose'] == 'cure']
    assert len(lines) == 4
    assert lines[3].startswith('git add GUIDE.md docs/GUIDE.md && ')
    for number, line in enumerate(lines):
        copy = Repo(tmp_path / f'copy{number}')
        shutil.copytree(repo.path, copy.path)
        copy.hook()
        done = shell(line, copy.path)
        assert done.returncode == 0 or b'nothing to commit' in done.stdout, (line, done)
        if '--' not in what_git_stages or '-i' in what_git_stages:
            copy.git('commit', '-q', '-m', 'cured', '-a', '--allow-empty')
        os.chdir(copy.path)
        assert run('check', '--all') == (0, '', '')
        assert copy.git('status', '--short') == b''


def test_a_new_file_committed_alone(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.put('docs/GUIDE.md', LONG)
    repo.commit()
    output = repo.hook(command='check --staged --format json')
    repo.put('GUIDE.md', LONG + 'more\n')
    repo.git('commit', '-qm', 'x', '--', 'GUIDE.md', status=1)
    (finding,) = json.loads(output.read_text())['findings']
    lines = [command['command'] for command in finding['commands'] if command['purpose'] == 'cure']
    assert lines[0] == 'cp GUIDE.md docs/GUIDE.md && git commit -- GUIDE.md docs/GUIDE.md'
    repo.hook()
    assert shell(lines[0], repo.path).returncode == 0
    assert run('check') == (0, '', '')


@pytest.mark.parametrize('path', ['GUIDE.md', 'docs/GUIDE.md'])
def test_an_open_conflict_is_not_copied(repo: Repo, run: Run, path: str) -> None:
    repo.commit_pair(text=LONG)
    repo.put(path, f'<<<<<<< a\n{LONG}=======\nother\n>>>>>>> b\n')
    line = cures(repo, run, '--staged')[0]
    assert shell(line, repo.path).returncode == 2
    repo.write(path, LONG + 'other\n')
    assert shell(line, repo.path).returncode == 0
    assert run('check', '--all') == (0, '', '')
    # where both have them they are text
    repo.put_pair('GUIDE.md', f'<<<<<<< a\n{LONG}', f'<<<<<<< a\n{LONG}x\n')
    assert len(cures(repo, run, '--staged')) > 1


REASON = b'sot-guard: accept: --reason is empty or a placeholder; say why the files differ\n'


def test_a_difference_that_is_meant_can_be_accepted(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    root_edited(repo)
    monkeypatch.chdir(repo.path / 'docs')
    (finding,) = run('check', '--staged', '--format', 'json').json['findings']
    lines = [command['command'] for command in finding['commands'] if command['purpose'] == 'allow']
    top = f'cd {repo.path} && '
    assert lines == [
        f"{top}echo 'exclude = [\"GUIDE.md\"]' >>.sot-guard.toml && git add .sot-guard.toml",
        f"{top}{PROGRAM} accept GUIDE.md --reason 'different on purpose' && git add .sot-guard.toml",
    ]
    refused = shell(f'{PROGRAM} accept ../GUIDE.md --reason TEXT', repo.path / 'docs')
    assert (refused.returncode, refused.stderr) == (2, REASON)
    assert shell(lines[1], repo.path / 'docs').returncode == 0
    assert run('check', '--staged').status == 0


@pytest.mark.parametrize('name', ['a\nb.md', 'a\x1b.md', 'a\u202e.md', '##[x].md', 'caf\udce9.md'])
def test_a_name_that_cannot_be_printed_gets_no_commands(repo: Repo, run: Run, name: str) -> None:
    repo.put_pair(os.fsencode(name).decode('utf-8', 'surrogateescape'), 'one\n', 'two\n')
    result = run('check')
    assert 'No commands are shown: the name cannot be printed as it is.' in result.out
    assert 'git ' not in result.out
    assert 'Suggested commands' not in run('check', '--format', 'markdown').out


def test_under_a_runner_there_is_a_way_to_skip(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('PRE_COMMIT', '1')
    root_edited(repo)
    skip = (
        '  To skip this hook for one commit (CI will still fail):\n'
        '    SKIP=sot-guard,sot-guard-all git commit\n'
    )
    assert skip in run('check', '--staged', '--verbose').out
    assert 'SKIP=' not in run('check', '--staged').out
    repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    out = run('check', '--verbose', 'README.md').out
    assert '  To skip this hook for one commit:\n    SKIP=' in out
    monkeypatch.setenv('PRE_COMMIT_REMOTE_NAME', 'origin')
    assert '    SKIP=sot-guard,sot-guard-all git push\n' in run('check', '--verbose', 'README.md').out
