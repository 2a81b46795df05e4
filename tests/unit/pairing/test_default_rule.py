"""The default rule: which names are guarded."""
from __future__ import annotations

import pytest

from sot_guard.pairing.default_rule import is_prose


@pytest.mark.parametrize(
    'name', [
        'GUIDE.md', 'guide.markdown', 'page.mdx', 'intro.rst', 'book.asciidoc', 'book.adoc', 'notes.txt', 'plan.org',
        'LICENSE', 'LICENSE-MIT', 'LICENCE.txt', 'license', 'COPYING', 'COPYING.LESSER', 'NOTICE', 'AUTHORS', 'CHANGES',
        'Changes.old', 'CHANGELOG', 'HISTORY', 'NEWS', 'TODO', 'PROJECT_INDEX.json', 'LEARNED_RULES.json',
        'BUILD_HISTORY.md', 'DEBUG_LOG.md', 'ARCHITECTURE_DECISIONS.md', 'FUTURE_PLAN.md',
    ],
)
def test_prose_is_guarded(name: str) -> None:
    assert is_prose(name.encode())


@pytest.mark.parametrize(
    'name', [
        'README.md', 'Readme.rst', 'README', 'README.de.md', 'index.md', 'INDEX.md', 'AGENTS.md', 'CLAUDE.md',
        'GEMINI.md', 'SECURITY.md', 'requirements.txt', 'requirements-dev.txt', 'constraints.txt', 'CMakeLists.txt',
        'robots.txt', 'llms.txt', 'humans.txt', 'Makefile', 'config.json', 'project_index.json', '.gitignore',
        'page.html', 'news.html', 'history.js', 'todo.py', 'changes.xml', 'logo.png', 'setup.py', 'no-suffix',
        'not-utf-8-\udcff',
    ],
)
def test_other_names_are_not(name: str) -> None:
    assert not is_prose(name.encode('utf-8', 'surrogateescape'))


def test_a_name_that_is_not_utf_8_is_judged_by_its_suffix() -> None:
    assert is_prose(b'caf\xe9.md')
