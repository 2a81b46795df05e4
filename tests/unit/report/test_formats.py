"""What holds of every format: nothing of a stranger acts, and every finding stands once."""
from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.analysis.status import Status
from sot_guard.escaping import inert_line
from sot_guard.escaping import visible
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Command
from sot_guard.report.advice import Purpose
from sot_guard.report.formats import FORMATS
from sot_guard.report.formats import render
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from tests.support.ci_logs import log_commands
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import finding_of
from tests.support.reports import of_pair
from tests.support.reports import report
from tests.support.strategies import LINES
from tests.support.strategies import NAMES

# ---- nothing of a stranger acts

@pytest.mark.state('R-OUT-04', 'R-OUT-07', 'R-OUT-08', 'R-OUT-22')
@pytest.mark.parametrize('name', FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=NAMES, lines=LINES)
def test_nothing_acts_in_any_format(name: str, file: bytes, lines: list[bytes]) -> None:
    hunks = b'@@ -1 +1 @@\n' + b''.join(b' -+'[i % 3:i % 3 + 1] + line + b'\n' for i, line in enumerate(lines))
    output = render(report(file, hunks), name)
    assert not {unicodedata.category(c) for c in output if c not in '\n\t'} & {'Cc', 'Cf', 'Cs', 'Zl', 'Zp'}
    # the format for a runner has one, which is ours
    assert len(log_commands(output)) == (name == 'github')
    assert not [c for c in output if c in '\r\x0b\x0c\x85\u2028\u2029']


def test_a_control_is_found_by_the_model_of_the_runner() -> None:
    assert log_commands('a\r ::x::\n b ##[x]\n| ::y::') == [' ::x::', ' b ##[x]']


def test_what_git_says_does_not_act(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'a\n', 'b\n')
    repo.git('config', 'diff.colorMovedWS', '##[error]x \u202e</code><img src=x>')
    for name in FORMATS:
        result = run('check', '--format', name)
        assert result.status == 1
        assert len(log_commands(result.out)) == (name == 'github')
        assert '\u202e' not in result.out
        assert '<img src=x>.' not in result.out


def test_the_same_state_prints_the_same_bytes(repo: Repo, run: Run) -> None:
    repo.put_pair('B.md', 'one\n', 'two\n')
    repo.put_pair('A.md', 'one\n', 'two\n')
    assert run('check', 'B.md', 'A.md') == run('check', 'docs/A.md', 'A.md', 'B.md')


# ---- every finding once

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
        plain = re.sub(r'[\\\[\]]', r'\\\g<0>', headline)
        return sum(one['message']['text'].split('\n')[0] == plain for one in results)
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


SHORT_NAMES = st.lists(
    st.binary(min_size=1, max_size=12).filter(lambda name: not {0, 47} & set(name)),
    min_size=1, max_size=9, unique=True,
)


@pytest.mark.parametrize('name', FORMATS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=SHORT_NAMES, line=st.binary(max_size=30).map(lambda line: line.replace(b'\n', b'')))
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
    left = re.search(r'\n\*and ([\d,]+) more, not shown\*\n', page)
    assert left is not None
    assert int(left[1].replace(',', '')) + page.count('\n## `') + page.count('\n- **divergent**') == 3000
    lines = render(many, 'github').splitlines()
    assert len(lines) == 10
    assert lines[-1] == '::error title=sot-guard::2,991 more pairs differ or could not be compared; see the log'
    assert len(render(of_names([b'%d.md' % number for number in range(10)]), 'github').splitlines()) == 10


def test_problems_are_annotated_too() -> None:
    problem = report()._replace(findings=(), problems=('a\nb',))
    page = render(problem, 'markdown')
    assert '**Divergent duplicates found**: UNKNOWN\n\n**Could not be checked**: `a\\nb`\n' in page
    assert 'All pairs match' not in render(problem, 'html')
    assert render(problem, 'github') == '::error title=sot-guard::a\\nb\n'


def test_what_could_not_be_compared_is_annotated_first() -> None:
    findings = [finding_of(Status.DIVERGENT), finding_of(Status.UNMERGED)]
    several = report()._replace(findings=tuple(
        one._replace(group=one.group._replace(number=number)) for number, one in enumerate(findings)
    ), problems=('a problem',))
    lines = render(several, 'github').splitlines()
    assert ['a problem' in lines[0], 'merge conflicts' in lines[1], 'differ' in lines[2]] == [True] * 3


def test_reports_for_others_name_no_path_of_this_machine() -> None:
    (one,) = report().findings
    command = Command(Purpose.FIX, ('/home/me/bin/sot-guard resolve GUIDE.md', 'git add GUIDE.md'), 'copy it')
    one = one._replace(advice=one.advice._replace(commands=(command,)))
    ours = report()._replace(findings=(one,), repo_root=b'/home/me/repo', docs_dir=b'/home/me/repo/docs',
                             program='/home/me/bin/sot-guard')
    for name in ('markdown', 'github', 'sarif'):
        text = render(ours, name)
        assert '/home/me' not in text
        assert 'sot-guard resolve GUIDE.md' in text
    assert '/home/me/bin/sot-guard resolve GUIDE.md' in render(ours, 'text')
