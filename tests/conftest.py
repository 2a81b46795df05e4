from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.repo import Repo
from tests.repo import Run

# what a developer's or a CI's environment could change in a test
_SEALED = ('GIT_', 'PRE_COMMIT', 'PREK_', 'GITHUB_', 'XDG_', 'SOT_GUARD_')
_SEALED_NAMES = ('CI', 'SKIP', 'NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'PAGER', 'EDITOR', 'VISUAL')

_GITCONFIG = """\
[user]
    name = A Writer
    email = writer@example.org
[init]
    defaultBranch = main
[core]
    editor = true
[commit]
    gpgSign = false
[protocol "file"]
    allow = always
[advice]
    detachedHead = false
"""


@pytest.fixture(autouse=True)
def _seal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees, or changes, what belongs to the person who runs it; only pip keeps its own configuration."""
    pip = next((p for p in (Path.home() / '.config/pip/pip.conf', Path.home() / '.pip/pip.conf') if p.exists()), None)
    for name in list(os.environ):
        if name.startswith(_SEALED) or name in _SEALED_NAMES:
            monkeypatch.delenv(name)
    home = tmp_path / 'home'
    home.mkdir()
    (home / '.gitconfig').write_text(_GITCONFIG)
    monkeypatch.setenv('HOME', str(home))
    monkeypatch.setenv('GIT_CONFIG_NOSYSTEM', '1')
    monkeypatch.setenv('LC_ALL', 'C.UTF-8')
    monkeypatch.setenv('TERM', 'dumb')
    if pip is not None and 'PIP_CONFIG_FILE' not in os.environ:
        monkeypatch.setenv('PIP_CONFIG_FILE', str(pip))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A new repository, and the working directory in it."""
    made = Repo.make(tmp_path / 'repo')
    monkeypatch.chdir(made.path)
    return made


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command line in this process: `run('check', '--all')`."""
    return Run(capfdbinary)
