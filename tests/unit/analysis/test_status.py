"""Each status, from the two sides of a pair."""
from __future__ import annotations

import pytest

from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from sot_guard.analysis.status import views_of
from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import Word
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.folders import Origin
from sot_guard.pairing.pairs import Pair
from tests.support.sides import PAIR
from tests.support.sides import side
from tests.support.sides import status_between


def test_equal_ids_of_regular_files_are_equal_contents() -> None:
    assert status_between(b'text\n', b'text\n') is Status.IDENTICAL


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
        (ROOT, side('docs/GUIDE.md', b'one\n'), Status.IDENTICAL, 'are identical'),
        (
            link('GUIDE.md', b'docs/GUIDE.md'), DOCS, Status.LINKED,
            'are the same file; GUIDE.md is a symlink to docs/GUIDE.md',
        ),
        (
            ROOT, link('docs/GUIDE.md', b'GUIDE.md'), Status.LINKED,
            'are the same file; docs/GUIDE.md is a symlink to GUIDE.md',
        ),
        (
            link('GUIDE.md', b'x'), link('docs/GUIDE.md', b'x'), Status.LINKED,
            'are the same file; GUIDE.md is a symlink to x; docs/GUIDE.md is a symlink to x',
        ),
        (
            link('GUIDE.md', b'docs/\x1b'), DOCS, Status.LINK_ELSEWHERE,
            'are not the same file; GUIDE.md is a symlink to docs/\\x1b',
        ),
        (
            link('GUIDE.md', None), link('docs/GUIDE.md', None), Status.LINK_ELSEWHERE,
            'are not the same file; GUIDE.md is a symlink to an untracked path; docs/GUIDE.md is a symlink to '
            'an untracked path',
        ),
        (ROOT, UNREADABLE, Status.READ_ERROR, 'cannot be compared; docs/GUIDE.md: object 1 is missing'),
        (UNREADABLE, ROOT, Status.READ_ERROR, 'cannot be compared; docs/GUIDE.md: object 1 is missing'),
        (
            ROOT, other('docs/GUIDE.md', Kind.ABSENT), Status.DOCS_MISSING,
            'must both exist, or only the source; docs/GUIDE.md is missing',
        ),
        (
            other('GUIDE.md', Kind.ABSENT), DOCS, Status.COPY_MISSING,
            'must both exist; GUIDE.md is missing',
        ),
        (
            other('GUIDE.md', Kind.ABSENT), other('docs/GUIDE.md', Kind.ABSENT), Status.DOCS_MISSING,
            'must both exist, or only the source; GUIDE.md is missing; docs/GUIDE.md is missing',
        ),
        (
            other('GUIDE.md', Kind.ABSENT)._replace(problem='object 1 is missing'), DOCS, Status.READ_ERROR,
            'cannot be compared; GUIDE.md: object 1 is missing',
        ),
        (
            other('GUIDE.md', Kind.ABSENT)._replace(destination=b'docs/x'), DOCS, Status.COPY_MISSING,
            'must both exist; GUIDE.md is missing',
        ),
        (
            ROOT, other('docs/GUIDE.md', Kind.SUBMODULE), Status.SUBMODULE,
            'cannot be compared; docs/GUIDE.md is a submodule',
        ),
        (
            other('GUIDE.md', Kind.UNMERGED), other('docs/GUIDE.md', Kind.SUBMODULE), Status.UNMERGED,
            'cannot be compared until the merge conflict is resolved; docs/GUIDE.md is a submodule',
        ),
    ],
)
def test_each_status_has_a_verdict(root: Side, docs: Side, expected: Status, verdict: str) -> None:
    found = status_of(PAIR, root, docs)
    assert (found, Compared(PAIR, root, docs, found).verdict) == (expected, verdict)


def test_a_file_that_is_there_through_a_linked_folder_is_linked() -> None:
    through = other('GUIDE.md', Kind.ABSENT)._replace(destination=b'docs/GUIDE.md')
    assert status_of(PAIR, through, DOCS) is Status.LINKED
    both = other('docs/GUIDE.md', Kind.ABSENT)._replace(destination=b'docs/GUIDE.md')
    assert status_of(PAIR, through, both) is Status.LINKED


def viewed_status(pair: Pair, copy: Side, source: Side, config: Config = DEFAULT) -> Status:
    return status_of(pair, copy, source, config, views_of(pair, copy, source))


def test_a_pair_that_is_compared_as_text() -> None:
    pair = PAIR._replace(as_text=True)
    lf, crlf, more = side('GUIDE.md', b'a\n'), side('docs/GUIDE.md', b'a\r\n'), side('docs/GUIDE.md', b'b\n')
    binary, long = side('docs/GUIDE.md', b'\0\n'), side('docs/GUIDE.md', b'a\r\n', size=1 << 25)
    assert [viewed_status(pair, lf, docs) for docs in (crlf, more, binary, long)] == [
        Status.SAME_TEXT, Status.DIVERGENT, Status.DIVERGENT, Status.DIVERGENT,
    ]
    assert viewed_status(pair, binary, lf) is viewed_status(pair, long, lf) is Status.DIVERGENT
    assert viewed_status(PAIR, lf, crlf) is Status.DIVERGENT
    assert views_of(pair, lf, lf) is views_of(pair, lf, link('docs/GUIDE.md', b'GUIDE.md')) is None
    assert Compared(PAIR, lf, crlf, Status.SAME_TEXT).verdict == 'have the same text'


def test_a_pair_with_declared_differences() -> None:
    pair = PAIR._replace(differ=('first-heading', Word('a', 'b')))
    copy, source = side('GUIDE.md', b'# One\n\nb\n'), side('docs/GUIDE.md', b'# Two\n\na\n')
    viewed = views_of(pair, copy, source)
    assert status_of(pair, copy, source, viewed=viewed) is Status.SAME_BUT
    assert Compared(pair, copy, source, Status.SAME_BUT, viewed).verdict == (
        'are identical except for first-heading (2 lines of GUIDE.md, 2 lines of docs/GUIDE.md), '
        'word a -> b (1 line of docs/GUIDE.md)'
    )
    forbid = Config(duplicates='forbid')
    assert viewed_status(pair, copy, source, forbid) is Status.DUPLICATE
    assert viewed_status(pair, copy, side('docs/GUIDE.md', b'# Two\n\na c\n')) is Status.DIVERGENT
    # a word that does not occur: nothing can be told, unless one of them is a pointer, or the ids are accepted
    other = side('docs/GUIDE.md', b'# Two\n\nc\n')
    assert viewed_status(pair, copy, other) is Status.READ_ERROR
    assert viewed_status(pair, side('GUIDE.md', b'docs/GUIDE.md\n'), other) is Status.POINTER
    accepted = Accepted(b'GUIDE.md', other.entry.oid, copy.entry.oid, 'x')
    assert viewed_status(pair, copy, other, Config(accept=(accepted,))) is Status.ACCEPTED
    only_white = side('docs/GUIDE.md', b'a\n'), side('GUIDE.md', b'a')
    assert viewed_status(PAIR._replace(differ=('blank-lines',)), *only_white) is Status.SAME_TEXT


def test_what_is_one_content_is_a_duplicate_where_that_is_forbidden() -> None:
    forbid, same = Config(duplicates='forbid'), side('docs/GUIDE.md', b'one\n')
    assert status_of(PAIR, ROOT, same, forbid) is Status.DUPLICATE
    text = PAIR._replace(as_text=True)
    assert viewed_status(text, side('GUIDE.md', b'a'), side('docs/GUIDE.md', b'a\n'), forbid) is Status.DUPLICATE
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


@pytest.mark.parametrize('kind', [Kind.SUBMODULE, Kind.LINK])
def test_what_is_no_file_is_compared_by_its_entry_in_a_folder(kind: Kind) -> None:
    pair = Pair(b's/a', b'd/a', True, origin=Origin(0, b'd/', b's/', b's/'))
    assert status_of(pair, other('s/a', kind), other('d/a', kind)) is Status.IDENTICAL


# ---- what is read, and modes

def test_a_long_text_is_read_where_it_is_needed() -> None:
    long = side('GUIDE.md', b'a\n', size=9)._replace(read=lambda: b'all of it')
    assert long.text() == b'all of it'
    assert long._replace(read=None).text() is None
    assert ROOT.text() == b'one\n'
    assert UNREADABLE._replace(read=lambda: b'another').text() is None


def test_what_is_binary_on_one_side_alone_is_no_text() -> None:
    pair, binary, text = PAIR._replace(as_text=True), side('GUIDE.md', b'a\0'), side('docs/GUIDE.md', b'a')
    assert views_of(pair, binary, text) is views_of(pair, text, binary) is None


IN_FOLDER = Pair(b's/a', b'd/a', True, origin=Origin(0, b'd/', b's/', b's/'))
EXECUTABLE = ROOT._replace(entry=ROOT.entry._replace(mode='100755'))


def test_modes_count_in_folders_alone() -> None:
    assert status_of(IN_FOLDER, EXECUTABLE, ROOT) is Status.DIVERGENT
    assert status_of(IN_FOLDER, ROOT, ROOT._replace(path=b'd/a')) is Status.IDENTICAL
    assert status_of(PAIR, EXECUTABLE, ROOT) is Status.IDENTICAL
    text = IN_FOLDER._replace(as_text=True)
    crlf = side('d/a', b'one\r\n')
    assert viewed_status(text, ROOT, crlf) is Status.SAME_TEXT
    assert viewed_status(text, EXECUTABLE, crlf) is Status.DIVERGENT
    assert viewed_status(text._replace(origin=None), EXECUTABLE, crlf) is Status.SAME_TEXT


def test_a_difference_of_modes_alone() -> None:
    same = views_of(PAIR._replace(as_text=True), ROOT, side('docs/GUIDE.md', b'one\r\n'))
    differs = views_of(PAIR._replace(as_text=True), ROOT, DOCS)
    for status, source, viewed, expected in (
        (Status.DIVERGENT, ROOT, None, True), (Status.IDENTICAL, ROOT, None, False),
        (Status.DIVERGENT, DOCS, None, False), (Status.DIVERGENT, DOCS, same, True),
        (Status.DIVERGENT, DOCS, differs, False), (Status.SAME_TEXT, DOCS, same, False),
    ):
        assert Compared(PAIR, EXECUTABLE, source, status, viewed).is_mode_only is expected
    assert Compared(PAIR, ROOT, DOCS, Status.DIVERGENT, differs).verdict == 'differ'


def test_a_link_need_not_be_read_to_its_end() -> None:
    leads = link('GUIDE.md', b'docs/GUIDE.md')
    assert status_of(PAIR, leads, UNREADABLE) is Status.LINKED
    assert status_of(PAIR, leads._replace(problem='object 2 is missing'), DOCS) is Status.READ_ERROR
    assert status_of(PAIR, ROOT, leads._replace(problem='object 2 is missing')) is Status.READ_ERROR


def test_a_file_that_its_folder_must_not_have_more() -> None:
    absent = other('d/a', Kind.ABSENT)
    forbids = IN_FOLDER._replace(origin=Origin(0, b'd/', b's/', b's/', forbids_extra=True))
    assert status_of(forbids, ROOT, absent) is Status.EXTRA
    assert status_of(IN_FOLDER, ROOT, absent) is Status.DOCS_MISSING


def test_what_too_many_names_have_refers_to_nothing() -> None:
    pointer = side('GUIDE.md', b'See docs/GUIDE.md.\n')
    assert status_of(PAIR, pointer, DOCS) is Status.POINTER
    for unread in (pointer._replace(may_refer=False), pointer._replace(content=None)):
        assert status_of(PAIR, unread, DOCS) is Status.DIVERGENT
