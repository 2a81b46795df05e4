from __future__ import annotations

import pytest

from sot_guard.pairing.nearest import folded
from sot_guard.pairing.nearest import nearest

TRACKED = [
    b'GUIDE.md', b'LICENSE', b'README.md', b'docs/GUIDE.md', b'docs/index.md', b'docs/e\xcc\x81t\xc3\xa9.md',
    b'packages/core/LICENSE', b'packages/web/LICENSE', b'src/index.ts',
]


@pytest.mark.parametrize(
    ('written', 'meant'), [
        pytest.param(b'docs/indx.md', b'docs/index.md', id='a letter is missing'),
        pytest.param(b'docs/index.mdx', b'docs/index.md', id='another extension'),
        pytest.param(b'doc/index.md', b'docs/index.md', id='another folder'),
        pytest.param(b'LICENCE', b'LICENSE', id='at the root'),
        pytest.param(b'package/web/LICENSE', b'packages/web/LICENSE', id='a folder in the singular'),
        pytest.param(b'guide.MD', b'GUIDE.md', id='another case'),
        pytest.param('docs/été.md'.encode(), b'docs/e\xcc\x81t\xc3\xa9.md', id='another Unicode form'),
        pytest.param(b'dcs/indx.md', b'docs/index.md', id='both the folder and the name'),
        pytest.param(b'docs/index', b'docs/index.md', id='without an extension'),
        pytest.param(b'packages/core/COPYRIGHT', None, id='only its folder is there'),
        pytest.param(b'manual/pages/index.ts', b'src/index.ts', id='only its name is there'),
        pytest.param(b'packages/cores/LICENCE', b'packages/core/LICENSE', id='two letters'),
        pytest.param(b'packages/docs/LICENCES', None, id='neither is there'),
        pytest.param(b'zzzzzzzz', None, id='nothing is like it'),
        pytest.param(b'\xff\xfe', None, id='not UTF-8'),
    ],
)
def test_the_path_that_was_meant(written: bytes, meant: bytes | None) -> None:
    assert nearest(written, TRACKED) == meant
    assert nearest(written, reversed(TRACKED)) == meant


def test_one_of_the_same_folder_or_name_comes_before_the_others() -> None:
    """Only so many are looked at, and what was meant is most often near."""
    many = [b'a/%04d.md' % number for number in range(2000)]
    assert nearest(b'z/page.md', [*many, b'y/page.md', b'z/pagee.md']) == b'z/pagee.md'
    assert nearest(b'z/page.md', [*many, b'zz/page.md']) == b'zz/page.md'
    assert nearest(b'b/0700.md', many) == b'a/0700.md'
    # neither its folder nor its name is near, and others were looked at before
    assert nearest(b'y/pagee.rst', [*many, b'z/pageee.rst']) != b'z/pageee.rst'


def test_a_long_path_is_found_by_case_alone() -> None:
    long = b'd/' * 150
    assert nearest(long + b'a', [long + b'b']) is None
    assert nearest(long + b'a', [long + b'A']) == long + b'A'


def test_folded_names_are_one_to_some_systems() -> None:
    assert folded(b'STRASSE') == folded('straße'.encode())
    assert folded(b'a\xff') != folded(b'a\xfe')
