"""A commit in a repository with many roots is checked for what it touches."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

import pytest

from sot_guard.fastpath.entry import is_certainly_fine
from sot_guard.fastpath.roots import pairs_of_touched
from sot_guard.fastpath.rules import Unclear
from tests.support.repo import Repo
from tests.support.repo import Run

COPY, SOURCE = 'packages/a/GUIDE.md', 'packages/a/docs/GUIDE.md'


def fine(*argv: str) -> bool:
    return is_certainly_fine(['check', *argv], dict(os.environ))


@pytest.fixture
def packages(repo: Repo) -> Repo:
    """A repository with a pair that matches, one that differs, and another file, in two packages."""
    repo.put('.sot-guard.toml', 'roots = ["packages/*"]\n')
    for path, text in ((COPY, 'one\n'), (SOURCE, 'one\n'), ('packages/b/GUIDE.md', 'one\n'),
                       ('packages/b/docs/GUIDE.md', 'two\n'), ('packages/a/x.py', 'x\n')):
        repo.put(path, text)
    repo.commit()
    return repo


def another_file(repo: Repo) -> None:
    repo.put('packages/a/x.py', 'y\n')


def a_file_of_a_folder_of_its_own(repo: Repo) -> None:
    repo.put('packages/a/src/docs/x.py', 'y\n')


def both_changed_alike(repo: Repo) -> None:
    repo.put(COPY, 'two\n')
    repo.put(SOURCE, 'two\n')


def a_copy_deleted(repo: Repo) -> None:
    repo.git('rm', '-q', COPY)


def a_source_deleted(repo: Repo) -> None:
    repo.git('rm', '-q', SOURCE)


def a_file_at_the_top(repo: Repo) -> None:
    repo.put('x.py', 'y\n')


@pytest.mark.parametrize('state', [
    another_file, a_file_of_a_folder_of_its_own, both_changed_alike, a_copy_deleted, a_source_deleted,
    a_file_at_the_top,
], ids=lambda state: state.__name__)
def test_what_is_settled_at_once(packages: Repo, run: Run, state: Callable[[Repo], None]) -> None:
    state(packages)
    assert fine('--staged') and run('check', '--staged') == (0, '', '')


def a_copy_changed(repo: Repo) -> None:
    repo.put(COPY, 'two\n')


def a_source_changed(repo: Repo) -> None:
    repo.put(SOURCE, 'two\n')


def a_pair_that_differed(repo: Repo) -> None:
    repo.put('packages/b/GUIDE.md', 'three\n')


def another_mode(repo: Repo) -> None:
    repo.git('update-index', '--chmod=+x', COPY)


def two_links(repo: Repo) -> None:
    repo.link(COPY, 'x')
    repo.link(SOURCE, 'x')
    repo.git('add', '-A')


def two_empty_files(repo: Repo) -> None:
    repo.put(COPY)
    repo.put(SOURCE)


def a_folder_in_another_case(repo: Repo) -> None:
    repo.git('rm', '-q', SOURCE)
    oid = repo.git('rev-parse', ':packages/a/x.py').decode().strip()
    repo.git('update-index', '--add', '--cacheinfo', f'100644,{oid},packages/a/Docs/GUIDE.md')


def an_unmerged_source(repo: Repo) -> None:
    repo.put(COPY, 'two\n')
    oid = repo.git('rev-parse', f':{SOURCE}').decode().strip()
    lines = f'0 {"0" * 40}\t{SOURCE}\n100644 {oid} 2\t{SOURCE}\n'
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def a_merge(repo: Repo) -> None:
    repo.write('.git/MERGE_HEAD', repo.git('rev-parse', 'HEAD'))


def many_files(repo: Repo) -> None:
    for number in range(41):
        repo.write(f'packages/a/src/{number}.py', 'x\n')
    repo.git('add', '-A')


def files_of_long_names(repo: Repo) -> None:
    oid = repo.git('rev-parse', ':packages/a/x.py').decode().strip()
    lines = ''.join(f'100644 {oid} 0\tpackages/{"x" * 3000}/{number}\n' for number in range(30))
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def a_name_that_is_not_ascii(repo: Repo) -> None:
    repo.put('packages/a/é.md', 'x\n')


def duplicates_that_are_forbidden(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'roots = ["packages/*"]\nduplicates = "forbid"\n')


def a_folder(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'roots = ["packages/*"]\n[[pair]]\nsource = "packages/a/"\ncopies = ["packages/b/"]\n')


@pytest.mark.parametrize('state', [
    a_copy_changed, a_source_changed, a_pair_that_differed, another_mode, two_links, two_empty_files,
    a_folder_in_another_case, an_unmerged_source, a_merge, many_files, files_of_long_names, a_name_that_is_not_ascii,
    duplicates_that_are_forbidden, a_folder,
], ids=lambda state: state.__name__)
def test_what_is_handed_over(packages: Repo, state: Callable[[Repo], None]) -> None:
    state(packages)
    assert not fine('--staged')


def test_a_pair_that_differs_is_handed_over_where_it_is_named(packages: Repo) -> None:
    assert fine('--staged', COPY) and fine('--staged', 'packages/a/x.py')
    assert not fine('--staged', 'packages/b/GUIDE.md') and not fine('--staged', 'packages/b/docs/GUIDE.md')


def test_every_pair_is_a_matter_of_the_full_program(packages: Repo) -> None:
    assert not fine('--all')


def test_before_the_first_commit_every_pair_is_new(packages: Repo) -> None:
    packages.git('update-ref', '-d', 'HEAD')
    assert not fine('--staged')


def test_the_pairs_of_what_is_touched(packages: Repo) -> None:
    another_file(packages)
    packages.put('docs/y.py', 'y\n')
    packages.put('x.py', 'y\n')
    assert pairs_of_touched({}, [SOURCE]) == {
        (b'packages/a/x.py', b'packages/a/docs/x.py'), (b'docs/y.py', b'docs/docs/y.py'),
        (COPY.encode(), SOURCE.encode()), (SOURCE.encode(), b'packages/a/docs/docs/GUIDE.md'),
    }
    with pytest.raises(Unclear):
        pairs_of_touched({'GITHEAD_x': 'topic'}, [])
