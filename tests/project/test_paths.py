"""Every file that a page, a configuration or a workflow names is there."""
from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.project import CONTRIBUTING
from tests.support.project import PROJECT

PAGES = sorted({
    *PROJECT.glob('*.md'), *PROJECT.glob('docs/*.md'), *PROJECT.glob('tools/*.md'), PROJECT / 'pyproject.toml',
    PROJECT / '.ci/run', PROJECT / '.ci/lint', *PROJECT.glob('.github/**/*.yml'), *PROJECT.glob('tools/**/*.py'),
    *PROJECT.glob('sot_guard/**/*.py'),
})
PATH = re.compile(
    r'(?<![\w./<])(?:'
    r'(?:sot_guard|tests|tools)/(?:\w+/)*\w+\.(?:py|md)|tests/(?:unit|stories|hostile|runners|project|support)(?:/\w+)*'
    r'|\.ci/\w+|\.github/workflows/\w+\.yml)(?![\w/<*{.]\w)',
)


@pytest.mark.parametrize('page', PAGES, ids=lambda page: str(page.relative_to(PROJECT)))
def test_every_path_that_is_named_is_there(page: Path) -> None:
    for name in PATH.findall(page.read_text()):
        assert (PROJECT / name).exists(), name


def test_every_module_that_contributors_are_told_of_is_there() -> None:
    assert len(set(PATH.findall(CONTRIBUTING))) > 10
    for module in re.findall(r'`(\w+/[\w/]+\.py)`', CONTRIBUTING):
        assert any((PROJECT / folder / module).is_file() for folder in ('', 'sot_guard')), module
    for module in re.findall(r'python -m ((?:tests|tools)[\w.]*)', CONTRIBUTING):
        assert list(PROJECT.glob(f'{module.replace(".", "/")}*')), module
