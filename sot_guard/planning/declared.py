"""The plan for a pair of which something may differ: each file takes the other one's change, and keeps its own."""
from __future__ import annotations

from typing import NamedTuple

from sot_guard.analysis.context import Context
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.status import Status
from sot_guard.analysis.views.compare import compare_views
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.log import History
from sot_guard.git.log import since
from sot_guard.pairing.pairs import Pair
from sot_guard.planning import plan as alike
from sot_guard.planning.carry import Carried
from sot_guard.planning.carry import carry
from sot_guard.planning.carry import Change
from sot_guard.planning.carry import Version
from sot_guard.planning.model import Plan
from sot_guard.planning.model import Wish
from sot_guard.planning.plan import Planner
from sot_guard.planning.reasons import broken
from sot_guard.planning.steps import staged_text


def make_plan(context: Context, pair: Pair, wish: Wish) -> Plan:
    """Return the plan for any pair; UserError where it cannot be brought together in the way that was asked for."""
    return alike.make_plan(context, pair, wish) if not pair.has_views else _with_views(context, pair, wish)


def resolve_by_hand(context: Context, plan: Plan, wish: Wish, text: bytes) -> Plan:
    """Return the plan that takes a text in which the user has resolved a conflict; UserError where it is not sound."""
    carrying = _carrying(context, plan.pair, wish) if plan.pair.has_views else None
    return alike.resolve_by_hand(context, plan, wish, text) if carrying is None else carrying.by_hand(plan, text)


def _with_views(context: Context, pair: Pair, wish: Wish) -> Plan:
    compared = context.compare(pair)
    names = f'{visible(pair.copy)} and {visible(pair.source)}'
    decided = wish.keep or wish.archive is not None
    if compared.viewed is not None and compared.viewed.problems:
        raise UserError(f'{names}: {compared.viewed.problems[0].text}, in {context.config.file}')
    if pair.differ and (wish.append_unique or (wish.then and not decided)):
        raise UserError(f'{names}: --append-unique and --then would lose declared differences; add --archive DIR')
    if compared.status is Status.SAME_BUT and not decided:
        return Plan(pair, f'{compared.verdict}; nothing to do')
    carrying = None if decided or compared.status is not Status.DIVERGENT else _carrying(context, pair, wish)
    return alike.make_plan(context, pair, wish) if carrying is None else carrying.plan()


def _carrying(context: Context, pair: Pair, wish: Wish) -> _Carrying | None:
    """What carries changes between two files; None where they were last one by their ids alone."""
    if wish.append_unique:
        return None
    planner = Planner(context, pair, wish, staged_text(context, pair.copy), staged_text(context, pair.source))
    history = planner.history()
    if history.bases is None and pair.differ:
        raise UserError(planner.never(history))
    if history.bases is None or (history.bases[0] == history.bases[1] and not pair.differ):
        return None
    copy, source = (context.blobs.read(oid, MAX_BYTES) for oid in history.bases)
    if max(len(copy), len(source)) > MAX_BYTES:
        name = visible(pair.source)
        raise UserError(f'{name}: its last common version has more than {MAX_BYTES:,} bytes; edit it by hand')
    old, now = _versions(pair, copy, source), _versions(pair, planner.copy, planner.source)
    return _Carrying(planner, history, Change(pair.copy, old[0], now[0]), Change(pair.source, old[1], now[1]))


def _versions(pair: Pair, copy: bytes, source: bytes) -> tuple[Version, Version]:
    viewed = compare_views((copy, source), pair.sides, pair.differ)
    return Version(copy, viewed.copy.numbers), Version(source, viewed.source.numbers)


class _Carrying(NamedTuple):
    planner: Planner
    history: History
    copy: Change
    source: Change

    def plan(self) -> Plan:
        """The plan that writes both files, each with the change of the other one; or the text to decide on."""
        self.planner.refuse_markers(self.copy.old.content + b'\n' + self.source.old.content)
        moved = [change for change in (self.copy, self.source) if change.is_one]
        self.planner.refuse_references(*(change.path for change in moved))
        for change, other in ((self.copy, self.source), (self.source, self.copy)):
            if change.is_one and not change.new.content.strip():
                raise UserError(f'{visible(change.path)}: is empty now; edit {visible(other.path)} by hand')
        copy, source = self._carried(self.source, self.copy), self._carried(self.copy, self.source)
        pair, why = self.planner.pair, self._why(moved)
        for carried, path in ((copy, pair.copy), (source, pair.source)):
            if not carried.is_clean:
                return self._conflict(why, carried, path)
        if not self._is_same(copy.content, source.content):
            path = pair.copy if self.source in moved else pair.source
            text = 'the files would still differ beyond their declared differences'
            left = (copy if path == pair.copy else source)._replace(remarks=(text,))
            return self._conflict(why, left, path)
        return self.planner.end(Plan(pair, why, (*copy.remarks, *source.remarks)), copy.content, source.content)

    def by_hand(self, plan: Plan, text: bytes) -> Plan:
        """The plan that takes an edited text for the file that the conflict is in."""
        planner = self.planner
        name = visible(planner.pair.copy)
        problem = broken(planner.source, planner.copy, text, planner.format)
        if problem:
            raise UserError(f'{name}: the edited file {problem}')
        copy, source = text, planner.source
        if plan.remarks[-1:] == (_of(planner.pair.source),):
            copy, source = planner.copy, text
        elif self.copy.is_one:
            edited, _ = _versions(planner.pair, text, planner.source)
            source = self._carried(self.copy._replace(new=edited), self.source).content
        if not self._is_same(copy, source):
            raise UserError(f'{name}: the files would still differ beyond their declared differences')
        why = f'{plan.why.partition(":")[0]}: uses the text that you edited'
        return planner.end(Plan(planner.pair, why), copy, source)

    def _carried(self, change: Change, into: Change) -> Carried:
        return carry(self.planner.context.git, change, into, self.planner.format, self.planner.pair.differ)

    def _is_same(self, copy: bytes, source: bytes) -> bool:
        return compare_views((copy, source), self.planner.pair.sides, self.planner.pair.differ).is_same

    def _why(self, moved: list[Change]) -> str:
        copy, source = map(visible, self.planner.pair.sides)
        if len(moved) != 1:
            return f'both changed since {since(self.history)}: both changes are carried over'
        path = visible(moved[0].path)
        return f'only {path} changed since {since(self.history)}; carried into {source if path == copy else copy}'

    def _conflict(self, why: str, carried: Carried, path: bytes) -> Plan:
        planner = self.planner
        count = carried.conflicts
        many = f'{count:,} conflict{"s" * (count > 1)}' if count else 'not merged,'
        begin = why.partition(': ' if ': both' in why else '; ')[0]
        return Plan(
            planner.pair, f'{begin}: {many} left to you', (*carried.remarks, _of(path)), conflicted=carried.content,
            conflicts=count, steps=planner.steps(planner.source, planner.copy),
        )


def _of(path: bytes) -> str:
    return f'the conflict file holds the text of {visible(path)}'
