"""A text line by line: how its lines are compared, what each of them is, and where it stands. Pure."""
from __future__ import annotations

import re
from collections import Counter
from collections import defaultdict
from enum import Enum
from functools import cached_property
from typing import Any

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import Heading
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.documents.data import data

Place = tuple[str, ...]
# what stands in code, in HTML or in a comment is below this, too
IN_CODE = '\0code'


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
        rb'\s*(?:<|\.\. |:::|```|~~~|----|====|\{%|(?:ifdef|ifndef|endif|include)::|\+\s*\Z|#\+|import .* from '
        rb'|:[\w-]+:(?:\s|\Z))')),
    (Kind.ITEM, re.compile(rb'\s*(?:[-*+\xb7]|\xe2\x80\xa2|\*{2,6}|\.{1,6}|\d{1,9}[.)]|#\.)\s')),
    (Kind.ROW, re.compile(rb'\s*\|')),
)
_ENTRIES = (Kind.ITEM, Kind.ROW, Kind.LABEL, Kind.HEADING)
MIN_LONG = 40
# a line of a paragraph that is broken by its width
MIN_FULL = 60
_WORD = re.compile(rb'\w+')
_DIRECTIVE = re.compile(rb'\s*\.\. [\w:.+-]+::')
_LABEL = re.compile(
    rb'\s{0,3}(\*?\[[^\]]+\]):\s*(\S.*)|(\[fn:[^\]\s]+\])\s+(\S.*)'
    rb'|\s*\.\. (_[^:`]+|_`[^`]+`|\|[^|]+\||\[[^\]]+\]):?\s*(\S.*)|(:[\w-]+:)\s+(\S.*)')
# the target that a link of reStructuredText brings along, under its own name
_EMBEDDED = re.compile(rb'`([^`<>]+)<([^`<>]+)>`_(?!_)')
_ID = re.compile(rb'(\{#[\w-]+\})\s*\Z|(<a (?:name|id)=[^>]*>)')
_TAG = re.compile(rb'\{%-?\s*(end)?(?:comment|raw)\b')
_MARK = re.compile(rb'<!--|-->|[{}\[\]()]|</?[A-Za-z][\w-]*')
_OPENING = {b'-->': b'<!--', b'}': b'{', b']': b'[', b')': b'('}
# nothing that ends by itself goes on over it
_PROBE = b'\n\nprobe\n'


class Text:
    """A text, line by line.

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
        """The headings above each line, to a heading those above itself; and IN_CODE, where it is not read as text."""
        paths = [self.document.path(number) for number in range(len(self.lines))]
        code = (self.document.literal | self.document.hidden).difference(self.document.front_matter)
        return [
            path[:-1] if number in self.heading_at else (*path, IN_CODE) if number in code else path
            for number, path in enumerate(paths)
        ]

    @cached_property
    def instances(self) -> dict[bytes, list[int]]:
        """Where each line that is not blank stands."""
        found: dict[bytes, list[int]] = {}
        for number, key in enumerate(self.keys):
            if key:
                found.setdefault(key, []).append(number)
        return found

    @cached_property
    def open_line(self) -> int | None:
        """The line from which on all is code or hidden, and would be so whatever is written below; None: of none."""
        document = read_document(self.content + _PROBE, self.document.format)
        dark = document.literal | document.hidden
        last = len(document.lines) - 1
        if last in dark:
            return next(line for line in range(last, -1, -1) if line - 1 not in dark)
        tags = [match for match in _TAG.finditer(self.content) if document.format is Format.MARKDOWN]
        return self.content.count(b'\n', 0, tags[-1].start()) if tags and not tags[-1][1] else None

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
    def kinds(self) -> list[Kind]:
        """What each line is."""
        kinds = []
        # where two dots are an item, and no directive
        is_item_first = self.document.format is Format.ASCIIDOC
        table = sorted(_KINDS, key=lambda row: is_item_first and row[0] is not Kind.ITEM)
        for number, key in enumerate(self.keys):
            if number in self.heading_at:
                kinds.append(Kind.HEADING)
            elif not key:
                kinds.append(Kind.BLANK)
            elif number in self.document.literal:
                kinds.append(Kind.CODE)
            else:
                kinds.append(next((kind for kind, pattern in table if pattern.match(self.lines[number])), Kind.TEXT))
        return kinds

    @cached_property
    def targets(self) -> dict[bytes, set[bytes]]:
        """What each label stands for; data has none: `[[x]]` begins a table of TOML."""
        found: dict[bytes, set[bytes]] = defaultdict(set)
        for number, line in enumerate(self.lines if not self.document.format.is_data else ()):
            if number in self.document.literal:
                continue
            if is_anchor(line):
                found[_label(line)].add(self.below[number])
                continue
            match = _LABEL.match(line)
            if match:
                label, target = (part for part in match.groups() if part is not None)
                found[_label(label)].add(target.strip())
            if self.document.format is Format.RST:
                for name, target in _EMBEDDED.findall(line):
                    found[_label(b'_' + name)].add(target)
            for ids in _ID.findall(line):
                found[_label(b''.join(ids))].add(line.strip())
        return found

    @cached_property
    def below(self) -> list[bytes]:
        """For each line the first one below it that is neither blank nor an anchor."""
        found = [b'']
        for line, key in zip(reversed(self.lines), reversed(self.keys), strict=True):
            found.append(key if key and not is_anchor(line) else found[-1])
        return found[-2::-1]

    @cached_property
    def owners(self) -> list[int]:
        """For each line the one that it belongs to: what it goes on, or the item that it is nested in; -1: none."""
        owners = []
        is_rst = self.document.format is Format.RST
        items: list[tuple[int, int]] = []
        for line, kind in enumerate(self.kinds):
            text = self.lines[line]
            depth = len(text) - len(text.lstrip())
            if kind is Kind.ITEM and self.document.format is Format.ASCIIDOC:
                depth += len(text.split()[0])
            while items and items[-1][0] >= depth and kind is not Kind.BLANK:
                items.pop()
            is_nested = items and kind in (Kind.ITEM, Kind.TEXT, Kind.CODE)
            owners.append(line - 1 if self.goes_on(line) else items[-1][1] if is_nested else -1)
            if kind is Kind.ITEM or (is_rst and _DIRECTIVE.match(text)):
                items.append((depth, line))
        return owners

    @cached_property
    def data(self) -> Any:
        """The data, or what the front matter of a document says; None where it does not parse."""
        content, form = self.content, self.document.format
        if not form.is_data:
            front = self.lines[self.document.front_matter.start:self.document.front_matter.stop]
            if not front:
                return {}
            content, form = b'\n'.join(front[1:-1]) + b'\n', Format.TOML if front[:1] == (b'+++',) else Format.YAML
        return data(content, form)

    @cached_property
    def directives(self) -> list[bytes]:
        """For each line the first one of the directive of reStructuredText, or of the row there, that it stands in."""
        found: list[bytes] = []
        for owner in self.owners:
            above = found[owner] if owner >= 0 else b''
            is_one = owner >= 0 and (self.kinds[owner] is Kind.MARKUP or above.startswith(b'.. list-table::'))
            found.append(self.keys[owner] if is_one else above)
        return found

    def heading(self, line: int) -> Heading | None:
        """Return the heading that a line is a part of."""
        return self.document.headings[self.heading_at[line]] if line in self.heading_at else None

    def is_entry(self, line: int) -> bool:
        """Return whether a line says one thing by itself, so that nobody wants it twice below one heading."""
        kind, key = self.kinds[line], self.keys[line]
        if kind is Kind.TEXT:
            around = self.keys[line - 1:line] + self.keys[line + 1:line + 2]
            return len(key) >= MIN_LONG or (not any(around) and bool(_WORD.search(key)))
        return kind in _ENTRIES and bool(_WORD.search(key))

    def goes_on(self, line: int) -> bool:
        """Return whether a line is a further one of what the line before it began."""
        key, above = self.keys[line], self.keys[line - 1] if line else b''
        # a word may be an entry of its own, but in code
        least = {Kind.TEXT: 2, Kind.CODE: 1}.get(self.kinds[line])
        if not above or least is None or len(key.split()) < least:
            return False
        # where nothing says what a paragraph is, short lines may be a list
        is_list = self.document.format is Format.PLAIN and len(above) < MIN_FULL and key[:1].isupper()
        is_apart = self.kinds[line - 1] is Kind.HEADING or line in self.document.front_matter
        return not is_list and not is_apart


def _label(text: bytes) -> bytes:
    """A label as it is compared."""
    return b' '.join(text.lower().replace(b'`', b'').split())


def headings_in(place: Place) -> Place:
    """Return the headings of a place, whether it is in code or not."""
    return tuple(title for title in place if title != IN_CODE)


def line_key(line: bytes, form: Format) -> bytes:
    """Return what of a line counts: not white space at its end, but for a line break in Markdown."""
    bare = line.rstrip()
    if form is Format.MARKDOWN and bare and line.endswith(b'  '):
        return bare + b'  '
    return bare.removesuffix(b',') if form is Format.JSON else bare


def likeness(one: bytes, other: bytes) -> float:
    """Return the share of words that two texts have in common, 0 to 1."""
    words = Counter(_WORD.findall(one)), Counter(_WORD.findall(other))
    return 2 * (words[0] & words[1]).total() / max(1, words[0].total() + words[1].total())


def is_anchor(line: bytes) -> bool:
    """Return whether a line is a label of what stands below it."""
    return bool(_ANCHOR.match(line))
