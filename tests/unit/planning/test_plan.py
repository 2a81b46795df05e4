"""What `resolve` says that it would do, and why it does not, in whole lines."""
from __future__ import annotations

import hashlib
import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run

LINES = 'one\n' + 'and so on\n' * 5 + 'two\n'
LOG = 'intro\n\n# Log\n\n## BUILD-2 b\n\nb\n\n## BUILD-3 c\n\nc\n'
OTHER_LOG = '# Log\n\n## BUILD-2 other\n\n## BUILD-3 other\n'
LOG_SHA256 = hashlib.sha256(LOG.encode()).hexdigest()
OTHER_SHA256 = hashlib.sha256(OTHER_LOG.encode()).hexdigest()


def said(run: Run, *argv: str) -> list[str]:
    """What stands before the way back, without the pair's names."""
    result = run('resolve', '--dry-run', *argv)
    assert result.err == ''
    names, _, told = result.out.partition('\nTo undo:')[0].partition('.md: ')
    assert names.endswith('.md and docs/' + names.partition('.')[0])
    return told.splitlines()


def refused(run: Run, *argv: str) -> str:
    result = run('resolve', *argv)
    assert (result.status, result.out) == (2, '')
    return result.err.removeprefix('sot-guard: ').removesuffix('\n')


@pytest.mark.parametrize(
    ('changed', 'remarks'), [
        (LINES.replace('two', '2'), ['  removes 1 outdated line from docs/GUIDE.md']),
        ('and so on\n', ['  removes 2 outdated lines from docs/GUIDE.md']),
        (LINES + 'three\n', []),
    ],
)
def test_one_side_takes_the_other(repo: Repo, run: Run, changed: str, remarks: list[str]) -> None:
    repo.commit_pair(text=LINES)
    repo.put('GUIDE.md', changed)
    assert said(run, 'GUIDE.md') == [
        'only GUIDE.md changed since the last commit; it is copied to docs/GUIDE.md', *remarks,
    ]


@pytest.mark.parametrize(
    ('root', 'docs', 'told', 'status'), [
        pytest.param(
            LINES.replace('one', '1').replace('two', '2'), LINES.replace('one', 'eins').replace('two', 'zwei'),
            ['2 conflicts to resolve by hand'], 1, id='conflicts',
        ),
        pytest.param(
            LINES.replace('one', '1'), LINES.replace('one', 'eins'), ['1 conflict to resolve by hand'], 1,
            id='conflict',
        ),
        pytest.param(
            '# new\n' + LINES, LINES + '# new\n', [
                'cannot be merged automatically', '  the heading "new" would appear twice',
            ], 1,
            id='doubled',
        ),
        pytest.param(
            f'- a\n{LINES}- b\n', f'- c\n{LINES}- d\n', [
                'merged', '  keeps both changes in 2 places where git merge-file reports a conflict',
            ], 0,
            id='two places',
        ),
        pytest.param(
            LINES + '- b\n', LINES + '- d\n', [
                'merged', '  keeps both changes in 1 place where git merge-file reports a conflict',
            ], 0,
            id='one place',
        ),
        pytest.param('1\n' + LINES, LINES + '2\n', ['merged'], 0, id='apart'),
    ],
)
def test_both_are_merged(repo: Repo, run: Run, root: str, docs: str, told: list[str], status: int) -> None:
    repo.commit_pair(text=LINES)
    repo.put_pair('GUIDE.md', root, docs)
    first, *remarks = said(run, 'GUIDE.md')
    assert [first, *remarks[:len(told) - 1]] == [f'both changed since the last commit: {told[0]}', *told[1:]]
    assert run('resolve', '--dry-run', 'GUIDE.md').status == status


@pytest.mark.parametrize(('old', 'other'), [('GUIDE.md', 'docs/GUIDE.md'), ('docs/GUIDE.md', 'GUIDE.md')])
def test_what_is_staged_is_a_part_of_the_history(repo: Repo, run: Run, old: str, other: str) -> None:
    repo.put(old, 'one\n')
    repo.put(other, 'another text\n')
    repo.commit()
    repo.put(other, 'one\n')
    repo.put(old, 'one\ntwo\n')
    told = said(run, 'GUIDE.md')
    assert told[0].startswith(f'only {old} changed since the last common version (')
    assert told[0].endswith(f'); it is copied to {other}')


DOCS_KEPT = 'docs/LOG.md is kept unchanged'
ROOT_KEPT = 'LOG.md is kept unchanged'
TO_ARCHIVE = f'{DOCS_KEPT}; LOG.md is moved to the archive'
IN_ARCHIVE = f'  old/LOG.{LOG_SHA256[:12]}.md has the sha256 {LOG_SHA256}'
APPENDED = 'appends to docs/LOG.md 3 sections that only LOG.md has'
CARRIED = [
    '  appended: the text before the first heading', '  appended: Log > BUILD-2 b',
    '  appended: Log > BUILD-3 c', '  docs/LOG.md has a different version of: BUILD-2, BUILD-3',
]


@pytest.mark.parametrize(
    ('options', 'told'), [
        ('--keep docs --lose-unique', [DOCS_KEPT, '  loses 5 lines of LOG.md']),
        ('--keep root --lose-unique', [ROOT_KEPT, '  loses 2 lines of docs/LOG.md']),
        (
            '--keep docs --lose-unique --then delete',
            [f'{DOCS_KEPT}; LOG.md is deleted', '  loses 5 lines of LOG.md'],
        ),
        ('--archive old', [f'{TO_ARCHIVE}; LOG.md is deleted', IN_ARCHIVE]),
        ('--archive old --then link', [f'{TO_ARCHIVE}; LOG.md becomes a symlink to the source', IN_ARCHIVE]),
        ('--archive old --then pointer', [f'{TO_ARCHIVE}; LOG.md becomes a pointer to the source', IN_ARCHIVE]),
        ('--archive old --keep docs', [TO_ARCHIVE, IN_ARCHIVE]),
        (
            '--archive old --keep root', [
                f'{ROOT_KEPT}; docs/LOG.md is moved to the archive',
                f'  old/LOG.{OTHER_SHA256[:12]}.md has the sha256 {OTHER_SHA256}',
            ],
        ),
        ('--append-unique', [APPENDED, *CARRIED]),
        ('--append-unique --then delete', [f'{APPENDED}; LOG.md is deleted', *CARRIED]),
    ],
)
def test_two_that_were_never_the_same(repo: Repo, run: Run, options: str, told: list[str]) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    assert said(run, *options.split(), 'LOG.md') == told


def test_one_section_is_carried_over(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', '# a\n', 'b\n')
    assert said(run, '--append-unique', 'LOG.md') == [
        'appends to docs/LOG.md 1 section that only LOG.md has', '  appended: a',
    ]
    repo.put('LOG.md', 'b\n')
    assert said(run, '--append-unique', '--then', 'link', 'LOG.md') == [
        'are already identical; LOG.md becomes a symlink to the source',
    ]


def test_why_nothing_is_done(repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    ways = (
        ', so they cannot be merged; use --append-unique to append the sections that only LOG.md has, --archive DIR to '
        'move it to DIR, --keep source or --keep copy to overwrite the other file, or sot-guard accept to allow the '
        'difference'
    )
    assert refused(run, 'LOG.md') == f'LOG.md and docs/LOG.md: they were never identical{ways}'
    for keep, gone, kept, many in (('docs', 'LOG.md', 'docs/LOG.md', 5), ('root', 'docs/LOG.md', 'LOG.md', 2)):
        why, *lines = said(run, '--keep', keep, 'LOG.md')
        assert why == (
            f'{gone} has {many} lines missing from {kept}; add --archive DIR to keep them or --lose-unique to drop them'
        )
        assert lines[0] == f'  line {1 if gone == "LOG.md" else 3} of {gone} would be missing' + (
            '' if gone == 'LOG.md' else ' below "Log"')
    repo.put('docs/LOG.md', ' \n')
    repo.commit()
    repo.put('docs/LOG.md', LOG)
    repo.commit()
    repo.put('docs/LOG.md', ' \n')
    assert refused(run, 'LOG.md') == (
        'docs/LOG.md: is empty now; to empty LOG.md too, add --keep and --lose-unique'
    )
    repo.put('LOG.md', OTHER_LOG)
    repo.commit()
    subprocess.run(('git', 'clone', '-q', '--depth=1', f'file://{repo.path}', tmp_path / 'shallow'), check=True)
    monkeypatch.chdir(tmp_path / 'shallow')
    assert refused(run, 'LOG.md') == (
        f'LOG.md and docs/LOG.md: their history is unknown (shallow clone; run git fetch --unshallow){ways}'
    )


def test_data_that_would_go_is_named(repo: Repo, run: Run) -> None:
    lines = ['{', '"a": {', '"x": 1', '},', '"b": {', '}', '}', '']
    repo.put_pair('PROJECT_INDEX.json', '\n'.join(lines), '\n'.join([*lines[:2], *lines[3:5], lines[2], *lines[5:]]))
    done = run('resolve', '--keep', 'docs', 'PROJECT_INDEX.json')
    assert (done.status, '  the value of /a/x in PROJECT_INDEX.json would be missing\n' in done.out) == (1, True)
    assert ' has data missing from docs/PROJECT_INDEX.json; add --archive DIR to keep them or ' in done.out
    done = run('resolve', '--keep', 'docs', '--lose-unique', 'PROJECT_INDEX.json')
    assert '\n  loses data of PROJECT_INDEX.json\n' in done.out


KEEP_THEM = 'add --archive DIR to keep them or --lose-unique to drop them'


@pytest.mark.parametrize(
    ('root', 'docs', 'told'), [
        ('a\na\n', 'a\nb\n', [
            'has 1 line missing from docs/N.md; add --archive DIR to keep it or --lose-unique to drop it',
            'line 2 of N.md would be missing']),
        ('## A\n\nx\n\n## B\n', '## A\n\n## B\n\nx\n', [
            f'has lines below other headings than docs/N.md; {KEEP_THEM}',
            'lines 1 to 3 of N.md are below other headings in docs/N.md']),
        ('a\nb\n', 'b\na\n', [
            f'has lines in a different order than docs/N.md; {KEEP_THEM}',
            'lines 1 to 2 of N.md are in a different order in docs/N.md']),
    ],
)
def test_what_would_go_is_counted(repo: Repo, run: Run, root: str, docs: str, told: list[str]) -> None:
    repo.put_pair('N.md', root, docs)
    why, *lines = said(run, '--keep', 'source', 'N.md')
    assert [why.removeprefix('N.md '), lines[0].strip()] == told
    # order alone is no loss
    lost = ['  loses 1 line of N.md'] * ('missing' in told[0])
    assert said(run, '--keep', 'source', '--lose-unique', 'N.md') == ['docs/N.md is kept unchanged', *lost]


def test_what_is_meant_to_differ_is_left_alone(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    repo.put('.sot-guard.toml', 'exclude = ["LOG.md"]\n')
    assert refused(run, 'LOG.md') == (
        'LOG.md and docs/LOG.md: excluded in .sot-guard.toml; add --keep to make them identical anyway'
    )
    assert said(run, '--archive', 'old', 'LOG.md') == [f'{TO_ARCHIVE}; LOG.md is deleted', IN_ARCHIVE]
    assert said(run, '--append-unique', 'LOG.md') == [APPENDED, *CARRIED]
    repo.put('.sot-guard.toml', '')
    run('accept', 'LOG.md', '--reason', 'x')
    repo.git('add', '-A')
    for options in ([], ['--archive', 'old'], ['--append-unique'], ['--keep', 'docs']):
        assert refused(run, *options, 'LOG.md') == (
            'LOG.md and docs/LOG.md: the difference is accepted; to resolve it, delete the [[accept]] entry in '
            '.sot-guard.toml, then git add that file'
        )


def test_texts_that_are_the_same_are_settled_and_others_are_not(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    repo.commit_pair(text=LINES)
    repo.put('GUIDE.md', LINES.replace('\n', '\r\n'))
    assert said(run, 'GUIDE.md') == ['match as text; nothing to do', 'would change nothing']
    for options in (['--keep', 'root'], ['--archive', 'old'], ['--append-unique', '--keep=']):
        assert 'match as text; nothing to do' not in run('resolve', '--dry-run', *options, 'GUIDE.md').out
    repo.put('GUIDE.md', LINES + 'more\n')
    assert said(run, 'GUIDE.md') == ['only GUIDE.md changed since the last commit; it is copied to docs/GUIDE.md']


def test_a_copy_that_follows_becomes_what_the_other_becomes(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a.md"\ncopies = ["b.md", "c.md"]\n')
    for name in ('a.md', 'b.md', 'c.md'):
        repo.put(name, LINES)
    repo.commit()
    repo.put('b.md', LINES + 'more\n')
    lines = run('resolve', '--then', 'delete', 'a.md').out.splitlines()
    assert lines[:2] == [
        'b.md and a.md: only b.md changed since the last commit; it is copied to a.md; b.md is deleted',
        'c.md and a.md: the change to a.md is also copied to c.md; c.md is deleted',
    ]
    assert sorted(path.name for path in repo.path.glob('*.md')) == ['a.md']


def test_what_is_stored_with_crlf_is_found_done(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\r\n')
    repo.put('GUIDE.md', 'one\r\ntwo\r\n')
    assert run('resolve', 'GUIDE.md').status == 0
    assert repo.read('docs/GUIDE.md') == b'one\r\ntwo\r\n'
    again = run('resolve', 'GUIDE.md')
    assert (again.status, 'no file on disk was changed\n' in again.out) == (0, True)
    # an edit of line ends alone is one too, where git stores them
    repo.git('checkout', '-q', '.')
    repo.put('GUIDE.md', 'one\ntwo\n')
    repo.write('docs/GUIDE.md', 'one\r\ntwo\r\n')
    assert refused(run, 'GUIDE.md') == 'docs/GUIDE.md: has unstaged edits; run git add or git stash --keep-index first'


def test_line_ends_that_git_converts_on_one_side_alone(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\n')
    repo.put('docs/GUIDE.md', 'one\r\ntwo\r\n')
    repo.write('GUIDE.md', 'one\r\n')
    assert refused(run, 'GUIDE.md') == (
        'GUIDE.md: git converts its line endings, but its counterpart is stored with CRLF; '
        'run git add --renormalize first'
    )


@pytest.mark.parametrize(
    ('attribute', 'why'), [
        ('ident', 'is converted by git between index and disk (.gitattributes); merge it by hand'),
        ('filter=x', 'is converted by git between index and disk (.gitattributes); merge it by hand'),
        ('-ident', 'has unstaged edits; run git add or git stash --keep-index first'),
        ('text', 'has unstaged edits; run git add or git stash --keep-index first'),
    ],
)
def test_why_a_file_on_disk_is_not_what_is_staged(repo: Repo, run: Run, attribute: str, why: str) -> None:
    repo.commit_pair(text='one\n')
    repo.put('docs/GUIDE.md', 'two\n')
    repo.put('.gitattributes', f'GUIDE.md {attribute}\n')
    repo.write('GUIDE.md', 'three\n')
    assert refused(run, 'GUIDE.md') == f'GUIDE.md: {why}'


@pytest.mark.parametrize(('name', 'pointer'), [
    ('GUIDE.md', 'See [docs/GUIDE.md](docs/GUIDE.md).\n'), ('a b.mdx', 'See [the source](docs/a%20b.mdx).\n'),
])
def test_links_and_pointers_lead_from_the_folder_of_the_copy(repo: Repo, run: Run, name: str, pointer: str) -> None:
    repo.put('.sot-guard.toml', 'roots = ["packages/*"]\n')
    for folder in ('packages/a/', 'packages/a/docs/'):
        repo.put(f'{folder}{name}', LINES)
    repo.commit()
    assert run('resolve', '--then', 'pointer', f'packages/a/{name}').status == 0
    assert repo.read(f'packages/a/{name}').decode() == pointer
    repo.git('checkout', '-q', '.')
    assert run('resolve', '--then', 'link', f'packages/a/{name}').status == 0
    assert (repo.path / f'packages/a/{name}').readlink() == Path('docs', name)


def test_the_first_open_conflict_is_named(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\n')
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    stages = ''.join(f'100644 {oid} {stage}\t{name}\0' for name in ('a\tb', 'c') for stage in (1, 2))
    subprocess.run(('git', 'update-index', '-z', '--index-info'), input=stages.encode(), check=True)
    assert refused(run, 'GUIDE.md') == r'a\tb: has merge conflicts; resolve them, then git add it'


def test_paths_are_looked_up_from_the_top_level(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    repo.put('docs/GUIDE.md', 'one\n')
    Repo.make(repo.path / 'nested')
    monkeypatch.chdir(repo.path / 'docs')
    assert run('resolve', 'GUIDE.md').out == 'docs/GUIDE.md: has no copies; nothing to do\n'
    assert refused(run, '--archive', '../nested/old', 'LOG.md') == (
        f'nested/old/LOG.{LOG_SHA256[:12]}.md: nested is a separate repository; choose another folder'
    )


def test_a_text_to_decide_on_is_written_once(repo: Repo, run: Run) -> None:
    repo.commit_pair('a b.md', LINES)
    repo.put_pair('a b.md', LINES.replace('one', '1'), LINES.replace('one', 'eins'))
    assert run('resolve', 'a b.md') == run('resolve', 'a b.md')
    name, = os.listdir('.git/sot-guard')
    assert re.fullmatch(r'[0-9a-f]{12}', name) and os.listdir(f'.git/sot-guard/{name}') == ['a b.md']


def left(run: Run, *argv: str) -> list[str]:
    result = run('resolve', *argv)
    assert result.status == 0
    return [line.removeprefix('Left to do: ') for line in result.out.splitlines() if line.startswith('Left')]


def test_other_copies_that_differ_are_left(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "a.md"\ncopies = ["b.md", "c.md", "link.md"]\n')
    for name in ('a.md', 'b.md', 'GUIDE.md', 'docs/GUIDE.md'):
        repo.put(name, LINES)
    repo.put('c.md', 'other\n')
    repo.link('link.md', 'a.md')
    repo.git('add', 'link.md')
    repo.commit()
    repo.put('b.md', LINES + 'more\n')
    assert left(run, 'b.md') == ['c.md is another copy of a.md; after staging, resolve it too']
    repo.git('checkout', '-q', 'HEAD', '.')
    repo.put('a.md', LINES + 'more\n')
    assert left(run, 'b.md') == []  # a.md stays as it is


@pytest.mark.parametrize(
    ('options', 'stays'), [
        ('--keep docs --lose-unique', True), ('--append-unique', True), ('--archive old --keep docs', True),
        ('--archive old', False), ('--append-unique --then delete', False), ('--archive old --then link', False),
    ],
)
def test_a_duplicate_that_is_forbidden_is_left(repo: Repo, run: Run, options: str, *, stays: bool) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')
    repo.put_pair('LOG.md', LOG, OTHER_LOG)
    told = ['LOG.md duplicates docs/LOG.md (duplicates = "forbid"); add --then delete, --then link or --then pointer']
    assert left(run, *options.split(), 'LOG.md') == told * stays
    repo.git('checkout', '-q', '.')
    repo.put('.sot-guard.toml', '')
    assert left(run, *options.split(), 'LOG.md') == []


def test_the_largest_text_that_is_worked_on(repo: Repo, run: Run) -> None:
    repo.commit_pair(text='one\n')
    repo.put('GUIDE.md', b'x' * 1_048_576)
    assert said(run, 'GUIDE.md')[0] == 'only GUIDE.md changed since the last commit; it is copied to docs/GUIDE.md'
    repo.put('GUIDE.md', b'x' * 1_048_577)
    assert refused(run, 'GUIDE.md') == 'GUIDE.md: has more than 1,048,576 bytes; merge it by hand'
