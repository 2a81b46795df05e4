"""Faults: whatever goes wrong around a run, it says so in a line and never passes what it could not tell.

A `git` on PATH counts its calls, and does its worst at one of them; each run is tried with each of its calls.
"""
from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.repo import Repo
from tests.repo import SCRIPT

GIT = shutil.which('git') or ''
REFUSED, CANNOT_TELL, FINE = 1, 2, 0

# `exec` everywhere: no process of the wrapper's own is left behind
WRAPPER = r"""#!/bin/sh
n=$(($(cat "$FAULT_DIR/calls") + 1))
echo $n >"$FAULT_DIR/calls"
[ $n -eq "$(cat "$FAULT_DIR/at")" ] || exec GIT "$@"
. "$FAULT_DIR/does"
"""

MISDEEDS = {
    'killed at once': 'kill -KILL $$',
    'ended by a signal after half of it': 'GIT "$@" </dev/null 2>/dev/null | head -c 30; kill -TERM $$',
    'exit status 1': 'exit 1',
    'exit status 1 after half of it': 'GIT "$@" </dev/null 2>/dev/null | head -c 30; exit 1',
    'exit status 128 after half of it': 'GIT "$@" </dev/null 2>/dev/null | head -c 30; echo "fatal: no" >&2; exit 128',
    'exit status 129, nothing said': 'exit 129',
    'half of it, and exit status 0': 'GIT "$@" </dev/null 2>/dev/null | head -c 30; exit 0',
    'random bytes': 'head -c 3000 "$FAULT_DIR/random"; exit 0',
    'fields that are none': r'printf "a\000b c\000:1 2 3\000d\000"; exit 0',
    'a number that is none': r'printf "%s blob x\n" 0123; exit 0',
    'words': 'echo "nothing of the kind"; exit 0',
    'a line of 100 MB': 'head -c 100000000 /dev/zero | tr "\\000" x; exit 0',
    'no end': 'exec tr "\\000" x </dev/zero',
    'no end of empty records': 'exec cat /dev/zero',
    'no end of complaints': 'tr "\\000" x </dev/zero | head -c 50000000 >&2; exit 128',
}


class Done(NamedTuple):
    status: int
    out: bytes
    err: bytes


class Faulty:
    """A git that misbehaves at its call number `at`; a run of the real program with it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / 'bin').mkdir()
        wrapper = folder / 'bin/git'
        wrapper.write_text(WRAPPER.replace('GIT', GIT))
        wrapper.chmod(0o755)
        (folder / 'random').write_bytes(bytes((n * 7919 + n // 251) % 256 for n in range(3000)))
        self.misbehave(0, 'exit 1')
        monkeypatch.setenv('FAULT_DIR', str(folder))
        self.path = f'{folder}/bin:{os.environ["PATH"]}'

    def misbehave(self, at: int, does: str) -> None:
        (self.folder / 'at').write_text(f'{at}\n')
        (self.folder / 'does').write_text(does.replace('GIT', GIT) + '\n')
        (self.folder / 'calls').write_text('0\n')

    @property
    def calls(self) -> int:
        return int((self.folder / 'calls').read_text())

    def start(self, *argv: str, **environ: str) -> subprocess.Popen[bytes]:
        # without what measures coverage in this process's children
        kept = {name: value for name, value in os.environ.items() if not name.startswith('COVERAGE_')}
        return subprocess.Popen(
            (SCRIPT, *argv), env=kept | {'PATH': self.path} | environ, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=_limit,
        )

    def run(self, *argv: str, **environ: str) -> Done:
        (self.folder / 'calls').write_text('0\n')
        with self.start(*argv, **environ) as process:
            out, err = process.communicate(timeout=60)
        return Done(process.returncode, out, err)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (400 << 20, 400 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Faulty:
    return Faulty(tmp_path / 'faulty', monkeypatch)


class Way(NamedTuple):
    """A way through the program: how the repository is, what is run, and with which exit status if nothing fails."""

    make: Callable[[Repo], None]
    argv: tuple[str, ...]
    status: int


def fine(repo: Repo) -> None:
    repo.commit_pair()
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')


def divergent(repo: Repo) -> None:
    """Guarded by its name; the two differed before already, so that there is a history to read."""
    repo.commit_pair(text='# Guide\n\none\n')
    repo.put('docs/GUIDE.md', '# Guide\n\none\n\ntwo\n')
    repo.commit()
    repo.put('GUIDE.md', '# Guide\n\nzero\n\none\n')


def parted(repo: Repo) -> None:
    """Guarded because the two were one before."""
    repo.commit_pair('Makefile', 'all:\n')
    repo.put('Makefile', 'all: x\n')


def configured(repo: Repo) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a/x"\ncopies = ["y"]\n')
    repo.put('a/x', 'one\n')
    repo.put('y', 'two\n')


def linked(repo: Repo) -> None:
    repo.link('GUIDE.md', 'a/GUIDE.md')
    repo.link('a', 'docs')
    repo.write('docs/GUIDE.md', 'one\n')
    repo.git('add', '-A')


WAYS = {
    'the quick way': Way(fine, ('check', '--staged'), FINE),
    'all pairs': Way(fine, ('check', 'GUIDE.md'), FINE),
    'links': Way(linked, ('check', '--all'), FINE),
    'a refusal': Way(divergent, ('check', '--staged'), REFUSED),
    'a pair that was one': Way(parted, ('check', '--staged'), REFUSED),
    'a configured pair': Way(configured, ('check', '--all'), REFUSED),
    'a commit': Way(divergent, ('check', '--rev', 'HEAD'), REFUSED),
    'resolve': Way(divergent, ('resolve', 'GUIDE.md'), FINE),
    'accept': Way(divergent, ('accept', 'GUIDE.md', '--reason', 'x'), FINE),
    'scan': Way(divergent, ('scan',), FINE),
}


def contents(repo: Repo) -> dict[str, bytes]:
    """What lies in the work tree."""
    return {
        str(path.relative_to(repo.path)): path.read_bytes() for path in repo.path.rglob('*')
        if path.is_file() and '.git' not in path.parts
    }


def assert_clear(done: Done) -> None:
    """What is said of a fault is a line for a person, or a few."""
    assert b'Traceback' not in done.err and b'bug in sot-guard' not in done.err, done.err
    assert len(done.err) < 2000
    if done.status == CANNOT_TELL and not done.out:
        assert done.err and all(line.startswith(b'sot-guard: ') for line in done.err.splitlines()), done.err


def restore(repo: Repo, before: dict[str, bytes]) -> None:
    for name in contents(repo).keys() - before.keys():
        (repo.path / name).unlink()
    for name, content in before.items():
        if (repo.path / name).read_bytes() != content:
            repo.write(name, content)


@pytest.mark.parametrize('every', [False, pytest.param(True, marks=pytest.mark.long)], ids=['some', 'all'])
@pytest.mark.parametrize('way', WAYS.values(), ids=WAYS)
def test_git_fails_at_each_call_in_turn(repo: Repo, faulty: Faulty, way: Way, every: bool) -> None:
    way.make(repo)
    before = contents(repo)
    assert faulty.run(*way.argv).status == way.status
    after = contents(repo)
    misdeeds = list(MISDEEDS.items())
    points = [(at, *misdeed) for at in range(1, faulty.calls + 1) for misdeed in misdeeds]
    for at, name, does in points if every else points[::4]:
        restore(repo, before)
        faulty.misbehave(at, does)
        done = faulty.run(*way.argv)
        assert done.status in (way.status, CANNOT_TELL), (name, at, done)
        assert_clear(done)
        assert contents(repo) in (before, after), (name, at, done)
    print(f'{len(points):,} fault points')
