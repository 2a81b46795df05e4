"""Where in a file of a pair the difference begins, for editors and code scanning. Pure."""
from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from sot_guard.report.examined import Examined

_HUNK = re.compile(rb'@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@')


class Region(NamedTuple):
    """Lines of a file, from 1, and the column behind the last one of them, from 1, in characters."""

    first: int
    last: int
    end_column: int


def changed_region(examined: Examined, path: bytes) -> Region | None:
    """Return the first lines of a file that the other one has not, or the line before them; None where not known."""
    diff = examined.diff
    if diff is None or diff.absent:
        return None
    is_copy = path == examined.pair.copy
    header, *lines = diff.hunks.split(b'\n')
    match = _HUNK.match(header)
    if match is None:
        return None
    own = b'-' if is_copy else b'+'
    start = int(match[1 if is_copy else 3])
    context = list(takewhile(lambda line: line[:1] == b' ', lines))
    run = takewhile(lambda line: line[:1] in (b'-', b'+', b'\\'), lines[len(context):])
    changed = [line for line in run if line[:1] == own]
    # where the file has no such line, what is above them is shown, or the first one
    first = start + len(context) if changed else max(1, start + len(context) - 1)
    shown = changed or context[-1:] or [line for line in lines if line[:1] == b' '][:1] or [b'']
    return Region(first, first + len(shown) - 1, len(shown[-1][1:].rstrip(b'\r').decode('utf-8', 'replace')) + 1)
