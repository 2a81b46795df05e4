from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import Difference
from sot_guard.commands import details
from tests.stories.test_printed_commands import cures
from tests.stories.test_printed_commands import shell
from tests.support.repo import Repo
from tests.support.repo import Run

MARKDOWN = {'markdown', 'text'}
LFS = b'version https://git-lfs.github.com/spec/v1\noid sha256:' + b'0' * 64 + b'\nsize 5\n'


def titles(told: Difference) -> list[str]:
    return [part.title for part in told.copy.parts]


# ---- the kind of difference, and the remedy that cures it

KINDS = [
    pytest.param('GUIDE.md', b'a\r\nb\r\n', b'a\nb\n', 'only line ends (CRLF in root, LF in docs)', True,
                 id='line ends'),
    pytest.param('GUIDE.md', b'a\r\nb\n', b'a\nb\n', 'only line ends (mixed in root, LF in docs)', True, id='mixed'),
    pytest.param('GUIDE.md', b'\xef\xbb\xbfa\n', b'a\n', 'only a BOM (in root)', True, id='BOM'),
    pytest.param('GUIDE.md', b'a', b'a\n', 'only the final newline (in docs)', True, id='final newline'),
    pytest.param('GUIDE.md', b'a \n\tb\t\n', b'a\n\tb\n', 'only trailing white space', True, id='white space'),
    pytest.param(
        'GUIDE.md', b'\xef\xbb\xbfa\r\n', b'a', 'only a BOM (in root), line ends (CRLF in root, LF in docs), '
        'the final newline (in root)', True, id='three of them',
    ),
    pytest.param(
        'GUIDE.md', b'---\ntitle: x\n---\na\n', b'a\n', 'only front matter', False, id='front matter on one side',
    ),
    pytest.param('GUIDE.md', b'+++\nx=1\n+++\na\n', b'+++\nx=2\n+++\na\n', 'only front matter', False, id='both sides'),
    pytest.param(
        'PROJECT_INDEX.json', b'{"a": [1, 2.0], "b": null}', b'{\n "b": null,\n "a": [1, 2.0]\n}\n',
        'the same JSON data in another format', True, id='JSON',
    ),
    pytest.param('PROJECT_INDEX.json', b'{"a": 1}', b'{"a": 1.0}', 'the texts differ', False, id='JSON numbers'),
    pytest.param('PROJECT_INDEX.json', b'{"a": 1}', b'{"a": true}', 'the texts differ', False, id='JSON kinds'),
    pytest.param('PROJECT_INDEX.json', b'{"a":1}', b'{"a":2,"a":1}', 'the texts differ', False, id='keys twice'),
    pytest.param('GUIDE.md', LFS, b'h', 'root is a Git LFS pointer, docs the content or another one', False, id='a'),
    pytest.param('GUIDE.md', b'a', LFS, 'docs is a Git LFS pointer, root the content or another one', False, id='b'),
    pytest.param('GUIDE.md', b'a\0', b'b\0', 'binary content', False, id='binary'),
    pytest.param('GUIDE.md', b'a\n', b'b\n', 'the texts differ', False, id='real'),
    pytest.param(
        'GUIDE.md', b'x' * (1 << 20) + b'y', b'b', 'not looked into, more than 1,048,576 bytes on a side', False,
        id='large',
    ),
]


@pytest.mark.parametrize(('name', 'root', 'docs', 'kind', 'harmless'), KINDS)
def test_the_kind_and_its_remedy(
    repo: Repo, run: Run, name: str, root: bytes, docs: bytes, kind: str, *, harmless: bool,
) -> None:
    repo.put_pair(name, root, docs)
    shown = re.sub(r'\bin (root|docs)\b', lambda match: f'in {"docs/" * (match[1] == "docs")}{name}', kind)
    assert 'Git LFS' in kind or f'  Kind: {shown}\n' in run('check', '--verbose').out
    (finding,) = run('check', '--format', 'json').json['findings']
    assert 'Git LFS' in kind or finding['kind'] == kind
    assert bool(finding['harmless']) is harmless
    ways = (f'overwrite {name} with docs/{name}', f'copy docs/{name}')
    take_docs = next(c for c in finding['commands'] if c['effect'].startswith(ways))
    assert not (harmless and 'loses' in take_docs['effect'])
    assert shell(take_docs['command'], repo.path).returncode == 0
    assert run('check').status == 0
    assert repo.git('show', f':{name}') == docs


@pytest.mark.parametrize('attributes', [
    '/GUIDE.md text eol=crlf\n/docs/GUIDE.md -text\n', '/docs/GUIDE.md -text\n', '/GUIDE.md ident\n',
])
def test_attributes_that_differ_are_no_obstacle_to_a_cure(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attributes: str,
) -> None:
    repo.git('config', 'core.autocrlf', 'input')
    repo.put('.gitattributes', attributes)
    repo.put_pair('GUIDE.md', b'$Id$\r\none\r\n', b'$Id$\r\ntwo\r\n')
    for number, line in enumerate(cures(repo, run)):
        copy = Repo(tmp_path / f'copy{number}')
        shutil.copytree(repo.path, copy.path)
        assert shell(line, copy.path).returncode == 0, line
        monkeypatch.chdir(copy.path)
        assert run('check').status == 0, line
        assert copy.git('status', '--short').count(b'\n') in (2, 3, 4), line
        monkeypatch.chdir(repo.path)


# ---- what only the root copy has

ROOT = b"""\
intro

# Log

## BUILD-1 first

one

## BUILD-2 second

two
```
## no heading
```

## third

three
"""


def test_sections_that_stand_in_docs_and_those_that_do_not() -> None:
    docs = b'# Log\n\n## third\n\nthree\n\n## other\n\n| BUILD-2 | in a table |\n\n## BUILD-1 first\n\none\n'
    told = compare_texts(ROOT, docs, MARKDOWN)
    assert (told.copy.unit, told.copy.total, told.copy.lines, told.copy.all_lines) == ('section', 5, 6, 11)
    assert [(p.title, p.first, p.last, p.lines, p.same_id, p.moved) for p in told.copy.parts] == [
        ('', 1, 1, 1, '', False),
        ('Log > BUILD-1 first', 5, 7, 0, '', True),
        ('Log > BUILD-2 second', 9, 14, 5, 'BUILD-2', False),
    ]
    assert told.copy.ids == ()
    assert told.deletion_risk is DeletionRisk.LOSS
    assert [p.title for p in told.source.parts if not p.moved] == ['Log > other']


def test_an_id_that_only_one_side_has() -> None:
    told = compare_texts(b'# DBG-7 a\n\nx UTF-8\n\n| DEC-1 | y |\n# SHA-256\n', b'# other DBG-8\n', MARKDOWN)
    assert (told.copy.ids, told.source.ids) == (('DBG-7', 'DEC-1'), ('DBG-8',))


def test_headings_are_those_of_the_document() -> None:
    text = b'# a\n\n> # quoted\n\n- # in a list\n\n<!--\n# comment\n-->\n\n    # code\n\nb\n=\n\nc\n-\n\n# a\rb\n'
    assert titles(compare_texts(text, b'', MARKDOWN)) == ['a', 'b', 'b > c', 'a b']


@pytest.mark.parametrize(
    ('tags', 'text', 'expected'), [
        ({'rst', 'text'}, b'Title\n=====\n\na\n\nPart\n----\n\nb\n\n*short*\n==\n', ['Title', 'Part']),
        ({'asciidoc', 'text'}, b'= Title\na\n== Part\nb\n= Next\n', ['Title', 'Title > Part', 'Next']),
        ({'plain-text', 'text'}, b'# 1\na\n', ['1']),
        (set(), b'* TODO\n** more\n', ['TODO', 'TODO > more']),
        ({'python', 'text'}, b'# comment\nx\n', ['']),
    ],
)
def test_other_texts_are_cut_at_their_heading_lines(tags: set[str], text: bytes, expected: list[str]) -> None:
    assert titles(compare_texts(text, b'nothing\n', tags)) == expected


def test_json_by_key() -> None:
    root = b'{"a": {"b/c": [1, {}]}, "d": "x", "e": []}'
    told = compare_texts(root, b'{"a": {"b/c": [1, 2]}, "d": "x", "f~": 1.5}', {'json'})
    assert (told.copy.unit, told.copy.total) == ('key', 4)
    assert titles(told) == ['/a/b~1c/1', '/e']
    assert [part.title for part in told.source.parts] == ['/a/b~1c/1', '/f~0']
    assert told.deletion_risk is DeletionRisk.LOSS
    assert compare_texts(b'{"d": 1}', b'{"d": 1, "e": 2}', {'json'}).deletion_risk is DeletionRisk.SAFE
    assert compare_texts(b'not json\n', b'{}', {'json'}).copy.unit == 'text'
    assert compare_texts(b'[' * 100_000, b'{}', {'json'}).copy.unit == 'text'
    assert compare_texts(b'5', b'6', {'json'}).copy.parts[0].title == '/'


def test_a_flood_of_sections_or_lines_is_taken_as_one() -> None:
    flood = b''.join(b'# %d\n' % i for i in range(2001))
    assert compare_texts(flood, b'', MARKDOWN).copy.total == 1
    long = b'> # quoted\n# a\n' + b'x\n' * 10_000
    assert titles(compare_texts(long, b'', MARKDOWN)) == ['', 'a']


# ---- the promise

def test_safe_to_delete() -> None:
    docs = b'before\n' + ROOT.replace(b'## BUILD-2', b'## new\n\ntext\n\n## BUILD-2') + b'after\n'
    assert compare_texts(ROOT, docs, MARKDOWN).deletion_risk is DeletionRisk.SAFE
    assert compare_texts(ROOT, docs, {'python'}).deletion_risk is DeletionRisk.SCATTERED
    assert compare_texts(ROOT + b'\n', ROOT, {'python'}).deletion_risk is DeletionRisk.SAFE


def test_a_part_of_a_line_is_not_the_line() -> None:
    assert compare_texts(b'# a\n', b'x # a\n', MARKDOWN).deletion_risk is DeletionRisk.LOSS
    assert compare_texts(b'# a\nb', b'# a\nbc\n', MARKDOWN).deletion_risk is DeletionRisk.LOSS


@pytest.mark.parametrize('blank', [b'\x0b', b' \x0c', b'\t\r'])
def test_a_blank_line_is_no_line_wherever_it_stands(blank: bytes) -> None:
    for text in (b'# a\n' + blank + b'\nb\n', b'# a\n' + blank + b'\n'):
        told = compare_texts(text, b'# a\nb\n', MARKDOWN)
        assert (told.copy.lines, told.copy.all_lines) == (0, text.count(b'b') + 1)


SECTIONS = st.lists(
    st.tuples(st.sampled_from([b'# a', b'## b', b'# BUILD-1 c', b'A\n=']), st.lists(st.sampled_from(
        [b'x', b'y', b'', b'| BUILD-1 |', b'x y', b'```', b'> q'],
    ), max_size=3)), max_size=4,
).map(lambda parts: [b'\n'.join([heading, *lines]) for heading, lines in parts])


@given(SECTIONS, SECTIONS, st.sampled_from([MARKDOWN, {'rst', 'text'}, {'python', 'text'}, {'json', 'text'}]))
def test_safe_means_that_every_line_stands_in_docs_in_order(
    root: list[bytes], docs: list[bytes], tags: set[str],
) -> None:
    texts = [b'\n'.join(parts) + b'\n' for parts in (root, docs)]
    assume(texts[0] != texts[1])
    told = compare_texts(texts[0], texts[1], tags)
    lines = [line for line in texts[0].split(b'\n') if line.strip()]
    rest = iter(texts[1].split(b'\n'))
    if told.deletion_risk is DeletionRisk.SAFE:
        assert all(line in rest for line in lines)
    if told.deletion_risk is DeletionRisk.SCATTERED:
        assert all(line.strip() in {other.strip() for other in texts[1].split(b'\n')} for line in lines)
    assert told.copy.lines <= told.copy.all_lines == len(lines)


@given(SECTIONS, st.data())
def test_sections_with_others_between_them_are_safe(root: list[bytes], data: st.DataObject) -> None:
    root = [section for section in root if b'```' not in section]
    docs = list(root)
    for _ in range(data.draw(st.integers(1, 3))):
        docs.insert(data.draw(st.integers(0, len(docs))), b'# new\n\ntext\n')
    texts = [b'\n\n'.join(parts) + b'\n' for parts in (root, docs)]
    assert compare_texts(texts[0], texts[1], MARKDOWN).deletion_risk is DeletionRisk.SAFE


# ---- the report

def test_the_report_says_what_would_be_lost(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', ROOT, b'# Log\n\n## third\n\nthree\n\n## x BUILD-2\n\n## BUILD-1 first\n\none\n')
    out = run('check', '--verbose').out
    assert (
        '  lost if GUIDE.md is deleted: 6 of 11 lines are missing from docs/GUIDE.md\n'
        '    3 of 5 sections are also in docs/GUIDE.md, 1 of them in another place\n'
        '    same id, different text: 1 section of 1 id (BUILD-2)\n'
        '    lines 1-1, 1 only here: before the first heading\n'
        '    lines 9-14, 5 only here: Log > BUILD-2 second\n'
    ) in out
    markdown = run('check', '--format', 'markdown').out
    assert '\nlines 9-14, 5 only here: Log > BUILD-2 second\n' in markdown.replace('  lines', 'lines')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['deletion'] == 'loss'
    assert finding['root_only']['parts'][2] == {
        'title': 'Log > BUILD-2 second', 'first_line': 9, 'last_line': 14, 'lines': 5, 'same_id': 'BUILD-2',
        'moved': False,
    }


def test_sections_are_named_on_request(repo: Repo, run: Run) -> None:
    root = b''.join(b'# BUILD-%d \x1b[31m%s\n\n%d\n\n' % (i, b'x' * 100, i) for i in range(10))
    repo.put_pair('GUIDE.md', root, b'x\n')
    assert ' only here: ' not in run('check').out
    verbose = run('check', '--verbose').out
    assert '    entries missing from docs/GUIDE.md: 10 (BUILD-0, BUILD-1, BUILD-2, BUILD-3, BUILD-4, ...)\n' in verbose
    assert verbose.count(' only here: ') == 10
    assert '\x1b' not in verbose


def test_what_only_the_docs_side_has_is_told_on_request(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n', '# a\n\nx\n\n# b\n\ny\n\n# c\n')
    told = (
        'lost if docs/GUIDE.md is overwritten: 3 of 5 lines are missing from GUIDE.md',
        '  1 of 3 sections are also in GUIDE.md',
        '  lines 5-7, 2 only here: b',
        '  lines 9-9, 1 only here: c',
    )
    assert '\n'.join(told) in run('check', '--format', 'markdown').out
    assert '\n'.join(f'  {line}' for line in told) in run('check', '--verbose').out
    assert told[0] not in run('check').out


def test_modes_that_differ_are_told_too(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'a\n', 'b\n')
    repo.git('update-index', '--chmod=+x', 'GUIDE.md')
    out = run('check', '--verbose').out
    assert 'Kind: the texts differ; modes too (100755 in GUIDE.md, 100644 in docs/GUIDE.md)\n' in out


def test_keys_are_named(repo: Repo, run: Run) -> None:
    repo.put_pair('PROJECT_INDEX.json', '{"a": 1, "b": 2}\n', '{"a": 1}\n')
    out = run('check', '--verbose').out
    assert '    1 of 2 keys are also in docs/PROJECT_INDEX.json\n    key /b\n' in out


def test_texts_without_sections_are_told_by_their_lines(repo: Repo, run: Run) -> None:
    repo.commit_pair('run.py', 'a\nb\n')
    repo.put('run.py', 'a\nc\n')
    assert '  lost if run.py is deleted: 1 of 2 lines is missing from docs/run.py\n' in (
        run('check', '--staged', '--verbose').out
    )


def test_safe_is_not_said_while_the_disk_has_more(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n', '# a\n\nx\n\n# b\n')
    safe = '  lost if GUIDE.md is deleted: nothing, docs/GUIDE.md has all of it in the same order\n'
    assert safe in run('check', '--verbose').out
    repo.write('GUIDE.md', '# a\n\nx\n\nmore\n')
    out = run('check', '--verbose').out
    assert safe not in out
    assert 'nothing that is staged, but GUIDE.md has unstaged edits' in out


def test_scattered_lines_want_a_look(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n\ny\n', '# a\n\ny\n\nx\n')
    told = '  every line of GUIDE.md is also in docs/GUIDE.md, but in other places: look before you delete it\n'
    assert told in run('check', '--verbose').out


def test_insights_are_for_the_first_findings(repo: Repo, run: Run) -> None:
    for number in range(12):
        repo.put_pair(f'{number:02}.md', 'a\n', json.dumps(number))
    findings = run('check', '--format', 'json').json['findings']
    assert [bool(finding['kind']) for finding in findings] == [True] * 10 + [False] * 2


def test_all_texts_together_have_one_deadline(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('A.md', 'B.md'):
        repo.put_pair(name, '1', '2')
    monkeypatch.setattr(details, 'TEXT_SECONDS', 1e-9)
    findings = run('check', '--format', 'json').json['findings']
    assert [finding['kind'] for finding in findings] == ['the texts differ', 'not looked into, the time for it is up']
