"""The values of data by their paths, where entries of lists are known by name. Pure."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def named_values(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each value with its path; an entry of a list is known by the first text in it, not by its place."""
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
        yield from named_values(part, (*path, name))


def _name(entry: Any) -> str:
    values = entry.values() if isinstance(entry, dict) else ()
    return next((value for value in values if isinstance(value, str)), '')
