"""The fast path where the configuration has folders and globs: when it is taken, and that it never errs."""
from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.fastpath.entry import is_certainly_fine
from sot_guard.fastpath.folders import are_apart
from sot_guard.fastpath.folders import different
from sot_guard.fastpath.folders import Listed
from sot_guard.fastpath.folders import matches
from sot_guard.fastpath.rules import Rule
from sot_guard.fastpath.rules import Unclear
from tests.support.repo import Repo
from tests.support.repo import Run

FOLDERS = '[[pair]]\nsource = "s/"\ncopies = ["t/"]\n'
GLOBS = '[[pair]]\nsource = "L"\ncopies = ["p/*/L"]\n'
OVERLAP = GLOBS + '[[pair]]\nsource = "s/a"\ncopies = ["p/x/L"]\n'


def fine(*argv: str) -> bool:
    return is_certainly_fine(['check', *argv], dict(os.environ))


def trees(repo: Repo, config: str = FOLDERS) -> None:
    """Two folders that are the same, a licence in two packages, all of it committed."""
    for name in ('s/a', 't/a', 's/d/b', 't/d/b', 'L', 'p/x/L', 'p/y/L', 'p/y/other'):
        repo.write(name, 'one\n')
    repo.write('.sot-guard.toml', config)
    repo.git('add', '-A')
    repo.commit()


# ---- what is settled at once

def nothing(repo: Repo) -> None:
    pass


def both(repo: Repo) -> None:
    repo.put('s/a', 'two\n')
    repo.put('t/a', 'two\n')
    repo.put('L', 'two\n')
    repo.put('p/x/L', 'two\n')
    repo.put('p/y/L', 'two\n')


@pytest.mark.parametrize('state', [nothing, both])
@pytest.mark.parametrize('config', [
    FOLDERS, GLOBS, FOLDERS + GLOBS.replace('p/*/L', 'p/x/L'), GLOBS + 'required = true\n',
])
def test_what_is_the_same_is_settled_at_once(repo: Repo, config: str, state: Callable[[Repo], None]) -> None:
    trees(repo, config)
    state(repo)
    assert fine('--staged')
    assert fine('--all')


def test_a_folder_that_one_side_never_had_is_settled(repo: Repo) -> None:
    trees(repo)
    repo.put('s/new/deep/c', 'x\n')
    repo.commit()
    repo.put('other', 'x\n')
    assert fine('--staged')


@pytest.mark.parametrize('more', ['', 'exclude = ["differs"]\n', 'missing = "forbid"\nextra = "forbid"\n'])
def test_what_is_as_in_head_is_settled_by_it(repo: Repo, run: Run, more: str) -> None:
    trees(repo)
    repo.put('s/alone', 'x\n')
    repo.put('t/own', 'x\n')
    repo.put('s/differs', 'x\n')
    repo.put('t/differs', 'y\n')
    repo.put('.sot-guard.toml', FOLDERS + more)
    repo.commit()
    repo.put('other', 'x\n')
    assert fine('--staged')
    assert run('check', '--staged') == (0, '', '')
    assert fine('--all') is ('exclude' in more)
    assert not fine('--staged', 's/differs') or 'exclude' in more
    assert not fine('--staged', 's/alone')


# ---- what is handed over

def a_change(repo: Repo) -> None:
    repo.put('s/a', 'two\n')


def a_deletion(repo: Repo) -> None:
    repo.git('rm', '-q', 't/a')


def a_deleted_link(repo: Repo) -> None:
    repo.git('rm', '-qr', 't/d')
    repo.link('t/d', '../s/d')
    repo.git('add', '.')
    repo.commit()
    assert fine('--staged')
    repo.git('rm', '-q', 't/d')


def another_mode(repo: Repo) -> None:
    repo.git('update-index', '--chmod=+x', 't/a')


def only_intended(repo: Repo) -> None:
    repo.write('s/new')
    repo.git('add', '-N', 's/new')


def names_in_two_cases(repo: Repo) -> None:
    repo.put('s/New', 'x')
    repo.put('t/new', 'x')
    repo.commit()


def beyond_ascii(repo: Repo) -> None:
    repo.put('s/é', 'x')
    repo.commit()


def a_tab(repo: Repo) -> None:
    repo.put('s/x\ty', 'x')
    repo.put('t/x\ty', 'x')
    repo.commit()


def nothing_in_common(repo: Repo) -> None:
    repo.git('mv', 't', 'u')
    repo.put('t/z', 'x')
    repo.commit()


def only_empty(repo: Repo) -> None:
    for name in ('s/a', 't/a', 's/d/b', 't/d/b'):
        repo.put(name, '')
    repo.commit()


def unmerged(repo: Repo) -> None:
    oid = repo.git('rev-parse', ':s/a').decode().strip()
    lines = ''.join(f'100644 {oid} {stage}\ts/a\n' for stage in (1, 2, 3))
    repo.git('rm', '-q', '--cached', 's/a')
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def a_copy_beyond_ascii(repo: Repo) -> None:
    for path in ('L', 'p/é'):
        repo.put(path, 'x')
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "L"\ncopies = ["p/é"]\n')
    repo.commit()


def an_empty_file(repo: Repo) -> None:
    repo.put('s/empty', '')
    repo.put('t/empty', '')
    repo.commit()


def an_empty_file_beside_another(repo: Repo) -> None:
    an_empty_file(repo)
    repo.put('s/a', 'two\n')
    repo.commit()


def many(repo: Repo) -> None:
    for number in range(201):
        repo.write(f's/n{number}', 'x')
    repo.git('add', '.')
    repo.commit()


@pytest.mark.parametrize('state', [
    a_change, a_deletion, a_deleted_link, another_mode, only_intended, names_in_two_cases, beyond_ascii, a_tab,
    nothing_in_common, only_empty, unmerged, a_copy_beyond_ascii, an_empty_file,
    an_empty_file_beside_another, many,
])
def test_what_is_handed_over(repo: Repo, state: Callable[[Repo], None]) -> None:
    trees(repo)
    state(repo)
    assert not fine('--staged')


@pytest.mark.parametrize('config', [
    FOLDERS.replace('"t/"', '"*/"'), FOLDERS.replace('"t/"', '"."'), GLOBS.replace('*', '?'), GLOBS.replace('*', '[x]'),
    GLOBS + 'exclude = ["p/x/L"]\n', GLOBS.replace('p/', 'none/'), GLOBS + FOLDERS.replace('t/', 'p/x/'),
    GLOBS + GLOBS.replace('"L"', '"s/a"').replace('p/*/L', 'p/*/other'), FOLDERS + FOLDERS.replace('"t/"', '"t/d/"'),
    GLOBS.replace('"L"', '"M"'), FOLDERS.replace('"t/"', ', '.join(f'"c{number}/"' for number in range(21))),
])
def test_rules_that_are_handed_over(repo: Repo, config: str) -> None:
    trees(repo, config)
    assert not fine('--staged')


@pytest.mark.parametrize('state', [
    pytest.param(lambda repo: repo.git('rm', '-q', 'p/x/L'), id='a deleted match'),
    pytest.param(lambda repo: repo.put('p/z/L', 'two\n'), id='a new match'),
    pytest.param(lambda repo: repo.put('p/z/other', 'two\n'), id='a new folder'),
    pytest.param(lambda repo: unmerged_match(repo), id='an unmerged match'),
])
def test_globs_that_are_handed_over(repo: Repo, state: Callable[[Repo], None]) -> None:
    trees(repo, GLOBS + 'required = true\n')
    state(repo)
    assert not fine('--staged')
    assert not fine('--all')


@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_two_pairs_that_find_one_copy_are_noted(repo: Repo, run: Run, file: str) -> None:
    """Whenever the full program would: where everything is asked for, or the configuration is named."""
    trees(repo, OVERLAP)
    if file == 'pyproject.toml':
        repo.git('mv', '.sot-guard.toml', file)
        repo.put(file, OVERLAP.replace('pair]]', 'tool.sot-guard.pair]]'))
        repo.commit()
    for argv in (['--all'], ['--staged', file]):
        assert not fine(*argv)
        assert 'pair[0] finds p/x/L too, but pair[1] is more specific' in run('check', *argv).err
    assert fine('--staged', 'L')
    assert run('check', '--staged', 'L') == (0, '', '')


def unmerged_match(repo: Repo) -> None:
    oid = repo.git('rev-parse', ':L').decode().strip()
    repo.git('rm', '-q', '--cached', 'p/x/L')
    line = f'100644 {oid} 2\tp/x/L\n'.encode()
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=line, check=True)


def test_the_root_and_docs_are_compared_beside_a_mirrored_docs(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS.replace('s/', 'docs/'))
    for name in ('docs/GUIDE.md', 't/GUIDE.md', 'docs/d/GUIDE.md', 't/d/GUIDE.md', 'GUIDE.md'):
        repo.put(name, 'one\n')
    assert fine('--all') and fine('--staged', 'docs/GUIDE.md', 't/d/GUIDE.md', 'GUIDE.md')
    assert not fine('--staged', 't/d/none')
    repo.put('Docs/NOTES.md', 'one\n')
    repo.put('Docs/d/other.md', 'one\n')
    assert fine('--all')
    repo.put('NOTES.md', 'one\n')
    assert not fine('--all')
    assert 'NOTES.md and Docs/NOTES.md are not a pair' in run('check', '--all').err
    repo.git('rm', '-q', '-f', 'NOTES.md')
    repo.put('GUIDE.md', 'two\n')
    assert not fine('--staged')
    assert run('check', '--staged').status == 1


def test_an_accepted_file_of_a_folder(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.put('t/a', 'two\n')
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in ('s/a', 't/a')]
    accept = '[[accept]]\npath = "t/a"\nsource-id = "{}"\ncopy-id = "{}"\nreason = "x"\n'
    repo.put('.sot-guard.toml', FOLDERS + accept.format(*ids))
    repo.commit()
    assert fine('--staged')
    assert run('check', '--all') == (0, '', '')
    repo.put('.sot-guard.toml', FOLDERS + accept.format(*ids[::-1]))
    assert not fine('--staged')


# ---- a listing by itself

RULE = Rule(b's/', (b't/',))
A = b'100644 ' + b'1' * 40 + b' 0\t'


def listed(*pieces: bytes) -> Listed:
    return Listed(iter(pieces))


def test_a_listing_in_any_pieces() -> None:
    listing = b''.join(A + name + b'\0' for name in (b's/a', b's/b', b't/a', b't/b'))
    for at in range(len(listing)):
        assert different(RULE, b't/', listed(listing[:at], listing[at:])) == (set(), set())


@pytest.mark.parametrize('step', [1, 60, 300, 100_000])
def test_folders_that_are_compared_in_parts(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('sot_guard.fastpath.folders.STEP', step)
    names = [b'%s/%03d' % (folder, number) for folder in (b's', b't') for number in range(200)]
    listing = b''.join(A + name + b'\0' for name in names)
    assert different(RULE, b't/', listed(listing)) == (set(), set())
    other = A.replace(b'1' * 40, b'2' * 40)
    for number in (b'000', b'077', b'199'):
        changed = listing.replace(A + b't/' + number, other + b't/' + number)
        assert different(RULE, b't/', listed(changed)) == ({A + b's/' + number, other + b't/' + number}, set())
        for place, left in ((b't/', b's/'), (b's/', b't/')):
            without = listing.replace(A + place + number + b'\0', b'')
            assert different(RULE, b't/', listed(without)) == (set(), {A + left + number, b' 0\t' + place + number})
    more = listing.replace(A + b't/000', A + b't/-\0' + A + b't/000') + A + b't/zz\0'
    assert different(RULE, b't/', listed(more))[1] == {A + b't/-', b' 0\ts/-', A + b't/zz', b' 0\ts/zz'}


@pytest.mark.parametrize('entries', [
    pytest.param((A + b's/a', A.replace(b'0\t', b'1\t') + b's/b', A + b't/a'), id='unmerged in the source'),
    pytest.param((A + b's/a', A + b't/a', A.replace(b'0\t', b'2\t') + b't/b'), id='unmerged in the copy'),
    pytest.param([A.replace(b'0\t', b'3\t') + name for name in (b's/a', b't/a')], id='unmerged in both'),
    pytest.param((A + b's/q 0\ts/z', A + b't/q 0\tt/z'), id='names that look like entries'),
    pytest.param((A + b's/a', A + b's/q 0\ts/z', A + b't/a', A + b't/q 0\tt/z'), id='some of them'),
    pytest.param((A + b's/a', A + b't/b'), id='nothing in common'), pytest.param((), id='nothing'),
    pytest.param((A + b's/a',), id='no copy'), pytest.param((A + b't/a',), id='no source'),
])
def test_listings_that_are_left_to_the_full_program(entries: Sequence[bytes]) -> None:
    with pytest.raises(Unclear):
        different(RULE, b't/', listed(*(entry + b'\0' for entry in entries)))


def test_half_a_listing_and_a_huge_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unclear):
        listed(A + b's/a\0', A + b't/a')
    monkeypatch.setattr('sot_guard.fastpath.folders.MAX_BYTES', 10)
    with pytest.raises(Unclear):
        listed(A + b's/a\0' + A + b't/a\0')


@pytest.mark.parametrize('end', ['half of an entry', A.decode().replace('0\t', '1\t') + 'p/y/L\0'])
def test_no_listing_of_a_glob(end: str) -> None:
    def listing(_: Sequence[str]) -> Iterator[bytes]:
        return iter((A + b'p/x', b'/L\0' + end.encode()))
    with pytest.raises(Unclear):
        matches(Rule(b'L', (b'p/*/L',)), listing, lambda _: iter(()))


NAMES = (b'Docs/x', b'a', b'docs/A', b'docs/d/e/f', b'docs/d/x', b'docs/d.md', b'docs/z', b'docs0', b's/x', b's/y')


def test_what_is_outside_of_some_folders() -> None:
    listing = [A + name + b'\0' for name in sorted(NAMES)]

    def rest(*folders: bytes) -> set[bytes]:
        return {entry[len(A):] for entry in b''.join(listed(*listing).rest(folders)).split(b'\0')[:-1]}
    assert rest() == rest(b'nowhere/', b'~/') == {*NAMES}
    assert rest(b's/') == {*NAMES} - {b's/x', b's/y'}
    assert rest(b'docs/d/', b'docs/d/e/') == {*NAMES} - {b'docs/d/e/f', b'docs/d/x'}
    # the files of docs/ itself may be copies of those of the top level
    assert rest(b'docs/d/', b'docs/') == rest(b'docs/') == {*NAMES} - {b'docs/d/e/f', b'docs/d/x'}
    assert rest(b'Docs/') == {*NAMES}


def test_a_file_of_a_listing() -> None:
    listing = listed(*(A + name + b'\0' for name in sorted(NAMES)))
    assert {listing.head(name) for name in NAMES} == {A[:-3]}
    assert not any(map(listing.head, (b'', b's', b's/', b's/z', b'docs/', b'\xff')))
    assert listed(A.replace(b'0\t', b'2\t') + b'a\0').head(b'a') == b''


def test_rules_that_share_no_path() -> None:
    assert are_apart([RULE, Rule(b'x', (b'y',))])
    assert not are_apart([RULE, Rule(b'x', (b't/y',))])
    assert are_apart([Rule(b'L', (b'p/*/L',)), Rule(b'x', (b'y',))])


# ---- the property

PATHS = ('s/a', 's/B', 's/d/c', 't/a', 't/b', 't/d/c', 't/d', 'L', 'p/x/L', 'p/y/L', 'p/x/o', 'o')
# the last one leads from t/d to s/d
CONTENTS = ('', 'one\n', 'two\n', '../s/d')
CONFIGS = (
    FOLDERS, FOLDERS + 'missing = "forbid"\n', FOLDERS + 'extra = "forbid"\n', FOLDERS + 'exclude = ["c"]\n',
    FOLDERS + 'only = ["d/"]\n', GLOBS, GLOBS + 'required = true\n', FOLDERS.replace('"t/"', '"t/", "p/x/"'),
    GLOBS.replace('p/*', '**'), FOLDERS + 'under = "d"\n', FOLDERS.replace('"t/"', '"."'), FOLDERS + GLOBS,
    FOLDERS + 'compare = "text"\n', OVERLAP,
)
STATES = st.dictionaries(
    st.sampled_from(PATHS),
    st.tuples(st.sampled_from((1, 1, 1, 2, 0)), st.sampled_from(('100644', '100644', '100755', '120000')))
    | st.just((3, '120000')),
)
WHOLE = st.just({path: (1, '100644') for path in PATHS if path not in ('t/d', 's/B', 't/b')})
CHANGES = st.dictionaries(
    st.sampled_from(PATHS), st.none() | st.tuples(st.sampled_from((1, 2, 0)), st.sampled_from(('100644', '100755'))),
    max_size=3,
)
State = dict[str, tuple[int, str] | None]


def check_property(repo: Repo, run: Run, before: State, changes: State, config: str, scope: list[str]) -> None:
    oids = {number: written(repo, content) for number, content in enumerate(CONTENTS)}
    settle(repo, {path: entry for path, entry in before.items() if entry is not None}, oids, config)
    repo.commit()
    now = {path: entry for path, entry in (before | changes).items() if entry is not None}
    settle(repo, now, oids, config)
    if fine(*scope):
        assert run('check', *scope) == (0, '', '')


def written(repo: Repo, content: str) -> str:
    data = content.encode()
    oid = hashlib.sha1(b'blob %d\0%s' % (len(data), data)).hexdigest()
    if not (repo.path / '.git/objects' / oid[:2] / oid[2:]).exists():
        command = ('git', 'hash-object', '-w', '--stdin')
        subprocess.run(command, input=data, cwd=repo.path, check=True, capture_output=True)
    return oid


def settle(repo: Repo, state: dict[str, tuple[int, str]], oids: dict[int, str], config: str) -> None:
    repo.git('read-tree', '--empty')
    lines = [f'{mode} {oids[content]}\t{path}\n' for path, (content, mode) in sorted(state.items())]
    lines.append(f'100644 {written(repo, config)}\t.sot-guard.toml\n')
    subprocess.run(('git', 'update-index', '--replace', '--add', '--index-info'), input=''.join(lines).encode(),
                   cwd=repo.path, check=True)


ARGUMENTS = (
    STATES | WHOLE | WHOLE | WHOLE, CHANGES, st.sampled_from(CONFIGS),
    st.sampled_from((['--all'], ['--staged'], ['--staged'], ['--staged', 's/a'], ['--staged', 'o', 't/d/c'])),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=8)
@given(*ARGUMENTS)
def test_fine_means_that_the_full_program_says_nothing(
    repo: Repo, run: Run, before: State, changes: State, config: str, scope: list[str],
) -> None:
    check_property(repo, run, before, changes, config, scope)


@pytest.mark.exhaustive
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=2000)
@given(*ARGUMENTS)
def test_fine_means_the_same_in_many_states(
    repo: Repo, run: Run, before: State, changes: State, config: str, scope: list[str],
) -> None:
    check_property(repo, run, before, changes, config, scope)
