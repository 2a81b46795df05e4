"""A list of names that pre-commit splits over processes: 128 KiB of them for each, all root names before docs/."""
from __future__ import annotations

import re
import subprocess

import pytest

from tests.runners.runner import Done
from tests.runners.runner import Runner
from tests.support.repo import Repo

PAIRS = 10_000
MAX_SECONDS = 60


def many(repo: Repo) -> None:
    """Commit pairs of equal copies; on disk they are hard links, which are made quickly."""
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    names = [f'{folder}{number:05}.md' for number in range(PAIRS) for folder in ('', 'docs/')]
    for name in names:
        (repo.path / name).hardlink_to(repo.path / 'GUIDE.md')
    lines = ''.join(f'100644 {oid} 0\t{name}\n' for name in names)
    subprocess.run(('git', 'update-index', '--add', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)
    repo.commit()


def seconds(done: Done) -> float:
    return float(re.findall(r'(?m)^- duration: (.*)s$', done.said)[0])


@pytest.mark.state('R-CHUNK-01', 'R-CHUNK-03', 'R-CHUNK-04')
@pytest.mark.parametrize('runner', ['pre-commit'], indirect=True)
@pytest.mark.xdist_group('runners')
def test_twenty_thousand_names(runner: Runner) -> None:
    repo = runner.repo
    many(repo)
    fine = runner.run('run', '--verbose', '--all-files')
    assert fine.status == 0
    assert 'sot-guard: ' not in fine.said
    (repo.path / 'docs/09500.md').unlink()
    repo.put('docs/09500.md', 'two\n')
    repo.commit()
    refused = runner.run('run', '--verbose', '--all-files')
    assert refused.status == 1
    # the commit touches nothing, so each of the two processes knows the pair by the one name that it was given
    assert refused.said.count('09500.md and docs/09500.md differ since ') == 2
    assert refused.said.count('1 pair differs.\n') == 2
    assert seconds(fine) < MAX_SECONDS and seconds(refused) < MAX_SECONDS
