"""The formats for machines hold to their schemas, and every finding stands once in every format."""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema import validators

from sot_guard.analysis.status import Status
from sot_guard.escaping import inert_line
from sot_guard.escaping import visible
from sot_guard.pairing.pairs import Pair
from sot_guard.report.formats import FORMATS
from sot_guard.report.formats import render
from sot_guard.report.headline import first_change
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import finding_of
from tests.support.reports import of_pair
from tests.support.reports import report

MULTITOOL = '@microsoft/sarif-multitool-linux@5.7.0'


def every_status(repo: Repo) -> None:
    """Each status but identical, which no report holds, and duplicate, which excludes others."""
    repo.put_pair('ACCEPTED.md', 'one\n', 'two\n')
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in ('docs/ACCEPTED.md', 'ACCEPTED.md')]
    repo.put('.sot-guard.toml', (
        'canonical = ["ONLY.md"]\n[[pair]]\nsource = "docs/TEXT.md"\ncopies = ["TEXT.md"]\ncompare = "text"\n'
        f'[[accept]]\npath = "ACCEPTED.md"\nsource-id = "{ids[0]}"\ncopy-id = "{ids[1]}"\nreason = "x"\n'
    ))
    repo.put('ONLY.md', 'x')
    repo.put_pair('TEXT.md', 'x\r\n', 'x\n')
    repo.put_pair('DIVERGENT.md', '# a\n\none\n', '# a\n\ntwo\n')
    repo.put_pair('BINARY.md', b'\0a', b'\0b')
    repo.put_pair('PROJECT_INDEX.json', '{"a": 1}', '{"a": 2}')
    repo.put_pair('POINTER.md', 'See [docs/POINTER.md](docs/POINTER.md).\n', '# Text\n\nx\n')
    for name, target in (('LINKED.md', 'docs/LINKED.md'), ('ELSEWHERE.md', 'nowhere')):
        repo.put(f'docs/{name}', 'x\n')
        repo.link(name, target)
        repo.git('add', name)
    repo.put('docs/SUBMODULE.md', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},SUBMODULE.md')
    repo.put('docs/MISSING.md', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'100644,{"2" * 40},MISSING.md')
    oid = repo.git('rev-parse', ':ONLY.md').decode().strip()
    lines = f'100644 {oid} 0\tdocs/UNMERGED.md\n' + ''.join(f'100644 {oid} {n}\tUNMERGED.md\n' for n in (1, 2, 3))
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def forbidden(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')
    repo.commit_pair()


def nothing(repo: Repo) -> None:
    repo.commit_pair()


STATES = [every_status, forbidden, nothing]


def test_the_states_have_every_status(repo: Repo, run: Run) -> None:
    forbidden(repo)
    statuses = set(run.findings('--all').values())
    repo.git('rm', '-qr', '--cached', '.')
    every_status(repo)
    assert statuses | set(run.findings('--all').values()) == {status.label for status in Status} - {'identical'}


@pytest.mark.parametrize('state', STATES)
def test_json_holds_to_its_schema(repo: Repo, run: Run, state: Any) -> None:
    state(repo)
    schema = json.loads(run('schema').out)
    Draft202012Validator.check_schema(schema)
    document = run('check', '--format', 'json').json
    Draft202012Validator(closed(schema)).validate(document)
    assert schema['properties']['schema_version'] == {'const': document['schema_version']}
    statuses = schema['properties']['findings']['items']['properties']['status']['enum']
    assert statuses == [status.label for status in Status]


def closed(schema: Any) -> Any:
    """The schema as it would be if it allowed no other keys: none is forgotten in it."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {**inner, 'additionalProperties': False} if 'properties' in schema and 'type' in schema else inner


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
    for state in STATES:
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


# ---- every finding once in every format

def of_names(names: list[bytes], hunks: bytes = b'@@ -1 +1 @@\n-one\n+two\n') -> Report:
    made = [report(name, hunks).findings[0] for name in names]
    findings = [of_pair(one, one.pair, number) for number, one in enumerate(made, 1)]
    return report()._replace(findings=tuple(findings))


def count(text: str, name: str, finding: Finding) -> int:
    """How often a pair is reported in a format."""
    root, docs = (visible(path) for path in finding.pair.sides)
    headline = finding.advice.headline
    if name == 'json':
        spelled = finding.pair.source.decode('utf-8', 'replace')
        return sum(one['docs_path'] in (docs, spelled) for one in json.loads(text)['findings'])
    if name == 'sarif':
        results = json.loads(text)['runs'][0]['results']
        return sum(one['message']['text'].split('\n')[0] == headline for one in results)
    if name == 'github':
        return sum(f'::{escape(headline)}%0A' in line for line in text.splitlines())
    if name == 'markdown':
        headings = [line[3:] for line in text.split('\n') if line.startswith('## ')]
        return sum(heading.strip('` ') == root.strip('` ') for heading in headings)
    if name == 'html':
        from markupsafe import escape as html
        return text.count(f'>{html(headline)}</h2>')
    return text.split('\n').count(inert_line(headline))


def escape(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


NAMES = st.lists(
    st.binary(min_size=1, max_size=12).filter(lambda name: not {0, 47} & set(name)),
    min_size=1, max_size=9, unique=True,
)


@pytest.mark.parametrize('name', FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=NAMES, line=st.binary(max_size=30).map(lambda line: line.replace(b'\n', b'')))
def test_every_finding_stands_exactly_once(name: str, names: list[bytes], line: bytes) -> None:
    """Names that look the same when they are made visible are told apart by no reader: they are left out here."""
    found = {visible(name).strip('` '): name for name in names if visible(name).strip('` ')}
    made = of_names(list(found.values()), b'@@ -1 +1 @@\n-' + line + b'\n+two\n')
    text = render(made, name)
    for finding in made.findings:
        assert count(text, name, finding) == 1


def test_what_has_no_room_is_counted() -> None:
    one = report(b'x', b'@@ -1 +1 @@\n' + b'-x\n' * 3000).findings[0]
    pairs = [Pair(b'%d.md' % number, b'docs/%d.md' % number) for number in range(3000)]
    many = report()._replace(findings=tuple(of_pair(one, pair, number) for number, pair in enumerate(pairs)))
    page = render(many, 'markdown')
    assert len(page) <= 60_000
    assert page.count('\n```diff\n') == page.count('_sha256') / 2 == page.count('\ncp x\n') == 100
    left = re.search(r'\n\*and ([\d,]+) more, for which there is no room here\*\n', page)
    assert left is not None
    assert int(left[1].replace(',', '')) + page.count('\n## `') + page.count('\n- **divergent**') == 3000
    lines = render(many, 'github').splitlines()
    assert len(lines) == 10
    assert lines[-1] == '::error title=sot-guard::2,991 more pairs differ or could not be compared; see the log'
    assert len(render(of_names([b'%d.md' % number for number in range(10)]), 'github').splitlines()) == 10


# ---- what a runner makes of our output

class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def parse(output: str) -> Iterator[Command]:
    """The workflow commands in a log, as GitHub's runner documents and reads them.

    `::name key=value,key=value::data` at the beginning of a line, white space aside, and the older `##[name ...]data`
    anywhere in it.
    """
    for line in re.split(r'\r\n|\r|\n', output):
        if match := re.match(r'\s*::([^\s:]+)(?:\s+(.*?))?::(.*)', line):
            properties = dict(pair.partition('=')[::2] for pair in (match[2] or '').split(',') if '=' in pair)
            yield Command(match[1], {key: unescape(value) for key, value in properties.items()}, unescape(match[3]))
        elif match := re.search(r'##\[([^\]\s]+)[^\]]*\](.*)', line):
            yield Command(match[1], {}, match[2])


def unescape(text: str) -> str:
    for code, character in (('%0D', '\r'), ('%0A', '\n'), ('%3A', ':'), ('%2C', ','), ('%25', '%')):
        text = text.replace(code, character)
    return text


HOSTILE = (
    b'::error::x', b'##[error]x', b'\r::error::x', b'\x1b[2J', b'%0A::error::x', b'a,line=7::x', b':,%', b'\xff',
    b'\xe2\x80\xae',
)


@pytest.mark.state('R-OUT-02', 'R-OUT-03', 'R-OUT-23')
@pytest.mark.parametrize('hostile', HOSTILE)
@pytest.mark.parametrize('in_content', [False, True])
def test_a_runner_finds_our_annotations_and_nothing_else(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, hostile: bytes, in_content: bool,
) -> None:
    monkeypatch.setenv('GITHUB_ACTIONS', 'true')
    name = b'GUIDE.md' if in_content else hostile + b'.md'
    content = hostile + b'\n' if in_content else b'one\n'
    repo.commit_pair(name.decode('utf-8', 'surrogateescape'), b'# a\n\n' + content)
    repo.put(name, b'# a\n\n' + content + hostile + b'\n')
    result = run('check', '--staged')
    (command,) = parse(result.out + result.err)
    assert command.name == 'error'
    assert command.properties['title'] == 'sot-guard'
    assert command.data.startswith(f'{visible(name)} and docs/{visible(name)} differ')
    if 'file' in command.properties:
        assert command.properties == {'file': name.decode(), 'line': '4', 'title': 'sot-guard'}
    if in_content:
        assert visible(hostile) not in command.data
    # without a runner there is none
    monkeypatch.delenv('GITHUB_ACTIONS')
    result = run('check', '--staged')
    assert list(parse(result.out + result.err)) == []


def test_other_formats_and_fine_runs_are_not_annotated(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('GITHUB_ACTIONS', 'true')
    repo.commit_pair()
    assert run('check', '--verbose').out.count('::') == 0
    repo.put('GUIDE.md', 'two\n')
    assert not list(parse(run('check', '--format', 'json').out))


@pytest.mark.parametrize(
    ('hunks', 'line'), [
        (b'@@ -1 +1 @@\n-a\n+b\n', 1), (b'@@ -10,7 +10,8 @@ x\n a\n b\n c\n+d\n', 13),
        (b'@@ -0,0 +1 @@\n+b\n', 1), (b'', 1), (b'@@ -1,2 +1,3 @@\n a\n b\n+c\n', 2),
    ],
)
def test_the_first_line_that_differs(hunks: bytes, line: int) -> None:
    assert first_change(report(hunks=hunks or b'x').findings[0].examined, b'GUIDE.md') == line


def test_no_diff_no_line() -> None:
    assert first_change(finding_of(Status.UNMERGED).examined, b'GUIDE.md') == 1


def test_problems_are_annotated_too() -> None:
    problem = report()._replace(findings=(), problems=('a\nb',))
    page = render(problem, 'markdown')
    assert '**Divergent duplicates found**: UNKNOWN\n\n**Could not be checked**: `a\\nb`\n' in page
    assert 'Every pair' not in render(problem, 'html')
    assert render(problem, 'github') == '::error title=sot-guard::a\\nb\n'


# ---- the summary of a job

def test_the_summary_is_appended_to(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    summary = tmp_path / 'summary.md'
    summary.write_text('before\n')
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', str(summary))
    repo.commit_pair()
    run('check')
    assert summary.read_text() == 'before\n'
    repo.put('GUIDE.md', 'two\n')
    assert run('check').status == 1
    text = summary.read_text()
    assert text.startswith('before\n# Root and docs duplicates\n')
    summary.write_text('x' * (1 << 20))
    run('check')
    assert summary.stat().st_size == 1 << 20
    summary.unlink()
    summary.symlink_to(repo.path / 'GUIDE.md')
    result = run('check')
    assert (result.status, 'cannot be written' in result.err) == (1, True)
    assert repo.read('GUIDE.md') == b'two\n'
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', os.devnull)
    assert 'is no regular file' in run('check').err


def test_html_says_what_it_needs(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__('sys').modules, 'jinja2', None)
    assert run('check', '--format', 'html').err == (
        'sot-guard: html: needs jinja2; in .pre-commit-config.yaml add additional_dependencies: [jinja2] below the id '
        f'of the hook, elsewhere run {sys.executable} -m pip install jinja2\n'
    )
