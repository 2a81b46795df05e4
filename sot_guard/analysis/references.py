"""Whether a file only refers to its counterpart, by an include or in a few lines of prose. Pure: texts and paths in."""
from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.include_forms import Item
from sot_guard.analysis.include_forms import Kind
from sot_guard.analysis.include_forms import markup_of
from sot_guard.analysis.include_forms import scan
from sot_guard.analysis.links import is_prose
from sot_guard.analysis.links import read_links
from sot_guard.analysis.naming import decode
from sot_guard.analysis.naming import may_name

# a pointer of prose, an include form, and what may stand beside a reference that is still one
_MAX_PROSE_LINES = 5
_MAX_INCLUDE_LINES = 10
_MAX_FURTHER_LINES = 10
# lines of more characters together are no few lines of prose, and too many for a parser of links
_MAX_PROSE_CHARACTERS = 8192
# what Markdown means something by: its parser takes time for each, and for brackets the square of their number. Whoever
# writes a pointer needs some ten for a link
_MARK = re.compile(r'[*_~`<>&!\[\]()|\\]')
_MAX_MARKS, _MIN_MARKS, _CHARACTERS_A_MARK = 100, 32, 16
# paths that begin with one of these begin at the project's folder, whatever the form
_ROOTS = ('/', '@site/', '@/', '~/')
# names of files without a folder
_DOCUMENT = re.compile(r'[^/]+\.(?:md|mdx|markdown|rst|txt|adoc|asciidoc|org|html)', re.IGNORECASE)
_RULE = re.compile(r'([=\-~^"\'`+*#:.])\1{2,}+')
_FIGURE = re.compile(r'[0-9]++')
_SENTENCE_END = re.compile(r'[.!?;]++\s')


class Reference(NamedTuple):
    """A line, from 1, by which a file refers to its counterpart."""

    line: int
    text: bytes


def points_to(text: bytes, path: bytes, counterpart: bytes, other: Callable[[], bytes | None]) -> bool:
    """Whether the file at a path only says where its counterpart is: by one include form, or in a few lines of prose.

    `other` returns what the counterpart holds, if that can be told, and is called only where the answer depends on it.
    """
    if not may_name(counterpart, text):
        return False
    # hidden lines are lines too: what they say would be lost to a reader of the counterpart
    is_short = sum(bool(line.strip()) for line in text.splitlines()) <= _MAX_PROSE_LINES
    items = []
    for item in scan(decode(text), path):
        if item.kind is Kind.LINE and not is_short:
            return False
        items.append(item)
    seen = [item for item in items if item.kind is not Kind.ASIDE]
    if sum(item.kind is Kind.HEADING for item in seen) > 1:
        return False
    return _is_include(seen, path, counterpart) or (
        is_short and _is_pointer_of_prose(items, path, counterpart, other)
    )


def reference_to(text: bytes, path: bytes, counterpart: bytes, other: bytes | None) -> Reference | None:
    """Return why the file at a path must never be written over its counterpart, or None.

    That is an include of the counterpart, or a link to it in a text of a few lines; with more than ten further lines
    only an include that the counterpart, `other`, does not have as well.
    """
    if not may_name(counterpart, text):
        return None
    parts = list(scan(decode(text), path))
    items = [item for item in parts if item.kind is not Kind.ASIDE]
    known = {line.strip() for line in (other or b'').split(b'\n')} - {b''}
    lines = sum(_count(item) for item in items)
    for item in items:
        is_short = lines - _count(item) <= _MAX_FURTHER_LINES
        reference = _reference(item)
        if (is_short or not (item.quoted or reference.text in known)) and _includes(item, path, counterpart):
            return reference
    if lines > _MAX_PROSE_LINES + _MAX_FURTHER_LINES:
        return None
    new = [item for item in parts if not item.path and not item.quoted and _reference(item).text not in known]
    prose = ''.join(item.text for item in new)
    if len(prose) > _MAX_PROSE_CHARACTERS or not _has_few_marks(prose) or not any(_leads(new, path, counterpart)):
        return None
    # a definition of a link may lead there only together with its use
    seen = [item for item in new if item.kind is not Kind.ASIDE]
    return next((_reference(item) for item in seen if any(_leads([item], path, counterpart))), _reference(seen[-1]))


def includes_itself(text: bytes, path: bytes, before: bytes) -> Reference | None:
    """Return the include by which the file at a path would include itself, if it has not been there before."""
    if posixpath.basename(path) not in text:
        return None
    known = {line.strip() for line in before.split(b'\n')}
    for item in scan(decode(text), path):
        if not item.quoted and _includes(item, path, path) and _reference(item).text not in known:
            return _reference(item)
    return None


def _has_few_marks(text: str) -> bool:
    """Whether a text has so few marks of Markdown as people write."""
    return len(_MARK.findall(text)) <= min(_MAX_MARKS, _MIN_MARKS + len(text) // _CHARACTERS_A_MARK)


def _count(item: Item) -> int:
    return sum(bool(line.strip()) for line in item.text.split('\n'))


def _reference(item: Item) -> Reference:
    """The line of an item in which its path stands, without the white space around it."""
    above, _, below = item.text.partition(item.path) if item.path else ('', '', item.text)
    text = above.rpartition('\n')[2] + item.path + below.partition('\n')[0]
    return Reference(item.line + above.count('\n'), text.strip().encode('utf-8', 'surrogateescape'))


# ---- where it leads

def _includes(item: Item, path: bytes, target: bytes) -> bool:
    """Whether an include at a path means a target, which may be the path itself."""
    folder = posixpath.dirname(path)
    above = [folder]
    while above[-1]:
        above.append(posixpath.dirname(above[-1]))
    for name in (item.path, re.split('[?#:{]', item.path)[0].strip()):
        root = next((root for root in _ROOTS if name.startswith(root)), '')
        bases = above if root or item.from_project else [folder]
        if target == path and item.from_project:
            bases = [b'']  # its usual base: what is meant from a folder below is the other one
        raw = name.removeprefix(root).lstrip('/').encode('utf-8', 'surrogateescape')
        if target in (posixpath.normpath(posixpath.join(base, raw)) for base in bases):
            return True
    return False


def _means(link: str, path: bytes, counterpart: bytes) -> bool:
    """Whether a link in a file means its counterpart: from the file's folder or from the root, with or without a #part.

    A bare name in docs/ means the file beside it first, which may be itself.
    """
    from urllib.parse import unquote_to_bytes
    folder = posixpath.dirname(path)
    for target in (link, re.split('[?#]', link)[0]):
        name = unquote_to_bytes(target.encode('utf-8', 'surrogateescape')).lstrip(b'/')
        nearest = posixpath.normpath(posixpath.join(folder, name))
        if nearest == path:
            return False
        if counterpart in (nearest, posixpath.normpath(name)):
            return True
    return False


# ---- the two kinds of pointers

def _is_include(items: Sequence[Item], path: bytes, counterpart: bytes) -> bool:
    """Whether there is one include form beside headings, and it includes the counterpart."""
    parts = [item for item in items if item.kind is not Kind.HEADING]
    kinds = [item.kind for item in parts]
    if kinds != [Kind.INCLUDE] and (kinds != [Kind.IMPORT, Kind.RENDER] or parts[0].name != parts[1].name):
        return False
    if parts[0].quoted or sum(map(_count, parts)) > _MAX_INCLUDE_LINES:
        return False
    return _includes(parts[0], path, counterpart)


def _is_pointer_of_prose(
    items: Sequence[Item], path: bytes, counterpart: bytes, other: Callable[[], bytes | None],
) -> bool:
    # what includes its counterpart does so alone; an @path reads as one
    if any(item.path and not _reference(item).text.startswith(b'@') for item in items):
        return False
    if not _has_few_marks(''.join(item.text for item in items)):
        return False
    leads = _leads(items, path, counterpart)
    if not any(leads) or not all(leads) or not is_prose(_body(items), markup_of(path)):
        return False
    known = other()
    return known is not None and not _share_a_line(items, known)


def _body(items: Sequence[Item]) -> str:
    """The text without what shows nothing and without the marks of headings; what is included is left out too."""
    return ''.join(
        '\n' if item.kind in (Kind.ASIDE, Kind.INCLUDE) else _title(item) if item.kind is Kind.HEADING else item.text
        for item in items
    )


def _title(item: Item) -> str:
    lines = [line.strip('#= \t') for line in item.text.split('\n')]
    return next((f'{line}\n\n' for line in lines if line and not _RULE.fullmatch(line)), '')


def _leads(items: Sequence[Item], path: bytes, counterpart: bytes) -> list[bool]:
    """For each include, link and path in a text whether it leads to the counterpart."""
    leads = [_includes(item, path, counterpart) for item in items if item.kind is Kind.INCLUDE]
    links = read_links(_body(items))
    leads += (_means(link, path, counterpart) for link in links.destinations)
    folder = posixpath.dirname(path)
    for word in links.words:
        meant = _means(word, path, counterpart)
        if '/' not in word:
            # a bare name means a file of the same folder, and nothing at all where no document is called so
            named = posixpath.join(folder, word.encode('utf-8', 'surrogateescape'))
            if named == counterpart or (named != path and _DOCUMENT.fullmatch(word)):
                leads.append(named == counterpart)
        elif meant or '.' in word.rpartition('/')[2]:
            leads.append(meant)
    return leads


def _share_a_line(items: Sequence[Item], other: bytes) -> bool:
    """Whether a line that is no heading stands in the other text too, as it is or with other figures in a sentence."""
    seen = (item.text for item in items if item.kind not in (Kind.ASIDE, Kind.HEADING))
    mine, theirs = (
        {line.strip() for line in text.split('\n') if line.strip()} for text in (''.join(seen), decode(other))
    )
    return not (mine.isdisjoint(theirs) and _without_figures(mine).isdisjoint(_without_figures(theirs)))


def _without_figures(lines: set[str]) -> set[str]:
    """The sentences that have letters and figures, with each figure as 0."""
    return {
        _FIGURE.sub('0', sentence).rstrip('.!?; ').lower()
        for line in lines for sentence in _SENTENCE_END.split(line)
        if _FIGURE.search(sentence) and any(map(str.isalpha, sentence))
    }
