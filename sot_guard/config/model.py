"""The configuration as records, and what a glob matches."""
from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any
from typing import Literal
from typing import NamedTuple

OWN_FILE = '.sot-guard.toml'
SHARED_FILE = 'pyproject.toml'
SECTION = 'tool.sot-guard'
# a larger one is a mistake, or somebody's attempt to keep the parser busy
MAX_BYTES = 256 * 1024
WILDCARDS = '*?['


# whether identical copies fail, too
Duplicates = Literal['allow', 'forbid']
# whether line ends, BOM and final newline count
Compare = Literal['exact', 'text']


# what two files may differ in, as far as it has no parameters
PlainView = Literal['front-matter', 'first-heading', 'blank-lines']


class FrontMatterKeys(NamedTuple):
    """Keys of front matter that may differ."""

    keys: tuple[str, ...]


class Region(NamedTuple):
    """Lines that may differ."""

    # the first of them; None: that of the file
    start: str | None = None
    # the line behind them; None: the end of the file
    end: str | None = None
    # whether that line is one of them
    include_end: bool = False


class Word(NamedTuple):
    """What the copy says in the place of a word of the source."""

    source: str
    copy: str


View = PlainView | FrontMatterKeys | Region | Word
# whether a file that only one of two folders has is allowed
OneSided = Literal['allow', 'forbid']
# the copy that is the top level itself
TOP = b'./'


class PairRule(NamedTuple):
    """A `[[pair]]`, its paths from the top level: folders end in `/`, and copies may be globs."""

    source: bytes
    copies: tuple[bytes, ...]
    # None where the general one holds
    compare: Compare | None = None
    # what the two may differ in
    differ: tuple[View, ...] = ()
    # of folders: whether the copy, or the source, may lack a file
    missing: OneSided = 'allow'
    extra: OneSided = 'allow'
    # of folders: the files that are held; none: all
    only: tuple[str, ...] = ()
    # of folders and globs: the files that are not
    exclude: tuple[str, ...] = ()
    # of folders: where their files lie below each copy, without `/` at its end; empty: in it
    under: bytes = b''
    # of globs: whether each folder that a glob's parent matches has to hold a copy
    required: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether the source, and so each copy, is a folder."""
        return self.source.endswith(b'/')


class Accepted(NamedTuple):
    """An `[[accept]]`: a copy that differs from its source on purpose, for exactly these two object ids."""

    path: bytes
    source_id: str
    copy_id: str
    reason: str


class Config(NamedTuple):
    """The rule. Paths are bytes from the top level, with `/`; globs are text, matched part by part."""

    docs_dir: bytes = b'docs'
    roots: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    duplicates: Duplicates = 'allow'
    compare: Compare = 'exact'
    pair: tuple[PairRule, ...] = ()
    accept: tuple[Accepted, ...] = ()
    # the file that it was read from; None for nowhere
    file: str | None = None
    # for each key that was set, where that was done
    origins: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> Config:
        """What it says, wherever it was said."""
        return self._replace(file=None, origins=())


DEFAULT = Config()


def is_pattern(entry: Any) -> bool:
    """Whether a glob has wildcards."""
    return isinstance(entry, str) and any(sign in entry for sign in WILDCARDS)


def text_of(path: bytes) -> str:
    """A path as the text that globs are held against, whatever the locale."""
    return path.decode('utf-8', 'surrogateescape')


def is_glob(copy: bytes) -> bool:
    """Whether a path of a `[[pair]]` has wildcards."""
    return is_pattern(text_of(copy))


def matches(path: str, glob: str) -> bool:
    """Whether a glob means a path, part by part: its wildcards match no /."""
    parts, patterns = path.split('/'), glob.split('/')
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))
