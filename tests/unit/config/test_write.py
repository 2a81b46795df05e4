"""What `accept` writes into a configuration changes nothing else in it."""
from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import PairRule
from sot_guard.config.model import Region
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.model import View
from sot_guard.config.model import Word
from sot_guard.config.parse import parse
from sot_guard.config.write import name_list
from sot_guard.config.write import pair_lines
from sot_guard.config.write import toml_string
from sot_guard.config.write import toml_views
from sot_guard.config.write import with_accepted
from sot_guard.errors import ConfigError
from sot_guard.escaping import visible_text

NEW = Accepted(b'p.md', 'a' * 40, 'b' * 40, 'as it is now')
OLD, OTHER = '1' * 40, '2' * 40
ENTRIES = st.sampled_from([
    f'path = "p.md"\nsource-id = "{OLD}"\ncopy-id = "{OTHER}" # c1\nreason = "x"\n',
    f"# c2\nreason = 'x' # c3\n'path' = 'p.md/'\n\n  copy-id = '''{OLD}'''\nsource-id   =   '{OTHER}'\n",
    f'path = "q.md"\nsource-id = "{OLD}"\ncopy-id = "{OTHER}"\nreason = """\\\n  x""" # c4\n',
    f'path = "r.md" # c5\nsource-id = "{OTHER}"\ncopy-id = "{OLD}"\nreason = "\\u0041 #"\n',
])
TABLES = st.lists(st.one_of(
    ENTRIES.map(lambda entry: f'[[accept]] # c6\n{entry}'),
    st.sampled_from([
        '[[pair]]\nsource = "a"\ncopies = [\n  "b", # c7\n]\n', '# c8\n', '\n', '[[pair]]\nsource="c"\ncopies=["d"]',
    ]),
), max_size=5, unique=True)
KEYS = st.sampled_from(['', 'compare = "text" # c9\n', '# c0\n\nexclude = [ "x", ]\n'])
AROUND = st.sampled_from([
    ('', ''), ('[project]\nname = "x"\n', '[tool.x]\naccept = 1\n'), ('[tool.y]\n[project]\n', '[z]\n[tool.x]\n'),
])


def written(text: str, file: str) -> Any:
    found = tomllib.loads(text)
    return found if file == OWN_FILE else found['tool'].pop('sot-guard')


@settings(max_examples=200)
@given(KEYS, TABLES, AROUND, st.booleans(), st.booleans())
def test_all_else_stays(keys: str, tables: list[str], around: tuple[str, str], is_shared: bool, has_crlf: bool) -> None:
    text = keys + ''.join(f'{table}\n' for table in tables)
    file = OWN_FILE
    if is_shared:
        file = SHARED_FILE
        text = f'{around[0]}[tool.sot-guard]\n{text}{around[1]}'.replace('[[', '[[tool.sot-guard.')
    text = text.replace('\n', '\r\n') if has_crlf else text
    config = parse(text.encode(), file)
    assert config is not None
    after = with_accepted(text.encode(), file, config, [NEW]).decode()
    if '\r\n' in text:
        assert after.count('\n') == after.count('\r\n')
    assert [line for line in text.splitlines() if '# c' in line and 'copy-id' not in line and 'reason' not in line] == [
        line for line in after.splitlines() if '# c' in line and 'copy-id' not in line and 'reason' not in line
    ]
    assert text.count('# c') == after.count('# c')
    before, now = written(text, file), written(after, file)
    old, new = before.pop('accept', []), now.pop('accept')
    assert before == now
    stale = [number for number, entry in enumerate(old) if entry['path'].rstrip('/') == 'p.md']
    place = stale[0] if stale else len(old)
    expected = {'source-id': NEW.source_id, 'copy-id': NEW.copy_id, 'reason': NEW.reason}
    assert {key: new[place][key] for key in expected} == expected
    assert [*new[:place], *new[place + 1:]] == [*old[:place], *old[place + 1:]]


def test_two_entries_for_one_configuration() -> None:
    other = NEW._replace(path=b'z.md')
    text = with_accepted(b'', OWN_FILE, DEFAULT, [NEW, other])
    config = parse(text, OWN_FILE)
    assert config is not None and config.accept == (NEW, other)


def test_what_would_be_read_as_something_else_is_refused() -> None:
    with pytest.raises(ConfigError, match='cannot be added to it; add the entry by hand'):
        with_accepted(b'', OWN_FILE, DEFAULT, [NEW._replace(path=b'\xff.md')])


@pytest.mark.parametrize(
    ('text', 'shown'), [
        pytest.param('GUIDE.md', '"GUIDE.md"', id='ASCII'),
        pytest.param('naïve 日本語 🎉', '"naïve 日本語 🎉"', id='letters and pictures'),
        pytest.param('"\\"', r'"\"\\\""', id='what TOML quotes'),
        pytest.param('a\nb\x7f', r'"a\u000ab\u007f"', id='control'),
        pytest.param('\u202e\U000e0041', r'"\u202e\U000e0041"', id='bidi and tags'),
        pytest.param('x ##[error]y', r'"x #\u0023[error]y"', id='GitHub'),
        pytest.param('caf\udce9 \ufffd', '"caf? ?"', id='not UTF-8'),
    ],
)
def test_toml_string(text: str, shown: str) -> None:
    assert toml_string(text) == shown


@given(st.text(st.characters(exclude_categories=['Cs'], exclude_characters='\ufffd')))
def test_a_string_of_toml_means_the_text_and_acts_nowhere(text: str) -> None:
    shown = toml_string(text)
    assert visible_text(shown) == shown
    assert tomllib.loads(f'x = {shown}') == {'x': text}


@pytest.mark.parametrize(
    ('name', 'line'), [
        (b'README.md', 'include = ["README.md"]'),
        (b'a"\\b.md', 'include = ["a\\"\\\\b.md"]'),
        (b'*[x]?.md', 'include = ["[*][[]x][?].md"]'),
        (b'a\n\xff.md', 'include = ["a\\u000a?.md"]'),
        (b'##[x].md', 'include = ["#\\u0023[[]x].md"]'),
        ('é\u202e\U000e0041'.encode(), r'include = ["é\u202e\U000e0041"]'),
    ],
)
def test_name_list(name: bytes, line: str) -> None:
    assert name_list('include', name, DEFAULT) == line
    assert name_list('include', name, Config(roots=('a',))) == line.replace('"', '"/', 1)


def test_a_name_below_a_root_is_a_path_anyway() -> None:
    assert name_list('exclude', b'packages/a/X.md', Config(roots=('packages/*',))) == 'exclude = ["packages/a/X.md"]'


def test_declared_differences_are_read_as_they_were_written() -> None:
    views: tuple[View, ...] = (
        'front-matter', 'first-heading', FrontMatterKeys(('a b', '"c"')), Region('## A', '## B', include_end=True),
        Region('\\x', None), Region(None, 'y'), Word('npm', 'pnpm'),
    )
    text = f'[[pair]]\nsource = "a"\ncopies = ["b"]\ndiffer = {toml_views(views)}\n'
    config = parse(text.encode(), OWN_FILE)
    assert config is not None and config.pair[0].differ == views


def test_every_key_of_a_pair_is_written_as_it_is_read() -> None:
    rules = (
        PairRule(b'a', (b'b', b'c/*')), PairRule(b'L', (b'p/*/L',), 'text', exclude=('p/x/L',), required=True),
        PairRule(b'docs/', (b'./', b's/'), None, ('blank-lines', Word('a', 'b')), 'forbid', 'forbid', ('*.md',),
                 ('x/',), b'pages'),
    )
    text = ''.join(f'[[pair]]\n{"".join(f"{line}{chr(10)}" for line in pair_lines(rule))}' for rule in rules)
    config = parse(text.encode(), '.sot-guard.toml')
    assert config is not None and config.pair == rules
    assert pair_lines(rules[0]) == ['source = "a"', 'copies = ["b", "c/*"]']


# ---- byte by byte

ADDED = (
    f'[[accept]]\npath = "p.md"\nsource-id = "{NEW.source_id}"\ncopy-id = "{NEW.copy_id}"\n'
    'reason = "as it is now"\n'
)


def accepted(text: str, file: str = OWN_FILE, *new: Accepted) -> str:
    config = parse(text.encode(), file) if text else DEFAULT
    assert config is not None
    return with_accepted(text.encode(), file, config, new or [NEW]).decode()


@pytest.mark.parametrize(('before', 'after'), [
    ('', ADDED),
    ('duplicates = "forbid"\n', f'duplicates = "forbid"\n\n{ADDED}'),
    ('duplicates = "forbid"', f'duplicates = "forbid"\n\n{ADDED}'),
    ('duplicates = "forbid"\r\n', f'duplicates = "forbid"\n\n{ADDED}'.replace('\n', '\r\n')),
    ('# x\r\nduplicates = "forbid"', f'# x\nduplicates = "forbid"\n\n{ADDED}'.replace('\n', '\r\n')),
])
def test_a_new_entry_stands_below_everything(before: str, after: str) -> None:
    assert accepted(before) == after


def test_a_list_that_is_written_out_gets_its_new_entries_in_it() -> None:
    entry = f'{{path = "q.md", source-id = "{OLD}", copy-id = "{OTHER}", reason = "x"}}'
    text = f'accept = [{entry}]  # c\n[[pair]]\nsource = "a"\ncopies = ["b"]\n'
    other = NEW._replace(path=b'z.md')
    after = accepted(text, OWN_FILE, NEW, other)
    config = parse(after.encode(), OWN_FILE)
    assert config is not None and config.accept[1:] == (NEW, other)
    assert after.startswith(f'accept = [{entry}, {{path = "p.md", ') and after.endswith(text.partition(']')[2])
    changed = NEW._replace(path=b'q.md')
    assert accepted(text, OWN_FILE, changed) == text.replace(OLD, changed.source_id).replace(
        OTHER, changed.copy_id).replace('"x"', '"as it is now"')


def test_an_entry_that_cannot_be_found_again_is_refused_by_its_name() -> None:
    # to TOML the second line is a part of the reason
    entry = f'source-id = "{OLD}"\ncopy-id = "{OTHER}"\nreason = """x\n[y]"""\n'
    for name in ('p.md', '\u202e.md'):
        new = NEW._replace(path=name.encode())
        with pytest.raises(ConfigError) as e:
            accepted(f'[[accept]]\npath = "{name}"\n{entry}', OWN_FILE, new, NEW._replace(path=b'z.md'))
        shown = 'p.md' if name == 'p.md' else '\\u202e.md'
        assert e.value.lines == [f'{OWN_FILE}: {shown} cannot be added to it; add the entry by hand']


def test_five_of_those_that_cannot_be_added_are_named() -> None:
    with pytest.raises(ConfigError) as e:
        accepted('', OWN_FILE, *(NEW._replace(path=b'%d\xff' % number) for number in range(6)))
    names = ', '.join(f'{number}\\xff' for number in range(5))
    assert e.value.lines == [f'{OWN_FILE}: {names} cannot be added to it; add the entry by hand']


def test_what_would_become_invalid_is_refused_with_the_reason() -> None:
    entry = f'{{path = "q.md", source-id = "{OLD}", copy-id = "{OTHER}", reason = """x\n[y]"""}}'
    with pytest.raises(ConfigError) as e:
        accepted(f'accept = [{entry}]\n')
    (line,) = e.value.lines
    assert line.startswith(f'{OWN_FILE}: adding the entry would make it invalid; add it by hand ({OWN_FILE}: invalid')
