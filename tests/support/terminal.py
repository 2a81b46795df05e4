"""A terminal to run things in."""
from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping
from pathlib import Path

COLUMNS = 100


def typed(line: str, cwd: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Exit status of a line in a shell, and what a terminal of 100 columns gets of it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', 50, COLUMNS, 0, 0))
    with subprocess.Popen(line, shell=True, cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        said = all_of(ours)
    os.close(ours)
    return process.returncode, said.decode().replace('\r\n', '\n')


def all_of(terminal: int) -> bytes:
    """What a terminal gets until nobody writes to it any more."""
    said = b''
    try:
        while chunk := os.read(terminal, 1 << 16):
            said += chunk
    except OSError:
        pass  # Linux reports the other end closed in this way
    return said
