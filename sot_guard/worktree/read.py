"""The files as they lie on disk: for advice, and for what is about to be written; nothing there decides a verdict."""
from __future__ import annotations

import errno
import hashlib
import os
import stat
from typing import BinaryIO
from typing import NamedTuple

from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.trees import Kind

# larger files are not worth the wait of somebody whose commit was just refused
MAX_BYTES = 16 << 20


class DiskFile(NamedTuple):
    """The sha256 of a regular file's raw bytes, no filter of git's applied, and of the same with LF for CRLF."""

    sha256: str
    sha256_lf: str


ABSENT = DiskFile('', '')


class Found(NamedTuple):
    """What lies at a path: of a regular file its bytes, of a symlink where it leads."""

    kind: Kind
    data: bytes = b''


NOTHING = Found(Kind.ABSENT)


def look(top: bytes, path: bytes) -> Found | None:
    """What lies at a path below the top level, no link followed; None: neither file nor link, or too large.

    UserError where it may not be looked at.
    """
    try:
        with _open(top, path, MAX_BYTES) as f:
            return Found(Kind.FILE, f.read())
    except FileNotFoundError:
        return NOTHING
    except PermissionError as e:
        problem = f'cannot be read ({e.strerror}); check the permissions of the file and its folder'
        raise UserError(f'{visible(path)}: {problem}') from e
    except OSError:
        pass
    try:
        refuse_links(top, path)
        return Found(Kind.LINK, os.readlink(os.path.join(top, path)))
    except OSError:
        return None


def read(top: bytes, path: bytes) -> DiskFile | None:
    """The sums of a regular file below the top level, ABSENT if nothing is there, None for anything else.

    No link is followed, and no FIFO waited on.
    """
    try:
        with _open(top, path, MAX_BYTES) as f:
            data = f.read()
        return DiskFile(*(hashlib.sha256(raw).hexdigest() for raw in (data, data.replace(b'\r\n', b'\n'))))
    except FileNotFoundError:
        return ABSENT
    except OSError:
        return None


def read_bytes(top: bytes, path: bytes, most: int) -> bytes | None:
    """The bytes of such a file, if there are no more than `most`; None for anything else."""
    try:
        with _open(top, path, most) as f:
            return f.read()
    except OSError:
        return None


def _open(top: bytes, path: bytes, most: int) -> BinaryIO:
    refuse_links(top, path)
    here = os.path.join(top, path)
    status = os.lstat(here)
    if not stat.S_ISREG(status.st_mode) or status.st_size > most:
        raise OSError(errno.EINVAL, 'not a regular file of that size')
    return open(_descriptor(here), 'rb')


def refuse_links(top: bytes, path: bytes) -> None:
    """OSError where a part of the path above its name is no directory itself."""
    here = top
    for directory in path.split(b'/')[:-1]:
        here = os.path.join(here, directory)
        if not stat.S_ISDIR(os.lstat(here).st_mode):
            raise OSError(errno.ENOTDIR, 'not a directory')


def _descriptor(path: bytes) -> int:
    # what was a regular file a moment ago may be something else now
    return os.open(path, os.O_RDONLY | getattr(os, 'O_NOFOLLOW', 0) | getattr(os, 'O_NONBLOCK', 0))
