"""What `scan` found: a table for people, JSON for programs."""
from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.config.model import Config
from sot_guard.config.model import PlainView
from sot_guard.escaping import visible
from sot_guard.git.trees import Entry
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.pairs import Reason
from sot_guard.report.folder_proposals import covered
from sot_guard.report.folder_proposals import FolderProposal
from sot_guard.report.folder_proposals import rows_of_json
from sot_guard.report.folder_proposals import rows_of_table
from sot_guard.report.proposals import Decision
from sot_guard.report.proposals import Proposal


class Prospect(NamedTuple):
    """A candidate with its evidence."""

    candidate: Candidate
    # as a check would find it
    status: Status
    # how near the two ever came, and what they have in common, in words
    evidence: str
    # the shares of the non-blank lines of the copy found in the source, and the reverse, 0 to 1
    shared: tuple[float, float] | None
    # why it is checked now, None if it is not
    checked: Reason | None
    decision: Decision
    copy: Entry
    source: Entry

    @property
    def proposal(self) -> Proposal:
        """What to do about it."""
        return self.decision.proposal

    @property
    def differ(self) -> tuple[PlainView, ...] | None:
        """What a [[pair]] has to declare, none for white space alone; None where nothing has to be declared."""
        return self.decision.differ


class Survey(NamedTuple):
    """All prospects, and the configuration that is in effect now."""

    prospects: tuple[Prospect, ...]
    config: Config
    # how many candidates were too many
    left_out: int = 0
    # on entries of the configuration that match nothing
    notes: tuple[str, ...] = ()
    # for folders and globs
    folders: tuple[FolderProposal, ...] = ()


MAX_CHARACTERS = 1_000_000


# what the first words of the lines mean
_LEGEND = {
    'guard': 'add its name to include, so that it is checked',
    'pair': 'add a [[pair]], so that it is checked',
    'fix': 'it is checked and fails: run the command',
    'accept': 'it is checked: add an [[accept]] to allow the current difference',
    'exclude': 'it is checked: add its name to exclude',
    'leave': 'change nothing',
    'checked': 'it is checked and passes',
    'accepted': 'it is checked, and the configuration allows the current difference',
}


# those that change the configuration
_CHANGES = 'guard', 'pair', 'accept', 'exclude'
_TOML = 'sot-guard scan --format toml'


def table(survey: Survey) -> str:
    """A line a pair: the proposal, the paths, the reason; below it what the proposals mean."""
    # what a folder or a glob will check is no proposal of its own
    held = covered(survey.folders, (one.candidate.copy for one in survey.prospects))
    prospects = [one for one in survey.prospects if one.checked is not None or one.candidate.copy not in held]
    if not prospects and not survey.folders:
        return 'no two tracked files look like copies of each other\n'
    rows = [
        (_shown(one), f'{visible(one.candidate.copy)} : {visible(one.candidate.source)}', _reason(one))
        for one in prospects
    ]
    rows += rows_of_table(survey.folders)
    widths = [min(60, max((len(row[column]) for row in rows), default=0)) for column in range(2)]
    lines = [
        '  '.join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)).rstrip() for row in rows
    ]
    used = {row[0] for row in rows}
    lines = [*_within(lines), '', *(f'{key:8} {text}' for key, text in _LEGEND.items() if key in used)]
    is_complete = used.isdisjoint(_CHANGES)
    lines.append('nothing to add to the configuration' if is_complete else f'{_TOML} prints the proposed configuration')
    return ''.join(f'{line}\n' for line in lines)


def _reason(one: Prospect) -> str:
    command = one.decision.command
    if command is None:
        return one.decision.reason
    # what is not checked yet cannot be resolved
    then = 'then ' * (one.checked is None and one.status is Status.DIVERGENT)
    return f'{one.decision.reason}; {then}run: {command}'


def _shown(one: Prospect) -> str:
    """What to do, for people."""
    if one.status is Status.ACCEPTED:
        return 'accepted'
    is_done = one.checked is not None and one.differ is None and one.proposal in (Proposal.GUARD, Proposal.PAIR)
    return 'checked' if is_done else one.proposal.value


def _within(lines: list[str]) -> list[str]:
    """As many lines as a terminal may be given, and the number of the others."""
    most = bisect(list(accumulate(map(len, lines))), MAX_CHARACTERS)
    return lines if most == len(lines) else [*lines[:most], f'and {len(lines) - most:,} more']


def as_json(survey: Survey) -> str:
    """A list of objects, a pair each; `shared_lines`: of root in docs, of docs in root."""
    rows: list[Mapping[str, object]] = [
        {
            'root_path': visible(one.candidate.copy),
            'docs_path': visible(one.candidate.source),
            'likeness': one.candidate.likeness.value,
            'status': one.status.label,
            'evidence': one.evidence,
            'shared_lines': None if one.shared is None else [round(share, 3) for share in one.shared],
            'guarded': one.checked is not None,
            'proposal': one.proposal.value,
            'reason': one.decision.reason,
            'command': one.decision.command,
            'differ': list(one.differ or ()),
            'compare': 'text' if one.differ == () else None,
        }
        for one in survey.prospects
    ]
    return json.dumps([*rows, *rows_of_json(survey.folders)], indent=2, ensure_ascii=False) + '\n'
