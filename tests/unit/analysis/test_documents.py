"""The sections of documents."""
from __future__ import annotations

import pytest

from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import Difference
from sot_guard.analysis.documents import sections

MARKDOWN = {'markdown', 'text'}


def titles_of(difference: Difference) -> list[str]:
    return [part.title for part in difference.copy.parts]


def test_headings_are_those_of_the_document() -> None:
    text = b'# a\n\n> # quoted\n\n- # in a list\n\n<!--\n# comment\n-->\n\n    # code\n\nb\n=\n\nc\n-\n\n# a\rb\n'
    assert titles_of(compare_texts(text, b'', MARKDOWN)) == ['a', 'b', 'b > c', 'a b']


@pytest.mark.parametrize(
    ('tags', 'text', 'expected'), [
        ({'rst', 'text'}, b'Title\n=====\n\na\n\nPart\n----\n\nb\n\n*short*\n==\n', ['Title', 'Part']),
        ({'asciidoc', 'text'}, b'= Title\na\n== Part\nb\n= Next\n', ['Title', 'Title > Part', 'Next']),
        ({'plain-text', 'text'}, b'# 1\na\n', ['1']),
        (set(), b'* TODO\n** more\n', ['TODO', 'TODO > more']),
        ({'python', 'text'}, b'# comment\nx\n', ['']),
    ],
)
def test_other_texts_are_cut_at_their_heading_lines(tags: set[str], text: bytes, expected: list[str]) -> None:
    assert titles_of(compare_texts(text, b'nothing\n', tags)) == expected


def test_a_flood_of_sections_or_lines_is_taken_as_one() -> None:
    flood = b''.join(b'# %d\n' % i for i in range(2001))
    assert compare_texts(flood, b'', MARKDOWN).copy.total == 1
    long = b'> # quoted\n# a\n' + b'x\n' * 10_000
    assert titles_of(compare_texts(long, b'', MARKDOWN)) == ['', 'a']


def test_a_long_heading_is_cut_and_still_itself() -> None:
    long, other = b'a' * 600 + b'b', b'a' * 600 + b'c'
    titles = [block.title for block in sections({'markdown'})(b'# %s\n\n# %s\n' % (long, other))]
    assert titles[0] != titles[1] and all('[cut: 601 bytes, sha256 ' in title for title in titles)
