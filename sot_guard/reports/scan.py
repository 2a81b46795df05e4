"""What `scan` found: a table for people, JSON for programs, TOML to paste."""
from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.advice import name_list
from sot_guard.advice import toml_list
from sot_guard.config import text_of
from sot_guard.escaping import toml_string
from sot_guard.escaping import visible
from sot_guard.pairs import Reason
from sot_guard.scan import Proposal
from sot_guard.scan import Prospect


def table(prospects: Sequence[Prospect]) -> str:
    """A line a pair: the proposal, the paths, what makes them look like a pair, the evidence."""
    if not prospects:
        return 'no two tracked files look like copies of each other\n'
    rows = [
        (_proposal(one), f'{visible(one.candidate.root)} : {visible(one.candidate.docs)}', one.candidate.likeness.value,
         one.evidence)
        for one in prospects
    ]
    widths = [min(60, max(len(row[column]) for row in rows)) for column in range(3)]
    lines = [
        '  '.join(cell.ljust(width) for cell, width in zip(row, (*widths, 0), strict=True)).rstrip() for row in rows
    ]
    lines.append('sot-guard scan --format toml prints the configuration that is proposed')
    return ''.join(f'{line}\n' for line in lines)


def _proposal(one: Prospect) -> str:
    return one.proposal.value + (' (is)' if one.reason is not None else '')


def as_json(prospects: Sequence[Prospect]) -> str:
    """A list of objects, a pair each; `shared_lines`: of root in docs, of docs in root."""
    return json.dumps([
        {
            'root_path': visible(one.candidate.root),
            'docs_path': visible(one.candidate.docs),
            'likeness': one.candidate.likeness.value,
            'status': one.status.label,
            'evidence': one.evidence,
            'shared_lines': None if one.shared is None else [round(share, 3) for share in one.shared],
            'guarded': one.reason is not None,
            'proposal': one.proposal.value,
        }
        for one in prospects
    ], indent=2, ensure_ascii=False) + '\n'


def as_toml(prospects: Sequence[Prospect]) -> str:
    """What to add to .sot-guard.toml; what is guarded already is left out."""
    return ''.join(f'{line}\n' for line in _toml(prospects))


def _toml(prospects: Sequence[Prospect]) -> Iterator[str]:
    guard = [one for one in prospects if one.proposal is Proposal.GUARD and one.reason is None]
    leave = [one for one in prospects if one.proposal is Proposal.LEAVE and one.reason not in (None, Reason.CONFIGURED)]
    for key, ones in (('include', guard), ('exclude', [one for one in leave if one.status.exit_status])):
        globs = [name_list(key, one.candidate.root).partition(' = ')[2][1:-1] for one in ones]
        if globs:
            yield f'{key} = [{", ".join(globs)}]'
    copies = defaultdict(list)
    for one in prospects:
        if one.proposal is Proposal.PAIR and one.reason is None:
            copies[one.candidate.docs].append(text_of(one.candidate.root))
    for source, paths in copies.items():
        yield from ('', '[[pair]]', f'source = {toml_string(text_of(source))}', f'copies = {toml_list(paths)}')
    for one in prospects:
        if one.proposal is Proposal.ACCEPT:
            yield from (
                '', '[[accept]]', f'path = {toml_string(text_of(one.candidate.root))}',
                f'source-id = "{one.docs.oid}"', f'copy-id = "{one.root.oid}"',
                f'reason = {toml_string(one.evidence)}',
            )


SCAN_FORMATS: dict[str, Callable[[Sequence[Prospect]], str]] = {'table': table, 'json': as_json, 'toml': as_toml}
