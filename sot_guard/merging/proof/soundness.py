"""Rules 9 to 11: all is closed that was opened, data is the merge of both, one encoding, one target for a label."""
from __future__ import annotations

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.data import data
from sot_guard.merging.proof.model import is_anchor
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.rules import added_by_both
from sot_guard.merging.proof.rules import sums

DATA = (Format.JSON, Format.TOML, Format.YAML)
_Path = tuple[str, ...]
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


# ---- data

def broken(*texts: Text) -> Iterator[Objection]:
    """Yield that a result, the last text, or its front matter, does not parse though those of the sides do."""
    *sides, result = map(_values, texts)
    if result is None and None not in sides:
        yield Objection(Rule.BROKEN)


def changed_values(*texts: Text) -> Iterator[Objection]:
    """Yield the values of base, sides and result that are not those that both changes make."""
    values = [_values(text) for text in texts]
    if None not in values:
        base, source, copy, result = tables = [Counter(_leaves(value, ())) for value in values]
        # what both added is there once
        for path, _ in dict(sums((base, source, copy - added_by_both(tables), result), Counter())):
            yield Objection(Rule.DATA, text='.'.join(path).encode())


def _values(text: Text) -> Any:
    """The data, or the front matter of a document; None for what is neither, or does not parse."""
    document, front = text.document, text.document.front_matter
    if document.format in DATA:
        return data(text.content, document.format)
    lines = document.lines[front.start:front.stop]
    form = Format.TOML if lines[:1] == (b'+++',) else Format.YAML
    return data(b'\n'.join(lines[1:-1]) + b'\n', form)


def _leaves(value: Any, path: _Path) -> Iterator[tuple[_Path, str]]:
    """Each value with its path; entries of lists are known by the first text in them, not by their place."""
    parts: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        parts = [*value.items()]
    elif isinstance(value, list):
        parts = [(_name(entry), entry) for entry in value]
    elif isinstance(value, str):
        yield from ((path, line) for line in value.split('\n'))
    else:
        yield path, repr(value)
    if isinstance(value, dict | list):
        yield path, type(value).__name__
    for name, part in parts:
        yield from _leaves(part, (*path, name))


def _name(entry: Any) -> str:
    values = entry.values() if isinstance(entry, dict) else ()
    return next((value for value in values if isinstance(value, str)), '')
