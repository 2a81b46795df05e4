"""Reads AsciiDoc: titles by their signs or underlines, delimited blocks, comments and conditionals."""
from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.documents.front_matter import front_matter
from sot_guard.analysis.documents.model import Found
from sot_guard.analysis.documents.model import Heading

_TITLE = re.compile(rb'(={1,6}|#{1,6})[ \t]+(\S.*)\Z')
_UNDERLINE = re.compile(rb'(?:=+|-+|~+|\^+|\++)[ \t]*\Z')
_UNDERLINES = b'=-~^+'
_DELIMITER = re.compile(rb'(?:-{4,}|\.{4,}|\+{4,}|/{4,}|={4,}|\*{4,}|_{4,}|--|`{3,}.*|[|,:!]={3,})[ \t]*\Z')
# in these nothing is a block, a conditional apart
_VERBATIM = (b'----', b'....', b'++++', b'////', b'```')
_ATTRIBUTES = re.compile(rb'\[.*\][ \t]*\Z')
# what stands between blocks, so that a title may follow: an attribute entry, the title of a block
_BETWEEN = re.compile(rb':!?[\w-]+!?:(?:\s|\Z)|\.[^ \t.\n]')
_CONDITION = re.compile(rb'(?:ifdef|ifndef|ifeval)::(\S*)\[(.*)\][ \t]*\Z')
_CONDITION_END = re.compile(rb'endif::\S*\[\][ \t]*\Z')
_COMMENT_LINE = re.compile(rb'//(?!/)')
_COMMENT_STYLE = re.compile(rb'\[comment\b')
_DISCRETE = re.compile(rb'\[(?:discrete|float)\b')


class _Block(NamedTuple):
    end: bytes
    first: int
    is_verbatim: bool
    is_hidden: bool


def read_asciidoc(lines: Sequence[bytes]) -> Found:
    """Return what stands where in a document of AsciiDoc."""
    front = front_matter(lines)
    reader = _Reader(lines)
    number = front.stop
    while number < len(lines):
        number = reader.step(number)
    reader.end()
    literal = frozenset(reader.literal | reader.hidden | set(front))
    return Found(tuple(reader.headings), frozenset(reader.hidden), literal, front)


class _Reader:
    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._blocks: list[_Block] = []
        self._conditions = 0
        # whether a block can begin at the next line, and the attributes that stand above it
        self._is_free = True
        self._style = b''
        self._is_paragraph = False
        self.headings: list[Heading] = []
        self.hidden: set[int] = set()
        self.literal: set[int] = set()

    def step(self, number: int) -> int:
        """Read a line; return the number of the next."""
        line = self._lines[number]
        if self._conditional(line):
            self.hidden.add(number)
            return number + 1
        if self._conditions or (self._blocks and self._blocks[-1].is_hidden):
            self.hidden.add(number)
        if self._blocks and line.rstrip() == self._blocks[-1].end:
            block = self._blocks.pop()
            self.literal.update([number] if block.is_verbatim else ())
            self._is_free = True
        elif self._blocks and self._blocks[-1].is_verbatim:
            self.literal.add(number)
        else:
            return number + self._body(number, line)
        return number + 1

    def _conditional(self, line: bytes) -> bool:
        """Whether a line begins or ends what only some readers see."""
        condition = _CONDITION.match(line)
        if condition and (not condition[2] or not condition[1]):
            self._conditions += 1
        elif _CONDITION_END.match(line):
            self._conditions = max(0, self._conditions - 1)
        else:
            return False
        return True

    def _body(self, number: int, line: bytes) -> int:
        """Read a line outside of verbatim blocks; return how many lines it takes."""
        if _COMMENT_LINE.match(line):
            self.hidden.add(number)
            return 1
        count = self._title(number, line) if self._is_free and not self._blocks else 0
        if count:
            self._style = b''
        elif _DELIMITER.match(line):
            self._open(number, line.rstrip())
        elif self._is_free and _ATTRIBUTES.match(line):
            self._style = line if not self._style else self._style
        else:
            self._text(number, line)
        return count or 1

    def _open(self, number: int, delimiter: bytes) -> None:
        is_verbatim = delimiter.startswith(_VERBATIM)
        is_inside = bool(self._blocks) and self._blocks[-1].is_hidden
        is_hidden = is_inside or self._is_comment() or delimiter.startswith(b'////')
        self.hidden.update([number] if is_hidden else ())
        self.literal.update([number] if is_verbatim else ())
        end = re.sub(rb'(`+).*', rb'\1', delimiter)
        self._blocks.append(_Block(end, number, is_verbatim, is_hidden))
        self._style, self._is_free, self._is_paragraph = b'', True, False

    def _text(self, number: int, line: bytes) -> None:
        if line.strip():
            self.hidden.update([number] if self._is_comment() else ())
            self._is_free = _BETWEEN.match(line) is not None
            self._is_paragraph = not self._is_free
        elif self._is_paragraph:
            self._style, self._is_free, self._is_paragraph = b'', True, False

    def _is_comment(self) -> bool:
        return _COMMENT_STYLE.match(self._style) is not None

    def end(self) -> None:
        """What is opened and never closed is not seen as it was meant."""
        for block in self._blocks:
            if block.is_verbatim:
                self.hidden.update(range(block.first, len(self._lines)))

    def _title(self, number: int, line: bytes) -> int:
        """The number of lines of the title at a line, 0 for none."""
        if _DISCRETE.match(self._style):
            return 0
        match = _TITLE.match(line)
        if match:
            return self._add(Heading(_name(match[2]), len(match[1]), number, 1))
        below = b''.join(self._lines[number + 1:number + 2]).rstrip()
        # what belongs to the block that the next line opens is no title
        is_other = line.startswith(b'.') or any(one.match(line) for one in (_ATTRIBUTES, _BETWEEN, _UNDERLINE))
        is_underlined = line[:1].strip() and _UNDERLINE.match(below) and not is_other
        if is_underlined and len(below) > 1 and abs(len(below) - _width(line)) <= 1 and any(map(_is_word, line)):
            return self._add(Heading(_name(line), _UNDERLINES.index(below[:1]) + 1, number, 2))
        return 0

    def _add(self, heading: Heading) -> int:
        self.headings.append(heading)
        return heading.count


def _name(title: bytes) -> str:
    return ' '.join(title.decode('utf-8', 'backslashreplace').split())


def _width(line: bytes) -> int:
    return len(line.decode('utf-8', 'replace').rstrip())


def _is_word(byte: int) -> bool:
    return byte > 127 or bytes([byte]).isalnum()
