"""What is worth a line, but fails no run."""
from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.analysis.context import Scene
from sot_guard.analysis.context import Scope
from sot_guard.config.model import matches
from sot_guard.config.model import text_of
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text
from sot_guard.git.paths import parents
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair

# how many of a kind are said; the rest is counted
_MOST = 10
# of the reason of an [[accept]]
_REASON_CHARACTERS = 80
_MOST_CHARACTERS = 20_000


def notes_on(scene: Scene, scope: Scope, pairs: Sequence[Pair]) -> list[str]:
    """The notes on a scene, whatever the comparison will show."""
    said = [*_limited(_outside(scene)), *_limited(_untracked(scene)), *_limited(_near_names(scene, scope))]
    said += [*_limited(_missing(scene)), *_limited(_rootless(scene)), *_limited(_stale(scene, pairs))]
    if scope.everything and not pairs and (why := _why_nothing(scene)):
        said.append(f'nothing is guarded in {scene.judged.description}: {why}')
    return said


def unguarded(pairs: Iterable[Pair]) -> list[str]:
    """Notes on touched pairs that differ and could be guarded."""
    from sot_guard.config.write import name_list
    return _limited(
        f'{visible(pair.root)} and {visible(pair.docs)} differ, not guarded: '
        f'{name_list("include", pair.root)} to guard'
        for pair in pairs
    )


def _limited(notes: Iterable[str]) -> list[str]:
    said: list[str] = []
    more = left = 0
    for note in notes:
        if more or len(said) == _MOST or (said and len(note) > left):
            more += 1
        else:
            left = (left if said else _MOST_CHARACTERS) - len(note)
            said.append(note)
    return [*said, f'and {more:,} more of this kind'] if more else said


def _outside(scene: Scene) -> Iterator[str]:
    for name in scene.outside:
        yield f'{visible(os.fsencode(name))}: outside of the work tree, not looked at'


def _untracked(scene: Scene) -> Iterator[str]:
    """The names that are no part of what is judged, neither as a file nor as a directory."""
    missing = scene.named.keys() - scene.entries.keys()
    if missing:
        tracked = scene.judged.entries(lambda path: not missing.isdisjoint(parents(path)))
        missing = missing.difference(*map(parents, tracked))
    if missing:
        from sot_guard.report.shell import staging
    for path in sorted(missing):
        name = os.fsencode(scene.named[path])
        add = f'; to make it one: {staging(name)}' if scene.judged.is_index and os.path.lexists(name) else ''
        yield f'{visible(name)}: not tracked, so no part of {scene.judged.description}{add}'


def _near_names(scene: Scene, scope: Scope) -> Iterator[str]:
    """Guarded names whose counterpart is spelled in another case or Unicode form: one file to some systems."""
    alone = []
    for path in scene.entries:
        docs = scene.pairing.counterpart(path)
        if docs is not None and docs not in scene.entries and scope.holds((path, docs), touched=False):
            alone.append((path, docs))
    known = {_folded(path): path for path in scene.entries} if alone else {}
    for path, docs in sorted(alone):
        near = known.get(_folded(docs))
        if near is None or scene.pairing.reason(scene.pairing.pair(path, docs)) is None:
            continue
        if not _leads_to(scene, path, near):
            yield (
                f'{visible(path)} and {visible(near)} are no pair: their names differ in case or Unicode form; '
                'rename one, or name both in a [[pair]]'
            )


def _leads_to(scene: Scene, path: bytes, near: bytes) -> bool:
    """Whether one of them is a link or a pointer to the other: nothing is there that could drift."""
    from sot_guard.analysis.context import read_side
    from sot_guard.analysis.status import Status
    from sot_guard.analysis.status import status_of
    root, docs = (read_side(scene, side, as_text=False) for side in (path, near))
    return status_of(Pair(path, near), root, docs) in (Status.LINKED, Status.POINTER)


def _folded(path: bytes) -> str:
    return unicodedata.normalize('NFC', text_of(path)).casefold()


def _missing(scene: Scene) -> Iterator[str]:
    """Paths of a [[pair]] that are not there: a typing error would guard nothing, silently."""
    for number, rule in enumerate(scene.config.pair):
        for path in (rule.source, *rule.copies):
            if path not in scene.entries:
                yield f'pair[{number}]: {visible(path)} is not tracked, so not compared'


def _rootless(scene: Scene) -> Iterator[str]:
    """Each of the roots that means no folder: the same."""
    folders = {path.rpartition(b'/')[0] for path in scene.entries}
    for number, root in enumerate(scene.config.roots):
        if not any(matches(text_of(folder), root) for folder in folders):
            yield f'roots[{number}]: no tracked file lies directly in {visible_text(root)}, so no pair'


def _stale(scene: Scene, pairs: Sequence[Pair]) -> Iterator[str]:
    """Each [[accept]] that accepts nothing any more."""
    known = {pair.root: pair for pair in pairs}
    for number, accepted in enumerate(scene.config.accept):
        pair = known.get(accepted.path)
        if pair is None:
            yield f'accept[{number}]: {visible(accepted.path)} is the copy of no pair; take it out'
        elif (scene.entry(pair.docs).oid, scene.entry(pair.root).oid) != (accepted.source_id, accepted.copy_id):
            reason = visible_line(accepted.reason.encode('utf-8', 'surrogateescape'), _REASON_CHARACTERS)
            told = 'the contents are others now; accept them again, or take it out'
            yield f'accept[{number}]: {visible(accepted.path)} is stale ({reason}), {told}'


def _why_nothing(scene: Scene) -> str:
    docs = scene.config.docs_dir
    shown = visible(docs)
    entry = scene.entry(docs)
    if entry.kind is not Kind.ABSENT:
        return f'{shown} is a {entry.kind.value}, not a folder'
    if not any(path.startswith(docs + b'/') for path in scene.entries):
        return f'no tracked file lies directly in {shown}/'
    return ''
