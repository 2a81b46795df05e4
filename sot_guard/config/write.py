"""Everything that is written as TOML: strings, lists, and the entries that `accept` adds to a configuration."""
from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SECTION
from sot_guard.config.model import text_of
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text


def toml_string(text: str) -> str:
    """Text as a string of TOML in which nothing acts; a byte that was not UTF-8 becomes a question mark."""
    text = text.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace').replace('\ufffd', '?')
    quoted = text.replace('\\', '\\\\').replace('"', '\\"').replace('##', '#\\u0023')
    return '"' + ''.join(c if visible_text(c) == c else _toml_escape(c) for c in quoted) + '"'


def _toml_escape(character: str) -> str:
    return f'\\u{ord(character):04x}' if ord(character) <= 0xffff else f'\\U{ord(character):08x}'


def name_list(key: str, path: bytes) -> str:
    """A line of configuration that takes one name in or out: a glob that means it alone."""
    glob = re.sub(r'[*?\[]', r'[\g<0>]', text_of(path))
    return f'{key} = {toml_list([glob])}'


def toml_list(texts: Iterable[str]) -> str:
    """Texts as a list of TOML."""
    return f'[{", ".join(map(toml_string, texts))}]'


def with_accepted(data: bytes, file: str, config: Config, entries: Sequence[Accepted]) -> bytes:
    """The text with each entry in the place of one that is stale, if that can be found in it; else at the end."""
    accept, new = list(config.accept), []
    for entry in entries:
        number = next((number for number, one in enumerate(accept) if one.path == entry.path), None)
        replaced = None if number is None else _replaced(data, file, config, (accept, number, entry))
        if number is not None and replaced is not None:
            data, accept[number] = replaced, entry
        else:
            new.append(entry)
    for entry in new:
        data += _text(entry, file, data)
    _read_back(data, file, config.rule._replace(accept=(*accept, *new)))
    return data


def _replaced(
    data: bytes, file: str, config: Config, change: tuple[Sequence[Accepted], int, Accepted],
) -> bytes | None:
    accept, number, entry = change
    header = _header(file).encode()
    tables = data.split(header)
    at = (number + 1) % len(tables)  # where there are no such tables, it is looked for in all of the text
    for old, new in zip(accept[number][1:], entry[1:], strict=True):
        tables[at] = tables[at].replace(toml_string(old).encode(), toml_string(new).encode(), 1)
    data = header.join(tables)
    try:
        _read_back(data, file, config.rule._replace(accept=(*accept[:number], entry, *accept[number + 1:])))
    except ConfigError:
        return None
    return data


def _header(file: str) -> str:
    return '[[accept]]' if file == OWN_FILE else f'[[{SECTION}.accept]]'


def _text(entry: Accepted, file: str, before: bytes) -> bytes:
    lines = [
        '' if before else None,
        _header(file),
        f'path = {toml_string(text_of(entry.path))}',
        f'source-id = "{entry.source_id}"',
        f'copy-id = "{entry.copy_id}"',
        f'reason = {toml_string(entry.reason)}',
    ]
    newline = '\r\n' if b'\r\n' in before else '\n'
    text = ''.join(f'{line}{newline}' for line in lines if line is not None)
    return (newline if before and not before.endswith(b'\n') else '').encode() + text.encode()


def _read_back(data: bytes, file: str, expected: Config) -> None:
    """ConfigError if the new text says anything else than it should."""
    try:
        new = parse(data, file)
    except ConfigError as e:
        problem = 'with the entry at its end it could not be read; is accept written as a list? Write [[accept]] tables'
        raise ConfigError([f'{file}: {problem} ({e.lines[0]})']) from e
    if new is None or new.rule != expected:
        lost = [visible(entry.path) for entry in expected.accept if new is None or entry not in new.accept]
        raise ConfigError([f'{file}: {", ".join(lost[:5])} cannot be written in it; write the entry by hand'])
