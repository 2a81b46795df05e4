"""What `resolve` would do to a file of a folder: as to any pair, and missing and extra files."""
from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Status
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.history import read_history
from sot_guard.git.history import Track
from sot_guard.git.log import since
from sot_guard.git.situation import head_commit
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.pairs import Pair
from sot_guard.planning.declared import make_plan
from sot_guard.planning.model import Plan
from sot_guard.planning.model import Wish
from sot_guard.planning.plan import follow
from sot_guard.planning.plan import Planner
from sot_guard.planning.steps import hidden
from sot_guard.planning.steps import refuse_foreign
from sot_guard.planning.steps import staged
from sot_guard.planning.steps import step
from sot_guard.planning.steps import Then
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import look
from sot_guard.worktree.read import MAX_BYTES
from sot_guard.worktree.read import NOTHING
from sot_guard.worktree.write import Step

_HISTORY_SECONDS = 60.0


class Files(NamedTuple):
    """The files of folders, and what was asked of git for all of them at once."""

    context: Context
    baseline: Baseline
    # those at which git does not look on disk
    hidden: Collection[bytes]
    # those of the missing ones that `git add` refuses
    ignored: Collection[bytes]


def plan_of_file(files: Files, pair: Pair, wish: Wish, source: bytes | None = None) -> Plan:
    """Return the plan for a pair of a folder or glob; UserError where it has to be left to the user.

    `source`: what another plan makes of the source; None: it stays.
    """
    context = files.context
    compared = context.compare(pair)
    _refuse(files, compared)
    if compared.status is Status.COPY_MISSING:
        return _add(context, pair, source)
    if compared.status in (Status.EXTRA, Status.DOCS_MISSING):
        return _delete(context, files.baseline, pair, wish)
    contents = compared.copy.content, compared.source.content
    is_binary = any(content is not None and content.is_binary for content in contents)
    is_plain = not (wish.keep or wish.archive or wish.append_unique or (wish.then and wish.then != 'delete'))
    # what may differ is kept by carrying changes, not by copying files
    if compared.status is Status.DIVERGENT and (is_binary or (is_plain and not pair.has_views)):
        base = _base(files, pair) or (_old_base(context, pair) if is_binary else None)
        if base is not None:
            return _follow(context, pair, base, is_binary=is_binary)
        if is_binary:
            raise UserError(f'{visible(pair.copy)}: both binary files have changed; copy one over the other with cp')
    # what is to be deleted is what only the copy has
    return make_plan(context, pair, wish._replace(then=None) if wish.then == 'delete' else wish)


def _refuse(files: Files, compared: Compared) -> None:
    """UserError where no file is to be written, whatever is asked for."""
    pair = compared.pair
    copy, source = map(visible, pair.sides)
    for path in pair.sides:
        if path in files.hidden:
            raise UserError(hidden(path))
    if compared.copy.entry.kind is compared.source.entry.kind is Kind.ABSENT:
        link, folder = (copy, source) if compared.source.is_folder else (source, copy)
        raise UserError(f'{link}: the symlink to {folder} is deleted; restore it with git restore')
    if compared.status is Status.COPY_MISSING and pair.copy in files.ignored:
        raise UserError(f'{copy}: is missing and ignored by git; add it by git add -f, or exclude it')
    if compared.is_mode_only:
        sign = '+' if compared.source.entry.mode == '100755' else '-'
        raise UserError(f'{copy}: differs from {source} in its executable bits alone; run chmod {sign}x and git add')


class _Base(NamedTuple):
    """What both files were, where one of them still is that."""

    oid: str
    since: str


def _base(files: Files, pair: Pair) -> _Base | None:
    """What the commit before had at both paths: no history has to be read."""
    if not files.baseline.trees:
        return None
    copy, source = map(files.baseline.entry, pair.sides)
    known = copy.kind is source.kind is Kind.FILE and copy.oid == source.oid
    is_half = copy.oid in [files.context.entry(path).oid for path in pair.sides]
    return _Base(copy.oid, 'the commit before') if known and is_half else None


def _old_base(context: Context, pair: Pair) -> _Base | None:
    """The same by the history."""
    copy, source = (context.entry(path).oid for path in pair.sides)
    head = head_commit(context.git)
    if head is None:
        return None
    track = Track(Commit(context.git, head), pair.sides, (copy, source))
    history = read_history(context.git, context.repository, track, _HISTORY_SECONDS)
    return _Base(history.base, since(history)) if history.base in (copy, source) and history.base else None


def _follow(context: Context, pair: Pair, base: _Base, *, is_binary: bool) -> Plan:
    """The file that has not changed takes the one that has, by their ids."""
    is_copy = context.entry(pair.source).oid == base.oid
    planner = Planner(context, pair, Wish(), *(staged(context, path, MAX_BYTES) for path in pair.sides))
    changed, other = pair.sides if is_copy else pair.sides[::-1]
    data = planner.copy if is_copy else planner.source
    source = data if is_copy else None
    if not is_binary:
        # of many files each has one line
        return planner.follow(base.since, changed)._replace(remarks=(), source=source)
    why = f'only {visible(changed)} changed since {base.since}; it is copied to {visible(other)}'
    return Plan(pair, why, steps=planner.steps(data, data), source=source)


def plan_of_same(context: Context, pair: Pair, then: Then | None, source: bytes) -> Plan:
    """Return the plan for a copy that is the same as its source, when that becomes another text; UserError as above."""
    data = staged(context, pair.copy, MAX_BYTES)
    if then or b'\0' not in data + source:
        return follow(context, pair, then, source)
    why = f'the change to {visible(pair.source)} is also copied to {visible(pair.copy)}'
    return Plan(pair, why, steps=(step(context, pair.copy, data, source),))


def _add(context: Context, pair: Pair, source: bytes | None) -> Plan:
    """The copy that is missing becomes what its source is; what lies in its place is not overwritten."""
    refuse_foreign(context, pair.copy, 'add it by hand')
    data = staged(context, pair.source, MAX_BYTES) if source is None else source
    here = look(context.repository.top, pair.copy)
    if here not in (NOTHING, Found(Kind.FILE, data)):
        raise UserError(f'{visible(pair.copy)}: is not tracked, but lies on disk; run git add, or move it away')
    made = Step(pair.copy, NOTHING, Found(Kind.FILE, data), context.entry(pair.source).mode == '100755')
    # the source has to be what it is taken for
    steps = (step(context, pair.source, data, data),) if source is None else ()
    return Plan(pair, f'{visible(pair.copy)} is missing; it is added', steps=(*steps, made))


def _delete(context: Context, baseline: Baseline, pair: Pair, wish: Wish) -> Plan:
    """A file that only the copy has is left, unless it is to be deleted and nothing is lost by that."""
    names = visible(pair.copy), visible(pair.source)
    if wish.then != 'delete':
        raise UserError(f'{names[0]}: {names[1]} does not exist; the file is left (--then delete deletes it)')
    data = staged(context, pair.copy, MAX_BYTES)
    if not any(_has(context.in_tree(tree), pair, data) for tree in baseline.trees):
        raise UserError(f'{names[0]}: has lines that {names[1]} never had; the file is left, delete it by hand')
    steps = (Step(pair.copy, Found(Kind.FILE, data), NOTHING),)
    return Plan(pair, f'{names[0]} is deleted; {names[1]} was, and HEAD has all of it', steps=steps)


def _has(old: Context, pair: Pair, data: bytes) -> bool:
    """Whether the source that an old tree has holds all of a text."""
    source = old.entry(pair.source)
    if source.kind is not Kind.FILE:
        return False
    text = old.blobs.whole(source.oid, MAX_BYTES)
    if text is None or data == text:
        return text is not None
    if b'\0' in data + text:
        return False
    difference = compare_texts(data, text, format_of(pair.copy))
    return difference.harmless or difference.copy.is_found
