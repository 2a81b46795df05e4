"""The page of tests/stories/test_page.py needs a package."""
from __future__ import annotations

import sys

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


def test_html_says_what_it_needs(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__('sys').modules, 'jinja2', None)
    assert run('check', '--format', 'html').err == (
        'sot-guard: html: needs jinja2; in .pre-commit-config.yaml add additional_dependencies: [jinja2] below the id '
        f'of the hook, elsewhere run {sys.executable} -m pip install jinja2\n'
    )
