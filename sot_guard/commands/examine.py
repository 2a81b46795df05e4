"""The pairs whose entries differ: which of them are checked, what is the matter with each, and what to do about it."""
from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.commands.details import Investigation
from sot_guard.commands.details import MAX_DETAILED
from sot_guard.commands.folders import idle_rules
from sot_guard.commands.folders import is_new_in_required
from sot_guard.commands.folders import paths_of
from sot_guard.commands.folders import paths_of_places
from sot_guard.commands.folders import with_deleted
from sot_guard.commands.folders import with_links
from sot_guard.commands.folders import without_allowed
from sot_guard.commands.missing import removal
from sot_guard.commands.missing import unknown_paths
from sot_guard.commands.notes import limited
from sot_guard.commands.notes import unguarded
from sot_guard.commands.setting import folders
from sot_guard.commands.setting import groups
from sot_guard.commands.setting import setting_of
from sot_guard.commands.view_notes import view_remarks
from sot_guard.errors import GitError
from sot_guard.escaping import visible
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.trees import ATTRIBUTES
from sot_guard.git.trees import Index
from sot_guard.git.trees import is_converted
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Baseline
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.advice import Advice
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Setting
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import evidence_of
from sot_guard.report.evidence import lines_of
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.folder import folder_of
from sot_guard.report.headline import first_change
from sot_guard.report.headline import headline
from sot_guard.report.model import Detail
from sot_guard.report.model import Finding
from sot_guard.report.printed_commands import commands
from sot_guard.report.shown_diff import shown_changes
from sot_guard.report.shown_diff import shown_diff
from sot_guard.report.suppression import suppression
from sot_guard.worktree.read import read
from sot_guard.worktree.read import read_bytes

# the statuses that may be no mistake: what is only unreadable now is not one to configure away
_MAY_BE_MEANT = frozenset(status for status in Status if status.exit_status == 1) | {Status.SUBMODULE}


class Examination(NamedTuple):
    """What was found in the pairs that are not identical."""

    findings: tuple[Finding, ...]
    # what could be checked, but is not
    notes: tuple[str, ...]
    # what could not be decided
    problems: tuple[str, ...]
    occasion: Occasion


def examine(context: Context, pairs: Sequence[Pair], detail: Detail) -> Examination:
    """The findings on those of the pairs that are in scope and checked, and on what this commit deletes of others."""
    problems = []
    file = {(context.config.file or '').encode()} - {b''}
    try:
        context, pairs = with_deleted(context, pairs)
        asked = {path for pair in pairs for path in pair.sides}
        baseline = context.baseline(asked | file | paths_of_places(context))
    except GitError as e:
        # what is checked for its name is reported all the same; whether the rest was identical before is not known
        baseline = Baseline((), (), context.repository.objects.empty_blob)
        problems.append(str(e))
        detail = detail._replace(history=False)
    unknown = unknown_paths(context, baseline, pairs)
    idle = idle_rules(context, baseline)
    problems += idle.problems
    pairs = without_allowed(context, baseline, [pair for pair in pairs if pair not in unknown.pairs])
    pairs = with_links(context, pairs)
    checked, others = _in_scope(context, baseline, pairs)
    hidden = context.judged.hidden(path for pair, _ in checked for path in pair.sides)
    setting = setting_of(context, baseline, detail, [pair for pair, _ in checked], hidden)
    compared = [(context.compare(pair), reason) for pair, reason in checked]
    remarks = view_remarks(context, [one for one, _ in compared])
    compared = [(one, reason) for one, reason in compared if one.pair not in remarks.pairs]
    findings = tuple(_Examiner(context, baseline, setting, hidden).findings(compared, detail))
    notes = (*unknown.notes, *idle.notes, *unguarded(others, context.config), *limited(remarks.notes))
    problems = [*problems, *unknown.problems, *limited(remarks.problems)]
    return Examination(findings, notes, tuple(problems), setting.occasion)


def _in_scope(
    context: Context, baseline: Baseline, pairs: Sequence[Pair],
) -> tuple[list[tuple[Pair, Reason]], list[Pair]]:
    """The pairs to report, each with its reason, and those that differ and could be checked."""
    checked, others = [], []
    file = (context.config.file or '').encode()
    is_configuration_touched = baseline.is_touched(file, context.entry(file))
    for pair in pairs:
        paths = paths_of(context, pair)
        entries = [(path, context.entry(path)) for path in paths]
        touched = any(baseline.is_touched(*one) or baseline.takes_away(*one) for one in entries)
        touched = touched or is_new_in_required(context, baseline, pair)
        touched = touched or (pair.configured and is_configuration_touched)
        if not context.selects(paths, touched=touched):
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
    setting: Setting
    hidden: Collection[bytes]

    def findings(self, checked: Sequence[tuple[Compared, Reason]], detail: Detail) -> Iterator[Finding]:
        """The findings in order, each with its group."""
        examined = list(self._examined(checked, detail))
        grouped = groups(self.context, examined)
        of_folders = {place for places in folders(examined) for place in places}
        # each file of a folder has its own advice
        grouped = [
            group._replace(number=-place, copies=(examined[place].pair.copy,)) if place in of_folders else group
            for place, group in enumerate(grouped)
        ]
        advised: dict[int, Evidence | None] = {}
        known = []
        for one, group in zip(examined, grouped, strict=True):
            # all that is said of a group is said of its first pair
            if group.number not in advised:
                advised[group.number] = evidence_of(one) if one.status is Status.DIVERGENT else None
            known.append(advised[group.number])
        shown = self._with_folders(examined, known, grouped)
        for one, evidence, group, whole in zip(examined, known, grouped, shown, strict=True):
            yield Finding(one, whole, self._advice(one, evidence, group))

    def _with_folders(
        self, examined: Sequence[Examined], evidence: Sequence[Evidence | None], grouped: Sequence[Group],
    ) -> list[Group]:
        """The groups as people see them: the files of a folder are one."""
        whole = list(grouped)
        for places in folders(examined):
            same = self._same(examined[places[0]].pair)
            files = [(examined[place], evidence[place], grouped[place]) for place in places]
            folder = folder_of(files, same, self.setting)
            group = grouped[places[0]]._replace(folder=folder)
            for place in places:
                whole[place] = group
        numbers = {number: new for new, number in enumerate(dict.fromkeys(group.number for group in whole), 1)}
        return [group._replace(number=numbers[group.number]) for group in whole]

    def _same(self, pair: Pair) -> int:
        """How many files of the folders of a pair are the same."""
        held = self.context.pairing.expansion.held
        pairs = (self.context.pairing.pair(copy, one.source) for copy, one in held.items() if one.origin == pair.origin)
        return sum(map(self.context.is_identical, pairs))

    def _advice(self, examined: Examined, evidence: Evidence | None, group: Group) -> Advice:
        setting = self.setting
        if evidence is not None and evidence.changed is not None:
            # the same file of this pair
            is_copy = evidence.changed.path != examined.source.path
            evidence = evidence._replace(changed=examined.copy if is_copy else examined.source)
        said = headline(examined, evidence, group, setting)
        return Advice(
            said.sentence, said.path, first_change(examined, said.path), said.message,
            shown_diff(examined, evidence, setting), shown_changes(examined),
            commands(examined, evidence, group, setting),
            self._suppression(examined),
        )

    def _examined(self, checked: Sequence[tuple[Compared, Reason]], detail: Detail) -> Iterator[Examined]:
        context = self.context
        conversions = _Conversions({}, {})
        investigation = Investigation(context, self.baseline, with_history=detail.history)
        for number, (compared, reason) in enumerate(checked):
            pair = compared.pair
            look = bool(compared.status.exit_status) and isinstance(context.judged, Index) and number < MAX_DETAILED
            if look and not conversions.attributes and isinstance(context.judged, Index):
                # asked once: git reads all of .gitattributes for each question
                conversions = _conversions(context.judged, [one.pair for one, _ in checked[:MAX_DETAILED]])
            copy, source = (
                self._state(side, conversions if look else _Conversions({}, {}))
                for side in (compared.copy, compared.source)
            )
            if look and conversions.attributes[pair.copy] != conversions.attributes[pair.source]:
                copy, source = copy._replace(filtered=True), source._replace(filtered=True)
            if copy.is_edited or source.is_edited:
                copy, source = self._with_only_staged(copy, source)
            examined = Examined(compared, reason, copy, source)
            if compared.status is Status.DIVERGENT:
                examined = examined._replace(matched_before=self._matched_before(copy, source, pair))
                examined = examined._replace(details=investigation.details(examined, number))
            yield examined

    def _matched_before(self, copy: FileState, source: FileState, pair: Pair) -> bool:
        """Whether the baseline had one content but for what is declared."""
        same = self.context.sameness(pair)
        if same is None or not copy.before.kind is source.before.kind is Kind.FILE:
            return False
        try:
            return same(copy.before.oid, source.before.oid)
        except UnreadableBlob:
            return False

    def _state(self, side: Side, conversions: _Conversions) -> FileState:
        """A file with what the baseline and, for advice, the disk say of it."""
        values = dict(zip(ATTRIBUTES, conversions.attributes.get(side.path, ()), strict=False))
        return FileState(
            side,
            before=self.baseline.entry(side.path),
            touched=self.baseline.is_touched(side.path, side.entry),
            merged=self.baseline.came_in(side.path, side.entry),
            hidden=side.path in self.hidden,
            filtered=False,
            on_disk=read(self.context.repository.top, side.path) if conversions.attributes else None,
            edited=conversions.edited.get(side.path),
            restorable=self._is_restorable(side),
            filter='' if values.get('filter') in (None, b'unspecified', b'unset') else visible(values['filter']),
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
        return suppression(examined, self.context.config)

    def _with_only_staged(self, *sides: FileState) -> Iterator[FileState]:
        """The two files, each with whether the index has lines of it that would be lost with the index."""
        top, blobs = self.context.repository.top, self.context.blobs
        kept = [read_bytes(top, side.path, MAX_BYTES) or b'' for side in sides]
        kept += [
            blobs.read(side.before.oid, MAX_BYTES) for side in sides if side.before.kind is Kind.FILE
        ]
        known = {line for text in kept for line in lines_of(text.replace(b'\r\n', b'\n'))}
        for side in sides:
            is_file = side.is_edited and side.entry.kind is Kind.FILE and side.content is not None
            text = blobs.read(side.entry.oid, MAX_BYTES) if is_file and side.lfs_sha256 is None else b''
            yield side._replace(only_staged=not known.issuperset(lines_of(text.replace(b'\r\n', b'\n'))))
