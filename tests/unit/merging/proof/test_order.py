from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof import Rule
from tests.support.merges import rules

LIST = '# T\n\n- a\n- b\n- c\n- d\n'
LOG = '# L\n\n## 1.0.0\n\n- first\n'


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
            '# T\n\na\n\nb\n',
            '# T\n\na\n\nb\n\nc\n',
            '# T\n\n0\n\na\n\nb\n',
            '# T\n\n0\n\na\nb\n\nc\n',
            {Rule.BLANK, Rule.TORN},
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
            LOG,
            LOG.replace('## 1.0.0', '## New\n\nmine\n\n## 1.0.0'),
            LOG + '\n## New\n\ntheirs\n',
            LOG.replace('## 1.0.0', '## New\n\nmine\n\n## 1.0.0') + '\n## New\n\ntheirs\n',
            {Rule.HEADING},
            id='a heading twice',
        ),
        pytest.param(
            LOG,
            LOG.replace('- first', '- x\n- first'),
            LOG + '- x\n',
            LOG.replace('- first', '- x\n- first') + '- x\n',
            {Rule.DOUBLED},
            id='an item twice',
        ),
        pytest.param(
            LOG,
            LOG.replace('- first', '- x\n- first'),
            LOG + '- x\n',
            LOG.replace('- first', '- x\n- first'),
            set(),
            id='the same item once',
        ),
        pytest.param(
            LOG,
            LOG + '- new a\n  - types 7\n',
            LOG + '- new b\n  - types 7\n',
            LOG + '- new a\n  - types 7\n- new b\n  - types 7\n',
            set(),
            id='parts of two items',
        ),
        pytest.param('a\n', 'a\nsame\nmine\n', 'a\nsame\n', 'a\nsame\nmine\nsame\n', {Rule.DOUBLED}, id='at one place'),
        pytest.param(
            '# L\n\nold\n',
            '# L\n\n- mine\n\nold\n',
            '# L\n\n## 2.0.0\n\n- theirs\n\nold\n',
            '# L\n\n- mine\n\n## 2.0.0\n\n- theirs\n\nold\n',
            {Rule.RELEASE},
            id='beside a release',
        ),
        pytest.param(
            LOG,
            LOG + '- mine\n',
            LOG + '\n## 0.9.0\n\n- theirs\n',
            LOG + '- mine\n\n## 0.9.0\n\n- theirs\n',
            set(),
            id='in a release, beside another',
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
