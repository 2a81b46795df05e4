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
    said = b''
    with subprocess.Popen(line, shell=True, cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        try:
            while chunk := os.read(ours, 1 << 16):
                said += chunk
        except OSError:
            pass  # Linux reports the other end closed in this way
    os.close(ours)
    return process.returncode, said.decode().replace('\r\n', '\n')
