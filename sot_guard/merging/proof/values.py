"""Rule 10: the data of the result is the key-wise merge of the data of the sides."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.data import data
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text

DATA = (Format.JSON, Format.TOML, Format.YAML)


class _Absent:
    """The value of a key that is not there."""


_ABSENT = _Absent()


def broken(source: Text, copy: Text, result: Text) -> Iterator[Objection]:
    """Yield that a result, or its front matter, does not parse though those of both sides do."""
    values = [_values(text) for text in (source, copy, result)]
    if values[2] is None and None not in values[:2]:
        yield Objection(Rule.BROKEN)


def changed_values(base: Text, source: Text, copy: Text, result: Text) -> Iterator[Objection]:
    """Yield that the values are not those that both changes make."""
    values = [_values(text) for text in (base, source, copy, result)]
    if not any(value is None for value in values) and not _is_merged(*values):
        yield Objection(Rule.DATA)


def is_held(text: Text, other: Text) -> bool | None:
    """Return whether data has all that other data says; None where one is no data, or does not parse."""
    values = [_values(one) if one.document.format in DATA else None for one in (text, other)]
    return None if None in values else _holds(values[0], values[1])


def _holds(value: Any, other: Any) -> bool:
    if isinstance(value, dict) and isinstance(other, dict):
        return all(_holds(part, other.get(key, _ABSENT)) for key, part in value.items())
    if isinstance(value, list) and isinstance(other, list):
        return len(value) <= len(other) and all(map(_holds, value, other))
    return _same(value, other)


def _values(text: Text) -> Any:
    """The data, or the front matter of a document; None for what is neither, or does not parse."""
    document, front = text.document, text.document.front_matter
    if document.format in DATA:
        return data(text.content, document.format)
    lines = document.lines[front.start:front.stop]
    form = Format.TOML if lines[:1] == (b'+++',) else Format.YAML
    return data(b'\n'.join(lines[1:-1]) + b'\n', form)


def _is_merged(base: Any, source: Any, copy: Any, result: Any) -> bool:
    every = base, source, copy, result
    if _same(source, copy) or _same(base, copy):
        return _same(result, source)
    if _same(base, source):
        return _same(result, copy)
    if base is _ABSENT and all(isinstance(value, dict) for value in every[1:]):
        return _is_merged({}, *every[1:])
    if all(isinstance(value, dict) for value in every):
        return all(_is_merged(*(value.get(key, _ABSENT) for value in every)) for key in set().union(*every))
    if all(isinstance(value, str) and '\n' in value for value in every):
        return _are_merged([sorted(value.split('\n')) for value in every])
    return all(isinstance(value, list) for value in every) and _are_merged(every)


def _are_merged(lists: Sequence[list[Any]]) -> bool:
    """Whether a list is made of two as multisets are, or entry by entry, if it can be seen which is which."""
    name = _name(lists[:3])
    if name is not None:
        # an entry of the result that has no such name, or one that another has, is none of those
        return _name(lists) is not None and _is_merged(
            *({str(entry.get(name)): entry for entry in entries} for entries in lists))
    counts = [Counter(map(_spelled, entries)) for entries in lists]
    base, source, copy, result = counts
    if all(result[entry] in _allowed(base[entry], source[entry], copy[entry]) for entry in set().union(*counts)):
        return True
    # what is another on each side: the rest of each list, in order
    known = base - result - source - copy, source - result - base, copy - result - base, result - source - copy
    left = [[entry for entry in entries if _spelled(entry) in found]
            for entries, found in zip(lists, known, strict=True)]
    return len(left[0]) > 0 and len({*map(len, left)}) == 1 and all(
        _is_merged(*entries) for entries in zip(*left, strict=True))


def _allowed(base: int, source: int, copy: int) -> set[int]:
    """How often an entry may stand: what both added is the same entry."""
    if source > base < copy:
        return {max(source, copy)}
    return {source + copy - base} | ({source} if source == copy else set())


def _name(lists: Sequence[list[Any]]) -> str | None:
    """The key by which the entries of each list are told apart."""
    entries = [entry for entries in lists for entry in entries]
    if not all(isinstance(entry, dict) for entry in entries):
        return None
    for key in entries[0]:
        names = [[entry.get(key) for entry in entries] for entries in lists]
        if all(isinstance(name, str) for found in names for name in found) and all(
                len({*found}) == len(found) for found in names):
            return str(key)
    return None


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _same(one: Any, other: Any) -> bool:
    return one is other or (_ABSENT not in (one, other) and _spelled(one) == _spelled(other))
