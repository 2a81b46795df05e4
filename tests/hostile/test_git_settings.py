"""No setting of a repository, of the user or of the environment runs a program or changes a byte of the output.

Each state is built in a repository that has everything to say: a refused pair, one that was one content before, one to
merge, a signed commit. All verbs answer as they did before the setting was there.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import pytest

from sot_guard.report.formats import FORMATS
from tests.support.hostile import acting
from tests.support.hostile import masked
from tests.support.hostile import script
from tests.support.hostile import Tripwire
from tests.support.repo import Repo
from tests.support.repo import Result
from tests.support.repo import Run
from tests.support.repo import SCRIPT
from tests.support.terminal import typed

TEXT = '# Guide\n\n## One\n\none\n\n## Two\n\ntwo\n\n## Three\n\nthree\n'
SIGNATURE = b'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----\n'


@pytest.fixture
def tripwire(tmp_path: Path) -> Tripwire:
    return Tripwire(tmp_path)


# the answers without a setting; what is made of one tree at one moment is the same in every repository
_EXPECTED: list[list[Result]] = []


def sign(repo: Repo) -> None:
    """Make HEAD a commit with a signature, which `git log --show-signature` would have a program check."""
    head, _, message = repo.git('cat-file', 'commit', 'HEAD').partition(b'\n\n')
    (repo.path / '.git/commit').write_bytes(head + b'\n' + SIGNATURE + b'\n' + message)
    oid = repo.git('hash-object', '-t', 'commit', '-w', '.git/commit').decode().strip()
    repo.git('update-ref', 'HEAD', oid)


@pytest.fixture
def full(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository in which there is much to say."""
    for name in ('GIT_AUTHOR_DATE', 'GIT_COMMITTER_DATE'):
        monkeypatch.setenv(name, '2026-01-01T00:00:00Z')
    for name in ('GUIDE.md', 'LOG.md', 'README.md'):
        repo.put_pair(name, TEXT, TEXT)
    repo.put_pair('NOTES.md', 'never\n', 'the same\n')
    repo.commit('first')
    repo.put('docs/LOG.md', TEXT.replace('two', 'TWO'))
    repo.put_pair('NOTES.md', 'the same\n', 'another\n')
    repo.commit('second')
    sign(repo)
    repo.git('read-tree', 'HEAD~1', GIT_INDEX_FILE='.git/fine')
    repo.git('update-index', '--force-remove', 'NOTES.md', GIT_INDEX_FILE='.git/fine')
    for name in ('GUIDE.md', 'LOG.md', 'README.md'):
        repo.put(name, TEXT.replace('one', 'ONE'))
    return repo


def everything(repo: Repo, run: Run) -> list[Result]:
    """What all verbs say."""
    results = [run('check', '--staged', '--verbose', '--format', name) for name in FORMATS]
    results += [
        run('check', '--all'), run('check', '--staged', 'GUIDE.md'), run('check', '--rev', 'HEAD'),
        run('check', '--explain', 'GUIDE.md'), run('check', '--show-rule'),
        run('scan'), run('scan', '--format', 'json'), run('resolve', '--dry-run', 'GUIDE.md'),
        run('resolve', '--dry-run', 'LOG.md'), run('accept', 'GUIDE.md', '--reason', 'x'),
    ]
    (repo.path / '.sot-guard.toml').unlink()
    # by the fast path, where it is open
    results.append(script('check', '--all', GIT_INDEX_FILE='.git/fine'))
    top = str(repo.path)
    return [Result(one.status, *(masked(text).replace(top, 'TOP') for text in one[1:])) for one in results]


@pytest.fixture
def expected(full: Repo, run: Run) -> list[Result]:
    """What is said without a setting."""
    if not _EXPECTED:
        _EXPECTED.append(everything(full, run))
    return _EXPECTED[0]


def test_there_is_everything_to_say(expected: list[Result]) -> None:
    assert [result.status for result in expected] == [1] * 9 + [0] * 8
    assert expected[-1] == (0, '', '')
    for part in (
        'GUIDE.md and docs/GUIDE.md differ', 'README.md and docs/README.md differ', '| +ONE', 'identical until',
        'resolve LOG.md', 'git diff ',
    ):
        assert part in expected[0].out
    assert 'NOTES.md equals an older version of docs/NOTES.md' in expected[6].out
    assert ': merged\n' in expected[-3].out


# ---- settings; each names the program, and answers with the variables to set

Setting = Callable[[Repo, Tripwire], Mapping[str, str] | None]
COMMANDS = (
    'ls-files', 'diff', 'diff-index', 'diff-tree', 'log', 'rev-parse', 'cat-file', 'ls-tree', 'merge-file',
    'merge-base', 'check-attr', 'check-ignore',
)


def configure(repo: Repo, settings: Mapping[str, object]) -> None:
    text = ''
    for key, value in settings.items():
        section, _, name = key.rpartition('.')
        section, _, subsection = section.partition('.')
        title = f'[{section} "{subsection}"]' if subsection else f'[{section}]'
        text += f'{title}\n\t{name} = {value}\n'
    with open(repo.path / '.git/config', 'a') as f:
        f.write(text)


def attributes(repo: Repo, text: str) -> None:
    (repo.path / '.git/info').mkdir(exist_ok=True)
    (repo.path / '.git/info/attributes').write_text(text)


def external_diff(repo: Repo, tripwire: Tripwire) -> None:
    configure(repo, {'diff.external': tripwire, 'diff.trustExitCode': 'true'})


def external_diff_of_the_environment(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    return {'GIT_EXTERNAL_DIFF': str(tripwire), 'GIT_EXTERNAL_DIFF_TRUST_EXIT_CODE': '1'}


def diff_driver(repo: Repo, tripwire: Tripwire) -> None:
    attributes(repo, '[attr]quiet diff=evil\n* quiet diff=evil\n')
    configure(repo, {'diff.evil.command': tripwire, 'diff.evil.textconv': tripwire, 'diff.evil.cachetextconv': 'true'})


def monitor(repo: Repo, tripwire: Tripwire) -> None:
    configure(repo, {'core.fsmonitor': tripwire, 'core.fsmonitorHookVersion': '2', 'core.untrackedCache': 'true'})


def filters(repo: Repo, tripwire: Tripwire) -> None:
    attributes(repo, '* filter=evil merge=evil\n')
    configure(repo, {
        'filter.evil.clean': tripwire, 'filter.evil.smudge': tripwire, 'filter.evil.process': tripwire,
        'filter.evil.required': 'true', 'merge.evil.driver': tripwire, 'merge.default': 'evil',
    })


def pager(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    configure(repo, {'core.pager': tripwire, **{f'pager.{name}': tripwire for name in COMMANDS}})
    return {'GIT_PAGER': str(tripwire), 'PAGER': str(tripwire), 'GIT_PAGER_IN_USE': '1'}


def colour(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    configure(repo, {
        'color.ui': 'always', 'color.diff': 'always', 'color.pager': 'true', 'diff.colorMoved': 'zebra',
        'color.diff.meta': 'blink', 'diff.wsErrorHighlight': 'all',
    })
    return {'GIT_PAGER_IN_USE': '1', 'TERM': 'xterm-256color'}


def tastes(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    attributes(repo, '* diff=evil\n')
    configure(repo, {
        'diff.noprefix': 'true', 'diff.mnemonicPrefix': 'true', 'diff.srcPrefix': 'x/', 'diff.context': '0',
        'diff.interHunkContext': '9', 'diff.algorithm': 'patience', 'diff.orderFile': 'nowhere',
        'diff.relative': 'true', 'diff.renames': 'copies', 'diff.ignoreSubmodules': 'all',
        'diff.suppressBlankEmpty': 'true', 'diff.evil.xfuncname': '^(.*)$',
        'diff.evil.binary': 'true', 'diff.indentHeuristic': 'false',
        'diff.submodule': 'log', 'core.abbrev': '4', 'core.quotePath': 'false', 'core.whitespace': 'cr-at-eol',
        'core.bigFileThreshold': '1', 'core.ignoreCase': 'true', 'merge.conflictStyle': 'diff3', 'log.date': 'raw',
        'log.showRoot': 'false', 'log.follow': 'true', 'log.abbrevCommit': 'true', 'log.decorate': 'full',
        'log.diffMerges': 'off', 'format.pretty': 'fuller', 'i18n.logOutputEncoding': 'UTF-16', 'log.mailmap': 'true',
        'blame.date': 'raw', 'status.relativePaths': 'false', 'advice.ignoredHook': 'false',
    })
    return {'GIT_DIFF_OPTS': '-u0', 'GIT_TRACE': '1', 'GIT_TRACE_SETUP': '2', 'GIT_TRACE2': '1'}


def language(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    return {
        'LC_ALL': 'de_DE.UTF-8', 'LANG': 'tr_TR', 'LANGUAGE': 'de:fr', 'GIT_GLOB_PATHSPECS': '1',
        'GIT_ICASE_PATHSPECS': '1',
    }


def other_pathspecs(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    return {'GIT_LITERAL_PATHSPECS': '0', 'GIT_NOGLOB_PATHSPECS': '1'}


def bare_docs(repo: Repo, tripwire: Tripwire) -> None:
    for name, text in (('HEAD', 'ref: refs/heads/main\n'), ('objects/x', ''), ('refs/x', '')):
        repo.write(f'docs/{name}', text)
    repo.write('docs/config', f'[core]\n\trepositoryformatversion = 0\n\tfsmonitor = {tripwire}\n\tworktree = ..\n')


def replacements(repo: Repo, tripwire: Tripwire) -> None:
    names = ':GUIDE.md', ':docs/GUIDE.md', 'HEAD^{tree}', 'HEAD~1^{tree}', 'HEAD', 'HEAD~1'
    ids = repo.git('rev-parse', *names).decode().split()
    for one, other in zip(ids[::2], ids[1::2], strict=True):
        repo.git('replace', one, other)


def grafts(repo: Repo, tripwire: Tripwire) -> None:
    (repo.path / '.git/info').mkdir(exist_ok=True)
    (repo.path / '.git/info/grafts').write_bytes(repo.git('rev-parse', 'HEAD'))


def aliases_and_hooks(repo: Repo, tripwire: Tripwire) -> None:
    configure(repo, {f'alias.{name}': f'!{tripwire}' for name in COMMANDS})
    hooks = repo.path / '.git/hooks'
    hooks.mkdir(exist_ok=True)
    for name in ('post-index-change', 'reference-transaction', 'fsmonitor-watchman', 'pre-commit', 'post-checkout'):
        (hooks / name).unlink(missing_ok=True)
        (hooks / name).symlink_to(tripwire.path)


def configured_by_count(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    attributes(repo, '* diff=evil filter=evil\n')
    keys = (
        'core.fsmonitor', 'diff.external', 'diff.evil.textconv', 'diff.evil.command', 'filter.evil.clean', 'core.pager',
        'gpg.program', 'core.sshCommand', 'core.editor', 'credential.helper', 'core.askPass',
    )
    numbered = {f'GIT_CONFIG_{part}_{n}': value for n, key in enumerate(keys)
                for part, value in (('KEY', key), ('VALUE', str(tripwire)))}
    return {'GIT_CONFIG_COUNT': str(len(keys)), **numbered}


def configured_by_parameters(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    return {'GIT_CONFIG_PARAMETERS': f"'core.fsmonitor={tripwire}' 'diff.external={tripwire}' 'log.showsignature=true'"}


def included(repo: Repo, tripwire: Tripwire) -> Mapping[str, str]:
    """The same by files that the repository and the user include."""
    file = repo.path / '.git/included'
    file.write_text(f'[core]\n\tfsmonitor = {tripwire}\n\tpager = {tripwire}\n[diff]\n\texternal = {tripwire}\n')
    configure(repo, {'includeIf.gitdir:**.path': 'included', 'include.path': 'included'})
    return {'GIT_CONFIG_GLOBAL': str(file), 'GIT_CONFIG_SYSTEM': str(file), 'GIT_CONFIG_NOSYSTEM': '0'}


def signatures(repo: Repo, tripwire: Tripwire) -> None:
    configure(repo, {
        'log.showSignature': 'true', 'gpg.program': tripwire, 'gpg.ssh.program': tripwire, 'gpg.x509.program': tripwire,
        'mailmap.file': '.git/HEAD', 'core.notesRef': 'refs/heads/main', 'notes.displayRef': 'refs/heads/*',
    })


@pytest.mark.parametrize(
    'setting', [
        pytest.param(external_diff, marks=pytest.mark.state('R-GIT-01')),
        pytest.param(external_diff_of_the_environment, marks=pytest.mark.state('R-GIT-02')),
        pytest.param(diff_driver, marks=pytest.mark.state('R-GIT-03')),
        pytest.param(monitor, marks=pytest.mark.state('R-GIT-04')),
        pytest.param(filters, marks=pytest.mark.state('R-GIT-05')),
        pytest.param(pager, marks=pytest.mark.state('R-GIT-06')),
        pytest.param(colour, marks=pytest.mark.state('R-GIT-07')),
        pytest.param(tastes, marks=pytest.mark.state('R-GIT-08')),
        pytest.param(language, marks=pytest.mark.state('R-GIT-09')),
        pytest.param(other_pathspecs, marks=pytest.mark.state('R-GIT-09')),
        pytest.param(bare_docs, marks=pytest.mark.state('R-GIT-12')),
        pytest.param(replacements, marks=pytest.mark.state('R-GIT-14')),
        pytest.param(grafts, marks=pytest.mark.state('R-OWN-05')),
        pytest.param(aliases_and_hooks, marks=pytest.mark.state('R-GIT-15')),
        pytest.param(configured_by_count, marks=pytest.mark.state('R-GIT-17')),
        pytest.param(configured_by_parameters, marks=pytest.mark.state('R-GIT-17')),
        pytest.param(included, marks=pytest.mark.state('R-OWN-06')),
        pytest.param(signatures, marks=pytest.mark.state('R-OWN-07')),
    ], ids=lambda setting: setting.__name__,
)
def test_no_setting_has_a_say(
    full: Repo, run: Run, tripwire: Tripwire, monkeypatch: pytest.MonkeyPatch, expected: list[Result],
    setting: Setting,
) -> None:
    for name, value in (setting(full, tripwire) or {}).items():
        monkeypatch.setenv(name, value)
    for before, after in zip(expected, everything(full, run), strict=True):
        assert before == after
    # as the hook, by the installed program
    by_hook = script('check', '--staged', '--verbose')
    assert (by_hook.status, acting(by_hook.out + by_hook.err)) == (1, [])
    assert tripwire.ran == ''


def test_no_pager_is_run_on_a_terminal(full: Repo, tripwire: Tripwire) -> None:
    variables = {**os.environ, **pager(full, tripwire), 'TERM': 'xterm'}
    status, out = typed(f'{SCRIPT} check', full.path, variables)
    assert (status, tripwire.ran) == (1, '')
    assert 'GUIDE.md and docs/GUIDE.md differ' in out


# ---- variables that say where the repository is: they are followed, all of them, by every call

@pytest.fixture
def other(tmp_path: Path) -> Repo:
    """Another repository, in which GUIDE.md is fine and OTHER.md is not."""
    made = Repo.make(tmp_path / 'other')
    made.put_pair('GUIDE.md', 'same\n', 'same\n')
    made.put_pair('OTHER.md', 'one\n', 'two\n')
    return made


@pytest.mark.state('R-GIT-10')
def test_another_index_is_judged(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    os.rename(repo.path / '.git/index', repo.path / '.git/other index')
    repo.git('read-tree', '--empty')
    assert script('check', '--staged') == (0, '', '')
    monkeypatch.setenv('GIT_INDEX_FILE', '.git/other index')
    assert script('check', '--staged').status == 1
    assert run.findings() == {'GUIDE.md': 'divergent'}
    repo.git('read-tree', '--empty')
    monkeypatch.delenv('GIT_INDEX_FILE')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    assert script('check', '--staged', GIT_INDEX_FILE='.git/other index') == (0, '', '')


@pytest.mark.state('R-GIT-11')
def test_another_repository_is_judged(repo: Repo, run: Run, other: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    assert script('check', '--all', GIT_DIR=str(other.path / '.git')).status == 1
    monkeypatch.setenv('GIT_DIR', str(other.path / '.git'))
    assert run.findings() == {'OTHER.md': 'divergent'}


@pytest.mark.state('R-GIT-18')
def test_another_work_tree_is_advised_on(
    repo: Repo, run: Run, other: Repo, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put_pair('OTHER.md', 'one\n', 'one\n')
    monkeypatch.setenv('GIT_DIR', str(other.path / '.git'))
    monkeypatch.setenv('GIT_WORK_TREE', str(repo.path))
    # the index of the one, the files of the other
    result = run('check')
    assert result.status == 1
    # to stage what the two agree on would lose the line that the index alone has
    assert '  Fix: exclude OTHER.md from the check if these are two documents:\n' in result.out
    assert script('check', '--staged').status == 1
    monkeypatch.chdir(other.path)
    assert script('check', '--staged') == (
        2, '', f'sot-guard: git: the current directory is outside the work tree {repo.path}; run inside it\n',
    )


@pytest.mark.state('R-OWN-06')
@pytest.mark.parametrize('place', ['config', 'config.worktree'])
def test_a_configured_work_tree_is_followed(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, place: str,
) -> None:
    """What git takes for the top level decides which pairs there are, at the fast path too."""
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    inner = repo.path / 'inner'
    inner.mkdir()
    os.rename(repo.path / '.git', inner / '.git')
    configure(Repo(inner), {'core.repositoryFormatVersion': 1, 'extensions.worktreeConfig': 'true'})
    with open(inner / '.git' / place, 'a') as f:
        f.write(f'[core]\n\tworktree = {repo.path}\n')
    monkeypatch.chdir(inner)
    assert run.findings() == {'GUIDE.md': 'divergent'}
    result = script('check', '--all')
    assert (result.status, f'cd {repo.path} &&' in result.out) == (1, True)


# ---- programs that Python would take for its own

MODULES = (
    'argparse', 'json', 'tomllib', 'subprocess', 're', 'os', 'identify', 'markdown_it', 'jinja2', 'sot_guard',
    'sitecustomize', 'usercustomize', 'encodings', 'difflib', 'shlex', 'hashlib', 'importlib',
)


@pytest.mark.state('R-GIT-13')
@pytest.mark.parametrize('argv', [['check', '--format', 'html'], ['check', '--all'], ['scan'], ['resolve', 'GUIDE.md']])
def test_no_module_of_the_repository_is_imported(full: Repo, tripwire: Tripwire, argv: list[str]) -> None:
    for name in MODULES:
        full.write(f'{name}.py', f'import os; os.system("{tripwire}")\n')
        full.write(f'{name}/__init__.py', f'import os; os.system("{tripwire}")\n')
    result = script(*argv)
    assert result.status == (1 if argv[0] == 'check' else 0)
    assert tripwire.ran == ''


# ---- objects that are not here

@pytest.mark.state('R-OWN-08')
def test_a_missing_object_is_no_reason_to_run_a_program(
    full: Repo, run: Run, tripwire: Tripwire, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A promisor remote would be asked by a program of the remote's choice."""
    configure(full, {
        'core.repositoryFormatVersion': 1, 'extensions.partialClone': 'origin', 'remote.origin.promisor': 'true',
        'remote.origin.url': f'ext::{tripwire}', 'protocol.ext.allow': 'always', 'core.sshCommand': tripwire,
        'remote.origin.uploadpack': tripwire, 'remote.origin.vcs': 'ext', 'fetch.fsckObjects': 'false',
    })
    monkeypatch.setenv('GIT_ALLOW_PROTOCOL', 'ext:file:ssh')
    monkeypatch.setenv('GIT_SSH_COMMAND', str(tripwire))
    monkeypatch.setenv('GIT_NO_LAZY_FETCH', '0')
    for name in (':GUIDE.md', 'HEAD~1:docs/LOG.md'):
        oid = full.git('rev-parse', name).decode().strip()
        (full.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    results = everything(full, run)
    assert [result.status for result in results[:6]] == [2] * 6
    assert not any('Traceback' in result.err or result.status == 3 for result in results)
    assert tripwire.ran == ''


# ---- what only a hand can have put there

def merging(repo: Repo) -> None:
    repo.commit_pair()
    repo.commit_pair('README.md')
    repo.put('GUIDE.md', 'two\n')
    repo.put('README.md', 'two\n')


def a_folder(path: Path) -> None:
    path.mkdir()


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to('/dev/zero')


def an_option(path: Path) -> None:
    path.write_text('--output=RAN\n')


def no_text(path: Path) -> None:
    path.write_bytes(b'\xff\xfe\0' * 9999)


@pytest.mark.measured
@pytest.mark.state('R-OWN-09')
@pytest.mark.parametrize('make', [a_folder, a_pipe, a_device, an_option, no_text], ids=lambda make: make.__name__)
@pytest.mark.parametrize('name', ['MERGE_HEAD', 'SQUASH_MSG'])
def test_a_file_of_git_that_is_none(repo: Repo, name: str, make: Callable[[Path], None]) -> None:
    """What is being merged is asked of MERGE_HEAD, and cannot be told without it; the other one is for a remark."""
    merging(repo)
    make(repo.path / '.git' / name)
    result = script('check', '--staged')
    assert result.status == (1 if name == 'SQUASH_MSG' else 2)
    assert 'GUIDE.md and docs/GUIDE.md ' in result.out
    assert ('MERGE_HEAD: ' in result.err) is (result.status == 2)
    assert acting(result.out + result.err) == []
    assert not (repo.path / 'RAN').exists()


@pytest.mark.state('R-OWN-10')
def test_a_tree_that_names_a_path_twice(repo: Repo, run: Run) -> None:
    """A checkout takes the last of them, `git show COMMIT:PATH` the first."""
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    one, two, docs = repo.git('rev-parse', ':GUIDE.md', ':docs/GUIDE.md', f'{repo.commit()}:docs').decode().split()
    entries = (('100644 GUIDE.md', one), ('100644 GUIDE.md', two), ('40000 docs', docs))
    tree = b''.join(b'%s\0%s' % (name.encode(), bytes.fromhex(oid)) for name, oid in entries)
    (repo.path / '.git/tree').write_bytes(tree)
    oid = repo.git('hash-object', '-t', 'tree', '-w', '--literally', '.git/tree').decode().strip()
    commit = repo.git('commit-tree', '-m', 'x', oid).decode().strip()
    assert repo.git('show', f'{commit}:GUIDE.md') == b'one\n'
    result = run('check', '--rev', commit)
    assert (result.status, result.out) == (2, '')
    assert result.err == 'sot-guard: git ls-tree: GUIDE.md is in a tree twice; run git fsck\n'


@pytest.mark.state('R-OWN-12')
@pytest.mark.parametrize('kind', ['a FIFO', 'a link', 'a folder'])
def test_a_summary_that_is_no_file_keeps_nobody(repo: Repo, tmp_path: Path, kind: str) -> None:
    summary = tmp_path / 'summary'
    if kind == 'a FIFO':
        os.mkfifo(summary)
    elif kind == 'a folder':
        summary.mkdir()
    else:
        summary.symlink_to(tmp_path / 'elsewhere')
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    result = script('check', '--staged', GITHUB_STEP_SUMMARY=str(summary))
    assert (result.status, f'sot-guard: {summary}: ' in result.err) == (1, True)
    assert not (tmp_path / 'elsewhere').exists()


# ---- a stranger's configuration of sot-guard

@pytest.mark.state('R-GIT-20', 'R-OWN-11')
@pytest.mark.parametrize(
    'text', [
        pytest.param(b'docs-dir = "../outside"\n', id='above'),
        pytest.param(b'docs-dir = "/etc"\n', id='absolute'),
        pytest.param(b'docs-dir = ".git"\n', id='of git'),
        pytest.param(b'roots = ["x/../.."]\n', id='up and down'),
        pytest.param(b'[[pair]]\nsource = "/etc/passwd"\ncopies = ["GUIDE.md"]\n', id='a pair with a secret'),
        pytest.param(b'command = "touch RAN"\n', id='a command'),
        pytest.param(b'"\\u001b[2J::error::x" = 1\n', id='a key that acts'),
        pytest.param(b'compare = "\\r::error::x ##[error]y"\n', id='a value that acts'),
        pytest.param(b'docs-dir = "a\\u0000b"\n', id='an escaped NUL'),
        pytest.param(b'docs-dir = "a\0b"\n', id='a NUL'),
        pytest.param(b'include = ["\xff"]\n', id='not UTF-8'),
        pytest.param(b'\xef\xbb\xbfinclude = 1\n', id='a BOM'),
        pytest.param(b'x = ' + b'9' * 9999 + b'\n', id='a number of 9,999 digits'),
        pytest.param(b'x = 9999-99-99\n', id='no date'),
        pytest.param(b'x = ' + b'[' * 9999 + b'\n', id='deep lists'),
        pytest.param(b'x = ' + b'{a=' * 9999 + b'\n', id='deep tables'),
        pytest.param(b'a.' * 9999 + b'a = 1\n', id='a deep key'),
        pytest.param(b''.join(b'a%d = 1\n' % number for number in range(9999)), id='many keys'),
        pytest.param(b'include = [' + b'"' + b'*a' * 5000 + b'b", 1]\n', id='many wildcards'),
        pytest.param(b'docs-dir = "docs\r::error::x"\r\n', id='a lone CR'),
    ],
)
@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_a_configuration_that_cannot_be_meant_is_said_and_no_more(repo: Repo, file: str, text: bytes) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    if file == 'pyproject.toml':
        text = b'[tool.sot-guard]\n' + text.replace(b'[[pair]]', b'[[tool.sot-guard.pair]]')
    repo.put(file, text)
    result = script('check', '--staged')
    assert (result.status, result.out, acting(result.err)) == (2, '', [])
    assert 0 < len(result.err.splitlines()) <= 30
    assert all(line.startswith((f'sot-guard: {file}: ', 'sot-guard: and ')) for line in result.err.splitlines())


@pytest.mark.state('R-GIT-20')
def test_what_a_configuration_says_does_not_act(repo: Repo, run: Run) -> None:
    """Globs, paths and reasons are printed by many ways: as data, and inert."""
    evil = r'\u001b[2J\u202e\n::error::x ##[error]y'
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.put_pair('MEANT.md', 'one\n', 'two\n')
    ids = repo.git('rev-parse', ':docs/MEANT.md', ':MEANT.md').decode().split()
    repo.put('.sot-guard.toml', (
        f'docs-dir = "docs"\nroots = ["a{evil}"]\ninclude = ["x{evil}"]\nexclude = ["y{evil}"]\n'
        f'canonical = ["z{evil}"]\n[[pair]]\nsource = "s{evil}"\ncopies = ["::error::t{evil}"]\n'
        f'[[accept]]\npath = "MEANT.md"\nsource-id = "{ids[0]}"\ncopy-id = "{ids[1]}"\nreason = "::r{evil}"\n'
        f'[[accept]]\npath = "::gone{evil}"\nsource-id = "{ids[0]}"\ncopy-id = "{ids[1]}"\nreason = "x"\n'
    ))
    results = [run('check', '--verbose', '--format', name) for name in FORMATS]
    results += [
        run(*argv) for argv in (
            ['check', '--show-rule'], ['check', '--explain', 'GUIDE.md'], ['scan'], ['scan', '--format', 'toml'],
            ['check', '--explain', '::error::t\x1b[2J\u202e\n::error::x ##[error]y'], ['resolve', 'GUIDE.md'],
        )
    ]
    assert [result.status for result in results] == [2] * 6 + [0] * 5 + [2]
    # the format for a runner has annotations of ours
    found = {line for result in results for line in acting(result.out + result.err)}
    assert [line.partition(' and')[0][:60] for line in sorted(found)] == [
        '::error file=docs/GUIDE.md,line=1,title=sot-guard::GUIDE.md',
        '::error title=sot-guard::.sot-guard.toml: pair[0]: ::error::',
    ]
