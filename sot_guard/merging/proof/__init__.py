"""Whether a text is what two sides make together of a base: judged from the four texts alone. Pure.

It shares nothing with what makes merges but the tree of a document. The rules have these numbers: 1 count, 2 place,
3 order, 4 one piece, 5 headings, 6 nothing doubled, 7 two forms of one entry, 8 lines that both changed, 9 nothing left
open and all in balance, 10 data, 11 encoding and labels.
"""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof.counting import count
from sot_guard.merging.proof.counting import Trial
from sot_guard.merging.proof.forms import both_changed
from sot_guard.merging.proof.forms import two_forms
from sot_guard.merging.proof.holding import missing
from sot_guard.merging.proof.holding import prove_carried
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.merging.proof.order import beside_releases
from sot_guard.merging.proof.order import blanks
from sot_guard.merging.proof.order import doubled
from sot_guard.merging.proof.order import headings
from sot_guard.merging.proof.order import order
from sot_guard.merging.proof.order import pieces
from sot_guard.merging.proof.sides import Side
from sot_guard.merging.proof.soundness import unbalanced
from sot_guard.merging.proof.soundness import unsound
from sot_guard.merging.proof.values import broken
from sot_guard.merging.proof.values import changed_values
from sot_guard.merging.proof.values import DATA

__all__ = ['Objection', 'Proof', 'Rule', 'is_broken', 'missing', 'prove', 'prove_carried']


class Proof:
    """What two sides make of a base, read once for any number of results."""

    def __init__(self, base: bytes, source: bytes, copy: bytes, form: Format) -> None:
        self._form = form
        self._base = Text(base, form)
        self._source, self._copy = (Side(self._base, Text(content, form)) for content in (source, copy))

    def objections(self, result: bytes) -> Iterator[Objection]:
        """Yield why a result is not what the two sides make of the base together; nothing where it is that."""
        yield from _objections(Trial(self._base, self._source, self._copy, Text(result, self._form)))

    def conflicts(self) -> Iterator[Objection]:
        """Yield the lines that both sides changed, whatever the result."""
        yield from both_changed(Trial(self._base, self._source, self._copy, self._base))


def prove(base: bytes, source: bytes, copy: bytes, result: bytes, form: Format) -> tuple[Objection, ...]:
    """Return why a result is not what the two sides make of the base together; nothing where it is that."""
    return tuple(Proof(base, source, copy, form).objections(result))


def is_broken(source: bytes, copy: bytes, result: bytes, form: Format) -> tuple[Objection, ...]:
    """Return what is broken in a result that a person made of two sides, and in neither of them."""
    texts = [Text(content, form) for content in (source, copy, result)]
    return (*unsound(*texts), *broken(*texts))


def _objections(trial: Trial) -> Iterator[Objection]:
    places = trial.result_places
    texts = trial.source.text, trial.copy.text, trial.result
    yield from count(trial, places)
    yield from both_changed(trial)
    yield from order(trial)
    yield from unsound(*texts)
    yield from unbalanced(trial.base, *texts)
    yield from broken(*texts)
    yield from changed_values(trial.base, *texts)
    if trial.base.document.format in DATA:
        return
    yield from headings(trial, places)
    yield from doubled(trial, places)
    yield from two_forms(trial)
    yield from pieces(trial)
    yield from beside_releases(trial)
    yield from blanks(trial)
    for side, other in trial.sides:
        line = side.text.open_line
        if line is not None and trial.base.open_line is None and other.hunks:
            yield trial.about(side, Rule.OPEN, line)
