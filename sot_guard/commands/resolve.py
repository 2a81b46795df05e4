"""The verb `resolve`: from file names to plans, all of them made before the first is carried out."""
from __future__ import annotations

import os
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial

from sot_guard.analysis.context import Context
from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Selection
from sot_guard.commands.conflict_files import conflict_file
from sot_guard.commands.conflict_files import keep
from sot_guard.commands.conflict_files import take_edited
from sot_guard.commands.conflict_files import take_merged
from sot_guard.commands.resolve_folders import add_folders
from sot_guard.commands.resolve_folders import add_same
from sot_guard.commands.resolve_folders import becoming
from sot_guard.commands.resolve_folders import folders_named
from sot_guard.commands.resolve_folders import Plans
from sot_guard.config.locate import differing_on_disk
from sot_guard.errors import UsageError
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.paths import relative_to_top
from sot_guard.git.situation import collect
from sot_guard.git.situation import refuse_in_hooks
from sot_guard.git.situation import work_tree
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.planning.declared import make_plan
from sot_guard.planning.folder_plan import plan_of_same
from sot_guard.planning.model import Plan
from sot_guard.planning.model import Wish
from sot_guard.planning.steps import refuse_foreign
from sot_guard.planning.steps import Then
from sot_guard.report.resolve import Lists
from sot_guard.report.resolve import MAX_PATHS
from sot_guard.report.resolve import Resolution
from sot_guard.report.resolve import texts_of_lists
from sot_guard.worktree.write import carry_out as take_steps
from sot_guard.worktree.write import pending
from sot_guard.worktree.write import Step
from sot_guard.worktree.write import write_file

# the top level
_EVERYTHING = dict.fromkeys([b'']).keys()


def prepare(
    names: Sequence[str], wish: Wish, archive: str | None, environ: Mapping[str, str], *, everything: bool = False,
) -> Resolution:
    """Plan for the pairs of these names; UserError if one of them cannot be brought together. Nothing is written.

    `archive` is the folder of the wish as the user names it. `everything`: each pair that a check of all refuses; what
    cannot be brought together is left to do.
    """
    refuse_in_hooks(environ, 'resolve')
    with open_context(work_tree(collect(environ)), Selection(names, everything)) as context:
        if context.outside:
            raise UsageError(f'{context.outside[0]!r} is outside the work tree')
        _refuse_conflicts(context)
        if archive is not None:
            wish = wish._replace(archive=_archive(context, archive))
        unchanged = differing_on_disk(context.repository.top, context.own_config)
        found = Plans()
        made = _plans_of_all(context, wish, found) if everything else _plans_of_named(context, wish, unchanged, found)
        if wish.edited and wish.merged is None:
            made = [take_edited(context, plan, wish) for plan in made]
        plans = _with_followers(context, made, wish.then)
        steps = tuple(pending(context.repository.top, _together(plans)))
        for plan in plans:
            _refuse_ignored(context, plan)
        sides = {path for plan in (*made, *plans) for path in plan.pair.sides}
        entries = {path: context.entries[path] for path in sides if path in context.entries}
        conflicts = {
            plan.pair.copy: conflict_file(context, plan) for plan in plans if plan.conflicted is not None
        }
        resolution = Resolution(
            context.repository, plans, entries, steps, conflicts, tuple(unchanged),
            tuple(dict.fromkeys((*found.left, *_left(context, plans, wish)))),
        )
        return resolution._replace(lists=_lists(context)) if len(resolution.changed) > MAX_PATHS else resolution


def _lists(context: Context) -> Lists:
    """Where git's own directory keeps lists that are too long for a command."""
    folder = os.path.abspath(os.fsdecode(context.git.path('sot-guard')))
    return Lists(*(os.path.join(folder, name) for name in ('paths', 'tracked', 'before')))


def _plan(context: Context, pair: Pair, wish: Wish) -> Plan:
    return make_plan(context, pair, wish) if wish.merged is None else take_merged(context, pair, wish, wish.merged)


def _plans_of_all(context: Context, wish: Wish, plans: Plans) -> list[Plan]:
    """The plans for the pairs that a check of all refuses, and for all copies of a source that one of them changes."""
    for pair in context.pairing.pairs(context.entries):
        is_left = context.pairing.reason(pair) is None or pair.origin is not None or context.is_identical(pair)
        if is_left or not context.compare(pair).status.exit_status:
            continue
        plans.add(pair, partial(make_plan, context, pair, wish))
    if context.pairing.has_patterns:
        add_folders(context, _EVERYTHING, wish, plans)
    add_same(context, _EVERYTHING, wish, plans)
    return list(plans.by_pair.values())


def _plans_of_named(context: Context, wish: Wish, unchanged: list[str], plans: Plans) -> list[Plan]:
    """The plans for the pairs of the named files, and for all files of the named folders; lines are added."""
    folders = folders_named(context)
    if folders:
        add_folders(context, folders, wish, plans)
        add_same(context, folders, wish, plans)
    if folders and not (plans.by_pair or plans.left):
        unchanged += [f'{visible(path)}/: every file matches its copies; nothing to do' for path in folders]
    single = [path for path in context.named if path not in folders]
    pairs = {pair: None for path in single for pair in _pairs(context, path, unchanged) if pair not in plans.by_pair}
    if wish.merged is not None and (folders or len(pairs) > 1):
        raise UsageError('--from is for one pair; name its copy')
    return [*plans.by_pair.values(), *(plans.held(_plan(context, pair, wish)) for pair in pairs)]


def _refuse_conflicts(context: Context) -> None:
    first = context.git.output('ls-files', '--unmerged', '-z').partition(b'\0')[0]
    if first:
        path = first.partition(b'\t')[2]
        raise UserError(f'{visible(path)}: has merge conflicts; resolve them, then git add it')


def carry_out(resolution: Resolution) -> None:
    """Write what was planned; UserError as carry_out."""
    for plan in resolution.plans:
        if plan.conflicted is not None:
            keep(resolution.conflicts[plan.pair.copy], plan.conflicted)
    for file, text in texts_of_lists(resolution).items():
        write_file(file, text)
    take_steps(resolution.repository.top, resolution.steps)


def _pairs(context: Context, path: bytes, unchanged: list[str]) -> list[Pair]:
    """The pairs that a path is a side of; a line if nothing is left of one but its source."""
    pairs = context.pairing.pairs_of(path)
    tracked = [pair for pair in pairs if all(side in context.entries for side in pair.sides)]
    for pair in pairs if not tracked else ():
        missing = [side for side in pair.sides if side not in context.entries]
        is_there = any(os.path.lexists(os.path.join(context.repository.top, side)) for side in missing)
        if missing == [pair.copy] and not is_there:
            unchanged.append(f'{visible(pair.source)}: has no copies; nothing to do')
            return []
        if len(missing) == 1 and is_there:
            raise UserError(f'{visible(missing[0])}: is not tracked; run git add first')
    if not tracked:
        problem = f'{visible(path)}: is not part of any pair of tracked files; try check --explain'
        raise UserError('; '.join((problem, *differing_on_disk(context.repository.top, context.own_config))))
    return tracked


def _archive(context: Context, folder: str) -> bytes:
    path = relative_to_top(folder, context.repository)
    if path is None:
        raise UsageError(f'--archive: {folder!r} is outside the work tree')
    return path


def _refuse_ignored(context: Context, plan: Plan) -> None:
    if plan.archived is not None:
        path = plan.archived[0]
        refuse_foreign(context, path, 'choose another folder')
        if context.git.is_ignored(context.repository.up + os.fsdecode(path)):
            raise UserError(f'{visible(path)}: is ignored by git; choose another --archive DIR')


def _with_followers(context: Context, plans: Sequence[Plan], then: Then | None) -> tuple[Plan, ...]:
    """The plans; a copy that was the same as its source, or takes it, takes what becomes of that."""
    new = becoming(plans)
    return tuple(
        plan_of_same(context, plan.pair, then, new[plan.pair.source])
        if plan.pair.source in new and (context.is_identical(plan.pair) or plan.takes_source) else plan
        for plan in plans
    )


def _together(plans: Sequence[Plan]) -> list[Step]:
    """The steps of all plans; two plans may share a side, if they want the same of it."""
    steps: dict[bytes, Step] = {}
    for plan in plans:
        for step in plan.steps:
            if steps.setdefault(step.path, step) != step:
                raise UserError(f'{visible(step.path)}: its copies have different changes; resolve them one by one')
    return list(steps.values())


def _left(context: Context, plans: Sequence[Plan], wish: Wish) -> Iterator[str]:
    """What the check will still find when all is staged: other copies, and copies that must not be there at all."""
    done = {plan.pair for plan in plans}
    changed = {plan.pair.source for plan in plans if plan.changes(plan.pair.source)}
    for pair in context.pairing.pairs(context.entries):
        if pair not in done and pair.source in changed and context.entry(pair.copy).kind is Kind.FILE:
            copy, source = (visible(path) for path in pair.sides)
            yield f'{copy} is another copy of {source}; after staging, resolve it too'
    stays = not wish.then and (wish.archive is None or wish.keep)
    if context.config.duplicates == 'forbid' and stays:
        for pair in done:
            if not pair.configured:
                yield f'{visible(pair.copy)} duplicates {visible(pair.source)} (duplicates = "forbid"); ' \
                      'add --then delete, --then link or --then pointer'
