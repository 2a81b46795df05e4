"""For a terminal or a log: somebody in a hurry whose commit was refused.

No line begins with foreign text: names stand after words of ours, contents behind a gutter.
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.git.blobs import Content
from sot_guard.git.blobs import Diff
from sot_guard.report.losses import losses_of_copy
from sot_guard.report.losses import losses_of_source
from sot_guard.report.model import Finding
from sot_guard.report.model import Purpose
from sot_guard.report.model import Report
from sot_guard.report.wording import history_lines

# the commands come last and have to be on the screen; the diff is a look, git shows the whole
_DIFF_LINES = 40
_LINE_CHARACTERS = 400
_MAX_WHOLE = 10
_MAX_NAMED = 100
# names alone can fill a log
MAX_CHARACTERS = 200_000
_INDENT = '   '
_RED, _GREEN, _CYAN, _BOLD = '31', '32', '36', '1'


def render(report: Report) -> str:
    """The findings that fail the run and what to do about them; empty when there are none."""
    return ''.join(f'{line}\n' for line, _ in _lines(report))


def render_coloured(report: Report) -> str:
    """The same for a terminal."""
    return ''.join(f'\x1b[{colour}m{line}\x1b[m\n' if colour else f'{line}\n' for line, colour in _lines(report))


def _lines(report: Report) -> Iterator[tuple[str, str]]:
    failing = report.failing
    left = MAX_CHARACTERS
    said = whole = 0
    for number, finding in enumerate(failing[:_MAX_WHOLE + _MAX_NAMED], 1):
        if whole == number - 1 < _MAX_WHOLE:
            lines = [*_finding(number, finding, verbose=report.verbose), ('', '')]
            if report.verbose or number == 1 or _size(lines) <= left:
                whole = number
        if whole < number:
            lines = [(_headline(number, finding), _BOLD)]
        left -= _size(lines)
        if left < 0 and whole < number:
            break
        yield from lines
        said = number
    if len(failing) > said:
        yield f'and {len(failing) - said:,} more', ''
    if failing:
        yield _count(report), _BOLD
    if report.verbose:
        yield from _fine(report)


def _size(lines: list[tuple[str, str]]) -> int:
    return sum(len(line) for line, _ in lines)


def _headline(number: int, finding: Finding) -> str:
    copy, source = (visible(path) for path in finding.pair.sides)
    return f'{number}. {copy} and {source} {finding.verdict} ({finding.status.label})'


def _finding(number: int, finding: Finding, *, verbose: bool) -> Iterator[tuple[str, str]]:
    yield _headline(number, finding), f'{_BOLD};{_RED}'
    yield _INDENT + f'guarded because {finding.examined.reason.value}', ''
    if finding.examined.kind:
        yield f'{_INDENT}what: {finding.examined.kind}', ''
    for side in (finding.copy, finding.source):
        if side.merged:
            yield f'{_INDENT}who: {visible(side.path)} came in with the merge', ''
    for line in history_lines(finding.examined):
        yield f'{_INDENT}who: {line}', ''
    yield from ((_INDENT + line, '') for line in losses_of_copy(finding, verbose=verbose))
    if verbose:
        yield from ((_INDENT + line, '') for line in losses_of_source(finding))
    for label, side in (('root', finding.copy), ('docs', finding.source)):
        if side.content is not None:
            yield _side(label, side.content), ''
    if finding.examined.diff is not None:
        yield from _diff(finding, finding.examined.diff, verbose=verbose)
    yield from _commands(finding)


def _side(label: str, content: Content) -> str:
    return f'{_INDENT}{label}  sha256 {content.sha256}  {content.size:,} bytes'


def _diff(finding: Finding, diff: Diff, *, verbose: bool) -> Iterator[tuple[str, str]]:
    if diff.absent:
        yield f'{_INDENT}(no diff: {diff.absent})', ''
    else:
        pair = finding.pair
        yield f'{_INDENT}- only in {visible(pair.copy)}, + only in {visible(pair.source)}:', ''
        old, new = map(visible, pair.headers)
        yield _gutter(f'--- {old}'), _BOLD
        yield _gutter(f'+++ {new}'), _BOLD
        lines = diff.hunks.removesuffix(b'\n').split(b'\n')
        shown = len(lines) if verbose else _DIFF_LINES
        for line in lines[:shown]:
            yield _gutter(visible_line(line, _LINE_CHARACTERS)), _COLOURS.get(line[:1], '')
        if len(lines) > shown:
            yield f'{_INDENT}({len(lines) - shown:,} more lines of diff; the commands below show them)', ''


_COLOURS = {b'-': _RED, b'+': _GREEN, b'@': _CYAN}


def _gutter(line: str) -> str:
    return f'{_INDENT}| {line}'


def _commands(finding: Finding) -> Iterator[tuple[str, str]]:
    if not finding.commands:
        yield f'{_INDENT}No commands are shown: the name cannot be printed as it is.', ''
    for purpose, title in _TITLES.items():
        commands = [command for command in finding.commands if command.purpose is purpose]
        if commands:
            yield f'{_INDENT}{title}', ''
        for command in commands:
            yield f'{_INDENT}  {command.line}', _CYAN
            yield f'{_INDENT}    # {command.effect}', ''
    if finding.suppression:
        yield f'{_INDENT}Meant to differ? {finding.suppression}', ''


_TITLES = {
    Purpose.LOOK: 'See it:',
    Purpose.CURE: 'Settle it in one of these ways, then try again:',
    Purpose.SKIP: 'Not now:',
}


def _fine(report: Report) -> Iterator[tuple[str, str]]:
    fine = [finding for finding in report.findings if not finding.status.exit_status]
    for finding in fine[:_MAX_NAMED]:
        pair = finding.pair
        yield f'{finding.status.label}: {visible(pair.copy)} and {visible(pair.source)} {finding.verdict}', ''
    counts = Counter(finding.status.label for finding in fine)
    kinds = ', '.join(f'{number:,} {label}' for label, number in sorted(counts.items()))
    yield f'sot-guard: fine although not identical in {report.subject}: {kinds or "none"}', ''


def _count(report: Report) -> str:
    counts = Counter(finding.status.label for finding in report.failing)
    kinds = ', '.join(f'{number:,} {label}' for label, number in sorted(counts.items()))
    total = len(report.failing)
    return f'sot-guard: {total:,} pair{"s" * (total > 1)} refused in {report.subject}: {kinds}'
