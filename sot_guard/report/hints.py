"""What to type, for each status and each way in which the commit was made. Pure: a finding in, commands out.

Every command is meant to be pasted into the user's own shell where it stands: nothing but git and POSIX tools, paths
from the user's directory, names quoted, and none at all for a name that cannot be printed as it is.
"""
from __future__ import annotations

import posixpath
import shlex
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.references import reference_to
from sot_guard.analysis.status import Status
from sot_guard.config.model import Config
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.model import text_of
from sot_guard.config.write import name_list
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.git.log import Meeting
from sot_guard.git.paths import archived
from sot_guard.git.situation import HookContext
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.model import Command
from sot_guard.report.model import Examined
from sot_guard.report.model import FileState
from sot_guard.report.model import Purpose
from sot_guard.report.shell import literal_git
from sot_guard.report.shell import SKIP
from sot_guard.report.shell import word
from sot_guard.worktree.read import ABSENT


def commands(examined: Examined, how: HookContext) -> tuple[Command, ...]:
    """The commands for a finding, in the order in which to try them."""
    if not examined.status.exit_status or not all(map(is_plain, (*examined.pair.sides, how.prefix))):
        return ()
    return tuple(_Advisor(examined, examined.copy, examined.source, how).commands())


def suppression(pair: Pair, reason: Reason, config: Config) -> str:
    """What to write into the configuration where a finding is no mistake."""
    place = f'under [{SECTION}] in {SHARED_FILE}' if config.file == SHARED_FILE else f'in {OWN_FILE}'
    if reason is Reason.CONFIGURED:
        return f'take {visible(pair.copy)} out of its [[pair]] in {config.file}'
    if text_of(pair.copy.rpartition(b'/')[2]) in config.canonical:
        return f'take {visible(pair.copy)} out of canonical {place}'
    return f'{name_list("exclude", pair.copy)} {place}'


def accepting(examined: Examined, how: HookContext, config: Config) -> str:
    """The other way out: to let two copies differ for as long as they are what they are."""
    copy = examined.pair.copy
    meant = examined.status in (Status.DIVERGENT, Status.LINK_ELSEWHERE) and not how.commit and not how.of_paths
    if not meant or not how.program or not all(map(is_plain, (copy, how.prefix))):
        return ''
    copy, source = (posixpath.relpath(path, how.prefix) if how.prefix else path for path in examined.pair.sides)
    # after a refused `git commit -a` nothing is staged any more
    before = f'{literal_git(copy, source)} add {word(copy)} {word(source)} && ' if how.of_all else ''
    file = posixpath.relpath((config.file or OWN_FILE).encode(), how.prefix or b'.')
    after = f'{how.program} accept {word(copy)} --reason TEXT && {literal_git(file)} add {word(file)}'
    return f'; or for these contents alone: {before}{after}'


class _Advisor(NamedTuple):
    examined: Examined
    copy: FileState
    source: FileState
    how: HookContext

    def commands(self) -> Iterator[Command]:
        status = self.examined.status
        if status in _LOOKS:
            yield from _LOOKS[status](self)
        for line, effect in _CURES[status](self) if status in _CURES else ():
            yield Command(Purpose.CURE, self._on_branch(line), effect + self._pushed_again())
        if self.how.runner:
            still = 'in front of the same command as before; CI will still report it'
            yield Command(
                Purpose.SKIP, f'{SKIP} git {"push" if self.how.pushing else "commit"}',
                still if self.examined.reason.holds_always else still.partition(';')[0],
            )

    # ---- how things are spelled

    def _word(self, side: FileState) -> str:
        """A side's path as the user's shell takes it, where it stands."""
        return word(posixpath.relpath(side.path, self.how.prefix) if self.how.prefix else side.path)

    def _git(self, command: str, *sides: FileState) -> str:
        return f'{literal_git(*(side.path for side in sides))} {command} {" ".join(map(self._word, sides))}'

    def _stage(self, *sides: FileState) -> str:
        """The end of a cure: what was changed on disk comes into the commit."""
        if self.how.of_paths:
            return self._git('commit --', self.copy, self.source)
        return self._git('add', *sides)

    def _then_commit(self, line: str) -> str:
        """The same for what git changed in the index itself."""
        return f'{line} && {self._git("commit --", self.copy, self.source)}' if self.how.of_paths else line

    def _on_branch(self, line: str) -> str:
        """Fix an existing commit with a new one on its branch, or on no branch where a tag or an id was pushed."""
        how = self.how
        if not how.commit:
            return line
        if _is_name(how.branch):
            place = shlex.quote(how.branch)
        else:
            place = f'--detach {how.commit}' if how.branch or how.tag or how.other else ''
        before = f'git switch {place} && ' if place and not how.checked_out else ''
        after = f' && git tag -f {shlex.quote(how.tag)}' if _is_name(how.tag) else ''
        return f'{before}{line} && git commit{after}'

    def _pushed_again(self) -> str:
        """What has to be pushed where that is no branch."""
        how = self.how
        if how.commit and _is_name(how.tag):
            return f'; moves the tag {how.tag} to the new commit'
        return '; then push the new commit in its place' if how.commit and (how.tag or how.other) else ''

    # ---- to look

    def look_at_texts(self) -> Iterator[Command]:
        if ABSENT not in (self.copy.on_disk, self.source.on_disk):
            line = f'git diff --no-index {self._word(self.copy)} {self._word(self.source)}'
            yield Command(Purpose.LOOK, line, 'as the files lie on disk')
        yield Command(Purpose.LOOK, f'git diff {self.copy.entry.oid} {self.source.entry.oid}', 'as compared')

    def look_at_entries(self) -> Iterator[Command]:
        if self.how.commit:
            line = self._git(f'ls-tree {self.how.commit}', self.copy, self.source)
        else:
            line = self._git('ls-files -s --', self.copy, self.source)
        yield Command(Purpose.LOOK, line, 'modes and ids')

    def look_at_conflict(self) -> Iterator[Command]:
        for side in (self.copy, self.source):
            if side.entry.kind is Kind.UNMERGED:
                yield Command(Purpose.LOOK, self._git('diff --', side), 'the conflict; resolve it and git add')

    def look_for_object(self) -> Iterator[Command]:
        for side in (self.copy, self.source):
            if side.side.problem:
                effect = 'fetches it in a partial clone; else try git fsck'
                yield Command(Purpose.LOOK, f'git cat-file -e {side.entry.oid}', effect)

    # ---- to cure

    def settle(self) -> Iterator[tuple[str, str]]:
        """Two contents: what already agrees on disk, then one side taken whole, first the one that was changed."""
        marked = [side for side, text in zip((self.copy, self.source), self.examined.texts or (), strict=False)
                  if MARKER.search(text)]
        referring = self._referring()
        if referring:
            yield from self._from_counterpart(marked, *referring)
            return
        yield from self._agreement()
        if len(marked) == 1:
            yield self._unmark(marked[0])
            return
        history = self.examined.history
        one_moved = history is not None and history.base in (self.copy.entry.oid, self.source.entry.oid)
        # where every copy would lose something, what loses nothing comes first
        if not one_moved:
            yield from self.resolve()
        to_docs, to_root = (self.copy, self.source), (self.source, self.copy)
        root_first = self.copy.touched and not self.source.touched
        for source, target in (to_docs, to_root) if root_first else (to_root, to_docs):
            line = self._copy(source, target)
            yield line, self._loss(source, target, self._along(line)) + self._unstaged(target)
        yield from self.remove()
        if one_moved:
            yield from self.resolve()

    def _referring(self) -> list[FileState]:
        """The sides that refer to their counterpart, such as pointers with further lines: none is copied over it."""
        copy, source = self.copy, self.source
        assert copy.content is not None and source.content is not None
        texts = self.examined.texts or (copy.content.head, source.content.head)
        found = (
            reference_to(texts[0], copy.path, source.path, texts[1]),
            reference_to(texts[1], source.path, copy.path, texts[0]),
        )
        return [side for side, reference in zip((copy, source), found, strict=True) if reference]

    def _from_counterpart(
        self, marked: list[FileState], side: FileState, *more: FileState,
    ) -> Iterator[tuple[str, str]]:
        """What loses nothing first; no command at all where each refers to the other."""
        if more:
            return
        other, keep = (self.source, 'source') if side is self.copy else (self.copy, 'copy')
        if other in marked:
            yield self._unmark(other)
            return
        assert side.content is not None
        place = archived(b'archive', side.path, side.content.sha256)
        names = visible(side.path), visible(other.path)
        effect = f'{names[0]} refers to {names[1]}: it takes all of that, and what it was goes to archive/'
        safe = list(self._resolve(f'--keep {keep} --archive archive ', effect, word(place)))
        yield from safe
        if not safe and not self.how.commit:
            return  # the others lose what may be nowhere else
        line = self._copy(other, side)
        yield line, self._loss(other, side, self._along(line)) + self._unstaged(side)
        if side is self.copy:
            yield from self.remove()

    def _unmark(self, side: FileState) -> tuple[str, str]:
        """One copy has an open conflict in it: neither is to be taken as it is."""
        other = self.source if side is self.copy else self.copy
        name = self._word(side)
        line = f"! grep -nE '^(<<<<<<<|>>>>>>>)( |$)' {name} && cp {name} {self._word(other)}"
        effect = f'{visible(side.path)} has conflict markers: edit it until it is right, then this'
        return f'{line} && {self._stage(self.copy, self.source)}', effect

    def resolve(self) -> Iterator[tuple[str, str]]:
        """The way that loses nothing, where `sot-guard resolve` would take it."""
        options, effect, *new = self._way_to_resolve()
        if not new or not self.how.of_paths:  # `git commit -- PATH` does not know a path that goes
            yield from self._resolve(options, effect, *new)

    def _resolve(self, options: str, effect: str, *new: str) -> Iterator[tuple[str, str]]:
        how, sides = self.how, (self.copy, self.source)
        if not how.program or (how.commit and not how.checked_out) or not all(map(_can_be_resolved, sides)):
            return
        before = f'{self._git("add", *sides)} && ' if how.of_paths or how.of_all else ''
        stage = ' '.join((self._stage(*sides), *new))
        if new and how.of_paths:
            # `git commit -- PATH` knows no path that is not staged
            stage = f'{literal_git(*(side.path for side in sides))} add {" ".join(new)} && {stage}'
        yield f'{before}{how.program} resolve {options}{self._word(self.copy)} && {stage}', effect

    def _way_to_resolve(self) -> tuple[str, ...]:
        """The options, what they do, and the new file that comes with it, if any."""
        history, names = self.examined.history, (visible(self.copy.path), visible(self.source.path))
        if history is not None and history.meeting is Meeting.NEVER and not history.base:
            return self._without_merging(names)
        if history is None or history.base not in (self.copy.entry.oid, self.source.entry.oid):
            return '', 'merges what both have changed; nothing is lost, a conflict is left to you'
        moved, other = names if history.base == self.source.entry.oid else names[::-1]
        return '', f'{other} takes {moved}, the only one that has changed'

    def _without_merging(self, names: tuple[str, str]) -> tuple[str, ...]:
        difference = self.examined.difference
        if difference is not None and (difference.harmless or difference.copy.is_found):
            what = 'all' if difference.copy.is_parsed else 'every line'
            return '--keep docs ', f'{names[0]} takes {names[1]}, which has {what} of it'
        if difference is not None and difference.source.is_found:
            what = 'all' if difference.source.is_parsed else 'every line'
            return '--keep root ', f'{names[1]} takes {names[0]}, which has {what} of it'
        if difference is not None and difference.copy.unit == 'section' and difference.copy.total > 1:
            return '--append-unique ', f'{names[1]} gets what only {names[0]} has, then both are the same'
        assert self.copy.content is not None
        place = archived(b'archive', self.copy.path, self.copy.content.sha256)
        return '--archive archive ', f'{names[1]} stays, {names[0]} moves to archive/', word(place)

    def _agreement(self) -> Iterator[tuple[str, str]]:
        copy, source = self.copy, self.source
        if copy.hidden or source.hidden or copy.filtered or self._has_crlf() or None in (copy.on_disk, source.on_disk):
            return
        assert copy.on_disk is not None and source.on_disk is not None
        shown = visible(copy.path), visible(source.path)
        if copy.content is not None and source.on_disk.sha256 == copy.content.sha256:
            yield self._stage(source), f'{shown[1]} on disk already equals the staged {shown[0]}'
        elif source.content is not None and copy.on_disk.sha256 == source.content.sha256:
            yield self._stage(copy), f'{shown[0]} on disk already equals the staged {shown[1]}'
        elif copy.on_disk == source.on_disk != ABSENT:
            yield self._stage(copy, source), 'on disk the two are already the same'

    def _copy(self, source: FileState, target: FileState) -> str:
        if not self._is_disk_good(source, target):
            # the index alone knows; its paths are from the top level
            entry = shlex.quote(f'{target.entry.mode},{source.entry.oid},{target.path.decode()}')
            line = f'git update-index --cacheinfo {entry}'
            if target.hidden:
                return f'{line} && {self._git("update-index --skip-worktree --", target)}'
            if target.on_disk is None:
                return line
            return self._then_commit(f'{line} && {self._git("checkout --", target)}')
        line = f'cp {self._word(source)} {self._word(target)} && {self._stage(self.copy, self.source)}'
        absent = [side for side in (source, target) if side.on_disk == ABSENT]
        return f'{self._git("checkout --", *absent)} && {line}' if absent else line

    def _is_disk_good(self, source: FileState, target: FileState) -> bool:
        """Whether a copy of the file on disk becomes a copy of the compared content, and nothing else is overwritten.

        Not where git does not look (sparse checkout) or something else than a file is there, where unstaged edits would
        be staged along, or where git would convert the two in different ways.
        """
        if self.how.commit:
            return True
        if None in (source.on_disk, target.on_disk) or source.hidden or target.hidden or source.is_edited:
            return False
        return not source.filtered and not self._has_crlf()

    def _has_crlf(self) -> bool:
        """Whether line ends in a blob may keep git from converting those on disk (safecrlf)."""
        contents = (self.copy.content, self.source.content)
        return any(content is not None and b'\r\n' in content.head for content in contents)

    def _loss(self, source: FileState, target: FileState, along: str = '') -> str:
        diff, difference = self.examined.diff, self.examined.difference
        names = visible(source.path), visible(target.path)
        if source.entry.oid == target.entry.oid:
            return f'keeps {names[0]}, which is the same'
        if difference is not None and difference.harmless:
            return f'keeps {names[0]}{along}; no text of {names[1]} lost'
        if diff is None or diff.absent:
            return f'keeps {names[0]}{along}; what only {names[1]} has, lost'
        lost = diff.removed if target is self.copy else diff.added
        if difference is not None:
            # as the report counts it above
            lost = (difference.copy if target is self.copy else difference.source).lines
        many = {0: 'no line', 1: '1 line'}.get(lost, f'{lost:,} lines')
        return f'keeps {names[0]}{along}; {many} of {names[1]} lost'

    def _unstaged(self, target: FileState) -> str:
        if target.is_edited and not target.hidden:
            return ', its unstaged edits too'
        # a runner has put them away for as long as it runs
        return ', and any unstaged edit of it' if self.how.runner and not self.how.commit else ''

    def _along(self, line: str) -> str:
        """What else a copy of the file on disk may bring into the commit."""
        unseen = self.how.runner and not self.how.commit and line.startswith('cp ')
        return ', with any unstaged edit of it' if unseen else ''

    def remove(self) -> Iterator[tuple[str, str]]:
        """The root copy goes; only where a document stays."""
        if self.source.entry.kind is not Kind.FILE:
            return
        effect = self._loss(self.source, self.copy)
        if self.copy.hidden:
            yield self._then_commit(self._git('update-index --force-remove', self.copy)), effect
            return
        # git rm refuses what is staged and not committed yet, unless it is forced; what was never staged is kept
        if self.how.of_paths and (self.copy.is_edited or self.copy.before.kind is Kind.ABSENT):
            return  # the commit that names the path would take it from the disk, or not know it
        options = ['--cached'] * self.copy.is_edited + ['-f'] * (self.copy.touched and not self.how.commit)
        if self.copy.is_edited:
            effect += '; its other edits stay on disk'
        elif '-f' in options:
            effect += self._unstaged(self.copy)
        yield self._then_commit(self._git(' '.join(['rm', *options]), self.copy)), effect

    def relink(self) -> Iterator[tuple[str, str]]:
        """A link that leads elsewhere: let it lead to its counterpart, or be again the file that it was."""
        link, target = (self.copy, self.source) if self.copy.entry.kind is Kind.LINK else (self.source, self.copy)
        if target.entry.kind is Kind.FILE and not link.hidden and not link.is_edited:
            text = b'../' * link.path.count(b'/') + target.path
            line = f'ln -sfn {word(text)} {self._word(link)} && {self._stage(link)}'
            yield line, f'{visible(link.path)} leads to {visible(target.path)}'
            if link.before.oid == target.entry.oid and not self.how.commit:
                line = self._then_commit(self._git('checkout HEAD --', link))
                yield line, f'{visible(link.path)} is again what it was, the same as {visible(target.path)}'
        yield from self.remove()

    def bring_back(self) -> Iterator[tuple[str, str]]:
        """What this commit takes away of a configured pair: as HEAD has it, or the same as what changes with it."""
        absent = [side for side in (self.copy, self.source) if side.entry.kind is Kind.ABSENT]
        left = [side for side in (self.copy, self.source) if side not in absent]
        names = [visible(side.path) for side in (*absent, *left)]
        if all(side.restorable for side in absent) and not any(side.touched for side in left):
            # what is still on disk may have edits that nothing else has
            worktree = '--worktree ' * all(side.on_disk == ABSENT for side in absent)
            line = self._git(f'restore --source=HEAD --staged {worktree}'.rstrip(), *absent)
            yield line, f'restores {" and ".join(names[:len(absent)])} from HEAD'
        elif left and left[0].entry.kind is Kind.FILE:
            yield self._copy_anew(left[0], absent[0]), f'makes {names[0]} a copy of {names[1]}'

    def _copy_anew(self, source: FileState, target: FileState) -> str:
        is_good = target.on_disk == ABSENT != source.on_disk and self._is_disk_good(source, target)
        if self.how.commit or not is_good:
            entry = shlex.quote(f'{source.entry.mode},{source.entry.oid},{target.path.decode()}')
            line = f'git update-index --add --cacheinfo {entry}'
            # what lies there may be what nothing else has
            there = self.how.commit or target.on_disk == ABSENT
            # unlike checkout, it overwrites nothing
            return self._then_commit(f'{line} && {self._git("checkout-index -u --", target)}' if there else line)
        folder = posixpath.dirname(posixpath.relpath(target.path, self.how.prefix or b'.'))
        made = f'mkdir -p {word(folder)} && ' if folder else ''
        return f'{made}cp {self._word(source)} {self._word(target)} && {self._stage(self.copy, self.source)}'

    def move(self) -> Iterator[tuple[str, str]]:
        """The only copy stands in the wrong place."""
        if self.examined.pair.configured:
            yield from self.bring_back()
            return
        folder = posixpath.dirname(posixpath.relpath(self.source.path, self.how.prefix or b'.'))
        line = f'mkdir -p {word(folder)} && {self._git("mv", self.copy, self.source)}'
        yield self._then_commit(line), f'{visible(self.source.path)} becomes the only copy; nothing is lost'


def _is_name(ref: str) -> bool:
    """Whether a branch or tag can be named in a command: one that begins with a dash can be pushed, but not typed."""
    return bool(ref) and is_plain(ref.encode('utf-8', 'surrogateescape')) and not ref.startswith('-')


def _can_be_resolved(side: FileState) -> bool:
    if side.entry.kind is not Kind.FILE or side.content is None or side.hidden or side.is_edited:
        return False
    if side.on_disk is None or (side.edited is not None and side.on_disk.sha256 != side.content.sha256):
        return False  # resolve writes no file that git converts
    return side.on_disk != ABSENT and not side.content.is_binary and side.content.size <= MAX_BYTES


_LOOKS: Mapping[Status, Callable[[_Advisor], Iterator[Command]]] = {
    Status.DIVERGENT: _Advisor.look_at_texts,
    Status.LINK_ELSEWHERE: _Advisor.look_at_entries,
    Status.UNMERGED: _Advisor.look_at_conflict,
    Status.SUBMODULE: _Advisor.look_at_entries,
    Status.READ_ERROR: _Advisor.look_for_object,
}
_CURES: Mapping[Status, Callable[[_Advisor], Iterator[tuple[str, str]]]] = {
    Status.DIVERGENT: _Advisor.settle,
    Status.LINK_ELSEWHERE: _Advisor.relink,
    Status.DOCS_MISSING: _Advisor.move,
    Status.COPY_MISSING: _Advisor.bring_back,
    Status.DUPLICATE: _Advisor.remove,
}
