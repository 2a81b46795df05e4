"""What lies on disk in place of a document is not opened: the index says what is compared."""
from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sot_guard.report.formats import FORMATS
from tests.support.hostile import acting
from tests.support.hostile import script
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

SECRET = 'TOPSECRET-TOKEN'
COPIES = 'GUIDE.md', 'docs/GUIDE.md'


# ---- links in the index, and what a follower of them would meet

def link(repo: Repo, name: str, target: str) -> None:
    """A staged symlink, which lies on disk too."""
    repo.link(name, target)
    repo.git('add', '-f', name)


@pytest.mark.parametrize(
    ('name', 'target'), [
        pytest.param('GUIDE.md', 'SECRET', marks=pytest.mark.state('R-LINK-04')),
        pytest.param('docs/GUIDE.md', 'SECRET', marks=pytest.mark.state('R-LINK-04')),
        pytest.param('GUIDE.md', '/dev/zero', marks=pytest.mark.state('R-LINK-05')),
        pytest.param('docs/GUIDE.md', '/dev/stdin', marks=pytest.mark.state('R-LINK-05')),
        pytest.param('GUIDE.md', '/dev/tty', marks=pytest.mark.state('R-LINK-05')),
        pytest.param('GUIDE.md', '/proc/self/environ', marks=pytest.mark.state('R-LINK-05')),
        pytest.param('GUIDE.md', 'FIFO', marks=pytest.mark.state('R-LINK-14')),
        pytest.param('docs/GUIDE.md', '../fifo', marks=pytest.mark.state('R-LINK-14')),
        pytest.param('GUIDE.md', '.git/config', marks=pytest.mark.state('R-LINK-04')),
        pytest.param('GUIDE.md', 'nothing\n::error::x\x1b[2J', marks=pytest.mark.state('R-LINK-03')),
    ],
)
def test_what_a_link_leads_to_is_not_opened(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, target: str,
) -> None:
    monkeypatch.setenv('TOKEN', SECRET)
    (tmp_path / 'secret').write_text(f'{SECRET}\n')
    repo.git('config', 'some.token', SECRET)
    for fifo in (tmp_path / 'fifo', repo.path / 'fifo'):
        os.mkfifo(fifo)
    repo.put_pair('GUIDE.md', 'one\n', 'one\n')
    link(repo, name, {'SECRET': str(tmp_path / 'secret'), 'FIFO': str(tmp_path / 'fifo')}.get(target, target))
    for format_ in FORMATS:
        result = run('check', '--verbose', '--format', format_)
        found = [line for line in acting(result.out + result.err) if format_ != 'github' or '::error ' not in line]
        assert (result.status, found, SECRET in result.out + result.err) == (1, [], False)
    assert run.findings('--staged') == {'GUIDE.md': 'link_elsewhere'}
    for argv in (['resolve', 'GUIDE.md'], ['resolve', '--keep', 'docs', 'GUIDE.md'], ['scan'], ['check', '--staged']):
        result = run(*argv)
        assert (result.status, SECRET in result.out + result.err) == ({'scan': 0, 'check': 1}.get(argv[0], 2), False)
    assert (repo.path / name).is_symlink()


@pytest.mark.state('R-LINK-08')
@pytest.mark.parametrize('target', ['../outside', '/proc/self', '/dev'])
def test_a_linked_docs_leads_nowhere(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str,
) -> None:
    """Files at the root are named like those that would be found there."""
    monkeypatch.setenv('TOKEN', SECRET)
    (tmp_path / 'outside').mkdir()
    (tmp_path / 'outside/GUIDE.md').write_text(f'{SECRET}\n')
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    for name in ('GUIDE.md', 'environ', 'zero'):
        repo.put(name, 'one\n')
    link(repo, 'docs', target)
    names = ['docs/GUIDE.md', 'docs/environ', 'docs/zero', 'GUIDE.md', 'environ']
    for argv in (['--all'], ['--staged', *names], ['--explain', 'docs/environ'], ['--staged', '--verbose']):
        result = script('check', *argv) if argv[0] == '--all' else run('check', *argv)
        assert (result.status, SECRET in result.out + result.err) == (0, False)
    assert run('check').err == 'sot-guard: no pairs in the index: docs is a symlink, not a folder; set docs-dir\n'
    for argv in (['resolve', 'GUIDE.md'], ['resolve', 'docs/GUIDE.md'], ['accept', 'environ', '--reason', 'x']):
        result = run(*argv)
        assert (result.status, result.out, SECRET in result.err) == (2, '', False)


@pytest.mark.state('R-LINK-11')
def test_a_link_that_lies_on_disk_as_a_text(repo: Repo, run: Run) -> None:
    """core.symlinks=false: git checks the link out as a file of one line."""
    repo.put('docs/GUIDE.md', 'one\n')
    link(repo, 'GUIDE.md', 'docs/GUIDE.md')
    repo.commit()
    repo.git('config', 'core.symlinks', 'false')
    (repo.path / 'GUIDE.md').unlink()
    repo.git('checkout', '-q', '--', '.')
    assert repo.read('GUIDE.md') == b'docs/GUIDE.md'
    assert repo.git('status', '--short') == b''
    assert run.findings() == {'GUIDE.md': 'linked'}
    assert script('check', '--staged', 'GUIDE.md') == (0, '', '')
    # and staged anew it is a link still
    repo.write('GUIDE.md', 'docs/OTHER.md')
    repo.git('add', 'GUIDE.md')
    assert run.findings() == {'GUIDE.md': 'link_elsewhere'}


@pytest.mark.state('R-LINK-13')
@pytest.mark.parametrize('divergent', [False, True])
def test_a_link_that_is_not_staged(repo: Repo, run: Run, tmp_path: Path, *, divergent: bool) -> None:
    (tmp_path / 'secret').write_text(f'{SECRET}\n')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n' if divergent else 'one\n')
    for name in COPIES:
        repo.link(name, str(tmp_path / 'secret'))
    result = script('check', '--staged')
    assert (result.status, SECRET in result.out + result.err) == (int(divergent), False)
    assert script('resolve', '--keep', 'docs', '--lose-unique', 'GUIDE.md').status == 2
    assert (tmp_path / 'secret').read_text() == f'{SECRET}\n'


# ---- other things than files

@pytest.mark.state('R-TYPE-01')
def test_a_folder_of_that_name_is_no_side(repo: Repo, run: Run) -> None:
    repo.put('GUIDE.md/docs/GUIDE.md', 'one\n')
    repo.put('docs/GUIDE.md', 'two\n')
    for argv in (['--all'], ['--staged', 'GUIDE.md/docs/GUIDE.md', 'docs/GUIDE.md'], ['--staged', 'GUIDE.md']):
        assert script('check', *argv) == (0, '', '')
    assert run('resolve', 'GUIDE.md').status == 2


@pytest.mark.state('R-TYPE-02')
def test_a_file_is_called_docs(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.git('rm', '-rq', 'docs')
    repo.put('docs', 'one\n')
    assert script('check', '--staged', 'docs', 'GUIDE.md') == (0, '', '')
    said = 'sot-guard: no pairs in the index: docs is a regular file, not a folder; set docs-dir\n'
    assert script('check', '--all') == (0, '', said)
    assert run('check', 'docs/GUIDE.md') == (
        0, '', 'sot-guard: docs/GUIDE.md: is not tracked in the index, so not checked\n',
    )
    assert run('resolve', 'GUIDE.md').status == 2


def fifo(repo: Repo) -> None:
    for name in COPIES:
        (repo.path / name).unlink()
        os.mkfifo(repo.path / name)


def folder(repo: Repo) -> None:
    for name in COPIES:
        (repo.path / name).unlink()
        (repo.path / name).mkdir()
        (repo.path / name / 'file').write_text('x')


@pytest.fixture
def unprivileged() -> list[str]:
    """What a command begins with to be refused what is closed, where the tests run as root."""
    return [] if os.geteuid() else ['setpriv', '--bounding-set=-dac_override,-dac_read_search']


@pytest.mark.parametrize(
    'state', [
        pytest.param(fifo, marks=pytest.mark.state('R-TYPE-04')),
        pytest.param(folder, marks=pytest.mark.state('R-TYPE-04')),
    ], ids=lambda state: state.__name__,
)
@pytest.mark.parametrize('divergent', [False, True])
def test_what_lies_in_place_of_a_file_is_not_opened(
    repo: Repo, run: Run, state: Callable[[Repo], None], *, divergent: bool,
) -> None:
    repo.commit_pair()
    if divergent:
        repo.put('GUIDE.md', 'two\n')
    state(repo)
    for argv in (['--staged', 'GUIDE.md', 'docs/GUIDE.md'], ['--all']):
        assert script('check', *argv).status == int(divergent)
    if divergent:
        result = script('resolve', 'GUIDE.md')
        assert (result.status, result.err) == (
            2, 'sot-guard: docs/GUIDE.md: is not a regular file on disk, or its folder is a symlink; replace it\n',
        )
        # what would be taken from the disk is taken from the index
        assert '     cp ' not in script('check', '--all').out


@pytest.mark.parametrize(
    'closed', [
        pytest.param(['GUIDE.md'], marks=pytest.mark.state('R-TYPE-05')),
        pytest.param(['docs/GUIDE.md', 'GUIDE.md'], marks=pytest.mark.state('R-TYPE-05')),
        pytest.param(['docs'], marks=pytest.mark.state('R-TYPE-06')),
    ], ids=' '.join,
)
@pytest.mark.parametrize('divergent', [False, True])
def test_what_cannot_be_read_on_disk_is_compared(
    repo: Repo, unprivileged: list[str], closed: list[str], *, divergent: bool,
) -> None:
    repo.commit_pair()
    if divergent:
        repo.put('GUIDE.md', 'two\n')
    modes = {name: (repo.path / name).stat().st_mode for name in closed}
    for name in closed:
        (repo.path / name).chmod(0)
    try:
        results = [
            subprocess.run((*unprivileged, SCRIPT, *argv), capture_output=True, check=False, text=True)
            for argv in (['check', '--staged', *COPIES], ['check', '--all'], ['resolve', 'GUIDE.md'])
        ]
        assert subprocess.run((*unprivileged, 'cat', *COPIES), capture_output=True, check=False).returncode == 1
    finally:
        for name, mode in modes.items():
            (repo.path / name).chmod(mode)
    assert [result.returncode for result in results] == [int(divergent), int(divergent), 2]
    # nothing is said of what lies there
    assert re.fullmatch(r'sot-guard: (docs/)?GUIDE\.md: cannot be read \(Permission denied\); .*\n', results[2].stderr)


@pytest.mark.state('R-TYPE-13')
def test_a_file_that_changes_all_the_time_is_read_once_by_git_alone(repo: Repo) -> None:
    """What is judged are blobs, which cannot change; what is to be written is compared with them at the last moment."""
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    fine = repo.path / '.git/fine'
    repo.git('read-tree', '--index-output=.git/fine', 'HEAD')
    loop = 'i=0; while :; do i=$((i+1)); echo $i >GUIDE.md; seq $i >docs/GUIDE.md; done'
    with subprocess.Popen(('sh', '-c', loop), cwd=repo.path) as writer:
        try:
            results = [script('check', '--staged') for _ in range(2)]
            passing = [script('check', '--staged', 'GUIDE.md', GIT_INDEX_FILE=str(fine)) for _ in range(2)]
            resolved = script('resolve', 'GUIDE.md')
        finally:
            writer.kill()
    assert [result.status for result in results] == [1] * 2
    assert [line for line in results[0].out.splitlines() if 'sha256' in line] == [
        line for line in results[1].out.splitlines() if 'sha256' in line
    ]
    assert passing == [(0, '', '')] * 2
    assert (resolved.status, 'wrote' in resolved.out) == (2, False)


@pytest.mark.state('R-TYPE-07')
def test_hard_links_are_two_files(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    (repo.path / 'docs/GUIDE.md').unlink()
    os.link(repo.path / 'GUIDE.md', repo.path / 'docs/GUIDE.md')
    repo.put('GUIDE.md', 'two\n')
    assert repo.read('docs/GUIDE.md') == b'two\n'
    # one file on disk, two blobs in the index
    result = script('check', '--staged')
    assert result.status == 1
    fix = '  Fix: stage docs/GUIDE.md, which equals GUIDE.md on disk, then commit again:\n    git add docs/GUIDE.md\n'
    assert fix in result.out
    repo.git('add', '-A')
    assert script('check', '--staged') == (0, '', '')
    # what is written replaces one of them
    repo.put('other', 'x')
    os.link(repo.path / 'other', repo.path / 'kept')
    repo.commit()
    repo.git('rm', '-q', '--cached', 'docs/GUIDE.md')
    (repo.path / 'docs/GUIDE.md').unlink()
    repo.put('docs/GUIDE.md', 'three\n')
    os.link(repo.path / 'docs/GUIDE.md', repo.path / 'kept too')
    assert run('resolve', '--keep', 'root', '--lose-unique', 'GUIDE.md').status == 0
    assert (repo.read('docs/GUIDE.md'), repo.read('kept too')) == (b'two\n', b'three\n')


@pytest.mark.state('R-OWN-13')
@pytest.mark.parametrize('nested', ['a submodule', 'a repository of its own'])
def test_docs_is_another_repository(repo: Repo, run: Run, tmp_path: Path, nested: str) -> None:
    """What a submodule holds is no part of the commit; what was staged before a repository was made there is."""
    if nested == 'a submodule':
        other = Repo.make(tmp_path / 'other')
        other.put('GUIDE.md', 'two\n')
        other.commit()
        repo.put('GUIDE.md', 'one\n')
        repo.git('submodule', '--quiet', 'add', str(other.path), 'docs')
        said = 'sot-guard: no pairs in the index: docs is a submodule, not a folder; set docs-dir\n'
        assert script('check', '--all') == (0, '', said)
        assert script('check', '--staged', 'GUIDE.md', 'docs', '.gitmodules') == (0, '', '')
        assert run('resolve', 'GUIDE.md').status == 2
        assert repo.git('-C', 'docs', 'status', '--porcelain') == b''
    else:
        repo.put_pair('GUIDE.md', 'one\n', 'two\n')
        Repo.make(repo.path / 'docs')
        assert run.findings() == {'GUIDE.md': 'divergent'}
        assert script('check', '--staged', 'docs/GUIDE.md').status == 1


@pytest.mark.state('R-OWN-14')
def test_a_repository_lies_at_a_path_that_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = os.fsencode(tmp_path) + b'/::error::x\n\x1b[2J\xff ##[error]y\r\n'
    os.mkdir(made)
    repo = Repo.make(Path(os.fsdecode(made)))
    monkeypatch.chdir(repo.path)
    repo.commit_pair()
    assert script('check', '--all') == (0, '', '')
    repo.put('GUIDE.md', 'two\n')
    for name in FORMATS:
        result = script('check', '--staged', '--verbose', '--format', name)
        found = [line for line in acting(result.out + result.err) if not line.startswith('::error file=GUIDE.md,')]
        assert (result.status, found) == (1, [])
    monkeypatch.setenv('GIT_WORK_TREE', str(repo.path))
    monkeypatch.setenv('GIT_DIR', str(repo.path / '.git'))
    monkeypatch.chdir(tmp_path)
    result = script('check', '--all')
    assert (result.status, acting(result.err), 'is outside the work tree' in result.err) == (2, [], True)
