from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.git.merge_file import Hunk
from sot_guard.git.merge_file import Pieces
from sot_guard.merging import generators
from sot_guard.merging.generators import both
from sot_guard.merging.generators import candidates
from sot_guard.merging.generators import line_by_line
from sot_guard.merging.generators import united

NOTHING = read_document(b'', Format.PLAIN)


def hunk(source: str, base: str, copy: str) -> Hunk:
    """A hunk, of lines that are set apart by blanks."""
    return Hunk(
        *([line.encode().replace(b'_', b' ') for line in text.split(' ') if line] for text in (source, base, copy))
    )


def first(*pieces: list[bytes] | Hunk) -> list[str]:
    """The texts that are made of pieces, on one line each."""
    return [text.decode().strip('\n').replace('\n', ' ') for text in candidates(list(pieces), (b'', b''), Format.PLAIN)]


@pytest.mark.parametrize(
    ('source', 'base', 'copy', 'expected'),
    [
        ('A b', 'a b', 'a B', 'A B'),
        ('A b', 'a b', 'A B', 'A B'),
        ('A', 'a', 'B', None),
        ('', 'a b', 'a B', None),
        ('b', 'a b', 'a B', 'B'),
        ('x a b', 'a b', 'a b y', 'x a b y'),
        ('x A B', 'x a b', 'x a B', 'x A B'),
        ('x A B', 'x a b', 'x A b', 'x A B'),
        ('A x b', 'a b', 'a B', 'A x B'),
        # which became which is seen by the words
        (
            'new_one the_first_line the_last_line',
            'the_first_line the_last_line',
            'the_first_word the_last_line',
            'new one the first word the last line',
        ),
        ('p the_first_line q', 'the_first_word', 'the_first_word z', 'p the first line q z'),
        ('one_two x', 'one_three y w', 'one_three y W', None),
    ],
)
def test_edits_of_different_lines_go_together(source: str, base: str, copy: str, expected: str | None) -> None:
    mine, old, theirs = hunk(source, base, copy)
    made = line_by_line(old, mine, theirs)
    assert (made and b' '.join(made).decode()) == expected


@pytest.mark.parametrize(
    ('source', 'base', 'copy', 'expected'),
    [
        pytest.param('x', '', 'y', ['0 x y 9', '0 y x 9'], id='two insertions'),
        pytest.param('x y', '', 'x z', ['0 x y z 9', '0 x y x z 9', '0 x z x y 9'], id='a common beginning'),
        pytest.param('v y x', '', 'w x', ['0 v y w x 9', '0 v y x w x 9', '0 w x v y x 9'], id='a common end'),
        pytest.param('v x', '', 'w y x', ['0 v w y x 9', '0 v x w y x 9', '0 w y x v x 9'], id='a common end, of more'),
        pytest.param('x y', 'a', 'x', ['0 x y 9'], id='the same in place of the base, and more'),
        pytest.param('x', 'a', 'x y', ['0 x y 9'], id='more on the other side'),
        pytest.param('X b', 'x b', 'x B', ['0 X B 9', '0 X b x B 9'], id='line by line'),
        pytest.param('X', 'x', 'Y', ['0 X Y 9'], id='a conflict'),
        pytest.param('a_b', 'a b', 'a c', ['0 a c 9', '0 a b a c 9'], id='white space in the source'),
        pytest.param('a c', 'a b', 'a_b', ['0 a c 9', '0 a c a b 9'], id='white space in the copy'),
        pytest.param('x', 'a b', 'a_b', ['0 x 9', '0 x a b 9'], id='what the other side rewrote'),
    ],
)
def test_hunks_are_settled_in_a_few_ways(source: str, base: str, copy: str, expected: list[str]) -> None:
    assert first([b'0'], hunk(source, base, copy), [b'9']) == expected


def test_too_many_hunks_or_lines_are_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generators, 'MAX_HUNKS', 0)
    assert first([b'0'], hunk('x', '', 'y'), [b'9']) == []
    monkeypatch.setattr(generators, 'MAX_HUNKS', 1)
    assert first([b'0'], hunk('x', '', 'y'), [b'9'])[0] == '0 x y 9'
    monkeypatch.setattr(generators, 'MAX_LINES', 2)
    assert first([b'0'], hunk('x y', '', 'z'), [b'9'])[0] == '0 x y z 9'
    monkeypatch.setattr(generators, 'MAX_LINES', 1)
    assert first([b'0'], hunk('x y', '', 'z'), [b'9']) == []


def kept(first: str, second: str, before: str = '', after: str = '', form: Format = Format.MARKDOWN) -> str:
    """What is made of two insertions between two texts."""
    documents = [read_document(f'{before}{text}{after}'.encode(), form) for text in (first, second)]
    one, two = (text.encode().split(b'\n')[:-1] for text in (first, second))
    return ''.join(f'{line.decode()}\n' for line in both(one, two, documents))


@pytest.mark.parametrize(
    ('first', 'second', 'before', 'after', 'expected'),
    [
        pytest.param('- a\n', '- b\n', '- 0\n', '\n', '- a\n- b\n', id='items'),
        pytest.param('  - a\n', '  - b\n', '- 0\n', '\n', '  - a\n  - b\n', id='nested items'),
        pytest.param('- a\n\n', '- b\n\n', '# T\n\n', '- 0\n', '- a\n\n- b\n\n', id='items far apart, above'),
        pytest.param('\n- a\n', '\n- b\n', '- 0\n', '', '\n- a\n\n- b\n', id='items far apart, below'),
        pytest.param('- a\n  more\n', '- b\n', '', '', '- a\n  more\n- b\n', id='with a continuation'),
        pytest.param('one\n\n', 'two\n\n', '# T\n\n', '# E\n', 'one\n\ntwo\n\n', id='paragraphs'),
        pytest.param('- a\n', 'two\n', '', '', 'two\n\n- a\n', id='an item and a paragraph'),
        pytest.param(
            '## a\n\nx\n\n', '## b\n\ny\n\n', '# T\n\n', '## c\n', '## a\n\nx\n\n## b\n\ny\n\n', id='sections'
        ),
        pytest.param(
            '- a\n\n## 2.0.0\n\n- x\n',
            '- b\n\n## 1.9.0\n\n- y\n',
            '## 3.0.0\n\n',
            '\n## 1.0.0\n',
            '- a\n\n- b\n\n## 2.0.0\n\n- x\n\n## 1.9.0\n\n- y\n',
            id='each below its own heading',
        ),
        pytest.param(
            '### Deep\n\nx\n', '## Next\n\ny\n', '## T\n\n', '', '### Deep\n\nx\n\n## Next\n\ny\n', id='deep first'
        ),
        pytest.param(
            '## Next\n\ny\n', '### Deep\n\nx\n', '## T\n\n', '', '### Deep\n\nx\n\n## Next\n\ny\n', id='deep second'
        ),
        pytest.param('| 2 | b |\n', '| 3 | c |\n', '| 1 | a |\n', '', '| 2 | b |\n| 3 | c |\n', id='rows'),
    ],
)
def test_both_insertions_are_kept(first: str, second: str, before: str, after: str, expected: str) -> None:
    assert kept(first, second, before, after) == expected


@pytest.mark.parametrize(
    ('first', 'second', 'after', 'titles'),
    [
        ('## 1.1.0', '## 1.2.0', '## 1.0.0', ['## 1.2.0', '## 1.1.0']),
        ('## b', '## a', '## 0', ['## b', '## a']),
    ],
)
def test_sections_come_in_the_order_of_the_document(first: str, second: str, after: str, titles: list[str]) -> None:
    made = kept(f'{first}\n\nx\n\n', f'{second}\n\ny\n\n', '# T\n\n', f'{after}\n\nz\n')
    assert [line for line in made.split('\n') if line.startswith('#')] == titles


def test_an_order_that_rises_is_kept_too() -> None:
    made = kept('\n## 1.2.0\n\nx\n', '\n## 1.1.0\n\ny\n', '# T\n\n## 0.9.0\n\nw\n\n## 1.0.0\n\nz\n')
    assert made == '\n## 1.1.0\n\ny\n\n## 1.2.0\n\nx\n'


def test_items_come_in_the_order_of_the_document() -> None:
    assert (
        kept('- 2024-02-01: a\n', '- 2024-03-01: b\n', '', '- 2024-01-01: 0\n') == '- 2024-03-01: b\n- 2024-02-01: a\n'
    )


def test_headings_with_lines_around_them_are_one() -> None:
    base = '===\nTop\n===\n\n'
    made = kept('1.1\n---\n\n- a\n\n', '1.2\n---\n\n- b\n\n', base, '1.0\n---\n\n- 0\n', Format.RST)
    assert made == '1.2\n---\n\n- b\n\n1.1\n---\n\n- a\n\n'


def test_paragraphs_are_ordered_by_nothing() -> None:
    made = kept('Since 1.1\n\n', 'Since 1.2\n\n', '# T\n\n', '## 1.0\n\n## 0.9\n')
    assert made == 'Since 1.1\n\nSince 1.2\n\n'


def test_headings_with_lines_above_them_too() -> None:
    title = '{0}\n{1}\n{0}\n\n- {1}\n\n'.format
    made = kept(title('===', '1.1'), title('===', '1.2'), '', title('===', '1.0'), Format.RST)
    assert made == title('===', '1.2') + title('===', '1.1')


def test_blank_lines_stay_on_the_side_where_they_stand() -> None:
    assert kept('\n## 1.1\n\nx\n\n', '\n## 1.2\n\ny\n\n', '', '## 1.0\n') == '\n## 1.2\n\ny\n\n\n## 1.1\n\nx\n\n'
    assert both([], [], (NOTHING, NOTHING)) == []


def test_other_lines_say_nothing_of_the_order_of_items() -> None:
    after = '- 2024-01-01: 0\n\nSince 2020-01-01\n\nSince 2021-01-01\n\nSince 2022-01-01\n'
    assert kept('- 2024-02-01: a\n', '- 2024-03-01: b\n', '', after) == '- 2024-03-01: b\n- 2024-02-01: a\n'


def test_lines_that_stand_often_are_found_again() -> None:
    often = [b'a', b'b'] * 120
    assert line_by_line(often, [b'A', *often[1:]], [*often[:-1], b'B']) == [b'A', *often[1:-1], b'B']
    assert united([b'x', *often], [b'w', *often]) == [b'x', b'w', *often]


def test_what_both_insert_at_one_place_is_put_in_order_first() -> None:
    sides = [b'## %s\n\n## 1.0\n' % title for title in (b'1.1', b'1.2')]
    pieces: Pieces = [[b'# T'], Hunk([b'## 1.1'], [b''], [b'## 1.2']), [b'## 1.0']]
    texts = list(candidates(pieces, sides, Format.MARKDOWN))
    assert texts[0] == b'# T\n## 1.2\n\n## 1.1\n## 1.0\n'


def test_releases_are_put_in_order_whatever_their_levels() -> None:
    """As generators of changelogs write them: `#` for what is not a patch."""
    below = '\n## 1.2.3\n\n- x\n\n# 1.2.0\n\n- y\n'
    one, two = '\n# 2.0.0\n\n### Fixes\n\n- a\n\n# 1.9.0\n', '\n## 1.2.4\n\n- b\n'
    documents = [read_document(f'# Changelog\n{part}{below}'.encode(), Format.MARKDOWN) for part in (one, two)]
    for first, second in ((one, two), (two, one)):
        runs = [part.encode().split(b'\n')[:-1] for part in (first, second)]
        assert b'\n'.join(both(runs[0], runs[1], documents)).decode() + '\n' == one + two


def test_of_very_many_hunks_nothing_is_made() -> None:
    for count, expected in ((generators.MAX_HUNKS, True), (generators.MAX_HUNKS + 1, False)):
        pieces: Pieces = [[b''], *(piece for _ in range(count) for piece in (Hunk([b'a'], [b'b'], [b'a']), [b'']))]
        assert bool(list(candidates(pieces, (b'', b''), Format.PLAIN))) is expected


def test_blank_lines_begin_nothing_in_common() -> None:
    texts = list(candidates([[b'0'], Hunk([b'', b'x', b'y'], [], [b'x', b'z']), []], (b'', b''), Format.PLAIN))
    assert texts[0] == b'0\n\nx\ny\nz\n'


def test_json_gets_the_commas_that_it_needs_second() -> None:
    pieces: Pieces = [[b'{'], Hunk([b'"a": 1,', b'"b": {}'], [b'"a": 1'], [b'"a": 1,', b'"c": [', b'2', b']']), [b'}']]
    made = [text.decode().replace('\n', '') for text in candidates(pieces, (b'{}', b'{}'), Format.JSON)]
    assert made == ['{"a": 1,"b": {}"c": [2]}', '{"a": 1,"b": {},"c": [2]}']
    # what is settled stays as it is, and nothing comes before an end
    source = [b'"a": {', b'"x": 1', b'},', b'"c": 0']
    pieces = [[b'{', b'// a'], Hunk(source, [], [b'"b": 2,']), [b'"z": 3', b'// b', b'}']]
    hunk = b'"a": {\n"x": 1\n},\n"c": 0,\n"b": 2,\n'
    assert b'{\n// a\n%s"z": 3\n// b\n}\n' % hunk in [*candidates(pieces, (b'{}', b'{}'), Format.JSON)]
    # other formats have none
    hunks: Pieces = [[], Hunk([b'{}'], [], [b'2']), []]
    assert not any(b'},' in text for text in candidates(hunks, (b'', b''), Format.PLAIN))


@pytest.mark.parametrize(
    ('source', 'copy', 'expected'), [
        ('.. _a:||A|-|', '.. _b:|B|-|x|', '.. _a:||A|-||.. _b:|B|-|x|'),
        ('|.. _a:||.. _c:|A|-', '|B|-', '|.. _a:||.. _c:|A|-||B|-'),
        ('B|-||.. _a:||A|-|', '.. _d:||D|-|', 'B|-||.. _a:||A|-||.. _d:||D|-|'),
        ('z||.. _a:||A|-|', '.. _d:||D|-|', 'z||.. _a:||A|-||.. _d:||D|-|'),
    ],
)
def test_an_anchor_goes_with_what_is_below_it(source: str, copy: str, expected: str) -> None:
    documents = [read_document(b'T\n=\n\nA\n-\n', Format.RST)] * 2
    runs = [text.replace('|', '\n').encode().split(b'\n') for text in (source, copy, expected)]
    assert generators.both(runs[0], runs[1], documents) == runs[2]
