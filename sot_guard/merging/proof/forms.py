"""Rules 7 and 8: two forms of one entry, and lines that both sides changed."""
from __future__ import annotations

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from sot_guard.merging.proof.alignment import Hunk
from sot_guard.merging.proof.counting import Trial
from sot_guard.merging.proof.model import Kind
from sot_guard.merging.proof.model import number_of
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Place
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.sides import Side

_ALIKE = {Kind.TEXT: 0.85}
_MIN_ALIKE = 0.75
_MIN_WORDS = 3
# of more, each against each, only names are compared
MAX_COMPARED = 20_000
_ID = re.compile(rb'(?:#|\bGH-|!|/(?:issues|pull|merge_requests)/)(\d+)\b|\b([A-Z][A-Z0-9_]+-\d+)\b')
_URL = re.compile(rb'https?://[^\s)>\]`"\']+')
_OPENING_LINK = re.compile(rb'\s*(?:[-*+]|\d+[.)])\s+(?:(?:\[[ xX]\]\s+)?\[([^\]]+)\]\(|`([^`<]+?)\s*<[^>]+>`_)')
_NUMBER = re.compile(rb'(\s*)(\d{1,9})[.)]\s')
_TICK = re.compile(rb'(\s*[-*+]\s+)\[[ xX]\]')
_WORD = re.compile(rb'\w+')


class _Entry(NamedTuple):
    line: int
    kind: Kind
    text: bytes


def two_forms(trial: Trial) -> Iterator[Objection]:
    """Yield what each side has added that says the same in other words."""
    first, second = _added(trial.source), _added(trial.copy)
    old = set(_URL.findall(trial.base.content))
    for place in first.keys() & second.keys():
        same = {entry.text for entry in first[place]} & {entry.text for entry in second[place]}
        one, two = ([entry for entry in side[place] if entry.text not in same] for side in (first, second))
        is_large = len(one) * len(two) > MAX_COMPARED
        for mine, other in product(one, two):
            if mine.kind is other.kind and _are_one(trial, mine, other, old, is_large):
                yield Objection(Rule.FORMS, mine.line, other.line, text=mine.text, place=place)


def _added(side: Side) -> dict[Place, list[_Entry]]:
    """The entries that a side has and the base has not, by their place."""
    text = side.text
    found: dict[Place, list[_Entry]] = defaultdict(list)
    line = 0
    while line < len(text.keys):
        start, kind = line, text.kinds[line]
        line += 1
        while kind in (Kind.ITEM, Kind.TEXT) and line < len(text.keys) and text.kinds[line] is Kind.TEXT \
                and side.to_base[line] < 0:
            line += 1
        if side.to_base[start] < 0 and kind in (Kind.ITEM, Kind.ROW, Kind.HEADING, Kind.TEXT):
            found[side.places[start]].append(_Entry(start, kind, b'\n'.join(text.keys[start:line])))
    return found


def _are_one(trial: Trial, mine: _Entry, other: _Entry, old: set[bytes], is_large: bool) -> bool:
    kind, (one, two) = mine.kind, (mine.text, other.text)
    if kind is Kind.HEADING:
        titles = [side.text.document.headings[side.text.heading_at[entry.line]].title
                  for side, entry in ((trial.source, mine), (trial.copy, other))]
        return titles[0] == titles[1] or number_of(titles[0]) == number_of(titles[1]) != ''
    if kind is Kind.ROW:
        return one.split(b'|')[1].strip() == two.split(b'|')[1].strip() != b''
    numbers = _NUMBER.match(one), _NUMBER.match(two)
    if numbers[0] and numbers[1] and numbers[0][0] == numbers[1][0] and not _repeats(trial.base.keys, numbers[0][1]):
        return True
    if _TICK.match(one) and _TICK.sub(rb'\1', one) == _TICK.sub(rb'\1', two):
        return True
    return not is_large and _say_the_same(kind, one, two, old)


def _say_the_same(kind: Kind, one: bytes, two: bytes, old: set[bytes]) -> bool:
    ids = set(_ID.findall(one)), set(_ID.findall(two))
    urls = set(_URL.findall(one)), set(_URL.findall(two))
    if (ids[0] and ids[0] == ids[1]) or (urls[0] & urls[1]) - old:
        return True
    links = _OPENING_LINK.match(one), _OPENING_LINK.match(two)
    if links[0] and links[1] and links[0].groups() == links[1].groups():
        return True
    if (ids[0] and ids[1]) or (urls[0] and urls[1]):
        return False
    words = Counter(_WORD.findall(one)), Counter(_WORD.findall(two))
    size = words[0].total() + words[1].total()
    return size >= 2 * _MIN_WORDS and 2 * (words[0] & words[1]).total() > _ALIKE.get(kind, _MIN_ALIKE) * size


def _repeats(keys: list[bytes], indent: bytes) -> bool:
    """Whether the numbers of lists are left to the renderer: each is the same."""
    numbers = [match[2] for key in keys if (match := _NUMBER.match(key)) and match[1] == indent]
    return len(numbers) > 2 and len(set(numbers)) == 1


def both_changed(trial: Trial) -> Iterator[Objection]:
    """Yield the lines of the base that the sides replaced by different ones."""
    ours, theirs = (
        {line: hunk for hunk in side.hunks for line in range(hunk.base, hunk.base_end)} for side, _ in trial.sides)
    seen = set()
    for line, mine in ours.items():
        other = theirs.get(line)
        if other and trial.base.keys[line] and (mine, other) not in seen and not _agree(trial, mine, other, line):
            seen.add((mine, other))
            yield Objection(
                Rule.CHANGED, mine.side, other.side, trial.base.lines[line], trial.base.places[line])


def _agree(trial: Trial, ours: Hunk, theirs: Hunk, line: int) -> bool:
    one, two = (_became(side, hunk, line) for side, hunk in ((trial.source, ours), (trial.copy, theirs)))
    if one == two:
        return True
    # what both put in its place, as many lines at least, with more of either beside it
    old = [key for key in trial.base.keys[min(ours.base, theirs.base):max(ours.base_end, theirs.base_end)] if key]
    return (ours.base, ours.base_end) == (theirs.base, theirs.base_end) and len(old) <= _both_ends(one, two)


def _both_ends(one: list[bytes], two: list[bytes]) -> int:
    """How many lines two runs share at their beginnings and ends."""
    most = min(len(one), len(two))
    first = next((number for number in range(most) if one[number] != two[number]), most)
    rest = most - first
    return first + next((number for number in range(rest) if one[-1 - number] != two[-1 - number]), rest)


def _became(side: Side, hunk: Hunk, line: int) -> list[bytes]:
    """What stands in the place of a line: the one across, where as many lines came as went."""
    if hunk.base_end - hunk.base == hunk.side_end - hunk.side:
        return [side.text.keys[hunk.side + line - hunk.base]]
    return [key for key in side.text.keys[hunk.side:hunk.side_end] if key]
