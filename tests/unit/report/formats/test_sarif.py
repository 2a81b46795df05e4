"""SARIF holds to the schema of its authors."""
from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from typing import Any

import pytest
from jsonschema import validators

from sot_guard.report.formats import render
from tests.support.every_status import REPORTED
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import report

MULTITOOL = '@microsoft/sarif-multitool-linux@5.7.0'


@pytest.fixture(scope='session')
def sarif_schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The official schema of SARIF 2.1.0, from the package of its authors."""
    if shutil.which('npm') is None:
        pytest.skip('npm is not installed')
    folder = tmp_path_factory.mktemp('sarif')
    environ = {**os.environ, 'npm_config_cache': str(folder / 'cache'), 'npm_config_update_notifier': 'false'}
    subprocess.run(('npm', 'pack', '--silent', MULTITOOL), cwd=folder, env=environ, check=True, capture_output=True)
    (archive,) = folder.glob('*.tgz')
    with tarfile.open(archive) as tar:
        member = tar.extractfile('package/sarif-2.1.0.json')
        assert member is not None
        return json.loads(member.read().decode('utf-8-sig'))


@pytest.mark.xdist_group('sarif')
def test_sarif_holds_to_the_official_schema(repo: Repo, run: Run, sarif_schema: Any) -> None:
    validator = validators.validator_for(sarif_schema)(sarif_schema)
    for state in REPORTED:
        repo.git('read-tree', '--empty')
        state(repo)
        log = run('check', '--format', 'sarif').json
        validator.validate(log)
        (only,) = log['runs']
        rules = [rule['id'] for rule in only['tool']['driver']['rules']]
        for result in only['results']:
            assert rules[result['ruleIndex']] == result['ruleId']
            assert len(result['locations'] + result['relatedLocations']) == 2
        assert len({result['partialFingerprints']['pair/v1'] for result in only['results']}) == len(only['results'])


def test_sarif_names_problems(repo: Repo) -> None:
    problem = report()._replace(problems=('something could not be told',))
    (invocation,) = json.loads(render(problem, 'sarif'))['runs'][0]['invocations']
    assert invocation['executionSuccessful'] is False
    texts = [one['message']['text'] for one in invocation['toolExecutionNotifications']]
    assert texts == ['something could not be told']
