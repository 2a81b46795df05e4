from __future__ import annotations

import pytest

from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.glob_candidates import glob_candidates


def entry(content: str) -> Entry:
    return Entry(Kind.FILE, '100644', content)


def entries_of(**contents: str) -> dict[bytes, Entry]:
    """Contents by paths, in which _ stands for /."""
    return {path.replace('_', '/').encode(): entry(content) for path, content in contents.items()}


def test_licences_of_packages() -> None:
    entries = entries_of(LICENSE='x', packages_a_LICENSE='x', packages_b_LICENSE='x', packages_b_code='y')
    found, = glob_candidates(entries)
    assert (found.source, found.glob, found.differ) == (b'LICENSE', b'packages/*/LICENSE', ())
    assert found.is_everywhere
    for number in range(4):
        entries[f'packages/n{number}/LICENSE'.encode()] = entry('x')
    entries |= entries_of(packages_c_LICENSE='another', packages_d_code='y', packages_file='z')
    found, = glob_candidates(entries)
    assert (found.differ, found.is_everywhere) == ((b'packages/c/LICENSE',), False)


@pytest.mark.parametrize('more', [
    {'packages_a_LICENSE': 'x'}, {'tests_a_LICENSE': 'x', 'tests_b_LICENSE': 'x'},
    {'packages_a_LICENSE': 'y', 'packages_b_LICENSE': 'y'}, {'a_LICENSE': 'x', 'b_LICENSE': 'x'},
    {'vendor_a_LICENSE': 'x', 'vendor_b_LICENSE': 'x'},
])
def test_other_licences(more: dict[str, str]) -> None:
    assert glob_candidates(entries_of(LICENSE='x', **more)) == []
    assert glob_candidates(entries_of(packages_a_LICENSE='x', packages_b_LICENSE='x')) == []
