"""A folder and its copies as one finding: what happened, in a sentence, and what to type for all its files."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.git.trees import Kind
from sot_guard.report.advice import Command
from sot_guard.report.advice import Folder
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Purpose
from sot_guard.report.advice import Setting
from sot_guard.report.evidence import Evidence
from sot_guard.report.examined import Examined
from sot_guard.report.quoting import SKIP
from sot_guard.report.spelling import Speller
from sot_guard.report.spelling import Steps

# a command with more paths is no command to paste
_MAX_PATHS = 10


def folder_of(files: Sequence[tuple[Examined, Evidence | None, Group]], same: int, setting: Setting) -> Folder:
    """Return what is said of these files of a folder and its copies; `same`: how many others are the same."""
    examined, evidence, groups = zip(*files, strict=True)
    origin = examined[0].pair.origin
    copies = tuple(dict.fromkeys(one.pair.origin.shown for one in examined if one.pair.origin is not None))
    counts = Counter(_COUNTED.get(one.status, 'other') for one in examined)
    each = Counter({kind: count // len(copies) for kind, count in counts.items()})
    folder = Folder(
        origin.source, copies, same, each['changed'], each['missing'], each['source_missing'], each['extra'],
        each['other'],
    )
    advisor = _Advisor(examined, evidence, groups, folder, setting)
    return folder._replace(headline=_headline(folder), commands=tuple(advisor.commands()))


_COUNTED = {
    Status.DIVERGENT: 'changed', Status.LINK_ELSEWHERE: 'changed', Status.COPY_MISSING: 'missing',
    Status.DOCS_MISSING: 'source_missing', Status.EXTRA: 'extra',
}


def _headline(folder: Folder) -> str:
    source, copy = visible(folder.source), visible(folder.copies[0])
    many = len(folder.copies) > 1
    differ = f'{source} differs from {len(folder.copies):,} copies' if many else f'{source} and {copy} differ'
    copy = 'the copies' if many else copy
    parts = [
        (folder.changed, 'changed'), (folder.missing, f'missing from {copy}'),
        (folder.source_missing, f'missing from {source}'), (folder.extra, f'only in {copy}'),
        (folder.other, 'not compared'),
    ]
    said = [f'{count:,} {what}' for count, what in parts if count]
    first = next(count for count, _ in parts if count)
    said[0] = said[0].replace(' ', f' file{"s" * (first != 1)} ', 1)
    return f'{differ}: {", ".join(said)}.'


class _Advisor(NamedTuple):
    examined: Sequence[Examined]
    evidence: Sequence[Evidence | None]
    groups: Sequence[Group]
    folder: Folder
    setting: Setting

    @property
    def spell(self) -> Speller:
        return Speller(self.examined[0], self.setting)

    def commands(self) -> Iterator[Command]:
        """The commands, the recommended one first."""
        if not all(map(is_plain, (self.folder.source, *self.folder.copies))):
            return
        for effect, steps in self._fixes():
            yield Command(Purpose.FIX, self.spell.fix(steps), f'{effect}{self.spell.where}')
        names = [self.spell.word(path.rstrip(b'/')) for path in (self.folder.source, self.folder.copies[0])]
        if not self.setting.how.commit:
            line = f'git diff --no-index {" ".join(names)}'
            yield Command(Purpose.LOOK, self.spell.placed((line,)), 'compare the folders on disk')
        how = self.setting.how
        if how.program:
            rev = f' --rev {how.commit[:12]}' if how.commit else ''
            line = f'{how.program} check --verbose{rev} {self.spell.word(self.folder.source)}'
            yield Command(Purpose.MORE, self.spell.placed((line,)), 'show all that is known of the files')
        if how.runner:
            verb = 'push' if self.setting.occasion is Occasion.PUSH else 'commit'
            effect = 'skip this hook once, in front of the same command as before; CI will still report it'
            yield Command(Purpose.SKIP, (f'{SKIP} git {verb}',), effect)

    def _fixes(self) -> Iterator[tuple[str, Steps]]:
        """The commands that fix all of it, as one where they can be typed together."""
        found = [*self._delete(), *self._same_modes(), *self._resolve()]
        if len(found) > 1 and not self.setting.how.of_paths:
            found = [(self._whole_effect(), tuple(step for _, steps in found for step in steps))]
        yield from found

    def _whole_effect(self) -> str:
        source, copy = visible(self.folder.source), self._copy
        if False in self._directions() or None in self._directions():
            return f'bring {source} and {copy} together (a conflict is left to you)'
        return f'update {copy} from {source}'

    @property
    def _copy(self) -> str:
        return 'its copies' if len(self.folder.copies) > 1 else visible(self.folder.copies[0])

    def _directions(self) -> list[bool | None]:
        """For each changed file, whether the source alone has changed; None where both may have."""
        return [
            None if evidence is None or evidence.changed is None else evidence.changed.path == one.source.path
            for one, evidence in zip(self.examined, self.evidence, strict=True) if one.status is Status.DIVERGENT
        ]

    def _resolve(self) -> Iterator[tuple[str, Steps]]:
        how = self.setting.how
        mine = [
            (one, group) for one, group in zip(self.examined, self.groups, strict=True)
            if one.status in (Status.DIVERGENT, Status.COPY_MISSING) and not one.compared.is_mode_only
        ]
        if not mine or not how.program or (how.commit and not (how.checked_out or how.branch)):
            return
        steps: Steps = (f'{how.program} resolve {self.spell.word(self.folder.source)}',)
        # what a source takes from one copy goes to the others, too
        paths = list(dict.fromkeys(path for one, group in mine for path in (
            *one.pair.sides, *(group.identical if one.status is Status.DIVERGENT else ()),
        )))
        tracked = [path for one, _ in mine for path in one.pair.sides if not _is_absent(one, path)]
        if len(paths) <= _MAX_PATHS and all(map(is_plain, paths)):
            end = self.spell.git('commit --', *paths) if how.of_paths else self.spell.add(*paths)
            yield self._effect(), (*self.spell.staged_before(*tracked), *steps, end)
        elif not (how.of_paths or how.of_all):
            # it prints what stages the result
            yield f'{self._effect()}, and stage what it prints', steps

    def _effect(self) -> str:
        source, changed = visible(self.folder.source), self._directions()
        if not changed:
            return f'copy the missing files to {self._copy}'
        added = ' and add the missing files' * bool(self.folder.missing)
        if all(changed):
            return f'copy the changes to {self._copy}{added}'
        if None not in changed and not any(changed):
            return f'copy the changes to {source}{added}'
        return f'bring {source} and {self._copy} together{added} (a conflict is left to you)'

    def _same_modes(self) -> Iterator[tuple[str, Steps]]:
        """The files of which only the executable bits differ get those of the one that has changed."""
        targets: dict[str, list[bytes]] = {}
        for one, evidence in zip(self.examined, self.evidence, strict=True):
            if one.compared.is_mode_only:
                kept = (evidence and evidence.changed) or one.source
                target = one.copy if kept.path == one.source.path else one.source
                targets.setdefault('+' if kept.entry.mode == '100755' else '-', []).append(target.path)
        for sign, paths in targets.items():
            if len(paths) <= _MAX_PATHS and all(map(is_plain, paths)):
                names = ' '.join(map(self.spell.word, paths))
                steps = f'chmod {sign}x {names}', self.spell.git(f'update-index --chmod={sign}x', *paths)
                end = (self.spell.git('commit --', *paths),) * self.setting.how.of_paths
                yield f'make the same files executable in {visible(self.folder.source)} and {self._copy}', (
                    *steps, *end,
                )

    def _delete(self) -> Iterator[tuple[str, Steps]]:
        """The copies of files that this commit deletes at the source: HEAD has them."""
        left = [one for one in self.examined if one.status is Status.DOCS_MISSING]
        paths = [one.pair.copy for one in left]
        is_kept = all(one.copy.entry.kind is Kind.FILE and not (one.copy.touched or one.copy.is_edited) for one in left)
        if left and is_kept and len(paths) <= _MAX_PATHS and all(map(is_plain, paths)):
            line = self.spell.git('rm', *paths)
            both = (self.spell.git('commit --', *(path for one in left for path in one.pair.sides)),)
            yield f'delete the copies of what {visible(self.folder.source)} no longer has', (
                line, *both * self.setting.how.of_paths,
            )


def _is_absent(one: Examined, path: bytes) -> bool:
    side = one.copy if path == one.copy.path else one.source
    return side.entry.kind is Kind.ABSENT
