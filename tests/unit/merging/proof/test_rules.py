from __future__ import annotations

from typing import Any

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import Proof
from sot_guard.merging.proof import Rule
from sot_guard.merging.proof import rules as counted
from tests.support.merges import prove
from tests.support.merges import rules

BASE = '# T\n\n## A\n\n- one\n\n## B\n\n- two\n'
LOG = '# L\n\n## Unreleased\n\n- old\n\n## 1.0.0\n\n- first\n'
CUT = LOG.replace('## Unreleased\n', '## Unreleased\n\n## 1.1.0\n')


def put(text: str, after: str, line: str) -> str:
    """A text with a line after another."""
    assert after in text
    return text.replace(after, f'{after}{line}\n')


MINE, THEIRS = put(BASE, '- one\n', '- mine'), put(BASE, '- two\n', '- theirs')
BOTH = put(MINE, '- two\n', '- theirs')


@pytest.mark.parametrize(
    ('base', 'source', 'copy', 'result', 'expected'),
    [
        pytest.param(BASE, MINE, THEIRS, BOTH, set(), id='both are there'),
        pytest.param(BASE, MINE, THEIRS, MINE, {Rule.MISSING}, id='one is lost'),
        pytest.param(BASE, MINE, THEIRS, BOTH.replace('- one\n', ''), {Rule.MISSING}, id='an old line is lost'),
        pytest.param(BASE, MINE, THEIRS, put(BOTH, '- two\n', '- one'), {Rule.EXTRA, Rule.DOUBLED}, id='twice'),
        pytest.param(
            BASE,
            MINE,
            THEIRS,
            put(put(BASE, '- two\n', '- mine'), '- mine\n', '- theirs'),
            {Rule.PLACE, Rule.ORDER},
            id='below B',
        ),
        pytest.param(BASE, BASE.replace('- two\n', ''), MINE, BOTH.replace('- theirs\n', ''), {Rule.EXTRA}, id='back'),
        pytest.param(BASE, MINE, MINE, MINE, set(), id='both added it'),
        pytest.param(
            BASE,
            put(BASE, '- one\n', '- x'),
            put(BASE, '- two\n', '- x'),
            put(put(BASE, '- one\n', '- x'), '- two\n', '- x'),
            set(),
            id='both added it, in two places',
        ),
        pytest.param(
            BASE,
            put(BASE, '- one\n', '- x'),
            put(BASE, '- two\n', '- x'),
            put(BASE, '- one\n', '- x'),
            {Rule.MISSING},
            id='both added it in two places, and one is lost',
        ),
        pytest.param(
            '- x\nm\n- x\n',
            'm\n- x\n',
            '- x\nm\n',
            '- x\nm\n',
            {Rule.EXTRA},
            id='each removed another, in turn',
        ),
        # a line that both sides moved has no place
        pytest.param(
            '# T\n\nw\n\n## A\n\na\n\n## B\n\nb\n',
            '# T\n\n## A\n\na\n\nw\n\n## B\n\nb\n',
            '# T\n\n## A\n\na\n\n## B\n\nb\n\nw\n',
            '# T\n\n## A\n\na\n\nw\n\n## B\n\nb\n',
            {Rule.EXTRA, Rule.PLACE, Rule.MISSING},
            id='moved to two places',
        ),
        pytest.param(
            '# T\n\nw\n\n## A\n\na\n\n## B\n\nb\n',
            '# T\n\n## A\n\na\n\nw\n\n## B\n\nb\n',
            '# T\n\n## A\n\na\n\n## B\n\nb\n\nw\n',
            '# T\n\n## A\n\na\n\nw\n\n## B\n\nb\n\nw\n',
            {Rule.EXTRA},
            id='now in both places',
        ),
        pytest.param(
            BASE,
            put(BASE, '- one\n', '- x\n- y\n- x'),
            put(BASE, '- two\n', '- z'),
            put(put(BASE, '- one\n', '- x\n- y'), '- two\n', '- z'),
            {Rule.MISSING},
            id='one of two that one side added is lost',
        ),
        pytest.param(
            'a\n\nb\n',
            'a\n\nx\n\nb\n',
            'a\n\n# H\n\nb\n',
            'a\n\n# H\n\nx\n\nb\n',
            {Rule.PLACE},
            id='a new heading between is no title of all',
        ),
        # headings of one side around lines of the other
        pytest.param(
            BASE, BASE.replace('## A', '## Alpha'), MINE, MINE.replace('## A', '## Alpha'), set(), id='renamed'
        ),
        pytest.param(
            BASE,
            BASE.replace('# T\n', '# Title\n'),
            MINE,
            MINE.replace('# T\n', '# Title\n'),
            set(),
            id='title renamed',
        ),
        pytest.param(
            '## A\n\na\n\n## B\n\nb\n',
            '# New\n\n## A\n\na\n\n## B\n\nb\n',
            '## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n',
            '# New\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc\n',
            set(),
            id='a title for all',
        ),
        pytest.param(
            LOG,
            LOG.replace('Unreleased', '1.1.0'),
            put(LOG, '- old\n', '- new'),
            put(LOG, '- old\n', '- new').replace('Unreleased', '1.1.0'),
            {Rule.PLACE},
            id='released meanwhile',
        ),
        pytest.param(
            LOG,
            LOG.replace('1.0.0', '1.0.0 (2024-01-02)'),
            put(LOG, '- first\n', '- new'),
            put(LOG, '- first\n', '- new').replace('1.0.0', '1.0.0 (2024-01-02)'),
            set(),
            id='a release gets its date',
        ),
        pytest.param(
            LOG,
            CUT,
            put(LOG, '- old\n', '- new'),
            put(CUT, '- old\n', '- new'),
            {Rule.PLACE},
            id='cut above the entries',
        ),
        pytest.param(
            BASE,
            BASE.replace('- one\n', '- one\n\n### Deep\n\ntext\n'),
            put(BASE, '- one\n', '- x'),
            BASE.replace('- one\n', '- one\n- x\n\n### Deep\n\ntext\n'),
            set(),
            id='below its own heading',
        ),
        pytest.param(
            BASE,
            BASE.replace('## A\n', '## A\n\n### Deep\n'),
            MINE,
            MINE.replace('## A\n', '## A\n\n### Deep\n'),
            set(),
            id='the neighbours stand below a new heading',
        ),
        pytest.param(
            BASE,
            BASE.replace('## A\n', '## A\n\n### Deep\n'),
            BASE.replace('- one', '- one and a half'),
            BASE.replace('## A\n\n- one', '## A\n\n### Deep\n\n- one and a half'),
            set(),
            id='the edited line does',
        ),
        pytest.param(
            BASE,
            BASE.replace('## A\n', '## 2.0\n\n## A\n'),
            BASE.replace('- two\n', '- two\n\n### C\n\nc\n'),
            BASE.replace('## A\n', '## 2.0\n\n## A\n').replace('- two\n', '- two\n\n### C\n\nc\n'),
            set(),
            id='a new part',
        ),
        pytest.param(
            LOG.replace('- old', '### Fixed\n\n- old'),
            CUT.replace('- old', '### Fixed\n\n- old'),
            LOG.replace('- old', '### Fixed\n\n- old\n- new'),
            CUT.replace('- old', '### Fixed\n\n- old\n- new'),
            {Rule.PLACE},
            id='cut above a part',
        ),
        pytest.param(
            LOG,
            CUT,
            LOG.replace('- old', '- old, and edited'),
            CUT.replace('- old', '- old, and edited'),
            set(),
            id='an edit of what was released meanwhile',
        ),
        pytest.param(
            LOG,
            CUT,
            LOG.replace('- old', '- another'),
            CUT.replace('- old', '- another'),
            {Rule.PLACE},
            id='another entry in place of what was released meanwhile',
        ),
        pytest.param(
            BASE,
            BASE.replace('## B\n\n- two\n', ''),
            MINE,
            MINE.replace('## B\n\n- two\n', ''),
            set(),
            id='a part goes',
        ),
        pytest.param(
            BASE,
            BASE.replace('## A\n\n- one\n', '## A\n\n'),
            BASE.replace('- one\n', '- one\n- uno\n').replace('## A\n', '## Z\n'),
            BASE.replace('## A\n\n- one\n', '## Z\n\n- uno\n'),
            set(),
            id='renamed, and a line goes',
        ),
        pytest.param(
            BASE,
            BASE.replace('- one\n', ''),
            BASE.replace('- one\n', '- edited\n'),
            BASE.replace('- one\n', '').replace('- two', '- edited\n- two'),
            {Rule.PLACE, Rule.CHANGED, Rule.ORDER},
            id='gone and edited',
        ),
        pytest.param(
            LOG.replace('- old', '- alpha beta'),
            CUT.replace('- old', '- alpha beta'),
            LOG.replace('- old', '- alpha gamma'),
            CUT.replace('- old', '- alpha gamma'),
            set(),
            id='half of the words of what was released meanwhile',
        ),
        pytest.param(
            LOG.replace('- old', '- alpha beta c'),
            CUT.replace('- old', '- alpha beta c'),
            LOG.replace('- old', '- alpha gamma d'),
            CUT.replace('- old', '- alpha gamma d'),
            {Rule.PLACE},
            id='a third of the words',
        ),
        pytest.param(
            '# L\n\n## Unreleased\n\n- a\n- b\n',
            '# L\n\n## Unreleased\n\n- a\n- n\n- b\n',
            '# L\n\n## Unreleased\n\n## Upcoming\n\n- a\n- b\n',
            '# L\n\n## Unreleased\n\n## Upcoming\n\n- a\n- n\n- b\n',
            {Rule.PLACE},
            id='below another title for what is not released',
        ),
        pytest.param(
            '# L\n\n- a\n- b\n',
            '# L\n\n- a\n- n\n- b\n',
            '# L\n\n## 1.0.0\n\n- a\n- b\n',
            '# L\n\n## 1.0.0\n\n- a\n- n\n- b\n',
            {Rule.PLACE},
            id='below a first release',
        ),
        pytest.param(
            '## 1.0.0 (unreleased)\n\n- a\n',
            '## 1.0.0 (2024-01-02)\n\n- a\n',
            '# Changelog\n\n## 1.0.0 (unreleased)\n\n- a\n',
            '# Changelog\n\n## 1.0.0 (2024-01-02)\n\n- a\n',
            set(),
            id='released by one side, below a title by the other',
        ),
        # what both added
        *(
            pytest.param(
                '# T\n\nm\n\nn\n\no\n',
                f'# T\n\nm\n\n{mine}\nn\n\no\n',
                f'# T\n\nm\n\nn\n\no\n\n{mine}',
                f'# T\n\nm\n\n{mine}\nn\n\no\n',
                expected,
                id=name,
            )
            for mine, expected, name in (
                ('A paragraph of one line\n', set(), 'a paragraph'),
                ('A line of forty characters that is the 1st\nshort\n', {Rule.MISSING}, 'the rest of a paragraph'),
                ('- x\n- x\n', set(), 'items'),
                ('***\n', {Rule.MISSING}, 'no word'),
            )
        ),
        pytest.param(
            BASE,
            put(BASE, '- one\n', '- x\n- y\n- x'),
            put(BASE, '- one\n', '- x'),
            put(BASE, '- one\n', '- x\n- y\n- x'),
            set(),
            id='twice on one side',
        ),
        pytest.param(
            BASE,
            put(BASE, '- one\n', '- x\n- y\n- x'),
            put(BASE, '- one\n', '- x'),
            put(BASE, '- one\n', '- x\n- y'),
            {Rule.MISSING},
            id='once instead of twice',
        ),
        # what stands twice, and changes places
        pytest.param(
            '# T\n\n## A\n\n- x\n\n## B\n\n- x\n\n## C\n\n- c\n',
            '# T\n\n## B\n\n- x\n\n## A\n\n- x\n\n## C\n\n- c\n',
            '# T\n\n## A\n\n- x\n\n## B\n\n- x\n\n## C\n\n- c\n- d\n',
            '# T\n\n## B\n\n- x\n\n## A\n\n- x\n\n## C\n\n- c\n- d\n',
            set(),
            id='sections in another order',
        ),
        pytest.param(
            '# T\n\n## A\n\n- x\n\n## B\n\n- x\n',
            '# T\n\n## A\n\n- x\n\n## B\n',
            '# T\n\n## A\n\n## B\n\n- x\n',
            '# T\n\n## A\n\n- x\n\n## B\n',
            {Rule.EXTRA},
            id='each took out another of two',
        ),
        pytest.param(
            '# L\n\n## 1.0.0\n\n- a\n- b\n',
            '# L\n\n## 1.0.0\n\n- a\n- n\n- b\n',
            '# L\n\n## 1.0.0\n\n## Old\n\n- a\n- b\n',
            '# L\n\n## 1.0.0\n\n## Old\n\n- a\n- n\n- b\n',
            set(),
            id='below a heading that is no release',
        ),
        pytest.param(
            BASE,
            BASE.replace('- one\n', '- one\n\nsome words\nmore\n'),
            BASE.replace('- one\n', '- one\n\nsome words\nmore\n').replace('- two', '- 2'),
            BASE.replace('- one\n', '- one\n\nsome words\nmore\n').replace('- two', '- 2'),
            set(),
            id='lines that both added at one place',
        ),
        pytest.param(
            '# T\n\n## A\n\n- x\n\n## B\n\n- x\n',
            '# T\n\n## A\n\n### Deep\n\n- x\n\n## B\n\n- x\n',
            '# T\n\n## A\n\n- x\n\n## B\n\n- x\n\n## C\n\nc\n',
            '# T\n\n## A\n\n- x\n\n### Deep\n\n## B\n\n- x\n\n## C\n\nc\n',
            {Rule.PLACE},
            id='above the heading that a side put above it',
        ),
        # one entry below a release and below none
        pytest.param(
            LOG,
            put(LOG, '- old\n', '- the same long entry of more than forty characters'),
            LOG.replace('## 1.0.0', '## 1.1.0\n\n- the same long entry of more than forty characters\n\n## 1.0.0'),
            put(LOG, '- old\n', '- the same long entry of more than forty characters').replace(
                '## 1.0.0', '## 1.1.0\n\n- the same long entry of more than forty characters\n\n## 1.0.0'
            ),
            {Rule.DOUBLED, Rule.RELEASE},
            id='below two',
        ),
    ],
)
def test_each_line_stands_as_often_and_where_the_sides_say(
    base: str,
    source: str,
    copy: str,
    result: str,
    expected: set[Rule],
) -> None:
    found = rules(base, source, copy, result)
    assert found <= expected and bool(found) == bool(expected), found


def test_an_objection_says_which_line_and_where() -> None:
    found = prove(BASE.encode(), MINE.encode(), THEIRS.encode(), MINE.encode(), Format.MARKDOWN)
    assert [(one.source, one.copy, one.text, one.place) for one in found] == [(None, 9, b'- theirs', ('T', 'B'))]


def test_a_line_goes_where_a_side_moved_it_whatever_heading_the_other_put_above_it() -> None:
    base = '# T\n\n## A\n\nx\n\n## B\n\nb\n'
    deep = base.replace('## A\n', '## A\n\n### Deep\n')
    moved = '# T\n\n## A\n\n## B\n\nb\n\nx\n'
    for source, copy in ((deep, moved), (moved, deep)):
        assert Rule.MISSING in rules(base, source, copy, deep)
        assert rules(base, source, copy, moved.replace('## A\n', '## A\n\n### Deep\n')) == set()


def test_a_line_between_two_that_now_stand_apart_has_no_other_place() -> None:
    base = '# T\n\n## A\n\none\n\ntwo\n'
    source, copy = base.replace('one\n', 'one\n\nmine\n'), '# T\n\n## A\n\n## B\n\none\n\n## C\n\ntwo\n'
    assert Rule.PLACE in rules(base, source, copy, copy.replace('one\n', 'one\n\nmine\n'))


def test_a_line_that_both_sides_moved_below_one_heading_stands_there() -> None:
    base = '# T\n\n## A\n\n- x\n\n## B\n\nb\n\nc\n'
    moved = '# T\n\n## A\n\n## B\n\nb\n\n- x\n\nc\n'
    again = '# T\n\n## A\n\n## B\n\nb\n\nc\n\n- x\n'
    assert rules(base, moved, moved, moved) == set()
    assert Rule.PLACE in rules(base, moved, again, base)


def test_a_short_entry_below_a_release_and_below_none_may_be_two() -> None:
    for entry, number in (('- fix', 0), ('- ' + 38 * 'x', 1), ('- ' + 37 * 'x', 0)):
        source, copy = put(LOG, '- old\n', entry), put(LOG, '- first\n', entry)
        found = prove(LOG.encode(), source.encode(), copy.encode(), put(source, '- first\n', entry).encode(),
                      Format.MARKDOWN)
        assert [one.text for one in found if one.rule is Rule.RELEASE] == [b'1.0.0'] * number


def test_an_edit_stands_where_the_other_side_has_what_it_replaces_and_nowhere_else() -> None:
    base = '# T\n\n## A\n\n- a\n- one\n- b\n\n## C\n\n- c\n'
    source = base.replace('- one', '- uno')
    gone = '# T\n\n## A\n\n- a\n- b\n\n## C\n\n- c\n'
    assert Rule.PLACE in rules(base, source, gone, gone + '- uno\n')
    above = gone.replace('- a\n', '- one\n').replace('- b\n', '').replace('- c', '- a\n- b\n- c')
    assert Rule.PLACE in rules(base, source, above, above.replace('- one\n', '').replace('- a\n', '- a\n- uno\n'))
    around = '# T\n\n## A\n\n- one\n\n## C\n\n- a\n- b\n- c\n'
    made = '# T\n\n## A\n\n## C\n\n- a\n- uno\n- b\n- c\n'
    assert Rule.PLACE in rules(base, source, around, made)


def test_a_line_before_a_renamed_heading_is_no_edit_of_it() -> None:
    """Its own section is gone on the other side: it does not go to the section above."""
    base = '# T\n\n## A\n\n- a\n\n### B\n\n## C\n\n- c\n'
    source = base.replace('### B\n\n## C\n', '### B\n\n- new\n\n## D\n')
    copy = '# T\n\n## C\n\n- c\n'
    assert rules(base, source, copy, '# T\n\n- new\n\n## D\n\n- c\n') == {Rule.PLACE}


def test_an_objection_says_which_of_equal_lines_it_is_about() -> None:
    base = '# T\n\n## A\n\n- x\n\n## B\n\nb\n'
    source, copy = base.replace('# T\n', '# T\n\nmine\n'), f'{base}\n- x\n'
    found = prove(base.encode(), source.encode(), copy.encode(), source.encode(), Format.MARKDOWN)
    assert [(one.rule, one.source, one.copy, one.place) for one in found] == [(Rule.MISSING, None, 10, ('T', 'B'))]


def test_an_objection_names_the_side() -> None:
    base = '# T\n\na\n\nb\n\nc\n'
    one, two = base.replace('a\n', 'a\n\nx\n'), base.replace('c\n', 'c\n\ny\n')
    for source, copy in ((one, two), (two, one)):
        made = base.replace('a\n', 'a\n\ny\n\nx\n').encode()
        found = prove(base.encode(), source.encode(), copy.encode(), made, Format.MARKDOWN)
        of_y = [(found.source, found.copy) for found in found if found.text == b'y' and found.rule is Rule.ORDER]
        assert of_y == [(None, 8) if copy is two else (8, None)]


def test_labels_belong_to_the_heading_below_them() -> None:
    base = 'A\n=\n\na\n\n.. _b:\n\nB\n=\n\nb\n'
    source = base.replace('.. _b:\n', '.. _b:\n.. _bee:\n')
    assert (
        rules(
            base, source, base.replace('a\n\n', 'a\n\nmore\n\n'), source.replace('a\n\n', 'a\n\nmore\n\n'), Format.RST
        )
        == set()
    )
    moved = base.replace('a\n\n', 'a\n\nmore\n\n').replace('B\n=\n', 'B\n=\n\n.. _bee:\n')
    assert rules(base, source, base.replace('a\n\n', 'a\n\nmore\n\n'), moved, Format.RST)


def test_a_line_break_of_markdown_counts() -> None:
    base = 'a\nb\n'
    assert rules(base, 'a  \nb\n', 'a\nb\nc\n', 'a\nb\nc\n') == {Rule.MISSING, Rule.EXTRA}
    assert rules(base, 'a\t\nb\n', 'a\nb\n\nc\n', 'a\nb\n\nc\n') == set()
    assert rules(base, 'a  \nb\n', 'a\nb\n\nc\n', 'a\nb\n\nc\n', Format.RST) == set()


def test_of_very_many_places_no_other_one_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    base = '- a\n- b\n'
    for most, expected in ((0, {Rule.PLACE}), (1, set())):
        monkeypatch.setattr(counted, 'MAX_COMPARED', most)
        assert rules(base, f'# T\n\n{base}', f'{base}- c\n', f'# T\n\n{base}- c\n') == expected


def test_a_blank_line_that_was_replaced_tells_no_place() -> None:
    base = '# T\n\n## A\n\n- a\n\n- b\n'
    copy = base.replace('- a\n', '- a\n## B\n')
    assert Rule.PLACE in rules(base, base.replace('- a\n\n', '- a\n- x\n'), copy, copy.replace('B\n\n', 'B\n- x\n'))


def test_a_blank_line_is_no_neighbour() -> None:
    base = '# T\n\n## A\n\n- a\n\n- b\n'
    copy = base.replace('- a\n', '- a\n## B\n')
    assert Rule.PLACE in rules(base, base.replace('- b', '- x\n- b'), copy, copy.replace('- b', '- x\n- b'))


def test_what_both_added_at_one_place_says_nothing_of_another() -> None:
    base = '# T\n\n## A\n\nm\n\nn\n\n## B\n\nb\n'
    source, copy = (base.replace(line, f'{line}\n***\n') + '\n***\n' for line in ('m\n', 'n\n'))
    assert Rule.MISSING in rules(base, source, copy, source)


# ---- order, and what stands twice

LIST = '# T\n\n- a\n- b\n- c\n- d\n'
OLD = '# L\n\n## 1.0.0\n\n- first\n'


@pytest.mark.parametrize(
    ('source', 'copy', 'result', 'expected'),
    [
        pytest.param(
            LIST + '- e\n',
            LIST.replace('- a\n', '- 0\n- a\n'),
            LIST.replace('- a', '- 0\n- a') + '- e\n',
            set(),
            id='both',
        ),
        pytest.param(LIST + '- e\n', LIST, '# T\n\n- a\n- b\n- d\n- c\n- e\n', {Rule.ORDER}, id='old lines'),
        pytest.param(LIST + '- e\n- f\n', LIST, LIST + '- f\n- e\n', {Rule.ORDER}, id='new lines'),
        pytest.param(
            LIST + '- e\n',
            '# T\n\n- d\n- a\n- b\n- c\n',
            '# T\n\n- d\n- a\n- b\n- c\n- e\n',
            set(),
            id='the other side moved it',
        ),
        pytest.param(LIST + '- e\n- f\n', LIST + '- f\n- e\n', LIST + '- f\n- e\n', set(), id='both added them'),
    ],
)
def test_lines_keep_the_order_of_their_side(source: str, copy: str, result: str, expected: set[Rule]) -> None:
    assert rules(LIST, source, copy, result) == expected


@pytest.mark.parametrize(
    ('base', 'source', 'copy', 'result', 'expected'),
    [
        pytest.param(
            LIST,
            LIST + '- e\n  which goes on\n',
            LIST + '- f\n',
            LIST + '- e\n- f\n  which goes on\n',
            {Rule.TORN},
            id='a foreign item between',
        ),
        pytest.param(
            LIST,
            LIST + '- e\n  which goes on\n',
            LIST + '- f\n',
            LIST + '- e\n  which goes on\n- f\n',
            set(),
            id='in one piece',
        ),
        pytest.param(
            '# T\n\nold\n',
            '# T\n\nold\n\nmine stands alone\n',
            '# T\n\nold\n\ntheirs does too\n',
            '# T\n\nold\n\nmine stands alone\ntheirs does too\n',
            {Rule.TORN},
            id='two paragraphs in one',
        ),
        pytest.param(
            '# T\n\none line\nanother line\nend of it\n',
            '# T\n\none line\nanother edit here\nend of it\n',
            '# T\n\none edit\nanother line\nend of it\n',
            '# T\n\none edit\nanother edit here\nend of it\n',
            set(),
            id='edits side by side',
        ),
        pytest.param(
            '# T\n\na\n\nb is here\n',
            '# T\n\na\n\nb is here\n\nc\n',
            '# T\n\n0\n\na\n\nb is here\n',
            '# T\n\n0\n\na\nb is here\n\nc\n',
            {Rule.TORN},
            id='a blank line less',
        ),
        pytest.param(
            LIST,
            LIST + '- e\n',
            LIST.replace('- a\n', '- 0\n- a\n'),
            '# T\n\n- 0\n\n- a\n- b\n- c\n- d\n\n- e\n',
            set(),
            id='blank lines between items',
        ),
    ],
)
def test_what_belongs_together_stays_together(
    base: str, source: str, copy: str, result: str, expected: set[Rule]
) -> None:
    found = rules(base, source, copy, result)
    assert found <= expected and bool(found) == bool(expected), found


@pytest.mark.parametrize(
    ('base', 'source', 'copy', 'result', 'expected'),
    [
        pytest.param(
            OLD,
            OLD.replace('## 1.0.0', '## New\n\nmine\n\n## 1.0.0'),
            OLD + '\n## New\n\ntheirs\n',
            OLD.replace('## 1.0.0', '## New\n\nmine\n\n## 1.0.0') + '\n## New\n\ntheirs\n',
            {Rule.HEADING},
            id='a heading twice',
        ),
        pytest.param(
            OLD,
            OLD.replace('- first', '- x\n- first'),
            OLD + '- x\n',
            OLD.replace('- first', '- x\n- first') + '- x\n',
            {Rule.DOUBLED},
            id='an item twice',
        ),
        pytest.param(
            OLD,
            OLD.replace('- first', '- x\n- first'),
            OLD + '- x\n',
            OLD.replace('- first', '- x\n- first'),
            set(),
            id='the same item once',
        ),
        pytest.param(
            OLD,
            OLD + '- new a\n  - types 7\n',
            OLD + '- new b\n  - types 7\n',
            OLD + '- new a\n  - types 7\n- new b\n  - types 7\n',
            {Rule.DOUBLED},
            id='parts of two items',
        ),
        pytest.param(
            '# L\n\nold\n',
            '# L\n\n- mine\n\nold\n',
            '# L\n\n## 2.0.0\n\n- theirs\n\nold\n',
            '# L\n\n- mine\n\n## 2.0.0\n\n- theirs\n\nold\n',
            {Rule.RELEASE},
            id='beside a release',
        ),
        pytest.param(
            OLD,
            OLD + '- mine\n',
            OLD + '\n## 0.9.0\n\n- theirs\n',
            OLD + '- mine\n\n## 0.9.0\n\n- theirs\n',
            set(),
            id='in a release, beside another',
        ),
        pytest.param(
            OLD.replace('- first', '## Next\n\n- first'),
            OLD.replace('- first', '## Next\n\n- mine\n- first'),
            OLD.replace('- first', '## Next\n\n## 0.9.0\n\n- first'),
            OLD.replace('- first', '## Next\n\n- mine\n\n## 0.9.0\n\n- first'),
            set(),
            id='in what is to be released, beside a release',
        ),
        pytest.param(
            OLD,
            OLD.replace('## 1', '- mine\n\n## 1'),
            OLD.replace('## 1', '- theirs\n\n## 1'),
            OLD.replace('## 1', '- mine\n- theirs\n\n## 1'),
            set(),
            id='above a release that the base has',
        ),
        pytest.param(
            '# L\n\nold\n',
            '# L\n\nmine is a paragraph\n\nold\n',
            '# L\n\n## 2.0.0\n\n- theirs\n\nold\n',
            '# L\n\nmine is a paragraph\n\n## 2.0.0\n\n- theirs\n\nold\n',
            set(),
            id='a paragraph beside a release',
        ),
        pytest.param(
            '# L\n\nold\n',
            '# L\n\n- mine\n\nold\n',
            '# L\n\n## Part\n\n- theirs\n\nold\n',
            '# L\n\n- mine\n\n## Part\n\n- theirs\n\nold\n',
            set(),
            id='beside another heading',
        ),
    ],
)
def test_nothing_stands_twice(base: str, source: str, copy: str, result: str, expected: set[Rule]) -> None:
    assert rules(base, source, copy, result) == expected


def test_what_stands_in_two_directives_is_not_one_entry() -> None:
    base = 'T\n=\n\n.. option:: --m\n\n   text\n'
    one, two = (f'.. option:: --{name}\n\n   Example:\n\n   .. code:: sh\n\n      run {name}\n' for name in 'az')
    source, copy = base.replace('.. option', f'{one}\n.. option', 1), f'{base}\n{two}'
    result = f'{source}\n{two}'
    assert rules(base, source, copy, result, Format.RST) == set()
    two = two.replace('--z', '--a')
    assert Rule.DOUBLED in rules(base, source, f'{base}\n{two}', f'{source}\n{two}', Format.RST)


def test_rules_of_tables_may_stand_twice() -> None:
    base = '# T\n\ntext\n\nmore\n'
    table = '| {} | b |\n|---|---|\n| {} | 2 |\n'
    mine, theirs = base.replace('more', table.format('m', '1') + '\nmore'), base + '\n' + table.format('t', '3')
    assert rules(base, mine, theirs, mine + '\n' + table.format('t', '3')) == set()


def test_lines_of_code_may_stand_twice() -> None:
    base = '# T\n\n```sh\nmake\n```\n'
    mine, theirs = (
        base.replace('make', 'set -eu -o pipefail\nmake'),
        base.replace('make\n', 'make\nset -eu -o pipefail\n'),
    )
    both = base.replace('make\n', 'set -eu -o pipefail\nmake\nset -eu -o pipefail\n')
    assert rules(base, mine, theirs, both) == set()
    assert rules('x\n', 'x\ny\n', 'x\n', 'x\ny\n', Format.PLAIN) == set()


def test_the_first_line_is_a_line_like_others() -> None:
    base = 'first one\n\nend\n'
    assert Rule.ORDER in rules(base, f'{base}more\n', base, 'end\n\nfirst one\nmore\n', Format.PLAIN)
    source = base.replace('first one\n', 'first one\nwhich goes on\n')
    made = source.replace('which', '- x\nwhich')
    assert Rule.TORN in rules(base, source, f'{base}- x\n', made, Format.PLAIN)
    # both were there, and the other side cut them
    whole, cut = (text.format('which goes on here\n') for text in ('first one\n{}', 'first one\n- x\n{}'))
    assert rules(whole, f'{whole}\nmore\n', cut, f'{cut}\nmore\n', Format.PLAIN) == set()
    # of a list without items one goes, and another comes
    names = [f'a name of more than sixty characters, which is one of a list of them: {number}\n' for number in range(4)]
    chosen = (0, 1, 2), (0, 2), (0, 1, 3, 2), (0, 3, 2)
    base, fewer, more, made = (''.join(names[number] for number in numbers) for numbers in chosen)
    assert rules(base, fewer, more, made, Format.PLAIN) == set()
    # the other side took away what it went on from
    moved = 'end\n\nfirst one\n'
    assert Rule.TORN not in rules(base, source, moved, f'which goes on\n\n{moved}', Format.PLAIN)


def test_what_is_too_much_is_said_with_its_place() -> None:
    base = '# T\n\n## A\n\n- x\n'
    found = prove(base.encode(), f'{base}- y\n'.encode(), base.encode(), f'{base}- y\n- x\n'.encode(), Format.MARKDOWN)
    assert (Rule.EXTRA, b'- x', ('T', 'A')) in [(one.rule, one.text, one.place) for one in found]


@pytest.mark.parametrize('form', [Format.MARKDOWN, Format.ASCIIDOC])
def test_a_section_that_is_gone_takes_what_was_added_to_it(form: Format) -> None:
    """The last line of the section above is the same: it is that one which stays, not that of the section."""
    sign = '#' if form is Format.MARKDOWN else '='
    base = f'{sign} T\n\n{sign * 2} A\n\nsame\n\n{sign * 2} B\n\nsame\n'
    gone = base.replace(' T', ' U').partition(f'\n{sign * 2} B')[0]
    for one, other in ((gone, f'{base}new\n'), (f'{base}new\n', gone)):
        assert Rule.PLACE in rules(base, one, other, f'{gone}new\n', form)
    # and one that came
    both = base.replace(' T', ' U').replace('\nsame', '\nnew\nsame', 1)
    assert rules(gone.replace(' U', ' T'), base, gone.replace('\nsame', '\nnew\nsame'), both, form) == set()


@pytest.mark.parametrize(
    ('form', 'items'), [
        (Format.MARKDOWN, ('- ', '- ', '  - ', '    - ')), (Format.ASCIIDOC, ('* ', '* ', '** ', '*** ')),
        (Format.PLAIN, ('1. ', '2. ', '   - ', '     - ')),
    ],
)
def test_a_nested_item_keeps_its_parent(form: Format, items: tuple[str, ...]) -> None:
    first, second, below, deep = items
    base = f'Plan\n\n{first}Server\n{second}Client\n{below}Web\n'
    source, copy = f'{base}{below}Desktop\n', f'{base}{deep}Themes\n'
    assert Rule.TORN in rules(base, source, copy, f'{source}{deep}Themes\n', form)
    assert rules(base, source, copy, f'{copy}{below}Desktop\n', form) == set()


@pytest.mark.parametrize(('form', 'below'), [(Format.MARKDOWN, '  - '), (Format.ASCIIDOC, '** '), (Format.RST, '  ')])
def test_what_is_new_below_an_item_that_is_gone_is_refused(form: Format, below: str) -> None:
    base = 'Plan\n\n* Ann\n* Bob\n* Carl\n'
    gone, more = base.replace('* Bob\n', ''), base.replace('* Bob\n', f'* Bob\n{below}leads the server\n')
    made = more.replace('* Bob\n', '')
    for sides in ((gone, more), (more, gone)):
        assert Rule.TORN in rules(base, *sides, made, form)
    # an item that has another text is still there
    assert Rule.TORN not in rules(base, base.replace('Bob', 'Rob'), more, more.replace('Bob', 'Rob'), form)
    # what was there before stays where it stands
    assert Rule.TORN not in rules(more, more.replace('* Bob\n', ''), f'{more}* Dora\n', f'{made}* Dora\n', form)


@pytest.mark.parametrize(
    ('base', 'source', 'copy', 'result'), [
        # a section comes behind one that has another name now, and ends like it
        (
            '=== A\n\n* x\n', '=== A\n\n* p\n* q\n', '=== B\n\n* x\n\n==== C\n\n* x\n',
            '=== B\n\n* x\n\n==== C\n\n* p\n* q\n',
        ),
        # one side takes out the section that has another name on the other
        (
            '== S\n\n* x\n\n=== A\n\n* x\n', '== S\n\n* h\n* x\n', '== S\n\n* y\n\n=== B\n\n* x\n',
            '== S\n\n* h\n* y\n\n=== B\n\n* x\n',
        ),
    ],
)
def test_of_lines_that_are_alike_it_is_seen_which_is_meant(base: str, source: str, copy: str, result: str) -> None:
    for sides in ((source, copy), (copy, source)):
        assert rules(base, *sides, result, Format.ASCIIDOC)


@pytest.mark.parametrize(
    ('opened', 'closed', 'form'), [
        ('<!--\n', '-->\n', Format.MARKDOWN), ('```\n', '```\n', Format.MARKDOWN),
        ('----\n', '----\n', Format.ASCIIDOC), ('////\n', '////\n', Format.ASCIIDOC),
    ],
)
def test_what_is_new_does_not_get_into_code_or_a_comment(opened: str, closed: str, form: Format) -> None:
    sign = '#' if form is Format.MARKDOWN else '='
    base = f'{sign} G\n\none\n\ntwo\n\nthree\n'
    hidden = base.replace('one\n\ntwo\n', f'{opened}one\n\ntwo\n{closed}')
    for sides in ((hidden, base.replace('two', 'new here\n\ntwo')), (base.replace('two', 'new here\n\ntwo'), hidden)):
        assert Rule.PLACE in rules(base, *sides, hidden.replace('two', 'new here\n\ntwo'), form)
    # what stands behind it is read, as before
    more = base.replace('three', 'new here\n\nthree')
    assert rules(base, hidden, more, hidden.replace('three', 'new here\n\nthree'), form) == set()
    # and what both have in it is judged as text is
    edited = hidden.replace('one', 'uno')
    assert rules(hidden, edited, f'{hidden}\nmore\n', f'{edited}\nmore\n', form) == set()


def test_what_is_new_below_a_heading_in_a_comment_has_no_place() -> None:
    base = '# G\n\n## A\n\nOld way.\n\n## B\n\nb\n'
    hidden = base.replace('## A\n\nOld way.\n', '<!--\n## A\n\nOld way.\n-->\n')
    more = base.replace('Old way.\n', 'Old way.\n\nAn addition.\n')
    assert rules(base, hidden, more, hidden.replace('-->\n', '-->\n\nAn addition.\n')) == {Rule.PLACE}


@pytest.mark.parametrize(
    ('block', 'form'), [
        ('```sh\nmake {}\n```\n', Format.MARKDOWN), (':::tip\nThe {} tip.\n:::\n', Format.MARKDOWN),
        ('<details>\n<summary>{}</summary>\n</details>\n', Format.MARKDOWN),
        ('====\nAbout {}.\n====\n', Format.ASCIIDOC), ('.. note::\n\n   The {} note.\n', Format.RST),
    ],
)
def test_two_blocks_at_one_place_stay_two(block: str, form: Format) -> None:
    base = 'text\n\nend here\n'
    one, two = (base.replace('end', f'{block.format(name)}\nend') for name in ('one', 'two'))
    both = one.replace('end', f'{block.format("two")}\nend')
    assert rules(base, one, two, both, form) == set()
    first = block.split('\n')[0]
    assert rules(base, one, two, both.replace(f'{first}\n', '', 1), form)
    # the same one is one, and more of it on one side
    assert rules(base, one, one, one, form) == set()
    more = one.replace('end', 'more of it\n\nend')
    assert rules(base, one, more, more, form) == rules(base, more, one, more, form) == set()


def test_both_readings_of_lines_that_are_alike_are_judged() -> None:
    """Whether the first "note g" was there, or the last one, is not to be seen."""
    base = '# L\n\n## A\n\n- note g\n\n## Z\n'
    source = '# L\n\n## B\n\n- note g\n- note e\n\n### C\n\n- note g\n\n## Z\n'
    copy = base.replace('- note g', '- typos\n- note g')
    for place in (source.index('- note g'), source.rindex('- note g')):
        for sides in ((source, copy), (copy, source)):
            assert (rules(base, *sides, f'{source[:place]}- typos\n{source[place:]}') == set()) is (place == 16)


def test_what_both_took_out_at_one_place_goes_once() -> None:
    """Each took out the line below B; that below A stays."""
    base = '# T\n\n## A\n\nsome words\n\n### B\n\nsome words\n\n## C\n'
    source, copy = base.replace('### B\n\nsome words\n', '### B\n'), base.replace('## A\n\nsome words\n\n### B', '## D')
    for sides in ((source, copy), (copy, source)):
        assert Rule.MISSING in rules(base, *sides, copy.replace('some words\n\n', ''))
        # which of them the copy took out is not to be seen
        assert rules(base, *sides, copy) == {Rule.EXTRA}
    # each of them took out another one
    one, two = base.replace('## A\n\nsome words', '## A'), base.replace('### B\n\nsome words', '### B')
    none = two.replace('## A\n\nsome words', '## A')
    assert rules(base, one, two, none) == rules(base, two, one, none) == set()
    # as often as both took it out elsewhere too
    base = '## A\n\nx\nx\n\n## B\n\nx\n'
    one, two = base.replace('A\n\nx\nx\n', 'A\n\n'), base.replace('A\n\nx\n', 'A\n\n')
    assert rules(base, one, two, one) == set()
    assert Rule.MISSING in rules(base, one, two, '## A\n\n## B\n')


def test_objections_are_looked_for_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a hostile text there are as many as lines, and each is looked up among as many."""
    made = []

    def objection(rule: Rule, *args: Any, **options: Any) -> Objection:
        made.append(rule)
        return Objection(rule, *args, **options)

    monkeypatch.setattr(counted, 'Objection', objection)
    base = ''.join(f'line {number}\n' for number in range(50))
    objections = Proof(base.encode(), base.encode(), f'{base}\nx\n'.encode(), Format.PLAIN).objections(b'')
    assert (next(objections).text, len(made)) == (b'line 0', 1)
    assert len([*objections]) >= 49


def test_an_insertion_goes_with_the_lines_next_to_it() -> None:
    base = '# T\n\n## A\n\n- a\n- b\n- c\n- d\n'
    source = base.replace('- b\n', '- b\n- new\n')
    copy = base.replace('- b', '\n## N\n\n- b').replace('- d', '\n## M\n\n- d')
    for sides in ((source, copy), (copy, source)):
        assert rules(base, *sides, copy.replace('- b\n', '- b\n- new\n')) == set()


def test_what_a_side_took_out_does_not_come_back_with_another_one_that_went() -> None:
    base = '# T\n\n## A\n\n- a\n- x\n\n## B\n\n- b\n\n### C\n\n- x\n- c\n'
    source, copy = base.replace('- x\n- c', '- c'), base.replace('## A\n\n- a\n- x\n\n## B', '## D')
    for sides in ((source, copy), (copy, source)):
        assert rules(base, *sides, copy) == {Rule.EXTRA}
        assert rules(base, *sides, copy.replace('- x\n', '')) == set()


def test_what_both_have_less_often_may_be_moved_too() -> None:
    base = '- x\n\n## A\n\n- x\n\n## B\n\n- x\n\n## C\n\n- c\n'
    one = base.replace('- x\n\n## A\n\n- x', '## A\n\n- a').replace('- c', '- c\n- x')
    two = base.replace('B\n\n- x', 'B\n\n- b')
    made = one.replace('B\n\n- x', 'B\n\n- b')
    for sides in ((one, two), (two, one)):
        assert rules(base, *sides, made) == set()
    # the first line is one like others
    fewer = base.replace('A\n\n- x', 'A\n\n- a')
    assert rules(base, fewer, fewer, fewer) == set()
