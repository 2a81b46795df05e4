"""Texts of a configuration that are errors, and the lines that say so."""
from __future__ import annotations

import pytest

NO_PATH = 'must be a path inside the repository, with / between its parts and without . and ..'

PAIR = '[[pair]]\nsource = "a"\ncopies = ["b"]\n'

# the schema is tried on them too
ERRORS = [
    pytest.param('inclde = []', ['inclde: no such key; did you mean include?'], id='a typing error'),
    pytest.param(
        'x = 1',
        [
            'x: no such key; allowed are docs-dir, roots, include, exclude, canonical, duplicates, compare, pair, '
            'accept',
        ],
        id='an unknown key',
    ),
    pytest.param('"a\\u001bb" = 1', ['a\\x1bb: no such key; allowed are docs-dir, ...'], id='a key that acts'),
    pytest.param(
        f'{"k" * 61} = 1\n[[pair]]\nsource = "a"\ncopies = ["b"]\n"" = 2', [
            f'{"k" * 60}: no such key; allowed are docs-dir, ...',
            'pair[0].: no such key; allowed are source, copies, compare, differ, missing, extra, only, exclude, '
            'under, required',
        ], id='keys that are too long or empty',
    ),
    pytest.param('include = "x"', ["include: 'x' is not a list of names, which may have wildcards"], id='no list'),
    pytest.param(
        'include = [1, true, [], {}, 1979-05-27]',
        [
            'include[0]: a number or a date is not a string', 'include[1]: true or false is not a string',
            'include[2]: a list is not a string', 'include[3]: a table is not a string',
            'include[4]: a number or a date is not a string',
        ], id='no string',
    ),
    pytest.param('exclude = ["", " x"]', [
        "exclude[0]: '' is empty, or has white space around it",
        "exclude[1]: ' x' is empty, or has white space around it",
    ], id='empty'),
    pytest.param('exclude = ["**/x"]', [
        "exclude[0]: '**/x' has **, which is not supported here; write one pattern per depth",
    ], id='two stars'),
    pytest.param('docs-dir = "../x"', [f"docs-dir: '../x' {NO_PATH}"], id='outside'),
    pytest.param('docs-dir = "/x"', [f"docs-dir: '/x' {NO_PATH}"], id='absolute'),
    pytest.param('roots = ["/x"]', [f"roots[0]: '/x' {NO_PATH}"], id='absolute root'),
    pytest.param('exclude = ["/", "//x", "/.git"]', [
        f"exclude[0]: '/' {NO_PATH}", f"exclude[1]: '//x' {NO_PATH}", "exclude[2]: '/.git' is inside .git",
    ], id='no path from the top level'),
    pytest.param('docs-dir = "."', [f"docs-dir: '.' {NO_PATH}"], id='the top level'),
    pytest.param('docs-dir = "a\\\\b"', [rf"docs-dir: 'a\\b' {NO_PATH}"], id='backslash'),
    pytest.param('docs-dir = "a\\u0000b"', [rf"docs-dir: 'a\x00b' {NO_PATH}"], id='NUL'),
    pytest.param('docs-dir = ".GIT/x"', ["docs-dir: '.GIT/x' is inside .git"], id='.git'),
    # other spellings of it, on Windows and macOS
    pytest.param('roots = ["a/GIT~1", ".git.", ".git . .", "b/.git::$INDEX_ALLOCATION/x", ".g\\u200cit"]', [
        "roots[0]: 'a/GIT~1' is inside .git", "roots[1]: '.git.' is inside .git", "roots[2]: '.git . .' is inside .git",
        "roots[3]: 'b/.git::$INDEX_ALLOCATION/x' is inside .git", r"roots[4]: '.g\u200cit' is inside .git",
    ], id='.git by another name'),
    pytest.param('roots = ["a/../b"]', [f"roots[0]: 'a/../b' {NO_PATH}"], id='dots'),
    pytest.param('canonical = ["docs/X.md"]', [
        "canonical[0]: 'docs/X.md' must be a file name without a folder",
    ], id='no name'),
    pytest.param('canonical = [".", "..", ""]', [
        "canonical[0]: '.' must be a file name without a folder",
        "canonical[1]: '..' must be a file name without a folder",
        "canonical[2]: '' is empty, or has white space around it",
    ], id='no name of a file'),
    pytest.param(f'duplicates = "{"x" * 58}"\ncompare = "{"x" * 59}"', [
        f"duplicates: '{'x' * 58}' is not allowed; allowed are allow, forbid",
        f"compare: '{'x' * 59}... is not allowed; allowed are exact, text",
    ], id='a long value is cut'),
    pytest.param('duplicates = "forbit"', ["duplicates: 'forbit' is not allowed; did you mean forbid?"], id='a'),
    pytest.param('compare = 1', ['compare: a number or a date is not allowed; allowed are exact, text'], id='b'),
    pytest.param('pair = {}', ['pair: a table is not a list of tables; write [[pair]]'], id='[pair]'),
    pytest.param(
        'roots = 1\nexclude = 1\ncanonical = 1\naccept = 1\n'
        '[[pair]]\nsource = "a"\ncopies = 1\ncompare = "texts"', [
            'roots: a number or a date is not a list of folders, which may have wildcards',
            'exclude: a number or a date is not a list of names, which may have wildcards',
            'canonical: a number or a date is not a list of names',
            'pair[0].copies: a number or a date is not a list of paths',
            "pair[0].compare: 'texts' is not allowed; did you mean text?",
            'accept: a number or a date is not a list of tables; write [[accept]]',
        ], id='no lists',
    ),
    pytest.param('pair = [5, "x"]', [
        'pair[0]: a number or a date is not a table with the keys source, copies, compare, differ, missing, extra, '
        'only, exclude, under, required',
        "pair[1]: 'x' is not a table with the keys source, copies, compare, differ, missing, extra, only, exclude, "
        'under, required',
    ], id='no table'),
    pytest.param('[[pair]]\nsuorce = "a"\ncopies = ["b"]', [
        'pair[0]: the key source is missing', 'pair[0].suorce: no such key; did you mean source?',
    ], id='a typing error in a table'),
    pytest.param('[[pair]]\nsource = "a"\ncopies = []', ["pair[0].copies: is empty; name at least one"],
                 id='no copies'),
    pytest.param('[[pair]]\nsource = "a"\ncopies = ["b"]\n[[pair]]\nsource = "c"\ncopies = ["b"]', [
        "pair[1].copies[0]: 'b' is already a copy in pair[0].copies[0]; a copy has one source",
    ], id='two sources'),
    pytest.param(''.join(f'[[pair]]\nsource = "s{number}/"\ncopies = ["c{number}/"]\n' for number in range(200)) + (
        '[[pair]]\nsource = "x"\ncopies = ["a/*", "y"]\n'
    ), ['pair: has more than 200 copies that are folders or globs; write globs that mean several'], id='many folders'),
    pytest.param('[[pair]]\nsource = "docs/"\ncopies = ["site", "docs/site/", "./"]\n[[pair]]\nsource = "a/b/"\n'
                 'copies = ["a/"]', [
        "pair[0].copies[0]: 'site' is no folder, but the source is; write 'site/'",
        "pair[0].copies[1]: 'docs/site/' is inside its source 'docs/'; choose folders of which neither is inside the "
        'other',
        "pair[1].copies[0]: the source 'a/b/' is inside 'a/'; choose folders of which neither is inside the other",
    ], id='folders in each other'),
    pytest.param('[[pair]]\nsource = "docs/"\ncopies = ["."]\nunder = "docs/site"', [
        "pair[0].copies[0]: './' is inside its source 'docs/'; choose folders of which neither is inside the other",
    ], id='a folder under itself'),
    pytest.param('[[pair]]\nsource = "docs/"\ncopies = ["a/b/"]\n[[pair]]\nsource = "src/"\ncopies = ["a/"]\n'
                 'under = "b/"\n[[pair]]\nsource = "x/"\ncopies = ["p/*/"]\n'
                 '[[pair]]\nsource = "y/"\ncopies = ["p/*/"]', [
        "pair[1].copies[0]: 'a/' is already a copy in pair[0].copies[0]; a copy has one source",
        "pair[3].copies[0]: 'p/*/' is already a copy in pair[2].copies[0]; a copy has one source",
    ], id='folders that two pairs name'),
    pytest.param('[[pair]]\nsource = "LICENSE"\ncopies = ["packages/", "."]\nmissing = "forbid"\nextra = "forbid"\n'
                 'only = ["a"]\nexclude = ["b"]\nunder = "c"\nrequired = true', [
        *(f"pair[0].{key}: is for folders; write 'LICENSE/' if the source is one, or remove it"
          for key in ('missing', 'extra', 'only', 'under')),
        'pair[0].exclude: no copy is a folder or a glob; remove it, or move it above the first [[...]]',
        'pair[0].required: is for copies that are globs of files; remove it',
        "pair[0].copies[0]: 'packages/' is a folder, but the source is a file; write 'packages/LICENSE'",
        "pair[0].copies[1]: './' is a folder, but the source is a file; write 'LICENSE'",
    ], id='keys of folders'),
    pytest.param('[[pair]]\nsource = "LICENSE"\ncopies = ["**/LICENSE", "p/*/LICENSE"]\nrequired = true\n[[pair]]\n'
                 'source = "a/"\ncopies = ["b/"]\nrequired = true', [
        "pair[0].required: '**/LICENSE' has **, so its folders are not known; write one pattern per depth",
        'pair[1].required: is for copies that are globs of files; remove it',
    ], id='required and **'),
    pytest.param('[[pair]]\nsource = "docs/*"\ncopies = ["a**", "/x", "../y", "*.m*d/**/x?"]\nrequired = 1\n'
                 'missing = "no"', [
        "pair[0].source: 'docs/*' has a wildcard; a source is one file or one folder",
        "pair[0].copies[0]: 'a**' has ** beside other letters; write **/ or /** for any folders",
        "pair[0].copies[1]: '/x' must be a path inside the repository, with / between its parts and without . and ..",
        "pair[0].copies[2]: '../y' must be a path inside the repository, with / between its parts and without . and ..",
        "pair[0].missing: 'no' is not allowed; allowed are allow, forbid",
        'pair[0].required: a number or a date is not true or false',
    ], id='globs'),
    pytest.param('[[pair]]\nsource = "a"\ncopies = ["a"]', [
        "pair[0].copies[0]: 'a' is its own source; remove it",
    ], id='its own copy'),
    pytest.param('[[pair]]\nsource = "a"\ncopies = ["b"]\n[[pair]]\nsource = "b"\ncopies = ["a"]', [
        "pair[0].copies[0]: 'b' and 'a' are copies of each other; keep one",
        "pair[1].copies[0]: 'a' and 'b' are copies of each other; keep one",
    ], id='a circle'),
    pytest.param('[[pair]]\nsource = "a"\ncopies = ["b", "c"]\n[[pair]]\nsource = "b"\ncopies = ["a"]', [
        "pair[0].copies[0]: 'b' and 'a' are copies of each other; keep one",
        "pair[1].copies[0]: 'a' and 'b' are copies of each other; keep one",
    ], id='a copy beside a circle'),
    pytest.param(f'{PAIR}differ = "front-matter"', [
        "pair[0].differ: 'front-matter' is not a list of what may differ",
    ], id='differ is no list'),
    pytest.param(f'{PAIR}differ = ["front_matter", 1, {{}}, {{front-matter = "x"}}, {{front-matter = []}}]', [
        "pair[0].differ[0]: 'front_matter' is not allowed; did you mean front-matter?",
        'pair[0].differ[1]: a number or a date is not allowed; allowed are front-matter, first-heading, blank-lines',
        'pair[0].differ[2]: a table is not allowed; allowed are front-matter, first-heading, blank-lines',
        "pair[0].differ[3].front-matter: 'x' is not a list of keys",
        'pair[0].differ[4].front-matter: is empty; name at least one',
    ], id='what may differ'),
    pytest.param(
        f'{PAIR}differ = [{{from = "a", source = "b"}}, {{source = "b"}}, {{from = "a\\nb"}}, '
        '{to = "a", include-to = "x"}]', [
            'pair[0].differ[0].source: no such key; allowed are from, to, include-to',
            'pair[0].differ[1]: the key copy is missing',
            "pair[0].differ[2].from: 'a\\nb' has a line break; write one line",
            "pair[0].differ[3].include-to: 'x' is not true or false",
        ], id='tables of what may differ',
    ),
    pytest.param(f'{PAIR}differ = [{{include-to = false}}]', [
        'pair[0].differ[0]: needs from or to; name the first line, or the line behind the last one',
    ], id='a region without ends'),
    pytest.param(f'{PAIR}differ = [{{from = "a", include-to = true}}]', [
        'pair[0].differ[0]: has include-to without to; name the last line as to',
    ], id='include-to without to'),
    pytest.param(f'{PAIR}differ = [{{from = "a", to = "a"}}]', [
        'pair[0].differ[0]: has one line as from and to; name two',
    ], id='a region of no lines'),
    pytest.param(f'{PAIR}differ = [{{source = "a", copy = "b a"}}]', [
        'pair[0].differ[0]: has a copy that contains source; name a longer word',
    ], id='a word in its copy'),
    pytest.param('[[accept]]\npath = "a"\nsource-id = "abc"\ncopy-id = 1\nreason = ""', [
        "accept[0].source-id: 'abc' must be a full object id: 40 or 64 digits of 0-9a-f",
        'accept[0].copy-id: a number or a date is not a string',
        "accept[0].reason: '' is empty, or has white space around it",
    ], id='accept'),
    pytest.param('canonical = ["A.md"]\nexclude = ["*.md"]', [
        "canonical[0]: 'A.md' is excluded too; remove it from canonical or from exclude",
    ], id='canonical and excluded'),
    pytest.param('x = ', ['invalid TOML: Invalid value (at ...'], id='not TOML'),
    pytest.param('x = ' + '[' * 50_000, ['nested too deeply; write fewer levels'], id='deep'),
    pytest.param('x = ' + '9' * 5000, ['invalid TOML: Exceeds the limit...'], id='a long number'),
    pytest.param('x' + '.x' * 301 + ' = 1', ['line 1: has more than 300 dots; shorten the key'], id='a long key'),
    pytest.param(f'a.b = 1\n# X\n{"x." * 300}.\n', ['line 3: has more than 300 dots; shorten the key'], id='line 3'),
    *(pytest.param(
        mark, ['begins with a byte order mark (BOM); save it as UTF-8 without BOM'], id=mark.hex(),
    ) for mark in (b'\xef\xbb\xbf', b'\xff\xfe', b'\xfe\xff')),
    pytest.param(b'\xff', ['not UTF-8 (byte 0); save it as UTF-8'], id='not UTF-8'),
    pytest.param(b'#' * (256 * 1024 + 1), [
        'larger than 262,144 bytes; keep the configuration in .sot-guard.toml',
    ], id='large'),
]
