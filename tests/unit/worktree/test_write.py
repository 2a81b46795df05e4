from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sot_guard.errors import UserError
from sot_guard.git.trees import Kind
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import NOTHING
from sot_guard.worktree.write import append_file
from sot_guard.worktree.write import carry_out
from sot_guard.worktree.write import pending
from sot_guard.worktree.write import Step
from sot_guard.worktree.write import write_file


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory, and a umask that is nobody's default."""
    folder = tmp_path / 'here'
    folder.mkdir()
    monkeypatch.chdir(folder)
    before = os.umask(0o026)
    yield folder
    assert os.umask(before) == 0o026


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def text(content: str) -> Found:
    return Found(Kind.FILE, content.encode())


# ---- one file

def test_a_file_is_written_with_the_folders_that_are_missing(here: Path) -> None:
    write_file('x', b'in no folder')
    write_file('a/b/x', b'relative')
    write_file(f'{here}/c/d/x', b'absolute')
    write_file('a/b/x', b'again')
    assert [path.read_bytes() for path in (here / 'x', here / 'a/b/x', here / 'c/d/x')] == [
        b'in no folder', b'again', b'absolute',
    ]
    assert sorted(path.name for path in here.rglob('*')) == ['a', 'b', 'c', 'd', 'x', 'x', 'x']


def test_a_new_file_has_the_mode_of_any_other_and_an_old_one_keeps_its_own(here: Path) -> None:
    (here / 'old').touch(0o604)
    (here / 'old').chmod(0o604)
    for name in ('old', 'new'):
        write_file(name, b'x')
        append_file(f'{name}.log', b'x', 1)
    assert [mode(here / name) for name in ('old', 'new', 'new.log')] == [0o604, 0o640, 0o640]


@pytest.mark.parametrize('name', ['link', 'folder', 'folder/', 'fifo', 'dangling'])
def test_what_is_no_regular_file_is_not_written_over(here: Path, name: str) -> None:
    (here / 'target').write_bytes(b'stays')
    (here / 'link').symlink_to('target')
    (here / 'dangling').symlink_to('nowhere')
    (here / 'folder').mkdir()
    os.mkfifo(here / 'fifo')
    before = sorted(here.rglob('*'))
    with pytest.raises(UserError) as e:
        write_file(name, b'x')
    assert str(e.value) == f'{name}: is not a regular file; name another file'
    assert (sorted(here.rglob('*')), (here / 'target').read_bytes()) == (before, b'stays')


def test_no_link_below_the_working_directory_is_followed(here: Path) -> None:
    (here.parent / 'outside').mkdir()
    (here / 'a').mkdir()
    (here / 'a/link').symlink_to(here.parent / 'outside')
    with pytest.raises(UserError) as e:
        write_file('a/link/b/x', b'x')
    assert str(e.value) == 'a/link: is a symlink; name a path without symlinks'
    # above it they are the owner's own, and a relative name is not what an absolute path begins with
    (here / here.parts[1]).symlink_to(here.parent / 'outside')
    write_file(f'{here}/a/link/b/x', b'x')
    assert (here.parent / 'outside/b/x').read_bytes() == b'x'


def test_a_file_that_cannot_be_written(here: Path) -> None:
    (here / 'file').touch()
    for name in ('file/x', '/proc/nothing/x'):
        with pytest.raises(UserError, match=rf'^{name}: cannot be written \([A-Z].*[a-z]\)$'):
            write_file(name, b'x')


def test_a_file_is_appended_to_up_to_a_size(here: Path) -> None:
    append_file('x', b'123', 3)
    append_file('x', b'45', 5)
    append_file('x', b'6', 5)
    append_file('new', b'1', 0)
    assert [(here / name).read_bytes() for name in ('x', 'new')] == [b'12345', b'']


def test_nothing_but_a_regular_file_is_appended_to(here: Path) -> None:
    (here / 'x').touch()
    (here / 'link').symlink_to('x')
    with pytest.raises(UserError) as e:
        append_file('/dev/null', b'x', 9)
    assert str(e.value) == '/dev/null: is not a regular file; nothing was appended'
    with pytest.raises(UserError, match=r'^link: cannot be written \(Too many levels of symbolic links\)$'):
        append_file('link', b'x', 9)
    assert (here / 'x').read_bytes() == b''


# ---- several, in steps

def test_steps_that_are_done_are_left_out_and_what_is_neither_is_refused(here: Path) -> None:
    (here / 'a').write_bytes(b'old')
    (here / 'b').write_bytes(b'new')
    steps = [Step(name, text('old'), text('new')) for name in (b'a', b'b')]
    made = Step(b'c', NOTHING, text('new'))
    assert pending(os.fsencode(here), [*steps, made]) == [steps[0], made]
    (here / 'a').write_bytes(b'edited\n')
    (here / 'c').write_bytes(b'edited')
    for step, told in (
        (steps[0], 'a: has unstaged edits; run git add or git stash --keep-index first'),
        (made, 'c: already exists; move it away first'),
    ):
        with pytest.raises(UserError) as e:
            pending(os.fsencode(here), [step])
        assert str(e.value) == told


def test_steps_write_link_and_delete(here: Path) -> None:
    for name in ('a', 'b', 'c'):
        (here / name).write_bytes(b'old')
    (here / 'a').chmod(0o755)
    carry_out(os.fsencode(here), [
        Step(b'a', text('old'), text('new')), Step(b'b', text('old'), Found(Kind.LINK, b'a')),
        Step(b'c', text('old'), NOTHING), Step(b'd/e/f', NOTHING, text('')),
        Step(b'run', NOTHING, text('x'), executable=True),
    ])
    assert sorted(str(path.relative_to(here)) for path in here.rglob('*')) == ['a', 'b', 'd', 'd/e', 'd/e/f', 'run']
    assert ((here / 'a').read_bytes(), os.readlink(here / 'b'), (here / 'd/e/f').read_bytes()) == (b'new', 'a', b'')
    assert [mode(here / name) for name in ('a', 'd/e/f', 'run')] == [0o755, 0o640, 0o751]


def test_steps_go_through_no_link(here: Path) -> None:
    (here.parent / 'outside').mkdir()
    (here / 'link').symlink_to('../outside')
    with pytest.raises(UserError) as e:
        carry_out(os.fsencode(here), [Step(b'x', NOTHING, text('x')), Step(b'link/x', NOTHING, text('x'))])
    assert str(e.value) == 'link/x: cannot be written (Not a directory); nothing was changed'
    assert (os.listdir(here), os.listdir(here.parent / 'outside')) == (['link'], [])


def test_what_another_run_deletes_in_the_last_moment_is_deleted(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / 'x').write_text('x')
    real = os.unlink

    def twice(path: bytes) -> None:
        real(path)
        real(path)
    monkeypatch.setattr('os.unlink', twice)
    carry_out(os.fsencode(here), [Step(b'x', text('x'), NOTHING)])
    assert not os.listdir(here)


def test_of_a_step_that_fails_no_folder_is_left(here: Path) -> None:
    """What is longer than any path of the system is found when most of its folders are made."""
    (here / 'old').mkdir()
    with pytest.raises(UserError) as e:
        carry_out(os.fsencode(here), [Step(b'old/' + b'a/' * 3000 + b'x', NOTHING, text('x'))])
    assert str(e.value).endswith(': cannot be written (File name too long); nothing was changed')
    assert os.listdir(here) == ['old'] and not os.listdir(here / 'old')


def test_no_folder_is_made_behind_a_link(here: Path) -> None:
    (here.parent / 'outside').mkdir()
    (here / 'link').symlink_to('../outside')
    with pytest.raises(UserError):
        carry_out(os.fsencode(here), [Step(b'link/below/x', NOTHING, text('x'))])
    assert not os.listdir(here.parent / 'outside')


@pytest.mark.parametrize('path', ['link/x', 'file/x', 'folder'])
def test_what_cannot_be_a_file_is_not_said_to_be_there_already(here: Path, path: str) -> None:
    (here / 'link').symlink_to('nowhere')
    (here / 'file').write_text('x')
    (here / 'folder').mkdir()
    with pytest.raises(UserError) as e:
        pending(os.fsencode(here), [Step(path.encode(), NOTHING, text('x'))])
    problem = 'is not a regular file on disk, or its folder is a symlink or a file; choose another path'
    assert str(e.value) == f'{path}: {problem}'


def test_all_contents_are_on_the_disk_before_the_first_is_put_in_its_place(
    here: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []
    real = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        calls.append('folder' if stat.S_ISDIR(os.fstat(descriptor).st_mode) else 'file')
        assert calls[-1] == 'folder' or os.fstat(descriptor).st_size == 3
        real[0](descriptor)

    def replace(source: bytes, target: bytes) -> None:
        assert (os.path.dirname(source), os.path.basename(source)[:11]) == (os.path.dirname(target), b'.sot-guard-')
        calls.append('put')
        real[1](source, target)

    monkeypatch.setattr('os.fsync', fsync)
    monkeypatch.setattr('os.replace', replace)
    carry_out(os.fsencode(here), [Step(name, NOTHING, text('new')) for name in (b'a', b'd/b')])
    assert calls == ['file', 'file', 'put', 'folder', 'put', 'folder']


def test_what_is_edited_while_the_contents_are_written_is_left_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    (here / 'a').write_bytes(b'old')
    monkeypatch.setattr('os.fsync', lambda _: (here / 'a').write_bytes(b'edited'))
    with pytest.raises(UserError, match='has unstaged edits'):
        carry_out(os.fsencode(here), [Step(b'a', text('old'), text('new'))])
    assert [(path.name, path.read_bytes()) for path in here.iterdir()] == [('a', b'edited')]


def test_no_descriptor_is_left_open(here: Path) -> None:
    def free() -> int:
        descriptor = os.open('.', os.O_RDONLY)
        os.close(descriptor)
        return descriptor
    before = free()
    carry_out(os.fsencode(here), [Step(b'a', NOTHING, text('new'))])
    assert free() == before


@pytest.mark.parametrize(('number', 'is_told'), [
    (errno.EINVAL, False), (errno.ENOTSUP, False), (errno.ENOSYS, False), (errno.EIO, True),
])
def test_a_folder_that_cannot_be_synced(
    here: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_told: bool,
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        real(descriptor)
    monkeypatch.setattr('os.fsync', fsync)
    steps = [Step(b'a', NOTHING, text('new'))]
    if is_told:
        with pytest.raises(UserError, match='run the same command again to finish'):
            carry_out(os.fsencode(here), steps)
    else:
        carry_out(os.fsencode(here), steps)
    assert (here / 'a').read_bytes() == b'new'


def test_a_folder_that_may_not_be_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refused(path: bytes, flags: int, *mode: int, **how: int) -> int:
        if os.path.isdir(path):
            raise PermissionError
        return real(path, flags, *mode, **how)
    monkeypatch.setattr('os.open', refused)
    carry_out(os.fsencode(here), [Step(b'a', NOTHING, text('new'))])
    assert (here / 'a').read_bytes() == b'new'


def test_a_file_of_another_user_says_so(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, 'Operation not permitted')
    monkeypatch.setattr('os.replace', refused)
    with pytest.raises(UserError, match='check the permissions of the file and its folder'):
        carry_out(os.fsencode(here), [Step(b'a', NOTHING, text('new'))])


def test_a_step_that_fails_says_how_to_finish(here: Path) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, 'No space left on device')

    steps = [Step(b'a', NOTHING, text('new'))]
    for name, told in (
        ('os.replace', 'run the same command again to finish'), ('tempfile.mkstemp', 'nothing was changed'),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(name, full)
            with pytest.raises(UserError) as e:
                carry_out(os.fsencode(here), steps)
        assert str(e.value) == f'a: cannot be written (No space left on device); {told}'
        assert os.listdir(here) == []
