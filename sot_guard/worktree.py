"""The files as they lie on disk: looked at for advice only, and nothing there ever decides a verdict."""
from __future__ import annotations

import hashlib
import os
import stat
from typing import NamedTuple

_CHUNK_BYTES = 1 << 16
# larger files are not worth the wait of somebody whose commit was just refused
_MOST_BYTES = 16 << 20


class DiskFile(NamedTuple):
    """The raw bytes of a regular file, no filter of git's applied."""

    sha256: str
    size: int


ABSENT = DiskFile('', 0)


def read(top: bytes, path: bytes) -> DiskFile | None:
    """Sum and size of a regular file below the top level, ABSENT if nothing is there, None for anything else.

    No link is followed, and no FIFO waited on.
    """
    *directories, name = path.split(b'/')
    here = top
    try:
        for directory in directories:
            here = os.path.join(here, directory)
            if not stat.S_ISDIR(os.lstat(here).st_mode):
                return None
        here = os.path.join(here, name)
        status = os.lstat(here)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            return None
        with open(_descriptor(here), 'rb') as f:
            sha256 = hashlib.sha256()
            while chunk := f.read(_CHUNK_BYTES):
                sha256.update(chunk)
            return DiskFile(sha256.hexdigest(), f.tell())
    except FileNotFoundError:
        return ABSENT
    except OSError:
        return None


def _descriptor(path: bytes) -> int:
    # what was a regular file a moment ago may be something else now
    return os.open(path, os.O_RDONLY | getattr(os, 'O_NOFOLLOW', 0) | getattr(os, 'O_NONBLOCK', 0))
