"""Rule 10: the data of the result is the key-wise merge of the data of the sides."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.data import data
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.rules import added_by_both
from sot_guard.merging.proof.rules import sums

DATA = (Format.JSON, Format.TOML, Format.YAML)
_Path = tuple[str, ...]


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
