"""The view of a region: lines between two lines, each of which occurs once."""
from __future__ import annotations

from sot_guard.config.model import Region
from sot_guard.escaping import visible_start

# of a line in an error
_MAX_CHARACTERS = 60


class UnclearRegion(Exception):
    """It is not clear where a region begins or ends; the argument says why, in words that follow the file."""


def region_of(texts: tuple[bytes, ...], region: Region) -> range | None:
    """Return the lines of a region; None where the file does not have it, UnclearRegion where that is not clear."""
    start, end = (_place(texts, marker) for marker in (region.start, region.end))
    if region.start is not None and start is None:
        if end is not None and region.include_end:
            raise UnclearRegion(f'has {_said(region.end)} but not {_said(region.start)}; add it')
        # without include-to the line `to` is a part of what both files have
        return None
    if region.end is not None and end is None:
        if region.start is not None:
            raise UnclearRegion(f'has {_said(region.start)} but not {_said(region.end)}; add it')
        return None
    first = start or 0
    last = len(texts) if end is None else end + region.include_end
    if last <= first and start is not None:
        raise UnclearRegion(f'has {_said(region.end)} above {_said(region.start)}; swap them')
    return range(first, last)


def _said(marker: str | None) -> str:
    return f'"{visible_start((marker or "").encode("utf-8", "surrogateescape"), _MAX_CHARACTERS)}"'


def _place(texts: tuple[bytes, ...], marker: str | None) -> int | None:
    if marker is None:
        return None
    line = marker.encode('utf-8', 'surrogateescape')
    places = [place for place, text in enumerate(texts) if line in text and text.strip() == line]
    if len(places) > 1:
        raise UnclearRegion(f'has {_said(marker)} {len(places):,} times; name a line that occurs once')
    return places[0] if places else None
