"""What the globs of a `[[pair]]` mean: files below a folder, and copies that are found. Pure: paths in, answers out."""
from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from fnmatch import translate
from functools import lru_cache
from typing import NamedTuple

from sot_guard.config.model import is_glob
from sot_guard.config.model import is_pattern
from sot_guard.config.model import PairRule
from sot_guard.config.model import text_of
from sot_guard.config.model import TOP

_END_OF_PART = r'(?=/|\Z)'
# stars, a set of characters, or one character
_TOKEN = re.compile(r'(?s:\*+|\[!?+\]?+[^\]]*+\]|.)')


def is_held(rule: PairRule, below: bytes) -> bool:
    """Return whether a `[[pair]]` of folders compares the file of this path below the folder."""
    if not (rule.only or rule.exclude):
        return True
    path = text_of(below)
    return (not rule.only or _mean(rule.only, path)) and not _mean(rule.exclude, path)


def is_excluded(rule: PairRule, path: bytes) -> bool:
    """Return whether a `[[pair]]` of files leaves a match of its glob out."""
    return bool(rule.exclude) and _mean(rule.exclude, text_of(path))


def _mean(globs: Sequence[str], path: str) -> bool:
    """Whether one of these globs means a file, by itself or by a folder that holds it."""
    return any(_of_file_or_folder(glob).means(f'/{path}') for glob in globs)


def matches_deep(path: str, glob: str) -> bool:
    """Return whether a glob means a path: `**` stands for any number of folders, other wildcards match no /."""
    return _glob(glob, r'\Z').means(f'/{path}')


class _Glob(NamedTuple):
    """A glob as regular expressions for what stands between its `**`, each of whole parts with a / in front."""

    searches: tuple[re.Pattern[str], ...]
    # whether the path begins with what the first of them finds
    is_anchored: bool

    def means(self, path: str) -> bool:
        """Whether it means a path that begins with /; the first place of each search will do, none is gone back to."""
        at = 0
        for number, search in enumerate(self.searches):
            found = search.match(path, at) if self.is_anchored and not number else search.search(path, at)
            if found is None:
                return False
            at = found.end()
        return True


    @property
    def question(self) -> Callable[[str], object]:
        """What is true of the paths that it means: the same as `means`, by as few calls as it takes."""
        if len(self.searches) > 1:
            return self.means
        return self.searches[0].match if self.is_anchored else self.searches[0].search


@lru_cache(maxsize=4096)
def _of_file_or_folder(glob: str) -> _Glob:
    pattern = glob.rstrip('/')
    # a / at the end: a folder alone is meant
    end = '(?=/)' if pattern != glob else _END_OF_PART
    return _glob(pattern if '/' in pattern or pattern == '**' else f'**/{pattern}', end)


@lru_cache(maxsize=4096)
def _glob(glob: str, end: str) -> _Glob:
    """A glob that is read; `end`: what has to follow what it matches."""
    between: list[list[str]] = [[]]
    for part in glob.split('/'):
        if part == '**':
            between.append([])
        else:
            between[-1].append(part)
    *first, last = (''.join(f'/{_part(part)}{_END_OF_PART}' for part in parts) for parts in between)
    # at the end `**` stands for at least one part
    last = last or ('/(?s:.*)' if end == r'\Z' else '/[^/]*')
    return _Glob(tuple(map(re.compile, [*filter(None, first), last + end])), bool(between[0]))


def _part(part: str) -> str:
    """A part of a glob as a regular expression that goes back to nothing that it has taken."""
    chunks = ['']
    for token in _TOKEN.findall(part):
        if token[0] == '*':
            chunks.append('')
        else:
            chunks[-1] += _character(token)
    if len(chunks) == 1:
        return chunks[0]
    first, *middle, last = chunks
    return first + ''.join(f'(?>[^/]*?{chunk})' for chunk in middle) + f'(?>[^/]*{last}{_END_OF_PART})'


def _character(token: str) -> str:
    if len(token) > 1:
        return f'(?!/){translate(token)[:-2]}'
    return '[^/]' if token == '?' else re.escape(token)


def place_of(rule: PairRule, copy: bytes) -> bytes:
    """Return the folder that holds the files of a copy, with `/` at its end; empty for the top level."""
    folder = copy.removeprefix(TOP) if copy == TOP else copy
    return folder + rule.under + b'/' if rule.under else folder


class Copies:
    """Copies as they are written: each means a path as a glob, or as the name itself."""

    def __init__(self, copies: Iterable[bytes]) -> None:
        self._copies = frozenset(copies)
        self._globs = [
            (copy, _glob(text_of(copy), r'\Z').question) for copy in sorted(self._copies) if is_glob(copy)
        ]

    def that_mean(self, path: bytes) -> set[bytes]:
        """Return those that mean a path."""
        text = f'/{text_of(path)}'
        found = {copy for copy, means in self._globs if means(text)}
        return found | {path} if path in self._copies else found


def specificity(pattern: bytes) -> tuple[int, int]:
    """Return how much of a path a copy spells out: parts, and parts without wildcards."""
    parts = [part for part in text_of(pattern).split('/') if part not in ('', '**')]
    return len(parts), sum(not is_pattern(part) for part in parts)
