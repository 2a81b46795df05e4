"""For the summary of a CI job, or a pull request: a page that holds what matters of up to a hundred findings."""
from __future__ import annotations

import os
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.escaping import inert_line
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text
from sot_guard.report.advice import Command
from sot_guard.report.advice import Folder
from sot_guard.report.advice import Purpose
from sot_guard.report.examined import FileState
from sot_guard.report.folder_files import counts
from sot_guard.report.folder_files import files_of
from sot_guard.report.folder_files import MAX_ROWS
from sot_guard.report.folder_files import rows
from sot_guard.report.folder_files import with_diffs
from sot_guard.report.losses import losses_of_copy
from sot_guard.report.losses import losses_of_source
from sot_guard.report.markdown_parts import code
from sot_guard.report.markdown_parts import MAX_FINDINGS
from sot_guard.report.markdown_parts import on_any_machine
from sot_guard.report.markdown_parts import table
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.quoting import wrapped
from sot_guard.report.short_diff import cut
from sot_guard.report.short_diff import without_context
from sot_guard.report.wording import history_lines
from sot_guard.report.wording import kind_of_difference
from sot_guard.report.wording import names_in_lines
from sot_guard.report.wording import set_aside_lines
from sot_guard.report.wording import why_checked

_MAX_DIFF_LINES = 200
_MAX_CHANGED_LINES = 12
_LINE_CHARACTERS = 400
_SHORT_LINE_CHARACTERS = 60
_MAX_COPIES = 10
# a diff of no more lines is not folded
_MAX_OPEN = 20
# of a folder's files, where there is room
_MAX_ROWS = 50
# what each of them has for its diff at least, and what is kept for the line on those that have no line
_HEAD_OF_DIFF = 150
_MORE_CHARACTERS = 100
# GitHub takes comments of 65,536 characters, and cuts no longer one; some are left for what is written around it
MAX_CHARACTERS = 60_000


def render(report: Report) -> str:
    """Return the report as a page, also where nothing was found; within the limit of a comment on GitHub."""
    report = on_any_machine(report)
    head, tail = _text((*table(report), *_head(report))), _text(_tail(report))
    left = MAX_CHARACTERS - len(head) - len(tail) - _MORE_CHARACTERS
    findings = report.groups
    files = {number: files_of(finding, report) for number, finding in enumerate(findings)}
    # who needs less leaves more for those behind
    least = [len(_brief(finding, files[number])) + _HEAD_OF_DIFF
             for number, finding in enumerate(findings[:MAX_FINDINGS])]
    rest = [len(_row(finding)) for finding in findings]
    count = _that_fit(least, rest, left)
    parts = []
    for number, finding in enumerate(findings[:count]):
        others = sum(least[number + 1:count]) + sum(rest[count:])
        spare = max(0, left - least[number] - others) // (count - number)
        parts.append(_finding(finding, files[number], least[number] + spare))
        left -= len(parts[-1])
    for finding in findings[count:]:
        part = _row(finding)
        if len(part) > left:
            break
        parts.append(part)
        left -= len(part)
    if len(parts) < len(findings):
        parts.append(f'\n*and {len(findings) - len(parts):,} more, not shown*\n')
    return head + ''.join(parts) + tail


def _that_fit(least: list[int], rows: list[int], room: int) -> int:
    """How many findings can be shown in short, with a line for some of the others."""
    count = 0
    while count < len(least) and sum(least[:count + 1]) + min(sum(rows[count + 1:]), room // 4) <= room:
        count += 1
    return count


def _text(lines: Iterable[str]) -> str:
    return ''.join(f'{line}\n' for line in lines)


def _row(finding: Finding) -> str:
    """A finding in one line: the rest of the room is kept for others."""
    if finding.group.folder is not None:
        return f'\n- {code(finding.group.folder.headline)} (no room for more)\n'
    copy, source = (code(visible(path)) for path in finding.pair.sides)
    return f'\n- **{finding.status.label}**: {copy} and {source} (no room for more)\n'


def _head(report: Report) -> Iterator[str]:
    found = 'YES' if report.divergent_found else 'UNKNOWN' if report.problems else 'NO'
    yield f'**Timestamp**: {report.timestamp}  '
    yield f'**Repo root**: {code(visible(os.path.basename(report.repo_root)))}  '
    yield f'**Docs dir**: {code(visible(os.path.relpath(report.docs_dir, report.repo_root)))}  '
    yield f'**Compared**: {report.subject}  '
    yield f'**Divergent duplicates found**: {found}'
    for problem in report.problems:
        yield ''
        yield f'**Could not be checked**: {code(visible_text(problem))}'


def _tail(report: Report) -> Iterator[str]:
    if report.next_steps:
        yield ''
        yield '---'
        yield ''
        yield '## Next steps'
        for step in report.next_steps:
            yield f'- {step}'


# ---- a finding, in as much room as it has

def _finding(finding: Finding, files: Sequence[Finding], room: int) -> str:
    """A finding as long as it may be: with all commands or with the first, then as much of the diff as fits."""
    if finding.group.folder is not None:
        return _folder(finding.group.folder, files, room)
    part = _text(_fields(finding, brief=False)) + _text(_commands(finding.commands))
    details = _text(_details(finding))
    if len(part) + _HEAD_OF_DIFF > room:
        part = _brief(finding, files)
    elif len(part) + 2 * len(details) <= room:
        part += details
    return part + _diff(finding, room - len(part))


def _folder(folder: Folder, files: Sequence[Finding], room: int) -> str:
    """The files of a folder: as many rows and diffs as fit, and the commands for all of them."""
    part = _folder_head(folder, files, room // 2)
    for one in with_diffs(files):
        part += _diff(one, room - len(part))
    return part


def _folder_head(folder: Folder, files: Sequence[Finding], room: int) -> str:
    head = _text((
        '', '---', '', f'## {code(visible(folder.source))}', '', code(folder.headline), '',
        f'- **copies**: {", ".join(code(name) for name in names_in_lines(folder.copies))}',
        f'- **files**: {code(counts(folder))}',
    ))
    head += _text(_commands([one for one in folder.commands if one.purpose in (Purpose.FIX, Purpose.LOOK)]))
    for limit in (_MAX_ROWS, MAX_ROWS, 1):
        listed = _text(('', *_fence('text', list(rows(files, limit)))))
        if len(head) + len(listed) <= room:
            break
    return head + listed


def _brief(finding: Finding, files: Sequence[Finding]) -> str:
    if finding.group.folder is not None:
        return _folder_head(finding.group.folder, files, 0)
    return _text(_fields(finding, brief=True)) + _text(_commands(_first_commands(finding)))


def _first_commands(finding: Finding) -> tuple[Command, ...]:
    return (*finding.fixes[:1], *[one for one in finding.commands if one.purpose is Purpose.LOOK][:1])


def _fields(finding: Finding, *, brief: bool) -> Iterator[str]:
    copy, source = (code(visible(path)) for path in finding.pair.sides)
    yield ''
    if not brief:
        yield '---'
        yield ''
    yield f'## {copy}'
    yield ''
    if not brief:
        yield code(finding.advice.headline)
        yield ''
    yield f'- **status**: {finding.status.label}'
    if not brief:
        yield f'- **paths**: {copy} and {source}'
        yield f'- **checked because**: {code(why_checked(finding.examined))}'
    if len(finding.group.copies) > 1:
        others = finding.group.copies[1:_MAX_COPIES]
        more = len(finding.group.copies) - 1 - len(others)
        names = [code(visible(path)) for path in others] + [f'{more:,} more'] * bool(more)
        yield f'- **the same in**: {", ".join(names)}'
    yield from _side('root', finding.copy)
    yield from _side('docs', finding.source)


def _side(label: str, side: FileState) -> Iterator[str]:
    if side.content is not None:
        yield f'- **{label}_sha256**: `{side.content.sha256}`'
        yield f'- **{label}_size_bytes**: `{side.content.size}`'


def _commands(commands: Iterable[Command]) -> Iterator[str]:
    is_first = True
    for command in commands:
        label = _LABELS.get(command.purpose, '')
        if command.purpose is Purpose.FIX:
            label, is_first = 'Fix: ' if is_first else 'Or ', False
        yield ''
        yield f'{label}{code(command.effect)}'
        yield from _fence('sh', wrapped(command.steps))


_LABELS = {Purpose.LOOK: 'To ', Purpose.MORE: 'To ', Purpose.ALLOW: 'To ', Purpose.SKIP: 'To '}


def _details(finding: Finding) -> Iterator[str]:
    """What the texts and the history tell; no line begins with a name, which could be a command to a CI log."""
    if finding.examined.kind is None:
        return
    history = (f'history: {line}' for line in history_lines(finding.examined))
    losses = (*losses_of_copy(finding), *losses_of_source(finding))
    aside = (line.strip() for line in set_aside_lines(finding, in_full=True))
    kind = f'kind: {kind_of_difference(finding.examined)}'
    lines = [kind, *history, *losses, *_changes(finding), *aside]
    yield ''
    yield from _folded('What differs, and what would be lost', _fence('text', lines))


def _changes(finding: Finding) -> Iterator[str]:
    """What changed in each file since both were identical, in short, if both have changed."""
    for change in finding.advice.changes:
        yield f'changes to {visible(change.new)} since both files were identical:'
        yield from (f'  {cut(line)}' for line in without_context(change.hunks)[:_MAX_CHANGED_LINES])


def _diff(finding: Finding, room: int) -> str:
    """As much of the diff as there is room for; where there is little, only its first lines."""
    diff, made = finding.examined.diff, finding.advice.diff
    if diff is None:
        return ''
    if made is None:
        return f'\nNo diff: {code(str(diff.absent))}.\n'
    lines = made.hunks.removesuffix(b'\n').split(b'\n')
    limit = _LINE_CHARACTERS if room > 10 * _LINE_CHARACTERS else _SHORT_LINE_CHARACTERS
    shown = [inert_line(visible_line(line, limit)) for line in lines[:_MAX_DIFF_LINES]]
    for count in (len(shown), 50, 20, 10, 5):
        text = _text(_folded_diff(finding, shown[:count], len(lines) - count))
        if count <= len(shown) and len(text) <= room:
            return text
    for count in (3, 2, 1):
        text = _text(['', *_diff_fence(finding, shown[:count])])
        if len(text) <= room:
            return text
    return ''


def _diff_fence(finding: Finding, shown: list[str]) -> Iterator[str]:
    old, new = map(visible, finding.pair.headers[::-1] if _is_reversed(finding) else finding.pair.headers)
    return _fence('diff', [f'--- {old}', f'+++ {new}', *shown])


def _is_reversed(finding: Finding) -> bool:
    """Whether the diff runs from the source to the copy."""
    return finding.advice.diff is not None and finding.advice.diff.new == finding.pair.copy


def _folded_diff(finding: Finding, shown: list[str], left: int) -> Iterator[str]:
    if left <= 0 and len(shown) <= _MAX_OPEN:
        yield from ('', *_diff_fence(finding, shown))
        return
    cut = f', truncated: {left:,} more lines' if left > 0 else ''
    yield ''
    names = ['docs', 'root'] if _is_reversed(finding) else ['root', 'docs']
    # other paths have no such names
    direction = '' if finding.pair.headers == finding.pair.sides else f' ({" -&gt; ".join(names)})'
    yield from _folded(f'Unified diff{direction}{cut}', _diff_fence(finding, shown))


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines behind a title that opens them."""
    yield f'<details><summary>{title}</summary>'
    yield ''
    yield from lines
    yield ''
    yield '</details>'


def _fence(language: str, lines: list[str]) -> Iterator[str]:
    longest = max((len(run) for line in lines for run in re.findall('`+', line)), default=0)
    fence = '`' * max(3, longest + 1)
    yield fence + language
    yield from lines
    yield fence
