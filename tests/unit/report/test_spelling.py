"""How a missing file is made a copy of another one, in states that no story has."""
from __future__ import annotations

from typing import Any

import pytest

from sot_guard.analysis.status import Status
from sot_guard.git.hook_context import hook_context
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Setting
from sot_guard.report.spelling import Speller
from sot_guard.worktree.read import ABSENT
from sot_guard.worktree.read import DiskFile
from tests.support.reports import CONTENT
from tests.support.reports import ENTRY
from tests.support.reports import examined

ON_DISK = DiskFile(CONTENT.sha256, CONTENT.sha256)
OTHER = DiskFile('1' * 64, '1' * 64)
MADE = f'git update-index --add --cacheinfo 100644,{ENTRY.oid},a/LICENSE'
WRITTEN = 'git checkout-index -u -- a/LICENSE'


@pytest.mark.parametrize(
    ('kept', 'in_place', 'how', 'steps'), [
        pytest.param(
            {}, ABSENT, {}, ('mkdir -p a', 'cp LICENSE a/LICENSE', 'git add a/LICENSE LICENSE'), id='as it is on disk',
        ),
        pytest.param({}, OTHER, {}, (MADE,), id='what lies in its place is kept'),
        pytest.param({'filtered': True}, ABSENT, {}, (MADE, WRITTEN), id='git converts it'),
        pytest.param(
            {'filtered': True}, ABSENT, {'of_paths': True}, (MADE, WRITTEN, 'git commit -- a/LICENSE LICENSE'),
            id='for a commit of paths',
        ),
        pytest.param({}, OTHER, {'commit': '1' * 40}, (MADE, WRITTEN), id='of a commit'),
    ],
)
def test_a_missing_file(
    kept: dict[str, Any], in_place: DiskFile, how: dict[str, Any], steps: tuple[str, ...],
) -> None:
    made = examined(Pair(b'a/LICENSE', b'LICENSE'), Status.COPY_MISSING)
    source = made.source._replace(on_disk=ON_DISK, **kept)
    made = made._replace(copy=made.copy._replace(on_disk=in_place), source=source)
    speller = Speller(made, Setting(hook_context({}, b'')._replace(**how)))
    assert speller.copy_anew(source, made.copy) == steps


OID = '1' * 40


def speller(how: dict[str, Any], copy: dict[str, Any] | None = None, **more: Any) -> Speller:
    made = examined(Pair(b'a/LICENSE', b'LICENSE'))
    copied = made.copy._replace(**{'on_disk': ON_DISK, **(copy or {})})
    made = made._replace(copy=copied, source=made.source._replace(on_disk=ON_DISK))
    return Speller(made, Setting(hook_context({}, b'')._replace(**how), **more))


@pytest.mark.parametrize(
    ('how', 'before', 'after', 'where'), [
        pytest.param({'checked_out': True}, (), (), ' in a new commit', id='HEAD'),
        pytest.param({'branch': 'topic'}, ('git switch topic',), (), ' in a new commit', id='another branch'),
        pytest.param(
            {'branch': '-x'}, (f'git switch --detach {OID}',), (), ' in a new commit', id='a branch that is no word',
        ),
        pytest.param(
            {'tag': 'v1'}, (f'git switch --detach {OID}',), ('git tag -f v1',),
            ' in a new commit, and move the tag v1 to it', id='a tag',
        ),
        pytest.param(
            {'tag': '-x'}, (f'git switch --detach {OID}',), (),
            ' in a new commit, and push that commit instead', id='a tag that is no word',
        ),
        pytest.param(
            {'other': 'refs/notes/x', 'checked_out': True}, (), (),
            ' in a new commit, and push that commit instead', id='another ref',
        ),
    ],
)
def test_a_fix_of_a_commit(
    how: dict[str, Any], before: tuple[str, ...], after: tuple[str, ...], where: str,
) -> None:
    spell = speller({'commit': OID, **how})
    assert spell.fix(('x',)) == (*before, 'x', "git commit -m 'Sync a/LICENSE and LICENSE'", *after)
    assert spell.where == where


@pytest.mark.parametrize(
    ('how', 'copy', 'steps'), [
        ({}, {}, ['git rm a/LICENSE']),
        ({}, {'touched': True}, ['git rm -f a/LICENSE']),
        ({}, {'on_disk': OTHER}, ['git rm --cached a/LICENSE']),
        ({}, {'hidden': True}, ['git update-index --force-remove a/LICENSE']),
        ({'of_paths': True}, {'on_disk': OTHER}, None),
        ({'of_paths': True}, {'before': ENTRY}, ['git rm a/LICENSE', 'git commit -- a/LICENSE LICENSE']),
    ],
)
def test_a_copy_is_deleted_as_its_state_allows(
    how: dict[str, Any], copy: dict[str, Any], steps: list[str] | None,
) -> None:
    found = [list(found) for _, found in speller(how, copy).removal()]
    assert found == ([] if steps is None else [steps])


@pytest.mark.parametrize(
    ('how', 'copy', 'end'), [
        ({}, {}, ('cp LICENSE a/LICENSE', 'git add a/LICENSE LICENSE')),
        ({'commit': OID}, {}, ('cp LICENSE a/LICENSE', 'git add a/LICENSE LICENSE')),
        ({'of_paths': True}, {}, ('cp LICENSE a/LICENSE', 'git commit -- a/LICENSE LICENSE PLACE')),
        ({'of_paths': True}, {'on_disk': OTHER}, (
            'git add LICENSE', f'git update-index --cacheinfo 100644,{ENTRY.oid},a/LICENSE', 'git commit',
        )),
        ({'of_paths': True}, {'hidden': True}, (
            'git add LICENSE', f'git update-index --cacheinfo 100644,{ENTRY.oid},a/LICENSE',
            'git update-index --skip-worktree -- a/LICENSE',
        )),
    ],
)
def test_a_copy_is_set_aside(how: dict[str, Any], copy: dict[str, Any], end: tuple[str, ...]) -> None:
    steps = speller(how, copy, sparse=not how).set_aside()
    place = steps[2].split()[-1]
    assert steps[0] == 'mkdir -p archive'
    from_index = copy and not how.get('commit')
    assert steps[1] == (f'git show :a/LICENSE >{place}' if from_index else f'cp a/LICENSE {place}')
    add = 'add --sparse' if not how else 'add'
    assert steps[2] == f'git add -f{" --sparse" * (not how)} {place}'
    assert steps[3:] == tuple(step.replace('PLACE', place).replace('git add', f'git {add}') for step in end)


def test_what_a_filter_keeps_in_the_index_is_not_set_aside() -> None:
    assert speller({}, {'on_disk': ABSENT, 'filter': 'x'}).set_aside() == ()
