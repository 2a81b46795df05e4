"""Whether a text is what two sides make together of a base: judged from the four texts alone. Pure.

It shares nothing with what makes merges but what `analysis` knows of a document. The rules have these numbers: 1 count,
2 place, 3 order, 4 one piece, 5 headings, 6 nothing doubled, 7 two forms of one entry, 8 lines that both changed, 9
nothing left open and all in balance, 10 data, 11 encoding and labels.
"""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents.text import Text
from sot_guard.merging.proof import forms
from sot_guard.merging.proof import rules
from sot_guard.merging.proof.carried import prove_carried
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.sides import Side
from sot_guard.merging.proof.soundness import changed_values
from sot_guard.merging.proof.soundness import unbalanced
from sot_guard.merging.proof.soundness import unsound

__all__ = ['Objection', 'Proof', 'Rule', 'prove_carried', 'unsound']


class Proof:
    """What two sides make of a base, read once for any number of results."""

    def __init__(self, base: bytes, source: bytes, copy: bytes, form: Format) -> None:
        self._form = form
        read, *sides = (Text(content, form) for content in (base, source, copy))
        # of lines that are alike either may be meant: a result has to be right in both readings
        self._readings = [[Side(read, text, late=late) for text in sides] for late in (False, True)]
        if all(one.to_side == two.to_side for one, two in zip(*self._readings, strict=True)):
            del self._readings[1]

    def objections(self, result: bytes) -> Iterator[Objection]:
        """Yield why a result is not what the two sides make of the base together; nothing where it is that."""
        made = Text(result, self._form)
        for source, copy in self._readings:
            objections = self._in_reading(rules.Trial(source, copy, made))
            for objection in objections:
                yield objection
                yield from objections
                return

    def _in_reading(self, trial: rules.Trial) -> Iterator[Objection]:
        yield from forms.both_changed(trial)
        yield from rules.count(trial)
        yield from rules.order(trial)
        yield from unsound(*trial.texts[1:])
        yield from unbalanced(*trial.texts)
        yield from changed_values(*trial.texts)
        if not self._form.is_data:
            yield from rules.doubled(trial)
            yield from forms.two_forms(trial)
            yield from rules.torn(trial)
            yield from forms.released(trial)
            yield from forms.left_open(trial)
