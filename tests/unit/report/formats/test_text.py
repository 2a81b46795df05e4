from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.analysis.status import Status
from sot_guard.commands import details
from sot_guard.report.formats import FORMATS
from sot_guard.report.formats import render
from sot_guard.report.formats.text import render_coloured
from sot_guard.report.model import NEXT_STEPS
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import report

# ---- nothing of a stranger acts

# what a tracked name can be, and what a line of a diff can be
NAMES = (st.binary(min_size=1, max_size=60) | st.sampled_from([
    b'::error::x', b' ::add-mask::x', b'##[error]x', b'```', b'`', b'\n::error::x', b'\x1b[2J', b'<script>', b'# x',
])).map(lambda raw: raw.replace(b'\0', b'').replace(b'/', b'') or b'x')
LINES = st.lists(
    st.one_of(
        st.binary(max_size=60), st.text(max_size=60).map(str.encode),
        st.sampled_from([
            b'::error::x', b' ::add-mask::e', b'\x0b::set-output name=x::y', b'##[error]x', b'##vso[task.setvariable]x',
            b'```', b'``````', b'~~~', b'\x1b]0;title\x07', b'\x1b[0Ksection_start:0:x\r\x1b[0K',
            b'</code></pre><script>',
            b'x\r::error::y', '\u202e'.encode(), '\x85::error::z'.encode(),
        ]),
    ).map(lambda raw: raw.replace(b'\n', b'')),
    max_size=6,
)


def log_commands(output: str) -> list[str]:
    """What GitHub's and Azure's runners would take for commands: their readers end lines at LF, CR and CRLF."""
    lines = re.split('\r\n|\r|\n', output)
    return [line for line in lines if line.strip().startswith('::') or re.search(r'##[\w.-]*\[', line)]


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


@pytest.mark.state('R-OUT-21')
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=NAMES, lines=LINES)
def test_a_page_has_our_headings_and_fences_only(file: bytes, lines: list[bytes]) -> None:
    hunks = b'@@ -1 +1 @@\n' + b''.join(b' ' + line + b'\n' for line in lines)
    fence, outside = '', []
    for line in render(report(file, hunks), 'markdown').split('\n'):
        if fence:
            fence = '' if re.fullmatch(r' {0,3}' + fence + '`*[ \t]*', line) else fence
        elif match := re.match(r' {0,3}(```+|~~~+)', line):
            fence = match[1]
        else:
            outside.append(line)
    assert fence == ''
    assert len([line for line in outside if line.startswith('#')]) == 3
    spans = re.compile(r'(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)')
    titles = r'(What differs, and what would be lost|Unified diff \(root -&gt; docs\))'
    ours = re.compile(rf'<details><summary>{titles}</summary>|</details>')
    assert not [line for line in outside if '<' in spans.sub('', line) and not ours.fullmatch(line)]


def test_a_control_is_found_by_the_model_of_the_runner() -> None:
    assert log_commands('a\r ::x::\n b ##[x]\n| ::y::') == [' ::x::', ' b ##[x]']


# ---- text

def test_text_shows_whole_short_diffs_and_the_beginning_of_long_ones(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', ''.join(f'{i}\n' for i in range(100)), 'x' * 1000 + '\n')
    lines = run('check').out.splitlines()
    shown = [line for line in lines if line.startswith('  | ')]
    assert len(shown) == 2 + 6
    assert '  (96 more lines of diff)' in lines
    assert len([line for line in run('check', '--verbose').out.splitlines() if line.startswith('  | ')]) == 2 + 102
    repo.put('GUIDE.md', 'y\n')
    shown = [line for line in run('check').out.splitlines() if line.startswith('  | +')]
    assert shown == ['  | +++ docs/GUIDE.md', f'  | +{"x" * 92}...']
    shown = [line for line in run('check', '--verbose').out.splitlines() if line.startswith('  | +')]
    assert shown == ['  | +++ docs/GUIDE.md', f'  | +{"x" * 399} [cut: the line has 1,001 bytes]']


@pytest.mark.parametrize(
    ('content', 'reason'), [(b'\0', 'binary content'), (b'x' * 600_000, 'more than 524,288 bytes on a side')],
)
def test_text_says_why_there_is_no_diff(repo: Repo, run: Run, content: bytes, reason: str) -> None:
    repo.put_pair('GUIDE.md', content, 'two\n')
    assert f'  (no diff: {reason})\n' in run('check').out
    finding = run('check', '--format', 'json').json['findings'][0]
    assert (finding['unified_diff'], finding['diff_truncated'], finding['diff_absent']) == (None, True, reason)
    assert f'No diff: `{reason}`.\n' in run('check', '--format', 'markdown').out


def test_the_same_state_prints_the_same_bytes(repo: Repo, run: Run) -> None:
    repo.put_pair('B.md', 'one\n', 'two\n')
    repo.put_pair('A.md', 'one\n', 'two\n')
    assert run('check', 'B.md', 'A.md') == run('check', 'docs/A.md', 'A.md', 'B.md')


def test_colour_is_ours_alone() -> None:
    plain, coloured = render(report(hunks=b'@@ -1 +1 @@\n-\x1b[5mone\n+two\n'), 'text'), render_coloured(report())
    assert '\x1b' not in plain
    assert {'\x1b[31m  | -one\x1b[m', '\x1b[32m  | +two\x1b[m'} < set(coloured.splitlines())
    assert re.sub('\x1b\\[[0-9;]*m', '', coloured) == render(report(), 'text')


# ---- json

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


def test_a_diff_that_is_not_utf_8_is_given_in_base64(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', b'a\n', b'caf\xe9\n')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['unified_diff'] is None
    assert base64.b64decode(finding['unified_diff_base64']) == b'@@ -1 +1 @@\n-a\n+caf\xe9\n'


def test_what_git_says_does_not_act(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'a\n', 'b\n')
    repo.git('config', 'diff.colorMovedWS', '##[error]x \u202e</code><img src=x>')
    for name in FORMATS:
        result = run('check', '--format', name)
        assert result.status == 1
        assert len(log_commands(result.out)) == (name == 'github')
        assert '\u202e' not in result.out
        assert '<img src=x>.' not in result.out


def test_diffs_have_one_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('A.md', 'a\n', 'b\n')
    repo.put_pair('B.md', 'a\n', 'b\n')
    monkeypatch.setattr(details, 'DIFF_SECONDS', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['diff_absent'] for finding in findings] == ['', 'the time for diffs is up']


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


# ---- markdown

def test_markdown_has_the_layout_of_the_first_report(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two two\n')
    out = run('check', '--format', 'markdown').out
    for line in (
        f'**Repo root**: `{repo.path}`  ', '**Divergent duplicates found**: YES', '## `GUIDE.md`',
        '- **status**: divergent', '- **root_size_bytes**: `4`', '- **docs_size_bytes**: `8`',
        '<details><summary>Unified diff (root -&gt; docs)</summary>', '--- root/GUIDE.md', '+two two', '## Next steps',
        f'- {NEXT_STEPS[Status.DIVERGENT]}',
    ):
        assert f'\n{line}\n' in out
    assert '\n```sh\ngit diff --no-index GUIDE.md docs/GUIDE.md\n```\n' in out


def test_markdown_says_what_it_leaves_out(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', ''.join(f'{i}\n' for i in range(300)), '')
    assert 'Unified diff (root -&gt; docs), truncated: 101 more lines<' in run('check', '--format', 'markdown').out


def test_markdown_of_what_has_no_contents(repo: Repo, run: Run) -> None:
    repo.link('GUIDE.md', 'nowhere')
    repo.put('docs/GUIDE.md', 'x')
    repo.git('add', '-A')
    out = run('check', '--format', 'markdown').out
    assert '- **status**: link_elsewhere\n' in out
    assert '_sha256' not in out.replace('docs_sha256', '')
    assert '```diff' not in out


def test_markdown_of_nothing_is_a_page_too(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    result = run('check', '--format', 'markdown')
    assert result.status == 0
    assert result.out.endswith('**Divergent duplicates found**: NO\n')


# ---- files

def test_reports_are_written_beside_the_output(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    old = os.umask(0o027)
    try:
        result = run('check', '--report', 'json=new/folder/a.json', '--report=markdown=page.md', '--report', 'text=t')
    finally:
        os.umask(old)
    assert result.status == 1
    assert json.loads(repo.read('new/folder/a.json'))['divergent_found'] is True
    assert repo.read('page.md').startswith(b'# ')
    assert repo.read('t').decode() == result.out
    assert (repo.path / 't').stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in repo.path.iterdir()) == ['.git', 'GUIDE.md', 'docs', 'new', 'page.md', 't']


def test_a_report_is_not_written_through_a_link(repo: Repo, run: Run, tmp_path: Path) -> None:
    victim = tmp_path / 'victim'
    victim.mkdir()
    (victim / 'file').write_text('mine\n')
    repo.put('docs/x', 'x')
    repo.link('folder', str(victim))
    repo.link('file', str(victim / 'file'))
    result = run('check', '--report', 'json=folder/file')
    assert result == (2, '', 'sot-guard: folder: is a symlink; nothing is written through it\n')
    for file in ('file', '/dev/null', '/dev/stdout', '.git/fifo'):
        if file == '.git/fifo':
            os.mkfifo(repo.path / file)
        before = os.lstat(file)
        result = run('check', '--report', f'json={file}')
        assert result.status == 2
        assert result.err == f'sot-guard: {file}: is there and no regular file; name another file to write to\n'
        assert os.lstat(file).st_ino == before.st_ino
    assert (victim / 'file').read_text() == 'mine\n'


@pytest.mark.parametrize('file', ['docs', 'docs/', 'GUIDE.md/x', '/proc/nothing/x'])
def test_a_report_that_cannot_be_written_is_no_pass(repo: Repo, run: Run, file: str) -> None:
    repo.commit_pair()
    result = run('check', '--report', f'text={file}')
    assert result.status == 2
    assert result.err.startswith(f'sot-guard: {file}: ')
    assert result.err.count('\n') == 1


def test_a_report_that_fails_half_way_leaves_what_was_there(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put('docs/x', 'x')
    repo.write('report', 'before\n')

    def full(_: int) -> None:
        raise OSError(28, 'No space left on device')
    monkeypatch.setattr(os, 'fsync', full)
    result = run('check', '--report', 'json=report')
    assert result == (2, '', 'sot-guard: report: cannot be written (No space left on device)\n')
    assert repo.read('report') == b'before\n'
    assert sorted(p.name for p in repo.path.iterdir()) == ['.git', 'docs', 'report']
