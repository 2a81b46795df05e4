"""What happened to a pair, in words: its history, and where its files begin to differ."""
from __future__ import annotations

import re

from sot_guard.escaping import visible
from sot_guard.git.log import Change
from sot_guard.git.log import describe_commit
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.report.model import Examined
from sot_guard.report.model import Finding


def history_lines(examined: Examined) -> list[str]:
    """The history of a pair in words, if it was read; else none."""
    if examined.details is None or examined.details.history is None:
        return []
    names = visible(examined.copy.path), visible(examined.source.path)
    return describe(examined.details.history, names, examined.details.pending)


def describe(history: History, names: tuple[str, str], touched: tuple[bool, bool]) -> list[str]:
    """A history in words that name the files; `touched`: which of them the judged commit changes."""
    changed = [name for name, is_touched in zip(names, touched, strict=True) if is_touched]
    now = f'; this change: {" and ".join(changed)}' if changed else ''
    if history.meeting is Meeting.SAME_NOW:
        return [f'the same in the commit before{now}']
    if history.meeting is Meeting.UNKNOWN:
        return [f'history {history.gap}{now}']
    lines = []
    if history.split is not None:
        lines.append(f'the same until {describe_commit(history.split)}')
        for name, changes, is_touched in zip(names, (history.copy, history.source), touched, strict=True):
            lines.append(f'{name}: {_since(changes, is_touched)}')
    else:
        never = f'never the same in {history.commits:,} commit{"s" * (history.commits != 1)}'
        lines.append(f'{never if history.commits else "no commit has held the two before"}{now}')
        if history.meeting is Meeting.SHARED and not history.copy_of:
            lines.append('at different commits the two have held the same content')
    if history.copy_of:
        copy, source = names if history.outdated == 'copy' else names[::-1]
        lines.append(f'{copy} is {source} as of {history.copy_of[:12]}')
    return lines


def describe_split(history: History) -> str:
    """The meeting in a few words, with the commit that ended it."""
    if history.meeting is Meeting.SAME_NOW:
        return 'identical until this change'
    if history.split is not None:
        return f'identical until {describe_commit(history.split)}'
    if history.meeting is Meeting.SHARED:
        return 'never identical, but one has been what the other was'
    return f'history {history.gap}' if history.meeting is Meeting.UNKNOWN else 'never identical'


def _since(changes: tuple[Change, ...], is_touched: bool) -> str:
    now = 'this change' if is_touched else ''
    if not changes:
        return now or 'unchanged since'
    count = f'{len(changes):,} commit{"s" * (len(changes) != 1)} since, the last {describe_commit(changes[0])}'
    return f'{count}, and this change' if now else count


_FIRST_CHANGE = re.compile(rb'@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@[^\n]*\n((?: [^\n]*\n)*)')


def first_change(finding: Finding) -> int:
    """The line of the root copy, from 1, before or at which the two begin to differ; 1 where that is not known."""
    match = _FIRST_CHANGE.match(finding.examined.diff.hunks) if finding.examined.diff is not None else None
    if match is None:
        return 1
    start, count = int(match[1]), int(match[2] or 1)
    return max(1, min(start + match[3].count(b'\n'), start + count - 1))
