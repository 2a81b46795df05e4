"""Streams that are closed or of another encoding change nothing of what a run does, nor its exit status.

Where standard output is full, what could not be reported is exit 2.
"""
from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.repo import Repo
from tests.support.repo import SCRIPT
from tests.support.terminal import typed

pytestmark = pytest.mark.measured

LOST = {
    'no output': '>&-', 'no errors': '2>&-', 'no input': '<&-', 'nothing': '>&- 2>&- <&-', 'full output': '>/dev/full',
    'full errors': '2>/dev/full', 'a reader that is gone': '| true',
}


class Command(NamedTuple):
    """A command line on GUIDE.md, changed at the root, and LOG.md; its exit status, and the file that it writes."""

    argv: tuple[str, ...]
    status: int
    writes: str = ''
    prints: bool = True


COMMANDS = (
    Command(('check', 'docs/nothing', 'GUIDE.md'), 1),  # and a note, among the errors
    Command(('check', 'docs/nothing', 'SAME.md'), 0, prints=False),
    Command(('check', '--all', '--format', 'html'), 1),
    Command(('scan',), 0),
    Command(('resolve', '--dry-run', 'GUIDE.md'), 0),
    Command(('resolve', 'GUIDE.md'), 0, 'docs/GUIDE.md'),
    Command(('accept', 'LOG.md', '--reason', 'x'), 0, '.sot-guard.toml'),
    Command(('schema',), 0),
    Command(('--version',), 0),
    Command(('--help',), 0),
    Command(('check', '--bogus'), 2, prints=False),
    Command((), 2),
)
every_command = pytest.mark.parametrize('command', COMMANDS, ids=lambda command: ' '.join(command.argv) or 'no words')


def prepare(repo: Repo, name: str = 'GUIDE.md') -> None:
    repo.commit_pair('SAME.md')
    repo.commit_pair(name)
    repo.put(name, 'two\n')
    repo.put_pair('LOG.md', 'one\n', 'two\n')


def written(repo: Repo) -> list[str]:
    """What is not as it was staged."""
    return os.fsdecode(repo.git('ls-files', '-z', '-m', '-o')).split('\0')[:-1]


@pytest.mark.state('R-OUT-13', 'R-OUT-14', 'R-OUT-15', 'R-OUT-16', 'R-OUT-17')
@pytest.mark.parametrize('lost', LOST.values(), ids=LOST)
@every_command
def test_streams_that_are_gone_change_nothing(repo: Repo, lost: str, command: Command) -> None:
    if '/dev/full' in lost and not Path('/dev/full').exists():
        pytest.skip('there is no /dev/full')
    prepare(repo)
    line = f'{{ {SCRIPT} "$@"; echo $? >.git/status; }} {lost}'
    done = subprocess.run(('sh', '-c', line, 'sh', *command.argv), capture_output=True, check=False, timeout=60)
    # what could not be written was not reported: the status says so, and a line
    is_lost = lost == '>/dev/full' and command.prints
    assert repo.read('.git/status') == f'{2 if is_lost else command.status}\n'.encode()
    words = b'sot-guard: standard output: cannot be written (No space left on device); redirect it elsewhere\n'
    assert done.stderr.endswith(words) is is_lost
    assert b'Traceback' not in done.stderr and b'Exception ignored' not in done.stderr
    # resolve says how to undo it before it writes anything
    is_done = bool(command.writes) and not (is_lost and command.argv[0] == 'resolve')
    assert written(repo) == [command.writes] * is_done


@every_command
@pytest.mark.parametrize('encoding', ['ascii', 'cp1252'])
def test_any_encoding_will_do(repo: Repo, command: Command, encoding: str) -> None:
    name = '日本\u202e.md'
    prepare(repo, name)
    argv = (word.replace('GUIDE.md', name) for word in command.argv)
    done = subprocess.run(
        (SCRIPT, *argv), env=os.environ | {'PYTHONIOENCODING': encoding}, stdin=subprocess.DEVNULL,
        capture_output=True, check=False,
    )
    assert (done.returncode, b'Traceback' in done.stderr) == (command.status, False)
    assert all(c.isprintable() or c == '\n' for c in (done.stdout + done.stderr).decode(encoding))
    assert written(repo) == [command.writes.replace('GUIDE.md', name)] * bool(command.writes)


@pytest.mark.state('R-OUT-12')
@pytest.mark.parametrize(
    'locale', [
        {'LC_ALL': 'C'}, {'LC_ALL': 'POSIX', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0'},
        {'LC_ALL': 'xx_YY.ISO-8859-1', 'PYTHONUTF8': '0', 'PYTHONCOERCECLOCALE': '0'},
        {'LC_ALL': '', 'LANG': '', 'LC_CTYPE': ''},
    ], ids=str,
)
def test_any_locale(repo: Repo, locale: dict[str, str]) -> None:
    for name in ('日本.md', 'naïve 🎉.md'):
        repo.put_pair(name, 'naïve 🎉\n', 'x\n')
    repo.put('.sot-guard.toml', 'exclude = ["naïve*"]\n')
    raw = '日本.md'.encode()
    done = subprocess.run(
        (SCRIPT, 'check', '--staged', raw), env={**os.environ, **locale}, capture_output=True, check=False,
    )
    assert (done.returncode, b'Traceback' in done.stderr) == (1, False)
    assert done.stdout.startswith((raw, b"'" + raw, b'\\u65e5\\u672c.md and ', b"'\\xe6\\x97\\xa5"))
    assert done.stdout.endswith(b'\nsot-guard: commit refused: 1 pair differs.\n')
    fixed = subprocess.run(
        (SCRIPT, 'resolve', '--keep', 'docs', '--lose-unique', raw), env={**os.environ, **locale}, capture_output=True,
        check=False,
    )
    assert (fixed.returncode, repo.read('日本.md')) == (0, b'x\n')
    repo.git('add', '-A')
    fine = subprocess.run(
        (SCRIPT, 'check', '--staged', raw), env={**os.environ, **locale}, capture_output=True, check=False,
    )
    assert (fine.returncode, fine.stdout, fine.stderr) == (0, b'', b'')


@pytest.mark.state('R-OUT-10', 'R-OUT-11')
@pytest.mark.parametrize('encoding', ['ascii', 'cp1252', 'utf-8'])
def test_output_never_fails_for_its_encoding(repo: Repo, encoding: str) -> None:
    repo.put_pair('日本.md', 'naïve 🎉\n', 'x\n')
    done = subprocess.run(
        (SCRIPT, 'check'), env=os.environ | {'PYTHONIOENCODING': encoding}, capture_output=True, check=False,
    )
    assert done.returncode == 1
    told = f'sot-guard: standard output is {encoding}: commands with'.encode()
    assert done.stderr.startswith(told) is (encoding != 'utf-8')
    assert (b'\\u65e5\\u672c.md' in done.stdout) is (encoding != 'utf-8')


@pytest.mark.state('R-OUT-18', 'R-OUT-19')
def test_colour_on_a_terminal_only(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    tries = (({'TERM': 'xterm'}, True), ({'TERM': 'dumb'}, False), ({'TERM': 'xterm', 'NO_COLOR': '1'}, False))
    for env, coloured in tries:
        _, out = typed(f'{SCRIPT} check', repo.path, os.environ | env)
        assert 'GUIDE.md' in out
        assert ('\x1b[' in out) is coloured
