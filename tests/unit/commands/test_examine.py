"""What very many findings, and very many copies, do not get each."""
from __future__ import annotations

from typing import Any

import pytest

from sot_guard.analysis import repeats
from sot_guard.commands import examine
from sot_guard.commands import folders
from sot_guard.report import printed_commands
from sot_guard.report.advice import Command
from sot_guard.report.examined import Examined
from tests.support.repo import Repo
from tests.support.repo import Run

COPIES = '[[pair]]\nsource = "source"\ncopies = ["copies/*"]\n'


def test_many_copies_that_differ_alike_have_the_same_commands(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put('.sot-guard.toml', COPIES)
    repo.put('source', 'one\n')
    for number in range(7):
        repo.put(f'copies/{number}', 'two\n' if number else 'three\n')
    asked: list[bytes] = []

    def commands(examined: Examined, *more: Any) -> tuple[Command, ...]:
        asked.append(examined.pair.copy)
        return printed_commands.commands(examined, *more)
    monkeypatch.setattr(examine, 'commands', commands)
    monkeypatch.setattr(examine, 'MAX_DETAILED', 2)
    findings = run('check', '--format', 'json').json['findings']
    # those that are looked at on disk are others
    assert asked == [b'copies/0', b'copies/1', b'copies/2']
    found = [finding['commands'] for finding in findings]
    assert found[2] == found[3] == found[6] != found[1]
    monkeypatch.setattr(examine, 'MAX_DETAILED', 5)
    asked.clear()
    run('check', '--format', 'json')
    assert len(asked) == 7


def test_what_to_configure_is_said_of_the_first_findings(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ('A.md', 'B.md', 'C.md'):
        repo.put_pair(name, f'{name} 1\n', f'{name} 2\n')
    monkeypatch.setattr(examine, 'MAX_GROUPS', 2)
    findings = run('check', '--format', 'json').json['findings']
    assert [bool(finding['way_out']) for finding in findings] == [True, True, False]


def test_contents_of_too_many_names_are_compared_byte_by_byte(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put('.sot-guard.toml', COPIES + 'compare = "text"\n')
    repo.put('source', 'one\ntwo\n')
    for number, text in enumerate(('one\r\ntwo\r\n', 'one\ntwo\r\n', 'one\r\ntwo')):
        repo.put(f'copies/{number}', text)
    assert run('check').status == 0
    monkeypatch.setattr(repeats, 'MAX_WORK', 0)
    result = run('check')
    told = 'too many files have the same long contents: of 2 pairs every byte was compared'
    assert (result.status, told in result.err + result.out) == (1, True)


def test_folders_that_find_nothing_are_named_up_to_a_number(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = ''.join(f'[[pair]]\nsource = "s{number}/"\ncopies = ["c{number}/"]\n' for number in range(4))
    repo.put('.sot-guard.toml', tables)
    monkeypatch.setattr(folders, 'MAX_NAMED', 3)
    err = run('check').err
    assert err.count('s3/ does not exist') == 0 and err.count('does not exist') == 3
    assert 'and 1 more folders and globs of a [[pair]] that find nothing' in err
    monkeypatch.setattr(folders, 'MAX_NAMED', 4)
    err = run('check').err
    assert err.count('does not exist') == 4 and 'more' not in err
