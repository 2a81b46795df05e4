from __future__ import annotations

import pytest

from sot_guard.merging.changelog_entries import changelog
from sot_guard.merging.changelog_entries import keep_both

MARKDOWN = {'markdown', 'text'}


def both(docs: str, root: str, document: str = '', tags: set[str] = MARKDOWN) -> str | None:
    texts = [text.encode().split(b'\n') for text in (docs, root)]
    document = document if '@' in document else f'{document}\n@'
    logs = [changelog(document.replace('@', text).encode(), tags) for text in (docs, root)]
    if logs[0] is None or logs[1] is None:
        return None
    lines = keep_both(logs[0], texts[0], logs[1], texts[1])
    return None if lines is None else b'\n'.join(lines).decode()


ASCENDING = '# Log\n\n## 2026-01-01\n\na\n\n## 2026-01-02\n\nb\n'
ONE_DAY = '## 2026-01-05 a\n\n## 2026-01-05 b\n\n@\n\n## 2026-01-05 c\n'
DESCENDING = '# Log\n\n@\n## 2026-01-02\n\nb\n\n## 2026-01-01\n\na\n'


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
            '## BUILD-10 x', '## BUILD-9 y', '## BUILD-7\n\n## BUILD-8\n', '## BUILD-9 y\n\n## BUILD-10 x', id='by id',
        ),
        pytest.param(
            '## v1.10.0', '## v1.9.1', '## v1.8\n\n## v1.9\n', '## v1.9.1\n\n## v1.10.0', id='by version',
        ),
        pytest.param('## BUILD-2', '## DEC-1', ASCENDING, '## BUILD-2\n\n## DEC-1', id='ids of two kinds'),
        pytest.param('## 2026-01-04', '## 2026-01-03', '# one', '## 2026-01-04\n\n## 2026-01-03', id='no order yet'),
        pytest.param(
            '## 2026-01-06\n\n## 2026-01-05', '## 2026-01-04', ASCENDING,
            '## 2026-01-06\n\n## 2026-01-05\n\n## 2026-01-04', id='a side that is not in order',
        ),
        pytest.param(
            '## b\n\nx\n\n## c\n\nz\n', '## a\n\ny\n\n## c\n\nz\n', '', '## b\n\nx\n\n## c\n\nz\n\n## a\n\ny\n',
            id='once each',
        ),
        pytest.param('## a\n### x\ny', '## b\n### x\nz', '', '## a\n### x\ny\n\n## b\n### x\nz', id='with parts'),
        pytest.param('---\n\n## a\nx\n', '---\n\n## b\ny\n', '', '---\n\n## a\nx\n\n---\n\n## b\ny\n',
            id='after a rule'),
        pytest.param(
            '---\n\n## 2026-01-04\n', '---\n\n## 2026-01-03\n', ASCENDING,
            '---\n\n## 2026-01-04\n\n---\n\n## 2026-01-03\n', id='rules between them and an order',
        ),
        pytest.param('## b\n\n', '## a', '', '## b\n\n\n## a\n\n', id='as far apart as from what follows docs'),
        pytest.param('## b', '## a\n\n', '', '## b\n\n\n## a\n\n', id='as far apart as from what follows root'),
        pytest.param('\n\n## b', '\n\n## a', '', '\n\n## b\n\n\n## a', id='as far apart as from what is above'),
        pytest.param('## b\n\n\n## c', '## a', '', '## b\n\n\n## c\n\n\n## a', id='as far apart as on one side'),
        pytest.param(
            '## 2026-02-01', '## 2026-01-31', ASCENDING, '## 2026-01-31\n\n## 2026-02-01', id='dates of two months',
        ),
        pytest.param(
            '## DEC-1', '## BUILD-3', '## BUILD-1\n\n## BUILD-2\n', '## DEC-1\n\n## BUILD-3', id='another kind of id',
        ),
        pytest.param('## b', '## a', ASCENDING, '## b\n\n## a', id='what has no place in the order'),
        pytest.param(
            '## 2026-01-03 b', '## 2026-01-03 a', ASCENDING, '## 2026-01-03 b\n\n## 2026-01-03 a', id='of one day',
        ),
        pytest.param('## 2026-01-03', '## 2026-01-03', ASCENDING, '## 2026-01-03', id='one entry on both sides'),
        pytest.param(
            '## 2026-01-04', '## 2026-01-03', ONE_DAY, '## 2026-01-04\n\n## 2026-01-03', id='days that go up and down',
        ),
        pytest.param(
            '## 2026-01-03', '## 2026-01-04', ONE_DAY, '## 2026-01-03\n\n## 2026-01-04', id='days that go down and up',
        ),
        pytest.param(
            f'## v1.{"9" * 5000}', '## v1.1', '## v1.0\n', f'## v1.1\n\n## v1.{"9" * 5000}', id='a very long number',
        ),
        pytest.param('- a', '- b', '', '- a\n- b', id='items'),
        pytest.param('- a\n\tmore', '- b', '', '- a\n\tmore\n- b', id='an item that goes on behind a tab'),
        pytest.param('- a\n  ```\n  x\n  ```', '- b', '', '- a\n  ```\n  x\n  ```\n- b', id='an item with code in it'),
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
        pytest.param('* see BUILD-1', '* and BUILD-1', '', '* see BUILD-1\n* and BUILD-1', id='items with stars too'),
        pytest.param('+ see BUILD-1', '+ and BUILD-1', '', '+ see BUILD-1\n+ and BUILD-1', id='items with a plus too'),
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
        pytest.param('text', 'this', id='text on both sides'),
        pytest.param('- a\n\n ```\n- b\n ```', '- c', id='items before code and in it'),
        pytest.param('## a', '- b', id='a section and an item'),
        pytest.param('- a', '* b', id='other bullets'),
        pytest.param('1. a', '1. b', id='numbered items'),
        pytest.param('- a\ntext', '- b', id='text after an item'),
        pytest.param('text\n\n## a', '## b', id='text before a section'),
        pytest.param('### a\n\n## b', '## c', id='begins below'),
        pytest.param('', '## a', id='nothing'),
        pytest.param('```\n## a\n```', '## b', id='no heading but code'),
        pytest.param('---\n\n## a', '## b', id='a rule on one side'),
        pytest.param('| a |\n| - |\n| b |', '| c |', id='a whole table'),
        pytest.param('| a |\n\n| b |', '| c |', id='two tables'),
        pytest.param('## Rule 2: a', '## Rule 2: b', id='same number'),
        pytest.param('## a', '### b', id='other levels'),
    ],
)
def test_what_is_no_entry_is_left_to_a_person(docs: str, root: str) -> None:
    assert both(docs, root) is None
    assert both(root, docs) is None


@pytest.mark.parametrize('opening', ['```sh\n@\n```', '<!--\n@\n-->', '    # code\n@', '<div>\n@\n</div>'])
@pytest.mark.parametrize('sign', ['#', '-', '    #'])
def test_nothing_in_a_block_of_code_is_an_entry(opening: str, sign: str) -> None:
    text = f'# T\n\n{opening}\n'
    assert both(f'{sign} a', f'{sign} b', text) is None or (opening.startswith('    ') and sign != '    #')


def test_front_matter_is_no_entry() -> None:
    assert both('---\ntitle: A\n---', '---\ntitle: B\n---', '@\n# Doc\n') is None
    assert both('- a', '- b', '---\ntags:\n@\n---\n# Doc\n') is None
    # its end is no rule between entries
    assert both('---\n- a', '---\n- b', '---\ntitle: A\n@\n') is None


def test_no_lines_are_no_entries() -> None:
    side = changelog(b'# T\n\n- a\n', MARKDOWN)
    assert side is not None
    assert keep_both(side, [], side, [b'- a']) is None


def test_the_same_entry_may_stand_twice_on_one_side() -> None:
    assert both('- a\n- a', '- b') == '- a\n- a\n- b'
    assert both('- a', '- b', 'x\n@\n\n```\n- a\n```\n') is None


def test_what_is_no_document_has_no_entries() -> None:
    assert changelog(b'- a\n', {'yaml', 'text'}) is None


def test_other_markup() -> None:
    assert both('B\n=\n\nx\n', 'A\n=\n\ny\n', tags={'rst', 'text'}) is None  # too short to be an underline
    assert both('Bee\n===\n\nx\n', 'Aye\n===\n\ny\n', tags={'rst', 'text'}) == 'Bee\n===\n\nx\n\nAye\n===\n\ny\n'
    assert both('b', 'a', tags={'json'}) is None
    assert both('* a\n\nx\n', '* b\n\ny\n', tags={'org', 'text'}) == '* a\n\nx\n\n* b\n\ny\n'
    assert both('* a\n\nx\n', '* a\n\ny\n', tags={'org', 'text'}) is None  # a heading, and no item


def test_a_run_that_stands_at_very_many_places_is_left_to_a_person() -> None:
    assert both('- a', '- b', '@\n' + '- a\n' * 99) == '- a\n- b'
    assert both('- a', '- b', '@\n' + '- a\n' * 100) is None


def test_like_lines_without_end_are_looked_at_in_no_time() -> None:
    """Held against the document line by line, a run of so many would keep a reader busy for minutes."""
    for line in ('', '- a', '| a |'):
        text = '\n'.join([line] * 40_000)
        assert both(text, text, tags={'rst', 'text'}) in (None, text)


def test_changelogs_that_are_none() -> None:
    tags = {'markdown', 'text'}
    assert changelog(b'- a\n' * 50_001, tags) is None
    often = changelog(b'- a\n' * 1001, tags)
    assert often is not None and keep_both(often, [b'- a'], often, [b'- a']) is None
    assert keep_both(often, [], often, [b'- a']) is None
