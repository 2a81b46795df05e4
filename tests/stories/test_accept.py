from __future__ import annotations

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


def divergent(repo: Repo, name: str = 'GUIDE.md') -> None:
    repo.put_pair(name, 'one\n', 'two\n')


@pytest.mark.parametrize('path', ['GUIDE.md', 'docs/GUIDE.md'])
@pytest.mark.parametrize(
    ('file', 'before', 'after'), [
        ('.sot-guard.toml', None, '[[accept]]\n{}'),
        ('.sot-guard.toml', '', '[[accept]]\n{}'),
        ('.sot-guard.toml', 'compare = "text"', 'compare = "text"\n\n[[accept]]\n{}'),
        ('pyproject.toml', '[project]\nname = "x"\n', None),
        ('pyproject.toml', '[tool.sot-guard]\n', '[tool.sot-guard]\n\n[[tool.sot-guard.accept]]\n{}'),
        ('pyproject.toml', '[tool.sot-guard]\r\n', '[tool.sot-guard]\r\n\r\n[[tool.sot-guard.accept]]\r\n{}'),
    ],
)
def test_an_entry_is_appended_once(
    repo: Repo, run: Run, file: str, before: str | None, after: str | None, path: str,
) -> None:
    divergent(repo)
    if before is not None:
        repo.put(file, before)
    done = run('accept', path, '--reason', 'on  purpose\n"for now"')
    place = file if after is not None else '.sot-guard.toml'
    assert done == (
        0, f'GUIDE.md and docs/GUIDE.md: accepted as staged now\nwrote {place}\n'
        f'Stage and commit:\n  git add {place}\n', '',
    )
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in ('docs/GUIDE.md', 'GUIDE.md')]
    entry = (
        f'path = "GUIDE.md"\nsource-id = "{ids[0]}"\ncopy-id = "{ids[1]}"\nreason = "on purpose \\"for now\\""\n'
    )
    text = (after or '[[accept]]\n{}').format(entry.replace('\n', '\r\n') if '\r' in (after or '') else entry)
    assert repo.read(place).decode() == text
    again = run('accept', path, '--reason', 'another')
    assert again == (0, f'GUIDE.md and docs/GUIDE.md: accepted already in {place}\nNothing was written\n', '')
    assert repo.read(place).decode() == text
    repo.git('add', place)
    assert run.findings('--all') == {'GUIDE.md': 'accepted'}
    # new drift is no part of it
    repo.put('GUIDE.md', 'three\n')
    assert run.findings('--all') == {'GUIDE.md': 'divergent'}
    assert 'accept[0] (GUIDE.md, ' in run('check', '--all').err
    assert run('accept', path, '--reason', 'again').status == 0
    assert repo.read(place).decode().count('[[') == 1  # in the place of the stale one
    repo.git('add', place)
    assert run.findings('--all') == {'GUIDE.md': 'accepted'}
    assert run('check', '--all') == (0, '', '')


STALE = f"source-id = '{'1' * 40}' # older\ncopy-id = '{'2' * 40}'\nreason = 'x'\n"
INLINE = '{' + f'path = "NOTES.md", source-id = "{"1" * 40}", copy-id = "{"2" * 40}", reason = "y"' + '}'


def test_a_stale_entry_is_replaced_however_it_is_spelled(repo: Repo, run: Run) -> None:
    divergent(repo)
    text = f"# ours\n[[accept]]\npath = 'GUIDE.md'\n{STALE}\n[[pair]] # theirs\nsource = 'a'\ncopies = ['b']\n"
    repo.put('.sot-guard.toml', text)
    assert run('accept', 'GUIDE.md', '--reason', 'again').status == 0
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in ('docs/GUIDE.md', 'GUIDE.md')]
    new = text.replace(f"'{'1' * 40}'", f'"{ids[0]}"').replace(f"'{'2' * 40}'", f'"{ids[1]}"').replace("'x'", '"again"')
    assert repo.read('.sot-guard.toml').decode() == new


@pytest.mark.parametrize(('file', 'before'), [
    ('.sot-guard.toml', 'accept = []\n'),
    ('.sot-guard.toml', f'accept = [\n  {INLINE}, # why\n]\n[[pair]]\nsource = "a"\n'),
    ('pyproject.toml', f'[tool.sot-guard]\naccept = [{INLINE}]\n[tool.x]\n'),
    ('pyproject.toml', f'[tool.x]\n[project]\nname = "x"\n[tool.sot-guard]\naccept = [{INLINE}]\n[tool.y]\n'),
])
def test_a_list_of_entries_grows_in_its_place(repo: Repo, run: Run, file: str, before: str) -> None:
    divergent(repo)
    repo.put(file, before.replace('source = "a"', 'source = "a"\ncopies = ["b"]'))
    assert run('accept', 'GUIDE.md', '--reason', 'again').status == 0
    text = repo.read(file).decode()
    assert text.count('path = ') == 1 + before.count(INLINE) and text.count(INLINE) == before.count(INLINE)
    repo.git('add', file)
    assert run.findings('--all') == {'GUIDE.md': 'accepted'}
    repo.put('GUIDE.md', 'three\n')
    assert run('accept', 'GUIDE.md', '--reason', 'and again').status == 0
    assert repo.read(file).decode().count('path = ') == 1 + before.count(INLINE)


def test_what_cannot_be_edited_is_left_alone(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    divergent(repo)
    before = f"[[accept]]\npath = 'GUIDE.md'\n{STALE}"
    repo.put('.sot-guard.toml', before)

    def refuse(_: str) -> None:
        raise RecursionError('too deep')
    monkeypatch.setattr('tomlkit.parse', refuse)
    told = '.sot-guard.toml: GUIDE.md cannot be added to it; add the entry by hand'
    assert run('accept', 'GUIDE.md', '--reason', 'again') == (2, '', f'sot-guard: {told}\n')
    assert repo.read('.sot-guard.toml').decode() == before


def test_a_link_that_leads_elsewhere_can_be_meant(repo: Repo, run: Run) -> None:
    repo.put('docs/GUIDE.md', 'one\n')
    repo.link('GUIDE.md', 'other.md')
    repo.git('add', '-A')
    assert run('accept', 'GUIDE.md', '--reason', 'x').status == 0
    repo.git('add', '-A')
    assert run.findings('--all') == {'GUIDE.md': 'accepted'}


@pytest.mark.parametrize(
    ('files', 'path', 'error'), [
        ({}, 'x', 'x: is not part of any pair of tracked files; try check --explain'),
        ({}, '../x', "'../x' is outside the work tree"),
        ({'docs/GUIDE.md': 'one\n'}, 'GUIDE.md', 'GUIDE.md and docs/GUIDE.md are identical; nothing to accept'),
        (
            {'pyproject.toml': '[tool]\nsot-guard = {compare = "text"}\n'}, 'GUIDE.md',
            'pyproject.toml: adding the entry',
        ),
        ({'.sot-guard.toml': '', 'pyproject.toml': '[tool.sot-guard]\n'}, 'GUIDE.md', '.sot-guard.toml: pyproject.toml '
         'has a [tool.sot-guard] too; keep one of the files'),
    ],
)
def test_what_cannot_be_accepted(repo: Repo, run: Run, files: dict[str, str], path: str, error: str) -> None:
    divergent(repo)
    for name, content in files.items():
        repo.put(name, content)
    before = repo.git('status', '--porcelain')
    result = run('accept', path, '--reason', 'x')
    assert (result.status, result.out) == (2, '')
    assert result.err.startswith(f'sot-guard: {error}')
    assert repo.git('status', '--porcelain') == before


def test_a_configuration_that_git_ignores_is_none(repo: Repo, run: Run) -> None:
    divergent(repo)
    repo.write('.gitignore', '.sot*\n')
    assert '.sot-guard.toml: is ignored by git' in run('accept', 'GUIDE.md', '--reason', 'x').err


def test_only_on_disk(repo: Repo, run: Run) -> None:
    """What is on disk is written to, whatever of it is staged."""
    divergent(repo)
    repo.write('.sot-guard.toml', '')
    repo.write('pyproject.toml', '[tool.sot-guard]\n')
    assert 'keep one of the files' in run('accept', 'GUIDE.md', '--reason', 'x').err
    (repo.path / 'pyproject.toml').unlink()
    repo.write('.sot-guard.toml', 'wrong = 1\n')
    assert 'wrong: no such key' in run('accept', 'GUIDE.md', '--reason', 'x').err
    repo.link('.sot-guard.toml', 'elsewhere')
    error = 'is not a regular file of at most 262,144 bytes; add the entry by hand'
    assert run('accept', 'GUIDE.md', '--reason', 'x').err == f'sot-guard: .sot-guard.toml: {error}\n'


def test_the_copy_has_to_be_clear(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a"\ncopies = ["b", "c"]\n')
    repo.stage(a='1\n', b='2\n', c='3\n')
    assert run('accept', 'a', '--reason', 'x').err == (
        'sot-guard: a: has 2 copies; name one of them (b, c)\n'
    )
    assert run('accept', 'b', '--reason', 'x').status == 0
    repo.git('add', '-A')
    assert run.findings('--all') == {'b': 'accepted', 'c': 'divergent'}


def test_a_reason_is_asked_for(repo: Repo, run: Run) -> None:
    divergent(repo)
    assert 'the following arguments are required: --reason' in run('accept', 'GUIDE.md').err
    assert run('accept', 'GUIDE.md', '--reason', ' ').err.startswith('sot-guard: accept: --reason is empty or ')


@pytest.mark.parametrize('name', ['-n.md', "a'b\".md", 'é.md'])
def test_strange_names(repo: Repo, run: Run, name: str) -> None:
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    divergent(repo, name)
    assert run('accept', '--reason', 'x', '--', name).status == 0
    repo.git('add', '-A')
    assert run.findings('--all') == {name: 'accepted'}


def test_a_name_that_toml_cannot_hold(repo: Repo, run: Run) -> None:
    divergent(repo, 'caf\udce9.md')
    assert run('accept', 'caf\udce9.md', '--reason', 'x').err == (
        'sot-guard: .sot-guard.toml: caf\\xe9.md cannot be added to it; add the entry by hand\n'
    )


def test_from_a_subdirectory(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    divergent(repo)
    monkeypatch.chdir(repo.path / 'docs')
    assert '\n  git add ../.sot-guard.toml\n' in run('accept', 'GUIDE.md', '--reason', 'x').out
    assert (repo.path / '.sot-guard.toml').exists()


# ---- several at once

def test_all_that_is_refused_is_accepted_at_once(repo: Repo, run: Run) -> None:
    for name in ('A.md', 'C.md', 'left.md'):
        repo.put_pair(name, 'one\n', 'two\n')
    repo.put_pair('SAME.md', 'one\n', 'one\n')
    repo.put_pair('README.md', 'one\n', 'two\n')
    repo.put_pair('POINTER.md', 'See [it](docs/POINTER.md)\n', 'two\n')
    repo.put('docs/B.md', 'two\n')
    repo.link('B.md', 'A.md')
    repo.put('.sot-guard.toml', 'exclude = ["left.md"]\n')
    repo.git('add', '-A')
    repo.commit()
    assert run('check', '--all').status == 1
    done = run('accept', '--all', '--reason', 'older than the guard')
    assert done == (
        0, ''.join(f'{name} and docs/{name}: accepted as staged now\n' for name in ('A.md', 'B.md', 'C.md'))
        + 'wrote .sot-guard.toml\nStage and commit:\n  git add .sot-guard.toml\n', '',
    )
    repo.git('add', '-A')
    assert run('check', '--all') == (0, '', '')
    assert repo.read('.sot-guard.toml').decode().count('reason = "older than the guard"\n') == 3
    assert run('accept', '--all', '--reason', 'x') == (
        0, 'no pair differs; nothing was written\n', '',
    )
    # what drifts anew is refused, and takes the place of its entry
    repo.put('C.md', 'three\n')
    repo.put_pair('D.md', 'one\n', 'two\n')
    assert run.findings('--staged') == {'C.md': 'divergent', 'D.md': 'divergent'}
    assert run('accept', '--all', '--reason', 'newer').status == 0
    repo.git('add', '-A')
    assert run('check', '--all') == (0, '', '')
    assert repo.read('.sot-guard.toml').decode().count('[[accept]]') == 4


def test_several_paths_are_accepted_together(repo: Repo, run: Run) -> None:
    for name in ('A.md', 'B.md', 'C.md'):
        repo.put_pair(name, 'one\n', 'two\n')
    assert run('accept', 'B.md', '--reason', 'x').status == 0
    repo.git('add', '-A')
    assert run('accept', 'docs/A.md', 'A.md', 'B.md', '--reason', 'y').out.startswith(
        'A.md and docs/A.md: accepted as staged now\nB.md and docs/B.md: accepted already in .sot-guard.toml\n'
        'wrote .sot-guard.toml\n',
    )
    repo.git('add', '-A')
    assert run.findings('--all') == {'A.md': 'accepted', 'B.md': 'accepted', 'C.md': 'divergent'}


@pytest.mark.parametrize('argv', [[], ['--all', 'GUIDE.md']])
def test_either_paths_or_all(repo: Repo, run: Run, argv: list[str]) -> None:
    divergent(repo)
    done = run('accept', *argv, '--reason', 'x')
    told = 'accept: no path given; name one or more paths, or use --all; see sot-guard accept --help'
    assert done == (2, '', f'sot-guard: {told}\n')
    assert not (repo.path / '.sot-guard.toml').exists()


def test_a_name_that_toml_cannot_hold_is_told_among_many(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', 'one\n', 'two\n')
    repo.put(b'caf\xe9.md', 'one\n')
    repo.put(b'docs/caf\xe9.md', 'two\n')
    done = run('accept', '--all', '--reason', 'x')
    told = '.sot-guard.toml: caf\\xe9.md cannot be added to it; add the entry by hand'
    assert done == (2, '', f'sot-guard: {told}\n')
