"""The commands that allow a finding, in states that no story has."""
from __future__ import annotations

from typing import Any

import pytest

from sot_guard.config.model import DEFAULT
from sot_guard.git.hook_context import hook_context
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Setting
from sot_guard.report.suppression import allow
from tests.support.reports import examined

PROGRAM = {'program': 'sot-guard'}
OWN = DEFAULT._replace(file='.sot-guard.toml')
EXCLUDE, ACCEPT = 'exclude X.md from the check', 'accept the current difference'


@pytest.mark.parametrize(
    ('pair', 'how', 'more', 'effects'), [
        (Pair(b'X.md', b'docs/X.md'), PROGRAM, {}, [EXCLUDE, ACCEPT]),
        (Pair(b'X.md', b'docs/X.md'), {}, {}, [EXCLUDE]),
        (Pair(b'X.md', b'docs/X.md'), {**PROGRAM, 'of_paths': True}, {}, [EXCLUDE]),
        (Pair(b'X.md', b'docs/X.md'), {**PROGRAM, 'commit': '1' * 40}, {}, [EXCLUDE]),
        (Pair(b'X.md', b'docs/X.md'), PROGRAM, {'has_config': True}, [ACCEPT]),
        # some shells have an echo that acts on a backslash
        (Pair(b'X\\.md', b'docs/X\\.md'), PROGRAM, {}, [ACCEPT]),
        (Pair(b'X.md', b'docs/X.md', configured=True), PROGRAM, {'config': OWN}, [ACCEPT]),
    ],
)
def test_what_allows_a_finding(pair: Pair, how: dict[str, Any], more: dict[str, Any], effects: list[str]) -> None:
    setting = Setting(hook_context({}, b'')._replace(**how), **more)
    assert [command.effect for command in allow(examined(pair), setting)] == effects
