"""Documents that changed on both sides: merged with nothing lost, in their order, or left to the user untouched."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run


def release(version: str, text: str, marks: str = '-~') -> str:
    """A release of a changelog in reST."""
    return f'{version}\n{marks[0] * len(version)}\n\nBugfixes\n{marks[1] * 8}\n\n* {text}\n* Typos.\n\n'


def lines(text: str) -> Counter[str]:
    return Counter(line for line in text.split('\n') if line.strip())


LOG = '# Changelog\n\n## 1.0.0 (2024-01-02)\n\n- a\n'
RST = release('1.0.0', 'first')
ADOC = '= Log\n\n== 1.0\n\n* x\n'
GUIDE = '# G\n\n## A\n\nSee [one][1].\n\n[1]: https://example.org/1\n\n## B\n\nText.\n\n## End\n\nBye.\n'
FRONT = '---\ntitle: G\nlayout: page\n---\n\n# G\n\ntext\n'
LONG = '# G\n\n' + ''.join(f'## Part {number}\n\n- todo\n\n' for number in range(300))
TABLE = '# T\n\n| name | port |\n|---|---|\n| web | 80 |\n'


def before(text: str, mark: str, new: str) -> str:
    assert text.count(mark) == 1
    return text.replace(mark, new + mark)


@pytest.mark.parametrize(
    ('name', 'base', 'copy', 'source', 'order'),
    [
        # lost: what stands repeatedly
        (
            'HISTORY.rst',
            RST,
            release('1.0.1', 'root') + RST,
            release('1.1.0', 'docs') + RST,
            ('1.1.0', '1.0.1', '1.0.0'),
        ),
        (
            'LOG.adoc',
            ADOC,
            before(ADOC, '== 1.0', '== 1.1\n\n* y\n* fixes\n\n'),
            before(ADOC, '== 1.0', '== 1.2\n\n* z\n* fixes\n\n'),
            ('== 1.2', '== 1.1', '== 1.0'),
        ),
        (
            'LONG.md',
            LONG,
            LONG.replace('## Part 3\n\n', '## Part 3\n\n- mine\n'),
            LONG.replace('## Part 250\n\n', '## Part 250\n\n- todo too\n'),
            (),
        ),
        ('NOTES.txt', 'one\n\nend\n', 'one\n\n* root\n\nend\n', 'one\n\n* docs\n\nend\n', ('docs', 'root')),
        # merge: what people put together by hand
        (
            'CHANGELOG.md',
            LOG,
            before(LOG, '## 1.0.0', '## 1.2.0 (2024-03-05)\n\n- r\n\n'),
            before(LOG, '## 1.0.0', '## 1.1.0 (2024-02-05)\n\n- d\n\n'),
            ('1.2.0', '1.1.0', '1.0.0'),
        ),
        (
            'CHANGELOG.md',
            LOG,
            before(LOG, '## 1.0.0', '## 1.1.0-rc.2 (2024-02-01)\n\n- r\n\n'),
            before(LOG, '## 1.0.0', '## 1.1.0-rc.10 (2024-02-01)\n\n- d\n\n'),
            ('rc.10', 'rc.2', '1.0.0'),
        ),
        (
            'CHANGELOG.md',
            LOG,
            before(LOG, '## 1.0.0', '## Unreleased\n\n- r\n\n'),
            before(LOG, '## 1.0.0', '## 1.1.0 (2024-02-05)\n\n- d\n\n'),
            ('Unreleased', '1.1.0', '1.0.0'),
        ),
        ('TABLE.md', TABLE, TABLE + '| db | 5432 |\n', TABLE + '| mail | 25 |\n', ('web', 'mail', 'db')),
        ('TABLE.md', TABLE, TABLE.replace('80', '8080'), TABLE + '| mail | 25 |\n', ('8080', 'mail')),
        (
            'GUIDE.md',
            GUIDE,
            GUIDE.replace('Text.', 'Text.\n\nMore of root.'),
            GUIDE.replace('Text.', 'Text.\n\nMore of docs.'),
            ('docs', 'root'),
        ),
        (
            'PROJECT_INDEX.json',
            '{\n "a": 1,\n "b": 2,\n "c": 3,\n "d": 4\n}\n',
            '{\n "a": 0,\n "b": 2,\n "c": 3,\n "d": 4\n}\n',
            '{\n "a": 1,\n "b": 2,\n "c": 3,\n "d": 5\n}\n',
            (),
        ),
    ],
)
def test_what_both_sides_added_is_there(
    repo: Repo, run: Run, name: str, base: str, copy: str, source: str, order: tuple[str, ...]
) -> None:
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    repo.commit_pair(name, base)
    repo.put_pair(name, copy, source)
    result = run('resolve', name)
    assert result.status == 0, result.out
    made = repo.read(name).decode()
    assert repo.read(f'docs/{name}').decode() == made
    for side in (copy, source):
        assert not (lines(side) - lines(base)) - lines(made)
    places = [made.index(text) for text in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ('name', 'base', 'copy', 'source', 'reason'),
    [
        # sound: labels, data, what is left open, encodings, what both moved
        (
            'GUIDE.md',
            GUIDE,
            GUIDE.replace('Text.', 'Text, [2].\n\n[2]: https://example.org/p'),
            GUIDE.replace('Bye.', 'Bye, [2].\n\n[2]: https://example.org/q'),
            'the label [2] would have two targets',
        ),
        (
            'GUIDE.md',
            GUIDE,
            GUIDE.replace('## A', '## A {#x}'),
            GUIDE.replace('## B', '## B {#x}'),
            'the label {#x} would have two targets',
        ),
        (
            'GUIDE.rst',
            'a\n\nm\n\nb\n',
            '.. _x:\n\na\n\nm\n\nb\n',
            'a\n\nm\n\n.. _x:\n\nb\n',
            '".. _x:" would appear twice',
        ),
        (
            'FRONT.md',
            FRONT,
            FRONT.replace('title: G', 'lang: de\ntitle: G'),
            FRONT.replace('layout: page', 'layout: page\nlang: en'),
            'the text would no longer parse',
        ),
        (
            'book.toml',
            '[a]\nx = 1\ny = 2\nz = 3\n',
            '[a]\nw = 0\nx = 1\ny = 2\nz = 3\n',
            '[a]\nx = 1\ny = 2\nz = 3\nw = 4\n',
            'the text would no longer parse',
        ),
        (
            'conf.yaml',
            'a: 1\nb: 2\nc: 3\n',
            'd: 1\na: 1\nb: 2\nc: 3\n',
            'a: 1\nb: 2\nc: 3\nd: 2\n',
            'the text would no longer parse',
        ),
        (
            'LOG.adoc',
            ADOC,
            before(ADOC, '== 1.0', '== 1.1\n\n* y\n\n'),
            ADOC + '\n----\nopen\n',
            'line 7 of docs/LOG.adoc opens a code block',
        ),
        (
            'LOG.md',
            LOG,
            before(LOG, '## 1.0.0', '## 1.1.0\n\n- y\n\n'),
            LOG + '\n<!--\nopen\n',
            'line 7 of docs/LOG.md opens a code block',
        ),
        ('LOG.md', LOG, LOG.replace('- a', '- b'), LOG.replace('- a', '- c'), 'change the same line'),
        (
            'LOG.md',
            LOG,
            LOG + '- Fix the crash (#7)\n',
            LOG + '- No crash any more, see #7\n',
            'look like two versions of one entry',
        ),
        ('TABLE.md', TABLE, TABLE + '| db | 1 |\n', TABLE + '| db | 2 |\n', 'look like two versions of one entry'),
        (
            'LOG.md',
            '# L\n\n## Unreleased\n\n- a\n',
            '# L\n\n## Unreleased\n\n- a\n- b\n',
            '# L\n\n## Unreleased\n\n## 1.0.0\n\n- a\n',
            'line 6 of LOG.md would move below "1.0.0", from below "Unreleased"',
        ),
    ],
)
def test_what_is_not_sound_is_left_to_the_user(
    repo: Repo, run: Run, name: str, base: str, copy: str, source: str, reason: str
) -> None:
    repo.put('.sot-guard.toml', 'include = ["*"]\n')
    repo.commit_pair(name, base)
    repo.put_pair(name, copy, source)
    result = run('resolve', name)
    assert (result.status, reason in result.out) == (1, True), result.out
    assert (repo.read(name).decode(), repo.read(f'docs/{name}').decode()) == (copy, source)
