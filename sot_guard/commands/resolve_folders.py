"""`resolve` of a folder: a plan for each of its files that a check refuses, and a line for what is left."""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import KeysView
from collections.abc import Sequence
from functools import partial

from sot_guard.analysis.context import Context
from sot_guard.commands.folders import with_deleted
from sot_guard.commands.folders import with_links
from sot_guard.commands.folders import without_allowed
from sot_guard.errors import GitError
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.paths import Folders
from sot_guard.git.paths import is_named
from sot_guard.git.process import batches
from sot_guard.pairing.pairs import Pair
from sot_guard.planning.folder_plan import Files
from sot_guard.planning.folder_plan import plan_of_file
from sot_guard.planning.folder_plan import plan_of_same
from sot_guard.planning.model import Plan
from sot_guard.planning.model import Wish
from sot_guard.worktree.write import Step

# all plans are made before the first is carried out, and small objects may be large texts
MAX_BYTES = 1 << 29


def folders_named(context: Context) -> KeysView[bytes]:
    """Return those of the named paths that are folders which hold files of a folder or glob of a `[[pair]]`."""
    held = [path for copy, one in context.pairing.expansion.held.items() if one.origin for path in (copy, one.source)]
    folders = Folders(held)
    return dict.fromkeys(path for path in context.named if path not in context.entries and path in folders).keys()


class Plans:
    """The plans of a run, of which no two write another thing to one file."""

    def __init__(self) -> None:
        self.by_pair: dict[Pair, Plan] = {}
        # why there is none, a line for each pair that is left to the user
        self.left: list[str] = []
        # what they make of sources
        self.sources: dict[bytes, bytes] = {}
        self._steps: dict[bytes, Step] = {}
        self._left = MAX_BYTES

    def add(self, pair: Pair, make: Callable[[], Plan]) -> None:
        """Add the plan that is made for a pair, or the line of its UserError."""
        try:
            plan = self.held(make())
            # a copy that takes its source may take what another plan makes of that
            steps = [step for step in plan.steps if step.path != pair.source or not plan.takes_source]
            for step in steps:
                if self._steps.get(step.path, step) != step:
                    raise UserError(
                        f'{visible(step.path)}: its copies have different changes; resolve them one by one',
                    )
        except UserError as e:
            self.left.append(str(e))
            return
        self.by_pair[pair] = plan
        self._steps |= {step.path: step for step in steps}
        self.sources |= becoming([plan])

    def held(self, plan: Plan) -> Plan:
        """Return a plan; UserError where the plans of a run would take too much memory with it."""
        self._left -= plan.size
        if self._left < 0:
            problem = f'too much for one run (over {MAX_BYTES:,} bytes); resolve and stage other files first'
            raise UserError(f'{visible(plan.pair.copy)}: {problem}')
        return plan


def add_folders(context: Context, folders: KeysView[bytes], wish: Wish, plans: Plans) -> None:
    """Add the plans for the refused files below some folders, of each `[[pair]]` that has one."""
    now, incomplete = with_deleted(context, context.pairing.incomplete(context.entries))
    both = [pair for pair in now.pairing.pairs(now.entries) if pair.origin is not None and not now.is_identical(pair)]
    pairs = [pair for pair in (*both, *incomplete) if pair.origin is not None]
    asked = {path for pair in pairs for path in pair.sides}
    baseline = now.baseline(asked)
    missing = sorted(pair.copy for pair in pairs if pair.copy not in now.entries)
    files = Files(now, baseline, now.judged.hidden(asked & now.entries.keys()), _ignored(now, missing))
    pairs = with_links(now, without_allowed(now, baseline, list(dict.fromkeys(pairs))))
    # what is missing is added as its source will be
    for pair in sorted(pairs, key=lambda pair: (pair.copy not in now.entries, pair)):
        if pair not in plans.by_pair and is_named(pair.sides, folders) and now.compare(pair).status.exit_status:
            plans.add(pair, partial(plan_of_file, files, pair, wish, plans.sources.get(pair.source)))


def add_same(context: Context, folders: KeysView[bytes], wish: Wish, plans: Plans) -> None:
    """Add the plans for copies below some folders that are the same as a source which a plan changes."""
    for pair in context.pairing.pairs(context.entries) if plans.sources else ():
        source = plans.sources.get(pair.source)
        if source is None or not context.is_identical(pair) or context.pairing.reason(pair) is None:
            continue
        if pair not in plans.by_pair and is_named(pair.sides, folders):
            plans.add(pair, partial(plan_of_same, context, pair, wish.then, source))


def _ignored(context: Context, paths: Sequence[bytes]) -> frozenset[bytes]:
    """Those of some paths that git ignores; where none is, that is one process for all of them."""
    if not paths or not _is_ignored(context, paths):
        return frozenset()
    if len(paths) == 1:
        return frozenset(paths)
    half = len(paths) // 2
    return _ignored(context, paths[:half]) | _ignored(context, paths[half:])


def _is_ignored(context: Context, paths: Sequence[bytes]) -> bool:
    """Whether git ignores one of these paths, or cannot tell it of all of them together."""
    names = [context.repository.up + os.fsdecode(path) for path in paths]
    try:
        return any(context.git.is_ignored(*batch) for batch in batches(names))
    except GitError:
        return len(paths) > 1  # one lies behind a symlink, and is refused for that


def becoming(plans: Iterable[Plan]) -> dict[bytes, bytes]:
    """Return what plans make of sources."""
    return {
        plan.pair.source: plan.source for plan in plans if plan.source is not None and plan.changes(plan.pair.source)
    }
