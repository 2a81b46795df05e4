"""What to type where a file refers to its counterpart, and `resolve` cannot be used."""
from __future__ import annotations

import pytest

from sot_guard.git.hook_context import hook_context
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Setting
from sot_guard.report.referring import overwrite_reference
from sot_guard.report.spelling import Speller
from tests.support.reports import examined


@pytest.mark.parametrize(
    ('commit', 'refers', 'effects'), [
        ('', 'copy', []),
        ('', 'source', []),
        ('1' * 40, 'copy', ['overwrite X.md with docs/X.md', 'delete X.md']),
        ('1' * 40, 'source', ['overwrite docs/X.md with X.md']),
    ],
)
def test_nothing_is_overwritten_that_no_commit_has(commit: str, refers: str, effects: list[str]) -> None:
    made = examined(Pair(b'X.md', b'docs/X.md'))
    spell = Speller(made, Setting(hook_context({}, b'')._replace(commit=commit)))
    side = made.copy if refers == 'copy' else made.source
    found = [effect.partition(' (')[0] for effect, _ in overwrite_reference(made, spell, side, ())]
    assert found == effects
