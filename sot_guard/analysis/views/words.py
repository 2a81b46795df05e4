"""The view of words: what the copy says in the place of a word of the source."""
from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Sequence

from sot_guard.config.model import Word

# in which no word is replaced: addresses, and numbers with their versions and dates
_LEFT_ALONE = (
    rb'(?<![A-Za-z0-9+.\-])[A-Za-z][A-Za-z0-9+.\-]{0,20}://[^\s<>()\[\]"\'`]*|(?<![\w.])www\.[^\s<>()\[\]"\'`]*'
    rb'|(?<![\w.+\-])[\w.+\-]{1,64}@[\w\-]+\.[\w.\-]+|\d+(?:[.,:/\-]\d+)+\w*'
)
# a hyphen, a dot, a slash or an @ beside a word makes another word, a file name or an address of it
_BEFORE, _AFTER = rb'(?<![\w\x80-\xff\-/@.])', rb'(?![\w\x80-\xff\-/@]|\.\w)'


class Words:
    """Replaces the words of a source by those that a copy has in their places, all of them at once."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._copies = {_bytes(word.source): _bytes(word.copy) for word in words}
        # the longest first, of words that begin alike
        longest = sorted(self._copies, key=len, reverse=True)
        found = _BEFORE + b'(?:' + b'|'.join(map(re.escape, longest)) + b')' + _AFTER
        # of a line without it nothing further is asked, which takes longer
        self._found = re.compile(found)
        self._pattern = re.compile(b'(?:' + _LEFT_ALONE + b')|(' + found + b')')

    def replaced(self, line: bytes) -> bytes:
        """Return a line of the source with the words of the copy."""
        if self._found.search(line) is None:
            return line
        return self._pattern.sub(lambda match: match[0] if match[1] is None else self._copies[match[1]], line)

    def is_in(self, line: bytes) -> bool:
        """Return whether a line has one of the words of the source."""
        if self._found.search(line) is None:
            return False
        return any(match[1] is not None for match in self._pattern.finditer(line))

    def count_lines(self, texts: Sequence[bytes]) -> int:
        """Return how many lines have one of the words of the source."""
        return sum(map(self.is_in, texts))


def first_line_with(word: str, texts: Sequence[bytes]) -> int | None:
    """Return the place of the first line with a word; None where none has it."""
    sought = Words([Word(word, word)])
    return next((place for place, line in enumerate(texts) if sought.is_in(line)), None)


def _bytes(word: str) -> bytes:
    return word.encode('utf-8', 'surrogateescape')
