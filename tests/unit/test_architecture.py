"""The architecture: which package may import which, what the hook loads, and what it starts."""
from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import sot_guard
from tests.support.fake_git import FakeGit
from tests.support.project import CONTRIBUTING
from tests.support.project import PROJECT
from tests.support.repo import Repo
from tests.support.repo import SCRIPT

PACKAGE = Path(sot_guard.__file__).parent

# from the ground floor up: a package imports from itself and from those above it in this table
FLOORS = [
    ('errors', 'escaping', 'environment'),
    ('git',),
    ('worktree',),
    ('config',),
    ('pairing',),
    ('analysis',),
    ('merging',),
    ('planning',),
    ('report',),
    ('commands',),
    ('cli',),
    ('fastpath',),
    ('__main__',),
]
# what starts processes, and what prints
STARTS = {'git.process', 'fastpath.spawn'}
PRINTS = {'cli.streams'}


@cache
def modules() -> dict[str, Path]:
    found = {}
    for path in PACKAGE.rglob('*.py'):
        parts = path.relative_to(PACKAGE).with_suffix('').parts
        found['.'.join(parts[:-1] if parts[-1] == '__init__' else parts)] = path
    return found


@cache
def imported(path: Path) -> set[str]:
    """The modules of the program that a module imports, at its top or later."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            full = {f'{node.module}.{alias.name}' for alias in node.names}
            known = {f'sot_guard.{name}' for name in modules()}
            names |= (full & known) or {str(node.module)}
    return {name.removeprefix('sot_guard.') for name in names if name.startswith('sot_guard.')}


def test_every_package_has_a_floor() -> None:
    assert {name.partition('.')[0] for name in modules()} - {''} == {package for floor in FLOORS for package in floor}


@pytest.mark.parametrize('module', sorted(set(modules()) - {''}))
def test_a_module_imports_only_from_its_package_and_from_lower_floors(module: str) -> None:
    package = module.partition('.')[0]
    floor = next(number for number, packages in enumerate(FLOORS) if package in packages)
    allowed = {package, *(lower for packages in FLOORS[:floor] for lower in packages)}
    assert {name.partition('.')[0] for name in imported(modules()[module])} <= allowed


def test_the_map_in_contributing_is_made_of_the_docstrings() -> None:
    """One row for each package, in the order of the table: `python -m tests.unit.test_architecture` prints it."""
    assert f'\n| package | what it is |\n|---|---|\n{map_of_packages()}\n\n' in CONTRIBUTING


def map_of_packages() -> str:
    first = {name: (ast.get_docstring(ast.parse(path.read_text())) or '').partition('\n\n')[0]
             for name, path in modules().items()}
    packages = (package for floor in FLOORS for package in floor)
    return '\n'.join(f'| `{package}` | {" ".join(first[package].split())} |' for package in packages)


def test_no_module_imports_in_a_circle() -> None:
    left = {name: imported(path) - {name} for name, path in modules().items()}
    while free := {name for name, needs in left.items() if not needs & left.keys()}:
        left = {name: needs for name, needs in left.items() if name not in free}
    assert not left


def test_no_format_imports_another() -> None:
    formats = {name for name in modules() if name.startswith('report.formats.')}
    for name in formats:
        assert not imported(modules()[name]) & (formats - {name}), name


def test_what_prints_and_what_starts_processes() -> None:
    for name, path in modules().items():
        calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}
        if name not in PRINTS:
            streams = {call for call in calls if call == 'print' or call.startswith(('sys.std', 'stream.'))}
            assert streams <= {'sys.stdout.isatty', 'sys.stderr.isatty'}, name
        if name not in STARTS:
            assert not {call for call in calls if call.startswith(('subprocess.', 'os.posix_spawn', 'os.exec'))}, name


def test_no_module_and_no_function_is_long() -> None:
    for name, path in modules().items():
        text = path.read_text()
        assert text.count('\n') <= 300, name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 40, f'{name}.{node.name}'
                own = [a.arg for a in (*node.args.args, *node.args.kwonlyargs) if a.arg not in ('self', 'cls')]
                assert len(own) <= 5 or name == 'report.model', f'{name}.{node.name}: {own}'


# ---- the tests and the tools

SOURCES = sorted([*(PROJECT / 'tests').rglob('*.py'), *(PROJECT / 'tools').rglob('*.py')])
# a test of what several modules do together, by the package that it stands for
WITHOUT_A_MODULE = {'test_architecture.py'}


@cache
def private_names() -> set[str]:
    """The functions, methods, classes, constants and fields of the package that begin with one underscore."""
    found = set()
    for path in modules().values():
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                    found.add(name)
    # `_fields` of a NamedTuple is public, wherever else the name is used
    return {name for name in found if name.startswith('_') and not name.startswith('__')} - {'_', '_fields'}


def private_names_used(path: Path, private: set[str]) -> set[str]:
    """Those that a test or a tool imports, reads or replaces; what it calls its own is its own matter."""
    used = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if module.startswith('sot_guard'):
                used |= {alias.name for alias in names if alias.name.startswith('_')}
            case ast.Attribute(value=ast.Name(id='self' | 'cls')):
                pass
            case ast.Attribute(attr=name) if name in private:
                used.add(name)
            case ast.Call(func=ast.Attribute(attr='setattr' | 'object' | 'patch') | ast.Name(id='getattr'), args=args):
                words = (str(arg.value) for arg in args if isinstance(arg, ast.Constant))
                used |= {word for word in words if word.rpartition('.')[2] in private}
    return used


def test_no_test_and_no_tool_touches_a_private_name() -> None:
    private = private_names()
    assert {'_KINDS', '_chunks', '_process'} <= private
    assert {str(path): used for path in SOURCES if (used := private_names_used(path, private))} == {}


def test_a_private_name_is_found_however_it_is_touched(tmp_path: Path) -> None:
    file = tmp_path / 'test_x.py'
    file.write_text(
        'from sot_guard.git.trees import _entry\nblobs._process.kill()\n'
        "monkeypatch.setattr(Blobs, '_chunks', None)\nmonkeypatch.setattr('sot_guard.git.trees._KINDS', {})\n"
        'self._sha256 = 1\nPair()._replace()\n'
    )
    assert private_names_used(file, private_names()) == {
        '_entry', '_process', '_chunks', 'sot_guard.git.trees._KINDS',
    }


def test_no_test_imports_another() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                full = {str(node.module), *(f'{node.module}.{alias.name}' for alias in node.names)}
                last = {name.rpartition('.')[2] for name in full if name.startswith('tests.')}
                assert not [name for name in last if name.startswith(('test_', 'conftest'))], path


UNIT_TESTS = sorted(path.relative_to(PROJECT / 'tests/unit') for path in (PROJECT / 'tests/unit').rglob('test_*.py'))


@pytest.mark.parametrize('test', [path for path in UNIT_TESTS if path.name not in WITHOUT_A_MODULE], ids=str)
def test_a_unit_test_is_called_like_its_module(test: Path) -> None:
    stem = PACKAGE / test.parent / test.stem.removeprefix('test_')
    assert stem.with_suffix('.py').is_file() or stem.joinpath('__init__.py').is_file()


# ---- start-up: not timed, but counted

@pytest.fixture
def counted(tmp_path: Path, fake_git: FakeGit) -> Path:
    """A file that gets a line for every git that is started."""
    calls = tmp_path / 'calls'
    fake_git(f'echo "$@" >>{calls}\nexec GIT "$@"')
    return calls


def started(calls: Path, *argv: str) -> list[str]:
    calls.unlink(missing_ok=True)
    subprocess.run((SCRIPT, *argv), check=False, capture_output=True)
    commands = (
        'rev-parse', 'diff-index', 'ls-tree', 'cat-file', 'diff', 'ls-files', 'check-attr', 'check-ignore', 'log',
    )
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
    assert started(counted, 'check', '--staged', *names) == ['ls-files', 'cat-file']
    repo.put('pyproject.toml', '[[tool.sot-guard.pair]]\nsource = "B.md"\ncopies = ["web/B.md"]\n')
    repo.put('web/B.md', 'two\n')
    assert started(counted, 'check', '--staged', *names) == ['ls-files', 'cat-file']
    # the file on disk says what to list; where another is staged, all is listed again
    repo.write('pyproject.toml', '[tool.sot-guard]\n')
    assert started(counted, 'check', '--staged', *names) == ['ls-files', 'cat-file'] * 2
    repo.git('rm', '-qf', 'pyproject.toml')
    folders = [f'[[pair]]\nsource = "{name}/"\ncopies = ["{name}2/"]\n' for name in 'abc']
    repo.put('.sot-guard.toml', ''.join(folders))
    for name in 'abc':
        repo.put(f'{name}/x', name)
        repo.put(f'{name}2/x', name)
    assert started(counted, 'check', '--staged', *names, 'a/x') == ['ls-files', 'cat-file']
    assert started(counted, 'check', '--all') == ['ls-files', 'cat-file']
    repo.git('rm', '-qf', '.sot-guard.toml')
    repo.put_pair('README.md', 'one\n', 'two\n')
    repo.commit()
    assert started(counted, 'check', '--staged', *names) == ['ls-files', 'ls-tree']
    repo.put('GUIDE.md', 'three\n')
    one = started(counted, 'check', '--staged', 'GUIDE.md')
    assert one == [
        'ls-files', 'rev-parse', 'diff-index', 'ls-tree', 'ls-files', 'check-ignore', 'cat-file', 'check-attr', 'diff',
    ]
    repo.commit()
    repo.put('docs/GUIDE.md', 'four\n')
    # where the two differed in HEAD already, a log is read
    assert started(counted, 'check', '--staged', 'GUIDE.md') == [*one, 'log', 'diff', 'diff']
    assert started(counted, 'check', '--staged', '--no-history', 'GUIDE.md') == one[1:]


def loaded(*argv: str) -> set[str]:
    code = (
        'import os, sys; before = set(sys.modules); from sot_guard.fastpath.entry import main\n'
        'def leave(status): print(*set(sys.modules) - before, file=sys.stderr, flush=True); real(status)\n'
        'real, os._exit = os._exit, leave; leave(main())'
    )
    done = subprocess.run((sys.executable, '-c', code, *argv), check=False, capture_output=True, text=True)
    return set(done.stderr.splitlines()[-1].split())


def test_modules(repo: Repo) -> None:
    """What is loaded beyond what the interpreter has loaded by itself."""
    repo.commit_pair()
    staged = 'check', '--staged', 'GUIDE.md'
    assert loaded(*staged) == {
        '__future__', 'sot_guard', 'sot_guard.environment', 'sot_guard.fastpath', 'sot_guard.fastpath.entry',
        'sot_guard.fastpath.listing', 'sot_guard.fastpath.spawn',
    }
    fast = loaded(*staged)
    repo.put_pair('README.md', 'one\n', 'two\n')
    repo.commit()
    assert loaded(*staged) == fast | {'sot_guard.fastpath.unchanged'}
    repo.git('rm', '-qf', 'README.md')
    repo.put('.sot-guard.toml', 'include = ["x"]\n')
    own = {f'sot_guard.fastpath.{name}' for name in ('configured', 'folders', 'plain', 'rules')}
    assert loaded(*staged) == fast | own
    repo.put('.sot-guard.toml', "include = ['x']\n")
    configured = loaded(*staged)
    assert {'tomllib', 'sot_guard.fastpath.parsed', 'sot_guard.config.parse'} <= configured
    late = {'subprocess', 'argparse', 'threading', 'difflib', 'sot_guard.cli', 'sot_guard.git', 'sot_guard.escaping'}
    assert not configured & late
    # the full program, where it has nothing to say: of the report, only the records and the exit status
    late = {
        'identify', 'difflib', 'traceback', 'importlib.metadata', 'urllib.parse', 'markdown_it', 'tempfile', 'json',
        'tomlkit', 'yaml', 'sot_guard.commands.examine', 'sot_guard.analysis.difference', 'sot_guard.git.log',
        'sot_guard.analysis.references', 'sot_guard.merging', 'sot_guard.planning',
    }
    records = {
        'sot_guard.report.advice', 'sot_guard.report.examined', 'sot_guard.report.exit_status',
        'sot_guard.report.formats', 'sot_guard.report.model', 'sot_guard.report.quoting',
    }
    for full in (loaded('check', 'GUIDE.md'), loaded('check', '--all', '--no-history')):
        assert 'sot_guard.commands.check' in full
        assert not full & late
        assert {name for name in full if name.startswith('sot_guard.report.')} == records
    # a refusal, but for what a configuration takes
    repo.git('rm', '-qf', '.sot-guard.toml')
    repo.put('GUIDE.md', '# A\n\ntwo\n')
    refused = loaded(*staged)
    assert {'identify.identify', 'sot_guard.report.formats.text', 'sot_guard.analysis.views.compare'} <= refused
    assert not refused & {
        'difflib', 'html', 'importlib.metadata', 'json', 'markdown_it', 'shutil', 'tempfile', 'tomlkit', 'tomllib',
        'urllib.parse', 'yaml', 'sot_guard.analysis.containment', 'sot_guard.analysis.references',
        'sot_guard.config.parse', 'sot_guard.merging', 'sot_guard.planning', 'sot_guard.report.formats.json',
    }
    assert len({name for name in refused if name.startswith('sot_guard')}) <= 94
    # two that were never identical: what each alone has is asked
    repo.put_pair('NEW.md', '# A\n\ntwo\n', '# A\n\n# B\n\none\n')
    assert {'markdown_it', 'sot_guard.analysis.containment'} <= loaded('check', 'NEW.md')


if __name__ == '__main__':
    print(map_of_packages())
