"""Faults: whatever goes wrong around a run, it says so in a line and never passes what it could not tell.

A `git` on PATH counts its calls, and does its worst at one of them; each run is tried with each of its calls.
"""
from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sot_guard.cli import main as cli
from sot_guard.fastpath import entry
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

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
        return int((self.folder / 'calls').read_text() or 0)  # it may just be written

    def start(self, *argv: str, **environ: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            (SCRIPT, *argv), env=os.environ | {'PATH': self.path} | environ, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=_limit,
        )

    def run(self, *argv: str, **environ: str) -> Done:
        (self.folder / 'calls').write_text('0\n')
        with self.start(*argv, **environ) as process:
            out, err = process.communicate(timeout=60)
        return Done(process.returncode, out, err)


def _limit() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell ignores it for what runs in the background
    resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


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
    'the fast path': Way(fine, ('check', '--staged'), FINE),
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

# their calls of git are those of other ways
EXHAUSTIVE = ('all pairs', 'links', 'a pair that was one', 'a commit', 'scan')


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


def here(run: Run, way: Way) -> Done:
    """A run without a process of its own: of what is behind the fast path."""
    status, out, err = run(*way.argv)
    return Done(status, out.encode(), err.encode())


def restore(repo: Repo, before: dict[str, bytes]) -> None:
    for name in contents(repo).keys() - before.keys():
        (repo.path / name).unlink()
    for name, content in before.items():
        if (repo.path / name).read_bytes() != content:
            repo.write(name, content)


@pytest.mark.parametrize(
    'every', [False, pytest.param(True, marks=pytest.mark.exhaustive)], ids=['one misdeed', 'every misdeed'],
)
@pytest.mark.parametrize(
    'way', [pytest.param(way, marks=pytest.mark.exhaustive) if name in EXHAUSTIVE else way
            for name, way in WAYS.items()], ids=WAYS,
)
def test_git_fails_at_each_call_in_turn(repo: Repo, faulty: Faulty, way: Way, every: bool) -> None:
    way.make(repo)
    before = contents(repo)
    assert faulty.run(*way.argv).status == way.status
    after = contents(repo)
    misdeeds = list(MISDEEDS.items())
    # an ordinary run tries each call with one misdeed, and the next call, or way, with another
    first = 2 * list(WAYS.values()).index(way)
    points = [
        (at, *misdeed) for at in range(1, faulty.calls + 1)
        for misdeed in (misdeeds if every else [misdeeds[(first + at * 7) % len(misdeeds)]])
    ]
    for at, name, does in points:
        restore(repo, before)
        faulty.misbehave(at, does)
        done = faulty.run(*way.argv)
        # a merge that a fault has spoiled does not pass the proof: it is left to the user, and nothing is written
        is_left = way is WAYS['resolve'] and done.status == 1 and contents(repo) == before
        assert is_left or done.status in (way.status, CANNOT_TELL), (name, at, done)
        assert_clear(done)
        assert contents(repo) in (before, after), (name, at, done)
    print(f'{len(points):,} fault points')


# ---- a git that is missing, old, or never answers

def test_without_git(repo: Repo, faulty: Faulty, tmp_path: Path) -> None:
    divergent(repo)
    faulty.path = str(tmp_path)
    for way in WAYS.values():
        done = faulty.run(*way.argv)
        assert (done.status, done.out) == (CANNOT_TELL, b'')
        assert done.err.endswith(b'; install git 2.25 or newer\n') and done.err.count(b'\n') == 1


@pytest.mark.parametrize(
    'old', [
        # an option that rev-parse does not know is printed as it is
        'case "$*" in *--show-object-format*) echo --show-object-format; echo; echo; pwd;; *) exec GIT "$@";; esac',
        'case "$*" in *--show-object-format*) echo "usage: git rev-parse" >&2; exit 129;; *) exec GIT "$@";; esac',
        'echo "git version 2.17.1"',
    ], ids=['2.24', 'a usage', '2.17'],
)
def test_a_git_that_is_too_old(repo: Repo, faulty: Faulty, old: str) -> None:
    divergent(repo)
    (faulty.folder / 'bin/git').write_text(f'#!/bin/sh\n{old.replace("GIT", GIT)}\n')
    for way in WAYS.values():
        done = faulty.run(*way.argv)
        assert (done.status, done.out) == (CANNOT_TELL, b'')
        assert_clear(done)


def test_a_git_that_hangs_is_ended_where_there_is_a_deadline(repo: Repo, faulty: Faulty) -> None:
    divergent(repo)
    real = f'case "$*" in *" diff "*|*" log "*) exec sleep 1000;; *) exec {GIT} "$@";; esac'
    (faulty.folder / 'bin/git').write_text(f'#!/bin/sh\n{real}\n')
    done = faulty.run('check', '--staged')
    assert done.status == REFUSED
    assert b'(no diff: git diff: timed out after ' in done.out
    assert b'(history unknown: search stopped after ' in done.out


# ---- interrupts: at each call of git, by the git that is called

def group(process: subprocess.Popen[bytes]) -> set[int]:
    """The living processes of the group that a run is."""
    found = set()
    for living in Path('/proc').iterdir():
        if living.name.isdigit():
            try:
                state = (living / 'stat').read_text().rpartition(') ')[2].split()
            except OSError:
                continue  # it has just ended
            if int(state[2]) == process.pid and state[0] not in 'ZX':
                found.add(int(living.name))
    return found


def assert_nothing_is_left(repo: Repo, process: subprocess.Popen[bytes], tmp: Path) -> None:
    for _ in range(100):
        if not group(process):
            break
        time.sleep(0.05)
    assert not group(process)
    assert not list(repo.path.rglob('.sot-guard-*')) and not list(tmp.iterdir())


@pytest.mark.skipif(not Path('/proc/self/stat').exists(), reason='no /proc')
@pytest.mark.parametrize(
    'way', [way if name in ('the fast path', 'resolve') else pytest.param(way, marks=pytest.mark.exhaustive)
            for name, way in WAYS.items()], ids=WAYS,
)
def test_a_signal_at_each_call(repo: Repo, faulty: Faulty, tmp_path: Path, way: Way) -> None:
    way.make(repo)
    before = contents(repo)
    assert faulty.run(*way.argv).status == way.status
    after, calls = contents(repo), faulty.calls
    (tmp_path / 'tmp').mkdir()
    for at in range(1, calls + 1):
        number = (signal.SIGINT, signal.SIGTERM)[at % 2]
        restore(repo, before)
        # a moment: the program has to know by then that it has started a git
        faulty.misbehave(at, f'sleep 0.2; kill -{number.value} $PPID; exec sleep 1000')
        with faulty.start(*way.argv, TMPDIR=str(tmp_path / 'tmp')) as process:
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (128 + number, b''), (at, out, err)
        assert contents(repo) in (before, after)
        assert_nothing_is_left(repo, process, tmp_path / 'tmp')


@pytest.mark.exhaustive
@pytest.mark.parametrize('way', WAYS.values(), ids=WAYS)
@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_at_any_moment(
    repo: Repo, faulty: Faulty, tmp_path: Path, way: Way, number: signal.Signals,
) -> None:
    way.make(repo)
    before = contents(repo)
    faulty.run(*way.argv)
    after = contents(repo)
    (tmp_path / 'tmp').mkdir()
    for delay in range(0, 400, 10):
        restore(repo, before)
        faulty.misbehave(0, '')
        with faulty.start(*way.argv, TMPDIR=str(tmp_path / 'tmp')) as process:
            # the interpreter itself takes a moment to begin, in which a signal is its own matter
            while not faulty.calls and process.poll() is None:
                time.sleep(0.001)
            time.sleep(delay / 1000)
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        # when all is done and the interpreter ends, it takes a signal as any process does; to a shell that is the same
        assert process.returncode in (128 + number, -number, way.status), (delay, process.returncode, out, err)
        assert b'Traceback' not in err
        assert contents(repo) in (before, after) or 'resolve' in way.argv
        assert_nothing_is_left(repo, process, tmp_path / 'tmp')


# ---- damaged repositories

def assert_cannot_tell(faulty: Faulty, *argv: str) -> None:
    done = faulty.run(*argv)
    assert done.status == CANNOT_TELL, (argv, done)
    assert_clear(done)


def truncated(index: Path) -> None:
    index.write_bytes(index.read_bytes()[:60])


def with_another_checksum(index: Path) -> None:
    data = bytearray(index.read_bytes())
    data[-1] ^= 1
    index.write_bytes(data)


def empty(index: Path) -> None:
    index.write_bytes(b'')


def of_another_version(index: Path) -> None:
    data = bytearray(index.read_bytes())
    data[7] = 9
    index.write_bytes(data)


def a_directory(index: Path) -> None:
    index.unlink()
    index.mkdir()


@pytest.mark.parametrize(
    'damage', [truncated, with_another_checksum, of_another_version, a_directory, empty],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_index(repo: Repo, run: Run, faulty: Faulty, damage: Callable[[Path], None]) -> None:
    divergent(repo)
    damage(repo.path / '.git/index')
    for name in ('a refusal', 'resolve', 'accept', 'scan'):
        way = WAYS[name]
        done = faulty.run(*way.argv) if name == 'a refusal' else here(run, way)
        # not every git looks at the checksum
        assert done.status == CANNOT_TELL or (damage is with_another_checksum and done.status == way.status)
        assert_clear(done)


def half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:file.stat().st_size // 2])


def lose(repo: Repo, name: str, damage: Callable[[Path], None] = Path.unlink) -> None:
    oid = repo.git('rev-parse', name).decode().strip()
    file = repo.path / '.git/objects' / oid[:2] / oid[2:]
    file.chmod(0o644)
    damage(file)


@pytest.mark.parametrize('name', [':GUIDE.md', ':docs/GUIDE.md', 'HEAD', 'HEAD^{tree}', 'HEAD:docs'])
@pytest.mark.parametrize('damage', [Path.unlink, empty, half], ids=['missing', 'empty', 'cut'])
def test_a_damaged_object(repo: Repo, run: Run, faulty: Faulty, name: str, damage: Callable[[Path], None]) -> None:
    divergent(repo)
    lose(repo, name, damage)
    done = faulty.run('check', '--staged')
    assert done.status == CANNOT_TELL, done
    assert_clear(done)
    before = contents(repo)
    for way in (WAYS['resolve'], WAYS['accept'], WAYS['scan']):
        done = here(run, way)
        assert done.status in (way.status, CANNOT_TELL)
        assert_clear(done)
    assert contents(repo) == before or contents(repo).keys() == {*before, '.sot-guard.toml'}


def test_a_damaged_pack(repo: Repo, faulty: Faulty) -> None:
    divergent(repo)
    repo.git('repack', '-adq')
    repo.git('commit', '-qm', 'x')
    repo.git('gc', '-q', '--prune=now')
    (pack,) = (repo.path / '.git/objects/pack').glob('*.pack')
    pack.chmod(0o644)
    data = pack.read_bytes()
    pack.write_bytes(data[:40] + bytes(len(data) - 60) + data[-20:])
    assert_cannot_tell(faulty, 'check', '--all')
    assert_cannot_tell(faulty, 'resolve', 'GUIDE.md')


@pytest.mark.parametrize('kind', ['blob:none', 'tree:0'])
def test_nothing_is_fetched(repo: Repo, faulty: Faulty, tmp_path: Path, kind: str) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('config', 'uploadpack.allowFilter', 'true')
    clone = Repo(tmp_path / 'clone')
    url = f'file://{repo.path}'
    subprocess.run(('git', 'clone', '-q', '--no-checkout', f'--filter={kind}', url, str(clone.path)), check=True)
    if kind == 'blob:none':
        clone.git('read-tree', 'HEAD')
    os.chdir(clone.path)
    # whatever a fetch would start leaves a trace
    tripwire = tmp_path / 'git-remote-trip'
    tripwire.write_text(f'#!/bin/sh\ntouch {tmp_path}/FETCHED\nread command\n')  # git writes first
    tripwire.chmod(0o755)
    clone.git('config', 'remote.origin.url', 'trip::x')
    trace = tmp_path / 'trace'
    faulty.path = f'{tmp_path}:{faulty.path}'
    for argv in (('check', '--all'), ('check', '--rev', 'HEAD'), ('resolve', 'GUIDE.md'), ('scan',)):
        done = faulty.run(*argv, GIT_TRACE2_EVENT=str(trace))
        assert done.status == CANNOT_TELL or argv == ('scan',) or kind == 'tree:0', (argv, done)
        assert_clear(done)
    assert not (tmp_path / 'FETCHED').exists() and not trace.exists()
    # the wire works: git itself trips over it
    clone.git('cat-file', '-e', 'HEAD:GUIDE.md', status=128, PATH=faulty.path)
    assert (tmp_path / 'FETCHED').exists()


# ---- full disks

@pytest.fixture
def full(repo: Repo, faulty: Faulty, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faulty]:
    """A program that can write no more than a few bytes to any file."""
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))
    divergent(repo)
    monkeypatch.setattr(sys.modules[__name__], '_limit', limit)
    yield faulty
    assert not list(repo.path.rglob('.sot-guard-*'))


def test_a_full_disk(repo: Repo, full: Faulty, tmp_path: Path) -> None:
    (full.folder / 'bin/git').unlink()  # the count of calls would not fit
    before = contents(repo)
    report, summary = tmp_path / 'report', tmp_path / 'summary'
    report.write_text('what was there\n')
    summary.write_text('of another step\n')
    for argv in (
        ('check', '--all', '--report', f'json={report}'), ('resolve', 'GUIDE.md'),
        ('accept', 'GUIDE.md', '--reason', 'x' * 80),
    ):
        done = full.run(*argv)
        assert done.status == CANNOT_TELL, done
        assert b' cannot be written (' in done.err and b'Traceback' not in done.err
    assert contents(repo) == before and report.read_text() == 'what was there\n'
    done = full.run('check', '--all', GITHUB_STEP_SUMMARY=str(summary))
    assert done.status == REFUSED and b'cannot be written (File too large)' in done.err
    assert summary.read_text() == 'of another step\n'


# ---- files of git

def test_a_merge_head_that_is_a_directory(repo: Repo, run: Run) -> None:
    divergent(repo)
    (repo.path / '.git/MERGE_HEAD').mkdir()
    result = run('check', '--staged')
    assert result.status == CANNOT_TELL
    assert result.err == 'sot-guard: .git/MERGE_HEAD: cannot be read (Is a directory)\n'


@pytest.mark.parametrize(
    ('cause', 'status'), [(KeyboardInterrupt(), 130), (SystemExit(143), 143), (OSError(24, 'Too many open files'), 2)],
    ids=['Ctrl-C', 'SIGTERM', 'no files left'],
)
def test_a_program_that_cannot_be_loaded(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], cause: BaseException, status: int,
) -> None:
    class Half:
        def __getattr__(self, name: str) -> object:
            try:
                raise cause
            finally:
                raise RuntimeError('half\n\x1b')
    monkeypatch.setitem(sys.modules, 'sot_guard.cli', Half())
    monkeypatch.setattr('sys.argv', ['sot-guard', 'scan'])
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert entry.main() == status
    finally:
        signal.signal(signal.SIGTERM, before)
    told = 'sot-guard: cannot be loaded (RuntimeError: half\\n\\x1b); install it again\n'
    assert capfd.readouterr() == ('', told if status == 2 else '')


@pytest.mark.parametrize('few', range(5, 12))
def test_too_few_open_files(repo: Repo, few: int) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    for argv in ('check --all', 'scan', 'resolve GUIDE.md'):
        line = f'ulimit -n {few} && exec {SCRIPT} {argv}'
        done = subprocess.run(('sh', '-c', line), capture_output=True, check=False)
        assert b'Traceback' not in done.stderr and b'bug' not in done.stderr
        if done.returncode == CANNOT_TELL:
            assert b'oo many open files' in done.stderr or b'never' in done.stderr, done
        else:
            assert done.returncode == (0 if argv == 'scan' else 1)


@pytest.mark.parametrize(('number', 'words'), [
    (errno.EMFILE, 'close some files, or raise the limit (ulimit -n)'), (errno.EAGAIN, '(ulimit -u)'),
    (errno.ENOMEM, 'there is not enough memory'), (errno.E2BIG, 'the environment is too large'),
    (errno.ENOENT, 'install git 2.25 or newer'),
])
def test_why_git_cannot_be_started(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, number: int, words: str,
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr('subprocess.Popen', refused)
    result = run('check')
    assert (result.status, words in result.err) == (2, True)


@pytest.mark.parametrize('number', [errno.EMFILE, errno.ENFILE])
def test_a_file_that_cannot_be_opened_because_there_are_too_many(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, number: int,
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, os.strerror(number))
    monkeypatch.setattr(cli, 'check', refused)
    result = run('check')
    assert result.status == 2
    assert result.err == f'sot-guard: {os.strerror(number)}; close some files, or raise the limit (ulimit -n)\n'
