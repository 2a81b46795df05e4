"""What the globs of a `[[pair]]` mean: files below a folder, and copies that are found. Pure: paths in, answers out."""
from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from sot_guard.config.model import is_pattern
from sot_guard.config.model import matches_deep
from sot_guard.config.model import PairRule
from sot_guard.config.model import text_of
from sot_guard.config.model import TOP


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
    parts = path.split('/')
    return any(_means(glob, parts) for glob in globs)


def _means(glob: str, parts: Sequence[str]) -> bool:
    """Whether a glob means a file, by itself or by a folder that holds it."""
    pattern = glob.rstrip('/')
    # a / at the end: a folder alone is meant
    end = len(parts) - (pattern != glob)
    if '/' not in pattern and pattern != '**':
        return any(fnmatchcase(part, pattern) for part in parts[:end])
    return any(matches_deep('/'.join(parts[:count]), pattern) for count in range(1, end + 1))


def place_of(rule: PairRule, copy: bytes) -> bytes:
    """Return the folder that holds the files of a copy, with `/` at its end; empty for the top level."""
    folder = copy.removeprefix(TOP) if copy == TOP else copy
    return folder + rule.under + b'/' if rule.under else folder


def is_match(path: bytes, glob: bytes) -> bool:
    """Return whether a copy as it is written means a path: as a glob, or as the name itself."""
    return path == glob or (is_pattern(text_of(glob)) and matches_deep(text_of(path), text_of(glob)))


def specificity(pattern: bytes) -> tuple[int, int]:
    """Return how much of a path a copy spells out: parts, and parts without wildcards."""
    parts = [part for part in text_of(pattern).split('/') if part not in ('', '**')]
    return len(parts), sum(not is_pattern(part) for part in parts)
