"""`resolve` of a folder: a plan for each of its files that a check refuses, and a line for what is left."""
from __future__ import annotations

from collections.abc import Collection

from sot_guard.analysis.context import Context
from sot_guard.commands.folders import with_deleted
from sot_guard.commands.folders import without_allowed
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.merging.folder_plan import Files
from sot_guard.merging.folder_plan import plan_of_file
from sot_guard.merging.model import Plan
from sot_guard.merging.model import Wish
from sot_guard.pairing.pairs import Pair
from sot_guard.worktree.write import Step


def folders_named(context: Context) -> list[bytes]:
    """Return those of the named paths that are folders which hold files of a folder or glob of a `[[pair]]`."""
    held = [path for copy, one in context.pairing.expansion.held.items() if one.origin for path in (copy, one.source)]
    return [path for path in context.named if path not in context.entries and any(_is_below(one, path) for one in held)]


def plans_of_folders(context: Context, folders: Collection[bytes], wish: Wish, left: list[str]) -> list[Plan]:
    """Return the plans for the refused files below some folders, of each `[[pair]]` that has one; lines are added."""
    now, incomplete = with_deleted(context, context.pairing.incomplete(context.entries))
    both = [pair for pair in now.pairing.pairs(now.entries) if pair.origin is not None and not now.is_identical(pair)]
    pairs = [pair for pair in (*both, *incomplete) if pair.origin is not None and _is_named(pair, folders)]
    asked = {path for pair in pairs for path in pair.sides}
    baseline = now.baseline(asked)
    files = Files(now, baseline, now.judged.hidden(asked & now.entries.keys()))
    plans: list[Plan] = []
    steps: dict[bytes, Step] = {}
    for pair in sorted(without_allowed(now, baseline, list(dict.fromkeys(pairs)))):
        if not now.compare(pair).status.exit_status:
            continue
        try:
            plans.append(beside(steps, plan_of_file(files, pair, wish)))
        except UserError as e:
            left.append(str(e))
    return plans


def beside(steps: dict[bytes, Step], plan: Plan) -> Plan:
    """Return a plan that goes together with these steps, and add its own; UserError if both write one file."""
    for step in plan.steps:
        if steps.get(step.path, step) != step:
            raise UserError(f'{visible(step.path)}: its copies have different changes; resolve them one by one')
    steps |= {step.path: step for step in plan.steps}
    return plan


def _is_named(pair: Pair, folders: Collection[bytes]) -> bool:
    return any(_is_below(path, folder) for path in pair.sides for folder in folders)


def _is_below(path: bytes, folder: bytes) -> bool:
    return not folder or path.startswith(folder + b'/')
