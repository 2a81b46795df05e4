from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import PairRule
from sot_guard.config.model import Region
from sot_guard.config.model import Word
from sot_guard.config.parse import override
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from tests.support.config_errors import ERRORS

ID = '0123456789' * 4


def parsed(text: str, file: str = '.sot-guard.toml') -> Config:
    config = parse(text.encode(), file)
    assert config is not None
    return config


def errors(text: str | bytes, file: str = '.sot-guard.toml') -> list[str]:
    with pytest.raises(ConfigError) as e:
        parse(text.encode() if isinstance(text, str) else text, file)
    return list(e.value.lines)


def test_every_key() -> None:
    config = parsed(f"""\
docs-dir = "documentation/source/"
roots = ["packages/*", "tools"]
include = ["README.md"]
exclude = ["*.json", "packages/a/LICENSE", "/x.md"]
canonical = ["BUILD_HISTORY.md"]
duplicates = "forbid"
compare = "text"
[[pair]]
source = "docs/index.md"
copies = ["README.md", "é.md"]
[[pair]]
source = "LICENSE"
copies = ["packages/a/LICENSE"]
compare = "exact"
differ = [
    "front-matter", "first-heading", "blank-lines", {{front-matter = ["draft"]}},
    {{from = "a", to = "b", include-to = true}}, {{to = "c"}}, {{source = "npm", copy = "pnpm"}},
]
[[accept]]
path = "GUIDE.md"
source-id = "{ID}"
copy-id = "{ID}{'f' * 24}"
reason = "shortened for the front page"
""")
    assert config._replace(origins=()) == Config(
        docs_dir=b'documentation/source',
        roots=('packages/*', 'tools'),
        include=('README.md',),
        exclude=('*.json', 'packages/a/LICENSE', '/x.md'),
        canonical=('BUILD_HISTORY.md',),
        duplicates='forbid',
        compare='text',
        pair=(
            PairRule(b'docs/index.md', (b'README.md', 'é.md'.encode()), None),
            PairRule(b'LICENSE', (b'packages/a/LICENSE',), 'exact', (
                'front-matter', 'first-heading', 'blank-lines', FrontMatterKeys(('draft',)), Region('a', 'b', True),
                Region(None, 'c', False), Word('npm', 'pnpm'),
            )),
        ),
        accept=(Accepted(b'GUIDE.md', ID, f'{ID}{"f" * 24}', 'shortened for the front page'),),
        file='.sot-guard.toml',
    )
    assert dict(config.origins).keys() == {
        'docs-dir', 'roots', 'include', 'exclude', 'canonical', 'duplicates', 'compare', 'pair', 'accept',
    }


def test_a_section_of_pyproject_toml() -> None:
    assert parsed('[tool.sot-guard]\ncompare = "text"', 'pyproject.toml').compare == 'text'
    assert parse(b'[project]\nname = "sot-guard"', 'pyproject.toml') is None
    assert parse(b'tool = 5\n# sot-guard', 'pyproject.toml') is None
    assert parse(b'not TOML, but nothing of ours', 'pyproject.toml') is None



@pytest.mark.parametrize(('text', 'expected'), ERRORS)
def test_errors_name_file_key_and_remedy(text: str | bytes, expected: list[str]) -> None:
    found = errors(text)
    assert len(found) == len(expected)
    for line, told in zip(found, expected, strict=True):
        whole = f'.sot-guard.toml: {told}'
        assert line == whole or (whole.endswith('...') and line.startswith(whole[:-3]))


@pytest.mark.parametrize('text', ['#' * (256 * 1024), f'# {"." * 300}\n# {"." * 300}\n'], ids=['bytes', 'dots'])
def test_what_is_just_not_too_large_is_read(text: str) -> None:
    assert parsed(text).rule == DEFAULT


def test_errors_in_pyproject_toml_name_the_section() -> None:
    assert errors('[tool.sot-guard]\ncompare = "x"\npair = 1', 'pyproject.toml') == [
        "pyproject.toml: tool.sot-guard.compare: 'x' is not allowed; allowed are exact, text",
        'pyproject.toml: tool.sot-guard.pair: a number or a date is not a list of tables; write [[pair]]',
    ]
    assert errors('[tool]\nsot-guard = "x"', 'pyproject.toml') == [
        "pyproject.toml: tool.sot-guard: 'x' is not a table",
    ]


def test_a_flood_of_errors_is_counted() -> None:
    found = errors(''.join(f'a{i} = 1\n' for i in range(1020)))
    assert len(found) == 21
    assert found[-1] == 'and 1,000 more errors of this kind'


def test_options_add_to_lists_and_replace_the_rest() -> None:
    config = override(parsed('include = ["a"]\ncompare = "text"'), {
        'include': ['b'], 'compare': 'exact', 'docs-dir': 'doc', 'exclude': ['c'],
    })
    assert (config.include, config.exclude, config.compare, config.docs_dir) == (('a', 'b'), ('c',), 'exact', b'doc')
    assert dict(config.origins) == {
        'include': '.sot-guard.toml, --include', 'compare': '--compare', 'docs-dir': '--docs-dir',
        'exclude': '--exclude',
    }


def test_errors_in_options_name_the_option() -> None:
    with pytest.raises(ConfigError, match=r"^--compare: 'x' is not allowed; allowed are exact, text$"):
        override(DEFAULT, {'compare': 'x'})
    canonical = parsed('canonical = ["A.md"]')
    with pytest.raises(ConfigError, match=r"^canonical\[0\]: 'A.md' is excluded too; remove it from canonical"):
        override(canonical, {'exclude': ['A.md']})
    # what contradicts another key is looked for when each of them is right
    with pytest.raises(ConfigError, match=r"^--compare: 'x' is not allowed; allowed are exact, text$"):
        override(canonical, {'exclude': ['A.md'], 'compare': 'x'})


def test_options_name_paths_that_are_not_utf_8_as_the_shell_gives_them() -> None:
    config = override(DEFAULT, {'docs-dir': 'caf\udce9', 'exclude': ['\udcff*']})
    assert (config.docs_dir, config.exclude) == (b'caf\xe9', ('\udcff*',))


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.tuples(
            st.sampled_from(['docs-dir', 'roots', 'include', 'exclude', 'canonical', 'duplicates', 'compare', 'x']),
            st.sampled_from(['"docs"', '["a", "b*"]', '[[]]', '"text"', '"forbid"', '1', '["../x", 2]', '{a=1}', '[']),
        ), max_size=5,
    ).map(lambda items: '\n'.join(f'{key} = {value}' for key, value in items)),
    st.lists(
        st.tuples(st.sampled_from(['pair', 'accept']), st.lists(st.sampled_from([
            'source = "a"', 'copies = ["b"]', 'copies = ["a", "c"]', 'path = "a"', 'reason = "r"', 'compare = "text"',
            f'source-id = "{ID}"', f'copy-id = "{ID}"', 'copies = 5',
        ]), max_size=4)), max_size=4,
    ).map(lambda tables: '\n'.join(f'[[{name}]]\n' + '\n'.join(lines) for name, lines in tables)),
)


@settings(max_examples=300)
@example(b'[[accept]]\n0=1\n' * 5, '.sot-guard.toml')
@given(
    st.binary(max_size=300) | TEXTS.map(lambda text: text.encode('utf-8', 'replace')),
    st.sampled_from(['pyproject.toml', '.sot-guard.toml']),
)
def test_any_bytes_are_a_result_or_errors_of_one_line_each(data: bytes, file: str) -> None:
    if file == 'pyproject.toml':
        data = b'[tool.sot-guard]\n' + data
    lines: Sequence[str] = ()
    try:
        assert isinstance(parse(data, file), Config)
    except ConfigError as e:
        lines = e.lines
    # of very many errors the last line counts those that are left out
    assert all(line.startswith((f'{file}: ', 'and ')) and '\n' not in line for line in lines)


# ---- what a newcomer to TOML writes

@pytest.mark.parametrize('key', ['pair', 'accept'])
def test_a_table_outside_of_the_section_is_no_silent_pass(key: str) -> None:
    text = f'[tool.sot-guard]\ncompare = "text"\n[[{key}]]\nsource = "LICENSE"\n'
    told = f'[[{key}]] is outside of [tool.sot-guard]; write [[tool.sot-guard.{key}]]'
    assert errors(text, 'pyproject.toml') == [f'pyproject.toml: {told}']
    # without a section of ours it is somebody else's
    assert parse(f'[[{key}]]\nname = "sot-guard"\n'.encode(), 'pyproject.toml') is None


def test_a_key_below_a_pair_belongs_above_it() -> None:
    text = '[[pair]]\nsource = "a"\ncopies = ["b"]\nroots = ["packages/*"]\nrots = []\n'
    assert errors(text) == [
        '.sot-guard.toml: pair[0].roots: is inside a [[...]]; move it above the first [[...]]',
        '.sot-guard.toml: pair[0].rots: no such key; allowed are source, copies, compare, differ, missing, extra, '
        'only, exclude, under, required',
    ]


def test_folders_and_globs_of_a_pair() -> None:
    config = parsed("""\
[[pair]]
source = "docs/"
copies = [".", "site/docs/", "packages/*/"]
missing = "forbid"
extra = "forbid"
only = ["guide/", "*.md"]
exclude = ["drafts/**"]
under = "pages/"
[[pair]]
source = "LICENSE"
copies = ["packages/*/LICENSE", "[slug].md"]
required = true
exclude = ["packages/old/LICENSE"]
""")
    assert config.pair == (
        PairRule(
            b'docs/', (b'./', b'site/docs/', b'packages/*/'), None, (), 'forbid', 'forbid', ('guide/', '*.md'),
            ('drafts/**',), b'pages',
        ),
        PairRule(
            b'LICENSE', (b'packages/*/LICENSE', b'[slug].md'), exclude=('packages/old/LICENSE',), required=True,
        ),
    )
    assert [rule.is_folder for rule in config.pair] == [True, False]
