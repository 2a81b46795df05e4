"""The JSON Schema of the configuration, made from the parser's table, in the form that SchemaStore takes.

It is one for both files: SchemaStore applies it to `.sot-guard.toml`, and by `$ref` to `[tool.sot-guard]` of
pyproject.toml. Draft 7, because the editors' TOML plugins know no newer one. What only several keys together can break
(a copy with two sources) and the number of wildcards in a list have no words in it; the parser reports those.
"""
from __future__ import annotations

from typing import Any

from sot_guard.config.keys import Array
from sot_guard.config.keys import Choice
from sot_guard.config.keys import Either
from sot_guard.config.keys import Key
from sot_guard.config.keys import KEYS
from sot_guard.config.keys import Switch
from sot_guard.config.keys import Table
from sot_guard.config.keys import Text
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import text_of

_DOCUMENTATION = 'https://github.com/sot-guard/sot-guard/blob/main/docs/reference.md#configuration'


def config_schema() -> dict[str, Any]:
    """Return the schema as JSON has it."""
    properties = {
        name: {**_key(key), **_default(name), 'x-taplo': {'links': {'key': _DOCUMENTATION}}}
        for name, key in KEYS.items()
    }
    return {
        '$schema': 'http://json-schema.org/draft-07/schema#',
        '$id': 'https://json.schemastore.org/sot-guard.json',
        'title': 'sot-guard',
        'description': f'Configuration of sot-guard, which checks that files match their sources.\n{_DOCUMENTATION}',
        'type': 'object',
        'additionalProperties': False,
        'properties': properties,
        'x-taplo-info': {
            'authors': ['sot-guard (https://github.com/sot-guard/sot-guard)'],
            'patterns': [r'^(.*(/|\\)\.sot-guard\.toml|\.sot-guard\.toml)$'],
        },
    }


def _key(key: Key) -> dict[str, Any]:
    examples = {'examples': list(key.examples)} if key.examples else {}
    return {'description': key.description, **_type(key.type), **examples}


def _type(of: Text | Choice | Switch | Array | Table | Either) -> dict[str, Any]:
    if isinstance(of, Text):
        return {'type': 'string', 'allOf': [{'pattern': rule.pattern} for rule in of.rules]}
    if isinstance(of, Choice):
        return {'type': 'string', 'enum': list(of.words)}
    if isinstance(of, Switch):
        return {'type': 'boolean'}
    if isinstance(of, Either):
        return {'anyOf': [_type(of.words), *map(_type, of.tables)]}
    if isinstance(of, Array):
        bounds = {'minItems': of.min_entries or None, 'maxItems': of.max_entries}
        known = {name: bound for name, bound in bounds.items() if bound is not None}
        return {'type': 'array', 'items': _type(of.item), **known}
    required = [name for name, key in of.keys.items() if key.required]
    return {
        'type': 'object',
        'additionalProperties': False,
        'required': required,
        'properties': {name: _key(key) for name, key in of.keys.items()},
        'x-taplo': {'initKeys': required},
    }


def _default(name: str) -> dict[str, Any]:
    value = getattr(DEFAULT, name.replace('-', '_'))
    if isinstance(value, bytes):
        value = text_of(value)
    return {'default': list(value) if isinstance(value, tuple) else value}
