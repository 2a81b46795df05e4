"""What the user wants of a pair, and what `resolve` would do to it."""
from __future__ import annotations

from typing import Literal
from typing import NamedTuple

from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.planning.steps import Then
from sot_guard.worktree.write import Step


class Wish(NamedTuple):
    """What the user asked for beside the names."""

    # the file to take as it is
    keep: Literal['copy', 'source'] | None = None
    # carry what only the copy has to the end of the source
    append_unique: bool = False
    # the folder for the file that goes, from the top level
    archive: bytes | None = None
    # what only the file has that is not kept may be lost
    lose_unique: bool = False
    # what becomes of the copy; None: it stays, equal to the source
    then: Then | None = None
    # conflicts may be written into the source
    markers: bool = False
    # the text is taken in which the user has resolved a conflict
    edited: bool = False
    # the file with that text; None: where the conflict was left
    merged: str | None = None


class Plan(NamedTuple):
    """What is to become of a pair."""

    pair: Pair
    # what is done, and why, in words
    why: str
    # what to look at in the result
    remarks: tuple[str, ...] = ()
    # the changes, in their order; of a plan with a conflict no more than the wish allowed
    steps: tuple[Step, ...] = ()
    # the text to decide on, where that is left to the user
    conflicted: bytes | None = None
    # how many conflicts are marked in it; 0: the remarks say what is wrong with it
    conflicts: int = 0
    # the options with which it is continued
    options: str = ''
    # what the source becomes otherwise
    source: bytes | None = None
    # where a file goes that is not kept, and its sha256
    archived: tuple[bytes, str] | None = None

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return sum(len(step.before.data) + len(step.after.data) for step in self.steps) + len(self.conflicted or b'')

    def changes(self, path: bytes) -> bool:
        """Whether the plan makes something else of what is staged at a path."""
        return any(step.path == path and step.before != step.after for step in self.steps)

    @property
    def takes_source(self) -> bool:
        """Whether it does nothing but to make the copy what its source is, so that it may take a newer source too."""
        there = [step for step in self.steps if step.path == self.pair.copy and step.before.kind is not Kind.ABSENT]
        is_done = self.conflicted is None and self.archived is None and not self.changes(self.pair.source)
        return is_done and not self.pair.differ and any(step.before != step.after for step in there)
