"""What happened to a pair, in one sentence, in a few words for an editor, and the line at which to look."""
from __future__ import annotations

import re
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.git.trees import Kind
from sot_guard.report.advice import Group
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Setting
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import MIN_SHARE
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.short_commit import fitting
from sot_guard.report.suppression import rule_of

_OID = re.compile(r'\b([0-9a-f]{7})[0-9a-f]{33,57}\b')


class Headline(NamedTuple):
    """A sentence on a pair, and the same for an editor: the file to look at, and what is wrong there."""

    sentence: str
    path: bytes
    message: str


def headline(examined: Examined, evidence: Evidence | None, group: Group, setting: Setting) -> Headline:
    """Return what happened; `evidence` is that of a divergent pair."""
    if evidence is not None:
        return _Divergent(examined, evidence, group, setting).headline()
    if examined.status in (Status.DOCS_MISSING, Status.COPY_MISSING, Status.EXTRA):
        required = examined.pair.configured
        return _required(examined, group, setting) if required else _docs_missing(examined, setting)
    if examined.status in _OTHERS:
        return _OTHERS[examined.status](examined)
    copy, source = map(visible, examined.pair.sides)
    return Headline(f'{copy} and {source} {examined.verdict}.', examined.pair.copy, examined.verdict)


class _Divergent(NamedTuple):
    examined: Examined
    evidence: Evidence
    group: Group
    setting: Setting

    def headline(self) -> Headline:
        changed = self.evidence.changed
        path = self.examined.pair.source if changed is None else changed.path
        return Headline(f'{self._sentence()}.', path, self._message())

    def _sentence(self) -> str:
        case, since, copies = self.evidence.case, self.evidence.since, self.group.copies
        copy, source = map(visible, self.examined.pair.sides)
        branch = self.setting.how.branch
        where = f' on {visible_text(branch)}' if self.setting.occasion is Occasion.PUSH and branch else ''
        differ = f'{copy} and {source} differ{self._beyond()}{where}'
        if len(copies) > 1:
            of = '' if self.group.total == len(copies) else f'{len(copies):,} of '
            differ = f'{source} differs from {of}its {self.group.total:,} copies{where}'
        if case is Case.ONE_HERE:
            return self._one_here(f'{differ}: ', self._changed())
        if case is Case.BOTH_HERE:
            return f'{differ}: {self._changing_both()}'
        if case is Case.ONE_EARLIER:
            assert since is not None
            if where:
                return fitting(f'{differ}: ', since, f' changed only {self._changed()}')
            return fitting(f'{differ} since ', since, f', which changed only {self._changed()}')
        if case is Case.BOTH_EARLIER:
            if since is None:
                return f'{differ}: both changed since they last matched'
            return fitting(f'{differ} since ', since, '; both have changed')
        return self._never_the_same(differ)

    def _beyond(self) -> str:
        """What the pair may differ in, in words that follow "differ"."""
        viewed = self.examined.compared.viewed
        if viewed is None:
            return ''
        from sot_guard.analysis.views.describe import beyond
        return beyond(viewed)

    def _never_the_same(self, differ: str) -> str:
        case, shared = self.evidence.case, self.evidence.shared
        copy, source = map(visible, self.examined.pair.sides)
        if case is Case.OLDER:
            other = source if self.evidence.changed is self.examined.source else copy
            return f'{differ}: {copy if other is source else source} equals an older version of {other}'
        never = f'{differ}; they' if len(self.group.copies) > 1 else f'{copy} and {source}'
        if case is Case.ALIKE and shared is None:
            return f'{never} were never identical'
        if case is Case.UNKNOWN or shared is None:
            history = self.examined.history
            gap = 'shallow clone' if self.setting.is_shallow else history.gap if history is not None else ''
            return f'{differ} (history unknown: {gap})' if gap else differ
        lines = f'{shared.lines:,} of {shared.longer:,} line{"s" * (shared.longer != 1)}'
        if case is Case.UNLIKE:
            return f'{copy} and {source} have the same name but different contents ({lines} in common)'
        if shared.share < MIN_SHARE or not shared.lines:
            return f'{never} were never identical ({lines} in common)'
        return f'{never} were never identical, but share {lines}'

    def _changed(self) -> str:
        """The file that changed, or the copies that changed alike."""
        assert self.evidence.changed is not None
        if len(self.group.copies) > 1 and self.evidence.changed is self.examined.copy:
            return f'these {len(self.group.copies):,}'
        return visible(self.evidence.changed.path)

    def _one_here(self, differ: str, changed: str) -> str:
        side, setting, since = self.evidence.changed, self.setting, self.evidence.since
        assert side is not None
        if side.merged and setting.merging is not None:
            return f'{differ}merging {setting.merging} changes only {changed}'
        if setting.how.commit:
            if since is not None:
                return fitting(differ, since, f' changed only {changed}')
            return f'{differ}only {changed} has changed'
        if setting.occasion is Occasion.COMMIT:
            return f'{differ}this commit changes only {changed}'
        return f'{differ}only {changed} has staged changes'

    def _changing_both(self) -> str:
        merged = [side.merged for side in (self.examined.copy, self.examined.source)]
        if all(merged) and self.setting.merging is not None:
            return f'merging {self.setting.merging} changes them in different ways'
        if self.setting.how.commit:
            return 'the commits change them in different ways'
        if self.setting.occasion is Occasion.COMMIT:
            return 'this commit changes them in different ways'
        return 'both have staged changes, in different ways'

    def _message(self) -> str:
        case, changed, since = self.evidence.case, self.evidence.changed, self.evidence.since
        copy, source = self.examined.copy, self.examined.source
        other = visible((copy if changed in (None, source) else source).path)
        if case is Case.UNLIKE:
            return f'same name as {other}, different contents'
        if case in (Case.ALIKE, Case.UNKNOWN):
            return f'never matched {other}' if case is Case.ALIKE else f'differs from {other}'
        if changed is None:
            return f'differs from {other}; both changed'
        if case is Case.OLDER:
            return f'changed; {other} equals an older version'
        if case is Case.ONE_HERE and not self.setting.how.commit:
            by = f'by merging {self.setting.merging}' if changed.merged and self.setting.merging is not None else 'here'
            return f'changed {by}, differs from {other}'
        return f'changed{f" in {since.oid[:7]}" if since else ""}, differs from {other}'


def _other_sentence(path: bytes, sentence: str, message: str) -> Headline:
    return Headline(f'{sentence}.', path, message)


def _required(examined: Examined, group: Group, setting: Setting) -> Headline:
    """A file of a [[pair]] is missing."""
    copy, source = examined.pair.sides
    names = visible(copy), visible(source)
    rule = f'({rule_of(examined.pair, setting.config)} in {setting.config.file})'
    if examined.pair.in_folder:
        return _of_folder(examined, setting, rule)
    if examined.status is Status.DOCS_MISSING:
        copies = f'{len(group.copies):,} copies' if len(group.copies) > 1 else names[0]
        sentence = f'{names[1]}, the source of {copies}, is missing {rule}'
        if _deletes(examined.source, setting):
            sentence = f'This commit deletes {names[1]}, the source of {copies} {rule}'
        if examined.copy.entry.kind is Kind.ABSENT:
            sentence = f'{names[1]} and its copy {names[0]} are missing {rule}'
        return _other_sentence(copy, sentence, f'{visible(source)} is missing')
    sentence = f'{names[0]} is missing, a required copy of {names[1]} {rule}'
    if _deletes(examined.copy, setting):
        sentence = f'This commit deletes {names[0]}, a required copy of {names[1]} {rule}'
    return _other_sentence(copy, sentence, 'deleted, but required')


def _of_folder(examined: Examined, setting: Setting, rule: str) -> Headline:
    copy, source = examined.pair.sides
    absent, other = (copy, source) if examined.status is Status.COPY_MISSING else (source, copy)
    state = examined.source if absent is source else examined.copy
    names = visible(absent), visible(other)
    if state.before.kind is not Kind.ABSENT:
        is_commit = setting.occasion is Occasion.COMMIT and setting.merging is None
        said = f'This commit deletes {names[0]}' if is_commit else f'{names[0]} is deleted'
        said += f', but not {names[1]} {rule}'
        return _other_sentence(other, said, f'{names[0]} is deleted, this file is not')
    key = 'extra' if absent is source else 'missing'
    sentence = f'{names[0]} is missing; {names[1]} needs it ({key} = "forbid", {rule[1:]}'
    return _other_sentence(other, sentence, f'{visible(absent)} is missing')


def _docs_missing(examined: Examined, setting: Setting) -> Headline:
    """A canonical name has no source."""
    copy, source = map(visible, examined.pair.sides)
    rule = f'(canonical in {setting.config.file})'
    sentence = f'{source} is missing; {copy} needs it {rule}'
    if _deletes(examined.source, setting):
        sentence = f'This commit deletes {source}, but {copy} needs it {rule}'
    elif _is_this_commit(examined.copy, setting) and examined.copy.before.kind is Kind.ABSENT:
        sentence = f'This commit adds {copy}, but {source} is missing {rule}'
    return _other_sentence(examined.pair.copy, sentence, f'{source} is missing')


def _is_this_commit(side: FileState, setting: Setting) -> bool:
    """Whether the commit that is being made changes a file, and no merge does."""
    return side.touched and setting.occasion is Occasion.COMMIT and setting.merging is None


def _deletes(side: FileState, setting: Setting) -> bool:
    return _is_this_commit(side, setting) and side.before.kind is not Kind.ABSENT


def _duplicate(examined: Examined) -> Headline:
    copy, source = examined.pair.sides
    sentence = f'{visible(copy)} duplicates {visible(source)} (duplicates = "forbid")'
    return _other_sentence(copy, sentence, f'duplicates {visible(source)}')


def _ordered(examined: Examined, kind: Kind) -> tuple[FileState, FileState]:
    """The file of a kind, the copy first, and the other one."""
    copy, source = examined.copy, examined.source
    return (copy, source) if copy.entry.kind is kind else (source, copy)


def _link_elsewhere(examined: Examined) -> Headline:
    link, other = _ordered(examined, Kind.LINK)
    there = 'an untracked path' if link.side.destination is None else visible(link.side.destination)
    if other.entry.kind is Kind.LINK:
        sentence = f'{visible(link.path)} and {visible(other.path)} are symlinks to different targets'
    else:
        sentence = f'{visible(link.path)} is a symlink to {there}; it must point to {visible(other.path)}'
    return _other_sentence(link.path, sentence, f'symlink to {there}, not {visible(other.path)}')


def _unmerged(examined: Examined) -> Headline:
    first, other = _ordered(examined, Kind.UNMERGED)
    sentence = f'{visible(first.path)} has merge conflicts, so it was not compared with {visible(other.path)}'
    if other.entry.kind is Kind.UNMERGED:
        sentence = f'{visible(first.path)} and {visible(other.path)} have merge conflicts, so they were not compared'
    return _other_sentence(first.path, sentence, 'merge conflict')


def _submodule(examined: Examined) -> Headline:
    module, other = _ordered(examined, Kind.SUBMODULE)
    sentence = f'{visible(module.path)} is a submodule, so {visible(other.path)} was not compared with it'
    return _other_sentence(module.path, sentence, 'submodule')


def _unreadable(examined: Examined) -> Headline:
    copy, source = examined.copy, examined.source
    side = copy if copy.side.problem else source
    # that it cannot be read was said
    problem = _OID.sub(r'\1', visible_text(side.side.problem or '')).removesuffix(' cannot be read')
    return _other_sentence(side.path, f'{visible(side.path)} cannot be read ({problem})', 'cannot be read')


_OTHERS = {
    Status.DUPLICATE: _duplicate,
    Status.LINK_ELSEWHERE: _link_elsewhere,
    Status.UNMERGED: _unmerged,
    Status.SUBMODULE: _submodule,
    Status.READ_ERROR: _unreadable,
}

_HUNK = re.compile(rb'@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@[^\n]*\n((?: [^\n]*\n)*)')


def first_change(examined: Examined, path: bytes) -> int:
    """Return the line of a file, from 1, before or at which the two begin to differ; 1 where that is not known."""
    match = _HUNK.match(examined.diff.hunks) if examined.diff is not None else None
    if match is None:
        return 1
    at = 1 if path == examined.pair.copy else 3
    start, count = int(match[at]), int(match[at + 1] or 1)
    return max(1, min(start + match[5].count(b'\n'), start + count - 1))
