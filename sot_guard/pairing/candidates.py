"""Which tracked files may be copies of each other, whether they are guarded or not. Pure: paths in, pairs out."""
from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterator
from enum import Enum
from fnmatch import fnmatchcase
from typing import NamedTuple

from sot_guard.config.model import text_of
from sot_guard.pairing.default_rule import is_prose

# instructions for agents, the one that most of them read first
AGENT_FILES = (
    b'AGENTS.md', b'CLAUDE.md', b'GEMINI.md', b'.github/copilot-instructions.md', b'.cursorrules', b'.windsurfrules',
    b'.clinerules',
)
# what a licence asks to be carried along with each package
LICENCE_NAMES = ('license*', 'licence*', 'copying*', 'notice*')
# folders of other people's packages, which have licences of their own
VENDORED = frozenset((
    b'vendor', b'vendored', b'_vendor', b'third_party', b'third-party', b'thirdparty', b'node_modules', b'external',
    b'extern',
))


class Likeness(Enum):
    """What makes two paths look like a pair."""

    SAME = 'same name'
    CASE = 'names differ in case'
    INDEX = 'README and index'
    DEEP = 'same name, deeper'
    AGENTS = 'agent instructions'
    PACKAGE = 'docs of a package'
    LICENCE = 'licence of a package'


class Candidate(NamedTuple):
    """A copy and what may be its source, relative to the top level."""

    copy: bytes
    source: bytes
    likeness: Likeness


def candidates(paths: Collection[bytes], docs_dir: bytes) -> list[Candidate]:
    """The candidates among tracked paths, each pair once, by the first likeness that holds; sorted by their paths."""
    tops = [path for path in paths if b'/' not in path]
    below = defaultdict(list)
    for path in paths:
        if path.startswith(docs_dir + b'/'):
            below[path.rpartition(b'/')[2].lower()].append(path)
    found: dict[tuple[bytes, bytes], Candidate] = {}
    packages = _packages(paths, docs_dir)
    licences = _licences(tops, paths, docs_dir)
    for candidate in (*_beside_docs(tops, below, docs_dir), *_agents(paths), *packages, *licences):
        found.setdefault((candidate.copy, candidate.source), candidate)
    return sorted(found.values())


def _beside_docs(tops: list[bytes], below: dict[bytes, list[bytes]], docs_dir: bytes) -> Iterator[Candidate]:
    for top in tops:
        for path in below.get(top.lower(), ()):
            if path == docs_dir + b'/' + top:
                yield Candidate(top, path, Likeness.SAME)
            elif path.lower() == docs_dir.lower() + b'/' + top.lower():
                yield Candidate(top, path, Likeness.CASE)
            elif is_prose(top):
                yield Candidate(top, path, Likeness.DEEP)
        stem, extension = posixpath.splitext(top.lower())
        if stem == b'readme':
            for path in below.get(b'index' + extension, ()):
                if posixpath.dirname(path) == docs_dir:
                    yield Candidate(top, path, Likeness.INDEX)


def _agents(paths: Collection[bytes]) -> Iterator[Candidate]:
    there = [path for path in AGENT_FILES if path in paths]
    for path in there[1:]:
        yield Candidate(path, there[0], Likeness.AGENTS)


def _packages(paths: Collection[bytes], docs_dir: bytes) -> Iterator[Candidate]:
    """In each folder below the top level what the default rule pairs there."""
    for path in paths:
        folder, _, name = path.rpartition(b'/')
        copy = posixpath.join(folder.removesuffix(b'/' + docs_dir), name)
        if copy != path and copy in paths and is_prose(name) and VENDORED.isdisjoint(path.split(b'/')):
            yield Candidate(copy, path, Likeness.PACKAGE)


def _licences(tops: list[bytes], paths: Collection[bytes], docs_dir: bytes) -> Iterator[Candidate]:
    sources = {top for top in tops if any(fnmatchcase(text_of(top).lower(), glob) for glob in LICENCE_NAMES)}
    for path in paths:
        name = path.rpartition(b'/')[2]
        if name in sources and path not in (name, docs_dir + b'/' + name) and VENDORED.isdisjoint(path.split(b'/')):
            yield Candidate(path, name, Likeness.LICENCE)
