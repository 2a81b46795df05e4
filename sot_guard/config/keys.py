"""The table of the keys: what each means and which values it takes. The parser and the schema are made from it.

The patterns use only what the regular expressions of Python and of ECMAScript (which JSON Schema uses) have in common.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from sot_guard.config.model import Accepted
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import PairRule
from sot_guard.config.model import Region
from sot_guard.config.model import TOP
from sot_guard.config.model import Word

# every path may be held against every pattern, and compiling a pattern of many wildcards takes long
_MAX_ENTRIES = 1000
_MAX_PATTERNS = 50
_MAX_WILDCARDS = 20
_MAX_VIEWS = 20


class Rule(NamedTuple):
    """What a string has to be."""

    # a regular expression that is found in each allowed value
    pattern: str
    # what is said of any other value, behind that value
    problem: str


class Text(NamedTuple):
    """A string: the first rule that it breaks is reported."""

    rules: tuple[Rule, ...]
    # the string as the configuration keeps it
    make: Callable[[str], Any] = str


class Choice(NamedTuple):
    """One of some words."""

    words: tuple[str, ...]


class Switch(NamedTuple):
    """`true` or `false`."""


class Table(NamedTuple):
    """A table with these keys."""

    keys: Mapping[str, Key]
    # the record of its values, by keyword
    make: Callable[..., Any]
    # what is wrong with a record whose values are right; '' for nothing
    problem: Callable[[Any], str] = lambda _: ''


class Either(NamedTuple):
    """One of some words, or a table of one of some kinds."""

    words: Choice
    tables: tuple[Table, ...]


class Array(NamedTuple):
    """A list of strings or of tables."""

    item: Text | Table | Either
    # what it is a list of, in words
    of: str
    min_entries: int = 0
    # None: any number
    max_entries: int | None = None
    # of entries with wildcards
    max_patterns: int | None = None


class Key(NamedTuple):
    """A key of a table."""

    type: Text | Choice | Switch | Array
    # what it does, for readers of the schema
    description: str
    # values as they are written in TOML
    examples: tuple[Any, ...]
    required: bool = False


def _bytes(path: str) -> bytes:
    return path.removesuffix('/').encode('utf-8', 'surrogateescape')


def _place(path: str) -> bytes:
    """A file, or a folder with `/` at its end."""
    return TOP if path in ('.', './') else path.encode('utf-8', 'surrogateescape')


_TEXT = (
    Rule(r'^(?!\s)(?![\s\S]*\s$)[\s\S]', 'is empty, or has white space around it'),
)
# .git as HFS+ spells it too, which takes no notice of these characters; NTFS has short names, and ignores what follows
_IGNORED = r'[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]*'
_DOT_GIT = _IGNORED.join(('', r'\.', '[Gg]', '[Ii]', '[Tt]', ''))
_PATH = (
    *_TEXT,
    Rule(
        r'^(?!/)(?![\s\S]*(?://|[\\\u0000]))(?!(?:[\s\S]*/)?\.\.?(?:/|$))',
        'must be a path inside the repository, with / between its parts and without . and ..',
    ),
    Rule(rf'^(?!(?:[\s\S]*/)?(?:{_DOT_GIT}|[Gg][Ii][Tt]~[0-9]+)[ .]*(?::[^/]*)?(?:/|$))', 'is inside .git'),
)
_GLOB = (
    *_PATH,
    Rule(rf'^(?:[^*?\[]*[*?\[]){{0,{_MAX_WILDCARDS}}}[^*?\[]*$', f'has more than {_MAX_WILDCARDS} wildcards'),
    Rule(r'^(?![\s\S]*\*\*)', 'has **, which is not supported here; write one pattern per depth'),
)
_DEEP = (
    *_PATH,
    _GLOB[-2],
    Rule(r'^(?![\s\S]*[^/]\*\*)(?![\s\S]*\*\*[^/])', 'has ** beside other letters; write **/ or /** for any folders'),
)
_SOURCE = (*_PATH, Rule(r'^[^*]*$', 'has a wildcard; a source is one file or one folder'))
_COPY = tuple(Rule(rf'^\./?$|{rule.pattern}', rule.problem) for rule in _DEEP)
# one that begins with / is a path from the top level, as in .gitignore
_NAMED = tuple(Rule(rule.pattern.replace('^(?!/)', '^/?(?!/|$)'), rule.problem) for rule in _GLOB)
_NAME = (*_TEXT, Rule(r'^(?!\.\.?$)[^/]*$', 'must be a file name without a folder'))
_OBJECT_ID = (
    *_TEXT,
    Rule(r'^(?:[0-9a-f]{40}|[0-9a-f]{64})$', 'must be a full object id: 40 or 64 digits of 0-9a-f'),
)
_COMPARE = Choice(('exact', 'text'))


def _globs(of: str, rules: tuple[Rule, ...]) -> Array:
    return Array(Text(rules, lambda text: text.removesuffix('/')), of, 0, _MAX_ENTRIES, _MAX_PATTERNS)


def _region(**values: Any) -> Region:
    return Region(values.get('from'), values.get('to'), values.get('include_to', False))


def _problem_of_region(region: Region) -> str:
    if region.start is None and region.end is None:
        return 'needs from or to; name the first line, or the line behind the last one'
    if region.include_end and region.end is None:
        return 'has include-to without to; name the last line as to'
    return 'has one line as from and to; name two' if region.start == region.end else ''


def _problem_of_word(word: Word) -> str:
    inside = re.search(rf'(?<!\w){re.escape(word.source)}(?!\w)', word.copy)
    return 'has a copy that contains source; name a longer word' if inside else ''


_LINE = (*_TEXT, Rule(r'^(?![\s\S]*[\r\n])', 'has a line break; write one line'))
VIEW = Either(Choice(('front-matter', 'first-heading', 'blank-lines')), (
    Table({
        'front-matter': Key(
            Array(Text(_LINE), 'keys', 1, _MAX_ENTRIES), 'The keys of the front matter that may differ.',
            (['description', 'permalink'],), True,
        ),
    }, lambda **values: FrontMatterKeys(values['front_matter'])),
    Table({
        'from': Key(Text(_LINE), 'The first line of a region; without it, that of the file.', ('## Badges',)),
        'to': Key(Text(_LINE), 'The line below the region; without it, the end of the file.', ('## Usage',)),
        'include-to': Key(Switch(), 'Whether the line `to` is a part of the region.', (True,)),
    }, _region, _problem_of_region),
    Table({
        'source': Key(Text(_LINE), 'A word of the source.', ('AGENTS.md',), True),
        'copy': Key(Text(_LINE), 'The word of the copy in its place.', ('CLAUDE.md',), True),
    }, Word, _problem_of_word),
))
def _deep_globs() -> Array:
    return Array(Text(_DEEP), 'names or paths, which may have wildcards', 0, _MAX_ENTRIES, _MAX_PATTERNS)


PAIR = Table({
    'source': Key(
        Text(_SOURCE, _place), 'The file, or with `/` at its end the folder, that holds the truth: a path from the top '
        'level.', ('README.md', 'LICENSE', 'docs/'), True,
    ),
    'copies': Key(
        Array(Text(_COPY, _place), 'paths', 1, None, _MAX_PATTERNS),
        'The files, or with `/` at their end the folders, that must equal it: paths from the top level, which may have '
        'wildcards. `**` stands for any number of folders; the folder `.` is the top level.',
        (['docs/index.md'], ['packages/*/LICENSE'], ['site/docs/']), True,
    ),
    'compare': Key(_COMPARE, 'Overrides the key `compare` of the top level for this pair.', ('text',)),
    'differ': Key(
        Array(VIEW, 'what may differ', 0, _MAX_VIEWS),
        'What may differ between the source and its copies: it is set aside before they are compared.',
        (['front-matter', 'first-heading'], [{'from': '## Badges', 'to': '## Usage'}]),
    ),
    'missing': Key(
        Choice(('allow', 'forbid')), 'Of folders: whether the copy may lack files of the source.', ('forbid',),
    ),
    'extra': Key(
        Choice(('allow', 'forbid')), 'Of folders: whether the copy may have files that the source lacks.', ('forbid',),
    ),
    'only': Key(
        _deep_globs(), 'Of folders: compare these files alone. A pattern without `/` is the name of a file or folder, '
        'at any depth; one with `/` is a path below the folder.', (['alpha', 'beta'], ['*.json'], ['guide/**/*.md']),
    ),
    'exclude': Key(
        _deep_globs(), 'Do not compare these files of a folder (patterns as in `only`), or these matches of a glob '
        '(paths from the top level).', (['README.md'], ['packages/legacy/LICENSE']),
    ),
    'under': Key(
        Text(_PATH, _bytes), 'Of folders: the folder below each copy that holds the files.', ('documentation',),
    ),
    'required': Key(
        Switch(), "Of globs: whether each folder that the glob's parent matches must hold a copy.", (True,),
    ),
}, PairRule)
ACCEPT = Table({
    'path': Key(Text(_PATH, _bytes), 'The copy: a path from the top level.', ('GUIDE.md',), True),
    'source-id': Key(
        Text(_OBJECT_ID), "The accepted object id of the source, as the report's `git diff` names it.",
        ('61780798228d17af2d34fce4cfbdf35556832472',), True,
    ),
    'copy-id': Key(
        Text(_OBJECT_ID), 'The accepted object id of the copy.', ('93829c7b4af9dfbeea3b31395b042a614d7a190d',), True,
    ),
    'reason': Key(Text(_TEXT), 'Why they differ, for the next reader.', ('the front page has a short version',), True),
}, Accepted)
KEYS: Mapping[str, Key] = {
    'docs-dir': Key(
        Text(_PATH, _bytes), 'The folder of the sources, below each root.', ('docs', 'documentation/source'),
    ),
    'roots': Key(
        _globs('folders, which may have wildcards', _GLOB),
        'Folders with a docs folder of their own, in addition to the top level. No wildcard matches a `/`.',
        (['packages/*'],),
    ),
    'include': Key(
        _globs('names, which may have wildcards', _NAMED),
        'Check these too, although they are not documentation file names. A pattern without `/` matches file names in '
        'every root, one with `/` matches paths from the top level: `/X` is X at the top level only.',
        (['README.md'], ['*.json']),
    ),
    'exclude': Key(
        _globs('names, which may have wildcards', _NAMED),
        'Do not check these. Takes precedence over everything but `[[pair]]`; patterns as in `include`.',
        (['*.json', '/NOTES.md', 'packages/a/LICENSE'],),
    ),
    'canonical': Key(
        Array(Text(_NAME), 'names', 0, _MAX_ENTRIES, _MAX_PATTERNS),
        'Names of files that must be in the docs folder: the check fails if one is only at the root.',
        (['BUILD_HISTORY.md'],),
    ),
    'duplicates': Key(Choice(('allow', 'forbid')), 'Whether identical copies are allowed.', ('forbid',)),
    'compare': Key(
        _COMPARE, 'Whether all bytes count (`exact`), or line endings, byte order mark and final newline do not '
        '(`text`).', ('text',),
    ),
    'pair': Key(Array(PAIR, 'tables; write [[pair]]'), 'A source and its copies, at any paths.', (
        [{'source': 'README.md', 'copies': ['docs/index.md']}],
    )),
    'accept': Key(
        Array(ACCEPT, 'tables; write [[accept]]'),
        'A copy that may differ from its source, for exactly these contents. `sot-guard accept` adds it.', (),
    ),
}
