"""Errors, crashes and edits of others at any point of a resolve: nothing is lost, and it can be finished."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sot_guard.worktree import write as files
from tests.support.both_changed import both_changed
from tests.support.both_changed import files_on_disk
from tests.support.both_changed import TEXT
from tests.support.repo import Repo
from tests.support.repo import Run

CALLS = ('os.replace', 'os.unlink', 'os.fsync', 'os.symlink', 'os.chmod', 'os.mkdir', 'tempfile.mkstemp')
OPTIONS = [[], ['--then', 'delete'], ['--then', 'link'], ['--append-unique', '--then', 'delete'], ['--archive', 'old']]


class Fault:
    """Lets so many calls pass that change the disk, and then none."""

    def __init__(self, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = after
        for name in CALLS:
            module, _, function = name.partition('.')
            target = getattr(files, module)
            monkeypatch.setattr(target, function, self.wrap(getattr(target, function), name))

    def wrap(self, call: Callable[..., object], name: str) -> Callable[..., object]:
        def wrapped(*args: object, **kwargs: object) -> object:
            # what removes temporary files works on a full disk too
            if not (name == 'os.unlink' and ('dir_fd' in kwargs or '.sot-guard-' in str(args))):
                self.left -= 1
                if self.left < 0:
                    raise OSError(28, 'No space left on device')
            return call(*args, **kwargs)
        return wrapped


@pytest.mark.parametrize('options', OPTIONS, ids=' '.join)
def test_an_error_at_any_point_loses_nothing(
    repo: Repo, run: Run, options: list[str], tmp_path: Path,
) -> None:
    both_changed(repo)
    before = files_on_disk(repo)
    new = {line for content in before.values() for line in content.split(b'\n')} - {*TEXT.encode().split(b'\n')}
    assert new == {b'ONE', b'## Four', b'four'}
    assert run('resolve', *options, 'GUIDE.md').status == 0
    done = files_on_disk(repo)
    for number in range(60):
        repo.git('checkout', '-q', '.')
        shutil.rmtree(repo.path / 'old', ignore_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            fault = Fault(number, patch)
            result = run('resolve', *options, 'GUIDE.md')
        now = files_on_disk(repo)
        assert not [name for name in now if '.sot-guard-' in name]
        # each file is whole, as it was or as it is to be
        assert all(content in (before.get(name), done.get(name)) for name, content in now.items())
        assert new <= {line for content in now.values() for line in content.split(b'\n')}
        if fault.left >= 0:
            assert result.status == 0
            break
        assert (result.status, result.out.count('wrote')) == (2, 0)
        assert 'cannot be written (No space left on device)' in result.err
        # running again finishes it
        assert run('resolve', *options, 'GUIDE.md').status == 0
        assert files_on_disk(repo) == done
    else:
        raise AssertionError('there was no end')
    assert number > 3


CRASH = """
import os, sys
from sot_guard.worktree import write as files
real = os.replace, os.unlink
left = int(sys.argv.pop(1))
def stop(call):
    def stopped(*args, **kwargs):
        if kwargs:
            return call(*args, **kwargs)
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return call(*args)
    return stopped
os.replace, os.unlink = map(stop, real)
from sot_guard.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.state('R-FIX-16')
@pytest.mark.parametrize('options', OPTIONS, ids=' '.join)
def test_running_again_finishes_what_a_crash_cut_off(repo: Repo, run: Run, options: list[str]) -> None:
    both_changed(repo)
    assert run('resolve', *options, 'GUIDE.md').status == 0
    done = files_on_disk(repo)
    for number in range(10):
        repo.git('checkout', '-q', '.')
        shutil.rmtree(repo.path / 'old', ignore_errors=True)
        crashed = subprocess.run(
            (sys.executable, '-c', CRASH, str(number), 'resolve', *options, 'GUIDE.md'), cwd=repo.path, check=False,
            capture_output=True,
        )
        if not crashed.returncode:
            break
        assert crashed.returncode == 9
        assert run('resolve', *options, 'GUIDE.md').status == 0
        now = {name: content for name, content in files_on_disk(repo).items() if '.sot-guard-' not in name}
        assert now == done
        for path in repo.path.rglob('.sot-guard-*'):
            path.unlink()
    assert number > 1


@pytest.mark.state('R-FIX-12')
def test_an_edit_in_the_last_moment_is_not_overwritten(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    both_changed(repo)
    real = os.fsync

    def edit(descriptor: int) -> None:
        real(descriptor)
        repo.write('GUIDE.md', 'an editor wrote this\n')
    monkeypatch.setattr('os.fsync', edit)
    result = run('resolve', 'GUIDE.md')
    assert (result.status, repo.read('GUIDE.md')) == (2, b'an editor wrote this\n')
    assert result.err == 'sot-guard: GUIDE.md: has unstaged edits; run git add or git stash --keep-index first\n'
    assert not list(repo.path.rglob('.sot-guard-*'))


def test_a_termination_leaves_no_file(repo: Repo, tmp_path: Path) -> None:
    both_changed(repo)
    code = (
        'import os, signal, sys; from sot_guard.worktree import write as files; real = os.replace\n'
        'def stop(*args):\n    os.kill(os.getpid(), signal.SIGTERM)\n    real(*args)\n'
        'os.replace = stop\nfrom sot_guard.fastpath.entry import main; sys.argv[1:] = ["resolve", "GUIDE.md"]\n'
        'sys.exit(main())'
    )
    done = subprocess.run((sys.executable, '-c', code), cwd=repo.path, check=False, capture_output=True)
    assert done.returncode == 128 + signal.SIGTERM
    assert sorted(files_on_disk(repo)) == ['GUIDE.md', 'docs/GUIDE.md']
