"""Which path somebody most likely meant who wrote another one. Pure: paths in, a path out."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import islice

from sot_guard.config.model import text_of

# each is held against the path by its letters, which takes the time of their product
_MAX_CANDIDATES = 500
_MAX_CHARACTERS = 200
# of 1, as difflib measures it: of names in one folder or folders of one name, and where neither is the same
_MIN_LIKENESS, _MIN_LIKENESS_OF_BOTH = 0.6, 0.8


def folded(path: bytes) -> str:
    """Return a path as a system sees it to which case and Unicode form make no difference."""
    return path.decode().lower() if path.isascii() else unicodedata.normalize('NFC', text_of(path)).casefold()


def nearest(path: bytes, tracked: Iterable[bytes]) -> bytes | None:
    """Return the tracked path that is most like a path, None where none is.

    One in the same folder, by its name; else one of the same name; else any other that is very like it.
    """
    wanted = folded(path)
    folder, _, name = wanted.rpartition('/')
    siblings: dict[str, bytes] = {}
    namesakes: dict[str, bytes] = {}
    others: dict[str, bytes] = {}
    for candidate in sorted(tracked):
        text = folded(candidate)
        if text == wanted:
            return candidate
        its_folder, _, its_name = text.rpartition('/')
        if its_folder == folder:
            siblings.setdefault(its_name, candidate)
        else:
            (namesakes if its_name == name else others).setdefault(text, candidate)
    near = _closest(name, siblings) or _closest(wanted, namesakes)
    return near or _closest(wanted, others, _MIN_LIKENESS_OF_BOTH)


def _closest(wanted: str, known: dict[str, bytes], likeness: float = _MIN_LIKENESS) -> bytes | None:
    if len(wanted) > _MAX_CHARACTERS:
        return None
    from difflib import get_close_matches
    found = get_close_matches(wanted, islice(known, _MAX_CANDIDATES), n=1, cutoff=likeness)
    return known[found[0]] if found else None
