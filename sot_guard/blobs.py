"""What the compared blobs hold: sums, sizes, beginnings, and git's diff of two of them."""
from __future__ import annotations

import hashlib
import re
import subprocess
from types import TracebackType
from typing import IO
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.git import Git

_CHUNK_BYTES = 1 << 16
# what is kept of a content: enough to see whether it is binary (git looks at 8,000 bytes), or a link, or a pointer
HEAD_BYTES = 8192
# a diff of two texts of this size takes git at most 1.4 s, whatever they hold; without a limit it takes minutes
DIFF_BYTES = 512 * 1024

_DIFF = (
    'diff', '--no-color', '--no-ext-diff', '--no-textconv', '--text', '--unified=3', '--inter-hunk-context=0',
    '--diff-algorithm=myers', '--indent-heuristic', '-O/dev/null',
)
_HUNK = re.compile(rb'(?m)^(@@ -\S+ \+\S+ @@).*$')


class Content(NamedTuple):
    """A blob: sha256 as 64 hex digits, size in bytes, and its first HEAD_BYTES bytes."""

    sha256: str
    size: int
    head: bytes

    @property
    def whole(self) -> bytes | None:
        """All of it, where it is short."""
        return self.head if len(self.head) == self.size else None

    @property
    def is_binary(self) -> bool:
        """As git decides it: a NUL near the beginning."""
        return b'\0' in self.head[:8000]


class Diff(NamedTuple):
    """A unified diff of two blobs, three lines of context, without the two header lines.

    `hunks` is whole, or empty where `absent` says why; `removed` and `added` count the lines of either side in it.
    """

    hunks: bytes
    removed: int = 0
    added: int = 0
    absent: str = ''


class UnreadableBlob(GitError):
    """The object is missing (a partial clone, say) or damaged."""


class Blobs:
    """Reads blobs through one `git cat-file --batch`, started when the first one is asked for."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None

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

    def _ask(self, oid: str) -> IO[bytes]:
        if self._process is None:
            self._process = self._git.start(
                'cat-file', '--batch', stdin=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(f'{oid}\n'.encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # git has ended: its output will say so, by having ended too
        return self._process.stdout

    def content(self, oid: str) -> Content:
        """Sum, size and beginning of a blob, in bounded memory; UnreadableBlob if git cannot give all of it."""
        stdout = self._ask(oid)
        header = stdout.readline().split()
        if header[1:] == [b'missing']:
            raise UnreadableBlob(f'object {oid} is missing')
        if header[1:2] != [b'blob']:
            self._stop()
            raise UnreadableBlob(f'object {oid} cannot be read')
        size = left = int(header[2])
        sha256 = hashlib.sha256()
        head = b''
        while left:
            chunk = stdout.read(min(left, _CHUNK_BYTES))
            if not chunk:
                self._stop()
                raise UnreadableBlob(f'object {oid} cannot be read')
            sha256.update(chunk)
            head += chunk[: HEAD_BYTES - len(head)]
            left -= len(chunk)
        stdout.read(1)  # the line feed after the content
        return Content(sha256.hexdigest(), size, head)

    def diff(self, old: tuple[str, Content], new: tuple[str, Content]) -> Diff:
        """The diff that git makes of two blobs, each given as its id and content.

        No attribute, external driver or setting of the user or the repository has a say in it, so that a tracked
        `.gitattributes` cannot silence it; what git would call binary or what is too large is not diffed.
        """
        contents = old[1], new[1]
        if any(content.is_binary for content in contents):
            return Diff(b'', absent='binary content')
        if any(content.size > DIFF_BYTES for content in contents):
            return Diff(b'', absent=f'more than {DIFF_BYTES:,} bytes on a side')
        try:
            out = self._git.output(*_DIFF, old[0], new[0])
        except GitError as e:
            return Diff(b'', absent=str(e))
        # what follows the second @@ is a line of the file, chosen by attributes
        hunks = _HUNK.sub(rb'\1', out[out.index(b'\n@@ ') + 1:])
        return Diff(hunks, removed=hunks.count(b'\n-'), added=hunks.count(b'\n+'))
