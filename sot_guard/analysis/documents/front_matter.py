"""Finds the data that a document begins with, between two fences: YAML after ---, TOML after +++."""
from __future__ import annotations

import re
from collections.abc import Sequence

_KEY = {
    b'---': re.compile(rb'[^\s#\-\[\]{}>|*&!%@`][^\n]*?:(?:\s|\Z)|"[^"\n]*"\s*:'),
    b'+++': re.compile(rb'[A-Za-z0-9_."\'-]+\s*=|\[[^\]\n]+\]'),
}
# below a key: an item, a closing bracket, a comment, or anything that is indented
_INSIDE = re.compile(rb'\s|#|- |-\Z|[\]}]|\Z')
_ENDS = {b'---': (b'---', b'...'), b'+++': (b'+++',)}


def front_matter(lines: Sequence[bytes]) -> range:
    """Return the lines of the front matter with its fences, an empty range where there is none."""
    fence = lines[0].rstrip() if lines else b''
    if fence not in _KEY:
        return range(0)
    has_key = False
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in _ENDS[fence]:
            # without a key it is two rules and what stands between them
            return range(number + 1) if has_key or number == 1 else range(0)
        if _KEY[fence].match(line):
            has_key = True
        elif not _INSIDE.match(line):
            return range(0)
    return range(0)
