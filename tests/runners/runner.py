"""A repository with a hook runner set up in it."""
from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.repo import Repo

# one worker for each kind, so that none waits for another to install the same
FRAMEWORKS = [pytest.param(name, marks=pytest.mark.xdist_group('runners')) for name in ('pre-commit', 'prek')]
OLDEST = pytest.param(
    'oldest pre-commit', marks=[pytest.mark.xdist_group('oldest'), pytest.mark.exhaustive],
)
LEFTHOOK, HUSKY = (pytest.param(name, marks=pytest.mark.xdist_group('npm')) for name in ('lefthook', 'husky'))
BARE = 'bare hook'
EVERY = [*FRAMEWORKS, OLDEST, LEFTHOOK, HUSKY, BARE]

every_runner = pytest.mark.parametrize('runner', EVERY, indirect=True)
# husky and lefthook run a line, as the bare hook does
every_kind_of_runner = pytest.mark.parametrize(
    'runner', [*FRAMEWORKS, OLDEST, BARE, *(
        pytest.param(name, marks=[pytest.mark.xdist_group('npm'), pytest.mark.exhaustive])
        for name in ('lefthook', 'husky')
    )], indirect=True,
)


class Done(NamedTuple):
    """How a command ended, and all that it printed."""

    status: int
    said: str


class Runner(NamedTuple):
    """`program` is that of pre-commit or prek; the others are git's hooks alone."""

    name: str
    repo: Repo
    program: Path | None = None

    def type(self, *argv: str | Path, **env: str) -> Done:
        done = subprocess.run(
            argv, cwd=self.repo.path, env=os.environ | env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='surrogateescape',
        )
        return Done(done.returncode, done.stdout)

    def run(self, *args: str, **env: str) -> Done:
        assert self.program is not None
        return self.type(self.program, *args, **env)

    def commit(self, *args: str, **env: str) -> Done:
        return self.type('git', 'commit', '-m', 'x', *args, **env)

    def passed(self) -> list[str]:
        """The names that the runner has passed to its last process, by a hook that `probe` has added."""
        return os.fsdecode(self.repo.read('.git/passed')).split('\0')[:-1]


def cure(said: str, words: str) -> str:
    """The command of a report that has these words in it; a long one stands on several lines, broken after &&."""
    lines = re.sub(r' &&\n\s*', ' && ', said).splitlines()
    return next(line.strip() for line in lines if words in line).removeprefix('More:').lstrip()
