"""Paths: as they are given, and as they are stored."""
from __future__ import annotations

import pytest

from sot_guard.git.paths import archived
from sot_guard.git.paths import Folders


@pytest.mark.parametrize(
    ('folder', 'path', 'expected'), [
        (b'old', b'GUIDE.md', b'old/GUIDE.0123456789ab.md'),
        (b'old/docs', b'docs/v1.2/notes.de.md', b'old/docs/notes.de.0123456789ab.md'),
        (b'', b'docs/LICENSE', b'LICENSE.0123456789ab'),
        # as long as a system takes a name, and then
        (b'old', b'a' * 239 + b'.md', b'old/' + b'a' * 239 + b'.0123456789ab.md'),
        (b'old', b'a' * 240 + b'.md', b'old/' + b'a' * 239 + b'.0123456789ab.md'),
        (b'old', 'ä'.encode() * 126 + b'.md', b'old/' + 'ä'.encode() * 119 + b'.0123456789ab.md'),
        (b'old', b'a.' + b'b' * 253, b'old/a.0123456789ab.' + b'b' * 31),
    ],
)
def test_an_archived_copy_has_the_first_digits_of_its_sha256_in_its_name(
    folder: bytes, path: bytes, expected: bytes,
) -> None:
    assert archived(folder, path, '0123456789abcdef' * 4) == expected


def test_folders_are_found_by_what_lies_in_them() -> None:
    folders = Folders([b'b/c/d', b'a', b'b-x/y', b'b/x'])
    assert [folder in folders for folder in (b'', b'b', b'b/c', b'b-x')] == [True] * 4
    assert not any(folder in folders for folder in (b'a', b'c', b'b/c/d', b'b/', b'b-', b'x'))
    assert b'' not in Folders(())


def test_the_paths_below_a_folder() -> None:
    folders = Folders([b'b/c/d', b'a', b'b-x/y', b'b/x', b'b'])
    assert [*folders.below(b'b/')] == [b'b/c/d', b'b/x'] and not [*folders.below(b'c/')]
    assert [*folders.below(b'')] == [b'a', b'b', b'b-x/y', b'b/c/d', b'b/x']
