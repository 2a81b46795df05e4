"""Says why a merge is refused, in the words of a person who knows the two files."""
from __future__ import annotations

import re
from collections.abc import Sequence

from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.documents import Format
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
    Rule.PLACE: '{line} would move{elsewhere}, from{below}',
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
    """Return what a merge settled, or why it is none."""
    if merged.settled:
        many = f'{merged.settled:,} place{"s" * (merged.settled > 1)}'
        return (f'keeps both changes in {many} where git merge-file reports a conflict',)
    return reasons(merged.objections, source, copy)


def reasons(objections: Sequence[Objection], source: str, copy: str) -> tuple[str, ...]:
    """Return the first objections as sentences, and how many more there are."""
    said = list(dict.fromkeys(reason(objection, source, copy) for objection in objections))
    more = [f'and {len(said) - _MAX_REASONS:,} more'] if len(said) > _MAX_REASONS else []
    return (*said[:_MAX_REASONS], *more)


def outdated(old: bytes, new: bytes, name: str) -> tuple[str, ...]:
    """Return how many lines of a file go when it takes a newer text, if any do."""
    first, second = ({line.strip() for line in text.split(b'\n')} for text in (old, new))
    gone = len(first - second - {b''})
    return (f'removes {gone:,} outdated line{"s" * (gone != 1)} from {name}',) * bool(gone)


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
        below=_below(objection.place), elsewhere=_below(objection.other),
    )


def _below(place: tuple[str, ...]) -> str:
    return f' below "{visible_text(place[-1])[:_MAX_CHARACTERS]}"' if place else ' before the first heading'
