"""What `scan` found: a table for people, JSON for programs, TOML to paste."""
from __future__ import annotations

import json
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.config.model import Config
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.model import text_of
from sot_guard.config.write import name_list
from sot_guard.config.write import toml_list
from sot_guard.config.write import toml_string
from sot_guard.escaping import visible
from sot_guard.git.log import Meeting
from sot_guard.git.trees import Entry
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.candidates import Likeness
from sot_guard.pairing.default_rule import SOT_NAMES
from sot_guard.pairing.pairs import Reason
from sot_guard.report.evidence import MIN_SHARE


class Proposal(Enum):
    """What to write into the configuration, if anything."""

    GUARD = 'guard'
    PAIR = 'pair'
    ACCEPT = 'accept'
    LEAVE = 'leave'


class Prospect(NamedTuple):
    """A candidate with its evidence.

    `status` as a check would find it; `meeting`: how near the two ever came (UNKNOWN: not looked at); `evidence`:
    that in words; `shared`: the shares of the non-blank lines of root found in docs, and the reverse, 0 to 1; `reason`:
    why it is guarded now, None if it is not.
    """

    candidate: Candidate
    status: Status
    meeting: Meeting
    evidence: str
    shared: tuple[float, float] | None
    reason: Reason | None
    proposal: Proposal
    copy: Entry
    source: Entry


class Survey(NamedTuple):
    """All prospects, and the configuration that is in effect now."""

    prospects: tuple[Prospect, ...]
    config: Config
    # how many candidates were too many
    left_out: int = 0
    # on entries of the configuration that match nothing
    notes: tuple[str, ...] = ()


MAX_CHARACTERS = 1_000_000


def table(survey: Survey) -> str:
    """A line a pair: the proposal, the paths, what makes them look like a pair, the evidence."""
    prospects = survey.prospects
    if not prospects:
        return 'no two tracked files look like copies of each other\n'
    rows = [
        (
            _proposal(one), f'{visible(one.candidate.copy)} : {visible(one.candidate.source)}',
            one.candidate.likeness.value, one.evidence,
        )
        for one in prospects
    ]
    widths = [min(60, max(len(row[column]) for row in rows)) for column in range(3)]
    lines = [
        '  '.join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)).rstrip() for row in rows
    ]
    lines = _within(lines)
    lines.append('sot-guard scan --format toml prints the configuration that is proposed')
    return ''.join(f'{line}\n' for line in lines)


def _within(lines: list[str]) -> list[str]:
    """As many lines as a terminal may be given, and the number of the others."""
    most = bisect(list(accumulate(map(len, lines))), MAX_CHARACTERS)
    return lines if most == len(lines) else [*lines[:most], f'and {len(lines) - most:,} more']


def _proposal(one: Prospect) -> str:
    """What to do, for people: a guarded pair that a check refuses is no longer left alone."""
    if one.status is Status.ACCEPTED:
        return 'accepted'
    if one.proposal is Proposal.LEAVE and one.reason is not None and one.status.exit_status:
        return 'exclude' if _is_left(one) else 'fix'
    return one.proposal.value + (' (already)' if one.reason is not None else '')


def _is_left(one: Prospect) -> bool:
    """Whether a checked pair is two documents, and may be excluded; the ledgers are meant to be one all the same."""
    if one.status is Status.DIVERGENT and (one.shared is None or max(one.shared) >= MIN_SHARE):
        return False  # copies that drifted
    return (
        one.proposal is Proposal.LEAVE and bool(one.status.exit_status)
        and one.reason not in (None, Reason.CONFIGURED) and text_of(one.candidate.copy) not in SOT_NAMES
    )


def as_json(survey: Survey) -> str:
    """A list of objects, a pair each; `shared_lines`: of root in docs, of docs in root."""
    return json.dumps([
        {
            'root_path': visible(one.candidate.copy),
            'docs_path': visible(one.candidate.source),
            'likeness': one.candidate.likeness.value,
            'status': one.status.label,
            'evidence': one.evidence,
            'shared_lines': None if one.shared is None else [round(share, 3) for share in one.shared],
            'guarded': one.reason is not None,
            'proposal': one.proposal.value,
        }
        for one in survey.prospects
    ], indent=2, ensure_ascii=False) + '\n'


def as_toml(survey: Survey) -> str:
    """What to add to the configuration, or, where it has such a list already, to put in its place."""
    own = survey.config
    lines: list[str] = []
    for key, known, new in (('include', own.include, _guarded(survey)), ('exclude', own.exclude, _left(survey))):
        if new:
            lines += [f'# instead of the {key} that is there'] * bool(known)
            lines.append(f'{key} = [{", ".join([*map(toml_string, known), *new])}]')
    for source, copies in _pairs(survey).items():
        lines += ['', '[[pair]]', f'source = {toml_string(text_of(source))}', f'copies = {toml_list(copies)}']
    for one in survey.prospects:
        if one.proposal is Proposal.ACCEPT:
            lines += [
                '', '[[accept]]', f'path = {toml_string(text_of(one.candidate.copy))}',
                f'source-id = "{one.source.oid}"', f'copy-id = "{one.copy.oid}"',
                f'reason = {toml_string(one.evidence)}',
            ]
    if lines and own.file == SHARED_FILE:
        lines = [line.replace('[[', f'[[{SECTION}.', 1) if line.startswith('[[') else line for line in lines]
    return ''.join(f'{line}\n' for line in lines or ['# nothing to propose'])


def _glob(one: Prospect, key: str) -> str:
    return name_list(key, one.candidate.copy).partition(' = ')[2][1:-1]


def _guarded(survey: Survey) -> list[str]:
    return [
        _glob(one, 'include') for one in survey.prospects if one.proposal is Proposal.GUARD and one.reason is None
    ]


def _left(survey: Survey) -> list[str]:
    return [_glob(one, 'exclude') for one in survey.prospects if _is_left(one)]


def _pairs(survey: Survey) -> dict[bytes, list[str]]:
    """The copies of each source; what is one already, or has another source, is left out: a copy has one."""
    taken = {one.candidate.copy for one in survey.prospects if one.proposal is Proposal.GUARD or one.reason is not None}
    taken |= {copy for rule in survey.config.pair for copy in rule.copies}
    found: dict[bytes, list[str]] = defaultdict(list)
    for one in sorted(survey.prospects, key=lambda one: list(Likeness).index(one.candidate.likeness)):
        copy, source = one.candidate.copy, one.candidate.source
        if one.proposal is Proposal.PAIR and copy not in taken and not _leads_back(found, copy, source):
            taken.add(copy)
            found[source].append(text_of(copy))
    return found


def _leads_back(found: dict[bytes, list[str]], copy: bytes, source: bytes) -> bool:
    sources = {copy.encode('utf-8', 'surrogateescape'): source for source, copies in found.items() for copy in copies}
    here: bytes | None = source
    while here is not None and here != copy:
        here = sources.get(here)
    return here == copy


SCAN_FORMATS: dict[str, Callable[[Survey], str]] = {'table': table, 'json': as_json, 'toml': as_toml}
