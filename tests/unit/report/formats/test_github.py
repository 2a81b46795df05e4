"""What a runner makes of our annotations."""
from __future__ import annotations

import pytest

from sot_guard.escaping import visible
from sot_guard.report.formats import github
from tests.support.ci_logs import parse_log
from tests.support.repo import Repo
from tests.support.repo import Run

HOSTILE = (
    b'::error::x', b'##[error]x', b'\r::error::x', b'\x1b[2J', b'%0A::error::x', b'a,line=7::x', b':,%', b'\xff',
    b'\xe2\x80\xae',
)


@pytest.mark.state('R-OUT-02', 'R-OUT-03', 'R-OUT-23')
@pytest.mark.parametrize('hostile', HOSTILE)
@pytest.mark.parametrize('in_content', [False, True])
def test_a_runner_finds_our_annotations_and_nothing_else(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch, hostile: bytes, in_content: bool,
) -> None:
    monkeypatch.setenv('GITHUB_ACTIONS', 'true')
    name = b'GUIDE.md' if in_content else hostile + b'.md'
    content = hostile + b'\n' if in_content else b'one\n'
    repo.commit_pair(name.decode('utf-8', 'surrogateescape'), b'# a\n\n' + content)
    repo.put(name, b'# a\n\n' + content + hostile + b'\n')
    result = run('check', '--staged')
    (command,) = parse_log(result.out + result.err)
    assert command.name == 'error'
    assert command.properties['title'] == 'sot-guard'
    assert command.data.startswith(f'{visible(name)} and docs/{visible(name)} differ')
    if 'file' in command.properties:
        assert command.properties == {'file': name.decode(), 'line': '4', 'title': 'sot-guard'}
    if in_content:
        assert visible(hostile) not in command.data
    # without a runner there is none
    monkeypatch.delenv('GITHUB_ACTIONS')
    result = run('check', '--staged')
    assert list(parse_log(result.out + result.err)) == []


def test_other_formats_and_fine_runs_are_not_annotated(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('GITHUB_ACTIONS', 'true')
    repo.commit_pair()
    assert run('check', '--verbose').out.count('::') == 0
    repo.put('GUIDE.md', 'two\n')
    assert not list(parse_log(run('check', '--format', 'json').out))


def test_an_annotation_has_no_half_of_a_command(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair(f'{"n" * 100}.md', 'one\n', 'two\n')
    assert run('check', '--format', 'github').out.count(' && git add ') == 1
    monkeypatch.setattr(github, 'MAX_CHARACTERS', 300)
    assert run('check', '--format', 'github').out.count('%0A') == 0
