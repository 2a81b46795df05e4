"""Which commands fix a finding, the recommended one first. Pure: an examined pair and its evidence in, commands out.

The first command loses no line that exists nowhere else: in neither file, nor the index, nor HEAD's tree.
"""
from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.config.model import OWN_FILE
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.git.trees import Kind
from sot_guard.report.advice import Command
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Purpose
from sot_guard.report.advice import Setting
from sot_guard.report.declared import Declared
from sot_guard.report.divergent import Divergent
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import reading_order
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.lost_lines import LostLines
from sot_guard.report.quoting import SKIP
from sot_guard.report.spelling import Speller
from sot_guard.report.spelling import Steps
from sot_guard.report.suppression import allow
from sot_guard.report.suppression import suppression
from sot_guard.worktree.read import ABSENT

# of how many findings the commands are written out; of those that name many copies, of fewer
MAX_GROUPS = 500
_MAX_LARGE_GROUPS = 50
_MIN_LARGE = 50


def commands(
    examined: Examined, evidence: Evidence | None, group: Group, setting: Setting,
) -> tuple[Command, ...]:
    """Return the commands for a finding, in the order in which to try them."""
    paths = (*examined.pair.sides, *group.copies, *group.identical)
    most = MAX_GROUPS if len(paths) < _MIN_LARGE else _MAX_LARGE_GROUPS
    # what may refer to its counterpart is not copied over it
    is_read = examined.copy.side.may_refer and examined.source.side.may_refer
    if not (examined.status.exit_status and is_read and abs(group.number) <= most and all(map(is_plain, paths))):
        return ()
    advisor = _Advisor(examined, evidence, group, setting)
    if examined.compared.is_mode_only:
        fixes = advisor.fixes(advisor.same_mode(evidence and evidence.changed))
    elif evidence is not None:
        finder = Declared if examined.pair.differ else Divergent
        fixes = finder(examined, evidence, group, setting).fixes()
    else:
        fixes = advisor.fixes(_FIXES[examined.status](advisor))
    unique: dict[Steps, Command] = {}
    for command in fixes:
        unique.setdefault(command.steps, command)
    every = (*unique.values(), *advisor.looks(), *advisor.more(), *advisor.skip())
    return tuple(map(LostLines(examined, evidence, advisor.spell).counted, every))


class _Advisor(NamedTuple):
    examined: Examined
    evidence: Evidence | None
    group: Group
    setting: Setting

    @property
    def spell(self) -> Speller:
        return Speller(self.examined, self.setting)

    @property
    def sides(self) -> tuple[FileState, FileState]:
        return self.examined.copy, self.examined.source

    def fixes(self, found: Iterator[tuple[str, Steps]]) -> Iterator[Command]:
        """The fixes of a pair that is not divergent, then what allows it."""
        for effect, steps in found:
            yield Command(Purpose.FIX, self.spell.fix(steps), f'{effect}{self.spell.where}')
        is_module = self.examined.status is Status.SUBMODULE
        yield from allow(self.examined, self.setting, Purpose.FIX if is_module else Purpose.ALLOW)

    # ---- to look

    def looks(self) -> Iterator[Command]:
        """What shows the state of the pair."""
        if self.examined.status in _LOOKS:
            for effect, line in _LOOKS[self.examined.status](self):
                yield Command(Purpose.LOOK, self.spell.placed((line,)), effect)

    def look_at_texts(self) -> Iterator[tuple[str, str]]:
        old, new = reading_order(self.examined, self.evidence)
        if ABSENT not in (old.on_disk, new.on_disk):
            names = f'{self.spell.word(old.path)} {self.spell.word(new.path)}'
            yield 'show the full diff of the files on disk', f'git diff --no-index {names}'
        yield 'show the full diff of what was checked', f'git diff {old.entry.oid} {new.entry.oid}'

    def look_at_entries(self) -> Iterator[tuple[str, str]]:
        commit = self.setting.how.commit
        command = f'ls-tree {commit}' if commit else 'ls-files -s --'
        yield 'show modes and ids', self.spell.git(command, *self.examined.pair.sides)

    def look_at_conflict(self) -> Iterator[tuple[str, str]]:
        paths = [side.path for side in self.sides if side.entry.kind is Kind.UNMERGED]
        yield 'show the conflicts', self.spell.git('diff --', *paths)

    def more(self) -> Iterator[Command]:
        """What prints everything that is known."""
        how, spell = self.setting.how, self.spell
        if how.program:
            rev = f' --rev {how.commit[:12]}' if how.commit else ''
            path = self.examined.pair.source if len(self.group.copies) > 1 else self.examined.pair.copy
            line = f'{how.program} check --verbose{rev} {spell.word(path)}'
            steps = spell.placed((*spell.staged_before(*self._tracked()), line))
            yield Command(Purpose.MORE, steps, 'show every detail and all commands')

    def _tracked(self) -> tuple[bytes, ...]:
        return tuple(side.path for side in self.sides if side.entry.kind is not Kind.ABSENT)

    def skip(self) -> Iterator[Command]:
        """What lets the commit or push pass this once."""
        if self.setting.how.runner:
            verb = 'push' if self.setting.occasion is Occasion.PUSH else 'commit'
            ci = ' (CI will still fail)' if self.examined.reason.holds_always else ''
            effect = f'skip this hook for one {verb}{ci}'
            yield Command(Purpose.SKIP, (f'{SKIP} git {verb}',), effect)

    # ---- to fix

    def relink(self) -> Iterator[tuple[str, Steps]]:
        """A link that leads elsewhere: let it lead to its counterpart, or make it the file that it was."""
        link, target = self.sides if self.examined.copy.entry.kind is Kind.LINK else self.sides[::-1]
        if (target.entry.kind is Kind.FILE or target.side.is_folder) and not link.hidden and not link.is_edited:
            text = posixpath.relpath(target.path, posixpath.dirname(link.path) or b'.')
            was = link.before.oid == target.entry.oid and not target.side.is_folder
            if was and not self.setting.how.commit and self.setting.merging is None:
                line = self.spell.git('checkout HEAD --', link.path)
                yield f'restore {visible(link.path)} from HEAD', self._then(line)
            line = f'ln -sfn {self.spell.word(text)} {self.spell.word(link.path)}'
            yield f'point {visible(link.path)} to {visible(target.path)}', (line, *self.spell.stage(link.path))
        yield from self.remove()

    def same_mode(self, changed: FileState | None) -> Iterator[tuple[str, Steps]]:
        """Give the file that has not changed the executable bits of the other one; the source's where nobody knows."""
        kept = changed or self.examined.source
        target = self.examined.copy if kept is self.examined.source else self.examined.source
        sign = '+' if kept.entry.mode == '100755' else '-'
        steps = (f'chmod {sign}x {self.spell.word(target.path)}',
                 *self._then(self.spell.git(f'update-index --chmod={sign}x', target.path)))
        yield f'make {visible(target.path)} {"" if sign == "+" else "not "}executable, as {visible(kept.path)}', steps

    def _then(self, line: str) -> Steps:
        """What git changes in the index itself needs a commit of the paths, where that was asked for."""
        both = self.examined.pair.sides
        return (line, self.spell.git('commit --', *both)) if self.setting.how.of_paths else (line,)

    def remove(self) -> Iterator[tuple[str, Steps]]:
        """Delete the copy, where a document stays."""
        if self.examined.source.entry.kind is Kind.FILE and not self.examined.pair.configured:
            yield from self.spell.removal()

    def move(self) -> Iterator[tuple[str, Steps]]:
        """A copy without its source: it was deleted, or the copy is in the wrong folder."""
        if self.examined.pair.in_folder:
            yield from self._follow_deletion()
        if self.examined.pair.configured:
            yield from self.bring_back()
            return
        copy, source = self.sides
        both_allowed = self.setting.config.duplicates == 'allow'
        is_deleted = source.restorable and source.before.oid == copy.entry.oid
        if is_deleted and both_allowed:
            yield f'restore {visible(source.path)} from HEAD', self._restored([source])
        folder = posixpath.dirname(source.path)
        steps = (f'mkdir -p {self.spell.word(folder)}', *self._then(self.spell.git('mv', copy.path, source.path)))
        yield f'move {visible(copy.path)} to {visible(source.path)}', steps
        if is_deleted:
            for effect, removed in self.spell.removal():
                yield f'{effect} too (its content is still in HEAD)', removed
            return
        if both_allowed and copy.entry.kind is Kind.FILE:
            effect = f'copy {visible(copy.path)} to {visible(source.path)} (keeps both)'
            yield effect, self.spell.copy_anew(copy, source)
        yield from self._excepted()

    def _excepted(self) -> Iterator[tuple[str, Steps]]:
        """Take the pair out of the configuration in an editor, and stage that."""
        then = '' if self.setting.how.commit else ', then stage that file'
        effect = f'{suppression(self.examined, self.setting.config)}{then}'
        yield effect, self.spell.stage(os.fsencode(self.setting.config.file or OWN_FILE))

    def _restored(self, absent: list[FileState]) -> Steps:
        # what is still on disk may have edits that nothing else has
        worktree = '--worktree ' * all(side.on_disk == ABSENT for side in absent)
        line = f'restore --source=HEAD --staged {worktree}'.rstrip()
        return (self.spell.git(line, *(side.path for side in absent)),)

    def _follow_deletion(self) -> Iterator[tuple[str, Steps]]:
        """This commit deletes the source in a folder: delete the copy that HEAD has, too."""
        copy = self.examined.copy
        if copy.entry.kind is Kind.FILE and not (copy.touched or copy.is_edited):
            yield from self.spell.removal()

    def bring_back(self) -> Iterator[tuple[str, Steps]]:
        """What this commit takes away of a configured pair: as HEAD has it, or the same as what changes with it."""
        absent = [side for side in self.sides if side.entry.kind is Kind.ABSENT and not side.side.is_folder]
        left = [side for side in self.sides if side not in absent]
        if all(side.restorable for side in absent) and not any(side.touched for side in left):
            yield f'restore {" and ".join(visible(side.path) for side in absent)} from HEAD', self._restored(absent)
        elif left and left[0].entry.kind is Kind.FILE:
            effect = f'copy {visible(left[0].path)} to {visible(absent[0].path)}'
            yield effect, self.spell.copy_anew(left[0], absent[0])
        if self.examined.status in (Status.COPY_MISSING, Status.EXTRA) and self.setting.config.file:
            yield from self._excepted()

    def merge_by_hand(self) -> Iterator[tuple[str, Steps]]:
        unmerged = [side for side in self.sides if side.entry.kind is Kind.UNMERGED]
        # the source where both have conflicts
        side, other = unmerged[-1], next(one for one in self.sides if one is not unmerged[-1])
        name = visible(side.path)
        line = f'cp {self.spell.word(side.path)} {self.spell.word(other.path)}'
        if other.entry.kind in (Kind.FILE, Kind.UNMERGED):
            both = (line, self.spell.add(*self.examined.pair.sides))
            yield f'resolve the conflicts in {name} and copy it to {visible(other.path)}', both
            return
        yield f'resolve the conflicts in {name} and stage it', (self.spell.add(side.path),)

    def fetch(self) -> Iterator[tuple[str, Steps]]:
        for side in self.sides:
            if side.side.problem:
                yield 'fetch the object, if this is a partial clone', (f'git cat-file -e {side.entry.oid}',)
                yield 'check the repository for damage', ('git fsck',)


_LOOKS: Mapping[Status, Callable[[_Advisor], Iterator[tuple[str, str]]]] = {
    Status.DIVERGENT: _Advisor.look_at_texts,
    Status.LINK_ELSEWHERE: _Advisor.look_at_entries,
    Status.UNMERGED: _Advisor.look_at_conflict,
    Status.SUBMODULE: _Advisor.look_at_entries,
}
_FIXES: Mapping[Status, Callable[[_Advisor], Iterator[tuple[str, Steps]]]] = {
    Status.LINK_ELSEWHERE: _Advisor.relink,
    Status.DOCS_MISSING: _Advisor.move,
    Status.COPY_MISSING: _Advisor.bring_back,
    Status.EXTRA: _Advisor.bring_back,
    Status.DUPLICATE: _Advisor.remove,
    Status.SUBMODULE: lambda _: iter(()),
    Status.UNMERGED: _Advisor.merge_by_hand,
    Status.READ_ERROR: _Advisor.fetch,
}
