"""How many lines each command loses, as its effect says it."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


def one_changed(repo: Repo) -> None:
    repo.commit_pair('GUIDE.md', 'a\nb\n')
    repo.put('GUIDE.md', 'a\nc\nd\n')


def both_changed(repo: Repo) -> None:
    repo.commit_pair('GUIDE.md', 'a\nb\n')
    repo.put_pair('GUIDE.md', 'x\nb\n', 'a\ny\nz\n')


def never_identical(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'a\nb\n', 'a\nc\nd\n')
    repo.commit()


def binary(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'a\0\n', 'a\0c\nd\n')


@pytest.mark.parametrize(
    ('state', 'lost'), [
        (one_changed, {0, 2}), (both_changed, {0, 2, 3}), (never_identical, {0, 1, 2}), (binary, {0, None}),
    ],
)
def test_the_lines_that_a_command_loses(
    repo: Repo, run: Run, state: Callable[[Repo], None], lost: set[int | None],
) -> None:
    state(repo)
    (finding,) = run('check', '--format', 'json').json['findings']
    fixes = [one for one in finding['commands'] if one['purpose'] not in ('look', 'more', 'allow', 'skip')]
    assert {one['lines_lost'] for one in fixes} == lost
    assert fixes[0]['lines_lost'] == 0
    for one in fixes:
        said = re.search(r'loses ([\d,]+) line', one['effect'])
        assert said is None or one['lines_lost'] == int(said[1])
        assert one['lines_lost'] == 0 or 'loses' in one['effect']
    assert {one['lines_lost'] for one in finding['commands'] if one not in fixes} == {0}


def test_of_what_is_not_divergent_it_is_not_known(repo: Repo, run: Run) -> None:
    repo.put('docs/GUIDE.md', 'x\n')
    repo.link('GUIDE.md', 'nowhere')
    repo.git('add', 'GUIDE.md')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['commands'][0]['lines_lost'] is None
