"""The quick way out never says "fine" where the full program would not, and is taken where it should be."""
from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.fastpath import entry
from sot_guard.fastpath.entry import is_certainly_fine
from sot_guard.fastpath.listing import differing as differing_entries
from sot_guard.fastpath.spawn import git
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT


def fine(*argv: str, **env: str) -> bool:
    return is_certainly_fine(['check', *argv], {**os.environ, **env})


# ---- states that the gate settles by itself

def nothing(repo: Repo) -> None:
    pass


def a_link_alone(repo: Repo) -> None:
    repo.link('CLAUDE.md', 'GUIDE.md')


def a_submodule_alone(repo: Repo) -> None:
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},vendored')


def a_project_file(repo: Repo) -> None:
    repo.put('pyproject.toml', '[project]\nname = "x"\n')


def a_project_file_that_names_the_program(repo: Repo) -> None:
    repo.put('pyproject.toml', '[project]\nname = "sot-guard-rules"\n')


def lists_of_names(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'include = ["*.json"]\nexclude = ["x"]\ncompare = "text"\n')


def pairs_of_paths(repo: Repo) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/index.md"\ncopies = ["README.md", "web/index.md"]\n')
    for name in ('docs/index.md', 'README.md', 'web/index.md'):
        repo.put(name, 'one\n')


def in_a_project_file(repo: Repo) -> None:
    repo.put('pyproject.toml', '[tool.sot-guard]\ninclude = ["x"]\n')


def deep_files(repo: Repo) -> None:
    repo.put('src/GUIDE.md', 'another\n')
    repo.put('docs/deep/GUIDE.md', 'a third\n')
    repo.put('tests/docs/GUIDE.md', 'a fourth\n')


def an_empty_file(repo: Repo) -> None:
    repo.put('src/__init__.py', '')


def forbidden_duplicates(repo: Repo) -> None:
    repo.git('rm', '-q', 'GUIDE.md')
    repo.put('GUIDE.txt', 'x')
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')


def documents_in_another_case_alone(repo: Repo) -> None:
    repo.put('Docs/NOTES.md', 'x')
    repo.put('DOCS/GUIDE.txt', 'x')
    repo.put('docs/deep/Notes.md', 'x')


def a_folder_of_documents_in_another_case(repo: Repo) -> None:
    repo.put('NOTES.md', 'x')
    repo.put('Docs/NOTES.md', 'x')


def a_folder_in_capitals(repo: Repo) -> None:
    repo.put('notes.md', 'x')
    repo.put('DOCS/Notes.md', 'y')


def another_unicode_form(repo: Repo) -> None:
    repo.put('\u00e9t\u00e9.md', 'x')
    repo.put('docs/e\u0301te\u0301.md', 'x')


def another_unicode_form_in_another_case(repo: Repo) -> None:
    repo.put('\u00e9t\u00e9.md', 'x')
    repo.put('Docs/e\u0301te\u0301.md', 'x')


def a_pair_whose_source_is_misspelt(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/indx.md"\ncopies = ["README.md"]\n')


def a_pair_of_nothing(repo: Repo) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "gone"\ncopies = ["gone too"]\n')


def a_pair_with_a_folder(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "README.md"\ncopies = ["web"]\n')


def an_unmerged_pair(repo: Repo) -> None:
    pairs_of_paths(repo)
    oid = repo.git('rev-parse', ':README.md').decode().strip()
    lines = f'0 {"0" * 40}\tweb/index.md\n' + ''.join(f'100644 {oid} {stage}\tweb/index.md\n' for stage in (1, 2, 3))
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def an_unmerged_source(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "web/index.md"\ncopies = ["README.md"]\n')
    oid = repo.git('rev-parse', ':README.md').decode().strip()
    lines = f'0 {"0" * 40}\tweb/index.md\n100644 {oid} 2\tweb/index.md\n'
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def a_table_in_a_table(repo: Repo) -> None:
    repo.put('pyproject.toml', '[tool]\nsot-guard = {roots = ["packages/*"]}\n')
    repo.put('packages/a/GUIDE.md', 'one\n')
    repo.put('packages/a/docs/GUIDE.md', 'two\n')


def a_quoted_table(repo: Repo) -> None:
    repo.put('pyproject.toml', '["tool"."sot-guard"]\nroots = ["packages/*"]\n')
    repo.put('packages/a/GUIDE.md', 'one\n')
    repo.put('packages/a/docs/GUIDE.md', 'two\n')


def a_dotted_key(repo: Repo) -> None:
    repo.put('pyproject.toml', 'tool . sot-guard . roots = ["packages/*"]\n')
    repo.put('packages/a/GUIDE.md', 'one\n')
    repo.put('packages/a/docs/GUIDE.md', 'two\n')


SETTLED = [
    nothing, a_link_alone, a_submodule_alone, a_project_file,
    a_project_file_that_names_the_program, lists_of_names, pairs_of_paths, in_a_project_file,
    deep_files, an_empty_file, documents_in_another_case_alone, forbidden_duplicates,
]


@pytest.mark.parametrize('state', SETTLED, ids=lambda state: state.__name__)
def test_what_is_settled_at_once(repo: Repo, run: Run, state: Callable[[Repo], None]) -> None:
    repo.commit_pair()
    state(repo)
    repo.git('add', '-A')
    assert fine('--staged')
    assert run('check', '--staged') == (0, '', '')
    names = [name for name in os.fsdecode(repo.git('diff', '--cached', '--name-only', '-z')).split('\0')[:-1] if name]
    unusual = ('src/__init__.py', '.sot-guard.toml')  # empty, and with a dot in front
    there = [name for name in names if (repo.path / name).exists() and name not in unusual]
    assert fine('--staged', *there, 'docs/GUIDE.md')
    if state is not forbidden_duplicates and state is not an_empty_file:
        assert fine('--all')
        assert run('check', '--all') == (0, '', '')




def test_it_hands_over_and_leaves(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    class Left(Exception):
        pass

    def leave(status: int) -> None:
        raise Left(status)
    repo.commit_pair()
    monkeypatch.setattr('os._exit', leave)
    monkeypatch.setattr('sys.argv', ['sot-guard', 'check', '--staged'])
    with pytest.raises(Left, match=r'^0$'):
        entry.run()
    repo.put('GUIDE.md', 'two\n')
    with pytest.raises(Left, match=r'^1$'):
        entry.run()


# ---- states that it has to hand over

def differing(repo: Repo) -> None:
    repo.put('GUIDE.md', 'two\n')


def not_guarded(repo: Repo) -> None:
    repo.put_pair('Makefile', 'a\n', 'b\n')


def equal_links(repo: Repo) -> None:
    repo.link('a.md', 'x')
    repo.link('docs/a.md', 'x')


def equal_submodules(repo: Repo) -> None:
    for path in ('b.md', 'docs/b.md'):
        repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},{path}')


def unmerged(repo: Repo) -> None:
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    lines = ''.join(f'100644 {oid} {stage}\t{path}\n' for path in ('u.md', 'docs/u.md') for stage in (1, 2, 3))
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def unmerged_on_one_side(repo: Repo) -> None:
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    lines = f'100644 {oid} 1\tdocs/u.md\n100644 {oid} 0\tu.md\n'
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def names_in_two_cases(repo: Repo) -> None:
    repo.put('NOTES.md', 'x')
    repo.put('docs/notes.md', 'x')


def names_beyond_ascii(repo: Repo) -> None:
    repo.put('\u212a.md', 'x')
    repo.put('docs/k.md', 'x')


def a_wrong_configuration(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'inclde = []\n')


def a_wrong_project_file(repo: Repo) -> None:
    repo.put('pyproject.toml', '[tool.sot-guard]\ninclde = []\n')


def two_configurations(repo: Repo) -> None:
    repo.put('.sot-guard.toml', '')
    repo.put('pyproject.toml', '[tool.sot-guard]\n')


def a_link_as_configuration(repo: Repo) -> None:
    repo.link('pyproject.toml', 'docs/x.toml')
    repo.put('docs/x.toml', '[tool.sot-guard]\ndocs-dir = "doc"\n')


def another_folder(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'docs-dir = "doc"\n')
    repo.put('doc/GUIDE.md', 'two\n')


def canonical(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'canonical = ["PLAN.md"]\n')
    repo.put('PLAN.md', 'x')


def a_name_that_looks_like_an_entry(repo: Repo) -> None:
    # with it, the copies between docs/ and x would be taken for ones in docs/
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')
    repo.git('mv', 'GUIDE.md', 'm.md')
    repo.git('mv', 'docs/GUIDE.md', 'docs/m.md')
    repo.put('x 0\tdocs/y.md', 'x')


def no_duplicates(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')


def stale(repo: Repo) -> None:
    ids = f'source-id = "{"1" * 40}"\ncopy-id = "{"2" * 40}"'
    repo.put('.sot-guard.toml', f'[[accept]]\npath = "x"\n{ids}\nreason = "y"\n')


def a_pair_that_differs(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.put('web/index.md', 'two\n')


def a_pair_that_is_not_there(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.git('rm', '-q', '--cached', 'web/index.md')
    repo.write('.gitignore', 'web\n')


def a_pair_of_links(repo: Repo) -> None:
    pairs_of_paths(repo)
    for name in ('docs/index.md', 'README.md', 'web/index.md'):
        repo.link(name, 'x')


def a_pair_to_be_added(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.git('rm', '-q', '--cached', 'web/index.md')
    for name in ('docs/index.md', 'README.md', 'web/index.md'):
        repo.write(name, '')
    repo.git('add', 'docs/index.md', 'README.md')
    repo.git('add', '-N', 'web/index.md')
    repo.write('.gitignore', 'web\n')


def a_folder_in_another_case(repo: Repo) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "Docs/x.md"\ncopies = ["web/x.md"]\n')
    repo.put('Docs/x.md', 'x')
    repo.put('web/x.md', 'x')
    repo.put('x.md', 'y')


def many_pairs(repo: Repo) -> None:
    copies = [f'copies/{number}' for number in range(210)]
    for name in ('source', *copies):
        repo.write(name, 'x')
    repo.write('.sot-guard.toml', f'[[pair]]\nsource = "source"\ncopies = {copies}\n'.replace("'", '"'))


HANDED_OVER = [
    differing, not_guarded, equal_links, equal_submodules, unmerged, unmerged_on_one_side, names_in_two_cases,
    names_beyond_ascii, a_wrong_configuration, a_wrong_project_file,
    two_configurations, a_link_as_configuration, another_folder, canonical, a_name_that_looks_like_an_entry,
    no_duplicates, stale, a_pair_that_differs, a_pair_that_is_not_there, a_pair_of_links, a_pair_to_be_added,
    a_folder_in_another_case, many_pairs, a_folder_of_documents_in_another_case, a_folder_in_capitals,
    another_unicode_form, another_unicode_form_in_another_case, a_pair_whose_source_is_misspelt, a_pair_of_nothing,
    a_pair_with_a_folder, an_unmerged_pair, an_unmerged_source, a_table_in_a_table, a_quoted_table, a_dotted_key,
]


@pytest.mark.parametrize('state', HANDED_OVER, ids=lambda state: state.__name__)
def test_what_is_handed_over(repo: Repo, state: Callable[[Repo], None]) -> None:
    repo.commit_pair()
    state(repo)
    if state not in _STAGED:
        repo.git('add', '-A')
    assert not fine('--staged')
    assert not fine('--all')


def test_names_that_are_no_part_of_the_commit(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.write('new.md', '')
    assert fine('--staged', 'GUIDE.md')
    assert not fine('--staged', 'GUIDE.md', 'new.md')
    repo.git('add', '-N', 'new.md')
    assert not fine('--staged', 'new.md')
    assert run('check', '--staged', 'new.md').err != ''
    repo.put('docs/other.md', 'x')
    assert not fine('--staged', 'other.md')
    assert fine('--staged', 'docs/other.md')
    assert not fine('--staged', *(['GUIDE.md'] * 41))


@pytest.mark.parametrize('name', ['', '-x', './GUIDE.md', '/GUIDE.md', ':GUIDE.md', 'a\tb', '..', 'docs'])
def test_names_that_mean_something_else(repo: Repo, name: str) -> None:
    repo.commit_pair()
    assert not fine('--staged', name)


@pytest.mark.parametrize('argv', [['--all', 'GUIDE.md'], [], ['--staged', '--verbose'], ['--verbose'], ['GUIDE.md']])
def test_other_calls(repo: Repo, argv: list[str]) -> None:
    repo.commit_pair()
    assert not fine(*argv)
    assert not is_certainly_fine([], {})
    assert not is_certainly_fine(['scan'], dict(os.environ))


def test_nothing_guarded_is_said(repo: Repo, run: Run) -> None:
    assert not fine('--all')
    repo.put('GUIDE.md', 'x')
    assert not fine('--all')
    assert 'no pairs in' in run('check', '--all').err
    repo.put('docs/GUIDE.md', '')
    repo.put('GUIDE.md', '')
    repo.git('rm', '-q', '--cached', 'docs/GUIDE.md')
    repo.git('add', '-N', 'docs/GUIDE.md')
    assert not fine('--all')


@pytest.mark.parametrize('variable', [
    'PRE_COMMIT_TO_REF', 'PRE_COMMIT_FROM_REF', 'PRE_COMMIT_LOCAL_BRANCH', 'GIT_WORK_TREE', 'GIT_DIR', 'SOT_GUARD_FULL',
])
def test_another_commit_or_work_tree(repo: Repo, variable: str) -> None:
    repo.commit_pair()
    assert not fine('--staged', **{variable: '.git'})


@pytest.mark.state('R-PASS-25')
def test_places(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    repo.git('worktree', 'add', '-q', str(tmp_path / 'linked'), '-b', 'topic')
    monkeypatch.chdir(tmp_path / 'linked')
    assert fine('--staged')
    assert fine('--staged', GIT_DIR=str(repo.path / '.git/worktrees/linked'))
    assert not fine('--staged', GIT_DIR=str(repo.path / '.git'))
    assert not fine('--staged', GIT_DIR='nothing')
    monkeypatch.chdir(repo.path / 'docs')
    assert not fine('--staged')
    monkeypatch.chdir(repo.path)
    repo.git('config', 'core.worktree', '../docs')
    assert not fine('--staged')
    monkeypatch.chdir(tmp_path)
    assert not fine('--staged')


def test_what_a_reader_has_found(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    # a directory with a .git in it that is no repository
    repo.write('sub/.git/config', '')
    monkeypatch.chdir(repo.path / 'sub')
    assert not fine('--staged')
    monkeypatch.chdir(repo.path)
    # names that are one to some systems, one of them in a pair of equal copies
    repo.put('guide.md', 'x\n')
    assert not fine('--staged')
    repo.git('rm', '-qf', 'guide.md')
    # the end of another name
    repo.put('a 0\tzz.md', 'x')
    repo.write('zz.md', 'x')
    assert not fine('--staged', 'zz.md')
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docſ/x.md"\ncopies = ["q"]\n')
    repo.put('docſ/x.md', 'x')
    repo.put('q', 'x')
    assert not fine('--all')


def test_an_empty_file_may_be_one_that_is_only_intended(repo: Repo, run: Run) -> None:
    repo.put_pair('guide.md', 'x', 'x')
    repo.put('GUIDE.md', '')
    repo.write('docs/GUIDE.md', '')
    repo.git('add', '-N', 'docs/GUIDE.md')
    assert 'names differ in case' in run('check', '--all').err
    assert not fine('--all')
    assert not fine('--staged', 'GUIDE.md')


@pytest.mark.parametrize('before', ['! 0\t', 'x 0\t'])
def test_the_end_of_another_name_hides_no_configuration(repo: Repo, run: Run, before: str) -> None:
    repo.commit_pair()
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')
    repo.put(f'{before}.sot-guard.toml', 'x')
    assert not fine('--all')
    assert run('check', '--all').status == 1
    repo.put('docs/zz.md', 'x')
    repo.put('.sot-guard.toml', 'duplicates = "allow"\n')
    repo.put(f'{before}docs/zz.md', 'x')
    assert not fine('--staged', 'docs/zz.md')


def test_variables_that_change_what_git_says(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.commit_pair()
    assert fine('--staged', GIT_LITERAL_PATHSPECS='1', GIT_NOGLOB_PATHSPECS='1', GIT_ICASE_PATHSPECS='1', GIT_TRACE='1')
    assert capfd.readouterr() == ('', '')


@pytest.mark.state('R-PASS-36')
def test_a_git_that_fails(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    (repo.path / '.git/index').write_bytes(b'garbage')
    assert not fine('--staged')
    monkeypatch.setenv('PATH', str(tmp_path))
    assert not fine('--staged')
    with pytest.raises(OSError, match='git'):
        list(git(os.environ, 'ls-files'))




def test_a_large_index_comes_in_pieces(repo: Repo) -> None:
    repo.commit_pair()
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    lines = ''.join(f'100644 {oid} 0\t{folder}{number:05}.md\n' for number in range(3000) for folder in ('', 'docs/'))
    subprocess.run(('git', 'update-index', '--add', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)
    assert fine('--all')
    assert fine('--staged', *(f'docs/{number:05}.md' for number in range(0, 3000, 100)))
    repo.put('02999.md', 'two\n')
    assert not fine('--all')


def test_closed_streams(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair()
    monkeypatch.setattr('sys.stdout', None)
    assert not fine('--staged')


# ---- pairs that differ, and that the commit leaves as they are

ACCEPT = '[[accept]]\npath = "{}"\nsource-id = "{}"\ncopy-id = "{}"\nreason = "x"\n'


def two_readmes(repo: Repo) -> None:
    repo.put_pair('README.md', 'one\n', 'two\n')


def a_link_to_the_source(repo: Repo) -> None:
    repo.put('docs/L.md', 'x')
    repo.link('L.md', 'docs/L.md')
    repo.git('add', 'L.md')


def an_executable_copy(repo: Repo) -> None:
    repo.put_pair('run.md', 'x', 'x')
    repo.git('update-index', '--chmod=+x', 'run.md')


def configured_pairs(repo: Repo) -> None:
    pairs_of_paths(repo)
    repo.put('web/index.md', 'two\n')


def configured_in_a_project_file(repo: Repo) -> None:
    repo.put('README.md', 'one\n')
    repo.put('docs/index.md', 'two\n')
    repo.put('pyproject.toml', '[[tool.sot-guard.pair]]\nsource = "docs/index.md"\ncopies = ["README.md"]\n')


def with_declared_differences(repo: Repo) -> None:
    pair = '[[pair]]\nsource = "web/guide.md"\ncopies = ["web/page.md"]\n'
    repo.put('.sot-guard.toml', f'{pair}differ = ["first-heading"]\n')
    repo.put('web/guide.md', '# A guide\none\n')
    repo.put('web/page.md', '# A page\none\n')


def ids(repo: Repo, *paths: str) -> list[str]:
    return [repo.git('rev-parse', f':{path}').decode().strip() for path in paths]


def accepted(repo: Repo) -> None:
    two_readmes(repo)
    repo.put('.sot-guard.toml', ACCEPT.format('README.md', *ids(repo, 'docs/README.md', 'README.md')))


def an_accepted_configured_pair(repo: Repo) -> None:
    configured_pairs(repo)
    entry = ACCEPT.format('web/index.md', *ids(repo, 'docs/index.md', 'web/index.md'))
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/index.md"\ncopies = ["web/index.md"]\n' + entry)


def an_excluded_pair(repo: Repo) -> None:
    two_readmes(repo)
    repo.put('.sot-guard.toml', 'exclude = ["README.md"]\n')


UNCHANGED = [
    (two_readmes, 'README.md'), (a_link_to_the_source, 'L.md'), (an_executable_copy, 'docs/run.md'),
    (configured_pairs, 'web/index.md'), (configured_in_a_project_file, 'docs/index.md'), (accepted, 'docs/README.md'),
    (an_accepted_configured_pair, 'web/index.md'), (an_excluded_pair, 'README.md'),
    (with_declared_differences, 'web/page.md'),
]


@pytest.mark.parametrize(('state', 'side'), UNCHANGED, ids=lambda value: getattr(value, '__name__', value))
def test_pairs_that_are_left_as_they_are(repo: Repo, run: Run, state: Callable[[Repo], None], side: str) -> None:
    repo.commit_pair()
    state(repo)
    assert not fine('--staged')  # they are new
    repo.commit()
    repo.put('src/x.py', 'x')
    assert fine('--staged')
    assert fine('--staged', 'src/x.py', 'GUIDE.md')
    assert run('check', '--staged', 'src/x.py') == (0, '', '')
    assert not fine('--staged', 'src/x.py', side)
    assert not fine('--all')
    repo.put(side, 'three\n')
    assert not fine('--staged')


@pytest.mark.parametrize('state', [two_readmes, configured_pairs, accepted])
def test_before_the_first_commit_every_pair_is_new(repo: Repo, state: Callable[[Repo], None]) -> None:
    state(repo)
    assert not fine('--staged')


def test_a_merge_has_other_baselines(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_readmes(repo)
    head = repo.commit()
    assert fine('--staged')
    assert fine('--staged', GIT_DIR=str(repo.path / '.git')) is False  # as before: another work tree may be meant
    assert not fine('--staged', **{f'GITHEAD_{head}': 'topic'})
    repo.git('worktree', 'add', '-q', str(tmp_path / 'linked'), '-b', 'topic')
    monkeypatch.chdir(tmp_path / 'linked')
    linked = repo.path / '.git/worktrees/linked'
    assert fine('--staged')
    assert fine('--staged', GIT_DIR=str(linked))
    (linked / 'MERGE_HEAD').write_text(head)
    assert not fine('--staged')
    assert not fine('--staged', GIT_DIR=str(linked))
    monkeypatch.chdir(repo.path)
    assert fine('--staged')
    (repo.path / '.git/MERGE_HEAD').symlink_to('nowhere')
    assert not fine('--staged')


def test_an_amend_has_the_same_baseline(repo: Repo, run: Run) -> None:
    two_readmes(repo)
    repo.commit()
    output = repo.hook()
    repo.put('x.py', 'x')
    repo.git('commit', '-q', '--amend', '-m', 'x', SOT_GUARD_FULL='1')
    assert output.read_bytes() == b''
    assert fine('--staged')


def test_a_touched_configuration_brings_its_pairs_into_scope(repo: Repo) -> None:
    configured_pairs(repo)
    repo.commit()
    assert fine('--staged')
    repo.put('.sot-guard.toml', repo.read('.sot-guard.toml') + b'# more\n')
    assert not fine('--staged')
    # one that has no pair that differs
    repo.put('.sot-guard.toml', 'exclude = ["x"]\n')
    assert fine('--staged')


@pytest.mark.parametrize('entry', [
    pytest.param(('README.md', 1, 0), id='the ids the other way round'), pytest.param(('docs/README.md', 0, 1), id='x'),
    pytest.param(('GUIDE.md', 0, 1), id='of another pair'), pytest.param(('nothing.md', 0, 1), id='of no pair'),
    pytest.param(('a/README.md', 0, 0), id='deeper'),
])
def test_an_accept_that_is_stale_is_said(repo: Repo, run: Run, entry: tuple[str, int, int]) -> None:
    repo.commit_pair()
    two_readmes(repo)
    repo.put('a/README.md', 'two\n')
    repo.put('docs/a/README.md', 'two\n')
    path, source, copy = entry
    known = ids(repo, 'docs/README.md', 'README.md')
    repo.put('.sot-guard.toml', ACCEPT.format(path, known[source], known[copy]))
    repo.commit()
    names = ('a/README.md', 'docs/a/README.md')
    assert 'accept[0]' in run('check', '--staged', *names).err
    assert not fine('--staged', *names)
    assert not fine('--staged')


@pytest.mark.parametrize('change', ['unstaged', 'not there', 'a folder', 'a link', 'another', 'broken', 'a pipe'])
def test_the_configuration_that_is_staged_counts(repo: Repo, run: Run, change: str) -> None:
    """What lies in the work tree only says what to list."""
    pairs_of_paths(repo)
    repo.put('s/a', 'one\n')
    repo.put('t/a', 'one\n')
    staged = '[[pair]]\nsource = "s/"\ncopies = ["t/"]\n[[pair]]\nsource = "docs/index.md"\ncopies = ["web/index.md"]\n'
    repo.put('.sot-guard.toml', staged)
    path = repo.path / '.sot-guard.toml'
    path.unlink()
    match change:
        case 'unstaged':
            path.write_text(staged + '# more\n')
        case 'a folder':
            path.mkdir()
        case 'a link':
            path.symlink_to('other')
            (repo.path / 'other').write_text('duplicates = "forbid"\n')
        case 'another':
            path.write_text('[[pair]]\nsource = "web/index.md"\ncopies = ["README.md"]\n')
        case 'broken':
            path.write_text('[[pair]]\nsource = "s/"\n')
        case 'a pipe':
            os.mkfifo(path)
    # of one that it cannot read it expects that it is staged, too
    assert fine('--staged') is fine('--all') is (change != 'broken')
    assert run('check', '--all') == (0, '', '')
    repo.put('t/a', 'two\n')
    assert not fine('--staged')
    assert run('check', '--all').status == 1


def test_an_empty_side_may_be_one_that_is_only_intended(repo: Repo) -> None:
    repo.put_pair('README.md', '', 'x')
    repo.commit()
    assert not fine('--staged')


def test_submodules_and_many_pairs_are_left_to_the_full_program(repo: Repo) -> None:
    repo.put('docs/m', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},m')
    repo.commit()
    assert not fine('--staged')
    repo.git('rm', '-q', '--cached', 'm')
    for number in range(101):
        repo.write(f'{number}', f'{number}')
        repo.write(f'docs/{number}', 'x')
    repo.git('add', '-A')
    repo.git('rm', '-qf', '--cached', '100')
    repo.commit()
    assert fine('--staged')
    repo.git('add', '-A')
    repo.commit()
    assert not fine('--staged')


def test_names_in_two_cases_beside_a_pair_that_differs(repo: Repo) -> None:
    two_readmes(repo)
    repo.put('readme.md', 'x')
    repo.commit()
    assert not fine('--staged')


@pytest.mark.parametrize('name', ['*.md', '[x].md', '?', ':!x.md'])
def test_a_name_is_no_pattern(repo: Repo, name: str) -> None:
    repo.put_pair(name, 'one\n', 'two\n')
    repo.put_pair('x.md', 'one\n', 'one\n')
    repo.commit()
    assert fine('--staged')
    repo.put(name, 'three\n')
    assert not fine('--staged')


@pytest.mark.parametrize('side', ['root', 'docs'])
def test_a_path_that_is_listed_twice(side: str) -> None:
    """git lists what it makes of an index that was cut off, and exits with 0."""
    one, two = (b'100644 %s 0\tREADME.md' % (digit * 40) for digit in (b'1', b'2'))
    twice: set[bytes] = {one, two}
    assert differing_entries(*((twice, set()) if side == 'root' else (set(), twice))) is None
    assert differing_entries(*((twice, {one}) if side == 'root' else ({one}, twice))) is None
    assert differing_entries({one}, {two}) == {one, two.replace(b'\t', b'\tdocs/')}


@pytest.mark.parametrize('again', ['README.md', 'docs/README.md'])
def test_a_path_that_stands_twice_in_a_tree(repo: Repo, run: Run, again: str) -> None:
    two_readmes(repo)
    one, two = ids(repo, 'README.md', again)
    docs = repo.git('write-tree', '--prefix=docs/').decode().strip()
    raw = b''.join(
        b'%s %s\0%s' % (mode, name, bytes.fromhex(oid)) for mode, name, oid in (
            (b'100644', b'README.md', one), (b'100644', b'README.md', two), (b'40000', b'docs', docs),
        )
    )
    done = subprocess.run(
        ('git', 'hash-object', '-w', '-t', 'tree', '--literally', '--stdin'), cwd=repo.path, input=raw,
        capture_output=True, check=True,
    )
    commit = repo.git('commit-tree', '-m', 'x', done.stdout.decode().strip()).decode().strip()
    repo.git('update-ref', 'HEAD', commit)
    assert run('check', '--staged').status == 2
    assert not fine('--staged')


def test_an_index_that_is_not_there(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    assert fine('--staged', GIT_INDEX_FILE=str(repo.path / '.git/index'))
    assert not fine('--staged', GIT_INDEX_FILE=str(tmp_path / 'nowhere'))


# ---- the property

Entry = tuple[str, int, str, str]
PATHS = st.sampled_from((
    'A.md', 'docs/A.md', 'a.md', 'docs/a.md', 'B', 'docs/B', 'README.md', 'docs/README.md', 'docs/d/A.md', 'd/A.md',
    'é.md', 'docs/é.md', 'docs', '.sot-guard.toml', 'pyproject.toml', 'docs/pyproject.toml', 'x\tdocs/A.md',
    'docs/index.md', 'Docs/A.md', 'DOCS/b', 'docs/e\u0301.md', 'd/index.md', 'd/docs/A.md', 'd/Docs/A.md', 'd/docs',
))
CONTENTS_WITHOUT_IDS = (
    b'', b'one\n', b'two\n', b'docs/A.md', b'A.md', b'[tool.sot-guard]\n', b'[project]\n', b'exclude = ["A.md"]\n',
    b'duplicates = "forbid"\n', b'[[pair]]\nsource = "docs/index.md"\ncopies = ["README.md"]\n',
    b'[tool.sot-guard]\nx = 1\n', b'docs-dir = "d"\n', b'canonical = ["A.md"]\n',
    b'[[pair]]\nsource = "A.md"\ncopies = ["d/A.md", "docs/index.md"]\n', b'roots = ["d*"]\n',
    b'[[tool.sot-guard.pair]]\nsource = "d/A.md"\ncopies = ["docs/A.md"]\n',
)


def sum_of(parts: tuple[list[Entry], ...]) -> list[Entry]:
    return [entry for part in parts for entry in part]


def blob(content: bytes) -> str:
    return hashlib.sha1(b'blob %d\0%s' % (len(content), content)).hexdigest()


ONE, TWO = blob(b'one\n'), blob(b'two\n')
CONTENTS: tuple[bytes, ...] = (
    # paths that are there or not, or a folder
    b'[[pair]]\nsource = "docs/indx.md"\ncopies = ["README.md", "B"]\n', b'[[pair]]\nsource = "A.md"\ncopies = ["d"]\n',
    b'[[pair]]\nsource = "d/A.md"\ncopies = ["docs/A.md", "d/index.md"]\n',
    b'[[pair]]\nsource = "Docs/A.md"\ncopies = ["docs/B", "B"]\n',
    b'[tool]\nsot-guard = {pair = [{source = "A.md", copies = ["gone"]}]}\n',
    *CONTENTS_WITHOUT_IDS,
    ACCEPT.format('A.md', ONE, TWO).encode(),
    ACCEPT.format('README.md', TWO, ONE).encode(),
    ACCEPT.format('d/A.md', ONE, ONE).encode(),
    b'[[pair]]\nsource = "A.md"\ncopies = ["B"]\n' + ACCEPT.format('B', ONE, TWO).encode(),
)
ENTRIES = st.lists(st.tuples(
    PATHS, st.sampled_from((*range(len(CONTENTS)), 1, 2, 1, 2, 1, 2)),
    st.sampled_from(('100644', '100644', '100644', '100755', '120000', '160000')),
    st.sampled_from(('0', '0', '0', '0', '1', '2', '3')),
), max_size=7)
# pairs that differ, or are accepted as they are
PAIRS = st.lists(st.tuples(
    st.sampled_from((('A.md', 'docs/A.md'), ('README.md', 'docs/README.md'), ('README.md', 'docs/index.md'),
                     ('B', 'A.md'), ('d/A.md', 'docs/A.md'), ('d/A.md', 'd/docs/A.md'))),
    st.sampled_from(((2, 1), (2, 1), (1, 2), (1, 1))), st.sampled_from(('100644', '100644', '100644', '120000')),
), min_size=1, max_size=3).map(lambda pairs: [
    (path, content, mode if side == 0 else '100644', '0')
    for paths, contents, mode in pairs for side, (path, content) in enumerate(zip(paths, contents, strict=True))
])
VALID = [
    number for number, content in enumerate(CONTENTS) if content[:2] in (b'ex', b'[[', b'du', b'ro')
]
CONFIGURED: st.SearchStrategy[list[Entry]] = st.just([]) | st.lists(st.tuples(
    st.sampled_from(('.sot-guard.toml', '.sot-guard.toml', '.sot-guard.toml', 'pyproject.toml')),
    st.sampled_from((*VALID, *VALID, *range(5, len(CONTENTS)))), st.just('100644'), st.just('0'),
), max_size=1)
PAIRED = st.tuples(PAIRS, CONFIGURED).map(sum_of)
BEFORE = PAIRED | PAIRED | st.tuples(ENTRIES, PAIRS | st.just([]), CONFIGURED).map(sum_of)
OTHERS: list[Entry] = [
    ('x.py', 1, '100644', '0'), ('docs/d/A.md', 2, '100644', '0'), ('A.md', 2, '100644', '0'),
    ('d/A.md', 2, '100644', '0'),
]
NOW = st.just(OTHERS[:2]) | st.lists(st.sampled_from(OTHERS)) | ENTRIES


class Situation(NamedTuple):
    """What is under way while the index is checked."""

    # whether all of HEAD is in the index, but for what is staged
    is_kept: bool
    is_first_commit: bool
    is_merge: bool
    # the environment of `git merge`
    is_named_merge: bool
    # `git add -N`
    is_intended: bool


RARELY = st.sampled_from((False, False, False, False, False, True))
SITUATIONS = st.builds(Situation, RARELY.map(lambda flag: not flag), RARELY, RARELY, RARELY, RARELY)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    BEFORE, NOW, st.sampled_from((['--all'], ['--staged'], ['--staged'])),
    st.just([]) | st.lists(PATHS, max_size=3), SITUATIONS,
)
def test_fine_means_that_the_full_program_says_nothing(
    repo: Repo, run: Run, before: list[Entry], now: list[Entry], scope: list[str], names: list[str],
    situation: Situation,
) -> None:
    """performance.md: "gate says fine => full program says fine", for any index after any commit."""
    stage(repo, [entry for entry in before if entry[2] != '160000'], merged=True)
    merged = repo.path / '.git/MERGE_HEAD'
    merged.unlink(missing_ok=True)
    head = repo.commit()
    if not situation.is_kept:
        repo.git('read-tree', '--empty')
    stage(repo, now, merged=False)
    if situation.is_first_commit:
        repo.git('update-ref', '-d', 'HEAD')
    if situation.is_merge:
        merged.write_text(f'{head}\n')
    if situation.is_intended:
        repo.write('A.md', '')
        subprocess.run(('git', 'add', '-N', 'A.md'), cwd=repo.path, check=False, capture_output=True)
    argv = [*scope, *(names if scope == ['--staged'] else [])]
    with pytest.MonkeyPatch.context() as patch:
        if situation.is_named_merge:
            patch.setenv(f'GITHEAD_{head}', 'topic')
        if fine(*argv):
            assert run('check', *argv) == (0, '', '')


def stage(repo: Repo, entries: list[Entry], *, merged: bool) -> None:
    """Stage entries over what is there; `merged`: in place of it, without conflicts."""
    if merged:
        repo.git('read-tree', '--empty')
    for content in CONTENTS:
        if not (repo.path / '.git/objects' / blob(content)[:2] / blob(content)[2:]).exists():
            subprocess.run(('git', 'hash-object', '-w', '--stdin'), input=content, check=True, capture_output=True)
    lines = [
        f'{mode} {blob(CONTENTS[content])} {"0" if merged else stage}\t{path}\0'
        for path, content, mode, stage in entries
    ]
    command = ('git', 'update-index', '-z', '--replace', '--add', '--index-info')
    subprocess.run(command, cwd=repo.path, input=''.join(lines).encode(), check=False, capture_output=True)


def test_the_whole_program_takes_the_fast_path(repo: Repo) -> None:
    repo.commit_pair()
    code = 'import sys; from sot_guard.fastpath.entry import run; run(); print("not here")'
    command = sys.executable, '-c', code, 'check', '--staged'
    assert subprocess.run(command, capture_output=True, check=True).stdout == b''
    done = subprocess.run((SCRIPT, 'check', '--staged'), capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b'', b'')
    repo.put('GUIDE.md', 'two\n')
    assert subprocess.run((SCRIPT, 'check', '--staged'), capture_output=True, check=False).returncode == 1


_STAGED = (unmerged, unmerged_on_one_side, equal_submodules, a_pair_to_be_added, an_unmerged_pair, an_unmerged_source)


STRICT, LAX = 'duplicates = "forbid"\n', 'duplicates = "allow"\n'


@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
@pytest.mark.parametrize(('staged', 'replaced', 'status'), [(STRICT, LAX, 1), (LAX, STRICT, 0)])
def test_a_replacement_of_the_configuration_is_not_what_is_staged(
    repo: Repo, run: Run, file: str, staged: str, replaced: str, status: int,
) -> None:
    """`git replace`: by what is staged a copy fails or passes, whatever somebody has put in its place."""
    head = '[tool.sot-guard]\n' if file == 'pyproject.toml' else ''
    repo.commit_pair()
    repo.put(file, head + staged)
    repo.write('other', head + replaced)
    other = repo.git('hash-object', '-w', 'other').decode().strip()
    repo.git('replace', repo.git('rev-parse', f':{file}').decode().strip(), other)
    assert repo.git('cat-file', 'blob', f':{file}').decode() == head + replaced
    assert fine('--all') is not bool(status)
    assert run('check', '--all').status == status


@pytest.mark.parametrize('state', [a_table_in_a_table, a_quoted_table, a_dotted_key])
def test_every_spelling_of_the_table_in_pyproject_is_read(repo: Repo, run: Run, state: Callable[[Repo], None]) -> None:
    state(repo)
    assert run.findings('--all') == {'packages/a/GUIDE.md': 'divergent'}


@pytest.mark.parametrize('state', [an_unmerged_pair, an_unmerged_source])
def test_an_unmerged_file_of_a_pair_is_never_passed(repo: Repo, run: Run, state: Callable[[Repo], None]) -> None:
    repo.commit_pair()
    state(repo)
    assert run('check', '--all').status == run('check', '--staged').status == 2


@pytest.mark.state('R-NAME-07', 'R-NAME-07b')
@pytest.mark.parametrize('state', [
    names_in_two_cases, a_folder_of_documents_in_another_case, a_folder_in_capitals, another_unicode_form,
    another_unicode_form_in_another_case, a_folder_in_another_case,
])
def test_names_that_are_one_to_some_systems_are_noted(repo: Repo, run: Run, state: Callable[[Repo], None]) -> None:
    repo.commit_pair()
    state(repo)
    near, path = (
        os.fsdecode(name) for name in sorted(repo.git('ls-files', '-z').split(b'\0')[:-1])
        if name.rpartition(b'/')[2] not in (b'GUIDE.md', b'.sot-guard.toml') and not name.startswith(b'web/')
    ) if state is not names_in_two_cases else ('docs/notes.md', 'NOTES.md')
    near, path = sorted((near, path), key=lambda name: -name.count('/'))
    note = (
        f'sot-guard: {path} and {near} are not a pair: their names differ in case or Unicode form; rename one '
        'of them, or add a [[pair]]\n'
    )
    for argv in (['--all'], ['--staged', near], ['--staged', path]):
        assert not fine(*argv)
        assert run('check', *argv) == (0, '', note)
    assert run('check', '--staged') == (0, '', '')


def test_interrupts_of_the_fast_path(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt
    monkeypatch.setattr(entry, 'is_certainly_fine', interrupted)
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert entry.main() == 130
        with pytest.raises(SystemExit, match=r'^143$'):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize('listing', ['exec tr "\\000" x </dev/zero', 'exec cat /dev/zero', 'printf "100644 half"'])
def test_the_fast_path_takes_no_listing_that_is_none(repo: Repo, fake_git: FakeGit, listing: str) -> None:
    fake_git(listing)
    assert not entry.is_certainly_fine(['check', '--staged'], dict(os.environ))


def test_the_fast_path_reads_no_huge_configuration(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('.sot-guard.toml', '#' * 300_000)
    assert not entry.is_certainly_fine(['check', '--staged'], dict(os.environ))


def variables(place: Path) -> dict[str, st.SearchStrategy[str]]:
    """What each variable may be: empty, off, right, stale, of another repository, of a linked work tree."""
    git_dirs = ('.git', str(place / 'repo/.git'), str(place / 'other/.git'), str(place / 'repo/.git/worktrees/linked'))
    indexes = (
        '.git/index', str(place / 'repo/.git/index'), '.git/index.lock', '.git/next-index-1.lock', '.git/torn',
        str(place / 'other/.git/index'), str(place / 'repo/.git/worktrees/linked/index'), 'nothing',
    )
    refs = 'HEAD', 'torn', 'refs/heads/torn', '1' * 40, 'nothing'
    names: dict[str, tuple[str, ...]] = {
        'GIT_DIR': git_dirs, 'GIT_WORK_TREE': ('.', '..', str(place / 'repo'), str(place / 'other')),
        'GIT_INDEX_FILE': indexes, 'GIT_PREFIX': ('docs/', 'gone/', '/'),
        'PRE_COMMIT': ('1',), 'LEFTHOOK': ('1',), 'HUSKY': ('1',), 'PREK_HOOK_STAGE': ('pre-commit', 'pre-push'),
        'PRE_COMMIT_TO_REF': refs, 'PRE_COMMIT_FROM_REF': refs, 'PRE_COMMIT_LOCAL_BRANCH': refs,
        'PRE_COMMIT_REMOTE_NAME': ('origin',), 'PRE_COMMIT_CHECKOUT_TYPE': ('1',), f'GITHEAD_{"1" * 40}': ('x',),
        'GIT_COMMON_DIR': git_dirs, 'GIT_OBJECT_DIRECTORY': (str(place / 'other/.git/objects'),),
        'GIT_CONFIG_PARAMETERS': ("'core.bare'='true'", "'core.worktree'='..'"), 'GIT_NAMESPACE': ('x',),
        'GIT_CEILING_DIRECTORIES': (str(place),), 'GIT_ICASE_PATHSPECS': ('1',),
    }
    return {name: st.sampled_from((*values, '', '0', 'false')) for name, values in names.items()}


@pytest.fixture(scope='module')
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp('places')


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_fine_means_that_the_full_program_says_nothing_in_any_environment(
    places: Path, repo: Repo, run: Run, data: st.DataObject,
) -> None:
    """entry.py: "the answer is True only where the full program would print nothing and exit with 0"."""
    if not (places / 'repo').exists():
        made, other = Repo.make(places / 'repo'), Repo.make(places / 'other')
        other.put_pair('GUIDE.md', 'torn\n', 'two\n')
        other.commit()
        made.commit_pair()
        made.git('worktree', 'add', '-q', str(places / 'linked'), '-b', 'linked')
        made.put('docs/GUIDE.md', 'torn\n')
        made.git('branch', 'torn', made.commit())
        (made.path / '.git/torn').write_bytes(made.read('.git/index'))
        made.git('reset', '-q', '--hard', 'HEAD~')
    options = variables(places)
    chosen = data.draw(st.lists(st.sampled_from(sorted(options)), max_size=4, unique=True))
    environ = {name: data.draw(options[name]) for name in chosen}
    at = places / data.draw(st.sampled_from(('repo', 'repo/docs', 'linked', 'linked/docs', 'other')))
    argv = data.draw(st.sampled_from((['--all'], ['--staged'], ['--staged', 'GUIDE.md'])))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(at)
        for name, value in environ.items():
            patch.setenv(name, value)
        if fine(*argv):
            assert run('check', *argv) == (0, '', '')


@pytest.mark.parametrize('name', ['.git/index.lock', '', 'nothing', '.git'])
def test_an_index_that_is_gone(repo: Repo, name: str) -> None:
    repo.commit_pair()
    assert fine('--staged', GIT_INDEX_FILE='.git/index')
    assert not fine('--staged', GIT_INDEX_FILE=name)


@pytest.mark.parametrize('line', ['bare = true', 'bare', 'BARE=1', 'bare = false\n\tbare = yes', 'bare=false'])
def test_a_repository_that_may_be_bare(repo: Repo, line: str) -> None:
    repo.commit_pair()
    config = repo.path / '.git/config'
    assert fine('--staged')
    config.write_text(config.read_text().replace('bare = false', line))
    assert not fine('--staged')


@pytest.mark.parametrize('line', [
    '[include]\n\tpath = x', '[INCLUDE]\n\tpath = x', '[includeIf "gitdir:/"]\n\tpath = x',
    '[core]\n\tWorkTree = ..',
])
def test_a_configuration_of_git_that_may_lead_elsewhere(repo: Repo, line: str) -> None:
    repo.commit_pair()
    assert fine('--staged')
    with (repo.path / '.git/config').open('a') as f:
        f.write(f'{line}\n')
    assert not fine('--staged')


@pytest.mark.parametrize('text', [
    '[tool]\nsot-guard = {roots = ["packages/*"]}\n', '[tool]\n"sot-guard" = {roots = ["packages/*"]}\n',
    'tool.sot-guard.roots = ["packages/*"]\n', "tool = {sot-guard = {roots = ['packages/*']}}\n",
    '[tool."sot-guard"]\nroots = ["packages/*"]\n',
])
def test_a_configuration_in_a_project_file_in_any_spelling(repo: Repo, run: Run, text: str) -> None:
    repo.commit_pair()
    repo.put('packages/a/GUIDE.md', 'one\n')
    repo.put('packages/a/docs/GUIDE.md', 'two\n')
    repo.put('pyproject.toml', text)
    for argv in (['--all'], ['--staged']):
        assert not fine(*argv)
        assert run('check', *argv).status == 1


def test_a_configuration_in_utf_16(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('pyproject.toml', '[tool.sot-guard]\n'.encode('utf-16'))
    assert not fine('--staged')


def test_an_unmerged_side_of_a_pair_outside_of_the_root_and_docs(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "web/a.md"\ncopies = ["site/a.md"]\n')
    repo.put('web/a.md', 'x\n')
    repo.put('site/a.md', 'x\n')
    assert fine('--staged')
    oid = repo.git('rev-parse', ':web/a.md').decode().strip()
    for stages in ((1, 2, 3), (2, 3), (2,)):
        repo.git('rm', '-q', '--cached', 'web/a.md')
        lines = ''.join(f'100644 {oid} {stage}\tweb/a.md\n' for stage in stages)
        subprocess.run(('git', 'update-index', '--index-info'), input=lines.encode(), check=True)
        for argv in (['--all'], ['--staged', 'site/a.md']):
            assert not fine(*argv)
            assert run('check', *argv).status == 2


def test_a_configuration_that_was_replaced_is_read_as_it_is(repo: Repo, run: Run) -> None:
    """git replace puts another blob in the place of the configuration: neither program follows it."""
    repo.commit_pair()
    repo.put('.sot-guard.toml', 'include = ["x"]\n')
    repo.write('.git/other', 'duplicates = "forbid"\n')
    other = repo.git('hash-object', '-w', '.git/other').decode().strip()
    repo.git('replace', repo.git('rev-parse', ':.sot-guard.toml').decode().strip(), other)
    assert fine('--all')
    assert run('check', '--all') == (0, '', '')
