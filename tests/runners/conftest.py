from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runners import setups
from tests.runners.runner import FRAMEWORKS
from tests.runners.runner import Runner
from tests.support.once import once
from tests.support.project import MANIFEST
from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import SCRIPT
from tools import demo


@pytest.fixture(scope='session')
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, 'published', lambda place: demo.publish(place / 'sot-guard')) / 'sot-guard'


@pytest.fixture(scope='session')
def caches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the runners keep what they install; each of them locks its own."""
    return once(tmp_path_factory, 'caches', lambda place: None)


@pytest.fixture(scope='session')
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The oldest pre-commit that the manifest allows, with the dependencies that pip chooses for it today."""
    (version,) = set(re.findall(r'minimum_pre_commit_version: (\S+)', MANIFEST))

    def fill(place: Path) -> None:
        subprocess.run((sys.executable, '-m', 'venv', place), check=True)
        subprocess.run((place / 'bin/pip', 'install', '-q', f'pre-commit=={version}'), check=True, capture_output=True)
    return once(tmp_path_factory, 'oldest', fill) / 'bin/pre-commit'


@pytest.fixture(scope='session')
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which('npm') is None:
        pytest.skip('npm is not installed')

    def fill(place: Path) -> None:
        environ = {**os.environ, 'npm_config_cache': str(place / 'cache'), 'npm_config_update_notifier': 'false'}
        command = ('npm', 'install', '--silent', '--ignore-scripts', *setups.NPM_PACKAGES)
        subprocess.run(command, cwd=place, env=environ, check=True, capture_output=True)
    return once(tmp_path_factory, 'npm', fill) / 'node_modules'


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of PATH that has sot-guard alone, as pipx makes it."""
    place = tmp_path / 'local-bin'
    place.mkdir()
    (place / 'sot-guard').symlink_to(SCRIPT)
    monkeypatch.setenv('PATH', f'{place}{os.pathsep}{os.environ["PATH"]}')
    return place


def of_a_framework(request: pytest.FixtureRequest, repo: Repo) -> Runner:
    require_git(2, 28 if request.param == 'prek' else 25)  # prek works with none that is older
    patch, caches = request.getfixturevalue('monkeypatch'), request.getfixturevalue('caches')
    for variable in ('PRE_COMMIT_HOME', 'PREK_HOME'):
        patch.setenv(variable, str(caches / request.param))
    program = SCRIPT.with_name(request.param)
    if request.param == 'oldest pre-commit':
        program = request.getfixturevalue('oldest')
    made = Runner(request.param, repo, program)
    repo.put('.pre-commit-config.yaml', setups.PRE_COMMIT.format(published=request.getfixturevalue('published')))
    assert made.run('install').status == 0
    return made


def of_git_hooks(request: pytest.FixtureRequest, repo: Repo) -> Runner:
    request.getfixturevalue('installed')
    lines = setups.BARE_HOOK
    if request.param != 'bare hook':
        repo.link('node_modules', str(request.getfixturevalue('node_modules')))
        repo.put('.gitignore', 'node_modules\n')
        repo.put('package.json', setups.LINT_STAGED)
    if request.param == 'husky':
        repo.write('.husky/pre-commit', 'lint-staged\n')
        repo.write('.husky/trim.cjs', setups.TRIM)
        lines = setups.HUSKY
    if request.param == 'lefthook':
        repo.write('lefthook.yml', setups.LEFTHOOK_YML)
        lines = setups.LEFTHOOK
    made = Runner(request.param, repo)
    done = made.type('sh', '-ec', lines)
    assert done.status == 0, done
    repo.git('add', '-A')
    return made


@pytest.fixture(params=FRAMEWORKS)
def runner(request: pytest.FixtureRequest, repo: Repo) -> Runner:
    """A runner set up in a repository that has a pair of equal copies."""
    made = (of_git_hooks if request.param in HOOKS else of_a_framework)(request, repo)
    repo.commit_pair()
    return made


HOOKS = {
    'bare hook': '.git/hooks/pre-commit', 'husky': '.husky/pre-commit', 'lefthook': '.lefthook/pre-commit/sot-guard.sh',
}


@pytest.fixture
def probe(runner: Runner) -> Runner:
    """The runner, with one more hook, which leaves in files what it is passed and what it sees."""
    runner.repo.write('.git/probe.sh', setups.PROBE_SCRIPT)
    hook = HOOKS.get(runner.name, '.pre-commit-config.yaml')
    text = runner.repo.read(hook).decode()
    if runner.program is None:
        runner.repo.write(hook, re.sub('(?m)^.*sot-guard check', r'sh .git/probe.sh\n\g<0>', text))
    else:
        runner.repo.write(hook, text + setups.PROBE)
    runner.repo.git('add', '-u')
    runner.repo.commit()
    return runner


@pytest.fixture
def remote(runner: Runner, tmp_path: Path) -> Repo:
    made = Repo.make(tmp_path / 'remote', '--bare')
    runner.repo.git('remote', 'add', 'origin', str(made.path))
    return made
