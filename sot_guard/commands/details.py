"""How the files of divergent pairs differ: the diff, what only one has, the history; within a time for all together."""
from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sot_guard.analysis.context import Context
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.views.proposed import equal_but
from sot_guard.analysis.views.proposed import plain
from sot_guard.escaping import visible
from sot_guard.git.blobs import Content
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.diff import Diff
from sot_guard.git.diff import diff_blobs
from sot_guard.git.history import read_history
from sot_guard.git.history import Track
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.trees import Commit
from sot_guard.pairing.baseline import Baseline
from sot_guard.report.evidence import common_base
from sot_guard.report.examined import Details
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState

if TYPE_CHECKING:
    from sot_guard.analysis.views.compare import Viewed

# how many findings get a diff and a look at the disk: some processes each
MAX_DETAILED = 50
_TOO_MANY = f'not one of the first {MAX_DETAILED} findings'
# how long the diffs, the texts, and the histories of all of them may take, and all of this together
DIFF_SECONDS = 1.5
TEXT_SECONDS = 1.5
HISTORY_SECONDS = 2.0
ALL_SECONDS = 2.5
# where there are more findings than this, their number takes the time
MAX_FINDINGS = 2000
SECONDS_OF_MANY = 0.5
# at the most, of Markdown
SECONDS_A_LINE = 0.0001
# how many lines of all texts together are compared where the report needs it, outside of that time: at the most 0.5 s
MAX_LINES_LEFT_OUT = 1000
# long lines count for more than one
_LINE_BYTES = 400


class Clock:
    """The seconds that are left for a part of the work on all findings together."""

    def __init__(self, seconds: float, of_all: Clock | None = None) -> None:
        self._left = seconds
        self._of_all = of_all
        self._begun = 0.0

    @property
    def left(self) -> float:
        """What is left of this part, and of all."""
        return self._left if self._of_all is None else min(self._left, self._of_all.left)

    @property
    def is_used(self) -> bool:
        """Whether anything was measured."""
        return bool(self._begun)

    def __enter__(self) -> None:
        self._begun = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._spend(time.monotonic() - self._begun)

    def _spend(self, seconds: float) -> None:
        self._left -= seconds
        if self._of_all is not None:
            self._of_all._spend(seconds)


class Investigation:
    """Looks into divergent pairs, one after the other."""

    def __init__(self, context: Context, baseline: Baseline, findings: int, *, with_history: bool) -> None:
        self._context = context
        self._baseline = baseline
        of_all = Clock(ALL_SECONDS if findings <= MAX_FINDINGS else SECONDS_OF_MANY)
        self._diffs = Clock(DIFF_SECONDS, of_all)
        self._texts = Clock(TEXT_SECONDS, of_all)
        self._histories = Clock(HISTORY_SECONDS, of_all)
        self._with_history = with_history
        self._is_alone = findings == 1
        self._lines_left_out = 0

    def details(self, examined: Examined, number: int) -> Details:
        """The details of the finding of this number, from 0; the later ones get fewer."""
        if number >= MAX_DETAILED:
            diff = Diff(b'', absent=f'only the first {MAX_DETAILED} findings have one')
            return Details(diff, f'not analysed, {_TOO_MANY}')
        if examined.compared.is_mode_only:
            return Details(Diff(b'', absent='only the executable bits differ'), kind='other executable bits')
        details = self._difference(examined, Details(self._diff(examined)))
        return details._replace(since=self._since(examined._replace(details=details)))

    def _difference(self, examined: Examined, details: Details) -> Details:
        is_commit = isinstance(self._context.judged, Commit)
        pending = (False, False) if is_commit else (examined.copy.touched, examined.source.touched)
        details = details._replace(history=self._history(examined), pending=pending)
        copy, source = examined.copy, examined.source
        assert copy.content is not None and source.content is not None
        if pointers := _lfs_kind(examined):
            return details._replace(kind=pointers)
        if copy.content.is_binary or source.content.is_binary:
            return details._replace(kind='binary content')
        if max(copy.content.size, source.content.size) > MAX_BYTES:
            return details._replace(kind=f'not analysed, a file has more than {MAX_BYTES:,} bytes')
        texts = [self._context.blobs.read(side.entry.oid, MAX_BYTES) for side in (copy, source)]
        lines = sum(text.count(b'\n') for text in texts)
        if self._texts.is_used and self._texts.left < SECONDS_A_LINE * lines:
            return details._replace(kind='not analysed, out of time')
        form = format_of(examined.pair.copy)
        difference = compare_texts(texts[0], texts[1], form)
        self._lines_left_out += lines + sum(map(len, texts)) // _LINE_BYTES
        is_short = self._lines_left_out <= MAX_LINES_LEFT_OUT and not form.is_data
        with self._texts:
            if not (is_short or self._is_alone):
                difference.sides()
            declarable = () if examined.pair.has_views else plain(equal_but((texts[0], texts[1]), examined.pair.sides))
        return details._replace(difference=difference, texts=(texts[0], texts[1]), declarable=declarable)

    def _history(self, examined: Examined) -> History | None:
        if not self._with_history:
            return None
        if self._histories.left <= 0:
            return History(Meeting.UNKNOWN, gap='not read, out of time')
        context = self._context
        if isinstance(context.judged, Commit):
            start = context.judged
        elif self._baseline.trees:
            start = self._baseline.trees[0].commit
        else:
            return History(Meeting.NEVER)
        with self._histories:
            track = Track(start, examined.pair.sides, (examined.copy.entry.oid, examined.source.entry.oid))
            track = track._replace(same=context.sameness(examined.pair))
            return read_history(context.git, context.repository, track, self._histories.left)

    def _since(self, examined: Examined) -> tuple[Diff, Diff] | None:
        base = None if _lfs_kind(examined) else common_base(examined)
        if base is None or self._diffs.left <= 0:
            return None
        try:
            content = self._context.blobs.content(base)
        except UnreadableBlob:
            return None
        copy, source = (self._diff_of((base, content), side) for side in (examined.copy, examined.source))
        return None if copy.absent or source.absent else (copy, source)

    def _diff(self, examined: Examined) -> Diff:
        copy, source = examined.copy, examined.source
        assert copy.content is not None
        if pointers := _lfs_kind(examined):
            return Diff(b'', absent=pointers)
        if self._diffs.left <= 0:
            return Diff(b'', absent='out of time')
        diff = self._diff_of((copy.entry.oid, copy.content), source)
        return _left_by_views(diff, examined.compared.viewed)

    def _diff_of(self, old: tuple[str, Content], side: FileState) -> Diff:
        assert side.content is not None
        with self._diffs:
            return diff_blobs(self._context.git, old, (side.entry.oid, side.content), max(1.0, self._diffs.left))


def _left_by_views(diff: Diff, viewed: Viewed | None) -> Diff:
    """The diff without the hunks that are set aside."""
    if viewed is None or diff.absent:
        return diff
    from sot_guard.analysis.views.hunks import split
    shown, set_aside = split(diff.hunks, viewed)
    return Diff(shown, shown.count(b'\n-'), shown.count(b'\n+'), set_aside=set_aside)


def _lfs_kind(examined: Examined) -> str:
    """What is known of two files of which Git LFS keeps one: their pointers are no documents; '' of others."""
    copy, source = examined.copy, examined.source
    kept = [side for side in (copy, source) if side.lfs_sha256 is not None]
    if len(kept) != 1:
        return 'both files are tracked by Git LFS' if kept else ''
    other = source if kept == [copy] else copy
    return f'{visible(kept[0].path)} is tracked by Git LFS, {visible(other.path)} is not'
