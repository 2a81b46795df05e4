from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.errors import GitError
from sot_guard.errors import UserError
from sot_guard.git.process import Git
from sot_guard.merging.merge import Merge
from sot_guard.merging.merge import merge
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo

LABELS = 'docs/X', 'base', 'X'
BASE = b'# T\n\none\n\ntwo\n\nthree\n'


def merged(docs: bytes, root: bytes, base: bytes = BASE, tags: frozenset[str] = frozenset({'markdown'})) -> Merge:
    return merge(Git(os.environ), docs, base, root, LABELS, set(tags))


def test_what_either_side_changed_is_in_the_result() -> None:
    done = merged(BASE.replace(b'one', b'ONE'), BASE + b'four\n')
    assert done == Merge(b'# T\n\nONE\n\ntwo\n\nthree\nfour\n', 0, 0, ())
    assert done.is_clean


def test_a_conflict_has_markers_with_names(repo: Repo) -> None:
    done = merged(BASE.replace(b'two', b'2'), BASE.replace(b'two', b'zwei'))
    assert (done.conflicts, done.is_clean) == (1, False)
    assert b'\n<<<<<<< docs/X\n2\n=======\nzwei\n>>>>>>> X\n' in done.content
    repo.git('config', 'merge.conflictStyle', 'diff3')
    done = merged(BASE.replace(b'two', b'2'), BASE.replace(b'two', b'zwei'))
    assert b'\n||||||| base\ntwo\n=======\n' in done.content


def test_entries_of_both_are_kept_and_the_rest_is_in_conflict() -> None:
    done = merged(BASE.replace(b'two', b'2') + b'\n## a\n', BASE.replace(b'two', b'zwei') + b'\n## b\n')
    assert (done.conflicts, done.kept_both) == (1, 1)
    assert done.content.endswith(b'three\n\n## a\n\n## b\n')
    assert done.content.count(b'<<<<<<<') == 1
    assert merged(BASE + b'\n## a\n', BASE + b'\n## b\n') == Merge(BASE + b'\n## a\n\n## b\n', 0, 1, ())
    assert merged(BASE + b'\n## a\n\nx\n', BASE + b'\n## a\n\ny\n').conflicts == 1
    docs, root = (BASE.replace(b'one\n', b'one\n\n## %s 1\n' % name) + b'\n## %s 2\n' % name for name in (b'a', b'b'))
    done = merged(docs, root)
    assert (done.conflicts, done.kept_both) == (0, 2)


def test_white_space_between_entries_is_no_line_that_is_lost() -> None:
    log = b'# L\n\n## a\n\nx\n'
    done = merged(
        log.replace(b'## a', b'## b\n\ny\n   \n\n## a'), log.replace(b'## a', b'## c\n\nz\n \t\n\n## a'), log,
    )
    assert done == Merge(b'# L\n\n## b\n\ny\n\n\n## c\n\nz\n\n\n## a\n\nx\n', 0, 1, ())


def test_the_conflicts_are_counted_up_to_127() -> None:
    base = b'here\n' + b'and so on\n' * 5
    done = merged(base.replace(b'here', b'docs') * 130, base.replace(b'here', b'root') * 130, base * 130)
    assert (done.conflicts, done.content.count(b'<<<<<<< ')) == (127, 130)


def test_a_section_added_twice_is_no_result() -> None:
    base = b'# T\n\n## a\n\none\n\n## b\n\ntwo\n\n## c\n\nthree\n'
    new = b'## new\n\ntext\n\n'
    done = merged(base.replace(b'## b', new + b'## b'), base.replace(b'## c', new + b'## c'), base)
    assert (done.conflicts, done.doubled, done.is_clean) == (0, ('T > new',), False)
    # where something is in conflict, it is one of many things to look at
    docs, root = base.replace(b'## b', new + b'## b'), base.replace(b'## c', new + b'## c')
    done = merged(docs.replace(b'# T', b'# docs'), root.replace(b'# T', b'# root'), base)
    assert (done.conflicts, done.doubled) == (1, ())


@pytest.mark.parametrize(
    ('added', 'name'), [('## E-2: fix', 'E-2'), ('- new thing', '- new thing'), ('| E-2 | x |', '| E-2 | x |')],
)
def test_an_entry_added_in_two_places_is_no_result(added: str, name: str) -> None:
    base = BASE.replace(b'three', b'three\n\nfour\n\nfive')
    done = merged(base.replace(b'one\n', f'one\n\n{added}\n'.encode()), base + f'\n{added}\n'.encode(), base)
    assert name in done.doubled


def test_an_item_that_was_there_before_may_come_again() -> None:
    base = BASE.replace(b'three', b'three\n\n- caf\xe9\n\nfour\n\nfive')
    done = merged(base.replace(b'one\n', b'one\n\n- caf\xe9\n\n- new \xe9\n'), base + b'\n- caf\xe9\n', base)
    assert (done.is_clean, done.content.count(b'- caf\xe9\n')) == (True, 3)


def test_nothing_is_kept_twice_in_code_or_in_what_is_no_document() -> None:
    base = b'# T\n\n```sh\nmake\n```\n'
    docs, root = (base.replace(b'make\n', b'make\n# %s\n' % name) for name in (b'docs', b'root'))
    assert merged(docs, root, base).conflicts == 1
    assert merged(b'a:\n- b\n', b'a:\n- c\n', b'a:\n', frozenset({'yaml', 'text'})).conflicts == 1


def test_the_temporary_folder_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('tempfile.tempdir', '/nowhere')
    with pytest.raises(UserError, match=r'^temporary files for git merge-file: cannot be written \('):
        merged(b'a\n', b'b\n')


@pytest.mark.state('R-FIX-02c')
@pytest.mark.parametrize(
    ('docs', 'base', 'root', 'expected'), [
        pytest.param(b'a\r\nb\r\n', b'a\nb\n', b'a\nb\nc\n', b'a\r\nb\r\nc\r\n', id='docs to CRLF'),
        pytest.param(b'a\nb\nc\n', b'a\r\nb\r\n', b'a\r\nb\r\n', b'a\nb\nc\n', id='docs to LF'),
        pytest.param(b'0\na\nb\n', b'a\nb\n', b'a\r\nb\r\nc\r\n', b'0\r\na\r\nb\r\nc\r\n', id='root to CRLF'),
        pytest.param(b'0\na\nb', b'a\nb', b'a\nb\nc\n', b'0\na\nb\nc\n', id='root adds the final newline'),
        pytest.param(b'0\na\nb', b'a\nb', b'a\nb\nc', b'0\na\nb\nc', id='none has the final newline'),
        pytest.param(b'a\nb', b'a\nb\n', b'a\nc\n', b'a\nc', id='docs drops the final newline'),
        pytest.param(b'a\nc\n', b'a\nb\n', b'a\nb', b'a\nc', id='root drops the final newline'),
        pytest.param(b'0\na\n', b'a\n', b'\xef\xbb\xbfa\n', b'\xef\xbb\xbf0\na\n', id='root gets a BOM'),
        pytest.param(b'\xef\xbb\xbfa\nb\n', b'a\nb\n', b'a\nb\nc\n', b'\xef\xbb\xbfa\nb\nc\n', id='docs gets a BOM'),
        pytest.param(b'0\na\r\nb\n', b'a\r\nb\n', b'a\r\nb\nc\n', b'0\na\r\nb\nc\n', id='mixed line ends stay'),
        pytest.param(b'0\na\rb\n', b'a\rb\n', b'a\rb\nc\n', b'0\na\rb\nc\n', id='a lone CR stays'),
    ],
)
def test_line_ends_bom_and_final_newline_are_merged_apart(
    docs: bytes, base: bytes, root: bytes, expected: bytes,
) -> None:
    assert merged(docs, root, base, frozenset({'json'})) == Merge(expected, 0, 0, ())


def test_long_runs_of_marker_characters_are_text() -> None:
    run = b'\n\n'.join(bytes([sign]) * 40 for sign in b'<|=>') + b'\n'
    done = merged(run.replace(b'|\n', b'|\ndocs\n') + b'a\n', run.replace(b'|\n', b'|\nroot\n') + b'a\n', run + b'a\n')
    assert done.conflicts == 1
    assert merged(run + b'b\n', b'0\n' + run, run).content == b'0\n' + run + b'b\n'


@pytest.mark.state('R-FIX-01')
def test_git_says_why_it_cannot_merge(fake_git: FakeGit) -> None:
    with pytest.raises(GitError, match=r'^git merge-file: .*[Bb]inary'):
        merged(b'\0a\n', b'b\n')
    for script, told in (('exit 200', 'exit status 200'), (r"printf ' no \377\n' >&2; exit 200", r'no \xff')):
        fake_git(script)
        with pytest.raises(GitError) as e:
            merged(b'a\n', b'b\n')
        assert str(e.value) == f'git merge-file: {told}'


# few kinds of lines, so that texts meet; among them headings, items, rows and what looks like markers
LINES = st.lists(
    st.sampled_from((
        b'', b'a', b'b', b'c', b'# t', b'## BUILD-1', b'## BUILD-2 x', b'- i', b'- j', b'| r | s |', b'```', b'---',
        b'=======', b'<<<<<<<', b'a\r',
    )), max_size=12,
)
NEW_LINES = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from((b'new', b'## n', b'- n', b'| n |', b'')), st.integers(0, 99)),
)


def changed(lines: list[bytes], edits: list[tuple[int, bytes, int]], who: bytes) -> list[bytes]:
    """Lines with new ones in it that nobody else has, each edit with its place."""
    result = list(lines)
    for place, line, number in edits:
        result[place:place + (number % 3 == 0)] = [line and b'%s %s%d' % (line, who, number)]
    return result


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, NEW_LINES, NEW_LINES, st.booleans())
def test_no_new_line_of_either_side_is_lost(base: list[bytes], docs: list, root: list, newline: bool) -> None:  # type: ignore[type-arg]
    """Issue: "nothing of it dropped"; and what conflicts stands between markers."""
    end = b'\n' if newline else b''
    texts = [b'\n'.join(lines) + end for lines in (changed(base, docs, b'D'), base, changed(base, root, b'R'))]
    done = merged(texts[0], texts[2], texts[1])
    have = {line.rstrip(b'\r') for line in done.content.split(b'\n')}
    old = {line.rstrip(b'\r') for line in texts[1].split(b'\n')}
    for text in (texts[0], texts[2]):
        assert {line.rstrip(b'\r') for line in text.split(b'\n')} - old <= have


def test_a_merge_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / 'scratch'
    scratch.mkdir()
    here = tmp_path / 'here'
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr('tempfile.tempdir', str(scratch))
    merged(BASE + b'a\n', BASE)
    assert os.listdir(scratch) == os.listdir(here) == []


def test_very_many_conflicts_are_left_as_they_are(repo: Repo) -> None:
    base, docs, root = (
        b'# L\n' + b''.join(b'\n%s\n' % (new % number if new else b'') + b'\nx\n' * 5 for number in range(201))
        for new in (b'', b'- a%d', b'- b%d')
    )
    merged = merge(Git(os.environ), docs, base, root, ('x', 'y', 'z'), {'markdown', 'text'})
    assert merged.kept_both == 0 and merged.conflicts > 100


@pytest.mark.parametrize(
    'script', ['echo x', 'printf ""', r'cat >/dev/null; printf "one\n" | tr -d o'], ids=['others', 'none', 'some'],
)
def test_a_merge_that_lost_lines_is_none(repo: Repo, fake_git: FakeGit, script: str) -> None:
    fake_git(script)
    git = Git(os.environ)
    with pytest.raises(GitError, match=r'^git merge-file: what it has made of the two lacks lines of them'):
        merge(git, b'a\none\n', b'a\n', b'two\na\n', ('x', 'y', 'z'), {'markdown', 'text'})
