"""Reports that are written to files, and the summary of a job."""
from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


def test_reports_are_written_beside_the_output(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    old = os.umask(0o027)
    try:
        result = run('check', '--report', 'json=new/folder/a.json', '--report=markdown=page.md', '--report', 'text=t')
    finally:
        os.umask(old)
    assert result.status == 1
    assert json.loads(repo.read('new/folder/a.json'))['divergent_found'] is True
    assert repo.read('page.md').startswith(b'# ')
    assert repo.read('t').decode() == result.out
    assert (repo.path / 't').stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in repo.path.iterdir()) == ['.git', 'GUIDE.md', 'docs', 'new', 'page.md', 't']


def test_a_report_is_not_written_through_a_link(repo: Repo, run: Run, tmp_path: Path) -> None:
    victim = tmp_path / 'victim'
    victim.mkdir()
    (victim / 'file').write_text('mine\n')
    repo.put('docs/x', 'x')
    repo.link('folder', str(victim))
    repo.link('file', str(victim / 'file'))
    result = run('check', '--report', 'json=folder/file')
    assert result == (2, '', 'sot-guard: folder: is a symlink; name a path without symlinks\n')
    for file in ('file', '/dev/null', '/dev/stdout', '.git/fifo'):
        if file == '.git/fifo':
            os.mkfifo(repo.path / file)
        before = os.lstat(file)
        result = run('check', '--report', f'json={file}')
        assert result.status == 2
        assert result.err == f'sot-guard: {file}: is not a regular file; name another file\n'
        assert os.lstat(file).st_ino == before.st_ino
    assert (victim / 'file').read_text() == 'mine\n'


@pytest.mark.parametrize('file', ['docs', 'docs/', 'GUIDE.md/x', '/proc/nothing/x'])
def test_a_report_that_cannot_be_written_is_no_pass(repo: Repo, run: Run, file: str) -> None:
    repo.commit_pair()
    result = run('check', '--report', f'text={file}')
    assert result.status == 2
    assert result.err.startswith(f'sot-guard: {file}: ')
    assert result.err.count('\n') == 1


def test_a_report_that_fails_half_way_leaves_what_was_there(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put('docs/x', 'x')
    repo.write('report', 'before\n')

    def full(_: int) -> None:
        raise OSError(28, 'No space left on device')
    monkeypatch.setattr(os, 'fsync', full)
    result = run('check', '--report', 'json=report')
    assert result == (2, '', 'sot-guard: report: cannot be written (No space left on device)\n')
    assert repo.read('report') == b'before\n'
    assert sorted(p.name for p in repo.path.iterdir()) == ['.git', 'docs', 'report']


# ---- the summary of a job

def test_the_summary_is_appended_to(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    summary = tmp_path / 'summary.md'
    summary.write_text('before\n')
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', str(summary))
    repo.commit_pair()
    run('check')
    assert summary.read_text() == 'before\n'
    repo.put('GUIDE.md', 'two\n')
    assert run('check').status == 1
    text = summary.read_text()
    assert text.startswith('before\n# Root and docs duplicates\n')
    summary.write_text('x' * (1 << 20))
    run('check')
    assert summary.stat().st_size == 1 << 20
    summary.unlink()
    summary.symlink_to(repo.path / 'GUIDE.md')
    result = run('check')
    assert (result.status, 'cannot be written' in result.err) == (1, True)
    assert repo.read('GUIDE.md') == b'two\n'
    monkeypatch.setenv('GITHUB_STEP_SUMMARY', os.devnull)
    assert 'is not a regular file' in run('check').err
