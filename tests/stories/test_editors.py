"""What editors and scripts ask for: a line a finding, colours on request, options that were misspelt."""
from __future__ import annotations

import re

import pytest

from tests.support.licenses import licenses
from tests.support.repo import Repo
from tests.support.repo import Run

PARTS = '# Guide\n\nOne.\n\nTwo.\n'


def quiet(repo: Repo, run: Run, *argv: str) -> str:
    result = run('check', '--quiet', *argv)
    assert result.status == run('check', *argv).status
    assert result.err == run('check', *argv).err
    assert run('check', '-q', *argv) == result
    return result.out


def test_a_line_names_the_file_that_changed(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=PARTS)
    assert quiet(repo, run, '--staged') == ''
    repo.put('GUIDE.md', PARTS.replace('Two', '2'))
    assert quiet(repo, run, '--staged') == 'GUIDE.md:5: changed here, differs from docs/GUIDE.md [divergent]\n'
    repo.put('docs/GUIDE.md', PARTS.replace('One', '1'))
    assert quiet(repo, run, '--staged') == 'docs/GUIDE.md:3: differs from GUIDE.md; both changed [divergent]\n'
    repo.put('docs/GUIDE.md', PARTS)
    split = repo.commit()
    line = f'GUIDE.md:5: changed in {split[:7]}, differs from docs/GUIDE.md [divergent]\n'
    assert quiet(repo, run, '--all') == line
    assert quiet(repo, run, '--rev', 'HEAD') == line


def test_a_line_says_how_far_apart_two_files_are(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', PARTS, PARTS + 'Three.\n')
    repo.put_pair('B.md', 'x\n', PARTS)
    repo.commit()
    assert quiet(repo, run, '--all') == (
        'docs/A.md:6: never matched A.md [divergent]\n'
        'docs/B.md:1: same name as B.md, different contents [divergent]\n'
    )
    assert quiet(repo, run, '--all', '--no-history').startswith('docs/A.md:6: differs from A.md [divergent]\n')


def test_a_line_names_an_older_version(repo: Repo, run: Run) -> None:
    repo.put('docs/GUIDE.md', PARTS)
    repo.commit()
    repo.put_pair('GUIDE.md', PARTS, PARTS + 'Three.\n')
    repo.commit()
    assert quiet(repo, run, '--all') == (
        'docs/GUIDE.md:6: changed; GUIDE.md equals an older version [divergent]\n'
    )


def test_a_line_for_each_copy_from_where_the_user_is(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    licenses(repo)
    repo.put('LICENSE', 'Copyright 2026\n')
    monkeypatch.chdir(repo.path / 'packages')
    lines = quiet(repo, run, '--all').splitlines()
    assert lines == [
        f'../LICENSE:1: changed here, differs from packages/{name}/LICENSE [divergent]'
        for name in ('cli', 'core', 'web')
    ]


def test_a_line_for_each_other_status(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'canonical = ["ONLY.md"]\nduplicates = "forbid"\n')
    repo.put('ONLY.md', 'x')
    repo.put_pair('SAME.md', 'x\n', 'x\n')
    repo.put('docs/LINK.md', 'x\n')
    repo.link('LINK.md', 'nowhere')
    repo.git('add', '-A')
    repo.put('docs/MODULE.md', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},MODULE.md')
    repo.put('docs/MISSING.md', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'100644,{"2" * 40},MISSING.md')
    assert quiet(repo, run, '--all') == (
        'LINK.md:1: symlink to an untracked path, not docs/LINK.md [link_elsewhere]\n'
        'MISSING.md:1: cannot be read [read_error]\n'
        'MODULE.md:1: submodule [submodule]\n'
        'ONLY.md:1: docs/ONLY.md is missing [docs_missing]\n'
        'SAME.md:1: duplicates docs/SAME.md [duplicate]\n'
    )


def test_a_line_begins_with_no_command_of_a_log(repo: Repo, run: Run) -> None:
    repo.commit_pair('::error::x.md')
    repo.put('::error::x.md', 'two\n')
    assert quiet(repo, run).startswith('\\x3a:error::x.md:1: ')


@pytest.mark.parametrize('more', [('--verbose',), ('--format', 'json')])
def test_quiet_is_a_form_of_its_own(repo: Repo, run: Run, more: tuple[str, ...]) -> None:
    assert run('check', '--quiet', *more).err.startswith(
        'sot-guard: check: --quiet cannot be combined with --verbose or --format;',
    )


@pytest.mark.parametrize(
    ('environ', 'coloured'), [
        ({}, False), ({'FORCE_COLOR': '1'}, True), ({'CLICOLOR_FORCE': '1'}, True), ({'FORCE_COLOR': '0'}, False),
        ({'FORCE_COLOR': ''}, False), ({'FORCE_COLOR': '1', 'NO_COLOR': '1'}, False),
        ({'FORCE_COLOR': '1', 'TERM': 'dumb'}, True),
    ],
)
def test_colours_on_request(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], *, coloured: bool,
) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    monkeypatch.delenv('CLICOLOR_FORCE', raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert ('\x1b[' in run('check').out) is coloured
    assert '\x1b[' not in run('check', '--format', 'markdown').out


def test_the_version_in_short(run: Run) -> None:
    assert run('-V') == run('--version')
    assert re.fullmatch(r'sot-guard \d.*\n', run('-V').out)


def test_a_misspelt_option_gets_a_suggestion(run: Run) -> None:
    assert '; did you mean --verbose?' in run('check', '--verbsoe').err
    assert 'did you mean' not in run('check', '--xyz').err
    assert 'did you mean' not in run('check', '--rev').err
    assert '; did you mean --append-unique?' in run('resolve', '--append-unqiue', 'x').err


@pytest.mark.parametrize(
    ('side', 'kept'), [('source', b'two\n'), ('docs', b'two\n'), ('copy', b'one\n'), ('root', b'one\n')],
)
def test_a_side_by_its_new_name_and_by_its_old_one(repo: Repo, run: Run, side: str, kept: bytes) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    assert run('resolve', '--keep', side, '--lose-unique', 'GUIDE.md').status == 0
    assert repo.read('GUIDE.md') == repo.read('docs/GUIDE.md') == kept


def test_resolve_all(repo: Repo, run: Run) -> None:
    licenses(repo)
    repo.commit_pair('A.md', PARTS)
    repo.commit_pair('B.md', PARTS)
    repo.put('A.md', PARTS + 'More.\n')
    repo.put_pair('B.md', PARTS.replace('One', '1'), PARTS.replace('Two', '2'))
    repo.put_pair('NEVER.md', 'one\n', 'two\n')
    repo.put('packages/web/LICENSE', 'Copyright 2026\n')
    repo.put_pair('SAME.md', 'x\n', 'x\n')
    result = run('resolve', '--all')
    assert result.status == 0
    assert 'Left to do: NEVER.md and docs/NEVER.md: they were never identical' in result.out
    assert repo.read('docs/A.md') == repo.read('A.md')
    assert repo.read('B.md') == repo.read('docs/B.md') == PARTS.replace('One', '1').replace('Two', '2').encode()
    assert repo.read('LICENSE') == repo.read('packages/cli/LICENSE') == b'Copyright 2026\n'
    repo.git('add', '-A')
    assert run.findings() == {'NEVER.md': 'divergent'}


def test_what_one_run_holds_is_bounded(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small repository may hold large texts; what is too much is left, and done by the next run."""
    for name in ('A.md', 'B.md'):
        repo.commit_pair(name, PARTS)
        repo.put(name, PARTS + 'More.\n')
    monkeypatch.setattr('sot_guard.commands.resolve_folders.MAX_BYTES', 6 * len(PARTS))
    line = f'B.md: too much for one run (over {6 * len(PARTS):,} bytes); resolve and stage other files first\n'
    assert run('resolve', 'A.md', 'B.md') == (2, '', f'sot-guard: {line}')
    assert f'Left to do: {line}' in run('resolve', '--all').out
    repo.git('add', '-A')
    assert run('resolve', '--all').err == ''
    assert repo.read('docs/B.md') == (PARTS + 'More.\n').encode()


def test_resolve_all_where_copies_disagree(repo: Repo, run: Run) -> None:
    licenses(repo)
    repo.put('packages/web/LICENSE', 'Copyright 2026\n')
    repo.put('packages/cli/LICENSE', 'Copyright 2027\n')
    result = run('resolve', '--all')
    assert 'Left to do: LICENSE: its copies have different changes; resolve them one by one\n' in result.out


def test_resolve_takes_paths_or_all(repo: Repo, run: Run) -> None:
    for argv in ((), ('--all', 'GUIDE.md')):
        words = 'sot-guard: resolve: name one or more paths, or use --all, not both;'
        assert run('resolve', *argv).err.startswith(words)
