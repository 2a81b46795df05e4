"""What folders and globs find among paths, on paths alone."""
from __future__ import annotations

import pytest

from sot_guard.config.model import PairRule
from sot_guard.errors import ConfigError
from sot_guard.pairing import folders
from sot_guard.pairing.folders import Finder
from sot_guard.pairing.folders import Overlap
from sot_guard.pairing.globs import is_held

PATHS = [
    b'docs/a', b'docs/d/b', b'site/docs/a', b'site/docs/d/b', b'site/docs/own', b'LICENSE', b'packages/x/LICENSE',
    b'packages/y/code', b'[id]/LICENSE',
]


def held(*rules: PairRule) -> dict[bytes, bytes]:
    return {copy: one.source for copy, one in Finder(rules).expand(PATHS).held.items()}


def test_folders() -> None:
    assert held(PairRule(b'docs/', (b'site/docs/',))) == {
        b'site/docs/a': b'docs/a', b'site/docs/d/b': b'docs/d/b', b'site/docs/own': b'docs/own',
    }


def test_globs_and_names_that_look_like_globs() -> None:
    assert held(PairRule(b'LICENSE', (b'packages/*/LICENSE', b'[id]/LICENSE', b'none/*'))) == {
        b'packages/x/LICENSE': b'LICENSE', b'[id]/LICENSE': b'LICENSE',
    }


def test_the_source_is_no_copy_of_itself() -> None:
    assert b'LICENSE' not in held(PairRule(b'LICENSE', (b'**/LICENSE',)))
    assert all(not copy.startswith(b'docs/') for copy in held(PairRule(b'docs/', (b'*/', b'./'))))
    assert held(PairRule(b'site/docs/', (b'*/',))) == {
        b'%s/%s' % (folder, name): b'site/docs/' + name
        for folder in (b'docs', b'packages', b'[id]')
        for name in (b'a', b'd/b', b'own', *{
            b'packages': (b'x/LICENSE', b'y/code'), b'[id]': (b'LICENSE',), b'docs': (),
        }[folder])
    }


def test_no_copy_is_a_file_of_its_source() -> None:
    found = Finder([PairRule(b'docs/', (b'./',))]).expand([b'docs/a', b'docs/docs/b', b'a'])
    assert list(found.held) == [b'a']


def test_two_rules_of_one_source_agree() -> None:
    rules = PairRule(b'LICENSE', (b'packages/*/LICENSE',)), PairRule(b'LICENSE', (b'**/LICENSE',))
    assert Finder(rules).expand(PATHS).overlaps == ()


@pytest.mark.parametrize('swapped', [False, True])
def test_the_more_specific_one_holds_a_copy(*, swapped: bool) -> None:
    rules = [PairRule(b'docs/', (b'site/docs/',)), PairRule(b'LICENSE', (b'site/docs/*',))]
    found = Finder(rules[::-1] if swapped else rules).expand(PATHS)
    assert found.held[b'site/docs/a'].source == b'LICENSE'
    kept, other = (0, 1) if swapped else (1, 0)
    assert found.overlaps == (Overlap(kept, other, b'site/docs/a', 2),)


def test_required() -> None:
    finder = Finder([PairRule(b'LICENSE', (b'packages/*/LICEN?E',), required=True), PairRule(b'x', (b'y/*',))])
    assert list(finder.required(PATHS)) == [b'packages/y/LICENSE']
    assert Finder([PairRule(b'x', (b'y/*',))]).required(PATHS) == {}
    assert finder.wants(b'packages/y/code') and not finder.wants(b'other/code') and not finder.wants(b'code')


@pytest.mark.parametrize(('only', 'exclude', 'expected'), [
    ((), (), 'a d/b d/x/c'), (('b',), (), 'd/b'), (('d',), (), 'd/b d/x/c'), (('d/',), (), 'd/b d/x/c'),
    (('a/',), (), ''), (('d/*',), (), 'd/b d/x/c'), (('**',), (), 'a d/b d/x/c'), (('**/c',), (), 'd/x/c'),
    ((), ('x/',), 'a d/b'), (('d',), ('b',), 'd/x/c'), (('d/b/',), (), ''),
])
def test_which_files_are_held(only: tuple[str, ...], exclude: tuple[str, ...], expected: str) -> None:
    rule = PairRule(b's/', (b't/',), only=only, exclude=exclude)
    assert ' '.join(name for name in ('a', 'd/b', 'd/x/c') if is_held(rule, name.encode())) == expected


def test_what_a_copy_may_lack_is_not_listed_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, 'MAX_HELD', 4)
    paths = [b's/a', b's/b', b'c1/a', b'c2/x', b'c3/y']
    rule = PairRule(b's/', (b'c1/', b'c2/', b'c3/'))
    # of the third copy what it has itself
    assert list(Finder([rule]).expand(paths).held) == [b'c1/a', b'c1/b', b'c2/a', b'c2/b', b'c2/x', b'c3/y']
    with pytest.raises(ConfigError, match=r'^pair\[0\]: its copies lack too many files of s/; name fewer$'):
        Finder([rule._replace(missing='forbid')]).expand(paths)


def test_required_copies_of_the_top_level_and_of_other_depths() -> None:
    rules = [PairRule(b'y/x', (b'[L]', b'*/*/L', b'a/*/L'), required=True)]
    paths = [b'a/b/c', b'a/b/d/e', b'd/f/L', b'g/h']
    assert sorted(Finder(rules).required(paths)) == [b'a/b/L', b'x']


def test_two_globs_that_find_one_folder() -> None:
    rules = PairRule(b's/', (b'*/',)), PairRule(b't/', (b'p/', b'p?/'))
    found = Finder(rules).expand([b's/a', b't/a', b'p/a', b'p1/a', b'q/a'])
    assert {copy: one.source for copy, one in found.held.items()} == {
        b'p/a': b't/a', b'p1/a': b's/a', b'q/a': b's/a', b't/a': b's/a',
    }


def test_folders_are_asked_once_whether_they_need_a_copy() -> None:
    finder = Finder([PairRule(b'x', (b'p/*/L',), required=True)])
    assert [finder.wants(path) for path in (b'p/a/b', b'p/a/c', b'q/b', b'q/c')] == [True, True, False, False]


def test_a_glob_of_folders_that_finds_no_file_holds_nothing() -> None:
    rule = PairRule(b's/', (b'*/docs/',))
    assert Finder([rule]).expand([b's/a', b'p/x']).held == {}


def test_what_lies_in_the_source_is_no_file_of_a_copy_above_it() -> None:
    rule = PairRule(b'docs/', (b'./',))
    assert list(Finder([rule]).expand([b'docs/docs/a', b'docs/b', b'b']).held) == [b'b']
