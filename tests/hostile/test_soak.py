"""Random commits through the installed hook, in any environment: none is divergent, none is refused for nothing.

`pytest --exhaustive MINUTES tests/hostile/test_soak.py` goes on for so long, and prints how many there were.
"""
from __future__ import annotations

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import SCRIPT

WAYS = [
    (), (), ('-a',), ('--', 'GUIDE.md'), ('--', 'docs/GUIDE.md'), ('-i', 'GUIDE.md'), ('--amend',), ('-a', '--amend'),
]
HOOKS = ['check --staged', 'check --all', 'check --staged GUIDE.md']
PLACES = ['', 'cd web && ', 'cd docs && ', 'cd web/deep && ']
NAMES = ('GUIDE.md', 'docs/GUIDE.md')


def left_behind(place: Repo, at: random.Random) -> Iterator[tuple[str, str]]:
    """What an outer run, a runner or a shell has left: each variable present, off, stale or foreign."""
    refs = '', 'HEAD', 'HEAD~', '1' * 40, 'nothing'
    options = {
        'PRE_COMMIT': ('', '0', 'false', '1', '1'), 'LEFTHOOK': ('', '0', '1'), 'HUSKY': ('0', '1'),
        'PRE_COMMIT_TO_REF': refs, 'PRE_COMMIT_FROM_REF': refs, 'PRE_COMMIT_LOCAL_BRANCH': (*refs, 'refs/heads/main'),
        'PRE_COMMIT_REMOTE_NAME': ('', 'origin'), 'PRE_COMMIT_CHECKOUT_TYPE': ('1',), 'GIT_PREFIX': ('', 'docs/', 'x/'),
        'PREK_HOOK_STAGE': ('pre-push', 'pre-commit'), f'GITHEAD_{"1" * 40}': ('topic',),
        'GIT_DIR': (place.git('rev-parse', '--absolute-git-dir').decode().strip(),), 'GIT_WORK_TREE': ('.',),
    }
    for name in at.sample(sorted(options), at.randrange(5)):
        yield name, at.choice(options[name])


class Soak:
    """A repository, a linked work tree of it, and what was done there."""

    def __init__(self, repo: Repo, linked: Path) -> None:
        self.tally: Counter[str] = Counter()
        for path in ('web/deep/w', 'other'):
            repo.put(path, 'x')
        repo.commit_pair()
        repo.commit()
        repo.git('worktree', 'add', '-q', str(linked), '-b', 'linked')
        self.places = [repo, Repo(linked)]
        self.hook = repo.path / '.git/hooks/pre-commit'
        self.hook.parent.mkdir(exist_ok=True)

    def step(self, at: random.Random) -> None:
        place = at.choice(self.places)
        self.hook.write_text(f'#!/bin/sh\n{at.choice(PLACES)}exec {SCRIPT} {at.choice(HOOKS)}\n')
        self.hook.chmod(0o755)
        texts = [f'{at.randrange(3)}\n' for _ in NAMES]
        for name, text in zip(NAMES, texts if at.random() < 0.6 else texts[:1] * 2, strict=True):
            place.write(name, text)
            if at.random() < 0.8:
                place.git('add', name)
            if at.random() < 0.1:
                place.write(name, 'edited further\n')
        place.write('other', str(at.random()))
        place.git('add', 'other')
        self.commit(place, at.choice(WAYS), dict(left_behind(place, at)))

    def commit(self, place: Repo, way: tuple[str, ...], environ: dict[str, str]) -> None:
        before = place.git('rev-parse', 'HEAD').strip()
        command = 'git', 'commit', '-q', '-m', 'x'
        done = subprocess.run(
            (*command, *way), cwd=place.path, env=os.environ | environ, capture_output=True, check=False,
        )
        is_made = place.git('rev-parse', 'HEAD').strip() != before
        if not is_made:
            again = subprocess.run((*command, '-n', *way), cwd=place.path, capture_output=True, check=False)
            if again.returncode:  # nothing that could be committed
                return
        held = {line.split()[2] for line in place.git('ls-tree', 'HEAD', *NAMES).splitlines()}
        self.tally['made' if is_made else 'refused'] += 1
        assert is_made is (len(held) == 1), (way, environ, self.hook.read_text(), done)
        place.git('reset', '-q', '--hard', *([] if is_made else [before.decode()]))


def test_a_soak(repo: Repo, tmp_path: Path) -> None:
    soak, at = Soak(repo, tmp_path / 'linked'), random.Random(0)
    for _ in range(36):
        soak.step(at)
    assert min(soak.tally['made'], soak.tally['refused']) > 10


@pytest.mark.exhaustive
def test_a_long_soak(repo: Repo, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    seed = time.time_ns()
    soak, at = Soak(repo, tmp_path / 'linked'), random.Random(seed)
    end = time.monotonic() + 60 * pytestconfig.getoption('--exhaustive')
    while time.monotonic() < end:
        soak.step(at)
    print(f'\nseed {seed}: {dict(soak.tally)}')
