"""Carries a change of one file into the other, where declared differences have to stay. Pure but for git's merge.

The base is the old version of the file that changed, the side the other file as it is: what that has of its own is a
change of the side, and stays.
"""
from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.views.words import Words
from sot_guard.config.model import View
from sot_guard.config.model import Word
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.git.process import Git
from sot_guard.merging.merge import merge
from sot_guard.merging.proof.alignment import align
from sot_guard.merging.reasons import remarks


class Change(NamedTuple):
    """What became of a file."""

    path: bytes
    old: bytes
    new: bytes


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
    if change.old == change.new:
        return Carried(into.new, 0, (), is_clean=True)
    names = visible(into.path), f'old {visible(change.path)}', visible(change.path)
    merged = merge(git, (into.new, change.old, change.new), names, form)
    held = [] if not merged.is_clean else _declared_words(change, differ)
    return Carried(
        merged.content, merged.conflicts, (*remarks(merged, names[0], names[2]), *held),
        is_clean=merged.is_clean and not held,
    )


def _declared_words(change: Change, differ: Sequence[View]) -> list[str]:
    """The lines that a change brings and that hold a declared word: which of the two words is meant is not known."""
    words = [view for view in differ if isinstance(view, Word)]
    both = [*words, *(Word(word.copy, word.source) for word in words)]
    if not words:
        return []
    sought = [(word.source, Words([word])) for word in both]
    new = change.new.split(b'\n')
    known = set(align(change.old.split(b'\n'), new))
    return [
        f'line {number + 1:,} of {visible(change.path)} has the declared word "{visible_text(text)}"; carry it by hand'
        for number, line in enumerate(new) if number not in known for text, word in sought if word.is_in(line)
    ]
