from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.both_changed import both_changed
from tests.support.both_changed import command_after
from tests.support.both_changed import DOCS
from tests.support.both_changed import files_on_disk
from tests.support.both_changed import MERGED
from tests.support.both_changed import ROOT
from tests.support.both_changed import STAGE
from tests.support.both_changed import TEXT
from tests.support.both_changed import type_line
from tests.support.both_changed import WAY_BACK
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

# two documents that were never the same
LOG = '# Log\n\nintro\n\n## BUILD-2 b\n\nb\n\n## BUILD-1 a\n\na\n'
OTHER_LOG = '# Log\n\n## BUILD-1 another a\n\nA\n'


def in_conflict(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', ROOT, TEXT.replace('one', 'eins'))


def never_same(repo: Repo) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    repo.commit()


IN = 'Neither file was changed. The text with conflict markers is in'
DECIDE = 'Edit it (later runs do not overwrite it), then:'


# ---- what becomes of a pair

@pytest.mark.state('R-FIX-11')
@pytest.mark.parametrize('name', ['GUIDE.md', 'docs/GUIDE.md', './docs/../GUIDE.md'])
@pytest.mark.parametrize(
    ('root', 'docs', 'why', 'result'), [
        pytest.param(
            ROOT, TEXT, 'only GUIDE.md changed since the last commit; it is copied to docs/GUIDE.md', ROOT,
            id='root moved',
        ),
        pytest.param(
            TEXT, DOCS, 'only docs/GUIDE.md changed since the last commit; it is copied to GUIDE.md', DOCS,
            id='docs moved',
        ),
        pytest.param(ROOT, DOCS, 'both changed since the last commit: merged', MERGED, id='both moved'),
    ],
)
def test_what_was_one_becomes_one(
    repo: Repo, run: Run, name: str, root: str, docs: str, why: str, result: str,
) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', root, docs)
    before = files_on_disk(repo)
    dry = run('resolve', '--dry-run', name)
    assert files_on_disk(repo) == before
    done = run('resolve', name)
    assert (done.status, done.err) == (0, '')
    assert done.out.splitlines()[0] == dry.out.splitlines()[0] == f'GUIDE.md and docs/GUIDE.md: {why}'
    assert [line for line in dry.out.splitlines() if line.startswith('would ')] == [
        line.replace('wrote', 'would write') for line in done.out.splitlines() if line.startswith('wrote ')
    ]
    assert files_on_disk(repo) == {'GUIDE.md': result.encode(), 'docs/GUIDE.md': result.encode()}
    assert repo.git('diff', '--cached', '--stat') != b'' or root == docs  # nothing was staged for the user
    again = run('resolve', name)
    assert again.status == 0
    assert 'no file on disk was changed\n' in again.out
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert run('resolve', name) == (
        0, 'GUIDE.md and docs/GUIDE.md: are already identical\nno file on disk was changed\n', '',
    )


def test_the_base_is_where_the_two_last_were_one(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('GUIDE.md', ROOT)
    split = repo.commit('Change the | root')[:12]
    repo.put('docs/GUIDE.md', DOCS)
    repo.commit()
    done = run('resolve', 'GUIDE.md')
    assert f'both changed since they were identical (until {split} (' in done.out
    assert repo.read('GUIDE.md') == MERGED.encode()


def test_an_old_version_takes_the_new_one(repo: Repo, run: Run) -> None:
    repo.put('docs/GUIDE.md', TEXT)
    repo.commit()
    repo.put('docs/GUIDE.md', DOCS)
    repo.commit()
    repo.put('GUIDE.md', TEXT)
    repo.commit()
    repo.put('GUIDE.md', ROOT)
    repo.commit()
    out = run('resolve', 'GUIDE.md').out
    assert re.search(r'both changed since the last common version \([0-9a-f]{12}\): merged', out)
    assert repo.read('docs/GUIDE.md') == MERGED.encode()
    repo.git('checkout', '-q', 'HEAD~1', '.')
    assert 'only docs/GUIDE.md changed since the last common version' in run('resolve', 'GUIDE.md').out
    assert repo.read('GUIDE.md') == DOCS.encode()


def test_entries_of_both_are_kept(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', TEXT + '\n## Five\n', DOCS)
    assert '  keeps both changes in 1 place where git merge-file reports a conflict\n' in run('resolve', 'GUIDE.md').out
    assert repo.read('GUIDE.md').decode() == DOCS + '\n## Five\n'


@pytest.mark.state('R-FIX-02')
def test_a_conflict_touches_neither_copy(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    before = files_on_disk(repo)
    dry = run('resolve', '--dry-run', 'GUIDE.md')
    assert not (repo.path / '.git/sot-guard').exists()
    done = run('resolve', 'GUIDE.md')
    file = repo.path / command_after(done.out, IN)
    assert f' would be in\n  {file.relative_to(repo.path)}\n' in dry.out
    assert (dry.status, done.status, done.err) == (1, 1, '')
    assert files_on_disk(repo) == before
    assert 'both changed since the last commit: 1 conflict to resolve by hand\n' in done.out
    assert b'<<<<<<< docs/GUIDE.md\neins\n=======\nONE\n>>>>>>> GUIDE.md\n' in file.read_bytes()
    file.write_text(ROOT)  # the user decides
    type_line(command_after(done.out, DECIDE), repo)
    assert run('check', '--all') == (0, '', '')
    assert repo.read('docs/GUIDE.md') == ROOT.encode()


def test_conflict_markers_go_to_docs_alone_and_only_on_request(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    repo.git('config', 'merge.conflictStyle', 'diff3')
    done = run('resolve', '--conflict-markers', 'GUIDE.md')
    assert done.status == 1
    assert b'||||||| base' in repo.read('docs/GUIDE.md')
    assert repo.read('GUIDE.md') == ROOT.encode()
    type_line(command_after(done.out, WAY_BACK), repo)
    assert repo.git('status', '--short') == b'M  GUIDE.md\nM  docs/GUIDE.md\n'
    run('resolve', '--conflict-markers', 'GUIDE.md')
    repo.write('docs/GUIDE.md', ROOT)
    type_line(command_after(done.out, 'docs/GUIDE.md has conflict markers. Edit it, then:'), repo)
    assert run('check', '--all') == (0, '', '')


def test_a_section_that_would_stand_twice_is_left_to_the_user(repo: Repo, run: Run) -> None:
    new = '## New\n\ntext\n\n'
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', TEXT.replace('## Two', new + '## Two'), TEXT.replace('## Three', new + '## Three'))
    done = run('resolve', 'GUIDE.md')
    assert (done.status, '  the heading "New" would appear twice below "Guide"\n' in done.out) == (1, True)


def test_merged_json_has_to_be_json(repo: Repo, run: Run) -> None:
    lines = ['{', '"a": 1,', '"b": 2,', '"c": 3,', '"d": 4', '}', '']
    repo.commit_pair('PROJECT_INDEX.json', '\n'.join(lines))
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(['{', *lines[2:]]), '\n'.join([*lines[:3], '"c": 5,', *lines[4:]]))
    assert run('resolve', 'PROJECT_INDEX.json').status == 0
    repo.git('checkout', '-q', 'HEAD', '.')
    docs = '\n'.join([*lines[:4], '"x": 0,', *lines[4:]])
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(['{', '"x": 0,', *lines[1:]]), docs)
    done = run('resolve', 'PROJECT_INDEX.json')
    assert (done.status, '  the text would no longer parse\n' in done.out) == (1, True)
    # what was none before need not be one
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(['{', '"x" 0,', *lines[1:]]), docs)
    assert run('resolve', 'PROJECT_INDEX.json').status == 0


@pytest.mark.parametrize('options', [[], ['--then', 'delete'], ['--archive', 'old'], ['--keep', 'docs']], ids=' '.join)
@pytest.mark.parametrize(
    ('then', 'told'), [
        ('pointer', 'are a document and a pointer to it; nothing to do'),
        ('link', 'are the same file; GUIDE.md is a symlink to docs/GUIDE.md; nothing to do'),
    ],
)
def test_a_pair_that_is_settled_stays_so(repo: Repo, run: Run, then: str, told: str, options: list[str]) -> None:
    repo.commit_pair(text=TEXT)
    run('resolve', '--then', then, 'GUIDE.md')
    repo.git('add', '-A')
    before = files_on_disk(repo)
    result = run('resolve', *options, 'GUIDE.md')
    assert result == (0, f'GUIDE.md and docs/GUIDE.md: {told}\nno file on disk was changed\n', '')
    assert files_on_disk(repo) == before


def test_what_is_meant_to_differ_is_not_made_one_by_the_way(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('GUIDE.md', ROOT)
    run('accept', 'GUIDE.md', '--reason', 'x')
    repo.git('add', '-A')
    assert 'delete the [[accept]] entry in .sot-guard.toml, then git add that file' in run('resolve', 'GUIDE.md').err
    assert run('resolve', '--keep', 'docs', 'GUIDE.md').status == 2
    repo.put('.sot-guard.toml', 'exclude = ["GUIDE.md"]\n')
    assert 'excluded in .sot-guard.toml' in run('resolve', 'GUIDE.md').err
    assert run('resolve', '--keep', 'root', '--lose-unique', 'GUIDE.md').status == 0
    repo.git('checkout', '-q', '.')
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    repo.put('GUIDE.md', TEXT.replace('\n', '\r\n'))
    assert run('resolve', 'GUIDE.md').out.startswith('GUIDE.md and docs/GUIDE.md: match as text; nothing to do\n')


def test_an_emptied_copy_does_not_win(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', ' \n')
    assert run('resolve', 'GUIDE.md').err.startswith('sot-guard: docs/GUIDE.md: is empty now; ')
    repo.put('docs/GUIDE.md', '# Guide\n')
    out = run('resolve', 'GUIDE.md').out
    assert '  removes 6 outdated lines from GUIDE.md\n' in out


def test_a_text_that_was_edited_by_hand_is_not_written_over(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    out = run('resolve', 'GUIDE.md').out
    file = repo.path / command_after(out, IN)
    file.write_text('by hand\n')
    for _ in range(2):
        assert run('resolve', 'GUIDE.md').out == out
    assert file.read_text() == 'by hand\n'
    # another conflict has another file
    repo.put('GUIDE.md', ROOT.replace('ONE', 'uno'))
    other = repo.path / command_after(run('resolve', 'GUIDE.md').out, IN)
    assert (file.read_text(), b'uno' in other.read_bytes()) == ('by hand\n', True)


def test_the_edited_text_is_taken(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    before = files_on_disk(repo)
    told = run('resolve', '--continue', 'GUIDE.md')
    assert (told.status, told.err) == (
        2, 'sot-guard: GUIDE.md: no conflict file for the staged contents; run sot-guard resolve GUIDE.md first\n')
    file = repo.path / command_after(run('resolve', 'GUIDE.md').out, IN)
    told = run('resolve', '--continue', 'GUIDE.md')
    assert (told.status, told.err) == (
        2, 'sot-guard: GUIDE.md: the edited file still has conflict markers; remove them first\n')
    for text in ('', '\n \n', 'a\0b\n'):
        # an editor on a full disk leaves such a file
        file.write_text(text)
        told = run('resolve', '--continue', 'GUIDE.md')
        problem = 'the edited file is empty or binary; it has to hold the merged text'
        assert (told.status, told.err) == (2, f'sot-guard: GUIDE.md: {problem}\n')
    file.write_text(ROOT + '\n```\nopen\n')
    told = run('resolve', '--continue', 'GUIDE.md')
    assert told.err.startswith('sot-guard: GUIDE.md: the edited file is broken: "```" opens a code block')
    file.write_text(ROOT + '\n{% include "docs/GUIDE.md" %}\n')
    told = run('resolve', '--continue', 'GUIDE.md')
    line = 'line 15: {% include "docs/GUIDE.md" %}'
    assert (told.status, told.err) == (
        2, f'sot-guard: docs/GUIDE.md: would include itself ({line}); change that line in the edited file\n')
    assert files_on_disk(repo) == before
    file.write_text(ROOT)
    done = run('resolve', '--continue', '--then', 'delete', 'docs/GUIDE.md')
    assert done.status == 0
    assert done.out.startswith(
        'GUIDE.md and docs/GUIDE.md: both changed since the last commit: uses the text that you edited; GUIDE.md is '
        'deleted\n  leaves out 1 line of docs/GUIDE.md\nTo undo:\n')
    assert (repo.read('docs/GUIDE.md'), (repo.path / 'GUIDE.md').exists()) == (ROOT.encode(), False)


@pytest.mark.parametrize('there', ['a folder', 'a link to a text', 'a link to nothing'])
def test_a_conflict_is_not_said_to_lie_where_no_file_is(repo: Repo, run: Run, there: str) -> None:
    in_conflict(repo)
    place = command_after(run('resolve', 'GUIDE.md').out, IN)
    (repo.path / place).unlink()
    if there == 'a folder':
        (repo.path / place).mkdir()
    else:
        repo.link(place, str(repo.path / ('GUIDE.md' if there == 'a link to a text' else 'nothing')))
    result = run('resolve', 'GUIDE.md')
    assert (result.status, result.err) == (
        2, f'sot-guard: {repo.path / place}: is not a regular file; name another file\n')


def test_there_may_be_nothing_to_continue(repo: Repo, run: Run) -> None:
    both_changed(repo)
    assert run('resolve', '--continue', 'GUIDE.md').err == (
        'sot-guard: GUIDE.md: no conflict to continue; run sot-guard resolve without --continue\n')
    for other in ('--archive=x', '--conflict-markers', '--keep=source --lose-unique'):
        assert '--continue cannot be combined with' in run('resolve', '--continue', *other.split(), 'GUIDE.md').err


def test_a_dry_run_shows_what_it_would_write(repo: Repo, run: Run) -> None:
    both_changed(repo)
    out = run('resolve', '--dry-run', '--then', 'delete', 'GUIDE.md').out
    assert 'would write docs/GUIDE.md\n  | @@ -5,1 +5,1 @@\n  | -one\n  | +ONE\nwould delete GUIDE.md\n' in out
    repo.put('GUIDE.md', '')
    assert '  | -# Guide\n' in run('resolve', '--dry-run', '--keep', 'copy', '--lose-unique', 'GUIDE.md').out


def test_each_of_several_copies_has_a_text_of_its_own(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a.md"\ncopies = ["b.md", "c.md"]\n')
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, TEXT)
    repo.commit()
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, TEXT.replace('one', name))
    assert run('resolve', 'a.md').status == 1
    files = sorted((repo.path / '.git/sot-guard').glob('*/*'), key=lambda file: file.name)
    texts = [file.read_bytes() for file in files]
    assert [b'\nb.md\n' in texts[0], b'\nc.md\n' in texts[1]] == [True, True]


@pytest.mark.state('R-FIX-02c')
def test_what_is_stored_with_crlf_is_not_converted_twice(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', DOCS.replace('\n', '\r\n'))
    repo.commit()
    repo.git('config', 'core.autocrlf', 'true')
    for name in ('GUIDE.md', 'docs/GUIDE.md'):
        (repo.path / name).unlink()
    repo.git('checkout', '-q', '.')
    result = run('resolve', 'GUIDE.md')
    assert (result.status, 'git converts its line endings' in result.err) == (2, True)
    repo.git('add', '--renormalize', 'GUIDE.md', 'docs/GUIDE.md')
    done = run('resolve', 'GUIDE.md')
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert repo.git('show', ':GUIDE.md') == DOCS.encode()


def test_what_git_converts_is_left_alone(repo: Repo, run: Run) -> None:
    repo.put('.gitattributes', '*.md ident\n')
    repo.commit_pair(text=TEXT + '$Id$\n')
    repo.put('GUIDE.md', ROOT + '$Id$\n')
    (repo.path / 'GUIDE.md').unlink()
    repo.git('checkout', '-q', '.')
    assert 'GUIDE.md: is converted by git between index and disk (.gitattributes)' in run('resolve', 'GUIDE.md').err


@pytest.mark.state('R-FIX-02b')
def test_markers_that_were_there_before_are_text(repo: Repo, run: Run) -> None:
    text = TEXT + '<<<<<<< HEAD\n=======\n>>>>>>> x\n' * 3000
    repo.commit_pair(text=text)
    repo.put('GUIDE.md', 'new\n' + text)
    assert run('resolve', '--dry-run', 'GUIDE.md').status == 0
    repo.put('GUIDE.md', 'new\n' + text + '<<<<<<<\n')
    assert 'GUIDE.md: has conflict markers' in run('resolve', 'GUIDE.md').err
    repo.put('docs/GUIDE.md', 'other\n' + text)
    assert 'GUIDE.md: has conflict markers' in run('resolve', 'GUIDE.md').err
    assert run('resolve', '--archive', 'old', 'GUIDE.md').status == 0


def test_a_copy_that_was_the_same_as_its_source_follows(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a.md"\ncopies = ["b.md", "c.md"]\n')
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, TEXT)
    repo.commit()
    repo.put('b.md', ROOT)
    done = run('resolve', 'a.md')
    assert 'c.md and a.md: the change to a.md is also copied to c.md\n' in done.out
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    repo.put('b.md', DOCS)
    run('resolve', '--archive', 'old', 'a.md')
    (put_away,) = (repo.path / 'old').iterdir()
    assert sorted(files_on_disk(repo)) == ['.sot-guard.toml', 'a.md', 'c.md', f'old/{put_away.name}']


# ---- two documents that were never the same

@pytest.mark.state('R-FIX-07')
def test_nothing_is_merged_blindly(repo: Repo, run: Run) -> None:
    never_same(repo)
    result = run('resolve', 'LOG.md')
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith('sot-guard: LOG.md and docs/LOG.md: they were never identical, so they cannot be ')
    repo.put_pair('EMPTY.md', '', '')
    repo.commit()
    repo.put_pair('EMPTY.md', 'a\n', 'b\n')
    assert 'were never identical' in run('resolve', 'EMPTY.md').err


@pytest.mark.state('R-FIX-07', 'R-FIX-09')
def test_no_commit_yet_or_a_shallow_one(repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    assert 'were never identical' in run('resolve', 'LOG.md').err
    repo.commit()
    repo.put('x', 'x')
    repo.commit()
    subprocess.run(('git', 'clone', '-q', '--depth=1', f'file://{repo.path}', tmp_path / 'shallow'), check=True)
    monkeypatch.chdir(tmp_path / 'shallow')
    assert 'their history is unknown (shallow clone; run git fetch --unshallow)' in run('resolve', 'LOG.md').err


@pytest.mark.parametrize('then', ['', 'delete', 'link', 'pointer'])
def test_what_only_root_has_is_carried_over(repo: Repo, run: Run, then: str) -> None:
    never_same(repo)
    done = run('resolve', '--append-unique', *(['--then', then] if then else []), 'LOG.md')
    assert (done.status, done.err) == (0, '')
    docs = repo.read('docs/LOG.md').decode()
    head, _, tail = docs.partition('# From LOG.md (sha256 ')
    assert head == OTHER_LOG + '\n'
    assert tail == f'{hashlib.sha256(LOG.encode()).hexdigest()})\n\n{LOG}'
    assert '  appended: Log > BUILD-2 b\n' in done.out
    assert '  docs/LOG.md has a different version of: BUILD-1\n' in done.out
    root = repo.path / 'LOG.md'
    if not then:
        assert root.read_text() == docs
    assert root.exists() is (then != 'delete')
    assert root.is_symlink() is (then == 'link')
    if then == 'pointer':
        assert root.read_text() == 'See [docs/LOG.md](docs/LOG.md).\n'
    again = run('resolve', '--append-unique', *(['--then', then] if then else []), 'LOG.md')
    assert 'no file on disk was changed' in again.out
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')


def test_what_has_no_sections_is_not_carried(repo: Repo, run: Run) -> None:
    for name, root, docs in (
        ('PROJECT_INDEX.json', '{"a": 1}', '{"a": 2}'), ('NOTES.txt', 'a\n', 'b\n'),
    ):
        repo.put_pair(name, root, docs)
        result = run('resolve', '--append-unique', name)
        assert result.status == 2
        assert result.err == f'sot-guard: {name}: has no sections that can be appended; use --archive DIR\n'
    repo.put_pair('LOG.md', LOG, 'x\n\n```\nopen\n')
    result = run('resolve', '--append-unique', 'LOG.md')
    assert (result.status, result.out.partition('\n')[0]) == (
        1, 'LOG.md and docs/LOG.md: some sections of LOG.md cannot be appended unchanged')
    assert result.out.split('\n')[1] == '  line 1 of LOG.md would be missing'
    assert repo.read('docs/LOG.md') == b'x\n\n```\nopen\n'


def test_the_archive(repo: Repo, run: Run) -> None:
    never_same(repo)
    done = run('resolve', '--archive', 'old/logs', 'LOG.md')
    assert done.status == 0
    (archived,) = (repo.path / 'old/logs').iterdir()
    assert archived.read_text() == LOG
    found = re.search(r'  old/logs/(LOG\.([0-9a-f]{12})\.md) has the sha256 ([0-9a-f]{64})\n', done.out)
    assert found is not None
    assert found[1] == archived.name
    assert found[3].startswith(found[2])
    assert not (repo.path / 'LOG.md').exists()
    assert 'no file on disk was changed' in run('resolve', '--archive', 'old/logs', 'LOG.md').out
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert repo.git('status', '--short') == f'R  LOG.md -> old/logs/{archived.name}\n'.encode()
    assert run('resolve', 'LOG.md') == (0, 'docs/LOG.md: has no copies; nothing to do\n', '')


def test_an_archive_is_a_place_that_commits_can_hold(repo: Repo, run: Run) -> None:
    never_same(repo)
    repo.write('.gitignore', 'tmp*/\n')
    assert 'is ignored by git' in run('resolve', '--archive', 'tmp[1]', 'LOG.md').err
    subprocess.run(('git', 'init', '-q', 'nested'), cwd=repo.path, check=True)
    assert 'nested is a separate repository' in run('resolve', '--archive', 'nested/x', 'LOG.md').err
    assert run('resolve', '--archive', '..', 'LOG.md').err == "sot-guard: --archive: '..' is outside the work tree\n"
    repo.link('there', str(repo.path.parent))
    result = run('resolve', '--archive', 'there', 'LOG.md')
    assert (result.status, 'there/LOG.' in result.err) == (2, True)
    assert repo.read('LOG.md') == LOG.encode()


@pytest.mark.parametrize('there', ['another text\n', 'link', 'folder'])
def test_an_archive_is_written_over_nothing(repo: Repo, run: Run, there: str) -> None:
    never_same(repo)
    place = f'old/LOG.{hashlib.sha256(LOG.encode()).hexdigest()[:12]}.md'
    repo.write('kept', 'kept\n')
    if there == 'link':
        repo.link(place, '../kept')
    else:
        repo.write(f'{place}/x' if there == 'folder' else place, there)
    result = run('resolve', '--archive', 'old', 'LOG.md')
    assert (result.status, result.out) == (2, '')
    problem = 'already exists; move it away first'
    if there == 'folder':
        problem = 'is not a regular file on disk, or its folder is a symlink or a file; choose another path'
    assert result.err == f'sot-guard: {place}: {problem}\n'
    assert (repo.read('LOG.md'), repo.read('kept')) == (LOG.encode(), b'kept\n')
    assert os.path.islink(repo.path / place) is (there == 'link')
    assert there != 'another text\n' or repo.read(place) == b'another text\n'


@pytest.mark.parametrize('there', ['', 'my edit\n', 'link'])
def test_a_text_to_decide_on_is_written_over_no_other(repo: Repo, run: Run, there: str) -> None:
    repo.commit_pair()
    repo.put_pair('GUIDE.md', 'two\n', 'three\n')
    place = '.git/sot-guard/GUIDE.md'
    repo.write('kept', 'kept\n')
    if there == 'link':
        repo.link(place, '../../kept')
    elif there:
        repo.write(place, there)
    result = run('resolve', 'GUIDE.md')
    assert result.status == 1
    names = sorted(path.name for path in (repo.path / '.git/sot-guard').iterdir())
    assert len(names) == (2 if there else 1)
    assert repo.read('kept') == b'kept\n'
    assert there in ('', 'link') or repo.read(place) == there.encode()
    # the same text needs no second file
    assert run('resolve', 'GUIDE.md').status == 1
    assert sorted(path.name for path in (repo.path / '.git/sot-guard').iterdir()) == names


def test_one_side_whole(repo: Repo, run: Run) -> None:
    never_same(repo)
    for keep, gone, kept in (('docs', 'LOG.md', 'docs/LOG.md'), ('root', 'docs/LOG.md', 'LOG.md')):
        result = run('resolve', '--keep', keep, 'LOG.md')
        assert result.status == 1
        assert re.search(rf': {gone} has \d lines? missing from {kept}; ', result.out)
        assert f' resolve --continue --keep {"source" if keep == "docs" else "copy"} LOG.md' in result.out
        assert run('resolve', '--keep', keep, '--lose-unique', 'LOG.md').status == 0
        assert repo.read(gone) == repo.read(kept)
        repo.git('checkout', '-q', '.')
    assert run('resolve', '--keep', 'root', '--archive', 'old', 'LOG.md').status == 0
    (archived,) = (repo.path / 'old').iterdir()
    assert archived.read_text() == OTHER_LOG
    assert repo.read('docs/LOG.md') == LOG.encode()
    repo.git('checkout', '-q', '.')
    # nothing of it is only there
    repo.put('docs/LOG.md', 'x\n' + LOG)
    assert run('resolve', '--keep', 'docs', '--then', 'delete', 'LOG.md').status == 0


@pytest.mark.parametrize(
    ('name', 'text', 'pointer'), [
        ('LICENSE', 'a\n', 'See docs/LICENSE\n'),
        ('notes.rst', 'a\n', '.. include:: docs/notes.rst\n'),
        ('a (b).md', 'a\n', 'See [docs/a (b).md](docs/a%20%28b%29.md).\n'),
        # what has a word in it that looks like another file
        ('a b.md', 'a\n', 'See [the source](docs/a%20b.md).\n'),
        ("a'b`c.md", 'a\n', 'See [the source](docs/a%27b%60c.md).\n'),
    ], ids=['a license', 'reStructuredText', 'Markdown', 'a blank', 'quotes'],
)
def test_pointers(repo: Repo, run: Run, name: str, text: str, pointer: str) -> None:
    repo.commit_pair(name, text)
    done = run('resolve', '--then', 'pointer', name)
    assert repo.read(name).decode() == pointer
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert run.findings('--all') == {name: 'pointer'}


def test_many_sections_are_named_in_part(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', ''.join(f'# {number}\n' for number in range(50)), 'x\n')
    out = run('resolve', '--append-unique', 'LOG.md').out
    assert out.count('appended: ') == 40
    assert '  and 10 more\n' in out


@pytest.mark.parametrize('names', ['--all', 'a', 'c'])
def test_copies_that_have_not_changed_take_what_is_merged(repo: Repo, run: Run, names: str) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a"\ncopies = ["b", "c", "d"]\n')
    repo.stage(**dict.fromkeys('abcd', '1\n\n2\n\n3\n'))
    repo.commit()
    repo.stage(a='one\n\n2\n\n3\n', c='1\n\n2\n\nthree\n')
    done = run('resolve', names)
    assert done.status == 0
    assert [line[10:] for line in done.out.splitlines() if line.startswith('Left')] == [
        f': {name} is another copy of a; after staging, resolve it too' for name in 'bd' if names == 'c'
    ]
    merged = b'one\n\n2\n\nthree\n'
    others = b'1\n\n2\n\n3\n' if names == 'c' else merged
    assert [repo.read(name) for name in 'abcd'] == [merged, others, merged, others]
    # a conflict holds them up
    repo.git('checkout', '-q', '.')
    repo.stage(c='eins\n\n2\n\n3\n')
    assert run('resolve', names).status == 1
    assert repo.read('a') == b'one\n\n2\n\n3\n'


def test_copies_with_different_changes_are_said_once(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a"\ncopies = ["b", "c", "d"]\n')
    repo.stage(**dict.fromkeys('abcd', '1\n'))
    repo.commit()
    repo.stage(b='2\n', c='3\n', d='4\n')
    assert run('resolve', '--all').out.count('a: its copies have different changes; resolve them one by one\n') == 1


def test_no_pointer_that_the_check_would_not_take_for_one(repo: Repo, run: Run) -> None:
    repo.commit_pair('a b.txt', 'one\n')
    assert run('resolve', '--then', 'pointer', 'a b.txt').err == (
        'sot-guard: a b.txt: check would not recognize a pointer to docs/a b.txt; use --then delete or link\n'
    )
    assert repo.read('a b.txt') == b'one\n'


def test_no_pointer_in_json(repo: Repo, run: Run) -> None:
    repo.commit_pair('PROJECT_INDEX.json', '{}')
    assert 'cannot hold a pointer' in run('resolve', '--then', 'pointer', 'PROJECT_INDEX.json').err


def test_what_the_check_would_still_find_is_said(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n[[pair]]\nsource = "a"\ncopies = ["b", "c"]\n')
    repo.stage(a='1\n', b='1\n', c='1\n')
    repo.commit_pair(text=TEXT)
    repo.put('b', '2\n')
    repo.put('GUIDE.md', ROOT)
    assert 'Left to do: c is another copy of a; after staging, resolve it too\n' in run('resolve', 'b').out
    assert 'Left to do: GUIDE.md duplicates docs/GUIDE.md (dup' in run('resolve', 'GUIDE.md').out
    assert 'Left to do' not in run('resolve', '--then', 'link', 'GUIDE.md').out
    repo.git('checkout', '-q', '.')
    repo.put('c', '3\n')
    assert run('resolve', 'a').err == 'sot-guard: a: its copies have different changes; resolve them one by one\n'
    repo.put('c', '1\n')
    repo.put('b', '1\n')
    repo.put('a', '4\n')
    done = run('resolve', 'a')
    assert repo.read('b') == repo.read('c') == b'4\n'
    type_line(command_after(done.out, STAGE), repo)
    assert 'Left' not in done.out


# ---- what is refused

def unstaged(repo: Repo) -> None:
    both_changed(repo)
    repo.write('GUIDE.md', ROOT + 'not staged\n')


def unstaged_on_the_side_that_stays(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', DOCS)
    repo.write('docs/GUIDE.md', DOCS + 'not staged\n')


def unstaged_in_conflict(repo: Repo) -> None:
    in_conflict(repo)
    repo.write('GUIDE.md', ROOT + 'not staged\n')


def deleted_on_disk(repo: Repo) -> None:
    both_changed(repo)
    (repo.path / 'GUIDE.md').unlink()


def untracked(repo: Repo) -> None:
    repo.put('GUIDE.md', ROOT)
    repo.write('docs/GUIDE.md', DOCS)


def untracked_root(repo: Repo) -> None:
    repo.put('docs/GUIDE.md', ROOT)
    repo.write('GUIDE.md', DOCS)


def link(repo: Repo) -> None:
    repo.put('docs/GUIDE.md', DOCS)
    repo.link('GUIDE.md', 'docs')
    repo.git('add', '-A')


def link_on_disk(repo: Repo) -> None:
    both_changed(repo)
    repo.put('elsewhere.md', ROOT)
    repo.link('GUIDE.md', 'elsewhere.md')


def linked_folder(repo: Repo) -> None:
    both_changed(repo)
    os.rename(repo.path / 'docs', repo.path.parent / 'outside')
    repo.link('docs', '../outside')


def submodule(repo: Repo) -> None:
    repo.put('docs/GUIDE.md', DOCS)
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},GUIDE.md')


def binary(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', b'\0')


def markers(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('GUIDE.md', TEXT + '<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n')


def unmerged(repo: Repo) -> None:
    both_changed(repo)
    oid = repo.git('hash-object', '-w', '--stdin').decode().strip()
    subprocess.run(
        ('git', 'update-index', '--index-info'), cwd=repo.path, check=True, input=f'100644 {oid} 1\tother\n'.encode(),
    )


def hidden(repo: Repo) -> None:
    both_changed(repo)
    repo.git('update-index', '--skip-worktree', 'docs/GUIDE.md')


def missing_object(repo: Repo) -> None:
    both_changed(repo)
    repo.git('update-index', '--add', '--cacheinfo', f'100644,{"1" * 40},GUIDE.md')


def too_large(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', b'x' * (1 << 20) + b'y')


def no_pair(repo: Repo) -> None:
    repo.put('GUIDE.md', 'x')


def base_is_gone(repo: Repo) -> None:
    both_changed(repo)
    oid = repo.git('rev-parse', 'HEAD:GUIDE.md').decode().strip()
    (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()


REFUSED: list[tuple[Callable[[Repo], None], str]] = [
    (unstaged, 'GUIDE.md: has unstaged edits; run git add or git stash --keep-index first'),
    (unstaged_on_the_side_that_stays, 'docs/GUIDE.md: has unstaged edits; run git add or git stash --keep-index first'),
    (unstaged_in_conflict, 'GUIDE.md: has unstaged edits; run git add or git stash --keep-index first'),
    (deleted_on_disk, 'GUIDE.md: is deleted on disk; restore it with git checkout'),
    (untracked, 'docs/GUIDE.md: is not tracked; run git add first'),
    (untracked_root, 'GUIDE.md: is not tracked; run git add first'),
    (link, 'GUIDE.md: is a symlink, not a copy; delete it, or point it to its counterpart'),
    (link_on_disk, 'GUIDE.md: is not a regular file on disk, or its folder is a symlink; replace it'),
    (linked_folder, 'docs/GUIDE.md: is not a regular file on disk, or its folder is a symlink; replace it'),
    (submodule, 'GUIDE.md: is a submodule, not a file; exclude it'),
    (binary, 'GUIDE.md: is a binary file; copy one file over the other with cp'),
    (markers, 'GUIDE.md: has conflict markers; remove them, then git add it'),
    (unmerged, 'other: has merge conflicts; resolve them, then git add it'),
    (hidden, 'docs/GUIDE.md: has skip-worktree or assume-unchanged set; clear both with git update-index '
     '--no-skip-worktree, then --no-assume-unchanged'),
    (missing_object, f'GUIDE.md: object {"1" * 40} is missing; run git cat-file -e {"1" * 40}'),
    (too_large, 'GUIDE.md: has more than 1,048,576 bytes; merge it by hand'),
    (no_pair, 'GUIDE.md: is not part of any pair of tracked files; try check --explain'),
    (base_is_gone, 'GUIDE.md and docs/GUIDE.md: the last common version cannot be read (object '),
]


@pytest.mark.state('R-FIX-02b', 'R-FIX-03', 'R-FIX-04', 'R-FIX-05', 'R-FIX-08')
@pytest.mark.parametrize(('make', 'line'), REFUSED, ids=lambda value: getattr(value, '__name__', ''))
def test_what_could_lose_something_is_refused(repo: Repo, run: Run, make: Callable[[Repo], None], line: str) -> None:
    make(repo)
    before, status = files_on_disk(repo), repo.git('status', '--porcelain', '-z')
    result = run('resolve', 'GUIDE.md')
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith(f'sot-guard: {line}')
    assert result.err.count('\n') == 1
    assert (files_on_disk(repo), repo.git('status', '--porcelain', '-z')) == (before, status)


@pytest.mark.state('R-FIX-14')
@pytest.mark.parametrize('verb', [['resolve', 'GUIDE.md'], ['accept', 'GUIDE.md', '--reason', 'x']])
@pytest.mark.parametrize('variable', ['PRE_COMMIT', 'GIT_INDEX_FILE', 'LEFTHOOK'])
def test_never_as_a_hook(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, verb: list[str]) -> None:
    both_changed(repo)
    monkeypatch.setenv(variable, '1')
    result = run(*verb)
    assert result.status == 2
    told = f'cannot run in a hook ({variable} is set); if this is not a hook, run unset {variable}'
    assert result.err == f'sot-guard: {verb[0]}: {told}\n'


@pytest.mark.parametrize(
    ('argv', 'error'), [
        (['--append-unique', '--keep', 'docs', 'x'], 'resolve: --append-unique cannot be combined with'),
        (['--append-unique', '--archive', 'd', 'x'], 'resolve: --append-unique cannot be combined with'),
        (['--lose-unique', 'x'], 'resolve: --lose-unique needs --keep source or --keep copy'),
        (['--conflict-markers', '--keep', 'docs', 'x'], 'resolve: --conflict-markers cannot be combined with'),
        ([], 'resolve: name one or more paths, or use --all, not both'),
        (['../x'], "'../x' is outside the work tree"),
        (['nothing'], 'nothing: is not part of any pair of tracked files; try check --explain'),
    ],
)
def test_bad_usage(repo: Repo, run: Run, argv: list[str], error: str) -> None:
    result = run('resolve', *argv)
    assert (result.status, result.out, result.err.startswith(f'sot-guard: {error}')) == (2, '', True)


# ---- how it is written

@pytest.mark.state('R-FIX-06')
def test_modes_stay(repo: Repo, run: Run) -> None:
    both_changed(repo)
    (repo.path / 'GUIDE.md').chmod(0o755)
    (repo.path / 'docs/GUIDE.md').chmod(0o640)
    run('resolve', 'GUIDE.md')
    modes = [stat.S_IMODE((repo.path / name).stat().st_mode) for name in ('GUIDE.md', 'docs/GUIDE.md')]
    assert modes == [0o755, 0o640]


@pytest.mark.state('R-FIX-11')
def test_what_is_done_already_is_not_written_again(repo: Repo, run: Run) -> None:
    both_changed(repo)
    run('resolve', 'GUIDE.md')
    before = os.stat(repo.path / 'GUIDE.md')
    run('resolve', 'GUIDE.md')
    after = os.stat(repo.path / 'GUIDE.md')
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.state('R-FIX-15')
@pytest.mark.parametrize('moment', ['at once', 'staged', 'committed'])
@pytest.mark.parametrize('then', [[], ['--then', 'delete'], ['--then', 'link'], ['--then', 'pointer']])
def test_the_way_back(repo: Repo, run: Run, moment: str, then: list[str]) -> None:
    both_changed(repo)
    before = files_on_disk(repo)
    done = run('resolve', *then, 'GUIDE.md')
    assert files_on_disk(repo) != before
    if moment != 'at once':
        type_line(command_after(done.out, STAGE), repo)
    if moment == 'committed':
        repo.commit()
    type_line(command_after(done.out, WAY_BACK), repo)
    assert files_on_disk(repo) == before
    assert repo.git('diff') == b''


def test_from_a_subdirectory(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    both_changed(repo)
    before = files_on_disk(repo)
    monkeypatch.chdir(repo.path / 'docs')
    here = Repo(repo.path / 'docs')
    done = run('resolve', '../GUIDE.md')
    assert done.status == 0
    type_line(command_after(done.out, STAGE), here)
    assert run('check', '--all') == (0, '', '')
    type_line(command_after(done.out, WAY_BACK), here)
    assert files_on_disk(repo) == before
    repo.put('GUIDE.md', TEXT.replace('one', 'x'))
    repo.put('docs/GUIDE.md', TEXT.replace('one', 'y'))
    done = run('resolve', 'GUIDE.md')
    with pytest.raises(subprocess.CalledProcessError):  # not as long as a marker is left
        type_line(command_after(done.out, DECIDE), here)
    (here.path / command_after(done.out, IN)).write_text(TEXT)
    type_line(command_after(done.out, DECIDE), here)
    assert run('check', '--all') == (0, '', '')


@pytest.mark.parametrize('name', ['-n.md', 'a b.md', "it's.md", '*.md', ':(top)x.md', 'é.md', '--help'])
def test_strange_names(repo: Repo, run: Run, name: str) -> None:
    repo.put('other.md', 'stays\n')
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    repo.commit_pair(name, TEXT)
    repo.put_pair(name, ROOT, DOCS)
    before = files_on_disk(repo)
    done = run('resolve', '--', name)
    assert (done.status, done.err) == (0, '')
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    type_line(command_after(done.out, WAY_BACK), repo)
    assert files_on_disk(repo) == before


def test_a_name_that_cannot_be_printed(repo: Repo, run: Run) -> None:
    repo.commit_pair('a\x1b.md', TEXT)
    repo.put_pair('a\x1b.md', ROOT, DOCS)
    done = run('resolve', 'a\x1b.md')
    assert done.status == 0
    assert '\x1b' not in done.out
    assert repo.read('a\x1b.md') == MERGED.encode()
    assert command_after(done.out, STAGE) == '(no command is shown for 2 files: a name cannot be printed)'
    lines = done.out.splitlines()
    backs = [line.strip() for line in lines[lines.index(WAY_BACK) + 1:] if line.startswith('  git cat-file')]
    texts = [subprocess.run(line, shell=True, cwd=repo.path, capture_output=True, check=True).stdout for line in backs]
    assert texts == [DOCS.encode(), ROOT.encode()]
    repo.put_pair('a\x1b.md', TEXT.replace('one', 'x'), TEXT.replace('one', 'y'))
    assert '  (no command is shown: a name cannot be printed)\n' in run('resolve', 'a\x1b.md').out


def test_line_ends_on_disk_that_git_converts_are_no_edits(repo: Repo, run: Run) -> None:
    repo.git('config', 'core.autocrlf', 'true')
    crlf = [text.replace('\n', '\r\n') for text in (TEXT, ROOT, DOCS, MERGED)]
    repo.commit_pair(text=crlf[0])
    repo.put_pair('GUIDE.md', crlf[1], DOCS)
    done = run('resolve', 'GUIDE.md')
    assert (repo.read('GUIDE.md').decode(), repo.read('docs/GUIDE.md').decode()) == (crlf[3], MERGED)
    assert 'no file on disk was changed' in run('resolve', 'GUIDE.md').out
    type_line(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    repo.git('reset', '-q', '--hard')
    repo.put_pair('GUIDE.md', crlf[1], DOCS)
    assert run('resolve', '--then', 'delete', 'GUIDE.md').status == 0


def test_a_folder_that_cannot_be_written(repo: Repo, run: Run) -> None:
    both_changed(repo)
    repo.put('old', 'a file\n')
    never_same(repo)
    result = run('resolve', '--archive', 'old', 'LOG.md')
    assert (result.status, repo.read('LOG.md')) == (2, LOG.encode())


# ---- the whole way

def test_from_a_refused_commit_to_an_accepted_one(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', DOCS)
    repo.commit()
    output = repo.hook()
    repo.write('GUIDE.md', ROOT)
    repo.git('commit', '-qam', 'x', status=1)
    first = command_after(
        output.read_text().replace(' &&\n   ', ' &&'),
        '  Fix: merge both changes (a conflict is left to you), then commit again:',
    )
    assert first == f'git add GUIDE.md docs/GUIDE.md && {SCRIPT} resolve GUIDE.md && git add GUIDE.md docs/GUIDE.md'
    type_line(first, repo)
    repo.git('commit', '-qam', 'x')
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md') == MERGED.encode()


# ---- a text that was merged elsewhere

def test_a_merged_text_is_taken_from_a_file(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.put_pair('GUIDE.md', '# a\n\none\n', '# a\n\ntwo\n\nthree\n')
    merged = tmp_path / 'GUIDE.md'
    merged.write_text('# a\n\none\n\nthree\n')
    result = run('resolve', '--continue', '--from', str(merged), 'GUIDE.md')
    assert result.status == 0
    assert result.out.startswith(
        'GUIDE.md and docs/GUIDE.md: uses the text that you edited\n'
        '  leaves out 1 line of docs/GUIDE.md\nTo undo:\n',
    )
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md') == merged.read_bytes()


def test_a_merged_text_is_judged(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.put_pair('GUIDE.md', '# a\n\none\n', '# a\n\ntwo\n')
    merged = tmp_path / 'merged'
    merged.write_text('# a\n\n```\none\n')
    result = run('resolve', '--continue', '--from', str(merged), 'GUIDE.md')
    assert (result.status, 'the edited file is broken' in result.err) == (2, True)
    result = run('resolve', '--continue', '--from', str(tmp_path), 'GUIDE.md')
    assert result.err == f'sot-guard: {tmp_path}: not a regular file; name the file with the merged text\n'
    for arguments in (('--from', 'x', 'GUIDE.md'), ('--continue', '--from', 'x', 'GUIDE.md', 'docs/GUIDE.md')):
        result = run('resolve', *arguments)
        assert (result.status, '--from needs --continue and one PATH' in result.err) == (2, True)
    assert repo.read('docs/GUIDE.md') == b'# a\n\ntwo\n'
