"""Standard output and standard error: the only module that prints."""
from __future__ import annotations

import contextlib
import os
import sys
from typing import TextIO

from sot_guard.errors import UserError
from sot_guard.escaping import visible_text


def show_progress(done: int, total: int) -> None:
    """A bar on a terminal, gone when all is done."""
    width = 30
    bar = '#' * (width * done // max(total, 1))
    mutter(f'\r{done:,} of {total:,} pairs [{bar:<{width}}]' if done < total else '\r\x1b[K')


def replace_closed_streams() -> None:
    """Give the first three descriptors to /dev/null where they are closed: git's pipes must not take their places."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def say(line: str) -> None:
    """Print a line to standard error; if that cannot be written either, nothing is printed."""
    mutter(visible_text(line) + '\n')


def mutter(text: str) -> None:
    """Print to standard error what changes no exit status."""
    with contextlib.suppress(UserError):
        write(sys.stderr, text)


def write(stream: TextIO | None, text: str) -> None:
    """Print; what a stream cannot show is spelled out. UserError if it cannot be written, but not if nobody reads it.

    A stream that was closed from the start, or whose reader has gone, is meant to be so.
    """
    if stream is None or not text:
        return
    data = text.encode(stream.encoding, 'backslashreplace')
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except OSError as e:
        # or the interpreter tries once more when it ends, and exits with 120
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(e, ConnectionError):
            name = 'standard output' if stream is sys.stdout else 'standard error'
            raise UserError(f'{name}: cannot be written ({e.strerror}); redirect it elsewhere') from e
    if stream is sys.stdout and data.decode(stream.encoding) != text:
        say(
            f'sot-guard: standard output is {stream.encoding}: commands with \\x or \\u cannot be pasted; '
            'set PYTHONIOENCODING=utf-8',
        )


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads the stream as it is written."""
    return stream is not None and stream.isatty()
