"""The pairs whose entries differ: which of them are checked, what is the matter with each, and what to do about it."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.commands.details import Investigation
from sot_guard.commands.details import MAX_DETAILED
from sot_guard.commands.missing import removal
from sot_guard.commands.missing import unknown_paths
from sot_guard.commands.notes import unguarded
from sot_guard.errors import GitError
from sot_guard.git.situation import hook_context
from sot_guard.git.situation import HookContext
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import is_converted
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.baseline import read_baseline
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.hints import accepting
from sot_guard.report.hints import commands
from sot_guard.report.hints import suppression
from sot_guard.report.model import Detail
from sot_guard.report.model import Examined
from sot_guard.report.model import FileState
from sot_guard.report.model import Finding
from sot_guard.worktree.read import read

# the statuses that may be no mistake: what is only unreadable now is not one to configure away
_MAY_BE_MEANT = frozenset(status for status in Status if status.exit_status == 1) | {Status.SUBMODULE}


class Examination(NamedTuple):
    """What was found in the pairs that are not identical."""

    findings: tuple[Finding, ...]
    # what could be checked, but is not
    notes: tuple[str, ...]
    # what could not be decided
    problems: tuple[str, ...]


def examine(context: Context, pairs: Sequence[Pair], detail: Detail) -> Examination:
    """The findings on those of the pairs that are in scope and checked."""
    problems = []
    asked = {path for pair in pairs for path in pair.sides} | {(context.config.file or '').encode()} - {b''}
    try:
        baseline = read_baseline(
            context.git, context.repository, context.judged, context.environ, context.selection.rev, asked,
            context.blobs,
        )
    except GitError as e:
        # what is checked for its name is reported all the same; whether the rest was identical before is not known
        baseline = Baseline((), (), context.repository.objects.empty_blob)
        problems.append(str(e))
    unknown = unknown_paths(context, baseline, pairs)
    checked, others = _in_scope(context, baseline, [pair for pair in pairs if pair not in unknown.pairs])
    findings = tuple(_Examiner(context, baseline, _hook_context(context, detail)).findings(checked, detail))
    return Examination(findings, (*unknown.notes, *unguarded(others)), (*problems, *unknown.problems))


def _in_scope(
    context: Context, baseline: Baseline, pairs: Sequence[Pair],
) -> tuple[list[tuple[Pair, Reason]], list[Pair]]:
    """The pairs to report, each with its reason, and those that differ and could be checked."""
    checked, others = [], []
    for pair in pairs:
        entries = [(path, context.entry(path)) for path in pair.sides]
        touched = any(baseline.is_touched(*one) or baseline.takes_away(*one) for one in entries)
        if not context.selects(pair.sides, touched=touched):
            continue
        reason = context.pairing.reason(pair)
        if reason is None and touched and not context.pairing.is_excluded(pair.copy) and not context.is_identical(pair):
            if baseline.was_one(pair, context.entry(pair.copy), context.entry(pair.source)):
                reason = Reason.WAS_ONE
            elif context.compare(pair).status.exit_status:
                others.append(pair)
        if reason is not None:
            checked.append((pair, reason))
    return checked, others


def _hook_context(context: Context, detail: Detail) -> HookContext:
    how = hook_context(context.environ, context.repository.prefix, detail.program)
    if isinstance(context.judged, Commit):
        head = context.git.object_id('rev-parse', '--verify', '--quiet', 'HEAD')
        how = how._replace(commit=context.judged.oid, checked_out=head == context.judged.oid)
    return how


class _Conversions(NamedTuple):
    """What git does to files between index and disk."""

    # the attributes of each path
    attributes: Mapping[bytes, tuple[bytes, ...]]
    # for each file that git converts, whether it has unstaged edits: its sums do not show them
    edited: Mapping[bytes, bool]


def _conversions(index: Index, pairs: Sequence[Pair]) -> _Conversions:
    attributes = index.attributes({path for pair in pairs for path in pair.sides})
    converted = {path for path, values in attributes.items() if is_converted(values)}
    edited = index.edited(converted) if converted else set()
    return _Conversions(attributes, {path: path in edited for path in converted})


class _Examiner(NamedTuple):
    context: Context
    baseline: Baseline
    hook: HookContext

    def findings(self, checked: Sequence[tuple[Pair, Reason]], detail: Detail) -> Iterator[Finding]:
        context = self.context
        hidden = context.judged.hidden(path for pair, _ in checked for path in pair.sides)
        conversions = _Conversions({}, {})
        investigation = Investigation(context, self.baseline, with_history=detail.history)
        for number, (pair, reason) in enumerate(checked):
            compared = context.compare(pair)
            look = bool(compared.status.exit_status) and isinstance(context.judged, Index) and number < MAX_DETAILED
            if look and not conversions.attributes and isinstance(context.judged, Index):
                # asked once: git reads all of .gitattributes for each question
                conversions = _conversions(context.judged, [pair for pair, _ in checked[:MAX_DETAILED]])
            filtered = look and conversions.attributes[pair.copy] != conversions.attributes[pair.source]
            copy, source = (
                self._state(side, hidden=side.path in hidden, filtered=filtered, look=look)._replace(
                    edited=conversions.edited.get(side.path),
                )
                for side in (compared.copy, compared.source)
            )
            examined = Examined(compared, reason, copy, source)
            if compared.status is Status.DIVERGENT:
                examined = examined._replace(details=investigation.details(examined, number))
            yield Finding(examined, commands(examined, self.hook), self._suppression(examined))

    def _state(self, side: Side, *, hidden: bool, filtered: bool, look: bool) -> FileState:
        """A file with what the baseline and, for advice, the disk say of it."""
        return FileState(
            side,
            before=self.baseline.entry(side.path),
            touched=self.baseline.is_touched(side.path, side.entry),
            merged=self.baseline.came_in(side.path, side.entry),
            hidden=hidden,
            filtered=filtered,
            on_disk=read(self.context.repository.top, side.path) if look else None,
            restorable=self._is_restorable(side),
        )

    def _is_restorable(self, side: Side) -> bool:
        """Whether HEAD has what this commit takes away, and no merge would lose by it."""
        baseline = self.baseline
        lost = baseline.is_touched(side.path, side.entry) and baseline.takes_away(side.path, side.entry)
        return lost and self.context.judged.is_index and not baseline.merged

    def _suppression(self, examined: Examined) -> str | None:
        if examined.status not in _MAY_BE_MEANT:
            return None
        if examined.pair.configured and Kind.ABSENT in (examined.copy.entry.kind, examined.source.entry.kind):
            return removal(self.context, examined.pair)
        config = self.context.config
        return suppression(examined.pair, examined.reason, config) + accepting(examined, self.hook, config)
