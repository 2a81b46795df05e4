"""How many lines a command loses, for scripts: by what it writes over and deletes. Pure."""
from __future__ import annotations

from sot_guard.report.advice import Command
from sot_guard.report.advice import Purpose
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import lines_lost
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.spelling import Speller

# they change no file of the pair
_HARMLESS = (Purpose.LOOK, Purpose.MORE, Purpose.ALLOW, Purpose.SKIP)


class LostLines:
    """Counts what the commands of one finding lose."""

    def __init__(self, examined: Examined, evidence: Evidence | None, spell: Speller) -> None:
        self._examined = examined
        self._evidence = evidence
        copy, source = examined.copy, examined.source
        self._aside: frozenset[str] = frozenset()
        self._removals: frozenset[str] = frozenset()
        self._writing: list[tuple[FileState, str]] = []
        if evidence is not None:
            self._aside = frozenset(spell.set_aside())
            self._removals = frozenset(steps[0] for _, steps in spell.removal())
            self._writing = [(target, spell.writing(kept, target)) for kept, target in ((copy, source), (source, copy))]

    def counted(self, command: Command) -> Command:
        """Return a command with the number of lines that it loses, as far as that is known."""
        return command._replace(lines_lost=self._lost(command))

    def _lost(self, command: Command) -> int | None:
        if command.purpose in _HARMLESS:
            return 0
        if self._evidence is None:
            return None
        if self._aside and self._aside.issubset(command.steps):
            return 0
        total = 0
        for target, writing in self._writing:
            is_gone = target is self._examined.copy and not self._removals.isdisjoint(command.steps)
            is_outdated = self._evidence.changed not in (None, target)
            if not is_outdated and (is_gone or writing in command.steps):
                lost = lines_lost(self._examined, target)
                if lost is None:
                    return None
                total += lost
        return total
