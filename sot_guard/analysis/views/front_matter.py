"""The views of front matter: all of it, or some of its keys. Only what is closed and parses is front matter."""
from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.front_matter import front_matter
from sot_guard.analysis.views.lines import with_blanks_below

# more is no front matter that people wrote
_MAX_BYTES = 1 << 14
_FORMATS = {b'---': Format.YAML, b'+++': Format.TOML}
_KEYS = {
    Format.YAML: re.compile(rb'(?:"([^"]*)"|\'([^\']*)\'|([^\s#"\'\-\[\]{}][^:]*(?::[^\s:]+)*))[ \t]*:(?:\s|\Z)'),
    Format.TOML: re.compile(rb'(?:"([^"]*)"|\'([^\']*)\'|([A-Za-z0-9_-]+))[ \t]*='),
}
# what goes on below a key
_GOES_ON = re.compile(rb'[ \t]|- |-\Z|[\]}]')


def block(texts: tuple[bytes, ...]) -> range:
    """Return the lines of the front matter with its fences; none where it does not parse, or another one follows."""
    found = front_matter(texts)
    if not found or not _parsed(texts, found):
        return range(0)
    # a second one would be front matter as soon as the first is set aside
    return range(0) if front_matter(texts[with_blanks_below(texts, found).stop:]) else found


def whole(texts: tuple[bytes, ...]) -> range:
    """Return the front matter and the blank lines below it."""
    return with_blanks_below(texts, block(texts))


def keys_of(texts: tuple[bytes, ...]) -> dict[str, Any]:
    """Return the values in the front matter, by their keys."""
    found = block(texts)
    return _parsed(texts, found) if found else {}


def keys_apart(copy: tuple[bytes, ...], source: tuple[bytes, ...]) -> tuple[str, ...]:
    """Return the keys that the front matter of only one file has, or whose values differ."""
    ours, theirs = keys_of(copy), keys_of(source)
    return tuple(
        key for key in dict.fromkeys((*ours, *theirs))
        if key not in ours or key not in theirs or ours[key] != theirs[key]
    )


def lines_of_keys(texts: tuple[bytes, ...], keys: Collection[str]) -> Collection[int]:
    """Return the lines of some keys of the front matter; all of it where no other line is left.

    None of them unless what is left parses to what the front matter says without these keys.
    """
    found = block(texts)
    if not found:
        return ()
    form = _FORMATS[texts[0].rstrip()]
    gone = _lines_below(texts, range(1, found.stop - 1), form, {key.encode() for key in keys})
    left = [texts[number] for number in found[1:-1] if number not in gone]
    if gone and not any(left):
        return with_blanks_below(texts, found)
    values = {key: value for key, value in _parsed(texts, found).items() if key not in keys}
    return gone if _read(b'\n'.join(left), form) == values else ()


def _parsed(texts: tuple[bytes, ...], found: range) -> dict[str, Any]:
    value = _read(b'\n'.join(texts[1:found.stop - 1]), _FORMATS[texts[0].rstrip()])
    # what is empty, or several documents, has this key alone
    return value if isinstance(value, dict) and '---' not in value else {}


@lru_cache(maxsize=8)
def _read(text: bytes, form: Format) -> Any:
    """What it says; read once, as the reader of YAML takes long."""
    from sot_guard.analysis.documents.data import data
    return data(text, form) if len(text) <= _MAX_BYTES else None


def _lines_below(texts: tuple[bytes, ...], found: range, form: Format, keys: Collection[bytes]) -> set[int]:
    """The lines of these keys, each without the blank lines at its end."""
    gone: set[int] = set()
    blanks: list[int] = []
    is_named = False
    for number in found:
        line = texts[number]
        match = _KEYS[form].match(line)
        if match is not None:
            is_named = b''.join(filter(None, match.groups())).strip() in keys
        elif not line:
            blanks.append(number)
            continue
        elif not _GOES_ON.match(line):
            is_named = False
            if line.startswith(b'[') and form is Format.TOML:
                break  # what is below a table is no key of the front matter itself
        if is_named:
            gone.update([number] if match is not None else [*blanks, number])
        blanks = []
    return gone
