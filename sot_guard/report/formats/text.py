"""For a terminal or a log: somebody in a hurry whose commit was refused.

No line begins with foreign text that acts: contents are behind a gutter, a name at the beginning is made inert.
"""
from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from sot_guard.analysis.status import Status
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
from sot_guard.report.losses import losses_of_copy
from sot_guard.report.losses import losses_of_source
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.quoting import wrapped
from sot_guard.report.wording import harmless_difference
from sot_guard.report.wording import history_lines
from sot_guard.report.wording import kind_of_difference
from sot_guard.report.wording import look_title
from sot_guard.report.wording import why_checked
from sot_guard.worktree.read import ABSENT

# the commands have to be on the screen
MAX_LINES = 20
_MAX_COPIES = 10
# how many findings are printed in full; of the others only the headline
_MAX_FULL = 10
_MAX_NAMED = 100
_MAX_COLUMNS = 100
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
            lines = [*_finding(finding, report), ('', '')]
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
        yield _count(report), BOLD
    if report.verbose:
        yield from _fine(report)


def _size(lines: list[Line]) -> int:
    return sum(len(line) for line, _ in lines)


def _headline(finding: Finding) -> str:
    return inert_line(finding.advice.headline)


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
    copies = finding.group.copies
    if len(copies) == 1:
        return
    lines = ['']
    rest = [f'and {len(copies) - _MAX_COPIES:,} more'] * (len(copies) > _MAX_COPIES)
    names = [*map(visible, copies[:_MAX_COPIES]), *rest]
    for number, name in enumerate(names):
        piece = name if number == len(names) - 1 else f'{name},'
        if lines[-1] and len(lines[-1]) + len(piece) + 5 > _MAX_COLUMNS:
            lines.append(piece)
        else:
            lines[-1] = f'{lines[-1]} {piece}'.lstrip()
    yield from ((inert_line(f'    {line}'), '') for line in lines)


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


def _count(report: Report) -> str:
    outcomes = {
        (_OUTCOMES.get(finding.status, 'could not be compared'), _missing(finding) or finding.pair)
        for finding in report.failing
    }
    counts = Counter(outcome for outcome, _ in outcomes)
    said = [
        f'{counts[many]:,} {one if counts[many] == 1 else many}' for many, one in _COUNTED.items() if counts[many]
    ]
    if number := counts['could not be compared']:
        pairs = '' if said and counts['pairs differ'] else ' pair' if number == 1 else ' pairs'
        said.append(f'{number:,}{pairs} could not be compared')
    return f'sot-guard: {_REFUSED[report.occasion]}{", ".join(said)}.'


def _missing(finding: Finding) -> bytes | None:
    """The path of a file that several pairs may lack."""
    return finding.pair.source if finding.status is Status.DOCS_MISSING else None


_REFUSED = {Occasion.COMMIT: 'commit refused: ', Occasion.PUSH: 'push refused: ', Occasion.CHECK: ''}
_COUNTED = {
    'pairs differ': 'pair differs', 'files are missing': 'file is missing',
    'forbidden duplicates': 'forbidden duplicate',
}
_OUTCOMES = {
    Status.DIVERGENT: 'pairs differ', Status.LINK_ELSEWHERE: 'pairs differ', Status.DOCS_MISSING: 'files are missing',
    Status.DUPLICATE: 'forbidden duplicates', Status.COPY_MISSING: 'files are missing',
}
