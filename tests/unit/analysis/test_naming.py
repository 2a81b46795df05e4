"""Whether a text names a file, in any spelling."""
from __future__ import annotations

import pytest

from sot_guard.analysis.naming import may_name


@pytest.mark.parametrize(('path', 'text', 'expected'), [
    (b'docs/a b.md', b'see a b.md', True), (b'docs/a b.md', b'see a%20b.md', True),
    (b'docs/a b.md', b'see a&#32;b.md', True), (b'docs/a b.md', b'see a&amp;b%.md', False),
    (b'docs/a&b.md', b'see a&amp;b.md', True), (b'docs/a_b.md', b'see a\\_b.md', True),
    (b'docs/a\\b.md', b'see ab.md', True), (b'docs/\xff.md', b'see %FF.md', True),
    (b'docs/a.md', b'docs/ b.md', False), (b'a&b', b'a%26amp;b', False), (b'a&b', b'a&#37;26b', True),
])
def test_a_name_is_found_as_markdown_and_links_spell_it(path: bytes, text: bytes, *, expected: bool) -> None:
    assert may_name(path, text) is expected
