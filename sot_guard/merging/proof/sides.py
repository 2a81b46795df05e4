"""A side of a merge held against the base: what it changed, and the headings that it renamed."""
from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from sot_guard.merging.proof.alignment import align
from sot_guard.merging.proof.alignment import Hunk
from sot_guard.merging.proof.alignment import hunks
from sot_guard.merging.proof.model import is_release
from sot_guard.merging.proof.model import is_unreleased
from sot_guard.merging.proof.model import number_of
from sot_guard.merging.proof.model import Place
from sot_guard.merging.proof.model import Text


class Side:
    """A side and the base: `to_side` and `to_base` say which line is which, -1 for none."""

    def __init__(self, base: Text, text: Text) -> None:
        self.base = base
        self.text = text
        self.to_side = align(base.keys, text.keys)
        self.hunks = list(hunks(self.to_side, len(text.keys)))
        self._starts = [hunk.side for hunk in self.hunks]
        self.to_base = [-1] * len(text.keys)
        for number, other in enumerate(self.to_side):
            if other >= 0:
                self.to_base[other] = number

    def hunk_of(self, line: int) -> Hunk:
        """Return the hunk that holds a line of the side which the base has not."""
        return self.hunks[bisect_right(self._starts, line) - 1]

    @cached_property
    def renamed(self) -> dict[Place, Place]:
        """The paths of headings by which the side calls those of the base, each below parents named as in the base."""
        base, text = self.base.document, self.text.document
        old = {base.path(heading.first) for heading in base.headings}
        new = {text.path(heading.first) for heading in text.headings}
        renamed: dict[Place, Place] = {}
        successors = self._successors(old, new)
        for heading in base.headings:
            path, line = base.path(heading.first), self.to_side[heading.first]
            if path in new:
                continue
            line = line if line >= 0 else successors.get(heading.first, -1)
            if line < 0:
                continue
            now = text.path(line)
            name = (*canonical(now[:-1], renamed), now[-1])
            if now not in old and name != path and _is_the_same(path, name):
                renamed[name] = path
        return renamed

    def _successors(self, old: set[Place], new: set[Place]) -> dict[int, int]:
        """Headings that stand in the place of others, one for one."""
        found: dict[int, int] = {}
        for hunk in self.hunks:
            gone = _headings(self.base, range(hunk.base, hunk.base_end), new)
            came = _headings(self.text, range(hunk.side, hunk.side_end), old)
            if [level for _, level in gone] == [level for _, level in came]:
                found.update(zip((line for line, _ in gone), (line for line, _ in came), strict=True))
        return found

    @cached_property
    def places(self) -> list[Place]:
        """Where each line of the side stands, in the names of the base."""
        return in_names_of_base(self.text, self.renamed)


def _headings(text: Text, lines: range, known: set[Place]) -> list[tuple[int, int]]:
    headings = text.document.headings
    numbers = (text.heading_at[line] for line in lines if line in text.heading_at and text.keys[line])
    return [(headings[number].first, headings[number].level) for number in numbers
            if text.document.path(headings[number].first) not in known]


def _is_the_same(old: Place, new: Place) -> bool:
    """Whether what was written below the one path may stand below the other."""
    if old[:-1] != new[:-1] and any(map(is_release, {*old} ^ {*new})):
        return False
    before, after = old[-1], new[-1]
    if before == after or not (is_release(before) or is_release(after)):
        return True
    return is_unreleased(after) or (not is_unreleased(before) and number_of(before) == number_of(after) != '')


def canonical(path: Place, renamed: Mapping[Place, Place]) -> Place:
    """Return a path with the names that the base has for its headings."""
    found: Place = ()
    for title in path if renamed else ():
        found = renamed.get((*found, title), (*found, title))
    return found if renamed else path


def in_names_of_base(text: Text, renamed: Mapping[Place, Place]) -> list[Place]:
    """Return where each line stands, in the names of the base."""
    cache: dict[Place, Place] = {}
    return [cache.get(place) or cache.setdefault(place, canonical(place, renamed)) for place in text.places]


def instances(text: Text) -> dict[bytes, list[int]]:
    """Return where each line that is not blank stands."""
    found = defaultdict(list)
    for number, key in enumerate(text.keys):
        if key:
            found[key].append(number)
    return found
