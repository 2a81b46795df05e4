"""Puts one fault into a right merge, of every kind that a merge may make; a fixed seed gives the same faults again."""
from __future__ import annotations

import random
import re
from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document


class Merged(NamedTuple):
    """A right merge, by its lines: which of them a side added, and the format."""

    base: bytes
    source: bytes
    copy: bytes
    lines: list[bytes]
    added: list[int]
    format: Format


_FENCE = re.compile(rb'\s*(```|~~~|-{4,}\s*\Z|={4,}\s*\Z|<!--|-->|</?details>)')
_LABEL = re.compile(rb'(\s*\[[^\]]+\]:\s*|\s*\.\. (?:_[^:]+|\|[^|]+\| \S+):\s+|\s*:[\w-]+:\s+)(\S.*)')
_Lines = list[bytes]


def faults(merged: Merged, seed: str) -> Iterator[tuple[str, bytes]]:
    """Yield each fault that there is a place for, by its kind, and the text with it."""
    chance = random.Random(seed)
    for kind, make in _KINDS.items():
        lines = make(merged, chance)
        if lines is not None and lines != merged.lines:
            yield kind, b'\n'.join(lines)


def _full(merged: Merged) -> list[int]:
    return [number for number, line in enumerate(merged.lines) if line.strip()]


def _without(lines: _Lines, number: int, count: int = 1) -> _Lines:
    return lines[:number] + lines[number + count:]


def _with(lines: _Lines, number: int, *new: bytes) -> _Lines:
    return [*lines[:number], *new, *lines[number:]]


def drop(merged: Merged, chance: random.Random) -> _Lines | None:
    """Any line is gone."""
    full = _full(merged)
    return _without(merged.lines, chance.choice(full)) if full else None


def drop_added(merged: Merged, chance: random.Random) -> _Lines | None:
    """A line is gone that a side added."""
    return _without(merged.lines, chance.choice(merged.added)) if merged.added else None


def double(merged: Merged, chance: random.Random) -> _Lines | None:
    """A line stands twice."""
    full = _full(merged)
    if not full:
        return None
    number = chance.choice(full)
    return _with(merged.lines, number, merged.lines[number])


def double_added(merged: Merged, chance: random.Random) -> _Lines | None:
    """A line that a side added stands twice, at another place."""
    if not merged.added:
        return None
    return _with(merged.lines, chance.choice(_full(merged)), merged.lines[chance.choice(merged.added)])


def move_added(merged: Merged, chance: random.Random) -> _Lines | None:
    """A line that a side added stands below another heading."""
    document = read_document(b'\n'.join(merged.lines), merged.format)
    starts = [heading.first + heading.count for heading in document.headings]
    if not merged.added or not starts:
        return None
    number = chance.choice(merged.added)
    others = [start for start in starts if document.heading_of(start - 1) != document.heading_of(number)
              and start < len(merged.lines)]
    if not others:
        return None
    to, line = chance.choice(others), merged.lines[number]
    lines = _with(merged.lines, to, line)
    return _without(lines, number + (to <= number))


def reorder(merged: Merged, chance: random.Random) -> _Lines | None:
    """Two neighbours have changed places."""
    pairs = [number for number in merged.added if number + 1 < len(merged.lines) and merged.lines[number + 1].strip()]
    if not pairs:
        return None
    number = chance.choice(pairs)
    lines = merged.lines
    return [*lines[:number], lines[number + 1], lines[number], *lines[number + 2:]]


def swap_labels(merged: Merged, chance: random.Random) -> _Lines | None:
    """Two labels have each other's targets."""
    found = [(number, match) for number, line in enumerate(merged.lines) if (match := _LABEL.match(line))]
    if len(found) < 2:
        return None
    (one, first), (two, second) = chance.sample(found, 2)
    lines = [*merged.lines]
    lines[one], lines[two] = first[1] + second[2], second[1] + first[2]
    return lines


def break_fence(merged: Merged, chance: random.Random) -> _Lines | None:
    """A fence, a delimiter or a tag is gone."""
    found = [number for number, line in enumerate(merged.lines) if _FENCE.match(line)]
    return _without(merged.lines, chance.choice(found)) if found else None


def tear(merged: Merged, chance: random.Random) -> _Lines | None:
    """A foreign line stands between two lines of one entry."""
    inner = [number for number in merged.added if number and number - 1 in merged.added
             and re.match(rb'\s+\w', merged.lines[number]) and merged.lines[number - 1].strip()]
    if not inner:
        return None
    to, one = chance.choice(inner), chance.choice(merged.added)
    if one in (to - 1, to):
        return None
    lines = _with(merged.lines, to, merged.lines[one])
    return _without(lines, one + (to <= one))


def revert(merged: Merged, chance: random.Random) -> _Lines | None:
    """A line is back that a side took out."""
    now = set(merged.lines)
    gone = [line for line in merged.base.split(b'\n') if line.strip() and line not in now]
    return _with(merged.lines, chance.choice(_full(merged)), chance.choice(gone)) if gone else None


def lose_heading(merged: Merged, chance: random.Random) -> _Lines | None:
    """A heading is gone, and what stood below it is not."""
    found = read_document(b'\n'.join(merged.lines), merged.format).headings
    if not found:
        return None
    heading = chance.choice(found)
    return _without(merged.lines, heading.first, max(1, heading.count))


def lose_section(merged: Merged, chance: random.Random) -> _Lines | None:
    """A heading is gone with all below it."""
    found = read_document(b'\n'.join(merged.lines), merged.format).headings
    if len(found) < 2:
        return None
    number = chance.randrange(1, len(found))
    end = found[number + 1].first if number + 1 < len(found) else len(merged.lines)
    return _without(merged.lines, found[number].first, end - found[number].first)


def take_side(merged: Merged, chance: random.Random) -> _Lines | None:
    """The result is one of the sides."""
    return chance.choice((merged.source, merged.copy)).split(b'\n')


def unite(merged: Merged, chance: random.Random) -> _Lines | None:
    """What a side has is appended to what the other has."""
    old = {*merged.copy.split(b'\n')}
    new = [line for line in merged.source.split(b'\n') if line not in old]
    return [*merged.copy.rstrip(b'\n').split(b'\n'), *new] if new else None


def edit(merged: Merged, chance: random.Random) -> _Lines | None:
    """A word is another."""
    words = [number for number in _full(merged) if re.search(rb'[a-z]{4}', merged.lines[number])]
    if not words:
        return None
    number = chance.choice(words)
    lines = [*merged.lines]
    lines[number] = re.sub(rb'[a-z]{4}', b'else', lines[number], count=1)
    return lines


_KINDS: dict[str, Callable[[Merged, random.Random], _Lines | None]] = {
    make.__name__.replace('_', ' '): make for make in (
        drop, drop_added, double, double_added, move_added, reorder, swap_labels, break_fence, tear, revert,
        lose_heading, lose_section, take_side, unite, edit,
    )
}
