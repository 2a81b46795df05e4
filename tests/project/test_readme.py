"""What the README shows and says is so."""
from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sot_guard.analysis.status import Status
from sot_guard.analysis.views.table import VIEWS
from sot_guard.config.model import Config
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from sot_guard.pairing.default_rule import FOLDER_NAMES
from sot_guard.pairing.default_rule import is_prose
from sot_guard.report.formats import FORMATS
from tests.support.project import MANIFEST
from tests.support.project import PROJECT
from tests.support.project import README
from tests.support.project import REFERENCE
from tests.support.repo import Repo
from tests.support.repo import SCRIPT
from tools import demo
from tools import picture
from tools import release


@pytest.mark.xdist_group('runners')
def test_the_refused_commit_is_a_real_one(tmp_path: Path) -> None:
    _, _, refused, fix, accepted = picture.story(tmp_path, tmp_path / 'cache')
    shown = re.search(r'^```console\n(.*?)^```$', REFERENCE, re.M | re.S)
    assert shown is not None
    assert picture.plain(refused).rstrip() == shown[1].rstrip()
    assert fix.startswith('$ cp GUIDE.md docs/GUIDE.md && git add ')
    assert 'Passed' in accepted
    # python -m tools.picture draws it anew
    drawn = picture.draw(refused)
    assert picture.words(drawn) == picture.words(picture.PICTURE.read_text())
    assert 'GUIDE.mdanddocs/GUIDE.mddiffer:thiscommitchangesonlyGUIDE.md.' in picture.words(drawn)
    assert 'url(' not in drawn.replace('url(#', '')


GUIDE = '# Guide\n\nA request is tried 3 times.\n\nThen the operator is told.\n'
LOG = '# Log\n\n## 2026-01-02 Second\n\nIt grew.\n\n## 2026-01-01 First\n\nIt began.\n'


def one_sided(repo: Repo) -> None:
    repo.commit_pair('GUIDE.md', GUIDE)
    repo.put('GUIDE.md', GUIDE.replace('3 times', '5 times'))


def two_sided(repo: Repo) -> None:
    repo.commit_pair('LOG.md', LOG)
    third, fourth = '## 2026-01-03 Third\n\nA bug was found.\n\n', '## 2026-01-04 Fourth\n\nIt was mended.\n\n'
    repo.put('LOG.md', LOG.replace('## 2026-01-02', f'{third}## 2026-01-02'))
    repo.put('docs/LOG.md', LOG.replace('## 2026-01-02', f'{fourth}## 2026-01-02').replace('began', 'began small'))


def never_the_same(repo: Repo) -> None:
    keys = '## Keys\n\nIn the safe.\n'
    root = f'# Notes\n\n## Setup\n\nCall the office.\n\n{keys}'
    repo.put_pair('NOTES.md', root, f'# Notes\n\n{keys}\n## People\n\nAsk Ann.\n')
    repo.commit()


@pytest.mark.parametrize(('number', 'set_up'), [(1, one_sided), (2, two_sided), (3, never_the_same)])
def test_the_stories_of_resolve(repo: Repo, number: int, set_up: Callable[[Repo], None]) -> None:
    set_up(repo)
    shown = re.findall(r'^```console\n(.*?)^```$', REFERENCE, re.M | re.S)[number]
    told = ''
    for line in re.findall(r'(?m)^\$ (.*)$', shown):
        env = {**os.environ, 'PATH': f'{SCRIPT.parent}{os.pathsep}{os.environ["PATH"]}'}
        done = subprocess.run(
            line, shell=True, cwd=repo.path, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        told += f'$ {line}\n{done.stdout}'
    assert told == shown
    repo.git('add', '-A')
    done = subprocess.run((SCRIPT, 'check', '--all'), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_demo_that_goes_otherwise_says_so(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match='not found'):
        list(demo.story(tmp_path, {'PATH': '/nowhere'}))


def test_every_hook_is_named() -> None:
    ids = re.findall(r'(?m)^- id: (\S+)$', MANIFEST)
    assert ids == ['sot-guard', 'sot-guard-all']
    for hook in ids:
        assert f'| `{hook}` |' in REFERENCE


def test_every_format_stands_in_a_table() -> None:
    pages = README + ''.join(file.read_text() for file in (PROJECT / 'docs').rglob('*.md'))
    for name in FORMATS:
        assert f'\n| `{name}` |' in pages


def test_every_status_stands_beside_its_exit_status() -> None:
    rows = dict(re.findall(r'(?m)^\| ([012]) \| (.*) \|$', REFERENCE))
    for status in Status:
        assert f'`{status.label}`' in rows[str(status.exit_status)]


def test_every_view_stands_in_the_table() -> None:
    rows = [f'| `{view.written}` | {view.meaning} | {view.hides} |' for view in VIEWS]
    assert '\n'.join(('|---|---|---|', *rows, '')) in REFERENCE


def test_the_names_in_the_rule_are_those_of_the_table() -> None:
    rule = REFERENCE.partition('## What is checked')[2].partition('## Exit')[0]
    guarded, _, others = rule.partition('but not')
    for name in re.findall(r'`([\w.*]+)`', guarded.partition('1. ')[2]):
        assert is_prose(name.replace('*', '').encode())
    for name in re.findall(r'`([\w.*]+)`', others.partition('or\n')[0]):
        assert name in FOLDER_NAMES


def test_the_version_is_one() -> None:
    assert list(release.differing(PROJECT)) == []


def test_ci_ends_with_the_test_command_of_the_readme() -> None:
    commands = re.findall(r'(?m)^```sh\n(.*)\n```$', README.partition('## Try it, test it')[2])
    assert (PROJECT / '.ci/run').read_text().splitlines()[-1] == commands[-1]


def test_the_configuration_is_one_that_can_be_read() -> None:
    shown = re.search(r'^```toml\n(.*?)^```$', REFERENCE, re.M | re.S)
    assert shown is not None
    config = parse(shown[1].encode(), '.sot-guard.toml')
    assert config is not None
    keys = {field.replace('_', '-') for field in Config._fields} - {'file', 'origins'}
    assert {key for key, _ in config.origins} == keys


def test_the_errors_are_those_that_are_printed() -> None:
    text = (
        b'inclde = []\ncompare = "txt"\n'
        b'[[pair]]\nsource = "a"\ncopies = ["b"]\n[[pair]]\nsource = "c"\ncopies = ["../x"]'
    )
    with pytest.raises(ConfigError) as e:
        parse(text, '.sot-guard.toml')
    for line in e.value.lines:
        assert f'\nsot-guard: {line}\n' in REFERENCE


def test_every_error_of_the_configuration_is_in_the_reference() -> None:
    source = ''.join((PROJECT / 'sot_guard/config' / name).read_text() for name in ('parse.py', 'locate.py'))
    pattern = r"errors\.append\(\s*f'(.*)'|yield f'(.*)'|ConfigError\(\[f'(.*)'\]|errors \+= \(f'(.*?)' "
    said = re.findall(pattern, source)
    texts = [next(filter(None, groups)) for groups in said]
    assert len(texts) > 15
    rows = REFERENCE.partition('<details>')[2].partition('</details>')[0]
    for text in texts:
        # what is wrong stands behind where it is, and before the remedy
        segments = [re.split(r'\{[^}]*\}|[,(]', part) for part in text.partition('; ')[0].split(': ')[1:]]
        phrase = next((words.strip() for segment in reversed(segments) for words in segment if words.strip()), '')
        assert phrase in rows, (text, phrase)


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    prose = re.sub(r'(?ms)^```.*?^```$', '', text)
    titles = re.findall(r'(?m)^#+ (.*)$', prose)
    return {re.sub(r'[^\w\- ]', '', title.lower()).replace(' ', '-') for title in titles}


@pytest.mark.parametrize('page', ['README.md', 'docs/reference.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'])
def test_links_lead_somewhere(page: str) -> None:
    file = PROJECT / page
    prose = re.sub(r'(?ms)^```.*?^```$', '', file.read_text())
    for target in re.findall(r'\]\(([^)\s]+)\)', prose):
        if not target.startswith('https://'):
            path, _, anchor = target.partition('#')
            found = file.parent / path if path else file
            assert found.is_file(), target
            assert not anchor or anchor in anchors(found.read_text()), target
