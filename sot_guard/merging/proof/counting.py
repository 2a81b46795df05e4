"""Rules 1 and 2: each line stands as often as the two changes together say, and below a heading where a side has it."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from sot_guard.merging.proof.model import is_release
from sot_guard.merging.proof.model import is_unreleased
from sot_guard.merging.proof.model import Kind
from sot_guard.merging.proof.model import number_of
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Place
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.sides import in_names_of_base
from sot_guard.merging.proof.sides import instances
from sot_guard.merging.proof.sides import Side

MIN_LONG = 40
_MIN_ALIKE = 0.5
_WORD = re.compile(rb'\w+')
_ENTRIES = (Kind.ITEM, Kind.ROW, Kind.LABEL, Kind.HEADING)


class Trial(NamedTuple):
    """What a proof is made from."""

    base: Text
    source: Side
    copy: Side
    result: Text

    @property
    def sides(self) -> tuple[tuple[Side, Side], ...]:
        """Each side with the other one."""
        return (self.source, self.copy), (self.copy, self.source)

    def about(self, side: Side, rule: Rule, line: int) -> Objection:
        """Return an objection to what became of a line of a side."""
        is_source = side is self.source
        text, place = side.text.lines[line], side.places[line]
        return Objection(rule, line if is_source else None, None if is_source else line, text, place)

    @property
    def result_places(self) -> list[Place]:
        """Where each line of the result stands, in the names of the base."""
        return in_names_of_base(self.result, self.source.renamed | self.copy.renamed)


class _Demand(NamedTuple):
    """A line that the result must have: at one of the places, for the lines of the sides."""

    places: tuple[Place, ...]
    source: int | None
    copy: int | None
    is_still: bool = False


def count(trial: Trial, places: Sequence[Place]) -> Iterator[Objection]:
    """Yield what is missing, too much, or at a wrong place; `places`: of the lines of the result."""
    texts = trial.base, trial.source.text, trial.copy.text, trial.result
    found = [instances(text) for text in texts]
    where = trial.base.places, trial.source.places, trial.copy.places, places
    for key in dict.fromkeys(chain(*found)):
        lines = [table.get(key, []) for table in found]
        stands = [sorted([of[line] for line in numbers]) for of, numbers in zip(where, lines, strict=True)]
        if not stands[0] == stands[1] == stands[2] == stands[3]:
            yield from _Key(trial, places, lines).objections()


class _Key(NamedTuple):
    """One line, and where it stands in the base, both sides and the result."""

    trial: Trial
    places: Sequence[Place]
    lines: Sequence[Sequence[int]]

    def objections(self) -> Iterator[Objection]:
        trial, (base, source, copy, result) = self.trial, self.lines
        first, second = kept_lines(trial.source, base, source), kept_lines(trial.copy, base, copy)
        demands = [self._untouched(line, first[line], second[line]) for line in base if line in first.keys() & second]
        old = {*first.values()}, {*second.values()}
        new = [line for line in source if line not in old[0]], [line for line in copy if line not in old[1]]
        demands += [_Demand((trial.source.places[line],), line, None) for line in new[0]]
        demands += [_Demand((trial.copy.places[line],), None, line) for line in new[1]]
        left = Counter(self.places[line] for line in result)
        open_ = [demand for demand in demands if not take(left, demand.places)]
        open_ = [demand for demand in open_ if not take(left, self._elsewhere(demand))]
        shared = self._shared(*new)
        twice = self._twice(*new)
        if twice is not None:
            yield twice
        for demand in open_:
            if shared[demand.places[:1]] > 0:
                shared[demand.places[:1]] -= 1
                continue
            other = next(left.elements(), None)
            rule = Rule.MISSING if other is None else Rule.PLACE
            if other is not None:
                left[other] -= 1
            place = demand.places[0] if demand.places else ()
            yield Objection(rule, demand.source, demand.copy, self._text(), place, other or ())
        spare = min(len(first.keys() - second.keys()), len(second.keys() - first.keys()))
        for place in [*left.elements()][spare:]:
            yield Objection(Rule.EXTRA, text=self._text(), place=place)

    def _below_new_parents(self, source: int, copy: int) -> tuple[Place, ...]:
        """Below the heading that one side has, if the other put that below another one."""
        places = self.trial.source.text.places[source], self.trial.copy.text.places[copy]
        every, inner = {*places[0], *places[1]}, {places[0][-1:], places[1][-1:]}
        found = {self.places[line] for line in self.lines[3]} - {self.trial.base.places[line] for line in self.lines[0]}
        return tuple(sorted(place for place in found if place[-1:] in inner and every.issuperset(place)))

    def _text(self) -> bytes:
        texts = self.trial.base, self.trial.source.text, self.trial.copy.text, self.trial.result
        return next(text.lines[numbers[0]] for text, numbers in zip(texts, self.lines, strict=True) if numbers)

    def _untouched(self, line: int, source: int, copy: int) -> _Demand:
        trial = self.trial
        old, first, second = trial.base.places[line], trial.source.places[source], trial.copy.places[copy]
        is_moved = trial.source.to_side[line] != source or trial.copy.to_side[line] != copy
        if old in (first, second) or first == second:
            return _Demand((second if first == old else first,), source, copy, not is_moved)
        # both put it below other headings: a line that one of them moved has no place
        return _Demand((), source, copy, not is_moved)

    def _twice(self, source: Sequence[int], copy: Sequence[int]) -> Objection | None:
        """An entry that one side wrote below a release and the other elsewhere: it was released, or is it another?"""
        first, second = self.trial.source, self.trial.copy
        for line, other in zip(source, copy, strict=False):
            places = first.places[line], second.places[other]
            released = [any(is_release(title) and not is_unreleased(title) for title in place) for place in places]
            is_long = len(first.text.keys[line]) >= MIN_LONG and is_entry(first.text, line)
            if is_long and places[0] != places[1] and released[0] != released[1]:
                return Objection(Rule.DOUBLED, line, other, self._text(), *places)
        return None

    def _shared(self, source: Sequence[int], copy: Sequence[int]) -> Counter[tuple[Place, ...]]:
        """How many lines that both sides added may stand once: entries below one heading, and what is at one place."""
        first, second = self.trial.source, self.trial.copy
        shared: Counter[tuple[Place, ...]] = Counter()
        left = list(copy)
        for line in source:
            for other in left:
                places = first.places[line], second.places[other]
                touch = _touch(first, line, second, other)
                if (places[0] == places[1] and (touch or is_entry(first.text, line))) or (touch and (
                        places[0] in elsewhere(second, first, other) or places[1] in elsewhere(first, second, line))):
                    shared[(first.places[line],)] += 1
                    left.remove(other)
                    break
        return shared

    def _elsewhere(self, demand: _Demand) -> tuple[Place, ...]:
        """Where else a new line may stand, for what the other side made of the headings around it."""
        if demand.source is not None and demand.copy is not None:
            return self._below_new_parents(demand.source, demand.copy) if demand.is_still else ()
        if demand.source is not None:
            return elsewhere(self.trial.source, self.trial.copy, demand.source)
        assert demand.copy is not None
        return elsewhere(self.trial.copy, self.trial.source, demand.copy)


def kept_lines(side: Side, base: Sequence[int], lines: Sequence[int]) -> dict[int, int]:
    """Return which of equal lines of the base is which of the side: the aligned, those below one heading, the moved."""
    kept = {line: side.to_side[line] for line in base if side.to_side[line] >= 0}
    came = [line for line in lines if side.to_base[line] < 0]
    for by_place in (True, False):
        for line in base:
            if line not in kept:
                found = next((one for one in came if not by_place or side.places[one] == side.base.places[line]), None)
                if found is not None:
                    kept[line] = found
                    came.remove(found)
    return kept


def take(left: Counter[Place], places: Sequence[Place]) -> bool:
    """Return whether one of the places is left, and take it."""
    for place in places:
        if left[place] > 0:
            left[place] -= 1
            return True
    return False


def is_entry(text: Text, line: int) -> bool:
    """Return whether a line says one thing by itself, so that nobody wants it twice below one heading."""
    kind = text.kinds[line]
    if not _WORD.search(text.keys[line]):
        return False
    if kind is not Kind.TEXT:
        return kind in _ENTRIES
    around = text.keys[line - 1:line] + text.keys[line + 1:line + 2]
    return len(text.keys[line]) >= MIN_LONG or not any(around)


def _touch(first: Side, line: int, second: Side, other: int) -> bool:
    one, two = first.hunk_of(line), second.hunk_of(other)
    return max(one.base, two.base) <= min(one.base_end, two.base_end)


def elsewhere(side: Side, other: Side, line: int) -> tuple[Place, ...]:
    """Return where a line that a side added may stand beside its own place."""
    title = _new_title(other)
    return (*_around(side, other, line), *([(title, *side.places[line])] if title else []))


def _new_title(side: Side) -> str:
    """The title that a side gave to the whole of a document that had none."""
    headings = side.text.document.headings
    is_title = bool(headings) and all(heading.level > headings[0].level for heading in headings[1:])
    return headings[0].title if is_title and side.to_base[headings[0].first] < 0 else ''


def _around(side: Side, other: Side, line: int) -> Iterator[Place]:
    """Where the other side has what the line replaced, or what stands before and after it."""
    hunk, base = side.hunk_of(line), side.base
    replaced = [number for number in range(hunk.base, hunk.base_end) if base.keys[number]]
    for number in replaced:
        if other.to_side[number] >= 0:
            place = other.places[other.to_side[number]]
            if _may_hold(place, side.places[line]) or _are_alike(base.keys[number], side.text.keys[line]):
                yield place
    if not replaced:
        yield from _between(other, hunk.base, side.places[line])


def _between(other: Side, gap: int, own: Place) -> Iterator[Place]:
    """The heading below which the other side has the neighbours of a gap of the base that stand below one there."""
    base = other.base
    near = {other.places[other.to_side[number]] if other.to_side[number] >= 0 else None for number in (
        _next(base, range(gap - 1, -1, -1)), _next(base, range(gap, len(base.keys))),
    ) if number is not None and base.places[number] == own}
    place = near.pop() if len(near) == 1 else None
    if place is not None and _may_hold(place, own):
        yield place


def _may_hold(place: Place, own: Place) -> bool:
    """Whether what was written elsewhere may stand below a heading: of no release, or of the same one."""
    numbers = [{number_of(title) for title in path if is_release(title)} for path in (place, own)]
    return not numbers[0] or (numbers[0] == numbers[1] and '' not in numbers[0])


def _are_alike(one: bytes, other: bytes) -> bool:
    first, second = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    return 2 * (first & second).total() >= _MIN_ALIKE * max(1, first.total() + second.total())


def _next(base: Text, lines: range) -> int | None:
    return next((line for line in lines if base.keys[line]), None)
