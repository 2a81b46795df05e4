"""What globs match."""
from __future__ import annotations

import time

import pytest

from sot_guard.config.model import matches
from sot_guard.config.model import matches_deep


@pytest.mark.parametrize(
    ('path', 'glob', 'expected'), [
        ('a.json', '*.json', True), ('a/b.json', '*.json', False), ('a/b', '*/b', True), ('a/b/c', '*/c', False),
        ('abc', 'a?c', True), ('a/c', 'a?c', False), ('a[b]', 'a[[]b]', True), ('A', 'a', False), ('x\ny', 'x*', True),
    ],
)
def test_wildcards_match_no_slash(path: str, glob: str, *, expected: bool) -> None:
    assert matches(path, glob) is expected


@pytest.mark.state('R-GIT-20')
def test_no_pattern_takes_long() -> None:
    started = time.process_time()
    assert not matches('a' * 4000, '*a' * 1000 + 'b')
    assert not matches('a' * 4000, '?*' * 1000 + '[ab]*' * 100 + 'b')
    # measured 0.05 s; an exponential matcher does not end
    assert time.process_time() - started < 20


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
