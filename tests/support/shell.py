"""The shell of a user, and the commands that a report prints for it."""
from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT


def shell(line: str, at: Path) -> subprocess.CompletedProcess[bytes]:
    """A user's own shell: without the directory of the hook's programs on PATH."""
    path = os.pathsep.join(p for p in os.environ['PATH'].split(os.pathsep) if Path(p) != SCRIPT.parent)
    return subprocess.run(
        ('sh', '-c', line), cwd=at, stdin=subprocess.DEVNULL, capture_output=True,
        env=os.environ | {'PATH': path, 'GIT_EDITOR': 'f() { echo message >"$1"; }; f'},
    )


def cures(repo: Repo, run: Run, *argv: str) -> list[str]:
    (finding,) = run('check', *argv, '--format', 'json').json['findings']
    for command in finding['commands']:
        if command['purpose'] == 'look':
            done = shell(command['command'], repo.path)
            assert done.stdout or 'no-index' in command['command'], command
            assert done.returncode in (0, 1), (command, done)
    return [command['command'] for command in finding['commands'] if command['purpose'] == 'cure']


def printed_fixes(text: str) -> list[str]:
    """The commands of a report that change something, each as one line."""
    found: list[str] = re.findall(r'(?m)^  (?:Fix:|Or) .*:\n((?:    .*\n)+)', text)
    return [lines.replace(' &&\n    ', ' && ').strip() for lines in found]
