"""What `scan` finds out about two files that are alike but for what can be declared, and about links of a copy."""
from __future__ import annotations

import posixpath
import time
from collections.abc import Collection
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from sot_guard.analysis.context import Context
from sot_guard.analysis.links import read_links
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Status
from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.proposed import equal_but
from sot_guard.analysis.views.proposed import PROPOSED
from sot_guard.config.model import PlainView
from sot_guard.config.model import View
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.git.history import read_history
from sot_guard.git.history import Track
from sot_guard.git.paths import parents
from sot_guard.git.situation import head_commit
from sot_guard.git.trees import Commit
from sot_guard.pairing.pairs import Pair
from sot_guard.report.evidence import count_shared
from sot_guard.report.evidence import MIN_SHARE

# in which two files were equal but for what is proposed
_MIN_STATES = 2
# for the histories of all pairs together
MAX_SECONDS = 2.0
_MAX_LINKS = 5
# larger ones are not looked through for links
_MAX_LINK_BYTES = 1 << 18


def views_between(compared: Compared) -> tuple[View, ...] | None:
    """Return the views without which two files would differ, none where white space does; None where more differs."""
    sides = compared.copy, compared.source
    if compared.status is not Status.DIVERGENT or compared.pair.differ:
        return None
    copy, source = (side.text() for side in sides)
    return None if copy is None or source is None else equal_but((copy, source), compared.pair.sides)


class DriftedViews:
    """Finds the views that made two files equal in several commits, though they differ in more now."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._left = MAX_SECONDS

    @cached_property
    def _head(self) -> Commit | None:
        head = head_commit(self._context.git)
        return None if head is None else Commit(self._context.git, head)

    def of(self, compared: Compared) -> tuple[PlainView, ...]:
        """Return these views; none where there are none, or there was no time to look."""
        views = _doing_something(compared) if self._left > 0 else ()
        start = self._head if views else None
        if start is None:
            return ()
        begun = time.monotonic()
        met = views if self._met(compared.pair._replace(differ=views), start) else ()
        for view in met:
            fewer = tuple(one for one in met if one != view)
            met = fewer if fewer and self._met(compared.pair._replace(differ=fewer), start) else met
        self._left -= time.monotonic() - begun
        return met

    def _met(self, pair: Pair, start: Commit) -> bool:
        same, equal = self._context.sameness(pair), []
        assert same is not None

        def is_same_again(copy: str, source: str) -> bool:
            equal.extend([copy] * same(copy, source))
            return len(equal) >= _MIN_STATES
        track = Track(start, pair.sides, same=is_same_again)
        history = read_history(self._context.git, self._context.repository, track, self._left)
        return history.bases is not None and history.bases[0] != history.bases[1]


def _doing_something(compared: Compared) -> tuple[PlainView, ...]:
    """The views that set something aside in two files which are alike."""
    if compared.status is not Status.DIVERGENT or compared.pair.differ:
        return ()
    copy, source = compared.copy.text(), compared.source.text()
    if copy is None or source is None or b'\0' in copy + source or count_shared(copy, source).share < MIN_SHARE:
        return ()
    viewed = compare_views((copy, source), compared.pair.sides, PROPOSED)
    refused = {problem.number for problem in viewed.problems}
    return tuple(one.view for one in viewed.needed if isinstance(one.view, str) and one.number not in refused)


def with_folders(paths: Collection[bytes]) -> frozenset[bytes]:
    """Return these paths and the folders that they are in."""
    return frozenset((*paths, *(folder for path in paths for folder in parents(path))))


def lost_links(compared: Compared, known: Collection[bytes]) -> Iterator[str]:
    """Yield the relative links of a copy that lead somewhere from the folder of its source alone, a line each.

    `known`: the tracked paths and their folders.
    """
    copy, source = compared.pair.sides
    if posixpath.dirname(copy) == posixpath.dirname(source) or compared.status.exit_status:
        return
    text = compared.copy.text()
    if text is None or len(text) > _MAX_LINK_BYTES or b'](' not in text:
        return
    found = 0
    for link in sorted(read_links(text.decode('utf-8', 'replace')).destinations):
        here, there = (_target(link, path) for path in (copy, source))
        if here is not None and here not in known and there in known:
            found += 1
            if found <= _MAX_LINKS:
                folder = visible(posixpath.dirname(copy)) or 'the top level'
                yield f'{visible(copy)}: the link {visible_text(link)} leads nowhere from {folder}'


def _target(link: str, path: bytes) -> bytes | None:
    """The path that a relative link means; None for another link."""
    target = unquote(link.partition('#')[0].partition('?')[0])
    if not target or target.startswith('/') or ':' in target:
        return None
    name = target.encode('utf-8', 'surrogateescape')
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
