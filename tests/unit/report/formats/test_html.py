"""The page of tests/stories/test_page.py needs a package."""
from __future__ import annotations

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


def test_html_says_what_it_needs(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__('sys').modules, 'jinja2', None)
    remedy = 'pip install "sot-guard[html]", or in the hook additional_dependencies: [jinja2]'
    assert run('check', '--format', 'html').err == f'sot-guard: html: needs jinja2; {remedy}\n'
