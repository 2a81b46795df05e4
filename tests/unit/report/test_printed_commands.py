"""Commands for findings that are not divergent, in states that no story has."""
from __future__ import annotations

import pytest

from sot_guard.analysis.status import Status
from sot_guard.config.model import Config
from sot_guard.config.model import Duplicates
from sot_guard.git.hook_context import hook_context
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Group
from sot_guard.report.advice import Purpose
from sot_guard.report.advice import Setting
from sot_guard.report.headline import headline
from sot_guard.report.printed_commands import commands
from tests.support.reports import ENTRY
from tests.support.reports import examined
from tests.support.reports import state

LINK = Entry(Kind.LINK, '120000', '2' * 40)
UNMERGED = Entry(Kind.UNMERGED, '100644', '3' * 40)
MODULE = Entry(Kind.SUBMODULE, '160000', '4' * 40)
SETTING = Setting(hook_context({}, b''))


def effects(status: Status, copy: Entry, source: Entry) -> tuple[str, list[str]]:
    made = examined(Pair(b'X.md', b'docs/X.md'), status)
    made = made._replace(
        copy=state(made.copy.side._replace(entry=copy)), source=state(made.source.side._replace(entry=source)),
    )
    group = Group(1, (b'X.md',))
    cures = [one.effect for one in commands(made, None, group, SETTING) if one.purpose is Purpose.FIX]
    return headline(made, None, group, SETTING).sentence, cures


def test_two_links_are_not_pointed_at_each_other() -> None:
    assert effects(Status.LINK_ELSEWHERE, LINK, LINK) == (
        'X.md and docs/X.md are symlinks to different targets.', [],
    )


def test_a_conflict_beside_a_submodule_is_only_resolved() -> None:
    assert effects(Status.UNMERGED, UNMERGED, MODULE)[1] == ['resolve the conflicts in X.md and stage it']


def test_two_conflicts_are_resolved_in_the_source() -> None:
    assert effects(Status.UNMERGED, UNMERGED, UNMERGED)[1] == ['resolve the conflicts in docs/X.md and copy it to X.md']


@pytest.mark.parametrize(
    ('duplicates', 'is_deleted', 'copy', 'expected'), [
        ('allow', True, ENTRY, [
            'restore docs/X.md from HEAD', 'move X.md to docs/X.md', 'delete X.md too (its content is still in HEAD)',
        ]),
        ('forbid', True, ENTRY, ['move X.md to docs/X.md', 'delete X.md too (its content is still in HEAD)']),
        # HEAD's source is another text: restored, the two would differ
        ('allow', True, ENTRY._replace(oid='5' * 40), [
            'move X.md to docs/X.md', 'copy X.md to docs/X.md (keeps both)',
            'remove X.md from canonical in .sot-guard.toml, then stage that file',
        ]),
        ('forbid', False, ENTRY, [
            'move X.md to docs/X.md', 'remove X.md from canonical in .sot-guard.toml, then stage that file',
        ]),
        ('allow', False, LINK, [
            'move X.md to docs/X.md', 'remove X.md from canonical in .sot-guard.toml, then stage that file',
        ]),
    ],
)
def test_a_canonical_name_without_its_source(
    duplicates: Duplicates, copy: Entry, expected: list[str], *, is_deleted: bool,
) -> None:
    made = examined(Pair(b'X.md', b'docs/X.md'), Status.DOCS_MISSING)
    source = state(made.source.side._replace(entry=ABSENT, content=None))
    made = made._replace(
        copy=state(made.copy.side._replace(entry=copy)),
        source=source._replace(before=ENTRY if is_deleted else ABSENT, restorable=is_deleted),
    )
    setting = SETTING._replace(config=Config(canonical=('X.md',), duplicates=duplicates, file='.sot-guard.toml'))
    found = commands(made, None, Group(1, (b'X.md',)), setting)
    assert [one.effect for one in found if one.purpose is Purpose.FIX] == expected


@pytest.mark.parametrize(('number', 'copies', 'expected'), [
    (1, 1, True), (500, 1, True), (501, 1, False), (50, 60, True), (51, 60, False), (51, 47, True), (51, 48, False),
    # of a folder
    (-500, 1, True), (-501, 1, False),
])
def test_the_commands_of_many_findings_have_an_end(number: int, copies: int, expected: bool) -> None:
    made = examined(Pair(b'X.md', b'docs/X.md'), Status.LINK_ELSEWHERE)
    made = made._replace(copy=state(made.copy.side._replace(entry=LINK)))
    group = Group(number, tuple(b'%d.md' % copy for copy in range(copies)))
    assert bool(commands(made, None, group, SETTING)) is expected


def test_what_was_not_read_for_references_gets_no_commands() -> None:
    made = examined(Pair(b'X.md', b'docs/X.md'), Status.LINK_ELSEWHERE)
    made = made._replace(copy=state(made.copy.side._replace(entry=LINK)))
    group = Group(1, (b'X.md',))
    assert commands(made, None, group, SETTING)
    copy, source = (file._replace(side=file.side._replace(may_refer=False)) for file in (made.copy, made.source))
    for unread in (made._replace(copy=copy), made._replace(source=source)):
        assert not commands(unread, None, group, SETTING)
