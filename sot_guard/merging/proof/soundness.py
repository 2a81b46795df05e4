"""Rules 9 and 11: nothing is left open, what is opened is closed, there is one encoding, a label has one target."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sot_guard.merging.proof.model import is_anchor
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.rules import added_by_both
from sot_guard.merging.proof.rules import sums

_LABEL = re.compile(
    rb'\s{0,3}(\[[^\]]+\]):\s*(\S.*)|\s*\.\. (_[^:`]+|_`[^`]+`|\|[^|]+\||\[[^\]]+\]):?\s*(\S.*)|(:[\w-]+:)\s+(\S.*)')
_ID = re.compile(rb'\{#[\w-]+\}\s*\Z')


def unsound(source: Text, copy: Text, result: Text) -> Iterator[Objection]:
    """Yield what is broken in a result, whatever it was made from, and not on a side."""
    sides = source, copy
    line = result.open_line
    if line is not None and all(side.open_line is None for side in sides):
        yield Objection(Rule.OPEN, text=result.lines[line])
    if _is_mixed(result) and not any(map(_is_mixed, sides)):
        yield Objection(Rule.ENCODING, text=next(line for line in result.lines if not _is_utf8(line)))
    known = [_targets(side) for side in sides]
    for label, targets in _targets(result).items():
        if len(targets) > max(1, *(len(side[label]) for side in known)):
            yield Objection(Rule.LABEL, text=label)


def unbalanced(*texts: Text) -> Iterator[Objection]:
    """Yield brackets, tags and comments that are not closed as often as both changes together close them."""
    tables = [text.balance for text in texts]
    for mark in dict(sums(tables, added_by_both(tables))):
        yield Objection(Rule.BALANCE, text=mark)


def _is_mixed(text: Text) -> bool:
    """Whether some lines are UTF-8 and others are not."""
    return len({_is_utf8(line) for line in text.lines if not line.isascii()}) > 1


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
        if number in text.document.literal:
            continue
        if is_anchor(line):
            found[line.strip()].add(next(filter(None, text.keys[number + 1:]), b''))
        elif match := _LABEL.match(line):
            label, target = (part for part in match.groups() if part is not None)
            found[label.lower()].add(target.strip())
        elif match := _ID.search(line):
            found[match[0]].add(line.strip())
    return found
