"""No copy goes while the other has not all of it, and what is carried over is all there: in each format."""
from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run

KEPT = [
    # as often as it stands
    pytest.param(
        'CHANGES.md', '# C\n\n## 2\n\n- Bump\n\n## 1\n\n- Bump\n', '# C\n\n## 2\n\n## 1\n\n- Bump\n', id='an item',
    ),
    pytest.param('CHANGES.md', '| a |\n|---|\n| x |\n| x |\n', '| a |\n|---|\n| x |\n', id='a row'),
    pytest.param('HISTORY.rst', '2\n-\n\n* Typos\n\n1\n-\n\n* Typos\n', '2\n-\n\n1\n-\n\n* Typos\n', id='in reST'),
    pytest.param('NEWS.adoc', '== 2\n\n* Typos\n\n== 1\n\n* Typos\n', '== 2\n\n== 1\n\n* Typos\n', id='in AsciiDoc'),
    pytest.param('NOTICE.txt', 'MIT\n\nMIT\n', 'MIT\n\nBSD\n', id='in plain text'),
    # at the same place
    pytest.param(
        'CHANGES.md', '# C\n\n## 2\n\n- x\n\n## 1\n', '# C\n\n## 2\n\n## 1\n\n- x\n', id='below another release',
    ),
    pytest.param('GUIDE.md', '1. stop\n2. delete\n', '2. delete\n1. stop\n', id='in another order'),
    # with its indentation
    pytest.param('GUIDE.md', '- a\n  - b\n- c\n', '- a\n- b\n- c\n', id='one item below another'),
    pytest.param('GUIDE.md', '```yaml\na:\n  b: 1\n```\n', '```yaml\na:\nb: 1\n```\n', id='YAML as code'),
    pytest.param('GUIDE.rst', 'Use::\n\n  if a:\n      b\n', 'Use::\n\n  if a:\n  b\n', id='code in reST'),
    # where a reader sees it
    pytest.param('GUIDE.md', 'Intro.\n', 'New.\n\n```\nIntro.\n', id='in an open fence'),
    pytest.param('GUIDE.mdx', 'Intro.\n', 'New.\n\n{/*\nIntro.\n*/}\n', id='in a comment of MDX'),
    pytest.param('GUIDE.md', 'Intro.\n', '{% comment %}\nIntro.\n{% endcomment %}\n', id='in a comment of Liquid'),
    pytest.param('GUIDE.md', 'Intro.\n', '<div hidden>\n\nIntro.\n\n</div>\n', id='in a hidden element'),
    pytest.param('GUIDE.rst', '  Intro.\n', '.. old\n\n  Intro.\n', id='in a comment of reST'),
    pytest.param('GUIDE.adoc', 'Intro.\n', '////\nIntro.\n////\n', id='in a comment of AsciiDoc'),
    pytest.param('GUIDE.adoc', 'Intro.\n', 'ifdef::old[]\nIntro.\nendif::[]\n', id='under a condition'),
    # the same data
    pytest.param('PROJECT_INDEX.json', '{"a": ["x"]}\n', '{"a": {"0": "x"}}\n', id='a list in an object'),
    pytest.param('PROJECT_INDEX.json', '[[], {}]\n', '[{}, []]\n', id='empty ones'),
    pytest.param('PROJECT_INDEX.json', '{"a": "1"}\n', '{"a": 1}\n', id='a number'),
    pytest.param('PROJECT_INDEX.json', '{"a": 1}\n', '{"a": 2, "a": 1}\n', id='a key twice'),
]


@pytest.mark.parametrize(('name', 'root', 'docs'), KEPT)
def test_no_copy_goes_while_the_other_has_not_all_of_it(
    repo: Repo, run: Run, name: str, root: str, docs: str,
) -> None:
    repo.put_pair(name, root, docs)
    repo.commit()
    for keep in ('docs', 'root') if Counter(root.split('\n')) == Counter(docs.split('\n')) else ('docs',):
        done = run('resolve', '--keep', keep, '--then', 'delete', name)
        assert done.status == 1
        assert re.search(r' has (\d lines? missing from|data missing from|lines .* than) ', done.out)
        kept = 'source' if keep == 'docs' else 'copy'
        assert f' resolve --continue --keep {kept} --then delete {name} && ' in done.out
        assert re.search(r'\n  (lines? \d+ .*of |the value of .* would be missing)', done.out)
        assert (repo.read(name), repo.read(f'docs/{name}')) == (root.encode(), docs.encode())


@pytest.mark.parametrize(('name', 'root', 'docs'), [
    pytest.param('CHANGES.md', '# C\n\n## 1\n\n- x\n', '# C\n\n## 2\n\n- y\n\n## 1\n\n- x\n- z\n', id='more there'),
    pytest.param('CHANGES.md', '## 1\n\n- x\n\n## 2\n', '## 2\n\n## 1\n\n- x\n', id='sections in another order'),
    pytest.param('GUIDE.md', '---\na: b\n---\n# G\n', '---\na: b\n---\n\n# G\n\nx\n', id='front matter'),
    pytest.param('NOTICE.txt', 'a\nb\n', 'a\nc\nb\n', id='lines'),
    pytest.param('PROJECT_INDEX.json', '{"a": [1]}\n', '{\n"b": 2,\n"a": [\n1]}\n', id='data'),
])
def test_a_copy_goes_where_the_other_has_all_of_it(repo: Repo, run: Run, name: str, root: str, docs: str) -> None:
    repo.put_pair(name, root, docs)
    repo.commit()
    assert run('resolve', '--keep', 'docs', '--then', 'delete', name).status == 0
    assert not (repo.path / name).exists() and repo.read(f'docs/{name}') == docs.encode()


CARRIED = [
    pytest.param(
        'CHANGES.md', '# C\n\n{}', '## {}\n\n### Chores\n\n- Bump\n\n### Fixes\n\n- f\n', '# C\n\n## 0\n',
        id='Markdown',
    ),
    pytest.param('CHANGES.md', '{}', 'Release {}\n---\n\n- Bump\n', '# C\n', id='underlined'),
    pytest.param(
        'HISTORY.rst', 'C\n=\n\n{}', 'R{}\n--\n\nFixes\n~~~~~\n\n* Typos\n', 'C\n=\n\nR0\n--\n\nFixes\n~~~~~\n\n* f\n',
        id='reST',
    ),
    pytest.param('NEWS.adoc', '= C\n\n{}', '== {}\n\n=== Fixes\n\n* Typos\n', '= C\n\n== 0\n\n* f\n', id='AsciiDoc'),
]


@pytest.mark.parametrize(('name', 'page', 'section', 'docs'), CARRIED)
def test_equal_parts_are_carried_as_often_as_they_stand(
    repo: Repo, run: Run, name: str, page: str, section: str, docs: str,
) -> None:
    root = page.format('\n'.join(section.format(number) for number in range(9, 0, -1)))
    repo.put_pair(name, root, docs)
    repo.commit()
    assert run('resolve', '--append-unique', '--then', 'delete', name).status == 0
    have = Counter(repo.read(f'docs/{name}').decode().split('\n'))
    assert not Counter(line for line in (root + docs).split('\n') if line) - have - Counter(page.split('\n'))
    assert not Counter(line for line in root.split('\n') if line) - have


def test_what_changes_its_meaning_is_named(repo: Repo, run: Run) -> None:
    docs = '# G\n\n[z][1]\n\n[1]: v\n'
    repo.put_pair('GUIDE.md', '# G\n\n## A\n\nSee [x](docs/x.md), [y][1].\n', docs)
    repo.commit()
    out = run('resolve', '--append-unique', 'GUIDE.md').out
    assert 'check GUIDE.md, line 5: the link docs/x.md is relative to GUIDE.md\n' in out
    # a label with two targets is left to the user
    root = '# G\n\n## A\n\nSee [y][1].\n\n[1]: u\n'
    repo.put_pair('GUIDE.md', root, docs)
    done = run('resolve', '--append-unique', 'GUIDE.md')
    assert (done.status, '\n  the label [1] would have two targets\n' in done.out) == (1, True)
    assert (repo.read('GUIDE.md'), repo.read('docs/GUIDE.md')) == (root.encode(), docs.encode())
    file, = (repo.path / '.git/sot-guard').glob('*/GUIDE.md')
    file.write_text(file.read_text().replace('[y][1]', '[y][2]').replace('[1]: u', '[2]: u'))
    assert ' resolve --continue --append-unique GUIDE.md && ' in done.out
    assert run('resolve', '--continue', '--append-unique', 'GUIDE.md').status == 0
    assert repo.read('docs/GUIDE.md').endswith(b'See [y][2].\n\n[2]: u\n')

def test_open_conflicts_are_not_appended(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', '# L\n\n## A\n\n<<<<<<< x\na\n=======\nb\n>>>>>>> y\n', '# L\n\n## B\n\nb\n')
    assert 'LOG.md: has conflict markers' in run('resolve', '--append-unique', 'LOG.md').err


def test_lines_in_another_order_are_not_dropped(repo: Repo, run: Run) -> None:
    text = '# G\n\n```\nfirst\nsecond\nthird\n```\n'
    turned = text.replace('first\nsecond\nthird', 'third\nsecond\nfirst')
    repo.put_pair('GUIDE.md', text, turned)
    said = 'are in a different order in docs/GUIDE.md'
    result = run('resolve', '--keep', 'docs', 'GUIDE.md')
    assert (result.status, said in result.out) == (1, True)
    # a line that is missing is reason enough
    repo.put_pair('GUIDE.md', f'{text}\nonly here\n', turned)
    result = run('resolve', '--keep', 'docs', 'GUIDE.md')
    assert (result.status, said in result.out, 'line 9 of GUIDE.md' in result.out) == (1, False, True)


def test_how_many_sections_are_appended(repo: Repo, run: Run) -> None:
    text = '# L\n\n## {}\n\nnew\n'
    repo.put_pair('LOG.md', text.format('A'), '# L\n\n## B\n\nold\n')
    said = 'appends to docs/LOG.md {} that only LOG.md has'
    assert said.format('1 section') in run('resolve', '--dry-run', '--append-unique', 'LOG.md').out
    repo.put('LOG.md', text.format('A') + '\n## C\n\nnewer\n')
    assert said.format('2 sections') in run('resolve', '--dry-run', '--append-unique', 'LOG.md').out
