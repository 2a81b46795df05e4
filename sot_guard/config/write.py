"""Everything that is written as TOML: strings, lists, and the entries that `accept` adds to a configuration."""
from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import TYPE_CHECKING

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import PairRule
from sot_guard.config.model import SECTION
from sot_guard.config.model import text_of
from sot_guard.config.model import View
from sot_guard.config.model import Word
from sot_guard.errors import ConfigError
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text

if TYPE_CHECKING:
    import tomlkit


def toml_string(text: str) -> str:
    """Text as a string of TOML in which nothing acts; a byte that was not UTF-8 becomes a question mark."""
    text = text.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace').replace('\ufffd', '?')
    quoted = text.replace('\\', '\\\\').replace('"', '\\"').replace('##', '#\\u0023')
    if visible_text(quoted) != quoted:
        quoted = ''.join(c if visible_text(c) == c else _toml_escape(c) for c in quoted)
    return f'"{quoted}"'


def _toml_escape(character: str) -> str:
    digits = f'{ord(character):x}'
    return f'\\u{digits:0>4}' if len(digits) <= 4 else f'\\U{digits:0>8}'


def name_list(key: str, path: bytes, config: Config) -> str:
    """A line of configuration that takes one name in or out: a glob that means it alone."""
    return f'{key} = {toml_list([name_of(path, has_roots=bool(config.roots))])}'


def name_of(path: bytes, *, has_roots: bool) -> str:
    """An entry of include or exclude for one path alone: where there are more roots, a name alone means files there."""
    return '/' * (has_roots and b'/' not in path) + glob_of(path)


def glob_of(path: bytes) -> str:
    """A glob that means one path alone."""
    return re.sub(r'[*?\[]', r'[\g<0>]', text_of(path))


def pair_lines(rule: PairRule) -> list[str]:
    """The keys of a [[pair]] as TOML, without those that have their defaults."""
    lines = []
    for key, value in rule._asdict().items():
        if value != rule._field_defaults.get(key):
            lines.append(f'{key} = {_toml_value(key, value)}')
    return lines


def _toml_value(key: str, value: Any) -> str:
    if key == 'differ':
        return toml_views(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return toml_list(text_of(one) if isinstance(one, bytes) else one for one in value)
    return toml_string(text_of(value) if isinstance(value, bytes) else value)


def toml_list(texts: Iterable[str]) -> str:
    """Texts as a list of TOML."""
    return f'[{", ".join(map(toml_string, texts))}]'


def toml_views(views: Iterable[View]) -> str:
    """Declared differences as a list of TOML."""
    return f'[{", ".join(map(_toml_view, views))}]'


def _toml_view(view: View) -> str:
    if isinstance(view, str):
        return toml_string(view)
    if isinstance(view, FrontMatterKeys):
        return f'{{front-matter = {toml_list(view.keys)}}}'
    if isinstance(view, Word):
        return f'{{source = {toml_string(view.source)}, copy = {toml_string(view.copy)}}}'
    lines = ('from', view.start), ('to', view.end)
    ends = [f'{key} = {toml_string(line)}' for key, line in lines if line is not None]
    return f'{{{", ".join([*ends, *["include-to = true"] * view.include_end])}}}'


def with_accepted(data: bytes, file: str, config: Config, entries: Sequence[Accepted]) -> bytes:
    """Return the text with each entry in the place of a stale one of the same path, or else behind all others."""
    accept, new = list(config.accept), []
    changed: dict[int, Accepted] = {}
    for entry in entries:
        number = next((number for number, one in enumerate(accept) if one.path == entry.path), None)
        if number is None:
            new.append(entry)
        else:
            accept[number] = changed[number] = entry
    expected = config.rule._replace(accept=(*accept, *new))
    data, new = _edited(data, file, changed, new)
    for entry in new:
        data += _text(entry, file, data)
    _read_back(data, file, expected)
    return data


def _edited(
    data: bytes, file: str, changed: Mapping[int, Accepted], new: list[Accepted],
) -> tuple[bytes, list[Accepted]]:
    """Return the text with entries changed in their places, and the new entries that it does not have yet.

    A list that is not written as [[accept]] tables gets the new ones too: nothing can be appended to it at the end.
    """
    import tomlkit
    # table by table, because tomlkit puts all tables of one name together
    chunks = re.split(r'(?m)^(?=[ \t]*\[)', data.decode())
    number = 0
    for place, chunk in enumerate(chunks):
        document, written = _accept_in(chunk, file)
        for entry in written:
            for key, text in _values(changed[number])[1:] if number in changed else ():
                entry[key] = tomlkit.value(text)
            number += 1
        if isinstance(written, tomlkit.items.Array):
            for added in new:
                pairs = ', '.join(f'{key} = {text}' for key, text in _values(added))
                written.append(tomlkit.value(f'{{{pairs}}}'))
            new = []
        chunks[place] = chunk if document is None else document.as_string()
    return ''.join(chunks).encode(), new


def _accept_in(chunk: str, file: str) -> tuple[tomlkit.TOMLDocument | None, Any]:
    """A part of a configuration and the entries in it; None and no entries where there are none."""
    import tomlkit
    if 'accept' not in chunk:
        return None, ()
    try:
        document = tomlkit.parse(chunk)
        section: Any = document if file == OWN_FILE else document['tool']['sot-guard']
        return document, section['accept']
    except (tomlkit.exceptions.TOMLKitError, LookupError, TypeError, RecursionError):
        return None, ()


def _header(file: str) -> str:
    return '[[accept]]' if file == OWN_FILE else f'[[{SECTION}.accept]]'


def _values(entry: Accepted) -> list[tuple[str, str]]:
    """The keys of an entry with their values as TOML."""
    return [
        ('path', toml_string(text_of(entry.path))), ('source-id', toml_string(entry.source_id)),
        ('copy-id', toml_string(entry.copy_id)), ('reason', toml_string(entry.reason)),
    ]


def _text(entry: Accepted, file: str, before: bytes) -> bytes:
    lines = [_header(file), *(f'{key} = {text}' for key, text in _values(entry))]
    newline = '\r\n' if b'\r\n' in before else '\n'
    text = ''.join(f'{line}{newline}' for line in (['', *lines] if before else lines))
    return (newline if before and not before.endswith(b'\n') else '').encode() + text.encode()


def _read_back(data: bytes, file: str, expected: Config) -> None:
    """ConfigError if the new text says anything else than it should."""
    from sot_guard.config.parse import parse
    try:
        new = parse(data, file)
    except ConfigError as e:
        raise ConfigError([f'{file}: adding the entry would make it invalid; add it by hand ({e.lines[0]})']) from e
    if new is None or new.rule != expected:
        lost = [visible(entry.path) for entry in expected.accept if new is None or entry not in new.accept]
        raise ConfigError([f'{file}: {", ".join(lost[:5])} cannot be added to it; add the entry by hand'])
