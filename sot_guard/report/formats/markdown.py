"""For a pull request, a wiki page, an issue: the layout of the first report of this kind.

Foreign text stands inside code spans and fences only, none of which it can end.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator

from sot_guard.escaping import inert_line
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text
from sot_guard.report.losses import losses_of_copy
from sot_guard.report.losses import losses_of_source
from sot_guard.report.model import FileState
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.wording import history_lines

_DIFF_LINES = 200
_LINE_CHARACTERS = 400
# GitHub takes comments of 65,536 characters, and cuts no longer one; some are left for what is written around it
MAX_CHARACTERS = 60_000


def render(report: Report) -> str:
    """The report as a page, also where nothing was found; within the limit of a comment on GitHub."""
    head, tail = '\n'.join(_head(report)) + '\n', ''.join(f'{line}\n' for line in _tail(report))
    left = MAX_CHARACTERS - len(head) - len(tail)
    parts = []
    whole = brief = 0
    for finding in report.findings:
        part = '\n'.join(['', '---', '', *_finding(finding)]) + '\n'
        if brief or len(part) > left // 2:
            part = '\n'.join(['', *_brief(finding)]) + '\n'
            brief += 1
        if len(part) > left - 100:
            break
        parts.append(part)
        whole += 1
        left -= len(part)
    if whole < len(report.findings):
        parts.append(f'\n*and {len(report.findings) - whole:,} more, for which there is no room here*\n')
    return head + ''.join(parts) + tail


def _brief(finding: Finding) -> Iterator[str]:
    """A finding in one line: the rest of the room is kept for others."""
    copy, source = (_code(visible(path)) for path in finding.pair.sides)
    yield f'- **{finding.status.label}**: {copy} and {source} (no room for more)'


def _head(report: Report) -> Iterator[str]:
    found = 'YES' if report.divergent_found else 'UNKNOWN' if report.problems else 'NO'
    yield '# Root and docs duplicates'
    yield ''
    yield f'**Timestamp**: {report.timestamp}  '
    yield f'**Repo root**: {_code(visible(report.repo_root))}  '
    yield f'**Docs dir**: {_code(visible(report.docs_dir))}  '
    yield f'**Compared**: {report.subject}  '
    yield f'**Divergent duplicates found**: {found}'
    for problem in report.problems:
        yield ''
        yield f'**Cannot be told**: {_code(visible_text(problem))}'


def _tail(report: Report) -> Iterator[str]:
    if report.next_steps:
        yield ''
        yield '---'
        yield ''
        yield '## Next steps'
        for step in report.next_steps:
            yield f'- {step}'


def _finding(finding: Finding) -> Iterator[str]:
    yield f'## {_code(visible(finding.pair.copy))}'
    yield ''
    yield f'- **status**: {finding.status.label}'
    yield f'- **paths**: {_code(visible(finding.pair.copy))} and {_code(visible(finding.pair.source))}'
    yield f'- **guarded because**: {finding.examined.reason.value}'
    yield from _side('root', finding.copy)
    yield from _side('docs', finding.source)
    if finding.examined.kind:
        yield ''
        yield from _folded('What differs, and what would be lost', _fence('text', _details(finding)))
    if finding.commands:
        yield ''
        yield 'Suggested commands:'
        yield ''
        yield from _fence('sh', [f'{command.line}  # {command.effect}' for command in finding.commands])
    if finding.examined.diff is not None:
        yield ''
        yield from _diff(finding)


def _details(finding: Finding) -> list[str]:
    """What the texts and the history tell; no line begins with a name, which could be a command to a CI log."""
    history = (f'who: {line}' for line in history_lines(finding.examined))
    losses = (*losses_of_copy(finding, verbose=True), *losses_of_source(finding))
    return [f'what: {finding.examined.kind}', *history, *losses]


def _side(label: str, side: FileState) -> Iterator[str]:
    if side.content is not None:
        yield f'- **{label}_sha256**: `{side.content.sha256}`'
        yield f'- **{label}_size_bytes**: `{side.content.size}`'


def _diff(finding: Finding) -> Iterator[str]:
    assert finding.examined.diff is not None
    if finding.examined.diff.absent:
        yield f'No diff: {_code(finding.examined.diff.absent)}.'
        return
    lines = finding.examined.diff.hunks.removesuffix(b'\n').split(b'\n')
    left_out = len(lines) - _DIFF_LINES
    old, new = map(visible, finding.pair.headers)
    shown = [inert_line(visible_line(line, _LINE_CHARACTERS)) for line in lines[:_DIFF_LINES]]
    cut = f', truncated: {left_out:,} more lines' if left_out > 0 else ''
    fence = _fence('diff', [f'--- {old}', f'+++ {new}', *shown])
    yield from _folded(f'Unified diff (root -&gt; docs){cut}', fence)


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


def _code(text: str) -> str:
    longest = max(map(len, re.findall('`+', text)), default=0)
    ticks = '`' * (longest + 1)
    space = ' ' * (text.startswith(('`', ' ')) or text.endswith(('`', ' ')))
    return f'{ticks}{space}{text}{space}{ticks}'
