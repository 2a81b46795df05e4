"""How many lines a command loses, for scripts: by what it writes over and deletes. Pure."""
from __future__ import annotations

from sot_guard.report.advice import Command
from sot_guard.report.advice import Purpose
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import lines_lost
from sot_guard.report.examined import Examined
from sot_guard.report.spelling import Speller

# they change no file of the pair
_HARMLESS = (Purpose.LOOK, Purpose.MORE, Purpose.ALLOW, Purpose.SKIP)


def with_lines_lost(command: Command, examined: Examined, evidence: Evidence | None, spell: Speller) -> Command:
    """Return a command with the number of lines that it loses, as far as that is known."""
    return command._replace(lines_lost=_lines_lost(command, examined, evidence, spell))


def _lines_lost(command: Command, examined: Examined, evidence: Evidence | None, spell: Speller) -> int | None:
    if command.purpose in _HARMLESS:
        return 0
    if evidence is None:
        return None
    aside = spell.set_aside()
    if aside and set(aside) <= set(command.steps):
        return 0
    copy, source = examined.copy, examined.source
    removals = {steps[0] for _, steps in spell.removal()}
    total = 0
    for kept, target in ((copy, source), (source, copy)):
        is_gone = target is copy and not removals.isdisjoint(command.steps)
        is_outdated = evidence.changed not in (None, target)
        if not is_outdated and (is_gone or spell.writing(kept, target) in command.steps):
            lost = lines_lost(examined, target)
            if lost is None:
                return None
            total += lost
    return total
