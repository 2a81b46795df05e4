"""Where the files of pairs were last identical, and who has changed them since. It informs; no verdict depends on it.

The main line is read once for many pairs, from the newest commit backwards: `git log --first-parent`, with what each
merge brought as its own change. Going back in time, a file is what the change names as old.
"""
from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import closing
from typing import Literal
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.escaping import visible_text
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import log
from sot_guard.git.log import Meeting
from sot_guard.git.log import read_commits
from sot_guard.git.log import renames
from sot_guard.git.process import batches
from sot_guard.git.process import Git
from sot_guard.git.process import OutOfTime
from sot_guard.git.process import Repository
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind

# git holds each entry of a tree against each path that it is given: beyond, it is quicker to read all changes
MAX_PATHSPECS = 50
# contents that are read and compared by what is declared
_MAX_COMPARED_PER_SECOND = 50


class Track(NamedTuple):
    """What history is asked about: two paths, from a commit backwards."""

    start: Commit
    paths: tuple[bytes, bytes]
    # the ids of two contents that are to follow on the commit; they count for the base
    now: tuple[str, str] | None = None
    # whether two contents are one but for what is declared; None: only equal ids are
    same: Callable[[str, str], bool] | None = None


class _Step(NamedTuple):
    """A commit that changes a file of a pair: for copy and source the ids before and after it, None if unchanged."""

    change: Change
    ids: tuple[tuple[str, str] | None, tuple[str, str] | None]


class _Walk:
    """The way of one pair back through the main line."""

    def __init__(self, track: Track, entries: Mapping[bytes, Entry], seconds: float) -> None:
        self._same = track.same
        self._most = max(1, round(seconds * _MAX_COMPARED_PER_SECOND))
        self._end = time.monotonic() + seconds
        self._compared: dict[tuple[str, str], bool] = {}
        self.paths = list(track.paths)
        self._first = [_file_id(entries.get(path)) for path in track.paths]
        self._now = track.now or ('', '')
        # the commit that was read last where another name is followed; None before the first one
        self.reached: str | None = None
        self._begin()

    def _begin(self) -> None:
        # the ids that the files have where the walk has come to; '' where a file is not there
        self.oids = list(self._first)
        self._seen = tuple({oid, later} - {''} for oid, later in zip(self.oids, self._now, strict=True))
        self._base: str | None = None
        self._look()
        self._find_base(*self.oids)
        self._held: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self._steps: list[_Step] = []
        # the numbers of those that added a file: it may have had another name before
        self._added: list[int] = []

    def _look(self) -> None:
        """See whether the files were identical where the walk has come to."""
        copy, source = self.oids
        self.is_one = copy != '' and (copy == source or (source != '' and self._is_same(copy, source)))

    def _is_same(self, copy: str, source: str) -> bool:
        """Whether two contents are one but for what is declared; OutOfTime."""
        if self._same is None:
            return False
        if (copy, source) not in self._compared:
            # large contents take long, so that their number says nothing of the time
            if len(self._compared) >= self._most or (self._compared and time.monotonic() >= self._end):
                raise OutOfTime
            self._compared[copy, source] = self._same(copy, source)
        return self._compared[copy, source]

    @property
    def commits(self) -> int:
        """How many commits were read that change a file of the pair."""
        return len(self._steps)

    def step(self, change: Change, raw: Mapping[bytes, tuple[str, str]]) -> bool:
        """Go back over one commit, which changes a file of the pair; return whether it added one."""
        return self._take(_Step(change, (raw.get(self.paths[0]), raw.get(self.paths[1]))))

    def _take(self, step: _Step) -> bool:
        passed: list[str] = []
        for side, ids in enumerate(step.ids):
            if ids is not None:
                # until this commit the file was the old one; since it, the new one
                self._held[side].setdefault(ids[1], step.change.oid)
                self.oids[side] = ids[0]
                passed += ids
                self._seen[side].update(oid for oid in ids if oid)
        self._find_base(*passed)
        self._look()
        is_addition = not self.is_one and any(ids is not None and not ids[0] for ids in step.ids)
        if is_addition:
            self._added.append(len(self._steps))
        self._steps.append(step)
        return is_addition

    def _find_base(self, *oids: str) -> None:
        """Keep the first content met that both files have held; going back, the first is the newest."""
        self._base = self._base or next((oid for oid in oids if oid in self._seen[0] and oid in self._seen[1]), None)

    def follow(self, renamed: Mapping[tuple[str, bytes], tuple[bytes, str]]) -> bool:
        """Return to the newest commit that renamed a file, to go on with its old name; False where none did."""
        for number in self._added:
            change, sides = self._steps[number]
            old = [
                renamed.get((change.oid, path)) if ids is not None and not ids[0] else None
                for path, ids in zip(self.paths, sides, strict=True)
            ]
            # a file that was made of the other one had no past of its own
            named = {side: name for side, name in enumerate(old) if name is not None and name[0] not in self.paths}
            if named:
                self._return(number)
                self.reached = change.oid
                for side, (path, oid) in named.items():
                    self.paths[side], self.oids[side] = path, oid
                self._look()
                return True
        return False

    def _return(self, number: int) -> None:
        """Forget what was before a step."""
        steps = self._steps[:number + 1]
        self._begin()
        for step in steps:
            self._take(step)
        self._added = []

    def history(self, gap: str | None) -> History:
        """What the walk has shown; `gap`: why not all was read, None if all was."""
        first = self._first
        copy_of = self._held[1].get(first[0])
        outdated: Literal['copy', 'source'] = 'copy'
        if not copy_of:
            copy_of, outdated = self._held[0].get(first[1]), 'source'
        changes = [tuple(step.change for step in self._steps if step.ids[side] is not None) for side in (0, 1)]
        return History(
            self._meeting(gap), changes[0], changes[1], self.commits,
            self._base or (self.oids[0] if self.is_one and self.oids[0] == self.oids[1] else None),
            self._steps[-1].change if self.is_one and self._steps else None, copy_of,
            outdated if copy_of else None, None if self.is_one else gap,
            (self.oids[0], self.oids[1]) if self._same is not None and self.is_one else None,
        )

    def _meeting(self, gap: str | None) -> Meeting:
        if self.is_one:
            return Meeting.SAME_ONCE if self._steps else Meeting.SAME_NOW
        if gap is not None:
            return Meeting.UNKNOWN
        return Meeting.SHARED if (self._held[0].keys() & self._held[1].keys()) - {''} else Meeting.NEVER


def read_history(git: Git, repository: Repository, track: Track, seconds: float) -> History:
    """The history of a pair, as far as it can be read in a number of seconds; no error leaves."""
    return read_histories(git, repository, [track], seconds)[0]


def read_histories(git: Git, repository: Repository, tracks: Sequence[Track], seconds: float) -> list[History]:
    """The histories of pairs, all from one commit backwards, as far as they can be read in time; no error leaves."""
    if not tracks:
        return []
    start = tracks[0].start
    try:
        entries = start.look_up({path for track in tracks for path in track.paths})
        walks = [_Walk(track, entries, seconds) for track in tracks]
    except GitError as e:
        return [_unavailable(e)] * len(tracks)
    try:
        _go_back(git, repository, start.oid, [walk for walk in walks if not walk.is_one], time.monotonic() + seconds)
        is_cut_off = not all(walk.is_one for walk in walks) and repository.is_shallow
    except OutOfTime:
        return [walk.history(f'search stopped after {seconds:g} s and {walk.commits:,} commits') for walk in walks]
    except GitError as e:
        return [_unavailable(e)] * len(tracks)
    gap = 'shallow clone; run git fetch --unshallow' if is_cut_off else None
    return [walk.history(gap) for walk in walks]


def _unavailable(error: GitError) -> History:
    return History(Meeting.UNKNOWN, gap=visible_text(str(error)))


def _file_id(entry: Entry | None) -> str:
    return entry.oid if entry is not None and entry.kind is Kind.FILE else ''


def _go_back(git: Git, repository: Repository, start: str, walks: Sequence[_Walk], end: float) -> None:
    """Read the main line for all walks, and again below each commit that renamed files of some; OutOfTime."""
    while walks:
        added = _read(git, repository, start, walks, end)
        renamed = renames(git, added, end)
        walks = [walk for walk in walks if walk.follow(renamed)]
        reached = {walk.reached for walk in walks}
        start = next((oid for oid in added if oid in reached), '')
        walks = [walk for walk in walks if not walk.is_one]


def _read(git: Git, repository: Repository, start: str, walks: Sequence[_Walk], end: float) -> list[str]:
    """Go back with walks until the files of each are identical; the commits that added files, newest first."""
    waiting: defaultdict[str | None, list[_Walk]] = defaultdict(list)
    for walk in walks:
        waiting[walk.reached].append(walk)
    at_paths: defaultdict[bytes, list[_Walk]] = defaultdict(list)
    _set_out(at_paths, waiting.pop(None, ()))
    paths = {path for walk in walks for path in walk.paths}
    added: list[str] = []
    left = len(walks)
    with closing(log(git, start, _pathspecs(repository, paths), end)) as records:
        for change, raw in read_commits(records, paths):
            here = dict.fromkeys(walk for path in raw for walk in at_paths[path] if not walk.is_one)
            if sum(walk.step(change, raw) for walk in here):
                added.append(change.oid)
            left -= sum(walk.is_one for walk in here)
            if not left:
                break
            _set_out(at_paths, waiting.pop(change.oid, ()))
    return added


def _set_out(at_paths: Mapping[bytes, list[_Walk]], walks: Iterable[_Walk]) -> None:
    for walk in walks:
        for path in walk.paths:
            at_paths[path].append(walk)


def _pathspecs(repository: Repository, paths: Collection[bytes]) -> list[str]:
    """What limits a log to some paths; nothing where they are many."""
    pathspecs = sorted(repository.up + os.fsdecode(path) for path in paths)
    return pathspecs if len(pathspecs) <= MAX_PATHSPECS and len(list(batches(pathspecs))) == 1 else []
