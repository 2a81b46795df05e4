"""How a missing file is made a copy of another one, in states that no story has."""
from __future__ import annotations

from typing import Any

import pytest

from sot_guard.analysis.status import Status
from sot_guard.git.hook_context import hook_context
from sot_guard.pairing.pairs import Pair
from sot_guard.report.advice import Setting
from sot_guard.report.spelling import Speller
from sot_guard.worktree.read import ABSENT
from sot_guard.worktree.read import DiskFile
from tests.support.reports import CONTENT
from tests.support.reports import ENTRY
from tests.support.reports import examined

ON_DISK = DiskFile(CONTENT.sha256, CONTENT.sha256)
OTHER = DiskFile('1' * 64, '1' * 64)
MADE = f'git update-index --add --cacheinfo 100644,{ENTRY.oid},a/LICENSE'
WRITTEN = 'git checkout-index -u -- a/LICENSE'


@pytest.mark.parametrize(
    ('kept', 'in_place', 'how', 'steps'), [
        pytest.param(
            {}, ABSENT, {}, ('mkdir -p a', 'cp LICENSE a/LICENSE', 'git add a/LICENSE LICENSE'), id='as it is on disk',
        ),
        pytest.param({}, OTHER, {}, (MADE,), id='what lies in its place is kept'),
        pytest.param({'filtered': True}, ABSENT, {}, (MADE, WRITTEN), id='git converts it'),
        pytest.param(
            {'filtered': True}, ABSENT, {'of_paths': True}, (MADE, WRITTEN, 'git commit -- a/LICENSE LICENSE'),
            id='for a commit of paths',
        ),
        pytest.param({}, OTHER, {'commit': '1' * 40}, (MADE, WRITTEN), id='of a commit'),
    ],
)
def test_a_missing_file(
    kept: dict[str, Any], in_place: DiskFile, how: dict[str, Any], steps: tuple[str, ...],
) -> None:
    made = examined(Pair(b'a/LICENSE', b'LICENSE'), Status.COPY_MISSING)
    source = made.source._replace(on_disk=ON_DISK, **kept)
    made = made._replace(copy=made.copy._replace(on_disk=in_place), source=source)
    speller = Speller(made, Setting(hook_context({}, b'')._replace(**how)))
    assert speller.copy_anew(source, made.copy) == steps
