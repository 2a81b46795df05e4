"""The check before a release tells each place that names another version, or no date."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import release

README = """\
- repo: https://github.com/sot-guard/sot-guard
  rev: v1.2.0
- repo: https://github.com/somebody/else
  rev: v0.0.9
"""
REFERENCE = """\
pip install git+https://github.com/sot-guard/sot-guard@v1.2.0

{repo: https://github.com/sot-guard/sot-guard, rev: v1.2.0}
"""
CHANGELOG = '# Changelog\n\n## 1.2.0 (2026-02-28)\n\n- More.\n\n## 1.1.0 (2026-01-01)\n\n- Less.\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    made = tmp_path / 'tree'
    (made / 'docs').mkdir(parents=True)
    (made / 'pyproject.toml').write_text('[project]\nname = "x"\nversion = "1.2.0"\n')
    (made / 'README.md').write_text(README)
    (made / 'docs/reference.md').write_text(REFERENCE)
    (made / 'CHANGELOG.md').write_text(CHANGELOG)
    return made


def test_a_tree_that_is_of_one_version_can_be_released(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(['v1.2.0'], tree) == 0
    assert capsys.readouterr().out == 'v1.2.0 can be released\n'


@pytest.mark.parametrize(
    ('file', 'old', 'new', 'line'), [
        ('pyproject.toml', '', '', 'the tag is v1.2.1, and pyproject.toml has 1.2.0: v1.2.0 is its tag'),
        ('README.md', 'rev: v1.2.0', 'rev: v1.1.0', 'README.md:2: v1.1.0, and pyproject.toml has 1.2.0'),
        ('README.md', 'rev: v1.2.0', 'rev: 1.2.0', 'README.md:2: 1.2.0, and pyproject.toml has 1.2.0'),
        ('docs/reference.md', '@v1.2.0', '@v1.1.0', 'docs/reference.md:1: v1.1.0, and pyproject.toml has 1.2.0'),
        ('docs/reference.md', 'rev: v1.2.0', 'rev: v2', 'docs/reference.md:3: v2, and pyproject.toml has 1.2.0'),
        ('CHANGELOG.md', '1.2.0 (', '1.3.0 (',
         'CHANGELOG.md: the newest heading is of 1.3.0, and pyproject.toml has 1.2.0'),
        ('CHANGELOG.md', '2026-02-28', 'not released yet',
         "CHANGELOG.md: the newest heading has 'not released yet' for a date: ## 1.2.0 (YYYY-MM-DD)"),
        ('CHANGELOG.md', '2026-02-28', '2026-02-30',
         "CHANGELOG.md: the newest heading has '2026-02-30' for a date: ## 1.2.0 (YYYY-MM-DD)"),
        ('CHANGELOG.md', '2026-02-28', '20260228',
         "CHANGELOG.md: the newest heading has '20260228' for a date: ## 1.2.0 (YYYY-MM-DD)"),
        ('CHANGELOG.md', ' (2026-02-28)', '',
         "CHANGELOG.md: the newest heading has 'nothing' for a date: ## 1.2.0 (YYYY-MM-DD)"),
    ],
)
def test_each_mismatch_is_a_line(
    tree: Path, capsys: pytest.CaptureFixture[str], file: str, old: str, new: str, line: str,
) -> None:
    text = (tree / file).read_text()
    assert old in text
    (tree / file).write_text(text.replace(old, new, 1))
    assert release.main(['v1.2.0' if old else 'v1.2.1'], tree) == 1
    assert capsys.readouterr().out == f'{line}\n'


def test_all_mismatches_are_told_at_once(tree: Path) -> None:
    (tree / 'README.md').write_text('nothing\n')
    (tree / 'docs/reference.md').unlink()
    (tree / 'CHANGELOG.md').write_text('# Changelog\n')
    lines = list(release.unready(tree, 'v2'))
    assert [line.partition(':')[0] for line in lines] == [
        'the tag is v2, and pyproject.toml has 1.2.0', 'README.md', 'CHANGELOG.md', 'CHANGELOG.md',
    ]


def test_a_tag_is_asked_for() -> None:
    done = subprocess.run(
        (sys.executable, '-m', 'tools.release'), cwd=release.PROJECT, capture_output=True, text=True,
    )
    assert (done.returncode, done.stdout) == (2, 'usage: python -m tools.release TAG\n')
