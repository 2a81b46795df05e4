"""What the maintainers asked for: the text of a configuration file -> Config, or all that is wrong with it at once.

Configuration is data of whoever wrote the commit that is judged: it names no program, no path outside of the
repository, and no pattern that could take long. A key is described once, in the table at the end.
"""
from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import is_pattern
from sot_guard.config.model import matches
from sot_guard.config.model import MAX_BYTES
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import PairRule
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.model import text_of
from sot_guard.config.model import WILDCARDS
from sot_guard.errors import ConfigError
from sot_guard.escaping import visible_text

_MAX_DOTS = 300
# every path may be held against every pattern, and one of many wildcards takes long to make ready
_MAX_NAMES = 1000
_MAX_PATTERNS = 50
_MAX_WILDCARDS = 20
# characters of a key or a value in an error, so that the remedy can be seen behind them
_MAX_SHOWN = 60
_OBJECT_ID = re.compile(r'[0-9a-f]{40}(?:[0-9a-f]{24})?')


def parse(data: bytes, file: str) -> Config | None:
    """The configuration that a file holds, None for a pyproject.toml without one; ConfigError: a line an error."""
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
    values = _read_table(table, _keys(), f'{file}: {prefix}', errors)
    if not errors:
        fields = {key.replace('-', '_'): value for key, value in values.items()}
        config = Config(**fields, file=file, origins=tuple((key, file) for key in values))
        errors += (f'{file}: {prefix}{line}' for line in _contradictions(config))
    if errors:
        raise ConfigError(errors)
    return config


def _refuse_outside(table: Mapping[str, Any], file: str) -> None:
    """To TOML `[[pair]]` is at the top level, whatever stands above it."""
    for key in ('pair', 'accept'):
        if key in table:
            raise ConfigError([f'{file}: [[{key}]] is outside of [{SECTION}]; write [[{SECTION}.{key}]]'])


def override(config: Config, options: Mapping[str, Any]) -> Config:
    """The configuration as the options of the command line change it: lists grow, single values are replaced."""
    errors: list[str] = []
    origins = dict(config.origins)
    for key, value in _read_table(options, _keys(), '--', errors).items():
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
        raise ConfigError([f'{file}: line {dotted}: more than {_MAX_DOTS} dots; break the line'])
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as e:
        raise ConfigError([f'{file}: not UTF-8 (byte {e.start}); save it as UTF-8']) from e
    except RecursionError as e:
        raise ConfigError([f'{file}: nested too deep to be read as TOML']) from e
    except ValueError as e:
        raise ConfigError([f'{file}: not TOML: {e}']) from e


# a value, where it stands, and the errors so far -> the value as it is kept; what is wrong is added to the errors
_Check = Callable[[Any, str, list[str]], Any]


def _read_table(table: Mapping[str, Any], keys: dict[str, _Check], where: str, errors: list[str]) -> dict[str, Any]:
    """The known keys of a table, checked."""
    for key in table:
        if key not in keys:
            problem = f'no such key; {_nearest(key, keys)}'
            if key in _keys():  # to TOML a key below a [[pair]] is one of it
                problem = 'stands below a [[...]]; write it above the first one'
            errors.append(f'{where}{visible_text(key)[:_MAX_SHOWN]}: {problem}')
    return {key: check(table[key], f'{where}{key}', errors) for key, check in keys.items() if key in table}


def _list_of(item: _Check, what: str, most: int = 0) -> _Check:
    def check(value: Any, where: str, errors: list[str]) -> tuple[Any, ...]:
        if not isinstance(value, list):
            errors.append(f'{where}: {_shown(value)} is not a list of {what}')
            return ()
        if most and (len(value) > most or len(list(filter(is_pattern, value))) > _MAX_PATTERNS):
            errors.append(f'{where}: has more than {most:,} entries, or more than {_MAX_PATTERNS} with wildcards')
            return ()
        return tuple(item(entry, f'{where}[{number}]', errors) for number, entry in enumerate(value))
    return check


def _record_of(keys: dict[str, _Check], optional: str, make: Callable[..., Any]) -> _Check:
    def check(value: Any, where: str, errors: list[str]) -> Any:
        if not isinstance(value, dict):
            errors.append(f'{where}: {_shown(value)} is not a table with the keys {", ".join(keys)}')
            return None
        before = len(errors)
        errors += (f'{where}: the key {key} is missing' for key in keys if key not in value and key != optional)
        values = _read_table(value, keys, f'{where}.', errors)
        if len(errors) > before:
            return None
        return make(**{key.replace('-', '_'): values.get(key) for key in keys})
    return check


def _text(value: Any, where: str, errors: list[str]) -> str:
    if not isinstance(value, str):
        errors.append(f'{where}: {_shown(value)} is not a string')
        return ''
    if not value or value != value.strip():
        errors.append(f'{where}: {_shown(value)} is empty, or has white space around it')
    return value


def _one_of(*choices: str) -> _Check:
    def check(value: Any, where: str, errors: list[str]) -> str:
        if value in choices:
            return str(value)
        errors.append(f'{where}: {_shown(value)} is not allowed; {_nearest(value, choices)}')
        return ''
    return check


def _path(value: Any, where: str, errors: list[str]) -> bytes:
    """A path from the top level (or from a root), which stays below it."""
    text = _text(value, where, errors).removesuffix('/')
    parts = text.split('/')
    if text and ('\0' in text or '\\' in text or not {'', '.', '..'}.isdisjoint(parts)):
        errors.append(
            f'{where}: {_shown(value)} is not a path below the top level, with / between its parts, without . and ..',
        )
    elif '.git' in (part.lower() for part in parts):
        errors.append(f'{where}: {_shown(value)} is inside of .git')
    return text.encode('utf-8', 'surrogateescape')


def _file(value: Any, where: str, errors: list[str]) -> bytes:
    """One file, by its path."""
    path = _path(value, where, errors)
    if b'*' in path:
        errors.append(f'{where}: {_shown(value)} has a wildcard; name the files of a [[pair]] one by one')
    return path


def _name(value: Any, where: str, errors: list[str]) -> str:
    text = _text(value, where, errors)
    if '/' in text or text in ('.', '..'):
        errors.append(f'{where}: {_shown(value)} is not the name of a file, without a folder')
    return text


def _glob(value: Any, where: str, errors: list[str]) -> str:
    """A name, or a path from the top level, with the wildcards * ? [...], none of which matches a /."""
    text = _path(value, where, errors).decode('utf-8', 'surrogateescape')
    if sum(map(text.count, WILDCARDS)) > _MAX_WILDCARDS:
        errors.append(f'{where}: {_shown(value)} has more than {_MAX_WILDCARDS} wildcards')
    if '**' in text:
        errors.append(f'{where}: {_shown(value)} has **, and no * matches a /; write one pattern for each depth')
    return text


def _object_id(value: Any, where: str, errors: list[str]) -> str:
    text = _text(value, where, errors)
    if text and not _OBJECT_ID.fullmatch(text):
        errors.append(f'{where}: {_shown(value)} is not a whole object id: 40 or 64 digits of 0-9a-f')
    return text


def _shown(value: Any) -> str:
    if not isinstance(value, str):
        kinds = {list: 'a list', dict: 'a table', bool: 'true or false'}
        return kinds.get(type(value), 'a number or a date')
    text = visible_text(repr(value))
    return text if len(text) <= _MAX_SHOWN else f'{text[:_MAX_SHOWN]}...'


def _nearest(word: object, known: Iterable[str]) -> str:
    from difflib import get_close_matches
    near = get_close_matches(word[:_MAX_SHOWN], known, n=1) if isinstance(word, str) else ()
    return f'did you mean {near[0]}?' if near else f'allowed are {", ".join(known)}'


def _contradictions(config: Config) -> Iterator[str]:
    """What each key allows, but not together: nothing ambiguous is resolved silently."""
    for number, name in enumerate(config.canonical):
        if any(matches(name, glob) for glob in config.exclude):
            yield f'canonical[{number}]: {_shown(name)} is excluded too; take it out of one of the two'
    circles = _in_circles({copy: rule.source for rule in config.pair for copy in rule.copies})
    first: dict[bytes, str] = {}
    for number, rule in enumerate(config.pair):
        if not rule.copies:
            yield f'pair[{number}].copies: is empty; name at least one copy of {_shown(text_of(rule.source))}'
        for index, copy in enumerate(rule.copies):
            where = f'pair[{number}].copies[{index}]'
            name = _shown(text_of(copy))
            if copy in first:
                yield f'{where}: {name} is a copy in {first[copy]} already; a copy has one source'
            elif copy in circles:
                yield f'{where}: {name} is also the source of its own source; decide which of them is the truth'
            first.setdefault(copy, where)


def _in_circles(sources: dict[bytes, bytes]) -> set[bytes]:
    """The copies that are, by way of others or not, the source of their own source."""
    found: set[bytes] = set()
    seen: set[bytes] = set()
    for start in sources:
        way: dict[bytes, int] = {}
        here = start
        while here in sources and here not in seen:
            seen.add(here)
            way[here] = len(way)
            here = sources[here]
        if here in way:
            found.update(list(way)[way[here]:])
    return found


def _keys() -> dict[str, _Check]:
    return {
        'docs-dir': _path,
        'roots': _list_of(_glob, 'folders, which may have wildcards', _MAX_NAMES),
        'include': _list_of(_glob, 'names, which may have wildcards', _MAX_NAMES),
        'exclude': _list_of(_glob, 'names, which may have wildcards', _MAX_NAMES),
        'canonical': _list_of(_name, 'names', _MAX_NAMES),
        'duplicates': _one_of('allow', 'forbid'),
        'compare': _one_of('exact', 'text'),
        'pair': _list_of(
            _record_of(
                {'source': _file, 'copies': _list_of(_file, 'paths'), 'compare': _one_of('exact', 'text')},
                'compare', PairRule,
            ), 'tables; write [[pair]]',
        ),
        'accept': _list_of(
            _record_of(
                {'path': _path, 'source-id': _object_id, 'copy-id': _object_id, 'reason': _text}, '', Accepted,
            ), 'tables; write [[accept]]',
        ),
    }
