"""The real history behind the first report of this kind, where it is at hand; its text is other people's."""
from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from tests.support.repo import PROGRAM
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import shell

BUNDLE = Path(__file__).parents[3] / 'shared/data/autopack-sot.bundle'

pytestmark = pytest.mark.skipif(not BUNDLE.exists(), reason='the bundle of the seed is not beside the checkout')

# from the first report (CRLF), and as stored (LF)
SUMS = {
    ('BUILD_HISTORY.md', 'root'): '5e0e91775ad4704961f2bebabbaa61a920ad11bffcc8215d848ab67fe96d9b84',
    ('DEBUG_LOG.md', 'root'): '4787e0da',
    ('DEBUG_LOG.md', 'docs'): 'f63f940b',
}
SIZES = {
    ('BUILD_HISTORY.md', 'root'): (103_163, 101_393),
    ('DEBUG_LOG.md', 'root'): (53_029, 51_925),
    ('DEBUG_LOG.md', 'docs'): (102_209, 100_731),
}


@pytest.fixture
def seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    subprocess.run(('git', 'clone', '-q', '-b', 'main', str(BUNDLE), str(tmp_path / 'seed')), check=True)
    monkeypatch.chdir(tmp_path / 'seed')
    return Repo(tmp_path / 'seed')


def test_sizes_as_stored(seed: Repo, run: Run) -> None:
    findings = {finding['file']: finding for finding in run('check', '--format', 'json').json['findings']}
    assert {name: finding['status'] for name, finding in findings.items()} == {
        'BUILD_HISTORY.md': 'divergent', 'DEBUG_LOG.md': 'divergent',
    }
    for (name, side), (_, size) in SIZES.items():
        assert findings[name][f'{side}_size_bytes'] == size


def test_sums_and_sizes_of_the_first_report(seed: Repo, run: Run) -> None:
    for name in ('BUILD_HISTORY.md', 'DEBUG_LOG.md'):
        for path in (name, f'docs/{name}'):
            seed.put(path, seed.read(path).replace(b'\n', b'\r\n'))
    findings = {finding['file']: finding for finding in run('check', '--staged', '--format', 'json').json['findings']}
    for (name, side), sha256 in SUMS.items():
        assert findings[name][f'{side}_sha256'].startswith(sha256)
        assert findings[name][f'{side}_size_bytes'] == SIZES[name, side][0]


def test_every_printed_command_works_on_the_real_data(seed: Repo, run: Run) -> None:
    documents = run('check', '--format', 'json').json['findings']
    assert len(documents) == 2
    for finding in documents:
        commands = finding['commands']
        purposes = [command['purpose'] for command in commands]
        assert purposes == ['cure'] * 5 + ['allow'] * 2 + ['look'] * 2 + ['more']
        assert commands[0]['command'].startswith(f'{PROGRAM} resolve --append-unique {finding["file"]} && ')
        for command in commands:
            seed.git('reset', '-q', '--hard')
            seed.git('clean', '-qfd')
            done = shell(command['command'], seed.path)
            if command['purpose'] == 'look':
                assert done.returncode in (0, 1)
                assert len(done.stdout) > 100_000
            elif command['purpose'] == 'more':
                assert (done.returncode, finding['file'].encode() in done.stdout) == (1, True)
            else:
                assert done.returncode == 0
                assert run.findings().get(finding['file'], 'accepted') != 'divergent'
        first, second, *_ = finding['commands']
        assert 'loses' not in first['effect']
        assert second['effect'].startswith(f'overwrite {finding["docs_path"]} with {finding["file"]} (loses 1,')


@pytest.mark.parametrize('options', [['--append-unique'], ['--archive', 'archive']], ids=' '.join)
def test_one_command_brings_the_real_data_together(seed: Repo, run: Run, options: list[str]) -> None:
    names = 'BUILD_HISTORY.md', 'DEBUG_LOG.md'
    before = {name: seed.read(name) for name in names}
    documents = [read_document(content, Format.MARKDOWN) for content in before.values()]
    sections = [document.lines[at.start:at.stop] for document in documents for _, at in document.sections()]
    assert len(sections) == 28 + 24
    done = run('resolve', *options, '--then', 'delete', *names)
    assert (done.status, done.err) == (0, '')
    files = [path for path in seed.path.rglob('*.md') if '.git' not in path.parts]
    assert not any((seed.path / name).exists() for name in names)
    text = b''.join(b'\n' + path.read_bytes() for path in files)
    assert all(b'\n' + b'\n'.join(lines) + b'\n' in text for lines in sections)
    for name in names:
        # by the line, and by what the program says of it
        kept = [path.read_bytes() for path in files if path.name.startswith(name.removesuffix('.md'))]
        assert not plain(before[name]) - sum(map(plain, kept), Counter())
        found = [absent(read_text(before[name], Format.MARKDOWN), read_text(one, Format.MARKDOWN)) for one in kept]
        assert any(one.is_found for one in found)
    again = run('resolve', *options, '--then', 'delete', *names)
    assert (again.status, 'no file on disk was changed\n' in again.out) == (0, True)
    seed.git('add', '-A')
    assert run('check', '--all') == (0, '', '')


def plain(content: bytes) -> Counter[bytes]:
    return Counter(line for line in content.split(b'\n') if line.strip())


def test_the_report_says_what_would_be_lost(seed: Repo, run: Run) -> None:
    out = run('check').out
    assert out.startswith(
        'BUILD_HISTORY.md and docs/BUILD_HISTORY.md were never identical (57 of 1,575 lines in common).\n',
    )
    assert '\nDEBUG_LOG.md and docs/DEBUG_LOG.md were never identical (18 of 1,158 lines in common).\n' in out
    out = run('check', '--verbose').out
    log = out.index('\nDEBUG_LOG.md and ')
    for text, expected in (
        (out[:log], [
            '  Or overwrite BUILD_HISTORY.md with docs/BUILD_HISTORY.md '
            '(loses 1,362 lines of BUILD_HISTORY.md; still in HEAD):',
            '  History: never identical in 112 commits',
            '  deleting BUILD_HISTORY.md loses 1,362 of 1,419 lines (missing from docs/BUILD_HISTORY.md)',
            '    0 of 28 sections are also in docs/BUILD_HISTORY.md',
            '    entries missing from docs/BUILD_HISTORY.md: 1 (BUILD-132)',
            '    same id, different text: 20 sections (BUILD-146, BUILD-144, BUILD-129, BUILD-042, BUILD-041)',
        ]),
        (out[log:], [
            '  Or overwrite DEBUG_LOG.md with docs/DEBUG_LOG.md (loses 894 lines of DEBUG_LOG.md; still in HEAD):',
            '  History: never identical in 44 commits',
            '  deleting DEBUG_LOG.md loses 894 of 912 lines (missing from docs/DEBUG_LOG.md)',
            '    0 of 24 sections are also in docs/DEBUG_LOG.md',
            '    entries missing from docs/DEBUG_LOG.md: 1 (BUILD-146)',
        ]),
    ):
        lines = text.splitlines()
        assert [line for line in expected if line not in lines] == []
