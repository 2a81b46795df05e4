"""The tree of a document, whatever its format."""
from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.documents import Heading
from sot_guard.analysis.documents import read_document

LINES = (
    '# a', '## b', '= t', '== s', 'Title', '=====', '-----', '~~~~~', '---', '', '', 'x', '  y', '    z', '```',
    '~~~', '> q', '> ```', '- i', '1. n', '<!--', '-->', '<div>', 'a <!-- b', '{/*', '*/}', '{% comment %}',
    '{% endcomment %}', '{% # x %}', '.. c', '..', '.. code:: x', '.. only:: html', 'x::', '.. _l:', '===== =====',
    '----', '////', '....', '--', '====', '|===', 'ifdef::a[]', 'endif::[]', '[comment]', '[discrete]', '// c',
    'a: b', '+++', 'k = 1', '\ta', '# \xa0', '::', '.t',
)
TEXTS = st.lists(st.sampled_from(LINES)).map(lambda lines: '\n'.join(lines).encode()) | st.binary(max_size=60)


@given(TEXTS, st.sampled_from(Format))
def test_any_bytes_are_read_and_every_line_stands_in_one_section(content: bytes, format_: Format) -> None:
    document = read_document(content, format_)
    numbers = range(len(document.lines))
    parts = [number for _, lines in document.sections() for number in lines]
    assert parts == sorted(set(parts)) and set(parts) <= set(numbers)
    assert not any(document.lines[number].strip() for number in set(numbers) - set(parts))
    assert document.hidden <= document.literal <= set(numbers)
    assert set(document.front_matter) <= document.literal
    ends = 0
    for index, (heading, parent) in enumerate(zip(document.headings, document.parents, strict=True)):
        assert heading.first >= ends and (heading.count in (1, 2, 3) or format_ is Format.MARKDOWN)
        ends = heading.first + heading.count
        assert ends <= len(document.lines) and heading.title == ' '.join(heading.title.split())
        assert -1 <= parent < index and document.heading_of(heading.first) == index
        assert parent < 0 or document.headings[parent].level < heading.level
        assert document.path(heading.first)[-1] == heading.title
        assert document.literal.isdisjoint(range(heading.first, ends)) or heading.first in document.hidden


@given(st.lists(st.sampled_from(LINES)))
def test_line_ends_and_a_bom_change_nothing(lines: list[str]) -> None:
    content = '\n'.join(lines).encode()
    for format_ in (Format.MARKDOWN, Format.RST, Format.ASCIIDOC):
        other = read_document(b'\xef\xbb\xbf' + content.replace(b'\n', b'\r\n') + b'\r\n', format_)
        assert other == read_document(content + b'\n', format_)


def test_paths_lead_from_the_outermost_heading() -> None:
    document = read_document(b'x\n# a\n### b\n\ny\n## c\n# d\n', Format.MARKDOWN)
    assert [document.path(number) for number in range(7)] == [
        (), ('a',), ('a', 'b'), ('a', 'b'), ('a', 'b'), ('a', 'c'), ('d',),
    ]
    assert [index for index, _ in read_document(b'\n# a\n', Format.MARKDOWN).sections()] == [0]
    assert document.heading_of(0) == -1 and document.headings[1] == Heading('b', 3, 2, 1)
    assert list(document.sections()) == [
        (-1, range(1)), (0, range(1, 2)), (1, range(2, 5)), (2, range(5, 6)), (3, range(6, 7)),
    ]


def test_nothing_is_read_of_what_has_no_grammar_here() -> None:
    assert read_document(b'# a\n\nb\n', Format.PLAIN) == Document(Format.PLAIN, (b'# a', b'', b'b'))
    assert read_document(b'', Format.MARKDOWN).lines == ()
    assert read_document(b'\n', Format.MARKDOWN).lines == (b'',)
    assert not read_document(b'# a', Format.YAML).is_parsed
    for format_, heading in ((Format.RST, b'a\n-\n'), (Format.ASCIIDOC, b'= a\n')):
        assert read_document(heading + b'\n' * 49_990, format_).headings
        assert not read_document(heading + b'\n' * 50_000, format_).is_parsed


@pytest.mark.parametrize(
    ('path', 'expected'), [
        (b'GUIDE.md', Format.MARKDOWN), (b'docs/a.mdx', Format.MARKDOWN), (b'HISTORY.rst', Format.RST),
        (b'a.adoc', Format.ASCIIDOC), (b'PROJECT_INDEX.json', Format.JSON), (b'a.toml', Format.TOML),
        (b'Cargo.lock', Format.TOML), (b'a/mkdocs.yml', Format.YAML), (b'notes.txt', Format.PLAIN),
        (b'a.org', Format.PLAIN), (b'LICENSE', Format.PLAIN), (b'run.py', Format.PLAIN), (b'\xff.md', Format.MARKDOWN),
        (b'a.json5', Format.PLAIN),
    ],
)
def test_the_name_says_the_format(path: bytes, expected: Format) -> None:
    assert format_of(path) is expected


SHAPES = [
    (Format.MARKDOWN, b'x\n> > > > > - \n'), (Format.MARKDOWN, b'> a\nb\n'), (Format.MARKDOWN, b'> - \nx\n'),
    (Format.MARKDOWN, b'<!-- '), (Format.MARKDOWN, b'a <!-- \n'), (Format.MARKDOWN, b'{/* '), (Format.MARKDOWN, b'`'),
    (Format.MARKDOWN, b'<a none'), (Format.MARKDOWN, b'<a hidden>'), (Format.MARKDOWN, b'<a hidden \n'),
    (Format.MARKDOWN, b'{% comment '), (Format.MARKDOWN, b'<script '), (Format.MARKDOWN, b'---\n'),
    (Format.MARKDOWN, b'- a\n  - b\n'), (Format.MARKDOWN, b'```\n{%\n'), (Format.MARKDOWN, b'{% # '),
    (Format.RST, b'== ==\n'), (Format.RST, b'.. c\n\n'), (Format.RST, b'.. c\n'), (Format.RST, b'a\n=\n'),
    (Format.RST, b'a::\n\n'), (Format.RST, b'  .. code::\n'), (Format.RST, b'=\n'), (Format.RST, b':a: '),
    (Format.ASCIIDOC, b'====\n'), (Format.ASCIIDOC, b'[a]\n'), (Format.ASCIIDOC, b'ifdef::a[]\n'),
    (Format.ASCIIDOC, b'--\n////\n'), (Format.ASCIIDOC, b'a\n--\n'), (Format.ASCIIDOC, b'[comment]\n--\n'),
]


@pytest.mark.parametrize(('format_', 'shape'), SHAPES)
def test_the_time_is_bounded(format_: Format, shape: bytes) -> None:
    """The largest text that is read at all, of one shape; what takes long by the square takes minutes."""
    content = (shape * (512 * 1024 // len(shape)))[:512 * 1024]
    content = b'\n'.join(content.split(b'\n')[:9_990])
    start = time.process_time()
    read_document(content, format_)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(('titles', 'level', 'paths'), [
    pytest.param(
        '# Log|# 2.0.0|### Fixes|## 1.9.1|### Fixes|# License', 1.5,
        ['Log', 'Log/2.0.0', 'Log/2.0.0/Fixes', 'Log/1.9.1', 'Log/1.9.1/Fixes', 'License'], id='# and ##'),
    pytest.param(
        '# Log|## 2.0.0|### Fixes|### 1.9.1|### Fixes|## License', 2,
        ['Log', 'Log/2.0.0', 'Log/2.0.0/Fixes', 'Log/1.9.1', 'Log/1.9.1/Fixes', 'Log/License'], id='## and ###'),
    pytest.param(
        '# Unreleased|# 2.0.0|## Fixes|## 1.9.1', 1,
        ['Unreleased', '2.0.0', '2.0.0/Fixes', '1.9.1'], id='no title'),
    pytest.param(
        '# Unreleased|# Log|# 2.0.0|## Fixes', 1.5,
        ['Unreleased', 'Log', 'Log/2.0.0', 'Log/2.0.0/Fixes'], id='a title below what is not released'),
    pytest.param('# 2.0.0|# Log|## Fixes', 1, ['2.0.0', 'Log', 'Log/Fixes'], id='a title below a release'),
    pytest.param('# Log|## 2.0|### 2.0.0', 3, ['Log', 'Log/2.0', 'Log/2.0/2.0.0'], id='a series'),
    pytest.param('# Log|### a|## b', 0, ['Log', 'Log/a', 'Log/b'], id='no release'),
    pytest.param(
        '# Log|## a|### 1.0.0|## b|### 1.0.0', 3, ['Log', 'Log/a', 'Log/a/1.0.0', 'Log/b', 'Log/b/1.0.0'],
        id='packages'),
    pytest.param(
        '# Log|## 2.0.0|## a|### 1.0.0|#### Fixes|#### 0.9.1|## 1.9.0', 2,
        ['Log', 'Log/2.0.0', 'Log/a', 'Log/a/1.0.0', 'Log/a/1.0.0/Fixes', 'Log/a/0.9.1', 'Log/1.9.0'],
        id='a package among releases'),
    pytest.param(
        '# Log|## 2.0.0|### a|#### 1.0.0|### 1.9.0', 2,
        ['Log', 'Log/2.0.0', 'Log/2.0.0/a', 'Log/2.0.0/a/1.0.0', 'Log/1.9.0'], id='a package of a release'),
    pytest.param('### 1.0.1|### Fixes|## 1.0.0', 2, ['1.0.1', '1.0.1/Fixes', '1.0.0'], id='nothing above'),
    pytest.param('# 2.0.0|## 1.9.1', 1, ['2.0.0', '1.9.1'], id='the first heading'),
    pytest.param(
        '# Log|#### 1.0.1|### Fixes|## 1.0.0', 2, ['Log', 'Log/1.0.1', 'Log/1.0.1/Fixes', 'Log/1.0.0'],
        id='far below the title'),
    pytest.param(
        '## a|#### 1.0.0|### x|# b|## 2.0.0', 2, ['a', 'a/1.0.0', 'a/x', 'b', 'b/2.0.0'], id='far below a package'),
])
def test_no_release_is_a_part_of_another_one(titles: str, level: float, paths: list[str]) -> None:
    document = read_document('\n\n'.join(titles.split('|')).encode(), Format.MARKDOWN)
    assert document.release_level == level
    assert ['/'.join(document.path(heading.first)) for heading in document.headings] == paths
