from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof import forms
from sot_guard.merging.proof import Rule
from tests.support.merges import prove
from tests.support.merges import rules

BASE = '# L\n\n- old\n\nend\n'
NEW = '# L\n\n- old\n{}\n\nend\n'


@pytest.mark.parametrize(
    ('mine', 'theirs'),
    [
        pytest.param('- Fix the crash (#12)', '- No crash any more, see #12', id='one issue'),
        pytest.param('- Fix it, BUILD-12', '- It is fixed: BUILD-12', id='one id'),
        pytest.param('- [rich](https://a.example/1) is new', '- [rich](https://a.example/2) came', id='one link text'),
        pytest.param('- `rich <https://a.example/1>`_ is new', '- `rich <https://a.example/2>`_ came', id='of reST'),
        pytest.param('- Fixed\n  as BUILD-12 says', '- BUILD-12 is done', id='one id, in what goes on'),
        pytest.param('- See https://a.example/1', '- At https://a.example/1 it says', id='one address'),
        pytest.param('- the quick brown fox jumps high', '- the quick brown fox jumps low', id='nearly the same words'),
        pytest.param('- [ ] do it soon please', '- [x] do it soon please', id='a tick'),
        pytest.param('2. mine is this', '2. theirs is another', id='one number'),
        pytest.param('- one two six', '- one two six.', id='four words'),
    ],
)
def test_two_forms_of_one_entry_are_refused(mine: str, theirs: str) -> None:
    assert rules(BASE, NEW.format(mine), NEW.format(theirs), NEW.format(f'{mine}\n{theirs}')) == {Rule.FORMS}


@pytest.mark.parametrize(
    ('mine', 'theirs'),
    [
        pytest.param('- Fix the crash on start (#12)', '- Fix the crash on start (#13)', id='two issues'),
        pytest.param('- See https://a.example/1 for this', '- See https://a.example/2 for this', id='two addresses'),
        pytest.param('- one new thing', '- another one came', id='other words'),
        pytest.param('- fix', '- fix it', id='too short to tell'),
        pytest.param('- one two', '- one two.', id='three words'),
        pytest.param('- one two three four', '- one two three five', id='three of four words'),
        pytest.param('| mine | 1 |', '- theirs', id='of two kinds'),
    ],
)
def test_two_entries_are_two(mine: str, theirs: str) -> None:
    assert Rule.FORMS not in rules(BASE, NEW.format(mine), NEW.format(theirs), NEW.format(f'{mine}\n{theirs}'))


def test_an_id_on_one_side_tells_nothing() -> None:
    mine, theirs = '- the quick brown fox jumps high', '- the quick brown fox jumps low (#12)'
    assert rules(BASE, NEW.format(mine), NEW.format(theirs), NEW.format(f'{mine}\n{theirs}')) == {Rule.FORMS}


def test_the_first_line_may_be_an_entry() -> None:
    mine, theirs = '- Fix the crash (#12)\n', '- No crash any more, see #12\n'
    assert rules('end\n', f'{mine}\nend\n', f'{theirs}\nend\n', f'{mine}{theirs}\nend\n') == {Rule.FORMS}


def test_entries_of_data_are_compared_as_data_alone() -> None:
    mine, theirs = 'a:\n- the quick brown fox jumps high\n', 'a:\n- the quick brown fox jumps low\n'
    assert rules('a: []\n', mine, theirs, mine + theirs[3:], Format.YAML) == set()


def test_a_heading_that_both_renamed_differently_is_a_conflict() -> None:
    """Whatever both wrote above it."""
    base = '# T\n\n## A\n\n- a\n'
    source, copy = base.replace('## A', '- new\n\n## X\n\n- x\n\n## B'), base.replace('## A', '- new\n\n## C')
    assert Rule.CHANGED in rules(base, source, copy, source.replace('## B', '## C\n\n## B'))


def test_what_both_changed_is_named_first() -> None:
    first, *_ = prove(b'a\n\nb\n', b'a\n\nB\n', b'a\n\n2\n', b'a\n', Format.MARKDOWN)
    assert (first.rule, first.source, first.copy, first.text) == (Rule.CHANGED, 2, 2, b'b')


def test_rows_of_one_table_are_known_by_their_first_cell() -> None:
    table = '# T\n\n| a | b |\n|---|---|\n| 1 | x |\n'
    assert rules(table, table + '| 2 | y |\n', table + '| 2 | z |\n', table + '| 2 | y |\n| 2 | z |\n') == {Rule.FORMS}
    assert rules(table, table + '| 2 | y |\n', table + '| 3 | z |\n', table + '| 2 | y |\n| 3 | z |\n') == set()


def test_headings_are_known_by_title_or_version() -> None:
    base = '# L\n\n## 1.0.0\n\n- x\n'
    source, copy = (
        base.replace('## 1', f'{title}\n\n- new\n\n## 1') for title in ('## 1.1.0 (2024-01-01)', '## v1.1.0')
    )
    both = base.replace('## 1', '## 1.1.0 (2024-01-01)\n\n- new\n\n## v1.1.0\n\n- new\n\n## 1')
    assert Rule.FORMS in rules(base, source, copy, both)


def test_numbers_that_are_left_to_the_renderer_are_none() -> None:
    base = '# L\n\n1. a\n1. b\n'
    assert (
        rules(
            base,
            base + '1. mine is new\n',
            base + '1. their other one\n',
            base + '1. mine is new\n1. their other one\n',
        )
        == set()
    )


def test_a_number_that_stands_once_is_one() -> None:
    base = '# L\n\n1. a\n'
    mine, theirs = '1. mine is new\n', '1. their other one\n'
    assert rules(base, base + mine, base + theirs, base + mine + theirs) == {Rule.FORMS}


def test_of_very_many_entries_only_the_names_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = '- the quick brown fox jumps high', '- the quick brown fox jumps low'
    for most, expected in ((0, set()), (1, {Rule.FORMS})):
        monkeypatch.setattr(forms, 'MAX_COMPARED', most)
        assert rules(BASE, NEW.format(mine), NEW.format(theirs), NEW.format(f'{mine}\n{theirs}')) == expected


TEXT = 'one\ntwo\nthree\nfour\nfive\n'


@pytest.mark.parametrize(
    ('source', 'copy', 'result', 'expected'),
    [
        pytest.param(
            'one\nzwei\nthree\nfour\nfive\n',
            'one\ndeux\nthree\nfour\nfive\n',
            'one\nzwei\ndeux\nthree\nfour\nfive\n',
            True,
            id='edits',
        ),
        pytest.param(
            'one\nthree\nfour\nfive\n',
            'one\ndeux\nthree\nfour\nfive\n',
            'one\ndeux\nthree\nfour\nfive\n',
            True,
            id='gone and edited',
        ),
        pytest.param(
            'one\nzwei\nthree\nfour\nfive\n',
            'one\ntwo\ntrois\nfour\nfive\n',
            'one\nzwei\ntrois\nfour\nfive\n',
            False,
            id='side by side',
        ),
        pytest.param(
            'one\nzwei\nthree\nfour\nfive\n',
            'one\nzwei\nthree\nfour\nfive\n',
            'one\nzwei\nthree\nfour\nfive\n',
            False,
            id='the same',
        ),
        pytest.param(
            'one\nzwei\nx\nthree\nfour\nfive\n',
            'one\nzwei\nthree\nfour\nfive\n',
            'one\nzwei\nx\nthree\nfour\nfive\n',
            False,
            id='the same, and more',
        ),
        pytest.param(
            'one\nzwei\ntrois\nfour\nfive\n',
            'one\ntwo\ntrois\nfour\nfive\n',
            'one\nzwei\ntrois\nfour\nfive\n',
            False,
            id='one line the same, one of one side',
        ),
        pytest.param(
            'one\nzwei\nx\ntrois\nfour\nfive\n',
            'one\nzwei\ny\ntrois\nfour\nfive\n',
            'one\nzwei\nx\ny\ntrois\nfour\nfive\n',
            False,
            id='the same at both ends, and more between',
        ),
        pytest.param('a\n\n\n\nb\nfive\n', 'a\nb\nfive\n', 'a\n\n\n\nb\nfive\n', False, id='blank lines between'),
        pytest.param(
            'one\np\nq\nm\nr\nfive\n',
            'one\np\nq\nn\ns\nfive\n',
            'one\np\nq\nm\nr\nn\ns\nfive\n',
            True,
            id='a beginning',
        ),
        pytest.param(
            'one\np\nm\nq\nr\nfive\n',
            'one\np\nn\nq\nr\nfive\n',
            'one\np\nm\nn\nq\nr\nfive\n',
            False,
            id='two at the end',
        ),
        pytest.param('zwei\nfive\n', 'one\ntwo\nthree\nvier\nfive\n', 'zwei\nvier\nfive\n', True, id='a part of it'),
        pytest.param(
            'one\nzwei\nthree\nvier\nfive\n', 'deux\nfive\n', 'zwei\nvier\ndeux\nfive\n', True, id='twice in it'
        ),
    ],
)
def test_a_line_that_both_changed_is_a_conflict(source: str, copy: str, result: str, expected: bool) -> None:
    assert (Rule.CHANGED in rules(TEXT, source, copy, result)) == expected


def test_blank_lines_of_the_base_are_not_replaced() -> None:
    base, source, copy = 'one\na\n\nb\nfive\n', 'one\np\nm\nq\nr\nfive\n', 'one\np\nr\nfive\n'
    assert Rule.CHANGED not in rules(base, source, copy, source)


@pytest.mark.parametrize(
    ('form', 'one', 'two'),
    [
        (Format.MARKDOWN, 'SHA\n: A sum.', 'SHA\n: A hash of the bytes.'),
        (Format.RST, 'SHA\n   A sum.', 'SHA\n   A hash of the bytes.'),
        (Format.ASCIIDOC, 'SHA:: A sum.', 'SHA:: A hash of the bytes.'),
    ],
)
def test_a_term_is_defined_once(form: Format, one: str, two: str) -> None:
    base = 'API words\n\nURL words\n'
    source, copy = (base.replace('URL', f'{text}\n\nURL') for text in (one, two))
    assert Rule.FORMS in rules(base, source, copy, base.replace('URL', f'{one}\n\n{two}\n\nURL'), form)
    other = two.replace('SHA', 'MD5')
    copy = base.replace('URL', f'{other}\n\nURL')
    assert rules(base, source, copy, base.replace('URL', f'{one}\n\n{other}\n\nURL'), form) == set()


def test_headings_with_one_id_are_two_forms() -> None:
    base = '# Log\n\n## BUILD-2 Two\n\nb\n'
    source, copy = (base.replace('## BUILD-2', f'## BUILD-3 {text}\n\n## BUILD-2') for text in ('A\n\nx', 'B\n\ny'))
    both = base.replace('## BUILD-2', '## BUILD-3 A\n\nx\n\n## BUILD-3 B\n\ny\n\n## BUILD-2')
    assert Rule.FORMS in rules(base, source, copy, both)
    assert rules(base, source, copy.replace('-3', '-4'), both.replace('-3 B', '-4 B')) == set()


def test_what_is_written_in_no_release_is_beside_none() -> None:
    base = '# T\n\n## Notes\n\n- old\n\n## Fixes\n\n- more\n'
    entry = '- an entry that is longer than forty characters\n'
    source, copy = base.replace('- old\n', f'- old\n{entry}'), base.replace('- more\n', f'- more\n{entry}')
    assert Rule.RELEASE not in rules(base, source, copy, source.replace('- more\n', f'- more\n{entry}'))


def test_an_entry_is_refused_once() -> None:
    base = '# T\n\n- old\n'
    one, two = '- fixes #7, see https://a.example\n', '- mends #7 as https://a.example says\n'
    source, copy, made = base + one, base + two, base + one + two
    found = prove(base.encode(), source.encode(), copy.encode(), made.encode(), Format.MARKDOWN)
    assert [one.rule for one in found] == [Rule.FORMS]


def test_sentences_of_two_directives_are_no_two_forms() -> None:
    base = 'T\n=\n\n.. option:: --m\n\n   text\n'
    one, two = (f'.. option:: --{name}\n\n   This can{no} be set in the file of configuration.\n'
                for name, no in (('a', ''), ('z', ' not')))
    source, copy = base.replace('.. option', f'{one}\n.. option', 1), f'{base}\n{two}'
    assert Rule.FORMS not in rules(base, source, copy, f'{source}\n{two}', Format.RST)
    two = two.replace('--z', '--a')
    assert Rule.FORMS in rules(base, source, f'{base}\n{two}', f'{source}\n{two}', Format.RST)
