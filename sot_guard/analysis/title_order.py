"""In which order the titles of a document stand: by date, by version with its precedence, or by id. Pure."""
from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from itertools import product
from typing import Any

_VERSION = re.compile(rb'(?<![\w.])v?(\d+(?:\.\d+)+(?:[-.]?[A-Za-z][\w.-]*)?)')
_DATE = re.compile(rb'\b(\d{4}-\d\d?-\d\d?)\b')
_NUMBER = re.compile(rb'\A\W*[^\W\d]+ (\d+)\b')
_ID = re.compile(rb'\b([A-Z][A-Z0-9_]*-\d+)\b')
_UNRELEASED = re.compile(rb'(?i)\bunreleased\b')
# int() refuses thousands of digits
_STEP = re.compile(rb'\d{1,18}|[A-Za-z]+')
# what says the order of titles, and what says it where that is the same
_ORDERS = (_VERSION,), (_DATE, _VERSION), (_ID,), (_NUMBER,)
# what comes after the version that it is a part of
_LATER = (b'post', b'patch', b'p')
_Rank = tuple[tuple[Any, ...], ...]


def in_order(titles: Sequence[bytes], known: Sequence[Sequence[bytes]]) -> Sequence[int]:
    """Return the indices of titles in the order that those of known documents have; as they are, where it says none.

    An order from which no known title departs comes before one that most of them have.
    """
    for is_strict, patterns in product((True, False), _ORDERS):
        ranks = [_rank(title, patterns) for title in titles]
        ranked = [[rank for title in document if (rank := _rank(title, patterns))] for document in known]
        steps = [step for found in ranked for step in pairwise(found)]
        falls, rises = (sum(one > other for one, other in found) for found in (steps, (step[::-1] for step in steps)))
        if all(ranks) and falls != rises and not (is_strict and falls and rises):
            return sorted(range(len(ranks)), key=ranks.__getitem__, reverse=falls > rises)
    return range(len(titles))


def _rank(title: bytes, patterns: Sequence[re.Pattern[bytes]]) -> _Rank:
    """What a title is ordered by: what is to become 1.2.0 comes before it; () where it says nothing of the kind."""
    if _UNRELEASED.search(title):
        return ((3,),)
    if not patterns[0].search(title):
        return ()
    found = filter(None, (pattern.search(title) for pattern in patterns))
    steps = (step for match in found for step in _STEP.findall(match[1]))
    return *(_step(step) for step in steps), (1,)


def _step(step: bytes) -> tuple[Any, ...]:
    """A part of a version: a number comes behind its end, a word before it, but for `post`."""
    if step.isdigit():
        return 2, int(step)
    return (1 if step.lower() in _LATER else 0), step.lower()
