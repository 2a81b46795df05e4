"""Notes for a terminal, which a pipe does not get: what had no effect, and what a run that passes has compared."""
from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.analysis.context import Context
from sot_guard.commands.notes import limited
from sot_guard.config.locate import differing_on_disk
from sot_guard.errors import GitError
from sot_guard.escaping import visible_text
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.idle import idle_entries
from sot_guard.pairing.pairs import Pair
from sot_guard.report.model import Finding


def idle_notes(context: Context) -> list[str]:
    """Notes on the entries of include, exclude and roots that match nothing."""
    return limited(_idle(context))


def _idle(context: Context) -> Iterator[str]:
    own = context.own_config
    for idle in idle_entries(context.config, context.entries):
        is_option = idle.number >= len(getattr(own, idle.key))
        where = f'--{idle.key}' if is_option else f'{own.file}: {idle.key}[{idle.number}]'
        what = 'folder with tracked files' if idle.key == 'roots' else 'file in a root or its docs-dir'
        yield f'{where}: {visible_text(idle.entry)} matches no {what}; correct or delete the entry'


def terminal_notes(
    context: Context, pairs: Sequence[Pair], findings: Sequence[Finding], *, is_green: bool,
) -> list[str]:
    """Notes on what had no effect and, of a run that passes, on its rule and on how many pairs it compared."""
    notes = idle_notes(context)
    if is_green and context.judged.is_index:
        notes += differing_on_disk(context.repository.top, context.own_config)
    with contextlib.suppress(GitError):
        notes += [_count(_compared(context, pairs), findings, context.judged.description)] if is_green else []
    return notes


def _compared(context: Context, pairs: Sequence[Pair]) -> int:
    """How many pairs are in scope, and checked or the same."""
    baseline = _baseline(context, pairs)
    return sum(
        context.pairing.reason(pair) is not None
        or (context.is_identical(pair) and not context.pairing.is_excluded(pair.copy))
        for pair in pairs if context.selects(pair.sides, touched=_is_touched(context, baseline, pair))
    )


def _baseline(context: Context, pairs: Sequence[Pair]) -> Baseline | None:
    """What decides which pairs a commit touches; None where that is not asked."""
    if context.selection.is_all or not context.selection.staged:
        return None
    return context.baseline([path for pair in pairs for path in pair.sides])


def _is_touched(context: Context, baseline: Baseline | None, pair: Pair) -> bool:
    return baseline is not None and any(baseline.is_touched(path, context.entry(path)) for path in pair.sides)


def _count(number: int, findings: Sequence[Finding], subject: str) -> str:
    """What was compared, in numbers; identical pairs are no findings."""
    found = Counter(finding.status.label for finding in findings)
    kinds = Counter(identical=number - found.total()) + found
    shown = ', '.join(f'{count:,} {label.replace("_", " ")}' for label, count in sorted(kinds.items()))
    return f'compared {number:,} pair{"s" * (number != 1)} in {subject}{": " * bool(shown)}{shown}'
