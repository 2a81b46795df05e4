"""Both of two insertions: headings that both have become one, the rest is kept in the order of the document."""
from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sot_guard.analysis.documents import Document

_ITEM = re.compile(rb'([-*+]|\xe2\x80\xa2|\d+[.)]|#\.)\s|\|')
_DATE = re.compile(rb'\b(\d{4})-(\d\d?)-(\d\d?)\b')
_VERSION = re.compile(rb'(?<![\w.])v?(\d+(?:\.\d+)+)(?:[-.]?([A-Za-z][\w.-]*))?')
_ID = re.compile(rb'\b([A-Z][A-Z0-9_]*)-(\d+)\b')
_UNRELEASED = re.compile(rb'(?i)\bunreleased\b')
# int() refuses thousands of digits; nothing is told from another by more
_MAX_DIGITS = 18
_Key = tuple[tuple[int | str, ...], ...]


class Outline(NamedTuple):
    """The headings of a document: their lines, and the level of each."""

    levels: Mapping[tuple[bytes, ...], int]

    @classmethod
    def of(cls, *documents: Document) -> Outline:
        """Return the headings of some documents."""
        return cls({
            document.lines[heading.first:heading.first + max(1, heading.count)]: heading.level
            for document in documents for heading in document.headings
        })

    def heading_at(self, lines: Sequence[bytes], number: int) -> int:
        """Return how many lines the heading that begins there takes, 0 for none."""
        return next((size for size in (3, 2, 1) if tuple(lines[number:number + size]) in self.levels), 0)


class _Node:
    """A heading and what stands below it; the root has none."""

    def __init__(self, heading: tuple[bytes, ...] = (), level: int = 0) -> None:
        self.heading = heading
        self.level = level
        self.lines: list[bytes] = []
        self.below: list[_Node] = []


class Around(NamedTuple):
    """What an insertion stands between, and the documents: for how far entries stand apart, and their order."""

    before: bytes
    after: bytes
    outline: Outline
    documents: tuple[Document, ...]


def both(first: Sequence[bytes], second: Sequence[bytes], around: Around) -> list[bytes]:
    """Return two insertions at one place as one."""
    root = _merged(_tree(first, around.outline), _tree(second, around.outline), around)
    blocks = list(_blocks(root))
    lead = max(_leading(first), _leading(second))
    tail = max(_leading(first[::-1]), _leading(second[::-1]))
    gap = _gap(first, second, around)
    lines = [b''] * lead
    for number, block in enumerate(blocks):
        if number:
            is_tight = _ITEM.match(block[0].lstrip()) and _ITEM.match(blocks[number - 1][0].lstrip())
            lines += [b''] * (gap if is_tight else max(1, gap))
        lines += block
    return lines + [b''] * tail


def _leading(lines: Sequence[bytes]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def _gap(first: Sequence[bytes], second: Sequence[bytes], around: Around) -> int:
    """How many blank lines stand between two entries."""
    gaps = [0]
    for lines in (first, second):
        starts = _starts(lines)
        gaps += [_leading(lines[:start][::-1]) for start in starts[1:]]
        if starts and _ITEM.match(around.after):
            gaps.append(_leading(lines[::-1]))
        if starts and _ITEM.match(around.before):
            gaps.append(_leading(lines))
    return max(gaps)


def _starts(lines: Sequence[bytes]) -> list[int]:
    return [number for number, line in enumerate(lines) if _ITEM.match(line)]


def _tree(lines: Sequence[bytes], outline: Outline) -> _Node:
    root = _Node()
    stack = [root]
    number = 0
    while number < len(lines):
        size = outline.heading_at(lines, number)
        if size:
            heading = tuple(lines[number:number + size])
            node = _Node(heading, outline.levels[heading])
            while len(stack) > 1 and stack[-1].level >= node.level:
                stack.pop()
            stack[-1].below.append(node)
            stack.append(node)
            number += size
        else:
            stack[-1].lines.append(lines[number])
            number += 1
    return root


def _merged(first: _Node, second: _Node, around: Around) -> _Node:
    node = _Node(first.heading, first.level)
    node.lines = _bodies(first.lines, second.lines, around)
    known = {one.heading: one for one in second.below}
    node.below = [_merged(one, known[one.heading], around) if one.heading in known else one for one in first.below]
    mine = {one.heading for one in first.below}
    node.below += [one for one in second.below if one.heading not in mine]
    # what belongs to the heading above the insertion comes before its next one
    deepest = sorted(node.below, key=lambda one: -one.level)
    node.below = deepest if first.level == 0 else node.below
    for level in {one.level for one in node.below}:
        same = [one for one in node.below if one.level == level]
        titles = [[heading[-2 if len(heading) > 1 else 0] for heading in _headings(document, level)]
                  for document in around.documents]
        names = [one.heading[-2 if len(one.heading) > 1 else 0] for one in same]
        order = _order(names, titles)
        if order is not None:
            ordered = iter([same[number] for number in order])
            node.below = [next(ordered) if one.level == level else one for one in node.below]
    return node


def _headings(document: Document, level: int) -> Iterator[tuple[bytes, ...]]:
    for heading in document.headings:
        if heading.level == level:
            yield document.lines[heading.first:heading.first + max(1, heading.count)]


def _bodies(first: Sequence[bytes], second: Sequence[bytes], around: Around) -> list[bytes]:
    """The entries of two bodies, each once, as lines; an empty line stands between blocks."""
    entries = _entries(first)
    entries += [entry for entry in _entries(second) if entry not in entries]
    if all(_ITEM.match(entry[0]) for entry in entries):
        openings = [[line for line in document.lines if _ITEM.match(line)] for document in around.documents]
        order = _order([entry[0] for entry in entries], openings) if entries else None
        entries = [entries[number] for number in order] if order is not None else entries
    return [line for entry in entries for line in (*entry, b'\0')]


def _entries(lines: Sequence[bytes]) -> list[list[bytes]]:
    """Lines as items, each with what belongs to it, or as paragraphs."""
    starts = _starts(lines) or [number for number, line in enumerate(lines) if line.strip()][:1]
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    found = []
    for start, end in pairwise((*dict.fromkeys((first, *starts)), len(lines))):
        entry = list(lines[start:end])
        while entry and not entry[-1].strip():
            entry.pop()
        if entry:
            found.append(entry)
    return found


def _blocks(node: _Node) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    for line in node.lines:
        if line == b'\0':
            yield block
            block = []
        else:
            block.append(line)
    while block and not block[-1].strip():
        block.pop()
    if block:
        yield block
    for below in node.below:
        yield list(below.heading)
        yield from _blocks(below)


def _order(names: Sequence[bytes], documents: Sequence[Sequence[bytes]]) -> list[int] | None:
    """The order of names by which each document has its own, None where they have none."""
    for key in (_by_date, _by_version, _by_id):
        keys = [key(name) for name in names]
        if None in keys:
            continue
        known = [[found for line in lines if (found := key(line)) is not None] for lines in documents]
        ups, downs = (sum(sum(pair[not up] > pair[up] for pair in pairwise(one)) for one in known) for up in (True, False))
        if bool(ups) != bool(downs):
            return sorted(range(len(names)), key=lambda number: keys[number] or (), reverse=bool(downs))
    return None


def _by_date(line: bytes) -> _Key | None:
    if _UNRELEASED.search(line):
        return ((9999,), ())
    match = _DATE.search(line)
    version = _by_version(_DATE.sub(b'', line)) if match else None
    return (tuple(map(int, match.groups())), *(version or ())) if match else None


def _by_version(line: bytes) -> _Key | None:
    """Return the precedence of a version: what is to become 1.2.0 comes before it."""
    if _UNRELEASED.search(line):
        return ((10 ** _MAX_DIGITS,), ())
    match = _VERSION.search(line)
    if match is None:
        return None
    numbers = tuple(int(part[-_MAX_DIGITS:]) for part in match[1].split(b'.'))
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    rest = re.findall(rb'\d+|[A-Za-z]+', match[2] or b'')
    return numbers, *(_part(part) for part in rest), *(((2,),) * (not rest))


def _part(part: bytes) -> tuple[int | str, ...]:
    return (0, '', int(part[-_MAX_DIGITS:])) if part.isdigit() else (1, part.decode().lower(), 0)


def _by_id(line: bytes) -> _Key | None:
    match = _ID.search(line)
    return ((match[1].decode(),), (int(match[2][-_MAX_DIGITS:]),)) if match else None
