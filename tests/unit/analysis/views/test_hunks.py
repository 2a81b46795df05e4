"""Which hunks the views account for."""
from __future__ import annotations

import difflib

import pytest

from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.hunks import split
from sot_guard.config.model import View
from sot_guard.config.model import Word

PATHS = b'GUIDE.md', b'docs/GUIDE.md'


def diff(copy: str, source: str) -> bytes:
    lines = difflib.unified_diff(copy.splitlines(True), source.splitlines(True))
    end = '\n\\ No newline at end of file\n'
    return ''.join(line if line.endswith('\n') else f'{line}{end}' for line in [*lines][2:]).encode()


def parts(copy: str, source: str, *differ: View) -> tuple[str, str]:
    viewed = compare_views((copy.encode(), source.encode()), PATHS, differ)
    shown, set_aside = split(diff(copy, source), viewed)
    return shown.decode(), set_aside.decode()


TEXT = 'one\n\ntwo\n\nthree\n\nfour\n'


def test_a_hunk_of_front_matter_is_left_out() -> None:
    source = '---\na: 1\n---\n\n' + TEXT.replace('four', 'five')
    assert parts(TEXT, source, 'front-matter') == (
        '@@ -4,4 +8,4 @@\n \n three\n \n-four\n+five\n', '@@ -0,0 +1,4 @@\n+---\n+a: 1\n+---\n+\n',
    )


def test_what_is_left_of_a_change_stands_for_each_other() -> None:
    assert parts('# A\none\n', '---\na: 1\n---\n# B\nother\n', 'front-matter', 'first-heading') == (
        '@@ -2 +5 @@\n-one\n+other\n', '@@ -1 +1,4 @@\n-# A\n+---\n+a: 1\n+---\n+# B\n',
    )


def test_equal_lines_at_the_ends_of_a_change_are_left_out() -> None:
    assert parts('a\r\nb\r\nc\r\n', 'a\nx\nc\n') == ('@@ -2 +2 @@\n-b\r\n+x\n', '@@ -1,2 +1,2 @@\n-a\r\n-c\r\n+a\n+c\n')


def test_a_change_on_both_sides_of_what_is_set_aside_is_two_hunks() -> None:
    viewed = compare_views((b'x\n# H\ny\n', b'z\n'), PATHS, ())
    gone = viewed._replace(copy=viewed.copy.without([1]))
    shown, _ = split(b'@@ -1,3 +1 @@\n-x\n-# H\n-y\n+z\n', gone)
    assert shown == b'@@ -1 +0,0 @@\n-x\n@@ -3 +0,0 @@\n-y\n@@ -3,0 +1 @@\n+z\n'


def test_words() -> None:
    copy, source = 'use npm\nkeep\nnpm x\n', 'use yarn\nkeep\nyarn y\n'
    shown, set_aside = parts(copy, source, Word('yarn', 'npm'))
    assert shown == '@@ -2,2 +2,2 @@\n keep\n-npm x\n+yarn y\n' or shown.endswith('-npm x\n+yarn y\n')
    assert set_aside == '@@ -1 +1 @@\n-use npm\n+use yarn\n'


def test_blank_lines_that_git_shows_otherwise_are_left_out_too() -> None:
    hunks = b'@@ -1,3 +1,4 @@\n a\n+\n \n-b\n+c\n'
    viewed = compare_views((b'a\n\nb\n', b'a\n\n\nc\n'), PATHS, ('blank-lines',))
    assert split(hunks, viewed) == (b'@@ -2,2 +3,2 @@\n \n-b\n+c\n', b'@@ -1,0 +2 @@\n+\n')
    # unless a blank line is all that differs
    viewed = compare_views((b'a\nb\n', b'a\n\nb\n'), PATHS, ('blank-lines',))
    assert split(b'@@ -1,2 +1,3 @@\n a\n+\n b\n', viewed) == (b'@@ -1,2 +1,3 @@\n a\n+\n b\n', b'')


def test_a_missing_newline_belongs_to_its_line() -> None:
    assert parts('a\nb', 'a\nc\n')[0] == '@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n'


@pytest.mark.parametrize('source', ['x\n', 'one\nother\n'])
def test_everything_is_shown_where_nothing_would_be(source: str) -> None:
    viewed = compare_views((b'x', b'x'), PATHS, ())
    assert split(diff('x', source), viewed).shown


def test_many_hunks() -> None:
    copy = ''.join(f'{number}\n' for number in range(40))
    source = copy.replace('\n5\n', '\n5 \n').replace('\n20\n', '\nx\n').replace('\n35\n', '\n35\t\n')
    shown, set_aside = parts(copy, source)
    assert shown == '@@ -18,7 +18,7 @@\n 17\n 18\n 19\n-20\n+x\n 21\n 22\n 23\n'
    assert set_aside == '@@ -6 +6 @@\n-5\n+5 \n@@ -36 +36 @@\n-35\n+35\t\n'


@pytest.mark.parametrize(('copy', 'source', 'shown'), [
    ('1 2 3 4', '1 2 3 4 x', '+x'), ('1 2 3 4', 'x 1 2 3 4', '+x'), ('1 2 3 4', '1 2 x 3 4', '+x'),
    ('1 2 y 3 4', '1 2 x 3 4', '-y +x'), ('1 1 1', '1 1', '-1'), ('1 x', 'y', '-1 -x +y'),
])
def test_what_is_the_same_at_both_ends_of_a_change_is_hidden(copy: str, source: str, shown: str) -> None:
    lines = [[f'{line}\n' for line in text.split()] for text in (copy, source)]
    hunk = f'@@ -1,{len(lines[0])} +1,{len(lines[1])} @@\n'
    hunk += ''.join(f'{sign}{line}' for sign, some in zip('-+', lines, strict=True) for line in some)
    viewed = compare_views((''.join(lines[0]).encode(), ''.join(lines[1]).encode()), PATHS, ())
    found, _ = split(hunk.encode(), viewed)
    assert [line.decode() for line in found.split(b'\n') if line[:2] not in (b'@@', b'')] == shown.split()
