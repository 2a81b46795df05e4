"""Rules 1 to 6: what stands where and how often is what the two changes together say, in their order, and once."""
from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections import defaultdict
from collections.abc import Hashable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import chain
from itertools import islice
from typing import TypeVar

from sot_guard.analysis.alignment import longest_rise
from sot_guard.analysis.documents.text import headings_in
from sot_guard.analysis.documents.text import IN_CODE
from sot_guard.analysis.documents.text import Kind
from sot_guard.analysis.documents.text import likeness
from sot_guard.analysis.documents.text import Place
from sot_guard.analysis.documents.text import Text
from sot_guard.analysis.releases import is_release
from sot_guard.analysis.releases import number_of
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.sides import in_names_of_base
from sot_guard.merging.proof.sides import Side

# of a line that stands at more places, each against each, no other place is looked for
MAX_COMPARED = 1000
_MIN_ALIKE = 0.5
_T = TypeVar('_T', bound=Hashable)


class Trial:
    """What a proof is made from: a base, two sides, and a result; `sides` has each side with the other one."""

    def __init__(self, source: Side, copy: Side, result: Text) -> None:
        self.base, self.source, self.copy, self.result = source.base, source, copy, result
        self.texts = self.base, source.text, copy.text, result
        self.sides = (source, copy), (copy, source)
        places = (self.base.places, source.places, copy.places, in_names_of_base(result, source.renamed | copy.renamed))
        # with which a side begins, and the base does not
        titles = (one.title for text in (source.text, copy.text) for one in text.document.headings[:1]
                  if not any(text.keys[:one.first]))
        self.new_titles = {*titles}.difference(one.title for one in self.base.document.headings)
        self.read = tuple(zip(places, self.texts, strict=True))

    def about(self, side: Side, rule: Rule, line: int) -> Objection:
        """Return an objection to what became of a line of a side."""
        is_source = side is self.source
        text, place = side.text.lines[line], side.places[line]
        return Objection(rule, line if is_source else None, None if is_source else line, text, place)


def added_by_both(tables: Sequence[Counter[_T]]) -> Counter[_T]:
    """Return what both sides have more often than the base; base, sides and result are the tables."""
    return (tables[1] - tables[0]) & (tables[2] - tables[0])


def sums(tables: Sequence[Counter[_T]], same: Counter[_T]) -> Iterator[tuple[_T, int]]:
    """Yield what stands less often than both changes of the base together say, or more often, by how much.

    `same`: how much of what both added may be the same; of what both took out all may be, where nothing says more.
    """
    base, source, copy, result = tables
    for key in dict.fromkeys(chain(*tables)):
        one, two = source[key] - base[key], copy[key] - base[key]
        by = result[key] - base[key] - one - two
        # how far outside of what may be
        by = min(0, by + same[key]) or max(0, by + min(0, max(one, two)))
        if by:
            yield key, by


def count(trial: Trial) -> Iterator[Objection]:
    """Yield what is missing, too much, or at a wrong place."""
    tables = [Counter(pair for pair in zip(places, text.keys, strict=True) if pair[1]) for places, text in trial.read]
    both = added_by_both(tables)
    same = Counter[bytes]()
    repeated, new = _repeated(trial), {*trial.source.new_at, *trial.copy.new_at}
    for place, key in both:
        # entries, and what is at one place
        lines = trial.source.new_at.get((place, key), ())
        same[key] += min(both[place, key], sum(line in repeated or trial.source.text.is_entry(line) for line in lines))
    often = [Counter(filter(None, text.keys)) for text in trial.texts]
    total = dict(sums(often, same))
    # what both have less often: the lines that neither took out, and the new ones
    lines_of_both = zip(trial.base.keys, trial.source.to_side, trial.copy.to_side, strict=True)
    stay = Counter(key for key, *there in lines_of_both if min(there) >= 0)
    stay.update(key for side, _ in trial.sides for (_, key), lines in side.new_at.items() for _ in lines)
    total |= {key: often[3][key] - stay[key] for key in (often[0] - often[1]) & (often[0] - often[2])}
    found: dict[bytes, tuple[list[Place], list[Place]]] = defaultdict(lambda: ([], []))
    for (place, key), by in sums(tables, both):
        found[key][by > 0].extend([place] * abs(by))
    for key in dict.fromkeys((*found, *total)):
        few, many = found[key]
        for place in [*few] if len(few) * len(many) <= MAX_COMPARED else ():
            other = next((one for one in many if _may_stand(trial, key, place, one)), None)
            if other is not None:
                few.remove(place)
                many.remove(other)
        for place, other in zip(few, many, strict=False):
            yield _about(trial, Rule.PLACE, key, place)._replace(other=other)
        if len(many) > len(few) or total.get(key, 0) > 0:
            yield Objection(Rule.EXTRA, text=key, place=many[-1] if many else ())
        # what a side neither wrote nor moved there may have other headings above it now
        elif total.get(key, 0) < 0 or any((at, key) in new for at in few[len(many):]):
            yield _about(trial, Rule.MISSING, key, few[-1] if few else ())


def _repeated(trial: Trial) -> set[int]:
    """The lines of the source at places where one side wrote all that the other one wrote: no blocks of their own."""
    found = set[int]()
    there = trial.copy.hunks
    for hunk in trial.source.hunks:
        place = bisect_right(there, hunk.base_end, key=lambda other: other.base) - 1
        if place >= 0 and there[place].base_end >= hunk.base:
            few, many = sorted((trial.source.came(hunk), trial.copy.came(there[place])), key=len)
            rest = iter(many)
            if trial.base.document.format.is_data or all(key in rest for key in few):
                found.update(range(hunk.side, hunk.side_end))
    return found


def _about(trial: Trial, rule: Rule, key: bytes, place: Place) -> Objection:
    """The objection to what became of a line of the sides that stands at a place there."""
    source, copy = (
        next((line for line in side.text.instances.get(key, ()) if side.places[line] == place), None)
        for side, _ in trial.sides)
    return Objection(rule, source, copy, key, place)


def _may_stand(trial: Trial, key: bytes, place: Place, other: Place) -> bool:
    """Whether a line may stand below other headings, for what a side made of the headings around it."""
    above = other[:len(other) - len(place)]
    if other[len(above):] == place and trial.new_titles.issuperset(above) and not any(map(is_release, above)):
        return True
    return any(
        side.is_new(line) and side.places[line] == place and other in _around(side, sibling, line)
        for side, sibling in trial.sides for line in side.text.instances.get(key, ())
    )


def _around(side: Side, other: Side, line: int) -> set[Place]:
    """Where the other side has what the line replaced, or what stands before and after it; but not in a release."""
    hunk, base, own = side.hunk_of(line), side.base, headings_in(side.places[line])
    code = side.places[line][len(own):]
    near = replaced = [number for number in range(hunk.base, hunk.base_end) if base.keys[number]]
    alike = {number for number in replaced if likeness(base.keys[number], side.text.keys[line]) >= _MIN_ALIKE}
    if not replaced:
        sides = reversed(range(hunk.base)), range(hunk.base_end, len(base.keys))
        near = [number for lines in sides for number in islice(filter(base.keys.__getitem__, lines), 1)]
    near = [number for number in near if number in alike or headings_in(base.places[number]) == own]
    there = ((base.places[at], other.places[other.to_side[at]]) for at in near if other.to_side[at] >= 0)
    # what went into a comment says no place
    places = {headings_in(now) + code for was, now in there if (IN_CODE in was) is (IN_CODE in now)}
    if not replaced and len(places) > 1:
        return set()
    return {place for place in places if alike or _releases(place) in (set(), _releases(own))}


def _releases(place: Place) -> set[str]:
    """The releases in a path, by their numbers; what has none is another one each time."""
    return {number_of(title) or title for title in place if is_release(title)}


def doubled(trial: Trial) -> Iterator[Objection]:
    """Yield headings and entries that stand more often below one heading than on any side."""
    _, source, copy, made = (
        Counter((places[line], text.directives[line], key) for line, key in enumerate(text.keys) if text.is_entry(line))
        for places, text in trial.read)
    for place, _, key in made - (source | copy):
        *sides, often = (len(text.instances.get(key, ())) for text in trial.texts)
        if often > max(sides):
            heading = trial.result.heading(trial.result.instances[key][0])
            rule, text = (Rule.HEADING, heading.title.encode()) if heading else (Rule.DOUBLED, key)
            yield Objection(rule, text=text, place=place)


# ---- order

def _once(text: Text) -> dict[bytes, int]:
    return {key: lines[0] for key, lines in text.instances.items() if len(lines) == 1}


def order(trial: Trial) -> Iterator[Objection]:
    """Yield the lines of each side that have lost their order, but for what the other side moved."""
    made = _once(trial.result)
    for side, other in trial.sides:
        mine = []
        for key, line in _once(side.text).items():
            was = trial.base.instances.get(key, ())
            is_moved = any(other.to_side[number] < 0 for number in was) if was else key in other.text.instances
            if key in made and not is_moved:
                mine.append((made[key], line))
        kept = {*longest_rise([place for place, _ in mine])}
        yield from (trial.about(side, Rule.ORDER, line) for index, (_, line) in enumerate(mine) if index not in kept)


def torn(trial: Trial) -> Iterator[Objection]:
    """Yield lines that have been cut from what they belong to, and beginnings that have become a continuation."""
    result = trial.result
    made = {*zip(result.keys, result.keys[1:], strict=False)}
    made |= {(result.keys[owner], key) for owner, key in zip(result.owners, result.keys, strict=True)}
    begins: dict[bool, set[bytes]] = {True: set(), False: set()}
    for side, other in trial.sides:
        text = side.text
        for line, key in enumerate(text.keys):
            owner = text.owners[line]
            above = text.keys[owner]
            begins[not text.goes_on(line)].add(key)
            was = side.to_base[owner], side.to_base[line]
            is_cut = key in result.instances and (above, key) not in made
            # of an item that the other side took out nothing new may be left
            is_left = was[0] in other.dropped and text.kinds[owner] is Kind.ITEM
            if owner >= 0 and min(was) < 0 and is_cut and (above in result.instances or is_left):
                yield trial.about(side, Rule.TORN, line)
    only = begins[True] - begins[False]
    for line, key in enumerate(result.keys):
        if key in only and result.goes_on(line):
            yield Objection(Rule.TORN, text=key)
