"""A change goes into another file, which keeps what is its own."""
from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.views.compare import compare_views
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import Region
from sot_guard.config.model import View
from sot_guard.config.model import Word
from sot_guard.git.process import Git
from sot_guard.planning.carry import Carried
from sot_guard.planning.carry import carry
from sot_guard.planning.carry import Change
from sot_guard.planning.carry import Version

PATHS = b'GUIDE.md', b'docs/GUIDE.md'
BODY = b'one\n\ntwo\n\nthree\n'


def carried(old: tuple[bytes, bytes], new: tuple[bytes, bytes], differ: Sequence[View]) -> Carried:
    """The copy with the change of the source."""
    was, now = (compare_views(texts, PATHS, differ) for texts in (old, new))
    into, change = (
        Change(path, Version(old[side], before.numbers), Version(new[side], after.numbers))
        for side, (path, before, after) in enumerate((
            (PATHS[0], was.copy, now.copy), (PATHS[1], was.source, now.source),
        ))
    )
    return carry(Git(os.environ), change, into, Format.MARKDOWN, differ)


@pytest.mark.parametrize(('copy', 'source', 'differ'), [
    pytest.param(b'# A\n\n' + BODY, b'---\na: 1\n---\n\n# B\n' + BODY, ['front-matter', 'first-heading'], id='the top'),
    pytest.param(b'---\na: 1\nb: 2\n---\n' + BODY, b'---\na: 1\nb: 3\n---\n' + BODY, [FrontMatterKeys(('b',))],
    id='a key'),
    pytest.param(BODY + b'\n## A\nx', BODY, [Region('## A', None)], id='the end, without a newline'),
    pytest.param(BODY, BODY + b'\n## A\nx\n', [Region('## A', None)], id='the end of the source'),
    pytest.param(b'x\n## A\n' + BODY, b'## A\n' + BODY, [Region(None, '## A')], id='the beginning'),
    pytest.param(
        BODY.replace(b'two', b'two\n<!-- a -->\nmine\n<!-- b -->'), BODY,
        [Region('<!-- a -->', '<!-- b -->', include_end=True)], id='the middle',
    ),
    pytest.param(BODY.replace(b'\ntwo', b'\n\n\ntwo'), BODY, ['blank-lines'], id='blank lines'),
    pytest.param(b'npm\n\n' + BODY, b'yarn\n\n' + BODY, [Word('yarn', 'npm')], id='a word'),
    pytest.param(BODY.replace(b'\n', b'\r\n'), BODY, [], id='line ends'),
    pytest.param(BODY[:-1], BODY, [], id='the final newline'),
    pytest.param(b'\xef\xbb\xbf' + BODY, BODY, [], id='a BOM'),
])
@pytest.mark.parametrize('new', [b'two', b'three', b'one'])
def test_a_file_keeps_its_own(copy: bytes, source: bytes, differ: list[View], new: bytes) -> None:
    after = source.replace(new, b'four')
    result = carried((copy, source), (copy, after), differ)
    assert result.is_clean, result
    assert result.content == copy.replace(new, b'four')
    assert compare_views((result.content, after), PATHS, differ).is_same


def test_a_piece_stays_where_the_line_above_it_goes() -> None:
    copy, differ = b'one\n\ntwo\n## A\nx\n## B\nthree\n', [Region('## A', '## B')]
    source = b'one\n\ntwo\n## B\nthree\n'
    result = carried((copy, source), (copy, source.replace(b'\ntwo\n', b'')), differ)
    assert result.content == b'one\n## A\nx\n## B\nthree\n'


def test_what_is_declared_is_not_carried() -> None:
    copy, source = BODY, b'---\na: 1\n---\n' + BODY
    result = carried((copy, source), (copy, source.replace(b'a: 1', b'a: 2')), ['front-matter'])
    assert result == Carried(copy, 0, (), is_clean=True)


def test_a_line_that_is_brought_with_a_declared_word_is_no_result() -> None:
    copy, source, differ = b'npm\n\n' + BODY, b'yarn\n\n' + BODY, [Word('yarn', 'npm')]
    result = carried((copy, source), (copy, source + b'\nnpm and yarn\n'), differ)
    assert not result.is_clean
    assert result.remarks == tuple(
        f'line 9 of docs/GUIDE.md has the declared word "{word}"; carry it by hand' for word in ('yarn', 'npm')
    )


def test_a_conflict_keeps_what_is_its_own() -> None:
    copy, source = b'# A\n\n' + BODY, b'# B\n\n' + BODY
    result = carried((copy, source), (copy.replace(b'two', b'2'), source.replace(b'two', b'zwei')), ['first-heading'])
    assert (result.is_clean, result.conflicts) == (False, 1)
    assert result.content.startswith(b'# A\n\none\n\n<<<<<<< GUIDE.md\n2\n=======\nzwei\n>>>>>>> docs/GUIDE.md\n')


@pytest.mark.parametrize(('old', 'new', 'expected'), [
    pytest.param(b'one\n\ntwo\n', b'one\n\nnew\n\ntwo\n', b'one\n<!-- a -->\n<!-- b -->\n\nnew\n\ntwo\n',
    id='a line comes below it'),
    pytest.param(b'one\ntwo\n', b'eins\nzehn\ntwo\n', b'eins\nzehn\n<!-- a -->\n<!-- b -->\ntwo\n',
    id='the line above has changed'),
    pytest.param(b'one\ntwo\n', b'two\n', b'<!-- a -->\n<!-- b -->\ntwo\n', id='the line above has gone'),
    pytest.param(b'one\n', b'eins\n', b'eins\n<!-- a -->\n<!-- b -->\n', id='the only line has changed'),
    pytest.param(b'one\ntwo\nthree\n', b'eins\nzwei\nthree\n', b'<!-- a -->\n<!-- b -->\neins\nzwei\nthree\n',
    id='the lines around it have changed'),
])
def test_a_piece_below_the_first_line_has_a_place(old: bytes, new: bytes, expected: bytes) -> None:
    differ = [Region('<!-- a -->', '<!-- b -->', include_end=True)]
    copy = old.replace(b'one\n', b'one\n<!-- a -->\n<!-- b -->\n')
    assert carried((copy, old), (copy, new), differ).content == expected


def test_a_last_line_without_an_end_gets_one_where_it_is_not_the_last_any_more() -> None:
    copy, source = b'a\n\nb\n\n## A\nx', b'a\n\nb\n'
    result = carried((copy, source), (copy, source + b'c\n'), [Region('## A', None)])
    assert result.content == b'a\n\nb\n\n## A\nx\nc\n'


def test_a_conflict_is_said_with_the_lines_of_the_files() -> None:
    front = b'---\na: 1\n---\nnpm\n\n'
    differ: list[View] = ['front-matter', Word('yarn', 'npm')]
    base, copy, source = (BODY + b'\nport: %d\n' % number for number in (1, 2, 3))
    result = carried(
        (front + base, b'yarn\n\n' + base),
        (front + copy, b'yarn\n\n' + source.replace(b'\n\ntwo', b'\n\nMore of yarn.\n\ntwo')), differ,
    )
    assert (result.is_clean, result.conflicts) == (False, 1)
    assert result.remarks == (
        'line 12 of GUIDE.md and line 11 of docs/GUIDE.md change the same line: "port: 1"',
        '"port: 3" would be separated from the line that it belongs to',
    )
