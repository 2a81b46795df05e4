from __future__ import annotations

import pytest

from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import PairRule
from sot_guard.pairing.folders import Finder
from sot_guard.pairing.folders import Origin
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Pairing
from sot_guard.pairing.pairs import Reason
from sot_guard.pairing.pairs import spelled_alike


def test_pairs_are_the_names_that_stand_both_at_the_root_and_in_docs() -> None:
    paths = {
        b'b.md', b'docs/b.md', b'a.md', b'docs/a.md', b'root.md', b'docs/docs.md', b'docs/deep/a.md', b'other/a.md',
    }
    assert Pairing(DEFAULT).pairs(paths) == [Pair(b'a.md', b'docs/a.md'), Pair(b'b.md', b'docs/b.md')]


@pytest.mark.parametrize(
    ('path', 'expected'),
    [
        (b'a', True), (b'docs/a', True), (b'docs', True), (b'docs/a/b', False), (b'other/a', False),
        (b'docsa/b', False), (b'other/docs/a', False), (b'docs/docs/a', False),
        # to some systems one folder
        (b'Docs/a', True), (b'DOCS/a', True), (b'Docs/a/b', False), (b'other/Docs/a', False),
        ('doc\u017f/a'.encode(), False),
    ],
)
def test_sides_lie_at_the_root_or_directly_in_docs(path: bytes, *, expected: bool) -> None:
    assert Pairing(DEFAULT).is_side(path) is expected


@pytest.fixture
def roots() -> Pairing:
    return Pairing(Config(
        roots=('packages/*',),
        include=('*.json', 'packages/a/*.toml', '/*.cfg'),
        exclude=('OLD.md', 'packages/a/NEWS.md', '/TOP.md', '/packages/b/LOW.md'),
        canonical=('index.md',),
        pair=(PairRule(b'docs/index.md', (b'README.md', b'web/index.md'), 'text'),),
    ))


@pytest.mark.parametrize(
    ('path', 'expected'), [
        (b'packages/a/x', True), (b'packages/a/docs/x', True), (b'packages/a/docs', True), (b'packages/x', False),
        (b'packages/a/b/x', False), (b'packages/a/docs/deep/x', False), (b'docs/index.md', True),
        (b'web/index.md', True), (b'web/other.md', False),
    ],
)
def test_sides_lie_in_the_further_roots_too_and_where_a_pair_is_configured(
    roots: Pairing, path: bytes, *, expected: bool,
) -> None:
    assert roots.is_side(path) is expected


@pytest.mark.parametrize(
    ('path', 'expected'), [
        (b'GUIDE.md', [(b'GUIDE.md', b'docs/GUIDE.md')]),
        (b'docs/GUIDE.md', [(b'GUIDE.md', b'docs/GUIDE.md')]),
        (b'packages/a/x', [(b'packages/a/x', b'packages/a/docs/x')]),
        (b'packages/a/docs/x', [(b'packages/a/x', b'packages/a/docs/x')]),
        (b'packages/x', []),
        (b'README.md', [(b'README.md', b'docs/index.md')]),
        (b'docs/index.md', [
            (b'index.md', b'docs/index.md'), (b'README.md', b'docs/index.md'), (b'web/index.md', b'docs/index.md'),
        ]),
    ],
)
def test_the_pairs_of_a_path_are_those_of_either_side(
    roots: Pairing, path: bytes, expected: list[tuple[bytes, bytes]],
) -> None:
    assert [pair.sides for pair in roots.pairs_of(path)] == expected


@pytest.mark.parametrize(
    ('root', 'reason'), [
        (b'GUIDE.md', Reason.NAME), (b'packages/a/GUIDE.md', Reason.NAME), (b'packages/a/README.md', None),
        (b'x.json', Reason.INCLUDED), (b'packages/a/x.json', Reason.INCLUDED),
        (b'packages/a/index.md', Reason.INCLUDED),
        (b'packages/a/x.toml', Reason.INCLUDED), (b'packages/b/x.toml', None), (b'x.toml', None),
        (b'OLD.md', None), (b'packages/a/OLD.md', None),
        (b'packages/a/NEWS.md', None), (b'packages/b/NEWS.md', Reason.NAME), (b'NEWS.md', Reason.NAME),
        (b'README.md', Reason.CONFIGURED),
        # from the top level
        (b'TOP.md', None), (b'packages/a/TOP.md', Reason.NAME), (b'packages/b/LOW.md', None),
        (b'packages/a/LOW.md', Reason.NAME), (b'x.cfg', Reason.INCLUDED), (b'packages/a/x.cfg', None),
    ],
)
def test_a_glob_without_a_slash_means_the_name_and_one_with_it_the_path(
    roots: Pairing, root: bytes, reason: Reason | None,
) -> None:
    (pair,) = roots.pairs_of(root)
    assert roots.reason(pair) is reason


def test_a_configured_pair_is_compared_as_it_says_and_the_rest_as_all(roots: Pairing) -> None:
    assert roots.pairs_of(b'web/index.md') == [Pair(b'web/index.md', b'docs/index.md', configured=True, as_text=True)]
    assert roots.pairs_of(b'GUIDE.md') == [Pair(b'GUIDE.md', b'docs/GUIDE.md')]
    assert Pairing(Config(compare='text')).pairs_of(b'GUIDE.md') == [Pair(b'GUIDE.md', b'docs/GUIDE.md', as_text=True)]
    exact = Pairing(Config(compare='text', pair=(PairRule(b'a', (b'b',), 'exact'),)))
    assert exact.pairs_of(b'a')[-1] == Pair(b'b', b'a', configured=True)


@pytest.mark.parametrize(
    ('docs_dir', 'path', 'expected'), [
        ('d\u00f6cs', 'do\u0308cs/a', True), ('d\u00f6cs', 'D\u00d6CS/a', True), ('d\u00f6cs', 'docs/a', False),
        ('doc/en', 'Doc/EN/a', True), ('doc/en', 'en/a', False), ('doc/en', 'packages/a/doc/En/a', True),
    ],
)
def test_a_folder_that_is_spelled_nearly_as_docs_dir(docs_dir: str, path: str, *, expected: bool) -> None:
    pairing = Pairing(Config(docs_dir=docs_dir.encode(), roots=('packages/*',)))
    assert pairing.is_side(path.encode()) is expected
    assert pairing.pairs({b'a', path.encode()}) == []


def test_a_configured_pair_is_incomplete_where_a_file_is_missing() -> None:
    pairing = Pairing(Config(canonical=('C.md',), pair=(
        PairRule(b'there', (b'x', b'a'), None), PairRule(b'gone', (b'b',), None),
    )))
    assert [pair.sides for pair in pairing.incomplete({b'there', b'a', b'b', b'C.md'})] == [
        (b'b', b'gone'), (b'x', b'there'),
    ]
    assert pairing.incomplete({b'there', b'x', b'a', b'gone', b'b'}) == []
    assert [pairing.number(pair) for pair in pairing.incomplete(())] == [0, 1, 0]


def test_a_canonical_name_alone_is_a_pair_unless_it_is_a_configured_copy() -> None:
    canonical = Pairing(Config(
        canonical=('A.md', 'B.md'), exclude=('packages/a/*',), roots=('packages/*',),
        pair=(PairRule(b'there', (b'B.md',), None),),
    ))
    paths = {b'A.md', b'B.md', b'C.md', b'packages/a/A.md', b'packages/b/A.md', b'other/A.md'}
    assert [pair.sides for pair in canonical.pairs(paths)] == [
        (b'A.md', b'docs/A.md'), (b'packages/b/A.md', b'packages/b/docs/A.md'),
    ]


@pytest.mark.parametrize('root', ['tools', 'tools/deep', 'caf\udce9', '\u65e5'])
def test_a_root_without_wildcards_is_one_folder(root: str) -> None:
    folder = root.encode('utf-8', 'surrogateescape')
    pairing = Pairing(Config(roots=(root,)))
    paths = {folder + b'/GUIDE.md', folder + b'/docs/GUIDE.md', folder + b'x/GUIDE.md', folder + b'x/docs/GUIDE.md'}
    assert [pair.copy for pair in pairing.pairs(paths)] == [folder + b'/GUIDE.md']
    assert pairing.counterpart(folder + b'/docs/GUIDE.md') is None


# ---- records

def test_a_check_of_everything_finds_all_but_what_was_one() -> None:
    assert {reason for reason in Reason if not reason.holds_always} == {Reason.WAS_ONE}


def test_what_a_pair_says_of_itself() -> None:
    folder, glob = Origin(0, b'd/', b's/', b's/'), Origin(0, b'd/a', b's/*', b's/*')
    pair = Pair(b's/a', b'd/a')
    assert [pair._replace(origin=origin).in_folder for origin in (folder, glob, None)] == [True, False, False]
    assert not pair.has_views
    assert pair._replace(as_text=True).has_views and pair._replace(differ=('blank-lines',)).has_views
    assert pair.headers == (b's/a', b'd/a')
    assert Pair(b'a', b'docs/a').headers == (b'root/a', b'docs/a')


# ---- folders and globs

PATHS = {b'docs/a', b'site/a', b'site/own', b'LICENSE', b'packages/x/LICENSE', b'packages/y/code'}
FOLDERS = (
    PairRule(b'docs/', (b'site/',), 'text', ('blank-lines',)), PairRule(b'LICENSE', (b'packages/*/LICENSE',)),
    PairRule(b'LICENSE', (b'packages/*/LICENSE',), required=True), PairRule(b'x', (b'y',)),
)


def test_folders_and_globs_are_pairs_of_what_they_find() -> None:
    rules = FOLDERS[:2]
    pairing = Pairing(Config(pair=rules))
    assert pairing.has_patterns and pairing.pairs(PATHS) == []
    expanded = pairing.expanded(PATHS)
    assert expanded.expansion == Finder(rules).expand(PATHS)
    assert [pair.sides for pair in expanded.pairs(PATHS)] == [
        (b'packages/x/LICENSE', b'LICENSE'), (b'site/a', b'docs/a'),
    ]
    assert [expanded.number(pair) for pair in expanded.pairs(PATHS)] == [1, 0]
    of_folder = expanded.pairs(PATHS)[1]
    assert (of_folder.as_text, of_folder.differ) == (True, ('blank-lines',))
    plain = Pairing(Config(pair=FOLDERS[3:]))
    assert not plain.has_patterns and plain.expanded(PATHS).pairs({b'x', b'y'})[0].differ == ()


def test_what_folders_and_globs_may_find_are_sides() -> None:
    pairing = Pairing(Config(pair=FOLDERS))
    assert all(map(pairing.is_side, (b'site/own', b'site/deep/er', b'packages/x/LICENSE', b'packages/y/code')))
    assert not pairing.is_side(b'other/own') and pairing.is_side(b'x/own') is False


def test_what_is_missing_of_folders_and_globs() -> None:
    def missing(*rules: PairRule, paths: set[bytes] = PATHS, gone: tuple[bytes, ...] = ()) -> list[bytes]:
        pairing = Pairing(Config(pair=rules)).expanded(paths, gone)
        return [pair.copy for pair in pairing.incomplete(paths, gone)]
    folder, glob, required, _ = FOLDERS
    assert missing(folder) == []
    assert missing(folder._replace(extra='forbid')) == [b'site/own']
    assert missing(folder._replace(missing='forbid')) == []
    more = {*PATHS, b'docs/more'}
    assert missing(folder._replace(missing='forbid'), paths=more) == [b'site/more']
    assert missing(folder._replace(extra='forbid'), paths=more) == [b'site/own']
    # what this commit takes away, on one side alone
    assert missing(folder, gone=(b'docs/own',)) == [b'site/own']
    assert missing(folder, gone=(b'docs/both', b'site/both')) == []
    assert missing(folder._replace(extra='forbid', missing='forbid'), gone=(b'docs/both', b'site/both')) == [
        b'site/own',
    ]
    assert missing(folder, gone=(b'other/own',)) == []
    # a file that a glob finds has a source that is written out
    without = PATHS - {b'LICENSE'}
    assert missing(glob) == [] and missing(glob, paths=without) == [b'packages/x/LICENSE']
    assert missing(required) == [b'packages/y/LICENSE']
    assert missing(required, paths=without) == [b'packages/x/LICENSE']


# ---- names that look like patterns, or nearly alike

def test_a_name_that_is_spelled_as_a_pattern_is_not_what_the_pattern_means() -> None:
    pairing = Pairing(Config(roots=('p[ab]',), exclude=('[x].md',)))
    assert pairing.is_side(b'pa/x') and not pairing.is_side(b'p[ab]/x')
    assert pairing.is_excluded(b'x.md') and not pairing.is_excluded(b'[x].md')


@pytest.mark.parametrize(('one', 'two', 'expected'), [
    ('docs', 'Docs', True), ('docs', 'doc', False), ('d\u00f6cs', 'DO\u0308CS', True), ('docs', 'd\u00f6cs', False),
])
def test_spelled_alike(one: str, two: str, *, expected: bool) -> None:
    assert spelled_alike(one.encode(), two.encode()) is spelled_alike(two.encode(), one.encode()) is expected


def test_a_pair_of_the_folders_themselves() -> None:
    folder, glob = Origin(0, b'd/', b's/', b's/'), Origin(0, b'd', b's/', b's/')
    for copy, origin, expected in (
        (b's', folder, True), (b's/a', folder, False), (b's', glob, False), (b's', None, False),
    ):
        assert Pair(copy, b'd', origin=origin).is_of_folders is expected
