"""The lines of a text as a view leaves them, each with its place in the file."""
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from typing import NamedTuple

from sot_guard.analysis.documents import Format

_BOMS = re.compile(rb'(?:\xef\xbb\xbf)+')


class Lines(NamedTuple):
    """Lines without their ends, and the number of each in the file, from 0."""

    texts: tuple[bytes, ...]
    numbers: tuple[int, ...]

    def without(self, gone: Collection[int]) -> Lines:
        """The same without the lines at these places."""
        kept = [place for place in range(len(self.texts)) if place not in gone]
        return Lines(tuple(self.texts[place] for place in kept), tuple(self.numbers[place] for place in kept))

    def changed(self, change: Callable[[bytes], bytes]) -> Lines:
        """The same with each line changed."""
        return self._replace(texts=tuple(map(change, self.texts)))

    @property
    def content(self) -> bytes:
        """The lines as a text; behind a CR there is no final newline, of which it would be a part."""
        return b'\n'.join(self.texts) + b'\n' * (bool(self.texts) and not self.texts[-1].endswith(b'\r'))

    @property
    def sha256(self) -> str:
        """The sha256 of that text."""
        return hashlib.sha256(self.content).hexdigest()


def lines_of(content: bytes, form: Format) -> Lines:
    """Return the lines of a text, without what is set aside before every view.

    That is a BOM, line ends, blanks at line ends but for a line break of Markdown, and the final newline.
    """
    start = _BOMS.match(content)
    *lines, last = content[start.end() if start else 0:].split(b'\n')
    # a CR that follows another one, or that no LF follows, is no part of a line end
    lines = [line.removesuffix(b'\r') if not line.endswith(b'\r\r') else line for line in lines] + [last] * bool(last)
    keeps_breaks = form is Format.MARKDOWN
    texts = tuple(_bare(line, keeps_breaks=keeps_breaks) for line in lines)
    return numbered(() if texts == (b'',) else texts)


def numbered(texts: Iterable[bytes]) -> Lines:
    """Return the lines of a file, all of them."""
    texts = tuple(texts)
    return Lines(texts, tuple(range(len(texts))))


def _bare(line: bytes, *, keeps_breaks: bool) -> bytes:
    bare = line.rstrip(b' \t')
    return bare + b'  ' if keeps_breaks and bare and line.endswith(b'  ') else bare


def with_blanks_below(texts: tuple[bytes, ...], found: range) -> range:
    """Return a range of lines with the blank ones below it; an empty range stays empty."""
    end = found.stop
    while found and end < len(texts) and not texts[end]:
        end += 1
    return range(found.start, end)


def with_blanks_beside(texts: tuple[bytes, ...], found: range) -> range:
    """Return a range of lines with those blank lines beside it that a file without it does not have.

    At the end of the file that is those above it, elsewhere those below it where the line above it is blank too.
    """
    start = found.start
    if start == 0 or not texts[start - 1]:
        found = with_blanks_below(texts, found)
    while found.stop == len(texts) and start > 0 and not texts[start - 1]:
        start -= 1
    return range(start, found.stop)
