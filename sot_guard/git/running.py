"""Reads what a started git prints, within a time, and without a thread: some sandboxes allow none."""
from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator

CHUNK_BYTES = 1 << 20


class Running:
    """A git that was started, and may run until `end`, a time of time.monotonic; `late` is raised when that is over."""

    def __init__(self, process: subprocess.Popen[bytes], end: float | None, late: Exception) -> None:
        self._process = process
        self._end = end
        self._late = late

    @property
    def returncode(self) -> int:
        return self._process.returncode

    def pieces(self) -> Iterator[tuple[bool, bytes]]:
        """What git prints, in pieces as they come, each with whether it is standard output; `late`."""
        if sys.platform == 'win32':  # pragma: win32 cover
            # a pipe cannot be waited for there
            yield from self._at_once()
            return
        with selectors.PollSelector() as selector:
            for pipe in (self._process.stdout, self._process.stderr):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select(self._left()):
                    piece = os.read(key.fd, CHUNK_BYTES)
                    if piece:
                        yield key.fileobj is self._process.stdout, piece
                    else:
                        selector.unregister(key.fileobj)

    def _at_once(self) -> Iterator[tuple[bool, bytes]]:  # pragma: win32 cover
        try:
            out, err = self._process.communicate(timeout=self._left())
        except subprocess.TimeoutExpired as e:
            raise self._late from e
        yield True, out
        yield False, err or b''

    def wait(self) -> None:
        """Wait until it has ended; `late`."""
        try:
            self._process.wait(self._left())
        except subprocess.TimeoutExpired as e:
            raise self._late from e

    def _left(self) -> float | None:
        """The seconds that are left, None without a limit; `late` if there are none."""
        if self._end is None:
            return None
        left = self._end - time.monotonic()
        if left <= 0:
            raise self._late
        return left
