"""What the globs of a `[[pair]]` mean, held to another way to say it, and that none takes long."""
from __future__ import annotations

import time
from collections.abc import Sequence
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.config.model import PairRule
from sot_guard.pairing.globs import Copies
from sot_guard.pairing.globs import is_held
from sot_guard.pairing.globs import matches_deep


@pytest.mark.parametrize(
    ('path', 'glob', 'expected'), [
        ('LICENSE', '**/LICENSE', True), ('a/b/LICENSE', '**/LICENSE', True), ('a/LICENSE.md', '**/LICENSE', False),
        ('a/b/c', 'a/**', True), ('a', 'a/**', False), ('b/c', 'a/**', False), ('a/x/y/b', 'a/**/b', True),
        ('a/b', 'a/**/b', True), ('a/b', '**', True), ('a/b/c/d', '**/b/**/d', True), ('a/c/d', '**/b/**/d', False),
        ('a/b', '*/b', True), ('a/c/b', '*/b', False), ('b', 'a/b/**', False),
    ],
)
def test_two_stars_match_any_folders(path: str, glob: str, *, expected: bool) -> None:
    assert matches_deep(path, glob) is expected


def test_no_pattern_with_two_stars_takes_long() -> None:
    started = time.process_time()
    assert not matches_deep('a/' * 2000 + 'a', '**/*a/' * 20 + 'b')
    assert time.process_time() - started < 20


def means(parts: Sequence[str], patterns: Sequence[str]) -> bool:
    """The same, part by part and by trying everything."""
    if not patterns:
        return not parts
    first, *others = patterns
    if first == '**':
        return any(means(parts[count:], others) for count in range(not others, len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], first) and means(parts[1:], others)


SIGNS = st.sampled_from(['a', 'b', '[', ']', '!', '.', '-', '\n', '^', '&&'])
NAMES = st.lists(SIGNS, min_size=1, max_size=4).map(''.join)
PATTERNS = st.one_of(st.just('**'), st.lists(st.sampled_from([
    'a', 'b', '*', '*', '?', '[ab]', '[!a]', '[', '[!]', ']', '[]a]', '[b-a]', '[!b-a]', '.', '\n', '[^a]', '[[]',
    '[a&&b]',
]), min_size=1, max_size=4).map(lambda some: ''.join(some).replace('**', '*')))


@given(st.lists(NAMES, min_size=1, max_size=4), st.lists(PATTERNS, min_size=1, max_size=4))
def test_a_glob_means_what_it_means_part_by_part(parts: list[str], patterns: list[str]) -> None:
    path, glob = '/'.join(parts), '/'.join(patterns)
    expected = means(parts, patterns)
    assert matches_deep(path, glob) is expected
    assert Copies([glob.encode()]).that_mean(path.encode()) == ({glob.encode()} if expected or path == glob else set())
    below = [patterns] if '/' in glob or glob == '**' else [['**', glob]]
    for end, ending in ((len(parts), ''), (len(parts) - 1, '/')):
        rule = PairRule(b's/', (b'c/',), only=(glob + ending,))
        assert is_held(rule, path.encode()) is any(means(parts[:count], below[0]) for count in range(1, end + 1))


@pytest.mark.parametrize('glob', ['b*', '**/a*/**/b', '**/' + 'a*/' * 8 + '**/b', 'a/**/b/**', '*' * 19 + '/b'])
def test_a_deep_path_takes_no_square_of_its_depth(glob: str) -> None:
    rule = PairRule(b's/', (b'c/',), exclude=(glob.replace('**/b', '**/bc'),))
    begun = time.process_time()
    assert is_held(rule, b'a/' * 2000 + b'x')
    # measured 0.001 s; by the square of the depth it was 2 s and more
    assert time.process_time() - begun < 0.5


def test_copies_that_are_spelled_as_globs_mean_themselves_too() -> None:
    copies = Copies([b'[a]/x', b'*/x', b'**/y', b'plain'])
    assert copies.that_mean(b'[a]/x') == {b'[a]/x', b'*/x'}
    assert copies.that_mean(b'a/x') == {b'[a]/x', b'*/x'}
    assert (copies.that_mean(b'y'), copies.that_mean(b'plain')) == ({b'**/y'}, {b'plain'})
    assert copies.that_mean(b'z') == Copies(()).that_mean(b'z') == set()
