from __future__ import annotations

import pytest

from sot_guard.analysis.line_endings import line_endings
from sot_guard.analysis.line_endings import LineEndings
from sot_guard.analysis.line_endings import merged_endings

BOM = b'\xef\xbb\xbf'


@pytest.mark.parametrize(
    ('content', 'bom', 'crlf', 'newline'), [
        (b'', False, False, False), (b'a\n', False, False, True), (BOM + b'a', True, False, False),
        (b'a\r\n', False, True, True), (b'a\r\nb', False, True, False), (b'a\r\nb\n', False, None, True),
        (b'a\rb\n', False, None, True), (b'a\r\nb\r', False, None, False),
    ],
)
def test_what_a_text_has_beside_its_lines(content: bytes, *, bom: bool, crlf: bool | None, newline: bool) -> None:
    found = line_endings(content)
    assert found == LineEndings(bom, crlf, newline)
    lf = crlf is not None
    bare = found.removed_from(content, lf=lf)
    assert not bare.startswith(BOM) and (not bare or bare.endswith(b'\n')) and not (lf and b'\r' in bare)
    assert found.put_on(bare, lf=lf) == content


def test_each_trait_is_that_of_the_side_that_changed_it() -> None:
    old = LineEndings(bom=False, crlf=False, newline=True)
    for changed in (old._replace(bom=True), old._replace(crlf=True), old._replace(newline=False)):
        assert merged_endings(changed, old, old) == merged_endings(old, old, changed) == changed
