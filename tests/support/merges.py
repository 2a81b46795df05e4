"""Texts that are merged, and what the proof says of a result."""

from __future__ import annotations

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import Proof
from sot_guard.merging.proof import Rule


def prove(base: bytes, source: bytes, copy: bytes, result: bytes, form: Format) -> tuple[Objection, ...]:
    """Return why a result is refused."""
    return tuple(Proof(base, source, copy, form).objections(result))


def rules(base: str, source: str, copy: str, result: str, form: Format = Format.MARKDOWN) -> set[Rule]:
    """Return the rules by which a result is refused."""
    old, one, two, made = (text.encode() for text in (base, source, copy, result))
    return {objection.rule for objection in prove(old, one, two, made, form)}
