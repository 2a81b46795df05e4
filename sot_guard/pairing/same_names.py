"""Documents of a docs folder that have their name once or twice elsewhere. Pure: entries in, candidates out.

A site has pages of docs/, a package its guide. Of such pairs in public repositories 2 of 3 are alike. Only their
contents tell which, and nothing is said of the others. In two other folders one is as often a template of the other.
"""
from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.candidates import DOCS_FOLDERS
from sot_guard.pairing.candidates import Likeness
from sot_guard.pairing.default_rule import is_prose
from sot_guard.pairing.folder_candidates import is_own
from sot_guard.pairing.folder_candidates import is_variant

# a name in more folders means another thing in each
_MAX_PLACES = 3
Pair = tuple[bytes, bytes]


def same_names(entries: Mapping[bytes, Entry], docs_dir: bytes, known: AbstractSet[Pair]) -> list[Candidate]:
    """Return the pairs of documents with one name that are not known, in either order; each copy has one source.

    The source is in the docs folder.
    """
    places: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for path, entry in entries.items():
        if entry.kind is Kind.FILE and is_own(path.split(b'/')[:-1]):
            places[posixpath.basename(path).lower().replace(b'_', b'-')].append(path)
    folders = tuple(folder + b'/' for folder in (docs_dir, *DOCS_FOLDERS))
    found = []
    for _, paths in sorted(places.items()):
        if 1 < len(paths) <= _MAX_PLACES and is_prose(paths[0]):
            source, *copies = sorted(paths, key=lambda path: (not path.startswith(folders), path.count(b'/'), path))
            if not source.startswith(folders):
                continue
            found += [
                Candidate(copy, source, Likeness.ELSEWHERE) for copy in copies
                if known.isdisjoint(((copy, source), (source, copy))) and _may_be_meant(copy, source, folders)
            ]
    return found


def _may_be_meant(copy: bytes, source: bytes, docs: tuple[bytes, ...]) -> bool:
    """Whether two documents are no versions or translations, nor in siblings, which are alike by nature."""
    here, there = (path.split(b'/')[:-1] for path in (copy, source))
    if is_variant(here, there):
        return False
    while here and there and here[-1] == there[-1]:
        here, there = here[:-1], there[:-1]
    return not copy.startswith(docs) or here[:-1] != there[:-1]
