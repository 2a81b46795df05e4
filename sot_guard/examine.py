"""The pairs whose entries differ: which of them are guarded, what is the matter with each, and what to do about it."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard import advice
from sot_guard import notes
from sot_guard import worktree
from sot_guard.blobs import Diff
from sot_guard.blobs import UnreadableBlob
from sot_guard.compare import status_of
from sot_guard.compare import verdict_of
from sot_guard.findings import Finding
from sot_guard.findings import Side
from sot_guard.findings import Status
from sot_guard.names import Scope
from sot_guard.pairs import Pair
from sot_guard.pairs import Reason
from sot_guard.past import look_back
from sot_guard.past import Past
from sot_guard.scene import Scene
from sot_guard.snapshots import Commit
from sot_guard.snapshots import Kind

# how many findings get a diff
_MOST_DIFFS = 50
_NO_DIFF = Diff(b'', absent=f'made for the first {_MOST_DIFFS} findings only')


def examine(
    scene: Scene, scope: Scope, pairs: Sequence[Pair], environ: Mapping[str, str], rev: str | None,
) -> tuple[list[Finding], list[str]]:
    """The findings on those of the pairs that are in scope, and notes on what could be guarded."""
    past = look_back(scene.git, scene.repository, scene.judged, environ, rev, pairs, scene.blobs)
    examination = _Examination(scene, past)
    guarded, others = [], []
    for pair in pairs:
        touched = any(map(examination.is_touched, pair.sides))
        if not scope.holds(pair.sides, touched=touched):
            continue
        reason = scene.pairing.reason(pair)
        if reason is None and touched and not scene.pairing.is_excluded(pair.root):
            if past.was_one(pair, scene.entry(pair.root), scene.entry(pair.docs)):
                reason = Reason.WAS_ONE
            elif examination.status(pair) in (Status.DIVERGENT, Status.LINK_ELSEWHERE):
                others.append(pair)
        if reason is not None:
            guarded.append((pair, reason))
    findings = list(examination.findings(guarded, _circumstances(scene, environ)))
    return findings, notes.unguarded(others)


def _circumstances(scene: Scene, environ: Mapping[str, str]) -> advice.Circumstances:
    how = advice.circumstances(environ, scene.repository.prefix)
    if isinstance(scene.judged, Commit):
        head = scene.git.answer('rev-parse', '--verify', '--quiet', 'HEAD')
        how = how._replace(commit=scene.judged.oid, checked_out=head == f'{scene.judged.oid}\n'.encode())
    return how


class _Examination(NamedTuple):
    scene: Scene
    past: Past

    def is_touched(self, path: bytes) -> bool:
        return self.past.is_touched(path, self.scene.entry(path))

    def side(self, path: bytes, *, as_text: bool) -> Side:
        """A side, read as far as its comparison needs it."""
        entry = self.scene.entry(path)
        side = Side(
            path, entry, self.past.entry(path), touched=self.is_touched(path), merged=self.past.came_in(path, entry),
        )
        try:
            if entry.kind is Kind.LINK:
                return side._replace(destination=self.scene.links.destination(path))
            if entry.kind is Kind.FILE:
                content = self.scene.blobs.content(entry.oid, as_text=as_text)
                return side._replace(destination=path, content=content)
        except UnreadableBlob as e:
            return side._replace(problem=str(e))
        return side

    def status(self, pair: Pair) -> Status:
        root, docs = (self.side(path, as_text=pair.as_text) for path in pair.sides)
        return status_of(pair, root, docs, self.scene.config)

    def findings(self, guarded: Sequence[tuple[Pair, Reason]], how: advice.Circumstances) -> Iterator[Finding]:
        scene = self.scene
        hidden = scene.judged.hidden(path for pair, _ in guarded for path in pair.sides)
        diffs = 0
        for pair, reason in guarded:
            root, docs = (
                self.side(path, as_text=pair.as_text)._replace(hidden=path in hidden) for path in pair.sides
            )
            status = status_of(pair, root, docs, scene.config)
            diff = None
            if status is Status.DIVERGENT:
                diffs += 1
                diff = self._diff(root, docs) if diffs <= _MOST_DIFFS else _NO_DIFF
            if status.exit_status and scene.judged.is_index:
                root, docs = (
                    side._replace(on_disk=worktree.read(scene.repository.top, side.path)) for side in (root, docs)
                )
            yield Finding(
                pair, status, reason, root, docs, verdict_of(status, root, docs), diff,
                advice.commands(status, root, docs, diff, reason, how),
                advice.way_out(pair, reason, scene.config) if status.exit_status else '',
            )

    def _diff(self, root: Side, docs: Side) -> Diff:
        assert root.content is not None and docs.content is not None
        return self.scene.blobs.diff((root.entry.oid, root.content), (docs.entry.oid, docs.content))
