"""A person at a terminal is told more than a pipe; both get the same exit status."""
from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT
from tests.support.terminal import typed

pytestmark = pytest.mark.measured


def said(repo: Repo, line: str = 'check', status: int = 0, variable: str = '') -> list[str]:
    """What a terminal gets of a command of sot-guard's, under a variable."""
    found, out = typed(f'{variable} {SCRIPT} {line}', repo.path, os.environ)
    assert found == status, out
    return [one.removeprefix('sot-guard: ') for one in out.splitlines()]


@pytest.fixture
def four(repo: Repo) -> Repo:
    """Pairs that pass: two identical, one accepted, one linked; and a document of one folder alone."""
    repo.put_pair('GUIDE.md', 'one\n', 'one\n')
    repo.put_pair('README.md', 'one\n', 'one\n')
    repo.put_pair('NEWS', 'one\n', 'two\n')
    repo.put('docs/HISTORY.md', 'one\n')
    repo.link('HISTORY.md', 'docs/HISTORY.md')
    repo.put('ALONE.md', 'x\n')
    ids = repo.git('rev-parse', ':docs/NEWS', ':NEWS').decode().split()
    accepted = f'path = "NEWS"\nsource-id = "{ids[0]}"\ncopy-id = "{ids[1]}"\nreason = "x"\n'
    repo.put('.sot-guard.toml', f'[[accept]]\n{accepted}')
    repo.git('add', '-A')
    repo.commit()
    return repo


# ---- how many pairs a green run compared

@pytest.mark.parametrize(
    ('line', 'expected'), [
        ('check', 'compared 4 pairs in the index: 1 accepted, 2 identical, 1 linked'),
        ('check --all', 'compared 4 pairs in the index: 1 accepted, 2 identical, 1 linked'),
        ('check NEWS', 'compared 1 pair in the index: 1 accepted'),
        ('check docs', 'compared 4 pairs in the index: 1 accepted, 2 identical, 1 linked'),
        ('check --staged GUIDE.md', 'compared 1 pair in the index: 1 identical'),
        ('check --staged', 'compared 0 pairs in the index'),
    ],
)
def test_a_green_run_says_how_many_pairs_it_compared(four: Repo, run: Run, line: str, expected: str) -> None:
    assert said(four, line) == [expected]
    assert run(*line.split()) == (0, '', '')


def test_what_is_staged_is_counted_by_the_baseline(four: Repo) -> None:
    four.put_pair('GUIDE.md', 'two\n', 'two\n')
    four.put_pair('NEW.md', 'two\n', 'two\n')
    assert said(four, 'check --staged') == ['compared 2 pairs in the index: 2 identical']
    four.commit()
    head = four.git('rev-parse', 'HEAD').decode().strip()
    assert said(four, 'check --staged --rev HEAD') == [f'compared 2 pairs in commit {head}: 2 identical']


def test_what_is_excluded_is_not_counted(four: Repo) -> None:
    four.put('.sot-guard.toml', 'exclude = ["README.md", "HISTORY.md", "NEWS"]\n')
    assert said(four) == ['compared 1 pair in the index: 1 identical']
    four.put('.sot-guard.toml', 'exclude = ["NEWS"]\n')
    four.put_pair('Makefile', 'one\n', 'two\n')
    # that of another kind is neither: it is said below
    assert said(four)[-1] == 'compared 3 pairs in the index: 2 identical, 1 linked'


def test_a_red_run_says_no_number(four: Repo) -> None:
    four.put('GUIDE.md', 'two\n')
    assert not any(line.startswith('compared') for line in said(four, status=1))
    four.put('.sot-guard.toml', '[[pair]]\nsource = "gone"\ncopies = ["GUIDE.md"]\n')
    assert not any(line.startswith('compared') for line in said(four, 'check GUIDE.md', status=2))


def test_no_number_where_it_cannot_be_known(repo: Repo) -> None:
    """Equal ids need no baseline, so nothing is wrong; which pairs the commit touches is not known."""
    repo.commit_pair()
    tree = repo.git('rev-parse', 'HEAD^{tree}').decode().strip()
    (repo.path / '.git/objects' / tree[:2] / tree[2:]).unlink()
    assert said(repo, 'check --staged') == []
    assert said(repo, 'check GUIDE.md') == ['compared 1 pair in the index: 1 identical']


# ---- who is a person

@pytest.mark.parametrize('line', ['check', 'check --all', 'check --staged GUIDE.md'])
@pytest.mark.parametrize(
    ('variable', 'is_person'), [
        ('NOTHING=1', True), ('PRE_COMMIT=1', False), ('PRE_COMMIT=0', True), ('GIT_INDEX_FILE=.git/index', False),
    ],
)
def test_a_hook_and_a_runner_are_silent_at_a_terminal_too(
    four: Repo, line: str, variable: str, *, is_person: bool,
) -> None:
    assert bool(said(four, line, variable=variable)) is is_person


def test_the_fast_path_stands_aside(repo: Repo) -> None:
    """Its answer is silence: without a configuration, too, a person hears what was compared."""
    repo.commit_pair()
    for line in ('check --all', 'check --staged GUIDE.md'):
        assert said(repo, line) == ['compared 1 pair in the index: 1 identical']
        assert said(repo, f'{line} | cat') == []
        # standard error alone is no terminal that is read
        assert said(repo, f'{line} >out') == []
        assert said(repo, f'{line} 2>err') == []


def test_git_runs_a_hook_in_silence(repo: Repo) -> None:
    repo.commit_pair()
    repo.hook().unlink(missing_ok=True)
    (repo.path / '.git/hooks/pre-commit').write_text(f'#!/bin/sh\nexec {SCRIPT} check --staged\n')
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    assert typed('git commit -qm two', repo.path, os.environ) == (0, '')


@pytest.mark.parametrize('name', ['json', 'markdown', 'github', 'sarif'])
def test_a_format_for_programs_is_the_same_everywhere(four: Repo, run: Run, name: str) -> None:
    out = run('check', '--format', name).out
    drop = ('"timestamp"', '**Timestamp')
    lines = [line for line in out.splitlines() if not any(word in line for word in drop)]
    _, typed_out = typed(f'{SCRIPT} check --format {name}', four.path, os.environ)
    assert [line for line in typed_out.splitlines() if not any(word in line for word in drop)] == lines


# ---- a configuration that is not staged

def test_a_configuration_that_is_not_staged_is_said(repo: Repo, run: Run) -> None:
    """What a newcomer met: a green run by another rule than the one in the editor."""
    repo.put_pair('notes.dat', 'one\n', 'two\n')
    repo.commit_pair()
    repo.write('.sot-guard.toml', 'include = ["notes.dat"]\n')
    note = '.sot-guard.toml has unstaged changes, which are not in effect; to use them: git add .sot-guard.toml'
    assert said(repo) == [note, 'compared 1 pair in the index: 1 identical']
    assert run('check') == (0, '', '')
    repo.git('add', '.sot-guard.toml')
    assert note not in said(repo, status=1)
    repo.commit()
    repo.write('.sot-guard.toml', '')
    # a red run says it everywhere, and no run twice
    assert said(repo, status=1).count(note) == 1
    assert note not in said(repo, 'check --rev HEAD', status=1)


# ---- entries that match nothing

def entries_that_match_nothing(repo: Repo) -> list[str]:
    repo.put('.sot-guard.toml', (
        'include = ["GUIDE.md", "Makefil"]\nexclude = ["NOTICE*"]\nroots = ["package/*", "packages/*"]\n'
        'canonical = ["BUILD_HISTORY.md"]\n'
    ))
    repo.put('packages/a/x', 'x')
    return [
        '.sot-guard.toml: include[1]: Makefil matches no file in a root or its docs-dir; correct or delete the entry',
        '.sot-guard.toml: exclude[0]: NOTICE* matches no file in a root or its docs-dir; correct or delete the entry',
        '.sot-guard.toml: roots[0]: package/* matches no folder with tracked files; correct or delete the entry',
    ]


@pytest.mark.parametrize('line', ['check', 'check --all', 'check --staged', 'check --show-rule', 'scan'])
def test_entries_that_match_nothing_are_noted(repo: Repo, line: str) -> None:
    repo.commit_pair()
    notes = entries_that_match_nothing(repo)
    assert [one for one in said(repo, line) if ' matches no' in one] == notes


def test_a_red_run_notes_them_too(repo: Repo) -> None:
    repo.commit_pair()
    notes = entries_that_match_nothing(repo)
    repo.put('GUIDE.md', 'two\n')
    assert [one for one in said(repo, status=1) if ' matches no' in one] == notes


@pytest.mark.parametrize('argv', [['check'], ['check', '--all'], ['check', '--staged']], ids=' '.join)
def test_a_pipe_hears_nothing_of_them(repo: Repo, run: Run, argv: list[str]) -> None:
    repo.commit_pair()
    entries_that_match_nothing(repo)
    assert run(*argv) == (0, '', '')


@pytest.mark.parametrize('argv', [['check', '--show-rule'], ['scan'], ['scan', '--format', 'json']], ids=' '.join)
def test_who_asks_for_the_rule_or_for_a_scan_is_told_in_a_pipe_too(repo: Repo, run: Run, argv: list[str]) -> None:
    repo.commit_pair()
    notes = entries_that_match_nothing(repo)
    assert run(*argv).err.splitlines() == [f'sot-guard: {note}' for note in notes]


def options(line: str) -> Callable[[Repo], list[str]]:
    return lambda repo: [one for one in said(repo, line) if ' matches no' in one]


def test_an_option_is_named_as_one(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('.sot-guard.toml', 'exclude = ["NOTICE"]\n')
    assert options('check --exclude NEWS --include GUIDE.md')(repo) == [
        '.sot-guard.toml: exclude[0]: NOTICE matches no file in a root or its docs-dir; correct or delete the entry',
        '--exclude: NEWS matches no file in a root or its docs-dir; correct or delete the entry',
    ]


def test_many_of_them_are_counted(repo: Repo) -> None:
    repo.commit_pair()
    names = ', '.join(f'"{number}"' for number in range(14))
    repo.put('.sot-guard.toml', f'include = [{names}]\n')
    assert said(repo)[10] == 'and 4 more of this kind'
