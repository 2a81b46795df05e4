"""Folders and globs of `[[pair]]` tables as pairs of files, in one pass over the paths. Pure: paths in, pairs out."""
from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.config.model import is_glob
from sot_guard.config.model import PairRule
from sot_guard.errors import ConfigError
from sot_guard.escaping import visible
from sot_guard.git.paths import parents
from sot_guard.pairing.globs import Copies
from sot_guard.pairing.globs import is_excluded
from sot_guard.pairing.globs import is_held
from sot_guard.pairing.globs import place_of
from sot_guard.pairing.globs import specificity

# of pairs that folders make, each copy with each file of its source
MAX_HELD = 300_000


class Origin(NamedTuple):
    """The folder or glob of a `[[pair]]` by which a pair of files was found."""

    # which [[pair]], from 0
    number: int
    # the folder, with `/` at its end, or the file
    source: bytes
    # the folder that holds the copies, empty for the top level; of a glob of files, the glob
    copy: bytes
    # the copy as it is written
    written: bytes
    # whether a file that only the source, or only the copy, has is refused
    forbids_missing: bool = False
    forbids_extra: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, not a glob of files."""
        return self.source.endswith(b'/')

    @property
    def shown(self) -> bytes:
        """The copy as people write it."""
        return self.copy or b'.'


class Held(NamedTuple):
    """What holds a copy."""

    rule: PairRule
    source: bytes
    # None for a path that is written out
    origin: Origin | None


class Overlap(NamedTuple):
    """Two `[[pair]]` tables that find the same copies, with different sources."""

    # the numbers of the one that holds them, and of the other
    kept: int
    other: int
    # the first of the copies, and how many there are
    first: bytes
    copies: int


class Place(NamedTuple):
    """How much a copy of a `[[pair]]` finds."""

    origin: Origin
    # how many files there are at the source, at the copy, and at both
    sources: int
    copies: int
    common: int


class Expansion(NamedTuple):
    """What folders and globs find."""

    # by the path of the copy; one of the two files may be absent
    held: dict[bytes, Held]
    overlaps: tuple[Overlap, ...]
    places: tuple[Place, ...]


def _expected(rule: PairRule, number: int, sources: Sequence[bytes], held: int) -> Sequence[bytes]:
    """The files of a source that a copy may lack, `held` others being pairs: where they are too many, none."""
    if held + len(sources) <= MAX_HELD:
        return sources
    if rule.missing == 'forbid':
        raise ConfigError([f'pair[{number}]: its copies lack too many files of {visible(rule.source)}; name fewer'])
    return ()


class Finder:
    """Finds the files that `[[pair]]` tables mean."""

    def __init__(self, rules: Sequence[PairRule]) -> None:
        self._rules = rules
        self._copies = [
            (number, rule, copy) for number, rule in enumerate(rules) for copy in rule.copies
            if rule.is_folder or is_glob(copy)
        ]
        # folders that are written out, with `/` at their end, and those that are globs
        self._folders = {rule.source for rule in rules if rule.is_folder}
        folder_globs: set[bytes] = set()
        for _, rule, copy in self._copies:
            if rule.is_folder:
                (folder_globs if is_glob(copy) else self._folders).add(place_of(rule, copy))
        self._folder_globs = Copies(folder_globs)
        self._globs = [entry for entry in self._copies if not entry[1].is_folder]
        self._file_globs = Copies(copy for _, _, copy in self._globs)
        # folders that have to hold a copy
        self._parents = {posixpath.dirname(copy) for _, rule, copy in self._globs if rule.required}
        self._required = Copies(self._parents)
        self._known: dict[bytes, tuple[bytes, ...]] = {}
        self._is_required: dict[bytes, bool] = {}

    def __bool__(self) -> bool:
        """Whether there is a folder or a glob at all."""
        return bool(self._copies)

    def wants(self, path: bytes) -> bool:
        """Whether a path may decide what a folder or a glob finds."""
        folder = posixpath.dirname(path)
        if self._folders_above(folder) or path + b'/' in self._folders:
            return True
        return self._is_in_required(folder) or bool(self._file_globs.that_mean(path))

    def _folders_above(self, folder: bytes) -> tuple[bytes, ...]:
        """The folders of pairs that hold the files of a folder."""
        if folder not in self._known:
            above = [b'%s/' % here if here else b'' for here in (folder, *(parents(folder) if folder else ()))]
            self._known[folder] = tuple(here for here in above if self._is_folder(here))
        return self._known[folder]

    def _is_folder(self, folder: bytes) -> bool:
        return folder in self._folders or bool(self._folder_globs.that_mean(folder))

    def _is_in_required(self, folder: bytes) -> bool:
        if not self._parents:
            return False
        if folder not in self._is_required:
            above = (folder, *parents(folder)) if folder else ()
            self._is_required[folder] = any(map(self._required.that_mean, above))
        return self._is_required[folder]

    def expand(self, paths: Collection[bytes]) -> Expansion:
        """Return the pairs of files among these paths, in one pass over them."""
        below: defaultdict[bytes, list[bytes]] = defaultdict(list)
        found: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for path in paths:
            for folder in self._folders_above(posixpath.dirname(path)):
                below[folder].append(path[len(folder):])
            for copy in self._file_globs.that_mean(path):
                found[copy].append(path)
        written: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for folder in sorted(below):
            for copy in self._folder_globs.that_mean(folder) | {folder}:
                written[copy].append(folder)
        claims = _Claims(self._rules)
        places: list[Place] = []
        for number, rule, copy in self._copies:
            if rule.is_folder:
                found_here = written[place_of(rule, copy)]
                places += self._folder_pairs(claims, below, (number, rule, copy), found_here)
            else:
                places.append(self._glob_pairs(claims, found[copy], (number, rule, copy)))
        return Expansion(claims.held, tuple(claims.overlaps()), tuple(places))

    @staticmethod
    def _folder_pairs(
        claims: _Claims, below: dict[bytes, list[bytes]], entry: tuple[int, PairRule, bytes], found: Sequence[bytes],
    ) -> Iterator[Place]:
        number, rule, copy = entry
        written = place_of(rule, copy)
        sources = [name for name in below.get(rule.source, ()) if is_held(rule, name)]
        for place in found or [written]:
            if place.startswith(rule.source) or (place and rule.source.startswith(place)):
                continue  # a match of a glob; what is written out was refused
            origin = Origin(
                number, rule.source, place, written, rule.missing == 'forbid', rule.extra == 'forbid',
            )
            copies = [
                name for name in below.get(place, ())
                if is_held(rule, name) and not (place + name).startswith(rule.source)
            ]
            both = set(sources).intersection(copies)
            yield Place(origin, len(sources), len(copies), len(both))
            if is_glob(place) and not copies:
                continue  # it found nothing
            for name in dict.fromkeys((*_expected(rule, number, sources, len(claims.held)), *copies)):
                if not (place + name).startswith(rule.source):
                    claims.add(place + name, Held(rule, rule.source + name, origin))

    @staticmethod
    def _glob_pairs(claims: _Claims, found: Iterable[bytes], entry: tuple[int, PairRule, bytes]) -> Place:
        number, rule, glob = entry
        origin = Origin(number, rule.source, glob, glob, rule.required)
        copies = [path for path in found if path != rule.source and not is_excluded(rule, path)]
        for path in copies:
            claims.add(path, Held(rule, rule.source, origin))
        return Place(origin, 1, len(copies), len(copies))

    def required(self, paths: Collection[bytes]) -> dict[bytes, Held]:
        """Return the copies that a folder of these paths lacks, though it has to hold one."""
        if not self._parents:
            return {}
        folders = self._required_folders(paths)
        missing = {}
        for number, rule, glob in self._globs:
            if rule.required:
                origin = Origin(number, rule.source, glob, glob, forbids_missing=True)
                name = posixpath.basename(rule.source if is_glob(posixpath.basename(glob)) else glob)
                matches = Copies([glob])
                have = {posixpath.dirname(path) for path in paths if matches.that_mean(path)}
                for folder in folders[posixpath.dirname(glob)] - have:
                    path = posixpath.join(folder, name)
                    if path != rule.source and not is_excluded(rule, path):
                        missing[path] = Held(rule, rule.source, origin)
        return missing

    def _required_folders(self, paths: Collection[bytes]) -> defaultdict[bytes, set[bytes]]:
        """The folders that have to hold a copy, by the part of a glob that says so."""
        found: defaultdict[bytes, set[bytes]] = defaultdict(set)
        depths = {parent.count(b'/') + 1 for parent in self._parents if parent}
        parts = (path.split(b'/')[:-1] for path in {posixpath.dirname(path) + b'/' for path in paths})
        folders = {b'/'.join(some[:depth]) for some in parts for depth in depths if depth <= len(some)}
        for folder in folders | {b''}:
            for parent in self._required.that_mean(folder):
                found[parent].add(folder)
        return found


class _Claims:
    """The copies that folders and globs find, of which the more specific one holds each."""

    def __init__(self, rules: Sequence[PairRule]) -> None:
        self.held = {
            copy: Held(rule, rule.source, None)
            for rule in rules if not rule.is_folder for copy in rule.copies if not is_glob(copy)
        }
        self._numbers = {copy: number for number, rule in enumerate(rules) for copy in rule.copies}
        self._overlaps: dict[tuple[int, int], list[bytes]] = {}

    def add(self, copy: bytes, held: Held) -> None:
        """Let a folder or a glob hold a copy, unless something more specific does."""
        known = self.held.get(copy)
        if known is None:
            self.held[copy] = held
        elif known.rule._replace(copies=()) != held.rule._replace(copies=()):
            assert held.origin is not None
            wins = known.origin is not None and specificity(known.origin.written) < specificity(held.origin.written)
            numbers = self._number(copy, known), held.origin.number
            self._overlaps.setdefault(numbers[::-1] if wins else numbers, []).append(copy)
            if wins:
                self.held[copy] = held

    def _number(self, copy: bytes, held: Held) -> int:
        return self._numbers[copy] if held.origin is None else held.origin.number

    def overlaps(self) -> Iterator[Overlap]:
        """The copies that two tables find."""
        for (kept, other), copies in sorted(self._overlaps.items()):
            yield Overlap(kept, other, min(copies), len(copies))
