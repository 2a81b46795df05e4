"""SARIF holds to the schema of its authors."""
from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validators

from sot_guard.report.formats import render
from tests.support.every_status import every_status
from tests.support.every_status import REPORTED
from tests.support.npm import npm_package
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import report

MULTITOOL = '@microsoft/sarif-multitool-linux@5.7.0'


@pytest.fixture(scope='session')
def sarif_schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The official schema of SARIF 2.1.0, from the package of its authors."""
    if shutil.which('npm') is None:
        pytest.skip('npm is not installed')
    package = npm_package(tmp_path_factory.mktemp('sarif'), MULTITOOL, 'sarif-2.1.0.json')
    return json.loads((package / 'sarif-2.1.0.json').read_text('utf-8-sig'))


@pytest.fixture(scope='session')
def multitool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that checks a log."""
    if shutil.which('npm') is None:
        pytest.skip('npm is not installed')
    program = npm_package(tmp_path_factory.mktemp('multitool'), MULTITOOL, '') / 'Sarif.Multitool'
    program.chmod(0o755)
    return program


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
            assert result['message']['text'].endswith('](1).')
        for rule in only['tool']['driver']['rules']:
            assert rule['fullDescription']['text']
            assert rule['name'].casefold() != rule['id'].casefold()
        assert len({result['partialFingerprints']['pair/v1'] for result in only['results']}) == len(only['results'])


def test_sarif_names_problems(repo: Repo) -> None:
    problem = report()._replace(problems=('something could not be told',))
    (invocation,) = json.loads(render(problem, 'sarif'))['runs'][0]['invocations']
    assert invocation['executionSuccessful'] is False
    texts = [one['message']['text'] for one in invocation['toolExecutionNotifications']]
    assert texts == ['something could not be told']


def test_a_result_is_where_the_change_is_and_keeps_its_identity(repo: Repo, run: Run) -> None:
    repo.commit_pair('GUIDE.md', 'a\nb\n')
    seen = []
    for text in ('a\nb\n\u00e9 c\n', 'x\na\nb\n'):
        repo.put('docs/GUIDE.md', text)
        (result,) = run('check', '--format', 'sarif').json['runs'][0]['results']
        (place,), (other,) = result['locations'], result['relatedLocations']
        assert place['physicalLocation']['artifactLocation']['uri'] == 'docs/GUIDE.md'
        assert other['physicalLocation']['artifactLocation']['uri'] == 'GUIDE.md'
        seen.append((place['physicalLocation']['region'], result['partialFingerprints']))
    assert [region for region, _ in seen] == [
        {'startLine': line, 'startColumn': 1, 'endLine': line, 'endColumn': end} for line, end in ((3, 4), (1, 2))
    ]
    assert seen[0][1] == seen[1][1]
    assert re.fullmatch(r'[0-9a-f]{16}:1', seen[0][1]['primaryLocationLineHash'])
    assert re.search(r'^Fix: .*: cp docs/GUIDE.md GUIDE.md && ', result['message']['text'], re.M)


@pytest.mark.exhaustive
@pytest.mark.xdist_group('sarif')
def test_the_multitool_of_the_authors_finds_nothing(repo: Repo, run: Run, multitool: Path) -> None:
    """Neither by its own rules nor by those of GitHub."""
    every_status(repo)
    run('check', '--report', 'sarif=all.sarif')
    command = (
        str(multitool), 'validate', 'all.sarif', '--rule-kind', 'Sarif;Ghas', '--output', 'found.sarif',
        '--level', 'Error;Warning',
    )
    subprocess.run(command, check=True, capture_output=True)
    found = json.loads(repo.read('found.sarif').decode('utf-8-sig'))['runs'][0]['results']
    assert [(one['ruleId'], one['message']) for one in found] == []
