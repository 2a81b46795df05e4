"""What happened to a pair, in a sentence, and where it begins to differ."""
from __future__ import annotations

from typing import Any

import pytest

from sot_guard.analysis.status import Status
from sot_guard.config.model import Config
from sot_guard.git.diff import Diff
from sot_guard.git.hook_context import hook_context
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Setting
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import Shared
from sot_guard.report.examined import Details
from sot_guard.report.examined import Examined
from sot_guard.report.headline import first_change
from sot_guard.report.headline import headline
from tests.support.reports import examined
from tests.support.reports import finding_of
from tests.support.reports import report

PAIR = Pair(b'X.md', b'docs/X.md')
SINCE = Change('abcdef0123456789', 0, b'', b'Raise the timeout of all requests')
OLD = Entry(Kind.FILE, '100644', '9' * 40)


def one(*, merged: bool = False, touched: tuple[bool, bool] = (True, False)) -> Examined:
    made = examined(PAIR, details=Details(Diff(b'')))
    return made._replace(
        copy=made.copy._replace(before=OLD, touched=touched[0], merged=merged),
        source=made.source._replace(before=OLD, touched=touched[1], merged=merged),
    )


def setting(occasion: Occasion = Occasion.COMMIT, **more: Any) -> Setting:
    how = hook_context({}, b'')._replace(commit=more.pop('commit', ''), branch=more.pop('branch', ''))
    return Setting(how, occasion, **more)


def said(case: Case, where: Setting, *, changed: int | None = None, copies: int = 1, **more: Any) -> str:
    found = one(merged=where.merging is not None)
    sides = found.copy, found.source
    evidence = Evidence(case, None if changed is None else sides[changed], more.get('since'), more.get('shared'))
    group = Group(1, tuple(b'X%d.md' % number for number in range(copies)), total=more.get('total', copies))
    return headline(found, evidence, group, where).sentence


COMMIT, CHECK = setting(), setting(Occasion.CHECK)
PUSH = setting(Occasion.PUSH, commit='1' * 40, branch='topic')
REV = setting(Occasion.CHECK, commit='1' * 40)
MERGE = setting(merging='topic')


@pytest.mark.parametrize(
    ('case', 'where', 'more', 'expected'), [
        (Case.ONE_HERE, COMMIT, {'changed': 0}, 'X.md and docs/X.md differ: this commit changes only X.md.'),
        (Case.ONE_HERE, CHECK, {'changed': 1}, 'X.md and docs/X.md differ: only docs/X.md has staged changes.'),
        (Case.ONE_HERE, MERGE, {'changed': 1}, 'X.md and docs/X.md differ: merging topic changes only docs/X.md.'),
        (
            Case.ONE_HERE, PUSH, {'changed': 0, 'since': SINCE},
            'X.md and docs/X.md differ on topic: '
            'abcdef0 (1970-01-01, "Raise the timeout...") changed only X.md.',
        ),
        (Case.ONE_HERE, REV, {'changed': 0}, 'X.md and docs/X.md differ: only X.md has changed.'),
        (Case.BOTH_HERE, COMMIT, {}, 'X.md and docs/X.md differ: this commit changes them in different ways.'),
        (Case.BOTH_HERE, CHECK, {}, 'X.md and docs/X.md differ: both have staged changes, in different ways.'),
        (Case.BOTH_HERE, MERGE, {}, 'X.md and docs/X.md differ: merging topic changes them in different ways.'),
        (Case.BOTH_HERE, REV, {}, 'X.md and docs/X.md differ: the commits change them in different ways.'),
        (
            Case.ONE_EARLIER, CHECK, {'changed': 0, 'since': SINCE},
            'X.md and docs/X.md differ since abcdef0 (1970-01-01, "Raise the timeo..."), which changed only X.md.',
        ),
        (
            Case.ONE_EARLIER, PUSH, {'changed': 0, 'since': SINCE},
            'X.md and docs/X.md differ on topic: '
            'abcdef0 (1970-01-01, "Raise the timeout...") changed only X.md.',
        ),
        (
            Case.BOTH_EARLIER, CHECK, {'since': SINCE._replace(time=None, subject=b'Fix\tit')},
            'X.md and docs/X.md differ since abcdef0 (no date, "Fix it"); both have changed.',
        ),
        (
            Case.BOTH_EARLIER, CHECK, {},
            'X.md and docs/X.md differ: both changed since they last matched.',
        ),
        (
            Case.OLDER, CHECK, {'changed': 1},
            'X.md and docs/X.md differ: X.md equals an older version of docs/X.md.',
        ),
        (
            Case.OLDER, CHECK, {'changed': 0},
            'X.md and docs/X.md differ: docs/X.md equals an older version of X.md.',
        ),
        (
            Case.ALIKE, CHECK, {'shared': Shared(20, 21, 20)},
            'X.md and docs/X.md were never identical, but share 20 of 21 lines.',
        ),
        (
            Case.ALIKE, CHECK, {'shared': Shared(0, 1, 1)},
            'X.md and docs/X.md were never identical (0 of 1 line in common).',
        ),
        (Case.ALIKE, CHECK, {}, 'X.md and docs/X.md were never identical.'),
        (
            Case.UNLIKE, CHECK, {'shared': Shared(1, 50, 9)},
            'X.md and docs/X.md have the same name but different contents (1 of 50 lines in common).',
        ),
        (Case.UNKNOWN, CHECK, {}, 'X.md and docs/X.md differ.'),
        (
            Case.UNKNOWN, setting(is_shallow=True), {},
            'X.md and docs/X.md differ (history unknown: shallow clone).',
        ),
        (
            Case.ONE_HERE, COMMIT, {'changed': 1, 'copies': 7},
            'docs/X.md differs from its 7 copies: this commit changes only docs/X.md.',
        ),
        (
            Case.ONE_HERE, COMMIT, {'changed': 0, 'copies': 2, 'total': 7},
            'docs/X.md differs from 2 of its 7 copies: this commit changes only these 2.',
        ),
        (
            Case.ALIKE, CHECK, {'copies': 2, 'shared': Shared(1, 2, 2)},
            'docs/X.md differs from its 2 copies; they were never identical, but share 1 of 2 lines.',
        ),
    ],
)
def test_the_best_evidence_in_a_sentence(case: Case, where: Setting, more: dict[str, Any], expected: str) -> None:
    found = said(case, where, **more)
    assert found == expected
    assert len(found) <= 100


def test_why_the_history_is_not_known() -> None:
    found = one()
    history = History(Meeting.UNKNOWN, gap='search stopped after 3 s and 7 commits')
    found = found._replace(details=Details(Diff(b''), history=history))
    group = Group(1, (b'X.md',))
    sentence = headline(found, Evidence(Case.UNKNOWN), group, CHECK).sentence
    assert sentence == 'X.md and docs/X.md differ (history unknown: search stopped after 3 s and 7 commits).'


def test_a_message_names_what_was_merged() -> None:
    found = one(merged=True)
    group = Group(1, (b'X.md',))
    told = headline(found, Evidence(Case.ONE_HERE, found.copy), group, MERGE)
    assert (told.path, told.message) == (b'X.md', 'changed by merging topic, differs from docs/X.md')


REQUIRED = Setting(hook_context({}, b''), Occasion.COMMIT, config=Config(canonical=('X.md',), file='f.toml'))


@pytest.mark.parametrize(
    ('occasion', 'touched', 'before', 'expected'), [
        (Occasion.COMMIT, (False, True), (OLD, OLD), 'This commit deletes docs/X.md, but X.md needs it'),
        (
            Occasion.COMMIT, (True, False), (ABSENT, ABSENT),
            'This commit adds X.md, but docs/X.md is missing',
        ),
        (Occasion.COMMIT, (True, False), (OLD, ABSENT), 'docs/X.md is missing; X.md needs it'),
        (Occasion.CHECK, (False, True), (OLD, OLD), 'docs/X.md is missing; X.md needs it'),
    ],
)
def test_why_a_source_is_required(
    occasion: Occasion, touched: tuple[bool, bool], before: tuple[Entry, Entry], expected: str,
) -> None:
    found = examined(PAIR, Status.DOCS_MISSING)
    found = found._replace(
        copy=found.copy._replace(touched=touched[0], before=before[0]),
        source=found.source._replace(touched=touched[1], before=before[1]),
    )
    told = headline(found, None, Group(1, (b'X.md',)), REQUIRED._replace(occasion=occasion))
    assert told == (f'{expected} (canonical in f.toml).', b'X.md', 'docs/X.md is missing')


@pytest.mark.parametrize(
    ('touched', 'before', 'copies', 'expected'), [
        (True, OLD, 1, 'This commit deletes docs/X.md, the source of X.md'),
        (True, OLD, 3, 'This commit deletes docs/X.md, the source of 3 copies'),
        (False, ABSENT, 1, 'docs/X.md, the source of X.md, is missing'),
    ],
)
def test_a_source_of_a_pair_is_missing(*, touched: bool, before: Entry, copies: int, expected: str) -> None:
    found = examined(PAIR._replace(configured=True), Status.DOCS_MISSING)
    found = found._replace(source=found.source._replace(touched=touched, before=before))
    group = Group(1, (b'X.md',) * copies)
    assert headline(found, None, group, REQUIRED).sentence == f'{expected} (its [[pair]] in f.toml).'


@pytest.mark.parametrize(
    ('hunks', 'line'), [
        (b'@@ -1 +1 @@\n-a\n+b\n', 1), (b'@@ -10,7 +10,8 @@ x\n a\n b\n c\n+d\n', 13),
        (b'@@ -0,0 +1 @@\n+b\n', 1), (b'', 1), (b'@@ -1,2 +1,3 @@\n a\n b\n+c\n', 2),
    ],
)
def test_the_first_line_that_differs(hunks: bytes, line: int) -> None:
    one = report(hunks=hunks or b'x').findings[0].examined
    assert first_change(one, one.pair.copy) == line


def test_no_diff_no_line() -> None:
    one = finding_of(Status.UNMERGED).examined
    assert first_change(one, one.pair.source) == 1
