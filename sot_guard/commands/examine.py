"""The pairs whose entries differ: which of them are guarded, what is the matter with each, and what to do about it."""
from __future__ import annotations

import time
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.context import read_side
from sot_guard.analysis.context import Scene
from sot_guard.analysis.context import Scope
from sot_guard.analysis.difference import insight
from sot_guard.analysis.difference import MOST_BYTES
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
from sot_guard.git.log import history
from sot_guard.git.log import Meeting
from sot_guard.git.situation import Circumstances
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.pairing.baseline import look_back
from sot_guard.pairing.baseline import Past
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.hints import accepting
from sot_guard.report.hints import commands
from sot_guard.report.hints import way_out
from sot_guard.report.model import Finding
from sot_guard.report.wording import describe
from sot_guard.worktree.read import read

# how many findings get a diff and a look at the disk: some processes each
_MOST_DETAILED = 50
_DIFF_SECONDS = 5.0
# how many are looked into, and how long their texts, and their histories, may take together
_MOST_INSIGHTS = 10
_INSIGHT_SECONDS = 3.0
_HISTORY_SECONDS = 3.0
# the statuses that may be no mistake: what is only unreadable now is not one to configure away
_MAY_BE_MEANT = frozenset(status for status in Status if status.exit_status == 1) | {Status.SUBMODULE}
_NO_DIFF = Diff(b'', absent=f'made for the first {_MOST_DETAILED} findings only')


def examine(
    scene: Scene, scope: Scope, pairs: Sequence[Pair], environ: Mapping[str, str], rev: str | None,
    how: Circumstances, *, with_history: bool,
) -> tuple[list[Finding], list[str], list[str]]:
    """The findings on those of the pairs that are in scope, notes on what could be guarded, and what cannot be told."""
    problems = []
    try:
        past = look_back(scene.git, scene.repository, scene.judged, environ, rev, pairs, scene.blobs)
    except GitError as e:
        # what is guarded by its name is reported all the same; whether the rest was one before cannot be told
        past = Past((), (), scene.repository.objects.empty_blob)
        problems.append(str(e))
    examination = _Examination(
        scene, past, _Clock(_DIFF_SECONDS), _Clock(_INSIGHT_SECONDS), _Clock(_HISTORY_SECONDS if with_history else 0),
    )
    guarded, others = [], []
    for pair in pairs:
        touched = any(map(examination.is_touched, pair.sides))
        if not scope.holds(pair.sides, touched=touched):
            continue
        reason = scene.pairing.reason(pair)
        if reason is None and touched and not scene.pairing.is_excluded(pair.root) and not scene.is_settled(pair):
            if past.was_one(pair, scene.entry(pair.root), scene.entry(pair.docs)):
                reason = Reason.WAS_ONE
            elif examination.status(pair).exit_status:
                others.append(pair)
        if reason is not None:
            guarded.append((pair, reason))
    findings = list(examination.findings(guarded, _at_commit(scene, how)))
    return findings, unguarded(others), problems


def _at_commit(scene: Scene, how: Circumstances) -> Circumstances:
    if isinstance(scene.judged, Commit):
        head = scene.git.object_id('rev-parse', '--verify', '--quiet', 'HEAD')
        how = how._replace(commit=scene.judged.oid, checked_out=head == scene.judged.oid)
    return how


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
    scene: Scene
    past: Past
    diffs: _Clock
    texts: _Clock
    histories: _Clock

    def is_touched(self, path: bytes) -> bool:
        return self.past.is_touched(path, self.scene.entry(path))

    def side(self, path: bytes, *, as_text: bool) -> Side:
        """A side, with what was there before."""
        side = read_side(self.scene, path, as_text=as_text)
        return side._replace(
            before=self.past.entry(path), touched=self.is_touched(path), merged=self.past.came_in(path, side.entry),
        )

    def status(self, pair: Pair) -> Status:
        root, docs = (self.side(path, as_text=pair.as_text) for path in pair.sides)
        return status_of(pair, root, docs, self.scene.config)

    def findings(self, guarded: Sequence[tuple[Pair, Reason]], how: Circumstances) -> Iterator[Finding]:
        scene = self.scene
        hidden = scene.judged.hidden(path for pair, _ in guarded for path in pair.sides)
        filters: dict[bytes, tuple[bytes, ...]] = {}
        for number, (pair, reason) in enumerate(guarded):
            root, docs = (
                self.side(path, as_text=pair.as_text)._replace(hidden=path in hidden) for path in pair.sides
            )
            status = status_of(pair, root, docs, scene.config)
            if status.exit_status and isinstance(scene.judged, Index) and number < _MOST_DETAILED:
                # asked once: git reads all of .gitattributes for each question
                filters = filters or scene.judged.attributes({
                    path for pair, _ in guarded[:_MOST_DETAILED] for path in pair.sides
                })
                root, docs = self._on_disk(root, docs, filtered=filters[root.path] != filters[docs.path])
            finding = Finding(pair, status, reason, root, docs, verdict_of(status, root, docs))
            if status is Status.DIVERGENT:
                finding = finding._replace(diff=self._diff(root, docs) if number < _MOST_DETAILED else _NO_DIFF)
                if number < _MOST_INSIGHTS:
                    finding = self._look_into(finding)
            yield finding._replace(
                commands=commands(finding, how),
                way_out=way_out(pair, reason, scene.config) + accepting(finding, how, scene.config)
                if status in _MAY_BE_MEANT else '',
            )

    def _on_disk(self, root: Side, docs: Side, *, filtered: bool) -> tuple[Side, Side]:
        """Both sides with what advice has to know of the files themselves."""
        root, docs = (
            side._replace(filtered=filtered, on_disk=read(self.scene.repository.top, side.path))
            for side in (root, docs)
        )
        return root, docs

    def _look_into(self, finding: Finding) -> Finding:
        """The finding with what its two texts and the history of the pair tell."""
        root, docs = finding.root, finding.docs
        past, history = self._history(root, docs)
        finding = finding._replace(past=past, history=history)
        assert root.content is not None and docs.content is not None
        if root.content.is_binary or docs.content.is_binary:
            return finding._replace(kind='binary content')
        if max(root.content.size, docs.content.size) > MOST_BYTES:
            return finding._replace(kind=f'not looked into, more than {MOST_BYTES:,} bytes on a side')
        if self.texts.left <= 0:
            return finding._replace(kind='not looked into, the time for it is up')
        from identify.identify import tags_from_filename
        with self.texts:
            texts = [self.scene.blobs.read(side.entry.oid, MOST_BYTES) for side in (root, docs)]
            told = insight(texts[0], texts[1], tags_from_filename(text_of(finding.pair.root)))
        modes = root.entry.mode, docs.entry.mode
        also = f'; modes too ({modes[0]} in root, {modes[1]} in docs)' if modes[0] != modes[1] else ''
        return finding._replace(kind=told.kind + also, insight=told, texts=(texts[0], texts[1]))

    def _history(self, root: Side, docs: Side) -> tuple[History | None, tuple[str, ...]]:
        if self.histories.left <= 0:
            return None, ()
        judged = self.scene.judged
        if isinstance(judged, Commit):
            start, touched = judged, (False, False)
        elif self.past.trees:
            start, touched = self.past.trees[0].commit, (root.touched, docs.touched)
        else:
            return History(Meeting.NEVER), ()
        with self.histories:
            told = history(
                self.scene.git, self.scene.repository, start, (root.path, docs.path), self.histories.left,
                (root.entry.oid, docs.entry.oid),
            )
        return told, tuple(describe(told, (visible(root.path), visible(docs.path)), touched))

    def _diff(self, root: Side, docs: Side) -> Diff:
        assert root.content is not None and docs.content is not None
        if self.diffs.left <= 0:
            return Diff(b'', absent='the time for diffs is up')
        with self.diffs:
            return self.scene.blobs.diff(
                (root.entry.oid, root.content), (docs.entry.oid, docs.content), max(1.0, self.diffs.left),
            )
