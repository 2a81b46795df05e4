"""Which paths belong together, and which names the default rule guards. Pure: paths in, pairs out.

`X` at the root and `docs/X` are a pair. What is guarded without configuration follows from how such pairs look in
public repositories: prose drifts by accident, while a README, an index or a requirements file means another thing in
each folder. The tables below are the whole of that rule.
"""
from __future__ import annotations

import os
from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import NamedTuple

from sot_guard.config import Config

# identify's tags for a name
PROSE_TAGS = frozenset(('markdown', 'mdx', 'rst', 'asciidoc', 'plain-text'))
# names that identify has no tag for; these globs and the ones below are matched whatever the case
PROSE_NAMES = (
    '*.org', '*.adoc', 'LICENSE*', 'LICENCE*', 'COPYING*', 'NOTICE*', 'AUTHORS*', 'CHANGES*', 'CHANGELOG*',
    'HISTORY*', 'NEWS*', 'TODO*',
)
# the files that the first report of this kind guarded
SOT_NAMES = frozenset((
    'BUILD_HISTORY.md', 'DEBUG_LOG.md', 'ARCHITECTURE_DECISIONS.md', 'FUTURE_PLAN.md', 'PROJECT_INDEX.json',
    'LEARNED_RULES.json',
))
# names that mean another thing in each folder
FOLDER_NAMES = (
    'README*', 'index.*', 'AGENTS.md', 'CLAUDE.md', 'GEMINI.md', 'SECURITY.md', 'requirements*.txt',
    'constraints*.txt', 'CMakeLists.txt', 'robots.txt', 'llms.txt', 'humans.txt',
)


class Pair(NamedTuple):
    """A copy and its source, relative to the top level."""

    root: bytes
    docs: bytes


def is_side(path: bytes, config: Config) -> bool:
    """Whether a path lies where one side of a pair lies."""
    return b'/' not in path.removeprefix(config.docs_dir + b'/')


def tracked_pairs(paths: Collection[bytes], config: Config) -> list[Pair]:
    """The pairs of which both sides are among the paths, sorted by the root side."""
    pairs = (Pair(path, config.docs_dir + b'/' + path) for path in paths if b'/' not in path)
    return sorted(pair for pair in pairs if pair.docs in paths)


def _matches(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.lower(), glob.lower()) for glob in globs)


def is_prose(path: bytes) -> bool:
    """Whether the default rule guards every pair of this name (its first half: by the name alone)."""
    name = os.fsdecode(path.rpartition(b'/')[2])
    if _matches(name, FOLDER_NAMES):
        return False
    if name in SOT_NAMES or _matches(name, PROSE_NAMES):
        return True
    from identify.identify import tags_from_filename
    return not PROSE_TAGS.isdisjoint(tags_from_filename(name))
