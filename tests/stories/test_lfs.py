"""Documents that Git LFS keeps, on one side or on both: no pointer is shown or copied as if it were a document."""
from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import cures
from tests.support.shell import shell

TEXT = '# Guide\n\nHow to use it.\n'
MORE = TEXT + '\nMuch more.\n'
POINTER = 'version https://git-lfs'


@pytest.fixture
def lfs(repo: Repo) -> Repo:
    if shutil.which('git-lfs') is None:
        pytest.skip('git-lfs is not installed')
    repo.git('lfs', 'install', '--local')
    return repo


def tracked(repo: Repo, pattern: str) -> None:
    repo.put('.gitattributes', f'{pattern} filter=lfs diff=lfs merge=lfs -text\n')
    repo.put_pair('GUIDE.md', TEXT, TEXT)
    repo.commit()


def status(repo: Repo) -> list[str]:
    return repo.git('status', '--porcelain').decode().splitlines()


def test_both_are_kept_by_lfs(lfs: Repo, run: Run) -> None:
    tracked(lfs, '*.md')
    assert run('check', '--all').status == 0
    lfs.put('GUIDE.md', MORE)
    result = run('check', '--staged')
    assert '  (no diff: both files are tracked by Git LFS)\n' in result.out
    assert POINTER not in result.out + run('check', '--staged', '--verbose').out
    assert shell(cures(lfs, run, '--staged')[0], lfs.path).returncode == 0
    assert lfs.read('docs/GUIDE.md') == MORE.encode()
    assert run('check', '--all') == (0, '', '')
    assert status(lfs) == ['M  GUIDE.md', 'M  docs/GUIDE.md']


def test_both_have_changed_in_lfs(lfs: Repo, run: Run) -> None:
    tracked(lfs, '*.md')
    lfs.put_pair('GUIDE.md', MORE, TEXT + '\nSomething else.\n')
    first = cures(lfs, run, '--staged')[0]
    assert ' resolve ' not in first
    assert shell(first, lfs.path).returncode == 0
    assert run('check', '--all') == (0, '', '')
    (saved,) = (lfs.path / 'archive').iterdir()
    assert saved.read_text() == MORE


@pytest.mark.parametrize('pattern', ['/GUIDE.md', '/docs/GUIDE.md'])
@pytest.mark.parametrize('changed', [(), ('GUIDE.md',), ('docs/GUIDE.md',), ('GUIDE.md', 'docs/GUIDE.md')])
def test_one_is_kept_by_lfs(lfs: Repo, run: Run, pattern: str, changed: tuple[str, ...]) -> None:
    tracked(lfs, pattern)
    for name in changed:
        lfs.put(name, MORE)
    arguments = ('--staged',) if changed else ('--all',)
    result = run('check', *arguments)
    kept, other = ('GUIDE.md', 'docs/GUIDE.md') if pattern == '/GUIDE.md' else ('docs/GUIDE.md', 'GUIDE.md')
    assert f'  (no diff: {kept} is tracked by Git LFS, {other} is not)\n' in result.out
    assert re.search(rf'Fix: .*track {other} with Git LFS, like {kept}(:|, then commit again:)', result.out)
    first = cures(lfs, run, *arguments)[0]
    assert shell(first, lfs.path).returncode == 0
    assert run('check', '--all') == (0, '', '')
    assert lfs.read('GUIDE.md') == lfs.read('docs/GUIDE.md') == (MORE if changed else TEXT).encode()
    assert not [line for line in status(lfs) if line.startswith('MM')]


def test_two_texts_of_which_one_is_kept_by_lfs(lfs: Repo, run: Run) -> None:
    tracked(lfs, '/GUIDE.md')
    lfs.put_pair('GUIDE.md', MORE, TEXT + '\nSomething else.\n')
    result = run('check', '--staged')
    assert '  Fix: exclude = ["GUIDE.md"] in .sot-guard.toml\n' in result.out
    assert cures(lfs, run, '--staged') == []
    lfs.write('docs/GUIDE.md', MORE)
    assert cures(lfs, run, '--staged') == []  # the index has a line that nothing else has


def test_a_pattern_is_a_pattern(lfs: Repo, run: Run) -> None:
    lfs.put('.gitattributes', '/a* filter=lfs diff=lfs merge=lfs -text\n')
    lfs.put_pair('a guide.md', TEXT, TEXT)
    assert cures(lfs, run, '--staged') == []


def test_a_file_that_is_not_there(lfs: Repo, run: Run) -> None:
    tracked(lfs, '/GUIDE.md')
    (lfs.path / 'docs/GUIDE.md').unlink()
    assert cures(lfs, run, '--all') == []


def test_a_commit_of_paths(lfs: Repo, run: Run) -> None:
    tracked(lfs, '/GUIDE.md')
    output = lfs.hook()
    lfs.write('GUIDE.md', MORE)
    lfs.git('commit', '-qm', 'x', '--', 'GUIDE.md', status=1)
    match = re.search(r'(?m)^  Fix: .*:\n((?:    .*\n)+)', output.read_text())
    assert match is not None
    done = shell(match[1].replace(' &&\n    ', ' && ').strip(), lfs.path)
    assert done.returncode == 0, done
    assert run('check', '--all') == (0, '', '')
    assert status(lfs) == []


def test_what_is_not_smudged(lfs: Repo, run: Run) -> None:
    """With GIT_LFS_SKIP_SMUDGE the pointer is on disk: it is no edit."""
    tracked(lfs, '*.md')
    lfs.put('GUIDE.md', MORE)
    for name in ('GUIDE.md', 'docs/GUIDE.md'):
        pointer = subprocess.run(('git', 'show', f':{name}'), capture_output=True, check=True).stdout
        lfs.write(name, pointer)
    assert shell(cures(lfs, run, '--staged')[0], lfs.path).returncode == 0
    assert run('check', '--all') == (0, '', '')
