from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.report.short_diff import cut
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
