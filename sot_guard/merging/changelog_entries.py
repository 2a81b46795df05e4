"""Entries that both copies of a ledger gained at the same place: both are kept, in order, once each. Pure.

A ledger is a document that grows by whole entries: sections of a log, items of a changelog, rows of a table. To a
three-way merge two entries in one place are a conflict; to a reader they are two entries.
"""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sot_guard.analysis.documents import ENTRY_ID
from sot_guard.analysis.documents import literal_lines
from sot_guard.analysis.documents import sections
from sot_guard.analysis.documents import whole

_Key = tuple[int, tuple[bytes | int, ...]]
# not of a numbered list: two items of one number would be wrong
ITEM = re.compile(rb'[-*+] |\|')
# a run of lines that stands at more of them is left to a person
_MAX_PLACES = 100
_RULE = re.compile(rb'[ \t]*([-*_])([ \t]*\1){2,}[ \t]*\Z')
_TABLE_RULE = re.compile(rb'\|[ \t:|+-]*\Z')
_DATE = re.compile(rb'\b(\d{4})-(\d\d)-(\d\d)\b')
_VERSION = re.compile(rb'\bv?(\d+(?:\.\d+)+)\b')
# to a person that is no ledger any more, and to the parser some seconds
_MAX_LINES = 50_000
# lines of which even the rarest stands at more places are no entries of their own
_MAX_PLACES = 100
# int() refuses thousands of them; no entry is told from another by more
_MAX_DIGITS = 18
_NUMBER = re.compile(rb'\b(\d+)[.:)](?=\s|$)')


class Changelog(NamedTuple):
    """A document: its lines, the levels of those that are headings, and those in which nothing is an entry.

    `places`: where each line stands.
    """

    lines: Sequence[bytes]
    levels: Mapping[int, int]
    literal: frozenset[int]
    places: Mapping[bytes, Sequence[int]]


def changelog(content: bytes, tags: set[str]) -> Changelog | None:
    """A text as a ledger; None for what has no sections, in which an item is a part of something else, or too many."""
    cut = sections(tags)
    if cut is whole or content.count(b'\n') > _MAX_LINES:
        return None
    levels = {block.first: block.level for block in cut(content) if block.level}
    lines = content.split(b'\n')
    places = defaultdict(list)
    for number, line in enumerate(lines):
        places[line].append(number)
    return Changelog(lines, levels, frozenset(literal_lines(content, tags)), places)


class _Entries(NamedTuple):
    """Lines as entries: what stands before them (blank lines and rules), themselves, and the blank lines between.

    `level`: of the headings that open them, 0 for items and rows; `marker`: the bullet or bar that does, b'' for those.
    """

    lead: tuple[bytes, ...]
    entries: tuple[tuple[bytes, ...], ...]
    gap: int
    tail: int
    level: int
    marker: bytes


def keep_both(
    source: Changelog, docs_lines: Sequence[bytes], copy: Changelog, root_lines: Sequence[bytes],
) -> list[bytes] | None:
    """What two runs of new lines make together, None where they are not different whole entries of one kind.

    The order of docs is kept where its entries have dates, ids or versions; else the entries of docs come first.
    """
    first, second = _entries(source, docs_lines), _entries(copy, root_lines)
    if first is None or second is None or (first.level, first.marker) != (second.level, second.marker):
        return None
    known = set(first.entries)
    new = [entry for entry in second.entries if entry not in known]
    if not _are_different([*first.entries, *new], first.marker):
        return None
    ruled = any(map(bytes.strip, (*first.lead, *second.lead)))
    if ruled and first.lead != second.lead:
        return None
    gap = max(first.gap, second.gap)
    if first.level:
        # sections show how far they stand apart by what is around them, and need a blank line before an underlined one
        gap = max(gap, 1, first.tail, second.tail, *(len(side.lead) for side in (first, second) if not ruled))
    entries = [*first.entries, *new] if ruled else _in_order([*first.entries, *new], (first, second), source)
    between = list(first.lead) if ruled and new else []
    lines = list(first.lead)
    for number, entry in enumerate(entries):
        lines += ([b''] * gap if number else []) + (between if number == len(first.entries) else []) + list(entry)
    return lines + [b''] * max(first.tail, second.tail)


def _entries(side: Changelog, lines: Sequence[bytes]) -> _Entries | None:
    """A run of lines as entries; None where it is none at any of the places at which it stands in the document."""
    if not lines:
        return None
    count = len(lines)
    rarest = min(range(count), key=lambda number: len(side.places.get(lines[number], ())))
    starts = [place - rarest for place in side.places.get(lines[rarest], ()) if place >= rarest]
    if len(starts) > _MAX_PLACES:
        return None
    found = [
        _entries_at(side, range(start, start + count), lines) for start in starts
        if side.lines[start:start + count] == list(lines)
    ]
    return found[0] if found and None not in found else None


def _entries_at(side: Changelog, where: range, lines: Sequence[bytes]) -> _Entries | None:
    first = next((number for number, line in enumerate(lines) if line.strip() and not _RULE.match(line)), None)
    if first is None or not side.literal.isdisjoint(where[:first + 1]):
        return None
    end = max(number for number, line in enumerate(lines) if line.strip()) + 1
    level = side.levels.get(where[first], 0)
    marker = lines[first][:1] if not level and ITEM.match(lines[first]) else b''
    body = lines[first:end]
    starts = _headings(side, where, first, end) if level else _items(body, marker, where[first], side.literal)
    if not starts:
        return None
    entries, gap = [], 0
    for start, stop in pairwise((*starts, len(body))):
        entry = list(body[start:stop])
        while not entry[-1].strip():
            entry.pop()
        entries.append(tuple(entry))
        gap = max(gap, stop - start - len(entry))
    return _Entries(tuple(lines[:first]), tuple(entries), gap, len(lines) - end, level, marker)


def _items(lines: Sequence[bytes], marker: bytes, offset: int, literal: frozenset[int]) -> list[int]:
    """Where the items or rows begin; none where something else stands between."""
    if not marker:
        return []
    others = (b' ', b'\t', b'') if marker != b'|' else ()
    if not all(line[:1] == marker or line[:1] in others for line in lines) or any(map(_TABLE_RULE.match, lines)):
        return []
    starts = [number for number, line in enumerate(lines) if line[:1] == marker]
    return starts if literal.isdisjoint(offset + start for start in starts) else []


def _headings(side: Changelog, where: range, first: int, end: int) -> list[int]:
    """Where the sections begin that are of the level of the first; none where one is above it."""
    levels = {number: side.levels[where[number]] for number in range(first, end) if where[number] in side.levels}
    if min(levels.values()) < levels[first]:
        return []
    return [number - first for number, level in levels.items() if level == levels[first]]


def _are_different(entries: Sequence[tuple[bytes, ...]], marker: bytes) -> bool:
    """Whether no two entries are forms of the same one: by heading, id or number; items may share an id."""
    if marker in (b'-', b'*', b'+'):
        return True
    names: list[bytes] = []
    for entry in entries:
        opening = b' '.join(entry[0].split())
        names += {opening, *ENTRY_ID.findall(opening), *_NUMBER.findall(opening)}
    return len(set(names)) == len(names)


def _openings(side: Changelog, like: _Entries) -> Iterator[bytes]:
    """The first lines of the entries of this kind that the document has."""
    if like.marker:
        return (line for line in side.lines if line.startswith(like.marker))
    return (side.lines[number] for number, level in side.levels.items() if level == like.level)


def _key(opening: bytes) -> _Key | None:
    """By what entries are in order: a date, the number of an id, a version."""
    if match := _DATE.search(opening):
        return 0, tuple(map(int, match.groups()))
    if match := ENTRY_ID.search(opening):
        name, number = match[0].split(b'-')
        return 1, (name, int(number[-_MAX_DIGITS:]))
    if match := _VERSION.search(opening):
        return 2, tuple(int(part[-_MAX_DIGITS:]) for part in match[1].split(b'.'))
    return None


def _in_order(
    entries: list[tuple[bytes, ...]], sides: Sequence[_Entries], document: Changelog,
) -> list[tuple[bytes, ...]]:
    keyed = [(key, entry) for entry in entries if (key := _key(entry[0])) is not None]
    if len(keyed) < len(entries) or len({(key[0], key[1][:-1] if key[0] == 1 else ()) for key, _ in keyed}) > 1:
        return entries
    openings = _openings(document, sides[0])
    keys = [key for opening in openings if (key := _key(opening)) is not None and key[0] == keyed[0][0][0]]
    ups = sum(one < other for one, other in pairwise(keys))
    downs = sum(one > other for one, other in pairwise(keys))
    if ups == downs:
        return entries
    ordered = [entry for _, entry in sorted(keyed, key=lambda pair: pair[0], reverse=downs > ups)]
    # a side that does not follow the order itself is not put into it
    for side in sides:
        own = set(side.entries)
        if [entry for entry in ordered if entry in own] != list(side.entries):
            return entries
    return ordered
