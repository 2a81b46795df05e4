"""Which differences a scan proposes to declare, and which links of a copy it tells of."""
from __future__ import annotations

import pytest

from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Status
from sot_guard.commands.scan_views import lost_links
from sot_guard.commands.scan_views import views_between
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import View
from sot_guard.pairing.pairs import Pair
from tests.support.sides import side

PAIR = Pair(b'GUIDE.md', b'docs/GUIDE.md')
# more keys than are told
KEYS = b'---\n' + b''.join(b'k%d: X\n' % number for number in range(11)) + b'---\n'
TEXT = b'one\n\ntwo\n\nthree\n'


def compared(copy: bytes, source: bytes, status: Status = Status.DIVERGENT) -> Compared:
    return Compared(PAIR, side('GUIDE.md', copy), side('docs/GUIDE.md', source), status)


@pytest.mark.parametrize(('copy', 'source', 'expected'), [
    (b'# A\n' + TEXT, b'---\na: 1\n---\n# B\n' + TEXT, ('front-matter', 'first-heading')),
    (b'# A\n' + TEXT, b'---\na: 1\n---\n# A\n' + TEXT, ('front-matter',)),
    (b'# A\n' + TEXT, b'# B\n' + TEXT, ('first-heading',)),
    (TEXT, TEXT.replace(b'\ntwo', b'\n\n\ntwo'), ('blank-lines',)),
    # a heading that is never set aside, and that both have
    (b'# A 1.2\n' + TEXT, b'---\na: 1\n---\n# A 1.2\n' + TEXT, ('front-matter',)),
    (TEXT, TEXT.replace(b'\n', b' \r\n'), ()), (TEXT, TEXT[:-1], ()),
    # more than that, or nothing but that
    (b'# A\n' + TEXT, b'# B\n' + TEXT + b'four\n', None), (b'# A\n' + TEXT, b'# B\nx\n' + TEXT, None),
    (b'# A\n\nx\n', b'# B\n\nx\n', None), (b'# A\n' + TEXT + b'\0', b'# B\n' + TEXT + b'\0', None),
    (b'# A 1.2\n' + TEXT, b'# A\n' + TEXT, None),
    # front matter in both
    (b'---\na: 1\nb: 2\n---\n' + TEXT, b'---\na: 1\nb: 3\nc: 4\n---\n' + TEXT, (FrontMatterKeys(('b', 'c')),)),
    (
        b'---\na: 1\nb: 2\n---\n# A\n' + TEXT, b'---\na: 1\n---\n# B\n' + TEXT,
        (FrontMatterKeys(('b',)), 'first-heading'),
    ),
    (b'---\na: 1\nb: 2\n---\n' + TEXT, b'---\na: 1\nb: 3\n---\n' + TEXT.replace(b'one', b'1'), None),
    (KEYS + TEXT, KEYS.replace(b'X', b'Y') + TEXT, None),
])
def test_the_views_without_which_two_files_differ(
    copy: bytes, source: bytes, expected: tuple[View, ...] | None,
) -> None:
    assert views_between(compared(copy, source)) == expected


def test_what_is_declared_or_not_divergent_or_cannot_be_read_is_left() -> None:
    texts = b'# A\n' + TEXT, b'# B\n' + TEXT
    assert views_between(compared(*texts, Status.POINTER)) is None
    one = compared(*texts)
    assert views_between(one._replace(pair=PAIR._replace(differ=('front-matter',)))) is None
    assert views_between(one._replace(copy=side('GUIDE.md', texts[0], size=1 << 25))) is None


def test_many_links_are_cut_and_other_texts_are_not_looked_at() -> None:
    paths = [b'docs/%d.md' % number for number in range(9)]
    text = b''.join(b'[a](%d.md)\n\n' % number for number in range(9))
    assert len(list(lost_links(compared(text, text, Status.IDENTICAL), paths))) == 5
    assert list(lost_links(compared(text, text), paths)) == []
    assert list(lost_links(compared(b'no link\n', b'', Status.IDENTICAL), paths)) == []
    beside = Pair(b'GUIDE.md', b'README.md')
    assert list(lost_links(compared(text, text, Status.IDENTICAL)._replace(pair=beside), paths)) == []
