"""What else to type where the contents of two files differ, each with what it loses."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.escaping import visible
from sot_guard.git.trees import Kind
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import loss_of
from sot_guard.report.evidence import reading_order
from sot_guard.report.examined import FileState
from sot_guard.report.question import Question
from sot_guard.report.spelling import Fix
from sot_guard.report.spelling import kept_edits
from sot_guard.worktree.read import ABSENT


class Alternatives(Question):
    """Finds the commands that overwrite or delete a file, or leave a change out of the commit."""

    def fixes(self) -> Iterator[Fix]:
        """Yield each effect with its steps; what undoes the change comes first."""
        yield from self._leave_out()
        copy, source = self.examined.copy, self.examined.source
        kept, target = reading_order(self.examined, self.evidence)
        yield from self._overwrite(kept, target)
        yield from self._overwrite(target, kept)
        if not self.examined.pair.configured and source.entry.kind is Kind.FILE:
            for effect, steps in self.spell.removal():
                yield f'{effect}{self._loss(copy, "found only in")}', steps

    def _loss(self, target: FileState, lines_are: str = 'of') -> str:
        return loss_of(self.examined, target, self.evidence.case, self.setting.how.commit, lines_are)

    def _leave_out(self) -> Iterator[Fix]:
        """Take the change out of the commit; it stays on disk."""
        how, changed = self.setting.how, self.evidence.changed
        plain = not (how.commit or how.of_all or how.of_paths) and self.setting.merging is None
        if not plain or self.evidence.case is not Case.ONE_HERE or changed is None:
            return
        if len(self.group.copies) > 1 and changed is self.examined.copy:
            return
        if not (changed.hidden or changed.is_edited or changed.on_disk in (None, ABSENT)):
            effect = f'leave {visible(changed.path)} out of this commit (the change stays on disk)'
            yield effect, (self.spell.git('restore --staged', changed.path),)

    def _overwrite(self, kept: FileState, target: FileState) -> Iterator[Fix]:
        is_source = target is self.examined.source
        # the other copies would differ from a source that is overwritten
        if len(self.group.copies) == self.group.total if is_source else len(self.group.copies) == 1:
            effect = f'overwrite {visible(target.path)} with {visible(kept.path)}'
            yield f'{effect}{self._loss(target)}{kept_edits(target)}', self.spell.copy_over(kept, target)
