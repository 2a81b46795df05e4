from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Generator
from pathlib import Path
from types import SimpleNamespace

import pytest

from sot_guard.commands import details
from sot_guard.git import history
from sot_guard.git.history import read_histories
from sot_guard.git.history import read_history
from sot_guard.git.history import Track
from sot_guard.git.log import Meeting
from sot_guard.git.process import Git
from sot_guard.git.trees import Commit
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo
from tests.support.repo import Run


def history_of(run: Run, *argv: str) -> list[str]:
    (finding,) = run('check', *argv, '--format', 'json').json['findings']
    return list(finding['history'])


def commit(repo: Repo, message: str, author: str = 'A Writer') -> str:
    repo.git(
        'commit', '-q', '--no-verify', '-m', message, GIT_COMMITTER_DATE='2024-05-06T07:08:09Z', GIT_AUTHOR_NAME=author,
    )
    return repo.git('rev-parse', 'HEAD').decode().strip()[:12]


def test_the_same_until_now(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    assert history_of(run, '--staged') == ['identical in the previous commit; this commit changes GUIDE.md']
    repo.put('docs/GUIDE.md', 'three\n')
    both = 'identical in the previous commit; this commit changes GUIDE.md and docs/GUIDE.md'
    assert history_of(run, '--staged') == [both]
    assert history_of(run, '--no-history') == []


def test_one_side_moved(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    base = repo.git('rev-parse', 'HEAD').decode().strip()[:12]
    repo.put('docs/GUIDE.md', 'two\n')
    broke = commit(repo, 'Try 5 times')
    repo.put('docs/GUIDE.md', 'three\n')
    last = commit(repo, 'Try 7 times')
    assert history_of(run) == [
        f'identical until {broke} (2024-05-06, A Writer: Try 5 times)',
        'GUIDE.md: unchanged since',
        f'docs/GUIDE.md: changed by 2 commits since, last by {last} (2024-05-06, A Writer: Try 7 times)',
    ]
    # the copy is an older version of the original
    repo.put('docs/GUIDE.md', 'four\n')
    assert history_of(run)[2].endswith('Try 7 times), and by this commit')
    repo.put('GUIDE.md', 'two\n')
    commit(repo, 'Take the second')
    repo.put('x', 'x')
    assert f'GUIDE.md equals docs/GUIDE.md in {broke}' in history_of(run)
    assert base


def test_both_moved(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    broke = commit(repo, 'One')
    repo.put('docs/GUIDE.md', 'three\n')
    commit(repo, 'Two')
    assert history_of(run)[0].startswith(f'identical until {broke}')
    counts = [line.partition(' since')[0] for line in history_of(run)[1:]]
    assert counts == ['GUIDE.md: changed by 1 commit', 'docs/GUIDE.md: changed by 1 commit']
    repo.put('GUIDE.md', 'five\n')
    assert history_of(run)[1].endswith(', and by this commit')


def test_never_the_same(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '1\n', '2\n')
    assert history_of(run) == ['no commit has both files; this commit changes GUIDE.md and docs/GUIDE.md']
    repo.commit()
    assert history_of(run) == ['never identical in 1 commit']
    repo.put('GUIDE.md', '3\n')
    repo.commit()
    repo.put('GUIDE.md', '4\n')
    assert history_of(run) == ['never identical in 2 commits; this commit changes GUIDE.md']


def test_one_content_at_different_times(repo: Repo, run: Run) -> None:
    for root, docs in (('1', '0'), ('2', '1'), ('3', '4')):
        repo.put_pair('GUIDE.md', root, docs)
        repo.commit()
    assert history_of(run) == [
        'never identical in 3 commits', 'both once had the same content, but in different commits',
    ]
    repo.put('docs/GUIDE.md', '2')
    repo.commit()
    oid = repo.git('rev-parse', 'HEAD~2').decode()[:12]
    assert history_of(run) == ['never identical in 4 commits', f'docs/GUIDE.md equals GUIDE.md in {oid}']


def test_a_merge_is_a_change_of_the_main_line(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('docs/GUIDE.md', 'two\n')
    commit(repo, 'On the side')
    repo.git('checkout', '-q', 'main')
    repo.put('x', 'x')
    commit(repo, 'Meanwhile')
    repo.git('config', 'log.diffMerges', 'off')
    repo.git('config', 'log.showRoot', 'false')
    repo.git('config', 'log.showSignature', 'true')
    repo.git('config', 'gpg.program', str(repo.path / 'evil'))
    repo.git('merge', '-q', '--no-verify', '-m', 'Merge it', 'side')
    head = repo.git('rev-parse', 'HEAD').decode().strip()[:12]
    first, root, docs = history_of(run)
    assert first.startswith(f'identical until {head} (')
    assert first.endswith(': Merge it)')
    assert root == 'GUIDE.md: unchanged since'
    assert docs.startswith(f'docs/GUIDE.md: changed by 1 commit since, last by {head} (')


def test_a_renamed_side_is_followed(repo: Repo, run: Run) -> None:
    text = ''.join(f'line {i}\n' for i in range(50))
    repo.put('OLD.md', text)
    repo.put('docs/GUIDE.md', text)
    repo.commit()
    repo.git('mv', 'OLD.md', 'GUIDE.md')
    repo.put('docs/GUIDE.md', text + 'more\n')
    renamed = commit(repo, 'Rename it')
    repo.put('x', 'x')
    commit(repo, 'More')
    assert history_of(run)[0] == f'identical until {renamed} (2024-05-06, A Writer: Rename it)'


def test_the_log_goes_on_with_the_old_name(repo: Repo, run: Run) -> None:
    text = ''.join(f'line {i}\n' for i in range(50))
    repo.put('OLD.md', text)
    repo.put('docs/GUIDE.md', text)
    repo.commit()
    repo.put('OLD.md', text + 'more\n')
    broke = commit(repo, 'Break it')
    repo.git('mv', 'OLD.md', 'GUIDE.md')
    renamed = commit(repo, 'Rename it')
    assert history_of(run)[:2] == [
        f'identical until {broke} (2024-05-06, A Writer: Break it)',
        f'GUIDE.md: changed by 2 commits since, last by {renamed} (2024-05-06, A Writer: Rename it)',
    ]


def test_a_side_that_was_made_of_the_other_is_not(repo: Repo, run: Run) -> None:
    text = ''.join(f'line {i}\n' for i in range(50))
    repo.put('GUIDE.md', text)
    repo.commit()
    repo.git('mv', '-f', 'GUIDE.md', 'x')
    repo.git('rm', '-q', '--cached', 'x')
    repo.put('docs/GUIDE.md', text)
    repo.commit()
    repo.put('GUIDE.md', 'new\n')
    repo.commit()
    oid = repo.git('rev-parse', 'HEAD~2').decode()[:12]
    assert history_of(run) == ['never identical in 3 commits', f'docs/GUIDE.md equals GUIDE.md in {oid}']


def test_what_was_no_file_was_not_the_same(repo: Repo, run: Run) -> None:
    repo.link('GUIDE.md', 'x')
    repo.link('docs/GUIDE.md', 'x')
    repo.git('add', '-A')
    repo.commit()
    repo.put_pair('GUIDE.md', '1', '2')
    repo.commit()
    assert history_of(run) == ['never identical in 2 commits']


def test_a_shallow_clone_says_so(repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('clone', '-q', '--depth=1', f'file://{repo.path}', str(tmp_path / 'shallow'))
    monkeypatch.chdir(tmp_path / 'shallow')
    assert history_of(run) == ['unknown (shallow clone; run git fetch --unshallow)']


def test_a_history_that_cannot_be_read_changes_no_verdict(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '1', '2')
    repo.commit()
    tree = repo.git('rev-parse', 'HEAD^{tree}').decode().strip()
    repo.put('GUIDE.md', '3')
    repo.commit()
    (repo.path / '.git/objects' / tree[:2] / tree[2:]).unlink()
    result = run('check', '--format', 'json')
    assert result.status == 1
    assert result.json['findings'][0]['history'][0].startswith('unknown (git log: ')


def test_a_long_history_ends_at_the_deadline(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    blobs = ''.join(f'blob\nmark :{i + 1}\ndata 2\n{i}\n' for i in range(2))
    commits = ''.join(
        f'commit refs/heads/main\ncommitter x <x@example.org> {i} +0000\ndata 1\nm\n'
        f'M 100644 :{i % 2 + 1} GUIDE.md\nM 100644 :{(i + 1) % 2 + 1} docs/GUIDE.md\n'
        for i in range(30_000)
    )
    subprocess.run(('git', 'fast-import', '--quiet'), input=(blobs + commits).encode(), check=True)
    repo.git('reset', '-q', '--hard', 'main')
    monkeypatch.setattr(details, 'HISTORY_SECONDS', 0.05)
    (line,) = history_of(run)
    assert line.startswith('unknown (search stopped after 0.05 s and ')
    monkeypatch.setattr(details, 'HISTORY_SECONDS', 60.0)
    assert history_of(run)[0] == 'never identical in 30,000 commits'


def test_a_named_commit_is_the_end_of_the_history(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    broke = commit(repo, 'Break it')
    repo.put('docs/GUIDE.md', 'two\n')
    commit(repo, 'Mend it')
    assert history_of(run, '--rev', 'HEAD~1')[0] == f'identical until {broke} (2024-05-06, A Writer: Break it)'


def test_authors_and_subjects_do_not_act(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    commit(repo, '##[error]x \x1b[31m\u202e' + 'long ' * 50, '::error::\x1b[5m')
    for name in ('text', 'json', 'markdown'):
        out = run('check', '--format', name).out
        assert '\x1b' not in out
        assert '##[' not in out
        assert not [line for line in out.splitlines() if line.strip().startswith('::')]
    line = history_of(run)[0]
    assert '#\\x23[error]x \\x1b[31m\\u202e' in line
    assert len(line) < 200


def test_git_log_in_a_subdirectory(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    monkeypatch.chdir(repo.path / 'docs')
    assert history_of(run)[1:] == [history_of(run)[1], 'docs/GUIDE.md: unchanged since']


@pytest.mark.parametrize(
    ('committer', 'date'), [
        ('', 'no date'), ('c <c>', 'no date'), ('c <c> x', 'no date'),
        ('c <c> -5 +0000', 'no date'), (f'c <c> {10 ** 17} +0000', 'no date'), (f'c <c> {10 ** 30} +0000', 'no date'),
        ('c <c> 99999999999 +0000', '5138-11-16'), ('c <c> 0 +0000', '1970-01-01'),
    ],
)
def test_a_commit_that_tells_no_date(repo: Repo, run: Run, committer: str, date: str) -> None:
    repo.commit_pair()
    parent = repo.git('rev-parse', 'HEAD').decode()
    repo.put('GUIDE.md', 'two\n')
    tree = repo.git('write-tree').decode()
    raw = f'tree {tree}parent {parent}author a <a> 1 +0000\ncommitter {committer}\n\nBreak it\n'
    # fsck would refuse it, a clone does not
    made = subprocess.run(
        ('git', 'hash-object', '-w', '-t', 'commit', '--literally', '--stdin'), input=raw.encode(), check=True,
        capture_output=True,
    )
    repo.git('update-ref', 'HEAD', made.stdout.decode().strip())
    split = f'{made.stdout.decode()[:12]} ({date}, a: Break it)'
    assert history_of(run) == [f'identical until {split}', f'GUIDE.md: changed by 1 commit since, last by {split}',
                         'docs/GUIDE.md: unchanged since']
    repo.put('docs/GUIDE.md', 'three\n')
    assert f'until {split}' in run('resolve', '--conflict-markers', 'GUIDE.md').out


@pytest.mark.parametrize('answer', [r'x 1\000', r'0123 1\000a\000b\000:1 2\000', r'0123 1\000a\000b\000:1 2 3 4 M\000'])
def test_a_log_that_makes_no_sense(repo: Repo, fake_git: FakeGit, answer: str) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    commit = Commit(Git(os.environ), repo.commit())
    place = Git(os.environ).repository()
    fake_git(f'case "$*" in *" log "*) printf "{answer}";; *) exec GIT "$@";; esac')
    git = Git(os.environ)
    found = read_history(git, place, Track(commit, (b'GUIDE.md', b'docs/GUIDE.md')), 60)
    assert str(found.gap).startswith('git log: unexpected output')


def test_a_commit_that_is_not_there(repo: Repo) -> None:
    git = Git(os.environ)
    found = read_history(git, git.repository(), Track(Commit(git, '1' * 40), (b'GUIDE.md', b'docs/GUIDE.md')), 60)
    assert str(found.gap).startswith('git ls-tree: ')


class CountingGit(Git):
    """git, and how often it was asked for a log."""

    logs = 0

    def records(self, *args: str, seconds: float | None = None) -> Generator[bytes, None, None]:
        self.logs += 'log' in args
        return super().records(*args, seconds=seconds)


@pytest.mark.parametrize('most', [0, 99])
def test_many_pairs_are_read_together(repo: Repo, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    text = ''.join(f'line {i}\n' for i in range(50))
    for number, path in enumerate(('OLD', 'docs/OLD.md', 'OLDER', 'docs/OLDER', 'EVEN', 'docs/EVEN', 'LICENSE', 'a')):
        repo.put(path, f'{number // 2}\n{text}')
    repo.put_pair('GUIDE.md', '1', '2')
    repo.commit()
    repo.git('mv', 'OLD', 'OLD.md')
    repo.commit('Rename one')
    repo.put('OLD.md', '3')
    repo.put('OLDER', '3')
    repo.commit('Edit')
    repo.git('mv', 'OLDER', 'LATE')
    repo.commit('Rename another')
    repo.git('mv', 'LATE', 'LAST')
    repo.put('b', text)
    commit = Commit(CountingGit(os.environ), repo.commit('Rename it again'))
    (repo.path / 'sub').mkdir()
    monkeypatch.chdir(repo.path / 'sub')
    git = CountingGit(os.environ)
    place = git.repository()
    pairs = [
        ('EVEN', 'docs/EVEN'), ('OLD.md', 'docs/OLD.md'), ('LAST', 'docs/OLDER'), ('GUIDE.md', 'docs/GUIDE.md'),
        ('a', 'LICENSE'), ('b', 'LICENSE'), ('GUIDE.md', 'absent'),
    ]
    tracks = [Track(commit, (copy.encode(), source.encode())) for copy, source in pairs]
    assert read_histories(git, place, [], 60) == []
    monkeypatch.setattr(history, 'MAX_PATHSPECS', most)
    found = read_histories(git, place, tracks, 60)
    # all of them, twice what was renamed, and each time those that were
    assert git.logs == 5
    assert [one.meeting.name for one in found] == [
        'SAME_NOW', 'SAME_ONCE', 'SAME_ONCE', 'NEVER', 'SAME_NOW', 'NEVER', 'NEVER',
    ]
    assert [read_history(git, place, track, 60) for track in tracks] == found


def test_contents_are_compared_by_what_is_declared_so_often_as_there_is_time(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one', 'ONE')
    repo.commit()
    compared = []

    def same(copy: str, source: str) -> bool:
        compared.append((copy, source))
        return {copy, source} <= first
    first = set(repo.git('rev-parse', ':GUIDE.md', ':docs/GUIDE.md').decode().split())
    for number in range(4):
        repo.put('GUIDE.md', f'{number}')
        repo.commit()
    git = Git(os.environ)
    track = Track(Commit(git, 'HEAD'), (b'GUIDE.md', b'docs/GUIDE.md'), same=same)
    found = read_history(git, git.repository(), track, 3.0)
    assert (found.meeting, found.bases) == (Meeting.SAME_ONCE, (compared[-1][0], compared[-1][1]))
    assert len(found.copy) == 4 and found.base is None
    few = read_history(git, git.repository(), track, 0.02)
    assert few.meeting is Meeting.UNKNOWN and few.bases is None


def test_contents_that_take_long_to_compare_end_the_search(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        repo.put_pair('GUIDE.md', f'{number}', f'{number} more')
        repo.commit()
    passed = []

    def same(*_: str) -> bool:
        passed.append(10)
        return False
    monkeypatch.setattr(history, 'time', SimpleNamespace(monotonic=lambda: time.monotonic() + sum(passed)))
    git = Git(os.environ)
    track = Track(Commit(git, 'HEAD'), (b'GUIDE.md', b'docs/GUIDE.md'), same=same)
    found = read_history(git, git.repository(), track, 5)
    assert found.gap == 'search stopped after 5 s and 0 commits' and len(passed) == 1


def test_what_was_compared_before_a_rename_is_not_compared_again(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one', 'ONE')
    first = set(repo.git('rev-parse', ':GUIDE.md', ':docs/GUIDE.md').decode().split())
    repo.commit()
    repo.put('GUIDE.md', 'two')
    repo.commit()
    repo.git('mv', 'GUIDE.md', 'TEXT.md')
    repo.commit()
    repo.put('TEXT.md', 'three')
    compared: list[tuple[str, str]] = []

    def same(copy: str, source: str) -> bool:
        compared.append((copy, source))
        return {copy, source} == first
    track = Track(Commit(Git(os.environ), repo.commit()), (b'TEXT.md', b'docs/GUIDE.md'), same=same)
    found = read_history(Git(os.environ), Git(os.environ).repository(), track, 3.0)
    assert found.meeting is Meeting.SAME_ONCE and set(found.bases or ()) == first
    assert len(compared) == len(set(compared)) == 3
