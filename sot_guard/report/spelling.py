"""How the commands for a finding are spelled: what writes a file over another, in each state that git leaves behind.

Every command is meant to be pasted into the user's own shell: nothing but git and POSIX tools, paths
from the top level behind a `cd` to it, names quoted.
"""
from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.config.model import text_of
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.git.paths import archived
from sot_guard.git.trees import Kind
from sot_guard.report.advice import Setting
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.quoting import home_word
from sot_guard.report.quoting import literal_git
from sot_guard.report.quoting import shell_quote
from sot_guard.report.quoting import word
from sot_guard.worktree.read import ABSENT

Steps = tuple[str, ...]
# an effect, and the steps that have it
Fix = tuple[str, Steps]
_ARCHIVE = b'archive'


class Speller(NamedTuple):
    """Spells commands for the files of a pair."""

    examined: Examined
    setting: Setting

    def word(self, path: bytes) -> str:
        """A path as the user's shell takes it, at the top level."""
        return word(path, self.setting.encoding)

    def git(self, command: str, *paths: bytes) -> str:
        """A git command with paths at its end."""
        return f'{literal_git(*paths)} {command} {" ".join(map(self.word, paths))}'

    def add(self, *paths: bytes) -> str:
        """`git add`, so that it takes these paths."""
        options = ['-f'] * bool(self.setting.ignored & set(paths)) + ['--sparse'] * self.setting.sparse
        return self.git(' '.join(['add', *options]), *paths)

    def _sides(self) -> tuple[FileState, FileState]:
        return self.examined.copy, self.examined.source

    def stage(self, *paths: bytes, new: Steps | tuple[bytes, ...] = ()) -> Steps:
        """The end of a fix: what was written on disk comes into the commit; `new`: files that git does not know."""
        added = tuple(os.fsencode(path) for path in new)
        if not self.setting.how.of_paths:
            return (self.add(*added, *paths),)
        known = dict.fromkeys((*self.examined.pair.sides, *paths, *added))
        return (*([self.add(*added)] if added else ()), self.git('commit --', *known))

    def staged_before(self, *paths: bytes) -> Steps:
        """What has to be staged first: after a refused `git commit -a` or `-- PATH` nothing is."""
        how = self.setting.how
        return (self.add(*paths),) if how.of_paths or how.of_all else ()

    def placed(self, steps: Steps) -> Steps:
        """The steps from the user's working directory."""
        setting = self.setting
        if not setting.how.prefix:
            return steps
        here = home_word(setting.top, os.environ.get('HOME', ''), setting.encoding)
        return (f'cd {here if is_plain(setting.top) else _way_up(setting.how.prefix)}', *steps)

    def fix(self, steps: Steps) -> Steps:
        """The same for a fix; one of a commit is made by another commit on its branch."""
        how = self.setting.how
        if not how.commit:
            return self.placed(steps)
        place = shell_quote(how.branch) if _is_name(how.branch) else ''
        if not place and (how.branch or how.tag or how.other):
            place = f'--detach {how.commit}'
        if place and not how.checked_out:
            steps = (f'git switch {place}', *steps)
        copy, source = (text_of(path) for path in self.examined.pair.sides)
        steps = (*steps, f'git commit -m {shell_quote(f"Sync {copy} and {source}")}')
        return self.placed((*steps, f'git tag -f {shell_quote(how.tag)}') if _is_name(how.tag) else steps)

    @property
    def where(self) -> str:
        """Where a fix is made, and what has to be pushed where that is no branch; in words that follow its effect."""
        how = self.setting.how
        if not how.commit:
            return ''
        if _is_name(how.tag):
            return f' in a new commit, and move the tag {how.tag} to it'
        return ' in a new commit' + ', and push that commit instead' * bool(how.tag or how.other)

    def removal(self) -> Iterator[tuple[str, Steps]]:
        """The command that deletes the copy, as the state of its file allows, behind its effect."""
        copy, how = self.examined.copy, self.setting.how
        if copy.hidden:
            line = self.git('update-index --force-remove', copy.path)
        elif how.of_paths and (copy.is_edited or copy.before.kind is Kind.ABSENT):
            return  # the commit that names the path would take it from the disk, or not know it
        else:
            # git rm refuses what is staged and not committed yet, unless forced; what was never staged is kept
            options = ['--cached'] * copy.is_edited + ['-f'] * (copy.touched and not how.commit)
            line = self.git(' '.join(['rm', *options]), copy.path)
        both = (self.git('commit --', *self.examined.pair.sides),) if how.of_paths else ()
        yield f'delete {visible(copy.path)}', (line, *both)

    @property
    def can_edit(self) -> bool:
        """Whether `resolve` takes the pair after an edit by hand."""
        how = self.setting.how
        return bool(how.program) and not how.commit and all(map(self.is_text, self._sides()))

    def is_text(self, side: FileState) -> bool:
        """Whether `resolve` can work on a file."""
        if side.entry.kind is not Kind.FILE or side.content is None or side.hidden:
            return False
        if side.content.is_binary or side.content.size > MAX_BYTES or side.lfs_sha256 is not None:
            return False
        if self.setting.how.commit:
            return not side.has_filter
        # a filter that leaves a text as it is does no harm
        is_as_staged = side.on_disk is not None and side.on_disk.sha256 == side.content.sha256
        return side.on_disk not in (None, ABSENT) and (is_as_staged or not side.has_filter)

    # ---- a file over another

    def copy_over(self, kept: FileState, target: FileState) -> Steps:
        """Write what is judged of a file over another one; unstaged edits stay as they are, where there are any."""
        how = self.setting.how
        if how.commit:
            return (f'cp {self.word(kept.path)} {self.word(target.path)}', *self.stage(*self.examined.pair.sides))
        if target.is_sparse and not kept.has_filter:
            return (*_folder(self, target), *self._write(kept, target.path), *self.stage(target.path))
        if self._is_for_index(kept, target):
            return self._in_index(kept, target)
        # a refused `git commit -a` leaves nothing staged
        staged = (target.path,) if _only_index(kept) else self.examined.pair.sides
        return (*_folder(self, target), *self._write(kept, target.path), *self.stage(*staged))

    def writing(self, kept: FileState, target: FileState) -> str:
        """The step of copy_over that writes."""
        before = *_folder(self, target), *self.staged_before(kept.path)
        return next(step for step in self.copy_over(kept, target) if step not in before)

    def _write(self, kept: FileState, path: bytes) -> Steps:
        if _only_index(kept):
            return (f'git show {self.word(_in_rev(kept.path))} >{self.word(path)}',)
        return (f'cp {self.word(kept.path)} {self.word(path)}',)

    def _is_for_index(self, kept: FileState, target: FileState) -> bool:
        """Whether only git can write the content: it converts one of the files, or the file on disk is to be kept."""
        if target.hidden or target.on_disk is None or target.is_edited:
            return True
        converted = kept.filtered or has_crlf(self.examined)
        return converted or (_only_index(kept) and kept.has_filter)

    def _in_index(self, kept: FileState, target: FileState) -> Steps:
        mode = target.entry.mode if target.entry.kind is Kind.FILE else '100644'
        entry = self.word(f'{mode},{kept.entry.oid},'.encode() + target.path)
        steps = (*self.staged_before(kept.path), f'git update-index --cacheinfo {entry}')
        if target.hidden:
            return (*steps, self.git('update-index --skip-worktree --', target.path))
        if target.on_disk is None or target.is_edited:
            return (*steps, 'git commit') if self.setting.how.of_paths else steps
        steps = (*steps, self.git('checkout --', target.path))
        return (*steps, self.git('commit --', *self.examined.pair.sides)) if self.setting.how.of_paths else steps

    def copy_anew(self, kept: FileState, target: FileState) -> Steps:
        """Make a file that is missing a copy of another one; what lies in its place is kept."""
        how, is_free = self.setting.how, target.on_disk == ABSENT
        if is_free and not how.commit and not self._is_for_index(kept, target):
            # unstaged edits of what is copied stay unstaged
            staged = (target.path,) if _only_index(kept) else self.examined.pair.sides
            return (*_folder(self, target), *self._write(kept, target.path), *self.stage(*staged))
        entry = self.word(f'{kept.entry.mode},{kept.entry.oid},'.encode() + target.path)
        steps: Steps = (f'git update-index --add --cacheinfo {entry}',)
        if not how.commit and not is_free:
            return steps
        # unlike checkout, it overwrites nothing
        steps = (*steps, self.git('checkout-index -u --', target.path))
        return (*steps, self.git('commit --', *self.examined.pair.sides)) if how.of_paths else steps

    def set_aside(self) -> Steps:
        """Keep the copy's content in a folder, then write the source over the copy; none where that cannot be done."""
        copy, source = self._sides()
        if copy.content is None or (_only_index(copy) and copy.has_filter and not self.setting.how.commit):
            return ()
        place = archived(_ARCHIVE, copy.path, copy.content.sha256)
        # an archive may well be ignored
        add = self.git(' '.join(['add', '-f', *['--sparse'] * self.setting.sparse]), place)
        first = (f'mkdir -p {self.word(_ARCHIVE)}', *self._write(copy, place), add)
        if self.setting.how.commit:
            first = (first[0], f'cp {self.word(copy.path)} {self.word(place)}', first[2])
        steps = self.copy_over(source, copy)
        # without paths git commits what is staged, the archive too
        if steps[-1] == self.git('commit --', *self.examined.pair.sides):
            steps = (*steps[:-1], self.git('commit --', *self.examined.pair.sides, place))
        return (*first, *steps)


def _is_name(ref: str) -> bool:
    """Whether a branch or tag can be named in a command: one that begins with a dash can be pushed, but not typed."""
    return bool(ref) and is_plain(ref.encode('utf-8', 'surrogateescape')) and not ref.startswith('-')


def _only_index(side: FileState) -> bool:
    """Whether what is judged of a file is in the index alone, as far as is known."""
    return side.hidden or side.is_edited or side.on_disk in (None, ABSENT)


def _in_rev(path: bytes) -> bytes:
    """A staged path as git takes it for a revision."""
    return b':' + path if path[:1].isalpha() else b':0:' + path


def _folder(speller: Speller, target: FileState) -> Steps:
    folder = posixpath.dirname(target.path)
    return (f'mkdir -p {speller.word(folder)}',) if folder and target.on_disk == ABSENT else ()


def _way_up(prefix: bytes) -> str:
    return '/'.join(['..'] * len(prefix.rstrip(b'/').split(b'/')))


def marked_no_more(side: FileState) -> str:
    """Return the step that stops where conflict markers are left in a file."""
    return f"! grep -nE '^(<<<<<<<|>>>>>>>)( |$)' {word(side.path)}"


def kept_edits(target: FileState) -> str:
    """Return what becomes of unstaged edits of a file over which another is written: they stay on disk."""
    return ', keeping its unstaged edits' if target.is_edited and not target.hidden else ''


def has_crlf(examined: Examined) -> bool:
    """Return whether line ends in a blob may keep git from converting those on disk (safecrlf)."""
    contents = (examined.copy.content, examined.source.content)
    return any(content is not None and b'\r\n' in content.head for content in contents)
