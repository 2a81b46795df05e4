from __future__ import annotations

import contextlib
import json
import os
from typing import Any

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.check import check
from sot_guard.check import Request
from sot_guard.reports import render
from tests.repo import Repo


@pytest.fixture
def everything(repo: Repo) -> list[str]:
    """A repository with a pair of each kind; the names of all its files."""
    repo.put_pair('same.md', 'same\n', 'same\n')
    repo.put_pair('README.md', 'same\n', 'same\n')
    repo.put_pair('old.md', 'one\n', 'two\n')
    oid = repo.commit()
    repo.put_pair('new.md', 'one\n', 'two\n')
    repo.put_pair('module.md', 'one\n', 'two\n')
    repo.git('update-index', '--cacheinfo', f'160000,{oid},module.md')
    repo.put('README.md', 'other\n')
    repo.put('docs/link.md', 'text\n')
    repo.put('docs/away.md', 'text\n')
    repo.link('link.md', 'docs/link.md')
    repo.link('away.md', 'nowhere')
    repo.git('--literal-pathspecs', 'add', 'link.md', 'away.md')
    repo.put('alone.md', 'x\n')
    return sorted(os.fsdecode(name) for name in repo.git('ls-files', '-z').split(b'\0') if name)


def findings(request: Request) -> dict[str, Any]:
    report = json.loads(render(check(request, os.environ), 'json'))
    return {finding['file']: finding for finding in report['findings']}


@pytest.mark.state('R-CHUNK-01', 'R-CHUNK-05')
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
def test_any_order_and_any_split_of_the_names_gives_the_same_findings(
    everything: list[str], data: st.DataObject,
) -> None:
    whole = findings(Request(everything, staged=True))
    assert {name: finding['status'] for name, finding in whole.items()} == {
        'away.md': 'link_elsewhere', 'link.md': 'linked', 'module.md': 'submodule', 'new.md': 'divergent',
        'old.md': 'divergent', 'README.md': 'divergent',
    }
    shuffled = data.draw(st.permutations(everything))
    cut = data.draw(st.integers(0, len(shuffled)))
    parts = [findings(Request(part, staged=True)) for part in (shuffled[:cut], shuffled[cut:])]
    assert parts[0] | parts[1] == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    contents=st.lists(st.tuples(st.binary(max_size=3), st.binary(max_size=3)), min_size=1, max_size=4),
    name=st.sampled_from(['GUIDE.md', 'notes.txt', 'LICENSE']),
)
def test_the_verdict_is_the_truth_about_the_tree_that_git_would_commit(
    tmp_path_factory: pytest.TempPathFactory, contents: list[tuple[bytes, bytes]], name: str,
) -> None:
    repo = Repo.make(tmp_path_factory.mktemp('written') / 'repo')
    for root, docs in contents:
        repo.put_pair(name, root, docs)
        tree = repo.git('write-tree').decode().strip()
        sides = [repo.git('rev-parse', f'{tree}:{path}') for path in (name, f'docs/{name}')]
        with contextlib.chdir(repo.path):
            assert bool(findings(Request(everything=True))) is (sides[0] != sides[1])
        repo.commit()
