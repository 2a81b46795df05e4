from __future__ import annotations

import pytest

from sot_guard.analysis.releases import begins_with_version
from sot_guard.analysis.releases import is_release
from sot_guard.analysis.releases import is_unreleased
from sot_guard.analysis.releases import number_of


@pytest.mark.parametrize(
    ('title', 'kind', 'number'), [
        ('1.2.0', 'out', '1.2.0'),
        ('v1.2 (2024-01-01)', 'out', '1.2'),
        ('[1.2.0-rc.1] - soon', 'out', '1.2.0-rc.1'),
        ('2024-1-31', 'out', ''),
        ('31.01.2024', 'out', '31.01.2024'),
        ('Unreleased', 'not yet', ''),
        ('1.3.0 (in development)', 'not yet', '1.3.0'),
        ('1.3.0.dev0', 'not yet', '1.3.0.dev0'),
        ('2.0-SNAPSHOT', 'not yet', '2.0-SNAPSHOT'),
        ('Upcoming release', 'not yet', ''),
        ('Fixes', 'none', ''),
        ('Chapter 2', 'none', ''),
    ],
)
def test_titles_of_releases(title: str, kind: str, number: str) -> None:
    assert (is_release(title), is_unreleased(title)) == (kind != 'none', kind == 'not yet')
    assert number_of(title) == number


@pytest.mark.parametrize(('title', 'expected'), [
    ('1.2.0', True), ('[v1.2.0-rc.1](https://x) (2024-01-01)', True), ('v10.20.30', True), ('1.2.0.', True),
    ('1.2', False), ('1.2.3.4', False), ('1.2.34.5', False), ('Version 1.2.0', False), ('2024-01-31', False),
])
def test_titles_that_begin_with_a_version(title: str, expected: bool) -> None:
    assert begins_with_version(title) is expected
