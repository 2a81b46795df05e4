"""The view of blank lines: of several that follow each other the first is left, outside of code."""
from __future__ import annotations

import re

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document

_FENCE = re.compile(rb'[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})')


def further_blanks(texts: tuple[bytes, ...], form: Format) -> set[int]:
    """Return the places of the blank lines that follow another one, but for those in code."""
    if form.is_data:
        return set()
    code = _fenced(texts) if form is Format.MARKDOWN else set()
    blanks = {place for place, line in enumerate(texts) if not line and place and not texts[place - 1]}
    if blanks and form is not Format.PLAIN:
        code |= read_document(b''.join(line + b'\n' for line in texts), form).literal
    return {place for place in blanks if place not in code}


def _fenced(texts: tuple[bytes, ...]) -> set[int]:
    """The lines in code fences; what looks like one that is never closed reaches to the end."""
    found = set()
    fence, most = b'', 0
    for place, line in enumerate(texts):
        match = _FENCE.match(line)
        if fence:
            found.add(place)
            bare = line.lstrip(b' \t>')
            if bare.startswith(fence) and not bare.strip(fence[:1] + b' \t') and match and match.start(1) <= most:
                fence = b''
        elif match and not (match[1][:1] == b'`' and b'`' in line[match.end():]):
            fence, most = match[1], match.start(1) + 3
    return found
