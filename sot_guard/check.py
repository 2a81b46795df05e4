"""The verb `check`: from the names given to a report, in the order in which data flows through the rooms."""
from __future__ import annotations

import os
import time
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard import advice
from sot_guard import pairs
from sot_guard import worktree
from sot_guard.blobs import Blobs
from sot_guard.blobs import Diff
from sot_guard.blobs import UnreadableBlob
from sot_guard.compare import status_of
from sot_guard.compare import verdict_of
from sot_guard.config import DEFAULT
from sot_guard.escaping import visible
from sot_guard.findings import Finding
from sot_guard.findings import Reason
from sot_guard.findings import Report
from sot_guard.findings import Side
from sot_guard.findings import Status
from sot_guard.git import Git
from sot_guard.git import Repository
from sot_guard.links import Links
from sot_guard.names import is_named
from sot_guard.names import parents
from sot_guard.names import relative_to_top
from sot_guard.pairs import Pair
from sot_guard.past import look_back
from sot_guard.past import Past
from sot_guard.snapshots import Entry
from sot_guard.snapshots import Index
from sot_guard.snapshots import Kind
from sot_guard.snapshots import Snapshot
from sot_guard.subject import subject

# how many findings get a diff, and how many notes of a kind are said; the rest is counted
_MOST_DIFFS = 50
_MOST_NOTES = 10
_NO_DIFF = Diff(b'', absent=f'made for the first {_MOST_DIFFS} findings only')


class Request(NamedTuple):
    """Whose pairs to check: those of some names; with `staged` also those that the commit touches; or all."""

    names: Sequence[str] = ()
    everything: bool = False
    staged: bool = False


def check(request: Request, environ: Mapping[str, str]) -> Report:
    """Compare the pairs in scope; GitError where git cannot answer, UsageError for what cannot be a name."""
    git = Git(environ)
    repository = git.repository()
    judged = subject(git, repository, environ)
    config = DEFAULT
    named, notes = _paths(request.names, repository)
    names = frozenset(named)
    entries = judged.entries(lambda path: path in names or pairs.is_side(path, config))
    notes += _untracked(named, entries, judged)
    findings: list[Finding] = []
    unsettled = [pair for pair in pairs.tracked_pairs(entries, config) if not _is_settled(pair, entries)]
    if unsettled:
        with Blobs(git) as blobs:
            past = look_back(git, repository, judged, environ, unsettled, blobs)
            examination = _Examination(judged, entries, past, blobs, Links(judged, blobs, entries))
            guarded, others = _sort(unsettled, request, names, examination)
            notes += _unguarded(others, examination)
            findings = list(_findings(guarded, examination, repository, advice.circumstances(environ)))
    return Report(
        timestamp=time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()),
        repo_root=repository.top,
        docs_dir=os.path.join(repository.top, config.docs_dir),
        subject=judged.description,
        climb=repository.up or environ.get('GIT_PREFIX', '').count('/') * '../',
        findings=tuple(findings),
        notes=tuple(notes),
    )


class _Examination(NamedTuple):
    """The judged entries, what they follow on, and the means to read what they hold."""

    judged: Snapshot
    entries: Mapping[bytes, Entry]
    past: Past
    blobs: Blobs
    links: Links

    def is_touched(self, path: bytes) -> bool:
        return self.past.is_touched(path, self.entries[path])

    def side(self, path: bytes) -> Side:
        """A side, read as far as its comparison needs it."""
        entry = self.entries[path]
        side = Side(path, entry, touched=self.is_touched(path))
        try:
            if entry.kind is Kind.LINK:
                return side._replace(destination=self.links.destination(path))
            if entry.kind is Kind.FILE:
                return side._replace(destination=path, content=self.blobs.content(entry.oid))
        except UnreadableBlob as e:
            return side._replace(problem=str(e))
        return side


def _paths(names: Sequence[str], repository: Repository) -> tuple[dict[bytes, str], list[str]]:
    """The paths below the top level that were named, each with the name, and notes on the names of none."""
    paths = {name: relative_to_top(name, repository) for name in names}
    outside = [name for name, path in paths.items() if path is None]
    notes = _limited(f'{visible(os.fsencode(name))}: outside of the work tree, not looked at' for name in outside)
    return {path: name for name, path in paths.items() if path is not None}, notes


def _untracked(named: Mapping[bytes, str], entries: Mapping[bytes, Entry], judged: Snapshot) -> list[str]:
    """Notes on the names that are no part of what is judged, neither as a file nor as a directory."""
    missing = named.keys() - entries.keys()
    if missing:
        tracked = judged.entries(lambda path: not missing.isdisjoint(parents(path)))
        missing = missing.difference(*map(parents, tracked))
    add = '; to make it one: git add ' if isinstance(judged, Index) else ''
    names = [os.fsencode(named[path]) for path in sorted(missing)]
    return _limited(
        f'{visible(name)}: not tracked, so no part of {judged.description}{add and add + advice.word(name)}'
        for name in names
    )


def _limited(notes: Iterable[str]) -> list[str]:
    said = list(notes)
    more = len(said) - _MOST_NOTES
    return said if more <= 0 else [*said[:_MOST_NOTES], f'and {more:,} more of this kind']


def _is_settled(pair: Pair, entries: Mapping[bytes, Entry]) -> bool:
    """Equal ids of two regular files are equal contents, whatever the executable bits: nothing has to be read."""
    root, docs = entries[pair.root], entries[pair.docs]
    return root.kind is docs.kind is Kind.FILE and root.oid == docs.oid


def _sort(
    unsettled: Iterable[Pair], request: Request, names: frozenset[bytes], examination: _Examination,
) -> tuple[list[tuple[Pair, Reason]], list[Pair]]:
    """The pairs in scope that are guarded, each with the reason, and the touched ones that are not."""
    guarded, others = [], []
    everything = request.everything or not (request.staged or request.names)
    for pair in unsettled:
        touched = any(map(examination.is_touched, pair))
        if not (everything or (request.staged and touched) or is_named(pair, names)):
            continue
        if pairs.is_prose(pair.root):
            guarded.append((pair, Reason.NAME))
        elif touched and examination.past.was_one(pair, *map(examination.entries.__getitem__, pair)):
            guarded.append((pair, Reason.WAS_ONE))
        elif touched:
            others.append(pair)
    return guarded, others


def _unguarded(others: Iterable[Pair], examination: _Examination) -> list[str]:
    """A note on the pairs that differ and could be guarded."""
    differing = (
        pair for pair in others
        if status_of(*map(examination.side, pair)) in (Status.DIVERGENT, Status.LINK_ELSEWHERE)
    )
    return _limited(
        f'{visible(pair.root)} and {visible(pair.docs)} differ, not guarded: '
        f'{advice.name_list("include", pair.root)} to guard'
        for pair in differing
    )


def _findings(
    guarded: Sequence[tuple[Pair, Reason]], examination: _Examination, repository: Repository,
    how: advice.Circumstances,
) -> Iterator[Finding]:
    judged = examination.judged
    hidden = judged.hidden(path for pair, _ in guarded for path in pair)
    diffs = 0
    for pair, reason in guarded:
        root, docs = (examination.side(path)._replace(hidden=path in hidden) for path in pair)
        status = status_of(root, docs)
        diff = None
        if status is Status.DIVERGENT:
            diffs += 1
            diff = _diff(root, docs, examination.blobs) if diffs <= _MOST_DIFFS else _NO_DIFF
            if isinstance(judged, Index):
                root, docs = (side._replace(on_disk=worktree.read(repository.top, side.path)) for side in (root, docs))
        yield Finding(
            pair, status, reason, root, docs, verdict_of(status, root, docs), diff,
            advice.commands(status, root, docs, diff, reason, how),
            advice.name_list('exclude', pair.root) if status.exit_status else '',
        )


def _diff(root: Side, docs: Side, blobs: Blobs) -> Diff:
    assert root.content is not None and docs.content is not None
    return blobs.diff((root.entry.oid, root.content), (docs.entry.oid, docs.content))
