"""In which direction a diff runs, and what is said of its files."""
from __future__ import annotations

import pytest

from sot_guard.git.diff import Diff
from sot_guard.git.hook_context import hook_context
from sot_guard.git.log import Change
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Setting
from sot_guard.report.advice import ShownDiff
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import Evidence
from sot_guard.report.examined import Details
from sot_guard.report.shown_diff import shown_changes
from sot_guard.report.shown_diff import shown_diff
from tests.support.reports import examined

OLD = Entry(Kind.FILE, '100644', '9' * 40)
HERE = examined(Pair(b'X', b'docs/X'), details=Details(Diff(b'@@ -1 +1,2 @@\n-a\n+b\n+c\n')))
COMMIT = Setting(hook_context({}, b''), Occasion.COMMIT)
BY_HAND = COMMIT._replace(occasion=Occasion.CHECK)
REV = BY_HAND._replace(how=COMMIT.how._replace(commit='1' * 40))
SINCE = Change('abcdef0123', 0, b'', b'')


@pytest.mark.parametrize(
    ('case', 'changed', 'touched', 'setting', 'notes'), [
        (Case.ONE_HERE, 0, (True, False), COMMIT, ('unchanged', 'changed by this commit')),
        (Case.ONE_HERE, 1, (False, True), BY_HAND, ('unchanged', 'changed in the index')),
        (Case.ONE_HERE, 0, (True, False), REV, ('unchanged', 'changed in abcdef0')),
        (Case.ONE_EARLIER, 1, (True, False), COMMIT, ('unchanged', 'changed in abcdef0')),
        (Case.ONE_EARLIER, 1, (True, True), COMMIT, ('changed by this commit', 'changed by this commit')),
        (Case.OLDER, 0, (False, False), BY_HAND, ('older version', 'newer version')),
        (
            Case.BOTH_HERE, None, (True, True), COMMIT,
            ('changed by this commit, lines marked -', 'changed by this commit, lines marked +'),
        ),
        (Case.UNLIKE, None, (False, False), BY_HAND, ('lines marked -', 'lines marked +')),
        (Case.UNKNOWN, None, (True, True), REV, ('lines marked -', 'lines marked +')),
    ],
)
def test_a_diff_runs_to_the_file_that_changed(
    case: Case, changed: int | None, touched: tuple[bool, bool], setting: Setting, notes: tuple[str, str],
) -> None:
    made = HERE._replace(
        copy=HERE.copy._replace(touched=touched[0], before=OLD),
        source=HERE.source._replace(touched=touched[1], before=OLD),
    )
    evidence = Evidence(case, None if changed is None else (made.copy, made.source)[changed], SINCE)
    if changed == 0:
        expected = ShownDiff(b'docs/X', b'X', b'@@ -1,2 +1 @@\n-b\n-c\n+a\n', notes)
    else:
        expected = ShownDiff(b'X', b'docs/X', b'@@ -1 +1,2 @@\n-a\n+b\n+c\n', notes)
    assert shown_diff(made, evidence, setting) == expected


@pytest.mark.parametrize(
    ('setting', 'merged', 'note'), [
        (COMMIT, False, 'added by this commit'), (COMMIT, True, 'added by the merge'),
    ],
)
def test_a_file_that_is_new(setting: Setting, note: str, *, merged: bool) -> None:
    made = HERE._replace(source=HERE.source._replace(touched=True, before=ABSENT, merged=merged))
    found = shown_diff(made, Evidence(Case.ONE_EARLIER, made.source), setting)
    assert found is not None and found.notes == ('unchanged', note)


def test_what_changed_is_not_known_without_a_commit_to_name() -> None:
    found = shown_diff(HERE, Evidence(Case.ONE_HERE, HERE.copy), BY_HAND)
    assert found is not None and found.notes == ('unchanged', 'changed')


def test_without_a_diff_none_is_shown() -> None:
    absent = HERE._replace(details=Details(Diff(b'', absent='binary content')))
    assert shown_diff(absent, Evidence(Case.UNKNOWN), COMMIT) is None
    assert shown_diff(HERE._replace(details=None), None, COMMIT) is None
    assert shown_changes(HERE._replace(details=None)) == () == shown_changes(HERE)


@pytest.mark.parametrize(('lines', 'are_apart'), [(1, False), (2, True)])
def test_both_changes_are_shown_each_on_its_file_unless_they_are_alike(lines: int, *, are_apart: bool) -> None:
    # four lines have changed since the last common content
    hunks = b'@@ -1 +1 @@\n-a\n+b\n', b'@@ -1 +1 @@\n-a\n+c\n'
    diffs = Diff(hunks[0], 1, 1), Diff(hunks[1], 1, 1)
    made = HERE._replace(details=Details(Diff(b'x', removed=lines - 1, added=1), since=diffs))
    changes = ShownDiff(b'X', b'X', hunks[0]), ShownDiff(b'docs/X', b'docs/X', hunks[1])
    assert shown_changes(made) == (changes if are_apart else ())
