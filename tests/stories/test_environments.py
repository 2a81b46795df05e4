"""The right question in every environment: what a shell, an editor, a runner or a clone has left misleads no run."""
from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import Run
from tests.support.repo import SCRIPT
from tests.support.shell import printed_fixes

CHECK = f'{shlex.quote(str(SCRIPT))} check'
PUSH = {'PRE_COMMIT': '1', 'PRE_COMMIT_REMOTE_NAME': 'origin'}


def hook(repo: Repo, lines: str, name: str = 'pre-commit') -> Path:
    """Install a hook of git's; where its output goes."""
    output = repo.path / '.git/hook-output'
    path = repo.path / '.git/hooks' / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\nexec >>{output} 2>&1\n{lines}\n')
    path.chmod(0o755)
    return output


def commit(repo: Repo, *args: str, **environ: str) -> bool:
    """Whether `git commit` makes a commit."""
    done = subprocess.run(
        ('git', 'commit', '-qm', 'x', *args), cwd=repo.path, env=os.environ | environ, capture_output=True, check=False,
    )
    return done.returncode == 0


def script(repo: Repo, *argv: str, at: str = '', **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (SCRIPT, *argv), cwd=repo.path / at, env=os.environ | environ, capture_output=True, text=True, check=False,
    )


@pytest.fixture
def linked(repo: Repo, tmp_path: Path) -> Repo:
    """A linked work tree with a pair of equal copies, and folders to stand in."""
    repo.commit_pair()
    repo.put('web/w', 'x')
    repo.commit()
    repo.git('worktree', 'add', '-q', str(tmp_path / 'linked'), '-b', 'topic')
    return Repo(tmp_path / 'linked')


# ---- where we are

@pytest.mark.parametrize('lines', [
    f'exec {CHECK} --staged', f'cd web && exec {CHECK} --staged', f'cd web && exec {CHECK} --staged ../GUIDE.md',
    f'cd docs && exec {CHECK} GUIDE.md', f'cd web && exec env GIT_WORK_TREE="$OLDPWD" {CHECK} --staged',
])
def test_a_hook_that_changes_its_directory(repo: Repo, linked: Repo, lines: str) -> None:
    output = hook(repo, lines)
    for place in (linked, repo):
        place.put('GUIDE.md', 'two\n')
        place.write('GUIDE.md', 'two\nan hour of work that is not staged\n')
        assert not commit(place)
        for line in printed_fixes(output.read_text())[:1]:
            subprocess.run(('sh', '-c', line), cwd=place.path, check=False, capture_output=True)
            assert b'an hour of work' in place.read('GUIDE.md'), line
        output.unlink()
        place.git('reset', '-q', '--hard')
        place.put_pair('GUIDE.md', 'two\n', 'two\n')
        assert commit(place)


@pytest.mark.parametrize('at', ['packages/a', 'packages/a/docs'])
def test_a_terminal_with_the_git_directory_of_its_editor(repo: Repo, at: str) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'one\n')
    repo.put('packages/a/GUIDE.md', 'one\n')
    repo.put('packages/a/docs/GUIDE.md', 'two\n')
    repo.put('.sot-guard.toml', 'roots = ["packages/*"]\n')
    repo.commit()
    for git_dir in (str(repo.path / '.git'), os.path.relpath(repo.path / '.git', repo.path / at)):
        done = script(repo, 'check', 'GUIDE.md', at=at, GIT_DIR=git_dir)
        assert done.returncode == 1
        assert 'packages/a/GUIDE.md and packages/a/docs/GUIDE.md' in done.stdout
        # until then git in that shell takes another folder for the top level
        assert done.stderr.endswith('run unset GIT_DIR first\n')
    assert script(repo, 'check', 'GUIDE.md', at=at).stderr == ''


def test_work_trees_of_a_bare_repository(tmp_path: Path, repo: Repo) -> None:
    repo.commit_pair()
    repo.git('clone', '-q', '--bare', str(repo.path), str(tmp_path / 'project/.bare'))
    (tmp_path / 'project/.git').write_text('gitdir: ./.bare\n')
    bare = Repo(tmp_path / 'project/.bare')
    bare.git('worktree', 'add', '-q', '../main', 'main')
    place = Repo(tmp_path / 'project/main')
    path = tmp_path / 'project/.bare/hooks/pre-commit'
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\ncd docs && exec {CHECK} --staged\n')
    path.chmod(0o755)
    place.put('GUIDE.md', 'two\n')
    assert not commit(place)
    place.put('docs/GUIDE.md', 'two\n')
    assert commit(place)


def test_a_submodule_whose_hook_changes_its_directory(repo: Repo, tmp_path: Path) -> None:
    inner = Repo.make(tmp_path / 'inner')
    inner.commit_pair()
    repo.put_pair('GUIDE.md', 'outer\n', 'torn\n')
    repo.git('submodule', '--quiet', 'add', str(inner.path), 'below')
    repo.commit()
    below = Repo(repo.path / 'below')
    path = repo.path / '.git/modules/below/hooks/pre-commit'
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\ncd docs && exec {CHECK} --all\n')
    path.chmod(0o755)
    assert commit(below, '--allow-empty')
    below.put('docs/GUIDE.md', 'two\n')
    assert not commit(below)


def test_a_work_tree_kept_elsewhere_stays_where_it_is(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    (repo.path / '.git').rename(tmp_path / 'dotfiles')
    where = {'GIT_DIR': str(tmp_path / 'dotfiles')}
    repo.write('GUIDE.md', 'two\n')
    repo.git('add', 'GUIDE.md', GIT_DIR=where['GIT_DIR'])
    assert script(repo, 'check', **where).returncode == 1
    assert script(repo, 'check', at='docs', **where | {'GIT_WORK_TREE': str(repo.path)}).returncode == 1


def test_a_prefix_left_in_a_shell(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    for prefix in ('docs/', '', 'gone/', '/', '../'):
        for at in ('', 'docs'):
            first = printed_fixes(script(repo, 'check', '--staged', at=at, GIT_PREFIX=prefix).stdout)[0]
            shutil.copytree(repo.path, repo.path.parent / 'copy')
            copy = Repo(repo.path.parent / 'copy')
            first = first.replace(str(repo.path), str(copy.path))
            subprocess.run(('sh', '-c', first), cwd=copy.path / at, check=True)
            assert copy.git('show', ':docs/GUIDE.md') == b'two\n'
            shutil.rmtree(copy.path)


# ---- what is judged

def test_commits_of_all_kinds_are_judged_by_their_index(repo: Repo) -> None:
    repo.commit_pair()
    hook(repo, f'exec {CHECK} --staged')
    # whatever an outer run has left, and whatever it names
    for left in ({}, PUSH | {'PRE_COMMIT_TO_REF': 'HEAD', 'PRE_COMMIT_FROM_REF': 'HEAD'}, {'PRE_COMMIT_TO_REF': 'HEAD'},
                 PUSH | {'PRE_COMMIT_TO_REF': '1' * 40}, PUSH | {'PRE_COMMIT_LOCAL_BRANCH': 'refs/heads/main'}):
        repo.put('GUIDE.md', 'two\n')
        assert not commit(repo, **left)
        assert not commit(repo, '--amend', **left)
        assert not commit(repo, '--', 'GUIDE.md', **left)
        repo.put('docs/GUIDE.md', 'two\n')
        assert not commit(repo, '--', 'GUIDE.md', **left)
        assert commit(repo, **left)
        repo.write('GUIDE.md', 'three\n')
        assert not commit(repo, '-a', **left)
        repo.write('docs/GUIDE.md', 'three\n')
        assert commit(repo, '-a', **left)
        repo.git('reset', '-q', '--hard', 'HEAD~2')


def test_a_commit_elsewhere_inside_a_push(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    repo.put('docs/GUIDE.md', 'two\n')
    divergent = repo.commit()
    other = Repo.make(tmp_path / 'other')
    other.commit_pair()
    hook(other, f'exec {CHECK} --staged')
    left = PUSH | {'PRE_COMMIT_TO_REF': divergent, 'PRE_COMMIT_FROM_REF': f'{divergent}~'}
    other.put('GUIDE.md', 'two\n')
    assert not commit(other, **left)
    other.put('docs/GUIDE.md', 'two\n')
    assert commit(other, **left)


def test_where_it_cannot_be_told_both_are_judged(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    divergent = repo.commit()
    repo.put('docs/GUIDE.md', 'two\n')
    variables = PUSH | {
        'GIT_INDEX_FILE': '.git/index', 'PRE_COMMIT_TO_REF': divergent, 'PRE_COMMIT_FROM_REF': fine,
        'PRE_COMMIT_LOCAL_BRANCH': 'refs/heads/main',
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    result = run('check', '--staged')
    assert result.status == 1
    first, _, _ = result.out.partition('\n')
    assert first.startswith(f'GUIDE.md and docs/GUIDE.md differ on main: {divergent[:7]} (')
    assert first.endswith(f' changed only GUIDE.md, in commit {divergent}.')
    assert ', then push again:\n' in result.out
    assert result.out.endswith('sot-guard: push refused: 1 pair differs.\n')
    (skip,) = (line for line in run('check', '--staged', '--verbose').out.splitlines() if '    SKIP=' in line)
    assert skip.endswith(' git push')
    # and the other way round
    monkeypatch.setenv('PRE_COMMIT_TO_REF', fine)
    repo.put('docs/GUIDE.md', 'three\n')
    result = run('check', '--staged')
    first, _, _ = result.out.partition('\n')
    assert first.startswith('GUIDE.md and docs/GUIDE.md differ') and first.endswith(', in the index.')
    assert fine not in result.out
    both = run('check', '--all', '--format', 'json').json
    assert both['subject'] == f'the index and commit {fine}'
    assert [finding['verdict'] for finding in both['findings']] == ['differ, in the index']
    repo.put('docs/GUIDE.md', 'two\n')
    assert run('check', '--staged') == (0, '', '')


def test_each_problem_says_of_what_it_is(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    head = repo.commit()
    (repo.path / '.git/MERGE_HEAD').write_text('x\n')
    for name, value in (PUSH | {'GIT_INDEX_FILE': '.git/index', 'PRE_COMMIT_TO_REF': head}).items():
        monkeypatch.setenv(name, value)
    result = run('check', '--all')
    assert result.status == 2
    assert 'sot-guard: the index: MERGE_HEAD: is not a list of commit ids' in result.err


def test_a_post_commit_hook_that_pushes(repo: Repo, tmp_path: Path) -> None:
    """The real thing, under pre-commit: what is pushed is judged though git names an index."""
    Repo.make(tmp_path / 'remote', '--bare')
    repo.git('remote', 'add', 'origin', str(tmp_path / 'remote'))
    of_a_framework(repo, 'pre-commit', 'pre-push')
    repo.commit_pair()
    hook(repo, 'git push -q origin main && touch .git/pushed', 'post-commit')
    repo.put('GUIDE.md', 'two\n')
    assert commit(repo, '--no-verify')
    assert not (repo.path / '.git/pushed').exists()
    repo.put('docs/GUIDE.md', 'two\n')
    assert commit(repo)
    assert (repo.path / '.git/pushed').exists()


@pytest.mark.parametrize('framework', ['pre-commit', 'prek'])
def test_a_pre_push_hook_that_commits(repo: Repo, tmp_path: Path, framework: str) -> None:
    """The real thing: a hook of the push makes a commit, and its hook is ours."""
    require_git(2, 28)
    Repo.make(tmp_path / 'remote', '--bare')
    repo.git('remote', 'add', 'origin', str(tmp_path / 'remote'))
    bot = 'echo two >GUIDE.md; git add GUIDE.md; git commit -qm bot && touch .git/made; true'
    of_a_framework(repo, framework, 'pre-commit', 'pre-push', more=LOCAL.format(entry=f'sh -c "{bot}"'))
    repo.commit_pair()
    repo.git('push', '-q', 'origin', 'main')
    assert repo.git('diff', '--cached', '--name-only') == b'GUIDE.md\n'
    assert not (repo.path / '.git/made').exists()


LOCAL = """\
  - id: bot
    name: bot
    language: system
    entry: {entry}
    stages: [pre-push]
    always_run: true
    pass_filenames: false
"""


def of_a_framework(repo: Repo, name: str, *stages: str, more: str = '', program: Path | None = None) -> None:
    """Set up pre-commit or prek with the hook as one of the repository's own."""
    repo.put('.pre-commit-config.yaml', f'''\
repos:
- repo: local
  hooks:
  - id: sot-guard
    name: sot-guard
    language: system
    entry: {SCRIPT} check --staged
    types: []
    require_serial: true
    stages: [{', '.join(stages)}]
{more}''')
    types = [word for stage in stages for word in ('--hook-type', stage)]
    done = subprocess.run(
        (program or SCRIPT.with_name(name), 'install', *types), cwd=repo.path, capture_output=True, check=False,
    )
    assert done.returncode == 0, done


def test_commits_that_a_merge_elsewhere_names(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    head = repo.commit_pair()
    repo.put_pair('conf.json', '{}\n', '{"a": 1}\n')
    told = (
        'sot-guard: conf.json and docs/conf.json differ but are not checked; '
        'to check them: include = ["conf.json"]\n'
    )
    for oid in ('1' * 40, head, '1' * 64):
        monkeypatch.setenv(f'GITHEAD_{oid}', 'topic')
    assert run('check', '--staged') == (0, '', told)


def test_a_post_merge_hook_that_commits_elsewhere(repo: Repo, tmp_path: Path) -> None:
    other = Repo.make(tmp_path / 'other')
    other.commit_pair()
    hook(other, f'exec {CHECK} --staged')
    repo.commit_pair()
    repo.git('checkout', '-qb', 'topic')
    repo.put('new', 'x')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('other', 'x')
    repo.commit()
    # GIT_INDEX_FILE of the merge would lead git itself to the wrong index
    line = f'unset GIT_INDEX_FILE GIT_DIR; cd {other.path} && echo x >x && git add x && git commit -qm x'
    hook(repo, line, 'post-merge')
    repo.git('merge', '-q', '-m', 'x', 'topic')
    assert other.git('rev-list', '--count', 'HEAD') == b'2\n'


@pytest.mark.parametrize('gone', ['.git/next-index-1.lock', '.git/index.lock', '', '0', '/nothing/index'])
@pytest.mark.parametrize(
    'argv', [['check', '--staged'], ['check', '--all'], ['check', '--staged', 'GUIDE.md'], ['scan']], ids=' '.join,
)
def test_an_index_that_is_gone(repo: Repo, gone: str, argv: list[str]) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    done = script(repo, *argv, GIT_INDEX_FILE=gone)
    assert (done.returncode, done.stdout) == (2, '')
    assert done.stderr.endswith('to check the index of the repository, run unset GIT_INDEX_FILE\n')
    assert script(repo, *argv, GIT_INDEX_FILE='.git/index').returncode == (0 if argv == ['scan'] else 1)


def test_the_first_commit_may_have_no_index(repo: Repo) -> None:
    hook(repo, f'exec {CHECK} --staged')
    assert commit(repo, '--allow-empty')


def test_rebase_and_bisect_that_run_the_check(repo: Repo) -> None:
    repo.commit_pair()
    for text in ('two\n', 'three\n', 'four\n'):
        repo.put('GUIDE.md', text)
        repo.put('docs/GUIDE.md', text if text != 'three\n' else 'torn\n')
        repo.commit(text)
    broken = repo.git('rev-parse', 'HEAD~').decode().strip()
    repo.git('rebase', '--exec', f'cd docs && {CHECK} --all', 'HEAD~3', status=1)
    assert repo.git('rev-parse', 'HEAD').decode().strip() == broken
    repo.git('rebase', '--abort')
    repo.git('reset', '-q', '--hard', 'HEAD~')
    repo.git('bisect', 'start', 'HEAD', 'HEAD~2')
    assert broken.encode() + b' is the first bad commit' in repo.git('bisect', 'run', str(SCRIPT), 'check', '--all')


# ---- what a HEAD that cannot be read does

@pytest.mark.parametrize('content', ['', 'garbage\n', 'ref: \n'])
def test_a_head_that_cannot_be_read(repo: Repo, run: Run, content: str) -> None:
    repo.commit_pair('README.md')
    repo.commit_pair()
    (repo.path / '.git/refs/heads/main').write_text(content)
    # nothing is held against it
    assert run('check', '--staged') == run('check', '--all') == (0, '', '')
    repo.put('README.md', 'two\n')
    result = run('check', '--staged')
    assert (result.status, result.err.startswith('sot-guard: HEAD: cannot be read')) == (2, True)
    repo.put('GUIDE.md', 'two\n')
    assert run('resolve', 'GUIDE.md').status == 2


def test_a_branch_of_another_user(repo: Repo, tmp_path: Path) -> None:
    if os.getuid() or shutil.which('setpriv') is None:
        pytest.skip('needs root and setpriv')
    repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    (repo.path / '.git/refs/heads/main').chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o55)
    environ = {**os.environ, 'GIT_CONFIG_COUNT': '1', 'GIT_CONFIG_KEY_0': 'safe.directory', 'GIT_CONFIG_VALUE_0': '*'}
    done = subprocess.run(
        ('setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', SCRIPT, 'check', '--staged'), cwd=repo.path,
        env=environ, capture_output=True, check=False,
    )
    assert done.returncode == 2, done


# ---- switches, and the commands that are no hooks

@pytest.mark.parametrize('name', ['PRE_COMMIT', 'LEFTHOOK'])
@pytest.mark.parametrize('value', ['', '0', 'false', 'False', '1'])
def test_resolve_and_accept_read_switches_by_meaning(repo: Repo, name: str, value: str) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    for argv in (['resolve', '--dry-run', 'GUIDE.md'], ['accept', 'GUIDE.md', '--reason', 'x']):
        done = script(repo, *argv, **{name: value})
        assert done.returncode == (2 if value == '1' else 0)
        assert done.stderr.endswith(f'if this is not a hook, run unset {name}\n') is (value == '1')


def test_resolve_accept_and_scan_work_on_the_index(repo: Repo) -> None:
    repo.commit_pair()
    head = repo.git('rev-parse', 'HEAD').decode().strip()
    repo.put('GUIDE.md', 'one\ntwo\n')
    left = {
        'PRE_COMMIT_TO_REF': head, 'PRE_COMMIT_FROM_REF': '1' * 40, 'PRE_COMMIT_LOCAL_BRANCH': 'nothing',
        'GIT_DIR': str(repo.path / '.git'), 'GIT_PREFIX': 'gone/',
    }
    assert 'identical until this change' in script(repo, 'scan', at='docs', **left).stdout
    assert script(repo, 'accept', 'GUIDE.md', '--reason', 'x', at='docs', **left).returncode == 0
    (repo.path / '.sot-guard.toml').unlink()
    assert script(repo, 'resolve', 'GUIDE.md', at='docs', **left).returncode == 0
    assert repo.read('docs/GUIDE.md') == b'one\ntwo\n'


def test_the_rule_of_the_index_where_it_cannot_be_told(repo: Repo) -> None:
    repo.commit_pair()
    left = PUSH | {'GIT_INDEX_FILE': '.git/index', 'PRE_COMMIT_TO_REF': 'HEAD'}
    assert 'in effect for the index' in script(repo, 'check', '--show-rule', **left).stdout


# ---- clones that lack blobs

def blobless(repo: Repo, tmp_path: Path, *options: str) -> Repo:
    repo.git('config', 'uploadpack.allowFilter', 'true')
    repo.git('clone', '-q', '--filter=blob:none', *options, f'file://{repo.path}', str(tmp_path / 'clone'))
    return Repo(tmp_path / 'clone')


@pytest.mark.parametrize('object_format', ['sha1', 'sha256'])
@pytest.mark.parametrize(('name', 'target'), [
    ('HOW.md', 'docs/HOW.md'), ('HOW.md', './docs/HOW.md'), ('docs/HOW.md', '../HOW.md'),
    ('docs/HOW.md', './../HOW.md'),
])
def test_a_link_whose_blob_is_missing(
    repo: Repo, tmp_path: Path, object_format: str, name: str, target: str,
) -> None:
    if object_format == 'sha256':
        require_git(2, 29)
        repo = Repo.make(tmp_path / 'sha256', '--object-format=sha256')
    other = 'HOW.md' if name.startswith('docs/') else 'docs/HOW.md'
    repo.put(other, 'how\n')
    repo.link(name, target)
    repo.put('app/x', 'x')
    repo.git('add', '-A')
    repo.commit()
    clone = blobless(repo, tmp_path, '--no-checkout')
    clone.git('read-tree', 'HEAD')
    done = script(clone, 'check', '--all')
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')
    # one that leads elsewhere cannot be told from one that is spelled in another way
    repo.link(name, 'nowhere')
    repo.git('add', '-A')
    repo.commit()
    clone.git('fetch', '-q')
    clone.git('read-tree', 'origin/main')
    assert script(clone, 'check', '--all').returncode == 2


def test_a_sparse_partial_clone_passes_what_needs_no_blob(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    repo.put_pair('NOTES.md', 'one\n', 'two\n')
    repo.put('app/x', 'x')
    repo.link('LINK.md', 'docs/LINK.md')
    repo.put('docs/LINK.md', 'x\n')
    repo.git('add', '-A')
    assert script(repo, 'accept', 'NOTES.md', '--reason', 'x').returncode == 0
    repo.git('add', '-A')
    repo.commit()
    clone = blobless(repo, tmp_path, '--sparse')
    clone.git('sparse-checkout', 'set', 'app')
    done = script(clone, 'check', '--all')
    assert (done.returncode, done.stdout, done.stderr) == (0, '', '')
    # without the entry the contents have to be compared, and are not here
    clone.put('.sot-guard.toml', '')
    assert script(clone, 'check', '--all').returncode == 2


def test_the_history_of_a_blobless_clone(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair('OLD.md', 'one\ntwo\nthree\n')
    repo.git('mv', 'OLD.md', 'NEW.md')
    repo.git('mv', 'docs/OLD.md', 'docs/NEW.md')
    repo.commit('rename')
    repo.put('NEW.md', 'one\ntwo\nthree\nfour\n')
    repo.commit('change')
    clone = blobless(repo, tmp_path)
    done = script(clone, 'check', '--all')
    assert done.returncode == 1
    assert 'not available' not in done.stdout and 'change' in done.stdout


# ---- a program without threads

def test_without_threads(repo: Repo) -> None:
    """As under a seccomp filter that does not know clone3."""
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    code = (
        'import _thread, sys\n'
        'def refused(*_, **__): raise RuntimeError("can\'t start new thread")\n'
        '_thread.start_new_thread = _thread.start_joinable_thread = refused\n'
        'import threading; threading._start_new_thread = threading._start_joinable_thread = refused\n'
        'from sot_guard.cli.main import main; sys.exit(main())'
    )
    for argv, status in ((['check', '--all'], 1), (['scan'], 0), (['resolve', 'GUIDE.md'], 0)):
        done = subprocess.run((sys.executable, '-c', code, *argv), capture_output=True, check=False)
        assert done.returncode == status, done


# ---- what git converts between index and disk

@pytest.mark.parametrize('attributes', [
    'working-tree-encoding=UTF-16LE', 'ident', 'filter=upper', 'filter=up=per', 'filter=upper ident',
])
def test_files_that_git_converts_have_no_unstaged_edits(repo: Repo, attributes: str) -> None:
    for name in ('upper', 'up=per'):
        for key, tool in (('clean', 'tr A-Z a-z'), ('smudge', 'tr a-z A-Z')):
            repo.git('config', f'filter.{name}.{key}', f'echo ran >>{repo.path}/.git/ran; {tool}')
    text = '$Id$ some text\n' if 'ident' in attributes else 'some text\n'
    repo.put('.gitattributes', f'*.md {attributes}\n')
    encoding = 'utf-16-le' if 'encoding' in attributes else 'utf-8'
    repo.commit_pair(text=text.encode(encoding))
    repo.put('GUIDE.md', (text + 'more\n').encode(encoding))
    for name in ('GUIDE.md', 'docs/GUIDE.md'):
        (repo.path / name).unlink()
        repo.git('checkout', '--', name)
    (repo.path / '.git/ran').unlink(missing_ok=True)
    done = script(repo, 'check', '--staged')
    assert done.returncode == 1
    assert not (repo.path / '.git/ran').exists()
    assert 'unstaged' not in done.stdout and 'resolve' not in done.stdout
    first = printed_fixes(done.stdout)[0]
    assert first.startswith('cp GUIDE.md docs/GUIDE.md && ')
    subprocess.run(('sh', '-c', first), cwd=repo.path, check=True, capture_output=True)
    assert script(repo, 'check', '--staged').returncode == 0
    # an edit is one all the same
    repo.git('reset', '-q', '--hard', 'HEAD')
    repo.put('GUIDE.md', (text + 'more\n').encode(encoding))
    repo.write('docs/GUIDE.md', (text + 'an edit\n').encode(encoding))
    assert 'unstaged' in script(repo, 'check', '--staged').stdout


@pytest.mark.parametrize('mark', ['utf-8-sig', 'utf-16'])
@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_a_configuration_with_a_byte_order_mark(repo: Repo, mark: str, file: str) -> None:
    repo.commit_pair()
    section = '[tool.sot-guard]\n' if file == 'pyproject.toml' else ''
    repo.put(file, f'{section}include = ["x"]\n'.encode(mark))
    for argv in (['--all'], ['--staged'], ['GUIDE.md']):
        done = script(repo, 'check', *argv)
        told = f'sot-guard: {file}: begins with a byte order mark (BOM); save it as UTF-8 without BOM\n'
        assert (done.returncode, done.stdout, done.stderr) == (2, '', told)


@pytest.mark.parametrize('line', ['bare = true', 'bare', 'Bare=1', 'bare = yes\n\tbare = false\n\tbare=on'])
def test_a_repository_that_is_bare_by_accident(repo: Repo, line: str) -> None:
    repo.commit_pair()
    config = repo.path / '.git/config'
    config.write_text(config.read_text().replace('bare = false', line))
    for argv in (['check', '--staged'], ['check', '--all'], ['check'], ['scan']):
        assert script(repo, *argv).returncode == 2
    assert script(repo, 'check', '--staged', SOT_GUARD_FULL='1').returncode == 2


# ---- commands for what was pushed

@pytest.mark.parametrize('annotated', [True, False])
@pytest.mark.parametrize(
    'pushed', ['refs/tags/v1', 'HEAD~1', 'ID', 'refs/notes/x', 'refs/heads/-x', 'refs/tags/-x', 'HEAD'],
)
def test_the_fix_of_a_push_works_and_names_what_to_push(
    repo: Repo, tmp_path: Path, pushed: str, annotated: bool,
) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    torn = repo.commit()
    repo.git('tag', *(['-a', '-m', 'x'] if annotated else []), 'v1')
    if pushed != 'HEAD':
        repo.put('later', 'x')
        repo.commit()
    environ = PUSH | {
        'PRE_COMMIT_TO_REF': torn, 'PRE_COMMIT_LOCAL_BRANCH': torn if pushed == 'ID' else pushed,
        'PRE_COMMIT_FROM_REF': f'{torn}~',
    }
    done = script(repo, 'check', '--staged', **environ)
    assert done.returncode == 1
    lines = printed_fixes(done.stdout)
    assert (' in a new commit, and move the tag v1 to it' in done.stdout) is (pushed == 'refs/tags/v1')
    is_replaced = pushed in ('HEAD~1', 'ID', 'refs/notes/x', 'refs/tags/-x')
    assert (' in a new commit, and push that commit instead' in done.stdout) is is_replaced
    for number, line in enumerate(lines):
        assert line.startswith(f'git switch --detach {torn} && ') is (pushed != 'HEAD')
        copy = Repo(tmp_path / f'copy{number}')
        shutil.copytree(repo.path, copy.path)
        editor = {'GIT_EDITOR': 'f() { echo message >"$1"; }; f'}
        subprocess.run(('sh', '-c', line), cwd=copy.path, env=os.environ | editor, check=True, capture_output=True)
        assert script(copy, 'check', '--rev', 'v1' if pushed == 'refs/tags/v1' else 'HEAD').returncode == 0
        assert copy.git('rev-parse', 'HEAD~').decode().strip() == torn
