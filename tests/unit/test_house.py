"""The architecture: which room may know which, what the hook loads, and what it starts."""
from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sot_guard
from tests.support.repo import Repo
from tests.support.repo import SCRIPT

HOUSE = Path(sot_guard.__file__).parent

# data flows downwards: a room imports only from rooms above its own
ROOMS = [
    'spawn',
    'listing',
    'errors',
    'escaping',
    'git',
    'config',
    'configured',
    'names',
    'pairs',
    'candidates',
    'snapshots',
    'worktree',
    'files',
    'blobs',
    'links',
    'sections',
    'insight',
    'ledger',
    'merge',
    'carry',
    'settings',
    'subject',
    'scene',
    'past',
    'history',
    'findings',
    'sides',
    'compare',
    'advice',
    'notes',
    'examine',
    'check',
    'rule',
    'plan',
    'resolve',
    'accept',
    'scan',
    'reports.loss',
    'reports.text',
    'reports.json',
    'reports.markdown',
    'reports.github',
    'reports.sarif',
    'reports.comparison',
    'reports.html',
    'reports',
    'reports.plan',
    'reports.scan',
    'options',
    'cli',
    'gate',
    '__main__',
]


def rooms() -> dict[str, Path]:
    found = {}
    for path in HOUSE.rglob('*.py'):
        parts = path.relative_to(HOUSE).with_suffix('').parts
        name = '.'.join(parts[:-1] if parts[-1] == '__init__' else parts)
        if name:
            found[name] = path
    return found


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.removeprefix('sot_guard.') for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            module = str(node.module).removeprefix('sot_guard.').removeprefix('sot_guard')
            parts = {f'{module}.{alias.name}'.removeprefix('.') for alias in node.names}
            names |= parts & set(ROOMS) or {module}
    return names & set(ROOMS)


def test_every_room_is_in_the_table() -> None:
    assert sorted(rooms()) == sorted(ROOMS)


@pytest.mark.parametrize('room', ROOMS)
def test_a_room_imports_only_from_rooms_above_it(room: str) -> None:
    above = ROOMS[:ROOMS.index(room)]
    assert imported(rooms()[room]) <= set(above)


def test_only_the_cli_prints_and_only_git_starts_processes() -> None:
    for room, path in rooms().items():
        tree = ast.parse(path.read_text())
        calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        if room != 'cli':
            assert not {call for call in calls if call == 'print' or call.startswith(('sys.std', 'stream.'))}, room
        if room not in ('git', 'spawn'):
            assert not {call for call in calls if call.startswith(('subprocess.', 'os.posix_spawn', 'os.exec'))}, room


# ---- start-up: not timed, but counted

@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that gets a line for every git that is started."""
    calls = tmp_path / 'calls'
    real = subprocess.run(('sh', '-c', 'command -v git'), capture_output=True, check=True, text=True).stdout.strip()
    (tmp_path / 'bin').mkdir()
    git = tmp_path / 'bin/git'
    git.write_text(f'#!/bin/sh\necho "$@" >>{calls}\nexec {real} "$@"\n')
    git.chmod(0o755)
    monkeypatch.setenv('PATH', f'{tmp_path}/bin:{os.environ["PATH"]}')
    return calls


def started(calls: Path, *argv: str) -> list[str]:
    calls.unlink(missing_ok=True)
    subprocess.run((SCRIPT, *argv), check=False, capture_output=True)
    commands = ('rev-parse', 'diff-index', 'ls-tree', 'cat-file', 'diff', 'ls-files', 'check-attr', 'log')
    return [next(word for word in line.split() if word in commands) for line in calls.read_text().splitlines()]


def test_processes(repo: Repo, counted: Path) -> None:
    repo.commit_pair()
    repo.commit_pair('B.md')
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    names = 'GUIDE.md', 'docs/GUIDE.md'
    assert started(counted, 'check', '--staged', *names) == ['ls-files']
    assert started(counted, 'check', '--all') == ['ls-files']
    assert started(counted, 'check', *names) == ['rev-parse', 'diff-index']
    repo.put('pyproject.toml', '[tool.sot-guard]\ninclude = ["x"]\n')
    assert started(counted, 'check', '--staged', *names) == ['ls-files', 'cat-file']
    repo.put('pyproject.toml', '[tool.sot-guard]\n[[tool.sot-guard.pair]]\nsource = "B.md"\ncopies = ["GUIDE.md"]\n')
    repo.put('B.md', 'two\n')
    repo.put('docs/B.md', 'two\n')
    assert started(counted, 'check', '--staged', *names) == ['ls-files', 'cat-file', 'ls-files']
    repo.git('rm', '-q', '--cached', 'pyproject.toml')
    repo.put('GUIDE.md', 'three\n')
    one = started(counted, 'check', '--staged', 'GUIDE.md')
    assert one == [
        'ls-files', 'rev-parse', 'diff-index', 'rev-parse', 'rev-parse', 'ls-tree', 'rev-parse', 'ls-files', 'cat-file',
        'check-attr', 'diff', 'ls-tree',
    ]
    repo.commit()
    repo.put('docs/GUIDE.md', 'four\n')
    # where the two differed in HEAD already, a log is read
    assert started(counted, 'check', '--staged', 'GUIDE.md') == [*one, 'log']
    assert started(counted, 'check', '--staged', '--no-history', 'GUIDE.md') == one[1:-1]


def loaded(*argv: str) -> set[str]:
    code = (
        'import os, sys; before = set(sys.modules); from sot_guard.fastpath.entry import main\n'
        'def leave(status): print(*set(sys.modules) - before, file=sys.stderr, flush=True); real(status)\n'
        'real, os._exit = os._exit, leave; leave(main())'
    )
    # without what measures coverage in this process's children
    environ = {name: value for name, value in os.environ.items() if not name.startswith('COVERAGE_')}
    done = subprocess.run((sys.executable, '-c', code, *argv), env=environ, check=False, capture_output=True, text=True)
    return set(done.stderr.splitlines()[-1].split())


def test_modules(repo: Repo) -> None:
    """What is loaded beyond what the interpreter has loaded by itself."""
    repo.commit_pair()
    staged = 'check', '--staged', 'GUIDE.md'
    assert loaded(*staged) == {'__future__', 'sot_guard', 'sot_guard.gate', 'sot_guard.listing', 'sot_guard.spawn'}
    repo.put('.sot-guard.toml', 'include = ["x"]\n')
    configured = loaded(*staged)
    assert {'tomllib', 'sot_guard.configured', 'sot_guard.config'} <= configured
    assert not configured & {'subprocess', 'argparse', 'sot_guard.cli', 'sot_guard.git', 'threading'}
    # the full program, where it has nothing to say
    late = {
        'identify', 'difflib', 'traceback', 'importlib.metadata', 'urllib.parse', 'markdown_it', 'tempfile', 'json',
        'sot_guard.examine', 'sot_guard.advice', 'sot_guard.insight', 'sot_guard.history', 'sot_guard.plan',
        'sot_guard.reports.text', 'sot_guard.reports.json', 'sot_guard.reports.markdown',
    }
    assert not loaded('check', 'GUIDE.md') & late
    repo.put('GUIDE.md', 'two\n')
    assert {'identify.identify', 'markdown_it', 'sot_guard.reports.text'} <= loaded(*staged)
    assert not loaded(*staged) & {'difflib', 'importlib.metadata', 'sot_guard.reports.json', 'sot_guard.plan'}
