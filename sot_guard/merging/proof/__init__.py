"""Whether a text is what two sides make together of a base: judged from the four texts alone. Pure.

It shares nothing with what makes merges but the tree of a document. The rules have the numbers of its definition.
"""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof.counting import count
from sot_guard.merging.proof.counting import Trial
from sot_guard.merging.proof.forms import both_changed
from sot_guard.merging.proof.forms import two_forms
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
from sot_guard.merging.proof.soundness import balance
from sot_guard.merging.proof.soundness import DATA
from sot_guard.merging.proof.soundness import encoding
from sot_guard.merging.proof.soundness import labels
from sot_guard.merging.proof.soundness import open_ends
from sot_guard.merging.proof.soundness import values

__all__ = ['Objection', 'Rule', 'prove']


def prove(base: bytes, source: bytes, copy: bytes, result: bytes, format: Format) -> tuple[Objection, ...]:
    """Return why a result is not what the two sides make of the base together; nothing where it is that."""
    texts = [Text(content, format) for content in (base, source, copy, result)]
    trial = Trial(texts[0], Side(texts[0], texts[1]), Side(texts[0], texts[2]), texts[3])
    return tuple(_objections(trial, format))


def _objections(trial: Trial, format: Format) -> Iterator[Objection]:
    places = trial.result_places
    yield from count(trial, places)
    yield from both_changed(trial)
    yield from encoding(trial)
    yield from values(trial)
    yield from order(trial)
    if format in DATA:
        return
    yield from headings(trial, places)
    yield from doubled(trial, places)
    yield from two_forms(trial)
    yield from pieces(trial)
    yield from beside_releases(trial)
    yield from blanks(trial)
    yield from open_ends(trial)
    yield from balance(trial)
    yield from labels(trial)
