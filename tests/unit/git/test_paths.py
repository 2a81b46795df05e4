"""Paths: as they are given, and as they are stored."""
from __future__ import annotations

import pytest

from sot_guard.git.paths import archived


@pytest.mark.parametrize(
    ('folder', 'path', 'expected'), [
        (b'old', b'GUIDE.md', b'old/GUIDE.0123456789ab.md'),
        (b'old/docs', b'docs/v1.2/notes.de.md', b'old/docs/notes.de.0123456789ab.md'),
        (b'', b'docs/LICENSE', b'LICENSE.0123456789ab'),
    ],
)
def test_an_archived_copy_has_the_first_digits_of_its_sha256_in_its_name(
    folder: bytes, path: bytes, expected: bytes,
) -> None:
    assert archived(folder, path, '0123456789abcdef' * 4) == expected
