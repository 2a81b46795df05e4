"""Both of two insertions: headings that both have become one, the rest is kept in the order of the document."""
from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import groupby
from itertools import pairwise
from typing import NamedTuple
from typing import TypeVar

from sot_guard.analysis.documents import Document

_ITEM = re.compile(rb'([-*+]|\xe2\x80\xa2|\d+[.)]|#\.)\s|\|')
_DATE = re.compile(rb'\b(\d{4})-(\d\d?)-(\d\d?)\b')
_VERSION = re.compile(rb'(?<![\w.])v?(\d+(?:\.\d+)+)(?:[-.]?([A-Za-z][\w.-]*))?')
_ID = re.compile(rb'\b([A-Z][A-Z0-9_]*)-(\d+)\b')
_UNRELEASED = re.compile(rb'(?i)\bunreleased\b')
# int() refuses thousands of digits; nothing is told from another by more
_MAX_DIGITS = 18
_T = TypeVar('_T')
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


class _Block(NamedTuple):
    """A heading or an entry, and on its own side how many blank lines and which block stand before it."""

    lines: tuple[bytes, ...]
    level: int
    gap: int
    before: tuple[bytes, ...]

    @property
    def is_item(self) -> bool:
        """Whether it is one of a list or a table."""
        return not self.level and bool(_ITEM.match(self.lines[0].lstrip()))


class _Node(NamedTuple):
    """A heading, the entries below it, and the headings below it; the root has no heading."""

    heading: _Block | None
    entries: list[_Block]
    below: list[_Node]

    @property
    def level(self) -> int:
        return self.heading.level if self.heading else 0

    @property
    def name(self) -> tuple[bytes, ...]:
        return self.heading.lines if self.heading else ()

    def blocks(self) -> Iterator[_Block]:
        """Yield all that stands in it, in order."""
        if self.heading:
            yield self.heading
        yield from self.entries
        for node in self.below:
            yield from node.blocks()


class Around(NamedTuple):
    """What an insertion stands between, and the documents: for how far entries stand apart, and their order."""

    before: bytes
    after: bytes
    outline: Outline
    documents: tuple[Document, ...]


def both(first: Sequence[bytes], second: Sequence[bytes], around: Around) -> list[bytes]:
    """Return two insertions at one place as one."""
    indent = min((len(line) - len(line.lstrip(b' ')) for line in (*first, *second) if line.strip()), default=0)
    sides = [_cut(lines, around.outline, indent) for lines in (first, second)]
    if not any(sides):
        return list(first if len(first) > len(second) else second)
    root = _merged(_tree(sides[0]), _tree(sides[1]), around)
    tight = _gap((first, second), sides, around)
    lines: list[bytes] = []
    last: _Block | None = None
    for block in root.blocks():
        if last is None:
            leads = [_leading(side) for side, blocks in zip((first, second), sides, strict=True)
                     if blocks and blocks[0].lines == block.lines]
            gap = max(leads, default=max(map(_leading, (first, second))))
        elif block.before == last.lines:
            gap = block.gap
        else:
            gap = tight if last.is_item and block.is_item else max(1, tight, block.gap)
        lines += [*[b''] * gap, *block.lines]
        last = block
    ends = [_leading(side[::-1]) for side, blocks in zip((first, second), sides, strict=True)
            if blocks and last and blocks[-1].lines == last.lines]
    return lines + [b''] * max(ends, default=max(_leading(side[::-1]) for side in (first, second)))


def _leading(lines: Sequence[bytes]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def _gap(runs: Sequence[Sequence[bytes]], sides: Sequence[Sequence[_Block]], around: Around) -> int:
    """How many blank lines stand between two entries."""
    gaps = [0]
    for lines, blocks in zip(runs, sides, strict=True):
        items = {block.lines for block in blocks if block.is_item}
        gaps += [block.gap for block in blocks if block.is_item and block.before in items]
        if items and _ITEM.match(around.after.lstrip()):
            gaps.append(_leading(lines[::-1]))
        if items and _ITEM.match(around.before.lstrip()):
            gaps.append(_leading(lines))
    return max(gaps)


def _cut(lines: Sequence[bytes], outline: Outline, indent: int) -> list[_Block]:
    """Lines as headings, and between them items, each with what belongs to it, or paragraphs in one."""
    starts: dict[int, int] = {}
    number = 0
    while number < len(lines):
        size = outline.heading_at(lines, number)
        is_first = number == 0 or number in starts or not any(map(bytes.strip, lines[:number]))
        if size:
            starts |= {number: outline.levels[tuple(lines[number:number + size])], number + size: 0}
        elif lines[number].strip() and (is_first or _ITEM.match(lines[number][indent:])):
            starts.setdefault(number, 0)
        number += max(1, size)
    blocks: list[_Block] = []
    end = 0
    for start, stop in pairwise((*sorted(starts), len(lines))):
        while start < stop and not lines[start].strip():
            start += 1
        body = tuple(lines[start:stop])
        while body and not body[-1].strip():
            body = body[:-1]
        if body:
            blocks.append(_Block(body, starts.get(start, 0), start - end, blocks[-1].lines if blocks else ()))
            end = start + len(body)
    return blocks


def _tree(blocks: Sequence[_Block]) -> _Node:
    stack = [_Node(None, [], [])]
    for block in blocks:
        if not block.level:
            stack[-1].entries.append(block)
            continue
        while len(stack) > 1 and stack[-1].level >= block.level:
            stack.pop()
        node = _Node(block, [], [])
        stack[-1].below.append(node)
        stack.append(node)
    return stack[0]


def _merged(first: _Node, second: _Node, around: Around) -> _Node:
    known = {node.name: node for node in second.below}
    below = [_merged(node, known[node.name], around) if node.name in known else node for node in first.below]
    mine = {node.name for node in first.below}
    below += [node for node in second.below if node.name not in mine]
    # what belongs to the heading above the insertion comes before its next one
    below.sort(key=lambda node: -node.level)
    nodes = []
    for level, same in groupby(below, key=lambda node: node.level):
        titles = [[_title(lines) for lines in _headings(document, level)] for document in around.documents]
        nodes += _in_order(list(same), [_title(node.name) for node in below if node.level == level], titles)
    return _Node(first.heading, _entries(first, second, around), nodes)


def _title(lines: Sequence[bytes]) -> bytes:
    return max(lines, key=lambda line: bool(re.search(rb'\w', line)))


def _headings(document: Document, level: int) -> Iterator[tuple[bytes, ...]]:
    for heading in document.headings:
        if heading.level == level:
            yield document.lines[heading.first:heading.first + max(1, heading.count)]


def _entries(first: _Node, second: _Node, around: Around) -> list[_Block]:
    known = {block.lines for block in first.entries}
    entries = first.entries + [block for block in second.entries if block.lines not in known]
    if not all(block.is_item for block in entries):
        return entries
    openings = [[line for line in document.lines if _ITEM.match(line)] for document in around.documents]
    return _in_order(entries, [block.lines[0] for block in entries], openings)


def _in_order(things: list[_T], names: Sequence[bytes], documents: Sequence[Sequence[bytes]]) -> list[_T]:
    """Things in the order that each document has, by date, version or id; as they are where it has none."""
    for key in (_by_date, _by_version, _by_id):
        keys = [found for name in names if (found := key(name)) is not None]
        if len(keys) < len(names):
            continue
        known = [[found for line in lines if (found := key(line)) is not None] for lines in documents]
        ups = sum(one < other for line in known for one, other in pairwise(line))
        downs = sum(one > other for line in known for one, other in pairwise(line))
        if ups != downs:
            order = sorted(range(len(keys)), key=keys.__getitem__, reverse=downs > ups)
            return [things[number] for number in order]
    return things


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
