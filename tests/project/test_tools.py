"""Each tool starts; what release, picture and demo do is tested in test_release.py and test_readme.py."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import PROJECT


@pytest.mark.parametrize('tool', ['bench', 'fuzz', 'replay'])
def test_a_tool_shows_its_help(tool: str) -> None:
    command = sys.executable, '-m', f'tools.{tool}', '--help'
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, '')
    assert done.stdout.startswith(f'usage: python -m tools.{tool} ')


def test_an_input_of_the_fuzzer_is_run_again(tmp_path: Path) -> None:
    found = tmp_path / 'found'
    found.write_bytes(b'include = []\n')
    command = sys.executable, '-m', 'tools.fuzz', 'config', found
    assert subprocess.run(command, cwd=PROJECT, capture_output=True).returncode == 0
