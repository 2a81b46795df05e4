"""A commit in a few words, for a sentence that has to fit on a line."""
from __future__ import annotations

import time

from sot_guard.escaping import visible_start
from sot_guard.git.log import Change

# of a commit; where the sentence is too long for a terminal there are fewer, or none
_SUBJECT_CHARACTERS = (*range(30, 11, -1), 0)
_MAX_COLUMNS = 100


def short_commit(change: Change, characters: int) -> str:
    """Return a commit in a few words: the beginning of its id, its date and, in so many characters, its subject."""
    date = 'no date' if change.time is None else time.strftime('%Y-%m-%d', time.gmtime(change.time))
    subject = visible_start(change.subject, characters + 1).replace('\t', ' ')
    if len(subject) > characters > 0:
        subject = subject[:characters - 3].rstrip() + '...'
    return f'{change.oid[:7]} ({date}, "{subject}")' if characters else f'{change.oid[:7]} ({date})'


def fitting(begin: str, since: Change, end: str) -> str:
    """Return a sentence with a commit in it, of which as much is said as fits on a line."""
    sentences = [f'{begin}{short_commit(since, characters)}{end}' for characters in _SUBJECT_CHARACTERS]
    return next((one for one in sentences if len(one) < _MAX_COLUMNS), sentences[-1])
