"""Two files that are alike but for what a [[pair]] declares: compared, refused, resolved."""
from __future__ import annotations

import re

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import shell

COPY, SOURCE = 'CONTRIBUTING.md', 'docs/contributing.md'
BODY = 'Thanks.\n\n## Setup\n\nRun make.\n\n## Send it\n\nOpen a pull request.\n'
ROOT = f'# Contributing\n\n{BODY}'
PAGE = f'---\ntitle: Contributing\nnav: 3\n---\n\n# How to contribute\n\n{BODY}'
PAIR = f'[[pair]]\nsource = "{SOURCE}"\ncopies = ["{COPY}"]\n'
BOTH = 'differ = ["front-matter", "first-heading"]\n'
KEY = '.sot-guard.toml: pair[0].differ'


@pytest.fixture
def two(repo: Repo) -> Repo:
    """The two of them, committed."""
    return declared(repo, BOTH)


def declared(repo: Repo, differ: str, copy: str = ROOT, source: str = PAGE) -> Repo:
    repo.put('.sot-guard.toml', PAIR + differ)
    repo.put(COPY, copy)
    repo.put(SOURCE, source)
    repo.commit()
    return repo


def change(repo: Repo, name: str, old: str, new: str) -> None:
    text = repo.read(name).decode()
    assert old in text
    repo.put(name, text.replace(old, new))


def test_they_are_the_same_but_for_what_is_declared(two: Repo, run: Run) -> None:
    assert run('check') == (0, '', '')
    counts = f'front-matter (5 lines of {SOURCE}), first-heading (2 lines of {COPY}, 2 lines of {SOURCE})'
    assert f'same_but: {COPY} and {SOURCE} are identical except for {counts}\n' in run('check', '--verbose').out
    (finding,) = run('check', '--format', 'json').json['findings']
    assert (finding['status'], finding['root_view_sha256']) == ('same_but', finding['docs_view_sha256'])
    assert finding['views'] == [
        {'name': 'front-matter', 'declared': 0, 'root_lines': 0, 'docs_lines': 5},
        {'name': 'first-heading', 'declared': 1, 'root_lines': 2, 'docs_lines': 2},
    ]
    told = run('check', '--explain', COPY).out
    assert '    compared: byte by byte, except for what differ lists\n' in told
    assert f'    status: same_but, they are identical except for {counts}\n' in told
    assert 'differ = ["front-matter", "first-heading"]\n' in run('check', '--show-rule').out
    told = f'{COPY} and {SOURCE}: are identical except for {counts}; nothing to do\n'
    assert run('resolve', COPY).out.startswith(told)


def test_a_change_of_one_file_is_refused_carried_and_accepted(two: Repo, run: Run) -> None:
    change(two, COPY, 'Run make.', 'Run make test.')
    result = run('check', '--staged')
    assert result.status == 1
    assert result.out.startswith(
        f'{COPY} and {SOURCE} differ beyond their front matter and first heading: this commit changes only {COPY}.\n'
    )
    assert '  | -Run make.\n  | +Run make test.\n  (1 hunk left out: front-matter, first-heading)\n' in result.out
    assert 'title' not in result.out and ' cp ' not in result.out
    told = run('check', '--staged', '--verbose').out
    assert '  : -title: Contributing\n' in told
    assert '  History: identical except for declared differences in the previous commit; this commit' in told
    allowed = 'add what may differ to differ of pair[0], or remove pair[0] from .sot-guard.toml\n'
    assert f'  To allow this difference: {allowed}' in told
    (finding,) = run('check', '--staged', '--format', 'json').json['findings']
    assert 'title' not in finding['unified_diff'] and '+title: Contributing\n' in finding['set_aside_diff']
    assert finding['set_aside_hunks'] == 1
    (fix, *others) = [one['command'] for one in finding['commands'] if one['purpose'] in ('cure', 'fix')]
    assert others == [f'git restore --staged {COPY}']
    assert shell(fix, two.path).returncode == 0
    assert two.read(SOURCE).decode() == PAGE.replace('Run make.', 'Run make test.')
    assert two.read(COPY).decode() == ROOT.replace('Run make.', 'Run make test.')
    assert run('check', '--staged') == (0, '', '')


def test_changes_of_both_files_are_merged_and_each_keeps_its_own(two: Repo, run: Run) -> None:
    change(two, COPY, 'Thanks.', 'Thank you.')
    change(two, SOURCE, 'pull request', 'merge request')
    change(two, SOURCE, 'nav: 3', 'nav: 4')
    assert 'changes them in different ways' in run('check', '--staged').out
    result = run('resolve', COPY)
    assert (result.status, *result.out.splitlines()[:1]) == (
        0, f'{COPY} and {SOURCE}: both changed since the last commit: both changes are carried over',
    )
    body = BODY.replace('Thanks.', 'Thank you.').replace('pull', 'merge')
    assert two.read(COPY).decode() == f'# Contributing\n\n{body}'
    assert two.read(SOURCE).decode() == PAGE.replace('nav: 3', 'nav: 4').replace(BODY, body)


def test_the_last_common_version_is_found_in_the_history(two: Repo, run: Run) -> None:
    change(two, SOURCE, 'Run make.', 'Run make test.')
    two.commit('Test it')
    two.put('x', 'x')
    two.commit()
    out = run('check').out
    assert re.match(rf'{COPY} and {SOURCE} differ beyond .* since \w{{7}} \(.*\), which changed only {SOURCE}\.\n', out)
    assert run('resolve', COPY).status == 0
    assert two.read(COPY).decode() == ROOT.replace('Run make.', 'Run make test.')
    two.git('add', '-A')
    two.git('checkout', 'HEAD', '--', COPY)
    change(two, COPY, 'Thanks.', 'Thank you.')
    out = run('check').out
    assert re.match(rf'{COPY} and {SOURCE} differ beyond .* since \w{{7}} \(.*\); both have changed\.\n', out)


def test_as_text_they_were_the_same_too(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    repo.put_pair('GUIDE.md', 'one\r\ntwo\r\nthree\r\nfour\r\n', 'one\ntwo\nthree\nfour\n')
    repo.commit()
    repo.put('docs/GUIDE.md', 'one\ntwo\nthree\nfive\n')
    assert 'this commit changes only docs/GUIDE.md' in run('check', '--staged').out
    repo.commit()
    assert 'which changed only docs/GUIDE.md' in run('check').out
    assert run('resolve', 'GUIDE.md').status == 0
    assert repo.read('GUIDE.md') == b'one\r\ntwo\r\nthree\r\nfive\r\n'


def test_a_missing_object_of_the_past_ends_the_history(two: Repo, run: Run) -> None:
    old = two.git('rev-parse', f'HEAD:{SOURCE}').decode().strip()
    change(two, SOURCE, 'Thanks.', 'Thank you.')
    two.commit()
    change(two, SOURCE, 'Thank you.', 'Many thanks.')
    (two.path / '.git/objects' / old[:2] / old[2:]).unlink()
    out = run('check', '--verbose').out
    assert f'  History: unknown (object {old} is missing' in out
    result = run('resolve', COPY)
    assert (result.status, f'object {old} is missing' in result.err) == (2, True)


@pytest.mark.parametrize(('differ', 'copy', 'source', 'told'), [
    ('["first-heading"]', '# A 1.2\n\nx\n', '# A\n\nx\n', '[0]: the first heading of CONTRIBUTING.md has a version or'),
    ('[{from = "## A", to = "## B"}]', '## A\nx\n', 'x\n', '[0]: CONTRIBUTING.md has "## A" but not "## B"; add it'),
    ('[{from = "## A"}]', '## A\n## A\n', 'x\n', '[0]: CONTRIBUTING.md has "## A" 2 times; name a line that'),
    ('[{source = "a", copy = "b"}]', 'x\n', 'y\n', f'[0]: "a" does not occur in {SOURCE}; remove this word'),
])
def test_what_does_not_fit_the_files_is_an_error(
    repo: Repo, run: Run, differ: str, copy: str, source: str, told: str,
) -> None:
    declared(repo, f'differ = {differ}\n', copy, source)
    result = run('check')
    assert result.status == 2
    assert result.err.startswith(f'sot-guard: {KEY}{told}') and result.err.count('\n') == 1
    assert told.partition(': ')[2] in run('check', '--explain', COPY).out
    done = run('resolve', COPY)
    assert (done.status, told.partition(': ')[2] in done.err) == (2, True)
    # no unrelated commit is held up, and equal files are equal
    repo.put('x', 'x')
    assert run('check', '--staged') == (0, '', '')
    repo.put(COPY, source)
    assert run('check', '--staged') == (0, '', '')


def test_what_is_not_needed_is_noted(repo: Repo, run: Run) -> None:
    declared(repo, 'differ = ["blank-lines", "first-heading", {from = "x"}]\n', ROOT, ROOT.replace('# C', '# Our c'))
    repo.put_pair('GUIDE.md', 'one\n', 'one\n')
    result = run('check')
    assert (result.status, result.out) == (0, '')
    for number, name in ((0, 'blank-lines'), (2, 'it')):
        assert f'{KEY}[{number}]: sets nothing aside in {COPY} and {SOURCE}; remove {name}\n' in result.err
    assert f'{KEY}[1]' not in result.err


def test_a_view_of_several_copies_is_needed_where_one_copy_needs_it(repo: Repo, run: Run) -> None:
    repo.put(
        '.sot-guard.toml',
        '[[pair]]\nsource = "A.md"\ncopies = ["b/B.md", "c/C.md"]\ndiffer = ["front-matter", "blank-lines"]\n',
    )
    repo.put('A.md', BODY)
    repo.put('b/B.md', f'---\na: 1\n---\n{BODY}')
    repo.put('c/C.md', f'{BODY}x\n')
    repo.commit()
    result = run('check', 'A.md')
    assert 'differ[0]' not in result.err
    assert f'{KEY}[1]: sets nothing aside in all its pairs; remove blank-lines\n' in result.err
    assert 'differ[' not in run('check', 'c/C.md').err


def test_a_large_region_and_front_matter_in_both_are_noted(repo: Repo, run: Run) -> None:
    page = '---\na: {}\n---\nx\n'
    declared(repo, 'differ = ["front-matter"]\n', page.format(1), page.format(2))
    result = run('check')
    assert (result.status, f'{KEY}[0]: both files have front matter' in result.err) == (1, True)
    declared(repo, 'differ = [{from = "b"}]\n', 'a\nb\nc\nd\n', 'a\n')
    result = run('check')
    assert (result.status, f'{KEY}[0]: sets 3 of 4 lines of {COPY} aside\n' in result.err) == (0, True)


def test_in_a_project_file_the_key_names_the_section(repo: Repo, run: Run) -> None:
    declared(repo, 'differ = ["blank-lines"]\n')
    repo.git('rm', '-q', '.sot-guard.toml')
    repo.put('pyproject.toml', f'{PAIR}differ = ["blank-lines"]\n'.replace('[[pair]]', '[[tool.sot-guard.pair]]'))
    assert 'pyproject.toml: tool.sot-guard.pair[0].differ[0]: sets nothing aside' in run('check').err


# ---- a pair without configuration

def declaring(run: Run) -> tuple[str, str] | None:
    """The purpose of the command that declares what differs, and the command; None where there is none."""
    (finding,) = run('check', '--staged', '--format', 'json').json['findings']
    commands = [one for one in finding['commands'] if one['effect'].startswith('declare that the ')]
    return (commands[0]['purpose'], commands[0]['command']) if commands else None


def test_a_page_that_never_was_identical_can_be_declared(repo: Repo, run: Run) -> None:
    repo.put('GUIDE.md', f'# Guide\n\n{BODY}')
    repo.commit()
    repo.put('docs/GUIDE.md', PAGE)
    out = run('check', '--staged').out
    assert '  Fix: declare that the front matter and first heading may differ, then commit again:\n    printf ' in out
    repo.put('docs/GUIDE.md', f'---\nnav: 1\n---\n# Guide\n\n{BODY}')
    assert '  Or declare that the front matter may differ:\n    printf ' in run('check', '--staged').out
    repo.put('docs/GUIDE.md', PAGE)
    found = declaring(run)
    assert found is not None and found[0] == 'cure'
    assert shell(found[1], repo.path).returncode == 0
    assert run.findings('--staged') == {'GUIDE.md': 'same_but'}
    assert run('check', '--staged') == (0, '', '')
    change(repo, 'GUIDE.md', 'Run make.', 'Run make test.')
    assert run.findings('--staged') == {'GUIDE.md': 'divergent'}


def test_front_matter_that_one_of_two_identical_files_gets_can_be_declared(repo: Repo, run: Run) -> None:
    repo.commit_pair('GUIDE.md', f'# Guide\n\n{BODY}')
    repo.put('docs/GUIDE.md', f'---\nnav: 1\n---\n# Guide\n\n{BODY}')
    found = declaring(run)
    assert found is not None and found[0] == 'allow'
    repo.put('.sot-guard.toml', '')
    assert declaring(run) is None


@pytest.mark.parametrize(('name', 'other'), [
    ('GUIDE.md', f'# Guide\n\n\n{BODY}'), ('GUIDE.md', f'# Other\n\n{BODY}more\n'),
    ('GU\tIDE.md', f'# Other\n\n{BODY}'),
])
def test_what_is_not_offered_to_be_declared(repo: Repo, run: Run, name: str, other: str) -> None:
    repo.put(name, f'# Guide\n\n{BODY}')
    repo.commit()
    repo.put(f'docs/{name}', other)
    assert declaring(run) is None


# ---- resolve

def test_a_carried_line_with_a_declared_word_is_left_to_the_user(repo: Repo, run: Run) -> None:
    text = 'Read AGENTS.md first.\n\none\n\ntwo\n\nthree\n'
    declared(repo, 'differ = [{source = "AGENTS.md", copy = "CLAUDE.md"}]\n', text.replace('AGENTS', 'CLAUDE'), text)
    change(repo, SOURCE, 'three', 'See AGENTS.md again.')
    result = run('resolve', COPY)
    assert result.status == 1
    assert f'  line 7 of {SOURCE} has the declared word "AGENTS.md"; carry it by hand\n' in result.out
    assert f'  the conflict file holds the text of {COPY}\n' in result.out
    only = f'{COPY} and {SOURCE}: only {SOURCE} changed since the last commit'
    assert result.out.startswith(f'{only}: not merged, left to you\n')
    (kept,) = (repo.path / '.git/sot-guard').glob(f'*/{COPY}')
    result = run('resolve', '--continue', COPY)
    assert (result.status, 'the files would still differ beyond' in result.err) == (2, True)
    kept.write_text(kept.read_text().replace('See AGENTS', 'See CLAUDE'))
    result = run('resolve', '--continue', COPY)
    assert (result.status, *result.out.splitlines()[:1]) == (0, f'{only}: uses the text that you edited')
    assert repo.read(COPY).endswith(b'See CLAUDE.md again.\n')
    assert repo.read(SOURCE).endswith(b'See AGENTS.md again.\n')


def test_a_conflict_in_the_source_is_left_to_the_user(repo: Repo, run: Run) -> None:
    text = 'Read AGENTS.md first.\n\none\n\ntwo\n\nthree\n'
    declared(repo, 'differ = [{source = "AGENTS.md", copy = "CLAUDE.md"}]\n', text.replace('AGENTS', 'CLAUDE'), text)
    change(repo, COPY, 'three', 'See CLAUDE.md again.\nAnd CLAUDE.md too.')
    told = [f'  line {number} of {COPY} has the declared word "CLAUDE.md"; carry it by hand' for number in (7, 8)]
    told.append(f'  the conflict file holds the text of {SOURCE}')
    assert run('resolve', COPY).out.splitlines()[1:4] == told
    (kept,) = (repo.path / '.git/sot-guard').glob(f'*/{COPY}')
    kept.write_text(kept.read_text() + '<<<<<<< x\n')
    assert 'conflict markers' in run('resolve', '--continue', COPY).err
    kept.write_text(kept.read_text().replace('CLAUDE', 'AGENTS').replace('<<<<<<< x\n', ''))
    assert run('resolve', '--continue', COPY).status == 0
    assert repo.read(SOURCE).endswith(b'See AGENTS.md again.\nAnd AGENTS.md too.\n')


def test_it_is_said_what_is_carried_where(two: Repo, run: Run) -> None:
    for old, new in ((COPY, SOURCE), (SOURCE, COPY)):
        change(two, old, 'Run make.', 'Run make test.')
        told = f'{COPY} and {SOURCE}: only {old} changed since the last commit; carried into {new}\n'
        assert run('resolve', '--dry-run', COPY).out.startswith(told)
        change(two, old, 'Run make test.', 'Run make.')
    for name, way in ((COPY, 'check'), (SOURCE, 'test')):
        change(two, name, 'Thanks.', f'Thanks for a {way}.')
        change(two, name, 'Open a pull request.', f'Open a {way} request.')
    assert ': 2 conflicts left to you\n' in run('resolve', '--dry-run', COPY).out


def test_a_line_that_both_changed_is_a_conflict_of_the_copy(two: Repo, run: Run) -> None:
    change(two, COPY, 'Run make.', 'Run make test.')
    change(two, COPY, 'Thanks.', 'Thank you.')
    change(two, SOURCE, 'Run make.', 'Run make check.')
    result = run('resolve', COPY)
    told = f'{COPY} and {SOURCE}: both changed since the last commit: 1 conflict left to you\n'
    assert (result.status, result.out.startswith(told)) == (1, True)
    (kept,) = (two.path / '.git/sot-guard').glob(f'*/{COPY}')
    kept.write_text(ROOT.replace('Run make.', 'Run make check.').replace('Thanks.', 'Thank you.'))
    assert run('resolve', '--continue', COPY).status == 0
    body = BODY.replace('Run make.', 'Run make check.').replace('Thanks.', 'Thank you.')
    assert two.read(COPY).decode() == f'# Contributing\n\n{body}'
    assert two.read(SOURCE).decode() == PAGE.replace(BODY, body)


def test_what_differs_after_the_carrying_is_a_conflict(repo: Repo, run: Run) -> None:
    """The blank lines of the copy that are not compared would be compared again."""
    declared(repo, 'differ = ["blank-lines"]\n', 'a\n\n\nb\n', 'a\n\nb\n')
    repo.put(SOURCE, 'a\nb\n')
    result = run('resolve', COPY)
    assert result.status == 1
    assert '  the files would still differ beyond their declared differences\n' in result.out
    (kept,) = (repo.path / '.git/sot-guard').glob(f'*/{COPY}')
    assert kept.read_text() == 'a\n\nb\n'
    kept.write_text('a\nb\n')
    assert run('resolve', '--continue', COPY).status == 0
    assert repo.read(COPY) == b'a\nb\n'


def test_what_differs_after_the_carrying_is_a_conflict_of_the_other_file(repo: Repo, run: Run) -> None:
    declared(repo, 'differ = ["blank-lines"]\n', 'a\n\nb\n', 'a\n\n\nb\n')
    repo.put(COPY, 'a\nb\n')
    result = run('resolve', COPY)
    assert (result.status, f'  the conflict file holds the text of {SOURCE}\n' in result.out) == (1, True)
    (kept,) = (repo.path / '.git/sot-guard').glob(f'*/{COPY}')
    assert kept.read_text() == 'a\n\nb\n'


def test_texts_that_were_identical_by_their_ids_are_merged_as_ever(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    repo.commit_pair('GUIDE.md', f'# Guide\n\n{BODY}')
    change(repo, 'GUIDE.md', 'Thanks.', 'Thank you.')
    assert 'it is copied to docs/GUIDE.md' in run('resolve', 'GUIDE.md').out
    repo.put('docs/GUIDE.md', f'# Guide\n\n{BODY}')
    change(repo, 'GUIDE.md', '## Setup', '## New\n\nnew\n\n## Setup')
    assert run('resolve', '--dry-run', '--append-unique', 'GUIDE.md').status == 0


def test_unique_sections_are_appended_where_only_the_text_was_the_same(repo: Repo, run: Run) -> None:
    repo.put('.sot-guard.toml', 'compare = "text"\n')
    repo.put_pair('GUIDE.md', f'# Guide\n\n{BODY}'.replace('\n', '\r\n'), f'# Guide\n\n{BODY}')
    repo.commit()
    change(repo, 'GUIDE.md', '## Setup', '## New\r\n\r\nnew\r\n\r\n## Setup')
    result = run('resolve', '--append-unique', 'GUIDE.md')
    assert (result.status, 'appends to docs/GUIDE.md' in result.out) == (0, True)


def test_a_large_or_binary_version_of_the_past(repo: Repo, run: Run) -> None:
    large = f'{"y" * (1 << 20)}\nline\n'
    declared(repo, BOTH, f'# A\n{large}', f'# B\n{large}')
    change(repo, SOURCE, 'line\n', 'other line\n')
    out = run('check', '--staged').out
    assert '(no diff: ' in out and 'differ beyond' in out
    repo.put(COPY, ROOT)
    repo.put(SOURCE, PAGE.replace('make', 'ninja'))
    assert 'last common version has more than 1,048,576 bytes' in run('resolve', COPY).err
    repo.put(COPY, 'a\0')
    repo.put(SOURCE, 'b\0')
    repo.commit()
    repo.put(COPY, ROOT)
    repo.put(SOURCE, PAGE.replace('make', 'ninja'))
    assert 'both have changed' in run('check').out


def test_what_was_committed_is_missing(two: Repo, run: Run) -> None:
    old = two.git('rev-parse', f'HEAD:{SOURCE}').decode().strip()
    change(two, SOURCE, 'Thanks.', 'Thank you.')
    (two.path / '.git/objects' / old[:2] / old[2:]).unlink()
    result = run('check', '--staged')
    assert (result.status, 'differ beyond' in result.out) == (1, True)
    assert 'resolve' not in result.out


def test_a_commit_that_is_not_checked_out_has_no_command(two: Repo, run: Run) -> None:
    change(two, SOURCE, 'Thanks.', 'Thank you.')
    rev = two.commit()
    two.commit()
    (finding,) = run('check', '--rev', rev, '--format', 'json').json['findings']
    assert [one for one in finding['commands'] if one['purpose'] in ('cure', 'fix')] == []


def test_what_resolve_refuses(two: Repo, run: Run) -> None:
    change(two, COPY, 'Thanks.', 'Thank you.')
    for options in (('--append-unique',), ('--then', 'delete')):
        assert 'would lose declared differences' in run('resolve', *options, COPY).err
    two.put(COPY, '\n')
    assert f'{COPY}: is empty now; edit {SOURCE} by hand' in run('resolve', COPY).err
    two.put(COPY, ROOT + '<<<<<<< a\nx\n>>>>>>> b\n')
    assert 'has conflict markers' in run('resolve', COPY).err


def test_one_file_can_be_kept_whatever_is_declared(two: Repo, run: Run) -> None:
    told = f'{COPY} and {SOURCE}: {SOURCE} is kept unchanged'
    options = ('--dry-run', '--keep', 'source', '--lose-unique', COPY)
    assert run('resolve', *options).out.startswith(f'{told}\n')
    change(two, COPY, 'Thanks.', 'Thank you.')
    assert run('resolve', *options).out.startswith(f'{told}\n')
    assert run('resolve', *options, '--then', 'delete').out.startswith(f'{told}; {COPY} is deleted\n')


def test_a_file_that_includes_the_other_one_is_not_carried_into_it(two: Repo, run: Run) -> None:
    change(two, SOURCE, 'Thanks.', f'{{% include "{COPY}" %}}')
    result = run('resolve', COPY)
    refused = f'{SOURCE}:8: refers to {COPY} ({{% include "{COPY}" %}}), so'
    assert (result.status, refused in result.err) == (2, True)


def test_a_text_that_both_have_held_is_not_copied_over_what_may_differ(repo: Repo, run: Run) -> None:
    """They were never the same: each had the text of the other one at another time."""
    declared(repo, BOTH, ROOT, PAGE.replace('make', 'ninja'))
    change(repo, COPY, 'Thanks.', 'Thank you.')
    repo.commit()
    repo.put(SOURCE, ROOT)
    repo.commit()
    change(repo, COPY, 'Thank you.', 'Many thanks.')
    result = run('resolve', COPY)
    assert (result.status, 'they were never identical' in result.err) == (2, True)


def test_files_that_never_matched_are_not_merged(repo: Repo, run: Run) -> None:
    declared(repo, BOTH, ROOT, PAGE.replace('make', 'ninja'))
    assert 'they were never identical' in run('resolve', COPY).err
    (finding,) = run('check', '--format', 'json').json['findings']
    assert [one for one in finding['commands'] if one['purpose'] in ('cure', 'fix')] == []


def test_several_copies_take_the_change_of_their_source(repo: Repo, run: Run) -> None:
    repo.put(
        '.sot-guard.toml', '[[pair]]\nsource = "A.md"\ncopies = ["b/A.md", "c/A.md"]\ndiffer = ["first-heading"]\n',
    )
    for name, title in (('A.md', 'A'), ('b/A.md', 'B'), ('c/A.md', 'B')):
        repo.put(name, f'# {title}\n\none\n\ntwo\n')
    repo.commit()
    change(repo, 'A.md', 'two', 'three')
    result = run('check', '--staged')
    assert 'carry the change into each copy, keeping declared differences' in result.out
    fix = re.search(r'again:\n((?:    .*\n)+)', result.out)
    assert fix is not None
    assert shell(fix[1].replace('\n    ', '\n').strip(), repo.path).returncode == 0
    assert repo.read('c/A.md') == b'# B\n\none\n\nthree\n'
    assert run('check', '--staged') == (0, '', '')


def test_unstaged_edits_are_staged_first(two: Repo, run: Run) -> None:
    change(two, COPY, 'Thanks.', 'Thank you.')
    two.write(COPY, two.read(COPY).decode() + '\nMore.\n')
    out = run('check', '--staged').out
    assert f'  Fix: stage your edits and carry the change into {SOURCE}' in out
    two.write(COPY, ROOT)
    assert 'Fix: carry' not in run('check', '--staged').out
