"""Whether a text holds what another says: each line as often and below the same headings, and nothing else."""
from __future__ import annotations

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof.counting import take
from sot_guard.merging.proof.model import Kind
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Place
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.soundness import unsound
from sot_guard.merging.proof.values import broken
from sot_guard.merging.proof.values import is_held

# the heading above what was carried from a file: it stands between no section and its own headings
_CARRIED = re.compile(r'From .* \(sha256 [0-9a-f]{64}\)')
_Section = tuple[Place, tuple[bytes, ...]]


def missing(gone: bytes, kept: bytes, form: Format) -> tuple[Objection, ...]:
    """Return what of a text would be lost if another is kept in its place."""
    one, other = Text(gone, form), Text(kept, form)
    held = is_held(one, other)
    if held:
        return ()
    return tuple(_missing(one, other, len(other.lines), range(0))) or (Objection(Rule.DATA),) * (held is False)


def prove_carried(source: bytes, copy: bytes, result: bytes, form: Format) -> tuple[Objection, ...]:
    """Return why a result is not the source, untouched, and behind it what only the copy has, once."""
    texts = Text(source, form), Text(copy, form), Text(result, form)
    return (
        *_touched(texts[0], texts[2]),
        *_missing(texts[1], texts[2], len(texts[0].lines), texts[1].document.front_matter),
        *_doubled(*texts),
        *unsound(*texts),
        *broken(*texts),
    )


def _touched(source: Text, result: Text) -> Iterator[Objection]:
    """The lines of the source that are others in the result, or stand below other headings there."""
    for line, key in enumerate(source.keys):
        if not key:
            continue
        place = source.places[line]
        if line >= len(result.keys) or _seen(result, line) != _seen(source, line):
            yield Objection(Rule.MISSING, line, text=source.lines[line], place=place)
        elif result.places[line] != place:
            yield Objection(Rule.PLACE, line, None, source.lines[line], place, result.places[line])


def _seen(text: Text, line: int) -> tuple[bytes, Kind, bool]:
    return text.keys[line], text.kinds[line], _is_hidden(text, line)


def _missing(gone: Text, kept: Text, start: int, anywhere: range) -> Iterator[Objection]:
    """The lines of a text that another does not have, or not below the same headings, or does not show.

    Headings from line `start` on have the levels that they had; those `anywhere` are carried as code.
    """
    shown: dict[tuple[bytes, int], Counter[Place]] = defaultdict(Counter)
    hidden: dict[tuple[bytes, int], Counter[Place]] = defaultdict(Counter)
    for line, place in enumerate(_places(kept)):
        level = _level(kept, line) if line >= start else 0
        (hidden if _is_hidden(kept, line) else shown)[kept.keys[line], level][place] += 1
    title = _title(kept)
    for line, place in enumerate(_places(gone)):
        key = gone.keys[line]
        where = place, gone.places[line], _inner(gone.places[line], title)
        found = (pool[key, level] for pool in ([hidden, shown] if _is_hidden(gone, line) else [shown])
                 for level in (0, _level(gone, line)))
        if key and line not in anywhere and not any(take(places, where) for places in found):
            other = next(shown[key, 0].elements(), None)
            rule = Rule.MISSING if other is None else Rule.PLACE
            yield Objection(rule, None, line, gone.lines[line], gone.places[line], other or ())


def _level(text: Text, line: int) -> int:
    """The level of a heading, 0 for any other line."""
    return text.document.headings[text.heading_at[line]].level if line in text.heading_at else 0


def _doubled(source: Text, copy: Text, result: Text) -> Iterator[Objection]:
    """The sections that stand more often than on either side, and the lines that no side has so often."""
    made, *most = (Counter(_sections(text)) for text in (result, source, copy))
    for section, count in made.items():
        if count > max(side[section] for side in most) > 0:
            yield Objection(Rule.DOUBLED, text=section[1][0], place=section[0])
    new = Counter(result.keys) - Counter(source.keys) - Counter(copy.keys)
    for key, count in new.items():
        is_own = count == 1 and _CARRIED.search(key.decode('utf-8', 'replace'))
        is_fence = count == 2 and copy.document.front_matter and key in (b'```', b'----')
        if key and not is_own and not is_fence:
            yield Objection(Rule.EXTRA, text=key)


def _sections(text: Text) -> Iterator[_Section]:
    """Each section that has more than a heading, with the headings above it."""
    places = _places(text)
    for _, lines in text.document.sections():
        keys = tuple(filter(None, text.keys[lines.start:lines.stop]))
        if len(keys) > 1:
            yield places[lines.start], keys


def _is_hidden(text: Text, line: int) -> bool:
    return line in text.document.hidden


def _places(text: Text) -> list[Place]:
    """The headings above each line, without the title of the document and those above what was carried."""
    title = _title(text)
    return [_inner(place, title) for place in text.places]


def _inner(place: Place, title: str) -> Place:
    for index, heading in enumerate(place):
        if _CARRIED.fullmatch(heading):
            return place[index + 1:]
    return place[place[:1] == (title,):]


def _title(text: Text) -> str:
    """The first heading, if no other one of its level stands before what was carried."""
    levels = []
    for heading in text.document.headings:
        if _CARRIED.fullmatch(heading.title):
            break
        levels.append(heading.level)
    is_title = bool(levels) and levels[0] < min(levels[1:], default=levels[0] + 1)
    return text.document.headings[0].title if is_title else ''
