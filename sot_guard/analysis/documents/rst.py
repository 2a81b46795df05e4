"""Reads reStructuredText by the rule of its underlines: a style has the level at which it was first used."""
from __future__ import annotations

import re
from collections.abc import Sequence

from sot_guard.analysis.documents.blocks import end_of_indented
from sot_guard.analysis.documents.model import Found
from sot_guard.analysis.documents.model import Heading

# one printable character that is no letter and no digit, again and again
_RULE = re.compile(rb'([!-/:-@\[-`{-~])\1*[ \t]*\Z')
# what opens a block that is no paragraph: its first line is no title
_NO_TITLE = re.compile(
    rb'\s|[-+*](?: |\Z)|:(?![: ])[^:\n]*(?<! ):(?: |\Z)|>>>(?: |\Z)|\|(?: |\Z)|\.\.(?: |\Z)|__(?: |\Z)|\+-[-+]+-\+ *\Z'
    rb'|=+(?: +=+)+ *\Z',
)
_TABLE_BORDER = re.compile(rb'=+(?: +=+)+ *\Z')
_EXPLICIT = re.compile(rb'([ \t]*)\.\.(?:[ \t]+(.*))?\Z')
_DIRECTIVE = re.compile(rb'(?:\|[^|\n]+\|[ \t]+)?([A-Za-z0-9_.:+-]+?)[ \t]?::(?:[ \t]|\Z)')
# a footnote or a citation, a target, a substitution
_NO_COMMENT = re.compile(rb'\[[^\]\n]+\](?:[ \t]|\Z)|__?(?:[^\n]*:)?|\|[^|\n]+\|[ \t]')
_HIDING = {b'comment', b'ifconfig', b'index', b'meta', b'only', b'raw', b'todo'}
_LITERAL = {
    b'code', b'code-block', b'csv-table', b'doctest', b'highlight', b'literalinclude', b'math', b'parsed-literal',
    b'productionlist', b'prompt', b'sourcecode', b'testcode', b'testoutput',
}
# a shorter underline has to be as long as its title
_MIN_RULE = 4


def read_rst(lines: Sequence[bytes]) -> Found:
    """Return what stands where in a document of reStructuredText."""
    reader = _Reader(lines)
    number = 0
    while number < len(lines):
        number = reader.step(number)
    return Found(tuple(reader.headings), frozenset(reader.hidden), frozenset(reader.literal | reader.hidden))


class _Reader:
    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self._styles: dict[tuple[bytes, bool], int] = {}
        # whether a block can begin at the next line
        self._is_free = True
        self._has_tables = True
        self.headings: list[Heading] = []
        self.hidden: set[int] = set()
        self.literal: set[int] = set()

    def step(self, number: int) -> int:
        """Read what begins at a line; return the line after it."""
        line = self._lines[number]
        count = self._title(number) if self._is_free else 0
        if count:
            return number + count
        explicit = _EXPLICIT.match(line)
        if explicit:
            self._is_free = True
            return self._markup(number, explicit)
        self._is_free = not line.strip() or _NO_TITLE.match(line) is not None
        if _TABLE_BORDER.match(line):
            return self._end_of_table(number)
        if line.rstrip().endswith(b'::'):
            end = end_of_indented(self._lines, number)
            self.literal.update(range(number + 1, end))
            return end
        return number + 1

    def _title(self, number: int) -> int:
        """The number of lines of the title that begins at a line, 0 for none."""
        one, two, three = (*self._lines[number:number + 3], b'', b'')[:3]
        if _is_rule(one):
            # of four characters and more a transition, if no title follows
            if two.strip() and not _is_rule(two) and three.rstrip() == one.rstrip() and _is_long_enough(one, two):
                return self._add(number, 3, two, one)
        elif one.strip() and not _NO_TITLE.match(one) and _is_rule(two) and _is_long_enough(two, one):
            return self._add(number, 2, one, two)
        return 0

    def _add(self, number: int, count: int, title: bytes, rule: bytes) -> int:
        level = self._styles.setdefault((rule[:1], count == 3), len(self._styles) + 1)
        name = ' '.join(title.decode('utf-8', 'backslashreplace').split())
        self.headings.append(Heading(name, level, number, count))
        return count

    def _end_of_table(self, number: int) -> int:
        """The line after a simple table, of which a row may look like a title."""
        if self._has_tables:
            for end in range(number + 2, len(self._lines) + 1):
                if _TABLE_BORDER.match(self._lines[end - 1]) and not b''.join(self._lines[end:end + 1]).strip():
                    return end
            self._has_tables = False  # no table ends below
        return number + 1

    def _markup(self, number: int, explicit: re.Match[bytes]) -> int:
        """A directive, a comment, or what else begins with two dots."""
        text = explicit[2] or b''
        directive = _DIRECTIVE.match(text)
        name = directive[1].rpartition(b':')[2].lower() if directive else b''
        is_comment = not directive and not _NO_COMMENT.match(text)
        end = number + 1
        if is_comment and not text.strip() and (end >= len(self._lines) or not self._lines[end].strip()):
            self.hidden.add(number)  # an empty comment ends at once
        elif is_comment or name in _HIDING:
            end = end_of_indented(self._lines, number)
            self.hidden.update(range(number, end))
        elif name in _LITERAL:
            end = end_of_indented(self._lines, number)
            self.literal.update(range(number + 1, end))
        return end


def _is_rule(line: bytes) -> bool:
    return _RULE.match(line) is not None


def _is_long_enough(rule: bytes, title: bytes) -> bool:
    length = len(rule.rstrip())
    return length >= _MIN_RULE or length >= len(title.decode('utf-8', 'replace').strip())
