"""TODO"""
from __future__ import annotations

import re
import time

from sot_guard.escaping import visible_line
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.report.model import Finding


def describe(told: History, names: tuple[str, str], touched: tuple[bool, bool]) -> list[str]:
    """A history in words that name the sides; `touched`: which of them the commit that is judged changes."""
    changed = [name for name, is_touched in zip(names, touched, strict=True) if is_touched]
    now = f'; this change: {" and ".join(changed)}' if changed else ''
    if told.meeting is Meeting.SAME_NOW:
        return [f'the same in the commit before{now}']
    if told.meeting is Meeting.UNKNOWN:
        return [f'history {told.gap}{now}']
    lines = []
    if told.split is not None:
        lines.append(f'the same until {_commit(told.split)}')
        for name, changes, is_touched in zip(names, (told.root, told.docs), touched, strict=True):
            lines.append(f'{name}: {_since(changes, is_touched)}')
    else:
        never = f'never the same in {told.commits:,} commit{"s" * (told.commits != 1)}'
        lines.append(f'{never if told.commits else "no commit has held the two before"}{now}')
        if told.meeting is Meeting.SHARED and not told.copy_of:
            lines.append('at different commits the two have held the same content')
    if told.copy_of:
        copy, source = names if told.copied == 'root' else names[::-1]
        lines.append(f'{copy} is {source} as of {told.copy_of[:12]}')
    return lines


def describe_split(told: History) -> str:
    """The meeting in a few words, with the commit that ended it."""
    if told.meeting is Meeting.SAME_NOW:
        return 'identical until this change'
    if told.split is not None:
        return f'identical until {_commit(told.split)}'
    if told.meeting is Meeting.SHARED:
        return 'never identical, but one has been what the other was'
    return f'history {told.gap}' if told.meeting is Meeting.UNKNOWN else 'never identical'


def since(told: History) -> str:
    """The last common version of a pair that has one, in words."""
    if told.meeting is Meeting.SAME_NOW:
        return 'the commit before'
    if told.split is not None:
        return f'they were the same, until {_commit(told.split)}'
    return f'a version that both have held ({told.base[:12]})'


def _since(changes: tuple[Change, ...], is_touched: bool) -> str:
    now = 'this change' if is_touched else ''
    if not changes:
        return now or 'unchanged since'
    count = f'{len(changes):,} commit{"s" * (len(changes) != 1)} since, the last {_commit(changes[0])}'
    return f'{count}, and this change' if now else count


def _commit(change: Change) -> str:
    date = 'no date' if change.time is None else time.strftime('%Y-%m-%d', time.gmtime(change.time))
    subject = visible_line(change.subject, 60).partition(' [cut')[0]
    return f'{change.oid[:12]} ({date}, {visible_line(change.author, 30).partition(" [cut")[0]}: {subject})'


_FIRST_CHANGE = re.compile(rb'@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@[^\n]*\n((?: [^\n]*\n)*)')


def first_change(finding: Finding) -> int:
    """The line of the root copy, from 1, before or at which the two begin to differ; 1 where that is not known."""
    match = _FIRST_CHANGE.match(finding.diff.hunks) if finding.diff is not None else None
    if match is None:
        return 1
    start, count = int(match[1]), int(match[2] or 1)
    return max(1, min(start + match[3].count(b'\n'), start + count - 1))
