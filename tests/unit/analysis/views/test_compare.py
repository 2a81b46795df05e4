"""What the views set aside, and that they set aside nothing else."""
from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.analysis.documents import Format
from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.compare import view_of
from sot_guard.analysis.views.compare import Viewed
from sot_guard.analysis.views.describe import beyond
from sot_guard.analysis.views.describe import described
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import Region
from sot_guard.config.model import View
from sot_guard.config.model import Word

MD = Format.MARKDOWN
COPY, SOURCE = b'GUIDE.md', b'docs/GUIDE.md'


def viewed(copy: bytes, source: bytes, *differ: View, paths: tuple[bytes, bytes] = (COPY, SOURCE)) -> Viewed:
    return compare_views((copy, source), paths, differ)


def problems(copy: bytes, source: bytes, *differ: View) -> list[str]:
    found = viewed(copy, source, *differ)
    assert not found.is_same or not found.problems
    return [remark.text for remark in found.problems]


def notes(copy: bytes, source: bytes, *differ: View) -> list[str]:
    return [remark.text for remark in viewed(copy, source, *differ).notes]


# ---- properties

LINES = st.sampled_from([
    b'', b'', b'a', b'b  ', b'c ', b'# T', b'T', b'===', b'---', b'+++', b'title: x', b'x = 1', b'- a', b'  y', b'```',
    b'~~~~', b'## A', b'## B', b'A word.', b'<!-- a -->', b'![i](x)', b'<h1>T</h1>', b'\xef\xbb\xbf', b'A.B A-B A 1.A',
    b'.. x', b'= T', b'a\r', b'a\r\r', b'end',
])
DOCUMENTS = st.builds(
    lambda lines, end: b'\n'.join(lines) + end, st.lists(LINES, max_size=14), st.sampled_from([b'', b'\n', b'\r']),
)
VIEWS: list[View] = [
    'front-matter', FrontMatterKeys(('title',)), FrontMatterKeys(('x',)), 'first-heading', 'blank-lines',
    Region('## A', '## B'), Region('## A', None), Region(None, '## B'), Region('## A', 'end', include_end=True),
    Word('A', 'C'),
]
FORMATS = [MD, Format.RST, Format.ASCIIDOC, Format.PLAIN, Format.YAML]


def view_or_none(content: bytes, view: View, form: Format) -> bytes | None:
    from sot_guard.analysis.views.region import UnclearRegion
    try:
        return view_of(content, view, form)
    except UnclearRegion:
        return None


@settings(max_examples=60)
@given(DOCUMENTS, st.sampled_from(VIEWS), st.sampled_from(FORMATS))
def test_a_view_of_a_view_is_that_view(content: bytes, view: View, form: Format) -> None:
    once = view_or_none(content, view, form)
    assert once is None or view_or_none(once, view, form) == once


def is_part_of(some: list[bytes], all_: list[bytes]) -> bool:
    left = iter(all_)
    return all(line in left for line in some)


@settings(max_examples=40)
@given(DOCUMENTS, st.sampled_from([view for view in VIEWS if not isinstance(view, Word)]), st.sampled_from(FORMATS))
def test_a_view_only_takes_lines_away(content: bytes, view: View, form: Format) -> None:
    found = view_or_none(content, view, form)
    bare = [line.rstrip(b' \t\r') for line in content.split(b'\n')]
    bare[0] = bare[0].replace(b'\xef\xbb\xbf', b'')
    if found is not None:
        kept = [line.rstrip(b' \t\r') for line in found.removeprefix(b'\0first heading\n').split(b'\n')]
        assert is_part_of([line for line in kept if line], bare)


@settings(max_examples=40)
@given(DOCUMENTS, st.integers(0, 13), st.sampled_from(FORMATS))
def test_a_word_that_is_changed_in_any_other_line_is_seen(content: bytes, place: int, form: Format) -> None:
    """Whatever is declared without parameters: only what stands above the text, and blank lines, can be hidden."""
    lines = [*content.split(b'\n'), b'The first line of the text.', b'', b'Another one.', b'```', b'x', b'', b'',
    b'```']
    other = list(lines)
    number = len(lines) - 1 - place % 5
    other[number] = b'Changed.'
    texts = b'\n'.join(lines), b'\n'.join(other)
    names = {MD: b'X.md', Format.RST: b'X.rst', Format.ASCIIDOC: b'X.adoc', Format.YAML: b'X.yml'}
    path = names.get(form, b'X')
    assert not compare_views(texts, (path, path), ('front-matter', 'first-heading', 'blank-lines')).is_same


HOSTILE = [
    b'a' * 400_000, b'a+' * 200_000, b'a@' * 200_000, b'1.' * 200_000, b'[' * 400_000, b'![' * 200_000, b'<p' * 200_000,
    b'<!--' * 100_000, b'<h1>' * 100_000, b'<h1>' + b'<' * 400_000, b'\n' * 400_000, b'```\n' * 100_000,
    b'\xef\xbb\xbf' * 130_000, b'---\n' * 100_000, b'---\na: 1\n' * 70_000, b'---\n' + b'a: 1\n' * 80_000 + b'---\n',
    b'---\n' + b'a: &a [*a]\n' * 9 + b'---\n', b'+++\n' + b'a=1\n' * 80_000 + b'+++\n', b'## A\n' * 80_000,
    b'.. image:: x\n' + b'  a\n' * 90_000, b' ' * 400_000, b'A ' * 200_000, b'> ' * 200_000, b'"' * 400_000,
    b'---\n"' + b'a' * 200_000 + b'\n---\n', b'- ' * 200_000, b'a:' * 200_000, b'---\n' + b'a:' * 200_000 + b'\n---\n',
]


@pytest.mark.exhaustive
@pytest.mark.parametrize('content', HOSTILE, ids=lambda content: f'{content[:9]!r}')
def test_no_text_takes_long(content: bytes) -> None:
    """0.4 MB of anything take all views seconds at most: none of them reads a line again for each other line."""
    began = time.process_time()
    viewed(content, content[:-1] + b'x', *VIEWS)
    assert time.process_time() - began < 8


# ---- white space

@pytest.mark.parametrize(('copy', 'source', 'same'), [
    (b'a\r\nb', b'a\nb\n', True), (b'a \t\n', b'a\n', True), (b'a  \nb\n', b'a\nb\n', False), (b'a   \nb', b'a  \nb',
    True),
    (b'  \na', b'\na', True), (b'a\n\n', b'a\n', False), (b'\xef\xbb\xbfa', b'a', True), (b' a', b'a', False), (b'',
    b'\n', True),
])
def test_white_space_at_line_ends(copy: bytes, source: bytes, *, same: bool) -> None:
    assert viewed(copy, source).is_same is same


def test_two_blanks_break_a_line_in_markdown_alone() -> None:
    assert viewed(b'a  \nb\n', b'a\nb\n', paths=(b'LICENSE', b'docs/LICENSE')).is_same


# ---- front matter

PAGE = b'---\ntitle: Guide\n# why\ntags:\n- a\n\n- b\ndraft: false\n---\n\nText.\n'


@pytest.mark.parametrize(('copy', 'same'), [
    (b'Text.\n', True), (b'\nText.\n', False), (b'---\nx: 1\n---\nText.\n', False), (b'---\ntitle: Guide\nText.\n',
    False),
    (b'+++\nx = 1\n+++\nText.\n', False),
])
def test_front_matter_of_one_file(copy: bytes, *, same: bool) -> None:
    found = viewed(copy, PAGE, 'front-matter')
    assert found.is_same is same
    assert viewed(PAGE, copy, 'front-matter').is_same is same
    if same:
        assert described(found, ('GUIDE.md', 'docs/GUIDE.md')) == 'front-matter (10 lines of docs/GUIDE.md)'
        assert beyond(found) == ' beyond their front matter'


@pytest.mark.parametrize('top', [
    b'---\na: ' + b'x' * (1 << 14) + b'\n---\n', b'---\ntitle: x\n', b'---\n---\n', b'---\n- a\n---\n',
    b'---\na: b: c\n---\n', b'---\na: 1\na: 2\n---\n',
    b'---\n\n---\n',
    b'+++\na: 1\n+++\n', b'---\na: 1\n---\n---\nb: 1\n---\n', b'\n---\na: 1\n---\n',
    b'---\nText: of a rule.\n\n---\n---\nx: 1\n...\n',
])
def test_what_is_no_front_matter_is_compared(top: bytes) -> None:
    assert not viewed(top + b'Text.\n', b'Text.\n', 'front-matter').is_same


def test_front_matter_of_toml() -> None:
    assert viewed(b'+++\na = 1\n[b]\nc = 2\n+++\nText.\n', b'Text.\n', 'front-matter').is_same


@pytest.mark.parametrize(('copy', 'source', 'keys', 'same'), [
    (b'---\na: 1\nb: 2\n---\nx\n', b'---\nb: 2\nc: 3\n---\nx\n', ('a', 'c'), True),
    (b'---\na: 1\nb: 2\n---\nx\n', b'---\nb: 3\n---\nx\n', ('a',), False),
    (b'---\na: 1\n---\n\nx\n', b'x\n', ('a',), True),
    (b'---\na: 1\n# c\n---\nx\n', b'x\n', ('a',), False),
    (b'---\na: 1\nb: 2\n---\nx\n', b'x\n', ('a',), False),
    (b'---\nb: 2\na: >\n  one\n\n  two\n---\nx\n', b'---\nb: 2\n---\nx\n', ('a',), True),
    (b'---\nb:\n  a: 1\n---\nx\n', b'---\nb:\n  a: 2\n---\nx\n', ('a',), False),
    (b'---\n"a:b": 1\n\'c d\': 2\ne-f:\n- g\nh: 3\n---\nx\n', b'---\nh: 3\n---\nx\n', ('a:b', 'c d', 'e-f'), True),
    (b'---\nog:title: 1\nh: 3\n---\nx\n', b'---\nh: 3\n---\nx\n', ('og:title',), True),
    (b'+++\na = [\n  1,\n]\nb = 2\n+++\nx\n', b'+++\nb = 2\n+++\nx\n', ('a',), True),
    (b'+++\nb = 2\n[t]\na = 1\n+++\nx\n', b'+++\nb = 2\n[t]\na = 2\n+++\nx\n', ('a',), False),
    # in a string of several lines it is no key
    (b'+++\nb = """\na = 1\n"""\n+++\nx\n', b'+++\nb = """\na = 2\n"""\n+++\nx\n', ('a',), False),
])
def test_keys_of_front_matter(copy: bytes, source: bytes, keys: tuple[str, ...], *, same: bool) -> None:
    assert viewed(copy, source, FrontMatterKeys(keys)).is_same is same


def test_front_matter_in_both_files_is_compared_and_the_keys_are_named() -> None:
    copy, source = b'---\na: 1\nb: 2\n---\nx\n', b'---\na: 1\nb: 3\nc: 4\n---\nx\n'
    assert not viewed(copy, source, 'front-matter').is_same
    assert notes(copy, source, 'front-matter') == [
        'both files have front matter, so it is compared; to name keys: {front-matter = ["b", "c"]}',
    ]
    found = viewed(copy, source, FrontMatterKeys(('b', 'c')))
    assert found.is_same
    assert described(found, ('A', 'B')) == 'front-matter b c (1 line of A, 2 lines of B)'


# ---- the first heading

@pytest.mark.parametrize('top', [
    b'# T\n\n', b'T\n=\n', b'## T #\n', b'\n\n# T\n', b'<!-- c\nd -->\n\n# T\n', b'![i](x)\n# T\n',
    b'[![i](x)](y) ![j][k]\n\n# T\n', b'<p align="center">\n <img\n  src="x">\n</p>\n\n# T\n',
    b'---\na: 1\n---\n\n# T\n',
    b'<h1 align="center">\n  T\n</h1>\n\n', b'<h2>T</h2>\n',
])
def test_a_first_heading_of_markdown(top: bytes) -> None:
    heading = top.rpartition(b'# ')[0] if b'# T' in top else b''
    found = viewed(top + b'Text.\n\n# U\n', heading + b'# Other\nText.\n\n# U\n', 'first-heading')
    assert found.is_same and found.applied[0].copy and found.applied[0].source == 1
    assert not viewed(top + b'Text.\n\n# U\n', b'Text.\n\n# V\n', 'first-heading').is_same


@pytest.mark.parametrize('text', [
    b'Text.\n# T\n', b'- a\n# T\n', b'> # T\n', b'    # T\n', b'```\n# T\n```\n', b'<a>b</a>\n# T\n',
    b'![i](x) text\n# T\n',
    b'<h1>T</h1> text\n', b'<h1>T\n', b'', b'x' * 70_000 + b'\n# T\n', b'<!-- c\n' * 201 + b'-->\n# T\n',
])
def test_what_is_no_first_heading_is_compared(text: bytes) -> None:
    assert viewed(text, text + b'x', 'first-heading').applied[0][2:] == (0, 0)


@pytest.mark.parametrize(('copy', 'source', 'same'), [
    # a page whose title is in its front matter begins with a section, which is no title
    (b'# T\n\n## A\n\nx\n', b'## A\n\nx\n', True), (b'T\n=\nA\n-\nx\n', b'A\n-\nx\n', True),
    (b'# T\n\n## A\n\nx\n', b'## B\n\nx\n', False), (b'# T\n\n## A\n\nx\n', b'## U\n\n## A\n\nx\n', True),
    # a title in plain text
    (b'MIT License\n\nx\n', b'# MIT License\n\nx\n', True), (b'\n\nA\n\nx\n', b'<h1>\n<b>A</b>\n</h1>\n\nx\n', False),
    (b'A\n\nx\n', b'<h1>\n<b>A</b>\n</h1>\n\nx\n', True), (b'A b\n\nx\n', b'# A\n\nx\n', False),
    (b'A\nb\n\nx\n', b'# A\nb\n\nx\n', False), (b'', b'# A\n', True), (b'A', b'# A\n', True),
    (b'x\n', b'# #\nx\n', True),
])
def test_what_the_other_file_tells_of_a_first_heading(copy: bytes, source: bytes, *, same: bool) -> None:
    assert viewed(copy, source, 'first-heading').is_same is same
    assert viewed(source, copy, 'first-heading').is_same is same


def test_a_title_in_plain_text_has_no_date_either() -> None:
    (told, other) = problems(b'Guide 1.2\n\nx\n', b'# Guide 1.2\n\nx\n', 'first-heading')
    assert told.startswith('the first heading of GUIDE.md has a version or a date ("Guide 1.2")') and 'docs/' in other
    assert problems(b'# Guide\n\n## 1.2\n', b'## 1.2\n', 'first-heading') == []


def test_first_headings_of_other_formats() -> None:
    rst = b'.. a comment\n\n.. image:: x\n   :alt: y\n\n=====\nTitle\n=====\n\nText.\n\nTitle\n-----\n'
    assert view_of(rst, 'first-heading', Format.RST).endswith(b':alt: y\n\nText.\n\nTitle\n-----\n')
    assert view_of(b'// a\n= T\n\nText.\n', 'first-heading', Format.ASCIIDOC).endswith(b'// a\nText.\n')
    assert view_of(b'TITLE\n=====\n', 'first-heading', Format.PLAIN).endswith(b'TITLE\n=====\n')


@pytest.mark.parametrize('title', [
    'Guide 1.2', 'v2', 'Release 3', 'Report 2024', '2024-01-02', '1/2/24', 'May 5', '5. March', '[1.0.0]', 'x1.2.3',
])
def test_a_heading_with_a_version_or_a_date_is_never_set_aside(title: str) -> None:
    text = f'# {title}\n\nText.\n'.encode()
    assert problems(text, b'Text.\n', 'first-heading') == [
        f'the first heading of GUIDE.md has a version or a date ("# {title}"); remove first-heading',
    ]


@pytest.mark.parametrize('title', [b'# Mayor 5', b'# 10 things', b'<h1 style="font-size: 1.5em">Guide</h1>', b'# Vim'])
def test_a_heading_without(title: bytes) -> None:
    assert problems(title + b'\nText.\n', b'Text.\n', 'first-heading') == []


@pytest.mark.parametrize('name', [b'CHANGELOG.md', b'docs/changes.rst', b'Release-Notes.md', b'HISTORY', b'NEWS.adoc'])
def test_a_changelog_keeps_its_first_heading(name: bytes) -> None:
    texts = {b'.md': b'# T\n\nText.\n', b'adoc': b'= T\n\nText.\n'}
    text = next((text for end, text in texts.items() if name.endswith(end)), b'T\n=\n\nText.\n')
    found = compare_views((text, b'Text.\n'), (name, b'docs/x'), ('first-heading',))
    told = [f'{name.decode()} is a changelog; remove first-heading'] * (name != b'HISTORY')
    assert [remark.text for remark in found.problems] == told


# ---- regions

A, B = b'top\n## A\nx\n## B\nend\n', b'top\n## B\nend\n'


@pytest.mark.parametrize(('copy', 'source', 'region', 'same'), [
    (A, B, Region('## A', '## B'), True),
    (A, A.replace(b'x', b'y\nz'), Region('## A', '## B'), True),
    (A, A.replace(b'end', b'other'), Region('## A', '## B'), False),
    (A, A.replace(b'end', b'other'), Region('## A', None), True),
    (A, A.replace(b'top', b'other'), Region(None, '## A'), True),
    (A, A.replace(b'top', b'other'), Region(None, 'x', include_end=True), True),
    (A, A.replace(b'## A\nx', b'  ## A \r\nother'), Region('## A', 'x', include_end=True), False),
    (b'top\n<!-- a -->\nx\n<!-- b -->\n', b'top\n', Region('<!-- a -->', '<!-- b -->', include_end=True), True),
    (A, b'top\n', Region('## A', None), True),
    # with the blank lines that a file without it does not have
    (b'a\n\n## A\nx\n\n', b'a\n', Region('## A', None), True),
    (b'## A\nx\nend\n\na\n', b'a\n', Region('## A', 'end', include_end=True), True),
    (b'a\n\n## A\nend\n\n\nb\n', b'a\n\nb\n', Region('## A', 'end', include_end=True), True),
    (b'a\n## A\nend\n\nb\n', b'a\n\nb\n', Region('## A', 'end', include_end=True), True),
])
def test_a_region(copy: bytes, source: bytes, region: Region, *, same: bool) -> None:
    if same:
        assert viewed(copy, source, region).is_same
    else:
        assert not viewed(copy, source, region).is_same


@pytest.mark.parametrize(('copy', 'region', 'told'), [
    (b'## A\nx\n', Region('## A', '## B'), 'GUIDE.md has "## A" but not "## B"; add it'),
    (b'## B\nx\n', Region('## A', '## B', include_end=True), 'GUIDE.md has "## B" but not "## A"; add it'),
    (b'## B\n## A\n', Region('## A', '## B'), 'GUIDE.md has "## B" above "## A"; swap them'),
    (A + b'## A\n', Region('## A', '## B'), 'GUIDE.md has "## A" 2 times; name a line that occurs once'),
    (A + b'## B \n', Region('## A', '## B'), 'GUIDE.md has "## B" 2 times; name a line that occurs once'),
])
def test_an_unclear_region_is_an_error(copy: bytes, region: Region, told: str) -> None:
    assert problems(copy, b'top\n', region) == [told]


def test_two_regions_that_meet() -> None:
    assert viewed(A, b'end\n', Region('## A', '## B'), Region('## B', 'end'), Region(None, '## A')).problems == ()
    assert viewed(A, b'top\nend\n', Region('## A', '## B'), Region('## B', 'end')).is_same


def test_a_region_that_is_large_is_noted() -> None:
    assert notes(A, B, Region('## A', None)) == ['sets 4 of 5 lines of GUIDE.md aside']
    assert not viewed(b'a\n', b'b\n', Region('## A', None)).needed


# ---- words

@pytest.mark.parametrize(('source', 'copy'), [
    (b'Use npm.', b'Use pnpm.'), (b'(npm)', b'(pnpm)'), (b'`npm` npm', b'`pnpm` pnpm'), (b'[npm](x)', b'[pnpm](x)'),
    (b'npm https://npm.io/npm npm', b'pnpm https://npm.io/npm pnpm'), (b'npm x@npm.io', b'pnpm x@npm.io'),
    (b'npm npms xnpm npm-x @npm npm/x a/npm npm.js npm_x', b'pnpm npms xnpm npm-x @npm npm/x a/npm npm.js npm_x'),
])
def test_a_word(source: bytes, copy: bytes) -> None:
    assert viewed(copy, source, Word('npm', 'pnpm')).is_same


def test_a_number_is_no_part_of_another() -> None:
    assert viewed(b'4 of 3.11, 1,300 and 3-3-2020\n', b'3 of 3.11, 1,300 and 3-3-2020\n', Word('3', '4')).is_same
    assert not viewed(b'4.11\n', b'3 3.11\n', Word('3', '4')).is_same


def test_words_go_from_the_source_to_the_copy_and_all_at_once() -> None:
    assert not viewed(b'one', b'two', Word('one', 'two')).is_same
    assert viewed(b'b a\n', b'a b\n', Word('a', 'b'), Word('b', 'a')).is_same
    assert viewed(b'y z\n', b'a a b\n', Word('a', 'x'), Word('a b', 'z'), Word('a', 'y')).is_same


def test_a_word_that_does_not_occur_is_an_error_and_a_copy_that_does_is_noted() -> None:
    assert problems(b'b\n', b'c\n', Word('a', 'b')) == ['"a" does not occur in docs/GUIDE.md; remove this word']
    assert notes(b'b b\n', b'x\na b\n', Word('a', 'b')) == [
        '"b" is in docs/GUIDE.md already (line 2); check that it means the same',
    ]


# ---- blank lines

@pytest.mark.parametrize(('copy', 'source', 'same'), [
    (b'a\n\n\nb\n', b'a\n\nb\n', True), (b'a\n\nb\n', b'a\nb\n', False), (b'\n\na\n', b'\na\n', True),
    (b'```\n\n\n```\n', b'```\n\n```\n', False), (b'~~~\n```\n\n\n~~~\n', b'~~~\n```\n\n~~~\n', False),
    (b'```\n\n\n', b'```\n\n', False), (b'- ```\n\n\n  ```\n', b'- ```\n\n  ```\n', False),
    (b'```\n     ```\n\n\n```\n', b'```\n     ```\n\n```\n', False), (b'`` ` ``\n\n\na\n', b'`` ` ``\n\na\n', True),
    (b'``` a ` b\n\n\na\n', b'``` a ` b\n\na\n', True), (b'```\nx\n```\n\n\na\n', b'```\nx\n```\n\na\n', True),
    (b'<pre>\n\n\nx</pre>\n', b'<pre>\n\nx</pre>\n', False),
])
def test_blank_lines(copy: bytes, source: bytes, *, same: bool) -> None:
    assert viewed(copy, source, 'blank-lines').is_same is same


def test_blank_lines_of_other_formats() -> None:
    assert view_of(b'::\n\n  x\n\n\n  y\n\n\nz\n', 'blank-lines', Format.RST) == b'::\n\n  x\n\n\n  y\n\nz\n'
    assert view_of(b'a\n\n\n```\n\n\n', 'blank-lines', Format.PLAIN) == b'a\n\n```\n\n'
    assert view_of(b'a: |\n  x\n\n\n  y\n', 'blank-lines', Format.YAML) == b'a: |\n  x\n\n\n  y\n'


# ---- all together

def test_a_view_that_does_nothing_is_not_needed() -> None:
    found = viewed(b'# T\n\nx\n', b'x\n', 'blank-lines', 'first-heading')
    assert [one.number for one in found.applied] == [0, 1]
    assert [one.number for one in found.needed] == [1]
    assert beyond(viewed(b'x', b'y')) == ''


def test_what_is_said_of_many_views() -> None:
    copy = b'---\na: 1\n---\n# T\n## A\n\n\nx AGENTS\n## B\n'
    source = b'# U\nCLAUDE\n## B\n'
    found = viewed(copy, source, 'front-matter', 'first-heading', Region('## A', '## B'), Word('CLAUDE', 'AGENTS'))
    assert beyond(found) == ' beyond their declared differences'
    assert described(found, ('C', 'S')) == (
        'front-matter (3 lines of C), first-heading (1 line of C, 1 line of S), '
        'region from "## A" to "## B" (4 lines of C), word CLAUDE -> AGENTS (1 line of S)'
    )


REAL = (
    b'# Contributing\n\nThank you.\n\n## Set up\n\n1. Fork it.\n2. Run `make`.\n\n```sh\nmake\n\n\nmake test\n```\n\n'
    b'## Send it\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nWe answer in 3 days.\n'
)


def test_a_changed_word_in_any_line_of_a_document_is_refused() -> None:
    source = b'---\ntitle: Contributing\n---\n\n' + REAL.replace(b'# Contributing', b'# How to contribute', 1)
    differ: tuple[View, ...] = ('front-matter', 'first-heading', 'blank-lines')
    assert viewed(REAL, source, *differ).is_same
    chosen = random.Random(1)
    lines = REAL.split(b'\n')
    for number, line in enumerate(lines[1:], 1):
        if line:
            words = line.split(b' ')
            words[chosen.randrange(len(words))] += b'x'
            changed = b'\n'.join([*lines[:number], b' '.join(words), *lines[number + 1:]])
            assert not viewed(changed, source, *differ).is_same, line
