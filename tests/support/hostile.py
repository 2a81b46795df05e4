"""What tests of hostile states share: a program that must not run, ours as a process, its output judged."""
from __future__ import annotations

import os
import re
import shlex
import subprocess
import unicodedata
from pathlib import Path

from tests.support.ci_logs import log_commands
from tests.support.repo import Result
from tests.support.repo import SCRIPT


class Tripwire:
    """A program that leaves a trace when it is run, by whatever name and with whatever arguments."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / 'tripwire'
        self._trace = folder / 'RAN'
        trace = shlex.quote(str(self._trace))
        # what git waits for an answer from may not keep it waiting
        self.path.write_text(f'#!/bin/sh\necho "$0 $*" >>{trace}\ncat >/dev/null 2>&1 </dev/null\nexit 0\n')
        self.path.chmod(0o755)

    def __str__(self) -> str:
        return str(self.path)

    @property
    def ran(self) -> str:
        """The calls so far."""
        return self._trace.read_text() if self._trace.exists() else ''


def script(*argv: str | bytes, **env: str) -> Result:
    """Run the installed program, by the fast path too, as a hook does: on pipes, and within a minute."""
    done = subprocess.run(
        (SCRIPT, *argv), env=os.environ | env, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        timeout=60,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def acting(text: str) -> list[str]:
    """What acts in an output: control and invisible characters, and the lines that a CI log takes for commands.

    GitHub's runner ends lines at LF, CR and CRLF and looks behind white space for `::`, and anywhere for `##[`, as
    Azure's does for `##vso[`; GitLab's sections need ESC and CR, which are control characters.
    """
    found = [repr(c) for c in text if c not in '\n\t' and unicodedata.category(c) in ('Cc', 'Cf', 'Cs', 'Zl', 'Zp')]
    return found + log_commands(text)


def masked(text: str) -> str:
    """An output without the moment at which it was made."""
    return re.sub(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ', 'NOW', text)
