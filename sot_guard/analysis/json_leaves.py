"""The leaves of a JSON document by their paths."""
from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

# a JSON document of more leaves, or of longer paths to them (of one, of all together), is not taken apart
_MAX_LEAVES = 50_000
_MAX_PATH_CHARACTERS = 4096
_MAX_PATHS_CHARACTERS = 4 << 20


# ---- parts by keys

def json_keys(content: bytes) -> dict[str, str] | None:
    """Each leaf of a JSON document by its path; None for what is no JSON that reads one way only, or far too much."""
    try:
        data = json.loads(
            content.decode('utf-8-sig'), object_pairs_hook=_unambiguous, parse_float=_number, parse_int=_number,
            parse_constant=_number,
        )
        return _within_limits(_leaves(data, ''))
    except (ValueError, RecursionError):
        return None


def _within_limits(leaves: Iterator[tuple[str, str]]) -> dict[str, str]:
    found = {}
    characters = 0
    for path, value in leaves:
        found[path] = value
        characters += len(path)
        if characters > _MAX_PATHS_CHARACTERS or len(found) > _MAX_LEAVES:
            raise ValueError('too many leaves')
    return found


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError('a key stands twice')
    return dict(pairs)


class _Number(str):
    """A number as it is spelled: 1 and 1.0 are not the same data to every reader."""


def _number(text: str) -> _Number:
    return _Number(text)


def _leaves(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if len(path) > _MAX_PATH_CHARACTERS:
        raise ValueError('a path is too long')
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _leaves(value, f'{path}/{key.replace("~", "~0").replace("/", "~1")}')
    elif isinstance(data, list) and data:
        for number, value in enumerate(data):
            yield from _leaves(value, f'{path}/{number}')
    else:
        yield path or '/', str(data) if isinstance(data, _Number) else json.dumps(data)
