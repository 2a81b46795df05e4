"""This repository is guarded by its own hook."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import SCRIPT
from tools import demo

CONFIG = demo.PROJECT / '.pre-commit-config.yaml'

pytestmark = pytest.mark.xdist_group('runners')


@pytest.fixture
def ours(tmp_path: Path) -> Repo:
    """The project as it lies here, with the environment that runs the tests in the place of its own."""
    require_git(2, 31)  # for pre-commit's list of all files
    made = Repo(tmp_path / 'ours')
    demo.publish(made.path)
    (made.path / '.venv').symlink_to(sys.prefix)
    return made


def run(repo: Repo, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (SCRIPT.with_name('pre-commit'), *args), cwd=repo.path, capture_output=True, text=True,
        env=demo.environment() | {'PRE_COMMIT_HOME': str(repo.path.parent / 'cache')},
    )


def test_our_pairs_are_the_same(ours: Repo) -> None:
    done = run(ours, 'run', 'sot-guard', '--all-files')
    assert (done.returncode, 'Passed' in done.stdout) == (0, True), done


def test_a_copy_of_ours_that_differs_is_refused(ours: Repo) -> None:
    run(ours, 'install')
    ours.put('docs/CHANGELOG.md', '# Changelog\n\nAnother one.\n')
    done = run(ours, 'run', 'sot-guard', '--all-files')
    assert done.returncode == 1
    said = 'CHANGELOG.md and docs/CHANGELOG.md were never identical'
    assert said in done.stdout
    commit = subprocess.run(
        ('git', 'commit', '-m', 'x'), cwd=ours.path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
    )
    assert commit.returncode == 1
    assert said in commit.stdout + commit.stderr


def test_our_hook_is_the_one_that_is_published() -> None:
    def hook(file: Path) -> Any:
        parsed = yaml.safe_load(file.read_text())
        hooks = parsed['repos'][0]['hooks'] if 'repos' in parsed else parsed
        return {key: value for key, value in hooks[0].items() if key not in left_out}
    left_out = 'entry', 'language', 'description', 'minimum_pre_commit_version'
    assert hook(CONFIG) == hook(demo.PROJECT / '.pre-commit-hooks.yaml')
    assert ' check --staged\n' in CONFIG.read_text()


def test_the_configuration_is_valid() -> None:
    assert subprocess.run((SCRIPT.with_name('pre-commit'), 'validate-config', CONFIG)).returncode == 0
