"""What the whole parser reads, as far as the fast path knows it."""
from __future__ import annotations

import pytest

from sot_guard.config.model import PairRule
from sot_guard.config.parse import parse
from sot_guard.fastpath import parsed
from sot_guard.fastpath.rules import Unclear

FILE = '.sot-guard.toml'
FOLDERS = '[[pair]]\nsource = "docs/"\ncopies = ["site/"]\n'


def test_folders() -> None:
    config = parsed.read({FILE: f'{FOLDERS}under = "en"\nexclude = ["x"]\nextra = "forbid"\n'.encode()})
    assert config is not None and config.paths(folders=True) == {b'docs/', b'site/en/'}
    rule, = config.rules
    assert rule.is_strict and rule.is_held is not None and not rule.is_held(b'x') and rule.is_held(b'y')


@pytest.mark.parametrize('texts', [{}, {'pyproject.toml': b'[tool.other]\nname = "sot-guard"\n'}])
def test_none(texts: dict[str, bytes]) -> None:
    assert parsed.read(texts) is None


@pytest.mark.parametrize('texts', [
    pytest.param({FILE: b'x = 1\n'}, id='wrong'), pytest.param({FILE: b'docs-dir = "doc"\n'}, id='another folder'),
    pytest.param({FILE: b'', 'pyproject.toml': b'[tool.sot-guard]\n'}, id='two'),
    pytest.param({FILE: FOLDERS.replace('site', '*').encode()}, id='a glob of folders'),
    pytest.param({FILE: FOLDERS.replace('site/', '.').encode()}, id='the top level'),
    *(pytest.param({FILE: f'[[pair]]\nsource = "L"\ncopies = ["{glob}/L"]\n{more}'.encode()}, id=glob + more[:7])
      for glob, more in (('?', ''), ('[a]', ''), ('\u00e9*', ''), ('*', 'exclude = ["a/L"]\n'))),
])
def test_what_is_left_to_the_full_program(texts: dict[str, bytes]) -> None:
    with pytest.raises(Unclear):
        parsed.read(texts)


def test_keys_that_it_does_not_know_are_left_to_the_full_program(monkeypatch: pytest.MonkeyPatch) -> None:
    config = parse(FOLDERS.encode(), FILE)
    assert config is not None

    class Newer(PairRule):
        def __eq__(self, other: object) -> bool:
            return False
        __hash__ = None  # type: ignore[assignment]
    newer = config._replace(pair=(Newer(*config.pair[0]),))
    monkeypatch.setattr('sot_guard.fastpath.parsed.parse', lambda *_: newer)
    with pytest.raises(Unclear):
        parsed.read({FILE: FOLDERS.encode()})
