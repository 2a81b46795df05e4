"""What globs match."""
from __future__ import annotations

import time

import pytest

from sot_guard.config.model import matches


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
