from __future__ import annotations

import pytest

from sot_guard.config.model import Config
from sot_guard.pairing.idle import Idle
from sot_guard.pairing.idle import idle_entries

PATHS = {
    b'README.md', b'GUIDE.md', b'docs/NOTICE', b'src/Makefile', b'packages/a/LICENSE', b'packages/a/docs/NEWS',
    b'docs/deep/PLAN.md', b'caf\xe9.md',
}


@pytest.mark.parametrize(
    ('glob', 'is_idle'), [
        ('README.md', False), ('*.md', False), ('GUID?.md', False), ('caf*', False),
        # what only docs/ has yet
        ('NOTICE', False),
        ('LICENSE', False), ('NEWS', False), ('packages/a/LICENSE', False), ('packages/*/NEWS', False),
        ('READMEE.md', True), ('*.txt', True), ('Makefile', True), ('PLAN.md', True), ('docs/NOTICE', True),
        ('packages/b/LICENSE', True), ('src/*', True),
        ('/README.md', False), ('/packages/a/LICENSE', False), ('/packages/*/NEWS', False),
        ('/LICENSE', True), ('/NEWS', True), ('/*/LICENSE', True),
    ],
)
def test_an_entry_that_matches_nothing(glob: str, *, is_idle: bool) -> None:
    config = Config(roots=('packages/*',))
    listed = 'GUIDE.md', glob
    assert list(idle_entries(config._replace(include=listed), PATHS)) == [Idle('include', 1, glob)] * is_idle
    assert list(idle_entries(config._replace(exclude=listed), PATHS)) == [Idle('exclude', 1, glob)] * is_idle


def test_without_roots_the_top_level_alone_counts() -> None:
    assert list(idle_entries(Config(include=('LICENSE', 'README.md')), PATHS)) == [Idle('include', 0, 'LICENSE')]


def test_roots_are_folders_with_files_of_their_own() -> None:
    roots = ('packages/*', 'package/*', 'packages', 'src', 'docs/deep')
    assert [idle.entry for idle in idle_entries(Config(roots=roots), PATHS)] == ['package/*', 'packages']


def test_a_canonical_name_may_be_absent() -> None:
    assert not list(idle_entries(Config(canonical=('BUILD_HISTORY.md',)), PATHS))
    assert list(idle_entries(Config(docs_dir=b'doc/en', include=('NOTICE', 'x')), {b'doc/en/x'})) == [
        Idle('include', 0, 'NOTICE'),
    ]
