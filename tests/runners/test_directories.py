"""Runners that start us elsewhere than git does: lefthook with `root:`, workspaces of two versions of prek."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runners.runner import Done
from tests.runners.runner import LEFTHOOK
from tests.runners.runner import Runner
from tests.support.once import once
from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import SCRIPT

ROOT = """\
pre-commit:
  jobs:
    - run: sot-guard check --staged
      root: web/
"""
WORKSPACE = f"""\
repos:
- repo: local
  hooks:
  - id: sot-guard
    name: sot-guard
    language: system
    entry: {SCRIPT} check --staged
    types: []
    require_serial: true
"""
OLDER = '0.4.0'


def places(repo: Repo, tmp_path: Path) -> list[Repo]:
    """The main work tree, and a linked one: there git sets GIT_DIR for its hooks."""
    repo.git('worktree', 'add', '-q', str(tmp_path / 'linked'), '-b', 'linked')
    return [repo, Repo(tmp_path / 'linked')]


def refuses_then_accepts(place: Repo, said: str, **environ: str) -> None:
    def commit() -> Done:
        done = subprocess.run(
            ('git', 'commit', '-m', 'x'), cwd=place.path, env=os.environ | environ, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )
        return Done(done.returncode, done.stdout)
    place.put('web/w', 'two\n')
    place.put('GUIDE.md', 'two\n')
    refused = commit()
    assert refused.status == 1 and said in refused.said
    first = next(line.strip() for line in refused.said.splitlines() if ' cp GUIDE.md ' in line)
    subprocess.run(('sh', '-c', first), cwd=place.path, check=True)
    assert place.git('show', ':docs/GUIDE.md') == b'two\n'
    assert commit().status == 0


@pytest.mark.parametrize('runner', [LEFTHOOK], indirect=True)
def test_lefthook_with_a_root(runner: Runner, tmp_path: Path) -> None:
    runner.repo.put('lefthook.yml', ROOT)
    runner.repo.put('web/w', 'one\n')
    runner.repo.commit()
    for place in places(runner.repo, tmp_path):
        if not (place.path / 'node_modules').exists():
            place.link('node_modules', str(runner.repo.path / 'node_modules'))
        refuses_then_accepts(place, 'GUIDE.md and docs/GUIDE.md differ')


@pytest.fixture(scope='session')
def older_prek(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def fill(place: Path) -> None:
        subprocess.run((sys.executable, '-m', 'venv', place), check=True)
        subprocess.run((place / 'bin/pip', 'install', '-q', f'prek=={OLDER}'), check=True, capture_output=True)
    return once(tmp_path_factory, 'older-prek', fill) / 'bin/prek'


@pytest.mark.parametrize('version', ['older', 'newest'])
def test_a_workspace_of_prek(
    repo: Repo, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, version: str,
) -> None:
    require_git(2, 28)
    program = request.getfixturevalue('older_prek') if version == 'older' else SCRIPT.with_name('prek')
    monkeypatch.setenv('PREK_HOME', str(tmp_path / 'prek'))
    repo.commit_pair()
    repo.put('web/w', 'one\n')
    # the project below alone checks, and the pair lies above
    repo.put('web/.pre-commit-config.yaml', WORKSPACE)
    repo.put('.pre-commit-config.yaml', 'repos: []\n')
    repo.commit()
    subprocess.run((program, 'install'), cwd=repo.path, check=True, capture_output=True)
    for place in places(repo, tmp_path):
        refuses_then_accepts(place, 'GUIDE.md and docs/GUIDE.md differ')
