"""The values of data by their paths, where entries of lists are known by name. Pure."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

Path = tuple[str, ...]
# how often a value, as a text, stands at a path
Values = Counter[tuple[Path, str]]
# the old name of what has a new one, by its path, in old names but for its end
Renamed = Mapping[Path, str]
_CONTAINERS = dict.__name__, list.__name__
_WORD = re.compile(r'\w+')
# how many pairs of an old and a new part are compared
_MAX_PAIRS = 400


def readings(base: Any, source: Any, copy: Any, result: Any) -> Iterator[tuple[Values, Values, Values, Values]]:
    """Yield the values of a base, two sides and what was made of them, in each way in which they may be meant.

    Data does not show whether a part got another name, or went and another one came: first as it stands, then with
    parts of other names and much the same values as what they were. Nothing if one of them is None: no data.
    """
    if base is None or source is None or copy is None or result is None:
        return
    yield _values(base, {}), _values(source, {}), _values(copy, {}), _values(result, {})
    one, two = dict(_renamed(base, source, ())), dict(_renamed(base, copy, ()))
    if one or two:
        yield _values(base, {}), _values(source, one), _values(copy, two), _values(result, one | two)


def _values(value: Any, renamed: Renamed) -> Values:
    return Counter(_named(value, (), renamed))


def _named(value: Any, path: Path, renamed: Renamed) -> Iterator[tuple[Path, str]]:
    """Each value with its path; an entry of a list is known by the first text in it, not by its place."""
    if isinstance(value, dict | list):
        yield path, type(value).__name__
    elif isinstance(value, str):
        yield from ((path, line) for line in value.split('\n'))
    else:
        yield path, repr(value)
    for name, part in _parts(value):
        yield from _named(part, (*path, renamed.get((*path, name), name)), renamed)


def _leaves(value: Any) -> Values:
    return Counter(found for found in _named(value, (), {}) if found[1] not in _CONTAINERS)


def _parts(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [*value.items()]
    return [(_name(entry), entry) for entry in value] if isinstance(value, list) else []


def _name(entry: Any) -> str:
    values = entry.values() if isinstance(entry, dict) else ()
    return next((value for value in values if isinstance(value, str)), '')


def _renamed(old: Any, new: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """The parts with another name that have at least half of the values of one that went, containers not counted."""
    olds, news = ({name: part for name, part in _parts(side) if isinstance(part, dict | list)} for side in (old, new))
    came = {name: _leaves(part) for name, part in news.items() if name not in olds}
    gone = [name for name in olds if name not in news]
    for name in gone if len(gone) * len(came) <= _MAX_PAIRS else ():
        values = _leaves(olds[name])
        # of the values, then of the names
        words = {*_WORD.findall(name)}
        likeness = {
            other: ((values & of_other).total(), len(words.intersection(_WORD.findall(other))))
            for other, of_other in came.items()
        }
        best = max(likeness, key=likeness.__getitem__, default=name)
        if best in came and 2 * likeness[best][0] >= max(1, values.total()):
            yield (*path, best), name
            del came[best]
            yield from _renamed(olds[name], news[best], (*path, name))
    for name in olds:
        if name in news:
            yield from _renamed(olds[name], news[name], (*path, name))
