"""A history in words."""
from __future__ import annotations

import pytest

from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.report.wording import describe
from sot_guard.report.wording import describe_split

CHANGE = Change('1' * 40, 0, b'A', b'Add')


@pytest.mark.parametrize(
    ('history', 'touched', 'lines'), [
        (History(Meeting.SAME_NOW), (True, True), ['identical in the previous commit; this commit changes X and Y']),
        (History(Meeting.UNKNOWN, gap='is gone'), (False, False), ['unknown (is gone)']),
        (History(Meeting.NEVER), (False, True), ['no commit has both files; this commit changes Y']),
        (History(Meeting.NEVER, commits=1), (False, False), ['never identical in 1 commit']),
        (
            History(Meeting.SHARED, commits=2), (False, False),
            ['never identical in 2 commits', 'both once had the same content, but in different commits'],
        ),
        (
            History(Meeting.SHARED, commits=2, copy_of='2' * 40, outdated='copy'), (False, False),
            ['never identical in 2 commits', f'X equals Y in {"2" * 12}'],
        ),
        (
            History(Meeting.SHARED, commits=2, copy_of='2' * 40, outdated='source'), (False, False),
            ['never identical in 2 commits', f'Y equals X in {"2" * 12}'],
        ),
    ],
)
def test_a_history_without_a_split(history: History, touched: tuple[bool, bool], lines: list[str]) -> None:
    assert describe(history, ('X', 'Y'), touched) == lines


def test_a_history_with_a_split() -> None:
    history = History(Meeting.SAME_ONCE, (CHANGE,), (), split=CHANGE)
    first, copy, source = describe(history, ('X', 'Y'), (True, False))
    assert first.startswith('identical until 1111111')
    assert copy.startswith('X: changed by 1 commit since, last by 1111111') and copy.endswith(', and by this commit')
    assert source == 'Y: unchanged since'
    assert describe(history, ('X', 'Y'), (False, True))[1:] == [
        copy.removesuffix(', and by this commit'), 'Y: changed by this commit',
    ]


@pytest.mark.parametrize(
    ('history', 'words'), [
        (History(Meeting.SAME_NOW), 'identical until this change'),
        (History(Meeting.SHARED), 'never identical, but a file equals an older version of its counterpart'),
        (History(Meeting.UNKNOWN, gap='is gone'), 'history unknown (is gone)'),
        (History(Meeting.NEVER), 'never identical'),
    ],
)
def test_since_when_two_differ(history: History, words: str) -> None:
    assert describe_split(history) == words


def test_since_a_commit() -> None:
    assert describe_split(History(Meeting.SAME_ONCE, split=CHANGE)).startswith('identical until 1111111')
