"""Which paths belong together: `X` and `docs/X`, and what the configuration names. Pure: paths in, pairs out."""
from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Collection
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from sot_guard.config.model import Config
from sot_guard.config.model import is_pattern
from sot_guard.config.model import matches
from sot_guard.config.model import text_of
from sot_guard.config.model import View
from sot_guard.git.paths import Folders
from sot_guard.pairing.default_rule import is_prose
from sot_guard.pairing.folders import Expansion
from sot_guard.pairing.folders import Finder
from sot_guard.pairing.folders import Held
from sot_guard.pairing.folders import Origin


class Reason(Enum):
    """Why a pair is checked."""

    NAME = 'its name is a documentation file name'
    WAS_ONE = 'both files were identical before'
    INCLUDED = 'the configuration includes its name'
    CONFIGURED = 'a [[pair]] names both files'

    @property
    def holds_always(self) -> bool:
        """Whether a check of everything finds the pair too, whatever was there before."""
        return self is not Reason.WAS_ONE


class Pair(NamedTuple):
    """A copy and its source, relative to the top level.

    `configured`: by a `[[pair]]`; `as_text`: line ends, BOM, trailing blanks and final newline do not count; `differ`:
    what else does not; `origin`: the folder or glob that found it.
    """

    copy: bytes
    source: bytes
    configured: bool = False
    as_text: bool = False
    differ: tuple[View, ...] = ()
    origin: Origin | None = None

    @property
    def in_folder(self) -> bool:
        """Whether it is a pair of files of two folders."""
        return self.origin is not None and self.origin.is_folder

    @property
    def is_of_folders(self) -> bool:
        """Whether it is two folders themselves, of which one is a symlink."""
        return self.in_folder and self.origin is not None and self.copy + b'/' == self.origin.copy

    @property
    def sides(self) -> tuple[bytes, bytes]:
        return self.copy, self.source

    @property
    def has_views(self) -> bool:
        """Whether something is set aside before the two are compared."""
        return self.as_text or bool(self.differ)

    @property
    def headers(self) -> tuple[bytes, bytes]:
        """What heads a diff of the two: `root/X` and `docs/X`; where they have other paths, those."""
        return (b'root/' + self.copy, self.source) if self.source == b'docs/' + self.copy else self.sides


class Pairing:
    """The pairs that a configuration makes of tracked paths."""

    def __init__(self, config: Config, expansion: Expansion | None = None) -> None:
        """`expansion`: what folders and globs find; by default nothing."""
        self._config = config
        self._paths = {config.docs_dir, *(path for rule in config.pair for path in (rule.source, *rule.copies))}
        self._numbers = {copy: number for number, rule in enumerate(config.pair) for copy in rule.copies}
        self._finder = Finder(config.pair)
        self._expansion = self._finder.expand(()) if expansion is None else expansion
        self._is_root = {b'': True}
        self._has_sides: dict[bytes, bool] = {}
        for root in config.roots:
            if not is_pattern(root):
                self._is_root[root.encode('utf-8', 'surrogateescape')] = True
        self._roots = tuple(filter(is_pattern, config.roots))
        self._include, self._exclude = _Globs(config.include), _Globs(config.exclude)
        self._canonical = frozenset(config.canonical)

    @property
    def _copies(self) -> dict[bytes, Held]:
        return self._expansion.held

    @property
    def has_patterns(self) -> bool:
        """Whether a `[[pair]]` has a folder or a glob."""
        return bool(self._finder)

    @property
    def expansion(self) -> Expansion:
        """What folders and globs have found."""
        return self._expansion

    def expanded(self, paths: Collection[bytes], gone: Collection[bytes] = ()) -> Pairing:
        """Return the same with what folders and globs find among these paths, and those that this commit deletes."""
        if not self._finder:
            return self
        expansion = self._finder.expand({*paths, *gone})
        for path, held in self._finder.required(paths).items():
            expansion.held.setdefault(path, held)
        return Pairing(self._config, expansion)

    def is_side(self, path: bytes) -> bool:
        """Whether a path lies where a file of a pair lies, or would lie if its folder were spelled as docs-dir is."""
        folder = path.rpartition(b'/')[0]
        if folder not in self._has_sides:
            self._has_sides[folder] = self._in_root(folder) or self._is_docs(folder)
        return self._has_sides[folder] or path in self._paths or (bool(self._finder) and self._finder.wants(path))

    def _is_docs(self, folder: bytes) -> bool:
        docs_dir = self._config.docs_dir
        parts = folder.rsplit(b'/', docs_dir.count(b'/') + 1)
        above = parts.pop(0) if len(parts) > docs_dir.count(b'/') + 1 else b''
        return spelled_alike(b'/'.join(parts), docs_dir) and self._in_root(above)

    def _in_root(self, folder: bytes) -> bool:
        if folder not in self._is_root:
            self._is_root[folder] = any(matches(text_of(folder), root) for root in self._roots)
        return self._is_root[folder]

    def counterpart(self, path: bytes) -> bytes | None:
        """The source that a path would be the copy of; None for a path that can be no copy."""
        if path in self._copies:
            return self._copies[path].source
        folder, _, name = path.rpartition(b'/')
        return posixpath.join(folder, self._config.docs_dir, name) if self._in_root(folder) else None

    def pair(self, copy: bytes, source: bytes) -> Pair:
        """The record of a copy and its counterpart."""
        held = self._copies.get(copy)
        compare = (held and held.rule.compare) or self._config.compare
        differ, origin = (held.rule.differ, held.origin) if held is not None else ((), None)
        return Pair(copy, source, held is not None, compare == 'text', differ, origin)

    def pairs(self, paths: Collection[bytes]) -> list[Pair]:
        """The pairs of which both sides are among the paths, and the canonical names without their source, sorted."""
        made = ((path, self.counterpart(path)) for path in paths)
        return sorted(
            self.pair(copy, source) for copy, source in made
            if source is not None and (source in paths or (self.is_canonical(copy) and copy not in self._copies))
        )

    def incomplete(self, paths: Collection[bytes], gone: Collection[bytes] = ()) -> list[Pair]:
        """Return the configured pairs of which a file is not among the paths, sorted.

        Of what a folder or a glob finds those that are refused, or of which the file is among those `gone`; that may be
        a symlink to a folder.
        """
        found, links = [], []
        for copy, held in self._copies.items():
            absent = {path for path in (copy, held.source) if path not in paths}
            if absent and (held.origin is None or self._is_refused(copy, held.origin, absent, gone)):
                found.append(self.pair(copy, held.source))
            elif len(absent) > 1 and not absent.isdisjoint(gone):
                links.append(self.pair(copy, held.source))
        folders = Folders(paths if links else ())
        return sorted((*found, *(pair for pair in links if sum(path in folders for path in pair.sides) == 1)))

    @staticmethod
    def _is_refused(copy: bytes, origin: Origin, absent: set[bytes], gone: Collection[bytes]) -> bool:
        if len(absent) > 1:
            return False
        forbidden = origin.forbids_missing if copy in absent else origin.forbids_extra
        return forbidden or not origin.is_folder or not absent.isdisjoint(gone)

    def number(self, pair: Pair) -> int:
        """Return which `[[pair]]`, from 0, a configured pair comes from."""
        return self._numbers[pair.copy] if pair.origin is None else pair.origin.number

    def pairs_of(self, path: bytes) -> list[Pair]:
        """The pairs that a path is, or would be, a side of: as a copy, as a source."""
        folder, _, name = path.rpartition(b'/')
        above = (b'/' + folder).removesuffix(b'/' + self._config.docs_dir)[1:]
        copies = [path, posixpath.join(above, name), *self._copies]
        made = ((copy, self.counterpart(copy)) for copy in dict.fromkeys(copies))
        return [self.pair(copy, source) for copy, source in made if source is not None and path in (copy, source)]

    def is_canonical(self, copy: bytes) -> bool:
        """Whether a name must live in docs/."""
        return text_of(copy.rpartition(b'/')[2]) in self._canonical and not self.is_excluded(copy)

    def is_excluded(self, copy: bytes) -> bool:
        """Whether a copy's name was taken out; `[[pair]]` alone is stronger."""
        return copy not in self._copies and self._exclude.mean(copy)

    def reason(self, pair: Pair) -> Reason | None:
        """Why a pair is checked by its name; None if it is not, or not for that."""
        if pair.configured:
            return Reason.CONFIGURED
        if self.is_excluded(pair.copy):
            return None
        if self._include.mean(pair.copy) or self.is_canonical(pair.copy):
            return Reason.INCLUDED
        return Reason.NAME if is_prose(pair.copy) else None


def spelled_alike(path: bytes, other: bytes) -> bool:
    """Whether two paths are one but for case and Unicode form."""
    if path.isascii():
        return path.lower() == other.lower()
    return len({unicodedata.normalize('NFC', text_of(one)).lower() for one in (path, other)}) == 1


class _Globs:
    """A list of globs: one without a / is held against the name of a copy, one with a / against its whole path."""

    def __init__(self, globs: Iterable[str]) -> None:
        self._names = frozenset(glob for glob in globs if not is_pattern(glob))
        self._patterns = tuple(filter(is_pattern, globs))
        # each path is asked about several times
        self._known: dict[bytes, bool] = {}

    def mean(self, path: bytes) -> bool:
        if path not in self._known:
            self._known[path] = self._mean(path)
        return self._known[path]

    def _mean(self, path: bytes) -> bool:
        text = text_of(path)
        name, anchored = text.rpartition('/')[2], f'/{text}'
        return not self._names.isdisjoint((name, text, anchored)) or any(
            matches(anchored if glob.startswith('/') else text if '/' in glob else name, glob)
            for glob in self._patterns
        )
