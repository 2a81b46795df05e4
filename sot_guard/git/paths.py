"""The file names that a runner or a person gives: from the working directory to the top level, lexically."""
from __future__ import annotations

import os
import posixpath
from bisect import bisect_left
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import KeysView
from itertools import takewhile

from sot_guard.errors import UsageError
from sot_guard.git.process import Repository

_SHA256_DIGITS = 12
# no system takes a longer name, and none needs a longer extension
_MAX_NAME_BYTES = 255
_MAX_EXTENSION_BYTES = 32


def relative_to_top(name: str, repository: Repository) -> bytes | None:
    """The path below the top level that a name means, `b''` for the top itself; None: outside of the work tree.

    No link in the name is followed, but lint-staged gives absolute names, so the directory of such a one is
    resolved to find the top level in it.
    """
    if not name:
        raise UsageError('a file name is empty; remove it from the command')
    raw = os.fsencode(name)
    if os.path.isabs(raw):
        directory, base = os.path.split(os.path.normpath(raw))
        below = os.path.relpath(os.path.join(os.path.realpath(directory), base), os.path.realpath(repository.top))
    else:
        # a name may lead out of the top level, and in again
        below = os.path.relpath(os.path.join(repository.top, repository.prefix, raw), repository.top)
    path = b'' if below == b'.' else below.replace(os.fsencode(os.sep), b'/')
    inside = not path.startswith((b'/', b'../')) and path != b'..' and b'.git' not in path.lower().split(b'/')
    return path if inside else None


def parents(path: bytes) -> Iterator[bytes]:
    """The directories that hold a path, the top level (`b''`) last."""
    while path:
        path = posixpath.dirname(path)
        yield path


class Folders:
    """The directories that hold some paths, without a text for each: deep paths may have very many."""

    def __init__(self, paths: Iterable[bytes]) -> None:
        self._paths = sorted(paths)

    def __contains__(self, folder: bytes) -> bool:
        """Whether that is one of them; the top level (`b''`) is, if there is any path."""
        return any(True for _ in self.below(folder + b'/' if folder else b''))

    def below(self, folder: bytes) -> Iterator[bytes]:
        """Yield the paths that begin with a folder, which has its `/` at the end; all of them for `b''`."""
        places = range(bisect_left(self._paths, folder), len(self._paths))
        return takewhile(lambda path: path.startswith(folder), map(self._paths.__getitem__, places))


def is_named(paths: Iterable[bytes], names: KeysView[bytes]) -> bool:
    """Whether one of the paths was named, by itself or by a directory that holds it."""
    return any(path in names or not names.isdisjoint(parents(path)) for path in paths)


def archived(folder: bytes, path: bytes, sha256: str) -> bytes:
    """Where a copy of this content is put away in a folder: beside others of its name, and never over one."""
    stem, extension = posixpath.splitext(posixpath.basename(path))
    end = b'.%s%s' % (sha256[:_SHA256_DIGITS].encode(), extension[:_MAX_EXTENSION_BYTES])
    if len(stem) + len(end) > _MAX_NAME_BYTES:
        # not in the middle of a character
        stem = stem[:_MAX_NAME_BYTES - len(end)].decode('utf-8', 'ignore').encode()
    return posixpath.join(folder, stem + end)
