"""The table with which a page in Markdown begins, and names in it."""
from __future__ import annotations

import re
from collections.abc import Iterator

from sot_guard.escaping import visible
from sot_guard.report.model import Finding
from sot_guard.report.model import Report

# those that keep sums, sizes, commands and the head of their diff; the rest has a line each
MAX_FINDINGS = 100
# those that the table has, of how many characters, and how a bar is spelled in it
_MAX_ROWS = 20
_TABLE_CHARACTERS = 10_000
_BAR = '\\|'


def code(text: str) -> str:
    """Return a text as a span of code, in which nothing is Markdown."""
    longest = max(map(len, re.findall('`+', text)), default=0)
    ticks = '`' * (longest + 1)
    space = ' ' * (text.startswith(('`', ' ')) or text.endswith(('`', ' ')))
    return f'{ticks}{space}{text}{space}{ticks}'


def on_any_machine(report: Report) -> Report:
    """Return the report with commands for readers on other machines."""
    return report._replace(findings=tuple(
        finding._replace(advice=finding.advice._replace(commands=tuple(
            command.on_any_machine(report.program) for command in finding.commands
        ))) for finding in report.findings
    ))


def table(report: Report) -> Iterator[str]:
    """Yield the title, and what happened to each of the first findings."""
    yield '# Root and docs duplicates'
    yield ''
    failing = report.failing_groups
    rows = list(_rows_that_fit([_table_row(finding) for finding in failing[:_MAX_ROWS]], len(report.groups)))
    if rows:
        yield '| files | what happened | missing lines | fix |'
        yield '|---|---|---|---|'
        yield from rows
        if len(rows) < len(failing):
            yield f'| {len(failing) - len(rows):,} more | | | |'
        yield ''


def _rows_that_fit(rows: list[str], count: int) -> Iterator[str]:
    """The first rows: where there are many findings their sums and commands need the room."""
    left = _TABLE_CHARACTERS - count * _TABLE_CHARACTERS // MAX_FINDINGS
    for row in rows:
        left -= len(row)
        if left < 0:
            return
        yield row


def _table_row(finding: Finding) -> str:
    copy, source = (code(visible(path)) for path in finding.pair.sides)
    fix = next((code(command.line) for command in finding.fixes), '')
    cells = f'{copy}, {source}', code(finding.advice.headline), _missing_lines(finding), fix
    return f'| {" | ".join(cell.replace("|", _BAR) for cell in cells)} |'


def _missing_lines(finding: Finding) -> str:
    difference = finding.examined.difference
    if difference is None:
        return ''
    copy, source = (code(visible(path)) for path in finding.pair.sides)
    return f'{difference.copy.lines:,} from {source}, {difference.source.lines:,} from {copy}'
