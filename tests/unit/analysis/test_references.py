"""Which texts are pointers to the counterpart."""
from __future__ import annotations

import time

import pytest

from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from tests.support.sides import PAIR
from tests.support.sides import side
from tests.support.sides import status_between


@pytest.mark.parametrize(
    'text', [
        pytest.param(b'See [the guide](docs/GUIDE.md).\n', id='a link'),
        pytest.param(b'# Guide\n\nMoved to [docs](./docs/GUIDE.md "The guide").\n', id='with a heading and a title'),
        pytest.param(b'Guide\n=====\n\nMoved to <docs/GUIDE.md>.\n', id='setext'),
        pytest.param(b'Guide: [docs/GUIDE.md](docs/GUIDE.md)\n', id='named by its path'),
        pytest.param(b'See [here][1].\n\n[1]: docs/GUIDE.md\n', id='a reference'),
        pytest.param(b'See `the guide <docs/GUIDE.md>`_.\n', id='reStructuredText'),
        pytest.param(b'.. include:: docs/GUIDE.md\n', id='an include'),
        pytest.param(b'docs/GUIDE.md', id='what git makes of a link on Windows'),
        pytest.param(b'Moved to docs/GUIDE.md.\r\n', id='a bare path at the end of a sentence'),
        pytest.param(b'Moved to `./docs/GUIDE.md`\n', id='a bare path in ticks'),
        pytest.param(b'Read and/or see docs/GUIDE.md\n', id='a slash that is no path'),
        pytest.param(b'[part](docs/GUIDE.md#part)\n', id='a part of it'),
        pytest.param(b'[x](/docs/GUIDE.md)\n', id='from the root'),
        pytest.param(b'[x](docs/%47UIDE.md)\n', id='percent-encoded'),
        pytest.param(b'See docs/GUIDE.md<!-- the original -->\n', id='before a comment'),
        pytest.param(b'Of lib/v1.2/all see docs/GUIDE.md\n', id='a dot before the last slash'),
        pytest.param(b'.. moved\n\nSee docs/GUIDE.md\n', id='a comment of reStructuredText'),
        pytest.param(b'On std::x see docs/GUIDE.md\n', id='two colons'),
        pytest.param(b'..\n..\nSee docs/GUIDE.md\n', id='two characters are no underline'),
        pytest.param(b'-=-=\n-=-=\nSee docs/GUIDE.md\n', id='mixed characters are no underline'),
        pytest.param(b'X X\nSee docs/GUIDE.md\n', id='letters apart'),
        pytest.param(b'a\n\n\n\nb\n\nc\n\n\nd\n\n[x](<docs/GUIDE.md>)\n\n\n', id='five lines'),
    ],
)
def test_pointer(text: bytes) -> None:
    assert status_between(text) is Status.POINTER


@pytest.mark.parametrize(
    'text', [
        pytest.param(b'', id='empty'),
        pytest.param(b'Nothing here.\n', id='no path'),
        pytest.param(b'a\nb\nc\nd\ne\n[x](docs/GUIDE.md)\n', id='six lines'),
        pytest.param(b'<!--\na\nb\nc\n-->\n[x](docs/GUIDE.md)\n', id='six lines with a comment'),
        pytest.param(b'---\na: 1\nb: 2\nc: 3\n---\n[x](docs/GUIDE.md)\n', id='six lines with front matter'),
        pytest.param(b'# A\n# B\n[x](docs/GUIDE.md)\n', id='two headings'),
        pytest.param(b'A\n---\nB\n---\n[x](docs/GUIDE.md)\n', id='two setext headings'),
        pytest.param(b'- [x](docs/GUIDE.md)\n', id='a list'),
        pytest.param(b'1. [x](docs/GUIDE.md)\n', id='a numbered list'),
        pytest.param(b'| a | docs/GUIDE.md |\n', id='a table'),
        pytest.param(b'a | b\n--|--\ndocs/GUIDE.md | x\n', id='a table without edges'),
        pytest.param(b'```\ncp docs/GUIDE.md .\n```\n', id='a fence'),
        pytest.param(b'~~~\ndocs/GUIDE.md\n~~~\n', id='a tilde fence'),
        pytest.param(b'```sh\ncp docs/GUIDE.md .\n```\n', id='a fence with a language'),
        pytest.param(b'~~~sh\ncp docs/GUIDE.md .\n~~~\n', id='a tilde fence with a language'),
        pytest.param(b'---\na: 1\n---\n- docs/GUIDE.md\n', id='a list after front matter'),
        pytest.param(b'A\n^^^ \nB\n^^^ \nSee docs/GUIDE.md\n', id='two underlines with white space behind them'),
        pytest.param(b'a\n--+--\ndocs/GUIDE.md\n', id='the rule of a table with a plus'),
        pytest.param(b'See docs/GUIDE.mdX\n', id='a letter more behind it'),
        pytest.param(b'See Xdocs/GUIDE.md\n', id='a letter more before it'),
        pytest.param(b'[x](docs/OTHER.md)\n', id='elsewhere'),
        pytest.param(b'<!-- copy of\ndocs/GUIDE.md -->\nThe time is 3 s.\n', id='in a comment'),
        pytest.param(b'[x](docs/GUIDE.md) [y](docs/OTHER.md)\n', id='two links'),
        pytest.param(b'[x](https://example.org/docs/GUIDE.md)\n', id='on the web'),
        pytest.param(b'See other/docs/GUIDE.md\n', id='a longer path'),
        pytest.param(b'See docs/GUIDE.md.bak\n', id='a longer name'),
        pytest.param(b'[x](../docs/GUIDE.md)\n', id='from another folder'),
        pytest.param(b'See docs/GUIDE.md and docs/OTHER.md\n', id='two paths'),
        pytest.param(b'[x](docs/GUIDE.md) and lib/other.md\n', id='a link and a path'),
        pytest.param(b'> - a\n> - docs/GUIDE.md\n', id='a quoted list'),
        pytest.param(b'=====  =====\nname   docs/GUIDE.md\n=====  =====\n', id='a table of reStructuredText'),
        pytest.param(b'.. code-block:: sh\n\n   cat docs/GUIDE.md\n', id='a directive'),
    ],
)
def test_no_pointer(text: bytes) -> None:
    assert status_between(text) is Status.DIVERGENT


def test_front_matter_is_no_heading() -> None:
    assert status_between(b'---\ntitle: x\nlayout: y\n---\nSee [it](docs/GUIDE.md)\n') is Status.POINTER


def test_a_link_to_itself_is_no_pointer() -> None:
    found = status_between(b'# Guide\n\nAll of it.\n', b'Install: [top](GUIDE.md#top), tried 9 times.\n')
    assert found is Status.DIVERGENT


@pytest.mark.parametrize('unit', [
    b'-', b' ', b':', b'|', b'- ', b'[', b'](', b'<', b'>', b'.. ', b'=', b'= ', b'---\n', b'<!--', b'a/', b'./', b'`',
])
def test_no_text_takes_long(unit: bytes) -> None:
    started = time.process_time()
    for text in (unit * (8000 // len(unit)), b'---\n' + unit * (8000 // len(unit)), unit * (8000 // len(unit)) + b'x'):
        status_between(text)
    # measured under 0.05 s; a pattern that tries every way of splitting a run does not end
    assert time.process_time() - started < 5


def test_a_pointer_from_docs_to_the_root() -> None:
    text = b'# Guide\n\nAll that there is to know.\n'
    assert status_between(text, b'See [the guide](../GUIDE.md)\n') is Status.POINTER
    assert status_between(text, b'See ../GUIDE.md\n') is Status.POINTER
    # from the root it is the counterpart, but a bare name is a mention
    assert status_between(text, b'# GUIDE.md\n') is Status.DIVERGENT


def test_two_pointers_to_each_other_are_no_document() -> None:
    assert status_between(b'[x](docs/GUIDE.md)\n', b'[x](../GUIDE.md)\n') is Status.DIVERGENT


def test_a_beginning_is_no_pointer() -> None:
    root = side('GUIDE.md', b'[x](docs/GUIDE.md)\n', size=100_000)
    assert status_of(PAIR, root, side('docs/GUIDE.md', b'text')) is Status.DIVERGENT
