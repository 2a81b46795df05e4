"""What `accept` did, as a record and in words."""
from __future__ import annotations

from typing import NamedTuple

from sot_guard.escaping import inert_lines
from sot_guard.escaping import visible
from sot_guard.pairing.pairs import Pair
from sot_guard.report.resolve import _INDENT
from sot_guard.worktree.write import Step


class Acceptance(NamedTuple):
    """What is to be written, if anything.

    `pairs`: those that are accepted now, each with whether it was so before; `step` is None where all were; `place`:
    the file, as seen from the user's directory.
    """

    top: bytes
    pairs: tuple[tuple[Pair, bool], ...]
    file: str
    step: Step | None
    place: str


def accepted(acceptance: Acceptance) -> str:
    """What `accept` has written."""
    if not acceptance.pairs:
        return 'no pair differs; nothing was written\n'
    lines = []
    for pair, before in acceptance.pairs:
        copy, source = (visible(path) for path in pair.sides)
        when = f'already in {acceptance.file}' if before else 'as staged now'
        lines.append(f'{copy} and {source}: accepted {when}')
    if acceptance.step is None:
        return inert_lines([*lines, 'Nothing was written'])
    return inert_lines([
        *lines, f'wrote {acceptance.place}', 'Stage and commit:',
        f'{_INDENT}git add {acceptance.place}',
    ])
