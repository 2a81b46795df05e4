"""A side of a merge held against the base: what it changed, and where its lines stand in the names of the base."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cached_property
from itertools import chain

from sot_guard.analysis.alignment import align
from sot_guard.analysis.alignment import align_late
from sot_guard.analysis.alignment import Hunk
from sot_guard.analysis.alignment import hunks
from sot_guard.analysis.alignment import inverse
from sot_guard.analysis.documents.text import Place
from sot_guard.analysis.documents.text import Text
from sot_guard.analysis.releases import is_release
from sot_guard.analysis.releases import is_unreleased
from sot_guard.analysis.releases import number_of


class Side:
    """A side and the base: `to_side` and `to_base` say which line is which, -1 for none."""

    def __init__(self, base: Text, text: Text, *, late: bool = False) -> None:
        self.base = base
        self.text = text
        self.to_side = (align_late if late else align)(base.keys, text.keys)
        self.to_base = inverse(self.to_side, len(text.keys))
        self.hunks = list(hunks(self.to_side, len(text.keys)))
        self._starts = [hunk.side for hunk in self.hunks]
        # the lines of the base in whose place there is nothing
        gone = (range(hunk.base, hunk.base_end) for hunk in self.hunks if hunk.side == hunk.side_end)
        self.dropped = {*chain.from_iterable(gone)}
        # the titles by which the side calls those of the base
        self.renamed = dict(self._renamed())
        self.places = in_names_of_base(text, self.renamed)

    @cached_property
    def new_at(self) -> dict[tuple[Place, bytes], list[int]]:
        """The lines that the side has and the base has not there, by what is above them and what they say."""
        found: dict[tuple[Place, bytes], list[int]] = {}
        for line, key in enumerate(self.text.keys):
            if key and self.is_new(line):
                found.setdefault((self.places[line], key), []).append(line)
        return found

    def is_new(self, line: int) -> bool:
        """Return whether a line of the side is none that the base has there."""
        return self.to_base[line] < 0

    def hunk_of(self, line: int) -> Hunk:
        """Return the hunk that holds a line of the side which the base has not."""
        return self.hunks[bisect_right(self._starts, line) - 1]

    def came(self, hunk: Hunk) -> list[bytes]:
        """Return what stands in the place of a hunk, without blank lines."""
        return [key for key in self.text.keys[hunk.side:hunk.side_end] if key]

    def _renamed(self) -> Iterator[tuple[str, str]]:
        """Headings that stand in the place of others, one for one."""
        old, new = ({heading.title for heading in text.document.headings} for text in (self.base, self.text))
        for hunk in self.hunks:
            gone = _headings(self.base, range(hunk.base, hunk.base_end), new)
            came = _headings(self.text, range(hunk.side, hunk.side_end), old)
            if [level for _, level in gone] == [level for _, level in came]:
                yield from ((now, was) for (was, _), (now, _) in zip(gone, came, strict=True) if _may_become(was, now))


def _headings(text: Text, lines: range, known: set[str]) -> list[tuple[str, int]]:
    found = dict.fromkeys(filter(None, map(text.heading, lines)))
    return [(one.title, one.level) for one in found if one.title not in known]


def _may_become(old: str, new: str) -> bool:
    """Whether what was written below the one heading may stand below the other: not where it was released since."""
    if not (is_release(old) or is_release(new)):
        return True
    return is_unreleased(new) or (not is_unreleased(old) and number_of(old) == number_of(new) != '')


def in_names_of_base(text: Text, renamed: Mapping[str, str]) -> Sequence[Place]:
    """Return where each line stands, in the names of the base."""
    return [tuple(renamed.get(title, title) for title in place) for place in text.places]
