from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from sot_guard.errors import UserError
from sot_guard.git.trees import Kind
from sot_guard.worktree import read as worktree
from sot_guard.worktree.read import ABSENT
from sot_guard.worktree.read import DiskFile
from sot_guard.worktree.read import Found


@pytest.fixture
def top(tmp_path: Path) -> bytes:
    (tmp_path / 'docs').mkdir()
    (tmp_path / 'docs/file').write_bytes(b'text\r\n')
    (tmp_path / 'link').symlink_to('docs/file')
    (tmp_path / 'linked').symlink_to('docs')
    os.mkfifo(tmp_path / 'fifo')
    return os.fsencode(tmp_path)


def test_raw_bytes(top: bytes) -> None:
    assert worktree.read(top, b'docs/file') == DiskFile(
        hashlib.sha256(b'text\r\n').hexdigest(), hashlib.sha256(b'text\n').hexdigest(),
    )


@pytest.mark.parametrize('path', [b'nothing', b'docs/nothing', b'nothing/at/all'])
def test_absent(top: bytes, path: bytes) -> None:
    assert worktree.read(top, path) == ABSENT


@pytest.mark.parametrize('path', [b'link', b'linked/file', b'fifo', b'docs', b'docs/file/x'])
def test_nothing_but_a_regular_file_is_looked_at(top: bytes, path: bytes) -> None:
    assert worktree.read(top, path) is None


def test_what_cannot_be_looked_at(top: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert worktree.read(top, b'n' * 300) is None
    monkeypatch.setattr(worktree, 'MAX_BYTES', 5)
    assert worktree.read(top, b'docs/file') is None


def test_what_lies_at_a_path(top: bytes) -> None:
    os.symlink('file', os.path.join(top, b'docs/alink'))
    assert worktree.look(top, b'docs/file') == Found(Kind.FILE, b'text\r\n')
    assert worktree.look(top, b'link') == Found(Kind.LINK, b'docs/file')
    assert worktree.look(top, b'docs/alink') == Found(Kind.LINK, b'file')
    # what stands behind a link is not there, a link no more than a file
    for path in (b'linked/alink', b'linked/file', b'fifo', b'docs'):
        assert worktree.look(top, path) is None
    assert worktree.look(top, b'nothing') == worktree.NOTHING


def test_what_may_not_be_looked_at_is_not_nothing(top: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, 'Permission denied')
    monkeypatch.setattr('os.open', refused)
    told = r'^docs/file: cannot be read \(Permission denied\); check the permissions of the file and its folder$'
    with pytest.raises(UserError, match=told):
        worktree.look(top, b'docs/file')
    # for advice it is one more file of which nothing is known
    assert worktree.read(top, b'docs/file') is None
