"""What is read without a TOML parser is what the parser reads."""
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.fastpath import parsed
from sot_guard.fastpath import plain
from sot_guard.fastpath.rules import Configuration

FILE = '.sot-guard.toml'
ID = '"' + '1' * 40 + '"'
FOLDERS = '[[pair]]\nsource = "docs/"\ncopies = ["site/docs/"]\n'
GLOB = '[[pair]]\nsource = "LICENSE"\ncopies = ["packages/*/LICENSE"]\n'
ACCEPT = f'[[accept]]\npath = "GUIDE.md"\nsource-id = {ID}\ncopy-id = {ID}\nreason = "two readers, # and all"\n'


def values(config: Configuration | None) -> Any:
    if config is None:
        return None
    return vars(config) | {'rules': [vars(rule) for rule in config.rules]}


def same(text: str) -> bool:
    """Whether a text is read, and then as the parser reads it."""
    config = plain.read(text.encode(), FILE)
    assert config is None or values(config) == values(parsed.read({FILE: text.encode()}))
    return config is not None


@pytest.mark.parametrize('text', [
    '', '# é\n\n', 'include = ["*.json", "/X"]\nexclude = []\n', 'compare = "text"\nduplicates = "forbid"\n',
    FOLDERS, FOLDERS + 'missing = "forbid"\nextra="allow"\n', GLOB, GLOB + 'required = true\n' + FOLDERS, ACCEPT,
    '[[pair]]\n  # both\n\tsource\t= "a"\n  copies = [\n    "b/c",\n    # more\n    "d",\n  ]\n  compare = "text"\n',
    GLOB.replace('*', '**') + 'required = false\n', FOLDERS.replace('docs', '.github/docs'), FOLDERS + ACCEPT,
    FOLDERS + 'differ = ["front-matter", "blank-lines"]\n', 'roots = []\n', 'roots = ["packages/*", "a/b/"]\n',
])
def test_what_most_people_write_is_read(text: str) -> None:
    assert same(text)


@pytest.mark.parametrize('text', [
    # other TOML, or none
    'include = ["a"] # more\n', "include = ['a']\n", 'include = ["""a"""]\n', 'include = ["a" "b"]\n', 'include\n',
    'include = ["a",,]\n', 'include = ["a"\n', 'include = ["a\nb"]\n', 'include = []\ninclude = []\n', '\ufeff# x\n',
    'include = ["\\u0061"]\n', 'include = "a"\n', 'include = [[]]\n', 'include = ["é"]\n', 'include = []\r\n',
    '# \x01\n', '# \x7f\n', '[pair]\n', '[[ pair ]]\n', '"include" = []\n', 'pair = []\n', f'# {"." * 301}\n',
    'x.y = true\n', 'include = [\n', 'include = [""]\n', '= []\n',
    # keys and values that are others, or wrong
    'docs-dir = "d"\n', 'includes = []\n', 'compare = "all"\n', 'duplicates = true\n', 'include = true\n',
    'roots = true\n', 'roots = ["/a"]\n', 'roots = ["**/a"]\n',
    'include = ["a/../b"]\n', 'include = ["**/a"]\n', 'include = ["//a"]\n', 'include = ["a//"]\n',
    'include = ["a b"]\n',
    'include = [' + '"a",' * 301 + ']\n', f'include = ["{"*" * 21}"]\n', 'include = [".GIT/x"]\n', '[[pair]]\n',
    '[[pair]]\nsource = "a"\n', '[[pair]]\ncopies = ["a"]\n', '[[pair]]\nsource = "a"\ncopies = []\n',
    '[[pair]]\nsource = "a*"\ncopies = ["b"]\n', '[[pair]]\nsource = ["a"]\ncopies = ["b"]\n',
    '[[pair]]\nsource = "a"\ncopies = "b"\n', '[[pair]]\nsource = "a"\ncopies = ["b**"]\n',
    '[[pair]]\nsource = "a"\ncopies = ["/b"]\n', FOLDERS + 'only = ["a"]\n',
    FOLDERS + 'differ = ["x"]\n', FOLDERS + 'differ = true\n', FOLDERS + 'differ = [{from = "a"}]\n',
    FOLDERS + 'missing = "never"\n', FOLDERS + 'include = []\n', FOLDERS + 'under = "x"\n',
    ACCEPT.replace('path = "GUIDE.md"\n', ''), ACCEPT.replace('GUIDE.md', 'x/'), ACCEPT.replace('GUIDE.md', 'x*'),
    ACCEPT.replace('"1', '"A'), ACCEPT.replace('"1', '"'), ACCEPT.replace('two', ' two'), ACCEPT.replace('two', 'é'),
    # keys that do not go together
    '[[pair]]\nsource = "a"\ncopies = ["a"]\n', '[[pair]]\nsource = "a"\ncopies = ["b", "b"]\n', FOLDERS + FOLDERS,
    '[[pair]]\nsource = "a"\ncopies = ["b"]\n[[pair]]\nsource = "b"\ncopies = ["a"]\n',
    '[[pair]]\nsource = "a"\ncopies = ["b/"]\n', '[[pair]]\nsource = "a/"\ncopies = ["b"]\n',
    '[[pair]]\nsource = "a/"\ncopies = ["a/b/"]\n', '[[pair]]\nsource = "a/b/"\ncopies = ["a/"]\n',
    '[[pair]]\nsource = "a/"\ncopies = ["*/"]\n', FOLDERS + 'required = true\n', GLOB + 'missing = "allow"\n',
    '[[pair]]\nsource = "a"\ncopies = ["b"]\nrequired = true\n', GLOB.replace('*', '**') + 'required = true\n',
])
def test_all_else_is_left_to_the_parser(text: str) -> None:
    assert not same(text)


def test_what_is_not_utf_8() -> None:
    assert plain.read(b'# \xff\n', FILE) is None


PATHS = ('a', 'b/', 'b/c/', 'd/*/a', '**/a', 'a**', '*', '.', '..', 'x/../y', '.git/x', '', '/a', 'a//b', 'é', 'a b')
STRINGS = st.sampled_from([f'"{path}"' for path in PATHS] + [
    "'a'", '"""a"""', '"a\\n"', '"a', 'a"', ID, '"forbid"', '"first-heading"',
])
SEPARATORS = st.sampled_from((', ', ', ', ',', '\n, ', ',\n # "x"\n ', ' # ],\n, ', ' '))
LISTS = st.tuples(st.lists(STRINGS, max_size=3), SEPARATORS, st.sampled_from(('', ',', '\n', ' # x', ']'))).map(
    lambda parts: f'[{parts[1].join(parts[0])}{parts[2]}]',
)
KEYS = st.sampled_from((
    'roots', 'include', 'exclude', 'compare', 'duplicates', 'source', 'copies', 'missing', 'extra', 'required', 'path',
    'source-id', 'copy-id', 'reason', 'canonical', 'differ', 'x', '"source"', 'a.b', '',
))
VALUES = STRINGS | LISTS | st.sampled_from(('true', 'false', '"allow"', '"text"', '1', '{}', '', 'true false'))
SIGNS, ENDS = st.sampled_from((' = ', '=', '\t=  ', ' ')), st.sampled_from(('', ' # "', ' ', '\r'))
LINES = st.tuples(KEYS, SIGNS, VALUES, ENDS).map(''.join) | st.sampled_from((
    '', '# x', ' # é', '[[pair]]', ' [[pair]] ', '[[accept]]', '[[pair]] # x', '[pair]', '"', ']',
))
# a table that is most probably right, so that what is beside it decides
TABLES = st.tuples(st.sampled_from(('"a"', '"b/"', '"b/c/"')), LISTS, st.lists(LINES, max_size=1)).map(
    lambda parts: f'[[pair]]\nsource = {parts[0]}\ncopies = {parts[1]}\n' + '\n'.join(parts[2]),
)
TEXTS = st.tuples(st.lists(LINES, max_size=2), st.lists(TABLES, max_size=2), st.sampled_from(('', ACCEPT))).map(
    lambda parts: '\n'.join((*parts[0], *parts[1], parts[2])),
)


@settings(max_examples=100)
@given(TEXTS)
@example('include = ["a", # ]\n"b"]\n')
@example('include = ["a" # "b"\n]\n')
def test_a_text_is_read_as_by_the_parser_or_not_at_all(text: str) -> None:
    """plain.py: "whatever is read here is what config/parse.py reads"."""
    same(text)


@pytest.mark.exhaustive
@settings(max_examples=20_000)
@given(TEXTS | st.text(st.sampled_from('ai="[]{}#,.\n \t*/'), max_size=30).map(lambda text: f'include = [{text}'))
def test_many_texts_are_read_as_by_the_parser_or_not_at_all(text: str) -> None:
    same(text)
