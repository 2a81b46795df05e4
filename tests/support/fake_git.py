"""A script that answers in the place of git."""
from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

GIT = shutil.which('git') or ''


class FakeGit:
    """Call it with the lines of a shell script, in which GIT is the real one: every program here gets that for git."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._monkeypatch = monkeypatch

    def __call__(self, script: str) -> None:
        if os.name == 'nt':
            pytest.skip('a script is no program here')
        self._folder.mkdir(exist_ok=True)
        git = self._folder / 'git'
        git.write_text(f'#!/bin/sh\n{script.replace("GIT ", f"{GIT} ")}\n')
        git.chmod(0o755)
        if not os.environ['PATH'].startswith(f'{self._folder}{os.pathsep}'):
            self._monkeypatch.setenv('PATH', f'{self._folder}{os.pathsep}{os.environ["PATH"]}')
