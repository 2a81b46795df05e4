"""Which declared differences would make two files equal: what a scan proposes, and what a refusal names."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from itertools import takewhile

from sot_guard.analysis.documents.front_matter import front_matter as fences
from sot_guard.analysis.views import front_matter
from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.compare import Texts
from sot_guard.analysis.views.compare import Viewed
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import PlainView
from sot_guard.config.model import View

# those without parameters: what a parameter would state as a difference is as often drift
PROPOSED: tuple[PlainView, ...] = ('front-matter', 'first-heading', 'blank-lines')
# more of them are no few words about a page
_MAX_KEYS = 10
# lines of a heading
_MAX_HEADING = 10
# fewer lines say nothing: two files may have nothing but their titles
_MIN_LINES = 3


def equal_but(texts: Texts, paths: Texts) -> tuple[View, ...] | None:
    """Return the views that make a copy and its source equal, as few as will do; None where none does."""
    if b'\0' in texts[0] + texts[1]:
        return None

    def viewed(views: tuple[View, ...]) -> Viewed:
        return compare_views(texts, paths, views)
    bare = viewed(())
    likely = _likely(bare) if _may_be_same(bare) else ()
    # the blank lines come last: which of them are in code takes a parser
    found = next((views for views in likely if _has_same_lines(viewed(views[:-1])) and viewed(views).is_same), None)
    if found is None or sum(map(bool, viewed(found).copy.texts)) < _MIN_LINES:
        return None
    for view in found:
        fewer = tuple(one for one in found if one != view)
        found = fewer if viewed(fewer).is_same else found
    return found


def plain(views: tuple[View, ...] | None) -> tuple[PlainView, ...]:
    """Return these views if none of them has parameters; none otherwise."""
    found = tuple(view for view in views or () if isinstance(view, str))
    return found if found == views else ()


def _likely(bare: Viewed) -> Iterator[tuple[View, ...]]:
    """The views that may make two files equal, blank lines last; those that name keys are mentioned, never proposed."""
    keys = front_matter.keys_apart(bare.copy.texts, bare.source.texts)
    top: tuple[View, ...] = (FrontMatterKeys(keys),) if 0 < len(keys) <= _MAX_KEYS else ()
    for front in ('front-matter',), top:
        # a first heading with a version or a date, and that of a changelog, is never set aside
        yield from ((*front, 'first-heading', 'blank-lines'), (*front, 'blank-lines')) if front else ()


def _has_same_lines(viewed: Viewed) -> bool:
    """Whether the lines that are not blank are the same."""
    return [*filter(None, viewed.copy.texts)] == [*filter(None, viewed.source.texts)]


def _may_be_same(bare: Viewed) -> bool:
    """Whether no more differs than front matter, blank lines and a heading have, which is quick to see."""
    copy, source = (
        [line for line in lines.texts[fences(lines.texts).stop:] if line] for lines in (bare.copy, bare.source)
    )
    below = _equal_at_start(copy[::-1], source[::-1])
    left = max(len(copy), len(source)) - below
    return left - _equal_at_start(copy[:left], source[:left]) <= _MAX_HEADING


def _equal_at_start(some: Sequence[bytes], others: Sequence[bytes]) -> int:
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(some, others, strict=False)))
