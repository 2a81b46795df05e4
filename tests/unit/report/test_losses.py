"""What a report says would be lost."""
from __future__ import annotations

from tests.support.documents import SECTIONED
from tests.support.repo import Repo
from tests.support.repo import Run


def test_the_report_says_what_would_be_lost(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', SECTIONED, b'# Log\n\n## third\n\nthree\n\n## x BUILD-2\n\n## BUILD-1 first\n\none\n')
    out = run('check').out
    assert (
        '   lost if GUIDE.md is deleted: 6 of its 11 lines stand nowhere in docs/GUIDE.md\n'
        '     3 of its 5 sections can be found there, 1 of them moved\n'
        '     same id, other text: 1 section of 1 id (BUILD-2)\n'
        '     lines 1-1, 1 only here: before the first heading\n'
        '     lines 9-14, 5 only here: Log > BUILD-2 second\n'
    ) in out
    assert out.index('lost if') < out.index('   | ---')
    markdown = run('check', '--format', 'markdown').out
    assert '\nlines 9-14, 5 only here: Log > BUILD-2 second\n' in markdown.replace('  lines', 'lines')
    (finding,) = run('check', '--format', 'json').json['findings']
    assert finding['deletion'] == 'loss'
    assert finding['root_only']['parts'][2] == {
        'title': 'Log > BUILD-2 second', 'first_line': 9, 'last_line': 14, 'lines': 5, 'same_id': 'BUILD-2',
        'moved': False,
    }


def test_the_first_few_are_named_and_all_on_request(repo: Repo, run: Run) -> None:
    root = b''.join(b'# BUILD-%d \x1b[31m%s\n\n%d\n\n' % (i, b'x' * 100, i) for i in range(10))
    repo.put_pair('GUIDE.md', root, b'x\n')
    lines = run('check').out.splitlines()
    assert len([line for line in lines if ' only here: ' in line]) == 3
    assert '     and 7 more sections (--verbose names them)' in lines
    assert '     entries that docs/GUIDE.md has not: 10 (BUILD-0, BUILD-1, BUILD-2, BUILD-3, BUILD-4, ...)' in lines
    before = next(i for i, line in enumerate(lines) if line.startswith('   | '))
    assert before <= 15
    verbose = run('check', '--verbose').out
    assert verbose.count(' only here: ') == 10
    assert '\x1b' not in verbose


def test_what_only_the_docs_side_has_is_told_on_request(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n', '# a\n\nx\n\n# b\n\ny\n\n# c\n')
    told = (
        'lost if docs/GUIDE.md is overwritten: 3 of its 5 lines stand nowhere in GUIDE.md',
        '  1 of its 3 sections can be found there',
        '  lines 5-7, 2 only here: b',
        '  lines 9-9, 1 only here: c',
    )
    assert '\n'.join(told) in run('check', '--format', 'markdown').out
    assert '\n'.join(f'   {line}' for line in told) in run('check', '--verbose').out
    assert told[0] not in run('check').out


def test_modes_that_differ_are_told_too(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'a\n', 'b\n')
    repo.git('update-index', '--chmod=+x', 'GUIDE.md')
    assert 'what: the texts differ; modes too (100755 in root, 100644 in docs)\n' in run('check').out


def test_keys_are_named(repo: Repo, run: Run) -> None:
    repo.put_pair('PROJECT_INDEX.json', '{"a": 1, "b": 2}\n', '{"a": 1}\n')
    out = run('check').out
    assert '     1 of its 2 keys can be found there\n     key /b\n' in out


def test_texts_without_sections_are_told_by_their_lines(repo: Repo, run: Run) -> None:
    repo.commit_pair('run.py', 'a\nb\n')
    repo.put('run.py', 'a\nc\n')
    assert '   lost if run.py is deleted: 1 of its 2 lines stands nowhere in docs/run.py\n   root' in (
        run('check', '--staged').out
    )


def test_safe_is_not_said_while_the_disk_has_more(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n', '# a\n\nx\n\n# b\n')
    safe = '   lost if GUIDE.md is deleted: nothing, all of it stands in the docs side, part by part and in order\n'
    assert safe in run('check').out
    repo.write('GUIDE.md', '# a\n\nx\n\nmore\n')
    out = run('check').out
    assert safe not in out
    assert 'nothing of the staged one, but the file on disk is another' in out


def test_scattered_lines_want_a_look(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', '# a\n\nx\n\ny\n', '# a\n\ny\n\nx\n')
    told = '   every line of GUIDE.md is also in docs/GUIDE.md, in other places: look before deleting\n'
    assert told in run('check').out
