"""For a terminal or a log: somebody in a hurry whose commit was refused.

No line begins with foreign text that acts: contents are behind a gutter, a name at the beginning is made inert.
"""
from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from sot_guard.escaping import inert_line
from sot_guard.escaping import visible
from sot_guard.report.advice import Command
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Purpose
from sot_guard.report.diff_lines import BOLD
from sot_guard.report.diff_lines import diff_lines
from sot_guard.report.diff_lines import Line
from sot_guard.report.diff_lines import RED
from sot_guard.report.examined import FileState
from sot_guard.report.folder_files import counts
from sot_guard.report.folder_files import files_of
from sot_guard.report.folder_files import MAX_ROWS
from sot_guard.report.folder_files import rows
from sot_guard.report.folder_files import with_diffs
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.quoting import wrapped
from sot_guard.report.wording import count_of
from sot_guard.report.wording import harmless_difference
from sot_guard.report.wording import history_lines
from sot_guard.report.wording import kind_of_difference
from sot_guard.report.wording import look_title
from sot_guard.report.wording import names_in_lines
from sot_guard.report.wording import why_checked
from sot_guard.worktree.read import ABSENT

# the commands have to be on the screen
MAX_LINES = 20
# how many findings are printed in full; of the others only the headline
_MAX_FULL = 10
_MAX_NAMED = 100
_FOLDER_DIFF_LINES = 5
# names alone can fill a log
MAX_CHARACTERS = 200_000


def render(report: Report) -> str:
    """Return the findings that fail the run and what to do about them; nothing when there are none."""
    return ''.join(f'{line}\n' for line, _ in _lines(report))


def render_coloured(report: Report) -> str:
    """Return the same for a terminal."""
    return ''.join(f'\x1b[{colour}m{line}\x1b[m\n' if colour else f'{line}\n' for line, colour in _lines(report))


def render_quiet(report: Report) -> str:
    """Return a line for each pair that fails the run, as editors read them: `path:line: message [status]`."""
    return ''.join(
        inert_line(
            f'{visible(posixpath.relpath(finding.advice.path, report.prefix or b"."))}:{finding.advice.line}: '
            f'{finding.advice.message} [{finding.status.label}]',
        ) + '\n'
        for finding in report.failing
    )


def _lines(report: Report) -> Iterator[Line]:
    failing = report.failing_groups
    left = MAX_CHARACTERS
    said = full = 0
    for number, finding in enumerate(failing[:_MAX_FULL + _MAX_NAMED], 1):
        if full == number - 1 < _MAX_FULL:
            lines = [*(_folder if finding.group.folder else _finding)(finding, report), ('', '')]
            if report.verbose or number == 1 or _size(lines) <= left:
                full = number
        if full < number:
            lines = [(_headline(finding), BOLD)]
        left -= _size(lines)
        if left < 0 and full < number:
            break
        yield from lines
        said = number
    if len(failing) > said:
        yield f'and {len(failing) - said:,} more', ''
    if failing:
        yield count_of(report), BOLD
    if report.verbose:
        yield from _fine(report)


def _size(lines: list[Line]) -> int:
    return sum(len(line) for line, _ in lines)


def _headline(finding: Finding) -> str:
    folder = finding.group.folder
    return inert_line(finding.advice.headline if folder is None else folder.headline)


def _finding(finding: Finding, report: Report) -> Iterator[Line]:
    yield _headline(finding), f'{BOLD};{RED}'
    yield from _copies(finding)
    if harmless := harmless_difference(finding.examined):
        yield f'  {harmless}', ''
    yield from _body(finding, report)
    if report.verbose:
        yield from _details(finding)
    else:
        yield from _pointed(finding, Purpose.MORE, 'More:')
    yield from _sums(finding)


def _folder(finding: Finding, report: Report) -> Iterator[Line]:
    """The files of a folder: how many, which, the first diffs, and what to type for all of them."""
    folder = finding.group.folder
    assert folder is not None
    files = files_of(finding, report)
    yield _headline(finding), f'{BOLD};{RED}'
    if len(folder.copies) > 1:
        yield from ((inert_line(f'    {line}'), '') for line in names_in_lines(folder.copies))
    yield f'  {counts(folder)}', ''
    yield '', ''
    yield from ((inert_line(f'    {row}'), '') for row in rows(files, _MAX_NAMED if report.verbose else MAX_ROWS))
    for one in with_diffs(files, None) if report.verbose else with_diffs(files):
        yield from diff_lines(one, None if report.verbose else _FOLDER_DIFF_LINES)
    yield '', ''
    whole = finding._replace(advice=finding.advice._replace(commands=folder.commands, suppression=None))
    yield from _fixes(whole, report, len(whole.fixes))
    yield from _pointed(whole, Purpose.LOOK, 'Full diff:')
    yield from _pointed(whole, Purpose.MORE, 'More:') if not report.verbose else ()


def _body(finding: Finding, report: Report) -> Iterator[Line]:
    """The diff and the commands; without --verbose, as much of each as keeps the finding short."""
    look = [*_pointed(finding, Purpose.LOOK, f'{look_title(finding.status)}:')]
    if not report.verbose and _is_on_disk(finding):
        look = look[:1]
    if report.verbose:
        yield from diff_lines(finding, None)
        yield '', ''
        yield from _fixes(finding, report, len(finding.fixes))
        yield from look
        return
    around = len(look) + sum(bool(line) for line, _ in (
        *_copies(finding), *_pointed(finding, Purpose.MORE, 'More:'), *_sums(finding),
    )) + 2 + bool(harmless_difference(finding.examined))  # the headline, and the last line of the report
    for lines, alternatives in _SHORTER:
        diff, fixes = [*diff_lines(finding, lines)], [*_fixes(finding, report, 1 + alternatives)]
        if around + sum(bool(line) for line, _ in (*diff, *fixes)) <= MAX_LINES:
            break
    yield from (*diff, ('', ''), *fixes, *look)


def _is_on_disk(finding: Finding) -> bool:
    """Whether the files on disk show the difference that was found."""
    sides = finding.copy, finding.source
    if any(side.on_disk in (None, ABSENT) or side.is_edited for side in sides):
        return False
    return finding.copy.on_disk != finding.source.on_disk


# how many lines of the diff and how many alternatives there are, tried in this order
_SHORTER = ((12, 2), (12, 1), (6, 1), (6, 0))


def _copies(finding: Finding) -> Iterator[Line]:
    if len(finding.group.copies) > 1:
        yield from ((inert_line(f'    {line}'), '') for line in names_in_lines(finding.group.copies))


def _sums(finding: Finding) -> Iterator[Line]:
    sides = [side for side in (finding.copy, finding.source) if side.content is not None]
    if not sides:
        return
    yield '', ''
    sizes = [f'{side.content.size:,}' for side in sides if side.content is not None]
    width = max(map(len, sizes))
    for side, size in zip(sides, sizes, strict=True):
        yield _sum(finding, side, f'{size:>{width}}'), ''


def _sum(finding: Finding, side: FileState, size: str) -> str:
    assert side.content is not None
    others = len(finding.group.copies) - 1 if side is finding.copy else 0
    more = f' and {others:,} more' if others else ''
    unit = 'byte ' if size.strip() == '1' else 'bytes'
    return f'  sha256 {side.content.sha256}  {size} {unit}  {visible(side.path)}{more}'


# ---- what to do

def _fixes(finding: Finding, report: Report, limit: int) -> Iterator[Line]:
    if not finding.commands:
        yield '  No commands are shown: the name cannot be printed as it is.', ''
    fixes = finding.fixes[:limit]
    for number, command in enumerate(fixes):
        label = 'Fix: ' if number == 0 else 'Or '
        again = _AGAIN[report.occasion] if number == 0 and not _commits(command, report.occasion) else ''
        yield f'  {label}{command.effect}{again}:', ''
        yield from _typed(command)
    if not fixes and finding.advice.suppression is not None:
        yield f'  Fix: {finding.advice.suppression}', ''


_AGAIN = {Occasion.COMMIT: ', then commit again', Occasion.PUSH: ', then push again', Occasion.CHECK: ''}


def _commits(command: Command, occasion: Occasion) -> bool:
    """Whether the command commits by itself, and nothing is left to do."""
    return occasion is not Occasion.PUSH and any(' commit' in step for step in command.steps[-1:])


def _typed(command: Command) -> Iterator[Line]:
    for line in wrapped(command.steps):
        yield f'    {line}', BOLD


def _pointed(finding: Finding, purpose: Purpose, title: str) -> Iterator[Line]:
    """A command on the line of its title; what is too long follows below."""
    for command in finding.commands:
        if command.purpose is purpose:
            first, *rest = wrapped(command.steps)
            yield f'  {title:<11} {first}', ''
            yield from ((f'{"":<14}{line}', '') for line in rest)
            title = ''


def _details(finding: Finding) -> Iterator[Line]:
    """What only --verbose says."""
    from sot_guard.report.losses import losses_of_copy
    from sot_guard.report.losses import losses_of_source
    examined = finding.examined
    yield '', ''
    yield f'  Checked because {why_checked(examined)}.', ''
    if examined.kind is not None:
        yield f'  Kind: {kind_of_difference(examined)}', ''
    yield from ((f'  History: {line}', '') for line in history_lines(examined))
    yield from ((f'  {line}', '') for line in (*losses_of_copy(finding), *losses_of_source(finding)))
    for side in (finding.copy, finding.source):
        if side.entry.oid:
            yield f'  mode {side.entry.mode}  id {side.entry.oid}  {visible(side.path)}', ''
    if finding.advice.suppression is not None:
        yield f'  To allow this difference: {finding.advice.suppression}', ''
    for command in finding.commands:
        if command.purpose in (Purpose.ALLOW, Purpose.SKIP):
            yield f'  To {command.effect}:', ''
            yield from _typed(command)


def _fine(report: Report) -> Iterator[Line]:
    fine = [finding for finding in report.findings if not finding.status.exit_status]
    for finding in fine[:_MAX_NAMED]:
        pair = finding.pair
        yield f'{finding.status.label}: {visible(pair.copy)} and {visible(pair.source)} {finding.examined.verdict}', ''
    if fine:
        counts = Counter(finding.status.label for finding in fine)
        kinds = ', '.join(f'{number:,} {label}' for label, number in sorted(counts.items()))
        yield f'sot-guard: {len(fine):,} other pair{"s" * (len(fine) != 1)} in {report.subject}: {kinds}', ''
