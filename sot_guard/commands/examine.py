"""The pairs whose entries differ: which of them are guarded, what is the matter with each, and what to do about it."""
from __future__ import annotations

import time
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.context import read_side
from sot_guard.analysis.context import Scope
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from sot_guard.analysis.status import verdict_of
from sot_guard.commands.notes import unguarded
from sot_guard.config.model import text_of
from sot_guard.errors import GitError
from sot_guard.escaping import visible
from sot_guard.git.blobs import Diff
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.log import read_history
from sot_guard.git.situation import HookContext
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import is_converted
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.baseline import read_baseline
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.hints import accepting
from sot_guard.report.hints import commands
from sot_guard.report.hints import suppression
from sot_guard.report.model import Finding
from sot_guard.report.wording import describe
from sot_guard.worktree.read import read

# how many findings get a diff and a look at the disk: some processes each
_MAX_DETAILED = 50
_DIFF_SECONDS = 5.0
# how many are looked into, and how long their texts, and their histories, may take together
_MAX_INSIGHTS = 10
_INSIGHT_SECONDS = 3.0
_HISTORY_SECONDS = 3.0
# the statuses that may be no mistake: what is only unreadable now is not one to configure away
_MAY_BE_MEANT = frozenset(status for status in Status if status.exit_status == 1) | {Status.SUBMODULE}
_NO_DIFF = Diff(b'', absent=f'made for the first {_MAX_DETAILED} findings only')


def examine(
    context: Context, scope: Scope, pairs: Sequence[Pair], environ: Mapping[str, str], rev: str | None,
    how: HookContext, *, with_history: bool,
) -> tuple[list[Finding], list[str], list[str]]:
    """The findings on those of the pairs that are in scope, notes on what could be guarded, and what cannot be told."""
    problems = []
    try:
        baseline = read_baseline(context.git, context.repository, context.judged, environ, rev, pairs, context.blobs)
    except GitError as e:
        # what is guarded by its name is reported all the same; whether the rest was one before cannot be told
        baseline = Baseline((), (), context.repository.objects.empty_blob)
        problems.append(str(e))
    examination = _Examination(
        context, baseline, _Clock(_DIFF_SECONDS), _Clock(_INSIGHT_SECONDS),
        _Clock(_HISTORY_SECONDS if with_history else 0),
    )
    guarded, others = [], []
    for pair in pairs:
        touched = any(map(examination.is_touched, pair.sides))
        if not scope.holds(pair.sides, touched=touched):
            continue
        reason = context.pairing.reason(pair)
        if reason is None and touched and not context.pairing.is_excluded(pair.copy) and not context.is_settled(pair):
            if baseline.was_one(pair, context.entry(pair.copy), context.entry(pair.source)):
                reason = Reason.WAS_ONE
            elif examination.status(pair).exit_status:
                others.append(pair)
        if reason is not None:
            guarded.append((pair, reason))
    findings = list(examination.findings(guarded, _at_commit(context, how)))
    return findings, unguarded(others), problems


def _at_commit(context: Context, how: HookContext) -> HookContext:
    if isinstance(context.judged, Commit):
        head = context.git.object_id('rev-parse', '--verify', '--quiet', 'HEAD')
        how = how._replace(commit=context.judged.oid, checked_out=head == context.judged.oid)
    return how


def _edited(index: Index, attributes: Mapping[bytes, tuple[bytes, ...]]) -> dict[bytes, bool]:
    """Which of the files that git converts between index and disk have unstaged edits: their sums do not tell."""
    converted = {path: values for path, values in attributes.items() if is_converted(values)}
    edited = index.edited(converted) if converted else set()
    return {path: path in edited for path in converted}


class _Clock:
    """The seconds that are left for a part of the work on all findings together."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self._begun = 0.0

    def __enter__(self) -> None:
        self._begun = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self.left -= time.monotonic() - self._begun


class _Examination(NamedTuple):
    context: Context
    baseline: Baseline
    diffs: _Clock
    texts: _Clock
    histories: _Clock

    def is_touched(self, path: bytes) -> bool:
        return self.baseline.is_touched(path, self.context.entry(path))

    def side(self, path: bytes, *, as_text: bool) -> Side:
        """A side, with what was there before."""
        side = read_side(self.context, path, as_text=as_text)
        return side._replace(
            before=self.baseline.entry(path), touched=self.is_touched(path),
            merged=self.baseline.came_in(path, side.entry),
        )

    def status(self, pair: Pair) -> Status:
        copy, source = (self.side(path, as_text=pair.as_text) for path in pair.sides)
        return status_of(pair, copy, source, self.context.config)

    def findings(self, guarded: Sequence[tuple[Pair, Reason]], how: HookContext) -> Iterator[Finding]:
        context = self.context
        hidden = context.judged.hidden(path for pair, _ in guarded for path in pair.sides)
        filters: dict[bytes, tuple[bytes, ...]] = {}
        edited: dict[bytes, bool] = {}
        for number, (pair, reason) in enumerate(guarded):
            copy, source = (
                self.side(path, as_text=pair.as_text)._replace(hidden=path in hidden) for path in pair.sides
            )
            status = status_of(pair, copy, source, context.config)
            if status.exit_status and isinstance(context.judged, Index) and number < _MAX_DETAILED:
                # asked once: git reads all of .gitattributes for each question
                if not filters:
                    filters = context.judged.attributes({
                        path for pair, _ in guarded[:_MAX_DETAILED] for path in pair.sides
                    })
                    edited = _edited(context.judged, filters)
                copy, source = (side._replace(edited=edited.get(side.path)) for side in (copy, source))
                copy, source = self._on_disk(copy, source, filtered=filters[copy.path] != filters[source.path])
            finding = Finding(pair, status, reason, copy, source, verdict_of(status, copy, source))
            if status is Status.DIVERGENT:
                finding = finding._replace(diff=self._diff(copy, source) if number < _MAX_DETAILED else _NO_DIFF)
                if number < _MAX_INSIGHTS:
                    finding = self._look_into(finding)
            yield finding._replace(
                commands=commands(finding, how),
                suppression=suppression(pair, reason, context.config) + accepting(finding, how, context.config)
                if status in _MAY_BE_MEANT else '',
            )

    def _on_disk(self, copy: Side, source: Side, *, filtered: bool) -> tuple[Side, Side]:
        """Both sides with what advice has to know of the files themselves."""
        copy, source = (
            side._replace(filtered=filtered, on_disk=read(self.context.repository.top, side.path))
            for side in (copy, source)
        )
        return copy, source

    def _look_into(self, finding: Finding) -> Finding:
        """The finding with what its two texts and the history of the pair tell."""
        copy, source = finding.copy, finding.source
        history, lines = self._history(copy, source)
        finding = finding._replace(history=history, history_lines=lines)
        assert copy.content is not None and source.content is not None
        if copy.content.is_binary or source.content.is_binary:
            return finding._replace(kind='binary content')
        if max(copy.content.size, source.content.size) > MAX_BYTES:
            return finding._replace(kind=f'not looked into, more than {MAX_BYTES:,} bytes on a side')
        if self.texts.left <= 0:
            return finding._replace(kind='not looked into, the time for it is up')
        from identify.identify import tags_from_filename
        with self.texts:
            texts = [self.context.blobs.read(side.entry.oid, MAX_BYTES) for side in (copy, source)]
            difference = compare_texts(texts[0], texts[1], tags_from_filename(text_of(finding.pair.copy)))
        modes = copy.entry.mode, source.entry.mode
        also = f'; modes too ({modes[0]} in root, {modes[1]} in docs)' if modes[0] != modes[1] else ''
        return finding._replace(kind=difference.kind + also, difference=difference, texts=(texts[0], texts[1]))

    def _history(self, copy: Side, source: Side) -> tuple[History | None, tuple[str, ...]]:
        if self.histories.left <= 0:
            return None, ()
        judged = self.context.judged
        if isinstance(judged, Commit):
            start, touched = judged, (False, False)
        elif self.baseline.trees:
            start, touched = self.baseline.trees[0].commit, (copy.touched, source.touched)
        else:
            return History(Meeting.NEVER), ()
        with self.histories:
            history = read_history(
                self.context.git, self.context.repository, start, (copy.path, source.path), self.histories.left,
                (copy.entry.oid, source.entry.oid),
            )
        return history, tuple(describe(history, (visible(copy.path), visible(source.path)), touched))

    def _diff(self, copy: Side, source: Side) -> Diff:
        assert copy.content is not None and source.content is not None
        if self.diffs.left <= 0:
            return Diff(b'', absent='the time for diffs is up')
        with self.diffs:
            return self.context.blobs.diff(
                (copy.entry.oid, copy.content), (source.entry.oid, source.content), max(1.0, self.diffs.left),
            )
