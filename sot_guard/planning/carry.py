"""Carries a change of one file into the other, where declared differences have to stay. Pure but for git's merge.

What is set aside takes no part: the base is the old version of the file that changed, the sides are that file and the
other one as they are now, all three without what is declared; then the other file gets its own again.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.alignment import align
from sot_guard.analysis.documents import Format
from sot_guard.analysis.views.words import Words
from sot_guard.config.model import View
from sot_guard.config.model import Word
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.git.process import Git
from sot_guard.merging.merge import merge
from sot_guard.planning.reasons import remarks


class Version(NamedTuple):
    """A version of a file."""

    content: bytes
    # the lines of it that are compared, from 0
    kept: tuple[int, ...]

    @property
    def lines(self) -> list[bytes]:
        """All lines, with their ends."""
        lines = [line + b'\n' for line in self.content.split(b'\n')]
        lines[-1] = lines[-1][:-1]
        return lines if lines[-1] else lines[:-1]

    @property
    def shared(self) -> bytes:
        """What is compared, as it stands in the file."""
        lines = self.lines
        return b''.join(lines[number] for number in self.kept)


class Change(NamedTuple):
    """What became of a file."""

    path: bytes
    old: Version
    new: Version

    @property
    def is_one(self) -> bool:
        """Whether more than what is declared has changed."""
        return self.old.shared != self.new.shared


class Carried(NamedTuple):
    """A file with the change of another one."""

    content: bytes
    # how many conflicts are marked in it
    conflicts: int
    # what to look at, or why it is no result
    remarks: tuple[str, ...]
    is_clean: bool


def carry(git: Git, change: Change, into: Change, form: Format, differ: Sequence[View]) -> Carried:
    """Return a file as it is now with the change of the other one; `differ`: what is declared of the two."""
    if not change.is_one:
        return Carried(into.new.content, 0, (), is_clean=True)
    names = visible(into.path), f'old {visible(change.path)}', visible(change.path)
    merged = merge(git, (into.new.shared, change.old.shared, change.new.shared), names, form)
    merged = merged._replace(objections=tuple(
        one._replace(source=_in_the_file(one.source, into.new), copy=_in_the_file(one.copy, change.new))
        for one in merged.objections
    ))
    held = _declared_words(change, differ) if merged.is_clean else []
    return Carried(
        _with_its_own(merged.content, into.new), merged.conflicts, (*remarks(merged, names[0], names[2]), *held),
        is_clean=merged.is_clean and not held,
    )


def _in_the_file(line: int | None, version: Version) -> int | None:
    """The number of a line of the shared part in the whole file."""
    return None if line is None else version.kept[line]


def _with_its_own(shared: bytes, version: Version) -> bytes:
    """The shared part of a file with what is set aside of it, each piece where it was between the lines."""
    result = Version(shared, ()).lines
    lines, kept = version.lines, set(version.kept)
    places = align([lines[number] for number in version.kept], result)
    pieces: dict[int, list[bytes]] = {}
    here = seen = 0
    for number, line in enumerate(lines):
        if number in kept:
            below = places[seen + 1] if seen + 1 < len(places) else len(result)
            # where the line above has changed, above the one that stood below
            here = places[seen] + 1 if places[seen] >= 0 else below if below >= 0 else here
            seen += 1
        else:
            pieces.setdefault(here, []).append(line)
    made = [line for number in range(len(result) + 1) for line in (*pieces.get(number, ()), *result[number:number + 1])]
    # what was the last line may have none at its end
    ended = [line if line.endswith(b'\n') else line + b'\n' for line in made[:-1]]
    return b''.join((*ended, *made[-1:]))


def _declared_words(change: Change, differ: Sequence[View]) -> list[str]:
    """The lines that a change brings and that hold a declared word: which of the two words is meant is not known."""
    words = [view for view in differ if isinstance(view, Word)]
    sought = [(text, Words([Word(text, text)])) for word in words for text in (word.source, word.copy)]
    lines = change.new.lines
    new = [lines[number] for number in change.new.kept]
    known = set(align(Version(change.old.shared, ()).lines, new))
    return [
        f'line {change.new.kept[place] + 1:,} of {visible(change.path)} has the declared word "{visible_text(text)}"; '
        'carry it by hand'
        for place, line in enumerate(new) if place not in known for text, word in sought if word.is_in(line)
    ]
