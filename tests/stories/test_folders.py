"""Folders and globs in a [[pair]]: the states of git, what is said of them, and what brings them together."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest

from sot_guard.errors import GitError
from sot_guard.git.process import Git
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import shell

FOLDERS = '[[pair]]\nsource = "docs/"\ncopies = ["site/docs/"]\n'
GLOBS = '[[pair]]\nsource = "LICENSE"\ncopies = ["packages/*/LICENSE"]\n'
NAMES = ('a.md', 'b.md', 'deep/c.md')


def in_shell(repo: Repo, line: str) -> None:
    done = shell(line, repo.path)
    assert done.returncode == 0, (line, done)


def trees(repo: Repo, config: str = FOLDERS) -> None:
    for name in NAMES:
        repo.write(f'docs/{name}', f'# {name}\n\none\n')
        repo.write(f'site/docs/{name}', f'# {name}\n\none\n')
    repo.write('docs/only.md', 'x\n')
    repo.write('site/docs/own.md', 'x\n')
    repo.write('.sot-guard.toml', config)
    repo.git('add', '-A')
    repo.commit()


def packages(repo: Repo, config: str = GLOBS) -> None:
    for name in ('LICENSE', 'packages/a/LICENSE', 'packages/b/LICENSE', 'packages/a/code', 'packages/b/code'):
        repo.write(name, 'one\n')
    repo.write('.sot-guard.toml', config)
    repo.git('add', '-A')
    repo.commit()


# ---- the matrix of states

def steps(*changes: Callable[[Repo], object]) -> Callable[[Repo], object]:
    def all_of_them(repo: Repo) -> None:
        for change in changes:
            change(repo)
    return all_of_them


def conflict(repo: Repo, path: str) -> None:
    oid = repo.git('rev-parse', f':{path}').decode().strip()
    repo.git('rm', '-q', '--cached', path)
    lines = ''.join(f'100644 {oid} {stage}\t{path}\n' for stage in (1, 2, 3))
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def gitlink(repo: Repo, path: str, digit: str = '1') -> None:
    repo.git('rm', '-qr', '--cached', '--ignore-unmatch', path)
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{digit * 40},{path}')


def link(repo: Repo, path: str, target: str) -> None:
    repo.git('rm', '-qr', '--cached', '--ignore-unmatch', path)
    oid = subprocess.run(('git', 'hash-object', '-w', '--stdin'), input=target.encode(), cwd=repo.path, check=True,
                         capture_output=True).stdout.decode().strip()
    repo.git('update-index', '--add', '--cacheinfo', f'120000,{oid},{path}')


MATRIX: dict[str, tuple[Callable[[Repo], object], dict[str, str]]] = {
    'added to the source': (lambda r: r.put('docs/new.md', 'x'), {}),
    'added to the copy': (lambda r: r.put('site/docs/new.md', 'x'), {}),
    'added to both': (steps(lambda r: r.put('docs/new.md', 'x'), lambda r: r.put('site/docs/new.md', 'x')), {}),
    'added differently': (
        steps(lambda r: r.put('docs/new.md', 'x'), lambda r: r.put('site/docs/new.md', 'y')),
        {'site/docs/new.md': 'divergent'}),
    'changed at the source': (lambda r: r.put('docs/a.md', 'two\n'), {'site/docs/a.md': 'divergent'}),
    'changed in the copy': (lambda r: r.put('site/docs/a.md', 'two\n'), {'site/docs/a.md': 'divergent'}),
    'changed alike': (steps(lambda r: r.put('docs/a.md', 'two\n'), lambda r: r.put('site/docs/a.md', 'two\n')), {}),
    'deleted at the source': (lambda r: r.git('rm', '-q', 'docs/a.md'), {'site/docs/a.md': 'docs_missing'}),
    'deleted in the copy': (lambda r: r.git('rm', '-q', 'site/docs/a.md'), {'site/docs/a.md': 'copy_missing'}),
    'deleted in both': (lambda r: r.git('rm', '-q', 'docs/a.md', 'site/docs/a.md'), {}),
    'deleted where it was alone': (lambda r: r.git('rm', '-q', 'docs/only.md', 'site/docs/own.md'), {}),
    'renamed at the source': (lambda r: r.git('mv', 'docs/a.md', 'docs/z.md'), {'site/docs/a.md': 'docs_missing'}),
    'renamed in the copy': (
        lambda r: r.git('mv', 'site/docs/a.md', 'site/docs/z.md'), {'site/docs/a.md': 'copy_missing'}),
    'renamed in both': (
        steps(lambda r: r.git('mv', 'docs/a.md', 'docs/z.md'),
              lambda r: r.git('mv', 'site/docs/a.md', 'site/docs/z.md')), {}),
    'renamed in case': (lambda r: r.git('mv', 'docs/a.md', 'docs/A.md'), {'site/docs/a.md': 'docs_missing'}),
    'another mode': (lambda r: r.git('update-index', '--chmod=+x', 'docs/a.md'), {'site/docs/a.md': 'divergent'}),
    'both modes': (lambda r: r.git('update-index', '--chmod=+x', 'docs/a.md', 'site/docs/a.md'), {}),
    'a link to the source': (
        lambda r: link(r, 'site/docs/a.md', '../../docs/a.md'), {'site/docs/a.md': 'linked'}),
    'a link elsewhere': (lambda r: link(r, 'site/docs/a.md', 'b.md'), {'site/docs/a.md': 'link_elsewhere'}),
    'the same link in both': (
        steps(lambda r: link(r, 'docs/a.md', 'b.md'), lambda r: link(r, 'site/docs/a.md', 'b.md')), {}),
    'a linked folder': (
        lambda r: link(r, 'site/docs/deep', '../../docs/deep'), {'site/docs/deep/c.md': 'linked'}),
    'the copy is a link': (
        lambda r: link(r, 'site/docs', '../docs'), {f'site/docs/{name}': 'linked' for name in NAMES}),
    'a submodule': (lambda r: gitlink(r, 'site/docs/a.md'), {'site/docs/a.md': 'submodule'}),
    'the same submodule': (steps(lambda r: gitlink(r, 'docs/a.md'), lambda r: gitlink(r, 'site/docs/a.md')), {}),
    'unmerged': (lambda r: conflict(r, 'docs/a.md'), {'site/docs/a.md': 'unmerged'}),
    'intent to add': (steps(lambda r: r.write('docs/new.md', ''), lambda r: r.git('add', '-N', 'docs/new.md')), {}),
    'a name that is no UTF-8': (
        steps(lambda r: r.put(b'docs/\xff.md', 'x'), lambda r: r.put(b'site/docs/\xff.md', 'y')),
        {'site/docs/\\xff.md': 'divergent'}),
    'a folder in place of a file': (
        steps(lambda r: r.git('rm', '-q', 'site/docs/a.md'), lambda r: r.put('site/docs/a.md/x', 'y')),
        {'site/docs/a.md': 'copy_missing'}),
}


@pytest.mark.parametrize('name', MATRIX)
def test_every_state_of_a_file(repo: Repo, run: Run, name: str) -> None:
    trees(repo)
    change, expected = MATRIX[name]
    change(repo)
    assert run.findings('--staged') == expected


def test_names_in_two_cases_are_noted(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/Case.md', 'x')
    repo.put('site/docs/case.md', 'x')
    assert 'site/docs/case.md and docs/Case.md are not a pair: their names differ in case' in run('check').err


@pytest.mark.parametrize(('key', 'change', 'status'), [
    ('missing', lambda r: r.put('docs/new.md', 'x'), {'site/docs/new.md': 'copy_missing'}),
    ('extra', lambda r: r.put('site/docs/new.md', 'x'), {'site/docs/new.md': 'extra'}),
])
def test_what_is_forbidden(
    repo: Repo, run: Run, key: str, change: Callable[[Repo], object], status: dict[str, str],
) -> None:
    trees(repo, f'{FOLDERS}{key} = "forbid"\n')
    change(repo)
    assert run.findings('--staged') == status
    assert 'forbid' in run('check', '--staged').out


def test_what_is_named_and_what_is_not(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'only = ["*.md", "deep/"]\nexclude = ["b.md", "deep/c.*"]\n')
    for name in NAMES:
        repo.put(f'docs/{name}', 'two\n')
    repo.put('docs/x.txt', 'one\n')
    repo.put('site/docs/x.txt', 'two\n')
    assert run.findings('--staged') == {'site/docs/a.md': 'divergent'}


def test_a_folder_that_is_called_otherwise(repo: Repo, run: Run) -> None:
    trees(repo, '[[pair]]\nsource = "docs/"\ncopies = ["*/"]\nunder = "docs"\n')
    repo.put('docs/a.md', 'two\n')
    assert run.findings('--staged') == {'site/docs/a.md': 'divergent'}


def test_the_top_level_as_a_copy(repo: Repo, run: Run) -> None:
    for name in ('docs/a.md', 'docs/deep/b.md', 'a.md', 'deep/b.md', 'other'):
        repo.put(name, 'one\n')
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/"\ncopies = ["."]\n')
    repo.commit()
    repo.put('deep/b.md', 'two\n')
    assert run.findings('--staged') == {'deep/b.md': 'divergent'}


def test_text_alone_counts_where_it_is_asked_for(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'compare = "text"\n')
    repo.put('docs/a.md', '# a.md\r\n\r\none\r\n')
    assert run.findings('--staged') == {'site/docs/a.md': 'same_text'}
    repo.commit()
    repo.git('rm', '-q', 'site/docs/a.md')
    assert run.findings('--staged') == {'site/docs/a.md': 'copy_missing'}


def test_a_merge_has_all_its_parents_for_a_baseline(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('checkout', '-q', '-b', 'topic')
    repo.put('docs/t.md', 'x\n')
    repo.put('site/docs/t.md', 'x\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('other', 'x')
    repo.commit()
    repo.git('merge', '-q', '--no-commit', '--no-ff', 'topic')
    repo.git('rm', '-qf', 'site/docs/t.md')
    assert run.findings('--staged') == {'site/docs/t.md': 'copy_missing'}


# ---- globs

@pytest.mark.parametrize(('change', 'expected'), [
    (lambda r: r.put('LICENSE', 'two\n'), {f'packages/{name}/LICENSE': 'divergent' for name in 'ab'}),
    (lambda r: r.put('packages/c/LICENSE', 'two\n'), {'packages/c/LICENSE': 'divergent'}),
    (lambda r: r.git('rm', '-q', 'packages/a/LICENSE'), {'packages/a/LICENSE': 'copy_missing'}),
    (lambda r: r.git('rm', '-qr', 'packages/a'), {}),
    (lambda r: r.git('rm', '-q', 'LICENSE'), {f'packages/{name}/LICENSE': 'docs_missing' for name in 'ab'}),
    (lambda r: r.put('packages/c/code', 'x'), {}),
])
def test_globs(repo: Repo, run: Run, change: Callable[[Repo], object], expected: dict[str, str]) -> None:
    packages(repo)
    change(repo)
    assert run.findings('--staged') == expected


def test_required_copies(repo: Repo, run: Run) -> None:
    packages(repo, GLOBS + 'required = true\nexclude = ["packages/d/LICENSE"]\n')
    for name in 'cde':
        repo.put(f'packages/{name}/code', 'x')
    missing = {f'packages/{name}/LICENSE': 'copy_missing' for name in 'ce'}
    assert run.findings('--staged') == missing
    repo.commit()
    repo.put('packages/c/code', 'y')
    assert run.findings('--staged') == {}
    assert run.findings() == missing


def test_a_glob_of_folders(repo: Repo, run: Run) -> None:
    trees(repo, '[[pair]]\nsource = "docs/"\ncopies = ["*/docs/"]\n')
    repo.git('rm', '-q', 'site/docs/a.md')
    assert run.findings('--staged') == {'site/docs/a.md': 'copy_missing'}
    repo.git('rm', '-qr', 'site')
    assert run.findings('--staged') == {}


def test_the_more_specific_pair_holds_a_file(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + '[[pair]]\nsource = "x.md"\ncopies = ["site/*/a.md"]\n[[pair]]\nsource = "y.md"\n'
                'copies = ["site/docs/b.md"]\n')
    repo.put('x.md', '# a.md\n\none\n')
    repo.put('y.md', '# b.md\n\none\n')
    repo.commit()
    status, out, err = run('check')
    assert (status, out) == (0, '')
    assert 'pair[0] finds site/docs/a.md too, but pair[1] is more specific and holds it' in err
    assert 'pair[0] finds site/docs/b.md too, but pair[2] is more specific and holds it' in err
    repo.put('docs/a.md', 'two\n')
    assert run.findings('--staged') == {}


# ---- what compares nothing

@pytest.mark.parametrize(('config', 'line'), [
    (FOLDERS.replace('docs/"', 'dcos/"', 1), 'pair[0]: dcos/ does not exist; did you mean docs/? If not, correct it, '
     'or remove pair[0]'),
    (FOLDERS.replace('site/docs/', 'side/docs/'), 'pair[0]: side/docs/ does not exist; did you mean site/docs/? If '
     'not, correct it, or remove side/docs/ from pair[0]'),
    (FOLDERS.replace('site/docs/', 'site/'), 'pair[0]: docs/ and site/ have no file in common; did you mean site/docs/'
     '? If not, remove site/ from pair[0]'),
    (FOLDERS.replace('site/docs/', 'other/'), 'pair[0]: docs/ and other/ have no file in common; correct it, or remove'
     ' other/ from pair[0]'),
    (FOLDERS.replace('site/docs/', 'zzzz/qqqq/'), 'pair[0]: zzzz/qqqq/ does not exist; correct it, or remove zzzz/qqqq/'
     ' from pair[0]'),
    (FOLDERS.replace('site/docs/', 'none/*/'), 'pair[0]: none/*/ matches no folder; correct it, or remove none/*/ from '
     'pair[0]'),
    (FOLDERS.replace('site/docs/', 'site/docs/a.md/'), 'pair[0]: site/docs/a.md/ is a file, not a folder; write '
     'site/docs/a.md, or remove site/docs/a.md/ from pair[0]'),
    (FOLDERS.replace('site/docs/', 'module/'), 'pair[0]: module/ is a submodule, which is not compared; correct it, or '
     'remove module/ from pair[0]'),
    (FOLDERS + 'only = ["none"]\n', 'pair[0]: docs/ has no file that only and exclude leave; correct them, or remove '
     'pair[0]'),
    (GLOBS, 'pair[0]: packages/*/LICENSE matches no tracked file; correct it, or remove packages/*/LICENSE from '
     'pair[0]'),
    ('[[pair]]\nsource = "docs"\ncopies = ["site"]\n', 'pair[0]: site is a folder; write site/ to compare its files, '
     'or remove pair[0]'),
])
def test_what_compares_nothing(repo: Repo, run: Run, config: str, line: str) -> None:
    trees(repo, config)
    repo.put('LICENSE', 'x')
    repo.put('other/file', 'x')
    gitlink(repo, 'module')
    repo.commit()
    for argv in (('check',), ('check', '--all')):
        status, _, err = run(*argv)
        assert (status, f'.sot-guard.toml: {line}' in err) == (2, True), err
    # no unrelated commit is held up
    repo.put('unrelated', 'x')
    status, _, err = run('check', '--staged')
    assert (status, line in err) == (0, True)
    repo.put('.sot-guard.toml', config + '# touched\n')
    assert run('check', '--staged').status == 2


def test_in_a_project_file(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('rm', '-q', '-f', '.sot-guard.toml')
    repo.put('pyproject.toml', '[[tool.sot-guard.pair]]\nsource = "docs/"\ncopies = ["none/"]\n')
    assert 'pyproject.toml: tool.sot-guard.pair[0]: none/ does not exist' in run('check').err


def test_a_link_to_the_source_is_fine_as_a_whole(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('rm', '-qr', 'site')
    link(repo, 'site/docs', '../docs')
    repo.commit()
    assert run('check') == (0, '', '')


FORBIDDEN = 'missing = "forbid"\nextra = "forbid"\n'
LINKED: dict[str, tuple[str, str, dict[str, str]]] = {
    'a folder in the copy': ('site/docs/deep', '../../docs/deep', {'site/docs/deep': 'linked'}),
    'a folder at the source': ('docs/deep', '../site/docs/deep', {'site/docs/deep': 'linked'}),
    'the source': ('docs', 'site/docs', {f'site/docs/{name}': 'linked' for name in NAMES}),
    'a folder elsewhere': ('site/docs/deep', '../other', {'site/docs/deep': 'link_elsewhere'}),
    'a folder of the source elsewhere': ('docs/deep', '../other', {'site/docs/deep': 'link_elsewhere'}),
    'a folder to the top level': ('site/docs/deep', '../..', {'site/docs/deep': 'link_elsewhere'}),
    'a folder nowhere': ('site/docs/deep', 'nowhere', {'site/docs/deep': 'link_elsewhere'}),
    'the copy elsewhere': ('site/docs', '../other', {'site/docs': 'link_elsewhere'}),
    'the copy nowhere': ('site/docs', 'nowhere', {'site/docs': 'link_elsewhere'}),
    'the source elsewhere': ('docs', 'other', {'site/docs': 'link_elsewhere'}),
}


@pytest.mark.parametrize('name', LINKED)
def test_links_in_the_place_of_folders(repo: Repo, run: Run, name: str) -> None:
    path, target, expected = LINKED[name]
    trees(repo, FOLDERS + FORBIDDEN)
    repo.git('rm', '-q', 'docs/only.md', 'site/docs/own.md')
    repo.put('other/x.md', 'x')
    repo.commit()
    link(repo, path, target)
    assert run.findings('--staged') == run.findings() == expected
    repo.commit()
    # a later change of a file brings two folders into scope; of one that is linked it is that of its counterpart, too
    repo.put('other/y.md', 'x')
    assert run('check', '--staged').status == 0


@pytest.mark.parametrize('rule', ['', FORBIDDEN])
@pytest.mark.parametrize(('path', 'other', 'target', 'status'), [
    ('site/docs/deep', 'docs/deep', '../../docs/deep', 'copy_missing'),
    ('docs/deep', 'site/docs/deep', '../site/docs/deep', 'docs_missing'),
])
def test_a_deleted_link_to_a_folder_takes_it_apart(
    repo: Repo, run: Run, path: str, other: str, target: str, status: str, rule: str,
) -> None:
    trees(repo, FOLDERS + rule)
    repo.git('rm', '-q', 'docs/only.md', 'site/docs/own.md')
    link(repo, path, target)
    repo.commit()
    repo.git('rm', '-q', '--cached', path)
    if rule and status == 'docs_missing':
        status = 'extra'
    assert run.findings('--staged') == run.findings() == {'site/docs/deep': status}
    out = run('check', '--staged').out
    assert out.startswith(f'This commit deletes {path}, but not {other} (pair[0] in .sot-guard.toml).\n')
    line = f'Left to do: {path}: the symlink to {other} is deleted; restore it with git restore\n'
    assert run('resolve', 'docs/').out == line
    restore = f'git restore --source=HEAD --staged {path}'
    assert f'    {restore}\n' in out
    in_shell(repo, restore)
    assert run('check').status == 0
    # with the files that it led to, and in its own place the files
    repo.git('rm', '-qr', '--cached', 'docs/deep', 'site/docs/deep')
    assert run('check').status == 0
    for name in ('docs/deep/c.md', 'site/docs/deep/c.md'):
        repo.put(name, 'x\n')
    assert run('check').status == 0


def test_a_file_in_the_place_of_a_folder_was_no_link(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('rm', '-qr', 'site/docs/deep')
    repo.put('site/docs/deep', 'x\n')
    repo.commit()
    repo.git('rm', '-q', 'site/docs/deep')
    assert run('check') == (0, '', '')


def test_only_new_files_are_staged_by_one_command(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'missing = "forbid"\n')
    assert run('resolve', 'docs/').out.endswith('Stage and commit:\n  git add site/docs/only.md\n')


@pytest.mark.parametrize('name', ['site/docs', 'docs'])
def test_the_folders_of_a_pair_are_explained(repo: Repo, run: Run, name: str) -> None:
    trees(repo)
    pair = '  copy site/docs, source docs: a [[pair]] in .sot-guard.toml\n'
    assert f'{pair}    site/docs: a folder\n    docs: a folder\n' in run('check', '--explain', name).out
    link(repo, 'site/docs', '../docs')
    oid = repo.git('rev-parse', ':site/docs').decode().strip()
    assert f'{pair}    site/docs: symlink {oid}\n    docs: a folder\n' in run('check', '--explain', name).out


def test_the_top_level_is_explained_as_a_copy(repo: Repo, run: Run) -> None:
    trees(repo, '[[pair]]\nsource = "site/docs/"\ncopies = ["."]\n')
    said = '  copy ., source site/docs: a [[pair]] in .sot-guard.toml\n    .: a folder\n    site/docs: a folder\n'
    assert said in run('check', '--explain', 'site/docs').out


@pytest.mark.parametrize(('folder', 'target'), [('site/docs', '../../docs/deep'), ('docs', '../site/docs/deep')])
def test_folders_that_have_only_links_in_common(repo: Repo, run: Run, folder: str, target: str) -> None:
    trees(repo)
    repo.git('rm', '-qr', folder)
    link(repo, f'{folder}/deep', target)
    repo.commit()
    assert run('check') == (0, '', '')
    link(repo, f'{folder}/deep', 'nowhere')
    assert 'have no file in common' in run('check').err


def test_links_in_both_folders_may_lead_to_one_place(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS)
    link(repo, 'docs/also', 'deep')
    link(repo, 'site/docs/also', '../../docs/also')
    assert run.findings('--staged') == {'site/docs/also': 'linked'}
    link(repo, 'docs', 'gone')
    link(repo, 'site/docs', 'gone')
    assert 'site/docs and docs are symlinks to different targets' in run('check').out


@pytest.mark.parametrize('more', ['', '[[pair]]\nsource = "x/"\ncopies = ["site/docs/", "y/"]\n'])
def test_a_copy_that_is_a_link_elsewhere(repo: Repo, run: Run, more: str) -> None:
    trees(repo, more or FOLDERS.replace('site/docs/', 'z/'))
    for folder in ('x', 'y', 'docs', 'z'):
        repo.put(f'{folder}/a.md', 'x\n')
    copy, source = ('site/docs', 'x') if more else ('z', 'docs')
    repo.commit()
    shutil.rmtree(repo.path / copy)
    link(repo, copy, 'other')
    (repo.path / copy).symlink_to('other')
    repo.commit()
    # its link, a file of its source, or the configuration
    repo.put('unrelated', 'x')
    assert run('check', '--staged') == (0, '', '')
    repo.put(f'{source}/b.md', 'x')
    status, out, err = run('check', '--staged')
    assert (status, err) == (1, '') and out.startswith(f'{copy} is a symlink to an untracked path; it must point to ')
    assert ' accept ' not in run('check', '--verbose').out
    remove = 'remove site/docs/ from pair[0] in' if more else 'remove pair[0] from'
    assert f'To allow this difference: {remove} .sot-guard.toml' in run('check', '--verbose').out
    command = next(line for line in out.splitlines() if 'ln -sfn' in line)
    in_shell(repo, command)
    assert run('check', '--staged').status == 0


def test_a_link_whose_object_is_missing(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('rm', '-qr', 'site')
    repo.git('update-index', '--add', '--cacheinfo', f'120000,{"3" * 40},site/docs')
    tree = repo.git('write-tree', '--missing-ok').decode().strip()
    repo.git('update-ref', 'HEAD', repo.git('commit-tree', '-m', 'x', tree).decode().strip())
    status, out, _ = run('check')
    assert (status, 'site/docs cannot be read (' in out) == (2, True), out


def test_the_right_level_is_where_most_files_are(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS.replace('"site/docs/"', '"site/"'))
    repo.put('site/c.md', 'x')
    repo.commit()
    assert 'did you mean site/docs/?' in run('check').err


# ---- reports

def test_one_finding_and_one_command_for_all_files(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\ntwo\n')
    repo.put('docs/b.md', '# b.md\n\ntwo\n')
    repo.git('rm', '-q', 'site/docs/deep/c.md')
    out = run('check', '--staged').out
    assert out.startswith('docs/ and site/docs/ differ: 2 files changed, 1 missing from site/docs/.\n')
    assert '  Files: 0 same, 2 changed, 1 missing from site/docs/, 0 only in site/docs/.\n' in out
    assert '    changed  docs/a.md\n    changed  docs/b.md\n    missing  site/docs/deep/c.md\n' in out
    assert out.endswith('sot-guard: commit refused: 2 pairs differ, 1 file is missing.\n')
    assert len(out.splitlines()) < 30
    assert '+two' in run('check', '--staged', '--verbose').out
    quiet = run('check', '--staged', '--quiet').out.splitlines()
    assert [line.rpartition(' ')[2] for line in quiet] == ['[divergent]', '[divergent]', '[copy_missing]']
    document = run('check', '--staged', '--format', 'json').json
    assert {finding['group'] for finding in document['findings']} == {1}
    folder = document['findings'][0]['folder']
    assert (folder['source'], folder['copies'], folder['changed'], folder['missing']) == ('docs/', ['site/docs/'], 2, 1)
    assert '## `docs/`' in run('check', '--staged', '--format', 'markdown').out
    assert run('check', '--staged', '--format', 'github').out.count('::error') == 1
    assert '<h2>docs/ and site/docs/ differ' in run('check', '--staged', '--format', 'html').out
    assert len(run('check', '--staged', '--format', 'sarif').json['runs'][0]['results']) == 3


def test_the_command_of_a_folder_works(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\ntwo\n')
    repo.git('rm', '-q', 'docs/b.md')
    repo.git('update-index', '--chmod=+x', 'docs/deep/c.md')
    (repo.path / 'docs/deep/c.md').chmod(0o755)
    out = run('check', '--staged').out
    assert '  Fix: update site/docs/ from docs/, then commit again:\n' in out
    commands = run('check', '--staged', '--format', 'json').json['findings'][0]['folder']['commands']
    in_shell(repo, commands[0]['command'])
    assert run('check', '--staged') == (0, '', '')
    assert repo.read('site/docs/a.md') == b'# a.md\n\ntwo\n'


def test_copies_that_differ_alike_are_one_finding(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS.replace('"site/docs/"', '"site/docs/", "app/docs/"'))
    for name in NAMES:
        repo.put(f'app/docs/{name}', f'# {name}\n\none\n')
    repo.commit()
    repo.put('docs/a.md', 'two\n')
    repo.put('docs/b.md', 'two\n')
    out = run('check', '--staged').out
    assert out.startswith('docs/ differs from 2 copies: 2 files changed.\n    app/docs/, site/docs/\n')
    assert 'Fix: copy the changes to its copies, then commit again:' in out


def test_many_files_make_no_wall(repo: Repo, run: Run) -> None:
    for number in range(60):
        repo.write(f'docs/n{number:02}.md', 'one\n')
        repo.write(f'site/docs/n{number:02}.md', 'one\n')
    repo.write('.sot-guard.toml', FOLDERS)
    repo.git('add', '.')
    repo.commit()
    for number in range(60):
        repo.write(f'docs/n{number:02}.md', 'two\n')
    repo.git('add', '.')
    out = run('check', '--staged').out
    assert len(out.splitlines()) < 40
    assert '    and 50 more\n' in out and 'and stage what it prints' in out
    assert run('check', '--staged', '--format', 'html').out.count('<section class="pair"') == 20
    assert 'and 10 more' in run('check', '--staged', '--format', 'markdown').out
    printed = run('resolve', 'docs/').out
    assert len(printed.splitlines()) < 140 and '--pathspec-from-file=.git/sot-guard/paths' in printed
    in_shell(repo, printed.splitlines()[-1].strip())
    assert run('check', '--staged') == (0, '', '')
    undo = printed.partition('To undo:\n')[2].splitlines()[:2]
    in_shell(repo, ' '.join(line.strip() for line in undo))
    assert repo.read('site/docs/n00.md') == b'one\n'


# ---- resolve

def resolved(repo: Repo, run: Run, *argv: str) -> str:
    status, out, err = run('resolve', *argv, 'docs/')
    assert (status, err) == (0, '')
    return out


def test_resolve_brings_a_folder_together(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\ntwo\n')
    repo.put('site/docs/b.md', '# b.md\n\ntwo\n')
    repo.git('rm', '-q', 'site/docs/deep/c.md')
    assert 'would write' in resolved(repo, run, '--dry-run')
    out = resolved(repo, run)
    assert out.startswith('write  site/docs/a.md') and '\nadd    site/docs/deep/c.md' in out
    repo.git('add', '.')
    assert run('check', '--staged') == (0, '', '')
    assert run('resolve', 'docs/').out.startswith('docs/: every file matches its copies; nothing to do\n')


def test_resolve_leaves_extra_files_unless_told(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'extra = "forbid"\n')
    repo.git('rm', '-q', 'docs/a.md')
    assert 'Left to do: site/docs/a.md: docs/a.md does not exist; the file is left' in resolved(repo, run)
    out = resolved(repo, run, '--then', 'delete')
    assert 'deleted site/docs/a.md' in out
    assert 'site/docs/own.md: has lines that docs/own.md never had; the file is left' in out
    assert not (repo.path / 'site/docs/a.md').exists()


def test_resolve_takes_binary_files_and_modes(repo: Repo, run: Run) -> None:
    trees(repo)
    for name in ('docs', 'site/docs'):
        repo.put(f'{name}/pic', b'a\0b')
        repo.put(f'{name}/run', '#!\n')
    repo.commit()
    repo.put('docs/pic', b'a\0c')
    repo.git('rm', '-q', 'site/docs/run')
    repo.git('update-index', '--chmod=+x', 'docs/run', 'docs/a.md')
    (repo.path / 'docs/run').chmod(0o755)
    out = resolved(repo, run)
    assert 'Left to do: site/docs/a.md: differs from docs/a.md in its executable bits alone; run chmod +x' in out
    assert repo.read('site/docs/pic') == b'a\0c'
    assert (repo.path / 'site/docs/run').stat().st_mode & 0o111


def test_resolve_leaves_what_is_fine(repo: Repo, run: Run) -> None:
    trees(repo)
    link(repo, 'site/docs/a.md', '../../docs/a.md')
    assert 'docs/: every file matches its copies; nothing to do' in resolved(repo, run)


def test_resolve_of_everything_takes_folders_too(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\ntwo\n')
    status, out, _ = run('resolve', '--all')
    assert (status, 'wrote site/docs/a.md' in out) == (0, True)


def several_copies(repo: Repo) -> None:
    """A file of three packages and a name, one of which is new, and two copies of a folder."""
    packages(repo, GLOBS.replace('"]', '", "COPYING"]') + 'required = true\n' + FOLDERS.replace('"]', '", "web/"]'))
    repo.put('COPYING', 'one\n')
    for folder in ('docs', 'site/docs', 'web'):
        repo.put(f'{folder}/pic', b'a\0b')
        repo.put(f'{folder}/a.md', 'one\n')
    repo.commit()
    repo.put('packages/c/code', 'x')
    repo.put('packages/b/LICENSE', 'two\n')
    repo.put('site/docs/pic', b'a\0c')
    repo.put('web/a.md', 'two\n')


@pytest.mark.parametrize('names', [('--all',), ('docs/', 'packages/b', 'COPYING', 'packages')])
def test_one_resolve_brings_all_copies_of_a_source_together(repo: Repo, run: Run, names: tuple[str, ...]) -> None:
    several_copies(repo)
    status, out, _ = run('resolve', *names)
    assert (status, 'Left to do' in out) == (0, False), out
    repo.git('add', '-A')
    assert run('check', '--all') == (0, '', '')
    for name in ('LICENSE', 'COPYING', *(f'packages/{folder}/LICENSE' for folder in 'abc')):
        assert repo.read(name) == b'two\n'
    assert repo.read('web/pic') == b'a\0c' and repo.read('site/docs/a.md') == b'two\n'


def test_a_fix_by_resolve_is_offered_once(repo: Repo, run: Run) -> None:
    packages(repo)
    for name in ('packages/c/LICENSE', 'packages/d/LICENSE'):
        repo.put(name, 'one\n')
    repo.commit()
    repo.put('LICENSE', 'two\n')
    repo.put('packages/d/LICENSE', 'two\n')
    out = run('check').out
    assert out.count(' resolve LICENSE ') == 1
    assert 'git add LICENSE packages/a/LICENSE packages/b/LICENSE packages/c/LICENSE\n' in out


def test_copies_that_are_left_are_named(repo: Repo, run: Run) -> None:
    several_copies(repo)
    out = run('resolve', 'site/docs').out
    assert 'Left to do: web/pic is another copy of docs/pic; after staging, resolve it too' in out
    repo.put('packages/a/LICENSE', 'three\n')
    out = run('resolve', '--all', '--then', 'link').out
    assert 'Left to do: LICENSE: its copies have different changes; resolve them one by one' in out
    assert 'Left to do: web/pic: is a binary file; copy one file over the other with cp' in out


def test_resolve_writes_through_no_link_of_a_folder(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('other/a.md', 'x')
    shutil.rmtree(repo.path / 'site/docs')
    link(repo, 'site/docs', '../other')
    (repo.path / 'site/docs').symlink_to('../other')
    for name in ('docs/', '--all'):
        status, out, _ = run('resolve', name)
        line = 'Left to do: site/docs: is a symlink, not a copy; delete it, or point it to its counterpart\n'
        assert (status, out) == (0, line)


def test_resolve_of_one_file_of_a_folder(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\ntwo\n')
    assert 'wrote site/docs/a.md' in run('resolve', 'docs/a.md').out


LEFT: dict[str, tuple[Callable[[Repo], object], str]] = {
    'binary on both sides': (
        steps(lambda r: r.put('docs/a.md', b'a\0b'), lambda r: r.put('site/docs/a.md', b'a\0c')),
        'both binary files have changed'),
    'emptied': (lambda r: r.put('docs/a.md', ''), 'docs/a.md: is empty now'),
    'markers': (lambda r: r.put('docs/a.md', '<<<<<<< x\n=======\n>>>>>>> y\n'), 'docs/a.md: has conflict markers'),
    'in the way': (
        steps(lambda r: r.git('rm', '-q', '--cached', 'site/docs/a.md'), lambda r: r.write('site/docs/a.md', 'mine\n')),
        'site/docs/a.md: is not tracked, but lies on disk'),
    'ignored': (
        steps(
            lambda r: r.git('rm', '-q', '--cached', 'site/docs/a.md', 'site/docs/b.md'),
            lambda r: os.unlink(r.path / 'site/docs/a.md'), lambda r: os.unlink(r.path / 'site/docs/b.md'),
            lambda r: r.write('.gitignore', '/site/docs/a.md\n')),
        'site/docs/a.md: is missing and ignored by git; add it by git add -f, or exclude it'),
    'different before': (
        steps(
            lambda r: r.put('docs/n.md', 'x\n'), lambda r: r.put('site/docs/n.md', 'y\n'), lambda r: r.commit(),
            lambda r: r.put('docs/n.md', 'z\n')),
        'site/docs/n.md and docs/n.md: they were never identical'),
    'edits of the source of a missing copy': (
        steps(lambda r: r.git('rm', '-q', 'site/docs/a.md'), lambda r: r.write('docs/a.md', 'edited\n')),
        'docs/a.md: has unstaged edits'),
    'a mode': (
        lambda r: r.git('update-index', '--chmod=+x', 'site/docs/a.md'),
        'site/docs/a.md: differs from docs/a.md in its executable bits alone; run chmod -x and git add'),
    'in another repository': (
        steps(
            lambda r: r.git('rm', '-q', 'site/docs/a.md'),
            lambda r: Repo.make(r.path / 'site/docs')),
        'site/docs/a.md: site/docs is a separate repository; add it by hand'),
    'hidden': (
        steps(lambda r: r.put('docs/a.md', 'two\n'), lambda r: r.git('update-index', '--skip-worktree', 'docs/a.md')),
        'docs/a.md: has skip-worktree or assume-unchanged set'),
    'a link is missing': (
        steps(lambda r: r.git('rm', '-q', '--cached', 'site/docs/a.md'), lambda r: link(r, 'docs/a.md', 'b.md')),
        'docs/a.md: is a symlink, not a copy; delete it, or point it to its counterpart'),
    'a deleted link': (
        steps(lambda r: r.git('rm', '-q', 'docs/a.md'), lambda r: link(r, 'site/docs/a.md', 'b.md')),
        'the file is left'),
}


@pytest.mark.parametrize('name', LEFT)
def test_what_resolve_leaves(repo: Repo, run: Run, name: str) -> None:
    trees(repo)
    change, line = LEFT[name]
    change(repo)
    assert line in resolved(repo, run)


@pytest.mark.parametrize('links', [1, 2])
def test_resolve_asks_of_nothing_behind_a_link_whether_it_is_ignored(repo: Repo, run: Run, links: int) -> None:
    """git answers nothing where one of several paths lies behind a symlink."""
    trees(repo)
    repo.git('rm', '-q', 'site/docs/a.md')
    repo.put('docs/below/x', 'x\n')
    repo.put('site/docs/below/x', 'x\n')
    repo.commit()
    repo.git('rm', '-q', '-r', 'site/docs/below')
    repo.link('site/docs/below', 'nowhere')
    if links == 2:
        repo.git('rm', '-q', 'site/docs/b.md')
    said = resolved(repo, run)
    assert 'Left to do: site/docs/below/x: ' in said
    assert (repo.path / 'site/docs/b.md').exists()


def test_accept_names_the_file(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('site/docs/a.md', 'two\n')
    assert run('accept', 'site/docs/a.md', '--reason', 'another audience').status == 0
    repo.git('add', '.')
    assert run.findings('--staged') == {'site/docs/a.md': 'accepted'}


@pytest.mark.parametrize('name', ['keep', 'then'])
def test_resolve_of_a_folder_as_it_is_asked_for(repo: Repo, run: Run, name: str) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\none\n\ntwo\n')
    options = {'keep': ('--keep', 'source'), 'then': ('--then', 'link')}[name]
    resolved(repo, run, *options)
    assert (repo.path / 'site/docs/a.md').is_symlink() is (name == 'then')


def test_resolve_merges_what_both_have_changed(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\none\n\n## New\n\nmore\n')
    repo.put('site/docs/a.md', '# a.md\n\nones\n')
    status, out, _ = run('resolve', 'docs/')
    assert (status, 'both changed since' in out) in ((0, True), (1, True))


def test_resolve_shows_a_table_of_the_files_of_a_folder(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    trees(repo, FOLDERS + 'missing = "forbid"\nextra = "forbid"\n')
    repo.put('docs/a.md', 'two\n')
    repo.put('site/docs/a.md', 'three\n')
    repo.put('docs/b.md', 'two\n')
    lines = run('resolve', '--dry-run', 'docs/').out.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [
        ['decide', 'site/docs/a.md'], ['write', 'site/docs/b.md'], ['add', 'site/docs/only.md'],
    ]
    monkeypatch.setattr('sot_guard.report.resolve.MAX_ROWS', 1)
    assert run('resolve', '--dry-run', 'docs/').out.splitlines()[1] == 'and 2 more files'


def test_resolve_finds_an_older_base_of_binary_files(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/pic', b'a\0b')
    repo.put('site/docs/pic', b'a\0b')
    repo.commit()
    repo.put('docs/pic', b'a\0c')
    repo.commit()
    assert 'it is copied to site/docs/pic' in resolved(repo, run)
    assert repo.read('site/docs/pic') == b'a\0c'


def test_resolve_before_the_first_commit(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', FOLDERS + 'extra = "forbid"\n')
    repo.put('docs/pic', b'a\0b')
    repo.put('site/docs/pic', b'a\0c')
    repo.put('site/docs/own', 'x')
    assert 'both binary files have changed' in resolved(repo, run, '--then', 'delete')
    assert 'has lines that docs/own never had' in resolved(repo, run, '--then', 'delete')


@pytest.mark.parametrize(('old', 'now', 'is_deleted'), [
    ('one\ntwo\n', 'one\n', True), ('one\n', 'two\n', False), ('one\n', b'o\0', False),
    ('o\0\none\n', b'o\0\n', False), ('o\0\n', b'o\0\n', True),
])
def test_what_is_left_in_a_copy_is_deleted_if_the_source_had_it(
    repo: Repo, run: Run, old: str, now: str | bytes, *, is_deleted: bool,
) -> None:
    trees(repo, FOLDERS + 'extra = "forbid"\n')
    repo.put('docs/x.md', old)
    repo.put('site/docs/x.md', now)
    repo.commit()
    repo.git('rm', '-q', 'docs/x.md')
    told = 'site/docs/x.md is deleted; docs/x.md was, and HEAD has all of it'
    assert (told in resolved(repo, run, '--then', 'delete')) is is_deleted
    assert (repo.path / 'site/docs/x.md').exists() is not is_deleted


def test_what_is_left_stays_where_the_source_that_was_is_too_large(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    trees(repo, FOLDERS + 'extra = "forbid"\n')
    repo.put('docs/x.md', 'x\ny\n')
    repo.put('site/docs/x.md', 'x\n')
    repo.commit()
    repo.git('rm', '-q', 'docs/x.md')
    monkeypatch.setattr('sot_guard.planning.folder_plan.MAX_BYTES', 3)
    line = 'site/docs/x.md: has lines that docs/x.md never had; the file is left'
    assert line in resolved(repo, run, '--then', 'delete')


def test_what_both_have_is_merged_where_what_is_left_goes(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('docs/a.md', '# a.md\n\none\n\ntwo\n')
    repo.put('site/docs/a.md', '# a.md!\n\none\n')
    resolved(repo, run, '--then', 'delete')
    assert repo.read('site/docs/a.md') == repo.read('docs/a.md') == b'# a.md!\n\none\n\ntwo\n'


def test_resolve_leaves_what_git_cannot_read_or_is_too_large(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    trees(repo)
    repo.git('rm', '-q', 'site/docs/a.md', 'site/docs/b.md')
    repo.git('update-index', '--cacheinfo', f'100644,{"4" * 40},docs/b.md')
    monkeypatch.setattr('sot_guard.planning.folder_plan.MAX_BYTES', 3)
    out = resolved(repo, run)
    assert 'docs/a.md: has more than 3 bytes' in out
    assert f'docs/b.md: object {"4" * 40} is missing' in out


def test_resolve_of_several_copies_that_have_changed(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS.replace('"site/docs/"', '"site/docs/", "app/docs/"'))
    for name in NAMES:
        repo.put(f'app/docs/{name}', f'# {name}\n\none\n')
    repo.commit()
    repo.put('site/docs/a.md', '# a.md\n\ntwo\n')
    repo.put('app/docs/a.md', '# a.md\n\nthree\n')
    assert 'its copies have different changes; resolve them one by one' in resolved(repo, run)


# ---- scan

def test_scan_proposes_folders_and_licences(repo: Repo, run: Run) -> None:
    for name in 'abcde':
        repo.write(f'docs/{name}.md', f'{name}\n')
        repo.write(f'site/docs/{name}.md', f'{name}\n')
        repo.write(f'p/{name}/LICENSE', 'x\n')
        repo.write(f'p/{name}/README.md', f'{name * 3}\n')
    repo.git('add', '-A')
    repo.put('site/docs/e.md', 'another\n')
    repo.put('docs/more.md', 'x\n')
    repo.put('site/docs/own.md', 'y\n')
    repo.put('LICENSE', 'x\n')
    repo.commit()
    text = run('scan', '--format', 'toml').out
    assert '[[pair]]\nsource = "docs/"\ncopies = ["site/docs/"]\nexclude = ["e.md"]\n' in text
    assert '4 of 5 files are identical, 1 only in docs/, 1 only in site/docs/, 1 that differs is excluded' in text
    assert '[[pair]]\nsource = "LICENSE"\ncopies = ["p/*/LICENSE"]\nrequired = true\n' in text
    assert 'p/a/LICENSE' not in text
    repo.put('.sot-guard.toml', text)
    assert run('check', '--all') == (0, '', '')
    # what is checked is not proposed again
    assert '[[pair]]\nsource = "docs/"' not in run('scan', '--format', 'toml').out
    repo.git('rm', '-q', '--cached', '.sot-guard.toml')
    table = run('scan').out
    assert re.search('^pair  site/docs/ : docs/ +4 of 5 files are identical', table, re.MULTILINE)
    assert 'p/a/LICENSE' not in table and 'p/*/LICENSE : LICENSE' in table
    assert {row['likeness'] for row in run('scan', '--format', 'json').json} >= {'folder', 'glob'}


def test_scan_looks_for_commits_that_changed_folders_alike(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in 'abcdef':
        repo.write(f'templates/{name}.md', f'{name}\n')
        repo.write(f'app/scaffold/{name}.md', f'{name}\n')
    repo.git('add', '-A')
    assert 'scaffold' not in run('scan').out
    repo.commit()
    assert 'scaffold' not in run('scan').out
    repo.put('templates/a.md', 'two\n')
    repo.put('app/scaffold/a.md', 'two\n')
    repo.commit()
    assert 'pair  app/scaffold/ : templates/  ' in run('scan').out
    assert 'missing = "forbid"' in run('scan', '--format', 'toml').out
    monkeypatch.setattr('sot_guard.commands.scan_folders.MAX_SECONDS', 0)
    assert 'scaffold' not in run('scan').out


def test_scan_goes_on_where_a_history_cannot_be_read(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in 'abcdef':
        repo.write(f'templates/{name}.md', f'{name}\n')
        repo.write(f'app/scaffold/{name}.md', f'{name}\n')
    repo.git('add', '-A')
    repo.commit()
    output = Git.output

    def failing(git: Git, *args: str, seconds: float | None = None) -> bytes:
        if '--diff-filter=M' in args:
            raise GitError('it is late')
        return output(git, *args, seconds=seconds)
    monkeypatch.setattr(Git, 'output', failing)
    assert run('scan').status == 0
