"""The check before a release tells each place that names another version, or no date."""
from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tools import rehearsal
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


def test_a_version_is_written_to_every_place(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(['prepare', '1.3.0'], tree) == 0
    assert capsys.readouterr().out == 'v1.3.0 can be released\n'
    assert (tree / 'README.md').read_text() == README.replace('v1.2.0', 'v1.3.0')
    assert (tree / 'docs/reference.md').read_text() == REFERENCE.replace('v1.2.0', 'v1.3.0')
    assert (tree / 'CHANGELOG.md').read_text() == CHANGELOG.replace('1.2.0 (2026-02-28)', f'1.3.0 ({date.today()})')
    assert (tree / 'pyproject.toml').read_text() == '[project]\nname = "x"\nversion = "1.3.0"\n'


@pytest.mark.parametrize('argv', [[], ['prepare'], ['prepare', '1', '2'], ['play', '1', '2'], ['v1', 'v2']])
def test_what_to_type_is_said(argv: list[str]) -> None:
    command = (sys.executable, '-m', 'tools.release', *argv)
    done = subprocess.run(command, cwd=release.PROJECT, capture_output=True, text=True)
    usage = 'usage: python -m tools.release TAG | prepare VERSION | play [VERSION]\n'
    assert (done.returncode, done.stdout) == (2, usage)


def test_a_rehearsal_ends_at_the_first_step_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    subprocess.run(('git', 'init', '-q', tmp_path / 'tree'), check=True)
    assert release.main(['play', '9.9.9'], tmp_path / 'nowhere') == 1
    assert capsys.readouterr().out.startswith('failed: git clone -q ')
    monkeypatch.setattr(rehearsal.Rehearsal, 'play', lambda *_: iter(['a step']))
    assert release.main(['play'], tmp_path / 'tree') == 0
    assert capsys.readouterr().out == 'ok: a step\nnothing was published; the clone is gone\n'


@pytest.mark.exhaustive
def test_a_release_is_played(capsys: pytest.CaptureFixture[str]) -> None:
    assert release.main(['play', '9.9.9']) == 0, capsys.readouterr().out
