"""The diff of a finding, for a terminal or a log: behind a gutter, so that no line begins with foreign text."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.report.advice import ShownDiff
from sot_guard.report.model import Finding
from sot_guard.report.short_diff import cut
from sot_guard.report.short_diff import without_common
from sot_guard.report.short_diff import without_context
from sot_guard.report.wording import set_aside_lines

_LINE_CHARACTERS = 400
# these can be read on white and on black
RED, GREEN, MAGENTA, BOLD = '31', '32', '35', '1'

# a text, and the codes of its colour, '' for none
Line = tuple[str, str]


def diff_lines(finding: Finding, limit: int | None) -> Iterator[Line]:
    """Yield the diff of a finding, at most so many lines of it; None: all of it, with its context."""
    diff, advice = finding.examined.diff, finding.advice
    if diff is None:
        return
    yield '', ''
    if advice.diff is None:
        yield f'  (no diff: {diff.absent})', ''
        return
    if advice.changes:
        yield from _changes(advice.changes, limit)
        return
    width = max(len(visible(path)) for path in (advice.diff.old, advice.diff.new))
    for sign, path, note in zip(('---', '+++'), (advice.diff.old, advice.diff.new), advice.diff.notes, strict=True):
        yield _gutter(f'{sign} {visible(path):<{width}}  ({note})' if note else f'{sign} {visible(path)}'), BOLD
    lines = _lines_of(advice.diff.hunks) if limit is None else without_context(advice.diff.hunks)
    yield from _lines(lines, limit)
    yield from ((line, '') for line in set_aside_lines(finding, in_full=limit is None))


def _changes(changes: tuple[ShownDiff, ...], limit: int | None) -> Iterator[Line]:
    """What changed in each of two files since they were identical; the lines are shared out between them."""
    first, second = (change.hunks for change in changes)
    lines = (_lines_of(first), _lines_of(second)) if limit is None else without_common(first, second)
    limits: list[int | None] = [None, None]
    if limit is not None:
        shown = min(len(lines[0]), max(limit // 2, limit - len(lines[1])))
        limits = [shown, limit - shown]
    for change, found, most in zip(changes, lines, limits, strict=True):
        if found:
            yield f'  Changes to {visible(change.new)} since both files were identical:', BOLD
            yield from _lines(found, most)


def _lines_of(hunks: bytes) -> list[bytes]:
    return hunks.removesuffix(b'\n').split(b'\n')


def _lines(lines: list[bytes], limit: int | None) -> Iterator[Line]:
    for line in lines[:limit]:
        shown = visible_line(line, _LINE_CHARACTERS) if limit is None else cut(line)
        yield _gutter(shown), _COLOURS.get(line[:1], '')
    left = 0 if limit is None else len(lines) - limit
    if left > 0:
        yield f'  ({left:,} more line{"s" * (left != 1)} of diff)', ''


_COLOURS = {b'-': RED, b'+': GREEN, b'@': MAGENTA}


def _gutter(line: str) -> str:
    return f'  | {line}'.rstrip()
