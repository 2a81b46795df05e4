from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sot_guard.cli import main as cli
from sot_guard.cli.parsers import VERBS
from sot_guard.report.formats import FORMATS
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT


@pytest.mark.state('R-NAME-10', 'R-NAME-11')
@pytest.mark.parametrize(
    ('argv', 'line'), [
        (['chek'], "unknown command 'chek'; did you mean 'check'?; see sot-guard --help"),
        (['a\x1bb'], "unknown command 'a\\x1bb'; see sot-guard --help"),
        (['--bogus'], 'unrecognized arguments: --bogus; see sot-guard --help'),
        (['check', '--bogus'], 'check: unrecognized arguments: --bogus; see sot-guard check --help'),
        (
            ['check', '--stag'],
            'check: unrecognized arguments: --stag; did you mean --staged?; see sot-guard check --help',
        ),
        *((['check', '--all', more],
           'check: --all cannot be combined with --staged or file names; see sot-guard check --help')
          for more in ('x', '--staged')),
        *((['check', '--report', value], f'check: argument --report: {value!r} is not NAME=FILE; NAME is one of '
                                         f'{", ".join(FORMATS)}; see sot-guard check --help')
          for value in ('json', 'pdf=x')),
        (['check', ''], "a file name is empty; remove it from the command"),
        (['check', '--staged', '--help', 'x'], 'check: --help cannot be combined with --staged or file names; '
                                               'write ./--help for a file of that name; see sot-guard check --help'),
    ],
)
def test_bad_usage_is_one_line(repo: Repo, run: Run, argv: list[str], line: str) -> None:
    assert run(*argv) == (2, '', f'sot-guard: {line}\n')


def test_bare_command_is_help_and_2(run: Run) -> None:
    result = run()
    assert (result.status, result.err) == (2, '')
    assert result.out.startswith('usage: sot-guard ')
    assert 'check' in result.out


def test_help_fits_80_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('COLUMNS', '80')
    for argv in (['--help'], *([verb, '--help'] for verb in VERBS)):
        with pytest.raises(SystemExit) as e:
            cli.main(argv)
        assert e.value.code == 0
        said = capsys.readouterr().out
        assert max(map(len, said.splitlines())) < 80
        assert said.count('exit status') == (argv != ['schema', '--help'])


def test_help_is_as_wide_as_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('COLUMNS', '140')
    with pytest.raises(SystemExit):
        cli.main(['check', '--help'])
    assert 90 < max(map(len, capsys.readouterr().out.splitlines())) < 140


def test_version(run: Run) -> None:
    import tomllib
    version = tomllib.loads((Path(__file__).parents[3] / 'pyproject.toml').read_text())['project']['version']
    assert run('--version') == (0, f'sot-guard {version}\n', '')


def test_python_m(repo: Repo) -> None:
    repo.commit_pair()
    done = subprocess.run((sys.executable, '-m', 'sot_guard', 'check'), capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b'', b'')


# ---- file names that look like options

@pytest.mark.state('R-NAME-03')
@pytest.mark.parametrize('name', ['--help', '--all', '--format', '--format=json', '-h', '--report=json=x'])
def test_what_is_an_option_and_a_file_is_an_error(repo: Repo, run: Run, name: str) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.put(name, 'x')
    result = run('check', '--staged', name, 'GUIDE.md')
    assert (result.status, result.out) == (2, '')
    assert 'is both an option and a file name' in result.err
    assert run('check', '--staged', '--', name, 'GUIDE.md').status == 1


@pytest.mark.state('R-NAME-03', 'R-NAME-09')
@pytest.mark.parametrize('name', ['-n.md', '--fi', '--staged.md', '-', '--', '-h.md', '--format.md', '--hel'])
def test_what_is_only_a_file_is_a_name(repo: Repo, run: Run, name: str) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.commit()
    repo.put(name, 'x')
    result = run('check', '--staged', *(['--'] if name == '--' else []), name)
    assert result == (0, '', '')
    assert run('check', *(['--'] if name == '--' else []), name, 'GUIDE.md').status == 1


def test_names_and_options_may_stand_in_any_order(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', 'one\n', 'two\n')
    repo.put_pair('B.md', 'one\n', 'two\n')
    result = run('check', 'A.md', '--format', 'json', 'B.md')
    assert [finding['file'] for finding in result.json['findings']] == ['A.md', 'B.md']


# ---- what must never look like a pass

def test_a_bug_is_3_and_one_line(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError('by\x1bzero')
    monkeypatch.setattr(cli, 'check', broken)
    result = run('check')
    assert (result.status, result.out, result.err.count('\n')) == (3, '', 1)
    assert 'ZeroDivisionError: by\\x1bzero' in result.err
    monkeypatch.setenv('SOT_GUARD_TRACEBACK', '1')
    assert 'Traceback (most recent call last)' in run('check').err


@pytest.mark.state('R-OUT-25')
@pytest.mark.parametrize('argv', [['check'], ['check', '--staged'], ['scan'], ['resolve', 'GUIDE.md']], ids=' '.join)
def test_an_interrupt_is_130(repo: Repo, tmp_path: Path, fake_git: FakeGit, argv: list[str]) -> None:
    repo.commit_pair()
    fake_git(f'echo $$ >{tmp_path}/pid\nexec sleep 60')
    with subprocess.Popen(
        (SCRIPT, *argv), stderr=subprocess.PIPE, start_new_session=True,
        # a shell ignores it for what runs in the background
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        while not (tmp_path / 'pid').exists() or not (tmp_path / 'pid').read_text().strip():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=50)
    assert (process.returncode, err) == (130, b'')
    # the end of a git that nobody waits for may be a moment later
    state = Path(f'/proc/{(tmp_path / "pid").read_text().strip()}/stat')
    for _ in range(50):
        if not state.exists() or ') Z ' in state.read_text():
            break
        time.sleep(0.1)
    else:
        raise AssertionError('git goes on')


def test_too_little_memory(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise MemoryError
    monkeypatch.setattr(cli, 'check', full)
    assert run('check') == (2, '', 'sot-guard: out of memory; check fewer files at once\n')


def test_an_interrupt(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt
    monkeypatch.setattr(cli, 'check', interrupted)
    assert run('check') == (130, '', '')


@pytest.mark.parametrize(
    ('cause', 'status'), [(KeyboardInterrupt(), 130), (SystemExit(143), 143), (SystemExit(0), 3), (ValueError(), 3)],
    ids=['Ctrl-C', 'SIGTERM', 'another exit', 'a bug'],
)
def test_an_error_that_an_interrupt_has_led_to_is_that_interrupt(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, cause: BaseException, status: int,
) -> None:
    def half_done(*_: object) -> None:
        try:
            raise cause
        finally:
            raise AttributeError
    monkeypatch.setattr(cli, 'check', half_done)
    result = run('check')
    assert (result.status, 'bug' in result.err) == (status, status == 3)
