"""What is at a path: mode and id, in the index that git names or in a commit. Never the work tree."""
from __future__ import annotations

import os
import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from itertools import pairwise
from sys import intern
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.escaping import visible
from sot_guard.git.process import batches
from sot_guard.git.process import Git
from sot_guard.git.process import reading
from sot_guard.git.process import Repository


class Kind(Enum):
    """What an entry is, from its mode (gitformat-index(5)) or, unmerged, from its stages."""

    FILE = 'regular file'
    LINK = 'symlink'
    SUBMODULE = 'submodule'
    DIRECTORY = 'directory'
    UNMERGED = 'unmerged'
    ABSENT = 'absent'


_KINDS = {b'100': Kind.FILE, b'120': Kind.LINK, b'160': Kind.SUBMODULE, b'040': Kind.DIRECTORY}
# what git does to a file between disk and index
ATTRIBUTES = ('text', 'eol', 'crlf', 'working-tree-encoding', 'filter', 'ident')
# those that change more than line ends
CONVERSIONS = ('working-tree-encoding', 'filter', 'ident')


_STAT = re.compile(rb'(?s)\n  mtime: (\d+):(\d+)\n.*\n  size: (\d+)\t')
_MAX_SIZE = 1 << 32
MAX_PATHSPECS = 200


def is_converted(attributes: tuple[bytes, ...]) -> bool:
    """Whether a path with these values of ATTRIBUTES is another on disk than its blob, beside line ends."""
    values = dict(zip(ATTRIBUTES, attributes, strict=True))
    return any(values[name] not in (b'unspecified', b'unset') for name in CONVERSIONS)


class Entry(NamedTuple):
    """What is recorded of one path. `mode`: six octal digits; `oid`: the full object id."""

    kind: Kind
    mode: str
    oid: str


ABSENT = Entry(Kind.ABSENT, '', '')


def _entry(mode: bytes, oid: bytes) -> Entry:
    # there are few modes, and an id is most often that of another tree too
    return Entry(_KINDS[mode[:3]], intern(mode.decode()), intern(oid.decode()))


def _is_recorded(path: bytes, stat: bytes) -> bool:
    """Whether the file at a path is the one of which git has recorded these numbers."""
    match = _STAT.search(stat)
    try:
        here = os.lstat(path)
    except OSError:
        return False
    # some gits record whole seconds
    seconds, rest = divmod(here.st_mtime_ns, 1_000_000_000)
    return match is not None and (*map(int, match.groups()),) in (
        (seconds, rest, here.st_size % _MAX_SIZE), (seconds, 0, here.st_size % _MAX_SIZE),
    )


def _refuse_empty(path: bytes) -> None:
    if not path:
        raise ValueError


class Index:
    """What `git commit` would record: the index named by GIT_INDEX_FILE, or the repository's own."""

    description = 'the index'
    is_index = True

    def __init__(self, git: Git, repository: Repository) -> None:
        self._git = git
        self._up = repository.up
        # against the empty tree every entry is listed. Intent-to-add is left out (the commit will not hold it), no
        # object is read, nothing fetched; --ignore-submodules=none because a tracked .gitmodules may say otherwise
        self._listing = (
            'diff-index', '--cached', '--ita-invisible-in-index', '--raw', '-z', '--no-abbrev', '--no-renames',
            '--ignore-submodules=none', repository.objects.empty_tree, '--',
        )

    def entries(self, wanted: Callable[[bytes], bool]) -> dict[bytes, Entry]:
        """The entries whose path is wanted, by path, from one pass over all of them."""
        return self._parse(self._git.records(*self._listing), wanted)

    @reading('ls-files')
    def hidden(self, paths: Iterable[bytes]) -> set[bytes]:
        """Those of the paths whose file on disk git does not look at: skip-worktree or assume-unchanged."""
        found = set()
        wanted = frozenset(paths)
        few = sorted(self._up + os.fsdecode(path) for path in wanted)
        # of many paths git holds each against each entry
        for batch in batches(few) if len(few) <= MAX_PATHSPECS else ([self._up or '.'],):
            for record in self._git.records('ls-files', '-v', '-z', '--full-name', '--', *batch):
                tag, path = record.split(b' ', 1)
                if path in wanted and (tag == b'S' or tag.islower()):
                    found.add(path)
        return found

    @reading('check-attr')
    def attributes(self, paths: Iterable[bytes]) -> dict[bytes, tuple[bytes, ...]]:
        """What git does to files between disk and index, by gitattributes(5); nothing is run to find out."""
        wanted = sorted(paths)
        values: list[bytes] = []
        for batch in batches([self._up + os.fsdecode(path) for path in wanted]):
            records = self._git.records('check-attr', '-z', *ATTRIBUTES, '--', *batch)
            values += list(islice(records, 3 * len(ATTRIBUTES) * len(batch) + 1))[2::3]
        return dict(zip(wanted, zip(*[iter(values)] * len(ATTRIBUTES), strict=True), strict=True))

    def edited(self, paths: Iterable[bytes]) -> set[bytes]:
        """Those of the paths whose file on disk has another size or time than git has recorded; no filter is run."""
        wanted = sorted(paths)
        recorded: dict[bytes, bytes] = {}
        for batch in batches([self._up + os.fsdecode(path) for path in wanted]):
            # a path, NUL, five lines of numbers, the next path
            shown = self._git.output('ls-files', '--debug', '-z', '--full-name', '--', *batch).split(b'\0')
            lines = [record.split(b'\n', 5) for record in shown]
            recorded |= {before[-1]: b'\n'.join(after[:5]) for before, after in pairwise(lines)}
        up = os.fsencode(self._up)
        return {path for path in wanted if not _is_recorded(up + path, recorded.get(path, b''))}

    @staticmethod
    @reading('diff-index')
    def _parse(records: Iterator[bytes], wanted: Callable[[bytes], bool]) -> dict[bytes, Entry]:
        entries: dict[bytes, Entry] = {}
        for header, path in zip(records, records, strict=True):
            _refuse_empty(path)
            if wanted(path):
                _, mode, _, oid, status = header.split(b' ')
                if status == b'U':
                    entries[path] = Entry(Kind.UNMERGED, '', '')
                else:
                    entries[path] = _entry(mode, oid)
        return entries


class Commit:
    """The tree of a commit."""

    is_index = False

    def __init__(self, git: Git, oid: str) -> None:
        self._git = git
        self.oid = oid
        self.description = f'commit {oid}'
        # what was looked up: its history asks again for the same
        self._known: dict[bytes, Entry | None] = {}

    def entries(self, wanted: Callable[[bytes], bool]) -> dict[bytes, Entry]:
        """As Index.entries."""
        return self._parse(self._git.records('ls-tree', '-r', '-z', '--full-tree', self.oid), wanted)

    def look_up(self, paths: Iterable[bytes]) -> dict[bytes, Entry]:
        """The entries at exactly these paths, directories included; a path without an entry is left out."""
        asked = frozenset(paths)
        new = asked - self._known.keys()
        found: dict[bytes, Entry | None] = dict.fromkeys(new)
        for batch in batches(sorted(map(os.fsdecode, new))):
            records = self._git.records('ls-tree', '-z', '--full-tree', self.oid, '--', *batch)
            found.update(self._parse(records, new.__contains__))
        self._known |= found
        return {path: entry for path in sorted(asked) if (entry := self._known[path]) is not None}

    @staticmethod
    @reading('ls-tree')
    def _parse(records: Iterator[bytes], wanted: Callable[[bytes], bool]) -> dict[bytes, Entry]:
        entries = {}
        for record in records:
            header, _, path = record.partition(b'\t')
            _refuse_empty(path)
            if wanted(path):
                if path in entries:  # made by hand; one reader takes the first, another the last
                    raise GitError(f'git ls-tree: {visible(path)} is in a tree twice; run git fsck')
                mode, _, oid = header.split(b' ')
                entries[path] = _entry(mode, oid)
        return entries

    @staticmethod
    def hidden(paths: Iterable[bytes]) -> set[bytes]:
        """None: nothing of a commit is expected on disk."""
        return set()


Snapshot = Index | Commit
