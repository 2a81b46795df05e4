from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sot_guard.report.quoting import home_word
from sot_guard.report.quoting import word
from sot_guard.report.quoting import wrapped


@pytest.mark.parametrize('encoding', ['utf-8', 'ascii', 'cp1252'])
@pytest.mark.parametrize('name', ['GUIDE.md', "it's.md", 'é.md', '日本 %s\\n.md', '-f.md', "%é'.md", "it's $a `b`!.md"])
def test_a_word_is_that_file_in_any_stream(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_text('here')
    line = word(name.encode(), encoding)
    line.encode(encoding)
    done = subprocess.run(f'cat {line}', shell=True, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == b'here'


def test_a_single_quote_is_put_between_double_ones() -> None:
    assert word(b"it's.md") == '"it\'s.md"'
    assert word(b'a b.md') == "'a b.md'"


def test_what_cannot_be_printed_is_made_visible() -> None:
    assert word(b'a\nb') == 'a\\nb'


@pytest.mark.parametrize(
    ('path', 'home', 'expected'), [
        (b'/home/a/bin/x', '/home/a', '~/bin/x'),
        (b'/home/a/my bin/x', '/home/a/', "~/'my bin/x'"),
        (b'/home/ab/x', '/home/a', '/home/ab/x'),
        (b'/home/a', '/home/a', '/home/a'),
        (b'/x', '', '/x'),
        (b'/x', '/', '/x'),
    ],
)
def test_the_home_directory_is_a_tilde(path: bytes, home: str, expected: str) -> None:
    assert home_word(path, home) == expected


def test_a_command_is_broken_behind_what_joins_it() -> None:
    assert wrapped(('a', 'b')) == ['a && b']
    assert wrapped(('a' * 50, 'b' * 40, 'c')) == [f'{"a" * 50} &&', f'{"b" * 40} && c']
    assert wrapped(('a' * 100,)) == ['a' * 100]
