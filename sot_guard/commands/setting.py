"""What changes the commands of a report: how the run came about, and which copies belong together."""
from __future__ import annotations

import os
import re
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence

from sot_guard.analysis.context import Context
from sot_guard.analysis.status import Status
from sot_guard.config.locate import FILES
from sot_guard.config.model import OWN_FILE
from sot_guard.errors import GitError
from sot_guard.escaping import visible_start
from sot_guard.git.hook_context import hook_context
from sot_guard.git.hook_context import HookContext
from sot_guard.git.situation import merge_name
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Setting
from sot_guard.report.examined import Examined
from sot_guard.report.model import Detail

# how many paths git is asked about
_MAX_ASKED = 20
_NAME_CHARACTERS = 40
_SPARSE_VERSION = (2, 34)


def occasion_of(how: HookContext, *, staged: bool) -> Occasion:
    """Return what a run is part of; `staged`: by `--staged`, the form of a hook."""
    if how.pushing or how.ranged:
        return Occasion.PUSH if how.pushing else Occasion.CHECK
    # a runner may have been started by hand
    return Occasion.COMMIT if how.committing or (staged and not how.runner) else Occasion.CHECK


def setting_of(
    context: Context, baseline: Baseline, detail: Detail, pairs: Sequence[Pair], hidden: Collection[bytes],
) -> Setting:
    """Return the setting of a run that reports these pairs; `hidden`: what git does not look at on disk."""
    environ, repository, top = context.environ, context.repository, context.repository.top
    how = hook_context(environ, repository.prefix, detail.program)
    occasion = occasion_of(how, staged=context.selection.staged)
    if isinstance(context.judged, Commit):
        how = how._replace(commit=context.judged.oid, checked_out=repository.head == context.judged.oid)
        occasion = Occasion.CHECK if occasion is Occasion.COMMIT else occasion
    sparse = os.path.join(repository.git_dir, b'info/sparse-checkout')
    return Setting(
        how, occasion, top, detail.encoding,
        merging=_merged(baseline, environ),
        has_head=bool(baseline.trees),
        is_shallow=repository.is_shallow,
        has_remote=repository.is_shallow and bool(context.git.output('remote').strip()),
        ignored=_ignored(context, pairs),
        sparse=(bool(hidden) or os.path.exists(sparse)) and _version(context) >= _SPARSE_VERSION,
        config=context.config,
        has_config=os.path.lexists(os.path.join(top, FILES[0].encode())) or bool(context.config.file),
    )


def _merged(baseline: Baseline, environ: Mapping[str, str]) -> str | None:
    """The name of what is being merged, as git tells it, or the beginning of its id."""
    if len(baseline.trees) < 2:
        return None
    oid = baseline.trees[1].commit.oid
    name = merge_name(environ, oid)
    return visible_start(os.fsencode(name), _NAME_CHARACTERS) or oid[:7]


def _ignored(context: Context, pairs: Sequence[Pair]) -> frozenset[bytes]:
    """The paths that gitignore(5) names: `git add` refuses some of them, tracked or not."""
    if isinstance(context.judged, Commit):
        return frozenset()
    paths = [OWN_FILE.encode(), *dict.fromkeys(path for pair in pairs for path in pair.sides)][:_MAX_ASKED]
    names = [context.repository.up + os.fsdecode(path) for path in paths]
    # one process where none is, which is nearly always so
    if not names or not _is_ignored(context, *names):
        return frozenset()
    return frozenset(path for path, name in zip(paths, names, strict=True) if _is_ignored(context, name))


def _is_ignored(context: Context, *names: str) -> bool:
    try:
        return context.git.is_ignored(*names, tracked=True)
    except GitError:
        return False  # behind a symlink, say; there is nothing that could be added


def _version(context: Context) -> tuple[int, ...]:
    numbers = re.search(rb'(\d+)\.(\d+)', context.git.output('version'))
    return () if numbers is None else (int(numbers[1]), int(numbers[2]))


def groups(context: Context, examined: Sequence[Examined]) -> list[Group]:
    """Return the group of each: copies that differ from their source in the same way, or lack it, are one."""
    keys = [_key(number, one) for number, one in enumerate(examined)]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys), 1)}
    families = _families(context, {one.pair for one in examined})
    copies: dict[object, list[bytes]] = {}
    for key, one in zip(keys, examined, strict=True):
        copies.setdefault(key, []).append(one.pair.copy)
    same = {
        source: tuple(pair.copy for pair in family if context.is_identical(pair)) for source, family in families.items()
    }
    found: dict[object, Group] = {}
    for key, one in zip(keys, examined, strict=True):
        if key not in found:
            family, identical = families[one.pair.source], same[one.pair.source]
            total = max(len(family), len(copies[key]))
            found[key] = Group(numbers[key], tuple(copies[key]), identical, total)
    return [found[key] for key in keys]


def folders(examined: Sequence[Examined]) -> list[tuple[int, ...]]:
    """Return the findings, by their places, that are files of one folder, of which several are refused.

    Copies of a folder that differ from it in the same way are one.
    """
    by_copy: dict[tuple[int, bytes], list[int]] = {}
    for place, one in enumerate(examined):
        origin = one.pair.origin
        if origin is not None and origin.is_folder and one.status.exit_status:
            by_copy.setdefault((origin.number, origin.copy), []).append(place)
    alike: dict[object, list[int]] = {}
    for (number, folder), places in by_copy.items():
        if len(places) > 1:
            state = tuple(_state(examined[place], folder) for place in places)
            alike.setdefault((number, state), []).extend(places)
    return [tuple(places) for places in alike.values()]


def _state(one: Examined, folder: bytes) -> object:
    return one.pair.copy[len(folder):], one.status, one.copy.entry, one.copy.before


def _key(number: int, one: Examined) -> object:
    copy = one.copy
    if one.status is not Status.DIVERGENT and not (one.status is Status.DOCS_MISSING and copy.entry.oid):
        return number
    return (
        one.status, one.pair.source, one.pair.configured, one.pair.differ, copy.entry, copy.before, copy.on_disk,
        copy.hidden, copy.filter, copy.merged, copy.filtered,
    )


def _families(context: Context, checked: Collection[Pair]) -> dict[bytes, list[Pair]]:
    """The copies of each source that are tracked as regular files, and checked."""
    found: dict[bytes, list[Pair]] = {pair.source: [] for pair in checked}
    for pair in context.pairing.pairs(context.entries):
        is_file = context.entry(pair.copy).kind is Kind.FILE
        if pair.source in found and is_file and (pair in checked or context.pairing.reason(pair) is not None):
            found[pair.source].append(pair)
    return found
