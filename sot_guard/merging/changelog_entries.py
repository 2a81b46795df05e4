"""Both of two insertions: headings that both have become one, the rest is kept in the order of the document."""
from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import groupby
from itertools import pairwise
from typing import NamedTuple

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format

_DATA = Format.JSON, Format.TOML, Format.YAML
_ITEM = re.compile(rb'([-*+]|\xe2\x80\xa2|\d+[.)]|#\.)\s|\|')
_DATE = re.compile(rb'\b(\d{4})-(\d\d?)-(\d\d?)\b')
_VERSION = re.compile(rb'(?<![\w.])v?(\d+(?:\.\d+)+)(?:[-.]?([A-Za-z][\w.-]*))?')
_ID = re.compile(rb'\b([A-Z][A-Z0-9_]*)-(\d+)\b')
_UNRELEASED = re.compile(rb'(?i)\bunreleased\b')
# int() refuses thousands of digits; nothing is told from another by more
_MAX_DIGITS = 18
# below every heading
_ENTRY = 100
_Heading = tuple[bytes, ...]
_Key = tuple[tuple[int | str, ...], ...]


class Around(NamedTuple):
    """What an insertion stands between, and the documents with the levels of their headings."""

    before: bytes
    after: bytes
    levels: Mapping[_Heading, int]
    documents: tuple[Document, ...]


def levels_of(*documents: Document) -> dict[_Heading, int]:
    """Return the headings of some documents by their lines, with the level of each."""
    return {heading: level for document in documents for heading, level in _headings(document)}


def _headings(document: Document) -> Iterator[tuple[_Heading, int]]:
    for heading in document.headings:
        yield document.lines[heading.first:heading.first + max(1, heading.count)], heading.level


class _Node(NamedTuple):
    """A heading or an entry with what stands below it; how many blank lines and what stand before it on its side."""

    lines: tuple[bytes, ...]
    level: int
    gap: int
    before: tuple[bytes, ...]
    below: list[_Node]

    @property
    def is_item(self) -> bool:
        return self.level == _ENTRY and bool(_ITEM.match(self.lines[0].lstrip()))

    def nodes(self) -> Iterator[_Node]:
        """Yield all that stands below it, in order."""
        for node in self.below:
            yield node
            yield from node.nodes()


def both(first: Sequence[bytes], second: Sequence[bytes], around: Around) -> list[bytes]:
    """Return two insertions at one place as one."""
    runs = first, second
    indent = min((len(line) - len(line.lstrip(b' ')) for line in (*first, *second) if line.strip()), default=0)
    sides = [list(_cut(lines, around.levels, indent)) for lines in runs]
    if not all(sides):
        return list(second if sides[1] else first)
    tight = _gap(runs, sides, around)
    nodes = list(_merged(_tree(sides[0]), _tree(sides[1]), around).nodes())
    # what stands first and last keeps its distance
    ends = [[(run[::step], side[::step][0].lines) for run, side in zip(runs, sides, strict=True)] for step in (1, -1)]
    above, below = (
        max(_leading(run) for run, lines in end if lines == node.lines or all(node.lines != one for _, one in end))
        for end, node in zip(ends, (nodes[0], nodes[-1]), strict=True)
    )
    is_data = around.documents[0].format in _DATA
    lines = [*[b''] * above, *nodes[0].lines]
    for last, node in pairwise(nodes):
        gap = max(tight, 0 if is_data or (last.is_item and node.is_item) else 1)
        lines += [*[b''] * (node.gap if node.before == last.lines else gap), *node.lines]
    return lines + [b''] * below


def _leading(lines: Sequence[bytes]) -> int:
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def _gap(runs: Sequence[Sequence[bytes]], sides: Sequence[Sequence[_Node]], around: Around) -> int:
    """How many blank lines stand between two entries."""
    gaps = [node.gap for side in sides for one, node in pairwise(side) if one.is_item and node.is_item]
    gaps += [_leading(run[::-1]) for run in runs if _ITEM.match(around.after.lstrip())]
    gaps += [_leading(run) for run in runs if _ITEM.match(around.before.lstrip())]
    return max(gaps, default=0)


def _cut(lines: Sequence[bytes], levels: Mapping[_Heading, int], indent: int) -> Iterator[_Node]:
    """Lines as headings, and between them items, each with what belongs to it, or paragraphs in one."""
    starts = {_leading(lines): _ENTRY}
    number = 0
    while number < len(lines):
        size = next((size for size in (3, 2, 1) if tuple(lines[number:number + size]) in levels), 0)
        if size:
            starts |= {number: levels[tuple(lines[number:number + size])], number + size: _ENTRY}
        elif _ITEM.match(lines[number][indent:]):
            starts.setdefault(number, _ENTRY)
        number += max(1, size)
    before: tuple[bytes, ...] = ()
    end = 0
    for start, stop in pairwise((*sorted(starts), len(lines))):
        first, last = start + _leading(lines[start:stop]), stop - _leading(lines[start:stop][::-1])
        body = tuple(lines[first:last])
        if any(map(bytes.strip, body)):
            yield _Node(body, starts[start], first - end, before, [])
            before, end = body, last


def _tree(nodes: Sequence[_Node]) -> _Node:
    stack = [_Node((), 0, 0, (), [])]
    for node in nodes:
        while stack[-1].level >= node.level:
            stack.pop()
        stack[-1].below.append(node)
        stack.append(node)
    return stack[0]


def _merged(first: _Node, second: _Node, around: Around) -> _Node:
    known = {node.lines: node for node in second.below}
    below = [_merged(node, known[node.lines], around) if node.lines in known else node for node in first.below]
    mine = {node.lines for node in first.below}
    below += [node for node in second.below if node.lines not in mine]
    # what belongs to the heading above the insertion comes before its next one
    below.sort(key=lambda node: -node.level)
    groups = groupby(below, key=lambda node: node.level)
    return first._replace(below=[node for level, same in groups for node in _in_order(list(same), level, around)])


def _in_order(nodes: list[_Node], level: int, around: Around) -> list[_Node]:
    """Nodes of a level in the order that the documents have, by date, version or id; as they are where it has none."""
    if level == _ENTRY:
        known = [[line for line in document.lines if _ITEM.match(line)] for document in around.documents]
    else:
        known = [[_title(lines) for lines, one in _headings(document) if one == level] for document in around.documents]
    for key in (_by_date, _by_version, _by_id):
        keys = [key(_title(node.lines)) for node in nodes]
        if None not in keys:
            lines = [[found for line in titles if (found := key(line)) is not None] for titles in known]
            steps = [(one > other) - (one < other) for found in lines for one, other in pairwise(found)]
            if sum(steps):
                order = sorted(range(len(keys)), key=keys.__getitem__, reverse=sum(steps) > 0)  # type: ignore[arg-type]
                return [nodes[number] for number in order]
    return nodes


def _title(lines: Sequence[bytes]) -> bytes:
    return next((line for line in lines if re.search(rb'\w', line)), b'')


def _by_date(line: bytes) -> _Key | None:
    if _UNRELEASED.search(line):
        return ((9999,), ())
    match = _DATE.search(line)
    return (tuple(map(int, match.groups())), *(_by_version(_DATE.sub(b'', line)) or ())) if match else None


def _by_version(line: bytes) -> _Key | None:
    """Return the precedence of a version: what is to become 1.2.0 comes before it."""
    if _UNRELEASED.search(line):
        return ((10 ** _MAX_DIGITS,), ())
    match = _VERSION.search(line)
    if match is None:
        return None
    numbers = tuple(int(part[-_MAX_DIGITS:]) for part in re.sub(rb'(\.0+)+\Z', b'', match[1]).split(b'.'))
    rest = re.findall(rb'\d+|[A-Za-z]+', match[2] or b'')
    return numbers, *(_part(part) for part in rest), *(((2,),) * (not rest))


def _part(part: bytes) -> tuple[int | str, ...]:
    return (0, '', int(part[-_MAX_DIGITS:])) if part.isdigit() else (1, part.decode().lower(), 0)


def _by_id(line: bytes) -> _Key | None:
    match = _ID.search(line)
    return ((match[1].decode(),), (int(match[2][-_MAX_DIGITS:]),)) if match else None
