from __future__ import annotations

import hashlib
import time

import pytest

from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from sot_guard.analysis.status import verdict_of
from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.git.blobs import Content
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair

PAIR = Pair(b'GUIDE.md', b'docs/GUIDE.md')


def side(path: str, text: bytes, size: int | None = None) -> Side:
    sha256 = hashlib.sha256(text).hexdigest()
    entry = Entry(Kind.FILE, '100644', sha256[:40])
    return Side(path.encode(), entry, destination=path.encode(), content=Content(sha256, size or len(text), text))


def status(root: bytes, docs: bytes = b'# Guide\n\nAll that there is to know.\n') -> Status:
    return status_of(PAIR, side('GUIDE.md', root), side('docs/GUIDE.md', docs))


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
    assert status(text) is Status.POINTER


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
    assert status(text) is Status.DIVERGENT


def test_front_matter_is_no_heading() -> None:
    assert status(b'---\ntitle: x\nlayout: y\n---\nSee [it](docs/GUIDE.md)\n') is Status.POINTER


def test_a_link_to_itself_is_no_pointer() -> None:
    assert status(b'# Guide\n\nAll of it.\n', b'Install: [top](GUIDE.md#top), tried 9 times.\n') is Status.DIVERGENT


@pytest.mark.parametrize('unit', [
    b'-', b' ', b':', b'|', b'- ', b'[', b'](', b'<', b'>', b'.. ', b'=', b'= ', b'---\n', b'<!--', b'a/', b'./', b'`',
])
def test_no_text_takes_long(unit: bytes) -> None:
    started = time.process_time()
    for text in (unit * (8000 // len(unit)), b'---\n' + unit * (8000 // len(unit)), unit * (8000 // len(unit)) + b'x'):
        status(text)
    # measured under 0.05 s; a pattern that tries every way of splitting a run does not end
    assert time.process_time() - started < 5


def test_a_pointer_from_docs_to_the_root() -> None:
    text = b'# Guide\n\nAll that there is to know.\n'
    assert status(text, b'See [the guide](../GUIDE.md)\n') is Status.POINTER
    assert status(text, b'See ../GUIDE.md\n') is Status.POINTER
    # from the root it is the counterpart, but a bare name is a mention
    assert status(text, b'# GUIDE.md\n') is Status.DIVERGENT


def test_equal_ids_of_regular_files_are_equal_contents() -> None:
    assert status(b'text\n', b'text\n') is Status.IDENTICAL


def test_two_pointers_to_each_other_are_no_document() -> None:
    assert status(b'[x](docs/GUIDE.md)\n', b'[x](../GUIDE.md)\n') is Status.DIVERGENT


def test_a_beginning_is_no_pointer() -> None:
    root = side('GUIDE.md', b'[x](docs/GUIDE.md)\n', size=100_000)
    assert status_of(PAIR, root, side('docs/GUIDE.md', b'text')) is Status.DIVERGENT


ROOT, DOCS = side('GUIDE.md', b'one\n'), side('docs/GUIDE.md', b'two\n')


def other(path: str, kind: Kind, destination: bytes | None = None) -> Side:
    """A side that is no regular file; its id is that of its kind."""
    return Side(path.encode(), Entry(kind, '', kind.value), destination=destination)


def link(path: str, destination: bytes | None) -> Side:
    return other(path, Kind.LINK, destination)


UNREADABLE = DOCS._replace(content=None, problem='object 1 is missing')


@pytest.mark.parametrize(
    ('root', 'docs', 'expected', 'verdict'), [
        (ROOT, DOCS, Status.DIVERGENT, 'differ'),
        (ROOT, side('docs/GUIDE.md', b'one\n'), Status.IDENTICAL, 'are the same'),
        (
            link('GUIDE.md', b'docs/GUIDE.md'), DOCS, Status.LINKED,
            'are one file; GUIDE.md is a symlink to docs/GUIDE.md',
        ),
        (
            ROOT, link('docs/GUIDE.md', b'GUIDE.md'), Status.LINKED,
            'are one file; docs/GUIDE.md is a symlink to GUIDE.md',
        ),
        (
            link('GUIDE.md', b'x'), link('docs/GUIDE.md', b'x'), Status.LINKED,
            'are one file; GUIDE.md is a symlink to x; docs/GUIDE.md is a symlink to x',
        ),
        (
            link('GUIDE.md', b'docs/\x1b'), DOCS, Status.LINK_ELSEWHERE,
            'are not one file; GUIDE.md is a symlink to docs/\\x1b',
        ),
        (
            link('GUIDE.md', None), link('docs/GUIDE.md', None), Status.LINK_ELSEWHERE,
            'are not one file; GUIDE.md is a symlink to nowhere in the repository; docs/GUIDE.md is a symlink to '
            'nowhere in the repository',
        ),
        (ROOT, UNREADABLE, Status.READ_ERROR, 'cannot be compared; docs/GUIDE.md: object 1 is missing'),
        (UNREADABLE, ROOT, Status.READ_ERROR, 'cannot be compared; docs/GUIDE.md: object 1 is missing'),
        (
            ROOT, other('docs/GUIDE.md', Kind.ABSENT), Status.DOCS_MISSING,
            'should both be there, or docs alone; docs/GUIDE.md is not there',
        ),
        (
            ROOT, other('docs/GUIDE.md', Kind.SUBMODULE), Status.SUBMODULE,
            'cannot be compared; docs/GUIDE.md is a submodule',
        ),
        (
            other('GUIDE.md', Kind.UNMERGED), other('docs/GUIDE.md', Kind.SUBMODULE), Status.UNMERGED,
            'cannot be compared while a merge conflict is open; docs/GUIDE.md is a submodule',
        ),
    ],
)
def test_each_status_has_a_verdict(root: Side, docs: Side, expected: Status, verdict: str) -> None:
    found = status_of(PAIR, root, docs)
    assert (found, verdict_of(found, root, docs)) == (expected, verdict)


def as_text(path: str, text: bytes, text_sha256: str) -> Side:
    made = side(path, text)
    assert made.content is not None
    return made._replace(content=made.content._replace(text_sha256=text_sha256))


def test_a_pair_that_is_compared_as_text() -> None:
    pair = PAIR._replace(as_text=True)
    lf, crlf, more = (
        as_text(path, text, sha256) for path, text, sha256 in (
            ('GUIDE.md', b'a\n', 'A'), ('docs/GUIDE.md', b'a\r\n', 'A'), ('docs/GUIDE.md', b'b\n', 'B'),
        )
    )
    binary = as_text('docs/GUIDE.md', b'\0\n', 'A')
    assert [status_of(pair, lf, docs) for docs in (crlf, more, binary)] == [
        Status.SAME_TEXT, Status.DIVERGENT, Status.DIVERGENT,
    ]
    assert status_of(pair, binary, lf) is Status.DIVERGENT
    assert status_of(PAIR, lf, crlf) is Status.DIVERGENT
    assert verdict_of(Status.SAME_TEXT, lf, crlf) == 'are the same text'


def test_what_is_one_content_is_a_duplicate_where_that_is_forbidden() -> None:
    forbid, same = Config(duplicates='forbid'), side('docs/GUIDE.md', b'one\n')
    assert status_of(PAIR, ROOT, same, forbid) is Status.DUPLICATE
    text = PAIR._replace(as_text=True)
    sides = as_text('GUIDE.md', b'a', 'A'), as_text('docs/GUIDE.md', b'a\n', 'A')
    assert status_of(text, *sides, forbid) is Status.DUPLICATE
    assert status_of(PAIR, ROOT, DOCS, forbid) is Status.DIVERGENT
    assert status_of(PAIR, link('GUIDE.md', b'docs/GUIDE.md'), DOCS, forbid) is Status.LINKED
    # a copy that is configured is meant
    assert status_of(PAIR._replace(configured=True), ROOT, same, forbid) is Status.IDENTICAL


def test_what_is_accepted_are_two_contents_of_one_copy() -> None:
    entry = Accepted(b'GUIDE.md', DOCS.entry.oid, ROOT.entry.oid, 'x')
    assert status_of(PAIR, ROOT, DOCS, Config(accept=(entry,))) is Status.ACCEPTED
    for wrong in (
        entry._replace(path=b'other.md'), entry._replace(copy_id='0' * 40),
        entry._replace(source_id=entry.copy_id, copy_id=entry.source_id),
    ):
        assert status_of(PAIR, ROOT, DOCS, Config(accept=(wrong,))) is Status.DIVERGENT
    elsewhere = link('GUIDE.md', b'x')
    both = entry._replace(copy_id=elsewhere.entry.oid)
    assert status_of(PAIR, elsewhere, DOCS, Config(accept=(entry, both))) is Status.ACCEPTED
    # what is fine anyway is not accepted; what is accepted need not be read
    pointer = side('GUIDE.md', b'docs/GUIDE.md\n')
    for root, expected in ((pointer, Status.POINTER), (ROOT._replace(problem='x'), Status.ACCEPTED)):
        accepted = Config(accept=(entry._replace(copy_id=root.entry.oid),))
        assert status_of(PAIR, root, DOCS, accepted) is expected
