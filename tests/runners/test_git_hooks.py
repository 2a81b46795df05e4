"""lefthook, husky with lint-staged and a bare hook: why each is set up as it is."""
from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.runners import setups
from tests.runners.runner import BARE
from tests.runners.runner import HUSKY
from tests.runners.runner import LEFTHOOK
from tests.runners.runner import Runner
from tests.support.repo import Repo
from tests.support.repo import SCRIPT


def a_type_changes(repo: Repo) -> None:
    repo.link('GUIDE.md', 'nowhere')
    repo.git('add', 'GUIDE.md')


def a_canonical_side_goes(repo: Repo) -> None:
    repo.git('rm', '-q', 'docs/PLAN.md')


@pytest.mark.parametrize('runner', [HUSKY], indirect=True)
@pytest.mark.state('R-NAME-05')
def test_lint_staged_passes_absolute_names_and_is_not_always_run(runner: Runner) -> None:
    repo = runner.repo
    repo.put('.husky/pre-commit', 'lint-staged\n')
    repo.put('package.json', setups.LINT_STAGED_ALONE)
    repo.put('.sot-guard.toml', 'canonical = ["PLAN.md"]\n')
    repo.commit_pair('PLAN.md')
    repo.put('GUIDE.md', 'two\n')
    repo.write('GUIDE.md', 'three\n')
    refused = runner.commit()
    assert refused.status == 1
    assert 'GUIDE.md and docs/GUIDE.md differ' in refused.said
    assert 'outside of the work tree' not in refused.said
    assert repo.read('GUIDE.md') == b'three\n'
    for state in (a_type_changes, a_canonical_side_goes):
        repo.git('reset', '-q', '--hard')
        state(repo)
        assert runner.commit().status == 0, 'the line of its own in .husky/pre-commit is not necessary any more'
        repo.git('reset', '-q', '--hard', 'HEAD~1')


@pytest.mark.parametrize('runner', [HUSKY], indirect=True)
def test_what_lint_staged_has_changed_is_checked(runner: Runner) -> None:
    repo = runner.repo
    repo.put_pair('GUIDE.md', 'two \n', 'two \n')
    refused = runner.commit()
    assert refused.status == 1
    assert 'GUIDE.md and docs/GUIDE.md differ' in refused.said
    assert repo.git('show', ':docs/GUIDE.md') == b'two\n'
    repo.put('GUIDE.md', 'two\n')
    assert runner.commit().status == 0


@pytest.mark.parametrize('runner', [LEFTHOOK], indirect=True)
@pytest.mark.parametrize(
    ('configuration', 'state'), [
        (setups.LEFTHOOK_RUN, a_type_changes), (setups.LEFTHOOK_STAGED_FILES, a_type_changes),
        (setups.LEFTHOOK_STAGED_FILES, a_canonical_side_goes),
    ], ids=['run-type', 'names-type', 'names-deletion'],
)
def test_lefthook_leaves_out_what_it_finds_no_files_for(
    runner: Runner, configuration: str, state: Callable[[Repo], None],
) -> None:
    repo = runner.repo
    repo.put('lefthook.yml', configuration)
    repo.put('.sot-guard.toml', 'canonical = ["PLAN.md"]\n')
    repo.commit_pair('PLAN.md')
    repo.put('GUIDE.md', 'two\n')
    assert runner.commit().status == 1
    repo.git('reset', '-q', '--hard')
    state(repo)
    assert runner.commit().status == 0, 'the script is not necessary any more'


@pytest.mark.parametrize('runner', [LEFTHOOK, HUSKY, BARE], indirect=True)
def test_without_the_program_nothing_is_committed(runner: Runner) -> None:
    path = os.pathsep.join(
        place for place in os.environ['PATH'].split(os.pathsep) if not os.path.exists(f'{place}/{SCRIPT.name}')
    )
    runner.repo.put('other', 'x\n')
    refused = runner.commit(PATH=path)
    assert refused.status == 1
    assert 'not found' in refused.said
    assert runner.commit().status == 0


@pytest.mark.parametrize('runner', [LEFTHOOK], indirect=True)
def test_without_the_script_nothing_is_committed(runner: Runner) -> None:
    (runner.repo.path / '.lefthook/pre-commit/sot-guard.sh').unlink()
    runner.repo.put('other', 'x\n')
    assert runner.commit().status == 1
