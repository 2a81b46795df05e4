"""The hooks as people run them: the real pre-commit and the real prek on real repositories."""
from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import demo
from tests.repo import Repo
from tests.repo import require_git
from tests.repo import SCRIPT
from tests.test_advice import shell

PROJECT = Path(__file__).parents[1]

# one worker for all of them, so that each runner builds its environment once
pytestmark = pytest.mark.xdist_group('runners')


@pytest.fixture(scope='session')
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp('published') / 'sot-guard'
    demo.publish(place)
    return place


@pytest.fixture(scope='session')
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp('caches')


class Runner(NamedTuple):
    name: str
    repo: Repo

    def run(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            (str(SCRIPT.with_name(self.name)), *args), cwd=self.repo.path, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )

    def commit(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ('git', 'commit', '-m', 'x', *args), cwd=self.repo.path, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )


CONFIG = """\
default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]
repos:
- repo: {published}
  rev: v0.1.0
  hooks:
  - id: {hook}
"""


@pytest.fixture(params=['pre-commit', 'prek'])
def runner(
    request: pytest.FixtureRequest, repo: Repo, published: Path, caches: Path, monkeypatch: pytest.MonkeyPatch,
) -> Runner:
    require_git(2, 28 if request.param == 'prek' else 25)  # prek works with none that is older
    monkeypatch.setenv('PRE_COMMIT_HOME', str(caches / 'pre-commit'))
    monkeypatch.setenv('PREK_HOME', str(caches / 'prek'))
    monkeypatch.setenv('PATH', f'{SCRIPT.parent}:{os.environ["PATH"]}')
    made = Runner(request.param, repo)
    repo.put('.pre-commit-config.yaml', CONFIG.format(published=published, hook='sot-guard'))
    repo.commit_pair()
    installed = made.run('install')
    assert installed.returncode == 0, installed
    return made


def use(runner: Runner, hook: str) -> None:
    config = runner.repo.read('.pre-commit-config.yaml').decode()
    runner.repo.put('.pre-commit-config.yaml', config.replace('id: sot-guard', f'id: {hook}'))


def test_refused_repaired_accepted(runner: Runner) -> None:
    repo = runner.repo
    repo.put('GUIDE.md', 'two\n')
    refused = runner.commit()
    assert refused.returncode == 1
    said = refused.stdout + refused.stderr
    assert 'GUIDE.md and docs/GUIDE.md differ (divergent)' in said
    assert 'SKIP=sot-guard,sot-guard-all git commit' in said
    cure = next(line.strip() for line in said.splitlines() if line.strip().startswith('cp GUIDE.md '))
    assert shell(cure, repo.path).returncode == 0
    accepted = runner.commit()
    assert accepted.returncode == 0, accepted
    assert repo.git('rev-parse', 'HEAD:GUIDE.md') == repo.git('rev-parse', 'HEAD:docs/GUIDE.md')


def test_skipped_as_printed(runner: Runner) -> None:
    # prek will not run at all when every hook of a configuration is skipped
    other = '- repo: meta\n  hooks: [{id: identity}]\n'
    runner.repo.put('.pre-commit-config.yaml', runner.repo.read('.pre-commit-config.yaml') + other.encode())
    runner.repo.put('GUIDE.md', 'two\n')
    done = shell(f'PATH={SCRIPT.parent}:$PATH; SKIP=sot-guard,sot-guard-all git commit -m x', runner.repo.path)
    assert done.returncode == 0


def test_only_the_index_counts(runner: Runner) -> None:
    repo = runner.repo
    repo.put('GUIDE.md', 'two\n')
    repo.write('docs/GUIDE.md', 'two\n')
    assert runner.commit().returncode == 1
    assert repo.read('docs/GUIDE.md') == b'two\n'
    repo.git('add', 'docs/GUIDE.md')
    repo.write('docs/GUIDE.md', 'edited further\n')
    assert runner.commit().returncode == 0


def test_a_deletion_and_a_change_of_type_are_seen(runner: Runner) -> None:
    repo = runner.repo
    repo.git('rm', '-q', 'GUIDE.md')
    assert runner.commit().returncode == 0
    repo.link('GUIDE.md', 'docs/GUIDE.md')
    repo.git('add', '-A')
    assert runner.commit().returncode == 0
    repo.link('GUIDE.md', 'nowhere')
    repo.git('add', '-A')
    refused = runner.commit()
    assert refused.returncode == 1
    assert 'link_elsewhere' in refused.stdout + refused.stderr


def test_a_file_named_like_an_option_switches_nothing_off(runner: Runner) -> None:
    repo = runner.repo
    repo.put('--help', 'x')
    repo.put('GUIDE.md', 'two\n')
    refused = runner.commit()
    assert refused.returncode != 0
    assert "'--help' is an option and a file" in refused.stdout + refused.stderr


def test_commit_of_a_path(runner: Runner) -> None:
    repo = runner.repo
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    refused = runner.commit('--', 'GUIDE.md')
    assert refused.returncode == 1
    cure = next(line.strip() for line in (refused.stdout + refused.stderr).splitlines() if ' commit -- ' in line)
    assert cure == 'cp GUIDE.md docs/GUIDE.md && git commit -- GUIDE.md docs/GUIDE.md'
    done = shell(f'PATH={SCRIPT.parent}:$PATH; {cure}', repo.path)
    assert done.returncode == 0, done


@pytest.mark.parametrize('hook', ['sot-guard', 'sot-guard-all'])
def test_all_files(runner: Runner, hook: str) -> None:
    require_git(2, 31)  # for pre-commit's list of all files
    use(runner, hook)
    assert runner.run('run', '--all-files').returncode == 0
    runner.repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    runner.repo.commit()
    done = runner.run('run', '--all-files')
    assert done.returncode == 1
    assert done.stdout.count('GUIDE.md and docs/GUIDE.md differ') == 1


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
    assert done.returncode == 1
    assert f'1 pair refused in commit {divergent}' in done.stdout
    assert runner.run('run', '--from-ref', divergent, '--to-ref', fine).returncode == 0


def test_pre_merge_commit(runner: Runner) -> None:
    repo = runner.repo
    repo.commit_pair(text='1\n2\n3\n4\n5\n6\n7\n8\n')
    repo.git('checkout', '-q', '-b', 'side')
    repo.put_pair('GUIDE.md', 'one\n2\n3\n4\n5\n6\n7\n8\n', 'one\n2\n3\n4\n5\n6\n7\n8\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'x')
    repo.put('GUIDE.md', '1\n2\n3\n4\n5\n6\n7\neight\n')
    repo.commit()
    done = subprocess.run(
        ('git', 'merge', 'side'), cwd=repo.path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert 'GUIDE.md and docs/GUIDE.md differ' in done.stdout + done.stderr


@pytest.fixture
def remote(runner: Runner, tmp_path: Path) -> Repo:
    made = Repo.make(tmp_path / 'remote', '--bare')
    runner.repo.git('remote', 'add', 'origin', str(made.path))
    return made


def push(runner: Runner, *refs: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ('git', 'push', 'origin', *refs), cwd=runner.repo.path, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )


def test_a_branch_is_pushed_while_another_is_checked_out(runner: Runner, remote: Repo) -> None:
    repo = runner.repo
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.git('checkout', '-q', '-b', 'divergent')
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('other', 'x')
    repo.commit()
    refused = push(runner, 'divergent')
    said = refused.stdout + refused.stderr
    assert refused.returncode == 1
    assert 'SKIP=sot-guard,sot-guard-all git push' in said
    cure = next(line.strip() for line in said.splitlines() if ' && cp GUIDE.md docs/GUIDE.md && ' in line)
    assert cure.startswith('git switch divergent && ')
    repo.git('checkout', '-q', 'divergent')
    assert push(runner, 'main').returncode == 0
    repo.git('checkout', '-q', 'main')
    assert shell(f'export PATH={SCRIPT.parent}:$PATH; {cure}', repo.path).returncode == 0
    assert push(runner, 'divergent').returncode == 0


def test_a_first_push_and_the_deletion_of_a_branch(runner: Runner, remote: Repo) -> None:
    require_git(2, 31)  # for pre-commit's list of all files
    repo = runner.repo
    repo.git('checkout', '-q', '--orphan', 'new')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    divergent = repo.commit()
    repo.git('checkout', '-q', 'main')
    refused = push(runner, 'new')
    assert refused.returncode == 1
    assert f'refused in commit {divergent}' in refused.stdout + refused.stderr
    assert push(runner, 'main').returncode == 0
    repo.git('push', '-q', '--no-verify', 'origin', 'new')
    assert push(runner, ':new').returncode == 0


def test_of_several_refs_the_first_with_something_new_is_judged(runner: Runner, remote: Repo) -> None:
    repo = runner.repo
    repo.git('push', '-q', '--no-verify', 'origin', 'main')
    repo.git('branch', 'fine')
    repo.git('checkout', '-q', '-b', 'a-divergent')
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'fine')
    assert push(runner, 'fine', 'a-divergent').returncode == 1


def test_a_configuration_and_options_of_the_hook(runner: Runner) -> None:
    repo = runner.repo
    repo.put('.sot-guard.toml', 'include = ["*.json"]\n')
    repo.put_pair('a.json', '1', '2')
    repo.put_pair('b.json', '1', '2')
    refused = runner.commit()
    assert refused.returncode == 1
    assert '2 pairs refused' in refused.stdout + refused.stderr
    config = repo.read('.pre-commit-config.yaml').decode().rstrip()
    repo.put('.pre-commit-config.yaml', f'{config}\n    args: [--exclude, a.*, --exclude=b.json]\n')
    assert runner.commit().returncode == 0


@pytest.mark.parametrize('runner', ['prek'], indirect=True)
def test_prek_workspace(runner: Runner, published: Path) -> None:
    repo = runner.repo
    repo.put('sub/.pre-commit-config.yaml', CONFIG.format(published=published, hook='sot-guard'))
    repo.put('sub/GUIDE.md', 'not a copy\n')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    done = runner.run('run', '--all-files')
    assert done.returncode == 1
    assert done.stdout.count('GUIDE.md and docs/GUIDE.md differ') >= 1
    assert 'sub/docs' not in done.stdout


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        (SCRIPT.with_name('pre-commit'), 'validate-manifest', PROJECT / '.pre-commit-hooks.yaml'), check=False,
    )
    assert done.returncode == 0
