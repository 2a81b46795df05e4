"""What is worth a line, but fails no run."""
from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.analysis.context import Context
from sot_guard.analysis.status import Status
from sot_guard.config.model import Config
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.git.paths import parents
from sot_guard.git.trees import Kind
from sot_guard.pairing.nearest import folded
from sot_guard.pairing.pairs import Pair

# how many of a kind are said; the rest is counted
_MAX = 10
# of the reason of an [[accept]]
_REASON_CHARACTERS = 80
MAX_CHARACTERS = 20_000


def notes_on(context: Context, pairs: Sequence[Pair]) -> list[str]:
    """The notes on a run, whatever the comparison will show."""
    said = [*limited(_outside(context)), *limited(_untracked(context)), *limited(_near_names(context))]
    said += limited(_stale(context, pairs))
    if context.selection.is_all or (context.config.file or '').encode() in context.named:
        said += limited(_overlaps(context))
    if context.selection.is_all and not (pairs or context.config.pair) and (why := _why_nothing(context)):
        said.append(f'no pairs in {context.judged.description}: {why}')
    return said


def unguarded(pairs: Iterable[Pair], config: Config) -> list[str]:
    """Notes on touched pairs that differ and could be checked."""
    from sot_guard.config.write import name_list
    return limited(
        f'{visible(pair.copy)} and {visible(pair.source)} differ but are not checked; '
        f'to check them: {name_list("include", pair.copy, config)}'
        for pair in pairs
    )


def limited(notes: Iterable[str]) -> list[str]:
    """Return as many notes of a kind as are worth reading, and the number of the others."""
    said: list[str] = []
    more = left = 0
    for note in notes:
        if more or len(said) == _MAX or (said and len(note) > left):
            more += 1
        else:
            left = (left if said else MAX_CHARACTERS) - len(note)
            said.append(note)
    return [*said, f'and {more:,} more of this kind'] if more else said


def _outside(context: Context) -> Iterator[str]:
    for name in context.outside:
        yield f'{visible(os.fsencode(name))}: is outside the work tree; ignored'


def _untracked(context: Context) -> Iterator[str]:
    """The names that are no part of what is judged, neither as a file nor as a directory."""
    missing = context.named.keys() - context.entries.keys()
    if missing:
        tracked = context.judged.entries(lambda path: not missing.isdisjoint(parents(path)))
        missing = missing.difference(*map(parents, tracked))
    if missing:
        from sot_guard.report.quoting import staging
    for path in sorted(missing):
        name = os.fsencode(context.named[path])
        add = f'; to check it: {staging(name)}' if context.judged.is_index and os.path.lexists(name) else ''
        yield f'{visible(name)}: is not tracked in {context.judged.description}, so not checked{add}'


def _near_names(context: Context) -> Iterator[str]:
    """Checked names whose counterpart is spelled in another case or Unicode form: one file to some systems."""
    alone = []
    for path in context.entries if context.selection.is_all or context.named else ():
        source = context.pairing.counterpart(path)
        if source is not None and source not in context.entries:
            alone.append((path, source))
    known = {folded(path): path for path in context.entries} if alone else {}
    for path, source in sorted(alone):
        near = known.get(folded(source))
        if near is None or context.pairing.reason(context.pairing.pair(path, source)) is None:
            continue
        if context.selects((path, source, near), touched=False) and not _leads_to(context, path, near):
            yield (
                f'{visible(path)} and {visible(near)} are not a pair: their names differ in case or Unicode form; '
                'rename one of them, or add a [[pair]]'
            )


def _leads_to(context: Context, path: bytes, near: bytes) -> bool:
    """Whether one of them is a link or a pointer to the other: nothing is there that could drift."""
    return context.compare(Pair(path, near)).status in (Status.LINKED, Status.POINTER)


def _stale(context: Context, pairs: Sequence[Pair]) -> Iterator[str]:
    """Each [[accept]] that accepts nothing any more."""
    known = {pair.copy: pair for pair in pairs}
    for number, accepted in enumerate(context.config.accept):
        pair = known.get(accepted.path)
        if pair is None:
            yield f'accept[{number}] ({visible(accepted.path)}): is not the copy of any pair; delete the entry'
        elif (context.entry(pair.source).oid, context.entry(pair.copy).oid) != (accepted.source_id, accepted.copy_id):
            reason = visible_line(accepted.reason.encode('utf-8', 'surrogateescape'), _REASON_CHARACTERS)
            remedy = 'run accept again or delete the entry'
            where = f'accept[{number}] ({visible(accepted.path)}, "{reason}")'
            yield f'{where}: the files have changed since; {remedy}'


def _overlaps(context: Context) -> Iterator[str]:
    """The tables of which folders or globs find the same copies: the more specific one holds them."""
    for one in context.pairing.expansion.overlaps:
        more = f' and {one.copies - 1:,} more' if one.copies > 1 else ''
        is_held = f'pair[{one.kept}] is more specific and holds it'
        yield f'pair[{one.other}] finds {visible(one.first)}{more} too, but {is_held}'


def _why_nothing(context: Context) -> str:
    source = context.config.docs_dir
    shown = visible(source)
    entry = context.entry(source)
    if entry.kind is not Kind.ABSENT:
        return f'{shown} is a {entry.kind.value}, not a folder; set docs-dir'
    if not any(path.startswith(source + b'/') for path in context.entries):
        return f'{shown}/ has no tracked files; set docs-dir'
    return ''
