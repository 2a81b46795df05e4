"""Folders, globs, declared differences and merged texts together: what holds for one holds beside the others."""
from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run

FOLDERS = '[[pair]]\nsource = "docs/"\ncopies = ["site/"]\n'
MATTER = '---\npermalink: /a\n---\n'


def trees(repo: Repo, config: str = FOLDERS, copy: str = '# A\n\none\n') -> None:
    repo.put('docs/a.md', '# A\n\none\n')
    repo.put('site/a.md', copy)
    repo.put('docs/b.md', 'same\n')
    repo.put('site/b.md', 'same\n')
    repo.put('.sot-guard.toml', config)
    repo.commit()


def test_a_folder_is_resolved_as_its_files_are(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'differ = ["front-matter"]\n')
    repo.put('site/a.md', f'{MATTER}# A\n\nchanged\n')
    assert run('resolve', 'docs/').status == 0
    assert (repo.read('docs/a.md'), repo.read('site/a.md')) == (
        b'# A\n\nchanged\n', f'{MATTER}# A\n\nchanged\n'.encode(),
    )


def test_modes_count_beside_declared_differences(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'differ = ["front-matter"]\n', f'{MATTER}# A\n\none\n')
    assert run('check', '--all').status == 0
    repo.git('update-index', '--chmod=+x', 'site/a.md')
    assert run.findings('--staged') == {'site/a.md': 'divergent'}


def test_a_deletion_that_cannot_be_compared_is_refused(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'compare = "text"\n', '# A\r\n\r\none\r\n')
    oid = repo.git('rev-parse', ':site/a.md').decode().strip()
    repo.git('rm', '-q', 'site/a.md')
    (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    assert run.findings('--staged') == {'site/a.md': 'copy_missing'}


def test_a_merge_does_not_reopen_what_head_has_settled(repo: Repo, run: Run) -> None:
    trees(repo)
    repo.git('branch', 'old')
    repo.git('rm', '-q', 'docs/a.md', 'site/a.md')
    repo.commit()
    repo.put('docs/a.md', 'new\n')
    repo.commit()
    repo.git('checkout', '-q', 'old')
    repo.put('other', 'x')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.git('merge', '-q', '--no-commit', 'old')
    assert run('check', '--staged') == (0, '', '')


def test_a_new_pair_is_checked_by_the_commit_that_names_it(repo: Repo, run: Run) -> None:
    repo.put('docs/a.md', 'one\n')
    repo.put('b.md', 'two\n')
    repo.commit()
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/a.md"\ncopies = ["b.md"]\n')
    assert run.findings('--staged') == {'b.md': 'divergent'}
    repo.commit()
    repo.put('other', 'x')
    assert run('check', '--staged') == (0, '', '')


def test_the_more_specific_table_holds_a_copy_of_the_same_source(repo: Repo, run: Run) -> None:
    for path in ('s/x', 'p/a/x', 'p/b/x', 's/new'):
        repo.put(path, 'x\n')
    tables = '[[pair]]\nsource = "s/"\ncopies = ["p/*/"]\n', '[[pair]]\nsource = "s/"\ncopies = ["p/a/"]\n'
    repo.put('.sot-guard.toml', f'{tables[0]}\n{tables[1]}missing = "forbid"\n')
    result = run('check', '--all')
    assert result.status == 1 and 'p/a/new' in result.out and 'p/b/new' not in result.out
    assert 'pair[1] is more specific and holds it' in result.err


def test_a_key_that_is_no_text_is_named(repo: Repo, run: Run) -> None:
    for path, value in (('docs/a.md', 1), ('b.md', 2)):
        repo.put(path, f'---\n"\\ud800": {value}\n---\n# A\n')
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/a.md"\ncopies = ["b.md"]\ndiffer = ["front-matter"]\n')
    result = run('check', '--all')
    assert result.status == 1 and r'\xed\xa0\x80' in result.err


# ---- merged texts

def merged(repo: Repo, text: bytes) -> str:
    file = repo.path.parent / 'merged.md'
    file.write_bytes(text)
    return str(file)


@pytest.mark.parametrize(('text', 'problem'), [
    (b' \n', 'is empty or binary'), (b'a\0b\n', 'is empty or binary'),
    (b'See [a](docs/a.md).\n', 'refers to docs/a.md'),
])
def test_what_is_no_merged_text(repo: Repo, run: Run, text: bytes, problem: str) -> None:
    repo.put_pair('a.md', 'one\n', 'two\n')
    result = run('resolve', '--continue', '--from', merged(repo, text), 'a.md')
    assert result.status == 2 and problem in result.err
    assert (repo.read('a.md'), repo.read('docs/a.md')) == (b'one\n', b'two\n')


def test_a_merged_text_is_for_one_pair_that_differs(repo: Repo, run: Run, tmp_path: Path) -> None:
    file = merged(repo, b'one two\n')
    trees(repo, FOLDERS + '[[pair]]\nsource = "docs.md"\ncopies = ["x.md", "y.md"]\n')
    for path in ('docs.md', 'x.md', 'y.md'):
        repo.put(path, f'{path}\n' if path != 'y.md' else 'docs.md\n')
    one_pair = 'sot-guard: --from is for one pair; name its copy\n'
    assert run('resolve', '--continue', '--from', file, 'docs.md') == (2, '', one_pair)
    assert run('resolve', '--continue', '--from', file, 'docs/') == (2, '', one_pair)
    assert 'only for files that are checked and differ' in run('resolve', '--continue', '--from', file, 'y.md').err


def test_a_merged_text_would_lose_declared_differences(repo: Repo, run: Run) -> None:
    trees(repo, FOLDERS + 'differ = ["front-matter"]\n', f'{MATTER}# A\n\none\n')
    repo.put('docs/a.md', '# A\n\ntwo\n')
    assert 'resolve --continue' not in run('check', '--all', '--format', 'html').out
    result = run('resolve', '--continue', '--from', merged(repo, b'# A\n\ntwo\n'), 'site/a.md')
    assert result.status == 2 and '--from would lose declared differences' in result.err
