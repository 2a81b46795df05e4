"""Reads JSON, TOML and YAML as data. What would read in two ways is not read at all."""
from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from sot_guard.analysis.documents.model import Format

# more, or deeper, is not taken apart: aliases of YAML may multiply what is written
_MAX_VALUES = 50_000
_MAX_DEPTH = 100
# its reader takes 4 ms a kilobyte, and 30 ms of what is nested
_MAX_YAML_BYTES = 64 * 1024
_MAX_PATH_CHARACTERS = 4096
# a key of so many parts is too deep in the end, and takes the reader of TOML the square of their number
_KEY = r'(?:[\w-]++|"(?:[^"\\\n]++|\\.)*+"|\'[^\'\n]*+\')'
_LONG_KEY = re.compile(rf'(?<![\w\\-]){_KEY}(?:[ \t]*+\.[ \t]*+{_KEY}){{{_MAX_DEPTH}}}')
_MAX_PATHS_CHARACTERS = 4 << 20


class Scalar(NamedTuple):
    """A value that is no text, true, false or null: a number, a date, as it is spelled (1 and 1.0 are not the same)."""

    kind: str
    text: str


class Leaf(NamedTuple):
    """A value at the end of a path: which of the steps to it are lists, and itself as text."""

    steps: str
    value: str


class _Unreadable(Exception):
    pass


def data(content: bytes, format_: Format) -> Any:
    """Return what JSON, TOML or YAML says: dict, list, str, bool, Scalar; None for null, and for what does not parse.

    What has a key twice, or is too much, does not parse.
    """
    reader = _READERS.get(format_)
    if reader is None:
        return None
    try:
        return _plain(reader(content.decode('utf-8-sig')), _Budget(), 0)
    except (ValueError, RecursionError, _Unreadable):
        return None


def leaves(value: Any) -> dict[str, Leaf] | None:
    """Return each value by its path, as a JSON pointer; None where the paths are too long."""
    found: dict[str, Leaf] = {}
    characters = 0
    for path, leaf in _leaves(value, '', ''):
        found[path] = leaf
        characters += len(path)
        if len(path) > _MAX_PATH_CHARACTERS or characters > _MAX_PATHS_CHARACTERS:
            return None
    return found


def _leaves(value: Any, path: str, steps: str) -> Iterator[tuple[str, Leaf]]:
    if len(path) > _MAX_PATH_CHARACTERS:
        yield path, Leaf(steps, '')
    elif isinstance(value, dict) and value:
        for key, below in value.items():
            yield from _leaves(below, f'{path}/{key.replace("~", "~0").replace("/", "~1")}', f'{steps}.')
    elif isinstance(value, list) and value:
        for number, below in enumerate(value):
            yield from _leaves(below, f'{path}/{number}', f'{steps}#')
    else:
        yield path or '/', Leaf(steps, f'{value.kind} {value.text}' if isinstance(value, Scalar) else json.dumps(value))


# ---- the readers, and what they have in common

class _Budget:
    def __init__(self) -> None:
        self.left = _MAX_VALUES


def _plain(value: Any, budget: _Budget, depth: int) -> Any:
    """A value with nothing in it that Python takes for another: 1 for True, or 1 for 1.0."""
    budget.left -= 1
    if budget.left < 0 or depth > _MAX_DEPTH:
        raise _Unreadable
    if isinstance(value, dict):
        return {key: _plain(below, budget, depth + 1) for key, below in value.items()}
    if isinstance(value, list):
        return [_plain(below, budget, depth + 1) for below in value]
    if value is None or isinstance(value, (str, bool, Scalar)):
        return value
    return Scalar(type(value).__name__, str(value))


def _unambiguous(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Unreadable
        found[key] = value
    return found


def _number(text: str) -> Scalar:
    return Scalar('number', text)


def _json(text: str) -> Any:
    return json.loads(
        text, object_pairs_hook=_unambiguous, parse_float=_number, parse_int=_number, parse_constant=_number,
    )


def _toml(text: str) -> Any:
    if _LONG_KEY.search(text):
        raise _Unreadable
    return tomllib.loads(text.replace('\r\n', '\n'), parse_float=_number)


def _yaml(text: str) -> Any:
    import yaml
    if len(text) > _MAX_YAML_BYTES:
        raise _Unreadable
    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        raise _Unreadable from None
    budget = _Budget()
    found = [_of_node(node, budget, 0) for node in documents]
    return found[0] if len(found) == 1 else {'---': found}


def _of_node(node: Any, budget: _Budget, depth: int) -> Any:
    """A node with its aliases written out; not resolved as 1.1 has it, where `no` is false and 1:30 is 90."""
    budget.left -= 1
    if budget.left < 0 or depth > _MAX_DEPTH:
        raise _Unreadable
    kind = node.tag.rpartition(':')[2]
    if node.id == 'mapping':
        pairs = ((_key(key), _of_node(below, budget, depth + 1)) for key, below in node.value)
        found: Any = _unambiguous(pairs)
    elif node.id == 'sequence':
        found = [_of_node(below, budget, depth + 1) for below in node.value]
    else:
        return node.value if kind == 'str' else None if kind == 'null' else Scalar(kind, node.value)
    return found if kind in ('map', 'seq') else {node.tag: found}


def _key(node: Any) -> str:
    """A key as it is spelled: to some readers 1 and "1" are one key."""
    if node.id != 'scalar':
        raise _Unreadable
    return str(node.value)


_READERS: Mapping[Format, Callable[[str], Any]] = {Format.JSON: _json, Format.TOML: _toml, Format.YAML: _yaml}
