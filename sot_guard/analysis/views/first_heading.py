"""The view of the first heading, in any form, where nothing that a reader reads is above it."""
from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from itertools import takewhile

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.documents.front_matter import front_matter
from sot_guard.analysis.views.lines import with_blanks_below

# in the place of a heading that is set aside, so that it is not looked for again
MARK = b'\0first heading'
# a heading further below is not the first thing in a file
_MAX_LINES = 200
_MAX_BYTES = 1 << 16
Texts = tuple[bytes, ...]
_ABOVE = re.compile(
    rb'[ \t\n]+|<!--.*?-->|</?(?:p|a|img|div|br|hr|picture|source|center|span)\b[^<>]*>'
    rb'|!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])|\[!\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])\](?:\([^)\n]*\)|\[[^\]\n]*\])'
    rb'|\.\. (?:\|[^|\n]*\| )?image::[^\n]*(?:\n[ \t]+[^\n]+)*|image::[^\n]*\]',
    re.DOTALL | re.IGNORECASE,
)
_HTML = re.compile(rb'[ \t]*<h([1-6])\b[^<>]*>(?:(?!</?h[1-6]\b).)*</h\1\s*>[ \t]*(?=\n|\Z)', re.DOTALL | re.IGNORECASE)
_ATX = re.compile(rb'#{1,6}[ \t]')
# words, in which no comment begins
_WORDS = re.compile(rb'(?!image::)[a-z][^{<]*', re.IGNORECASE)
_UNDERLINE = re.compile(rb' {0,3}(?:=+|-+)')
_TAG = re.compile(rb'<[^<>]*>')
_MONTHS = (
    rb'(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?'
    rb'|Nov(?:ember)?|Dec(?:ember)?)'
)
_DATED = re.compile(
    rb'\d+(?:\.\d+)+|\bv\d|\b(?:version|release)[ \t]+\d|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b'
    rb'|\b' + _MONTHS + rb'\b\.?[ \t]+\d|\b\d{1,2}\.?[ \t]+' + _MONTHS + rb'\b',
    re.IGNORECASE,
)
_CHANGELOGS = frozenset((
    b'changelog', b'changes', b'history', b'news', b'releases', b'releasenotes', b'releasehistory', b'whatsnew',
))


def headings(texts: tuple[Texts, Texts], forms: tuple[Format, Format]) -> tuple[range, range]:
    """Return the lines of the first heading of each of two files, and the blank lines below it.

    The other file tells two things. A heading that follows below the first one there is not the title of this file,
    which has none; and where this file has no heading, its first line may say the same as the heading there.
    """
    found = heading(texts[0], forms[0]), heading(texts[1], forms[1])
    if found[0] and found[1]:
        for this, other in ((0, 1), (1, 0)):
            title = _without_blanks(texts[this], found[this])
            if texts[other][found[other].stop:][:len(title)] == title:
                return (range(0), found[1]) if this == 0 else (found[0], range(0))
        return found
    if found[0]:
        return found[0], _plain_title(texts[1], _words(texts[0], found[0]))
    return (_plain_title(texts[0], _words(texts[1], found[1])), found[1]) if found[1] else found


def _without_blanks(texts: Texts, found: range) -> Texts:
    return tuple(line for line in texts[found.start:found.stop] if line)


def _words(texts: Texts, found: range) -> bytes:
    """What a heading says, without its markup."""
    lines = (line.strip(b' \t#=') for line in _TAG.sub(b'', b'\n'.join(_without_blanks(texts, found))).split(b'\n'))
    return b' '.join(line for line in lines if re.search(rb'\w|[^\x00-\x7f]', line))


def _plain_title(texts: Texts, words: bytes) -> range:
    """The first line of a text, if it stands alone and says these words."""
    first = next((number for number, line in enumerate(texts) if line), 0)
    is_alone = not any(texts[first + 1:first + 2])
    is_title = is_alone and words and b''.join(texts[first:first + 1]).strip() == words
    return with_blanks_below(texts, range(first, first + 1)) if is_title else range(0)


def heading(texts: Texts, form: Format) -> range:
    """Return the lines of the first heading and the blank lines below it; none where something else is above it."""
    return range(0) if texts[:1] == (MARK,) else with_blanks_below(texts, _heading(_beginning(texts), form))


@lru_cache(maxsize=8)
def _heading(head: Texts, form: Format) -> range:
    """The lines of the heading; found once, as a grammar takes long and several sets of views are tried."""
    known = _plain_heading(head) if form is Format.MARKDOWN else None
    if known is not None:
        return known
    document = read_document(b'\n'.join((*head, b'')), form)
    start = _below_what_is_not_read(head, document.front_matter.stop, document.hidden)
    first = document.headings[0] if document.headings else None
    if first is not None and first.first == start:
        return range(start, start + first.count)
    if form is Format.MARKDOWN and (match := _HTML.match(b'\n'.join(head[start:]))):
        return range(start, start + match[0].count(b'\n') + 1)
    return range(0)


def _plain_heading(head: Texts) -> range | None:
    """The lines of the heading, where the first line of Markdown tells; None where it takes the parser, which is slow.

    Whatever follows, # is a heading, and words are a paragraph or a heading with an underline.
    """
    top = next((number for number in range(front_matter(head).stop, len(head)) if head[number]), len(head))
    line, *others = head[top:] or (b'',)
    if _ATX.match(line):
        return range(top, top + 1)
    if not _WORDS.fullmatch(line):
        return None
    if _UNDERLINE.fullmatch(others[0] if others else b''):
        return range(top, top + 2)
    return None if any(map(_UNDERLINE.fullmatch, takewhile(bool, others))) else range(0)


def _beginning(texts: Texts) -> Texts:
    """The first lines, as far as the first heading may stand there."""
    size = 0
    for number, line in enumerate(texts[:_MAX_LINES]):
        size += len(line)
        if size > _MAX_BYTES:
            return texts[:number]
    return texts[:_MAX_LINES]


def dated(texts: Texts, found: range) -> bytes | None:
    """Return the heading on these lines if it carries a version or a date."""
    title = b' '.join(_TAG.sub(b'', b'\n'.join(texts[found.start:found.stop])).split())
    return title if _DATED.search(title) else None


def is_changelog(path: bytes) -> bool:
    """Return whether a file is a changelog, by its name."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    return re.sub(rb'[^a-z]', b'', stem.lower()) in _CHANGELOGS


def _below_what_is_not_read(head: Texts, start: int, hidden: frozenset[int]) -> int:
    """The first line that is no front matter, blank, comment or image."""
    while start < len(head):
        if start in hidden:
            start += 1
            continue
        text = b'\n'.join(head[start:])
        end = 0
        while end < len(text) and (match := _ABOVE.match(text, end)):
            end = match.end()
        passed = text.count(b'\n', 0, end) + (end == len(text))
        if not passed:
            break
        start += passed
    return start
