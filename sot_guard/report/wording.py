"""A pair's reason, kind of difference and history in words, for the parts of a report that tell all."""
from __future__ import annotations

import re

from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.git.log import Change
from sot_guard.git.log import describe_commit
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.examined import Examined
from sot_guard.report.model import Finding


def summary(finding: Finding) -> list[str]:
    """Return what happened and the recommended fix, for formats with little room: a line, and two for the command."""
    fixes = finding.fixes
    return [finding.advice.headline, *((f'Fix: {fixes[0].effect}:', fixes[0].line) if fixes else ())]


def look_title(status: Status) -> str:
    """Return what the commands of a finding show that are there to look at it."""
    return {Status.DIVERGENT: 'Full diff', Status.UNMERGED: 'Conflicts'}.get(status, 'Modes')


def why_checked(examined: Examined) -> str:
    """Return why a pair is checked."""
    return reason_in_words(examined.reason, examined.pair)


def reason_in_words(reason: Reason, pair: Pair) -> str:
    """Return a reason to check a pair, in words that follow `because`."""
    return _REASONS[reason].format(visible(pair.copy.rpartition(b'/')[2]))


_REASONS = {
    Reason.NAME: '{} is a documentation file name',
    Reason.WAS_ONE: 'both files were identical before',
    Reason.INCLUDED: 'the configuration includes {}',
    Reason.CONFIGURED: 'a [[pair]] of the configuration names both files',
}


def kind_of_difference(examined: Examined) -> str | None:
    """Return the kind of difference with the paths of the files in it, if it is known."""
    if examined.kind is None:
        return None
    names = {'root': visible(examined.pair.copy), 'docs': visible(examined.pair.source)}
    return re.sub(r'\bin (root|docs)\b', lambda match: f'in {names[match[1]]}', examined.kind)


def harmless_difference(examined: Examined) -> str | None:
    """Return in what two files differ that have the same text or data; None for others."""
    kind, difference = kind_of_difference(examined), examined.difference
    if kind is None or difference is None or not difference.harmless:
        return None
    kind = kind.partition(';')[0]
    return f'They differ only in {kind.removeprefix("only ")}.' if kind.startswith('only ') else f'They have {kind}.'


def history_lines(examined: Examined) -> list[str]:
    """Return the history of a pair in words, if it was read; else none."""
    if examined.details is None or examined.details.history is None:
        return []
    names = visible(examined.copy.path), visible(examined.source.path)
    return describe(examined.details.history, names, examined.details.pending)


def describe(history: History, names: tuple[str, str], touched: tuple[bool, bool]) -> list[str]:
    """Return a history in words that name the files; `touched`: which of them the judged commit changes."""
    changed = [name for name, is_touched in zip(names, touched, strict=True) if is_touched]
    now = f'; this commit changes {" and ".join(changed)}' if changed else ''
    if history.meeting is Meeting.SAME_NOW:
        return [f'identical in the previous commit{now}']
    if history.meeting is Meeting.UNKNOWN:
        return [f'unknown ({history.gap}){now}']
    lines = []
    if history.split is not None:
        lines.append(f'identical until {describe_commit(history.split)}')
        for name, changes, is_touched in zip(names, (history.copy, history.source), touched, strict=True):
            lines.append(f'{name}: {_since(changes, is_touched)}')
    else:
        never = f'never identical in {history.commits:,} commit{"s" * (history.commits != 1)}'
        lines.append(f'{never if history.commits else "no commit has both files"}{now}')
        if history.meeting is Meeting.SHARED and not history.copy_of:
            lines.append('both once had the same content, but in different commits')
    if history.copy_of:
        copy, source = names if history.outdated == 'copy' else names[::-1]
        lines.append(f'{copy} equals {source} in {history.copy_of[:12]}')
    return lines


def describe_split(history: History) -> str:
    """Return since when two files differ, in a few words."""
    if history.meeting is Meeting.SAME_NOW:
        return 'identical until this change'
    if history.split is not None:
        return f'identical until {describe_commit(history.split)}'
    if history.meeting is Meeting.SHARED:
        return 'never identical, but a file equals an older version of its counterpart'
    return f'history unknown ({history.gap})' if history.meeting is Meeting.UNKNOWN else 'never identical'


def _since(changes: tuple[Change, ...], is_touched: bool) -> str:
    now = 'changed by this commit' if is_touched else ''
    if not changes:
        return now or 'unchanged since'
    commits = f'{len(changes):,} commit{"s" * (len(changes) != 1)}'
    return f'changed by {commits} since, last by {describe_commit(changes[0])}{", and by this commit" * is_touched}'
