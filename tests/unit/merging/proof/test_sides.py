from __future__ import annotations

import pytest

from sot_guard.analysis.alignment import Hunk
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import Text
from sot_guard.merging.proof.sides import Side


def side(base: str, text: str) -> Side:
    return Side(Text(base.encode(), Format.MARKDOWN), Text(text.encode(), Format.MARKDOWN))


@pytest.mark.parametrize(
    ('base', 'text', 'renamed'),
    [
        pytest.param('## A\n\na\n', '## B\n\na\n', {'B': 'A'}, id='another title'),
        pytest.param('## A\n\na\n', '# T\n\n## A\n\na\n', {}, id='below a new parent'),
        pytest.param('# T\n\n## A\n\na\n', '# U\n\n## A\n\na\n', {'U': 'T'}, id='below a renamed one'),
        pytest.param('## A\n\na\n', 'a\n', {}, id='gone'),
        pytest.param('## A\n\na\n', '## A\n\na\n\n## B\n', {}, id='as it was'),
        pytest.param('## A\n\na\n\n## B\n\nb\n', '## B\n\na\n\n## A\n\nb\n', {}, id='in turn'),
        pytest.param('## A\n\na\n\n## B\n', '## B\n\na\n\n## B\n', {}, id='as another is called'),
        pytest.param('## A\n\n## B\n', '## C\n\n## D\n', {'C': 'A', 'D': 'B'}, id='two'),
        pytest.param('## A\n\na\n', '## B\n\n### C\n\na\n', {}, id='two for one'),
        pytest.param('## A\n\na\n', '## A\n\nx\n\n# T\n\n## A\n\na\n', {}, id='the old path is there too'),
        # releases
        pytest.param('## Unreleased\n\n- a\n', '## 1.0.0\n\n- a\n', {}, id='released'),
        pytest.param('## 1.0.0\n\n- a\n', '## Unreleased\n\n- a\n', {'Unreleased': '1.0.0'}, id='not yet'),
        pytest.param('## 1.0.0\n', '## 1.0.0 (2024-01-02)\n', {'1.0.0 (2024-01-02)': '1.0.0'}, id='dated'),
        pytest.param('## 1.0.0\n\n- a\n', '## 2.0.0\n\n- a\n', {}, id='another version'),
        pytest.param('## Usage\n\na\n', '## 1.0.0\n\na\n', {}, id='a release from none'),
        pytest.param('## 1.0.0\n\na\n', '## Usage\n\na\n', {}, id='none from a release'),
        pytest.param('## Usage\n\na\n', '## 2024-01-02\n\na\n', {}, id='a day'),
        pytest.param('## 1.0\n\n### F\n\n- a\n', '## 1.0\n\n## 1.1\n\n### F\n\n- a\n', {}, id='below another release'),
        pytest.param('# A\n\n## F\n\n- a\n', '# A\n\n# B\n\n## F\n\n- a\n', {}, id='and none'),
    ],
)
def test_headings_that_a_side_renamed(base: str, text: str, renamed: dict[str, str]) -> None:
    assert side(base, text).renamed == renamed


def test_where_a_line_stands_in_the_names_of_the_base() -> None:
    found = side('# T\n\n## A\n\na\n', '# U\n\n## B\n\na\n\nb\n')
    assert [found.places[line] for line in (0, 2, 4, 6)] == [(), ('T',), ('T', 'A'), ('T', 'A')]


def test_each_new_line_has_its_hunk() -> None:
    found = side('a\n\nb\n\nc\n', 'x\n\nb\n\ny\nz\n')
    assert [found.hunk_of(line) for line in (0, 4, 5)] == [Hunk(0, 1, 0, 1), *[Hunk(4, 5, 4, 6)] * 2]
    assert found.to_base == [-1, 1, 2, 3, -1, -1]
    assert [found.is_new(line) for line in range(6)] == [True, False, False, False, True, True]
    assert not side('a\n', 'a\n').is_new(0)
