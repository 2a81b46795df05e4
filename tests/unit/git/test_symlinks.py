from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


@pytest.fixture(autouse=True)
def _documents(repo: Repo) -> None:
    repo.put('docs/X.md', 'text\n')
    repo.put('docs/OTHER.md', 'text\n')
    repo.put('dir/file', 'x')


def link(repo: Repo, name: str, text: str | bytes) -> None:
    """Stage a symlink without making one on disk, so that any text goes."""
    done = (repo.path / '.git/link')
    done.write_bytes(os.fsencode(text))
    oid = repo.git('hash-object', '-w', '--no-filters', '.git/link').decode().strip()
    repo.git('rm', '-q', '--cached', '--ignore-unmatch', '-f', name)
    repo.git('update-index', '--add', '--cacheinfo', f'120000,{oid},{name}')


@pytest.mark.state('R-LINK-01')
@pytest.mark.parametrize(
    'text', ['docs/X.md', './docs//X.md', 'dir/../docs/X.md', 'via', 'linked/X.md', 'linked/../docs/X.md'],
)
def test_a_link_to_the_counterpart(repo: Repo, run: Run, text: str) -> None:
    link(repo, 'via', 'docs/X.md')
    link(repo, 'linked', 'docs')
    link(repo, 'X.md', text)
    assert run.findings() == {'X.md': 'linked'}
    assert run('check') == (0, '', '')


@pytest.mark.state('R-LINK-02')
def test_the_docs_side_as_the_link(repo: Repo, run: Run) -> None:
    repo.put('X.md', 'text\n')
    link(repo, 'docs/X.md', '../X.md')
    assert run.findings() == {'X.md': 'linked'}


def test_both_linked_to_one_file(repo: Repo, run: Run) -> None:
    link(repo, 'X.md', 'docs/OTHER.md')
    link(repo, 'docs/X.md', 'OTHER.md')
    assert run.findings() == {'X.md': 'linked'}


def test_equal_link_texts_lead_to_different_files(repo: Repo, run: Run) -> None:
    repo.put('OTHER.md', 'another\n')
    link(repo, 'X.md', 'OTHER.md')
    link(repo, 'docs/X.md', 'OTHER.md')
    assert run.findings() == {'OTHER.md': 'divergent', 'X.md': 'link_elsewhere'}


@pytest.mark.state('R-LINK-03', 'R-LINK-05', 'R-LINK-06', 'R-LINK-07', 'R-LINK-10', 'R-LINK-12')
@pytest.mark.parametrize(
    'text', [
        pytest.param('docs/OTHER.md', id='another file'),
        pytest.param('docs', id='a directory'),
        pytest.param('X.md', id='itself'),
        pytest.param('loop', id='a loop'),
        pytest.param('nowhere.md', id='dangling'),
        pytest.param('docs/X.md/', id='a file as a directory'),
        pytest.param('docs/X.md/..', id='above a file'),
        pytest.param('sub/X.md', id='a submodule'),
        pytest.param('../X.md', id='outside'),
        pytest.param('/dev/zero', id='absolute'),
        pytest.param('/docs/X.md', id='from the root of the machine'),
        pytest.param('nowhere/../docs/X.md', id='through what is not there'),
        pytest.param('dir/file/../../docs/X.md', id='through a file'),
        pytest.param('', id='empty'),
        pytest.param('a/' * 1500 + '../' * 1500 + 'docs/X.md', id='longer than a path'),
        pytest.param('./' * 1500 + 'dir/../docs/X.md', id='a very long way'),
        pytest.param('docs/X.md\0', id='a NUL'),
        pytest.param('docs/\udcff', id='not UTF-8'),
        pytest.param('doubled/doubled/doubled/X.md', id='growing'),
    ],
)
def test_a_link_that_leads_elsewhere(repo: Repo, run: Run, text: str) -> None:
    oid = repo.commit()
    link(repo, 'loop', 'loop2')
    link(repo, 'loop2', 'loop')
    link(repo, 'doubled', 'doubled/doubled')
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{oid},sub')
    link(repo, 'X.md', text)
    result = run('check')
    assert result.status == 1
    assert 'X.md is a symlink to ' in result.out


@pytest.mark.state('R-LINK-04')
def test_no_link_is_followed_on_disk(repo: Repo, run: Run, tmp_path: Path) -> None:
    secret = tmp_path / 'secret'
    secret.write_text('TOPSECRET\n')
    repo.link('X.md', str(secret))
    repo.git('add', '-A')
    result = run('check')
    assert result.status == 1
    assert 'TOPSECRET' not in result.out


@pytest.mark.state('R-LINK-09')
def test_a_linked_docs_directory_holds_nothing(repo: Repo, run: Run) -> None:
    repo.git('mv', 'docs', 'documentation')
    repo.link('docs', 'documentation')
    repo.put('X.md', 'another\n')
    repo.git('add', '-A')
    assert run('check') == (
        0, '', 'sot-guard: no pairs in the index: docs is a symlink, not a folder; set docs-dir\n',
    )


def test_a_missing_link_object_cannot_be_told(repo: Repo, run: Run) -> None:
    link(repo, 'X.md', 'docs/./X.md')
    oid = repo.git('rev-parse', ':X.md').decode().strip()
    (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    result = run('check')
    assert result.status == 2
    assert f'X.md cannot be read (object {oid[:7]} is missing).' in result.out


def test_a_missing_link_object_that_can_only_lead_to_the_counterpart(repo: Repo, run: Run) -> None:
    link(repo, 'X.md', 'docs/X.md')
    oid = repo.git('rev-parse', ':X.md').decode().strip()
    (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    assert run.findings() == {'X.md': 'linked'}


def test_links_of_a_commit(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    link(repo, 'linked', 'docs')
    link(repo, 'X.md', 'linked/X.md')
    monkeypatch.setenv('PRE_COMMIT_TO_REF', repo.commit())
    assert run.findings() == {'X.md': 'linked'}


def test_a_link_through_a_linked_directory_was_one_content(repo: Repo, run: Run) -> None:
    repo.put('docs/README.md', 'text\n')
    link(repo, 'linked', 'docs')
    link(repo, 'README.md', 'linked/README.md')
    repo.commit()
    repo.git('rm', '-q', '--cached', 'README.md')
    repo.put('README.md', 'another\n')
    assert run.findings('--staged') == {'README.md': 'divergent'}
