"""Says why a merge is refused, in the words of a person who knows the two files."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import headings_in
from sot_guard.analysis.documents.text import Text
from sot_guard.escaping import visible_line
from sot_guard.escaping import visible_text
from sot_guard.merging.merge import Merge
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import Rule
from sot_guard.merging.proof import unsound

_MAX_CHARACTERS = 60
_MAX_REASONS = 5
_WORD = re.compile(rb'\w')
_SENTENCES = {
    Rule.MISSING: '{line} would be missing{below}',
    Rule.EXTRA: '"{text}" would appear once too often{below}',
    Rule.PLACE: '{line} would move{elsewhere}, from{origin}',
    Rule.ORDER: '{line} would be out of order{below}',
    Rule.TORN: '{line} would be separated from the line that it belongs to',
    Rule.HEADING: 'the heading "{text}" would appear twice{below}',
    Rule.DOUBLED: '"{text}" would appear twice{below}',
    Rule.RELEASE: '{line} may belong below the new heading "{text}"',
    Rule.FORMS: '{both} look like two versions of one entry',
    Rule.CHANGED: '{both} change the same line: "{text}"',
    Rule.OPEN: '{line} opens a code block or comment that is never closed',
    Rule.BALANCE: 'the result would have an unbalanced "{text}"',
    Rule.DATA: 'the result would lose or change data',
    Rule.BROKEN: 'the text would no longer parse',
    Rule.ENCODING: '"{text}" has a different encoding from the rest of the file',
    Rule.LABEL: 'the label {text} would have two targets',
}


def remarks(merged: Merge, source: str, copy: str) -> tuple[str, ...]:
    """Return which conflicts of git a merge resolved, or why it is none."""
    if merged.resolved:
        many = f'{merged.resolved:,} place{"s" * (merged.resolved > 1)}'
        return (f'keeps both changes in {many} where git merge-file reports a conflict',)
    return reasons(merged.objections, source, copy)


def reasons(objections: Sequence[Objection], source: str, copy: str) -> tuple[str, ...]:
    """Return the first objections as sentences, and how many more there are."""
    return _cut(list(dict.fromkeys(reason(objection, source, copy) for objection in objections)))


def _cut(said: list[str]) -> tuple[str, ...]:
    more = [f'and {len(said) - _MAX_REASONS:,} more'] if len(said) > _MAX_REASONS else []
    return (*said[:_MAX_REASONS], *more)


def outdated(old: bytes, new: bytes, name: str) -> tuple[str, ...]:
    """Return how many lines of a file go when it takes a newer text, if any do."""
    first, second = ({line.strip() for line in text.split(b'\n')} for text in (old, new))
    gone = len(first - second - {b''})
    return (f'removes {gone:,} outdated line{"s" * (gone != 1)} from {name}',) * bool(gone)


class Loss(NamedTuple):
    """What goes with a text of which another one is kept."""

    # how many lines of it are missing from the other
    lines: int = 0
    # in words, after "X has"
    why: str = ''
    # the places, no more than fit; () if nothing goes
    said: tuple[str, ...] = ()
    # what goes, as the effect of a command
    effect: tuple[str, ...] = ()


def what_goes(gone: bytes, kept: bytes, names: tuple[str, str], form: Format) -> Loss:
    """Return what of a text the other one has not; `names` are those of the two, fit to be printed."""
    difference, places = compare_texts(gone, kept, form), Text(gone, form).places
    side, (path, other) = difference.copy, names
    if difference.harmless or side.is_found:
        return Loss()
    if side.missing:
        count = len(side.missing)
        many = f'{count:,} line{"s" * (count > 1)}'
        found = [Objection(Rule.MISSING, None, line - 1, place=places[line - 1]) for line in side.missing]
        said = reasons(found, other, path)
        return Loss(count, f'{many} missing from {other}', said, (f'loses {many} of {path}',))
    if side.lines:
        keys = [visible_text(part.title)[:_MAX_CHARACTERS] for part in side.parts]
        said = _cut([f'the value of {key} in {path} would be missing' for key in keys])
        return Loss(0, f'data missing from {other}', said, (f'loses data of {path}',))
    where = 'below other headings' if side.scattered else 'in a different order'
    return Loss(0, f'lines {where} than {other}', tuple(
        f'lines {part.first} to {part.last} of {path} are {where} in {other}' for part in side.parts if not part.moved))


def broken(source: bytes, copy: bytes, text: bytes, form: Format) -> str:
    """Return what is wrong with a text that a person made of two, '' where nothing is."""
    if any(marker not in {*MARKER.findall(source), *MARKER.findall(copy)} for marker in MARKER.findall(text)):
        return 'still has conflict markers; remove them first'
    objections = unsound(*(Text(content, form) for content in (source, copy, text)))
    return next((f'is broken: {reason(one, "it", "it")}' for one in objections), '')


def reason(objection: Objection, source: str, copy: str) -> str:
    """Return an objection as a sentence; `source` and `copy` are the names of the files, fit to be printed."""
    lines = [f'line {number + 1} of {name}' for number, name in ((objection.source, source), (objection.copy, copy))
             if number is not None]
    # of a heading the title, of an entry the first line
    said = next(filter(_WORD.search, objection.text.split(b'\n')), objection.text)
    text = visible_line(said.strip(), _MAX_CHARACTERS)
    return _SENTENCES[objection.rule].format(
        line=lines[0] if lines else f'"{text}"', both=' and '.join(lines), text=text,
        # what has no heading above it often stands in a file that has none at all
        below=_below(objection.place) if objection.place else '',
        elsewhere=_below(objection.other), origin=_below(objection.place),
    )


def _below(place: tuple[str, ...]) -> str:
    titles = headings_in(place)
    code = ' in code or a comment' if len(titles) < len(place) else ''
    return (f' below "{visible_text(titles[-1])[:_MAX_CHARACTERS]}"' if titles else ' before the first heading') + code
