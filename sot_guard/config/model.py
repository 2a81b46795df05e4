"""The configuration as records, and what a glob matches."""
from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any
from typing import NamedTuple

OWN_FILE = '.sot-guard.toml'
SHARED_FILE = 'pyproject.toml'
SECTION = 'tool.sot-guard'
# a larger one is a mistake, or somebody's attempt to keep the parser busy
MAX_BYTES = 256 * 1024
WILDCARDS = '*?['


class PairRule(NamedTuple):
    """A `[[pair]]`: paths from the top level; `compare` is None where the general one holds."""

    source: bytes
    copies: tuple[bytes, ...]
    compare: str | None


class Accepted(NamedTuple):
    """An `[[accept]]`: a copy that differs from its source on purpose, for exactly these two object ids."""

    path: bytes
    source_id: str
    copy_id: str
    reason: str


class Config(NamedTuple):
    """The effective rule. Paths are bytes from the top level, with `/`; globs are text, matched part by part.

    `file` is where it was read, '' for nowhere; `origins` says for each key that was set where that was done.
    """

    docs_dir: bytes = b'docs'
    roots: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    duplicates: str = 'allow'
    compare: str = 'exact'
    pair: tuple[PairRule, ...] = ()
    accept: tuple[Accepted, ...] = ()
    file: str = ''
    origins: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> Config:
        """What it says, wherever it was said."""
        return self._replace(file='', origins=())


DEFAULT = Config()


def is_pattern(entry: Any) -> bool:
    """Whether a glob has wildcards."""
    return isinstance(entry, str) and any(sign in entry for sign in WILDCARDS)


def text_of(path: bytes) -> str:
    """A path as the text that globs are held against, whatever the locale."""
    return path.decode('utf-8', 'surrogateescape')


def matches(path: str, glob: str) -> bool:
    """Whether a glob means a path, part by part: its wildcards match no /."""
    parts, patterns = path.split('/'), glob.split('/')
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))
