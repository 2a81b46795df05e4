"""The configuration as most people write it, without a TOML parser, which takes longer to load than all the rest.

Contract: whatever is read here is what config/parse.py reads; what it may read otherwise, or refuse, is None.
"""
from __future__ import annotations

from sot_guard.fastpath.rules import Configuration
from sot_guard.fastpath.rules import Rule
from sot_guard.fastpath.rules import Unclear

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any
    from typing import TypeGuard

    Table = dict[bytes, Any]

_PAIR, _ACCEPT = b'[[pair]]', b'[[accept]]'
_BLANKS = b' \t\n'
_CONTROL = bytes({*range(32), 127} - {*_BLANKS})
_OF_PATHS = b'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-+@/*'
# of wildcards, of dots and of entries: the parser allows more
_MAX_SIGNS, _MAX_DOTS, _MAX_ENTRIES = 20, 300, 300


def read(text: bytes, file: str) -> Configuration | None:
    """Return what the text of a configuration file of its own says; None where the parser has to read it."""
    try:
        return _configuration(_tables(text), file)
    except (Unclear, UnicodeDecodeError):
        return None


def _tables(text: bytes) -> dict[bytes, list[Table]]:
    """The tables by their headers, the top level by none."""
    text.decode()
    if text.translate(None, _CONTROL) != text or text.count(b'.') > _MAX_DOTS or text.count(b'*') > _MAX_SIGNS:
        raise Unclear
    here: Table = {}
    tables: dict[bytes, list[Table]] = {b'': [here], _PAIR: [], _ACCEPT: []}
    stripped = (line.strip(_BLANKS) for line in text.split(b'\n'))
    lines = (line for line in stripped if line and line[:1] != b'#')
    for line in lines:
        if line in tables:
            here = {}
            tables[line].append(here)
            continue
        key, _, value = (part.strip(_BLANKS) for part in line.partition(b'='))
        while value[:1] == b'[' and value[-1:] != b']':
            more = next(lines, None)
            if more is None:
                raise Unclear
            value += b'\n' + more
        if key in here:
            raise Unclear
        here[key] = _value(value)
    return tables


def _value(text: bytes) -> bytes | bool | list[bytes]:
    if text in (b'true', b'false'):
        return text == b'true'
    if text[:1] != b'[':
        return _string(text)
    items = [item.strip(_BLANKS) for item in text[1:-1].split(b',')]
    if not items[-1]:
        items.pop()  # behind a comma at the end, or of an empty list
    return [_string(item) for item in items]


def _string(text: bytes) -> bytes:
    """What stands in quotes: one line without escapes, not empty."""
    inside = text[1:-1]
    if not inside or text != b'"%s"' % inside or not inside.isascii() or any(sign in inside for sign in b'"\\\n\t'):
        raise Unclear
    return inside


def _is_path(value: object) -> TypeGuard[bytes]:
    if not isinstance(value, bytes) or value.translate(None, _OF_PATHS):
        return False
    parts = value.removesuffix(b'/').split(b'/')
    return not any(part in (b'', b'.', b'..') or _is_git(part) or b'**' in part != b'**' for part in parts)


def _is_git(part: bytes) -> bool:
    return part.lower().rstrip(b'.') == b'.git'


def _is_file(value: object) -> bool:
    return _is_path(value) and not (value.endswith(b'/') or b'*' in value)


def _is_source(value: object) -> bool:
    return _is_path(value) and b'*' not in value


def _are_copies(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_path, value))


def _are_names(value: object) -> bool:
    if not isinstance(value, list) or len(value) > _MAX_ENTRIES:
        return False
    return all(_is_path(name.removeprefix(b'/')) and b'**' not in name for name in value)


def _are_folders(value: object) -> bool:
    return _are_names(value) and isinstance(value, list) and not any(folder.startswith(b'/') for folder in value)


def _are_views(value: object) -> bool:
    words = b'front-matter', b'first-heading', b'blank-lines'
    return isinstance(value, list) and len(value) <= len(words) and all(view in words for view in value)


def _is_id(value: object) -> bool:
    return isinstance(value, bytes) and len(value) in (40, 64) and not value.translate(None, b'0123456789abcdef')


def _is_text(value: object) -> bool:
    return isinstance(value, bytes) and value == value.strip()


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_permission(value: object) -> bool:
    return value in (b'allow', b'forbid')


def _is_comparison(value: object) -> bool:
    return value in (b'exact', b'text')


# by the header of a table, what each of its keys takes, and which it needs
_KINDS: dict[bytes, dict[bytes, Callable[[object], bool]]] = {
    b'': {
        b'roots': _are_folders,
        b'include': _are_names, b'exclude': _are_names, b'compare': _is_comparison, b'duplicates': _is_permission,
    },
    _PAIR: {
        b'source': _is_source, b'copies': _are_copies, b'compare': _is_comparison, b'missing': _is_permission,
        b'extra': _is_permission, b'required': _is_switch, b'differ': _are_views,
    },
    _ACCEPT: {b'path': _is_file, b'source-id': _is_id, b'copy-id': _is_id, b'reason': _is_text},
}
_NEEDED = {b'': set[bytes](), _PAIR: {b'source', b'copies'}, _ACCEPT: {*_KINDS[_ACCEPT]}}


def _configuration(tables: dict[bytes, list[Table]], file: str) -> Configuration:
    for header, kinds in _KINDS.items():
        for table in tables[header]:
            is_known = _NEEDED[header] <= table.keys() <= kinds.keys()
            if not is_known or not all(kinds[key](value) for key, value in table.items()):
                raise Unclear
    sources: list[bytes] = [table[b'source'] for table in tables[_PAIR]]
    copies = [copy for table in tables[_PAIR] for copy in table[b'copies']]
    if len({*copies}) < len(copies) or not {*copies}.isdisjoint(sources):
        raise Unclear
    top = tables[b''][0]
    return Configuration(
        file, [_rule(table) for table in tables[_PAIR]],
        [(table[b'path'], table[b'source-id'], table[b'copy-id']) for table in tables[_ACCEPT]],
        forbids_duplicates=top.get(b'duplicates') == b'forbid', has_roots=bool(top.get(b'roots')),
    )


def _rule(table: Table) -> Rule:
    """One `[[pair]]`; Unclear unless its keys go together."""
    rule = Rule(
        table[b'source'], table[b'copies'], is_required=table.get(b'required', False),
        is_strict=b'forbid' in (table.get(b'missing'), table.get(b'extra')),
    )
    places = [rule.source, *rule.copies]
    if rule.is_folder:
        is_right = not rule.globs and b'required' not in table and not any(
            not place.endswith(b'/') or (place is not other and place.startswith(other))
            for place in places for other in places
        )
    else:
        globs = rule.globs if rule.is_required else []
        is_right = table.keys().isdisjoint((b'missing', b'extra')) and not (rule.is_required and not globs)
        is_right = is_right and not any(path.endswith(b'/') for path in table[b'copies'])
        is_right = is_right and not any(b'**' in glob for glob in globs)
    if not is_right:
        raise Unclear
    return rule
