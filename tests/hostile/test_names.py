"""Whatever a file is called, it is judged as any other, its name does not act, and printed commands mean it alone."""
from __future__ import annotations

import base64
import os
import re
import subprocess
from pathlib import Path

import pytest

from sot_guard.escaping import is_plain
from sot_guard.fastpath.entry import is_certainly_fine
from sot_guard.report.formats import FORMATS
from tests.support.hostile import acting
from tests.support.hostile import script
from tests.support.repo import Repo
from tests.support.repo import Run

SHELL_NAMES = [
    'a b.md', "it's.md", '"q".md', '$(touch RAN).md', '`touch RAN`.md', ';touch RAN;.md', '&touch RAN&.md',
    '|touch RAN|.md', '>RAN.md', '*.md', '?????.md', '[o]ther.md', '{other,x}.md', '~.md', '!!.md', '#x.md', '%s.md',
    '@f.md', 'a\\b.md', '=ls.md', '-n.md', '--output=RAN.md', ' .md', '\xa0.md', 'é.md', '\u65e5\u672c.md',
    '::error::x.md', '\u3000::error::x.md',
]
PATHSPEC_NAMES = [
    ':(top)other.md', ':!other.md', ':^other.md', ':(exclude)other.md', ':(glob)*.md',
    ':(attr:x)y.md', '!(other).md',
]
ACTING_NAMES = [
    b'a\tb.md', b'a\nb.md', b'a\rb.md', b'\x1b[2J.md', b'\x7f\x08.md', '\u202emd.txt'.encode(), '\u2028.md'.encode(),
    '\x85x.md'.encode(), '\u200b.md'.encode(), b'\n::error::x.md', b'##[error]x.md', b'##vso[task.x]y.md',
    b'x\nsot-guard: commit refused: 1 pair differs.md',
]
REVISION_NAMES = [
    ':1:other.md', 'HEAD:other.md', ':other.md', '1:other.md', 'HEAD', 'main', '@{-1}.md', 'HEAD^{tree}', '^HEAD',
    'HEAD~1.md', ':',
]
BYTE_NAMES = [b'\xff.md', b'caf\xe9.md', b'\xed\xa0\x80.md', b'\xc3\x28 ##[error].md']


def differing(repo: Repo, name: str | bytes) -> None:
    """A pair of this name that differs, beside one that is fine; all names are guarded."""
    raw = os.fsencode(name)
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    repo.put_pair('other.md', 'other\n', 'other\n')
    repo.put(raw, 'one\n')
    repo.put(b'docs/' + raw, 'two\n')


def printed(run: Run, purpose: str, *argv: str) -> list[str]:
    """The commands for a purpose, but for those of this program and those that make other files."""
    (finding,) = run('check', '--format', 'json', *argv).json['findings']
    lines = [command['command'] for command in finding['commands'] if command['purpose'] == purpose]
    return [line for line in lines if line.startswith(('cp ', 'git '))]


@pytest.mark.parametrize(
    'name', [
        *(pytest.param(name, marks=pytest.mark.state('R-NAME-01', 'R-OUT-24')) for name in SHELL_NAMES),
        *(pytest.param(name, marks=pytest.mark.state('R-NAME-12', 'R-OUT-24')) for name in PATHSPEC_NAMES),
        *(pytest.param(name, marks=pytest.mark.state('R-NAME-01b')) for name in REVISION_NAMES),
    ], ids=ascii,
)
def test_a_name_means_its_file_to_us_and_to_a_shell(repo: Repo, run: Run, tmp_path: Path, name: str) -> None:
    differing(repo, name)
    assert run.findings(f'./{name}') == run.findings('--staged') == {name: 'divergent'}
    assert not is_certainly_fine(['check', '--staged', name], dict(os.environ))
    result = run('check', '--', name)
    assert (result.status, acting(result.out + result.err)) == (1, [])
    commands = printed(run, 'cure', '--', name)
    assert [command.split()[0] for command in commands] == ['cp', 'cp', 'git']
    for number, command in enumerate(commands):
        copy = Repo(tmp_path / str(number))
        subprocess.run(('cp', '-R', repo.path, copy.path), check=True)
        subprocess.run(command, shell=True, cwd=copy.path, capture_output=True, check=True)
        # the two are one, or the root copy is gone; nothing else was touched or made
        entries = copy.git('ls-files', '-s', '-z').split(b'\0')[:-1]
        assert len({entry.split()[1] for entry in entries}) == 3
        assert sorted(path.name for path in copy.path.iterdir() if path.name != name) == [
            '.git', '.sot-guard.toml', 'docs', 'other.md',
        ]
        assert sorted(path.name for path in (copy.path / 'docs').iterdir()) == sorted(('other.md', name))
        assert copy.git('status', '--porcelain', '--', ':(top,literal)other.md') == b'A  other.md\n'
    looks = printed(run, 'look', '--', name)
    for command in looks:
        shown = subprocess.run(command, shell=True, cwd=repo.path, capture_output=True, check=False)
        assert (shown.stderr, b'-one\n+two\n' in shown.stdout) == (b'', True)
    assert len(looks) == 2


@pytest.mark.parametrize(
    'name', [
        *(pytest.param(name, marks=pytest.mark.state('R-NAME-01', 'R-OUT-06')) for name in ACTING_NAMES),
        *(pytest.param(name, marks=pytest.mark.state('R-NAME-02')) for name in BYTE_NAMES),
    ], ids=ascii,
)
def test_a_name_that_cannot_be_printed_is_judged_and_gets_no_command(repo: Repo, run: Run, name: bytes) -> None:
    differing(repo, name)
    given = os.fsdecode(name)
    assert not is_plain(name)
    result = run('check', '--staged', '--', given)
    assert (result.status, acting(result.out + result.err)) == (1, [])
    assert printed(run, 'cure', '--staged', '--', given) == []
    (finding,) = run('check', given, '--format', 'json').json['findings']
    if 'root_path_base64' in finding:
        assert base64.b64decode(finding['root_path_base64']) == name
    else:
        assert finding['root_path'] == given
    # both sides are the same: nothing to say, by the fast path too
    repo.put(b'docs/' + name, 'one\n')
    assert script('check', '--staged', name) == (0, '', '')


@pytest.mark.state('R-NAME-01', 'R-NAME-02', 'R-OUT-06')
def test_no_name_acts_in_any_output(repo: Repo, run: Run) -> None:
    names = [*map(os.fsencode, ACTING_NAMES), *BYTE_NAMES, *map(os.fsencode, PATHSPEC_NAMES), b'::error::x.md']
    repo.write('.sot-guard.toml', 'include = ["*"]\n')
    for name in names:
        repo.write(name, 'one\n')
        repo.write(b'docs/' + name, 'two\n')
    repo.git('add', '-A')
    argvs = [['check', '--staged', '--verbose', '--format', name] for name in FORMATS]
    argvs += [['check', '--explain', os.fsdecode(name)] for name in names[::4]]
    argvs += [['scan'], ['scan', '--format', 'toml'], ['scan', '--format', 'json']]
    argvs += [['resolve', '--dry-run', '--keep', 'docs', '--lose-unique', '--', *map(os.fsdecode, names[::4])]]
    for argv in argvs:
        result = run(*argv)
        # the format for a runner has annotations of ours
        allowed = '::error ' if argv[-1] == 'github' else '\n'
        found = [line for line in acting(result.out + result.err) if not line.startswith(allowed)]
        assert (result.status, found) == (int('--staged' in argv), [])


@pytest.mark.state('R-NAME-12')
@pytest.mark.parametrize('name', [':(top)other.md', ':(attr:x)y.md', ':(exclude)*', '[o]ther.md'])
def test_git_is_asked_about_a_name_and_no_pattern(repo: Repo, run: Run, name: str) -> None:
    """For its history, and for whether git looks at it on disk."""
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    repo.put_pair('other.md', 'x\n', 'x\n')
    repo.commit_pair(name)
    repo.put('other.md', 'y\n')
    repo.put('docs/other.md', 'y\n')
    split = repo.commit()
    repo.put(name, 'two\n')
    repo.commit()
    out = run('check', '--verbose', f'./{name}').out
    assert split[:12] not in out
    assert f'{name}: changed by 1 commit since, last by ' in out
    repo.git('--literal-pathspecs', 'update-index', '--skip-worktree', '--', name)
    assert run('resolve', f'./{name}').err.startswith(f'sot-guard: {name}: has skip-worktree or assume-unchanged set')


@pytest.mark.state('R-NAME-04')
@pytest.mark.parametrize(
    'names', [
        ['./GUIDE.md'], ['nothing/../GUIDE.md'], ['docs/../GUIDE.md'], ['.//docs/./GUIDE.md'],
        ['GUIDE.md', 'GUIDE.md', './GUIDE.md', 'docs/GUIDE.md'],
    ], ids=' '.join,
)
def test_spellings_of_one_name(repo: Repo, run: Run, names: list[str]) -> None:
    repo.commit_pair()
    assert script('check', '--staged', *names) == (0, '', '')
    repo.put('GUIDE.md', 'two\n')
    expected = run('check', 'GUIDE.md')
    assert expected.status == 1
    assert run('check', *names) == expected
    assert run.findings('--staged', *names) == {'GUIDE.md': 'divergent'}


@pytest.mark.state('R-NAME-05', 'R-NAME-06', 'R-NAME-08')
def test_names_outside_are_not_opened(repo: Repo, run: Run, tmp_path: Path) -> None:
    """Neither by name nor by a name that leads back in; a FIFO would keep whoever opens it."""
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    os.mkfifo(tmp_path / 'fifo')
    os.mkfifo(repo.path / '.git/fifo')
    outside = ['../fifo', str(tmp_path / 'fifo'), '.git/fifo', f'{repo.path}/.git/fifo', 'x/../../fifo', '/dev/zero']
    result = script('check', *outside)
    assert (result.status, result.out) == (0, '')
    assert result.err == ''.join(f'sot-guard: {name}: is outside the work tree; ignored\n' for name in outside)
    # the same way round the top level leads in again
    assert run.findings(f'../{repo.path.name}/GUIDE.md') == run.findings(str(repo.path / 'GUIDE.md')) == {
        'GUIDE.md': 'divergent',
    }


@pytest.mark.state('R-NAME-13')
def test_a_path_of_3600_bytes(repo: Repo) -> None:
    oids = []
    for content in (b'one\n', b'two\n'):
        (repo.path / '.git/content').write_bytes(content)
        oids.append(repo.git('hash-object', '-w', '.git/content').decode().strip())
    path = f'{"d" * 199}/' * 17 + 'n' * 200
    assert len(path) == 3600
    lines = f'100644 {oids[0]}\t{path}\n100644 {oids[1]}\tdocs/{path}\n100644 {oids[1]}\tdocs/a.md\n'
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)
    assert script('check', '--staged', path, f'docs/{path}') == (0, '', '')
    repo.put('.sot-guard.toml', f'[[pair]]\nsource = "docs/a.md"\ncopies = ["{path}", "docs/{path}"]\n')
    result = script('check', '--staged', path)
    assert result.status == 1
    assert result.out.startswith(f'{path} and docs/a.md ')
    assert result.out.endswith('\nsot-guard: commit refused: 1 pair differs.\n')


def test_a_name_of_255_bytes_leaves_no_room_for_another(repo: Repo, run: Run) -> None:
    """What resolve puts beside a file has a name of its own; in an archive its name is cut."""
    name = 'n' * 252 + '.md'
    repo.commit_pair(name, 'one\n')
    repo.put_pair(name, 'two\n', 'three\n')
    assert run.findings() == {name: 'divergent'}
    result = run('resolve', '--archive', 'old', name)
    assert (result.status, result.err) == (0, '')
    place, = (repo.path / 'old').iterdir()
    assert (place.read_bytes(), len(place.name), (repo.path / name).exists()) == (b'two\n', 255, False)
    repo.git('checkout', '-q', '--', name)
    assert run('resolve', name).status == 1
    file, = (repo.path / '.git/sot-guard').glob('*/*')
    assert file.name == name
    assert run('resolve', '--keep', 'docs', '--lose-unique', name).status == 0
    assert repo.read(name) == b'three\n'


# ---- names that are made for git, or for us

@pytest.mark.state('R-OWN-01')
@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_a_name_that_ends_like_the_entry_of_the_configuration_hides_none(repo: Repo, file: str) -> None:
    """`git ls-files -s` ends the entry of this name as it ends that of the file itself, and lists it before."""
    repo.commit_pair()
    repo.put(file, '[tool.sot-guard]\nduplicates = "forbid"\n'[17 * (file != 'pyproject.toml'):])
    assert script('check', '--all').status == 1
    repo.put(f'! 0\t{file}', 'x')
    assert repo.git('ls-files', '-z').startswith(b'! 0\t')
    assert script('check', '--all').status == 1


@pytest.mark.state('R-OWN-02')
@pytest.mark.parametrize('of', [':GUIDE.md', ':docs/GUIDE.md', 'HEAD', 'HEAD~1', 'HEAD~1^', 'empty tree'])
def test_a_file_that_is_named_like_an_object_hides_nothing(repo: Repo, run: Run, of: str) -> None:
    """git takes an argument for a file where there is one of that name, and refuses to choose."""
    repo.put('old.md', '# A\n\none\n\ntwo\n\nthree\n')
    repo.commit()
    repo.git('mv', 'old.md', 'GUIDE.md')
    repo.put('docs/GUIDE.md', 'x\n')
    repo.commit()
    repo.put('x', 'x')
    repo.commit()
    expected = run('check')
    assert (expected.status, '| -one\n' in expected.out) == (1, True)
    if of == 'empty tree':
        name = repo.git('hash-object', '-t', 'tree', '/dev/null').decode().strip()
    else:
        name = repo.git('rev-parse', of.removesuffix('^')).decode().strip() + '^' * of.endswith('^')
    repo.write(name, 'x\n')
    assert run('check') == expected


@pytest.mark.state('R-OWN-03')
@pytest.mark.parametrize('branch', ['-f', '--detach', '-', '--orphan=x'])
def test_a_branch_that_is_named_like_an_option_is_in_no_command(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, branch: str,
) -> None:
    """`git switch -f` would throw away what is not committed."""
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    repo.git('update-ref', f'refs/heads/{branch}', repo.commit())
    repo.git('reset', '-q', '--hard', 'HEAD~1')
    for name, value in (('', '1'), ('_LOCAL_BRANCH', f'refs/heads/{branch}'), ('_REMOTE_NAME', 'origin')):
        monkeypatch.setenv(f'PRE_COMMIT{name}', value)
    result = run('check', '--all')
    # the commit is switched to by its id
    assert (result.status, re.findall(r'git switch (.*?)[0-9a-f]{7,40}\b', result.out)) == (1, ['--detach '] * 2)
    assert result.out.count('git switch') == 2
    assert '    cp GUIDE.md docs/GUIDE.md && git add GUIDE.md docs/GUIDE.md &&\n    git commit -m ' in result.out


@pytest.mark.state('R-OWN-04')
@pytest.mark.parametrize('name', ['::error::x.md', ' ::error::x.md', '\u3000::error::x.md', '\xa0::error::x.md'])
def test_no_line_begins_with_a_name_that_is_a_command(repo: Repo, run: Run, name: str) -> None:
    repo.commit_pair(name, '# A\n\none\n')
    repo.put_pair(name, '# A\n\nONE\n', '# A\n\neins\n')
    for argv in (
        ['resolve', '--conflict-markers', '--dry-run', name], ['resolve', '--keep', 'docs', '--lose-unique', name],
        ['resolve', '--archive', '::x', '--dry-run', name], ['check', '--explain', name], ['resolve', name],
        ['accept', name, '--reason', '::error::x'], ['accept', name, '--reason', '::error::x'],
        ['check', '--verbose'], ['check', '--staged', '::warning::x'],
    ):
        result = run(*argv)
        assert (acting(result.out + result.err), 'rror::x.md' in result.out + result.err) == ([], True)
        repo.git('checkout', '-q', '.')
