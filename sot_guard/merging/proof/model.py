"""What the proof says, and the texts as it reads them."""
from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document

Place = tuple[str, ...]


class Rule(Enum):
    """Why a result is refused."""

    MISSING = 'missing'
    EXTRA = 'once too often'
    PLACE = 'below another heading'
    ORDER = 'in another order'
    TORN = 'cut off'
    BLANK = 'other blank lines'
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
    """A reason to refuse a result.

    """

    rule: Rule
    # the lines that it is about, from 0
    source: int | None = None
    copy: int | None = None
    # the line, or the part of one
    text: bytes = b''
    # the headings above it, and those below which it must not be
    place: Place = ()
    other: Place = ()


class Kind(Enum):
    """What a line is."""

    BLANK = 0
    HEADING = 1
    ITEM = 2
    ROW = 3
    LABEL = 4
    MARKUP = 5
    CODE = 6
    TEXT = 7


_ANCHORS = rb'\.\. _[^:]+:\s*\Z|\[\[.*\]\]\s*\Z|\[#[^\]]*\]\s*\Z|<a (?:name|id)=[^>]*>(?:</a>)?\s*\Z|\(.*\)=\s*\Z'
_ANCHOR = re.compile(rb'\s*(?:%s)' % _ANCHORS)
_KINDS = (
    (Kind.LABEL, re.compile(rb'\s*(?:%s|\[[^\]]+\]:\s|\.\. (?:_[^:]+|\|[^|]+\||\[[^\]]+\]))' % _ANCHORS)),
    (Kind.MARKUP, re.compile(
        rb'\s*(?:<|\.\. |:::|```|~~~|----|====|\{%|(?:ifdef|ifndef|endif|include)::|\+\s*\Z|:[\w-]+:(?:\s|\Z))')),
    (Kind.ITEM, re.compile(rb'\s*(?:[-*+\xb7]|\xe2\x80\xa2|\*{2,6}|\.{1,6}|\d{1,9}[.)]|#\.)\s')),
    (Kind.ROW, re.compile(rb'\s*\|')),
)
_VERSION = re.compile(r'(?<![\w.])v?\d+(?:\.\d+)+[\w.+-]*')
_DATE = re.compile(r'\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}[./]\d{4}')
_UNRELEASED = re.compile(
    r'(?i)\b(?:unreleased|upcoming|in development|not (?:yet )?released|next|master|x\.x\.x)\b'
    r'|[.-]?(?:dev|SNAPSHOT)\d*\b|\bTB[AD]\b')
_MARK = re.compile(rb'<!--|-->|[{}\[\]()]|</?[A-Za-z][\w-]*')
_OPENING = {b'-->': b'<!--', b'}': b'{', b']': b'[', b')': b'('}
# nothing that ends by itself goes on over it
_PROBE = b'\n\nprobe\n'


class Text:
    """A text as the proof reads it, line by line.

    `keys`: the lines as they are compared, b'' for blank ones; a heading is compared as one, with what underlines it.
    """

    def __init__(self, content: bytes, form: Format) -> None:
        self.content = content
        self.document: Document = read_document(content, form)
        self.lines = self.document.lines
        keys = [line_key(line, form) for line in self.lines]
        self.heading_at: dict[int, int] = {}
        for number, heading in enumerate(self.document.headings):
            end = heading.first + max(heading.count, 1)
            self.heading_at.update(dict.fromkeys(range(heading.first, end), number))
            keys[heading.first] = b'\n'.join(keys[heading.first:end])
            keys[heading.first + 1:end] = [b''] * (end - heading.first - 1)
        self.keys = keys

    @cached_property
    def places(self) -> list[Place]:
        """The headings above each line; to a heading those above itself, to its anchors the heading as well."""
        places: list[Place] = []
        path: Place = ()
        for number in range(len(self.lines)):
            index = self.heading_at.get(number)
            if index is None:
                places.append(path)
                continue
            own = self.document.path(number)
            if self.document.headings[index].first == number:
                self._claim(places, number, own)
            places.append(own[:-1])
            path = own
        return places

    def _claim(self, places: list[Place], number: int, own: Place) -> None:
        above = number - 1
        while above >= 0 and above not in self.heading_at and (
                not self.keys[above] or _ANCHOR.match(self.lines[above])):
            places[above] = own
            above -= 1

    @cached_property
    def open_line(self) -> int | None:
        """The line from which on all is code or hidden, and would be so whatever is written below; None: of none."""
        document = read_document(self.content + _PROBE, self.document.format)
        dark = document.literal | document.hidden
        last = len(document.lines) - 1
        return next(line for line in range(last, -1, -1) if line - 1 not in dark) if last in dark else None

    @cached_property
    def balance(self) -> Counter[bytes]:
        """How much more often each bracket, tag and comment is opened than closed."""
        found = Counter[bytes]()
        for mark in _MARK.findall(self.content):
            if mark.startswith(b'</'):
                found[b'<' + mark[2:]] -= 1
            elif mark in _OPENING:
                found[_OPENING[mark]] -= 1
            else:
                found[mark] += 1
        return found

    @cached_property
    def owners(self) -> list[bytes]:
        """The line that each line is a part of by its indentation, b'' where it is a part of none."""
        owners: list[bytes] = []
        open_: list[tuple[int, bytes]] = []
        for key, kind in zip(self.keys, self.kinds, strict=True):
            depth = len(key) - len(key.lstrip())
            while key and open_ and open_[-1][0] >= depth:
                open_.pop()
            owners.append(open_[-1][1] if open_ else b'')
            if key and kind is not Kind.CODE:
                open_.append((depth, key))
        return owners

    @cached_property
    def kinds(self) -> list[Kind]:
        """What each line is."""
        kinds = []
        for number, key in enumerate(self.keys):
            if number in self.heading_at:
                kinds.append(Kind.HEADING)
            elif not key:
                kinds.append(Kind.BLANK)
            elif number in self.document.literal:
                kinds.append(Kind.CODE)
            else:
                kinds.append(next((kind for kind, pattern in _KINDS if pattern.match(self.lines[number])), Kind.TEXT))
        return kinds


def line_key(line: bytes, form: Format) -> bytes:
    """Return what of a line counts: not white space at its end, but for a line break in Markdown."""
    bare = line.rstrip()
    if form is Format.MARKDOWN and bare and line.endswith(b'  '):
        return bare + b'  '
    return bare.removesuffix(b',') if form is Format.JSON else bare


def is_anchor(line: bytes) -> bool:
    """Return whether a line is a label of what stands below it."""
    return bool(_ANCHOR.match(line))


def is_release(title: str) -> bool:
    """Return whether a heading is that of a release: a version, a date, or that there is none yet."""
    return bool(_VERSION.search(title) or _DATE.search(title) or _UNRELEASED.search(title))


def is_unreleased(title: str) -> bool:
    """Return whether a heading is that of what is not released yet."""
    return bool(_UNRELEASED.search(title))


def number_of(title: str) -> str:
    """Return the version in a title, '' where there is none."""
    found = _VERSION.search(title)
    return found[0].removeprefix('v') if found else ''
