"""A diff for people in a hurry: without context, cut to the width of a terminal."""
from __future__ import annotations

import re
from collections.abc import Iterator

from sot_guard.escaping import visible_start

MAX_CHARACTERS = 96
_HUNK = re.compile(rb'@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@')
_TAB = '        '


def without_context(hunks: bytes) -> list[bytes]:
    """Return the lines of hunks with three lines of context as those of hunks without any."""
    return [line for run in _runs(hunks) for line in _hunk(*run)]


def reversed_hunks(hunks: bytes) -> bytes:
    """Return the hunks of a diff from the second file to the first one."""
    made: list[bytes] = []
    # the lines of a run that change sides, each with what says that it has no newline
    added: list[bytes] = []
    removed: list[bytes] = []
    last = made
    for line in hunks.removesuffix(b'\n').split(b'\n'):
        if line.startswith(b'\\'):
            last.append(line)
            continue
        if line[:1] not in (b'-', b'+'):
            made += [*removed, *added]
            removed, added, last = [], [], made
            line = _HUNK.sub(_swapped, line, count=1)
        elif line.startswith(b'-'):
            last, line = added, b'+' + line[1:]
        else:
            last, line = removed, b'-' + line[1:]
        last.append(line)
    return b''.join(line + b'\n' for line in (*made, *removed, *added))


def _swapped(match: re.Match[bytes]) -> bytes:
    old, new = match[0].split()[1:3]
    return b'@@ -%s +%s @@' % (new[1:], old[1:])


def without_common(first: bytes, second: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the lines of two diffs of the same file, without context, and without the hunks that are in both."""
    runs = [*_runs(first)], [*_runs(second)]
    common = {(old, *run) for old, _, run in runs[0]} & {(old, *run) for old, _, run in runs[1]}
    copy, source = (
        [line for old, new, run in side if (old, *run) not in common for line in _hunk(old, new, run)] for side in runs
    )
    return copy, source


def _runs(hunks: bytes) -> Iterator[tuple[int, int, list[bytes]]]:
    """The runs of lines that differ, each behind the numbers of its first lines, from 1."""
    old = new = 1
    run: list[bytes] = []
    start = old, new
    for line in hunks.removesuffix(b'\n').split(b'\n'):
        match = _HUNK.match(line)
        if match is not None or line.startswith(b' ') or not line:
            if run:
                yield *start, run
            run = []
            if match is not None:
                old, new = int(match[1]) + (match[2] == b'0'), int(match[3]) + (match[4] == b'0')
            else:
                old, new = old + 1, new + 1
            start = old, new
        elif line.startswith(b'\\'):
            if run:
                run.append(line)
        else:
            run.append(line)
            old, new = old + line.startswith(b'-'), new + line.startswith(b'+')
    if run:
        yield *start, run


def _hunk(old: int, new: int, run: list[bytes]) -> list[bytes]:
    removed = sum(line.startswith(b'-') for line in run)
    added = sum(line.startswith(b'+') for line in run)
    return [b'@@ -%s +%s @@' % (_range(old, removed), _range(new, added)), *run]


def _range(start: int, count: int) -> bytes:
    """As git has it: an empty range is that behind the line before."""
    if count == 1:
        return b'%d' % start
    return b'%d,%d' % (start if count else start - 1, count)


def cut(line: bytes, columns: int = MAX_CHARACTERS) -> str:
    """Return a line of a file made visible, and cut to a number of columns."""
    text = visible_start(line, columns + 1)
    if len(text.replace('\t', _TAB)) <= columns and len(line) <= 4 * columns:
        return text
    while len(text.replace('\t', _TAB)) > columns - 3:
        text = text[:-1]
    return f'{text}...'
