"""What `git log` says: its commits with what they change and rename, and the history of a pair in records and words."""
from __future__ import annotations

import time
from collections.abc import Container
from collections.abc import Generator
from collections.abc import Iterator
from collections.abc import Sequence
from enum import Enum
from typing import Literal
from typing import NamedTuple

from sot_guard.escaping import visible_start
from sot_guard.git.process import batches
from sot_guard.git.process import Git
from sot_guard.git.process import reading

_LOG = (
    '-c', 'log.showRoot=true', '-c', 'log.diffMerges=separate', '-c', 'log.follow=false',
    'log', '--first-parent', '-m', '--raw', '-z', '--no-abbrev', '--no-color', '--no-show-signature',
    '--no-ext-diff', '--ignore-submodules=none', '-O/dev/null', '--encoding=UTF-8',
)
_FORMAT = '--format=%H %ct%x00%an%x00%s'
# seconds until the year 5138; what a platform's calendar takes differs
_MAX_DIGITS = 11
_WORDS_BYTES = 256


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


def log(git: Git, start: str, pathspecs: Sequence[str], end: float) -> Generator[bytes, None, None]:
    """The records of the main line from a commit backwards, until a time of time.monotonic; the caller closes it."""
    return git.records(*_LOG, '--no-renames', _FORMAT, start, '--', *pathspecs, seconds=end - time.monotonic())


def renames(git: Git, oids: Sequence[str], end: float) -> dict[tuple[str, bytes], tuple[bytes, str]]:
    """What commits have renamed without a change, by commit and new path: the old path and the id of the content."""
    found = {}
    for batch in batches(list(oids)):
        # by equal ids alone: to compare contents would need every blob, which a partial clone has not
        records = git.records(
            *_LOG, '--no-walk', '--find-renames=100%', '--diff-filter=R', '--format=%H', *batch, '--',
            seconds=end - time.monotonic(),
        )
        with reading('log'):
            oid = ''
            for record in records:
                if _is_raw(record):
                    _, _, old, _, _ = record.decode().split(' ')
                    source, target = _one(records), _one(records)
                    found[oid, target] = source, old
                else:
                    oid = record.decode()
    return found


def read_commits(
    records: Iterator[bytes], wanted: Container[bytes],
) -> Iterator[tuple[Change, dict[bytes, tuple[str, str]]]]:
    """The commits of a log, each with the ids before and after it of the wanted paths that it changes; '': no file."""
    header = next(records, None)
    with reading('log'):
        while header is not None:
            oid, _, seconds = header.decode().partition(' ')
            author, subject = _one(records), _one(records)
            # there may be very many commits, and a few words are shown of each
            change = Change(oid, _time(seconds), author[:_WORDS_BYTES], subject[:_WORDS_BYTES])
            raw = {}
            header = next(records, None)
            while header is not None and _is_raw(header):
                path = _one(records)
                if path in wanted:
                    old_mode, new_mode, old, new, _ = header.lstrip(b'\n:').decode().split(' ')
                    raw[path] = old if old_mode.startswith('100') else '', new if new_mode.startswith('100') else ''
                header = next(records, None)
            yield change, raw


def _is_raw(record: bytes) -> bool:
    """Whether a record is a line of --raw, not the beginning of a commit."""
    return record.startswith((b':', b'\n:'))


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
    return f'the last common version ({str(history.base)[:12]})'


def describe_commit(change: Change) -> str:
    """Return a commit in a few words: the beginning of its id, its date, author and subject."""
    date = 'no date' if change.time is None else time.strftime('%Y-%m-%d', time.gmtime(change.time))
    subject, author = visible_start(change.subject, 60), visible_start(change.author, 30)
    return f'{change.oid[:12]} ({date}, {author}: {subject})'
