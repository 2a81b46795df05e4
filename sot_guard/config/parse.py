"""The parser: the text of a configuration file -> Config, or everything that is wrong with it at once.

Configuration is data of whoever wrote the commit that is judged: it names no program, no path outside of the
repository, and no pattern that could take long. keys.py describes each key.
"""
from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from sot_guard.config.keys import Array
from sot_guard.config.keys import Choice
from sot_guard.config.keys import Either
from sot_guard.config.keys import Key
from sot_guard.config.keys import KEYS
from sot_guard.config.keys import Switch
from sot_guard.config.keys import Table
from sot_guard.config.keys import Text
from sot_guard.config.model import Config
from sot_guard.config.model import is_pattern
from sot_guard.config.model import matches
from sot_guard.config.model import MAX_BYTES
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.errors import ConfigError

_MAX_DOTS = 300
# characters of a key or a value in an error, so that the remedy can be seen behind them
_MAX_SHOWN = 60


def parse(data: bytes, file: str) -> Config | None:
    """Return the configuration in a file, None for a pyproject.toml without one; ConfigError: one line per error."""
    # in UTF-16 there is a NUL between two letters
    if file == SHARED_FILE and b'sot-guard' not in data.replace(b'\0', b''):
        return None
    table = _toml(data, file)
    prefix = ''
    if file == SHARED_FILE:
        tool = table.get('tool')
        if not isinstance(tool, dict) or 'sot-guard' not in tool:
            return None
        _refuse_outside(table, file)
        table, prefix = tool['sot-guard'], f'{SECTION}.'
        if not isinstance(table, dict):
            raise ConfigError([f'{file}: {SECTION}: {_shown(table)} is not a table'])
    errors: list[str] = []
    values = _read_table(table, KEYS, f'{file}: {prefix}', errors)
    if not errors:
        fields = {key.replace('-', '_'): value for key, value in values.items()}
        config = Config(**fields, file=file, origins=tuple((key, file) for key in values))
        errors += (f'{file}: {prefix}{line}' for line in _contradictions(config))
    if errors:
        raise ConfigError(errors)
    return config


def _refuse_outside(table: Mapping[str, Any], file: str) -> None:
    """To TOML `[[pair]]` is at the top level, whatever is above it."""
    for key in ('pair', 'accept'):
        if key in table:
            raise ConfigError([f'{file}: [[{key}]] is outside of [{SECTION}]; write [[{SECTION}.{key}]]'])


def override(config: Config, options: Mapping[str, Any]) -> Config:
    """The configuration as the options of the command line change it: lists grow, single values are replaced."""
    errors: list[str] = []
    origins = dict(config.origins)
    for key, value in _read_table(options, KEYS, '--', errors).items():
        field = key.replace('-', '_')
        if isinstance(value, tuple):
            value = (*getattr(config, field), *value)
            origins[key] = f'{origins[key]}, --{key}' if key in origins else f'--{key}'
        else:
            origins[key] = f'--{key}'
        config = config._replace(**{field: value})
    errors += _contradictions(config) if not errors else ()
    if errors:
        raise ConfigError(errors)
    return config._replace(origins=tuple(origins.items()))


def _toml(data: bytes, file: str) -> dict[str, Any]:
    import tomllib
    if len(data) > MAX_BYTES:
        raise ConfigError([f'{file}: larger than {MAX_BYTES:,} bytes; keep the configuration in {OWN_FILE}'])
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ConfigError([f'{file}: begins with a byte order mark (BOM); save it as UTF-8 without BOM'])
    # tomllib takes memory by the square of the parts of a dotted key
    dotted = next((n for n, line in enumerate(data.split(b'\n'), 1) if line.count(b'.') > _MAX_DOTS), None)
    if dotted is not None:
        raise ConfigError([f'{file}: line {dotted}: has more than {_MAX_DOTS} dots; shorten the key'])
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as e:
        raise ConfigError([f'{file}: not UTF-8 (byte {e.start}); save it as UTF-8']) from e
    except RecursionError as e:
        raise ConfigError([f'{file}: nested too deeply; write fewer levels']) from e
    except ValueError as e:
        raise ConfigError([f'{file}: invalid TOML: {e}']) from e


def _read_table(table: Mapping[str, Any], keys: Mapping[str, Key], where: str, errors: list[str]) -> dict[str, Any]:
    """Return the known keys of a table with their values as the configuration keeps them; errors are added."""
    for key in table:
        if key not in keys:
            problem = f'no such key; {_nearest(key, keys)}'
            if key in KEYS:  # TOML puts a key below [[pair]] into that pair
                problem = 'is inside a [[...]]; move it above the first [[...]]'
            errors.append(f'{where}{_visible(key)[:_MAX_SHOWN]}: {problem}')
    return {key: _value(of.type, table[key], f'{where}{key}', errors) for key, of in keys.items() if key in table}


def _value(of: Text | Choice | Switch | Array | Table | Either, value: Any, where: str, errors: list[str]) -> Any:
    """Return one value as the configuration keeps it; None, and one error more, where it is not allowed."""
    if isinstance(of, Either):
        of = _meant(of, value)
    problem = _problem(of, value)
    if problem is not None:
        errors.append(f'{where}: {problem}')
        return None
    if isinstance(of, Array):
        return tuple(_value(of.item, entry, f'{where}[{number}]', errors) for number, entry in enumerate(value))
    if isinstance(of, Table):
        return _record(of, value, where, errors)
    return of.make(value) if isinstance(of, Text) else value


def _meant(of: Either, value: Any) -> Choice | Table:
    """Return the table that a value is meant to be, by its keys; the words for all other values."""
    tables = [table for table in of.tables if isinstance(value, dict) and not table.keys.keys().isdisjoint(value)]
    return tables[0] if tables else of.words


def _problem(of: Text | Choice | Switch | Array | Table, value: Any) -> str | None:
    """Return what is wrong with a value itself, whatever is inside of it."""
    if isinstance(of, Array):
        return _problem_of_list(of, value)
    if isinstance(of, Table):
        return None if isinstance(value, dict) else f'{_shown(value)} is not a table with the keys {", ".join(of.keys)}'
    if isinstance(of, Choice):
        return None if value in of.words else f'{_shown(value)} is not allowed; {_nearest(value, of.words)}'
    if isinstance(of, Switch):
        return None if isinstance(value, bool) else f'{_shown(value)} is not true or false'
    if not isinstance(value, str):
        return f'{_shown(value)} is not a string'
    return next((f'{_shown(value)} {rule.problem}' for rule in of.rules if not re.search(rule.pattern, value)), None)


def _problem_of_list(of: Array, value: Any) -> str | None:
    if not isinstance(value, list):
        return f'{_shown(value)} is not a list of {of.of}'
    if len(value) < of.min_entries:
        return 'is empty; name at least one'
    if of.max_entries is not None and len(value) > of.max_entries:
        return f'has more than {of.max_entries:,} entries'
    if of.max_patterns is not None and len(list(filter(is_pattern, value))) > of.max_patterns:
        return f'has more than {of.max_patterns:,} entries with wildcards'
    return None


def _record(of: Table, value: Mapping[str, Any], where: str, errors: list[str]) -> Any:
    before = len(errors)
    errors += (f'{where}: the key {key} is missing' for key in of.keys if of.keys[key].required and key not in value)
    values = _read_table(value, of.keys, f'{where}.', errors)
    if len(errors) > before:
        return None
    record = of.make(**{key.replace('-', '_'): value for key, value in values.items()})
    if problem := of.problem(record):
        errors.append(f'{where}: {problem}')
    return record


def _shown(value: Any) -> str:
    if not isinstance(value, str):
        kinds = {list: 'a list', dict: 'a table', bool: 'true or false'}
        return kinds.get(type(value), 'a number or a date')
    text = _visible(repr(value))
    return text if len(text) <= _MAX_SHOWN else f'{text[:_MAX_SHOWN]}...'


def _visible(text: str) -> str:
    from sot_guard.escaping import visible_text  # only errors need it
    return visible_text(text)


def _nearest(word: object, known: Iterable[str]) -> str:
    from difflib import get_close_matches
    near = get_close_matches(word[:_MAX_SHOWN], known, n=1) if isinstance(word, str) else ()
    return f'did you mean {near[0]}?' if near else f'allowed are {", ".join(known)}'


def _contradictions(config: Config) -> Iterator[str]:
    """What each key allows, but not together: nothing ambiguous is resolved silently."""
    for number, name in enumerate(config.canonical):
        if any(matches(name, glob) for glob in config.exclude):
            yield f'canonical[{number}]: {_shown(name)} is excluded too; remove it from canonical or from exclude'
    if config.pair:
        from sot_guard.config.contradictions import contradictions
        yield from contradictions(config.pair)
