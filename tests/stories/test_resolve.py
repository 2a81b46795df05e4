from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sot_guard.worktree import write as files
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

TEXT = '# Guide\n\n## One\n\none\n\n## Two\n\ntwo\n\n## Three\n\nthree\n'
ROOT = TEXT.replace('one', 'ONE')
DOCS = TEXT + '\n## Four\n\nfour\n'
MERGED = DOCS.replace('one', 'ONE')
# two documents that were never the same
LOG = '# Log\n\nintro\n\n## BUILD-2 b\n\nb\n\n## BUILD-1 a\n\na\n'
OTHER_LOG = '# Log\n\n## BUILD-1 another a\n\nA\n'


def both_changed(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', ROOT, DOCS)


def in_conflict(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', ROOT, TEXT.replace('one', 'eins'))


def never_same(repo: Repo) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    repo.commit()


def state(repo: Repo) -> dict[str, bytes]:
    """What lies on disk, git's own directory aside."""
    found = {}
    for path in sorted(repo.path.rglob('*')):
        if '.git' not in path.parts and not path.is_dir():
            content = os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
            found[str(path.relative_to(repo.path))] = content
    return found


def command_after(out: str, title: str) -> str:
    """The line below a title of the output."""
    lines = out.splitlines()
    return lines[lines.index(title) + 1].strip()


def shell(line: str, repo: Repo) -> None:
    subprocess.run(line, shell=True, cwd=repo.path, check=True, capture_output=True)


WAY_BACK = 'To get back what is staged now, at any time:'
STAGE = 'Make it a part of the commit, and commit:'


# ---- what becomes of a pair

@pytest.mark.state('R-FIX-11')
@pytest.mark.parametrize('name', ['GUIDE.md', 'docs/GUIDE.md', './docs/../GUIDE.md'])
@pytest.mark.parametrize(
    ('root', 'docs', 'why', 'result'), [
        pytest.param(
            ROOT, TEXT, 'only GUIDE.md has changed since the commit before: docs/GUIDE.md takes it', ROOT,
            id='root moved',
        ),
        pytest.param(
            TEXT, DOCS, 'only docs/GUIDE.md has changed since the commit before: GUIDE.md takes it', DOCS,
            id='docs moved',
        ),
        pytest.param(ROOT, DOCS, 'both have changed since the commit before: merged', MERGED, id='both moved'),
    ],
)
def test_what_was_one_becomes_one(
    repo: Repo, run: Run, name: str, root: str, docs: str, why: str, result: str,
) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', root, docs)
    before = state(repo)
    dry = run('resolve', '--dry-run', name)
    assert state(repo) == before
    done = run('resolve', name)
    assert (done.status, done.err) == (0, '')
    assert done.out.splitlines()[0] == dry.out.splitlines()[0] == f'GUIDE.md and docs/GUIDE.md: {why}'
    assert [line for line in dry.out.splitlines() if line.startswith('would ')] == [
        line.replace('wrote', 'would write') for line in done.out.splitlines() if line.startswith('wrote ')
    ]
    assert state(repo) == {'GUIDE.md': result.encode(), 'docs/GUIDE.md': result.encode()}
    assert repo.git('diff', '--cached', '--stat') != b'' or root == docs  # nothing was staged for the user
    again = run('resolve', name)
    assert again.status == 0
    assert 'nothing had to be changed on disk\n' in again.out
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert run('resolve', name) == (
        0, 'GUIDE.md and docs/GUIDE.md: are the same already\nnothing had to be changed on disk\n', '',
    )


def test_the_base_is_where_the_two_last_were_one(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('GUIDE.md', ROOT)
    split = repo.commit('Change the | root')[:12]
    repo.put('docs/GUIDE.md', DOCS)
    repo.commit()
    done = run('resolve', 'GUIDE.md')
    assert f'both have changed since they were the same, until {split} (' in done.out
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
    assert re.search(r'both have changed since a version that both have held \([0-9a-f]{12}\): merged', out)
    assert repo.read('docs/GUIDE.md') == MERGED.encode()
    repo.git('checkout', '-q', 'HEAD~1', '.')
    assert 'only docs/GUIDE.md has changed since a version' in run('resolve', 'GUIDE.md').out
    assert repo.read('GUIDE.md') == DOCS.encode()


def test_entries_of_both_are_kept(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', TEXT + '\n## Five\n', DOCS)
    assert '  new entries of both are kept, in 1 place\n' in run('resolve', 'GUIDE.md').out
    assert repo.read('GUIDE.md').decode() == DOCS + '\n## Five\n'


@pytest.mark.state('R-FIX-02')
def test_a_conflict_touches_neither_copy(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    before = state(repo)
    dry = run('resolve', '--dry-run', 'GUIDE.md')
    file = repo.path / '.git/sot-guard/GUIDE.md'
    assert not file.exists()
    assert 'would be in\n  .git/sot-guard/GUIDE.md\n' in dry.out
    done = run('resolve', 'GUIDE.md')
    assert (dry.status, done.status, done.err) == (1, 1, '')
    assert state(repo) == before
    assert 'both have changed since the commit before: 1 conflict, for you to decide\n' in done.out
    assert b'<<<<<<< docs/GUIDE.md\neins\n=======\nONE\n>>>>>>> GUIDE.md\n' in file.read_bytes()
    file.write_text(ROOT)  # the user decides
    shell(command_after(done.out, 'Edit it until it is right, then:'), repo)
    assert run('check', '--all') == (0, '', '')
    assert repo.read('docs/GUIDE.md') == ROOT.encode()


def test_conflict_markers_go_to_docs_alone_and_only_on_request(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    repo.git('config', 'merge.conflictStyle', 'diff3')
    done = run('resolve', '--conflict-markers', 'GUIDE.md')
    assert done.status == 1
    assert b'||||||| base' in repo.read('docs/GUIDE.md')
    assert repo.read('GUIDE.md') == ROOT.encode()
    shell(command_after(done.out, WAY_BACK), repo)
    assert repo.git('status', '--short') == b'M  GUIDE.md\nM  docs/GUIDE.md\n'
    run('resolve', '--conflict-markers', 'GUIDE.md')
    repo.write('docs/GUIDE.md', ROOT)
    shell(command_after(done.out, 'docs/GUIDE.md has conflict markers. Edit it until it is right, then:'), repo)
    assert run('check', '--all') == (0, '', '')


def test_a_section_that_would_stand_twice_is_left_to_the_user(repo: Repo, run: Run) -> None:
    new = '## New\n\ntext\n\n'
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', TEXT.replace('## Two', new + '## Two'), TEXT.replace('## Three', new + '## Three'))
    done = run('resolve', 'GUIDE.md')
    assert (done.status, '  would stand twice: Guide > New\n' in done.out) == (1, True)


def test_merged_json_has_to_be_json(repo: Repo, run: Run) -> None:
    lines = ['{', '"a": 1,', '"b": 2,', '"c": 3,', '"d": 4', '}', '']
    repo.commit_pair('PROJECT_INDEX.json', '\n'.join(lines))
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(['{', *lines[2:]]), '\n'.join([*lines[:3], '"c": 5,', *lines[4:]]))
    assert run('resolve', 'PROJECT_INDEX.json').status == 0
    repo.git('checkout', '-q', 'HEAD', '.')
    docs = '\n'.join([*lines[:4], '"x": 0,', *lines[4:]])
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(['{', '"x": 0,', *lines[1:]]), docs)
    done = run('resolve', 'PROJECT_INDEX.json')
    assert (done.status, '  the merged text is no valid JSON any more\n' in done.out) == (1, True)
    # what was none before need not be one
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(['{', '"x" 0,', *lines[1:]]), docs)
    assert run('resolve', 'PROJECT_INDEX.json').status == 0


@pytest.mark.parametrize('options', [[], ['--then', 'delete'], ['--archive', 'old'], ['--keep', 'docs']], ids=' '.join)
@pytest.mark.parametrize(
    ('then', 'told'), [
        ('pointer', 'are a document and a pointer to it already'),
        ('link', 'are one file; GUIDE.md is a symlink to docs/GUIDE.md already'),
    ],
)
def test_a_pair_that_is_settled_stays_so(repo: Repo, run: Run, then: str, told: str, options: list[str]) -> None:
    repo.commit_pair(text=TEXT)
    run('resolve', '--then', then, 'GUIDE.md')
    repo.git('add', '-A')
    before = state(repo)
    result = run('resolve', *options, 'GUIDE.md')
    assert result == (0, f'GUIDE.md and docs/GUIDE.md: {told}\nnothing had to be changed on disk\n', '')
    assert state(repo) == before


def test_what_is_meant_to_differ_is_not_made_one_by_the_way(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('GUIDE.md', ROOT)
    run('accept', 'GUIDE.md', '--reason', 'x')
    repo.git('add', '-A')
    assert 'accepted; take the [[accept]] out of .sot-guard.toml, and git add it' in run('resolve', 'GUIDE.md').err
    assert run('resolve', '--keep', 'docs', 'GUIDE.md').status == 2
    repo.put('.sot-guard.toml', 'exclude = ["GUIDE.md"]\n')
    assert 'excluded by .sot-guard.toml' in run('resolve', 'GUIDE.md').err
    assert run('resolve', '--keep', 'root', '--lose-unique', 'GUIDE.md').status == 0
    repo.git('checkout', '-q', '.')
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    repo.put('GUIDE.md', TEXT.replace('\n', '\r\n'))
    assert run('resolve', 'GUIDE.md').out.startswith('GUIDE.md and docs/GUIDE.md: are the same text already\n')


def test_an_emptied_copy_does_not_win(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', ' \n')
    assert run('resolve', 'GUIDE.md').err.startswith('sot-guard: docs/GUIDE.md: is empty now; ')
    repo.put('docs/GUIDE.md', '# Guide\n')
    out = run('resolve', 'GUIDE.md').out
    assert '  6 old lines of GUIDE.md, which the change took out or rewrote, go\n' in out


def test_a_text_that_was_edited_by_hand_is_not_written_over(repo: Repo, run: Run) -> None:
    in_conflict(repo)
    run('resolve', 'GUIDE.md')
    file = repo.path / '.git/sot-guard/GUIDE.md'
    first = file.read_bytes()
    run('resolve', 'GUIDE.md')
    file.write_text('by hand\n')
    place = f'.git/sot-guard/GUIDE.{hashlib.sha256(first).hexdigest()[:12]}.md'
    assert f'\n  {place}\n' in run('resolve', 'GUIDE.md').out
    assert file.read_text() == 'by hand\n'
    assert repo.read(place) == first


def test_each_of_several_copies_has_a_text_of_its_own(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a.md"\ncopies = ["b.md", "c.md"]\n')
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, TEXT)
    repo.commit()
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, TEXT.replace('one', name))
    assert run('resolve', 'a.md').status == 1
    texts = [repo.read(f'.git/sot-guard/{name}') for name in ('b.md', 'c.md')]
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
    assert (result.status, 'git converts its line ends' in result.err) == (2, True)
    repo.git('add', '--renormalize', 'GUIDE.md', 'docs/GUIDE.md')
    done = run('resolve', 'GUIDE.md')
    shell(command_after(done.out, STAGE), repo)
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
    assert 'GUIDE.md: has conflict markers in it' in run('resolve', 'GUIDE.md').err
    repo.put('docs/GUIDE.md', 'other\n' + text)
    assert 'GUIDE.md: has conflict markers in it' in run('resolve', 'GUIDE.md').err
    assert run('resolve', '--archive', 'old', 'GUIDE.md').status == 0


def test_a_copy_that_was_the_same_as_its_source_follows(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a.md"\ncopies = ["b.md", "c.md"]\n')
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, TEXT)
    repo.commit()
    repo.put('b.md', ROOT)
    done = run('resolve', 'a.md')
    assert 'c.md and a.md: c.md takes a.md as well\n' in done.out
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    repo.put('b.md', DOCS)
    run('resolve', '--archive', 'old', 'a.md')
    (put_away,) = (repo.path / 'old').iterdir()
    assert sorted(state(repo)) == ['.sot-guard.toml', 'a.md', 'c.md', f'old/{put_away.name}']


# ---- two documents that were never the same

@pytest.mark.state('R-FIX-07')
def test_nothing_is_merged_blindly(repo: Repo, run: Run) -> None:
    never_same(repo)
    result = run('resolve', 'LOG.md')
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith('sot-guard: LOG.md and docs/LOG.md: the two were never the same, so there is nothing ')
    repo.put_pair('EMPTY.md', '', '')
    repo.commit()
    repo.put_pair('EMPTY.md', 'a\n', 'b\n')
    assert 'were never the same' in run('resolve', 'EMPTY.md').err


@pytest.mark.state('R-FIX-07', 'R-FIX-09')
def test_no_commit_yet_or_a_shallow_one(repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    assert 'were never the same' in run('resolve', 'LOG.md').err
    repo.commit()
    repo.put('x', 'x')
    repo.commit()
    subprocess.run(('git', 'clone', '-q', '--depth=1', f'file://{repo.path}', tmp_path / 'shallow'), check=True)
    monkeypatch.chdir(tmp_path / 'shallow')
    assert 'history not available: shallow clone (git fetch --unshallow)' in run('resolve', 'LOG.md').err


@pytest.mark.parametrize('then', ['', 'delete', 'link', 'pointer'])
def test_what_only_root_has_is_carried_over(repo: Repo, run: Run, then: str) -> None:
    never_same(repo)
    done = run('resolve', '--append-unique', *(['--then', then] if then else []), 'LOG.md')
    assert (done.status, done.err) == (0, '')
    docs = repo.read('docs/LOG.md').decode()
    head, _, tail = docs.partition('# From LOG.md (sha256 ')
    assert head == OTHER_LOG + '\n'
    assert tail == f'{hashlib.sha256(LOG.encode()).hexdigest()})\n\n{LOG}'
    assert '  carried over: Log > BUILD-2 b\n' in done.out
    assert '  docs/LOG.md has another form of: BUILD-1\n' in done.out
    root = repo.path / 'LOG.md'
    if not then:
        assert root.read_text() == docs
    assert root.exists() is (then != 'delete')
    assert root.is_symlink() is (then == 'link')
    if then == 'pointer':
        assert root.read_text() == 'See [docs/LOG.md](docs/LOG.md).\n'
    again = run('resolve', '--append-unique', *(['--then', then] if then else []), 'LOG.md')
    assert 'nothing had to be changed on disk' in again.out
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')


def test_what_has_no_sections_is_not_carried(repo: Repo, run: Run) -> None:
    for name, root, docs in (
        ('PROJECT_INDEX.json', '{"a": 1}', '{"a": 2}'), ('NOTES.txt', 'a\n', 'b\n'),
        ('LOG.md', LOG, 'x\n\n```\nopen\n'),
    ):
        repo.put_pair(name, root, docs)
        result = run('resolve', '--append-unique', name)
        assert result.status == 2
        assert result.err == f'sot-guard: {name}: has no sections that could be carried over; use --archive DIR\n'


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
    assert 'nothing had to be changed on disk' in run('resolve', '--archive', 'old/logs', 'LOG.md').out
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert repo.git('status', '--short') == f'R  LOG.md -> old/logs/{archived.name}\n'.encode()
    assert run('resolve', 'LOG.md') == (0, 'docs/LOG.md: is alone, there is nothing to bring together\n', '')


def test_an_archive_is_a_place_that_commits_can_hold(repo: Repo, run: Run) -> None:
    never_same(repo)
    repo.write('.gitignore', 'tmp*/\n')
    assert 'git ignores it' in run('resolve', '--archive', 'tmp[1]', 'LOG.md').err
    subprocess.run(('git', 'init', '-q', 'nested'), cwd=repo.path, check=True)
    assert 'nested is a repository of its own' in run('resolve', '--archive', 'nested/x', 'LOG.md').err
    assert run('resolve', '--archive', '..', 'LOG.md').err == "sot-guard: --archive: '..' is outside of the work tree\n"
    repo.link('there', str(repo.path.parent))
    result = run('resolve', '--archive', 'there', 'LOG.md')
    assert (result.status, 'there/LOG.' in result.err) == (2, True)
    assert repo.read('LOG.md') == LOG.encode()


def test_one_side_whole(repo: Repo, run: Run) -> None:
    never_same(repo)
    for keep, gone, kept in (('docs', 'LOG.md', 'docs/LOG.md'), ('root', 'docs/LOG.md', 'LOG.md')):
        result = run('resolve', '--keep', keep, 'LOG.md')
        assert result.status == 2
        assert result.err.startswith(f'sot-guard: {gone}: has what {kept} has not, and would lose it; ')
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
    ], ids=['a license', 'reStructuredText', 'Markdown'],
)
def test_pointers(repo: Repo, run: Run, name: str, text: str, pointer: str) -> None:
    repo.commit_pair(name, text)
    done = run('resolve', '--then', 'pointer', name)
    assert repo.read(name).decode() == pointer
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    assert run.findings('--all') == {name: 'pointer'}


def test_many_sections_are_named_in_part(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', ''.join(f'# {number}\n' for number in range(50)), 'x\n')
    out = run('resolve', '--append-unique', 'LOG.md').out
    assert out.count('carried over: ') == 40
    assert '  and 10 more\n' in out


def test_no_pointer_in_json(repo: Repo, run: Run) -> None:
    repo.commit_pair('PROJECT_INDEX.json', '{}')
    assert 'a pointer is a sentence' in run('resolve', '--then', 'pointer', 'PROJECT_INDEX.json').err


def test_what_the_check_would_still_find_is_said(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n[[pair]]\nsource = "a"\ncopies = ["b", "c"]\n')
    repo.stage(a='1\n', b='1\n', c='1\n')
    repo.commit_pair(text=TEXT)
    repo.put('b', '2\n')
    repo.put('GUIDE.md', ROOT)
    assert 'Left to do: c is a copy of a too: when that is staged, resolve it as well\n' in run('resolve', 'b').out
    assert 'Left to do: GUIDE.md must not be there besides docs: --then delete, ' in run('resolve', 'GUIDE.md').out
    assert 'Left to do' not in run('resolve', '--then', 'link', 'GUIDE.md').out
    repo.git('checkout', '-q', '.')
    repo.put('c', '3\n')
    assert run('resolve', 'a').err == 'sot-guard: a: two copies of it have changed; resolve one, stage it, go on\n'
    repo.put('c', '1\n')
    repo.put('b', '1\n')
    repo.put('a', '4\n')
    done = run('resolve', 'a')
    assert repo.read('b') == repo.read('c') == b'4\n'
    shell(command_after(done.out, STAGE), repo)
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
    (unstaged, 'GUIDE.md: is not what is staged; git add or git stash your edits'),
    (unstaged_on_the_side_that_stays, 'docs/GUIDE.md: is not what is staged; git add or git stash your edits'),
    (unstaged_in_conflict, 'GUIDE.md: is not what is staged; git add or git stash your edits'),
    (deleted_on_disk, 'GUIDE.md: is deleted on disk; git checkout brings it back'),
    (untracked, 'docs/GUIDE.md: not tracked, so it is no part of the commit; git add it first'),
    (untracked_root, 'GUIDE.md: not tracked, so it is no part of the commit; git add it first'),
    (link, 'GUIDE.md: is a symlink, not a copy; git rm it or let it lead to its counterpart'),
    (link_on_disk, 'GUIDE.md: is no regular file on disk, or stands behind a symlink'),
    (linked_folder, 'docs/GUIDE.md: is no regular file on disk, or stands behind a symlink'),
    (submodule, 'GUIDE.md: is a submodule, and no document'),
    (binary, 'GUIDE.md: is binary; take one copy with cp or git rm'),
    (markers, 'GUIDE.md: has conflict markers in it; settle them and git add it first'),
    (unmerged, 'other: is in a merge conflict; settle it and git add it first'),
    (hidden, 'docs/GUIDE.md: git does not look at it on disk (skip-worktree); git update-index --no-skip-worktree'),
    (missing_object, f'GUIDE.md: object {"1" * 40} is missing; git cat-file -e {"1" * 40}'),
    (too_large, 'GUIDE.md: more than 1,048,576 bytes; bring it together by hand'),
    (no_pair, 'docs/GUIDE.md: not tracked, so it is no part of the commit; git add it first'),
    (base_is_gone, 'docs/GUIDE.md: its last common version cannot be read, object '),
]


@pytest.mark.state('R-FIX-02b', 'R-FIX-03', 'R-FIX-04', 'R-FIX-05', 'R-FIX-08')
@pytest.mark.parametrize(('make', 'line'), REFUSED, ids=lambda value: getattr(value, '__name__', ''))
def test_what_could_lose_something_is_refused(repo: Repo, run: Run, make: Callable[[Repo], None], line: str) -> None:
    make(repo)
    before, status = state(repo), repo.git('status', '--porcelain', '-z')
    result = run('resolve', 'GUIDE.md')
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith(f'sot-guard: {line}')
    assert result.err.count('\n') == 1
    assert (state(repo), repo.git('status', '--porcelain', '-z')) == (before, status)


@pytest.mark.state('R-FIX-14')
@pytest.mark.parametrize('verb', [['resolve', 'GUIDE.md'], ['accept', 'GUIDE.md', '--reason', 'x']])
@pytest.mark.parametrize('variable', ['PRE_COMMIT', 'GIT_INDEX_FILE', 'LEFTHOOK'])
def test_never_as_a_hook(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, verb: list[str]) -> None:
    both_changed(repo)
    monkeypatch.setenv(variable, '1')
    result = run(*verb)
    assert result.status == 2
    told = f'not in a hook ({variable} is set); run it from a shell, then commit'
    assert result.err == f'sot-guard: {verb[0]}: {told}\n'


@pytest.mark.parametrize(
    ('argv', 'error'), [
        (['--append-unique', '--keep', 'docs', 'x'], 'resolve: --append-unique goes with neither'),
        (['--append-unique', '--archive', 'd', 'x'], 'resolve: --append-unique goes with neither'),
        (['--lose-unique', 'x'], 'resolve: --lose-unique needs --keep source or --keep copy'),
        (['--conflict-markers', '--keep', 'docs', 'x'], 'resolve: --conflict-markers is for a merge'),
        ([], 'resolve: name one or more paths, or say --all'),
        (['../x'], "'../x' is outside of the work tree"),
        (['nothing'], 'nothing: is no side of a pair of tracked files'),
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
    before = state(repo)
    done = run('resolve', *then, 'GUIDE.md')
    assert state(repo) != before
    if moment != 'at once':
        shell(command_after(done.out, STAGE), repo)
    if moment == 'committed':
        repo.commit()
    shell(command_after(done.out, WAY_BACK), repo)
    assert state(repo) == before
    assert repo.git('diff') == b''


def test_from_a_subdirectory(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    both_changed(repo)
    before = state(repo)
    monkeypatch.chdir(repo.path / 'docs')
    here = Repo(repo.path / 'docs')
    done = run('resolve', '../GUIDE.md')
    assert done.status == 0
    shell(command_after(done.out, STAGE), here)
    assert run('check', '--all') == (0, '', '')
    shell(command_after(done.out, WAY_BACK), here)
    assert state(repo) == before
    repo.put('GUIDE.md', TEXT.replace('one', 'x'))
    repo.put('docs/GUIDE.md', TEXT.replace('one', 'y'))
    done = run('resolve', 'GUIDE.md')
    assert '\n  ../.git/sot-guard/GUIDE.md\n' in done.out
    with pytest.raises(subprocess.CalledProcessError):  # not as long as a marker is left
        shell(command_after(done.out, 'Edit it until it is right, then:'), here)
    (repo.path / '.git/sot-guard/GUIDE.md').write_text(TEXT)
    shell(command_after(done.out, 'Edit it until it is right, then:'), here)
    assert run('check', '--all') == (0, '', '')


@pytest.mark.parametrize('name', ['-n.md', 'a b.md', "it's.md", '*.md', ':(top)x.md', 'é.md', '--help'])
def test_strange_names(repo: Repo, run: Run, name: str) -> None:
    repo.put('other.md', 'stays\n')
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    repo.commit_pair(name, TEXT)
    repo.put_pair(name, ROOT, DOCS)
    before = state(repo)
    done = run('resolve', '--', name)
    assert (done.status, done.err) == (0, '')
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    shell(command_after(done.out, WAY_BACK), repo)
    assert state(repo) == before


def test_a_name_that_cannot_be_printed(repo: Repo, run: Run) -> None:
    repo.commit_pair('a\x1b.md', TEXT)
    repo.put_pair('a\x1b.md', ROOT, DOCS)
    done = run('resolve', 'a\x1b.md')
    assert done.status == 0
    assert '\x1b' not in done.out
    assert repo.read('a\x1b.md') == MERGED.encode()
    assert command_after(done.out, STAGE) == 'git add 2 files: one has a name that cannot be printed as it is'
    lines = done.out.splitlines()
    backs = [line.strip() for line in lines[lines.index(WAY_BACK) + 1:] if line.startswith('  git cat-file')]
    texts = [subprocess.run(line, shell=True, cwd=repo.path, capture_output=True, check=True).stdout for line in backs]
    assert texts == [DOCS.encode(), ROOT.encode()]
    repo.put_pair('a\x1b.md', TEXT.replace('one', 'x'), TEXT.replace('one', 'y'))
    assert '  (no command is shown: a name cannot be printed as it is)\n' in run('resolve', 'a\x1b.md').out


def test_line_ends_on_disk_that_git_converts_are_no_edits(repo: Repo, run: Run) -> None:
    repo.git('config', 'core.autocrlf', 'true')
    crlf = [text.replace('\n', '\r\n') for text in (TEXT, ROOT, DOCS, MERGED)]
    repo.commit_pair(text=crlf[0])
    repo.put_pair('GUIDE.md', crlf[1], DOCS)
    done = run('resolve', 'GUIDE.md')
    assert (repo.read('GUIDE.md').decode(), repo.read('docs/GUIDE.md').decode()) == (crlf[3], MERGED)
    assert 'nothing had to be changed on disk' in run('resolve', 'GUIDE.md').out
    shell(command_after(done.out, STAGE), repo)
    assert run('check', '--all') == (0, '', '')
    repo.git('reset', '-q', '--hard')
    repo.put_pair('GUIDE.md', crlf[1], DOCS)
    assert run('resolve', '--then', 'delete', 'GUIDE.md').status == 0


# ---- faults: a crash or an error at any point

CALLS = ('os.replace', 'os.unlink', 'os.fsync', 'os.symlink', 'os.chmod', 'os.mkdir', 'tempfile.mkstemp')
OPTIONS = [[], ['--then', 'delete'], ['--then', 'link'], ['--append-unique', '--then', 'delete'], ['--archive', 'old']]


class Fault:
    """Lets so many calls pass that change the disk, and then none."""

    def __init__(self, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = after
        for name in CALLS:
            module, _, function = name.partition('.')
            target = getattr(files, module)
            monkeypatch.setattr(target, function, self.wrap(getattr(target, function), name))

    def wrap(self, call: Callable[..., object], name: str) -> Callable[..., object]:
        def wrapped(*args: object, **kwargs: object) -> object:
            # what removes temporary files works on a full disk too
            if not (name == 'os.unlink' and ('dir_fd' in kwargs or '.sot-guard-' in str(args))):
                self.left -= 1
                if self.left < 0:
                    raise OSError(28, 'No space left on device')
            return call(*args, **kwargs)
        return wrapped


@pytest.mark.parametrize('options', OPTIONS, ids=' '.join)
def test_an_error_at_any_point_loses_nothing(
    repo: Repo, run: Run, options: list[str], tmp_path: Path,
) -> None:
    both_changed(repo)
    before = state(repo)
    new = {line for content in before.values() for line in content.split(b'\n')} - {*TEXT.encode().split(b'\n')}
    assert new == {b'ONE', b'## Four', b'four'}
    assert run('resolve', *options, 'GUIDE.md').status == 0
    done = state(repo)
    for number in range(60):
        repo.git('checkout', '-q', '.')
        shutil.rmtree(repo.path / 'old', ignore_errors=True)
        with pytest.MonkeyPatch.context() as patch:
            fault = Fault(number, patch)
            result = run('resolve', *options, 'GUIDE.md')
        now = state(repo)
        assert not [name for name in now if '.sot-guard-' in name]
        # each file is whole, as it was or as it is to be
        assert all(content in (before.get(name), done.get(name)) for name, content in now.items())
        assert new <= {line for content in now.values() for line in content.split(b'\n')}
        if fault.left >= 0:
            assert result.status == 0
            break
        assert (result.status, result.out.count('wrote')) == (2, 0)
        assert 'cannot be written (No space left on device)' in result.err
        # running again finishes it
        assert run('resolve', *options, 'GUIDE.md').status == 0
        assert state(repo) == done
    else:
        raise AssertionError('there was no end')
    assert number > 3


CRASH = """
import os, sys
from sot_guard.worktree import write as files
real = os.replace, os.unlink
left = int(sys.argv.pop(1))
def stop(call):
    def stopped(*args, **kwargs):
        if kwargs:
            return call(*args, **kwargs)
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        return call(*args)
    return stopped
os.replace, os.unlink = map(stop, real)
from sot_guard.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.state('R-FIX-16')
@pytest.mark.parametrize('options', OPTIONS, ids=' '.join)
def test_running_again_finishes_what_a_crash_cut_off(repo: Repo, run: Run, options: list[str]) -> None:
    both_changed(repo)
    assert run('resolve', *options, 'GUIDE.md').status == 0
    done = state(repo)
    for number in range(10):
        repo.git('checkout', '-q', '.')
        shutil.rmtree(repo.path / 'old', ignore_errors=True)
        crashed = subprocess.run(
            (sys.executable, '-c', CRASH, str(number), 'resolve', *options, 'GUIDE.md'), cwd=repo.path, check=False,
            capture_output=True,
        )
        if not crashed.returncode:
            break
        assert crashed.returncode == 9
        assert run('resolve', *options, 'GUIDE.md').status == 0
        now = {name: content for name, content in state(repo).items() if '.sot-guard-' not in name}
        assert now == done
        for path in repo.path.rglob('.sot-guard-*'):
            path.unlink()
    assert number > 1


@pytest.mark.state('R-FIX-12')
def test_an_edit_in_the_last_moment_is_not_overwritten(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    both_changed(repo)
    real = os.fsync

    def edit(descriptor: int) -> None:
        real(descriptor)
        repo.write('GUIDE.md', 'an editor wrote this\n')
    monkeypatch.setattr('os.fsync', edit)
    result = run('resolve', 'GUIDE.md')
    assert (result.status, repo.read('GUIDE.md')) == (2, b'an editor wrote this\n')
    assert result.err == 'sot-guard: GUIDE.md: is not what is staged; git add or git stash your edits\n'
    assert not list(repo.path.rglob('.sot-guard-*'))


def test_a_termination_leaves_no_file(repo: Repo, tmp_path: Path) -> None:
    both_changed(repo)
    code = (
        'import os, signal, sys; from sot_guard.worktree import write as files; real = os.replace\n'
        'def stop(*args):\n    os.kill(os.getpid(), signal.SIGTERM)\n    real(*args)\n'
        'os.replace = stop\nfrom sot_guard.fastpath.entry import main; sys.argv[1:] = ["resolve", "GUIDE.md"]\n'
        'sys.exit(main())'
    )
    done = subprocess.run((sys.executable, '-c', code), cwd=repo.path, check=False, capture_output=True)
    assert done.returncode == 128 + signal.SIGTERM
    assert sorted(state(repo)) == ['GUIDE.md', 'docs/GUIDE.md']


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
    shell(first, repo)
    repo.git('commit', '-qam', 'x')
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md') == MERGED.encode()
