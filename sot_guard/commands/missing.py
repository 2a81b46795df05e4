"""The paths of a `[[pair]]` at which there is no file: which of them were never there, and what may have been meant."""
from __future__ import annotations

import posixpath
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.escaping import visible
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.paths import parents
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.nearest import folded
from sot_guard.pairing.nearest import nearest
from sot_guard.pairing.pairs import Pair
from sot_guard.report.quoting import staging
from sot_guard.report.suppression import removal_of_entry
from sot_guard.worktree.read import look
from sot_guard.worktree.read import NOTHING

# how many are named, as every tracked path may be held against each; the rest is counted
_MAX_NAMED = 10


class Unknown(NamedTuple):
    """What the configuration names and nobody has: lines on it, and the pairs that it belongs to."""

    pairs: frozenset[Pair]
    # of pairs in scope: the run cannot tell
    problems: tuple[str, ...]
    # of the others
    notes: tuple[str, ...]


def unknown_paths(context: Context, baseline: Baseline, pairs: Sequence[Pair]) -> Unknown:
    """Return the paths of these pairs that neither the judged tree nor the baseline has, or that are folders."""
    written = (pair for pair in pairs if pair.configured and not pair.in_folder)
    absent = [pair for pair in written if not _can_be_compared(context, pair)]
    if not absent:
        return Unknown(frozenset(), (), ())
    tracked = context.judged.entries(lambda path: True)
    folders = {folder for path in tracked for folder in parents(path)}
    by_path: dict[bytes, list[Pair]] = {}
    for pair in absent:
        # a match of a glob is a copy that was found
        for path in pair.sides if pair.origin is None else (pair.source,):
            taken_away = baseline.takes_away(path, context.entry(path))
            if path not in context.entries and (path in folders or not taken_away):
                by_path.setdefault(path, []).append(pair)
    wrong = {path for path, those in by_path.items() if _is_in_scope(context, baseline, those)}
    paths = _Paths(context, tracked, frozenset(folders))
    return Unknown(
        frozenset(pair for those in by_path.values() for pair in those),
        tuple(paths.lines([(path, those[0]) for path, those in by_path.items() if path in wrong])),
        tuple(paths.lines([(path, those[0]) for path, those in by_path.items() if path not in wrong])),
    )


def removal(context: Context, pair: Pair) -> str:
    """Return what to do about a configured pair of which a file is gone for good."""
    file = context.config.file or ''
    remove = removal_of_entry(pair, context.config)
    if pair.origin is None:
        gone = [path for path in pair.sides if path not in context.entries]
        remove = _removal(context, gone[-1], pair)
        remove += ' in' if ' from ' in remove else ' from'
    return f'{remove} {file}, then: {_add(context, file.encode())}'


def _can_be_compared(context: Context, pair: Pair) -> bool:
    if all(path in context.entries for path in pair.sides):
        return True
    try:
        copy, source = map(context.links.destination, pair.sides)
    except UnreadableBlob:
        return True  # which the comparison says
    # a folder may have become a symlink to that of the counterpart
    return copy is not None and copy == source


def _is_in_scope(context: Context, baseline: Baseline, pairs: Sequence[Pair]) -> bool:
    """Whether an unknown path is an error: no unrelated commit is held up by it."""
    paths = [path for pair in pairs for path in pair.sides]
    file = (context.config.file or '').encode()
    touched = any(baseline.is_touched(path, context.entry(path)) for path in (file, *paths))
    return context.selects(paths, touched=touched)


def _add(context: Context, path: bytes) -> str:
    prefix = context.repository.prefix
    return staging(posixpath.relpath(path, prefix) if prefix else path)


def _removal(context: Context, path: bytes, pair: Pair) -> str:
    number = context.pairing.number(pair)
    alone = path == pair.source or len(context.config.pair[number].copies) == 1
    return f'remove pair[{number}]' if alone else f'remove {visible(path)} from pair[{number}]'


class _Paths(NamedTuple):
    context: Context
    tracked: Mapping[bytes, Entry]
    folders: frozenset[bytes]

    def lines(self, unknown: Sequence[tuple[bytes, Pair]]) -> list[str]:
        lines = [self._line(path, pair) for path, pair in unknown[:_MAX_NAMED]]
        more = len(unknown) - _MAX_NAMED
        return [*lines, f'and {more:,} more paths of a [[pair]] that do not exist'] if more > 0 else lines

    def _line(self, path: bytes, pair: Pair) -> str:
        file = self.context.config.file
        where = f'{file}: {SECTION}.' if file == SHARED_FILE else f'{file}: '
        where += f'pair[{self.context.pairing.number(pair)}]: {visible(path)}'
        remove = _removal(self.context, path, pair)
        if path in self.folders:
            both = self.folders.issuperset(pair.sides)
            remedy = f'{visible(path)}/ to compare its files' if both else 'the path of a file in it'
            return f'{where} is a folder; write {remedy}, or {remove}'
        for folder in parents(path):
            if self.tracked.get(folder, ABSENT).kind is Kind.SUBMODULE:
                return f'{where} is inside the submodule {visible(folder)}, which is not compared; {remove}'
        # where a path leads through linked folders, in which git tracks nothing
        near = self.context.links.destination(path) or nearest(path, self.tracked.keys() - self._meant(pair))
        is_same = near is not None and folded(near) == folded(path)
        if not is_same and self._is_on_disk(path):
            return f'{where} is not tracked; {_add(self.context, path)}, or {remove}'
        if near is None:
            return f'{where} does not exist; {remove}'
        return f'{where} does not exist; did you mean {visible(near)}? If not, {remove}'

    def _meant(self, pair: Pair) -> set[bytes]:
        """What the same [[pair]] names: no other path of it was meant."""
        rule = self.context.config.pair[self.context.pairing.number(pair)]
        return {rule.source, *rule.copies}

    def _is_on_disk(self, path: bytes) -> bool:
        return self.context.judged.is_index and look(self.context.repository.top, path) not in (None, NOTHING)
