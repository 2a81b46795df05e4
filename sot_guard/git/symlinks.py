"""Where a symlink leads: resolved by the entries of a snapshot, never by following it on disk."""
from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from collections.abc import Mapping

from sot_guard.git.blobs import Blobs
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.paths import parents
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.git.trees import Snapshot

# as many links as Linux follows, and as long a path as it takes (path_resolution(7))
_MAX_LINKS = 40
_MAX_BYTES = 4096
# a longer way is somebody's attempt to keep us busy
_MAX_PARTS = 1024
_SHA1_DIGITS = 40


class Links:
    """Follows the symlinks of one snapshot."""

    def __init__(self, snapshot: Snapshot, blobs: Blobs, known: Mapping[bytes, Entry]) -> None:
        """`known` holds the entries that were listed already, the usual targets among them."""
        self._snapshot = snapshot
        self._blobs = blobs
        self._known = known
        self._all: dict[bytes, Entry] | None = None
        self._folders: set[bytes] = set()
        self._spellings: dict[bytes, dict[str, bytes]] = {}

    def destination(self, path: bytes) -> bytes | None:
        """The path of the regular file that a path means, through links and linked directories.

        None: it dangles, loops, leaves the repository, or leads to a directory or a submodule. UnreadableBlob where
        the object of a link is missing.
        """
        entry = self._known.get(path)
        if entry is None:
            return self._walk(path)
        if entry.kind is not Kind.LINK:
            return path
        return self._nearby(path, self._text(path, entry)) or self._walk(path)

    def folder(self, path: bytes) -> bytes | None:
        """Return the path of the folder that a path means, through links and linked directories, `.` for the top level.

        None: it means no folder. UnreadableBlob as above.
        """
        found = self._walk(path, to_folder=True)
        return b'.' if found == b'' else found

    def entry(self, destination: bytes) -> Entry:
        """The entry at a destination."""
        return self._known[destination] if self._all is None else self._all[destination]

    def _text(self, path: bytes, link: Entry) -> bytes:
        try:
            text = self._blobs.content(link.oid).whole or b''
        except UnreadableBlob:
            # a partial clone lacks it until it is checked out
            folder = posixpath.dirname(path)
            if folder not in self._spellings:
                self._spellings[folder] = dict(_spellings(folder, self._known))
            if link.oid not in self._spellings[folder]:
                raise
            return self._spellings[folder][link.oid]
        return text if len(text) <= _MAX_BYTES else b''

    def _nearby(self, path: bytes, text: bytes) -> bytes | None:
        """The quick way for the usual link, `docs/X` or `../X`: the target is an entry, so no part of it is a link."""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
        if b'..' in text.removeprefix(b'../') or text.endswith((b'/', b'/.')) or target not in self._known:
            return None
        return target if self._known[target].kind is Kind.FILE else None

    def _is_folder(self, path: bytes) -> bool:
        return path in self._folders

    def _walk(self, path: bytes, *, to_folder: bool = False) -> bytes | None:
        if self._all is None:
            self._all = self._snapshot.entries(lambda path: True)
            self._folders = {folder for path in self._all for folder in parents(path)}
        reached = b''
        ahead = path.split(b'/')[::-1]
        links = parts = 0
        while ahead and links <= _MAX_LINKS and parts <= _MAX_PARTS:
            parts += 1
            part = ahead.pop()
            if part == b'..' and not reached:
                return None
            if part == b'..':
                if not self._is_folder(reached):
                    return None
                reached = posixpath.dirname(reached)
            elif part not in (b'', b'.'):
                entry = self._all.get(here := posixpath.join(reached, part))
                if entry is None:
                    reached = here
                elif entry.kind is Kind.LINK:
                    links += 1
                    text = self._text(here, entry)
                    if not text or text.startswith(b'/'):
                        return None
                    ahead += text.split(b'/')[::-1]
                else:
                    return here if entry.kind is Kind.FILE and not (ahead or to_folder) else None
        return reached if to_folder and not ahead and self._is_folder(reached) else None


def _spellings(folder: bytes, entries: Mapping[bytes, Entry]) -> Iterator[tuple[str, bytes]]:
    """The usual texts of links in a folder that lead to known entries, each with the id that its blob would have."""
    for path, entry in entries.items():
        text = posixpath.relpath(path, folder or b'.')
        algorithm = hashlib.sha1 if len(entry.oid) == _SHA1_DIGITS else hashlib.sha256
        for spelling in (text, b'./' + text):
            yield algorithm(b'blob %d\0%s' % (len(spelling), spelling), usedforsecurity=False).hexdigest(), spelling
