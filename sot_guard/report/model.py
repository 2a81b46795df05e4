"""What a run found: the records, their order, the exit status. Pure data."""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Advice
from sot_guard.report.advice import Command
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Purpose
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState

NEXT_STEPS = {
    Status.DIVERGENT: 'For each divergent pair: merge the lines that only one file has into the source, then overwrite '
    'the copy with the source, replace it with a link, or delete it.',
    Status.DOCS_MISSING: 'For each missing source: restore it, or move the copy there.',
    Status.COPY_MISSING: 'For each missing copy: restore it, or remove it from its [[pair]].',
    Status.DUPLICATE: 'For each duplicate: delete the copy, or replace it with a link.',
    Status.EXTRA: 'For each file that its source folder lacks: add it there, exclude it in its [[pair]], or delete it.',
    Status.LINK_ELSEWHERE: 'For each symlink to another file: point it to the source, or delete it.',
    Status.UNMERGED: 'For each unmerged file: resolve the conflict and stage the result.',
    Status.SUBMODULE: 'For each submodule: exclude its name; it cannot be compared.',
    Status.READ_ERROR: 'For each file that could not be read: fetch the missing object, or repair the repository.',
}


class Detail(NamedTuple):
    """How much a report says."""

    # whether the pairs that pass are named too, and nothing is cut short
    verbose: bool = False
    # whether the history of divergent pairs is read
    history: bool = True
    # this program, as it can be started from the user's shell; '' where no command may name it
    program: str = ''
    # whether it is printed on a terminal, which gets more lines than a pipe
    at_terminal: bool = False
    # what the stream that shows the commands can show
    encoding: str = 'utf-8'


class Finding(NamedTuple):
    """A pair in scope that is not simply identical, and what to do about it."""

    examined: Examined
    group: Group
    advice: Advice
    # in what it was found, where a run judges several things
    subject: str | None = None

    @property
    def verdict(self) -> str:
        """What is the matter, in words that follow the two paths."""
        verdict = self.examined.compared.verdict
        return verdict if self.subject is None else f'{verdict}, in {self.subject}'

    def found_in(self, subject: str, number: int) -> Finding:
        """The same finding in a report on several things, in which its group has another number."""
        advice = self.advice._replace(
            headline=f'{self.advice.headline.removesuffix(".")}, in {subject}.',
            message=f'{self.advice.message}, in {subject}',
        )
        return self._replace(group=self.group._replace(number=number), advice=advice, subject=subject)

    @property
    def pair(self) -> Pair:
        """The two paths."""
        return self.examined.compared.pair

    @property
    def status(self) -> Status:
        """What the comparison gave."""
        return self.examined.compared.status

    @property
    def commands(self) -> tuple[Command, ...]:
        """What to type, in the order in which to try it."""
        return self.advice.commands

    @property
    def fixes(self) -> tuple[Command, ...]:
        """Those of the commands that fix it."""
        return tuple(command for command in self.commands if command.purpose is Purpose.FIX)

    @property
    def copy(self) -> FileState:
        """The state of the copy."""
        return self.examined.copy

    @property
    def source(self) -> FileState:
        """The state of the source."""
        return self.examined.source


class Report(NamedTuple):
    """All that a run has to say, for any format."""

    # UTC, ISO 8601, whole seconds
    timestamp: str
    repo_root: bytes
    docs_dir: bytes
    # what was compared, in words
    subject: str
    findings: tuple[Finding, ...]
    # lines that fail nothing
    notes: tuple[str, ...] = ()
    # lines on what could not be decided, of the run
    problems: tuple[str, ...] = ()
    # whether nothing is cut short, and the pairs that pass are named
    verbose: bool = False
    occasion: Occasion = Occasion.CHECK
    # the working directory, from the top level
    prefix: bytes = b''
    # this program, as the commands name it; '' where none does
    program: str = ''
    # whether the index was compared, which is what resolve works on
    of_index: bool = True

    @property
    def divergent_found(self) -> bool:
        """Whether a pair is divergent."""
        return any(finding.status is Status.DIVERGENT for finding in self.findings)

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What to do, once for each status that fails the run."""
        statuses = dict.fromkeys(finding.status for finding in self.failing)
        return tuple(NEXT_STEPS[status] for status in statuses)

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail the run."""
        return tuple(finding for finding in self.findings if finding.status.exit_status)

    @property
    def groups(self) -> tuple[Finding, ...]:
        """The first finding of each group."""
        return tuple({finding.group.number: finding for finding in reversed(self.findings)}.values())[::-1]

    @property
    def failing_groups(self) -> tuple[Finding, ...]:
        """Those of them that fail the run."""
        return tuple(finding for finding in self.groups if finding.status.exit_status)


def joined(reports: Sequence[Report]) -> Report:
    """Return the reports on several things that one run judges as one, in which each finding says of what it is."""
    if len(reports) == 1:
        return reports[0]
    return reports[0]._replace(
        subject=' and '.join(report.subject for report in reports),
        findings=tuple(
            finding.found_in(report.subject, len(reports) * finding.group.number + place)
            for place, report in enumerate(reports) for finding in report.findings
        ),
        notes=tuple(dict.fromkeys(note for report in reports for note in report.notes)),
        problems=tuple(f'{report.subject}: {problem}' for report in reports for problem in report.problems),
        of_index=all(report.of_index for report in reports),
        occasion=next((report.occasion for report in reports if report.failing), reports[0].occasion),
    )
