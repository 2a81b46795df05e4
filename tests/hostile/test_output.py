"""Nothing of a repository acts where output is read: in a terminal, in the log of a CI job, in a page, in a shell."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from sot_guard.report.formats import FORMATS
from tests.support.ci_logs import parse_log
from tests.support.fake_git import FakeGit
from tests.support.hostile import acting
from tests.support.hostile import script
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

# lines of a document that act somewhere, by what takes them for a command
ESCAPES = [
    b'\x1b[2J\x1b[1;31mred', b'\x1b]0;title\x07', b'\x1b]8;;http://x\x1b\\click\x1b]8;;\x1b\\', b'\x1bPq\x1b\\',
    b'a\x1b',
]
COMMANDS = [
    b'::error::x', b'  ::add-mask::e', b'\t::set-output name=a::b', '\u3000::warning::x'.encode(),
    '\xa0::debug::x'.encode(), b'\x0b::save-state name=a::b', b'\x0c::group::x', b'::error file=a,line=1::x',
    b'::echo::on',
]
OLD_COMMANDS = [
    b'##[error]x', b'text ##[add-mask]e', b'###[set-output name=a;]b', b'##[group]x', b'##[save-state name=a]b',
    b'##[#]x', b'#\x1b#[error]x', b'##\xff[error]x', '#\u200b#[error]x'.encode(), b'##\t[error]x',
]
LINE_ENDS = [
    b'x\r::error::y', b'x\r\r\n::error::y', b'\r', b'x\x0b::error::y', b'x\x0c::error::y', b'x\x1c::error::y',
    'x\x85::error::y'.encode(), 'x\u2028::error::y'.encode(), 'x\u2029::error::y'.encode(), b'x\x85::error::y',
]
STOPS = [b'::stop-commands::pause', b'##[stop-commands]pause', b'::pause::', b'::stop-commands::', b'::pause-logging::']
GITLAB = [
    b'\x1b[0Ksection_start:0:x[collapsed=true]\r\x1b[0Kx', b'\x1b[0Ksection_end:0:x\r\x1b[0K', b'section_start:0:x\r',
]
AZURE = [
    b'##vso[task.setvariable variable=a]b', b'text ##vso[task.complete result=Succeeded;]', b'##[section]x',
    b'##vso[artifact.upload]/etc/passwd', b'##[command]x', b"##teamcity[buildProblem description='x']",
]
INVISIBLE = [
    '\u202ecod.exe\u202c', '\u2066\u2067\u2068\u2069', '\u200b\u200c\u200d\ufeff\u2060', '\u061c\u200e\u200f', '\xad',
    '\U000e0041\U000e0042', '\u3164\u115f', '\ufff9\ufffa\ufffb',
]
CONTROLS = [b'\x01', b'\x7f\x08\x08\x08', b'\x07', b'\xc2\x9b2J', b'\x9b2J', b'\xc2\x90\xc2\x9c', b'\x0e\x0f', b'\x1a']


def told(repo: Repo, payload: list[bytes]) -> None:
    """Put the lines wherever a report looks: in context, changes, headings, keys and front matter, and in the log."""
    common = b''.join(b'# %s\n\n%s\n\n' % (line, line) for line in payload)
    front = b'---\ntitle: %s\n---\n' % payload[0]
    repo.commit_pair('GUIDE.md', front + common)
    subject = b'%s\n\n%s' % (payload[0].replace(b'\n', b''), payload[-1])
    (repo.path / '.git/message').write_bytes(subject)
    author = payload[-1].replace(b'\n', b'').decode('utf-8', 'surrogateescape')
    repo.put('docs/GUIDE.md', front + common + b'x\n')
    repo.git('commit', '-q', '-F', '.git/message', GIT_AUTHOR_NAME=f'a {author}')
    only = [b''.join(b'%s\n## %s %d\n%s\n' % (line, line, side, line) for line in payload) for side in (1, 2)]
    repo.put('GUIDE.md', front + common + only[0])
    repo.put('docs/GUIDE.md', front.replace(b'title', b'other') + only[1] + common)
    texts = [line.decode('utf-8', 'replace') for line in payload]
    for number, name in enumerate(('PROJECT_INDEX.json', 'docs/PROJECT_INDEX.json')):
        repo.put(name, json.dumps({text: {text: [text, number]} for text in texts}, ensure_ascii=False, indent=1))
    repo.put_pair('MEANT.md', b''.join(payload), b'\n'.join(payload))


@pytest.mark.parametrize(
    'payload', [
        pytest.param(ESCAPES, id='escapes', marks=pytest.mark.state('R-OUT-01')),
        pytest.param(COMMANDS, id='commands', marks=pytest.mark.state('R-OUT-02', 'R-OWN-04')),
        pytest.param(OLD_COMMANDS, id='old commands', marks=pytest.mark.state('R-OUT-03')),
        pytest.param(LINE_ENDS, id='line ends', marks=pytest.mark.state('R-OUT-04')),
        pytest.param(STOPS, id='stop commands', marks=pytest.mark.state('R-OUT-05')),
        pytest.param(GITLAB, id='GitLab', marks=pytest.mark.state('R-OUT-07')),
        pytest.param(AZURE, id='Azure', marks=pytest.mark.state('R-OUT-08')),
        pytest.param([text.encode() for text in INVISIBLE], id='invisible', marks=pytest.mark.state('R-OUT-09')),
        pytest.param(CONTROLS, id='controls', marks=pytest.mark.state('R-OUT-22')),
    ],
)
def test_no_content_acts_in_any_output(repo: Repo, run: Run, payload: list[bytes]) -> None:
    told(repo, payload)
    outputs = {}
    for name in FORMATS:
        result = run('check', '--verbose', '--format', name)
        assert result.status == 1
        outputs[name] = result.out + result.err
    # the format for a runner has annotations of ours, each of which the runner reads as we meant it
    ours = list(parse_log(outputs['github']))
    assert [(one.name, one.properties.get('title')) for one in ours] == [('error', 'sot-guard')] * 3
    assert {one.data.partition(' ')[0] for one in ours} == {'GUIDE.md', 'MEANT.md', 'PROJECT_INDEX.json'}
    assert len(outputs.pop('github').splitlines()) == 3
    for number, argv in enumerate((
        ['resolve', '--dry-run', 'GUIDE.md'], ['resolve', '--append-unique', '--dry-run', 'MEANT.md'],
        ['resolve', '--keep', 'docs', '--lose-unique', '--dry-run', 'PROJECT_INDEX.json'], ['scan'],
        ['scan', '--format', 'json'], ['scan', '--format', 'toml'],
    )):
        result = run(*argv)
        outputs[str(number)] = result.out + result.err
    for name, output in outputs.items():
        assert (name, acting(output), list(parse_log(output))) == (name, [], [])


def test_the_payloads_act_where_they_are_not_made_inert() -> None:
    for payload in (ESCAPES, COMMANDS, OLD_COMMANDS, LINE_ENDS, STOPS, GITLAB, AZURE, CONTROLS):
        assert acting(b'\n'.join(payload).decode('utf-8', 'replace'))
    assert all(map(acting, INVISIBLE[:6]))


@pytest.mark.state('R-OUT-20')
def test_no_file_of_a_runner_is_written_but_the_summary(repo: Repo, tmp_path: Path) -> None:
    repo.put_pair('GUIDE.md', 'a=b\nname<<EOF\nx\nEOF\n', 'a=c\n')
    names = ('GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STATE', 'BASH_ENV', 'GITHUB_STEP_SUMMARY')
    for name in names:
        (tmp_path / name).write_text('')
    variables = {name: str(tmp_path / name) for name in names} | {'GITHUB_ACTIONS': 'true', 'CI': 'true'}
    for argv in (['check', '--all'], ['scan'], ['resolve', '--dry-run', '--append-unique', 'GUIDE.md']):
        script(*argv, **variables)
    sizes = [(tmp_path / name).stat().st_size for name in names]
    assert sizes[:-1] == [0] * 5
    assert sizes[-1] > 0


# ---- signals, and a diff that lies

@pytest.mark.state('R-OUT-25')
def test_a_terminated_check_leaves_nothing(repo: Repo, tmp_path: Path, fake_git: FakeGit) -> None:
    """With a status that a runner counts as a failure, whatever the program was doing."""
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    fake_git(f'echo $$ >{tmp_path}/pid\nexec sleep 60')
    before = sorted(path.name for path in repo.path.rglob('*'))
    for argv in (['check', '--staged'], ['check'], ['scan']):
        (tmp_path / 'pid').unlink(missing_ok=True)
        with subprocess.Popen(
            (SCRIPT, *argv), start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:
            while not (tmp_path / 'pid').exists():
                assert process.poll() is None
                time.sleep(0.01)
            os.killpg(process.pid, signal.SIGTERM)
            assert process.communicate(timeout=50) == (b'', b'')
        assert process.returncode == 128 + signal.SIGTERM
    assert sorted(path.name for path in repo.path.rglob('*')) == before


@pytest.mark.state('R-OUT-26')
@pytest.mark.parametrize('status', [0, 1, 2, 127, 128, 129])
def test_the_exit_status_of_a_diff_decides_nothing(repo: Repo, fake_git: FakeGit, status: int) -> None:
    """`git diff --no-index` answers 1 for a mode or a missing file too, and 128 for a FIFO."""
    repo.commit_pair('SAME.md')
    repo.git('update-index', '--chmod=+x', 'SAME.md')
    fake_git(f'for word; do [ "$word" = diff ] && exit {status}; done\nexec GIT "$@"')
    for env in ({}, {'SOT_GUARD_FULL': '1'}):
        assert script('check', '--staged', **env) == (0, '', '')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    result = script('check', '--staged')
    assert (result.status, 'GUIDE.md and docs/GUIDE.md ' in result.out) == (1, True)
