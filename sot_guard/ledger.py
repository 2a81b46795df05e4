"""Entries that both copies of a ledger gained at the same place: both are kept, in order, once each. Pure.

A ledger is a document that grows by whole entries: sections of a log, items of a changelog, rows of a table. To a
three-way merge two entries in one place are a conflict; to a reader they are two entries.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sot_guard.sections import Block
from sot_guard.sections import ENTRY_ID

_Lines = Sequence[bytes]
_Key = tuple[int, tuple[bytes | int, ...]]
# not of a numbered list: two items of one number would be wrong
_ITEM = re.compile(rb'[-*+] |\|')
_RULE = re.compile(rb'[ \t]*([-*_])([ \t]*\1){2,}[ \t]*\Z')
_DATE = re.compile(rb'\b(\d{4})-(\d\d)-(\d\d)\b')
_VERSION = re.compile(rb'\bv?(\d+(?:\.\d+)+)\b')


class _Entries(NamedTuple):
    """Lines as entries: what stands before them (blank lines and rules), themselves, and the blank lines between."""

    lead: tuple[bytes, ...]
    entries: tuple[tuple[bytes, ...], ...]
    gap: int
    tail: int


def keep_both(
    docs: _Lines, root: _Lines, document: bytes, cut: Callable[[bytes], list[Block]],
) -> list[bytes] | None:
    """What two lists of added lines make together, None where they are no different whole entries.

    `document`: the docs side, whose order is kept where its entries have dates, ids or versions; else the entries of
    docs come first. `cut` takes a text apart by its headings.
    """
    first, second = _entries(docs, cut), _entries(root, cut)
    if first is None or second is None or _what(first) != _what(second):
        return None
    entries = list(dict.fromkeys((*first.entries, *second.entries)))
    if not _are_different(entries):
        return None
    sides = first, second
    entries = _in_order(entries, sides, _openings(document, cut, _what(first)))
    gap = max(side.gap for side in sides)
    if not _what(first):
        # sections may show how far they stand apart only by what is around them
        gap = max(gap, *(max(side.tail, len(side.lead) * (not any(map(bytes.strip, side.lead)))) for side in sides))
    lines = list(first.lead)
    for number, entry in enumerate(entries):
        lines += [b''] * (gap if number else 0) + list(entry)
    return lines + [b''] * max(side.tail for side in sides)


def _what(side: _Entries) -> bytes:
    """What the entries are: by the bullet of an item, the bar of a row, or headings."""
    opening = side.entries[0][0]
    return opening[:1] if _ITEM.match(opening) else b''


def _entries(lines: _Lines, cut: Callable[[bytes], list[Block]]) -> _Entries | None:
    first = next((number for number, line in enumerate(lines) if line.strip() and not _RULE.match(line)), None)
    if first is None:
        return None
    lead, body = tuple(lines[:first]), list(lines[first:])
    tail = 0
    while not body[-1].strip():
        body.pop()
        tail += 1
    starts = _items(body) if _ITEM.match(body[0]) else _headings(body, cut)
    if not starts or starts[0]:
        return None
    entries, gap = [], 0
    for start, end in pairwise((*starts, len(body))):
        entry = body[start:end]
        while not entry[-1].strip():
            entry.pop()
        entries.append(tuple(entry))
        gap = max(gap, end - start - len(entry))
    return _Entries(lead, tuple(entries), gap, tail)


def _items(lines: _Lines) -> list[int]:
    """Where the items or rows begin; none where something else stands between."""
    marker = lines[0][:1]
    if not all(line[:1] in (marker, b' ', b'\t', b'') for line in lines):
        return []
    return [number for number, line in enumerate(lines) if line[:1] == marker]


def _headings(lines: _Lines, cut: Callable[[bytes], list[Block]]) -> list[int]:
    """Where the sections of the highest level begin; none where the lines begin below it."""
    blocks = cut(b'\n'.join(lines))
    highest = min(block.level for block in blocks)
    return [block.first for block in blocks if block.level == highest] if highest else []


def _are_different(entries: Sequence[tuple[bytes, ...]]) -> bool:
    """Whether no two entries are forms of the same one: by their heading, by their id."""
    names: list[bytes] = []
    for entry in entries:
        opening = b' '.join(entry[0].split())
        ids = ENTRY_ID.findall(opening) if not opening.startswith((b'-', b'*', b'+')) else []
        names += {opening, *ids}
    return len(set(names)) == len(names)


def _openings(document: bytes, cut: Callable[[bytes], list[Block]], what: bytes) -> Iterator[bytes]:
    """The first lines of the entries of this kind that the document has."""
    if what:
        return (line for line in document.split(b'\n') if line.startswith(what))
    return (block.lines[0] for block in cut(document) if block.level)


def _key(opening: bytes) -> _Key | None:
    """By what entries are in order: a date, the number of an id, a version."""
    if match := _DATE.search(opening):
        return 0, tuple(map(int, match.groups()))
    if match := ENTRY_ID.search(opening):
        name, _, number = match[0].rpartition(b'-')
        return 1, (name, int(number[-18:]))
    if match := _VERSION.search(opening):
        return 2, tuple(int(part[-18:]) for part in match[1].split(b'.'))
    return None


def _in_order(
    entries: list[tuple[bytes, ...]], sides: Sequence[_Entries], openings: Iterator[bytes],
) -> list[tuple[bytes, ...]]:
    keyed = [(key, entry) for entry in entries if (key := _key(entry[0])) is not None]
    if len(keyed) < len(entries) or len({(key[0], key[1][:-1] if key[0] == 1 else ()) for key, _ in keyed}) > 1:
        return entries
    known = [key for opening in openings if (key := _key(opening)) is not None and key[0] == keyed[0][0][0]]
    ups = sum(one < other for one, other in pairwise(known))
    downs = sum(one > other for one, other in pairwise(known))
    if ups == downs:
        return entries
    ordered = [entry for _, entry in sorted(keyed, key=lambda pair: pair[0], reverse=downs > ups)]
    # a side that does not follow the order itself is not put into it
    for side in sides:
        own = [entry for entry in ordered if entry in side.entries]
        if own != list(dict.fromkeys(side.entries)):
            return entries
    return ordered
