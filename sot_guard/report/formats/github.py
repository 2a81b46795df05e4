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
from sot_guard.report.wording import summary
from sot_guard.report.wording import summary_of_folder

# GitHub shows ten annotations of a step
_MAX = 10
MAX_CHARACTERS = 4000


def render(report: Report) -> str:
    """A line for each of the first ten pairs that fail, and one for the rest."""
    return ''.join(f'{line}\n' for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    failing = report.failing_groups
    most = _MAX if len(failing) <= _MAX else _MAX - 1
    for finding in failing[:most]:
        yield _annotation(finding)
    if len(failing) > most:
        yield _command('', 1, f'{len(failing) - most:,} more pairs differ or could not be compared; see the log')
    for problem in report.problems:
        yield _command('', 1, visible_text(problem))


def _annotation(finding: Finding) -> str:
    path = finding.advice.path
    lines = summary(finding) if finding.group.folder is None else summary_of_folder(finding.group.folder)
    message = '\n'.join(lines)
    if len(message) > MAX_CHARACTERS:  # half a command would be another one
        message = lines[0][:MAX_CHARACTERS]
    return _command(path.decode() if is_plain(path) else '', finding.advice.line, message)


def _command(file: str, line: int, message: str) -> str:
    place = f'file={_property(file)},line={line},' if file else ''
    return f'::error {place}title=sot-guard::{_data(message)}'


def _data(text: str) -> str:
    return text.replace('%', '%25').replace('\r', '%0D').replace('\n', '%0A')


def _property(text: str) -> str:
    return _data(text).replace(':', '%3A').replace(',', '%2C')
