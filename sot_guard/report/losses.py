"""What only one file of a pair has, and what deleting or overwriting it would lose, for every format for people."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.containment import Part
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.report.model import Finding

_MAX_IDS = 5
_TITLE_CHARACTERS = 70


def losses_of_copy(finding: Finding) -> Iterator[str]:
    """The lines on the copy of a divergent pair."""
    difference = finding.examined.difference
    if difference is None or difference.harmless:
        return
    copy, source = (visible(path) for path in finding.pair.sides)
    if difference.deletion_risk is DeletionRisk.SAFE and finding.copy.is_edited:
        yield f'deleting {copy} loses only its unstaged edits'
    elif difference.deletion_risk is DeletionRisk.SAFE:
        yield f'deleting {copy} loses nothing ({source} has all of it, in the same order)'
    elif difference.deletion_risk is DeletionRisk.SCATTERED:
        where = ', but in other places' if difference.copy.is_parsed else ' (compared line by line only)'
        yield f'every line of {copy} is also in {source}{where}; compare both files before deleting {copy}'
    else:
        yield f'deleting {copy} loses {_lines(difference.copy)} (missing from {source})'
        yield from _found(difference.copy, source)
        yield from _entries(difference.copy, source)
        yield from _parts(difference.copy)


def losses_of_source(finding: Finding) -> Iterator[str]:
    """The same for the source, if it were overwritten: every part of it."""
    difference = finding.examined.difference
    if difference is not None and not difference.harmless and difference.source.parts:
        copy, source = (visible(path) for path in finding.pair.sides)
        yield f'overwriting {source} loses {_lines(difference.source)} (missing from {copy})'
        yield from _found(difference.source, copy)
        yield from _entries(difference.source, copy)
        yield from _parts(difference.source)


def _lines(side: OneSide) -> str:
    return f'{side.lines:,} of {side.all_lines:,} lines'


def _found(side: OneSide, other: str) -> Iterator[str]:
    moved = sum(part.moved for part in side.parts)
    there = side.total - len(side.parts) + moved
    if side.total > 1:
        order = f', {moved:,} of them in a different place' if moved else ''
        yield f'  {there:,} of {side.total:,} {side.unit}s are also in {other}{order}'


def _entries(side: OneSide, other: str) -> Iterator[str]:
    shared = list(dict.fromkeys(part.same_id for part in side.parts if part.same_id))
    sections = sum(bool(part.same_id) for part in side.parts)
    if side.ids:
        yield f'  entries missing from {other}: {len(side.ids):,} ({_some(side.ids)})'
    if shared:
        yield f'  same id, different text: {sections:,} section{"s" * (sections > 1)} ({_some(shared)})'


def _some(ids: list[str] | tuple[str, ...]) -> str:
    return ', '.join(ids[:_MAX_IDS]) + (', ...' if len(ids) > _MAX_IDS else '')


def _parts(side: OneSide) -> Iterator[str]:
    if side.total > 1:
        yield from (f'  {_part(part)}' for part in side.parts if not part.moved and (part.title or part.first))


def _part(part: Part) -> str:
    title = visible_text(part.title) or 'before the first heading'
    if len(title) > _TITLE_CHARACTERS:
        title = f'...{title[-_TITLE_CHARACTERS:]}'
    if not part.first:
        return f'key {title}'
    return f'lines {part.first}-{part.last} ({part.lines:,} unique): {title}'
