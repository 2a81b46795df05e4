"""Where the files of a pair were last identical, and which has changed since. No verdict depends on it.

The main line is read once, from the newest commit backwards: `git log --first-parent` over both paths, with what each
merge brought as its own change. Going back in time, a side is what the change names as old.
"""
from __future__ import annotations

import os
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import closing
from enum import Enum
from typing import Literal
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.escaping import visible_start
from sot_guard.escaping import visible_text
from sot_guard.git.process import Git
from sot_guard.git.process import OutOfTime
from sot_guard.git.process import reading
from sot_guard.git.process import Repository
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind

_LOG = (
    '-c', 'log.showRoot=true', '-c', 'log.diffMerges=separate', '-c', 'log.follow=false',
    'log', '--first-parent', '-m', '--raw', '-z', '--no-renames', '--no-abbrev', '--no-color', '--no-show-signature',
    '--no-ext-diff', '--ignore-submodules=none', '-O/dev/null', '--encoding=UTF-8', '--format=%H %ct%x00%an%x00%s',
)
# seconds until the year 5138; what a platform's calendar takes differs
_MAX_DIGITS = 11
_WORDS_BYTES = 256
# contents that are read and compared by what is declared
_MAX_COMPARED_PER_SECOND = 50


class Meeting(Enum):
    """Whether the files of a pair were ever identical."""

    SAME_NOW = 'identical until this change'
    SAME_ONCE = 'identical once'
    SHARED = 'never identical, but one had a content of the other'
    NEVER = 'never identical'
    UNKNOWN = 'not known'


class Change(NamedTuple):
    """A commit of the main line that changed a side. `time`: seconds since 1970, UTC; None: it tells none."""

    oid: str
    time: int | None
    author: bytes
    subject: bytes


class Track(NamedTuple):
    """What history is asked about: two paths, from a commit backwards."""

    start: Commit
    paths: tuple[bytes, bytes]
    # the ids of two contents that are to follow on the commit; they count for the base
    now: tuple[str, str] | None = None
    # whether two contents are one but for what is declared; None: only equal ids are
    same: Callable[[str, str], bool] | None = None


class History(NamedTuple):
    """What the main line says of a pair."""

    meeting: Meeting
    # the changes of each file since they were identical (all that were read, where they never were), newest first
    copy: tuple[Change, ...] = ()
    source: tuple[Change, ...] = ()
    # how many commits were read
    commits: int = 0
    # the id of the newest content that both files have held
    base: str | None = None
    # the commit that made two identical files differ
    split: Change | None = None
    # the commit at which the one file was what the other is now, and which of them is old
    copy_of: str | None = None
    outdated: Literal['copy', 'source'] | None = None
    # why no more is known
    gap: str | None = None
    # the ids of both files where they were last one but for what is declared; None where only equal ids are one
    bases: tuple[str, str] | None = None


class _Walk:
    """One way back through the main line."""

    def __init__(self, track: Track, most: int) -> None:
        self._most = most
        entries = track.start.look_up(track.paths)
        self.paths = list(track.paths)
        # the ids that the files have where the walk has come to; '' where a file is not there
        self.oids = [_file_id(entries.get(path)) for path in track.paths]
        self._first = self.oids[0], self.oids[1]
        self.base: str | None = None
        now = track.now or ('', '')
        self._seen = tuple({oid, later} - {''} for oid, later in zip(self.oids, now, strict=True))
        self._find_base(*self.oids)
        self._held: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self._changes: tuple[list[Change], list[Change]] = ([], [])
        self.commits = 0
        self._split: Change | None = None
        self._same = track.same
        # whether the files were one where the walk has come to
        self.is_one = False
        self.look()

    def look(self) -> None:
        """See whether the files were one here."""
        copy, source = self.oids
        self.is_one = copy != '' and copy == source
        if self._same is not None and not self.is_one and copy and source:
            if self.commits > self._most:
                raise OutOfTime
            self.is_one = self._same(copy, source)

    def step(self, change: Change, raw: dict[bytes, tuple[str, str]]) -> None:
        """Go back over one commit."""
        self.commits += 1
        passed: list[str] = []
        for side, path in enumerate(self.paths):
            if path in raw:
                # until this commit the file was the old one; since it, the new one
                self._changes[side].append(change)
                self._held[side].setdefault(raw[path][1], change.oid)
                self.oids[side] = raw[path][0]
                passed += raw[path]
                self._seen[side].update(oid for oid in raw[path] if oid)
        self._find_base(*passed)
        self._split = change
        self.look()

    def _find_base(self, *oids: str) -> None:
        """Keep the first content met that both files have held; going back, the first is the newest."""
        self.base = self.base or next((oid for oid in oids if oid in self._seen[0] and oid in self._seen[1]), None)

    def history(self, meeting: Meeting, gap: str | None = None) -> History:
        """What the walk has shown so far."""
        copy_of = self._held[1].get(self._first[0])
        outdated: Literal['copy', 'source'] = 'copy'
        if not copy_of:
            copy_of, outdated = self._held[0].get(self._first[1]), 'source'
        if meeting is Meeting.NEVER and (self._held[0].keys() & self._held[1].keys()) - {''}:
            meeting = Meeting.SHARED
        return History(
            meeting, tuple(self._changes[0]), tuple(self._changes[1]), self.commits,
            self.base or (self.oids[0] if self.is_one and self.oids[0] == self.oids[1] else None),
            self._split if meeting is Meeting.SAME_ONCE else None, copy_of,
            outdated if copy_of else None, gap,
            (self.oids[0], self.oids[1]) if self._same is not None and self.is_one else None,
        )


def read_history(git: Git, repository: Repository, track: Track, seconds: float) -> History:
    """The history of a pair, as far as it can be read in a number of seconds; no error leaves."""
    try:
        walk = _Walk(track, max(1, round(seconds * _MAX_COMPARED_PER_SECOND)))
        if walk.is_one:
            return walk.history(Meeting.SAME_NOW)
        return _read(git, repository, track.start.oid, walk, time.monotonic() + seconds)
    except OutOfTime:
        return walk.history(Meeting.UNKNOWN, f'gave up after {seconds:g} s at {walk.commits:,} commits')
    except GitError as e:
        return History(Meeting.UNKNOWN, gap=f'not available: {visible_text(str(e))}')


def _file_id(entry: Entry | None) -> str:
    return entry.oid if entry is not None and entry.kind is Kind.FILE else ''


def _read(git: Git, repository: Repository, start: str, walk: _Walk, end: float) -> History:
    while start:
        pathspecs = [repository.up + os.fsdecode(path) for path in walk.paths]
        log = git.records(*_LOG, start, '--', *pathspecs, seconds=max(0.0, end - time.monotonic()))
        start = ''
        with closing(log):
            for change, raw in read_commits(log):
                walk.step(change, raw)
                if not walk.is_one and any(raw.get(path, ('x', ''))[0] == '' for path in walk.paths):
                    start = _follow(git, change.oid, raw, walk, end)
                if walk.is_one:
                    return walk.history(Meeting.SAME_ONCE)
                if start:
                    break
    if git.output('rev-parse', '--is-shallow-repository').strip() == b'true':
        return walk.history(Meeting.UNKNOWN, 'not available: shallow clone (git fetch --unshallow)')
    return walk.history(Meeting.NEVER)


def _follow(git: Git, oid: str, raw: dict[bytes, tuple[str, str]], walk: _Walk, end: float) -> str:
    """Go on with the name that a side had before this commit added it; the commit to go on from, '' if it is new."""
    parent = git.object_id('rev-parse', '--verify', '--quiet', f'{oid}^')
    if parent is None:
        return ''
    # by equal ids alone: to compare contents would need every blob, which a partial clone has not
    records = git.records(
        'diff-tree', '-r', '--find-renames=100%', '--diff-filter=R', '--raw', '-z', '--no-abbrev', '-O/dev/null',
        f'{oid}^', oid, '--',
        seconds=max(0.0, end - time.monotonic()),
    )
    renamed = {}
    with reading('diff-tree'):
        for header, source, target in zip(records, records, records, strict=True):
            renamed[target] = source, header.decode().split(' ')[2]
    followed = False
    for side, path in enumerate(walk.paths):
        # a side that was made of the other one had no past of its own
        if path in raw and not raw[path][0] and renamed.get(path, (path,))[0] not in walk.paths:
            walk.paths[side], walk.oids[side] = renamed[path]
            followed = True
    walk.look()
    return parent if followed else ''


def read_commits(records: Iterator[bytes]) -> Iterator[tuple[Change, dict[bytes, tuple[str, str]]]]:
    """The commits of the log, each with the old and new id of the paths that it changes."""
    header = next(records, None)
    with reading('log'):
        while header is not None:
            oid, _, seconds = header.decode().partition(' ')
            author, subject = _one(records), _one(records)
            # there may be very many commits, and a few words are shown of each
            change = Change(oid, _time(seconds), author[:_WORDS_BYTES], subject[:_WORDS_BYTES])
            raw = {}
            header = next(records, None)
            while header is not None and header.lstrip(b'\n').startswith(b':'):
                old_mode, new_mode, old, new, _ = header.lstrip(b'\n:').decode().split(' ')
                raw[_one(records)] = (
                    old if old_mode.startswith('100') else '', new if new_mode.startswith('100') else '',
                )
                header = next(records, None)
            yield change, raw


def _one(records: Iterator[bytes]) -> bytes:
    for record in records:
        return record
    raise ValueError


def _time(seconds: str) -> int | None:
    """The time of a commit, which anybody may have written: with no number in it, or one beyond all calendars."""
    return int(seconds) if seconds.isdecimal() and len(seconds) <= _MAX_DIGITS else None


def since(history: History) -> str:
    """Return the last common version of a pair that has one, in words."""
    if history.meeting is Meeting.SAME_NOW:
        return 'the last commit'
    if history.split is not None:
        return f'they were identical (until {describe_commit(history.split)})'
    return f'the last content that both had ({str(history.base)[:12]})'


def describe_commit(change: Change) -> str:
    """Return a commit in a few words: the beginning of its id, its date, author and subject."""
    date = 'no date' if change.time is None else time.strftime('%Y-%m-%d', time.gmtime(change.time))
    subject, author = visible_start(change.subject, 60), visible_start(change.author, 30)
    return f'{change.oid[:12]} ({date}, {author}: {subject})'
