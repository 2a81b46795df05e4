"""The schema of the configuration says what the parser says, for both files."""
from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from referencing import Registry
from referencing import Resource

from sot_guard.config.keys import Array
from sot_guard.config.keys import KEYS
from sot_guard.config.keys import Table
from sot_guard.config.keys import Text
from sot_guard.config.keys import VIEW
from sot_guard.config.model import Config
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.parse import override
from sot_guard.config.parse import parse
from sot_guard.config.schema import config_schema
from sot_guard.errors import ConfigError
from tests.support.config_errors import ERRORS
from tests.support.repo import Run

PROJECT = Path(__file__).parents[3]
SCHEMA = config_schema()
# as SchemaStore joins the schema of a tool to that of pyproject.toml
OF_PROJECT = {'properties': {'tool': {'properties': {'sot-guard': {'$ref': SCHEMA['$id']}}}}}
REGISTRY: Registry[Any] = Registry().with_resource(SCHEMA['$id'], Resource.from_contents(SCHEMA))
OWN = jsonschema.Draft7Validator(SCHEMA)
SHARED = jsonschema.Draft7Validator(OF_PROJECT, registry=REGISTRY)

# errors of the parser that no JSON Schema can have: of several keys together, and of the text
BEYOND = {
    'a region without ends', 'include-to without to', 'a region of no lines', 'a word in its copy',
    'many folders', 'two sources', 'its own copy', 'folders in each other', 'a folder under itself',
    'folders that two pairs name',
    'keys of folders', 'required and **', 'a circle', 'a copy beside a circle', 'canonical and excluded',
    'not TOML', 'deep', 'a long number', 'a long key', 'line 3', 'efbbbf', 'fffe', 'feff', 'not UTF-8', 'large',
}
EXAMPLES = [
    pytest.param(text, id=f'{page.name}: {text.splitlines()[0]}')
    for page in (PROJECT / 'README.md', PROJECT / 'docs/reference.md')
    for text in re.findall(r'(?ms)^```toml\n(.*?)^```$', page.read_text())
]


def in_project(text: str) -> str:
    """A configuration as pyproject.toml has it."""
    return '[tool.sot-guard]\n' + re.sub(r'(?m)^\[\[(\w+)\]\]', r'[[tool.sot-guard.\1]]', text)


def test_it_is_a_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    # SchemaStore refuses a schema without these
    assert SCHEMA['$id'].startswith('https://json.schemastore.org/')
    assert SCHEMA['$schema'] == 'http://json-schema.org/draft-07/schema#'
    assert re.search(SCHEMA['x-taplo-info']['patterns'][0], f'/home/x/{OWN_FILE}')


def test_the_command_prints_it(run: Run) -> None:
    status, out, err = run('schema', 'config')
    assert (status, json.loads(out), err) == (0, SCHEMA, '')
    assert run('schema', 'report') == run('schema')
    assert json.loads(run('schema').out)['title'] == 'The JSON report of sot-guard'
    assert run('schema', 'pairs').status == 2


def test_every_key_of_the_configuration_is_in_it_with_its_default() -> None:
    assert SCHEMA['properties'].keys() == {
        field.replace('_', '-') for field in Config._fields if field not in ('file', 'origins')
    }
    for name, of in SCHEMA['properties'].items():
        assert parse(f'{name} = {json.dumps(of["default"])}'.encode(), OWN_FILE) is not None
        assert of['x-taplo']['links']['key'].endswith('/docs/reference.md#configuration')


def keys(table: dict[str, Any], path: str = '') -> dict[str, dict[str, Any]]:
    """The schema of each key, by its path."""
    found = {}
    for name, of in table['properties'].items():
        found[f'{path}{name}'] = of
        if 'properties' in of.get('items', {}):
            found |= keys(of['items'], f'{path}{name}.')
    return found


@pytest.mark.parametrize(('path', 'of'), keys(SCHEMA).items())
def test_every_key_is_described_and_its_examples_are_allowed(path: str, of: dict[str, Any]) -> None:
    assert len(of['description']) > 10 and of['description'].endswith('.')
    assert of.get('examples') or path == 'accept'
    for example in of.get('examples', ()):
        jsonschema.validate(example, of, cls=jsonschema.Draft7Validator)
        if '.' not in path:
            override(Config(), {path: example})


@pytest.mark.parametrize('text', EXAMPLES)
def test_every_example_of_the_documents_validates(text: str) -> None:
    OWN.validate(tomllib.loads(text))
    SHARED.validate(tomllib.loads(in_project(text)))
    assert parse(text.encode(), OWN_FILE)
    assert parse(in_project(text).encode(), SHARED_FILE)


@pytest.mark.parametrize('text', [pytest.param(case.values[0], id=case.id) for case in ERRORS if case.id not in BEYOND])
def test_every_error_of_the_parser_fails(text: str) -> None:
    assert not OWN.is_valid(tomllib.loads(text))
    assert not SHARED.is_valid(tomllib.loads(in_project(text)))
    with pytest.raises(ConfigError):
        parse(in_project(text).encode(), SHARED_FILE)


def test_what_no_schema_can_say_is_listed() -> None:
    assert {str(case.id) for case in ERRORS} >= BEYOND
    assert not SHARED.is_valid({'tool': {'sot-guard': 'x'}})


def test_bounds_are_those_of_the_parser() -> None:
    for count, allowed in ((1000, True), (1001, False)):
        names = [f'n{number}' for number in range(count)]
        assert OWN.is_valid({'include': names}) is allowed
        if not allowed:
            with pytest.raises(ConfigError, match=r'^--include: has more than 1,000 entries$'):
                override(Config(), {'include': names})
    with pytest.raises(ConfigError, match=r'^--include: has more than 50 entries with wildcards$'):
        override(Config(), {'include': [f'n{number}*' for number in range(51)]})
    assert override(Config(), {'include': [f'n{number}*' for number in range(50)]})


STRINGS = st.text('aA.gGiItT/\\*?[ \n\u00a0\ufeff\0é0f', max_size=8) | st.sampled_from([
    '.git', 'a/.GIT', '.git/x', 'a/', 'a//', '..', 'a/..', '..\n', '*' * 21, '*a' * 20, '0' * 40, 'f' * 64, '0' * 50,
    'exact', 'text', 'forbid', 'allow', '*a?' * 10, '[' * 21,
])


def is_allowed(key: str, value: Any) -> bool:
    try:
        override(Config(), {key: value})
    except ConfigError:
        return False
    return True


def documents(value: str) -> Iterator[tuple[str, Any]]:
    """Each key of the table with this string in it, the rest of it being right."""
    for name, key in KEYS.items():
        if not isinstance(key.type, Array):
            yield name, value
        elif isinstance(key.type.item, Text):
            yield name, [value]
    pair = {'source': 'q', 'copies': ['z'], 'compare': 'text'}
    accept = {'path': 'q', 'source-id': '0' * 40, 'copy-id': '0' * 40, 'reason': 'z'}
    folders = pair | {'source': 'q/', 'copies': ['z/']}
    is_folder = value.endswith('/') or value == '.'
    for name in pair:
        yield 'pair', [{**(folders if is_folder else pair), name: [value] if name == 'copies' else value}]
    yield from (('pair', [{**folders, name: [value]}]) for name in ('only', 'exclude'))
    yield from (('pair', [{**folders, name: value}]) for name in ('under', 'missing', 'extra', 'required'))
    yield from (('accept', [{**accept, name: value}]) for name in accept)


@given(STRINGS)
def test_parser_and_schema_allow_the_same_strings(value: str) -> None:
    """A pattern of the table means the same to the parser and to a validator."""
    for key, document in documents(value):
        assert OWN.is_valid({key: document}) is is_allowed(key, document), key


def test_every_problem_of_the_table_is_in_the_reference() -> None:
    rows = (PROJECT / 'docs/reference.md').read_text().partition('<details>')[2].partition('</details>')[0]
    listed = [key.type.item if isinstance(key.type, Array) else key.type for key in KEYS.values()]
    texts = [of for of in listed if isinstance(of, Text)]
    texts += [key.type for of in listed if isinstance(of, Table) for key in of.keys.values()
              if isinstance(key.type, Text)]
    texts += [key.type for table in VIEW.tables for key in table.keys.values() if isinstance(key.type, Text)]
    problems = {rule.problem.partition(';')[0].partition(',')[0] for text in texts for rule in text.rules}
    assert len(problems) == 9
    assert {problem for problem in problems if problem not in rows} == set()
