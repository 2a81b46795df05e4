"""What to type where the contents of two files differ: by the evidence, what loses nothing first."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.difference import MARKER
from sot_guard.escaping import visible
from sot_guard.report.advice import Command
from sot_guard.report.advice import Purpose
from sot_guard.report.alternatives import Alternatives
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import has_conflict
from sot_guard.report.evidence import lines_lost
from sot_guard.report.evidence import loss_of
from sot_guard.report.evidence import replaced_in
from sot_guard.report.examined import FileState
from sot_guard.report.lfs import HalfLfs
from sot_guard.report.question import Question
from sot_guard.report.referring import overwrite_reference
from sot_guard.report.referring import referring_files
from sot_guard.report.spelling import Fix
from sot_guard.report.spelling import has_crlf
from sot_guard.report.spelling import kept_edits
from sot_guard.report.spelling import marked_no_more
from sot_guard.report.spelling import Steps
from sot_guard.report.suppression import allow
from sot_guard.report.suppression import declare
from sot_guard.worktree.read import ABSENT

# a command with more paths is no command to paste
_MAX_COPIES = 10


class Divergent(Question):
    """Finds the commands for a pair, or for copies that differ from their source in the same way."""

    @property
    def _lfs(self) -> HalfLfs:
        return HalfLfs(self.examined, self.setting)

    @property
    def _is_many(self) -> bool:
        return len(self.group.copies) > 1

    def fixes(self) -> Iterator[Command]:
        """The commands, the recommended one first."""
        if self.evidence.case is Case.UNLIKE and not any(self._agreement()):
            yield from allow(self.examined, self.setting, Purpose.FIX, ' if these are two documents')
        fixes = [Command(Purpose.FIX, self.spell.fix(steps), f'{effect}{self.spell.where}')
                 for effect, steps in self._fixes()]
        # what two files differ in that were never identical may be meant; two titles are, and no command can merge them
        is_new = self.evidence.case in (Case.ALIKE, Case.UNLIKE)
        place = 0 if is_new and 'first-heading' in self.examined.declarable else 1
        yield from fixes[:place]
        yield from declare(self.examined, self.setting, Purpose.FIX if is_new else Purpose.ALLOW)
        yield from fixes[place:]
        yield from allow(self.examined, self.setting)

    def _fixes(self) -> Iterator[Fix]:
        marked = [side for side, text in zip(self.sides, self.examined.texts or (), strict=False)
                  if has_conflict(text, self.examined.pair.copy)]
        referring = referring_files(self.examined)
        if referring:
            # no command at all where each refers to the other
            yield from self._from_counterpart(marked, referring[0]) if len(referring) == 1 else ()
            return
        if marked:
            yield from self._unmark(marked)
        elif self._lfs.is_needed:
            yield from self._lfs.fixes()
        else:
            yield from self._first(self._agreement(), self._recommended())
        yield from self._alternatives()

    @staticmethod
    def _first(*ways: Iterator[Fix]) -> Iterator[Fix]:
        """All of the first way that has any."""
        for way in ways:
            found = list(way)
            if found:
                yield from found
                return

    # ---- the recommended one

    def _recommended(self) -> Iterator[Fix]:
        case, changed = self.evidence.case, self.evidence.changed
        if changed is not None:
            yield from self._carry(changed)
        elif case in (Case.BOTH_HERE, Case.BOTH_EARLIER):
            yield from self._merge()
        elif case is not Case.UNLIKE:
            yield from self._without_base()
        elif not any(allow(self.examined, self.setting)):
            yield from self._set_aside()

    def _carry(self, changed: FileState) -> Iterator[Fix]:
        """One file changed: the other one takes it, unless nothing is left in it."""
        other = self.examined.source if changed is self.examined.copy else self.examined.copy
        texts = self.examined.texts
        if texts is not None and not texts[0 if changed is self.examined.copy else 1].strip():
            changed, other = other, changed
        if self._is_many or (self.group.identical and changed is self.examined.copy):
            yield from self._carry_to_many(changed)
            return
        effect = f'copy {visible(changed.path)} to {visible(other.path)}'
        if changed is not self.evidence.changed:
            effect = f'restore {visible(other.path)} from {visible(changed.path)}'
        elif self.evidence.case is Case.ONE_HERE:
            effect = f'copy the change to {visible(other.path)}'
        replaced = replaced_in(self.examined, other) if changed is self.evidence.changed else ''
        effect += kept_edits(other) or replaced
        yield effect, self.spell.copy_over(changed, other)

    def _carry_to_many(self, changed: FileState) -> Iterator[Fix]:
        copies, source = self.group.copies, self.examined.pair.source
        count = len(copies) if changed is self.examined.source else len(self.group.identical) + 1
        to = f'all {count:,} copies' if count > 1 else visible(copies[0])
        effect = f'copy {visible(changed.path)} over {to}'
        if changed is self.examined.copy:
            others = ' and its other copies' * bool(self.group.identical)
            effect = f'copy {visible(changed.path)} to {visible(source)}{others}'
        else:
            effect += replaced_in(self.examined, self.examined.copy, count)
        if self._can_resolve():
            yield effect, self._resolve(changed_source=changed is self.examined.copy)
            return
        targets = list(copies) if changed is self.examined.source else [source, *self.group.identical]
        if len(targets) <= _MAX_COPIES and not self.setting.how.commit:
            steps = [f'cp {self.spell.word(changed.path)} {self.spell.word(target)}' for target in targets]
            yield effect, (*steps, *self.spell.stage(source, *copies, *self.group.identical))

    def _resolve(self, options: str = '', *, changed_source: bool = True, stage_first: bool = False) -> Steps:
        """`resolve` for all that the finding is about, with what stages the result."""
        pair, group, spell = self.examined.pair, self.group, self.spell
        is_all = len(group.copies) + len(group.identical) == group.total > 1
        named = [pair.source] if is_all else list(group.copies)
        paths = [pair.source, *group.copies, *(group.identical if changed_source else ())]
        changed = list(pair.sides) if group.total == 1 else [pair.source, *group.copies]
        if group.total == 1:
            paths = changed
        first = (spell.add(*changed),) if stage_first else spell.staged_before(*changed)
        line = f'{self.setting.how.program} resolve {options}{" ".join(map(spell.word, named))}'
        end = spell.git('commit --', *paths) if self.setting.how.of_paths else spell.add(*paths)
        return (*first, line, end)

    def _merge(self) -> Iterator[Fix]:
        """Both changed: merge, where resolve would do it; else keep both apart."""
        effect = 'merge both changes (a conflict is left to you)'
        if not self._can_resolve():
            yield from self._merge_with_edits()
            yield from self._set_aside()
        else:
            yield effect, self._resolve()

    def _merge_with_edits(self) -> Iterator[Fix]:
        edited = [side for side in self.sides if side.is_edited]
        if edited and self._can_resolve(edited=True) and not any(side.only_staged for side in self.sides):
            effect = 'stage your edits and merge both changes (a conflict is left to you)'
            yield effect, self._resolve(stage_first=True)

    def _set_aside(self) -> Iterator[Fix]:
        steps = self.spell.set_aside()
        if steps:
            copy, source = map(visible, self.examined.pair.sides)
            yield f'save {copy} in archive/ and overwrite it with {source}', steps

    def _without_base(self) -> Iterator[Fix]:
        """They were never identical, or nobody knows when: what has all lines of the other one is copied."""
        yield from self._first(self._contained(), self._by_late_history(), self._apart())

    def _contained(self) -> Iterator[Fix]:
        difference = self.examined.difference
        is_harmless = difference is not None and difference.harmless
        for kept, lost in (self.sides[::-1], self.sides) if self.examined.texts is not None else ():
            if not lines_lost(self.examined, lost):
                why = '' if is_harmless else f' (it has all lines of {visible(lost.path)})'
                effect = f'copy {visible(kept.path)} to {visible(lost.path)}{why}'
                yield f'{effect}{kept_edits(lost)}', self.spell.copy_over(kept, lost)
                return

    def _by_late_history(self) -> Iterator[Fix]:
        setting = self.setting
        if self.evidence.case is Case.UNKNOWN and self._can_resolve():
            if setting.is_shallow and setting.has_remote:
                yield 'fetch the history, then merge both changes', ('git fetch --unshallow', *self._resolve())
            elif not setting.is_shallow and self.examined.history is None:
                yield 'merge the changes since both files were identical', self._resolve()

    def _apart(self) -> Iterator[Fix]:
        """Nothing is lost: sections are appended, or the copy is put away."""
        copy, source = self.sides
        difference = self.examined.difference
        sections = difference is not None and difference.copy.unit == 'section' and difference.copy.total > 1
        if sections and self._can_resolve():
            effect = f'append to {visible(source.path)} the sections that only {visible(copy.path)} has'
            yield effect, self._resolve('--append-unique ')
        else:
            yield from self._set_aside()

    def _can_resolve(self, *, edited: bool = False) -> bool:
        """Whether `resolve` would take the pair."""
        how = self.setting.how
        if not how.program or (how.commit and not (how.checked_out or how.branch)):
            return False
        texts = self.examined.texts
        if texts is not None and set(MARKER.findall(texts[0])) != set(MARKER.findall(texts[1])):
            return False  # it takes new ones for a conflict
        return all(self.spell.is_text(side) and (edited or not side.is_edited) for side in self.sides)

    def _agreement(self) -> Iterator[Fix]:
        """The files on disk agree already: stage them, if the index has no line that would be lost by it."""
        copy, source = self.sides
        if copy.hidden or source.hidden or copy.filtered or has_crlf(self.examined):
            return
        if copy.only_staged or source.only_staged or None in (copy.on_disk, source.on_disk) or self._is_many:
            return
        assert copy.on_disk is not None and source.on_disk is not None
        names = visible(copy.path), visible(source.path)
        if source.on_disk.sha256 == copy.document_sha256:
            yield f'stage {names[1]}, which equals {names[0]} on disk', self.spell.stage(source.path)
        elif copy.on_disk.sha256 == source.document_sha256:
            yield f'stage {names[0]}, which equals {names[1]} on disk', self.spell.stage(copy.path)
        elif copy.on_disk == source.on_disk != ABSENT:
            yield f'stage {names[0]} and {names[1]}, which are equal on disk', self.spell.stage(copy.path, source.path)

    def _from_counterpart(self, marked: list[FileState], side: FileState) -> Iterator[Fix]:
        """A file refers to its counterpart: it is overwritten, and what it holds is kept."""
        other, keep = (self.examined.source, 'source') if side is self.examined.copy else (self.examined.copy, 'copy')
        is_marked = other in marked
        if is_marked and not self.spell.can_edit:
            yield from self._unmark([other])
            return
        options = f'--keep {keep} --archive archive '
        steps = self._resolve(options, stage_first=is_marked) if is_marked or self._can_resolve() else ()
        found = overwrite_reference(self.examined, self.spell, side, steps)
        if is_marked:  # it is not merged into what refers to it, and its markers are copied nowhere
            effect, steps = next(found)
            edit = f'remove the conflict markers from {visible(other.path)} by hand and {effect}'
            yield edit, (marked_no_more(other), *steps)
            return
        yield from found

    # ---- conflicts in a text

    def _unmark(self, marked: list[FileState]) -> Iterator[Fix]:
        """A conflict is open in a file: a person decides, then what was decided is merged or copied."""
        names = ' and '.join(visible(side.path) for side in marked)
        edit = f'remove the conflict markers from {names} by hand and'
        known = self.evidence.case in (Case.ONE_HERE, Case.BOTH_HERE, Case.ONE_EARLIER, Case.BOTH_EARLIER, Case.OLDER)
        if known and self.spell.can_edit:
            yield f'{edit} merge both changes', self._resolve(stage_first=True)
        elif len(marked) == 1:
            side = marked[0]
            other = self.examined.source if side is self.examined.copy else self.examined.copy
            copied = (marked_no_more(side), *self.spell.copy_over(side, other))
            yield f'{edit} copy it to {visible(other.path)}{loss_of(self.examined, other)}', copied

    # ---- the alternatives

    def _alternatives(self) -> Iterator[Fix]:
        if self._lfs.is_needed:
            return  # whatever is copied, the blobs differ
        yield from Alternatives(self.examined, self.evidence, self.group, self.setting).fixes()
        if self.evidence.changed is None:
            yield from self._set_aside()
        elif self._can_resolve() and not self.setting.how.commit:
            is_copy = self.evidence.changed is self.examined.copy
            yield 'copy the change with sot-guard resolve', self._resolve(changed_source=is_copy)
