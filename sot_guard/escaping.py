"""Names and contents are other people's: nothing of theirs may act where we print it.

A terminal acts on control characters, a reader's eye on bidirectional and invisible ones, a CI log on
`##[command]` anywhere in a line and on `::command::` at its start. The first three are made visible here; the last
cannot happen as long as no printed line begins with foreign text, which is why contents stand behind a gutter, and
lines that may begin with a name go through `inert_lines`.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# no system takes a longer path; git's index does
_MAX_NAME_BYTES = 4096
_UNUSUAL = re.compile(r'[^ -~]')
# GitHub looks for `##[`, Azure for `##vso[`, TeamCity for `##teamcity[`, all of them anywhere in a line
_LOG_COMMAND = re.compile(r'##(?=[\w.-]*\[)')
# GitHub looks for `::` behind any white space
_LINE_COMMAND = re.compile(r'\A(\s*):(?=:)')
# control, format (bidirectional, zero width), surrogate, line and paragraph separator
_ACTING = {'Cc', 'Cf', 'Cs', 'Zl', 'Zp'}
# letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point), but for the selectors of emoji
_INVISIBLE = frozenset('\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2065\u3164\uffa0') | frozenset(
    map(chr, range(0xe0100, 0xe01f0)),
)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if unicodedata.category(character) in _ACTING or character in _INVISIBLE:
        return character.encode('unicode_escape').decode()
    return character


def visible_text(text: str) -> str:
    r"""Text as one line on which nothing acts: `\n`, `\x1b`, `\u202e` are spelled out, `##[` becomes `#\x23[`."""
    return _LOG_COMMAND.sub(r'#\\x23', _UNUSUAL.sub(_escape, text))


@lru_cache(maxsize=256)  # a name is said many times
def visible(raw: bytes) -> str:
    r"""A name as one line on which nothing acts; what is not UTF-8 is shown as `\xNN`, and no name is endless."""
    if len(raw) <= _MAX_NAME_BYTES:
        return _visible(raw)
    return f'{_visible(raw[:_MAX_NAME_BYTES])} [cut: the name has {len(raw):,} bytes]'


def _visible(raw: bytes) -> str:
    return visible_text(raw.decode('utf-8', 'backslashreplace'))


def visible_line(raw: bytes, limit: int) -> str:
    """A line of a file, without its line end, cut after `limit` characters, which it then says; tabs stay."""
    # one more character than fits tells whether something was cut
    text = visible_start(raw, limit + 1)
    if len(text) <= limit and len(raw) <= 4 * limit:
        return text
    return f'{text[:limit]} [cut: the line has {len(raw):,} bytes]'


def visible_start(raw: bytes, limit: int) -> str:
    """The first `limit` characters of a line of a file; tabs stay."""
    # cut first: a line may be 50 MB long, and four bytes are the most that one character takes
    return '\t'.join(_visible(cell) for cell in raw[: 4 * limit].split(b'\t'))[:limit]


def inert_line(line: str) -> str:
    r"""A visible line that may begin with foreign text, which then is no `::command::`, but `\x3a:command::`."""
    return _LINE_COMMAND.sub(r'\1\\x3a', line)


def inert_lines(lines: Iterable[str]) -> str:
    """Such lines as a text."""
    return ''.join(f'{inert_line(line)}\n' for line in lines)


def is_plain(raw: bytes) -> bool:
    """Whether a name can be printed, and so pasted into a shell, exactly as it is."""
    try:
        return visible(raw) == raw.decode()
    except UnicodeDecodeError:
        return False
