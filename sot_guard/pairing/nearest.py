"""Which path somebody most likely meant who wrote another one. Pure: paths in, a path out."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import islice

from sot_guard.config.model import text_of

# each is held against the path by its letters, which takes the time of their product
_MAX_CANDIDATES = 500
_MAX_CHARACTERS = 200
# of 1: as difflib measures it
_MIN_LIKENESS = 0.6


def folded(path: bytes) -> str:
    """Return a path as a system sees it to which case and Unicode form make no difference."""
    return unicodedata.normalize('NFC', text_of(path)).casefold()


def nearest(path: bytes, tracked: Iterable[bytes]) -> bytes | None:
    """Return the tracked path that is most like a path, None where none is; one of its folder or its name first."""
    wanted = folded(path)
    folder, _, name = wanted.rpartition('/')
    close: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    for candidate in sorted(tracked):
        text = folded(candidate)
        if text == wanted:
            return candidate
        its_folder, _, its_name = text.rpartition('/')
        (close if its_folder == folder or its_name == name else others).setdefault(text, candidate)
    if len(wanted) > _MAX_CHARACTERS:
        return None
    from difflib import get_close_matches
    known = dict(islice((close | others).items(), _MAX_CANDIDATES))
    found = get_close_matches(wanted, known, n=1, cutoff=_MIN_LIKENESS)
    return known[found[0]] if found else None
