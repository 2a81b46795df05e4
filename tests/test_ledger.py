from __future__ import annotations

import pytest

from sot_guard.ledger import keep_both
from sot_guard.sections import sections

MARKDOWN = {'markdown', 'text'}


def both(docs: str, root: str, document: str = '', tags: set[str] = MARKDOWN) -> str | None:
    lines = keep_both(docs.encode().split(b'\n'), root.encode().split(b'\n'), document.encode(), sections(tags))
    return None if lines is None else b'\n'.join(lines).decode()


ASCENDING = '# Log\n\n## 2026-01-01\n\na\n\n## 2026-01-02\n\nb\n'
DESCENDING = '# Log\n\n## 2026-01-02\n\nb\n\n## 2026-01-01\n\na\n'


@pytest.mark.parametrize(
    ('docs', 'root', 'document', 'expected'), [
        pytest.param('## b\n\nx\n', '## a\n\ny\n', '', '## b\n\nx\n\n## a\n\ny\n', id='docs first, without an order'),
        pytest.param('\n## b\n\nx', '\n## a\n\ny', '', '\n## b\n\nx\n\n## a\n\ny', id='blank line before'),
        pytest.param(
            '## 2026-01-04\n', '## 2026-01-03\n', ASCENDING, '## 2026-01-03\n\n## 2026-01-04\n', id='oldest first',
        ),
        pytest.param(
            '## 2026-01-03\n', '## 2026-01-04\n', DESCENDING, '## 2026-01-04\n\n## 2026-01-03\n', id='newest first',
        ),
        pytest.param(
            '## BUILD-10 x', '## BUILD-9 y', '## BUILD-7\n\n## BUILD-8\n', '## BUILD-9 y\n## BUILD-10 x', id='by id',
        ),
        pytest.param(
            '## v1.10.0', '## v1.9.1', '## v1.8\n\n## v1.9\n', '## v1.9.1\n## v1.10.0', id='by version',
        ),
        pytest.param('## BUILD-2', '## DEC-1', ASCENDING, '## BUILD-2\n## DEC-1', id='ids of two kinds'),
        pytest.param('## 2026-01-04', '## 2026-01-03', '# one', '## 2026-01-04\n## 2026-01-03', id='no order yet'),
        pytest.param(
            '## 2026-01-06\n\n## 2026-01-05', '## 2026-01-04', ASCENDING,
            '## 2026-01-06\n\n## 2026-01-05\n\n## 2026-01-04', id='a side that is not in order',
        ),
        pytest.param(
            '## b\n\nx\n\n## c\n\nz\n', '## a\n\ny\n\n## c\n\nz\n', '', '## b\n\nx\n\n## c\n\nz\n\n## a\n\ny\n',
            id='once each',
        ),
        pytest.param('## a\n### x\ny', '## b\n### x\nz', '', '## a\n### x\ny\n## b\n### x\nz', id='with parts'),
        pytest.param('---\n\n## a\nx\n', '---\n\n## b\ny\n', '', '---\n\n## a\nx\n\n## b\ny\n', id='after a rule'),
        pytest.param('- a', '- b', '', '- a\n- b', id='items'),
        pytest.param('* a\n  more\n', '* b', '', '* a\n  more\n* b\n', id='items of several lines'),
        pytest.param('- a\n\n- b', '- c', '', '- a\n\n- b\n\n- c', id='loose items'),
        pytest.param(
            '| BUILD-2 | a |', '| BUILD-1 | b |', '| x |\n| - |\n', '| BUILD-2 | a |\n| BUILD-1 | b |', id='rows',
        ),
        pytest.param(
            '| BUILD-4 | a |', '| BUILD-3 | b |', '| BUILD-1 |\n| BUILD-2 |\n', '| BUILD-3 | b |\n| BUILD-4 | a |',
            id='rows in order',
        ),
        pytest.param(
            '- see BUILD-1: a', '- see BUILD-1: b', '', '- see BUILD-1: a\n- see BUILD-1: b',
            id='items may share an id',
        ),
    ],
)
def test_new_entries_of_both_are_kept(docs: str, root: str, document: str, expected: str) -> None:
    assert both(docs, root, document) == expected


@pytest.mark.parametrize(
    ('docs', 'root'), [
        pytest.param('## a\n\nx', '## a\n\ny', id='same heading, other text'),
        pytest.param('## BUILD-1 a', '## BUILD-1 b', id='same id'),
        pytest.param('| BUILD-1 | a |', '| BUILD-1 | b |', id='same id in a row'),
        pytest.param('text', '## a', id='text'),
        pytest.param('## a', '- b', id='a section and an item'),
        pytest.param('- a', '* b', id='other bullets'),
        pytest.param('1. a', '1. b', id='numbered items'),
        pytest.param('- a\ntext', '- b', id='text after an item'),
        pytest.param('text\n\n## a', '## b', id='text before a section'),
        pytest.param('### a\n\n## b', '## c', id='begins below'),
        pytest.param('', '## a', id='nothing'),
        pytest.param('```\n## a\n```', '## b', id='no heading but code'),
    ],
)
def test_what_is_no_entry_is_left_to_a_person(docs: str, root: str) -> None:
    assert both(docs, root) is None
    assert both(root, docs) is None


def test_other_markup() -> None:
    assert both('B\n=\n\nx\n', 'A\n=\n\ny\n', tags={'rst', 'text'}) is None  # too short to be an underline
    assert both('Bee\n===\n\nx\n', 'Aye\n===\n\ny\n', tags={'rst', 'text'}) == 'Bee\n===\n\nx\n\nAye\n===\n\ny\n'
    assert both('* b', '* a', tags={'json'}) == '* b\n* a'
    assert both('b', 'a', tags={'json'}) is None
