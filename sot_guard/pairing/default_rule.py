"""Which names are checked without configuration: the whole table, by how pairs look in public repositories."""
from __future__ import annotations

from fnmatch import fnmatchcase

from sot_guard.config.model import text_of

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


def _is_any(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name.lower(), glob.lower()) for glob in globs)


def is_prose(path: bytes) -> bool:
    """Whether the default rule guards every pair of this name (its first half: by the name alone)."""
    name = text_of(path.rpartition(b'/')[2])
    if _is_any(name, FOLDER_NAMES):
        return False
    if name in SOT_NAMES:
        return True
    from identify.identify import tags_from_filename
    tags = tags_from_filename(name)
    return not PROSE_TAGS.isdisjoint(tags) if tags else _is_any(name, PROSE_NAMES)
