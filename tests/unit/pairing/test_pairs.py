from __future__ import annotations

import pytest

from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import PairRule
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Pairing
from sot_guard.pairing.pairs import Reason


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
