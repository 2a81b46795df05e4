"""What git does to a file between disk and index changes no verdict: equal blobs are one, whatever lies on disk."""
from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.hostile import acting
from tests.support.hostile import script
from tests.support.repo import Repo
from tests.support.repo import Result
from tests.support.repo import Run

LF = 'one\ntwo\n'
CRLF = 'one\r\ntwo\r\n'


def ids(repo: Repo) -> list[str]:
    """The blobs of the pair in the index."""
    return repo.git('rev-parse', ':GUIDE.md', ':docs/GUIDE.md').decode().split()


def passes(repo: Repo) -> None:
    """One blob: nothing is said, by the fast path and without it."""
    one, other = ids(repo)
    assert one == other
    for env in ({}, {'SOT_GUARD_FULL': '1'}):
        assert script('check', '--all', **env) == (0, '', '')
        assert script('check', '--staged', 'GUIDE.md', **env) == (0, '', '')


def refused(repo: Repo, run: Run) -> Result:
    """Two blobs: refused, and the printed command shows the difference, whatever attributes say."""
    one, other = ids(repo)
    assert one != other
    assert run.findings() == run.findings('--staged') == {'GUIDE.md': 'divergent'}
    result = script('check', '--all', '--verbose')
    assert (result.status, acting(result.out + result.err)) == (1, [])
    command = f'git diff {one} {other}'
    assert f'           {command}\n' in result.out
    shown = subprocess.run(command, shell=True, cwd=repo.path, check=False, capture_output=True)
    assert shown.stderr == b''
    assert re.search(rb'^[-+][^-+]|^Binary files .* differ$|^\\ No newline', shown.stdout, re.MULTILINE)
    return result


def check_out(repo: Repo) -> None:
    """Put on disk what git makes of the index now."""
    for name in ('GUIDE.md', 'docs/GUIDE.md'):
        (repo.path / name).unlink()
    repo.git('checkout', '-q', '--', '.')


# ---- one blob, two files

def autocrlf(repo: Repo) -> None:
    repo.git('config', 'core.autocrlf', 'true')
    repo.put_pair('GUIDE.md', CRLF, LF)


def autocrlf_input(repo: Repo) -> None:
    repo.git('config', 'core.autocrlf', 'input')
    repo.put_pair('GUIDE.md', CRLF, 'one\ntwo\r\n')


def eol_by_side(repo: Repo) -> None:
    repo.put('.gitattributes', 'GUIDE.md text eol=crlf\ndocs/GUIDE.md text eol=lf\n')
    repo.put_pair('GUIDE.md', LF, LF)
    check_out(repo)


def clean_filter(repo: Repo) -> None:
    repo.put('.gitattributes', '/GUIDE.md filter=case\n')
    repo.git('config', 'filter.case.clean', 'tr A-Z a-z')
    repo.git('config', 'filter.case.smudge', 'tr a-z A-Z')
    repo.put_pair('GUIDE.md', 'ONE\nTWO\n', LF)


def working_tree_encoding(repo: Repo) -> None:
    repo.put('.gitattributes', 'docs/GUIDE.md working-tree-encoding=UTF-16LE-BOM\n')
    repo.put('GUIDE.md', 'naïve\n')
    repo.put('docs/GUIDE.md', b'\xff\xfe' + 'naïve\n'.encode('utf-16-le'))


def ident(repo: Repo) -> None:
    repo.put('.gitattributes', '/GUIDE.md ident\n')
    repo.put_pair('GUIDE.md', '$Id$\n', '$Id$\n')
    check_out(repo)


def export_subst(repo: Repo) -> None:
    repo.put('.gitattributes', '/GUIDE.md export-subst whitespace=cr-at-eol\ndocs/GUIDE.md export-ignore\n')
    repo.git('config', 'core.whitespace', 'trailing-space,cr-at-eol')
    repo.put_pair('GUIDE.md', '$Format:%H$ \n', '$Format:%H$ \n')
    repo.write('GUIDE.md', 'on disk only\n')


def renormalised(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', CRLF, LF)
    repo.commit()
    repo.git('config', 'core.autocrlf', 'true')
    repo.git('add', '--renormalize', '.')
    repo.write('docs/GUIDE.md', CRLF + 'more\r\n')


def line_ends_on_disk(repo: Repo) -> None:
    """git shows no difference here, though the files are not those of the index."""
    repo.git('config', 'core.autocrlf', 'true')
    repo.commit_pair(text=LF)
    repo.write('GUIDE.md', CRLF)
    assert repo.git('diff') == b''
    repo.put('other', 'staged\n')


def modes(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', LF, LF)
    repo.git('update-index', '--chmod=+x', 'GUIDE.md')
    assert repo.git('ls-files', '-s', 'GUIDE.md').startswith(b'100755 ')
    # what git calls a difference here
    repo.git('diff', '--no-index', '--quiet', 'GUIDE.md', 'docs/GUIDE.md')
    (repo.path / 'GUIDE.md').chmod(0o755)
    repo.git('diff', '--no-index', '--quiet', 'GUIDE.md', 'docs/GUIDE.md', status=1)


def both_empty(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', '', '')
    repo.commit_pair('OTHER.md')


def one_pointer(repo: Repo) -> None:
    """The content lies in GUIDE.md on disk, as git-lfs leaves it; a pointer is in the index of both."""
    repo.put('.gitattributes', '*.md filter=lfs diff=lfs merge=lfs -text\n')
    repo.put_pair('GUIDE.md', LFS, LFS)
    repo.write('GUIDE.md', LF)


LFS = f'version https://git-lfs.github.com/spec/v1\noid sha256:{"5" * 64}\nsize 8\n'


@pytest.mark.parametrize(
    ('state', 'same_on_disk'), [
        pytest.param(autocrlf, False, marks=pytest.mark.state('R-EOL-01')),
        pytest.param(autocrlf_input, False, marks=pytest.mark.state('R-EOL-01')),
        pytest.param(eol_by_side, False, marks=pytest.mark.state('R-EOL-02')),
        pytest.param(clean_filter, False, marks=pytest.mark.state('R-EOL-07')),
        pytest.param(working_tree_encoding, False, marks=pytest.mark.state('R-EOL-10')),
        pytest.param(both_empty, True, marks=pytest.mark.state('R-EOL-13')),
        pytest.param(modes, True, marks=pytest.mark.state('R-EOL-14')),
        pytest.param(line_ends_on_disk, False, marks=pytest.mark.state('R-EOL-15')),
        pytest.param(one_pointer, False, marks=pytest.mark.state('R-EOL-16')),
        pytest.param(ident, False, marks=pytest.mark.state('R-EOL-18')),
        pytest.param(export_subst, False, marks=pytest.mark.state('R-EOL-19')),
        pytest.param(renormalised, False, marks=pytest.mark.state('R-EOL-19')),
    ], ids=lambda value: getattr(value, '__name__', ''),
)
def test_one_blob_is_one_content(repo: Repo, state: Callable[[Repo], None], *, same_on_disk: bool) -> None:
    state(repo)
    assert (repo.read('GUIDE.md') == repo.read('docs/GUIDE.md')) is same_on_disk
    passes(repo)


# ---- two blobs; `same`: the files on disk are alike

def line_ends(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', CRLF, LF)


def line_ends_that_are_alike_when_checked_out(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', CRLF, LF)
    repo.git('config', 'core.autocrlf', 'true')
    check_out(repo)


def no_text_on_one_side(repo: Repo) -> None:
    repo.put('.gitattributes', '/GUIDE.md -text\n')
    repo.git('config', 'core.autocrlf', 'true')
    repo.put_pair('GUIDE.md', CRLF, CRLF)


def crlf_in_the_index_already(repo: Repo) -> None:
    repo.put('GUIDE.md', CRLF)
    repo.commit()
    repo.git('config', 'core.autocrlf', 'true')
    repo.put('GUIDE.md', CRLF)  # stays as it is: git converts nothing that has CRLF in the index
    repo.put('docs/GUIDE.md', CRLF)


def bom(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', '\ufeff' + LF, LF)


def final_newline(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', LF, LF.removesuffix('\n'))


def utf_16(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', LF.encode('utf-16'), LF)


def latin_1(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'café ##[error]x\n'.encode('latin-1'), 'café\n')


def nul_bytes(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', b'one\0\x1b[2J\n', b'one\n')


def lone_cr(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'one\r::error::two\n', 'one\n::error::two\n')


def one_empty(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', '', LF)


def pointer_on_one_side(repo: Repo) -> None:
    repo.put('docs/GUIDE.md', LF)
    repo.put('GUIDE.md', LFS)
    repo.put('.gitattributes', '*.md filter=lfs diff=lfs merge=lfs -text\n')


def no_diff(repo: Repo) -> None:
    repo.put('.gitattributes', '* -diff\n')
    repo.put_pair('GUIDE.md', LF, 'one\n')


def called_binary(repo: Repo) -> None:
    repo.put('.gitattributes', '[attr]document binary\n*.md document\n* document\n')
    repo.put_pair('GUIDE.md', LF, 'one\n')


CRLF_AND_LF = 'Kind: only line endings (CRLF in GUIDE.md, LF in docs/GUIDE.md)'


@pytest.mark.parametrize(
    ('state', 'same_on_disk', 'told'), [
        pytest.param(
            line_ends, False, CRLF_AND_LF, marks=pytest.mark.state('R-EOL-03'),
        ),
        pytest.param(
            line_ends_that_are_alike_when_checked_out, True, CRLF_AND_LF,
            marks=pytest.mark.state('R-EOL-03'),
        ),
        pytest.param(
            no_text_on_one_side, True, CRLF_AND_LF,
            marks=pytest.mark.state('R-EOL-04'),
        ),
        pytest.param(
            crlf_in_the_index_already, True, CRLF_AND_LF,
            marks=pytest.mark.state('R-EOL-04b'),
        ),
        pytest.param(bom, False, 'Kind: only a BOM (in GUIDE.md)', marks=pytest.mark.state('R-EOL-05')),
        pytest.param(
            final_newline, False, 'Kind: only the final newline (in GUIDE.md)', marks=pytest.mark.state('R-EOL-06'),
        ),
        pytest.param(utf_16, False, 'Kind: binary content', marks=pytest.mark.state('R-EOL-08')),
        pytest.param(latin_1, False, r'| -caf\xe9 #\x23[error]x', marks=pytest.mark.state('R-EOL-09')),
        pytest.param(nul_bytes, False, 'Kind: binary content', marks=pytest.mark.state('R-EOL-11')),
        pytest.param(lone_cr, False, r'| -one\r::error::two', marks=pytest.mark.state('R-EOL-12')),
        pytest.param(one_empty, False, '| +one', marks=pytest.mark.state('R-EOL-13')),
        pytest.param(
            pointer_on_one_side, False, 'Kind: GUIDE.md is tracked by Git LFS, docs/GUIDE.md is not',
            marks=pytest.mark.state('R-EOL-16'),
        ),
        pytest.param(no_diff, False, '| -two', marks=pytest.mark.state('R-EOL-17')),
        pytest.param(called_binary, False, '| -two', marks=pytest.mark.state('R-EOL-17')),
    ], ids=lambda value: getattr(value, '__name__', ''),
)
def test_two_blobs_are_two_contents(
    repo: Repo, run: Run, state: Callable[[Repo], None], told: str, *, same_on_disk: bool,
) -> None:
    state(repo)
    assert (repo.read('GUIDE.md') == repo.read('docs/GUIDE.md')) is same_on_disk
    assert f'  {told}\n' in refused(repo, run).out
    # what the files on disk do not show is shown from what was compared
    assert ('           git diff ' in run('check').out) is same_on_disk


@pytest.mark.state('R-EOL-07b')
def test_a_filter_that_answers_otherwise_each_time_is_asked_by_git_alone(
    repo: Repo, run: Run, tmp_path: Path,
) -> None:
    answers = tmp_path / 'answers'
    repo.put('.gitattributes', '*.md filter=moody\n')
    repo.git('config', 'filter.moody.clean', f'cat; echo x >>{answers}; cat {answers}')
    repo.put_pair('GUIDE.md', LF, LF)
    asked = answers.read_text()
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md')
    first = refused(repo, run)
    assert script('check', '--all', '--verbose') == first
    assert run('resolve', '--dry-run', '--keep', 'docs', '--lose-unique', 'GUIDE.md').status == 2
    assert answers.read_text() == asked


@pytest.mark.state('R-EOL-03', 'R-EOL-05', 'R-EOL-06')
@pytest.mark.parametrize('state', [line_ends, bom, final_newline], ids=lambda state: state.__name__)
def test_what_is_no_text_does_not_count_on_request(repo: Repo, run: Run, state: Callable[[Repo], None]) -> None:
    state(repo)
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    assert run.findings() == {'GUIDE.md': 'same_text'}
    assert script('check', '--all') == (0, '', '')
