from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import Kind
from sot_guard.analysis.documents.text import Text
from sot_guard.analysis.entry_names import names_of
from sot_guard.analysis.entry_names import names_without_meaning


@pytest.mark.parametrize(
    ('text', 'kind', 'names'),
    [
        (b'| a | b |', Kind.ROW, {b'a'}),
        (b'| | b |', Kind.ROW, set()),
        (b'## 1.2.0 (#7)', Kind.HEADING, {b'## 1.2.0 (#7)', b'1.2.0', b'7'}),
        (b'## Setup', Kind.HEADING, {b'## Setup'}),
        (b'- fixes GH-7 and #8', Kind.ITEM, {b'7 8'}),
        (b'- LOG-7 done', Kind.ITEM, {b'LOG-7'}),
        (b'- CVE-2024-1111 is closed', Kind.ITEM, {b'CVE-2024-1111'}),
        (b'## 3. Parts', Kind.HEADING, {b'## 3. Parts', b'3. '}),
        (b'3. Parts\n--------', Kind.HEADING, {b'3. Parts\n--------', b'3. '}),
        (b'== 3) Parts', Kind.HEADING, {b'== 3) Parts', b'3) '}),
        (b'- see https://a.example/x.', Kind.ITEM, {b'https://a.example/x.'}),
        (b'2. second', Kind.ITEM, {b'2. '}),
        (b'- [x] pay', Kind.ITEM, {b' pay'}),
        (b'- [docs](x) are new', Kind.ITEM, {b'- [docs]('}),
        (b'- `docs <x>`_ are new', Kind.ITEM, {b'- `docs <'}),
        (b'SHA\n: A sum.', Kind.TEXT, {b'SHA'}),
        (b'SHA\n   A sum.', Kind.TEXT, {b'SHA'}),
        (b'SHA:: A sum.', Kind.TEXT, {b'SHA'}),
        (b'SHA::', Kind.TEXT, {b'SHA'}),
        # a paragraph, and an item that goes on
        (b'SHA is a sum\nof bytes', Kind.TEXT, set()),
        (b'- SHA\n  A sum.', Kind.ITEM, set()),
    ],
)
def test_what_an_entry_is_known_by(text: bytes, kind: Kind, names: set[bytes]) -> None:
    assert names_of(text, kind) == names


def test_what_a_text_has_already_names_nothing_new() -> None:
    text = Text(b'1. a\n1. b\n2. c https://a.example\n', Format.MARKDOWN)
    assert names_without_meaning(text) == {b'1. ', b'https://a.example'}
