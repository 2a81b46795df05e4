"""Rules 3 to 6: order, whole entries, blank lines, headings, and nothing doubled."""
from __future__ import annotations

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.merging.proof.alignment import longest_rise
from sot_guard.merging.proof.counting import is_entry
from sot_guard.merging.proof.counting import Trial
from sot_guard.merging.proof.model import is_release
from sot_guard.merging.proof.model import Kind
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Place
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.sides import Side

_WORD = re.compile(rb'\w+')


def _once(text: Text) -> dict[bytes, int]:
    counts = Counter(text.keys)
    return {key: number for number, key in enumerate(text.keys) if key and counts[key] == 1}


def _moved(side: Side) -> set[bytes]:
    """Lines that stand once in the base and on the side, out of the order of the rest."""
    old, new = _once(side.base), _once(side.text)
    both = [key for key in old if key in new]
    still = {both[index] for index in longest_rise([new[key] for key in both])}
    return set(both) - still


def order(trial: Trial) -> Iterator[Objection]:
    """Yield the lines of each side that have lost their order."""
    made, known = _once(trial.result), set(trial.base.keys)
    for side, other in trial.sides:
        added = set(other.text.keys) - known
        moved = _moved(other)
        mine = [(key, line) for key, line in _once(side.text).items()
                if key in made and key not in added and key not in moved]
        kept = set(longest_rise([made[key] for key, _ in mine]))
        for index, (_, line) in enumerate(mine):
            if index not in kept:
                yield trial.about(side, Rule.ORDER, line)


def _goes_on(text: Text, line: int) -> bool:
    """Whether a line is a further one of what the line before it began."""
    return (
        line > 0 and text.kinds[line] in (Kind.TEXT, Kind.CODE) and bool(text.keys[line - 1])
        and text.kinds[line - 1] is not Kind.HEADING and len(text.keys[line].split()) > 1
    )


def _pairs(text: Text) -> set[tuple[bytes, bytes]]:
    return set(zip(text.keys, text.keys[1:], strict=False))


def pieces(trial: Trial) -> Iterator[Objection]:
    """Yield the lines that are torn from the one before them, or stuck to another."""
    made = _pairs(trial.result)
    have = Counter(trial.result.keys)
    for side, other in trial.sides:
        text = side.text
        for line in range(1, len(text.keys)):
            above = line - 1
            if (side.to_base[line] >= 0 and side.to_base[above] >= 0) or not _goes_on(text, line):
                continue
            is_there = have[text.keys[line]] and have[text.keys[above]]
            if is_there and (text.keys[above], text.keys[line]) not in made and not _took(side, other, (above, line)):
                yield trial.about(side, Rule.TORN, line)
    yield from _stuck(trial)


def _took(side: Side, other: Side, lines: Sequence[int]) -> bool:
    """Whether the other side has taken out or moved one of the lines."""
    return any(side.to_base[line] >= 0 and other.to_side[side.to_base[line]] < 0 for line in lines)


def _stuck(trial: Trial) -> Iterator[Objection]:
    """Paragraphs of a side that have become the rest of something else."""
    begins: set[bytes] = set()
    goes: set[bytes] = set()
    for side, _ in trial.sides:
        for line, key in enumerate(side.text.keys):
            if side.text.kinds[line] is Kind.TEXT:
                (goes if _goes_on(side.text, line) else begins).add(key)
    result = trial.result
    for line, key in enumerate(result.keys):
        if key in begins and key not in goes and result.kinds[line] is Kind.TEXT and _goes_on(result, line):
            yield Objection(Rule.TORN, text=result.lines[line])


def _gaps(text: Text) -> dict[tuple[bytes, bytes], set[int]]:
    """How many blank lines stand between two neighbours; not between two items."""
    gaps = defaultdict(set)
    last = -1
    for line, key in enumerate(text.keys):
        if not key:
            continue
        if last >= 0 and not text.kinds[last] is text.kinds[line] is Kind.ITEM:
            gaps[text.keys[last], key].add(line - last)
        last = line
    return gaps


def blanks(trial: Trial) -> Iterator[Objection]:
    """Yield neighbours of a side between which the blank lines are others than on any."""
    known = [_gaps(trial.source.text), _gaps(trial.copy.text)]
    for pair, sizes in _gaps(trial.result).items():
        have = set().union(*(gaps.get(pair, ()) for gaps in known))
        if have and not sizes <= have:
            yield Objection(Rule.BLANK, text=pair[1])


def headings(trial: Trial, places: Sequence[Place]) -> Iterator[Objection]:
    """Yield headings that stand twice below one parent."""
    made, most = Counter(_titles(trial.result, places)), Counter[tuple[Place, str]]()
    for side, _ in trial.sides:
        most |= Counter(_titles(side.text, side.places))
    for place, title in made - most:
        if made[place, title] > 1:
            yield Objection(Rule.HEADING, text=title.encode(), place=place)


def _titles(text: Text, places: Sequence[Place]) -> Iterator[tuple[Place, str]]:
    for heading in text.document.headings:
        yield places[heading.first], heading.title


def doubled(trial: Trial, places: Sequence[Place]) -> Iterator[Objection]:
    """Yield what stands more often below one heading than on any side."""
    made = Counter(_entries(trial.result, places))
    most: Counter[tuple[Place, bytes, bytes]] = Counter()
    totals: Counter[bytes] = Counter()
    for text, where in ((trial.base, trial.base.places), *((side.text, side.places) for side, _ in trial.sides)):
        most |= Counter(_entries(text, where))
        totals |= Counter(text.keys)
    now = Counter(trial.result.keys)
    yield from _written_by_both(trial, now, totals)
    for place, _, key in made - most:
        if now[key] > totals[key]:
            yield Objection(Rule.DOUBLED, text=key, place=place)


def _written_by_both(trial: Trial, now: Counter[bytes], most: Counter[bytes]) -> Iterator[Objection]:
    """Yield lines that both sides wrote into one place, and that stand there twice."""
    first, second = (set(_new(side)) for side, _ in trial.sides)
    for _, place, _, key in sorted(first & second):
        if now[key] > most[key]:
            yield Objection(Rule.DOUBLED, text=key, place=place)


def _new(side: Side) -> Iterator[tuple[int, Place, bytes, bytes]]:
    """The lines that a side wrote, with where in the base, below which heading and item."""
    text = side.text
    for hunk in side.hunks:
        for line in range(hunk.side, hunk.side_end):
            if text.kinds[line] in (Kind.TEXT, Kind.ITEM, Kind.ROW) and _WORD.search(text.keys[line]):
                yield hunk.base, side.places[line], text.owners[line], text.keys[line]


def beside_releases(trial: Trial) -> Iterator[Objection]:
    """Yield entries that a side wrote below no release where the other began one."""
    for side, other in trial.sides:
        new = {(hunk.base, hunk.base_end): hunk for hunk in other.hunks}
        for hunk in side.hunks:
            theirs = new.get((hunk.base, hunk.base_end))
            lines = [line for line in range(hunk.side, hunk.side_end) if side.text.kinds[line] is Kind.ITEM]
            if theirs is None or not lines or any(map(is_release, side.places[lines[0]])):
                continue
            for line in range(theirs.side, theirs.side_end):
                title = _release(other, line, side.places[lines[0]])
                if title:
                    yield trial.about(side, Rule.RELEASE, lines[0])._replace(text=title.encode())
                    break


def _release(side: Side, line: int, place: Place) -> str:
    """The title of a release that begins in a line, right below a place."""
    number = side.text.heading_at.get(line)
    title = side.text.document.headings[number].title if number is not None else ''
    return title if is_release(title) and side.places[line] == place else ''


def _entries(text: Text, places: Sequence[Place]) -> Iterator[tuple[Place, bytes, bytes]]:
    """Each entry, with the heading and the line that it is a part of."""
    for line, key in enumerate(text.keys):
        if is_entry(text, line) and text.kinds[line] is not Kind.HEADING:
            yield places[line], text.owners[line], key
