"""The workflows of GitHub hold to what the project says of itself; what a linter sees in them, .ci/lint lets it see."""
from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.project import CONTRIBUTING
from tests.support.project import PROJECT

WORKFLOWS = sorted((PROJECT / '.github/workflows').glob('*.yml'))
CI, EXHAUSTIVE, RELEASE = (yaml.safe_load(file.read_text())['jobs'] for file in WORKFLOWS)


def test_every_python_that_is_named_is_tested() -> None:
    metadata = tomllib.loads((PROJECT / 'pyproject.toml').read_text())['project']
    named = [re.fullmatch(r'Programming Language :: Python :: (3\.\d+)', line) for line in metadata['classifiers']]
    tested = CI['tests']['strategy']['matrix']['python']
    assert tested == [found[1] for found in named if found]
    assert metadata['requires-python'] == f'>={tested[0]}'


def test_the_last_job_needs_all_but_those_that_are_said_to_be_untried() -> None:
    needs = CI['check']['needs']
    assert set(needs) == set(CI) - {'check', 'windows'}
    assert CI['check']['if'] == 'always()'
    assert f"'{' '.join(['success'] * len(needs))}'" in CI['check']['steps'][0]['run']


def test_only_the_job_that_publishes_may_ask_for_an_identity() -> None:
    jobs: dict[str, Any] = {f'ci {name}': job for name, job in CI.items()} | EXHAUSTIVE | RELEASE
    asking = [name for name, job in jobs.items() if 'id-token' in job['permissions']]
    assert asking == ['publish']
    assert all(set(job['permissions'].values()) <= {'read'} for name, job in jobs.items() if name not in asking)
    assert RELEASE['publish']['needs'] == 'ci'
    assert RELEASE['ci']['needs'] == 'ready'


def test_no_checkout_leaves_credentials_behind() -> None:
    steps = [step for job in (*CI.values(), *EXHAUSTIVE.values(), *RELEASE.values()) for step in job.get('steps', ())]
    checkouts = [step for step in steps if step.get('uses', '').startswith('actions/checkout@')]
    assert len(checkouts) > 4
    assert all(step['with'] == {'persist-credentials': False} for step in checkouts)


@pytest.mark.parametrize('file', WORKFLOWS, ids=lambda file: file.name)
def test_an_action_is_one_commit_under_one_version(file: Path) -> None:
    pinned = re.findall(r'(?m)uses: (\S+)@(\S+)(.*)$', file.read_text())
    assert pinned
    assert len({(action, commit) for action, commit, _ in pinned}) == len({action for action, _, _ in pinned})
    for action, commit, comment in pinned:
        assert re.fullmatch(r'[0-9a-f]{40}', commit), action
        assert re.fullmatch(r' # v\d+\.\d+\.\d+', comment), action


def test_the_linters_are_named_once() -> None:
    programs = set(re.findall(r'"\$bin"/(\S+)', (PROJECT / '.ci/lint').read_text()))
    extra = tomllib.loads((PROJECT / 'pyproject.toml').read_text())['project']['optional-dependencies']['lint']
    assert programs == {name for name in extra if not name.startswith('types-')}
    assert '.ci/lint\n' in (PROJECT / '.ci/run').read_text()
    assert CI['lint']['steps'][-1] == {'run': '.ci/lint'}


def test_the_exhaustive_run_is_the_one_that_contributors_are_told_of() -> None:
    assert f'`{EXHAUSTIVE["tests"]["steps"][-1]["run"]}`' in CONTRIBUTING
