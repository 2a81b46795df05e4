"""The hooks as people run them: the real pre-commit and the real prek on real repositories."""
from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.runners import setups
from tests.runners.runner import cure
from tests.runners.runner import Done
from tests.runners.runner import Runner
from tests.support.project import PROJECT
from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import SCRIPT
from tests.support.shell import shell


def use(runner: Runner, hook: str) -> None:
    config = runner.repo.read('.pre-commit-config.yaml').decode()
    runner.repo.put('.pre-commit-config.yaml', config.replace('id: sot-guard', f'id: {hook}'))


def give(runner: Runner, options: str) -> None:
    config = runner.repo.read('.pre-commit-config.yaml').decode().rstrip()
    runner.repo.put('.pre-commit-config.yaml', f'{config}\n    args: [{options}]\n')


@pytest.mark.state('R-PASS-35')
def test_skipped_as_printed(runner: Runner) -> None:
    give(runner, '--verbose')
    # prek will not run at all when every hook of a configuration is skipped
    other = '- repo: meta\n  hooks: [{id: identity}]\n'
    runner.repo.put('.pre-commit-config.yaml', runner.repo.read('.pre-commit-config.yaml') + other.encode())
    runner.repo.put('GUIDE.md', 'two\n')
    line = cure(runner.commit().said, 'SKIP=')
    assert line == 'SKIP=sot-guard,sot-guard-all git commit'
    done = shell(f'PATH={SCRIPT.parent}:$PATH; {line} -m x', runner.repo.path)
    assert done.returncode == 0


def test_a_file_named_like_an_option_switches_nothing_off(runner: Runner) -> None:
    repo = runner.repo
    repo.put('--help', 'x')
    repo.put('GUIDE.md', 'two\n')
    refused = runner.commit()
    assert refused.status != 0
    assert "'--help' is both an option and a file" in refused.said


@pytest.mark.parametrize('hook', ['sot-guard', 'sot-guard-all'])
def test_all_files(runner: Runner, hook: str) -> None:
    require_git(2, 31)  # for pre-commit's list of all files
    use(runner, hook)
    assert runner.run('run', '--all-files').status == 0
    runner.repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    runner.repo.commit()
    done = runner.run('run', '--all-files')
    assert done.status == 1
    assert done.said.count('GUIDE.md and docs/GUIDE.md differ') == 1


@pytest.mark.state('R-PASS-22')
def test_from_ref_to_ref(runner: Runner) -> None:
    repo = runner.repo
    repo.commit_pair('README.md')
    base = repo.git('rev-parse', 'HEAD').decode().strip()
    repo.put('README.md', 'two\n')
    divergent = repo.commit()
    repo.git('checkout', '-q', '-b', 'fine', base)
    repo.put('other', 'x')
    fine = repo.commit()
    # the named commit is judged, whatever is checked out, and its merge base says what it broke
    done = runner.run('run', '--from-ref', fine, '--to-ref', divergent)
    assert done.status == 1
    assert 'sot-guard: 1 pair differs.' in done.said
    assert runner.run('run', '--from-ref', divergent, '--to-ref', fine).status == 0


def push(runner: Runner, *refs: str) -> Done:
    return runner.type('git', 'push', 'origin', *refs)


@pytest.mark.state('R-PASS-22')
def test_a_branch_is_pushed_while_another_is_checked_out(runner: Runner, remote: Repo) -> None:
    repo = runner.repo
    give(runner, '--verbose')
    repo.commit()
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.git('checkout', '-q', '-b', 'divergent')
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('other', 'x')
    repo.commit()
    refused = push(runner, 'divergent')
    said = refused.said
    assert refused.status == 1
    assert 'SKIP=sot-guard,sot-guard-all git push' in said
    line = cure(said, ' && cp GUIDE.md docs/GUIDE.md && ')
    assert line.startswith('git switch divergent && ')
    repo.git('checkout', '-q', 'divergent')
    assert push(runner, 'main').status == 0
    repo.git('checkout', '-q', 'main')
    assert shell(f'export PATH={SCRIPT.parent}:$PATH; {line}', repo.path).returncode == 0
    assert push(runner, 'divergent').status == 0


@pytest.mark.state('R-PASS-23')
def test_a_first_push_and_the_deletion_of_a_branch(runner: Runner, remote: Repo) -> None:
    require_git(2, 31)  # for pre-commit's list of all files
    repo = runner.repo
    repo.git('checkout', '-q', '--orphan', 'new')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    refused = push(runner, 'new')
    assert refused.status == 1
    assert 'push refused: 1 pair differs.' in refused.said
    assert push(runner, 'main').status == 0
    repo.git('push', '-q', '--no-verify', 'origin', 'new')
    assert push(runner, ':new').status == 0


@pytest.mark.state('R-PASS-22')
def test_of_several_refs_the_first_with_something_new_is_judged(runner: Runner, remote: Repo) -> None:
    repo = runner.repo
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.git('branch', 'fine')
    repo.git('checkout', '-q', '-b', 'a-divergent')
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'fine')
    assert push(runner, 'fine', 'a-divergent').status == 1


def test_a_configuration_and_options_of_the_hook(runner: Runner) -> None:
    repo = runner.repo
    repo.put('.sot-guard.toml', 'include = ["*.json"]\n')
    repo.put_pair('a.json', '1', '2')
    repo.put_pair('b.json', '1', '2')
    refused = runner.commit()
    assert refused.status == 1
    assert ': 2 pairs differ.' in refused.said
    give(runner, '--exclude, a.*, --exclude=b.json')
    assert runner.commit().status == 0


@pytest.mark.state('R-PASS-28')
@pytest.mark.parametrize('runner', ['prek'], indirect=True)
def test_prek_workspace(runner: Runner, published: Path) -> None:
    repo = runner.repo
    repo.put('sub/.pre-commit-config.yaml', setups.PRE_COMMIT.format(published=published))
    repo.put('sub/GUIDE.md', 'not a copy\n')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    done = runner.run('run', '--all-files')
    assert done.status == 1
    assert done.said.count('GUIDE.md and docs/GUIDE.md differ') >= 1
    assert 'sub/docs' not in done.said


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        (SCRIPT.with_name('pre-commit'), 'validate-manifest', PROJECT / '.pre-commit-hooks.yaml'), check=False,
    )
    assert done.returncode == 0
