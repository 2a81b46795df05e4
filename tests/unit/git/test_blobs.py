from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from pathlib import Path
from typing import Any
from typing import cast
from typing import IO

import pytest

from sot_guard.git.blobs import Blobs
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.diff import Diff
from sot_guard.git.diff import diff_blobs
from sot_guard.git.diff import DIFF_BYTES
from sot_guard.git.process import Git
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo
from tests.support.repo import Run


def diff(repo: Repo, old: bytes, new: bytes) -> Diff:
    repo.put('old', old)
    repo.put('new', new)
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in ('old', 'new')]
    with Blobs(Git(os.environ)) as blobs:
        a, b = ((oid, blobs.content(oid)) for oid in ids)
        return diff_blobs(Git(os.environ), a, b, 60)


def test_hunks_and_counts(repo: Repo) -> None:
    assert diff(repo, b'a\nb\nc', b'a\nB\nb2\nc\n') == Diff(
        b'@@ -1,3 +1,4 @@\n a\n-b\n-c\n\\ No newline at end of file\n+B\n+b2\n+c\n', removed=2, added=3,
    )


def test_a_diff_begins_at_its_first_hunk_whatever_the_lines_look_like(repo: Repo) -> None:
    assert diff(repo, b'@@ -1 +1 @@ x\n', b'--- a\n+++ b\n@@ -9 +9 @@ y\n').hunks == (
        b'@@ -1 +1,3 @@\n-@@ -1 +1 @@ x\n+--- a\n++++ b\n+@@ -9 +9 @@ y\n'
    )


@pytest.mark.parametrize('side', [b'\0', b'x' * 7999 + b'\0'])
def test_binary_content_is_not_diffed(repo: Repo, side: bytes) -> None:
    assert diff(repo, side, b'text\n') == Diff(b'', absent='binary content')


def test_large_content_is_not_diffed(repo: Repo) -> None:
    assert diff(repo, b'x' * DIFF_BYTES, b'text\n').absent is None
    assert diff(repo, b'x' * (DIFF_BYTES + 1), b'text\n').absent == 'more than 524,288 bytes in a file'


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    """A program that leaves a trace when it runs."""
    program = tmp_path / 'evil'
    program.write_text(f'#!/bin/sh\ntouch {tmp_path}/RAN\ncat\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.mark.state('R-EOL-17', 'R-GIT-01', 'R-GIT-02', 'R-GIT-03', 'R-GIT-08')
@pytest.mark.parametrize(
    'attributes', ['* -diff', '* binary', '* diff=evil', '* -text', '* working-tree-encoding=UTF-16', '* filter=evil'],
)
@pytest.mark.parametrize(
    'settings', [
        {},
        {
            'diff.external': 'EVIL', 'diff.evil.command': 'EVIL', 'diff.evil.textconv': 'EVIL', 'core.pager': 'EVIL',
            'filter.evil.clean': 'EVIL', 'core.fsmonitor': 'EVIL', 'diff.evil.xfuncname': '^(.*)$',
        },
        {
            'color.ui': 'always', 'color.diff': 'always', 'diff.noprefix': 'true', 'diff.mnemonicPrefix': 'true',
            'diff.context': '0', 'diff.interHunkContext': '9', 'diff.suppressBlankEmpty': 'true',
            'diff.algorithm': 'patience', 'diff.evil.algorithm': 'histogram', 'diff.orderFile': 'nowhere',
            'diff.relative': 'true', 'diff.wsErrorHighlight': 'all', 'diff.colorMoved': 'zebra', 'core.abbrev': '4',
            'diff.evil.binary': 'true', 'core.bigFileThreshold': '1', 'core.whitespace': 'tab-in-indent',
        },
    ], ids=['no settings', 'programs', 'tastes'],
)
def test_nothing_of_the_repository_or_the_user_has_a_say(
    repo: Repo, evil: Path, attributes: str, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = b''.join(b'%d\n' % i for i in range(20)) + b'\nend\n'
    expected = diff(repo, old, old.replace(b'\nend', b'\nEND'))
    assert expected.hunks == b'@@ -19,4 +19,4 @@\n 18\n 19\n \n-end\n+END\n'
    for key, value in settings.items():
        repo.git('config', key, value.replace('EVIL', str(evil)))
    monkeypatch.setenv('GIT_EXTERNAL_DIFF', str(evil))
    monkeypatch.setenv('GIT_DIFF_OPTS', '-u0')
    monkeypatch.setenv('GIT_TRACE', '1')
    (repo.path / '.git/info').mkdir(exist_ok=True)
    for file in ('.gitattributes', '.git/info/attributes'):
        (repo.path / file).write_text(attributes + '\n')
    ids = [repo.git('-c', 'core.fsmonitor=', 'rev-parse', f':{name}').decode().strip() for name in ('old', 'new')]
    subdirectory = repo.path / 'sub'
    subdirectory.mkdir()
    monkeypatch.chdir(subdirectory)
    with Blobs(Git(os.environ)) as blobs:
        a, b = ((oid, blobs.content(oid)) for oid in ids)
        assert diff_blobs(Git(os.environ), a, b, 60) == expected
    assert not evil.with_name('RAN').exists()


def test_a_diff_that_git_cannot_make_is_absent(repo: Repo) -> None:
    made = diff(repo, b'a\n', b'b\n')
    repo.git('config', 'diff.algorithm', 'bogus')
    assert made.absent is None
    assert str(diff(repo, b'a\n', b'b\n').absent).startswith('git diff: ')


def test_a_diff_without_a_hunk_is_absent(repo: Repo, fake_git: FakeGit) -> None:
    fake_git('case "$*" in *" diff "*) ;; *) exec GIT "$@";; esac')
    assert diff(repo, b'a\n', b'b\n') == Diff(b'', absent='git diff found no difference')


def test_content_is_summed_whole_and_kept_in_part(repo: Repo) -> None:
    repo.put('big', b'0123456789' * 100_000)
    oid = repo.git('rev-parse', ':big').decode().strip()
    with Blobs(Git(os.environ)) as blobs:
        content = blobs.content(oid)
        assert blobs.content(oid) == content
    assert (content.size, len(content.head), content.whole) == (1_000_000, 8192, None)
    assert content.sha256 == hashlib.sha256(b'0123456789' * 100_000).hexdigest()


@pytest.mark.parametrize('said', [r'%s blob 5\nabc', r'%s blob', r'%s blob 0', r'%s', ''])
def test_a_reader_that_ends_half_way_is_no_content(repo: Repo, fake_git: FakeGit, said: str) -> None:
    fake_git(f'read oid\nprintf "{said}" $oid')
    with Blobs(Git(os.environ)) as blobs, pytest.raises(UnreadableBlob, match='cannot be read'):
        blobs.content('1' * 40)


def test_a_missing_object_does_not_stop_the_reader(repo: Repo) -> None:
    repo.put('a', b'x\n')
    oid = repo.git('rev-parse', ':a').decode().strip()
    with Blobs(Git(os.environ)) as blobs:
        with pytest.raises(UnreadableBlob, match=f'object {"1" * 40} is missing'):
            blobs.content('1' * 40)
        assert blobs.content(oid).whole == b'x\n'


def test_a_content_is_whole_up_to_a_limit(repo: Repo) -> None:
    repo.put('a', b'12345\n' * 50_000)
    oid = repo.git('rev-parse', ':a').decode().strip()
    with Blobs(Git(os.environ)) as blobs:
        assert blobs.whole(oid, 300_000) == b'12345\n' * 50_000
        assert blobs.whole(oid, 299_999) is None
        assert blobs.whole('1' * 40, 299_999) is None


def test_a_reader_that_has_ended_is_started_again(repo: Repo, tmp_path: Path, fake_git: FakeGit) -> None:
    repo.put('a', b'x\n')
    oid = repo.git('rev-parse', ':a').decode().strip()
    # the first one closes its input, so that the second question meets a broken pipe, answers once and ends
    fake_git(f'mkdir {tmp_path}/begun || exec GIT "$@"\nread oid; exec <&-; printf "$oid blob 2\\nx\\n\\n"')
    with Blobs(Git(os.environ)) as blobs:
        assert blobs.content(oid).whole == b'x\n'
        with pytest.raises(UnreadableBlob, match='cannot be read'):
            blobs.read(oid, 9)
        assert blobs.content(oid).whole == b'x\n'


class Counted:
    """The output of a git, and how many bytes of it were read."""

    def __init__(self, stream: IO[bytes], read: list[int]) -> None:
        self._stream, self._read = stream, read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._read.append(len(data))
        return data


def test_a_large_pair_is_read_once(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large to be shown is summed, and nothing of it is read again: not from git, not from the disk."""
    size = 100_000_000
    repo.put_pair('GUIDE.md', b'x' * size, b'x' * (size - 1) + b'y')
    read: list[int] = []
    opened: list[bytes] = []
    start, open_file = Git.start, os.open

    def started(self: Git, *args: str, **streams: int) -> subprocess.Popen[bytes]:
        process = start(self, *args, **streams)
        if 'cat-file' in args:
            assert process.stdout is not None
            process.stdout = cast(IO[bytes], Counted(process.stdout, read))
        return process

    def noted(path: bytes, *args: int) -> int:
        opened.append(path)
        return open_file(path, *args)
    monkeypatch.setattr(Git, 'start', started)
    monkeypatch.setattr(os, 'open', noted)
    assert run('check').status == 1
    assert 2 * size <= sum(read) < 2 * size + 100  # and the ends of the records
    assert not [path for path in opened if b'GUIDE.md' in os.fsencode(path)]
    read.clear()
    repo.put('docs/GUIDE.md', b'x' * size)
    assert run('check') == (0, '', '')
    assert read == []


def test_contents_are_remembered_by_few_turns(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [b'%d\n' % number for number in range(5)]
    for number, text in enumerate(texts):
        repo.put(str(number), text)
    oids = repo.git('rev-parse', *(f':{number}' for number in range(5))).decode().split()
    monkeypatch.setattr('sot_guard.git.blobs.MAX_REMEMBERED', 4)
    with Blobs(Git(os.environ)) as blobs:
        monkeypatch.setattr('sot_guard.git.blobs.MAX_ASKED', 3)
        blobs.remember([oids[0], '1' * 40, oids[0], oids[1], oids[2]])
        # git is not asked for them again
        paths = [repo.path / '.git/objects' / oid[:2] / oid[2:] for oid in oids[:2]]
        for path in paths:
            path.rename(path.with_suffix('.aside'))
        assert [blobs.content(oid).whole for oid in oids[:2]] == texts[:2]
        for path in paths:
            path.with_suffix('.aside').rename(path)
        with pytest.raises(UnreadableBlob, match='is missing'):
            blobs.content('1' * 40)
        blobs.remember(oids[2:])
        assert [blobs.content(oid).whole for oid in oids] == texts


def test_a_git_that_ends_is_asked_no_further(fake_git: FakeGit, tmp_path: Path) -> None:
    fake_git(f'echo x >>{tmp_path}/calls\nread oid\necho nonsense')
    with Blobs(Git(os.environ)) as blobs:
        blobs.remember(())
        assert not (tmp_path / 'calls').exists()
        blobs.remember(['1' * 40, '2' * 40])
        assert (tmp_path / 'calls').read_text() == 'x\n'
        with pytest.raises(UnreadableBlob, match='cannot be read'):
            blobs.content('2' * 40)


def test_a_damaged_object_does_not_keep_the_others_from_being_read(repo: Repo) -> None:
    repo.put('a', b'a\n')
    repo.put('b', b'b\n')
    oids = repo.git('rev-parse', ':a', ':b').decode().split()
    path = repo.path / '.git/objects' / oids[0][:2] / oids[0][2:]
    path.chmod(0o644)
    path.write_bytes(b'damaged')
    with Blobs(Git(os.environ)) as blobs:
        blobs.remember(oids)
        assert blobs.content(oids[1]).whole == b'b\n'
        with pytest.raises(UnreadableBlob):
            blobs.content(oids[0])
