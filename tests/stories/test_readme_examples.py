"""The configurations that the README shows, each in a repository of its kind: fine, refused, fixed as printed, fine."""
from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.support.project import PROJECT
from tests.support.project import README
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import shell

EXAMPLES = dict(re.findall(r'(?m)^```toml\n# (.*)\n((?:.*\n)*?)^```$', README))


class Example(NamedTuple):
    """`there`: what the repository holds with the configuration, `then`: what is staged and refused, a status each."""

    title: str
    there: dict[str, str]
    then: dict[str, str]
    refused: dict[str, str]


CASES = (
    Example(
        'documents belong in docs/, and copies at the root are reported',
        {'docs/BUILD_HISTORY.md': 'one\n', 'GUIDE.md': 'x\n'}, {'BUILD_HISTORY.md': 'one\n', 'DEBUG_LOG.md': 'x\n'},
        {'BUILD_HISTORY.md': 'duplicate', 'DEBUG_LOG.md': 'docs_missing'},
    ),
    Example(
        'a monorepo, in which each package has its own docs/',
        {'packages/a/GUIDE.md': 'one\n', 'packages/a/docs/GUIDE.md': 'one\n', 'packages/b/GUIDE.md': 'another\n'},
        {'packages/a/docs/GUIDE.md': 'two\n'}, {'packages/a/GUIDE.md': 'divergent'},
    ),
    Example(
        'the README is the first page of the site', {'README.md': 'one\n', 'docs/index.md': 'one\n'},
        {'README.md': 'two\n'}, {'docs/index.md': 'divergent'},
    ),
    Example(
        'one licence, and a copy in each package',
        {'LICENSE': 'one\n', 'packages/core/LICENSE': 'one\n', 'packages/web/LICENSE': 'one\n'},
        {'LICENSE': 'two\n', 'packages/web/LICENSE': 'two\n'}, {'packages/core/LICENSE': 'divergent'},
    ),
    Example(
        'skills for two agents: a folder, and a copy of it',
        {f'{agent}/skills/{name}/SKILL.md': 'one\n' for agent in ('.claude', '.agents') for name in ('a', 'b')},
        {'.claude/skills/a/SKILL.md': 'two\n', '.claude/skills/local/SKILL.md': 'one\n',
         '.agents/skills/local/SKILL.md': 'two\n'},
        {'.agents/skills/a/SKILL.md': 'divergent'},
    ),
    Example(
        'instructions for several agents',
        {'AGENTS.md': 'one\n', 'CLAUDE.md': 'one\n', '.github/copilot-instructions.md': 'one\n'},
        {'CLAUDE.md': 'two\n'}, {'CLAUDE.md': 'divergent'},
    ),
    Example(
        'a build step copies into the site, and the copy is committed',
        {'CHANGELOG.md': 'one\n', 'site/content/changelog.md': 'one\n', 'site/output.md': 'x\n'},
        {'CHANGELOG.md': 'one\ntwo\n'}, {'site/content/changelog.md': 'divergent'},
    ),
    Example(
        'a page of the site has front matter and another title',
        {
            'CONTRIBUTING.md': '# Contributing\n\none\n\ntwo\n',
            'docs/contribute.md': '---\nnav: 3\n---\n\n# How to contribute\n\none\n\ntwo\n',
        },
        {'CONTRIBUTING.md': '# Contributing\n\none\n\nthree\n'}, {'docs/contribute.md': 'divergent'},
    ),
)
DECLARED = CASES[-1]


def test_each_example_of_the_readme_is_tried() -> None:
    assert list(EXAMPLES) == [case.title for case in CASES]


@pytest.mark.parametrize('case', CASES, ids=lambda case: case.title)
@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_an_example(repo: Repo, run: Run, case: Example, file: str) -> None:
    text = EXAMPLES[case.title]
    if file == 'pyproject.toml':
        text = '[tool.sot-guard]\n' + text.replace('[[pair]]', '[[tool.sot-guard.pair]]')
    for name, content in (*case.there.items(), (file, text)):
        repo.put(name, content)
    assert run('check', '--staged') == (0, '', '')
    repo.commit()
    for name, content in case.then.items():
        repo.put(name, content)
    assert run.findings('--staged') == case.refused
    for _ in case.there:  # where there are several copies, one after the other follows
        for finding in run('check', '--staged', '--format', 'json').json['findings']:
            if finding['status'] != 'same_but':
                cure = next(one['command'] for one in finding['commands'] if one['purpose'] == 'cure')
                assert shell(cure, repo.path).returncode == 0, cure
    assert run('check', '--staged') == (0, '', '')
    repo.commit()
    assert run('check', '--all') == (0, '', '')
    if case is DECLARED:
        assert repo.read('docs/contribute.md') == b'---\nnav: 3\n---\n\n# How to contribute\n\none\n\nthree\n'
        repo.put('docs/contribute.md', repo.read('docs/contribute.md') + b'Thanks.\n')
        (finding,) = run('check', '--staged', '--format', 'json').json['findings']
        assert finding['status'] == 'divergent'
        accept = next(one['command'] for one in finding['commands'] if ' accept ' in one['command'])
        assert shell(accept, repo.path).returncode == 0
        assert run('check', '--staged') == (0, '', '')


def test_an_example_in_which_line_ends_do_not_count(repo: Repo, run: Run) -> None:
    case = CASES[-2]
    assert 'compare = "text"' in EXAMPLES[case.title]
    for name, content in (*case.there.items(), ('.sot-guard.toml', EXAMPLES[case.title])):
        repo.put(name, content)
    repo.commit()
    repo.put('site/content/changelog.md', '\ufeffone\r\n')
    assert run('check', '--staged') == (0, '', '')


def test_what_a_build_makes_and_git_ignores_is_no_copy(repo: Repo, run: Run) -> None:
    repo.put('.gitignore', 'docs/GUIDE.md\n')
    repo.put('GUIDE.md', 'one\n')
    repo.write('docs/GUIDE.md', 'made of it\n')
    assert run('check', '--staged') == (0, '', '')


# ---- a repository with a past

@pytest.fixture
def past(repo: Repo) -> Repo:
    """One pair that drifted a while ago, one that never was a copy, one that is fine, and a README of each folder."""
    for name in ('DRIFTED.md', 'FINE.md'):
        repo.commit_pair(name, 'one\ntwo\nthree\n')
    repo.put('DRIFTED.md', 'one\ntwo\nthree\nfour\n')
    repo.put_pair('UNLIKE.md', 'about a\n', 'about b\n')
    repo.put_pair('README.md', 'a\n', 'b\n')
    repo.commit()
    return repo


def test_the_guide_for_a_repository_with_a_past(past: Repo, run: Run) -> None:
    # what nobody touches is no wall
    past.put('FINE.md', 'one\n')
    past.put('docs/FINE.md', 'one\n')
    assert run('check', '--staged') == (0, '', '')
    past.commit()
    table = run('scan').out
    assert re.search(r'(?m)^fix +DRIFTED\.md : docs/DRIFTED\.md .*identical until ', table)
    assert re.search(r'(?m)^exclude +UNLIKE\.md : docs/UNLIKE\.md .*never identical', table)
    past.write('.sot-guard.toml', run('scan', '--format', 'toml').out)
    past.git('add', '-A')
    assert run.findings('--all') == {'DRIFTED.md': 'divergent'}
    told = re.search(r'`sot-guard (accept --all --reason) "(.*?)"`', README)
    assert told is not None
    assert run(*told[1].split(), told[2]).status == 0
    past.git('add', '-A')
    assert run('check', '--all') == (0, '', '')
    past.commit()
    past.put('docs/DRIFTED.md', 'anew\n')
    assert run.findings('--staged') == {'DRIFTED.md': 'divergent'}


@pytest.mark.parametrize(('hook', 'status'), [('sot-guard', 0), ('sot-guard-all', 1)])
def test_strict_is_one_word(past: Repo, hook: str, status: int) -> None:
    assert f'`id: {hook}`' in README
    manifest = (PROJECT / '.pre-commit-hooks.yaml').read_text()
    entry = re.search(rf'(?m)^- id: {hook}\n(?:  .*\n)*?  entry: sot-guard (.*)$', manifest)
    assert entry is not None
    past.hook(command=entry[1])
    past.put('other', 'x')
    past.git('commit', '-q', '-m', 'x', status=status)
