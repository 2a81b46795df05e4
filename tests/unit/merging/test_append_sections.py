from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.documents import sections
from sot_guard.merging.append_sections import append_sections
from sot_guard.merging.append_sections import Appended

MARKDOWN = {'markdown', 'text'}
ROOT = b'intro\n\n# T\n\n## BUILD-1 a\n\na\n\n## b\n\nb\n'


def appended(root: bytes, docs: bytes, tags: set[str] = MARKDOWN) -> Appended | None:
    return append_sections(root, docs, b'X', 'S', tags)


def test_sections_go_over_as_they_are() -> None:
    assert appended(ROOT, b'# T\n\n## b\n\nb\n') == Appended(
        b'# T\n\n## b\n\nb\n\n# From X (sha256 S)\n\nintro\n\n## BUILD-1 a\n\na\n', ('', 'T > BUILD-1 a'), (),
    )
    assert appended(ROOT, ROOT + b'\n# more\n') == Appended(ROOT + b'\n# more\n', (), ())
    assert appended(b'# a\n\nx\n\n# a\n\nx\n', b'y\n') == Appended(
        b'y\n\n# From X (sha256 S)\n\n# a\n\nx\n', ('a', 'a'), (),
    )


def test_an_id_that_docs_has_in_another_form_is_named() -> None:
    found = appended(ROOT, b'# BUILD-1 another\n')
    assert found is not None
    assert found.other_forms == ('BUILD-1',)


@pytest.mark.parametrize(
    ('tags', 'root', 'heading'), [
        (MARKDOWN, b'### a\n\nx\n', b'## From X (sha256 S)'),
        ({'rst', 'text'}, b'Aye\n===\n\nx\n', b'From X (sha256 S)\n================='),
        ({'asciidoc', 'text'}, b'== a\n\nx\n', b'= From X (sha256 S)'),
        ({'org', 'text'}, b'* a\n\nx\n', b'* From X (sha256 S)'),
    ],
)
def test_the_heading_is_one_of_its_language(tags: set[str], root: bytes, heading: bytes) -> None:
    assert appended(root, b'docs\n', tags) == Appended(
        b'docs\n\n' + heading + b'\n\n' + root, (sections(tags)(root)[0].title,), (),
    )


@pytest.mark.parametrize(
    ('root', 'docs', 'expected'), [
        (b'# a\r\n\r\nx\r\n', b'y\n', b'y\n\n# From X (sha256 S)\n\n# a\n\nx\n'),
        (b'# a\n\nx\n', b'y\r\n', b'y\r\n\r\n# From X (sha256 S)\r\n\r\n# a\r\n\r\nx\r\n'),
        (b'\xef\xbb\xbf# a\n', b'\xef\xbb\xbf# a\n\nb', b'\xef\xbb\xbf# a\n\nb'),
        (b'# a', b'y', b'y\n\n# From X (sha256 S)\n\n# a\n'),
        (b'# a', b'y  \n\n', b'y  \n\n# From X (sha256 S)\n\n# a\n'),
        (b'# a', b'MAX\n', b'MAX\n\n# From X (sha256 S)\n\n# a\n'),
    ],
)
def test_line_ends_are_those_of_docs(root: bytes, docs: bytes, expected: bytes) -> None:
    found = appended(root, docs)
    assert found is not None
    assert found.content == expected


def test_a_section_goes_over_with_all_that_stands_below_it() -> None:
    found = appended(b'# D\n\n# E\n\n## Install\n\nrun\n', b'# D\n\n## Install\n\nrun\n')
    assert found is not None
    assert found.content.endswith(b'# E\n\n## Install\n\nrun\n')
    # but not below the title of the document
    assert appended(b'# New title\n\n## a\n\nx\n\n## b\n', b'# Title\n\n## a\n\nx\n') == Appended(
        b'# Title\n\n## a\n\nx\n\n# From X (sha256 S)\n\n# New title\n\n## b\n', ('New title', 'New title > b'), (),
    )


def test_all_that_stands_below_a_new_heading_is_carried_and_nothing_else() -> None:
    parts = b'## Install\n\nrun\n\n## Use\n\nso\n'
    assert appended(b'# D\n\n# E\n\n' + parts + b'\n# F\n\n# G\n', b'# D\n\n' + parts + b'\n# F\n') == Appended(
        b'# D\n\n' + parts + b'\n# F\n\n# From X (sha256 S)\n\n# E\n\n' + parts + b'\n# G\n',
        ('E', 'E > Install', 'E > Use', 'G'), (),
    )
    # a section that docs has in another form does not bring along what stands below both
    form = b'# D\n\n## S\n\n### Install\n\n%s\n\n#### Linux\n\nsame\n'
    assert appended(form % b'mine', form % b'theirs') == Appended(
        form % b'theirs' + b'\n## From X (sha256 S)\n\n### Install\n\nmine\n', ('D > S > Install',), (),
    )
    assert appended(b'## b\n\nb\n\n## c\n', b'## b\n\nb\n') == Appended(
        b'## b\n\nb\n\n# From X (sha256 S)\n\n## c\n', ('c',), (),
    )


def test_what_has_no_headings_is_not_carried() -> None:
    assert appended(b'a\n', b'b\n') is None
    assert appended(b'# a\n', b'b\n', {'yaml', 'text'}) is None


def test_what_stands_in_a_comment_or_in_code_is_carried() -> None:
    for opening, end in ((b'<!--', b'-->'), (b'```', b'```')):
        found = appended(b'## A\n\ntext\n', b'%s\n## A\n\ntext\n%s\n' % (opening, end))
        assert found is not None
        assert found.titles == ('A',)


def test_front_matter_goes_over_as_code() -> None:
    assert appended(b'---\ntitle: B\n---\n\n# a\n', b'---\ntitle: A\n---\n\n# a\n') == Appended(
        b'---\ntitle: A\n---\n\n# a\n\n# From X (sha256 S)\n\n```\n---\ntitle: B\n---\n```\n', ('',), (),
    )
    both = b'---\ntitle: A\n---\n\n# a\n'
    assert appended(both, both + b'\nb\n') == Appended(both + b'\nb\n', (), ())
    assert appended(both, b'---\ntitle: A\n---') == Appended(
        b'---\ntitle: A\n---\n\n# From X (sha256 S)\n\n# a\n', ('a',), (),
    )
    # it counts as a part of what stands before the first heading
    assert appended(b'---\ntitle: B\n---\n\n    code\n\n# a\n', b'# a\n') == Appended(
        b'# a\n\n# From X (sha256 S)\n\n```\n---\ntitle: B\n---\n```\n\n    code\n', ('',), (),
    )
    found = appended(b'---\ntitle: B\n---\n\nX\n\n# a\n', b'# a\n')
    assert found is not None
    assert found.content.endswith(b'```\n\nX\n')


@pytest.mark.parametrize(
    ('tags', 'carried_as'), [
        (MARKDOWN, b'# From X (sha256 S)\n\n```\n---\ntitle: 1\n---  \n```\n'),
        ({'mdx', 'text'}, b'# From X (sha256 S)\n\n```\n---\ntitle: 1\n---  \n```\n'),
        ({'rst', 'text'}, b'From X (sha256 S)\n=================\n\n---\ntitle: 1\n---  \n'),
    ],
)
def test_front_matter_is_one_in_markdown_alone(tags: set[str], carried_as: bytes) -> None:
    found = appended(b'---\ntitle: 1\n---  \n\nAye\n===\n', b'Aye\n===\n', tags)
    assert found == Appended(b'Aye\n===\n\n' + carried_as, ('',), ())


@pytest.mark.parametrize('docs', [b'```\nopen\n', b'<!-- open\n'])
def test_nothing_goes_into_an_open_block(docs: bytes) -> None:
    assert appended(ROOT, docs) is None


LINES = st.lists(st.sampled_from(('# a', '## b', 'x', 'y', '', '```', '---', '<!--', '- i', '    code', '> # q')))


@given(LINES, LINES)
def test_every_line_of_both_stays_and_a_second_time_nothing_is_carried(root: list[str], docs: list[str]) -> None:
    contents = '\n'.join(root).encode(), '\n'.join(docs).encode()
    found = append_sections(contents[0], contents[1], b'X', hashlib.sha256(contents[0]).hexdigest(), MARKDOWN)
    if found is not None:
        assert found.content.startswith(contents[1].rstrip(b'\n'))
        have = Counter(found.content.split(b'\n'))
        assert not {line for line in contents[0].split(b'\n') if line.strip()} - have.keys()
        assert append_sections(contents[0], found.content, b'X', '', MARKDOWN) == Appended(found.content, (), ())
