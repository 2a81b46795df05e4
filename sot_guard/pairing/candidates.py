"""Which tracked files may be copies of each other, whether they are checked or not. Pure: entries in, pairs out.

Each file is paired with one likely source of each kind, never with all files of its name: the work grows with the
number of files, however many spellings of a name there are.
"""
from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from sot_guard.git.trees import Entry
from sot_guard.pairing.default_rule import is_prose

# instructions for agents, the file that most of them read first
AGENT_FILES = (
    b'AGENTS.md', b'CLAUDE.md', b'GEMINI.md', b'.github/copilot-instructions.md', b'.cursorrules', b'.windsurfrules',
    b'.clinerules',
)
# what packages and sites carry along, in lower case, without extension
COMMUNITY_FILES = frozenset((
    b'license', b'licence', b'license-mit', b'license-apache', b'copying', b'notice', b'code_of_conduct',
    b'contributing', b'security',
))
# where documents live beside the configured folder
DOCS_FOLDERS = (b'docs', b'doc', b'documentation')
# folders of other people's packages, which have licences of their own
VENDORED = frozenset((
    b'vendor', b'vendored', b'_vendor', b'third_party', b'third-party', b'thirdparty', b'node_modules', b'external',
    b'extern', b'deps', b'pods',
))


class Likeness(Enum):
    """What makes two paths look like a pair."""

    SAME = 'same name'
    CASE = 'names differ in case'
    INDEX = 'README and index'
    DEEP = 'same name, deeper'
    AGENTS = 'agent instructions'
    PACKAGE = 'docs of a package'
    OTHER_DOCS = 'same name in another docs folder'
    MAIN = 'README of the main package'
    LICENCE = 'licence of a package'
    COMMUNITY = 'community file'
    ELSEWHERE = 'same name elsewhere'


class Candidate(NamedTuple):
    """A copy and what may be its source, relative to the top level."""

    copy: bytes
    source: bytes
    likeness: Likeness


# the paths in a folder by their names in lower case
_Names = Mapping[bytes, Sequence[bytes]]


def candidates(entries: Mapping[bytes, Entry], docs_dir: bytes) -> list[Candidate]:
    """The candidates among tracked files, each pair once, by the first likeness that holds; sorted by their paths."""
    paths = entries.keys()
    own = sorted(path for path in paths if VENDORED.isdisjoint(path.lower().split(b'/')[:-1]))
    folders: defaultdict[bytes, defaultdict[bytes, list[bytes]]] = defaultdict(lambda: defaultdict(list))
    for path in own:
        folder, _, name = path.rpartition(b'/')
        folders[folder][name.lower()].append(path)
    found: dict[tuple[bytes, bytes], Candidate] = {}
    beside = [
        candidate for folder in tuple(folders) for docs in (docs_dir, *DOCS_FOLDERS)
        for candidate in _beside(folders, folder, docs, docs_dir)
    ]
    near = {candidate.source for candidate in beside}
    agents = (candidate for folder in tuple(folders) for candidate in _agents(paths, folder))
    deep = (candidate for candidate in _deep(folders[b''], own, docs_dir) if candidate.source not in near)
    others = (*_community(folders[b''], own), *_readmes(folders[b''], own, entries))
    for candidate in (*beside, *deep, *agents, *others):
        pair = candidate.copy, candidate.source
        if pair not in found and pair[::-1] not in found:
            found[pair] = candidate
    return sorted(found.values())


def _beside(folders: Mapping[bytes, _Names], folder: bytes, docs: bytes, docs_dir: bytes) -> Iterator[Candidate]:
    """The files of a folder that are in its docs folder too."""
    below = folders.get(posixpath.join(folder, docs))
    for name, copies in folders[folder].items() if below else ():
        sources = (below or {}).get(name, ())
        for copy in copies if sources else ():
            source = _nearest(copy, sources)
            if posixpath.basename(source) != posixpath.basename(copy):
                yield Candidate(copy, source, Likeness.CASE)
            elif docs != docs_dir:
                yield Candidate(copy, source, Likeness.OTHER_DOCS)
            elif not folder:
                yield Candidate(copy, source, Likeness.SAME)
            elif is_prose(name):
                yield Candidate(copy, source, Likeness.PACKAGE)
        stem, extension = posixpath.splitext(name)
        if stem == b'readme' and (below or {}).get(b'index' + extension):
            yield Candidate(copies[0], (below or {})[b'index' + extension][0], Likeness.INDEX)


def _nearest(path: bytes, others: Sequence[bytes]) -> bytes:
    """Of paths whose names differ in case alone the one that is spelled as a path, else the first."""
    same = posixpath.join(posixpath.dirname(others[0]), posixpath.basename(path))
    return same if same in others else others[0]


def _deep(tops: _Names, paths: Sequence[bytes], docs_dir: bytes) -> Iterator[Candidate]:
    """Prose of the top level that has its name deeper in the docs folder, or in one of a site or a package."""
    folders = {docs_dir.rpartition(b'/')[2], *DOCS_FOLDERS}
    for path in paths:
        folder, _, name = path.rpartition(b'/')
        copies = tops.get(name.lower(), ()) if b'/' in folder else ()
        if copies and not folders.isdisjoint(folder.split(b'/')) and is_prose(name):
            yield Candidate(_nearest(path, copies), path, Likeness.DEEP)


def _readmes(tops: _Names, paths: Sequence[bytes], entries: Mapping[bytes, Entry]) -> Iterator[Candidate]:
    """READMEs that are identical to that of the top level, or the only other one: most packages have their own."""
    for name, sources in tops.items():
        if posixpath.splitext(name)[0] == b'readme':
            others = [path for path in paths if b'/' in path and path.lower().endswith(b'/' + name)]
            for path in others:
                if len(others) == 1 or entries[path].oid == entries[sources[0]].oid:
                    yield Candidate(path, sources[0], Likeness.MAIN)


def _agents(paths: Collection[bytes], folder: bytes) -> Iterator[Candidate]:
    there = [path for name in AGENT_FILES if (path := posixpath.join(folder, name)) in paths]
    for path in there[1:]:
        yield Candidate(path, there[0], Likeness.AGENTS)


def _community(tops: _Names, paths: Sequence[bytes]) -> Iterator[Candidate]:
    """Licences, codes of conduct and the like of the top level that are elsewhere too, under whatever extension."""
    sources = {key: copies[0] for name, copies in tops.items() if (key := _stem(name)) in COMMUNITY_FILES}
    for path in paths:
        key = _stem(posixpath.basename(path).lower())
        if b'/' in path and key in sources:
            is_licence = key.startswith((b'licen', b'copying', b'notice'))
            yield Candidate(path, sources[key], Likeness.LICENCE if is_licence else Likeness.COMMUNITY)


def _stem(name: bytes) -> bytes:
    stem, extension = posixpath.splitext(name)
    return (stem if extension in (b'.md', b'.txt', b'.rst', b'.adoc') else name).replace(b'-of-', b'_of_')
