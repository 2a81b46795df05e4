"""For GitHub Actions: annotations on the files of a pull request, by workflow commands in the log.

Nothing of a file's content is said, and what is said of names is escaped, so that the only commands are ours.
https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.escaping import is_plain
from sot_guard.escaping import visible_text
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.region import changed_region
from sot_guard.report.wording import summary
from sot_guard.report.wording import summary_of_folder

# GitHub shows ten annotations of a step
_MAX = 10
MAX_CHARACTERS = 4000


def render(report: Report) -> str:
    """A line for each of the first ten pairs that fail, and one for the rest."""
    return ''.join(f'{line}\n' for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for problem in report.problems:
        yield _command('', 1, visible_text(problem))
    # what could not be compared first: it hides whether there is anything else
    failing = sorted(report.failing_groups, key=lambda finding: -finding.status.exit_status)
    most = _MAX if len(failing) <= _MAX else _MAX - 1
    for finding in failing[:most]:
        yield _annotation(finding, report.program)
    if len(failing) > most:
        yield _command('', 1, f'{len(failing) - most:,} more pairs differ or could not be compared; see the log')


def _annotation(finding: Finding, program: str) -> str:
    path = finding.advice.path
    folder = finding.group.folder
    lines = summary(finding, program) if folder is None else summary_of_folder(folder)
    message = '\n'.join(lines)
    if len(message) > MAX_CHARACTERS:  # half a command would be another one
        message = lines[0][:MAX_CHARACTERS]
    region = changed_region(finding.examined, path)
    line = finding.advice.line if region is None else region.first
    return _command(path.decode() if is_plain(path) else '', line, message)


def _command(file: str, line: int, message: str) -> str:
    place = f'file={_property(file)},line={line},' if file else ''
    return f'::error {place}title=sot-guard::{_data(message)}'


def _data(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    return _data(text).replace(':', '%3A').replace(',', '%2C')
