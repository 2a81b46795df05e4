"""Rules 7 and 8: what both sides changed or wrote in two forms, beside what one released or left open."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from itertools import islice
from itertools import takewhile
from typing import NamedTuple

from sot_guard.analysis.alignment import Hunk
from sot_guard.analysis.documents.text import Kind
from sot_guard.analysis.documents.text import likeness
from sot_guard.analysis.documents.text import MIN_LONG
from sot_guard.analysis.documents.text import Place
from sot_guard.analysis.entry_names import names_of
from sot_guard.analysis.entry_names import names_without_meaning
from sot_guard.analysis.releases import is_release
from sot_guard.analysis.releases import is_unreleased
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.rules import Trial
from sot_guard.merging.proof.sides import Side

# of more entries, each against each, only names are compared
MAX_COMPARED = 20_000
_MIN_ALIKE = 0.75
_MIN_WORDS = 4


def both_changed(trial: Trial) -> Iterator[Objection]:
    """Yield the lines of the base that the sides replaced by different ones."""
    ours, theirs = (
        {line: hunk for hunk in side.hunks for line in range(hunk.base, hunk.base_end)} for side, _ in trial.sides)
    for line, mine in ours.items():
        other = theirs.get(line)
        if other and trial.base.keys[line] and not _agree(trial, mine, other, line):
            yield Objection(Rule.CHANGED, mine.side, other.side, trial.base.lines[line], trial.base.places[line])


def _agree(trial: Trial, ours: Hunk, theirs: Hunk, line: int) -> bool:
    one, two = (_became(side, hunk, line) for (side, _), hunk in zip(trial.sides, (ours, theirs), strict=True))
    old = [key for key in trial.base.keys[ours.base:ours.base_end] if key]
    # what both put in its place, as many lines at least, with more of either beside it; of a heading its new name alone
    shared = _common(one, two) + _common(one[::-1], two[::-1])
    is_same = ours[:2] == theirs[:2] and trial.base.heading(line) is None
    return one == two or (is_same and len(old) <= min(shared, len(one), len(two)))


def _common(one: list[bytes], two: list[bytes]) -> int:
    return len([*takewhile(bool, map(bytes.__eq__, one, two))])


def _became(side: Side, hunk: Hunk, line: int) -> list[bytes]:
    """What stands in the place of a line: the one across, where as many lines came as went."""
    if hunk.base_end - hunk.base == hunk.side_end - hunk.side:
        return [side.text.keys[hunk.side + line - hunk.base]]
    return side.came(hunk)


def released(trial: Trial) -> Iterator[Objection]:
    """Yield entries that a side wrote below no release where the other began one, or has them in one."""
    for side, other in trial.sides:
        # what is long enough to be one entry, and the release in which the other side wrote it
        out = {key: title for (place, key) in other.new_at if len(key) >= MIN_LONG for title in place if _is_out(title)}
        there: dict[tuple[int, ...], list[str]] = defaultdict(list)
        for heading in other.text.document.headings:
            if other.is_new(heading.first) and is_release(heading.title):
                there[other.hunk_of(heading.first)[:2]].append(heading.title)
        for hunk in side.hunks:
            begun = there.get(hunk[:2], [])
            for line in range(hunk.side, hunk.side_end):
                if side.text.kinds[line] is Kind.ITEM:
                    key = side.text.keys[line]
                    titles = [out[key], *begun] if key in out else begun
                    if titles and not any(map(is_release if titles == begun else _is_out, side.places[line])):
                        yield trial.about(side, Rule.RELEASE, line)._replace(text=titles[0].encode())


def _is_out(title: str) -> bool:
    return is_release(title) and not is_unreleased(title)


def left_open(trial: Trial) -> Iterator[Objection]:
    """Yield the code block or comment that a side leaves open, where the other one has something new."""
    for side, other in trial.sides:
        line = side.text.open_line
        if line is not None and trial.base.open_line is None and other.hunks:
            yield trial.about(side, Rule.OPEN, line)


class _Entry(NamedTuple):
    line: int
    text: bytes
    names: set[bytes]


def two_forms(trial: Trial) -> Iterator[Objection]:
    """Yield what each side has added that says the same in other words."""
    old = names_without_meaning(trial.base)
    first, second = (_added(side, old) for side, _ in trial.sides)
    for at in first.keys() & second.keys():
        one, two = first[at], second[at]
        same = {entry.text for entry in one} & {entry.text for entry in two}
        one, two = ([entry for entry in entries if entry.text not in same] for entries in (one, two))
        named = {name: entry for entry in reversed(two) for name in entry.names}
        compared = two if len(one) * len(two) <= MAX_COMPARED else []
        for mine in one:
            same_name = (named[name] for name in sorted(mine.names & named.keys()))
            for other in islice(chain(same_name, (entry for entry in compared if _are_alike(mine, entry))), 1):
                yield Objection(Rule.FORMS, mine.line, other.line, text=mine.text, place=at[0])


def _added(side: Side, known: set[bytes]) -> dict[tuple[Place, bytes, Kind], list[_Entry]]:
    """The entries that a side has and the base has not, each with what follows it, by place, directive and kind."""
    text = side.text
    found: dict[tuple[Place, bytes, Kind], list[_Entry]] = defaultdict(list)
    line = 0
    while line < len(text.keys):
        start, kind = line, text.kinds[line]
        line += 1
        while kind in (Kind.ITEM, Kind.TEXT) and line < len(text.keys) and side.is_new(line) \
                and text.kinds[line] is Kind.TEXT:
            line += 1
        if side.is_new(start) and kind in (Kind.ITEM, Kind.ROW, Kind.HEADING, Kind.TEXT):
            words = b'\n'.join(text.keys[start:line])
            entry = _Entry(start, words, names_of(words, kind) - known)
            found[side.places[start], text.directives[start], kind].append(entry)
    return found


def _are_alike(mine: _Entry, other: _Entry) -> bool:
    """Whether two entries have most words in common, and neither ids nor URLs of their own."""
    if mine.names and other.names:
        return False
    return len(mine.text.split()) >= _MIN_WORDS and likeness(mine.text, other.text) > _MIN_ALIKE
