"""git starts the hook, with a bare hook of its own: in each of its ways, and where it starts none."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT


def pairs(repo: Repo) -> None:
    """Two pairs of equal copies: one is guarded by its name, the other by what it was."""
    repo.put_pair('README.md', 'one\n', 'one\n')
    repo.commit_pair()


def tear(repo: Repo, side: str = '') -> str:
    """Commit an edit of one side of both pairs, without the hook."""
    for name in ('GUIDE.md', 'README.md'):
        repo.put(side + name, 'two\n')
    return repo.commit()


def branch(repo: Repo, name: str) -> None:
    repo.git('checkout', '-q', '-b', name)


def refused(repo: Repo, output: Path, *args: str) -> str:
    """What the hook said when it refused a commit."""
    output.unlink(missing_ok=True)
    repo.git('commit', '-qm', 'x', *args, status=1)
    return output.read_text()


def accepted(repo: Repo, output: Path, *args: str) -> None:
    """A commit for which the hook was run, and had nothing to say."""
    output.unlink(missing_ok=True)
    repo.git('commit', '-qm', 'x', *args)
    assert output.read_text() == ''


# ---- no hook is run

def a_fast_forward(repo: Repo) -> None:
    branch(repo, 'side')
    tear(repo)
    repo.git('checkout', '-q', 'main')
    repo.git('merge', '-q', '--ff-only', 'side')


def a_cherry_pick(repo: Repo) -> None:
    branch(repo, 'side')
    tear(repo)
    repo.git('checkout', '-q', 'main')
    repo.commit()
    repo.git('cherry-pick', 'side')


def a_revert(repo: Repo) -> None:
    tear(repo)
    tear(repo, 'docs/')
    repo.git('revert', '--no-edit', 'HEAD')


def a_rebase(repo: Repo) -> None:
    branch(repo, 'side')
    tear(repo)
    repo.git('checkout', '-q', 'main')
    repo.put('other', 'x')
    repo.commit()
    repo.git('rebase', '-q', 'main', 'side')


def a_rebase_with_a_resolution(repo: Repo) -> None:
    branch(repo, 'side')
    repo.put_pair('GUIDE.md', 'ours\n', 'ours\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put_pair('GUIDE.md', 'theirs\n', 'theirs\n')
    repo.commit()
    repo.git('rebase', '-q', 'main', 'side', status=1)
    repo.put_pair('GUIDE.md', 'ours\n', 'theirs\n')
    repo.put('README.md', 'two\n')
    repo.git('rebase', '--continue')


def a_patch(repo: Repo) -> None:
    tear(repo)
    patch = repo.git('format-patch', '--stdout', '-1')
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    subprocess.run(('git', 'am', '-q'), cwd=repo.path, input=patch, check=True)


UNSEEN = [a_fast_forward, a_cherry_pick, a_revert, a_rebase, a_rebase_with_a_resolution, a_patch]


@pytest.mark.state('R-PASS-13')
@pytest.mark.parametrize('operation', UNSEEN, ids=lambda operation: operation.__name__)
def test_what_no_hook_sees_is_found_afterwards(repo: Repo, run: Run, operation: Callable[[Repo], None]) -> None:
    pairs(repo)
    outputs = [repo.hook(), repo.hook('pre-merge-commit')]
    operation(repo)
    assert not any(output.exists() for output in outputs)
    assert run.findings('--all') == {'GUIDE.md': 'divergent'}
    assert run('check', '--all').status == 1
    # with a commit to hold it against, the pair that its name does not guard too
    assert run.findings('--rev', 'HEAD') == {'GUIDE.md': 'divergent', 'README.md': 'divergent'}
    assert run('check', '--rev', 'HEAD').status == 1


@pytest.mark.state('R-PASS-13')
def test_a_cherry_pick_that_goes_on_is_seen(repo: Repo) -> None:
    pairs(repo)
    branch(repo, 'side')
    repo.put_pair('GUIDE.md', 'theirs\n', 'theirs\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put_pair('GUIDE.md', 'ours\n', 'ours\n')
    repo.commit()
    repo.git('cherry-pick', 'side', status=1)
    repo.put_pair('GUIDE.md', 'ours\n', 'theirs\n')
    output = repo.hook()
    repo.git('cherry-pick', '--continue', status=1)
    assert 'refused: 1 pair differs.' in output.read_text()


@pytest.mark.state('R-PASS-35')
def test_a_hook_that_is_left_out_is_made_up_for(repo: Repo, run: Run, tmp_path: Path) -> None:
    pairs(repo)
    output = repo.hook()
    repo.put('GUIDE.md', 'two\n')
    repo.git('commit', '-qm', 'x', '--no-verify')
    repo.git('config', 'core.hooksPath', str(tmp_path / 'elsewhere'))
    repo.put('README.md', 'two\n')
    repo.git('commit', '-qm', 'x')
    assert not output.exists()
    assert run.findings('--all') == {'GUIDE.md': 'divergent'}
    assert run.findings('--rev', 'HEAD') == {'GUIDE.md': 'divergent', 'README.md': 'divergent'}
    repo.hook()
    repo.git('commit', '-qm', 'x', '--allow-empty')
    assert output.read_text() == ''


# ---- what the commit changes

@pytest.mark.state('R-PASS-02', 'R-PASS-03', 'R-PASS-04')
def test_deletions_renames_and_modes(repo: Repo) -> None:
    pairs(repo)
    output = repo.hook()
    repo.git('update-index', '--chmod=+x', 'docs/GUIDE.md')
    accepted(repo, output)
    repo.git('mv', 'docs/GUIDE.md', 'docs/OTHER.md')
    accepted(repo, output)
    # a pair anew, whatever the contents once were
    repo.git('mv', 'GUIDE.md', 'OTHER.md')
    accepted(repo, output)
    repo.put('docs/NEW.md', 'edited in the same commit\n')
    repo.git('rm', '-qf', 'docs/OTHER.md')
    repo.git('mv', 'OTHER.md', 'NEW.md')
    assert 'NEW.md and docs/NEW.md have the same name' in refused(repo, output)
    repo.git('rm', '-q', '--cached', 'NEW.md')
    accepted(repo, output)
    repo.git('rm', '-q', 'README.md')
    accepted(repo, output)


@pytest.mark.state('R-PASS-05', 'R-PASS-06', 'R-PASS-07')
def test_a_side_becomes_something_else(repo: Repo, run: Run, tmp_path: Path) -> None:
    pairs(repo)
    output = repo.hook()
    repo.link('GUIDE.md', 'README.md')
    repo.git('add', 'GUIDE.md')
    assert ': 1 pair differs' in refused(repo, output)
    repo.git('rm', '-qf', 'GUIDE.md')
    other = Repo.make(tmp_path / 'other')
    other.commit()
    repo.git('submodule', '--quiet', 'add', str(other.path), 'GUIDE.md')
    assert ': 1 pair could not be compared.' in refused(repo, output)
    assert run('check', '--staged').status == 2
    repo.git('rm', '-qf', 'GUIDE.md')
    repo.put('GUIDE.md/a', 'x')
    accepted(repo, output)


@pytest.mark.state('R-PASS-08')
def test_what_is_intended_to_be_added_is_no_part_of_the_commit(repo: Repo, run: Run) -> None:
    repo.put('GUIDE.md', 'one\n')
    repo.commit()
    output = repo.hook()
    repo.write('docs/GUIDE.md', 'two\n')
    repo.git('add', '-N', 'docs/GUIDE.md')
    repo.put('GUIDE.md', 'three\n')
    accepted(repo, output)
    assert repo.git('ls-tree', '-r', '--name-only', 'HEAD') == b'GUIDE.md\n'
    repo.git('add', 'docs/GUIDE.md')
    assert ': 1 pair differs' in refused(repo, output)


# ---- merges

@pytest.mark.state('R-PASS-09', 'R-PASS-10', 'R-PASS-11')
def test_a_conflict_is_open_and_then_concluded(repo: Repo, run: Run) -> None:
    pairs(repo)
    branch(repo, 'side')
    repo.put_pair('GUIDE.md', 'theirs\n', 'theirs\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put_pair('GUIDE.md', 'ours\n', 'ours\n')
    repo.commit()
    output = repo.hook()
    repo.git('merge', '-q', 'side', status=1)
    repo.git('commit', '-qm', 'x', status=128)
    assert not output.exists()
    assert run('check', '--all').status == run('check', '--staged').status == 2
    repo.put_pair('GUIDE.md', 'ours\n', 'theirs\n')
    assert ': 1 pair differs' in refused(repo, output)
    repo.put('docs/GUIDE.md', 'ours\n')
    accepted(repo, output)
    assert len(repo.git('rev-list', '--parents', '-1', 'HEAD').split()) == 3


# ---- which index, which repository

@pytest.mark.state('R-PASS-15')
def test_a_commit_of_chosen_hunks(repo: Repo) -> None:
    lines = [f'{number}\n' for number in range(20)]
    repo.commit_pair(text=''.join(lines))
    output = repo.hook()
    edited = ['zero\n', *lines[1:-1], 'nineteen\n']
    repo.write('GUIDE.md', ''.join(edited))
    repo.write('docs/GUIDE.md', ''.join(edited))
    for answers, status in ((b'y\nn\ny\ny\n', 1), (b'y\nn\ny\nn\n', 0)):
        done = subprocess.run(
            ('git', 'commit', '-qpm', 'x'), cwd=repo.path, input=answers, capture_output=True, check=False,
        )
        assert done.returncode == status, done
        assert (' differ' in output.read_text()) is bool(status)
    assert repo.git('show', 'HEAD:docs/GUIDE.md').decode() == ''.join(['zero\n', *lines[1:]])


@pytest.mark.state('R-PASS-17')
def test_an_index_named_relatively_is_found_from_everywhere(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    pairs(repo)
    repo.git('read-tree', 'HEAD', GIT_INDEX_FILE='.git/another')
    repo.put('GUIDE.md', 'two\n')
    for index, findings in (('.git/another', {}), ('.git/index', {'GUIDE.md': 'divergent'})):
        monkeypatch.setenv('GIT_INDEX_FILE', index)
        for place in (repo.path, repo.path / 'docs'):
            monkeypatch.chdir(place)
            assert run.findings('--staged') == run.findings('--all') == findings


@pytest.mark.state('R-PASS-18', 'R-PASS-19')
def test_amends_and_empty_commits(repo: Repo, run: Run) -> None:
    pairs(repo)
    output = repo.hook()
    accepted(repo, output, '--allow-empty')
    tear(repo)
    # nothing of it is this commit's, though HEAD is divergent
    accepted(repo, output, '--amend')
    accepted(repo, output, '--allow-empty')
    assert run.findings('--all') == {'GUIDE.md': 'divergent'}
    repo.put('GUIDE.md', 'three\n')
    assert 'refused: 1 pair differs.' in refused(repo, output, '--amend', '--allow-empty')
    repo.put('docs/GUIDE.md', 'three\n')
    accepted(repo, output, '--amend')
    repo.put('docs/GUIDE.md', 'four\n')
    assert ': 1 pair differs' in refused(repo, output, '--amend')


@pytest.mark.state('R-PASS-24')
def test_the_first_commit(repo: Repo) -> None:
    output = repo.hook()
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.put_pair('README.md', 'one\n', 'two\n')
    assert 'GUIDE.md and docs/GUIDE.md ' in refused(repo, output)
    assert ': 1 pair differs' in output.read_text()
    repo.put('GUIDE.md', 'two\n')
    repo.git('commit', '-qm', 'x')
    assert output.read_text().startswith('sot-guard: README.md and docs/README.md differ but are not checked')


@pytest.mark.state('R-PASS-25')
def test_a_repository_inside_of_another(repo: Repo, tmp_path: Path) -> None:
    inner = Repo.make(tmp_path / 'inner')
    pairs(inner)
    repo.put_pair('GUIDE.md', 'outer\n', 'torn\n')
    repo.git('submodule', '--quiet', 'add', str(inner.path), 'below')
    repo.commit()
    below = Repo(repo.path / 'below')
    hook = Path(os.fsdecode(below.git('rev-parse', '--git-path', 'hooks/pre-commit').strip()))
    output = tmp_path / 'output'
    (below.path / hook).write_text(
        f'#!/bin/sh\nexec >{output} 2>&1\necho "$GIT_DIR $GIT_INDEX_FILE" >&2\nexec {SCRIPT} check --staged\n',
    )
    (below.path / hook).chmod(0o755)
    place = repo.path / '.git/modules/below'
    below.put('other', 'x')
    below.git('commit', '-qm', 'x')
    assert output.read_text() == f'{place} {place}/index\n'
    below.put('GUIDE.md', 'two\n')
    assert 'refused: 1 pair differs.' in refused(below, output)


@pytest.mark.state('R-PASS-32')
def test_a_shallow_clone(repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs(repo)
    before = tear(repo)
    repo.put('GUIDE.md', 'one\n')
    torn = repo.commit()
    repo.git('clone', '-q', '--depth=1', f'file://{repo.path}', str(tmp_path / 'shallow'))
    shallow = Repo(tmp_path / 'shallow')
    monkeypatch.chdir(shallow.path)
    assert run('check', '--all') == (0, '', '')
    output = shallow.hook()
    accepted(shallow, output, '--allow-empty')
    shallow.put('GUIDE.md', 'two\n')
    assert 'refused: 1 pair differs.' in refused(shallow, output)
    # its parent is there
    assert run('check', '--rev', 'HEAD') == (0, '', '')
    # what is not here is said, and is no pass
    absent = f'commit {before!r} does not exist; in a shallow clone: git fetch --unshallow\n'
    result = run('check', '--rev', torn)
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith(f'sot-guard: a parent of --rev: {absent}')
    monkeypatch.setenv('PRE_COMMIT_TO_REF', before)
    assert run('check', '--staged') == (2, '', f'sot-guard: PRE_COMMIT_TO_REF: {absent}')


@pytest.mark.state('R-PASS-33')
def test_a_repository_of_another_owner(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs(repo)
    if os.getuid() == 0:
        for place in (repo.path, repo.path / '.git', repo.path / '.git/config'):
            os.chown(place, 12345, 12345)
    else:
        # only root can give a file away
        monkeypatch.setenv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1')
    for argv in (('--staged',), ('--all',), ('GUIDE.md',)):
        done = subprocess.run((SCRIPT, 'check', *argv), capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, '')
        assert 'dubious ownership' in done.stderr
    repo.git('config', '--global', 'safe.directory', str(repo.path))
    assert subprocess.run((SCRIPT, 'check', '--staged'), check=False).returncode == 0


@pytest.mark.state('R-PASS-34')
def test_a_hook_that_is_killed_refuses(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    # git puts its own programs first on the PATH of a hook
    killer = tmp_path / 'killer/git'
    killer.parent.mkdir()
    killer.write_text('#!/bin/sh\nkill -9 $PPID\n')
    killer.chmod(0o755)
    hook = repo.path / '.git/hooks/pre-commit'
    hook.write_text(
        f'#!/bin/sh\nPATH={killer.parent}:$PATH\n{SCRIPT} check --staged\n'
        'status=$?\necho $status >.git/status\nexit $status\n',
    )
    hook.chmod(0o755)
    repo.put('other', 'x')
    repo.git('commit', '-qm', 'x', status=1)
    assert repo.read('.git/status') == b'137\n'
