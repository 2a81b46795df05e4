"""What is said of a folder, and what to type, on each occasion."""
from __future__ import annotations

import os

import pytest

from sot_guard.analysis.context import Selection
from sot_guard.commands.check import check
from sot_guard.report.advice import Purpose
from sot_guard.report.model import Detail
from tests.support.repo import Repo
from tests.support.repo import Run

FOLDERS = '[[pair]]\nsource = "docs/"\ncopies = ["site/docs/"]\n'


def trees(repo: Repo, config: str = FOLDERS) -> None:
    for name in ('a', 'b', 'c'):
        repo.write(f'docs/{name}', f'{name}\n')
        repo.write(f'site/docs/{name}', f'{name}\n')
    repo.write('.sot-guard.toml', config)
    repo.git('add', '-A')
    repo.commit()


def folder(run: Run, *argv: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The headline and the commands of the one folder of a report."""
    finding = run('check', *argv, '--format', 'json').json['findings'][0]['folder']
    commands = [(one['purpose'], one['effect'], one['command']) for one in finding['commands']]
    return finding['headline'], commands


def change(repo: Repo, *names: str, text: str = 'two\n') -> None:
    for name in names:
        repo.put(name, text)


@pytest.mark.parametrize(('names', 'effect'), [
    (('docs/a', 'docs/b'), 'copy the changes to site/docs/'),
    (('site/docs/a', 'site/docs/b'), 'copy the changes to docs/'),
    (('docs/a', 'site/docs/b'), 'bring docs/ and site/docs/ together (a conflict is left to you)'),
])
def test_which_way_the_changes_go(repo: Repo, run: Run, names: tuple[str, ...], effect: str) -> None:
    trees(repo)
    change(repo, *names)
    headline, commands = folder(run, '--staged')
    assert headline == 'docs/ and site/docs/ differ: 2 files changed.'
    assert commands[0][:2] == ('cure', effect)


def test_missing_files_alone(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('rm', '-q', 'site/docs/a', 'site/docs/b')
    headline, commands = folder(run, '--staged')
    assert headline == 'docs/ and site/docs/ differ: 2 files missing from site/docs/.'
    assert commands[0][1] == 'copy the missing files to site/docs/'


def test_deleted_changed_and_merged_at_once(repo: Repo, run: Run) -> None:
    trees(repo)
    change(repo, 'site/docs/a')
    repo.git('rm', '-q', 'docs/b')
    headline, commands = folder(run, '--staged')
    assert headline == 'docs/ and site/docs/ differ: 1 file changed, 1 missing from docs/.'
    assert commands[0][1] == 'bring docs/ and site/docs/ together (a conflict is left to you)'
    assert commands[0][2].startswith('git rm site/docs/b && ')


def test_extra_files_and_what_cannot_be_compared(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'extra = "forbid"\n')
    change(repo, 'site/docs/own')
    repo.git('update-index', '--cacheinfo', f'160000,{"1" * 40},site/docs/a')
    headline, commands = folder(run, '--staged')
    assert headline == 'docs/ and site/docs/ differ: 1 file only in site/docs/, 1 not compared.'
    assert [purpose for purpose, _, _ in commands] == ['look', 'more']


def test_a_copy_that_was_edited_is_not_deleted(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('rm', '-q', 'docs/a', 'docs/b')
    change(repo, 'site/docs/a')
    _, commands = folder(run, '--staged')
    assert commands[0][0] == 'look'


def test_after_commit_all_and_of_paths(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    trees(repo)
    change(repo, 'docs/a', 'docs/b')
    repo.git('update-index', '--chmod=+x', 'docs/c')
    for index, expected in (
        ('index.lock', 'git add site/docs/a docs/a site/docs/b docs/b && '),
        ('next-index-1.lock', 'git commit -- site/docs/a docs/a site/docs/b docs/b'),
    ):
        (repo.path / '.git' / index).write_bytes((repo.path / '.git/index').read_bytes())
        monkeypatch.setenv('GIT_INDEX_FILE', str(repo.path / '.git' / index))
        _, commands = folder(run, '--staged')
        assert any(expected in line for purpose, _, line in commands if purpose == 'cure'), commands


def test_many_files_after_commit_all(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        repo.write(f'docs/n{number}', 'x\n')
        repo.write(f'site/docs/n{number}', 'x\n')
    trees(repo)
    for number in range(6):
        repo.write(f'docs/n{number}', 'y\n')
    repo.git('add', '-A')
    (repo.path / '.git/index.lock').write_bytes((repo.path / '.git/index').read_bytes())
    monkeypatch.setenv('GIT_INDEX_FILE', str(repo.path / '.git/index.lock'))
    # nothing is staged after it, and there are too many files for a command
    assert folder(run, '--staged')[1][0][0] == 'look'


def test_without_a_program_to_name(repo: Repo) -> None:
    trees(repo)
    change(repo, 'docs/a', 'docs/b')
    report = check(Selection(staged=True), Detail(), os.environ)
    group = report.findings[0].group
    assert group.folder is not None
    assert [command.purpose for command in group.folder.commands] == [Purpose.LOOK]


def test_under_a_runner_and_for_a_push(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    trees(repo)
    change(repo, 'docs/a', 'docs/b')
    monkeypatch.setenv('PRE_COMMIT', '1')
    _, commands = folder(run, '--staged')
    assert commands[-1][2].endswith('git commit')
    repo.commit()
    monkeypatch.setenv('PRE_COMMIT_TO_REF', 'HEAD')
    monkeypatch.setenv('PRE_COMMIT_REMOTE_NAME', 'origin')
    _, commands = folder(run, '--staged')
    assert commands[-1][2].endswith('git push')
    assert all(purpose != 'look' for purpose, _, _ in commands)
    assert ' --rev ' in next(line for purpose, _, line in commands if purpose == 'more')


def test_of_a_commit_that_is_not_checked_out(repo: Repo, run: Run) -> None:
    trees(repo)
    change(repo, 'docs/a', 'docs/b')
    oid = repo.commit()
    repo.git('checkout', '-q', '-b', 'other', 'HEAD~1')
    _, commands = folder(run, '--rev', oid)
    assert [purpose for purpose, _, _ in commands] == ['more']


def test_names_that_cannot_be_printed(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS.replace('"docs/"', '"d\\u0007/"'))
    for name in ('a', 'b'):
        repo.put(f'd\a/{name}', f'{name}\n')
    repo.commit()
    change(repo, 'd\a/a', 'd\a/b')
    assert folder(run, '--staged')[1] == []


def test_modes_of_many_files(repo: Repo, run: Run) -> None:
    for number in range(12):
        for place in ('docs', 'site/docs'):
            repo.write(f'{place}/n{number:02}', 'x\n')
    repo.write('.sot-guard.toml', FOLDERS)
    repo.git('add', '.')
    repo.commit()
    repo.git('update-index', '--chmod=+x', *(f'site/docs/n{number:02}' for number in range(11)))
    assert folder(run, '--staged')[1][0][0] == 'look'
    repo.git('update-index', '--chmod=-x', *(f'site/docs/n{number:02}' for number in range(2, 11)))
    purpose, effect, line = folder(run, '--staged')[1][0]
    assert (purpose, effect) == ('cure', 'make the same files executable in docs/ and site/docs/')
    assert line == 'chmod +x docs/n00 docs/n01 && git update-index --chmod=+x docs/n00 docs/n01'


def test_one_file_of_which_only_the_mode_differs(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('update-index', '--chmod=+x', 'docs/a')
    out = run('check', '--staged').out
    assert '(no diff: only the executable bits differ)' in out
    assert 'chmod +x site/docs/a && git update-index --chmod=+x site/docs/a' in out
    repo.git('update-index', '--chmod=-x', 'docs/a')
    repo.git('update-index', '--chmod=+x', 'site/docs/a')
    assert 'make docs/a executable, as site/docs/a' in run('check', '--staged').out
    repo.commit()
    assert 'make site/docs/a not executable, as docs/a' in run('check').out


def test_files_without_a_counterpart(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'missing = "forbid"\n')
    change(repo, 'docs/new')
    out = run('check', '--staged').out
    rule = '(missing = "forbid", pair[0] in .sot-guard.toml)'
    assert out.startswith(f'site/docs/new is missing; docs/new needs it {rule}.')
    assert 'Or add "new" to exclude of pair[0] in .sot-guard.toml' in out
    repo.commit()
    repo.git('rm', '-q', 'docs/a')
    assert 'delete site/docs/a' in run('check', '--staged').out
    repo.put('site/docs/a', 'edited\n')
    assert 'Fix: copy site/docs/a to docs/a' in run('check', '--staged').out
    assert run('check').out.startswith('docs/ and site/docs/ differ')
    repo.git('reset', '-q', '--hard')
    repo.git('rm', '-q', 'docs/a')
    assert 'docs/a is deleted, but not site/docs/a' in run('check', 'docs/a').out


def test_a_glob_is_named_by_its_pair(repo: Repo, run: Run) -> None:
    for name in ('LICENSE', 'p/a/LICENSE', 'p/b/LICENSE', 'p/a/code'):
        repo.put(name, 'one\n')
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "LICENSE"\ncopies = ["p/*/LICENSE"]\n')
    repo.commit()
    repo.git('rm', '-q', 'p/a/LICENSE')
    out = run('check', '--staged', '--verbose').out
    assert 'This commit deletes p/a/LICENSE, a required copy of LICENSE (pair[0] in .sot-guard.toml).' in out
    assert 'add "p/a/LICENSE" to exclude of pair[0] in .sot-guard.toml' in out
