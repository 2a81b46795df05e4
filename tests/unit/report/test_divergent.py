"""Commands for states that no story has: what a person types is tried in tests/stories."""
from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from sot_guard.cli import main as cli
from sot_guard.git.hook_context import hook_context
from sot_guard.report.advice import Group
from sot_guard.report.advice import Purpose
from sot_guard.report.advice import Setting
from sot_guard.report.divergent import Divergent
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import Evidence
from sot_guard.worktree.read import ABSENT
from sot_guard.worktree.read import DiskFile
from tests.support.licenses import licenses
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import CONTENT
from tests.support.reports import report
from tests.support.shell import cures
from tests.support.shell import shell

CONFLICT = '# a\n\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\n'


def test_copies_that_resolve_does_not_take_are_written_out(repo: Repo, run: Run) -> None:
    licenses(repo)
    repo.put('LICENSE', b'\0binary\n')
    line = next(line for line in first(run) if line.startswith('cp LICENSE'))
    assert shell(line, repo.path).returncode == 0
    assert run('check') == (0, '', '')


def first(run: Run) -> list[str]:
    findings = run('check', '--format', 'json').json['findings']
    assert len({finding['group'] for finding in findings}) == 1
    return [command['command'] for command in findings[0]['commands'] if command['purpose'] == 'cure']


def test_too_many_copies_are_not_written_out(repo: Repo, run: Run) -> None:
    names = [f'p{number}/LICENSE' for number in range(12)]
    for name in ('LICENSE', *names):
        repo.put(name, 'one\n')
    repo.put('.sot-guard.toml', f'[[pair]]\nsource = "LICENSE"\ncopies = {json.dumps(names)}\n')
    repo.commit()
    repo.put('LICENSE', b'\0binary\n')
    assert not [line for line in first(run) if line.startswith('cp LICENSE p')]
    repo.put('LICENSE', 'two\n')
    out = run('check').out
    assert 'LICENSE differs from its 12 copies: only LICENSE has staged changes.\n' in out
    assert 'p7/LICENSE,\n' in out or 'p7/LICENSE, ' in out
    assert ' and 2 more\n' in out
    page = run('check', '--format', 'markdown').out
    assert '- **the same in**: `p1/LICENSE`, ' in page and '2 more\n' in page


def test_a_conflict_in_new_files_is_copied_when_it_is_edited(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', CONFLICT, '# a\n\nd\n')
    result = run('check')
    assert (
        '  Fix: remove the conflict markers from GUIDE.md by hand and copy it to docs/GUIDE.md '
        '(loses 1 line of docs/GUIDE.md):\n'
        "    ! grep -nE '^(<<<<<<<|>>>>>>>)( |$)' GUIDE.md && cp GUIDE.md docs/GUIDE.md &&\n"
        '    git add GUIDE.md docs/GUIDE.md\n'
    ) in result.out
    line = cures(repo, run)[0]
    assert shell(line, repo.path).returncode == 1
    assert repo.read('docs/GUIDE.md') == b'# a\n\nd\n'
    repo.write('GUIDE.md', '# a\n\nb\n')
    assert shell(line, repo.path).returncode == 0
    assert run('check') == (0, '', '')


def test_conflicts_in_both_new_files_have_no_command(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', CONFLICT, CONFLICT.replace('b', 'd'))
    assert 'conflict markers' not in run('check').out


def test_without_a_program_nothing_names_it(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    monkeypatch.setattr(cli, 'program', lambda: '')
    repo.commit_pair(text='# a\n\none\n\ntwo\n')
    repo.put_pair('GUIDE.md', '# a\n\n1\n\ntwo\n', '# a\n\none\n\n2\n')
    out = run('check').out
    assert ' resolve ' not in out and 'More:' not in out
    assert shell(cures(repo, run)[0], repo.path).returncode == 0
    assert run('check') == (0, '', '')


def test_without_a_history_resolve_looks_for_itself(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='# a\n\none\n')
    repo.put('GUIDE.md', '# a\n\n1\n')
    repo.commit()
    out = run('check', '--no-history').out
    assert '  Fix: merge the changes since both files were identical:\n' in out
    (repo.path / 'docs/GUIDE.md').read_bytes()


def test_a_text_that_was_emptied_is_restored(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\n')
    repo.put('docs/GUIDE.md', '\n')
    assert cures(repo, run)[0] == 'cp GUIDE.md docs/GUIDE.md && git add GUIDE.md docs/GUIDE.md'


def test_a_name_in_another_encoding_is_spelled_out(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.commit_pair('é.md', 'one\n')
    repo.put('é.md', 'two\n')
    from sot_guard.report.advice import Setting
    real = Setting.__new__
    monkeypatch.setattr(Setting, '__new__', lambda cls, *args, **kwargs: real(cls, *args, **kwargs)._replace(
        encoding='ascii',
    ))
    (finding,) = run('check', '--format', 'json').json['findings']
    line = finding['commands'][0]['command']
    assert line.isascii()
    assert shell(line, repo.path).returncode == 0
    assert run('check') == (0, '', '')


def test_what_is_equal_on_disk_and_has_all_that_is_staged(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\n')
    repo.put('GUIDE.md', 'one\ntwo\n')
    for name in ('GUIDE.md', 'docs/GUIDE.md'):
        repo.write(name, 'one\ntwo\nthree\n')
    assert '  Fix: stage GUIDE.md and docs/GUIDE.md, which are equal on disk:\n' in run('check').out
    assert shell(cures(repo, run)[0], repo.path).returncode == 0
    assert run('check') == (0, '', '')


def test_a_conflict_beside_a_link_is_resolved_alone(repo: Repo, run: Run) -> None:
    repo.link('GUIDE.md', 'nowhere')
    repo.git('add', '-A')
    oid = repo.git('hash-object', '-w', '.git/HEAD').decode().strip()
    lines = ''.join(f'100644 {oid} {stage}\tdocs/GUIDE.md\n' for stage in (1, 2, 3))
    subprocess.run(('git', 'update-index', '--index-info'), input=lines.encode(), check=True)
    assert '  Fix: resolve the conflicts in docs/GUIDE.md and stage it:\n' in run('check').out


def test_a_top_level_that_cannot_be_printed_is_reached_upwards(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo = Repo.make(tmp_path / 'a\nb')
    monkeypatch.chdir(repo.path)
    repo.commit_pair(text='one\n')
    repo.put('GUIDE.md', 'two\n')
    repo.put('x/y/z', '')
    monkeypatch.chdir(repo.path / 'x/y')
    line = first(run)[0]
    assert line.startswith('cd ../.. && ')
    assert shell(line, Path.cwd()).returncode == 0
    assert run('check').status == 0


@pytest.mark.parametrize(('filter_', 'is_saved'), [('', True), ('x', False)])
def test_in_a_shallow_clone_without_a_remote_nothing_is_fetched(filter_: str, is_saved: bool) -> None:
    made = report().findings[0].examined
    lies = DiskFile(CONTENT.sha256, CONTENT.sha256)
    made = made._replace(
        copy=made.copy._replace(on_disk=ABSENT if filter_ else lies, filter=filter_),
        source=made.source._replace(on_disk=lies, only_staged=True),
        details=made.details and made.details._replace(texts=(b'a\n', b'b\n'), difference=None),
    )
    setting = Setting(hook_context({}, b'', 'sot-guard'), is_shallow=True)
    fixes = Divergent(made, Evidence(Case.UNKNOWN, None, None, None), Group(1, (b'GUIDE.md',)), setting).fixes()
    cures = [fix.effect for fix in fixes if fix.purpose is Purpose.FIX]
    assert not [effect for effect in cures if 'fetch' in effect or 'since they were' in effect]
    assert any(effect.startswith('save GUIDE.md in archive/') for effect in cures) is is_saved
