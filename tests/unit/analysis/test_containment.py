"""What of one text is not in another: by heading path and count, on what a reader sees."""
from __future__ import annotations

from collections import Counter
from itertools import combinations
from itertools import permutations

import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.containment import shares
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.documents import Format
from tests.support.documents import SECTIONED

MD, RST, ADOC, PLAIN = Format.MARKDOWN, Format.RST, Format.ASCIIDOC, Format.PLAIN
SAFE, SCATTERED, LOSS = DeletionRisk.SAFE, DeletionRisk.SCATTERED, DeletionRisk.LOSS


def side(one: str, other: str, format_: Format = MD) -> OneSide:
    return absent(read_text(one.encode(), format_), read_text(other.encode(), format_))


@pytest.mark.parametrize(
    ('one', 'other', 'format_', 'expected'), [
        ('# A\nx\n\ny\n', '# A\nx\nz\nz\nz\n', MD, (2 / 3, 0.4)),
        ('', 'x\n', MD, (1.0, 0.0)),
        ('{"a": 1}', '{\n"a": 1\n}', Format.JSON, (0.0, 0.0)),
        ('{\n"a": 1,\n"b": 2\n}', '{\n"a": 1,\n"c": 2\n}', Format.JSON, (0.75, 0.75)),
        # a comment of Markdown counts where both are Markdown alone
        ('<!--\nx\n-->\n', 'x\n', MD, (1 / 3, 0.0)), ('<!--\nx\n-->\n', 'x\n', PLAIN, (1 / 3, 1.0)),
    ],
)
def test_shares(one: str, other: str, format_: Format, expected: tuple[float, float]) -> None:
    texts = read_text(one.encode(), format_), read_text(other.encode(), format_)
    assert shares(*texts) == pytest.approx(expected)
    assert shares(*texts) == (absent(*texts).share, absent(*texts[::-1]).share)


def told(found: OneSide) -> list[tuple[str, int, int, int, bool]]:
    return [(part.title, part.first, part.last, part.lines, part.moved) for part in found.parts]


CLAIMS = [
    # as often as it stands
    pytest.param(MD, '## 2\n### S\n- u\n## 1\n### S\n- u\n', '## 2\n## 1\n### S\n- u\n', LOSS, id='a section'),
    pytest.param(MD, '- a\n- a\n', '- a\n', LOSS, id='a line'),
    pytest.param(MD, '- a\n', '- a\n- a\n', SAFE, id='more often there'),
    pytest.param(RST, 'A\n-\n\n* u\n\nB\n-\n\n* u\n', 'A\n-\n\nB\n-\n\n* u\n', LOSS, id='in reST'),
    pytest.param(ADOC, '== A\n\n* u\n\n== B\n\n* u\n', '== A\n\n== B\n\n* u\n', LOSS, id='in AsciiDoc'),
    pytest.param(PLAIN, 'a\na\n', 'a\nb\n', LOSS, id='in plain text'),
    # below the same headings
    pytest.param(MD, '## 2\n\n- u\n\n## 1\n', '## 2\n\n## 1\n\n- u\n', SCATTERED, id='below another heading'),
    pytest.param(MD, '# A\n## x\ny\n', '# A\n# B\n## x\ny\n', SCATTERED, id='below another parent'),
    pytest.param(RST, 'A\n-\n\nu\n\nB\n-\n', 'A\n-\n\nB\n-\n\nu\n', SCATTERED, id='below another title in reST'),
    pytest.param(MD, '# A\n## x\ny\n', '## x\ny\n\n# A\n', SCATTERED, id='above its title'),
    pytest.param(MD, '## a\nx\n', '# T\n## a\nx\n', SAFE, id='below a title alone'),
    pytest.param(MD, '# a\nx\n', '# a\ny\n# b\nx\n', SCATTERED, id='no title alone'),
    pytest.param(MD, 'x\n\n# T\n', '# T\nx\n', SCATTERED, id='before the title'),
    pytest.param(MD, '# T\nx\n', 'i\n\n# T\nx\n', SAFE, id='something before the title'),
    # in the same order
    pytest.param(MD, '1. stop\n2. delete\n', '2. delete\n1. stop\n', SCATTERED, id='lines in another order'),
    pytest.param(MD, 'a\nc\n', 'a\nb\nc\n', SAFE, id='with others between'),
    pytest.param(MD, 'b\na\n', 'a\nb\na\n', SAFE, id='the second of two lines'),
    pytest.param(MD, '# T\n## a\nx\n## b\ny\n', '# T\n## b\ny\n## a\nx\n', SCATTERED, id='sections in another order'),
    # with indentation, and the white space that says something
    pytest.param(MD, '```\nif a:\n    b()\n```\n', '```\nif a:\nb()\n```\n', LOSS, id='indentation'),
    pytest.param(MD, '- a\n  - b\n', '- a\n- b\n', LOSS, id='an item below another'),
    pytest.param(ADOC, ' a\n', 'a\n', LOSS, id='indentation in AsciiDoc'),
    pytest.param(PLAIN, '\ta\n', '    a\n', LOSS, id='a tab'),
    pytest.param(MD, 'a  \nb\n', 'a\nb\n', LOSS, id='a line break'),
    pytest.param(MD, 'a    \nb\n', 'a  \nb\n', SAFE, id='the same line break'),
    pytest.param(MD, 'a \nb\t\n', 'a\nb\n', SAFE, id='blanks at the end'),
    pytest.param(MD, '```\na  \n```\n', '```\na\n```\n', SAFE, id='blanks at the end of code'),
    pytest.param(RST, 'a  \nb\n', 'a\nb\n', SAFE, id='blanks at the end in reST'),
    # what a reader sees
    pytest.param(MD, 'a\n', '<!--\na\n-->\n', LOSS, id='a comment'),
    pytest.param(MD, 'a\n', 'b\n\n```\na\n', LOSS, id='an open fence'),
    pytest.param(MD, 'a\n', '{/*\na\n*/}\n', LOSS, id='a comment of MDX'),
    pytest.param(MD, 'a\n', '{% comment %}\na\n{% endcomment %}\n', LOSS, id='a comment of Liquid'),
    pytest.param(MD, 'a\n', 'x <!--\na\n--> y\n', LOSS, id='a comment in a paragraph'),
    pytest.param(MD, '<!--\na\n-->\n', '<!--\na\n-->\nb\n', SAFE, id='both comments'),
    pytest.param(MD, '<!--\na\n-->\n', '<!--\n-->\n\na\n', SCATTERED, id='a comment that became text'),
    pytest.param(MD, '<!--\na\n-->\n', 'b\n', LOSS, id='a comment that is gone'),
    pytest.param(MD, 'a\n', '```\na\n```\n', SCATTERED, id='as code'),
    pytest.param(MD, '# a\n', '```\n# a\n```\n', SCATTERED, id='a heading as code'),
    pytest.param(MD, 'a: b\n', '---\na: b\n---\n', SCATTERED, id='as front matter'),
    pytest.param(MD, '---\na: b\n---\n', '---\na: b\nc: d\n---\n\nx\n', SAFE, id='front matter'),
    pytest.param(MD, '---\na: b\n---\n\nx\n', 'x\n', LOSS, id='front matter that is gone'),
    pytest.param(RST, '   a\n', '.. b\n\n   a\n', LOSS, id='a comment of reST'),
    pytest.param(RST, '   a\n', '.. only:: html\n\n   a\n', LOSS, id='a directive that hides'),
    pytest.param(RST, '   a\n', 'x\n\n   a\n', SAFE, id='a block of reST'),
    pytest.param(ADOC, 'a\n', '////\na\n////\n', LOSS, id='a comment of AsciiDoc'),
    pytest.param(ADOC, 'a\n', 'ifdef::b[]\na\nendif::[]\n', LOSS, id='a conditional'),
    # without a grammar nothing is safe
    pytest.param(PLAIN, 'a\n', 'a\nb\n', SCATTERED, id='plain text'),
    pytest.param(MD, 'a\n', 'a\n' * 10_001, SCATTERED, id='too long for the parser'),
    # data
    pytest.param(Format.JSON, '["one", "two"]', '{"0": "one", "1": "two"}', LOSS, id='a list and an object'),
    pytest.param(Format.JSON, '{"a": []}', '{"a": {}}', LOSS, id='an empty list and an empty object'),
    pytest.param(Format.JSON, '{"a": 1}', '{"a": "1"}', LOSS, id='a number and a text'),
    pytest.param(Format.JSON, '{"a": 1}', '{"a": 1.0}', LOSS, id='two spellings'),
    pytest.param(Format.JSON, '{"a": 1}', '{"b": 2,\n"a": 1}', SAFE, id='a key more'),
    pytest.param(Format.JSON, '["a", "b"]', '["b", "a"]', LOSS, id='another order'),
    pytest.param(Format.JSON, '{"a": 1}', '{"a": 1, "a": 2}', LOSS, id='a key twice'),
    pytest.param(Format.TOML, 'a = 1\n[b]\nc = 2\n', 'a = 1\nb = {c = 2}\n', SAFE, id='TOML in another form'),
    pytest.param(Format.TOML, 'a = 1 # why\n', 'a = 1\n', LOSS, id='a comment of TOML'),
    pytest.param(Format.TOML, 'a = 1\n', 'a = true\n', LOSS, id='a number and a truth'),
    pytest.param(Format.YAML, 'a: [1, 2]\n', 'a:\n- 1\n- 2\nb: 3\n', SAFE, id='YAML in another form'),
    pytest.param(Format.YAML, '# why\na: 1\n', 'a: 1\n# why\n', SAFE, id='a comment of YAML'),
    pytest.param(Format.YAML, '# why\n# why\na: 1\n', 'a: 1\n# why\n', LOSS, id='a comment twice'),
    pytest.param(Format.YAML, 'a: "1"\n', 'a: 1\n', LOSS, id='a text and a number'),
    pytest.param(Format.YAML, 'a: {0: x}\n', 'a: [x]\n', LOSS, id='an object and a list'),
]


@pytest.mark.parametrize(('format_', 'one', 'other', 'risk'), CLAIMS)
def test_what_would_be_lost(format_: Format, one: str, other: str, risk: DeletionRisk) -> None:
    found = side(one, other, format_)
    assert found.risk is risk
    assert side(one, one + '\n', format_).is_found
    if risk is not SCATTERED:
        assert found.is_found is (risk is SAFE)


def test_moved_sections_are_found_and_so_is_what_is_counted_by_lines() -> None:
    assert side('# T\n## a\nx\n## b\ny\n', '# T\n## b\ny\n## a\nx\n').is_found
    assert side('a\nb\n', 'a\nc\nb\n', PLAIN).is_found
    assert not side('1. stop\n2. delete\n', '2. delete\n1. stop\n').is_found
    assert not side('a\nb\n', 'b\na\n', PLAIN).is_found


def test_each_section_is_told_with_what_is_missing_in_it() -> None:
    one = 'intro\n\n# T\n\n## a\n\nx\n\n## b\n\ny\n- z\n- z\n\n## c\n\nw\n'
    other = '# T\n\n## c\n\nw\n\n## b\n\ny\n- z\n\n## a\n\nx\nv\n'
    found = side(one, other)
    assert (found.unit, found.total, found.lines, found.all_lines, found.missing) == ('section', 5, 2, 10, (1, 13))
    assert told(found) == [
        ('', 1, 1, 1, False), ('T > a', 5, 7, 0, True), ('T > b', 9, 13, 1, False),
    ]
    assert found.share == 0.8 and not found.scattered
    assert side('', 'x').share == 1.0


def test_lines_below_other_headings_are_counted_apart() -> None:
    found = side('# a\n\nx\n\n# b\n\ny\n\nz\n', '# a\n\ny\n\n# b\n\nx\n')
    assert (found.scattered, found.lines, found.missing) == (2, 1, (9,))
    assert told(found) == [('a', 1, 3, 0, False), ('b', 5, 9, 1, False)]


def test_each_line_elsewhere_is_found_once() -> None:
    found = side('# a\n\nx\n\nx\n\n# b\n', '# a\n\n# b\n\nx\n')
    assert (found.scattered, found.missing) == (1, (5,))
    # what is seen comes first
    found = side('<!--\na\n-->\n\na\n', '# x\n# y\n\na\n')
    assert (found.scattered, found.missing) == (1, (1, 2, 3))
    found = side('<!--\na\n-->\n\n<!--\na\n-->\n', '# x\n# y\n\na\n')
    assert (found.scattered, found.missing) == (1, (1, 3, 5, 6, 7))


def test_a_hidden_line_is_found_hidden_too() -> None:
    found = side('# a\n\n<!-- x -->\n\n# b\n', '# a\n\n# b\n\n<!-- x -->\n')
    assert (found.scattered, found.missing) == (1, ())


def test_front_matter_is_a_section_of_its_own() -> None:
    assert told(side('---\nt: A\n---\n\n# a\n', '---\nt: B\n---\n\n# a\n')) == [('front matter', 1, 3, 1, False)]


def test_a_title_is_one_only_where_all_stands_below_it() -> None:
    found = side('## x\n\n### y\n\nz\n\n# T\n', '# U\n\n### y\n\nz\n')
    assert [part.title for part in found.parts] == ['x', 'x > y', 'T']
    found = side('# T\n\n# From X (sha256 a)\n\n# N\n\n## x\n\ny\n', '# T\n\n## x\n\ny\n')
    assert found.scattered == 2


def test_lines_are_compared_where_one_of_the_two_is_not_read() -> None:
    long = '# a\n' + 'b\n' * 10_000
    assert [side(long, '# a\n').unit, side('# a\n', long).unit] == ['text', 'text']
    # then nothing is hidden, and no heading counts
    texts = [read_text(b'# a\n\n<!-- x -->\n', format_) for format_ in (MD, PLAIN)]
    assert absent(*texts).parts == absent(*texts[::-1]).parts == ()
    twice = '{"a": 1, "a": 1}'
    assert [side(twice, '{}', Format.JSON).unit, side('{}', twice, Format.JSON).unit] == ['text', 'text']


@pytest.mark.parametrize('order', list(permutations('abcde')), ids=''.join)
def test_as_few_sections_as_can_be_are_said_to_be_moved(order: tuple[str, ...]) -> None:
    found = side(''.join(f'# {name}\n' for name in 'abcde'), ''.join(f'# {name}\n' for name in order))
    kept = max(size for size in range(6) for some in combinations(order, size) if sorted(some) == list(some))
    assert found.is_found and len(found.parts) == 5 - kept


def test_an_entry_id_that_stands_there_in_another_form() -> None:
    found = side('# x\n# y\n# A-1\n# A-2\n', '# A-1\n# x\n# y\n# A-2\n')
    assert [(part.title, part.same_id) for part in found.parts] == [('A-1', '')]
    assert [part.same_id for part in side('# A-1\n', '# A-2\n').parts] == ['']
    found = side('# BUILD-2 a\n\nx\n\n# BSD-3\n\nx\n', '# BUILD-2 b\n\n# BUILD-1\n\n# BSD-3 b\n')
    assert [part.same_id for part in found.parts] == ['BUILD-2', '']
    assert found.ids == () and side('# A-1\n', '# A-2\n').ids == ('A-1',)


def test_what_was_carried_stands_where_it_stood() -> None:
    one = 'i\n\n# T\n\n## a\n\nx\n\n## b\n\n### c\n\ny\n'
    for heading in ('# From G.md (sha256 abc)', '## From G.md (sha256 abc)'):
        other = '# U\n\n## a\n\nz\n\n' + heading + '\n\ni\n\n## a\n\nx\n\n## b\n\n### c\n\ny\n'
        assert [part.title for part in side(one, other).parts] == ['T']
    # a heading at the highest level is carried beside it
    found = side('# T\n\nx\n\n## a\n\ny\n', '# U\n\n## a\n\ny\n\n# From G.md (sha256 abc)\n\n# T\n\nx\n')
    assert found.is_found
    assert not side('# T\n\n## a\n', '# T\n\n# From G.md\n\n## a\n').is_found


def test_keys_are_told_and_comments() -> None:
    found = side('# one\na: 1\nb: {c: 2}\n', 'b: {c: 3}\nd: 4\n', Format.YAML)
    assert (found.unit, found.total) == ('key', 2)
    assert told(found) == [('/a', 0, 0, 1, False), ('/b/c', 0, 0, 1, False), ('# one', 1, 1, 1, False)]
    assert (found.lines, found.all_lines, found.missing, found.scattered) == (3, 3, (1, 2, 3), 0)
    assert side('{"a":\n1}', '{"b":\n2}', Format.JSON).lines == 2
    # the same lines, other data
    found = side('{"a": {\n},\n"b": {\n"c": 1\n}}', '{"a": {\n"c": 1\n},\n"b": {\n}}', Format.JSON)
    assert (found.lines, found.all_lines, found.missing) == (2, 5, ())
    assert side('{"a#": " # x"}', '{"a#": " # x", "b": 1}', Format.JSON).is_found


def test_a_long_title_is_cut_and_still_itself() -> None:
    text = f'# {"a" * 600}b\n\n# {"a" * 600}c\n\n# {"d" * 500}\n\n# {"d" * 501}'
    titles = [part.title for part in side(text, '').parts]
    assert titles[0] != titles[1] and all('[cut: 601 characters, sha256 ' in title for title in titles[:2])
    assert titles[2] == 'd' * 500 and '[cut: 501 ' in titles[3]


SECTIONS = st.lists(st.sampled_from((
    '# a', '## b', '# BUILD-1 c', 'A\n=', 'x', 'y', '', '| BUILD-1 |', '```\nx\n```', '> q', '  x', '<!-- y -->', '- x',
    '<!--\nx\n-->', 'x  ', '{/*\nx\n*/}', '# From G (sha256 1)', '---\nk: v\n---', '.. c', '////', '--',
))).map('\n'.join)


def counted(text: str) -> Counter[str]:
    return Counter(line.rstrip() for line in text.split('\n') if line.strip())


@given(SECTIONS, SECTIONS, st.sampled_from((MD, RST, ADOC, PLAIN, Format.JSON)))
def test_what_is_found_is_there_as_often(one: str, other: str, format_: Format) -> None:
    found = side(one, other, format_)
    mine, theirs = counted(one), counted(other)
    assert found.all_lines == mine.total()
    # no fewer are missing than a plain count of lines says
    assert found.lines == len(found.missing) >= (mine - theirs).total()
    if found.is_found:
        assert not mine - theirs and not found.scattered
    if found.risk is not LOSS:
        assert not mine - theirs
    assert len(found.parts) <= found.total
    numbers = [number for part in found.parts for number in range(part.first, part.last + 1)]
    assert len(numbers) == len(set(numbers)) and set(found.missing) <= set(numbers)


@given(SECTIONS, st.sampled_from((MD, RST, ADOC)))
def test_a_text_is_in_itself(text: str, format_: Format) -> None:
    found = side(text, text, format_)
    assert (found.parts, found.lines, found.risk) == ((), 0, SAFE)


@given(SECTIONS, SECTIONS, SECTIONS)
def test_what_stands_in_two_texts_one_in_the_other_stands_in_the_third(one: str, other: str, third: str) -> None:
    if side(one, other).is_found and side(other, third).is_found:
        assert side(one, third).lines == 0


# ---- as a comparison says it

def test_sections_that_stand_in_docs_and_those_that_do_not() -> None:
    docs = b'# Log\n\n## third\n\nthree\n\n## other\n\n| BUILD-2 | in a table |\n\n## BUILD-1 first\n\none\n'
    difference = compare_texts(SECTIONED, docs, MD)
    copy = difference.copy
    assert (copy.unit, copy.total, copy.lines, copy.all_lines) == ('section', 5, 6, 11)
    assert [(p.title, p.first, p.last, p.lines, p.same_id, p.moved) for p in difference.copy.parts] == [
        ('', 1, 1, 1, '', False),
        ('Log > BUILD-1 first', 5, 7, 0, '', True),
        ('Log > BUILD-2 second', 9, 14, 5, 'BUILD-2', False),
    ]
    assert difference.copy.ids == ()
    assert difference.deletion_risk is DeletionRisk.LOSS
    assert [p.title for p in difference.source.parts if not p.moved] == ['Log > other']


def test_an_id_that_only_one_side_has() -> None:
    difference = compare_texts(b'# DBG-7 a\n\nx UTF-8\n\n| DEC-1 | y |\n# SHA-256\n', b'# other DBG-8\n', MD)
    assert (difference.copy.ids, difference.source.ids) == (('DBG-7',), ('DBG-8',))


@pytest.mark.parametrize(
    ('format_', 'text', 'expected'), [
        (RST, b'Title\n=====\n\na\n\nPart\n----\n\nb\n', ['Title', 'Title > Part']),
        (ADOC, b'= Title\na\n\n== Part\nb\n\n= Next\n', ['Title', 'Title > Part', 'Next']),
        (PLAIN, b'# 1\na\n', ['']),
    ],
)
def test_a_text_is_taken_apart_by_its_grammar(format_: Format, text: bytes, expected: list[str]) -> None:
    assert [part.title for part in compare_texts(text, b'nothing\n', format_).copy.parts] == expected


def test_json_by_key() -> None:
    root = b'{"a": {"b/c": [1, {}]}, "d": "x", "e": []}'
    difference = compare_texts(root, b'{"a": {"b/c": [1, 2]}, "d": "x", "f~": 1.5}', Format.JSON)
    assert (difference.copy.unit, difference.copy.total) == ('key', 4)
    assert [part.title for part in difference.copy.parts] == ['/a/b~1c/1', '/e']
    assert [part.title for part in difference.source.parts] == ['/a/b~1c/1', '/f~0']
    assert difference.deletion_risk is DeletionRisk.LOSS
    assert compare_texts(b'{"d": 1}', b'{"d": 1, "e": 2}', Format.JSON).deletion_risk is DeletionRisk.SAFE
    assert compare_texts(b'not json\n', b'{}', Format.JSON).copy.unit == 'text'
    assert compare_texts(b'[' * 100_000, b'{}', Format.JSON).copy.unit == 'text'
    assert compare_texts(b'5', b'6', Format.JSON).copy.parts[0].title == '/'


# ---- the promise

def test_safe_to_delete() -> None:
    docs = b'before\n' + SECTIONED.replace(b'## BUILD-2', b'## new\n\ntext\n\n## BUILD-2') + b'after\n'
    assert compare_texts(SECTIONED, docs, MD).deletion_risk is DeletionRisk.SAFE
    assert compare_texts(SECTIONED, docs, PLAIN).deletion_risk is DeletionRisk.SCATTERED
    # where nothing but white space differs the grammar does not matter
    assert compare_texts(SECTIONED[:-1], SECTIONED, PLAIN).deletion_risk is DeletionRisk.SAFE


def test_a_part_of_a_line_is_not_the_line() -> None:
    assert compare_texts(b'# a\n', b'x # a\n', MD).deletion_risk is DeletionRisk.LOSS
    assert compare_texts(b'# a\nb', b'# a\nbc\n', MD).deletion_risk is DeletionRisk.LOSS


@pytest.mark.parametrize('blank', [b'\x0b', b' \x0c', b'\t\r'])
def test_a_blank_line_is_no_line_wherever_it_stands(blank: bytes) -> None:
    for text in (b'# a\n' + blank + b'\nb\n', b'# a\n' + blank + b'\n'):
        difference = compare_texts(text, b'# a\nb\n', MD)
        assert (difference.copy.lines, difference.copy.all_lines) == (0, text.count(b'b') + 1)


PARTS = st.lists(
    st.tuples(st.sampled_from([b'# a', b'## b', b'# BUILD-1 c', b'A\n=']), st.lists(st.sampled_from(
        [b'x', b'y', b'', b'| BUILD-1 |', b'x y', b'```', b'> q'],
    ), max_size=3)), max_size=4,
).map(lambda parts: [b'\n'.join([heading, *lines]) for heading, lines in parts])


@given(PARTS, PARTS, st.sampled_from([MD, RST, PLAIN, Format.JSON]))
def test_safe_means_that_every_line_stands_in_docs(
    root: list[bytes], docs: list[bytes], format_: Format,
) -> None:
    texts = [b'\n'.join(parts) + b'\n' for parts in (root, docs)]
    assume(texts[0] != texts[1])
    difference = compare_texts(texts[0], texts[1], format_)
    lines, others = ([line for line in text.split(b'\n') if line.strip()] for text in texts)
    if difference.deletion_risk is not DeletionRisk.LOSS:
        assert not Counter(lines) - Counter(others)
    if difference.deletion_risk is DeletionRisk.SAFE and not difference.harmless:
        assert format_ in (MD, RST)
    assert difference.copy.lines <= difference.copy.all_lines == len(lines)


@given(PARTS, st.data())
def test_sections_with_others_between_them_are_safe(root: list[bytes], data: st.DataObject) -> None:
    root = [section for section in root if b'```' not in section]
    # which of two sections of one name is followed by the others is not difference
    assume(len({section.split(b'\n')[0] for section in root}) == len(root))
    docs = list(root)
    for _ in range(data.draw(st.integers(1, 3))):
        docs.insert(data.draw(st.integers(0, len(docs))), b'##### new\n\ntext\n')
    texts = [b'\n\n'.join(parts) + b'\n' for parts in (root, docs)]
    assert compare_texts(texts[0], texts[1], MD).deletion_risk is DeletionRisk.SAFE


def test_the_same_lines_may_be_other_data() -> None:
    one = b'{\n"a": {\n"x": 1\n},\n"b": {\n"y": 2\n}\n}\n'
    other = one.replace(b'x', b'z').replace(b'"y": 2', b'"x": 1').replace(b'"z": 1', b'"y": 2')
    texts = [read_text(content, Format.JSON) for content in (one, other)]
    assert max(shares(*texts)) < 1 == max(shares(texts[0], texts[0]))
