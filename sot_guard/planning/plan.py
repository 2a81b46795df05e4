"""What `resolve` would do to a pair: made from what is staged and from the history, shown or carried out as it is.

A plan depends on the index and on commits alone, never on the disk, so that a run that was cut off is finished by the
same command: each file is then found as it was, or as it is to be.
"""
from __future__ import annotations

import hashlib
from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.status import Status
from sot_guard.config.model import text_of
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.history import read_history
from sot_guard.git.history import Track
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.log import since
from sot_guard.git.paths import archived
from sot_guard.git.situation import head_commit
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Kind
from sot_guard.merging.append_sections import append_sections
from sot_guard.merging.merge import merge
from sot_guard.merging.proof import prove_carried
from sot_guard.pairing.pairs import Pair
from sot_guard.planning.model import Plan
from sot_guard.planning.model import Wish
from sot_guard.planning.reasons import broken
from sot_guard.planning.reasons import outdated
from sot_guard.planning.reasons import reasons
from sot_guard.planning.reasons import remarks
from sot_guard.planning.reasons import what_goes
from sot_guard.planning.references import refuse_reference
from sot_guard.planning.references import refuse_self_include
from sot_guard.planning.references import Text
from sot_guard.planning.steps import replacement
from sot_guard.planning.steps import staged_text
from sot_guard.planning.steps import step
from sot_guard.planning.steps import Then
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import NOTHING
from sot_guard.worktree.write import Step

_HISTORY_SECONDS = 60.0


def make_plan(context: Context, pair: Pair, wish: Wish) -> Plan:
    """The plan for a pair; UserError where it cannot be brought together in the way that was asked for."""
    fine = _nothing_to_do(context, pair, wish)
    if fine:
        return Plan(pair, fine)
    planner = Planner(context, pair, wish, staged_text(context, pair.copy), staged_text(context, pair.source))
    if planner.copy == planner.source:
        return planner.end(Plan(pair, 'are already identical'), planner.source, planner.source)
    if wish.keep or wish.archive is not None:
        return planner.take_whole()
    return planner.append() if wish.append_unique else planner.by_history()


def resolve_by_hand(context: Context, plan: Plan, wish: Wish, text: bytes) -> Plan:
    """The plan that takes a text in which the user has resolved a conflict; UserError where it is not sound."""
    planner = Planner(context, plan.pair, wish, *(staged_text(context, path) for path in plan.pair.sides))
    problem = broken(planner.source, planner.copy, text, planner.format)
    if problem:
        raise UserError(f'{visible(plan.pair.copy)}: the edited file {problem}')
    when, colon, _ = plan.why.rpartition(': ')
    return planner.end(Plan(plan.pair, f'{when}{colon}uses the text that you edited'), text, text)


def follow(context: Context, pair: Pair, then: Then | None, source: bytes) -> Plan:
    """The plan for a copy that is the same as its source, when another copy changes that."""
    planner = Planner(context, pair, Wish(then=then), *(staged_text(context, path) for path in pair.sides))
    why = f'the change to {visible(pair.source)} is also copied to {visible(pair.copy)}'
    return planner.end(Plan(pair, why), source, source)


def _nothing_to_do(context: Context, pair: Pair, wish: Wish) -> str:
    """Why nothing has to be done; UserError where the two are meant to differ."""
    compared = context.compare(pair)
    status = compared.status
    if status in (Status.LINKED, Status.POINTER):
        return f'{compared.verdict}; nothing to do'
    decided = wish.keep or wish.archive is not None or wish.append_unique
    if status is Status.SAME_TEXT and not decided:
        return 'match as text; nothing to do'
    names = f'{visible(pair.copy)} and {visible(pair.source)}'
    if status is Status.ACCEPTED:
        raise UserError(
            f'{names}: the difference is accepted; to resolve it, delete the [[accept]] entry in '
            f'{context.config.file}, then git add that file',
        )
    if context.pairing.is_excluded(pair.copy) and not decided:
        raise UserError(f'{names}: excluded in {context.config.file}; add --keep to make them identical anyway')
    return ''


class Planner(NamedTuple):
    context: Context
    pair: Pair
    wish: Wish
    copy: bytes
    source: bytes

    @property
    def tags(self) -> set[str]:
        from identify.identify import tags_from_filename
        return tags_from_filename(text_of(self.pair.copy))

    @property
    def format(self) -> Format:
        return format_of(self.pair.copy)

    # ---- the ways to bring two texts together

    def by_history(self) -> Plan:
        """Follow the side that moved, or merge what both have changed."""
        history = self.history()
        if not history.base or history.base == self.context.repository.objects.empty_blob:
            raise UserError(self.never(history))
        copy, source = (self.context.entry(path).oid for path in self.pair.sides)
        if history.base == source:
            return self.follow(since(history), self.pair.copy)
        if history.base == copy:
            return self.follow(since(history), self.pair.source)
        return self._merge(history, history.base)

    def follow(self, last: str, moved: bytes) -> Plan:
        """The side that has not changed since the last common version takes the one that has."""
        is_copy = moved == self.pair.copy
        content, old = (self.copy, self.source) if is_copy else (self.source, self.copy)
        names = [visible(path) for path in (self.pair.sides if is_copy else self.pair.sides[::-1])]
        self.refuse_references(moved)
        if not content.strip():
            raise UserError(f'{names[0]}: is empty now; to empty {names[1]} too, add --keep and --lose-unique')
        self.refuse_markers(old)
        why = f'only {names[0]} changed since {last}; it is copied to {names[1]}'
        return self.end(Plan(self.pair, why, outdated(old, content, names[1])), content, content)

    def refuse_markers(self, base: bytes) -> None:
        """Open conflicts are not copied; examples that the common version has too are text."""
        known = set(MARKER.findall(base))
        for path, content in zip(self.pair.sides, (self.copy, self.source), strict=True):
            if any(marker not in known for marker in MARKER.findall(content)):
                raise UserError(f'{visible(path)}: has conflict markers; remove them, then git add it')

    def refuse_references(self, *taken: bytes) -> None:
        """A text that refers to its counterpart, such as one with an include of it, never goes there."""
        sides = Text(self.pair.copy, self.copy, 'copy'), Text(self.pair.source, self.source, 'source')
        for text, other in (sides, sides[::-1]):
            if text.path in taken:
                refuse_reference(text, other)

    def history(self) -> History:
        context = self.context
        head = head_commit(context.git)
        if head is None:
            return History(Meeting.NEVER)
        now = context.entry(self.pair.copy).oid, context.entry(self.pair.source).oid
        track = Track(Commit(context.git, head), self.pair.sides, now, context.sameness(self.pair))
        return read_history(context.git, context.repository, track, _HISTORY_SECONDS)

    def never(self, history: History) -> str:
        names = f'{visible(self.pair.copy)} and {visible(self.pair.source)}'
        known = 'they were never identical'
        if history.meeting is Meeting.UNKNOWN:
            known = f'their history is unknown ({history.gap})'
        return (
            f'{names}: {known}, so they cannot be merged; use --append-unique to append the sections that only '
            f'{visible(self.pair.copy)} has, --archive DIR to move it to DIR, --keep source or --keep copy to '
            'overwrite the other file, or sot-guard accept to allow the difference'
        )

    def _merge(self, history: History, oid: str) -> Plan:
        names = visible(self.pair.source), f'base {oid[:12]}', visible(self.pair.copy)
        try:
            base = self.context.blobs.read(oid, MAX_BYTES)
        except UnreadableBlob as e:
            problem = f'the last common version cannot be read ({e}); run git fsck'
            raise UserError(f'{names[2]} and {names[0]}: {problem}') from e
        self.refuse_markers(base)
        self.refuse_references(*self.pair.sides)
        merged = merge(self.context.git, (self.source, base, self.copy), names, self.format)
        why = f'both changed since {since(history)}'
        plan = Plan(self.pair, f'{why}: merged', remarks(merged, names[0], names[2]))
        if merged.is_clean:
            return self.end(plan, merged.content, merged.content)
        many = f'{merged.conflicts:,} conflict{"s" * (merged.conflicts > 1)} to resolve by hand'
        outcome = many if merged.conflicts else 'cannot be merged automatically'
        steps = self.steps(merged.content if self.wish.markers else self.source, self.copy)
        return plan._replace(
            why=f'{why}: {outcome}', conflicted=merged.content, conflicts=merged.conflicts, steps=steps)

    def append(self) -> Plan:
        """Carry what only root has to the end of docs."""
        self.refuse_markers(b'')
        self.refuse_references(*self.pair.sides)
        names = visible(self.pair.copy), visible(self.pair.source)
        appended = append_sections(self.copy, self.source, self.pair.sides, self.format)
        if appended is None:
            raise UserError(f'{names[0]}: has no sections that can be appended; use --archive DIR')
        many = f'{len(appended.titles):,} section{"s" * (len(appended.titles) > 1)}'
        why = f'appends to {names[1]} {many} that only {names[0]} has'
        named = (visible(title.encode()) or 'the text before the first heading' for title in appended.titles)
        others = ', '.join(appended.other_forms)
        forms = [f'{names[1]} has a different version of: {others}'] * bool(others)
        changed = (f'check {names[0]}, {remark}' for remark in appended.changed)
        objections = prove_carried(self.source, self.copy, appended.content, self.format)
        if objections:
            why = f'some sections of {names[0]} cannot be appended unchanged'
            said = reasons(objections, names[1], names[0])
            return self._refuse(why, said, appended.content, '--append-unique')
        plan = Plan(self.pair, why, (*map('appended: {}'.format, named), *forms, *changed))
        return self.end(plan, appended.content, appended.content)

    def take_whole(self) -> Plan:
        """One side as it is; what only the other has goes to the archive, or is lost on request."""
        keep = self.wish.keep or 'source'
        kept, gone = (self.source, self.copy) if keep == 'source' else (self.copy, self.source)
        path, other = self.pair.sides if keep == 'source' else self.pair.sides[::-1]
        self.refuse_references(other)
        plan = Plan(self.pair, f'{visible(other)} is kept unchanged')
        if self.wish.archive is not None:
            sha256 = hashlib.sha256(gone).hexdigest()
            place = archived(self.wish.archive, path, sha256)
            plan = plan._replace(
                why=f'{plan.why}; {visible(path)} is moved to the archive',
                steps=(Step(place, NOTHING, Found(Kind.FILE, gone)),), archived=(place, sha256),
            )
        else:
            loss = what_goes(gone, kept, (visible(path), visible(other)), self.format)
            if loss.said and not self.wish.lose_unique:
                it = 'it' if loss.lines == 1 else 'them'
                ways = f'add --archive DIR to keep {it} or --lose-unique to drop {it}'
                return self._refuse(f'{visible(path)} has {loss.why}; {ways}', loss.said, kept, f'--keep {keep}')
            plan = plan._replace(remarks=loss.effect)
        return self.end(plan, kept, kept)

    def _refuse(self, why: str, said: tuple[str, ...], text: bytes, options: str) -> Plan:
        """What the proof does not accept is left to the user; neither file is touched."""
        options += f' --then {self.wish.then}' if self.wish.then else ''
        return Plan(self.pair, why, said, self.steps(self.source, self.copy), conflicted=text, options=options)

    # ---- what becomes of the two files

    def end(self, plan: Plan, copy: bytes, source: bytes) -> Plan:
        """The plan with its steps: the archive first, then the docs side, the root copy last."""
        then = self.wish.then
        if not then and plan.archived is not None and not self.wish.keep:
            then = 'delete'  # --archive alone moves the root copy
        self._refuse_self_include(self.pair.source, self.pair.copy, self.source, source)
        if not then:
            self._refuse_self_include(self.pair.copy, self.pair.source, self.copy, copy)
        after = replacement(self.pair, then, self.tags, source) if then else copy
        # a side that stays as it is has a step too: it has to be what it is taken for
        steps = self.steps(source, after)
        why = f'{plan.why}; {_THEN[then].format(visible(self.pair.copy))}' if then else plan.why
        return plan._replace(why=why, steps=plan.steps + steps, source=source)

    def _refuse_self_include(self, path: bytes, other: bytes, before: bytes, after: bytes) -> None:
        remedy = 'the edited file' if self.wish.edited else f'{visible(other)} and git add it first'
        refuse_self_include(path, remedy, before, after)

    def steps(self, source: bytes, copy: bytes | Found) -> tuple[Step, Step]:
        """What becomes of the source, then of the copy."""
        return (
            step(self.context, self.pair.source, self.source, source),
            step(self.context, self.pair.copy, self.copy, copy),
        )


_THEN = {
    'delete': '{} is deleted', 'link': '{} becomes a symlink to the source',
    'pointer': '{} becomes a pointer to the source',
}
