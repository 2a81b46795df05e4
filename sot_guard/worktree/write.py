"""Writes files: completely or not at all, and never through a link."""
from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.trees import Kind
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import look
from sot_guard.worktree.read import NOTHING

# no link is followed, and no FIFO waited on
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, 'O_NOFOLLOW', 0) | getattr(os, 'O_NONBLOCK', 0)


def write_file(file: str, data: bytes) -> None:
    """Make a file hold the data, making the folders that are missing.

    The old content stays complete until the new one is. What is no regular file (a link, a device) is left
    alone, and a link among the folders below the working directory is not followed: somebody else may have put it
    there. UserError if it cannot be done.
    """
    folder, name = os.path.split(file)
    try:
        _make_folders(folder)
        if not name or (os.path.lexists(file) and not stat.S_ISREG(os.lstat(file).st_mode)):
            raise UserError(f'{file}: is not a regular file; name another file')
        with _beside(os.fsencode(file), Found(Kind.FILE, data)) as temporary:
            os.replace(temporary, file)
    except OSError as e:
        raise UserError(f'{file}: cannot be written ({e.strerror})') from e


def append_file(file: str, data: bytes, most: int) -> None:
    """Append the data to a regular file, no link followed, unless that makes it larger than `most`; UserError."""
    try:
        descriptor = os.open(file, _APPEND, 0o666)
        with open(descriptor, 'ab') as f:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UserError(f'{file}: is not a regular file; nothing was appended')
            if status.st_size + len(data) <= most:
                f.write(data)
    except OSError as e:
        raise UserError(f'{file}: cannot be written ({e.strerror})') from e


class Step(NamedTuple):
    """A change of one path below the top level, where `before` has to be, or `after` already."""

    path: bytes
    before: Found
    after: Found
    # whether a new file is executable
    executable: bool = False


def pending(top: bytes, steps: Sequence[Step]) -> list[Step]:
    """The steps that are not done yet; UserError where neither their beginning nor their end is found."""
    left = []
    for step in steps:
        here = look(top, step.path)
        if here == step.after:
            continue
        if here != step.before:
            problem = 'has unstaged edits; run git add or git stash --keep-index first'
            if here is None:
                problem = 'is not a regular file on disk, or its folder is a symlink or a file; choose another path'
            elif step.before == NOTHING:
                problem = 'already exists; move it away first'
            raise UserError(f'{visible(step.path)}: {problem}')
        left.append(step)
    return left


def carry_out(top: bytes, steps: Sequence[Step]) -> None:
    """Take the steps, in their order; UserError if one of them cannot be, and then what is done stays done.

    Every new content is on the disk, under a temporary name beside its place, before the first is put there; whatever
    happens between two steps, each path holds its old or its new content, complete.
    """
    with contextlib.ExitStack() as stack:
        ready = []
        for step in steps:
            file = os.path.join(top, step.path)
            try:
                # of what fails nothing is left
                for made_folder in _make_folders_below(top, step.path):
                    stack.callback(_remove_if_empty, made_folder)
                made = _beside(file, step.after, executable=step.executable) if step.after != NOTHING else None
                ready.append((step, b'' if made is None else stack.enter_context(made)))
            except OSError as e:
                raise UserError(f'{visible(step.path)}: cannot be written ({e.strerror}); nothing was changed') from e
        for step, temporary in ready:
            pending(top, [step])
            try:
                _put(temporary, os.path.join(top, step.path))
            except OSError as e:
                remedy = 'run the same command again to finish'
                if isinstance(e, PermissionError):
                    remedy = 'check the permissions of the file and its folder, then run the same command again'
                problem = f'cannot be written ({e.strerror}); {remedy}'
                raise UserError(f'{visible(step.path)}: {problem}') from e


def _put(temporary: bytes, file: bytes) -> None:
    if temporary:
        os.replace(temporary, file)
    else:
        with contextlib.suppress(FileNotFoundError):  # another run was first
            os.unlink(file)
    _sync_folder(os.path.dirname(file))


def _sync_folder(folder: bytes) -> None:
    if os.name == 'nt':  # pragma: win32 cover
        return  # a folder cannot be opened there
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # it may be written, but not read
    try:
        os.fsync(descriptor)
    except OSError as e:
        # SMB, 9p and FUSE sync no folders
        if e.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise
    finally:
        os.close(descriptor)


@contextmanager
def _beside(file: bytes, content: Found, *, executable: bool = False) -> Iterator[bytes]:
    """A temporary name in the same folder at which the content lies; what is left there in the end is removed."""
    descriptor, temporary = tempfile.mkstemp(prefix=b'.sot-guard-', dir=os.path.dirname(file) or b'.')
    try:
        with open(descriptor, 'wb') as f:
            f.write(content.data)
            f.flush()
            os.fsync(descriptor)
        if content.kind is Kind.LINK:
            os.unlink(temporary)
            os.symlink(content.data, temporary)
        else:
            os.chmod(temporary, _mode(file, 0o777 if executable else 0o666))
        yield temporary
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)


def _mode(file: bytes, new: int) -> int:
    """The permissions of the file that is there, or of a new one."""
    try:
        return stat.S_IMODE(os.lstat(file).st_mode)
    except FileNotFoundError:
        return new & ~_umask()


def _make_folders_below(top: bytes, path: bytes) -> Iterator[bytes]:
    """Make the folders above a path that are missing, and yield each; OSError where one is a link or a file."""
    here = top
    for folder in path.split(b'/')[:-1]:
        here = os.path.join(here, folder)
        with contextlib.suppress(FileExistsError):
            os.mkdir(here)
            yield here
        if not stat.S_ISDIR(os.lstat(here).st_mode):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def _remove_if_empty(folder: bytes) -> None:
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _make_folders(folder: str) -> None:
    if not os.path.isabs(folder):
        here = ''
        for part in folder.split(os.sep):
            here = os.path.join(here, part)
            if os.path.islink(here):
                raise UserError(f'{here}: is a symlink; name a path without symlinks')
    os.makedirs(folder or '.', exist_ok=True)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
