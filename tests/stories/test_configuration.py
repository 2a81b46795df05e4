"""What each key of the configuration changes, and where it is read from."""
from __future__ import annotations

import tomllib
from collections.abc import Callable

import pytest

from sot_guard.config.parse import parse
from tests.support.repo import Repo
from tests.support.repo import Run


def configure(repo: Repo, text: str, file: str = '.sot-guard.toml') -> None:
    repo.put(file, text)


def notes(run: Run, *argv: str, status: int = 0) -> list[str]:
    result = run('check', *argv)
    assert result.status == status
    return [line.removeprefix('sot-guard: ') for line in result.err.splitlines()]


# ---- where it is read from

def test_the_file_in_the_index_counts_and_a_failing_run_says_so(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '1', '2')
    repo.write('.sot-guard.toml', 'exclude = ["GUIDE.md"]')
    told = '.sot-guard.toml has unstaged changes, which are not in effect; to use them: git add .sot-guard.toml'
    assert notes(run, status=1) == [told]
    repo.git('add', '.sot-guard.toml')
    assert run('check') == (0, '', '')
    repo.write('.sot-guard.toml', '')
    assert run('check') == (0, '', '')
    repo.put('.sot-guard.toml', '')
    repo.write('.sot-guard.toml', 'not TOML')
    assert notes(run, status=1) == []
    repo.write('.sot-guard.toml', 'compare = "text"')
    assert notes(run, status=1) == [told]
    (repo.path / '.sot-guard.toml').unlink()
    assert notes(run, status=1) == []


def test_pyproject_toml_on_disk_is_compared_by_its_rule(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '1', '2')
    repo.put('pyproject.toml', '[tool.sot-guard]\nexclude = ["x"]\n')
    repo.write('pyproject.toml', '[project]\nname = "x"\n[tool.sot-guard]\nexclude = ["x"]\n')
    assert notes(run, status=1) == []
    repo.write('pyproject.toml', '[project]\nname = "x"\n')
    assert notes(run, status=1)[0].startswith('pyproject.toml has unstaged changes')


@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_the_commit_that_is_judged_brings_its_own_rule(repo: Repo, run: Run, file: str) -> None:
    head = '' if file == '.sot-guard.toml' else '[tool.sot-guard]\n'
    repo.put_pair('GUIDE.md', '1', '2')
    strict = repo.commit()
    configure(repo, f'{head}exclude = ["GUIDE.md"]', file)
    lax = repo.commit()
    configure(repo, f'{head}bogus = 1', file)
    assert run('check').status == 2
    assert run('check', '--rev', lax).status == 0
    assert run('check', '--rev', strict).status == 1


def test_two_configurations_are_ambiguous(repo: Repo, run: Run) -> None:
    configure(repo, '')
    configure(repo, '[tool.sot-guard]', 'pyproject.toml')
    assert run('check') == (
        2, '', 'sot-guard: .sot-guard.toml: pyproject.toml has a [tool.sot-guard] too; keep one of the files\n',
    )


def test_every_error_is_a_line(repo: Repo, run: Run) -> None:
    configure(repo, 'inclde = 1\ncompare = "x"')
    assert run('check') == (
        2, '',
        'sot-guard: .sot-guard.toml: inclde: no such key; did you mean include?\n'
        "sot-guard: .sot-guard.toml: compare: 'x' is not allowed; allowed are exact, text\n",
    )


def test_a_linked_configuration_is_read_inside_the_index(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '1', '2')
    repo.put('config/sot.toml', 'exclude = ["GUIDE.md"]')
    repo.link('.sot-guard.toml', 'config/sot.toml')
    repo.git('add', '-A')
    assert run('check').status == 0
    repo.link('.sot-guard.toml', '/etc/passwd')
    repo.git('add', '-A')
    assert run('check') == (
        2, '', 'sot-guard: .sot-guard.toml: cannot be read, it is a symlink; make it a regular file\n',
    )


def test_a_configuration_that_is_missing_or_unmerged_is_no_pass(repo: Repo, run: Run) -> None:
    configure(repo, 'compare = "text"')
    oid = repo.git('rev-parse', ':.sot-guard.toml').decode().strip()
    (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    assert run('check') == (
        2, '',
        f'sot-guard: .sot-guard.toml: cannot be read, object {oid} is missing; fetch it: git cat-file -e {oid}\n',
    )


# ---- docs-dir, roots

@pytest.mark.parametrize('docs_dir', ['doc', 'documentation/source'])
def test_docs_dir(repo: Repo, run: Run, docs_dir: str) -> None:
    configure(repo, f'docs-dir = "{docs_dir}"')
    repo.put_pair('GUIDE.md', '1', '2')
    repo.put(f'{docs_dir}/GUIDE.md', '3')
    result = run('check', '--format', 'json')
    (finding,) = result.json['findings']
    assert finding['docs_path'] == f'{docs_dir}/GUIDE.md'
    assert result.json['docs_dir'] == f'{repo.path}/{docs_dir}'
    assert run.findings('--docs-dir', 'elsewhere') == {}
    assert run.findings('--docs-dir=docs') == {'GUIDE.md': 'divergent'}


def test_roots_have_their_own_docs(repo: Repo, run: Run) -> None:
    configure(repo, 'roots = ["packages/*", "tools"]')
    for folder in ('', 'packages/a/', 'packages/b/', 'packages/a/b/', 'tools/', 'other/'):
        repo.put(f'{folder}GUIDE.md', '1')
        repo.put(f'{folder}docs/GUIDE.md', '2')
    everything = ['GUIDE.md', 'packages/a/GUIDE.md', 'packages/b/GUIDE.md', 'tools/GUIDE.md']
    assert list(run.findings()) == everything
    repo.commit()
    repo.put('packages/b/docs/GUIDE.md', '3')
    assert list(run.findings('--staged')) == ['packages/b/GUIDE.md']
    assert list(run.findings('packages/a')) == ['packages/a/GUIDE.md']


@pytest.mark.parametrize(
    ('make', 'why'), [
        (lambda repo: None, 'docs/ has no tracked files; set docs-dir'),
        (lambda repo: repo.put('docs/deep/GUIDE.md'), 'docs/ has no tracked files; set docs-dir'),
        (
            lambda repo: (repo.link('docs', 'elsewhere'), repo.git('add', '-A')),
            'docs is a symlink, not a folder; set docs-dir',
        ),
        (
            lambda repo: repo.git('update-index', '--add', '--cacheinfo', f'160000,{repo.commit()},docs'),
            'docs is a submodule, not a folder; set docs-dir',
        ),
        (lambda repo: repo.put('docs', 'x'), 'docs is a regular file, not a folder; set docs-dir'),
    ], ids=['absent', 'deep', 'symlink', 'submodule', 'file'],
)
def test_a_check_of_everything_says_that_nothing_is_guarded(
    repo: Repo, run: Run, make: Callable[[Repo], object], why: str,
) -> None:
    make(repo)
    repo.put('GUIDE.md', '1')
    assert notes(run, '--all') == [f'no pairs in the index: {why}']
    assert notes(run, '--staged') == []


# ---- include, exclude

def test_include_and_exclude(repo: Repo, run: Run) -> None:
    for name in ('README.md', 'config.json', 'GUIDE.md', 'LICENSE'):
        repo.put_pair(name, '1', '2')
    assert list(run.findings()) == ['GUIDE.md', 'LICENSE']
    configure(repo, 'include = ["README.md", "*.json"]\nexclude = ["LICEN?E"]')
    assert list(run.findings()) == ['GUIDE.md', 'README.md', 'config.json']
    assert list(run.findings('--exclude', 'config.*', '--exclude', 'G*', '--include', 'LICENSE')) == ['README.md']
    result = run('check', '--verbose', 'README.md')
    assert '  Checked because the configuration includes README.md.\n' in result.out
    assert '  To allow this difference: exclude = ["README.md"] in .sot-guard.toml\n' in result.out


def test_the_printed_lines_of_configuration_do_what_they_say(repo: Repo, run: Run) -> None:
    repo.commit_pair('README [a].md')
    repo.put('README [a].md', '2')
    (suppression,) = (line for line in run('check', '--verbose').out.splitlines() if 'To allow this' in line)
    line = suppression.partition(': ')[2].partition(' in .sot-guard.toml')[0]
    configure(repo, f'{line}\n')
    assert run('check', '--staged') == (0, '', '')
    repo.git('rm', '-q', '--cached', '.sot-guard.toml')
    repo.commit()
    repo.put('README [a].md', '3')
    (note,) = notes(run, '--staged')
    configure(repo, note.partition('to check them: ')[2])
    assert run.findings('--staged') == {'README [a].md': 'divergent'}


def test_exclude_wins_over_the_second_half_of_the_rule_and_over_the_note(repo: Repo, run: Run) -> None:
    configure(repo, 'exclude = ["README.md"]')
    repo.commit_pair('README.md')
    repo.put('README.md', '2')
    assert run('check', '--staged') == (0, '', '')


def test_a_path_is_excluded_by_its_path(repo: Repo, run: Run) -> None:
    configure(repo, 'roots = ["packages/*"]\nexclude = ["packages/a/*.md"]')
    for folder in ('', 'packages/a/', 'packages/b/'):
        repo.put(f'{folder}GUIDE.md', '1')
        repo.put(f'{folder}docs/GUIDE.md', '2')
    assert list(run.findings()) == ['GUIDE.md', 'packages/b/GUIDE.md']


# ---- canonical, duplicates

def test_canonical_names_live_in_docs(repo: Repo, run: Run) -> None:
    configure(repo, 'canonical = ["HISTORY.json"]\nroots = ["a"]')
    repo.put('HISTORY.json', '{}')
    repo.put('a/HISTORY.json', '{}')
    repo.put('b/HISTORY.json', '{}')
    result = run('check', '--format', 'json')
    assert result.status == 1
    assert [(f['status'], f['root_path'], f['docs_sha256']) for f in result.json['findings']] == [
        ('docs_missing', 'HISTORY.json', None), ('docs_missing', 'a/HISTORY.json', None),
    ]
    out = run('check', '--verbose', 'HISTORY.json').out
    told = 'docs/HISTORY.json is missing; HISTORY.json needs it (canonical in .sot-guard.toml).'
    assert out.startswith(f'{told}\n')
    assert 'mkdir -p docs && git mv HISTORY.json docs/HISTORY.json\n' in out
    assert '  To allow this difference: remove HISTORY.json from canonical in .sot-guard.toml\n' in out
    repo.put('docs/HISTORY.json', '{}')
    assert run.findings() == {'a/HISTORY.json': 'docs_missing'}
    repo.put('docs/HISTORY.json', '[]')
    assert run.findings('HISTORY.json') == {'HISTORY.json': 'divergent'}
    repo.git('rm', '-qf', '--cached', 'HISTORY.json')
    assert run.findings('docs/HISTORY.json') == {}


def test_a_canonical_name_is_in_scope_when_touched_or_named(repo: Repo, run: Run) -> None:
    configure(repo, 'canonical = ["A.md"]')
    repo.put('A.md', '1')
    assert run.findings('--staged') == {'A.md': 'docs_missing'}
    repo.commit()
    assert run.findings('--staged') == {}
    assert run.findings('A.md') == {'A.md': 'docs_missing'}


def test_duplicates_may_be_forbidden(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'same\n', 'same\n')
    repo.put_pair('README.md', 'same\n', 'same\n')
    repo.put_pair('B.md', '1', '2')
    repo.put('docs/LINK.md', 'x')
    repo.link('LINK.md', 'docs/LINK.md')
    repo.git('add', 'LINK.md')
    assert run.findings() == {'B.md': 'divergent', 'LINK.md': 'linked'}
    forbidden = {'B.md': 'divergent', 'GUIDE.md': 'duplicate', 'LINK.md': 'linked'}
    assert run.findings('--duplicates', 'forbid') == forbidden
    configure(repo, 'duplicates = "forbid"')
    out = run('check', 'GUIDE.md').out
    assert out.startswith('GUIDE.md duplicates docs/GUIDE.md (duplicates = "forbid").\n')
    assert '  Fix: delete GUIDE.md:\n    git rm -f GUIDE.md\n' in out
    repo.commit()
    assert run.findings('--staged') == {}
    assert run('check', '--duplicates', 'allow', 'GUIDE.md').status == 0


# ---- compare

@pytest.mark.parametrize(
    ('root', 'docs', 'same'), [
        pytest.param(b'a\r\nb\r\n', b'a\nb\n', True, id='line ends'),
        pytest.param(b'\xef\xbb\xbfa\n', b'a\n', True, id='BOM'),
        pytest.param(b'a', b'a\n', True, id='final newline'),
        pytest.param(b'a', b'a\r\n', True, id='final newline CRLF'),
        pytest.param(b'\xef\xbb\xbf', b'', True, id='BOM alone'),
        pytest.param(b'\xef\xbb', b'', False, id='a part of a BOM'),
        pytest.param(b'a\n', b'a\n\n', False, id='an empty line at the end'),
        pytest.param(b'a\n\n', b'a\n\r\n', True, id='an empty line with both line ends'),
        pytest.param(b'a\rb', b'a\nb', False, id='a lone CR'),
        pytest.param(b'a\r', b'a', False, id='a lone CR at the end'),
        pytest.param(b'a \n', b'a\n', True, id='white space at the end of a line'),
        pytest.param(b'a  \n', b'a\n', False, id='a line break of Markdown'),
        pytest.param(b' a\n', b'a\n', False, id='white space'),
        pytest.param(b'\0a\r\n', b'\0a\n', False, id='binary'),
        pytest.param(b'x' * 65535 + b'\r\n' * 40_000, b'x' * 65535 + b'\n' * 40_000, True, id='across chunks'),
        pytest.param(b'x' * 65536 + b'\r', b'x' * 65536 + b'\r\n', False, id='a CR across chunks'),
    ],
)
def test_compare_as_text(repo: Repo, run: Run, root: bytes, docs: bytes, *, same: bool) -> None:
    repo.put_pair('GUIDE.md', root, docs)
    assert run.findings() == {'GUIDE.md': 'divergent'}
    assert run.findings('--compare', 'text') == {'GUIDE.md': 'same_text' if same else 'divergent'}
    configure(repo, 'compare = "text"\nduplicates = "forbid"')
    assert run.findings() == {'GUIDE.md': 'duplicate' if same else 'divergent'}


# ---- [[pair]]

PAIRS = """\
[[pair]]
source = "docs/index.md"
copies = ["README.md", "web/index.md"]
[[pair]]
source = "LICENSE"
copies = ["packages/a/LICENSE"]
compare = "text"
"""


def test_pairs_of_any_paths(repo: Repo, run: Run) -> None:
    configure(repo, PAIRS)
    repo.put('docs/index.md', '1')
    repo.put('README.md', '1')
    repo.put('docs/README.md', 'another thing')
    repo.put('web/index.md', '2')
    repo.put('LICENSE', 'x\r\n')
    repo.put('packages/a/LICENSE', 'x\n')
    assert run.findings() == {'packages/a/LICENSE': 'same_text', 'web/index.md': 'divergent'}
    assert run.findings('docs/index.md') == {'web/index.md': 'divergent'}
    out = run('check', '--verbose').out
    assert '  Checked because a [[pair]] of the configuration names both files.\n' in out
    assert '  To allow this difference: remove web/index.md from pair[0] in .sot-guard.toml\n' in out
    repo.put('README.md', '3')
    repo.commit()
    repo.put('docs/index.md', '4')
    assert run.findings('--staged') == {'README.md': 'divergent', 'web/index.md': 'divergent'}
    # exclude is weaker than a pair, and a copy that is meant is no duplicate
    repo.put('docs/index.md', '3')
    assert 'README.md' not in run.findings('--duplicates=forbid')
    assert 'web/index.md' in run.findings('--exclude', 'index.md')


def test_each_cure_of_a_configured_pair(repo: Repo, run: Run) -> None:
    configure(repo, PAIRS)
    repo.put('docs/index.md', '1')
    repo.put('web/index.md', '2')
    out = run('check', '--verbose').out
    assert 'cp web/index.md docs/index.md && git add web/index.md docs/index.md\n' in out
    repo.link('web/index.md', 'nowhere')
    repo.git('add', '-A')
    assert 'ln -sfn ../docs/index.md web/index.md && git add web/index.md\n' in run('check').out


# ---- [[accept]]

def accept(repo: Repo, path: str, source: str) -> str:
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in (path, source)]
    return f'[[accept]]\npath = "{path}"\nsource-id = "{ids[1]}"\ncopy-id = "{ids[0]}"\nreason = "shortened"\n'


def test_an_accepted_difference_passes_until_it_changes(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '1', '2')
    configure(repo, accept(repo, 'GUIDE.md', 'docs/GUIDE.md'))
    assert run('check') == (0, '', '')
    assert run.findings() == {'GUIDE.md': 'accepted'}
    verbose = run('check', '--verbose')
    assert verbose.out == (
        'accepted: GUIDE.md and docs/GUIDE.md differ (accepted)\n'
        'sot-guard: 1 other pair in the index: 1 accepted\n'
    )
    repo.put('GUIDE.md', '3')
    result = run('check')
    assert result.status == 1
    told = 'the files have changed since; run accept again or delete the entry'
    stale = f'sot-guard: accept[0] (GUIDE.md, "shortened"): {told}\n'
    assert result.err == stale
    repo.put('GUIDE.md', '2')
    assert run('check') == (0, '', stale)
    repo.git('rm', '-qf', 'GUIDE.md')
    assert run('check').err == 'sot-guard: accept[0] (GUIDE.md): is not the copy of any pair; delete the entry\n'


def test_an_accepted_link(repo: Repo, run: Run) -> None:
    repo.put('docs/GUIDE.md', '1')
    repo.link('GUIDE.md', 'other')
    repo.git('add', '-A')
    configure(repo, accept(repo, 'GUIDE.md', 'docs/GUIDE.md'))
    assert run.findings() == {'GUIDE.md': 'accepted'}


def test_verbose_of_nothing(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    assert run('check', '--verbose') == (0, '', '')


# ---- names that are nearly the same

@pytest.mark.state('R-NAME-07', 'R-NAME-07b')
@pytest.mark.parametrize(('root', 'docs'), [('GUIDE.md', 'guide.md'), ('é.md', 'e\u0301.md')])
def test_names_that_differ_in_case_or_form_are_noted_and_not_paired(
    repo: Repo, run: Run, root: str, docs: str,
) -> None:
    repo.put(root, '1')
    repo.put(f'docs/{docs}', '2')
    note = (
        f'{root} and docs/{docs} are not a pair: their names differ in case or Unicode form; rename one of '
        'them, or add a [[pair]]'
    )
    assert notes(run) == notes(run, '--staged', root) == [note]
    assert notes(run, '--staged') == []
    configure(repo, f'exclude = ["{root}"]')
    assert notes(run) == []
    configure(repo, f'[[pair]]\nsource = "docs/{docs}"\ncopies = ["{root}"]')
    assert run.findings() == {root: 'divergent'}


@pytest.mark.parametrize('is_link', [True, False])
def test_a_link_or_a_pointer_under_a_near_name_is_no_copy(repo: Repo, run: Run, is_link: bool) -> None:
    repo.put('CHANGELOG.rst', 'New\n===\n\n* one\n')
    if is_link:
        repo.link('docs/changelog.rst', '../CHANGELOG.rst')
        repo.git('add', '-A')
    else:
        repo.put('docs/changelog.rst', '.. include:: ../CHANGELOG.rst\n')
    repo.put_pair('GUIDE.md', 'one\n', 'one\n')
    assert notes(run) == notes(run, '--staged', 'CHANGELOG.rst') == []


# ---- --rev

def test_rev_is_held_against_its_parents(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    repo.put('README.md', '2')
    broken = repo.commit()
    repo.put('other', 'x')
    repo.commit()
    assert run.findings('--rev', broken) == {'README.md': 'divergent'}
    assert run.findings('--rev', 'HEAD') == run.findings('--rev', 'HEAD~2') == {}
    repo.put('GUIDE.md', 'x')
    assert run.findings('--rev', 'HEAD', '--staged') == {}


def test_rev_of_a_merge(repo: Repo, run: Run) -> None:
    repo.commit_pair('README.md')
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('x', 'x')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('y', 'y')
    repo.commit()
    repo.git('merge', '-q', '--no-commit', 'side')
    repo.put('README.md', '2')
    repo.commit()
    assert run.findings('--rev', 'HEAD') == {'README.md': 'divergent'}


def test_rev_that_is_not_there(repo: Repo, run: Run) -> None:
    assert run('check', '--rev', 'nothing') == (
        2, '', "sot-guard: --rev: commit 'nothing' does not exist; in a shallow clone: git fetch --unshallow\n",
    )


# ---- what came in with a merge

def merged(repo: Repo) -> None:
    repo.commit_pair(text='1\n2\n3\n')
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('docs/GUIDE.md', '1\n2\n3\nfour\n')
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('x', 'x')
    repo.commit()


def test_a_merge_says_what_it_brought(repo: Repo, run: Run) -> None:
    merged(repo)
    repo.git('merge', '-q', '--no-commit', 'side')
    out = run('check', '--staged').out
    assert '  | --- GUIDE.md       (unchanged)\n  | +++ docs/GUIDE.md  (changed by the merge)\n' in out


def test_a_squashed_merge_says_what_it_brought(repo: Repo, run: Run) -> None:
    merged(repo)
    repo.git('merge', '-q', '--squash', 'side')
    assert '  | +++ docs/GUIDE.md  (changed by the merge)\n' in run('check', '--staged').out
    (repo.path / '.git/SQUASH_MSG').write_text(f'commit {"1" * 40}\n')
    result = run('check', '--staged')
    assert result.status == 1
    assert 'by the merge' not in result.out


# ---- what is in effect

def test_show_rule_is_a_configuration_that_sets_the_rule(repo: Repo, run: Run) -> None:
    text = f"""\
docs-dir = "doc"
roots = ["a*"]
include = ["\\"##[x]\\u202e\\U0001f389\\u0085x", "x y"]
duplicates = "forbid"
[[pair]]
source = "s"
copies = ["c", "d"]
compare = "text"
[[pair]]
source = "t"
copies = ["e"]
[[accept]]
path = "c"
source-id = "{'0' * 40}"
copy-id = "{'1' * 64}"
reason = "because ##[x]"
"""
    configure(repo, text)
    result = run('check', '--show-rule', '--exclude', 'z')
    assert (result.status, result.err.splitlines()) == (0, [
        f'sot-guard: .sot-guard.toml: include[{number}]: {name} matches no file in a root or its docs-dir; '
        'correct or delete the entry'
        for number, name in enumerate(('"#\\x23[x]\\u202e\U0001f389\\x85x', 'x y'))
    ] + [
        'sot-guard: --exclude: z matches no file in a root or its docs-dir; correct or delete the entry',
        'sot-guard: .sot-guard.toml: roots[0]: a* matches no folder with tracked files; correct or delete the entry',
    ])
    shown, written = (parse(t.encode(), '.sot-guard.toml') for t in (result.out, text))
    assert shown is not None and written is not None
    assert shown._replace(origins=(), exclude=()) == written._replace(origins=())
    assert 'docs-dir = "doc"  # .sot-guard.toml\n' in result.out
    assert 'exclude = ["z"]  # --exclude\n' in result.out
    assert 'compare = "exact"  # default\n' in result.out
    assert '##[' not in result.out
    assert '#   README* index.* AGENTS.md CLAUDE.md\n' in result.out


def test_show_rule_of_nothing_is_the_default(repo: Repo, run: Run) -> None:
    out = run('check', '--show-rule').out
    assert tomllib.loads(out) == {
        'docs-dir': 'docs', 'roots': [], 'include': [], 'exclude': [], 'canonical': [], 'duplicates': 'allow',
        'compare': 'exact',
    }


@pytest.mark.parametrize(
    ('path', 'lines'), [
        ('docs/GUIDE.md', [
            '  copy GUIDE.md, source docs/GUIDE.md: same name in two folders, docs-dir = "docs" (default)',
            '    GUIDE.md: regular file ID', '    docs/GUIDE.md: not tracked',
            '    checked because GUIDE.md is a documentation file name', '    compared: byte by byte',
        ]),
        ('web/x.md', [
            '  copy web/x.md, source docs/index.md: a [[pair]] in .sot-guard.toml', '    web/x.md: not tracked',
            '    docs/index.md: not tracked', '    checked because a [[pair]] of the configuration names both files',
            '    compared: as text',
        ]),
        ('Makefile', [
            '  copy Makefile, source docs/Makefile: same name in two folders, docs-dir = "docs" (default)',
            '    Makefile: not tracked', '    docs/Makefile: not tracked',
            '    checked only when a commit makes two identical files differ (its name is not in --show-rule)',
            '    compared: byte by byte',
        ]),
        ('x.json', [
            '  copy x.json, source docs/x.json: same name in two folders, docs-dir = "docs" (default)',
            '    x.json: not tracked', '    docs/x.json: not tracked', '    not checked: excluded (.sot-guard.toml)',
            '    compared: byte by byte',
        ]),
        ('a/b/c.md', [
            '  not part of any pair: a pair is X and docs/X directly in the top level, "packages/*", '
            'or listed in a [[pair]]',
        ]),
    ],
)
def test_explain(repo: Repo, run: Run, path: str, lines: list[str]) -> None:
    configure(repo, 'roots = ["packages/*"]\nexclude = ["*.json"]\n'
                    '[[pair]]\nsource = "docs/index.md"\ncopies = ["web/x.md"]\ncompare = "text"')
    repo.put('GUIDE.md', '1')
    oid = repo.git('rev-parse', ':GUIDE.md').decode().strip()
    result = run('check', '--explain', path)
    assert (result.status, result.err) == (0, '')
    assert result.out.replace(oid, 'ID').splitlines() == [f'{path} in the index', *lines]


def test_explain_of_what_is_outside(repo: Repo, run: Run) -> None:
    assert run('check', '--explain', '../x') == (2, '', "sot-guard: --explain: '../x' is outside the work tree\n")


def test_what_is_still_one_content_is_guarded_by_its_name_alone(repo: Repo, run: Run) -> None:
    configure(repo, 'duplicates = "forbid"')
    repo.commit_pair('README.md')
    repo.put_pair('README.md', 'two\n', 'two\n')
    assert run('check', '--staged') == (0, '', '')
    # new, equal, and still no difference to be told
    repo.put_pair('Makefile', 'one\n', 'one\n')
    assert run('check', '--staged') == (0, '', '')
    repo.put('README.md', 'three\n')
    assert run.findings('--staged') == {'README.md': 'divergent'}


def test_a_configured_pair_is_shown_by_its_own_paths(repo: Repo, run: Run) -> None:
    configure(repo, '[[pair]]\nsource = "AGENTS.md"\ncopies = ["CLAUDE.md"]')
    repo.put('AGENTS.md', '1\n')
    repo.put('CLAUDE.md', '2\n')
    for name in ('text', 'markdown', 'json'):
        out = run('check', '--format', name).out
        assert '--- CLAUDE.md' in out and '+++ AGENTS.md' in out
        assert 'docs/CLAUDE.md' not in out
