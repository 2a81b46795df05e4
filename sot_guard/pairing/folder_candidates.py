"""Which folders may be copies of each other. Pure: entries in, candidates out.

Each rule was measured on 395 public repositories: folders that are kept in step share most of their files, and have one
name or belong to coding agents; tests, versions, translations and generated trees have alike folders by nature.
"""
from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.git.paths import parents
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.candidates import VENDORED

_MIN_EQUAL = 3
# of folders with different names, of which a commit has changed a file alike
_MIN_EQUAL_IN_STEP = 5
_MIN_COVER = 0.5
_MIN_EQUAL_SHARE = 0.8
_MIN_EQUAL_SHARE_OF_AGENTS = 0.5
# a content in more places is boilerplate, and pairs grow with the square
_MAX_PLACES = 40
_MAX_PAIRS = 5000
# folders of coding agents
_AGENT_FOLDER = re.compile(
    rb'\.(?:claude|agents?|codex|cursor|gemini|github|kiro|opencode|trae|trae-cn|windsurf|qoder|rovodev|roo|pi|grok|'
    rb'hermes|vibe|cline|continue|apm|amazonq|junie|augment|factory|goose|kilocode|qwen)',
)
_TESTS = frozenset((
    b'__tests__', b'fixtures', b'fixture', b'__fixtures__',
    b'e2e', b'snapshots', b'__snapshots__', b'expected', b'mocks', b'spec', b'specs', b'examples', b'example',
    b'samples', b'sandbox', b'performance', b'benchmarks', b'starters', b'archive',
))
_TEST = re.compile(rb'tests?(?:[-_].*)?|.*[-_]tests?|testing|testdata')
_GENERATED = frozenset((
    b'build', b'_build', b'out', b'target', b'generated', b'site-packages', b'coverage', b'public', b'icons',
    b'__pycache__', b'assets', b'images', b'img', b'static', b'src-tauri', b'xcuserdata',
))
_VERSION = re.compile(rb'(?i)(?:v|release[-_.]?)?\d+(?:[._]\d+)*(?:[._-]?(?:x|rc\d*|alpha|beta))?|latest|next')
_LANGUAGE = re.compile(rb'[a-z]{2}(?:[-_][A-Za-z]{2,4})?')
_TRANSLATED = frozenset((b'i18n', b'locales', b'locale', b'translations', b'lang', b'langs', b'l10n'))


class FolderCandidate(NamedTuple):
    """Two folders that may be copies, without `/` at their ends."""

    source: bytes
    copy: bytes
    # paths below both, and those of them that differ, by contents or executable bits
    common: int
    differ: tuple[bytes, ...]
    # how many files only the source, and only the copy, has
    missing: int
    extra: int


_Below = Mapping[bytes, Mapping[bytes, Entry]]


def folder_candidates(
    entries: Mapping[bytes, Entry], is_in_step: Callable[[bytes, bytes], bool],
) -> list[FolderCandidate]:
    """Return the folders that may be copies, each with one source; `is_in_step`: a commit changed both alike."""
    files = {path: entry for path, entry in entries.items() if entry.kind is Kind.FILE}
    counts = _equal_files(files)
    likely = [pair for pair, count in counts.most_common(_MAX_PAIRS) if count >= _MIN_EQUAL and _may_be_meant(*pair)]
    below = _files_below(entries, {folder for pair in likely for folder in pair})
    found = {}
    for one, other in likely:
        candidate = _compared(below, one, other)
        if _is_alike(candidate, counts[one, other]):
            found[one, other] = candidate
    kept = _at_right_level(found, is_in_step)
    folders = {folder for path in entries for folder in parents(path)}
    return _with_sources(below, kept, folders)


def _equal_files(files: Mapping[bytes, Entry]) -> Counter[tuple[bytes, bytes]]:
    """How many equal files each two folders have at the same place below them, for all folders that have one."""
    places: defaultdict[tuple[str, bytes], list[bytes]] = defaultdict(list)
    for path, entry in files.items():
        places[entry.oid, posixpath.basename(path)].append(path)
    counts: Counter[tuple[bytes, bytes]] = Counter()
    for paths in places.values():
        if 1 < len(paths) <= _MAX_PLACES:
            for number, path in enumerate(sorted(paths)):
                for other in sorted(paths)[number + 1:]:
                    counts.update(_folders_above(path, other))
    return counts


def _folders_above(path: bytes, other: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The folders above two files that hold them at the same place."""
    while posixpath.basename(path) == posixpath.basename(other):
        path, other = posixpath.dirname(path), posixpath.dirname(other)
        if not path or not other:
            return
        yield path, other


def _may_be_meant(one: bytes, other: bytes) -> bool:
    """Whether no name speaks against it: a test, a version, a translation, a vendored or generated tree, a sibling."""
    if one.startswith(other + b'/') or other.startswith(one + b'/'):
        return False
    parts, others = one.split(b'/'), other.split(b'/')
    if not all(is_own(here) for here in (parts, others)):
        return False
    if _agent_of(one) and _agent_of(other):
        return _agent_of(one) != _agent_of(other) and _in_agent(one) == _in_agent(other)
    if is_variant(parts, others):
        return False
    if _agent_of(one) or _agent_of(other):
        return True
    while parts[-1:] == others[-1:] and len(parts) > 1 and len(others) > 1:
        parts, others = parts[:-1], others[:-1]
    return parts[:-1] != others[:-1]


def is_own(parts: list[bytes]) -> bool:
    """Return whether no part of a path is that of a test, of other people's code, of a template or a generated tree."""
    lower = {part.lower() for part in parts}
    if any(_TEST.fullmatch(part) or b'{' in part for part in lower):
        return False
    return lower.isdisjoint(_TESTS) and lower.isdisjoint(VENDORED) and lower.isdisjoint(_GENERATED)


def is_variant(parts: list[bytes], others: list[bytes]) -> bool:
    """Return whether two paths differ by a version or a language."""
    apart = [pair for pair in zip(parts, others, strict=False) if pair[0] != pair[1]]
    # from the other end, too
    apart += [pair for pair in zip(parts[::-1], others[::-1], strict=False) if pair[0] != pair[1]][:1]
    if any(_VERSION.fullmatch(one) and _VERSION.fullmatch(other) for one, other in apart):
        return True
    if any(part.lower().startswith(b'version') for part in (*parts, *others)):
        return True
    return any(_LANGUAGE.fullmatch(one) and _LANGUAGE.fullmatch(other) for one, other in apart) or not (
        _TRANSLATED.isdisjoint(parts) and _TRANSLATED.isdisjoint(others)
    )


def _agent_of(folder: bytes) -> bytes:
    """The folder of a coding agent that a folder is in, or is; empty for none."""
    parts = folder.split(b'/')
    found = [number for number, part in enumerate(parts) if _AGENT_FOLDER.fullmatch(part)]
    return b'/'.join(parts[:found[-1] + 1]) if found else b''


def _in_agent(folder: bytes) -> bytes:
    return folder[len(_agent_of(folder)):]


def _files_below(entries: Mapping[bytes, Entry], folders: Collection[bytes]) -> dict[bytes, dict[bytes, Entry]]:
    below: dict[bytes, dict[bytes, Entry]] = {folder: {} for folder in folders}
    for path, entry in entries.items():
        for folder in parents(path):
            if folder in below:
                below[folder][path[len(folder) + 1:]] = entry
    return below


def _compared(below: _Below, source: bytes, copy: bytes) -> FolderCandidate:
    ours, theirs = below[source], below[copy]
    common = ours.keys() & theirs.keys()
    differ = sorted(name for name in common if ours[name] != theirs[name])
    return FolderCandidate(
        source, copy, len(common), tuple(differ), len(ours) - len(common), len(theirs) - len(common),
    )


def _is_alike(candidate: FolderCandidate, equal: int) -> bool:
    common = candidate.common
    smaller = common + min(candidate.missing, candidate.extra)
    is_covered = common >= _MIN_COVER * smaller
    of_agents = _agent_of(candidate.source) and _agent_of(candidate.copy)
    share = _MIN_EQUAL_SHARE_OF_AGENTS if of_agents else _MIN_EQUAL_SHARE
    return equal >= _MIN_EQUAL and is_covered and common - len(candidate.differ) >= share * common


def _at_right_level(
    found: Mapping[tuple[bytes, bytes], FolderCandidate], is_in_step: Callable[[bytes, bytes], bool],
) -> list[FolderCandidate]:
    """The candidates that have one name or change in step, the highest folders first: what is below them is a part.

    Nor are parts proposed of folders that are alike for another reason; all that two agents have is no folder of one.
    """
    kept: dict[tuple[bytes, bytes], FolderCandidate] = {}
    others: dict[tuple[bytes, bytes], int] = {}
    for pair in sorted(found, key=lambda pair: (pair[0].count(b'/'), pair)):
        one = found[pair]
        above = list(_pairs_above(*pair))
        names = posixpath.basename(pair[0]), posixpath.basename(pair[1])
        is_all_of_agent = names[0] != names[1] and any(map(_AGENT_FOLDER.fullmatch, names))
        is_part = not kept.keys().isdisjoint(above) or any(others.get(pair, 0) > one.common for pair in above)
        if is_all_of_agent or is_part:
            continue
        is_large = one.common - len(one.differ) >= _MIN_EQUAL_IN_STEP
        if _is_named_alike(*pair) or (is_large and is_in_step(*pair)):
            kept[pair] = one
        else:
            others[pair] = one.common
    return list(kept.values())


def _pairs_above(one: bytes, other: bytes) -> Iterator[tuple[bytes, bytes]]:
    while posixpath.basename(one) == posixpath.basename(other):
        one, other = posixpath.dirname(one), posixpath.dirname(other)
        if not one or not other:
            return
        yield one, other


def _is_named_alike(one: bytes, other: bytes) -> bool:
    if _agent_of(one) and _agent_of(other):
        return True
    return posixpath.basename(one) == posixpath.basename(other)


def _with_sources(
    below: _Below, kept: Iterable[FolderCandidate], folders: Collection[bytes],
) -> list[FolderCandidate]:
    """The candidates with their likely sources; each folder is the copy of one, and what that has of no other."""
    pairs = {(*sorted((one.source, one.copy), key=_likely_source),): one.common for one in kept}
    together = _together(pairs)
    found = []
    taken: dict[bytes, bytes] = {}
    for source, copy in sorted(pairs, key=lambda pair: (
        not _is_named_alike(*pair), -together[pair[0]], _likely_source(pair[0]), -pairs[pair], pair,
    )):
        if not any(_is_held(copy, other, taken[other], folders) for other in taken):
            taken[copy] = source
            found.append(_compared(below, source, copy))
    return found


def _together(pairs: Mapping[tuple[bytes, ...], int]) -> dict[bytes, int]:
    """The most files that two folders of a group of copies have in common, by each folder of the group."""
    group: dict[bytes, bytes] = {}

    def first(folder: bytes) -> bytes:
        while group.setdefault(folder, folder) != folder:
            folder = group[folder]
        return folder
    for one, other in pairs:
        group[first(other)] = first(one)
    most: Counter[bytes] = Counter()
    for (one, _), common in pairs.items():
        most[first(one)] = max(most[first(one)], common)
    return {folder: most[first(folder)] for folder in tuple(group)}


def _is_held(folder: bytes, copy: bytes, source: bytes, folders: Collection[bytes]) -> bool:
    """Whether a folder is a copy, or one of its folders that the source has too, or holds it."""
    if folder == copy or copy.startswith(folder + b'/'):
        return True
    return folder.startswith(copy + b'/') and source + folder[len(copy):] in folders


def _likely_source(folder: bytes) -> tuple[int, bool, int, bytes]:
    parts = folder.split(b'/')
    agent = posixpath.basename(_agent_of(folder))
    return len(parts), not agent, agent != b'.claude', folder
