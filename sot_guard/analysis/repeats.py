"""Bounds the work on contents that many names have: each name asks for it again."""
from __future__ import annotations

from collections.abc import Hashable

# of bytes that are read as prose, the slowest; 0.5 s
MAX_WORK = 500_000


class Repeats:
    """What is left for contents that are taken apart a second time."""

    def __init__(self) -> None:
        self._left = MAX_WORK
        self._known: set[Hashable] = set()

    @property
    def is_exhausted(self) -> bool:
        """Whether something was not allowed."""
        return self._left < 0

    def allows(self, what: Hashable, work: int) -> bool:
        """Return whether a content may be taken apart: for the first name always, then while work is left."""
        if what not in self._known:
            self._known.add(what)
            return True
        self._left -= work
        return not self.is_exhausted
