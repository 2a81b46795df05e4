"""Which licences of the top level many packages carry along. Pure: entries in, candidates out."""
from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.git.trees import Entry
from sot_guard.pairing.folder_candidates import is_own

_LICENCE = re.compile(rb'(?i)(?:licen[cs]e|copying|notice)(?:[-.].*)?')
# of a licence in a package, as in packages/x/LICENSE
_DEPTH = 2
_MIN_MATCHES = 2
_MIN_EQUAL_SHARE = 0.8


class GlobCandidate(NamedTuple):
    """A file, and a glob of its copies."""

    source: bytes
    glob: bytes
    copies: tuple[bytes, ...]
    # matches that differ from it
    differ: tuple[bytes, ...]
    # whether each folder that the glob's parent matches holds one
    is_everywhere: bool


def glob_candidates(entries: Mapping[bytes, Entry]) -> list[GlobCandidate]:
    """Return the licences of the top level that packages of one folder carry along."""
    found = []
    named: defaultdict[bytes, list[bytes]] = defaultdict(list)
    packages: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for path in entries:
        above, *others = path.split(b'/', _DEPTH)
        if len(others) == _DEPTH:
            packages[above].add(others[0])
        if path.count(b'/') == _DEPTH:
            named[posixpath.basename(path)].append(path)
    for source in sorted(path for path in entries if _LICENCE.fullmatch(path)):
        groups: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for path in named[source]:
            *folder, _ = path.split(b'/')
            if is_own(folder):
                groups[folder[0]].append(path)
        for above, copies in sorted(groups.items()):
            equal = [path for path in copies if entries[path].oid == entries[source].oid]
            if len(equal) >= _MIN_MATCHES and len(equal) >= _MIN_EQUAL_SHARE * len(copies):
                found.append(_glob(entries, source, above, copies, len(packages[above])))
    return found


def _glob(
    entries: Mapping[bytes, Entry], source: bytes, above: bytes, copies: Collection[bytes], packages: int,
) -> GlobCandidate:
    differ = [path for path in copies if entries[path].oid != entries[source].oid]
    return GlobCandidate(
        source, b'%s/*/%s' % (above, source), tuple(sorted(copies)), tuple(sorted(differ)), packages == len(copies),
    )
