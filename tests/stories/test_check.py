from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.repo import GIT
from tests.support.repo import Repo
from tests.support.repo import require_git
from tests.support.repo import Run

# ---- the contract's table: touched pair, staged, no configuration

@pytest.mark.parametrize(
    'name', ['GUIDE.md', 'notes.txt', 'LICENSE', 'BUILD_HISTORY.md', 'PROJECT_INDEX.json'],
)
def test_new_and_different_prose_is_refused(repo: Repo, run: Run, name: str) -> None:
    repo.commit()
    repo.put_pair(name, 'one\n', 'two\n')
    assert run('check', '--staged').status == 1


@pytest.mark.parametrize('name', ['README.md', 'config.json', 'requirements.txt', 'Makefile'])
def test_new_and_different_others_get_a_line(repo: Repo, run: Run, name: str) -> None:
    repo.commit()
    repo.put_pair(name, 'one\n', 'two\n')
    line = f'sot-guard: {name} and docs/{name} differ but are not checked; to check them: include = ["{name}"]\n'
    assert run('check', '--staged') == (0, '', line)


@pytest.mark.parametrize('edited', ['', 'docs/'])
@pytest.mark.parametrize('name', ['GUIDE.md', 'README.md', 'config.json', 'requirements.txt', 'Makefile', 'run.sh'])
def test_equal_before_and_one_side_edited_is_refused(repo: Repo, run: Run, name: str, edited: str) -> None:
    repo.commit_pair(name)
    repo.put(edited + name, 'two\n')
    assert run('check', '--staged').status == 1


@pytest.mark.parametrize('name', ['GUIDE.md', 'README.md', 'Makefile'])
def test_equal_linked_or_one_sided_is_fine(repo: Repo, run: Run, name: str) -> None:
    repo.commit()
    repo.put(f'docs/{name}', 'one\n')
    assert run('check', '--staged') == (0, '', '')
    repo.put(name, 'one\n')
    assert run('check', '--staged') == (0, '', '')
    repo.link(name, f'docs/{name}')
    repo.git('add', '-A')
    assert run('check', '--staged') == (0, '', '')


# ---- the second half of the rule

def test_the_finding_names_its_suppression(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    result = run('check', '--staged')
    verbose = run('check', '--staged', '--verbose')
    assert '  Checked because both files were identical before.\n' in verbose.out
    assert 'exclude = ["README.md"]' in verbose.out
    assert 'exclude' not in result.out


def test_empty_files_were_never_one_content(repo: Repo, run: Run) -> None:
    repo.commit_pair('Makefile', '')
    repo.put('Makefile', 'all:\n')
    assert run('check', '--staged').status == 0


def test_nothing_older_than_the_parent_decides(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    repo.commit()
    repo.put('README.md', 'three\n')
    assert run('check', '--staged').status == 0


def test_a_link_before_was_one_content(repo: Repo, run: Run) -> None:
    repo.put('docs/README.md', 'one\n')
    repo.link('README.md', 'docs/README.md')
    repo.git('add', '-A')
    repo.commit()
    repo.put('README.md', 'two\n')
    assert run.findings('--staged') == {'README.md': 'divergent'}


def test_a_link_that_now_leads_elsewhere_was_one_content(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    repo.link('README.md', 'nowhere')
    repo.git('add', '-A')
    assert run.findings('--staged') == {'README.md': 'link_elsewhere'}


@pytest.mark.parametrize('other', ['link', 'submodule'])
def test_what_was_no_content_was_not_one_content(repo: Repo, run: Run, other: str) -> None:
    oid = repo.commit_pair('README.md')
    if other == 'link':
        repo.link('README.md', 'elsewhere')
        repo.git('add', '-A')
    else:
        repo.git('update-index', '--cacheinfo', f'160000,{oid},README.md')
    repo.commit()
    repo.git('rm', '-q', '--cached', 'README.md')
    repo.put('README.md', 'two\n')
    assert run('check', '--staged').status == 0


@pytest.mark.state('R-PASS-11')
def test_a_pair_that_one_parent_of_a_merge_holds_is_no_news(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('README.md', 'two\n')
    repo.put('a', 'x\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('a', 'y\n')
    repo.commit()
    repo.git('merge', '-q', 'side', status=1)
    repo.put('a', 'z\n')
    assert run('check', '--staged').status == 0


@pytest.mark.state('R-PASS-11')
def test_a_merge_that_tears_a_pair_of_another_parent_apart_is_refused(repo: Repo, run: Run) -> None:
    repo.put('README.md', 'x\n')
    repo.put('a', 'x\n')
    repo.commit()
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('docs/README.md', 'x\n')
    repo.put('a', 'y\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('README.md', 'changed\n')
    repo.put('a', 'z\n')
    repo.commit()
    repo.git('merge', '-q', 'side', status=1)
    repo.put('a', 'z\n')
    assert run.findings('--staged') == {'README.md': 'divergent'}


def test_an_old_tree_that_cannot_be_read_is_no_pass(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    tree = repo.git('rev-parse', 'HEAD^{tree}').decode().strip()
    repo.put('README.md', 'two\n')
    (repo.path / '.git/objects' / tree[:2] / tree[2:]).unlink()
    result = run('check', '--staged')
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith('sot-guard: git ls-tree: fatal: ')
    # what is guarded by its name is reported all the same
    repo.put_pair('GUIDE.md', '1', '2')
    result = run('check', '--staged', '--format', 'json')
    assert result.status == 2
    assert [finding['status'] for finding in result.json['findings']] == ['divergent']
    assert result.json['problems'][0].startswith('git ls-tree: fatal: ')


# ---- scope

def test_without_names_every_pair_counts(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', '1', '2')
    repo.commit()
    repo.put('unrelated', 'x')
    assert run.findings() == run.findings('--all') == {'A.md': 'divergent'}
    assert run.findings('--staged') == {}


def test_an_unguarded_pair_that_nobody_touches_is_not_mentioned(repo: Repo, run: Run) -> None:
    repo.put_pair('README.md', '1', '2')
    repo.commit()
    assert run('check', '--all') == run('check', 'README.md') == (0, '', '')


def test_an_unguarded_pointer_is_not_mentioned(repo: Repo, run: Run) -> None:
    repo.put_pair('README.md', 'See [docs](docs/README.md)', 'text\n')
    assert run('check', '--staged') == (0, '', '')


def test_names_choose_pairs_by_either_side(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', '1', '2')
    repo.put_pair('B.md', '1', '2')
    assert run.findings('A.md') == run.findings('docs/A.md') == run.findings('./docs/../A.md') == {'A.md': 'divergent'}


@pytest.mark.parametrize('directory', ['docs', 'docs/', '.'])
def test_a_directory_stands_for_what_is_in_it(repo: Repo, run: Run, directory: str) -> None:
    repo.put_pair('A.md', '1', '2')
    assert run.findings(directory) == {'A.md': 'divergent'}


def test_staged_adds_what_is_touched_to_what_is_named(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', '1', '2')
    repo.put_pair('B.md', '1', '2')
    repo.put_pair('C.md', '1', '2')
    repo.commit()
    repo.put('docs/B.md', '3')
    assert set(run.findings('--staged', 'A.md')) == {'A.md', 'B.md'}
    assert set(run.findings('A.md')) == {'A.md'}


def test_a_change_of_mode_touches(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', '1', '2')
    repo.commit()
    repo.git('update-index', '--chmod=+x', 'docs/A.md')
    assert run.findings('--staged') == {'A.md': 'divergent'}


@pytest.mark.state('R-PASS-02')
def test_a_deleted_side_leaves_nothing_to_compare(repo: Repo, run: Run) -> None:
    repo.commit_pair('A.md')
    repo.git('rm', '-q', 'docs/A.md')
    assert run('check', '--staged') == (0, '', '')


def test_an_untracked_name_is_said_and_passes(repo: Repo, run: Run) -> None:
    repo.put('A.md', '1')
    repo.write('docs/A.md', '2')
    repo.write('docs/-x', '2')
    assert run('check', 'docs/A.md') == (
        0, '', 'sot-guard: docs/A.md: is not tracked in the index, so not checked; to check it: git add docs/A.md\n',
    )


def test_an_untracked_name_that_acts_is_made_visible(repo: Repo, run: Run) -> None:
    repo.write('a\x1bb')
    assert run('check', 'a\x1bb') == (
        0, '', 'sot-guard: a\\x1bb: is not tracked in the index, so not checked; to check it: git add a\\x1bb\n',
    )


def test_what_is_not_tracked_in_a_commit_cannot_be_added_to_it(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    oid = repo.commit_pair()
    monkeypatch.setenv('PRE_COMMIT_TO_REF', 'main')
    assert run('check', 'gone.md', 'docs') == (
        0, '', f'sot-guard: gone.md: is not tracked in commit {oid}, so not checked\n',
    )


def test_the_hint_adds_one_file_alone(repo: Repo, run: Run) -> None:
    repo.write('*.md')
    assert run('check', '*.md').err.endswith("; to check it: git --literal-pathspecs add '*.md'\n")


def test_many_notes_are_counted(repo: Repo, run: Run) -> None:
    result = run('check', *(f'name{i}' for i in range(1012)))
    assert result.status == 0
    assert len(result.err.splitlines()) == 11
    assert result.err.endswith('sot-guard: and 1,002 more of this kind\n')


@pytest.mark.state('R-NAME-06', 'R-NAME-08')
@pytest.mark.parametrize('name', ['../A.md', '/etc/passwd', '.git/config', 'docs/.GIT/x', '..'])
def test_a_name_outside_is_said_and_not_looked_at(repo: Repo, run: Run, name: str) -> None:
    assert run('check', name) == (0, '', f'sot-guard: {name}: is outside the work tree; ignored\n')


@pytest.mark.state('R-NAME-05')
def test_an_absolute_name_means_the_file_below_the_top_level(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put_pair('A.md', '1', '2')
    (tmp_path / 'other way').symlink_to(repo.path)
    assert run.findings(str(repo.path / 'A.md')) == {'A.md': 'divergent'}
    assert run.findings(str(tmp_path / 'other way' / 'A.md')) == {'A.md': 'divergent'}
    assert run.findings(str(repo.path)) == {'A.md': 'divergent'}


def test_names_are_relative_to_the_working_directory(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('A.md', '1', '2')
    monkeypatch.chdir(repo.path / 'docs')
    assert run.findings('A.md') == run.findings('../A.md') == {'A.md': 'divergent'}
    assert f'    cd {repo.path} && cp docs/A.md A.md &&' in run('check', '--verbose').out.replace('&&\n   ', '&&')


def test_a_directory_name_with_line_feeds(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('A.md', '1', '2')
    (repo.path / 'a\nb' / '\nc').mkdir(parents=True)
    monkeypatch.chdir(repo.path / 'a\nb' / '\nc')
    assert run.findings('../../A.md') == {'A.md': 'divergent'}
    monkeypatch.chdir(Repo.make(repo.path / 'a\nb' / 'new\n').path)
    assert run('check', '--format', 'json').json['repo_root'] == str(repo.path / 'a\nb' / 'new\n')


# ---- what is compared

@pytest.mark.state('R-STAGE-01')
def test_the_index_is_compared_though_the_disk_agrees(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.write('docs/GUIDE.md', 'two\n')
    result = run('check', '--staged')
    assert result.status == 1
    fix = '  Fix: stage docs/GUIDE.md, which equals GUIDE.md on disk, then commit again:\n    git add docs/GUIDE.md\n'
    assert fix in result.out


@pytest.mark.state('R-STAGE-02')
def test_the_index_is_compared_though_the_disk_differs(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    repo.write('docs/GUIDE.md', 'three\n')
    (repo.path / 'GUIDE.md').unlink()
    assert run('check', '--staged') == (0, '', '')


@pytest.mark.state('R-PASS-08')
def test_intent_to_add_is_no_part_of_the_commit(repo: Repo, run: Run) -> None:
    repo.put('GUIDE.md', 'one\n')
    repo.write('docs/GUIDE.md', 'two\n')
    repo.git('add', '-N', 'docs/GUIDE.md')
    assert run('check').status == 0


@pytest.mark.state('R-EOL-14')
def test_modes_are_not_contents(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.git('update-index', '--chmod=+x', 'GUIDE.md')
    assert run('check', '--staged') == (0, '', '')


@pytest.mark.state('R-TYPE-01')
def test_submodules_and_directories_of_the_same_name(repo: Repo, run: Run) -> None:
    oid = repo.commit_pair()
    repo.git('update-index', '--cacheinfo', f'160000,{oid},GUIDE.md')
    assert run.findings() == {'GUIDE.md': 'submodule'}
    assert run('check').status == 2
    repo.git('rm', '-q', '-f', '--cached', 'GUIDE.md')
    (repo.path / 'GUIDE.md').unlink()
    repo.put('GUIDE.md/inside', 'x')
    assert run('check').status == 0


def test_a_tracked_gitmodules_hides_no_submodule(repo: Repo, run: Run) -> None:
    oid = repo.commit_pair()
    repo.put('.gitmodules', '[submodule "s"]\n\tpath = GUIDE.md\n\turl = ./s\n\tignore = all\n')
    repo.git('update-index', '--cacheinfo', f'160000,{oid},GUIDE.md')
    assert run.findings() == {'GUIDE.md': 'submodule'}


@pytest.mark.state('R-PASS-10', 'R-CHUNK-02')
def test_an_open_conflict_cannot_be_told(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('GUIDE.md', 'three\n')
    repo.commit()
    repo.git('merge', '-q', 'side', status=1)
    assert run.findings() == {'GUIDE.md': 'unmerged'}
    result = run('check', 'GUIDE.md', 'GUIDE.md', 'docs/GUIDE.md')
    assert result.status == 2
    assert ': 1 pair could not be compared.' in result.out
    assert 'git diff -- GUIDE.md' in result.out
    # no rule of the configuration allows a conflict
    assert 'To allow' not in run('check', '--verbose', 'GUIDE.md').out


def test_the_highest_status_wins_and_every_pair_is_reported(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', '1', '2')
    oid = repo.commit()
    repo.put_pair('B.md', '1', '2')
    repo.git('update-index', '--cacheinfo', f'160000,{oid},docs/B.md')
    repo.put_pair('C.md', 'same', 'same')
    result = run('check', '--format', 'json')
    assert result.status == 2
    assert [finding['status'] for finding in result.json['findings']] == ['divergent', 'submodule']


@pytest.mark.state('R-PASS-31')
def test_a_missing_blob_is_reported_and_not_fetched(repo: Repo, run: Run, tmp_path: Path) -> None:
    repo.commit_pair('SAME.md')
    repo.put_pair('GUIDE.md', 'here\n', 'missing\n')
    repo.commit()
    repo.git('config', 'uploadpack.allowFilter', 'true')
    repo.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
    clone = tmp_path / 'clone'
    repo.git('clone', '-q', '--no-checkout', '--filter=blob:none', f'file://{repo.path}', str(clone))
    os.chdir(clone)
    partial = Repo(clone)
    partial.git('read-tree', 'HEAD')
    packs = set((clone / '.git/objects').rglob('*'))
    result = run('check')
    assert result.status == 2
    assert set((clone / '.git/objects').rglob('*')) == packs
    if GIT < (2, 27):  # it looks for the objects of everything that differs
        assert result.err == "sot-guard: git diff-index: fatal: transport 'file' not allowed\n"
        return
    assert result.out.startswith('GUIDE.md cannot be read (object ')
    assert 'SAME.md' not in result.out
    # the printed command fetches what is missing
    for line in result.out.splitlines():
        if line.strip().startswith('git cat-file -e'):
            partial.git(*line.split()[1:])
    assert run.findings() == {'GUIDE.md': 'divergent'}


def test_a_damaged_blob_hides_nothing_else(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', 'one\n', 'two\n')
    repo.put_pair('B.md', 'three\n', 'four\n')
    repo.put_pair('C.md', 'five\n', 'six\n')
    for name in ('docs/A.md', 'B.md'):
        oid = repo.git('rev-parse', f':{name}').decode().strip()
        blob = repo.path / '.git/objects' / oid[:2] / oid[2:]
        blob.chmod(0o644)
        blob.write_bytes(blob.read_bytes()[:8] + b'damaged')
    assert run.findings() == {'A.md': 'read_error', 'B.md': 'read_error', 'C.md': 'divergent'}


def test_an_object_of_another_type_is_no_content(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    tree = repo.git('rev-parse', 'HEAD^{tree}').decode().strip()
    repo.git('update-index', '--cacheinfo', f'100644,{tree},GUIDE.md')
    assert run.findings() == {'GUIDE.md': 'read_error'}


@pytest.mark.state('R-GIT-01', 'R-GIT-03', 'R-GIT-04', 'R-GIT-05')
def test_a_configured_program_is_not_run(repo: Repo, run: Run, tmp_path: Path) -> None:
    evil = tmp_path / 'evil'
    evil.write_text(f'#!/bin/sh\ntouch {tmp_path}/RAN\n')
    evil.chmod(0o755)
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.put('.gitattributes', '* filter=evil diff=evil\n')
    for key in (
        'core.fsmonitor', 'filter.evil.clean', 'filter.evil.process', 'diff.external', 'diff.evil.textconv',
        'diff.evil.command', 'core.pager', 'gpg.program', 'core.sshCommand', 'core.hooksPath',
    ):
        repo.git('-c', 'core.fsmonitor=', 'config', key, str(evil))
    for name in ('text', 'json', 'markdown'):
        assert run('check', '--staged', '--verbose', '--format', name).status == 1
    assert not (tmp_path / 'RAN').exists()


@pytest.mark.state('R-PASS-24')
def test_no_commit_yet(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.put_pair('README.md', 'one\n', 'two\n')
    assert run.findings('--staged') == {'GUIDE.md': 'divergent'}


def test_sha256_repositories(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    require_git(2, 29)
    repo = Repo.make(tmp_path / 'repo', '--object-format=sha256')
    monkeypatch.chdir(repo.path)
    repo.commit_pair('README.md')
    repo.commit_pair('Makefile', '')
    repo.put('README.md', 'two\n')
    repo.put('Makefile', 'two\n')
    assert run.findings('--staged') == {'README.md': 'divergent'}


@pytest.mark.state('R-PASS-29')
def test_sparse_checkout_and_sparse_index(repo: Repo, run: Run) -> None:
    require_git(2, 32)
    repo.put('src/code.py', 'x')
    repo.commit_pair()
    repo.git('sparse-checkout', 'init', '--cone', '--sparse-index')
    repo.git('sparse-checkout', 'set', 'src')
    assert not (repo.path / 'docs').exists()
    assert run('check', '--staged') == (0, '', '')
    repo.put('GUIDE.md', 'two\n')
    assert run.findings('--staged') == {'GUIDE.md': 'divergent'}


@pytest.mark.state('R-PASS-30')
def test_skip_worktree_and_assume_unchanged(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    for flag in ('--skip-worktree', '--assume-unchanged'):
        repo.git('update-index', flag, 'GUIDE.md')
        repo.write('GUIDE.md', 'edited and hidden\n')
        assert run('check', '--staged') == (0, '', '')


@pytest.mark.state('R-EOL-01')
def test_line_ends_on_disk_do_not_count(repo: Repo, run: Run) -> None:
    repo.git('config', 'core.autocrlf', 'true')
    repo.put_pair('GUIDE.md', 'one\r\n', 'one\n')
    assert run('check') == (0, '', '')


@pytest.mark.state('R-EOL-03')
def test_line_ends_in_blobs_do(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\r\n', 'one\n')
    result = run('check')
    assert result.status == 1
    assert '| -one\\r\n' in result.out


# ---- the ways in which git starts the hook

def commit_is_refused(repo: Repo, output: Path, *args: str) -> str:
    repo.git('commit', '-q', '-m', 'x', *args, status=1)
    return output.read_text()


@pytest.mark.state('R-PASS-15')
def test_commit_all(repo: Repo) -> None:
    repo.commit_pair()
    output = repo.hook()
    repo.write('GUIDE.md', 'two\n')
    assert 'GUIDE.md and docs/GUIDE.md differ' in commit_is_refused(repo, output, '-a')
    repo.write('docs/GUIDE.md', 'two\n')
    repo.git('commit', '-q', '-a', '-m', 'x')


@pytest.mark.state('R-PASS-16')
def test_commit_of_a_path_leaves_out_what_is_staged_beside_it(repo: Repo) -> None:
    repo.commit_pair()
    output = repo.hook()
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    said = commit_is_refused(repo, output, '--', 'GUIDE.md')
    assert 'git commit -- GUIDE.md docs/GUIDE.md' in said
    repo.git('commit', '-q', '-m', 'x', '--', 'GUIDE.md', 'docs/GUIDE.md')


def test_commit_of_a_part(repo: Repo) -> None:
    repo.commit_pair(text='one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n')
    output = repo.hook()
    repo.write('GUIDE.md', 'ONE\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nNINE\n')
    repo.put('docs/GUIDE.md', 'ONE\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nNINE\n')
    patch = b'--- a/GUIDE.md\n+++ b/GUIDE.md\n@@ -1 +1 @@\n-one\n+ONE\n'
    (repo.path / '.git/patch').write_bytes(patch)
    repo.git('apply', '--cached', '--unidiff-zero', '.git/patch')
    assert 'GUIDE.md and docs/GUIDE.md differ' in commit_is_refused(repo, output)


@pytest.mark.state('R-PASS-25')
def test_commit_in_a_linked_worktree(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    output = repo.hook()
    repo.git('worktree', 'add', '-q', str(tmp_path / 'linked'))
    linked = Repo(tmp_path / 'linked')
    repo.put('GUIDE.md', 'staged in the main work tree\n')
    linked.git('commit', '-q', '--allow-empty', '-m', 'fine here')
    linked.put('docs/GUIDE.md', 'two\n')
    assert 'GUIDE.md and docs/GUIDE.md differ' in commit_is_refused(linked, output)


@pytest.mark.state('R-PASS-26', 'R-PASS-27')
def test_commit_from_elsewhere_and_from_a_subdirectory(repo: Repo, tmp_path: Path) -> None:
    repo.commit_pair()
    output = repo.hook()
    repo.put('GUIDE.md', 'two\n')
    elsewhere = Repo(tmp_path)
    where = (f'--git-dir={repo.path}/.git', f'--work-tree={repo.path}')
    elsewhere.git(*where, 'commit', '-qm', 'x', status=1)
    assert 'differ' in output.read_text()
    output.unlink()
    Repo(repo.path / 'docs').git('commit', '-qm', 'x', status=1)
    fix = f'    cd {repo.path} && cp GUIDE.md docs/GUIDE.md && git add GUIDE.md docs/GUIDE.md\n'
    assert fix in output.read_text().replace('&&\n   ', '&&')


@pytest.mark.state('R-PASS-12')
def test_a_clean_merge_of_one_side_each(repo: Repo) -> None:
    repo.commit_pair(text='1\n2\n3\n4\n5\n6\n7\n8\n')
    repo.git('checkout', '-q', '-b', 'side')
    repo.put_pair('GUIDE.md', 'one\n2\n3\n4\n5\n6\n7\n8\n', 'one\n2\n3\n4\n5\n6\n7\n8\n')
    repo.put_pair('README.md', 'x\n', 'x\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('GUIDE.md', '1\n2\n3\n4\n5\n6\n7\neight\n')
    repo.put('README.md', 'x\n')
    repo.put('docs/README.md', 'another\n')
    repo.commit()
    output = repo.hook('pre-merge-commit')
    repo.git('merge', '-q', '-X', 'ours', 'side', status=1)
    # the README's copies differed in HEAD already, exactly as they will
    assert 'GUIDE.md and docs/GUIDE.md differ' in output.read_text()
    assert ': 1 pair differs' in output.read_text()


@pytest.mark.state('R-PASS-12')
def test_a_clean_merge_tears_apart_what_only_the_merged_side_held_as_one(repo: Repo) -> None:
    repo.put('README.md', '1\n2\n3\n4\n5\n6\n7\n8\n')
    repo.commit()
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('docs/README.md', '1\n2\n3\n4\n5\n6\n7\n8\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('README.md', 'one\n2\n3\n4\n5\n6\n7\n8\n')
    repo.commit()
    output = repo.hook('pre-merge-commit')
    repo.git('merge', '-q', 'side', status=1)
    assert 'README.md and docs/README.md differ' in output.read_text()


@pytest.mark.state('R-PASS-14')
def test_a_squashed_merge(repo: Repo) -> None:
    repo.commit_pair()
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('docs/GUIDE.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    output = repo.hook()
    repo.git('merge', '-q', '--squash', 'side')
    assert 'differ' in commit_is_refused(repo, output)


@pytest.mark.state('R-PASS-18')
def test_an_amend_is_held_against_head(repo: Repo) -> None:
    repo.commit_pair('README.md')
    output = repo.hook()
    repo.put('README.md', 'two\n')
    assert 'differ' in commit_is_refused(repo, output, '--amend')


# ---- a named commit

@pytest.mark.state('R-PASS-22')
def test_a_named_commit_is_judged_and_not_the_checkout(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    base = repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    divergent = repo.commit()
    repo.git('checkout', '-q', '-b', 'fine', base)
    monkeypatch.setenv('PRE_COMMIT_FROM_REF', base)
    monkeypatch.setenv('PRE_COMMIT_TO_REF', divergent)
    result = run('check', '--staged', 'README.md')
    assert result.status == 1
    assert f'{divergent[:7]} (' in result.out and '1 pair differs.' in result.out
    monkeypatch.setenv('PRE_COMMIT_TO_REF', 'fine')
    repo.put('README.md', 'staged only\n')
    assert run('check', '--staged', 'README.md') == (0, '', '')


@pytest.mark.state('R-PASS-22')
def test_a_range_is_held_against_its_merge_base(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair('README.md')
    repo.git('checkout', '-q', '-b', 'topic')
    repo.put('README.md', 'two\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('docs/README.md', 'three\n')
    repo.commit()
    monkeypatch.setenv('PRE_COMMIT_FROM_REF', 'main')
    monkeypatch.setenv('PRE_COMMIT_TO_REF', 'topic')
    assert run.findings('--all') == {'README.md': 'divergent'}
    repo.git('checkout', '-q', '--orphan', 'unrelated')
    repo.put('README.md', 'two\n')
    repo.commit()
    monkeypatch.setenv('PRE_COMMIT_FROM_REF', 'unrelated')
    assert run.findings('--all') == {}


@pytest.mark.state('R-PASS-23')
def test_a_first_push_is_held_against_nothing(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit_pair('README.md')
    repo.put('README.md', 'two\n')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.commit()
    repo.git('rm', '-q', 'GUIDE.md')
    monkeypatch.setenv('PRE_COMMIT_LOCAL_BRANCH', 'refs/heads/main')
    assert run.findings('--staged') == {'GUIDE.md': 'divergent'}


@pytest.mark.parametrize('rev', ['nowhere', '--all', 'HEAD:GUIDE.md'])
def test_a_commit_that_is_not_here_is_no_pass(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, rev: str) -> None:
    repo.commit_pair()
    monkeypatch.setenv('PRE_COMMIT_TO_REF', rev)
    result = run('check', '--staged')
    assert result.status == 2
    assert result.err.startswith(f'sot-guard: PRE_COMMIT_TO_REF: commit {rev!r} does not exist')


# ---- bounds

def test_many_findings_are_listed_and_counted(repo: Repo, run: Run) -> None:
    for i in range(120):
        repo.write(f'{i:03}.md', 'one\n')
        repo.write(f'docs/{i:03}.md', 'two\n')
    repo.git('add', '-A')
    result = run('check')
    assert result.status == 1
    assert result.out.count('sha256') == 20
    assert '\n109.md and docs/109.md differ.\n' in result.out
    assert result.out.endswith('\nand 10 more\nsot-guard: 120 pairs differ.\n')
    findings = run('check', '--format', 'json').json['findings']
    assert [bool(finding['unified_diff']) for finding in findings] == [True] * 50 + [False] * 70
    assert [finding['diff_truncated'] for finding in findings] == [False] * 50 + [True] * 70
    assert findings[50]['diff_absent'] == 'only the first 50 findings have one'


@pytest.mark.parametrize('held', [b'\xff\n', b'--help\n', b'HEAD\n', b'1' * 39])
def test_what_is_merged_and_cannot_be_told(repo: Repo, run: Run, held: bytes) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.write('.git/MERGE_HEAD', held)
    result = run('check', '--staged')
    told = 'sot-guard: MERGE_HEAD: is not a list of commit ids; to end the merge: git merge --abort\n'
    assert (result.status, result.err) == (2, told)
    assert ': 1 pair differs' in result.out


def test_a_merge_head_that_is_no_file(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    (repo.path / '.git/MERGE_HEAD').mkdir()
    result = run('check', '--staged')
    assert (result.status, result.err) == (2, 'sot-guard: .git/MERGE_HEAD: cannot be read (Is a directory)\n')
