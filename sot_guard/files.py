"""Writes whole files: all of it or nothing, and never through a link."""
from __future__ import annotations

import os
import stat
import tempfile

from sot_guard.errors import UserError


def write_file(file: str, data: bytes) -> None:
    """Make a file hold the data, making the folders that are missing.

    What was there before stays whole until the new content is. What is no regular file (a link, a device) is left
    alone, and a link among the folders below the working directory is not followed: somebody else may have put it
    there. UserError if it cannot be done.
    """
    folder, name = os.path.split(file)
    try:
        _make_folders(folder)
        if not name or (os.path.lexists(file) and not stat.S_ISREG(os.lstat(file).st_mode)):
            raise UserError(f'{file}: is there and no regular file; name another file for the report')
        descriptor, temporary = tempfile.mkstemp(prefix='.sot-guard-', dir=folder or '.')
        try:
            with open(descriptor, 'wb') as f:
                f.write(data)
                f.flush()
                os.fsync(descriptor)
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, file)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as e:
        raise UserError(f'{file}: cannot be written ({e.strerror})') from e


def _make_folders(folder: str) -> None:
    if not os.path.isabs(folder):
        here = ''
        for part in folder.split(os.sep):
            here = os.path.join(here, part)
            if os.path.islink(here):
                raise UserError(f'{here}: is a symlink; a report is not written through it')
    os.makedirs(folder or '.', exist_ok=True)


def _umask() -> int:
    umask = os.umask(0)
    os.umask(umask)
    return umask
