"""What a [[pair]] names never drops out: a path that nobody has, and a file that a commit takes away."""
from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT
from tests.support.shell import printed_fixes


def pair(source: str, *copies: str, table: str = 'pair') -> str:
    listed = ', '.join(f'"{copy}"' for copy in copies)
    return f'[[{table}]]\nsource = "{source}"\ncopies = [{listed}]\n'


def told(run: Run, *argv: str, status: int) -> list[str]:
    """The lines of a run without a finding."""
    result = run('check', *argv)
    assert (result.status, result.out) == (status, ''), result
    return [line.removeprefix('sot-guard: ') for line in result.err.splitlines()]


@pytest.fixture
def licences(repo: Repo) -> Repo:
    """A licence with two copies, committed."""
    for path in ('LICENSE', 'a/LICENSE', 'b/LICENSE'):
        repo.put(path, 'MIT\n')
    repo.put('.sot-guard.toml', pair('LICENSE', 'a/LICENSE', 'b/LICENSE'))
    repo.put('later/notes', 'x\n')
    repo.commit()
    return repo


# ---- a path that neither the judged tree nor the baseline has

MISSPELT = '.sot-guard.toml: pair[0]: docs/indx.md does not exist; did you mean docs/index.md? If not, remove pair[0]'


@pytest.fixture
def misspelt(repo: Repo) -> Repo:
    """A pair whose source is misspelt, committed."""
    repo.put('README.md', 'one\n')
    repo.put('docs/index.md', 'two\n')
    repo.put('.sot-guard.toml', pair('docs/indx.md', 'README.md'))
    repo.commit()
    return repo


@pytest.mark.parametrize(
    'argv', [
        [], ['--all'], ['README.md'], ['docs/indx.md'], ['docs'], ['--staged', 'README.md'],
        ['--staged', 'docs/indx.md'], ['--rev', 'HEAD'],
    ], ids=' '.join,
)
def test_a_misspelt_path_is_an_error_where_its_pair_is_in_scope(misspelt: Repo, run: Run, argv: list[str]) -> None:
    assert told(run, *argv, status=2)[0] == MISSPELT


@pytest.mark.parametrize('argv', [['--staged'], ['--staged', 'other'], ['other'], ['docs/index.md']], ids=' '.join)
def test_elsewhere_it_is_one_note(misspelt: Repo, run: Run, argv: list[str]) -> None:
    misspelt.put('other', 'x')
    assert told(run, *argv, status=0) == [MISSPELT]


def change_the_copy(repo: Repo) -> None:
    repo.put('README.md', 'three\n')


def delete_the_copy(repo: Repo) -> None:
    repo.git('rm', '-q', 'README.md')


def add_a_comment(repo: Repo) -> None:
    repo.put('.sot-guard.toml', pair('docs/indx.md', 'README.md') + '# x\n')


@pytest.mark.parametrize('change', [change_the_copy, delete_the_copy, add_a_comment])
def test_a_commit_that_touches_the_pair_or_the_configuration_is_held_up(
    misspelt: Repo, run: Run, change: Callable[[Repo], None],
) -> None:
    change(misspelt)
    assert MISSPELT in told(run, '--staged', status=2)


def test_the_first_commit_touches_everything(repo: Repo, run: Run) -> None:
    repo.put('README.md', 'one\n')
    repo.put('.sot-guard.toml', pair('docs/index.md', 'README.md'))
    line = '.sot-guard.toml: pair[0]: docs/index.md does not exist; remove pair[0]'
    assert told(run, '--staged', status=2) == [line]


def test_a_pair_that_is_right_is_compared_beside_one_that_is_not(licences: Repo, run: Run) -> None:
    licences.put('.sot-guard.toml', pair('LICENSE', 'a/LICENSE', 'bb/LICENSE'))
    licences.put('a/LICENSE', 'BSD\n')
    assert run.findings('--staged') == {'a/LICENSE': 'divergent'}
    result = run('check', '--staged')
    assert (result.status, 'a/LICENSE' in result.out) == (2, True)
    assert result.err == (
        'sot-guard: .sot-guard.toml: pair[0]: bb/LICENSE does not exist; did you mean b/LICENSE? If not, remove '
        'bb/LICENSE from pair[0]\n'
    )


def test_each_path_is_said_once_and_the_rest_is_counted(repo: Repo, run: Run) -> None:
    repo.put('README.md', 'x')
    repo.put('.sot-guard.toml', pair('gone', *(f'copies/{number}' for number in range(11))))
    lines = told(run, status=2)
    assert lines[:2] == [
        '.sot-guard.toml: pair[0]: copies/0 does not exist; remove copies/0 from pair[0]',
        '.sot-guard.toml: pair[0]: gone does not exist; remove pair[0]',
    ]
    assert (len(lines), lines[10]) == (11, 'and 2 more paths of a [[pair]] that do not exist')


def test_a_file_that_is_not_staged_yet(misspelt: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    misspelt.write('docs/indx.md', 'x')
    line = '.sot-guard.toml: pair[0]: docs/indx.md is not tracked; git add {}, or remove pair[0]'
    assert told(run, status=2) == [line.format('docs/indx.md')]
    monkeypatch.chdir('docs')
    assert told(run, status=2) == [line.format('indx.md')]
    # the disk says nothing of a commit
    assert told(run, '--rev', 'HEAD', status=2) == [MISSPELT]
    misspelt.git('add', '-N', 'indx.md', status=128)
    misspelt.git('add', '-N', 'docs/indx.md')
    assert told(run, status=2) == [line.format('indx.md')]


@pytest.mark.parametrize('written', ['docs/INDEX.md', 'Docs/index.md'])
def test_a_path_in_another_case_was_meant(misspelt: Repo, run: Run, written: str) -> None:
    misspelt.put('.sot-guard.toml', pair(written, 'README.md'))
    (line,) = told(run, '--staged', status=2)
    assert line.startswith(f'.sot-guard.toml: pair[0]: {written} does not exist; did you mean docs/index.md? ')


def test_in_pyproject_the_key_is_named_as_in_every_error(repo: Repo, run: Run) -> None:
    repo.put('README.md', 'x')
    repo.put('pyproject.toml', pair('gone', 'README.md', table='tool.sot-guard.pair'))
    assert told(run, status=2) == ['pyproject.toml: tool.sot-guard.pair[0]: gone does not exist; remove pair[0]']


def test_a_source_and_its_copies_are_not_meant_by_each_other(licences: Repo, run: Run) -> None:
    licences.git('rm', '-q', 'a/LICENSE')
    licences.commit()
    line = '.sot-guard.toml: pair[0]: a/LICENSE does not exist; remove a/LICENSE from pair[0]'
    assert told(run, '--all', status=2) == [line]
    licences.put('later/notes', 'y\n')
    assert told(run, '--staged', status=0) == [line]


def test_a_file_of_a_submodule_is_no_file_of_the_repository(repo: Repo, run: Run) -> None:
    repo.put('LICENSE', 'x')
    oid = repo.commit()
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{oid},vendor/lib')
    repo.write('vendor/lib/LICENSE', 'x')
    for path in ('vendor/lib/LICENSE', 'vendor/lib/deep/LICENSE'):
        repo.put('.sot-guard.toml', pair('LICENSE', path))
        (line,) = told(run, '--staged', status=2)
        assert line.endswith(f' {path} is inside the submodule vendor/lib, which is not compared; remove pair[0]')


def test_a_misspelt_source_of_a_glob(repo: Repo, run: Run) -> None:
    repo.put('LICENSE', 'one\n')
    repo.put('packages/a/LICENSE', 'one\n')
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "LICENCE"\ncopies = ["packages/*/LICENSE"]\n')
    (line,) = told(run, '--all', status=2)
    assert line.endswith('pair[0]: LICENCE does not exist; did you mean LICENSE? If not, remove pair[0]')


# ---- a folder where a file is meant

@pytest.mark.parametrize(
    'text', [
        pair('docs', 'README.md'), pair('docs/index.md', 'docs'),
        pair('LICENSE', 'docs/deep'),
    ],
)
def test_a_folder_is_no_file(repo: Repo, run: Run, text: str) -> None:
    for path in ('README.md', 'LICENSE', 'docs/index.md', 'docs/deep/x.md'):
        repo.put(path, 'one\n')
    repo.put('.sot-guard.toml', text)
    (line,) = told(run, '--all', status=2)
    assert ' is a folder; write the path of a file in it, or remove pair[0]' in line
    repo.commit()
    repo.put('other', 'x')
    assert told(run, '--staged', status=0) == [line]


def test_a_file_that_becomes_a_folder(licences: Repo, run: Run) -> None:
    licences.git('rm', '-q', 'a/LICENSE')
    licences.put('a/LICENSE/MIT', 'MIT\n')
    assert ' a/LICENSE is a folder; ' in told(run, '--staged', status=2)[0]


# ---- a file that the commit takes away

def delete(repo: Repo) -> None:
    repo.git('rm', '-q', 'a/LICENSE')


def rename(repo: Repo) -> None:
    repo.git('mv', 'a/LICENSE', 'a/COPYING')


def move_its_folder(repo: Repo) -> None:
    repo.git('mv', 'a', 'c')


def delete_and_change_another_copy(repo: Repo) -> None:
    repo.git('rm', '-q', 'a/LICENSE')
    repo.put('later/notes', 'y\n')


@pytest.mark.parametrize('change', [delete, rename, move_its_folder, delete_and_change_another_copy])
def test_a_copy_that_the_commit_takes_away(licences: Repo, run: Run, change: Callable[[Repo], None]) -> None:
    change(licences)
    for argv in (['--staged'], ['--all'], ['a/LICENSE'], ['LICENSE']):
        assert run.findings(*argv) == {'a/LICENSE': 'copy_missing'}
    assert run('check', '--staged').status == 1
    assert run.findings('later') == {}
    out = run('check', '--staged').out
    assert out.startswith(
        'This commit deletes a/LICENSE, a required copy of LICENSE (pair[0] in .sot-guard.toml).\n\n'
        '  Fix: restore a/LICENSE from HEAD, then commit again:\n'
        '    git restore --source=HEAD --staged --worktree a/LICENSE\n'
        '  Or remove a/LICENSE from pair[0] in .sot-guard.toml, then stage that file:\n'
        '    git add .sot-guard.toml\n',
    )
    assert out.endswith('sot-guard: commit refused: 1 file is missing.\n')
    quiet = run('check', '--staged', '--quiet').out
    assert quiet == 'a/LICENSE:1: deleted, but required [copy_missing]\n'
    licences.git('restore', '--source=HEAD', '--staged', '--worktree', 'a/LICENSE')
    assert run.findings('--staged') == {}


def test_without_the_entry_the_copy_may_go(licences: Repo, run: Run) -> None:
    licences.git('rm', '-q', 'a/LICENSE', 'b/LICENSE')
    licences.put('.sot-guard.toml', pair('LICENSE', 'b/LICENSE'))
    assert run.findings('--staged') == {'b/LICENSE': 'copy_missing'}
    out = run('check', '--staged').out
    assert '  Or remove pair[0] from .sot-guard.toml, then stage that file:\n    git add .sot-guard.toml\n' in out
    licences.put('.sot-guard.toml', '')
    assert run('check', '--staged') == (0, '', '')


def test_a_source_that_the_commit_takes_away(licences: Repo, run: Run) -> None:
    licences.git('rm', '-q', 'LICENSE')
    assert run.findings('--staged') == {'a/LICENSE': 'docs_missing', 'b/LICENSE': 'docs_missing'}
    out = run('check', '--staged').out
    assert out.startswith(
        'This commit deletes LICENSE, the source of 2 copies (pair[0] in .sot-guard.toml).\n'
        '    a/LICENSE, b/LICENSE\n',
    )
    assert out.count('    git restore --source=HEAD --staged --worktree LICENSE\n') == 1
    licences.git('rm', '-q', 'a/LICENSE')
    assert run.findings('--staged') == {'a/LICENSE': 'docs_missing', 'b/LICENSE': 'docs_missing'}
    out = run('check', '--staged', 'a/LICENSE').out
    assert out.startswith(
        'LICENSE and its copy a/LICENSE are missing (pair[0] in .sot-guard.toml).\n\n'
        '  Fix: restore a/LICENSE and LICENSE from HEAD, then commit again:\n'
        '    git restore --source=HEAD --staged --worktree a/LICENSE LICENSE\n',
    )


@pytest.mark.parametrize('how', ['rev', 'range'])
def test_a_copy_that_a_pushed_commit_took_away(
    licences: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, how: str,
) -> None:
    before = licences.git('rev-parse', 'HEAD').decode().strip()
    licences.git('rm', '-q', 'a/LICENSE')
    licences.commit()
    argv = ['--rev', 'HEAD'] if how == 'rev' else ['--staged']
    if how == 'range':
        licences.put('later/notes', 'y\n')
        licences.commit()
        monkeypatch.setenv('PRE_COMMIT_FROM_REF', before)
        monkeypatch.setenv('PRE_COMMIT_TO_REF', 'HEAD')
    assert run.findings(*argv) == {'a/LICENSE': 'copy_missing'}
    out = run('check', *argv).out
    assert 'git restore' not in out
    assert out.startswith('a/LICENSE is missing, a required copy of LICENSE (pair[0] in .sot-guard.toml).\n')
    line, without = printed_fixes(out)
    assert without == "git add .sot-guard.toml && git commit -m 'Sync a/LICENSE and LICENSE'"
    command, end = line.split(' && git commit -m ')
    assert end == "'Sync a/LICENSE and LICENSE'"
    licences.write('a/LICENSE', 'mine alone\n')
    assert subprocess.run(command, shell=True, check=False, stderr=subprocess.DEVNULL).returncode != 0
    assert licences.read('a/LICENSE') == b'mine alone\n'
    (licences.path / 'a/LICENSE').unlink()
    subprocess.run(command, shell=True, check=True)
    assert licences.read('a/LICENSE') == b'MIT\n'
    assert licences.git('status', '--porcelain') == b'A  a/LICENSE\n'


def test_a_copy_that_a_merge_takes_away(licences: Repo, run: Run) -> None:
    """What HEAD has could undo what the other side of the merge changed: the source has it."""
    licences.git('checkout', '-q', '-b', 'topic')
    licences.put('LICENSE', 'BSD\n')
    licences.put('a/LICENSE', 'BSD\n')
    licences.put('b/LICENSE', 'BSD\n')
    licences.commit()
    licences.git('checkout', '-q', 'main')
    licences.put('later/notes', 'y\n')
    licences.commit()
    licences.git('merge', '-q', '--no-commit', '--no-ff', 'topic')
    licences.git('rm', '-qf', 'a/LICENSE')
    assert run.findings('--staged') == {'a/LICENSE': 'copy_missing'}
    out = run('check', '--staged').out
    assert 'git restore' not in out
    assert out.startswith('a/LICENSE is missing, a required copy of LICENSE (pair[0] in .sot-guard.toml).\n')
    command, _ = printed_fixes(out)
    assert command == 'mkdir -p a && cp LICENSE a/LICENSE && git add a/LICENSE LICENSE'
    subprocess.run(command, shell=True, check=True)
    assert run('check', '--staged').status == 0


def test_a_copy_that_only_the_other_side_of_a_merge_has(licences: Repo, run: Run) -> None:
    licences.git('rm', '-q', 'a/LICENSE')
    licences.git('commit', '-q', '--no-verify', '-m', 'x')
    licences.git('checkout', '-q', '-b', 'topic', 'HEAD~')
    licences.put('later/notes', 'y\n')
    licences.commit()
    licences.git('checkout', '-q', 'main')
    licences.git('merge', '-q', '--no-commit', '--no-ff', 'topic')
    assert run.findings('--staged') == {'a/LICENSE': 'copy_missing'}


def test_a_folder_that_becomes_a_link_to_that_of_the_source(licences: Repo, run: Run) -> None:
    licences.put('common/NOTICE', 'x\n')
    licences.put('d/NOTICE', 'x\n')
    licences.put('.sot-guard.toml', pair('common/NOTICE', 'd/NOTICE'))
    licences.commit()
    licences.git('rm', '-qr', 'd')
    licences.link('d', 'common')
    licences.git('add', 'd')
    assert run('check', '--staged') == (0, '', '')
    assert run.findings('--all') == {'d/NOTICE': 'linked'}
    licences.link('d', 'later')
    licences.git('add', 'd')
    assert run.findings('--staged') == {'d/NOTICE': 'copy_missing'}
    licences.put('later/NOTICE', 'x\n')
    assert run.findings('--staged') == {'d/NOTICE': 'copy_missing'}
    oid = licences.git('rev-parse', ':d').decode().strip()
    (licences.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    assert run.findings('--staged') == {'d/NOTICE': 'read_error'}


def test_a_path_below_a_linked_folder_means_the_file_there(repo: Repo, run: Run) -> None:
    repo.put('README.md', 'one\n')
    repo.put('documentation/index.md', 'one\n')
    repo.link('docs', 'documentation')
    repo.git('add', 'docs')
    repo.put('.sot-guard.toml', pair('docs/index.md', 'README.md'))
    (line,) = told(run, '--all', status=2)
    assert ' docs/index.md does not exist; did you mean documentation/index.md? ' in line


# ---- the commands

def delete_both_and_change_the_source(repo: Repo) -> None:
    delete(repo)
    repo.put('LICENSE', 'BSD\n')
    repo.put('b/LICENSE', 'BSD\n')


def change_the_source_with_unstaged_edits(repo: Repo) -> None:
    delete_both_and_change_the_source(repo)
    repo.write('LICENSE', 'BSD, edited\n')


def only_untrack_the_copy(repo: Repo) -> None:
    repo.git('rm', '-q', '--cached', 'a/LICENSE')
    repo.write('a/LICENSE', 'mine alone\n')


def untrack_the_copy_and_change_the_source(repo: Repo) -> None:
    delete_both_and_change_the_source(repo)
    repo.write('a/LICENSE', 'mine alone\n')


@pytest.mark.parametrize(
    ('change', 'expected', 'on_disk'), [
        (delete, 'git restore --source=HEAD --staged --worktree a/LICENSE', 'MIT\n'),
        (
            delete_both_and_change_the_source,
            'mkdir -p a && cp LICENSE a/LICENSE && git add a/LICENSE LICENSE', 'BSD\n',
        ),
        (
            change_the_source_with_unstaged_edits,
            'mkdir -p a && git show :LICENSE >a/LICENSE && git add a/LICENSE', 'BSD\n',
        ),
        (only_untrack_the_copy, 'git restore --source=HEAD --staged a/LICENSE', 'mine alone\n'),
        (
            untrack_the_copy_and_change_the_source,
            'git update-index --add --cacheinfo 100644,a5be8eef6aa3bec5ab9ffb1bf7d1ba19eb29a4e7,a/LICENSE',
            'mine alone\n',
        ),
    ],
)
def test_the_fix_works_and_overwrites_nothing(
    licences: Repo, run: Run, change: Callable[[Repo], None], expected: str, on_disk: str,
) -> None:
    change(licences)
    oid = licences.git('rev-parse', ':LICENSE').decode().strip()
    command, without = printed_fixes(run('check', '--staged').out)
    assert without == 'git add .sot-guard.toml'
    assert command.replace(oid, 'a5be8eef6aa3bec5ab9ffb1bf7d1ba19eb29a4e7') == expected
    subprocess.run(command, shell=True, check=True)
    assert run('check', '--staged').status == 0
    assert licences.read('a/LICENSE') == on_disk.encode()


def test_the_fix_from_a_subdirectory(licences: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    delete_both_and_change_the_source(licences)
    monkeypatch.chdir(licences.path / 'later')
    command, without = printed_fixes(run('check', '--staged').out)
    assert command == f'cd {licences.path} && mkdir -p a && cp LICENSE a/LICENSE && git add a/LICENSE LICENSE'
    assert without == f'cd {licences.path} && git add .sot-guard.toml'
    subprocess.run(command, shell=True, check=True)
    assert run('check', '--staged').status == 0


def test_at_the_top_level_no_folder_is_made(repo: Repo, run: Run) -> None:
    for path in ('docs/index.md', 'README.md'):
        repo.put(path, 'one\n')
    repo.put('.sot-guard.toml', pair('docs/index.md', 'README.md'))
    repo.commit()
    repo.git('rm', '-q', 'README.md')
    repo.put('docs/index.md', 'two\n')
    command, _ = printed_fixes(run('check', '--staged').out)
    assert command == 'cp docs/index.md README.md && git add README.md docs/index.md'


def test_nothing_is_offered_for_what_is_no_file(licences: Repo, run: Run) -> None:
    delete(licences)
    licences.link('LICENSE', 'later/notes')
    licences.git('add', 'LICENSE')
    assert run.findings('--staged')['a/LICENSE'] == 'copy_missing'
    assert printed_fixes(run('check', 'a').out) == ['git add .sot-guard.toml']


def test_commit_a_and_commit_of_a_path(licences: Repo) -> None:
    """Refused by git's own hook, the fix is typed as it is printed, and the commit goes through."""
    for how in (['-a'], ['--', 'a/LICENSE']):
        output = licences.hook()
        (licences.path / 'a/LICENSE').unlink()
        licences.git('commit', '-qm', 'x', *how, status=1)
        said = output.read_text()
        (command,) = (line.strip() for line in said.splitlines() if 'git restore' in line)
        subprocess.run(command, shell=True, check=True)
        assert licences.read('a/LICENSE') == b'MIT\n'
        assert licences.git('status', '--porcelain') == b''


def test_a_real_hook_lets_no_unrelated_commit_wait(misspelt: Repo) -> None:
    output = misspelt.hook()
    misspelt.put('other', 'x')
    misspelt.git('commit', '-qm', 'unrelated')
    assert output.read_text() == f'sot-guard: {MISSPELT}\n'
    misspelt.put('README.md', 'three\n')
    misspelt.git('commit', '-qm', 'related', status=1)
    misspelt.put('.sot-guard.toml', pair('docs/index.md', 'README.md'))
    misspelt.put('docs/index.md', 'three\n')
    misspelt.git('commit', '-qm', 'mended')
    assert output.read_text() == ''


def test_a_baseline_that_cannot_be_read_is_no_pass(licences: Repo, run: Run) -> None:
    delete(licences)
    tree = licences.git('rev-parse', 'HEAD^{tree}').decode().strip()
    (licences.path / '.git/objects' / tree[:2] / tree[2:]).unlink()
    assert run('check', '--staged').status == 2


def test_a_sparse_or_shallow_place_asks_no_disk(licences: Repo, tmp_path: Path) -> None:
    """The index has what the work tree has not."""
    clone = tmp_path / 'clone'
    licences.git('clone', '-q', '--no-checkout', str(licences.path), str(clone))
    subprocess.run(('git', 'read-tree', 'HEAD'), cwd=clone, check=True)
    done = subprocess.run((SCRIPT, 'check', '--all'), cwd=clone, env=os.environ, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b'', b'')
    shutil.rmtree(clone / '.git/refs')
