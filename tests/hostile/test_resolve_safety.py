"""What resolve must not do: lose what stands in one place alone, write through a link, write while others do."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.both_changed import both_changed
from tests.support.both_changed import command_after
from tests.support.both_changed import DOCS
from tests.support.both_changed import files_on_disk
from tests.support.both_changed import MERGED
from tests.support.both_changed import ROOT
from tests.support.both_changed import STAGE
from tests.support.both_changed import TEXT
from tests.support.both_changed import type_line
from tests.support.both_changed import WAY_BACK
from tests.support.fake_git import FakeGit
from tests.support.hostile import script
from tests.support.hostile import Tripwire
from tests.support.repo import Repo
from tests.support.repo import Run


def everything(repo: Repo) -> tuple[dict[str, bytes], bytes, list[str]]:
    """What lies on disk, what is staged, and what resolve has left in git's directory."""
    own = sorted(str(path.relative_to(repo.path)) for path in (repo.path / '.git').rglob('*sot-guard*'))
    return files_on_disk(repo), repo.git('ls-files', '-s', '-v'), own


def untouched(repo: Repo, run: Run, *argv: str, status: int = 2) -> str:
    """Run resolve, which has to refuse and to change nothing at all; what it says."""
    before = everything(repo)
    result = run('resolve', *argv)
    assert (result.status, result.out if status == 2 else '') == (status, '')
    assert everything(repo) == before
    return result.err


# ---- what git merge-file answers

@pytest.mark.state('R-FIX-01')
@pytest.mark.parametrize('conflicts', [1, 127, 128, 300])
def test_any_number_of_conflicts_is_no_success(repo: Repo, run: Run, conflicts: int) -> None:
    """merge-file counts conflicts in its exit status, up to 127; 128 and more would be errors, or a success."""
    text = [f'{number}\n' + 'between\n' * 9 for number in range(conflicts)]
    repo.commit_pair('NOTES.txt', ''.join(text))
    repo.put_pair(
        'NOTES.txt', ''.join(f'root {part}' for part in text), ''.join(f'docs {part}' for part in text),
    )
    before = files_on_disk(repo)
    result = run('resolve', 'NOTES.txt')
    assert result.status == 1
    assert files_on_disk(repo) == before
    assert f'merged: {min(conflicts, 127)}' in result.out or f': {min(conflicts, 127)} conflict' in result.out
    file, = (repo.path / '.git/sot-guard').glob('*/NOTES.txt')
    assert file.read_text().count('<<<<<<<') == conflicts


@pytest.mark.state('R-FIX-01')
@pytest.mark.parametrize('answer', ['exit 255', 'exit 128', 'exit 129', 'kill -9 $$', 'kill -TERM $$'])
def test_a_merge_that_fails_writes_nothing(repo: Repo, run: Run, fake_git: FakeGit, answer: str) -> None:
    both_changed(repo)
    fake_git(f'for word; do if [ "$word" = merge-file ]; then echo half; {answer}; fi; done\nexec GIT "$@"')
    assert untouched(repo, run, 'GUIDE.md').startswith('sot-guard: git merge-file: exit status ')


@pytest.mark.state('R-FIX-01')
def test_a_merge_asks_no_program(repo: Repo, run: Run, tmp_path: Path) -> None:
    both_changed(repo)
    tripwire = Tripwire(tmp_path)
    (repo.path / '.git/info').mkdir(exist_ok=True)
    (repo.path / '.git/info/attributes').write_text('* merge=evil diff=evil\n')
    for key in ('merge.evil.driver', 'merge.tool', 'mergetool.evil.cmd', 'core.editor', 'diff.evil.textconv'):
        repo.git('config', key, str(tripwire))
    repo.git('config', 'merge.default', 'evil')
    assert script('resolve', 'GUIDE.md', EDITOR=str(tripwire), GIT_EDITOR=str(tripwire)).status == 0
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md') == MERGED.encode()
    assert tripwire.ran == ''


# ---- conflicts and markers

@pytest.mark.state('R-FIX-02')
@pytest.mark.parametrize('options', [[], ['--then', 'delete'], ['--then', 'link'], ['--then', 'pointer']], ids=' '.join)
def test_a_conflict_is_one_whatever_was_to_become_of_the_copy(repo: Repo, run: Run, options: list[str]) -> None:
    repo.commit_pair('NOTES.txt', 'one\n')
    repo.put_pair('NOTES.txt', 'root\n', 'docs\n')
    before = files_on_disk(repo)
    result = run('resolve', *options, 'NOTES.txt')
    if options == ['--then', 'pointer']:
        assert result.status in (1, 2)
    else:
        assert result.status == 1
    assert files_on_disk(repo) == before
    assert (repo.path / 'NOTES.txt').is_symlink() is False


@pytest.mark.state('R-FIX-02b')
@pytest.mark.parametrize('side', ['GUIDE.md', 'docs/GUIDE.md'])
@pytest.mark.parametrize(
    'marker', ['<<<<<<< HEAD\n', '>>>>>>> other\r\n', '<<<<<<<\n', '<<<<<<< a\nx\n||||||| b\n=======\ny\n>>>>>>> c\n'],
)
def test_an_open_conflict_in_a_side_goes_nowhere(repo: Repo, run: Run, side: str, marker: str) -> None:
    both_changed(repo)
    repo.put(side, repo.read(side) + marker.encode())
    assert untouched(repo, run, 'GUIDE.md') == (
        f'sot-guard: {side}: has conflict markers; remove them, then git add it\n'
    )
    untouched(repo, run, '--append-unique', 'GUIDE.md')


@pytest.mark.state('R-FIX-02c')
@pytest.mark.parametrize('crlf', ['root', 'docs'])
def test_line_ends_of_one_side_are_no_conflict(repo: Repo, run: Run, crlf: str) -> None:
    """merge-file takes every line for changed; we merge the texts, and the line ends are those of whoever changed."""
    repo.commit_pair(text=TEXT)
    sides = {'root': ROOT, 'docs': DOCS}
    sides[crlf] = sides[crlf].replace('\n', '\r\n')
    repo.put_pair('GUIDE.md', sides['root'], sides['docs'])
    done = run('resolve', 'GUIDE.md')
    assert (done.status, done.err) == (0, '')
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md') == MERGED.replace('\n', '\r\n').encode()
    type_line(command_after(done.out, STAGE), repo)
    assert script('check', '--all') == (0, '', '')


# ---- what stands on disk or in the index alone

def partly_staged(repo: Repo, name: str) -> None:
    repo.write(name, repo.read(name) + b'\nnot staged\n')


def edited_in_place(repo: Repo, name: str) -> None:
    """Same size, and a time that git would take for unchanged."""
    before = os.stat(repo.path / name)
    repo.write(name, repo.read(name).replace(b'three', b'THREE'))
    os.utime(repo.path / name, ns=(before.st_atime_ns, before.st_mtime_ns))


def assumed_unchanged(repo: Repo, name: str) -> None:
    repo.git('update-index', '--assume-unchanged', name)
    repo.write(name, b'hidden edit\n')


def emptied(repo: Repo, name: str) -> None:
    repo.write(name, b'')


@pytest.mark.state('R-FIX-03')
@pytest.mark.parametrize('name', ['GUIDE.md', 'docs/GUIDE.md'])
@pytest.mark.parametrize('edit', [partly_staged, edited_in_place, assumed_unchanged, emptied])
@pytest.mark.parametrize(
    'options', [[], ['--keep', 'docs', '--lose-unique'], ['--keep', 'root', '--lose-unique'], ['--archive', 'old']],
    ids=' '.join,
)
def test_what_is_not_staged_is_not_overwritten(
    repo: Repo, run: Run, name: str, edit: Callable[[Repo, str], None], options: list[str],
) -> None:
    both_changed(repo)
    edit(repo, name)
    assert untouched(repo, run, *options, 'GUIDE.md').startswith(f'sot-guard: {name}: ')


@pytest.mark.state('R-FIX-04')
@pytest.mark.parametrize('ignored', [False, True])
@pytest.mark.parametrize('name', ['GUIDE.md', 'docs/GUIDE.md'])
def test_a_file_that_git_does_not_know_is_not_overwritten(repo: Repo, run: Run, name: str, *, ignored: bool) -> None:
    both_changed(repo)
    repo.git('rm', '-q', '--cached', '-f', name)
    if ignored:
        repo.write('.gitignore', f'/{name}\n')
    for options in ([], ['--keep', 'docs', '--lose-unique'], ['--keep', 'root', '--lose-unique'], ['--archive', 'old']):
        assert untouched(repo, run, *options, 'GUIDE.md') == (
            f'sot-guard: {name}: is not tracked; run git add first\n'
        )


@pytest.mark.state('R-FIX-04')
def test_an_archive_overwrites_nothing(repo: Repo, run: Run) -> None:
    """Nor does it, with the same name, take another content for the one that is put away."""
    both_changed(repo)
    assert run('resolve', '--archive', 'old', 'GUIDE.md').status == 0
    (place,) = (repo.path / 'old').iterdir()
    repo.git('checkout', '-q', '--', '.')
    place.write_text('mine\n')
    told = f'sot-guard: old/{place.name}: already exists; move it away first\n'
    assert untouched(repo, run, '--archive', 'old', 'GUIDE.md') == told


@pytest.mark.state('R-FIX-05')
@pytest.mark.parametrize('where', ['docs', 'docs/GUIDE.md', 'GUIDE.md', 'old', 'old/logs', '.git/sot-guard'])
def test_nothing_is_written_through_a_link(repo: Repo, run: Run, tmp_path: Path, where: str) -> None:
    both_changed(repo)
    outside = tmp_path / 'outside'
    outside.mkdir()
    if where in ('docs/GUIDE.md', 'GUIDE.md'):
        (outside / 'file').write_bytes(repo.read(where))
        repo.link(where, str(outside / 'file'))
    elif where == 'docs':
        os.rename(repo.path / 'docs', outside / 'docs')
        repo.link('docs', str(outside / 'docs'))
    else:
        repo.link(where, str(outside))
    before = {path: path.is_file() and path.read_bytes() for path in outside.rglob('*')}
    if where == '.git/sot-guard':
        repo.put('docs/GUIDE.md', TEXT.replace('one', 'eins'))
        result = run('resolve', 'GUIDE.md')
        assert (result.status, result.out) == (2, '')
        assert 'is not a folder, so the conflict file cannot be written' in result.err
    else:
        untouched(repo, run, '--archive', 'old/logs', 'GUIDE.md')
    assert {path: path.is_file() and path.read_bytes() for path in outside.rglob('*')} == before


@pytest.mark.state('R-FIX-10')
@pytest.mark.parametrize('options', [[], ['--keep', 'root', '--lose-unique'], ['--then', 'delete']], ids=' '.join)
def test_what_is_staged_stays_staged(repo: Repo, run: Run, options: list[str]) -> None:
    """Staged text that the work tree has not any more stands in the index alone; resolve never writes there."""
    both_changed(repo)
    repo.put('docs/GUIDE.md', DOCS + 'staged alone\n')
    repo.write('docs/GUIDE.md', DOCS)
    untouched(repo, run, *options, 'GUIDE.md')
    # and where it writes, what was staged is there still, and the way back leads to it
    repo.git('checkout', '-q', '--', 'docs/GUIDE.md')
    staged = repo.git('ls-files', '-s')
    done = run('resolve', *options, 'GUIDE.md')
    assert (done.status, repo.git('ls-files', '-s')) == (0, staged)
    repo.git('add', '-A')
    type_line(command_after(done.out, WAY_BACK), repo)
    assert (repo.git('ls-files', '-s'), repo.read('docs/GUIDE.md')) == (staged, (DOCS + 'staged alone\n').encode())


@pytest.mark.state('R-FIX-15')
def test_the_way_back_outlives_a_collection_of_garbage(repo: Repo, run: Run) -> None:
    """What was staged is an object that nothing names any more when the result is staged: git keeps it for a while."""
    both_changed(repo)
    before = files_on_disk(repo)
    done = run('resolve', 'GUIDE.md')
    type_line(command_after(done.out, STAGE), repo)
    repo.commit()
    repo.git('gc', '-q')
    type_line(command_after(done.out, WAY_BACK), repo)
    assert files_on_disk(repo) == before
    # no ref was made, which a push of everything would publish
    assert repo.git('for-each-ref', '--format=%(refname)') == b'refs/heads/main\n'


@pytest.mark.state('R-FIX-06')
def test_what_is_new_has_the_mode_of_any_new_file(repo: Repo, run: Run) -> None:
    both_changed(repo)
    umask = os.umask(0o027)
    try:
        assert run('resolve', '--archive', 'old', 'GUIDE.md').status == 0
    finally:
        os.umask(umask)
    (place,) = (repo.path / 'old').iterdir()
    assert oct(place.stat().st_mode & 0o777) == '0o640'


@pytest.mark.state('R-FIX-12')
def test_a_folder_that_is_swapped_for_a_link_in_the_last_moment(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    both_changed(repo)
    (tmp_path / 'outside').mkdir()
    (tmp_path / 'outside/GUIDE.md').write_text('not ours\n')
    real = os.fsync
    left = [2]

    def swap(descriptor: int) -> None:
        real(descriptor)
        left[0] -= 1
        if not left[0]:
            os.rename(repo.path / 'docs', tmp_path / 'moved')
            (repo.path / 'docs').symlink_to(tmp_path / 'outside')
    monkeypatch.setattr('os.fsync', swap)
    result = run('resolve', 'GUIDE.md')
    assert result.status == 2
    assert (tmp_path / 'outside/GUIDE.md').read_text() == 'not ours\n'
    assert [path.name for path in (tmp_path / 'outside').iterdir()] == ['GUIDE.md']


@pytest.mark.state('R-FIX-14')
def test_no_hook_resolves(repo: Repo) -> None:
    """git says by a variable that a commit is being made, and the copies stay as they are."""
    both_changed(repo)
    output = repo.hook(command='resolve GUIDE.md')
    before = everything(repo)
    repo.git('commit', '-q', '-m', 'x', status=1)
    assert output.read_text().startswith('sot-guard: resolve: cannot run in a hook (GIT_INDEX_FILE is set); ')
    assert everything(repo) == before


CRASH_BETWEEN = """
import os, sys
from sot_guard.cli.main import main
real, done = os.replace, []
def once(*paths):
    if done:
        os._exit(9)
    done.append(real(*paths))
os.replace = once
sys.exit(main(['resolve', 'GUIDE.md']))
"""


@pytest.mark.state('R-FIX-16')
@pytest.mark.parametrize('staged', [False, True])
def test_between_two_writes_the_two_are_divergent(repo: Repo, *, staged: bool) -> None:
    """What a crash leaves is refused; resolved again, even when it was staged as it is, it comes to the same end."""
    both_changed(repo)
    program = sys.executable, '-c', CRASH_BETWEEN
    assert subprocess.run(program, check=False, capture_output=True).returncode == 9
    assert (repo.read('docs/GUIDE.md'), repo.read('GUIDE.md')) == (MERGED.encode(), ROOT.encode())
    for path in repo.path.rglob('.sot-guard-*'):
        path.unlink()
    if staged:
        repo.git('add', '-A')
    assert script('check', '--staged').status == 1
    done = script('resolve', 'GUIDE.md')
    assert (done.status, repo.read('GUIDE.md')) == (0, MERGED.encode())
    repo.git('add', '-A')
    assert script('check', '--staged') == (0, '', '')
