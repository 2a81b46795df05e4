"""Rules 9 to 11: all is closed that was opened, data is the merge of both, one encoding, one target for a label."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sot_guard.analysis.documents.text import Text
from sot_guard.analysis.documents.values import readings
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.rules import added_by_both
from sot_guard.merging.proof.rules import sums


def unsound(source: Text, copy: Text, result: Text) -> Iterator[Objection]:
    """Yield what is broken in a result, whatever it was made from, and not on a side."""
    sides = source, copy
    line = result.open_line
    if line is not None and all(side.open_line is None for side in sides):
        yield Objection(Rule.OPEN, text=result.lines[line])
    if _is_mixed(result) and not any(map(_is_mixed, sides)):
        yield Objection(Rule.ENCODING, text=next(line for line in result.lines if not _is_utf8(line)))
    for label, targets in result.targets.items():
        one, two = (side.targets.get(label, set()) for side in sides)
        is_moved = targets - one - two and not result.instances.keys().isdisjoint((one | two) - targets)
        if is_moved or len(targets) > max(1, len(one), len(two)):
            yield Objection(Rule.LABEL, text=label)
    if result.data is None and None not in [side.data for side in sides]:
        yield Objection(Rule.BROKEN)


def unbalanced(*texts: Text) -> Iterator[Objection]:
    """Yield brackets, tags and comments that are not closed as often as both changes together close them."""
    tables = [text.balance for text in texts]
    for mark in dict(sums(tables, added_by_both(tables))):
        yield Objection(Rule.BALANCE, text=mark)


def _is_mixed(text: Text) -> bool:
    """Whether some lines are UTF-8 and others are not."""
    return len({_is_utf8(line) for line in text.lines if not line.isascii()}) > 1


def _is_utf8(content: bytes) -> bool:
    return content.decode(errors='ignore').encode() == content


def changed_values(*texts: Text) -> Iterator[Objection]:
    """Yield the values of base, sides and result that are not those that both changes make."""
    found: list[Objection] = []
    for base, source, copy, result in readings(*(text.data for text in texts)):
        # what both added is there once
        tables = base, source, copy - added_by_both((base, source, copy)), result
        found = [Objection(Rule.DATA, text='.'.join(path).encode()) for (path, _), _ in sums(tables, Counter())]
        if not found:
            return
    yield from found
