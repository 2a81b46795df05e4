"""What the compared blobs hold: sums, sizes, beginnings, and git's diff of two of them."""
from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterable
from collections.abc import Iterator
from types import TracebackType
from typing import IO
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.git.process import Git

_CHUNK_BYTES = 1 << 16
# git holds a packed blob in memory as a whole up to a size, and this one is enough
_STREAMED_BYTES = 1 << 20
# what is kept of a content: enough to see whether it is binary (git looks at 8,000 bytes), or a link, or a pointer
HEAD_BYTES = 8192
_HEADER = re.compile(rb'([0-9a-f]+) blob ([0-9]{1,15})\n')
_MAX_HEADER_BYTES = 256
# how many contents are remembered: a name more for a long one costs nothing then
MAX_REMEMBERED = 256
# as many questions as fit into a pipe, whatever the answers are: git reads the next one only when it has given one
MAX_ASKED = 100


class Content(NamedTuple):
    """What is known of a blob without keeping it."""

    # 64 hex digits
    sha256: str
    # in bytes
    size: int
    # the first HEAD_BYTES bytes
    head: bytes

    @property
    def whole(self) -> bytes | None:
        """All of it, where it is short."""
        return self.head if len(self.head) == self.size else None

    @property
    def is_binary(self) -> bool:
        """As git decides it: a NUL near the beginning."""
        return b'\0' in self.head[:8000]


class UnreadableBlob(GitError):
    """The object is missing (a partial clone, say) or damaged."""


class Blobs:
    """Reads blobs through one `git cat-file --batch`, started when the first one is asked for."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._contents: dict[str, Content] = {}

    def __enter__(self) -> Blobs:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            process.communicate()

    def _ask(self, *oids: str) -> IO[bytes]:
        if self._process is None:
            self._process = self._git.start(
                '-c', f'core.bigFileThreshold={_STREAMED_BYTES}', 'cat-file', '--batch',
                stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(''.join(f'{oid}\n' for oid in oids).encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # git has ended: its output will say so, by having ended too
        return self._process.stdout

    def content(self, oid: str) -> Content:
        """Sums, size and beginning of a blob, in bounded memory; UnreadableBlob if git cannot give all of it."""
        if oid not in self._contents:
            if len(self._contents) == MAX_REMEMBERED:
                self._contents.clear()
            self._contents[oid] = self._content(oid)
        return self._contents[oid]

    def remember(self, oids: Iterable[str]) -> None:
        """Read what `content` will be asked for, by few turns with git; what cannot be read is left to it."""
        new = [oid for oid in dict.fromkeys(oids) if oid not in self._contents][:MAX_ASKED]
        if len(self._contents) + len(new) > MAX_REMEMBERED:
            self._contents.clear()
        if new:
            self._ask(*new)
        for oid in new:
            try:
                self._contents[oid] = self._content(oid, is_asked=True)
            except UnreadableBlob:
                if self._process is None:
                    return

    def _content(self, oid: str, *, is_asked: bool = False) -> Content:
        size = 0
        sha256 = hashlib.sha256()
        head = b''
        for chunk in self._chunks(oid, is_asked=is_asked):
            sha256.update(chunk)
            size += len(chunk)
            head += chunk[: HEAD_BYTES - len(head)]
        return Content(sha256.hexdigest(), size, head)

    def read(self, oid: str, most: int) -> bytes:
        """A blob's bytes, but no more than `most` and one; UnreadableBlob as above."""
        data = bytearray()
        for chunk in self._chunks(oid):
            data += chunk[: most + 1 - len(data)]
        return bytes(data)

    def whole(self, oid: str, most: int) -> bytes | None:
        """A blob's bytes; None where it has more than `most`, or cannot be read."""
        try:
            data = self.read(oid, most)
        except UnreadableBlob:
            return None
        return data if len(data) <= most else None

    def _chunks(self, oid: str, *, is_asked: bool = False) -> Iterator[bytes]:
        stdout = self._ask(*() if is_asked else (oid,))
        header = stdout.readline(_MAX_HEADER_BYTES)
        if header == b'%s missing\n' % oid.encode():
            raise UnreadableBlob(f'object {oid} is missing')
        match = _HEADER.fullmatch(header)
        left = int(match[2]) if match is not None and match[1] == oid.encode() else -1
        while left > 0:
            chunk = stdout.read(min(left, _CHUNK_BYTES))
            left = left - len(chunk) if chunk else -1
            yield chunk
        if left < 0 or stdout.read(1) != b'\n':
            self._stop()
            raise UnreadableBlob(f'object {oid} cannot be read')
