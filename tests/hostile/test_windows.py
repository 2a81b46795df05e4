"""What of Windows can be played on another system: its git settings, its streams, and a Python without POSIX calls."""
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.fastpath.entry import is_certainly_fine
from sot_guard.git.paths import archived
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

# what os has on POSIX alone, of what this program or the libraries that it uses might reach for
POSIX_CALLS = (
    'posix_spawn', 'posix_spawnp', 'fork', 'geteuid', 'getuid', 'fchmod', 'O_NOFOLLOW', 'O_NONBLOCK', 'O_DIRECTORY',
    'mkfifo', 'sched_getaffinity', 'killpg', 'wait4',
)
WITHOUT_POSIX = f'''
import os, sys
for name in {POSIX_CALLS}:
    vars(os).pop(name, None)
for name in ('fcntl', 'pwd', 'grp', 'termios', 'resource'):
    sys.modules[name] = None
from sot_guard.fastpath.entry import main
sys.exit(main())
'''


def without_posix(*argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run((sys.executable, '-c', WITHOUT_POSIX, *argv), capture_output=True, text=True, check=False)


def test_without_the_calls_of_posix(repo: Repo) -> None:
    repo.commit_pair(text='one\ntwo\n')
    assert without_posix('check', '--staged', 'GUIDE.md').returncode == 0
    repo.put('GUIDE.md', 'one\nthree\n')
    refused = without_posix('check', '--staged', '--report', 'json=report.json')
    assert (refused.returncode, refused.stderr) == (1, '')
    assert json.loads(repo.read('report.json'))['findings'][0]['status'] == 'divergent'
    assert without_posix('scan').returncode == 0
    assert without_posix('schema', 'config').returncode == 0
    resolved = without_posix('resolve', 'GUIDE.md')
    assert (resolved.returncode, repo.read('docs/GUIDE.md')) == (0, b'one\nthree\n'), resolved.stderr
    repo.put('docs/GUIDE.md', 'one\n')
    assert without_posix('accept', 'GUIDE.md', '--reason', 'x').returncode == 0
    repo.git('add', '-A')
    assert without_posix('check', '--all').returncode == 0


def test_without_posix_spawn_the_full_program_answers(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    assert is_certainly_fine(['check', '--staged'], dict(os.environ))
    monkeypatch.delattr('os.posix_spawnp')
    assert not is_certainly_fine(['check', '--staged'], dict(os.environ))


# ---- core.symlinks=false

@pytest.fixture
def linked(repo: Repo) -> Repo:
    """A link that git has checked out as a text file."""
    repo.put('docs/GUIDE.md', 'one\n')
    repo.put('docs/OTHER.md', 'other\n')
    repo.link('GUIDE.md', 'docs/GUIDE.md')
    repo.git('add', 'GUIDE.md')
    repo.commit()
    repo.git('config', 'core.symlinks', 'false')
    (repo.path / 'GUIDE.md').unlink()
    repo.git('checkout', '-q', '--', '.')
    assert repo.read('GUIDE.md') == b'docs/GUIDE.md'
    return repo


@pytest.mark.state('R-LINK-11')
def test_a_document_copied_over_such_a_link_is_no_pass(linked: Repo, run: Run) -> None:
    """git keeps the mode of a link, so its target would be the text of the document."""
    linked.write('GUIDE.md', 'one\n')
    linked.git('add', 'GUIDE.md')
    assert linked.git('ls-files', '-s', 'GUIDE.md').startswith(b'120000 ')
    assert run.findings() == {'GUIDE.md': 'link_elsewhere'}
    assert not is_certainly_fine(['check', '--staged'], dict(os.environ))


@pytest.mark.state('R-LINK-11')
def test_no_printed_command_copies_over_such_a_link(linked: Repo, run: Run) -> None:
    linked.write('GUIDE.md', 'docs/OTHER.md')
    linked.git('add', 'GUIDE.md')
    result = run('check', '--staged')
    assert result.status == 1
    assert 'cp docs/GUIDE.md GUIDE.md' not in result.out and 'cp GUIDE.md docs/GUIDE.md' not in result.out
    before = linked.read('docs/GUIDE.md'), linked.read('GUIDE.md')
    assert run('resolve', 'GUIDE.md').status == 2
    assert (linked.read('docs/GUIDE.md'), linked.read('GUIDE.md')) == before


def test_a_link_that_the_system_refuses_changes_nothing(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.commit_pair()

    def refuse(*_: object) -> None:
        raise OSError(1314, 'A required privilege is not held by the client')
    monkeypatch.setattr('os.symlink', refuse)
    result = run('resolve', '--then', 'link', 'GUIDE.md')
    assert (result.status, 'A required privilege' in result.err) == (2, True)
    assert repo.git('status', '--porcelain') == b''


# ---- CRLF checkouts

def test_a_configuration_checked_out_with_crlf(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\ntwo\n')
    repo.put('.sot-guard.toml', 'exclude = ["x.md"]\n')
    repo.commit()
    repo.git('config', 'core.autocrlf', 'true')
    for name in ('.sot-guard.toml', 'GUIDE.md', 'docs/GUIDE.md'):
        (repo.path / name).unlink()
    repo.git('checkout', '-q', '--', '.')
    assert repo.read('.sot-guard.toml') == b'exclude = ["x.md"]\r\n'
    assert run('check', '--all') == (0, '', '')
    repo.put('GUIDE.md', 'one\r\nthree\r\n')
    assert 'on disk' not in run('check').err
    assert run('accept', 'GUIDE.md', '--reason', 'x').status == 0
    assert repo.read('.sot-guard.toml').count(b'\n') == repo.read('.sot-guard.toml').count(b'\r\n') > 1
    repo.git('add', '-A')
    assert run('check', '--all') == (0, '', '')
    assert b'\r' not in repo.git('cat-file', 'blob', ':.sot-guard.toml')


# ---- core.ignorecase

@pytest.mark.state('R-NAME-07')
def test_a_name_in_another_case_is_not_taken_for_the_tracked_one(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.git('config', 'core.ignorecase', 'true')
    assert is_certainly_fine(['check', '--staged', 'GUIDE.md'], dict(os.environ))
    assert not is_certainly_fine(['check', '--staged', 'guide.md'], dict(os.environ))
    result = run('check', '--staged', 'guide.md')
    assert (result.status, 'guide.md' in result.err) == (0, True)
    # the commit is judged, whatever is named
    repo.put('GUIDE.md', 'two\n')
    assert run('check', '--staged', 'guide.md').status == 1


@pytest.mark.state('R-NAME-07')
def test_a_change_of_case_takes_no_pair_apart_silently(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.git('config', 'core.ignorecase', 'true')
    repo.git('mv', '-f', 'GUIDE.md', 'Guide.md')
    assert not is_certainly_fine(['check', '--staged'], dict(os.environ))
    noted = run('check', '--all').err
    assert 'Guide.md' in noted and 'docs/GUIDE.md' in noted


# ---- cp1252

@pytest.mark.state('R-OUT-11')
@pytest.mark.parametrize('name', ['json', 'sarif'])
def test_json_on_a_stream_of_windows_is_json(repo: Repo, name: str) -> None:
    repo.put_pair('日本🎉.md', 'naïve 🎉\n', 'x\n')
    done = subprocess.run(
        (SCRIPT, 'check', '--format', name), env=os.environ | {'PYTHONIOENCODING': 'cp1252'}, capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert '日本🎉.md' in str(json.loads(done.stdout.decode('cp1252')))


# ---- names

RESERVED = {'CON', 'PRN', 'AUX', 'NUL', *(f'{port}{number}' for port in ('COM', 'LPT') for number in range(1, 10))}


def can_be_on_windows(name: str) -> bool:
    """By "Naming Files, Paths, and Namespaces" of Microsoft's documentation."""
    acts = any(character in '<>:"/\\|?*' or character < ' ' for character in name)
    return bool(name) and not acts and name[-1] not in ' .' and name.split('.')[0].rstrip().upper() not in RESERVED


NAMES = st.text('aAuUxXcCoOnN1.- é', min_size=1, max_size=8) | st.sampled_from(['.aux', 'x.con', 'con.md', 'a .md'])


@given(NAMES)
def test_an_archive_has_a_name_for_windows_where_the_copy_has_one(name: str) -> None:
    new = archived(b'old', name.encode(), 'f' * 64).decode()
    assert not can_be_on_windows(name) or can_be_on_windows(PureWindowsPath(new).name), new
    assert new.startswith('old/') and PureWindowsPath(new).name != name


def test_what_is_kept_of_a_conflict_has_a_name_for_windows(repo: Repo, run: Run) -> None:
    repo.commit_pair('a-b.md', 'one\n')
    repo.put('a-b.md', 'two\n')
    repo.put('docs/a-b.md', 'three\n')
    assert run('resolve', 'a-b.md').status == 1
    assert run('resolve', 'a-b.md').status == 1
    (repo.path / '.git/sot-guard/a-b.md').write_text('edited')
    assert run('resolve', 'a-b.md').status == 1
    kept = [path.name for path in (repo.path / '.git/sot-guard').iterdir()]
    assert len(kept) == 2 and all(map(can_be_on_windows, kept))
