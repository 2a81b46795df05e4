"""How a refusal reads, and that its first command works: a table of situations, each with its whole text.

The texts are tests/approved/NAME.txt, for people to read; `pytest tests/stories/test_refusals.py --approve` writes them
anew.
"""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.licenses import LICENSES
from tests.support.licenses import licenses
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT

APPROVED = Path(__file__).parents[1] / 'approved'
MAX_LINES = 20
PARTS = (
    '# Guide\n\nHow to use it.\n\n## Retries\n\nA request is tried 3 times.\n\n## Logs\n\nLogs go to standard error.\n'
)
RETRIES = PARTS.replace('3 times', '5 times, with a pause of 2 s')
LOGS = PARTS.replace('standard error', 'a file')
DATE = {'GIT_AUTHOR_DATE': '2026-01-02T12:00:00Z', 'GIT_COMMITTER_DATE': '2026-01-02T12:00:00Z'}


class Situation(NamedTuple):
    """A state, and how it is checked."""

    # the state, and what is put into the environment
    build: Callable[[Repo], dict[str, str] | None]
    argv: Sequence[str] = ('check', '--staged')
    # how git is asked to commit, where its own hook is run
    commit: Sequence[str] = ()
    # from the top level
    directory: str = '.'
    # what a person does before the first command
    edit: Callable[[Repo], None] = lambda repo: None
    # the number of lines of the text that are not blank
    lines: int = 0


# ---- what this commit changes

def one_changed(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', RETRIES)


def source_changed(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('docs/GUIDE.md', RETRIES)


def both_changed(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put_pair('GUIDE.md', RETRIES, LOGS)


def one_of_some_differs(repo: Repo) -> None:
    licenses(repo)
    for name in LICENSES[:2]:
        repo.put(name, 'Copyright 2026\n')
    repo.commit('Change the year')


def both_of_many_changed(repo: Repo) -> None:
    for name in ('GUIDE.md', *(f'packages/{name}/GUIDE.md' for name in ('core', 'web'))):
        repo.put(name, PARTS)
    copies = json.dumps(['packages/core/GUIDE.md', 'packages/web/GUIDE.md'])
    repo.put('.sot-guard.toml', f'[[pair]]\nsource = "GUIDE.md"\ncopies = {copies}\n')
    repo.commit()
    repo.put('GUIDE.md', RETRIES)
    for name in ('core', 'web'):
        repo.put(f'packages/{name}/GUIDE.md', LOGS)


def emptied(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', '')


def line_ends(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', PARTS.replace('\n', '\r\n'))


def long_diff(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('docs/GUIDE.md', PARTS + ''.join(f'\n## Part {n}\n\n{"A long line. " * 12}\n' for n in range(30)))


def binary(repo: Repo) -> None:
    repo.commit_pair('DATA.txt', b'\0one')
    repo.put_pair('DATA.txt', b'\0two', b'\0three')


def strange_name(repo: Repo) -> None:
    repo.commit_pair("it's a guide.md", PARTS)
    repo.put("it's a guide.md", RETRIES)


def of_all(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.write('GUIDE.md', RETRIES)


def both_of_paths(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.write('GUIDE.md', RETRIES)
    repo.write('docs/GUIDE.md', LOGS)


# ---- what the disk has

def unstaged_in_the_changed(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', RETRIES)
    repo.write('GUIDE.md', PARTS)


def unstaged_in_the_other(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', RETRIES)
    repo.write('docs/GUIDE.md', PARTS + '\nNot finished.\n')


def unstaged_in_both_changed(repo: Repo) -> None:
    both_changed(repo)
    repo.write('docs/GUIDE.md', LOGS + '\nNot finished.\n')


def equal_on_disk(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', RETRIES)
    repo.write('docs/GUIDE.md', RETRIES)


def sparse(repo: Repo) -> None:
    repo.put('app/x', 'x\n')
    repo.commit_pair(text=PARTS)
    repo.git('sparse-checkout', 'init', '--cone')
    repo.git('sparse-checkout', 'set', 'app')
    repo.put('GUIDE.md', RETRIES)


def ignored(repo: Repo) -> None:
    repo.put('.gitignore', 'docs/\n')
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', RETRIES)


# ---- what the history says

def changed_earlier(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('GUIDE.md', RETRIES)
    repo.commit('Raise the number of retries')


def both_changed_earlier(repo: Repo) -> None:
    changed_earlier(repo)
    repo.put('docs/GUIDE.md', LOGS)
    repo.commit('Log to a file')


def older_version(repo: Repo) -> None:
    repo.put('docs/GUIDE.md', PARTS)
    repo.commit('Write a guide')
    repo.put_pair('GUIDE.md', PARTS, RETRIES)
    repo.commit('Copy the guide')


def shallow(repo: Repo) -> None:
    changed_earlier(repo)
    origin = repo.path.with_name('origin')
    repo.path.rename(origin)
    subprocess.run(('git', 'clone', '-q', '--depth=1', f'file://{origin}', str(repo.path)), check=True)
    os.chdir(repo.path)


def contained(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', PARTS, PARTS + '\n## More\n\nMuch more.\n')
    repo.commit()


def never_the_same(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', RETRIES, LOGS)
    repo.commit()


def two_documents(repo: Repo) -> None:
    repo.put_pair('NOTICE', 'This product is free.\n', ''.join(f'Copyright {n} the authors.\n' for n in range(3)))
    repo.commit()


def two_documents_configured(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'exclude = ["x.md"]\n')
    two_documents(repo)


def ledger(repo: Repo) -> None:
    repo.put_pair('DEBUG_LOG.md', '# Log\n\n## DBG-1\n\nIt broke.\n', '# Debugging\n\n## DBG-2\n\nIt works.\n')
    repo.commit()


def nothing_committed(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', PARTS, RETRIES)


# ---- other stages

def merging(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.git('checkout', '-q', '-b', 'topic')
    repo.put('GUIDE.md', RETRIES)
    repo.commit('Raise the number of retries')
    repo.git('checkout', '-q', 'main')
    repo.put('x', 'x')
    repo.commit()
    repo.git('merge', '-q', '--no-commit', 'topic')


def pushed(repo: Repo) -> dict[str, str]:
    base = repo.commit_pair(text=PARTS)
    repo.git('checkout', '-q', '-b', 'topic')
    repo.put('GUIDE.md', RETRIES)
    head = repo.commit('Raise the number of retries')
    repo.git('checkout', '-q', 'main')
    return {
        'PRE_COMMIT_FROM_REF': base, 'PRE_COMMIT_TO_REF': head, 'PRE_COMMIT_LOCAL_BRANCH': 'refs/heads/topic',
        'PRE_COMMIT_REMOTE_NAME': 'origin', 'PRE_COMMIT': '1',
    }


# ---- several copies

def source_of_many_changed(repo: Repo) -> None:
    licenses(repo)
    repo.put('LICENSE', 'Copyright 2026\n')


def one_of_many_changed(repo: Repo) -> None:
    licenses(repo)
    repo.put(LICENSES[0], 'Copyright 2026\n')


def many_changed_alike(repo: Repo) -> None:
    licenses(repo)
    for name in LICENSES:
        repo.put(name, 'Copyright 2026\n')


# ---- conflicts

CONFLICT = PARTS.replace('3 times.\n', '3 times\n<<<<<<< ours\nquickly.\n=======\nslowly.\n>>>>>>> theirs\n')


def markers(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put_pair('GUIDE.md', CONFLICT, LOGS)


def without_markers(repo: Repo) -> None:
    repo.write('GUIDE.md', re.sub(r'(?m)^([<=>])\1{6}.*\n', '', CONFLICT))


def markers_explained(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put_pair('GUIDE.md', PARTS + '\n```\n<<<<<<< ours\n=======\n>>>>>>> theirs\n```\n', LOGS)


def unmerged(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.git('checkout', '-q', '-b', 'topic')
    repo.put_pair('GUIDE.md', RETRIES, RETRIES)
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put_pair('GUIDE.md', PARTS.replace('3', '4'), PARTS.replace('3', '4'))
    repo.commit()
    repo.git('merge', '-q', 'topic', status=1)


def merged_by_hand(repo: Repo) -> None:
    repo.write('docs/GUIDE.md', PARTS.replace('3 times', '4 or 5 times, with a pause of 2 s'))


# ---- what is no difference of contents

def link_elsewhere(repo: Repo) -> None:
    repo.commit_pair(text=PARTS)
    repo.put('other.txt', 'x')
    repo.link('GUIDE.md', 'other.txt')
    repo.git('add', 'GUIDE.md')


def docs_missing(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'canonical = ["GUIDE.md"]\n')
    repo.put('GUIDE.md', PARTS)


def docs_deleted(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'canonical = ["GUIDE.md"]\n')
    repo.commit_pair(text=PARTS)
    repo.git('rm', '-q', 'docs/GUIDE.md')


def source_deleted(repo: Repo) -> None:
    licenses(repo)
    repo.git('rm', '-q', 'LICENSE')


def copy_deleted(repo: Repo) -> None:
    licenses(repo)
    repo.git('rm', '-q', LICENSES[0])


def duplicate(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')
    repo.commit_pair(text=PARTS)


def submodule(repo: Repo) -> None:
    repo.put('docs/GUIDE.md', PARTS)
    head = repo.commit()
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{head},GUIDE.md')
    (repo.path / 'GUIDE.md').mkdir()


def missing_object(repo: Repo) -> None:
    changed_earlier(repo)
    origin = repo.path.with_name('origin')
    repo.path.rename(origin)
    repo_at_origin = Repo(origin)
    repo_at_origin.git('config', 'uploadpack.allowFilter', 'true')
    repo_at_origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    clone = ('git', 'clone', '-q', '--no-checkout', '--filter=blob:none', f'file://{origin}', str(repo.path))
    subprocess.run(clone, check=True)
    os.chdir(repo.path)
    repo.git('reset', '-q')
    repo.git('checkout', '--', 'docs/GUIDE.md')


EVERYTHING = 'check', '--all'
SITUATIONS = {
    'one-changed': Situation(one_changed, lines=17),
    'source-changed': Situation(source_changed, lines=17),
    'both-changed': Situation(both_changed, lines=20),
    'emptied': Situation(emptied, lines=19),
    'line-ends': Situation(line_ends, lines=19),
    'long-diff': Situation(long_diff, lines=19),
    'binary': Situation(binary, lines=15),
    'strange-name': Situation(strange_name, lines=19),
    'commit-all': Situation(of_all, commit=('-a',), lines=18),
    'commit-paths': Situation(of_all, commit=('--', 'GUIDE.md'), lines=18),
    'commit-paths-both': Situation(both_of_paths, commit=('--', 'GUIDE.md', 'docs/GUIDE.md'), lines=19),
    'unstaged-in-the-changed': Situation(unstaged_in_the_changed, lines=18),
    'unstaged-in-the-other': Situation(unstaged_in_the_other, lines=18),
    'unstaged-in-both-changed': Situation(unstaged_in_both_changed, lines=18),
    'equal-on-disk': Situation(equal_on_disk, lines=18),
    'sparse': Situation(sparse, lines=17),
    'ignored': Situation(ignored, lines=17),
    'subdirectory': Situation(one_changed, directory='docs', lines=17),
    'changed-earlier': Situation(changed_earlier, EVERYTHING, lines=17),
    'both-changed-earlier': Situation(both_changed_earlier, EVERYTHING, lines=20),
    'older-version': Situation(older_version, EVERYTHING, lines=17),
    'shallow': Situation(shallow, EVERYTHING, lines=18),
    'contained': Situation(contained, EVERYTHING, lines=19),
    'never-the-same': Situation(never_the_same, EVERYTHING, lines=19),
    'two-documents': Situation(two_documents, EVERYTHING, lines=20),
    'two-documents-configured': Situation(two_documents_configured, EVERYTHING, lines=20),
    'ledger': Situation(ledger, EVERYTHING, lines=20),
    'nothing-committed': Situation(nothing_committed, lines=18),
    'merging': Situation(merging, lines=17),
    'pushed': Situation(pushed, lines=20),
    'source-of-many-changed': Situation(source_of_many_changed, lines=19),
    'one-of-many-changed': Situation(one_of_many_changed, lines=18),
    'some-copies-differ': Situation(one_of_some_differs, EVERYTHING, lines=15),
    'both-of-many-changed': Situation(both_of_many_changed, lines=20),
    'many-changed-alike': Situation(many_changed_alike, lines=17),
    'markers': Situation(markers, edit=without_markers, lines=20),
    'markers-explained': Situation(markers_explained, lines=19),
    'unmerged': Situation(unmerged, edit=merged_by_hand, lines=6),
    'link-elsewhere': Situation(link_elsewhere, lines=11),
    'docs-missing': Situation(docs_missing, lines=10),
    'docs-deleted': Situation(docs_deleted, lines=10),
    'source-deleted': Situation(source_deleted, lines=7),
    'copy-deleted': Situation(copy_deleted, lines=8),
    'duplicate': Situation(duplicate, EVERYTHING, lines=7),
    'submodule': Situation(submodule, lines=7),
    'missing-object': Situation(missing_object, EVERYTHING, lines=8),
}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository in the home directory, and the program there too, so that the texts are the same everywhere."""
    program = tmp_path / 'home/bin/sot-guard'
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {SCRIPT} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, 'argv', [str(program)])
    for name, value in DATE.items():
        monkeypatch.setenv(name, value)
    made = Repo.make(tmp_path / 'home/project')
    monkeypatch.chdir(made.path)
    return made


def refused(repo: Repo, run: Run, situation: Situation, monkeypatch: pytest.MonkeyPatch) -> str:
    """The text of a refusal."""
    for name, value in (situation.build(repo) or {}).items():
        monkeypatch.setenv(name, value)
    if situation.commit:
        output = repo.hook()
        hook = repo.path / '.git/hooks/pre-commit'
        hook.write_text(hook.read_text().replace(str(SCRIPT), str(repo.path.parent / 'bin/sot-guard')))
        monkeypatch.setattr('tests.support.repo.SCRIPT', sys.argv[0])
        repo.git('commit', '-qm', 'x', *situation.commit, status=1)
        # the program is started by a script, and names itself
        return output.read_text().replace(str(SCRIPT), '~/bin/sot-guard')
    monkeypatch.chdir(repo.path / situation.directory)
    result = run(*situation.argv)
    assert result.status in (1, 2), result
    return result.out


def first_command(text: str) -> str:
    """The command below the recommended fix."""
    match = re.search(r'(?m)^  Fix: .*:\n((?:    .*\n)+)', text)
    assert match is not None, text
    return match[1].replace(' &&\n    ', ' && ').strip()


def shell(line: str, at: Path) -> subprocess.CompletedProcess[bytes]:
    """A user's own shell: without the directory of the hook's programs on PATH."""
    path = os.pathsep.join(p for p in os.environ['PATH'].split(os.pathsep) if Path(p) != SCRIPT.parent)
    env = {name: value for name, value in os.environ.items() if not name.startswith('PRE_COMMIT')}
    return subprocess.run(
        ('sh', '-c', line), cwd=at, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=env | {'PATH': path, 'GIT_EDITOR': 'f() { echo message >"$1"; }; f'},
    )


def lines_of(repo: Repo, *trees: str) -> set[bytes]:
    """The lines of all files on disk, in the index and in trees."""
    found: set[bytes] = set()
    for path in repo.path.rglob('*'):
        if path.is_file() and not path.is_symlink() and '.git' not in path.relative_to(repo.path).parts:
            found.update(path.read_bytes().splitlines())
    blobs = [line.split()[1] for line in repo.git('ls-files', '-s').splitlines()]
    blobs += [line.split()[2] for tree in trees for line in repo.git('ls-tree', '-r', tree).splitlines()]
    for blob in blobs:
        if subprocess.run(('git', 'cat-file', '-e', blob), cwd=repo.path, capture_output=True).returncode == 0:
            found.update(subprocess.run(
                ('git', 'cat-file', 'blob', blob), cwd=repo.path, capture_output=True,
            ).stdout.splitlines())
    return {line for line in found if line.strip() and not re.match(rb'[<=>|]{7}', line)}


@pytest.mark.parametrize('name', SITUATIONS)
def test_a_refusal_reads_as_approved(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, name: str,
) -> None:
    text = refused(repo, run, SITUATIONS[name], monkeypatch)
    if request.config.getoption('--approve'):
        (APPROVED / f'{name}.txt').write_text(text)
    assert text == (APPROVED / f'{name}.txt').read_text()
    shown = [line for line in text.splitlines() if line.strip()]
    assert len(shown) == SITUATIONS[name].lines <= MAX_LINES
    for line in shown:
        # commands and paths are not broken
        is_short = len(re.sub(r'\S+/\S+', 'docs/X', line)) <= 100
        assert is_short or line.startswith(('    ', '  Full diff: ', '  More: ', '  sha256')), line


@pytest.mark.parametrize('name', SITUATIONS)
def test_the_first_command_fixes_it_and_loses_nothing(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, name: str,
) -> None:
    situation = SITUATIONS[name]
    text = refused(repo, run, situation, monkeypatch)
    has_head = not subprocess.run(('git', 'rev-parse', '-q', '--verify', 'HEAD'), capture_output=True).returncode
    situation.edit(repo)
    before = shutil.copytree(repo.path, repo.path.with_name('before'), symlinks=True)
    done = shell(first_command(text), Path.cwd())
    assert done.returncode == 0, (first_command(text), done.stdout)
    for variable in list(os.environ):
        if variable.startswith('PRE_COMMIT'):
            monkeypatch.delenv(variable)
    monkeypatch.chdir(repo.path)
    if situation.commit and '-a' in situation.commit:
        repo.git('commit', '-qam', 'x')
    checked = ('check', '--rev', 'topic') if situation.build is pushed else ('check', '--all')
    result = run(*checked)
    assert result.status == (1 if situation.build is missing_object else 0), result
    old = Repo(before)
    assert not lines_of(old) - lines_of(repo) - lines_of(old, *['HEAD'] * has_head)


def two_documents_pushed(repo: Repo) -> dict[str, str]:
    base = repo.commit_pair('x.md')
    repo.git('checkout', '-q', '-b', 'topic')
    two_documents(repo)
    head = repo.git('rev-parse', 'HEAD').decode().strip()
    return {'PRE_COMMIT_FROM_REF': base, 'PRE_COMMIT_TO_REF': head, 'PRE_COMMIT_LOCAL_BRANCH': 'refs/heads/topic'}


@pytest.mark.parametrize('configured', [False, True])
def test_two_documents_of_a_push(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, *, configured: bool,
) -> None:
    if configured:
        repo.put('.sot-guard.toml', 'include = ["x"]\n')
    text = refused(repo, run, Situation(two_documents_pushed), monkeypatch)
    before = lines_of(repo)
    line = first_command(text)
    assert (' >>.sot-guard.toml && git add .sot-guard.toml && git commit -m ' in line) is not configured
    done = shell(line, repo.path)
    assert done.returncode == 0, done
    assert not before - lines_of(repo)
    monkeypatch.setenv('PRE_COMMIT_TO_REF', 'topic')
    assert run('check', '--staged').status == 0


def test_an_archive_that_git_ignores(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put('.gitignore', 'archive\n.sot-guard.toml\n')
    text = refused(repo, run, Situation(binary), monkeypatch)
    assert shell(first_command(text), repo.path).returncode == 0
    assert run('check') == (0, '', '')
    repo.commit()
    two_documents(repo)
    assert ' && git add -f .sot-guard.toml' in run('check').out


def test_a_tag_is_no_branch_to_switch_to(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    changed_earlier(repo)
    repo.git('tag', 'v1')
    repo.commit()
    for name, value in (('TO_REF', 'refs/tags/v1'), ('LOCAL_BRANCH', 'refs/tags/v1'), ('REMOTE_NAME', 'origin')):
        monkeypatch.setenv(f'PRE_COMMIT_{name}', value)
    out = run('check', '--all', '--verbose').out
    assert set(re.findall(r'git switch (\S+)', out)) == {'--detach'}
