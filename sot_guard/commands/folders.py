"""What folders and globs of a `[[pair]]` need to be judged: what this commit deletes, and what they do not find."""
from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.status import Status
from sot_guard.config.model import is_glob
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.escaping import visible
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.paths import Folders
from sot_guard.git.paths import parents
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.folders import Origin
from sot_guard.pairing.folders import Place
from sot_guard.pairing.nearest import nearest
from sot_guard.pairing.pairs import Pair

# folders that are deeper are not what a misspelt one means: of very deep paths there are too many
_MAX_DEPTH = 20
# how many are named, as every tracked path may be held against each; the rest is counted
MAX_NAMED = 10


def with_deleted(context: Context, pairs: Sequence[Pair]) -> tuple[Context, list[Pair]]:
    """Return the context and pairs with the files of folders and globs that this commit deletes; GitError."""
    gone = context.gone() if context.pairing.has_patterns else set()
    if not gone:
        return context, list(pairs)
    context = context._replace(pairing=context.pairing.expanded(context.entries, gone))
    more = context.pairing.incomplete(context.entries, gone)
    return context, list(dict.fromkeys((*pairs, *more)))


def without_allowed(context: Context, baseline: Baseline, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs without those of folders and globs of which a file may be absent."""
    found = [pair for pair in pairs if pair.origin is None or not _is_allowed(context, baseline, pair)]
    return _without_deleted_folders(context, found)


def _is_allowed(context: Context, baseline: Baseline, pair: Pair) -> bool:
    """Whether a file of a pair is absent, and may be: nothing forbids it, and no commit takes the pair apart."""
    assert pair.origin is not None
    absent = [path for path in pair.sides if context.entry(path).kind is Kind.ABSENT]
    if not absent:
        return False
    if pair.origin.forbids_missing if absent == [pair.copy] else pair.origin.forbids_extra:
        return False
    trees = [context.in_tree(tree) for tree in baseline.trees]
    # as another commit has left it, such as one side of a merge
    was_there = any(all(tree.entry(path) == context.entry(path) for path in pair.sides) for tree in trees)
    return pair.in_folder and (was_there or not any(_was_alike(tree, pair) for tree in trees))


def _was_alike(context: Context, pair: Pair) -> bool:
    """Whether both files were there in a tree, and a check had nothing to say of them, or could not tell."""
    if any(context.entry(path).kind is Kind.ABSENT for path in pair.sides):
        return context.compare(pair).status is Status.LINKED  # to a folder
    if context.is_identical(pair):
        return True
    status = context.compare(pair).status
    return not status.exit_status or status is Status.READ_ERROR


def _without_deleted_folders(context: Context, pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs without matches of globs that go together with everything else in their folder."""
    folders = {pair: folder for pair in pairs if (folder := _folder_of_match(context, pair)) is not None}
    if not folders:
        return list(pairs)
    left = Folders(context.judged.entries(lambda path: True))
    return [pair for pair in pairs if pair not in folders or folders[pair] in left]


def _folder_of_match(context: Context, pair: Pair) -> bytes | None:
    """The folder of a match of a glob that this commit deletes; None of anything else."""
    origin = pair.origin
    if origin is None or not is_glob(origin.written) or context.entry(pair.copy).kind is not Kind.ABSENT:
        return None
    return posixpath.dirname(origin.copy.rstrip(b'/') if origin.is_folder else pair.copy)


class OldFolders:
    """The folders that the baseline has, listed where they are asked for."""

    def __init__(self, baseline: Baseline) -> None:
        self._baseline = baseline
        self._known: list[Folders] | None = None

    def lack(self, folder: bytes) -> bool:
        """Return whether no tree of the baseline has a folder."""
        if self._known is None:
            self._known = [Folders(tree.commit.entries(lambda path: True)) for tree in self._baseline.trees]
        return not any(folder in known for known in self._known)


def is_new_in_required(context: Context, old: OldFolders, pair: Pair) -> bool:
    """Return whether a required copy is absent from a folder that this commit makes."""
    origin = pair.origin
    if origin is None or origin.is_folder or not origin.forbids_missing or pair.copy in context.entries:
        return False
    return old.lack(posixpath.dirname(pair.copy))


# ---- what finds nothing

class Idle(NamedTuple):
    """Lines on folders and globs that find nothing: of those in scope, so that the run cannot tell, and of others."""

    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def paths_of_places(context: Context) -> set[bytes]:
    """Return the paths at which a folder or a glob that compares nothing has files: whether they are touched counts."""
    tree = Folders(context.entries)
    return {path for place in _places(context) for path in _files_of(tree, place.origin)}


def _places(context: Context) -> list[Place]:
    """The folders and globs that compare nothing, and are no symlinks to their source."""
    found = []
    tree = Folders(context.entries)
    for place in context.pairing.expansion.places:
        # what is deleted below a folder that is a symlink now counts as common
        if _linked_pair(context, place.origin) or not (place.common or _has_links(context, tree, place.origin)):
            found.append(place)
    return [place for place in found if not _is_linked(context, place.origin)]


def _files_of(tree: Folders, origin: Origin) -> set[bytes]:
    """The paths below both folders, and those of the folders themselves, which may be symlinks."""
    if not origin.is_folder:
        return {origin.source}
    folders = tuple(filter(None, (origin.source, origin.copy)))
    return {path for folder in folders for path in (folder.rstrip(b'/'), *tree.below(folder))}


def _is_linked(context: Context, origin: Origin) -> bool:
    """Whether the folder of the copies is a symlink to the source, or the reverse."""
    return origin.is_folder and _leads_to(context, origin.copy, origin.source)


def _has_links(context: Context, tree: Folders, origin: Origin) -> bool:
    """Whether a folder in one of the two is a symlink to its counterpart in the other."""
    both = (origin.copy, origin.source) if origin.is_folder else ()
    for here, there in zip(both, reversed(both), strict=True):
        links = (path for path in tree.below(here) if context.entry(path).kind is Kind.LINK)
        if any(_leads_to(context, path, there + path[len(here):]) for path in links):
            return True
    return False


def _leads_to(context: Context, path: bytes, other: bytes) -> bool:
    try:
        there = context.links.folder(other)
        return there is not None and there == context.links.folder(path)
    except UnreadableBlob:
        return False


# ---- links in the place of folders

def with_links(context: Context, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs with those of folders of which one is a symlink elsewhere, and without what would be below.

    Below a symlink that this commit deletes, too.
    """
    found = [*pairs, *(pair for place in _places(context) if (pair := _linked_pair(context, place.origin)))]
    links: set[bytes] = set()
    for pair in found:
        kinds = {path: context.entry(path).kind for path in pair.sides if pair.in_folder}
        is_deleted = set(kinds.values()) == {Kind.ABSENT}
        links |= {path for path, kind in kinds.items() if kind is Kind.LINK or is_deleted}
    return [pair for pair in found if links.isdisjoint(folder for path in pair.sides for folder in parents(path))]


def _linked_pair(context: Context, origin: Origin) -> Pair | None:
    """The two folders themselves, if one of them is a symlink."""
    pair = Pair(origin.copy.rstrip(b'/'), origin.source.rstrip(b'/'), configured=True, origin=origin)
    is_link = origin.is_folder and any(context.entry(path).kind is Kind.LINK for path in pair.sides)
    return pair if is_link else None


def paths_of(context: Context, pair: Pair) -> Collection[bytes]:
    """Return the paths that bring a pair into scope: of two folders those of their files, too."""
    if not (pair.is_of_folders and pair.origin):
        return pair.sides
    return {*pair.sides, *_files_of(Folders(context.entries), pair.origin)}


def idle_rules(context: Context, baseline: Baseline) -> Idle:
    """Return what folders and globs compare nothing, in what is judged nor in the baseline."""
    problems: list[Place] = []
    notes: list[Place] = []
    file = (context.config.file or '').encode()
    tree = Folders(context.entries)
    for place in _places(context):
        if _linked_pair(context, place.origin):
            continue  # which is a pair that is reported
        paths = _files_of(tree, place.origin)
        touched = any(baseline.is_touched(path, context.entry(path)) for path in (file, *paths))
        is_told = context.selects([*paths, place.origin.source.rstrip(b'/')], touched=touched)
        (problems if is_told else notes).append(place)
    return Idle(_lines(context, problems), _lines(context, notes))


def _lines(context: Context, places: Sequence[Place]) -> tuple[str, ...]:
    lines = [_line(context, place) for place in places[:MAX_NAMED]]
    more = len(places) - MAX_NAMED
    return (*lines, *[f'and {more:,} more folders and globs of a [[pair]] that find nothing'] * (more > 0))


def _line(context: Context, place: Place) -> str:
    """What a folder or a glob does not find, and the remedy."""
    origin, file = place.origin, context.config.file
    where = f'{file}: {SECTION}.' if file == SHARED_FILE else f'{file}: '
    where += f'pair[{origin.number}]: '
    remove = f'remove {visible(origin.written or b".")} from pair[{origin.number}]'
    if not origin.is_folder:
        return f'{where}{visible(origin.copy)} matches no tracked file; correct it, or {remove}'
    if not place.sources:
        return f'{where}{visible(origin.source)} {_why_none(context, origin.source)}, or remove pair[{origin.number}]'
    if not place.copies:
        return f'{where}{visible(origin.shown)} {_why_none(context, origin.copy)}, or {remove}'
    near = _right_level(context, origin)
    did_you = f'did you mean {visible(near)}? If not, {remove}' if near else f'correct it, or {remove}'
    return f'{where}{visible(origin.source)} and {visible(origin.shown)} have no file in common; {did_you}'


def _why_none(context: Context, folder: bytes) -> str:
    """Why no file lies in a folder, and what to do."""
    path = folder.rstrip(b'/')
    kind = context.entry(path).kind
    if kind is Kind.FILE:
        return f'is a file, not a folder; write {visible(path)}'
    if kind is Kind.SUBMODULE:
        return 'is a submodule, which is not compared; correct it'
    if is_glob(folder):
        return 'matches no folder; correct it'
    if any(path.startswith(folder) for path in context.entries):
        return 'has no file that only and exclude leave; correct them'
    tracked = context.judged.entries(lambda path: True)
    deep = (path for path in tracked if path.count(b'/') <= _MAX_DEPTH)
    near = nearest(path, {folder for path in deep for folder in parents(path)} - {b''})
    return f'does not exist; {f"did you mean {visible(near)}/? If not, " if near else ""}correct it'


def _right_level(context: Context, origin: Origin) -> bytes | None:
    """The folder above or below the copy at which most files of the source have a counterpart."""
    tracked = context.judged.entries(lambda path: True)
    names = [path.removeprefix(origin.source) for path in tracked if path.startswith(origin.source)]
    by_name: dict[bytes, set[bytes]] = {}
    for name in names:
        by_name.setdefault(posixpath.basename(name), set()).add(name)
    return _most(tracked, by_name, origin)


def _most(tracked: Collection[bytes], names: dict[bytes, set[bytes]], origin: Origin) -> bytes | None:
    counts = Counter(folder for path in tracked for folder in _folders(path, names, origin))
    return min(counts, key=lambda folder: (-counts[folder], folder)) if counts else None


def _folders(path: bytes, names: dict[bytes, set[bytes]], origin: Origin) -> Iterator[bytes]:
    top = origin.copy.partition(b'/')[0] + b'/'
    if path.startswith(origin.source) or not path.startswith(top):
        return
    for name in names.get(posixpath.basename(path), ()):
        if path.endswith(b'/' + name):
            yield path[:len(path) - len(name)]
