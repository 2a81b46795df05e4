from __future__ import annotations

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.documents import Format
from sot_guard.merging.append_sections import append_sections
from sot_guard.merging.append_sections import Appended
from sot_guard.merging.proof import prove_carried

MARKDOWN = Format.MARKDOWN
ROOT = b'intro\n\n# T\n\n## BUILD-1 a\n\na\n\n## b\n\nb\n'


def proved(root: bytes, docs: bytes, format_: Format) -> Appended | None:
    """None for what the proof refuses, too."""
    found = append_sections(root, docs, (b'X', b'docs/X'), format_)
    if found is None or prove_carried(docs, root, found.content, format_):
        return None
    return found


def appended(root: bytes, docs: bytes, format_: Format = MARKDOWN) -> Appended | None:
    """With X for the sum of the root copy."""
    found = proved(root, docs, format_)
    sha256 = hashlib.sha256(root).hexdigest().encode()
    return found and found._replace(
        content=found.content.replace(sha256, b'S').replace(b'=' * (len(sha256) + 16), b'=' * 17), changed=(),
    )


def content(root: bytes, docs: bytes, format_: Format = MARKDOWN) -> bytes:
    found = appended(root, docs, format_)
    assert found is not None
    return found.content


def test_sections_go_over_as_they_are() -> None:
    assert appended(ROOT, b'# T\n\n## b\n\nb\n') == Appended(
        b'# T\n\n## b\n\nb\n\n# From X (sha256 S)\n\nintro\n\n## BUILD-1 a\n\na\n', ('', 'T > BUILD-1 a'),
    )
    assert appended(ROOT, ROOT + b'\n# more\n') == Appended(ROOT + b'\n# more\n', ())
    assert appended(b'# a\n\nx\n', b'') == Appended(b'# From X (sha256 S)\n\n# a\n\nx\n', ('a',))


def test_equal_sections_go_over_as_often_as_they_stand() -> None:
    assert appended(b'# a\n\nx\n\n# a\n\nx\n', b'y\n') == Appended(
        b'y\n\n# From X (sha256 S)\n\n# a\n\nx\n\n# a\n\nx\n', ('a', 'a'),
    )
    assert appended(b'# a\n\nx\n\n# a\n\nx\n', b'# a\n\nx\n') == Appended(
        b'# a\n\nx\n\n# From X (sha256 S)\n\n# a\n\nx\n', ('a',),
    )
    root = b'# C\n\n## 1.2\n\n### Chores\n\n- Update\n\n## 1.1\n\n### Chores\n\n- Update\n'
    assert content(root, b'# C\n\n## 1.0\n\n- first\n') == (
        b'# C\n\n## 1.0\n\n- first\n\n# From X (sha256 S)\n' + root.removeprefix(b'# C\n')
    )


def test_sections_go_over_below_their_parents() -> None:
    root = b'# C\n\n## 1.2\n\n### Chores\n\n- Update\n\n### Fixes\n\n- f\n\n## 1.1\n\n### Chores\n\n- Update\n'
    docs = b'# C\n\n## 1.2\n\n### Fixes\n\n- f\n\n## 1.1\n\n### Chores\n\n- Update\n'
    assert appended(root, docs) == Appended(
        docs + b'\n# From X (sha256 S)\n\n## 1.2\n\n### Chores\n\n- Update\n', ('C > 1.2 > Chores',),
    )
    # each parent once, whatever goes over below it
    root = b'# A\n\na\n\n## B\n\nb\n\n### C\n\nc\n\n### D\n\nd\n\n# E\n'
    docs = b'# A\n\na\n\n## B\n\nb\n\n# E\n'
    assert content(root, docs) == docs + b'\n# From X (sha256 S)\n\n# A\n\n## B\n\n### C\n\nc\n\n### D\n\nd\n'
    # what stands below another parent there goes over too
    assert content(b'# A\n\n## x\n\ny\n\n# B\n', b'# A\n\n# B\n\n## x\n\ny\n').endswith(b'\n# A\n\n## x\n\ny\n')


def test_a_section_goes_over_with_all_that_stands_below_it() -> None:
    assert content(b'# D\n\n# E\n\n## Install\n\nrun\n', b'# D\n\n## Install\n\nrun\n').endswith(
        b'# E\n\n## Install\n\nrun\n',
    )
    # but not below the title of the document
    assert appended(b'# New title\n\n## a\n\nx\n\n## b\n', b'# Title\n\n## a\n\nx\n') == Appended(
        b'# Title\n\n## a\n\nx\n\n# From X (sha256 S)\n\n# New title\n\n## b\n', ('New title', 'New title > b'),
    )


def test_a_section_that_docs_has_in_another_form_does_not_bring_along_what_stands_below_both() -> None:
    form = b'# D\n\n## S\n\n### Install\n\n%s\n\n#### Linux\n\nsame\n'
    assert appended(form % b'mine', form % b'theirs') == Appended(
        form % b'theirs' + b'\n# From X (sha256 S)\n\n## S\n\n### Install\n\nmine\n', ('D > S > Install',),
    )


def test_an_id_that_docs_has_in_another_form_is_named() -> None:
    found = appended(ROOT, b'# BUILD-1 another\n\n# BUILD-2\n')
    assert found is not None
    assert found.other_forms == ('BUILD-1',)
    alone = appended(ROOT, b'# BUILD-1 another\n')
    assert alone is not None and alone.other_forms == ()
    # of two ids one, and what only names one is no form of it
    found = appended(b'see BUILD-2\n\n# BUILD-1 a\n\n# BUILD-3\n', b'# BUILD-1 another\n\n# BUILD-2\n')
    assert found is not None
    assert (found.titles, found.other_forms) == (('', 'BUILD-1 a', 'BUILD-3'), ('BUILD-1',))


def test_the_heading_stands_above_the_highest_that_goes_over() -> None:
    root = b'intro\n\n## A\n\n### B\n\nb\n\n# C\n'
    assert content(root, b'## A\n\n# C\n') == (
        b'## A\n\n# C\n\n# From X (sha256 S)\n\nintro\n\n## A\n\n### B\n\nb\n')
    assert content(b'intro\n\n### B\n\nb\n\n# C\n', b'# C\n') == (
        b'# C\n\n## From X (sha256 S)\n\nintro\n\n### B\n\nb\n')


def test_front_matter_without_keys_goes_over_too() -> None:
    found = appended(b'---\n---\n\n# a\n', b'# a\n')
    assert found is not None and found.titles == ('front matter',)
    assert found.content == b'# a\n\n# From X (sha256 S)\n\n```\n---\n---\n```\n'


def test_a_section_that_is_called_front_matter_is_one() -> None:
    found = appended(b'---\na: b\n---\n\n# front matter\n\nx\n', b'---\na: b\n---\n\n# T\n')
    assert found == Appended(
        b'---\na: b\n---\n\n# T\n\n# From X (sha256 S)\n\n# front matter\n\nx\n', ('front matter',))


@pytest.mark.parametrize(
    ('format_', 'root', 'docs', 'heading'), [
        (MARKDOWN, b'### a\n\nx\n', b'docs\n', b'## From X (sha256 S)'),
        (Format.RST, b'Aye\n===\n\nx\n', b'docs\n', b'From X (sha256 S)\n================='),
        (Format.ASCIIDOC, b'== a\n\nx\n', b'docs\n', b'= From X (sha256 S)'),
        (Format.ASCIIDOC, b'= T\n\n== a\n\nx\n', b'= T\n\ny\n', b'== From X (sha256 S)'),
    ],
)
def test_the_heading_is_one_of_its_language(format_: Format, root: bytes, docs: bytes, heading: bytes) -> None:
    assert content(root, docs, format_).startswith(docs + b'\n' + heading + b'\n\n')


def test_the_heading_has_the_style_of_its_level() -> None:
    docs = b'===\n T\n===\n\nPart\n----\n\nx\n'
    found = proved(docs.replace(b'Part', b'Other'), docs, Format.RST)
    assert found is not None
    lines = found.content.removeprefix(docs).split(b'\n')
    assert lines[1] == lines[3] == b'=' * len(lines[2]) and lines[5:] == [b'Other', b'----', b'', b'x', b'']
    # where a style means another level there, nothing is carried
    assert appended(docs.replace(b'Part', b'Other').replace(b'----', b'~~~~'), docs, Format.RST) is None


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
    assert content(root, docs) == expected


def test_what_has_no_headings_is_not_carried() -> None:
    assert appended(b'a\n', b'b\n') is None
    assert appended(b'# a\n', b'b\n', Format.YAML) is None
    assert appended(b'# a\n', b'b\n', Format.PLAIN) is None
    assert appended(b'# a\n', b'b\n' * 10_001) is None


def test_what_stands_in_a_comment_or_in_code_is_carried() -> None:
    for opening, end in ((b'<!--', b'-->'), (b'```', b'```'), (b'{/*', b'*/}')):
        found = appended(b'## A\n\ntext\n', b'%s\n## A\n\ntext\n%s\n' % (opening, end))
        assert found is not None
        assert found.titles == ('A',)


def test_front_matter_goes_over_as_code() -> None:
    assert appended(b'---\ntitle: B\n---\n\n# a\n', b'---\ntitle: A\n---\n\n# a\n') == Appended(
        b'---\ntitle: A\n---\n\n# a\n\n# From X (sha256 S)\n\n```\n---\ntitle: B\n---\n```\n', ('front matter',),
    )
    both = b'---\ntitle: A\n---\n\n# a\n'
    assert appended(both, both + b'\nb\n') == Appended(both + b'\nb\n', ())
    assert appended(both, b'---\ntitle: A\n---') == Appended(
        b'---\ntitle: A\n---\n\n# From X (sha256 S)\n\n# a\n', ('a',),
    )
    assert appended(b'---\ntitle: B\n---\n\n    code\n\n# a\n', b'# a\n') == Appended(
        b'# a\n\n# From X (sha256 S)\n\n```\n---\ntitle: B\n---\n```\n\n    code\n', ('front matter', ''),
    )
    assert b'\n\n----\n---\nt: B\n---\n----\n' in content(b'---\nt: B\n---\n\n= a\n', b'= a\n', Format.ASCIIDOC)


@pytest.mark.parametrize('docs', [b'```\nopen\n', b'<!-- open\n', b'{/*\n'])
def test_nothing_goes_into_an_open_block(docs: bytes) -> None:
    found = appended(ROOT + b'*/}\n', docs)
    assert found is None or (docs == b'{/*\n' and b'*/}' not in found.content)


@pytest.mark.parametrize('newline', [b'\n', b'\r\n'])
def test_a_real_changelog_with_equal_sections_loses_no_line(newline: bytes) -> None:
    sections = (b'## %d.%d.0\n\n### Chores\n\n- Update deps\n\n### Fixes\n\n- Fix %d\n' % (n // 7, n % 7, n % 5)
                for n in range(60))
    root = (b'# Changelog\n\n' + b'\n'.join(sections)).replace(b'\n', newline)
    docs = b'# Changelog\n\n## 0.0.0\n\n### Chores\n\n- Update deps\n\n### Fixes\n\n- Fix 0\n'
    have = Counter(content(root, docs).split(b'\n'))
    assert not Counter(line.rstrip(b'\r') for line in root.split(b'\n') if line.strip()) - have


LINES = st.lists(st.sampled_from((
    '# a', '## b', '### c', 'x', 'y', '', '```', '---', '<!--', '- i', '    code', '> # q', 'T\n=', '{/*', '*/}',
    'k: v',
)))


@given(LINES, LINES, st.sampled_from((MARKDOWN, Format.RST, Format.ASCIIDOC)))
def test_every_line_of_both_stays_and_a_second_time_nothing_is_carried(
    root: list[str], docs: list[str], format_: Format,
) -> None:
    contents = '\n'.join(root).encode(), '\n'.join(docs).encode()
    found = proved(*contents, format_)
    if found is not None:
        assert found.content.startswith(contents[1].rstrip(b'\n'))
        have = Counter(line.rstrip() for line in found.content.split(b'\n'))
        assert not Counter(line.rstrip() for line in contents[0].split(b'\n') if line.strip()) - have
        assert not absent(read_text(contents[0], format_), read_text(found.content, format_)).lines
        assert proved(contents[0], found.content, format_) == Appended(found.content, ())


def test_what_stands_in_another_order_is_there() -> None:
    found = appended(b'# A\n\na\n\n# B\n\nb\n\n# C\n\nc\n', b'# B\n\nb\n\n# A\n\na\n')
    assert found is not None and found.titles == ('C',)
