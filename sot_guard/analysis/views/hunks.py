"""Which parts of a diff the views set aside: the rest is shown, by the real lines of both files."""
from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from sot_guard.analysis.views.compare import Viewed

_HUNK = re.compile(rb'@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@')
_CONTEXT = 3


class _Line(NamedTuple):
    """A line of a diff, with what says that no newline follows it."""

    text: bytes
    # how many lines of the copy, and of the source, are above it
    copy: int
    source: int

    @property
    def is_context(self) -> bool:
        return self.text.startswith(b' ')


class Split(NamedTuple):
    """A diff, in two parts of the same form; the second has no context."""

    shown: bytes
    set_aside: bytes


def split(hunks: bytes, viewed: Viewed) -> Split:
    """Return the hunks that the views leave, and those that they set aside; all are left where none would be."""
    parsed = list(_parsed(hunks))
    blank_too = any(one.view == 'blank-lines' for one in viewed.applied)
    for ignores_blanks in (True, False) if blank_too else (False,):
        hidden = _Hidden(viewed, ignores_blanks=ignores_blanks)
        gone = [hidden.of(lines) for lines in parsed]
        shown = b''.join(_without(lines, places) for lines, places in zip(parsed, gone, strict=True))
        if shown:
            return Split(shown, b''.join(_alone(lines, places) for lines, places in zip(parsed, gone, strict=True)))
    return Split(hunks, b'')


def _parsed(hunks: bytes) -> Iterator[list[_Line]]:
    """The lines of each hunk."""
    lines: list[_Line] = []
    copy = source = 0
    for text in hunks.removesuffix(b'\n').split(b'\n'):
        match = _HUNK.match(text)
        if match is not None:
            if lines:
                yield lines
            lines = []
            copy, source = int(match[1]) - (match[2] != b'0'), int(match[3]) - (match[4] != b'0')
        elif text.startswith(b'\\'):
            lines[-1] = lines[-1]._replace(text=lines[-1].text + b'\n' + text)
        else:
            lines.append(_Line(text or b' ', copy, source))
            copy, source = copy + (text[:1] != b'+'), source + (text[:1] != b'-')
    yield lines


class _Hidden:
    """Finds the lines of a hunk that the views set aside."""

    def __init__(self, viewed: Viewed, *, ignores_blanks: bool) -> None:
        self._copy, self._source = (
            {place: text for place, text in zip(lines.numbers, lines.texts, strict=True) if text or not ignores_blanks}
            for lines in (viewed.copy, viewed.source)
        )

    def of(self, lines: Sequence[_Line]) -> set[int]:
        """Return the places of these lines."""
        found: set[int] = set()
        for is_context, group in groupby(range(len(lines)), lambda place: lines[place].is_context):
            if not is_context:
                found |= self._of_group(lines, list(group))
        return found

    def _of_group(self, lines: Sequence[_Line], places: list[int]) -> set[int]:
        """Of lines that stand for each other: what is set aside, and what is the same at both ends."""
        texts = {place: self._text(lines[place]) for place in places}
        left = [[place for place in places if lines[place].text[:1] == sign and texts[place] is not None]
                for sign in (b'-', b'+')]
        shorter = min(map(len, left))
        pairs = zip(*left, strict=False)
        first = next((number for number, (one, other) in enumerate(pairs) if texts[one] != texts[other]), shorter)
        backwards = zip(*(side[:first - 1 if first else None:-1] for side in left), strict=False)
        last = next((number for number, (one, other) in enumerate(backwards) if texts[one] != texts[other]),
                    shorter - first)
        return set(places) - {place for side in left for place in side[first:len(side) - last]}

    def _text(self, line: _Line) -> bytes | None:
        is_of_copy = line.text.startswith(b'-')
        return self._copy.get(line.copy) if is_of_copy else self._source.get(line.source)


def _runs(lines: Sequence[_Line], places: Sequence[int], hidden: set[int]) -> Iterator[list[_Line]]:
    """The lines of a change that are not hidden: those that follow each other in one file together."""
    for kept, group in groupby(places, lambda place: b'' if place in hidden else lines[place].text[:1]):
        if kept:
            yield [lines[place] for place in group]


def _without(lines: Sequence[_Line], hidden: set[int]) -> bytes:
    """The hunk without these lines: hunks with so much context as there is."""
    made = b''
    for is_cut, places in _parts(lines, hidden):
        part = [lines[place] for place in places]
        changed = [number for number, line in enumerate(part) if not line.is_context]
        if not is_cut and changed:
            made += _hunk(part[max(0, changed[0] - _CONTEXT):changed[-1] + _CONTEXT + 1])
        elif is_cut:
            kept = list(_runs(lines, places, hidden))
            signs = [run[0].text[:1] for run in kept]
            # what is left of both files stands for each other
            joined = [[*kept[0], *kept[1]]] if signs == [b'-', b'+'] else kept
            made += b''.join(map(_hunk, joined))
    return made


def _parts(lines: Sequence[_Line], hidden: set[int]) -> Iterator[tuple[bool, list[int]]]:
    """The lines of a hunk by whether a part of the change that they belong to is hidden."""
    cut: set[int] = set()
    for is_context, group in groupby(range(len(lines)), lambda place: lines[place].is_context):
        places = set(group)
        cut |= places if not is_context and places & hidden else set()
    for is_cut, part in groupby(range(len(lines)), lambda place: place in cut):
        yield is_cut, list(part)


def _alone(lines: Sequence[_Line], hidden: set[int]) -> bytes:
    made = b''
    for is_context, group in groupby(range(len(lines)), lambda place: lines[place].is_context):
        part = [lines[place] for place in group if place in hidden]
        made += _hunk(part) if part and not is_context else b''
    return made


def _hunk(lines: Sequence[_Line]) -> bytes:
    copies = [line.copy for line in lines if line.text[:1] != b'+']
    sources = [line.source for line in lines if line.text[:1] != b'-']
    copy, source = (numbers[0] if numbers else above for numbers, above in (
        (copies, lines[0].copy), (sources, lines[0].source),
    ))
    header = b'@@ -%s +%s @@\n' % (_range(copy, len(copies)), _range(source, len(sources)))
    return header + b''.join(line.text + b'\n' for line in lines)


def _range(above: int, count: int) -> bytes:
    """As git has it: an empty range is that behind the line before."""
    return b'%d' % (above + 1) if count == 1 else b'%d,%d' % (above + bool(count), count)
