"""What pre-commit and prek hand over to the hook, and when they run it; each verdict is that on the commit itself."""
from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.runners.runner import Done
from tests.runners.runner import Runner
from tests.support.repo import Repo
from tests.support.repo import require_git


class Change(NamedTuple):
    """A change that is committed, the names that the runner passes for it, and what the hook refuses."""

    make: Callable[[Repo, Path], None]
    names: set[str]
    refused: str = ''
    # of which its report has this much
    said: str = ''


def several(repo: Repo, _: Path) -> None:
    repo.put('GUIDE.md', 'two\n')
    repo.put_pair('NEW.md', 'one\n', 'two\n')
    repo.put_pair('SAME.md', 'one\n', 'one\n')
    repo.put('zebra', 'x')


def a_deletion(repo: Repo, _: Path) -> None:
    repo.git('rm', '-q', 'docs/GUIDE.md')


def a_canonical_side_goes(repo: Repo, _: Path) -> None:
    repo.git('rm', '-q', 'docs/PLAN.md')


def a_configured_copy_goes(repo: Repo, _: Path) -> None:
    repo.git('rm', '-q', 'lib/PLAN.md')


def a_configured_copy_is_renamed(repo: Repo, _: Path) -> None:
    repo.git('mv', 'lib/PLAN.md', 'lib/PLANS.md')


def a_configured_source_goes(repo: Repo, _: Path) -> None:
    repo.git('rm', '-q', 'lib/SOURCE.md')


def a_rename(repo: Repo, _: Path) -> None:
    repo.git('mv', 'docs/GUIDE.md', 'docs/OTHER.md')


def a_mode(repo: Repo, _: Path) -> None:
    (repo.path / 'GUIDE.md').chmod(0o755)
    repo.git('add', 'GUIDE.md')


def a_link(repo: Repo, _: Path) -> None:
    repo.link('GUIDE.md', 'README.md')
    repo.git('add', 'GUIDE.md')


def a_link_to_the_counterpart(repo: Repo, _: Path) -> None:
    repo.link('docs/GUIDE.md', '../GUIDE.md')
    repo.git('add', 'docs/GUIDE.md')


def a_submodule(repo: Repo, place: Path) -> None:
    repo.git('rm', '-q', 'GUIDE.md')
    repo.git('submodule', '--quiet', 'add', '--force', str(place), 'GUIDE.md')


def a_directory(repo: Repo, _: Path) -> None:
    repo.git('rm', '-q', 'GUIDE.md')
    repo.put('GUIDE.md/a', 'x')


def an_intention(repo: Repo, _: Path) -> None:
    repo.git('rm', '-q', 'docs/GUIDE.md')
    repo.commit()
    repo.write('docs/GUIDE.md', 'two\n')
    repo.git('add', '-N', 'docs/GUIDE.md')
    repo.put('GUIDE.md', 'three\n')


def nothing(_: Repo, __: Path) -> None:
    pass


CHANGES = [
    Change(several, {'GUIDE.md', 'NEW.md', 'docs/NEW.md', 'SAME.md', 'docs/SAME.md', 'zebra'}, '2 pairs differ'),
    Change(a_deletion, set()),
    Change(a_canonical_side_goes, set(), '1 file is missing', 'docs/PLAN.md, but PLAN.md needs it'),
    Change(a_configured_copy_goes, set(), '1 file is missing', 'This commit deletes lib/PLAN.md'),
    Change(a_configured_copy_is_renamed, {'lib/PLANS.md'}, '1 file is missing', 'This commit deletes lib/PLAN.md'),
    Change(a_configured_source_goes, set(), '1 file is missing', 'This commit deletes lib/SOURCE.md'),
    Change(a_rename, {'docs/OTHER.md'}),
    Change(a_mode, {'GUIDE.md'}),
    Change(a_link, {'GUIDE.md'}, '1 pair differs', 'GUIDE.md is a symlink to README.md'),
    Change(a_link_to_the_counterpart, {'docs/GUIDE.md'}),
    Change(a_submodule, {'.gitmodules', 'GUIDE.md'}, '1 pair could not be compared', 'GUIDE.md is a submodule'),
    Change(a_directory, {'GUIDE.md/a'}),
    Change(an_intention, {'GUIDE.md'}),
    Change(nothing, set()),
]


def counts(done: Done, count: str) -> bool:
    """Whether the hook has refused exactly this, or nothing."""
    # prek indents, and pre-commit may start several processes
    told = [line.strip() for line in done.said.splitlines()]
    found = (re.fullmatch(r'sot-guard: (?:commit refused: )?(\d.*\.)', line) for line in told)
    lines = {match[1] for match in found if match}
    return not lines if not count and done.status == 0 else done.status == 1 and lines == {f'{count}.'}


@pytest.mark.state(
    'R-PASS-01', 'R-PASS-02', 'R-PASS-03', 'R-PASS-04', 'R-PASS-05', 'R-PASS-06', 'R-PASS-07', 'R-PASS-08', 'R-PASS-19',
)
def test_whatever_a_commit_changes(probe: Runner, tmp_path: Path) -> None:
    # all of them in one repository, because a runner takes as long to set up as to run
    repo = probe.repo
    repo.put_pair('README.md', 'one\n', 'one\n')
    repo.put('.sot-guard.toml', (
        'canonical = ["PLAN.md"]\n[[pair]]\nsource = "lib/SOURCE.md"\ncopies = ["lib/PLAN.md"]\n'
    ))
    repo.put('lib/SOURCE.md', 'one\n')
    repo.put('lib/PLAN.md', 'one\n')
    repo.commit_pair('PLAN.md')
    place = Repo.make(tmp_path / 'other')
    place.commit()
    base = repo.git('rev-parse', 'HEAD').decode().strip()
    for change in CHANGES:
        change.make(repo, place.path)
        done = probe.commit('--allow-empty')
        assert counts(done, change.refused), (change, done)
        assert change.said in done.said, (change, done)
        assert set(probe.passed()) == change.names
        assert repo.read('.git/index-file') == b'.git/index'
        if change.make is several:
            assert done.said.index('GUIDE.md and docs/') < done.said.index('NEW.md and docs/')
        repo.git('reset', '-q', '--hard', base)
        repo.git('clean', '-qffdx')


def conflict(repo: Repo) -> None:
    repo.git('checkout', '-q', '-b', 'side')
    repo.put_pair('GUIDE.md', 'theirs\n', 'theirs\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put_pair('GUIDE.md', 'ours\n', 'ours\n')
    repo.commit()
    repo.git('merge', '-q', 'side', status=1)


@pytest.mark.state('R-PASS-09', 'R-PASS-10', 'R-PASS-11')
def test_a_conflict_is_open_and_then_concluded(probe: Runner) -> None:
    repo = probe.repo
    conflict(repo)
    assert probe.commit().status == 128
    assert probe.run('run').status != 0
    assert not (repo.path / '.git/passed').exists()
    done = probe.run('run', '--all-files')
    assert done.status != 0
    assert '- exit code: 2' in done.said
    assert ': 1 pair could not be compared.\n' in done.said
    assert done.said.count('GUIDE.md and docs/GUIDE.md have merge conflicts') == 1
    assert {'GUIDE.md', 'docs/GUIDE.md'} <= set(probe.passed())
    repo.put_pair('GUIDE.md', 'ours\n', 'theirs\n')
    assert counts(probe.commit(), '1 pair differs')
    repo.put('docs/GUIDE.md', 'ours\n')
    assert counts(probe.commit(), '')
    assert repo.git('rev-parse', 'HEAD^2') == repo.git('rev-parse', 'side')


@pytest.mark.state('R-PASS-14', 'R-PASS-18')
def test_a_squashed_merge_and_amends(probe: Runner) -> None:
    repo = probe.repo
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.git('merge', '-q', '--squash', 'side')
    assert counts(probe.commit(), '1 pair differs')
    assert probe.passed() == ['GUIDE.md']
    repo.commit()
    # HEAD is divergent, but not by this commit
    assert counts(probe.commit('--amend'), '')
    assert probe.passed() == []
    repo.put('GUIDE.md', 'three\n')
    assert counts(probe.commit('--amend'), '1 pair differs')
    repo.put('docs/GUIDE.md', 'three\n')
    assert counts(probe.commit('--amend'), '')


@pytest.mark.state('R-PASS-20')
def test_all_files_with_edits_that_are_not_staged(probe: Runner) -> None:
    require_git(2, 31)  # for pre-commit's list of all files
    repo = probe.repo
    repo.write('GUIDE.md', 'two\n')
    assert counts(probe.run('run', '--all-files'), '')
    assert repo.read('.git/seen') == b'two\none\n'
    (repo.path / 'docs/GUIDE.md').unlink()
    assert counts(probe.run('run', '--all-files'), '')
    assert 'docs/GUIDE.md' not in probe.passed()
    repo.git('add', 'GUIDE.md')
    repo.write('docs/GUIDE.md', 'two\n')
    assert counts(probe.run('run', '--all-files'), '1 pair differs')
    assert repo.read('.git/seen') == b'two\ntwo\n'


@pytest.mark.state('R-PASS-08')
def test_all_files_with_one_that_is_intended_to_be_added(probe: Runner) -> None:
    require_git(2, 31)  # for pre-commit's list of all files
    repo = probe.repo
    repo.git('rm', '-q', '--cached', 'docs/GUIDE.md')
    repo.write('docs/GUIDE.md', 'two\n')
    repo.git('add', '-N', 'docs/GUIDE.md')
    assert counts(probe.run('run', '--all-files'), '')
    assert 'docs/GUIDE.md' in probe.passed()


@pytest.mark.state('R-PASS-21', 'R-CHUNK-02')
def test_files_by_name(probe: Runner, tmp_path: Path) -> None:
    repo = probe.repo
    repo.put_pair('OLD.md', 'one\n', 'two\n')
    repo.commit()
    repo.write('new.md')
    outside = tmp_path / 'outside.md'
    outside.write_text('x')
    names = ('new.md', '../outside.md', '.git/config', 'gone.md')
    done = probe.run('run', '--verbose', '--files', *names)
    assert counts(done, '')
    assert set(probe.passed()) == {'new.md', '../outside.md', '.git/config'}
    assert 'sot-guard: new.md: is not tracked in the index, so not checked; to check it: git add new.md' in done.said
    for name in ('../outside.md', '.git/config'):
        assert f'sot-guard: {name}: is outside the work tree; ignored' in done.said
    # without the names the pair is not this run's
    assert counts(probe.run('run', '--files', 'GUIDE.md'), '')
    done = probe.run('run', '--files', './OLD.md', str(repo.path / 'docs/OLD.md'), 'OLD.md', 'OLD.md')
    assert counts(done, '1 pair differs')
    assert done.said.count('OLD.md and docs/OLD.md have the same name') == 1
    assert set(probe.passed()) == {'OLD.md', 'docs/OLD.md'}


@pytest.mark.state('R-PASS-24')
def test_the_first_commit(probe: Runner) -> None:
    repo = probe.repo
    repo.git('checkout', '-q', '--orphan', 'new')
    repo.put('docs/GUIDE.md', 'two\n')
    assert counts(probe.commit(), '1 pair differs')
    assert {'GUIDE.md', 'docs/GUIDE.md'} <= set(probe.passed())
    repo.put('GUIDE.md', 'two\n')
    assert counts(probe.commit(), '')


@pytest.mark.state('R-PASS-25', 'R-PASS-26', 'R-PASS-27')
def test_a_commit_from_another_place(probe: Runner, tmp_path: Path) -> None:
    repo = probe.repo
    repo.put('GUIDE.md', 'two\n')
    in_docs = probe._replace(repo=Repo(repo.path / 'docs'))
    assert counts(in_docs.commit(), '1 pair differs')
    assert counts(in_docs.run('run', '--files', 'GUIDE.md'), '1 pair differs')
    assert probe.passed() == ['docs/GUIDE.md']
    where = ('git', f'--git-dir={repo.path}/.git', f'--work-tree={repo.path}', 'commit', '-m', 'x')
    elsewhere = probe._replace(repo=Repo(tmp_path))
    assert counts(elsewhere.type(*where), '1 pair differs')
    # what is staged here is no part of a commit there
    repo.git('worktree', 'add', '-q', '-b', 'topic', str(tmp_path / 'linked'))
    linked = probe._replace(repo=Repo(tmp_path / 'linked'))
    linked.repo.put('other', 'x')
    config = linked.repo.read('.pre-commit-config.yaml').partition(b'- repo: local')[0]
    linked.repo.put('.pre-commit-config.yaml', config)
    assert counts(linked.commit(), '')
    linked.repo.put('docs/GUIDE.md', 'two\n')
    assert counts(linked.commit(), '1 pair differs')
    repo.git('add', '-A')
    repo.put('docs/GUIDE.md', 'two\n')
    assert counts(elsewhere.type(*where), '')


@pytest.mark.state('R-PASS-34')
def test_a_hook_that_is_killed_fails(runner: Runner, tmp_path: Path) -> None:
    real = next(place for place in os.environ['PATH'].split(os.pathsep) if Path(place, 'git').exists())
    killer = tmp_path / 'killer/git'
    killer.parent.mkdir()
    # sot-guard alone asks for these listings
    killer.write_text(
        '#!/bin/sh\ncase "$*" in *"ls-files -s -z"*|*--ita-invisible*) kill -9 $PPID;; esac\n'
        f'exec {real}/git "$@"\n',
    )
    killer.chmod(0o755)
    done = runner.run('run', '--all-files')
    assert done.status == 0, done
    done = runner.run('run', '--all-files', PATH=f'{killer.parent}{os.pathsep}{os.environ["PATH"]}')
    assert done.status == 1
    assert 'sot-guard' in done.said and 'Failed' in done.said


@pytest.mark.state('R-PASS-35')
def test_hooks_that_are_configured_to_be_elsewhere(runner: Runner, tmp_path: Path) -> None:
    repo = runner.repo
    repo.git('config', 'core.hooksPath', str(tmp_path / 'elsewhere'))
    repo.put('GUIDE.md', 'two\n')
    assert runner.commit('--no-verify').status == 0
    repo.put('GUIDE.md', 'three\n')
    assert runner.commit().status == 0
    # pre-commit refuses to install there, prek does it
    installed = runner.run('install').status == 0
    assert installed is (runner.name == 'prek')
    repo.put('GUIDE.md', 'four\n')
    assert (runner.commit().status == 1) is installed
    assert counts(runner.run('run', '--all-files'), '1 pair differs')
