from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.report.short_diff import cut
from sot_guard.report.short_diff import reversed_hunks
from sot_guard.report.short_diff import without_common
from sot_guard.report.short_diff import without_context

TEXTS = st.lists(st.sampled_from([b'a\n', b'b\n', b'c\n', b'\n', b'-x\n', b'\\ y\n']), max_size=12).map(b''.join)


def diff(tmp_path: Path, context: int, *texts: bytes) -> list[bytes]:
    for name, text in zip('ab', texts, strict=True):
        (tmp_path / name).write_bytes(text)
    command = ('git', 'diff', '--no-index', '--no-indent-heuristic', f'-U{context}', 'a', 'b')
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).stdout
    _, found, hunks = out.partition(b'\n@@ ')
    return (b'@@ ' + hunks).removesuffix(b'\n').split(b'\n') if found else []


@settings(max_examples=40)
@given(old=TEXTS, new=TEXTS, last=st.booleans())
def test_the_hunks_are_those_of_git(
    tmp_path_factory: pytest.TempPathFactory, old: bytes, new: bytes, *, last: bool,
) -> None:
    tmp_path = tmp_path_factory.mktemp('diff')
    texts = old + b'z' * last, new
    lines = diff(tmp_path, 3, *texts)
    plain = [line.partition(b' @@')[0] for line in diff(tmp_path, 0, *texts)]
    made = without_context(b'\n'.join(lines) + b'\n') if lines else []
    assert [line.partition(b' @@')[0] for line in made] == plain


@settings(max_examples=40)
@given(old=TEXTS, new=TEXTS, last=st.booleans())
def test_a_reversed_diff_makes_the_first_text_of_the_second(
    tmp_path_factory: pytest.TempPathFactory, old: bytes, new: bytes, *, last: bool,
) -> None:
    tmp_path = tmp_path_factory.mktemp('diff')
    lines = diff(tmp_path, 3, old + b'z' * last, new)
    if not lines:
        return
    hunks = b'\n'.join(re.sub(rb'^(@@ .* @@).*', rb'\1', line) for line in lines) + b'\n'
    assert reversed_hunks(reversed_hunks(hunks)) == hunks
    patch = b'--- a/b\n+++ b/b\n' + reversed_hunks(hunks)
    subprocess.run(('git', 'apply', '--whitespace=nowarn', '-'), cwd=tmp_path, input=patch, check=True)
    assert (tmp_path / 'b').read_bytes() == old + b'z' * last


def test_what_both_changes_have_in_common_is_left_out() -> None:
    first = b'@@ -1,3 +1,3 @@\n-a\n+b\n c\n d\n'
    second = b'@@ -1,3 +1,3 @@\n-a\n+b\n c\n-d\n+e\n'
    assert without_common(first, second) == ([], [b'@@ -3 +3 @@', b'-d', b'+e'])
    # the same lines elsewhere are another change
    assert without_common(b'@@ -0,0 +1 @@\n+b\n', b'@@ -1,0 +2 @@\n+b\n') == (
        [b'@@ -0,0 +1 @@', b'+b'], [b'@@ -1,0 +2 @@', b'+b'],
    )


def test_a_missing_newline_of_a_line_in_both_is_no_difference() -> None:
    hunks = b'@@ -1,2 +1,2 @@\n-a\n+b\n c\n\\ No newline at end of file\n'
    assert without_context(hunks) == [b'@@ -1 +1 @@', b'-a', b'+b']


@pytest.mark.parametrize(
    ('line', 'expected'), [
        (b'short', 'short'), (b'x' * 10, 'x' * 10), (b'x' * 11, 'x' * 7 + '...'), (b'\tx', '\tx'), (b'\txyz', '...'),
        ('é'.encode() * 10, 'é' * 10), (b'\x1b' * 5, '\\x1b\\x1...'), (b'', ''),
    ],
)
def test_a_line_is_cut_to_so_many_columns(line: bytes, expected: str) -> None:
    assert cut(line, 10) == expected
