"""Whatever a repository is called and holds: nothing of it acts on either stream, and what is left out is counted."""
from __future__ import annotations

import re
import subprocess
import unicodedata

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.git.diff import Diff
from sot_guard.pairing.pairs import Pair
from sot_guard.report.configuration import SCAN_FORMATS
from sot_guard.report.formats import FORMATS
from sot_guard.report.formats import render
from sot_guard.report.short_diff import without_context
from tests.support.ci_logs import log_commands
from tests.support.ci_logs import parse_log
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import of_pair
from tests.support.reports import report
from tests.support.reports import with_details

WORDS = st.sampled_from((
    b'::error::x', b' ::add-mask::x', b'##[error]x', b'##vso[task.x]y', b'\n', b'\r', b'\x1b[2J', b'\x07', b'\x7f',
    b'\xc2\x9b', b'\x9b', '\u202e\u2066'.encode(), '\u200b\ufeff\u3164'.encode(), '\u2028\x85'.encode(), b'`', b'```',
    b'~~~', b'# x', b'<!--', b'--', b'%0A', b'$(x)', b"'", b'"', b'\\', b'*', b' ', b'a', b'BUILD-1', b'\xff', b'| x |',
    b'\xed\xa0\x80', b'docs/', b'{{ 7 }}', b'\t',
))
BYTES = st.lists(WORDS | st.binary(max_size=3), max_size=6).map(b''.join)
NAMES = BYTES.map(lambda raw: raw.replace(b'\0', b'').replace(b'/', b'')[:80] + b'.md').filter(
    lambda name: not name.lower().startswith(b'.git'),
)


def acts(text: str, *, tab: bool = True) -> list[str]:
    """What of a text would act: on a terminal, on a reader's eye, in a CI log."""
    bad = [c for c in text if c not in ('\n', '\t' if tab else '\n') and unicodedata.category(c) in (
        'Cc', 'Cf', 'Cs', 'Zl', 'Zp',
    )]
    return bad + log_commands(text) + [command.name for command in parse_log(text)]


def store(entries: dict[bytes, bytes]) -> None:
    """Make the index hold these files."""
    subprocess.run(('git', 'read-tree', '--empty'), check=True)
    lines = []
    for path, content in entries.items():
        oid = subprocess.run(
            ('git', 'hash-object', '-w', '--stdin'), input=content, capture_output=True, check=True,
        ).stdout.strip()
        lines.append(b'100644 %s 0\t%s\0' % (oid, path))
    subprocess.run(('git', 'update-index', '-z', '--index-info'), input=b''.join(lines), check=True)


ARGUMENTS = (
    *(('check', '--all', '--verbose', '--format', name) for name in FORMATS),
    *(('scan', '--format', name) for name in SCAN_FORMATS),
    ('check', '--staged', '@', 'no\u202esuch', '../##[x]'), ('check', '@', '--format', 'sarif'),
    ('check', '--explain', '@'), ('check', '--show-rule'), ('resolve', '@'), ('resolve', '--conflict-markers', '@'),
    ('resolve', '--append-unique', '@'),
    ('resolve', '--archive', '@', '@'), ('accept', '@', '--reason', 'x\u202e ##[x]'), ('check', '--rev', '@'),
    ('check', '--docs-dir', '@'), ('check', '--include', '@', '--show-rule'), ('@',), ('check', '--@'),
)


@pytest.mark.parametrize('argv', ARGUMENTS, ids=' '.join)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=4)
@example(name=b'::error::x.md', root=b'two\n', docs=b'one\n', before=True)
@given(name=NAMES, root=BYTES, docs=BYTES, before=st.booleans())
def test_nothing_acts_on_either_stream(
    repo: Repo, run: Run, argv: tuple[str, ...], name: bytes, root: bytes, docs: bytes, before: bool,
) -> None:
    store({name: b'one\n', b'docs/' + name: b'one\n'})
    if before:
        repo.commit(name.decode('utf-8', 'replace'))
    now = {name: b'one\n' + root, b'docs/' + name: docs, b'x': b'', b'docs/a' + name: b''}
    store(now)
    for path, content in now.items():
        repo.write(path, content)
    given_name = name.decode('utf-8', 'surrogateescape')
    result = run(*(word.replace('@', given_name) for word in argv))
    assert result.status in (0, 1, 2)
    findings = result.out.count('::error ') if 'github' in argv else 0
    assert len(acts(result.out)) == 2 * findings
    assert acts(result.err, tab=False) == []
    assert result.err.count('\n') <= 30


CONFIGURED = BYTES.map(lambda raw: raw.decode('utf-8', 'replace').replace('\0', ''))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(data=st.binary(max_size=40) | BYTES, key=CONFIGURED, value=CONFIGURED, argv=st.sampled_from((
    ('check',), ('check', '--show-rule'), ('check', '--explain', 'A.md'), ('scan',), ('resolve', 'A.md'),
)))
def test_nothing_of_a_configuration_acts(
    repo: Repo, run: Run, data: bytes, key: str, value: str, argv: tuple[str, ...],
) -> None:
    def quoted(text: str) -> str:
        return '"' + ''.join(f'\\U{ord(c):08x}' for c in text) + '"'
    written = (
        f'include = [{quoted(value)}]\n', f'{quoted(key)} = {quoted(value)}\n', f'docs-dir = {quoted(value)}\n',
        f'[[pair]]\nsource = {quoted(value)}\ncopies = [{quoted(key)}]\n',
    )
    for text in (data, *(line.encode() for line in written)):
        store({b'.sot-guard.toml': text, b'A.md': b'a', b'docs/A.md': b'b'})
        result = run(*argv)
        assert result.status in (0, 1, 2)
        assert acts(result.out) == []
        assert acts(result.err, tab=False) == []


# ---- bounds

MANY_LINES = st.integers(0, 300).flatmap(
    lambda count: st.lists(st.sampled_from((b'-x', b'+y', b' z', b'-' + b'w' * 5000)), min_size=count, max_size=count),
)


@settings(deadline=None)
@given(lines=MANY_LINES)
def test_what_is_cut_of_a_diff_is_counted(lines: list[bytes]) -> None:
    hunks = b'@@ -1 +1 @@\n' + b''.join(line + b'\n' for line in lines)
    finding = with_details(report().findings[0], diff=Diff(hunks), difference=None, texts=None)
    made = report()._replace(findings=(finding,))
    total = hunks.count(b'\n')
    text = render(made, 'text')
    shown = [line for line in text.splitlines() if line.startswith('  |')][2:]
    more = re.search(r'\(([\d,]+) more lines? of diff\)', text)
    assert len(shown) + (int(more[1].replace(',', '')) if more else 0) == len(without_context(hunks))
    whole = render(made._replace(verbose=True), 'text')
    assert len([line for line in whole.splitlines() if line.startswith('  |')][2:]) == total
    page = render(made, 'markdown')
    fenced = page.partition('+++ docs/')[2].partition('\n```')[0].split('\n')[1:]
    more = re.search(r'truncated: ([\d,]+) more lines', page)
    assert 'no room for more' in page or len(fenced) + (int(more[1].replace(',', '')) if more else 0) == total
    assert all(len(line) <= 100 for line in shown)
    for line in fenced:
        assert len(line) < 500
        assert ('w' * 400 not in line) or line.endswith(' [cut: the line has 5,001 bytes]')


@settings(deadline=None, max_examples=30)
@given(count=st.integers(1, 260))
def test_what_is_cut_of_the_findings_is_counted(count: int) -> None:
    one = report().findings[0]
    pairs = [Pair(b'%d.md' % number, b'docs/%d.md' % number) for number in range(count)]
    made = report()._replace(findings=tuple(of_pair(one, pair, number) for number, pair in enumerate(pairs)))
    text = render(made, 'text')
    more = re.search(r'(?m)^and ([\d,]+) more$', text)
    shown = re.findall(r'(?m)^\S+\.md and \S+ .*', text)
    assert len(shown) == len(set(shown))
    assert len(shown) + (int(more[1].replace(',', '')) if more else 0) == count
    assert text.endswith(f'sot-guard: {count:,} pair{"s" * (count > 1)} differ{"s" * (count == 1)}.\n')
    assert len(text.splitlines()) < 10 * 60 + 110
    page = render(made, 'markdown')
    more = re.search(r'\*and ([\d,]+) more, not shown\*', page)
    shown = re.findall(r'(?m)^(?:## `\S+`|- \*\*divergent\*\*: `\S+`)', page)
    assert len(shown) + (int(more[1].replace(',', '')) if more else 0) == count
    assert len(page) <= 60_000
    annotations = render(made, 'github').splitlines()
    more = re.search(r'::([\d,]+) more pairs', annotations[-1])
    assert len(annotations) <= 10
    assert len(annotations) - bool(more) + (int(more[1].replace(',', '')) if more else 0) == count
