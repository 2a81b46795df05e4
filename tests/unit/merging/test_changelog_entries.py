from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.merging.changelog_entries import Around
from sot_guard.merging.changelog_entries import both
from sot_guard.merging.changelog_entries import levels_of


def kept(first: str, second: str, before: str = '', after: str = '', form: Format = Format.MARKDOWN) -> str:
    """What is made of two insertions between two texts."""
    documents = tuple(read_document(f'{before}{text}{after}'.encode(), form) for text in (first, second))
    near = [
        next((line for line in lines if line), '').encode() for lines in (before.split('\n')[::-1], after.split('\n'))
    ]
    runs = [text.encode().split(b'\n')[:-1] for text in (first, second)]
    around = Around(near[0], near[1], levels_of(*documents), documents)
    return ''.join(f'{line.decode()}\n' for line in both(runs[0], runs[1], around))


@pytest.mark.parametrize(
    ('first', 'second', 'before', 'after', 'expected'),
    [
        pytest.param('- a\n', '- b\n', '- 0\n', '\n', '- a\n- b\n', id='items'),
        pytest.param('- a\n', '- a\n- b\n', '- 0\n', '\n', '- a\n- b\n', id='once each'),
        pytest.param('  - a\n', '  - b\n', '- 0\n', '\n', '  - a\n  - b\n', id='nested items'),
        pytest.param('- a\n\n', '- b\n\n', '# T\n\n', '- 0\n', '- a\n\n- b\n\n', id='items far apart, above'),
        pytest.param('\n- a\n', '\n- b\n', '- 0\n', '', '\n- a\n\n- b\n', id='items far apart, below'),
        pytest.param('- a\n\n- b\n', '- c\n', '', '', '- a\n\n- b\n\n- c\n', id='items far apart, within'),
        pytest.param('- a\n  more\n', '- b\n', '', '', '- a\n  more\n- b\n', id='with a continuation'),
        pytest.param('one\n\n', 'two\n\n', '# T\n\n', '# E\n', 'one\n\ntwo\n\n', id='paragraphs'),
        pytest.param('- a\n', 'two\n', '', '', '- a\n\ntwo\n', id='an item and a paragraph'),
        pytest.param(
            '## a\n\nx\n\n', '## b\n\ny\n\n', '# T\n\n', '## c\n', '## a\n\nx\n\n## b\n\ny\n\n', id='sections'
        ),
        pytest.param(
            '- a\n\n## 2.0.0\n\n- x\n',
            '- b\n\n## 1.9.0\n\n- y\n',
            '## 3.0.0\n\n',
            '\n## 1.0.0\n',
            '- a\n- b\n\n## 2.0.0\n\n- x\n\n## 1.9.0\n\n- y\n',
            id='each below its own heading',
        ),
        pytest.param(
            '### Fixed\n\n- a\n',
            '### Added\n\n- n\n\n### Fixed\n\n- b\n',
            '## 1.0\n\n',
            '',
            '### Fixed\n\n- a\n- b\n\n### Added\n\n- n\n',
            id='a heading that both have',
        ),
        pytest.param(
            '### Deep\n\nx\n', '## Next\n\ny\n', '## T\n\n', '', '### Deep\n\nx\n\n## Next\n\ny\n', id='deep first'
        ),
        pytest.param(
            '## Next\n\ny\n', '### Deep\n\nx\n', '## T\n\n', '', '### Deep\n\nx\n\n## Next\n\ny\n', id='deep second'
        ),
        pytest.param('| 2 | b |\n', '| 3 | c |\n', '| 1 | a |\n', '', '| 2 | b |\n| 3 | c |\n', id='rows'),
        pytest.param('\n', '\n', '', '', '\n', id='nothing'),
        pytest.param('\n\n', '- a\n', '', '', '- a\n', id='nothing but blank lines on a side'),
    ],
)
def test_both_insertions_are_kept(first: str, second: str, before: str, after: str, expected: str) -> None:
    assert kept(first, second, before, after) == expected


@pytest.mark.parametrize(
    ('first', 'second', 'after', 'titles'),
    [
        ('## 1.1.0', '## 1.2.0', '## 1.0.0', ['## 1.2.0', '## 1.1.0']),
        ('## 1.2.0-rc.1', '## 1.2.0', '## 1.1.0', ['## 1.2.0', '## 1.2.0-rc.1']),
        ('## 1.2.0-rc.1', '## 1.2.0-rc.10', '## 1.1.0', ['## 1.2.0-rc.10', '## 1.2.0-rc.1']),
        ('## 1.2.0-beta', '## 1.2.0-rc', '## 1.1.0', ['## 1.2.0-rc', '## 1.2.0-beta']),
        ('## 1.2.0', '## Unreleased', '## 1.1.0', ['## Unreleased', '## 1.2.0']),
        (
            '## 1.1.0 (2024-02-05)',
            '## 1.2.0 (2024-03-05)',
            '## 1.0.0 (2024-01-02)',
            ['## 1.2.0 (2024-03-05)', '## 1.1.0 (2024-02-05)'],
        ),
        (
            '## 1.1.0 (2024-03-05)',
            '## 1.2.0 (2024-03-05)',
            '## 1.0.0 (2024-01-02)',
            ['## 1.2.0 (2024-03-05)', '## 1.1.0 (2024-03-05)'],
        ),
        ('## 2024-03-05', '## Unreleased', '## 2024-01-01', ['## Unreleased', '## 2024-03-05']),
        ('## LOG-7 a', '## LOG-8 b', '## LOG-6 c', ['## LOG-8 b', '## LOG-7 a']),
        ('## b', '## a', '## 0', ['## b', '## a']),
        ('## 1.1', '## other', '## 1.0', ['## 1.1', '## other']),
        # nothing says in which order they stand
        ('## 1.1', '## 1.2', '## other', ['## 1.1', '## 1.2']),
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


def test_no_blank_line_stands_in_data() -> None:
    assert kept('  "a": 1,\n', '  "b": 2,\n', '{\n', '  "c": 3\n}\n', Format.JSON) == '  "a": 1,\n  "b": 2,\n'
    assert kept('a: 1\n', 'b: 2\n', '', 'c: 3\n', Format.YAML) == 'a: 1\nb: 2\n'


def test_headings_with_lines_around_them_are_one() -> None:
    base = '===\nTop\n===\n\n'
    made = kept('1.1\n---\n\n- a\n\n', '1.2\n---\n\n- b\n\n', base, '1.0\n---\n\n- 0\n', Format.RST)
    assert made == '1.2\n---\n\n- b\n\n1.1\n---\n\n- a\n\n'
