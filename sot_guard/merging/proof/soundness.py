"""Rules 9 and 11: nothing is left open, there is one encoding, and a label has one target."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text

# of Markdown, each with what ends it; a comment may end in its line
_FENCE = re.compile(rb'\s*(`{3,}(?!.*`)|~{3,})')
_BLOCK = re.compile(rb'([-=.*_+/])\1{3,}\Z|--\Z')
_LABEL = re.compile(
    rb'\s{0,3}(\[[^\]]+\]):\s*(\S.*)|\s*\.\. (_[^:`]+|_`[^`]+`|\|[^|]+\||\[[^\]]+\]):?\s*(\S.*)|(:[\w-]+:)\s+(\S.*)')


def unsound(source: Text, copy: Text, result: Text) -> Iterator[Objection]:
    """Yield what is broken in a result, whatever it was made from, and not on a side."""
    sides = source, copy
    line = open_line(result)
    if line is not None and all(open_line(side) is None for side in sides):
        yield Objection(Rule.OPEN, text=result.lines[line])
    if _is_mixed(result) and not any(map(_is_mixed, sides)):
        yield Objection(Rule.ENCODING, text=next(line for line in result.lines if not _is_utf8(line)))
    known = [_targets(side) for side in sides]
    for label, targets in _targets(result).items():
        if len(targets) > max(1, *(len(side[label]) for side in known)):
            yield Objection(Rule.LABEL, text=label)


def open_line(text: Text) -> int | None:
    """Return the line of a fence, a delimiter or a comment that is open at the end."""
    if text.document.format is Format.ASCIIDOC:
        return _open_block(text)
    return _open_fence(text) if text.document.format is Format.MARKDOWN else None


def _open_block(text: Text) -> int | None:
    open_: list[tuple[bytes, int]] = []
    for number, line in enumerate(text.lines):
        match = _BLOCK.match(line.rstrip())
        marks = [mark for mark, _ in open_]
        is_verbatim = bool(marks) and marks[-1][:1] in b'-./+' and marks[-1] != b'--'
        if match and match[0] in marks[-1 if is_verbatim else 0:]:
            del open_[marks.index(match[0]):]
        elif match and not is_verbatim:
            open_.append((match[0], number))
    return open_[0][1] if open_ else None


def _open_fence(text: Text) -> int | None:
    end, opened = b'', None
    for number, line in enumerate(text.lines):
        match = _FENCE.match(line)
        if end:
            bare = line.strip()
            if end in bare and (end == b'-->' or not bare.strip(end[:1])):
                end, opened = b'', None
        elif match:
            end, opened = match[1], number
        elif line.lstrip().startswith(b'<!--') and b'-->' not in line:
            end, opened = b'-->', number
    return opened


def _is_mixed(text: Text) -> bool:
    """Whether some lines are UTF-8 and others are not."""
    if _is_utf8(text.content):
        return False
    return any(not line.isascii() and _is_utf8(line) for line in text.lines)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _targets(text: Text) -> dict[bytes, set[bytes]]:
    """What each label stands for."""
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for number, line in enumerate(text.lines):
        match = _LABEL.match(line)
        if match and number not in text.document.literal:
            label, target = (part for part in match.groups() if part is not None)
            found[label.lower()].add(target.strip())
    return found
