"""The keys of the first report, bytes that are no text, and the schema."""
from __future__ import annotations

import base64
import json
import re
import subprocess
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sot_guard.analysis.status import Status
from tests.support.every_status import every_status
from tests.support.every_status import forbidden_duplicates
from tests.support.every_status import REPORTED
from tests.support.repo import Repo
from tests.support.repo import Run

SEED_KEYS = {'timestamp', 'repo_root', 'docs_dir', 'divergent_found', 'findings', 'next_steps'}
SEED_FINDING_KEYS = {
    'file', 'root_path', 'docs_path', 'status', 'root_sha256', 'docs_sha256', 'root_size_bytes', 'docs_size_bytes',
    'unified_diff', 'diff_truncated',
}


def test_json_has_every_key_of_the_first_report(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two two\n')
    document = run('check', '--format', 'json').json
    assert document.keys() >= SEED_KEYS
    assert document['divergent_found'] is True
    assert document['repo_root'] == str(repo.path)
    assert document['docs_dir'] == str(repo.path / 'docs')
    assert re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', document['timestamp'])
    assert document['schema_version'] == 2
    (finding,) = document['findings']
    assert finding.keys() >= SEED_FINDING_KEYS
    assert (finding['file'], finding['root_path'], finding['docs_path']) == ('GUIDE.md', 'GUIDE.md', 'docs/GUIDE.md')
    assert (finding['root_size_bytes'], finding['docs_size_bytes']) == (4, 8)
    assert finding['root_sha256'] == '2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806'
    assert finding['unified_diff'] == '--- root/GUIDE.md\n+++ docs/GUIDE.md\n@@ -1 +1 @@\n-one\n+two two\n'


def test_json_lists_what_is_in_order_but_the_identical(repo: Repo, run: Run) -> None:
    repo.put('docs/A.md', 'text\n')
    repo.put('A.md', 'See [docs](docs/A.md)\n')
    repo.put_pair('B.md', 'same\n', 'same\n')
    result = run('check', '--format', 'json')
    assert result.status == 0
    assert result.json['divergent_found'] is False
    assert {finding['file']: finding['status'] for finding in result.json['findings']} == {'A.md': 'pointer'}
    assert result.json['next_steps'] == []


def test_json_says_what_scripts_decide_by(repo: Repo, run: Run) -> None:
    repo.commit_pair('GUIDE.md', 'a\nb\n')
    repo.put('GUIDE.md', 'a\nb\nc\n')
    document = run('check', '--format', 'json').json
    (finding,) = document['findings']
    assert (document['exit'], finding['failing'], finding['changed_path']) == (1, True, 'GUIDE.md')
    assert (finding['root_first_line'], finding['docs_first_line']) == (3, 2)


def test_a_diff_that_is_not_utf_8_is_given_in_base64(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', b'a\n', b'caf\xe9\n')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['unified_diff'] is None
    assert base64.b64decode(finding['unified_diff_base64']) == b'@@ -1 +1 @@\n-a\n+caf\xe9\n'


def test_a_path_that_is_not_utf_8_is_given_in_base64_too(repo: Repo, run: Run) -> None:
    repo.put(b'caf\xe9.md', 'one\n')
    repo.put(b'docs/caf\xe9.md', 'two\n')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert (finding['docs_path'], finding['docs_path_base64']) == ('docs/caf\\xe9.md', 'ZG9jcy9jYWbpLm1k')


@pytest.mark.parametrize(
    ('root', 'docs'), [
        pytest.param('a\nb\nc\n', 'a\nB\nc\nd\n', id='lines'),
        pytest.param('a\nb', 'a\nb\n', id='final newline'),
        pytest.param('a\r\nb\r\n', 'a\nb\n', id='line ends'),
        pytest.param('', 'a\n', id='from nothing'),
        pytest.param('##[x]\n é ::y::\n', '\x1b\x7f\u2028\n', id='what acts'),
        pytest.param('x' * 10_000 + '\n', 'y' * 10_000 + '\n', id='long lines'),
        pytest.param(
            ''.join(f'{i}\n' for i in range(20_000)), ''.join(f'{i}\n' for i in range(0, 40_000, 2)), id='long',
        ),
    ],
)
def test_a_diff_from_json_can_be_applied(repo: Repo, run: Run, root: str, docs: str) -> None:
    repo.put_pair('GUIDE.md', root, docs)
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['diff_truncated'] is False
    patch = finding['unified_diff'].encode()
    subprocess.run(('patch', '--binary', '-s', 'GUIDE.md'), input=patch, check=True)
    assert repo.read('GUIDE.md') == docs.encode()


# ---- the schema

def test_the_states_have_every_status(repo: Repo, run: Run) -> None:
    forbidden_duplicates(repo)
    statuses = set(run.findings('--all').values())
    repo.git('rm', '-qr', '--cached', '.')
    every_status(repo)
    assert statuses | set(run.findings('--all').values()) == {status.label for status in Status} - {'identical'}


@pytest.mark.parametrize('state', REPORTED)
def test_json_holds_to_its_schema(repo: Repo, run: Run, state: Any) -> None:
    state(repo)
    schema = json.loads(run('schema').out)
    Draft202012Validator.check_schema(schema)
    document = run('check', '--format', 'json').json
    Draft202012Validator(schema).validate(document)
    assert schema['properties']['schema_version'] == {'const': document['schema_version']}
    statuses = schema['properties']['findings']['items']['properties']['status']['enum']
    assert statuses == [status.label for status in Status]


def test_a_misspelt_key_does_not_hold_to_the_schema(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\none\n', '# a\n\ntwo\n')
    validator = Draft202012Validator(json.loads(run('schema').out))
    document = run('check', '--format', 'json').json
    (finding,) = document['findings']
    assert validator.is_valid(document)
    for place in (document, finding, finding['commands'][0], finding['root_only'], finding['root_only']['parts'][0]):
        place['exitt'] = 1
        assert not validator.is_valid(document)
        del place['exitt']
    assert validator.is_valid(document)
