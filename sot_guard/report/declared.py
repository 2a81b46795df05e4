"""What to type where two files differ beyond what is declared: their declared differences have to stay, so no copy."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.escaping import visible
from sot_guard.report.advice import Command
from sot_guard.report.advice import Purpose
from sot_guard.report.evidence import Case
from sot_guard.report.question import Question
from sot_guard.report.spelling import Fix
from sot_guard.report.spelling import Steps
from sot_guard.report.suppression import allow
from sot_guard.worktree.read import ABSENT

# of these it is known what each file was when they last matched
_WITH_BASE = frozenset((Case.ONE_HERE, Case.BOTH_HERE, Case.ONE_EARLIER, Case.BOTH_EARLIER))


class Declared(Question):
    """Finds the commands for a pair with declared differences, or for such copies of one source."""

    def fixes(self) -> Iterator[Command]:
        """The commands, the recommended one first."""
        for effect, steps in (*self._carry(), *self._leave_out()):
            yield Command(Purpose.FIX, self.spell.fix(steps), f'{effect}{self.spell.where}')
        yield from allow(self.examined, self.setting)

    def _carry(self) -> Iterator[Fix]:
        """Carry what has changed into the other file, which keeps its own declared differences."""
        is_unread = self.evidence.case is Case.UNKNOWN and self.examined.history is None
        if not (self.evidence.case in _WITH_BASE or is_unread) or not self._can_resolve():
            return
        edited = any(side.is_edited for side in self.sides)
        if edited and any(side.only_staged for side in self.sides):
            return
        copy, source = map(visible, self.examined.pair.sides)
        changed = self.evidence.changed
        effect = 'merge both changes (a conflict is left to you)'
        if changed is not None:
            others = 'each copy' if len(self.group.copies) > 1 else copy
            effect = f'carry the change into {source if changed is self.examined.copy else others}'
        kept = ', keeping declared differences'
        yield f'{"stage your edits and " * edited}{effect}{kept}', self._resolve(stage_first=edited)

    def _can_resolve(self) -> bool:
        """Whether `resolve` would take the pair, once edits are staged."""
        how = self.setting.how
        if not how.program or (how.commit and not (how.checked_out or how.branch)):
            return False
        return all(map(self.spell.is_text, self.sides))

    def _resolve(self, *, stage_first: bool) -> Steps:
        pair, group, spell = self.examined.pair, self.group, self.spell
        first = (spell.add(*pair.sides),) if stage_first else spell.staged_before(pair.source, *group.copies)
        line = f'{self.setting.how.program} resolve {" ".join(map(spell.word, group.copies))}'
        return (*first, line, *spell.stage(pair.source, *group.copies, *group.identical))

    def _leave_out(self) -> Iterator[Fix]:
        """Take the change out of the commit; it stays on disk."""
        how, changed = self.setting.how, self.evidence.changed
        plain = not (how.commit or how.of_all or how.of_paths) and self.setting.merging is None
        if not plain or self.evidence.case is not Case.ONE_HERE or changed is None or len(self.group.copies) > 1:
            return
        if not (changed.hidden or changed.is_edited or changed.on_disk in (None, ABSENT)):
            effect = f'leave {visible(changed.path)} out of this commit (the change stays on disk)'
            yield effect, (self.spell.git('restore --staged', changed.path),)
