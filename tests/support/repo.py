"""A real repository to try things in, and a way to run sot-guard in it."""
from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from typing import NamedTuple

import pytest

from sot_guard.cli.main import main

SCRIPT = Path(sys.executable).parent / 'sot-guard'
# as the reports of a run inside of pytest name it
PROGRAM = f'{sys.executable} -P -m sot_guard'

GIT = tuple(int(number) for number in re.findall(r'\d+', subprocess.getoutput('git --version'))[:2])


def require_git(*version: int) -> None:
    """Skip a test of what came with this version of git."""
    if version > GIT:
        pytest.skip('git is too old for what is tested')


class Result(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Run:
    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self._captured = captured

    def __call__(self, *argv: str) -> Result:
        self._captured.readouterr()
        status = main(argv)
        out, err = self._captured.readouterr()
        return Result(status, out.decode(), err.decode())

    def findings(self, *argv: str) -> dict[str, str]:
        """The status of each finding, by its root path."""
        result = self('check', *argv, '--format', 'json')
        return {finding['root_path']: finding['status'] for finding in result.json['findings']}


class Repo:
    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def make(cls, path: Path, *options: str) -> Repo:
        subprocess.run(('git', 'init', '-q', *options, str(path)), check=True)
        made = cls(path)
        if GIT < (2, 28):  # it knows no init.defaultBranch
            made.git('symbolic-ref', 'HEAD', 'refs/heads/main')
        return made

    def git(self, *args: str | bytes, status: int = 0, **env: str) -> bytes:
        done = subprocess.run(
            ('git', *args), cwd=self.path, env=os.environ | env, stdin=subprocess.DEVNULL, capture_output=True,
        )
        assert done.returncode == status, (args, done.returncode, done.stdout, done.stderr)
        return done.stdout

    def write(self, name: str | bytes, content: str | bytes = b'') -> None:
        file = os.path.join(os.fsencode(self.path), os.fsencode(name))
        os.makedirs(os.path.dirname(file), exist_ok=True)
        if os.path.islink(file):
            os.unlink(file)
        try:
            with open(file, 'wb') as f:
                f.write(content.encode() if isinstance(content, str) else content)
        except OSError as e:
            if e.errno == errno.EILSEQ:
                pytest.skip('the file system takes names in UTF-8 alone')
            raise

    def link(self, name: str, target: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.symlink_to(target)

    def read(self, name: str) -> bytes:
        return (self.path / name).read_bytes()

    def stage(self, **contents: str | bytes) -> None:
        """Write and stage files; the keys are names with `__` for `/` and `_` for `.`."""
        for key, content in contents.items():
            self.put(key.replace('__', '/').replace('_', '.'), content)

    def put(self, name: str | bytes, content: str | bytes = b'') -> None:
        """Write and stage one file."""
        self.write(name, content)
        self.git('--literal-pathspecs', 'add', '-f', '--', name)

    def put_pair(self, name: str, root: str | bytes, docs: str | bytes) -> None:
        self.put(name, root)
        self.put(f'docs/{name}', docs)

    def commit(self, message: str = 'a commit') -> str:
        self.git('commit', '-q', '--no-verify', '--allow-empty', '-m', message)
        return self.git('rev-parse', 'HEAD').decode().strip()

    def commit_pair(self, name: str = 'GUIDE.md', text: str | bytes = 'one\n') -> str:
        """Commit a pair of equal copies."""
        self.put_pair(name, text, text)
        return self.commit(f'add {name}')

    def hook(self, name: str = 'pre-commit', command: str = 'check --staged') -> Path:
        """Install a bare hook of git's, which leaves its output in a file."""
        output = self.path / '.git' / 'hook-output'
        hook = Path(os.fsdecode(self.git('rev-parse', '--git-path', f'hooks/{name}').rstrip()))
        hook = self.path / hook
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec >{output} 2>&1\nexec {SCRIPT} {command}\n')
        hook.chmod(0o755)
        return output
