"""Whether a text is another one, untouched, and behind it once what only a third one has."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import Part
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import is_anchor
from sot_guard.analysis.documents.text import Text
from sot_guard.analysis.outline import is_of_carried
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.soundness import unsound

_FENCES = (b'```', b'----')


def prove_carried(source: bytes, copy: bytes, result: bytes, form: Format) -> tuple[Objection, ...]:
    """Return why a result is not the source, untouched, and behind it what only the copy has, once."""
    texts = Text(source, form), Text(copy, form), Text(result, form)
    gone, kept = read_text(copy, form), read_text(result, form)
    lines = [line for part in absent(gone, read_text(source, form)).parts if not part.moved
             for line in range(part.first - 1, part.last)]
    return (
        *_touched(texts[0], texts[2]), *_missing(texts[1], texts[2], absent(gone, kept).parts),
        *_not_its_own(*texts, lines), *unsound(*texts),
    )


def _touched(source: Text, result: Text) -> Iterator[Objection]:
    """The lines of the source that are others in the result, or mean something else there."""
    for line, key in enumerate(source.keys):
        if key and (line >= len(result.keys) or _seen(result, line) != _seen(source, line)):
            yield Objection(Rule.MISSING, line, text=source.lines[line], place=source.places[line])


def _seen(text: Text, line: int) -> tuple[object, ...]:
    # what is last in the source may be an anchor: of nothing yet
    below = is_anchor(text.lines[line]) and text.below[line]
    return text.keys[line], text.kinds[line], text.places[line], line in text.document.hidden, below


def _missing(copy: Text, result: Text, parts: Sequence[Part]) -> Iterator[Objection]:
    """What the result has not below the same headings, or has less often; front matter is carried as code."""
    for part in parts:
        if not part.moved and part.first - 1 not in copy.document.front_matter:
            yield Objection(Rule.MISSING, None, part.first - 1, place=copy.places[part.first - 1])
    for key in Counter(filter(None, copy.keys)) - Counter(result.keys):
        yield Objection(Rule.MISSING, None, copy.instances[key][0], key)


def _not_its_own(source: Text, copy: Text, result: Text, lines: Sequence[int]) -> Iterator[Objection]:
    """What stands behind the source beside the lines that go over, and what is above them; headings on other levels."""
    document, headings = copy.document, result.document.headings
    above = {index for line in lines for index in document.above(document.heading_of(line))}
    may = Counter(copy.keys[line] for line in {*lines, *(document.headings[index].first for index in above)})
    may.update({result.keys[one.first] for one in headings if is_of_carried(one.title)})
    for key in Counter(filter(None, result.keys)) - Counter(source.keys) - may:
        if not (copy.document.front_matter and key in _FENCES):
            yield Objection(Rule.EXTRA, text=key)
    levels = [Counter((one.title, one.level) for one in found) for found in (
        (one for one in document.headings if one.first in lines),
        (one for one in headings if one.first >= len(source.lines)),
    )]
    for title, _ in levels[0] - levels[1]:
        yield Objection(Rule.MISSING, text=title.encode())
