"""Each tool starts; what release, picture and demo do is tested in test_release.py and test_readme.py."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import FunctionType

import pytest

from tests.support.project import PROJECT
from tools import messages
from tools.bench import hostile
from tools.mutate import mutants


@pytest.mark.parametrize(
    'tool', ['bench', 'fuzz', 'messages', 'mutate', 'replay', 'replay_scan', 'replay_views'],
)
def test_a_tool_shows_its_help(tool: str) -> None:
    command = sys.executable, '-m', f'tools.{tool}', '--help'
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, '')
    assert done.stdout.startswith(f'usage: python -m tools.{tool} ')


def test_each_function_is_changed_in_one_place_after_the_other(tmp_path: Path) -> None:
    module = tmp_path / 'one.py'
    module.write_text(
        'LIMIT = 3\n\n\ndef least(one: int, other: int | None, more: bool = True) -> int:\n'
        '    if other is None:\n        return one\n    return one if one < other + 1 else other\n',
    )
    made = list(mutants(module))
    assert sorted((one.line, one.what) for one in made) == [
        (5, 'Is'), (5, 'always'), (5, 'never'), (7, '1'), (7, 'Add'), (7, 'Lt'), (7, 'always'), (7, 'never'),
    ]
    scope: dict[str, object] = {}
    exec(compile(module.read_text(), module, 'exec'), scope)
    least = scope['least']
    assert isinstance(least, FunctionType) and least(1, 0) == 0
    least.__code__ = next(one.code for one in made if one.what == 'Lt')
    assert least(1, 0) == 1


def test_an_input_of_the_fuzzer_is_run_again(tmp_path: Path) -> None:
    found = tmp_path / 'found'
    found.write_bytes(b'include = []\n')
    command = sys.executable, '-m', 'tools.fuzz', 'config', found
    assert subprocess.run(command, cwd=PROJECT, capture_output=True).returncode == 0


def test_the_messages_are_listed_with_their_places(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = tmp_path / 'sot_guard'
    package.mkdir()
    (package / 'one.py').write_text(
        '"""A module text."""\nimport re\nWAY = re.compile("a pattern here")\nKEY = "docs-dir"\n'
        'def say(name: str) -> str:\n    """Return a text."""\n'
        '    return f"{name}: is not {\'any file\' if name else 1}"\n',
    )
    assert [message[1:] for message in messages.messages(package)] == [
        (7, "{name}: is not {'any file' if name else 1}"), (7, 'any file'),
    ]
    assert messages.main(['did you mean']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith('sot_guard/') and 'did you mean' in line for line in lines)


@pytest.mark.parametrize(('seconds', 'megabytes', 'fault'), [
    ((0.2, 0.3, 0.5), 40, ''), ((1.0, 2.0, 4.0), 40, ''), ((0.3, 0.8, 3.4), 40, 'grows as a square'),
    ((0.1, 0.11, 0.39), 40, ''), ((1.5, 3.0, 6.0), 40, 'over 5 s'), ((0.2, 0.3, 0.5), 201, 'over 200 MB'),
])
def test_the_growth_of_hostile_input_is_judged(seconds: tuple[float, ...], megabytes: float, fault: str) -> None:
    assert hostile.verdict(0.1, [hostile.Sample(cost, megabytes) for cost in seconds]) == fault
