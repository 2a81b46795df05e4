"""What a report says would be lost."""
from __future__ import annotations

from tests.support.documents import SECTIONED
from tests.support.repo import Repo
from tests.support.repo import Run


def test_the_report_says_what_would_be_lost(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', SECTIONED, b'# Log\n\n## third\n\nthree\n\n## x BUILD-2\n\n## BUILD-1 first\n\none\n')
    out = run('check', '--verbose').out
    assert (
        '  deleting GUIDE.md loses 6 of 11 lines (missing from docs/GUIDE.md)\n'
        '    3 of 5 sections are also in docs/GUIDE.md, 1 of them in a different place\n'
        '    same id, different text: 1 section (BUILD-2)\n'
        '    lines 1-1 (1 unique): before the first heading\n'
        '    lines 9-14 (5 unique): Log > BUILD-2 second\n'
    ) in out
    markdown = run('check', '--format', 'markdown').out
    assert '\nlines 9-14 (5 unique): Log > BUILD-2 second\n' in markdown.replace('  lines', 'lines')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['deletion'] == 'loss'
    assert finding['root_only']['parts'][2] == {
        'title': 'Log > BUILD-2 second', 'first_line': 9, 'last_line': 14, 'lines': 5, 'same_id': 'BUILD-2',
        'moved': False,
    }


def test_sections_are_named_on_request(repo: Repo, run: Run) -> None:
    root = b''.join(b'# BUILD-%d \x1b[31m%s\n\n%d\n\n' % (i, b'x' * 100, i) for i in range(10))
    repo.put_pair('GUIDE.md', root, b'x\n')
    assert ' unique): ' not in run('check').out
    verbose = run('check', '--verbose').out
    assert '    entries missing from docs/GUIDE.md: 10 (BUILD-0, BUILD-1, BUILD-2, BUILD-3, BUILD-4, ...)\n' in verbose
    assert verbose.count(' unique): ') == 10
    assert '\x1b' not in verbose


def test_what_only_the_docs_side_has_is_told_on_request(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n', '# a\n\nx\n\n# b\n\ny\n\n# c\n')
    told = (
        'overwriting docs/GUIDE.md loses 3 of 5 lines (missing from GUIDE.md)',
        '  1 of 3 sections are also in GUIDE.md',
        '  lines 5-7 (2 unique): b',
        '  lines 9-9 (1 unique): c',
    )
    assert '\n'.join(told) in run('check', '--format', 'markdown').out
    assert '\n'.join(f'  {line}' for line in told) in run('check', '--verbose').out
    assert told[0] not in run('check').out


def test_modes_that_differ_are_told_too(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'a\n', 'b\n')
    repo.git('update-index', '--chmod=+x', 'GUIDE.md')
    out = run('check', '--verbose').out
    assert 'Kind: the texts differ; modes differ too (100755 in GUIDE.md, 100644 in docs/GUIDE.md)\n' in out


def test_keys_are_named(repo: Repo, run: Run) -> None:
    repo.put_pair('PROJECT_INDEX.json', '{"a": 1, "b": 2}\n', '{"a": 1}\n')
    out = run('check', '--verbose').out
    assert '    1 of 2 keys are also in docs/PROJECT_INDEX.json\n    key /b\n' in out


def test_texts_without_sections_are_told_by_their_lines(repo: Repo, run: Run) -> None:
    repo.commit_pair('run.py', 'a\nb\n')
    repo.put('run.py', 'a\nc\n')
    assert '  deleting run.py loses 1 of 2 lines (missing from docs/run.py)\n' in (
        run('check', '--staged', '--verbose').out
    )


def test_safe_is_not_said_while_the_disk_has_more(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n', '# a\n\nx\n\n# b\n')
    safe = '  deleting GUIDE.md loses nothing (docs/GUIDE.md has all of it, in the same order)\n'
    assert safe in run('check', '--verbose').out
    repo.write('GUIDE.md', '# a\n\nx\n\nmore\n')
    out = run('check', '--verbose').out
    assert safe not in out
    assert 'deleting GUIDE.md loses only its unstaged edits' in out


def test_scattered_lines_want_a_look(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n\ny\n', '# a\n\ny\n\nx\n')
    told = (
        'every line of GUIDE.md is also in docs/GUIDE.md, but in other places; '
        'compare both files before deleting GUIDE.md'
    )
    assert f'  {told}\n' in run('check', '--verbose').out
