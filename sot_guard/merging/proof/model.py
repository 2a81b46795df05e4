"""What the proof says of a result."""
from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.documents.text import Place


class Rule(Enum):
    """Why a result is refused."""

    MISSING = 'missing'
    EXTRA = 'once too often'
    PLACE = 'below another heading'
    ORDER = 'in another order'
    TORN = 'cut off'
    HEADING = 'a heading twice'
    DOUBLED = 'an entry twice'
    RELEASE = 'beside a new release'
    FORMS = 'two forms of one entry'
    CHANGED = 'changed on both sides'
    OPEN = 'left open'
    BALANCE = 'not closed as often as opened'
    DATA = 'other data'
    BROKEN = 'does not parse'
    ENCODING = 'two encodings'
    LABEL = 'two targets'


class Objection(NamedTuple):
    """A reason to refuse a result."""

    rule: Rule
    # the lines that it is about, from 0
    source: int | None = None
    copy: int | None = None
    # the line, or the part of one
    text: bytes = b''
    # the headings above it, and those below which it must not be
    place: Place = ()
    other: Place = ()
