"""Names the links, labels and ids of sections that would mean another thing in another document. Pure."""
from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text

_MAX_NAMED = 20
_MAX_CHARACTERS = 80
_ABSOLUTE = re.compile(rb'[A-Za-z][A-Za-z0-9+.-]*:|//|/|#|\{|<|\Z')


class _Grammar(NamedTuple):
    """Patterns with one group each: a label and what it stands for (the line), a use of one, the target of a link.

    None can match a character in two ways.
    """

    label: re.Pattern[bytes]
    use: re.Pattern[bytes]
    target: re.Pattern[bytes]


_GRAMMARS: Mapping[Format, _Grammar] = {
    Format.MARKDOWN: _Grammar(
        re.compile(rb'^ {0,3}\[([^\[\]\n]+)\]:|<a (?:id|name)="([^"\n]+)"|\{#([^\s{}]+)\}'),
        re.compile(rb'\[([^\[\]\n]+)\](?!\()|\]\(#([^\s()]+)\)'),
        re.compile(rb'\]\([ \t]*<?([^\s()<>]+)|^ {0,3}\[[^\[\]\n]+\]:[ \t]*<?([^\s<>]+)|\b(?:src|href)="([^"\n]+)"'),
    ),
    Format.RST: _Grammar(
        re.compile(rb'^ *\.\. (?:_`?([^:`\n]+)`?:|\[([^\[\]\n]+)\] |\|([^|\n]+)\| )'),
        re.compile(rb'`(?:[^`<>\n]*<)?([^`<>\n]+)>?`_?|\b(\w+)_\b|\[([^\[\]\n]+)\]_|\|([^|\s][^|\n]*)\|'),
        re.compile(rb'^ *\.\. (?:\|[^|\n]+\| )?(?:image|figure|include|literalinclude):: +(\S+)|<([^<>`\s]+)>`__?'),
    ),
    Format.ASCIIDOC: _Grammar(
        re.compile(rb'\[\[([^\[\],\n]+)|^\[#([^\[\],.%\n]+)|^:([\w-]+):'),
        re.compile(rb'<<([^<>,\n]+)|xref:([^\s\[\]]+)\[|\{([\w-]+)\}'),
        re.compile(rb'(?:link:|image::?|include::|xref:)([^\s\[\]]+)\['),
    ),
}


def changed_meanings(
    document: Document, numbers: frozenset[int], other: Document, paths: tuple[bytes, bytes],
) -> tuple[str, ...]:
    """Return, in words, what of these lines of a document means another thing at the end of another document.

    `paths` are those of the two files.
    """
    found = list(dict.fromkeys([
        *_changed_labels(document, numbers, other, visible(paths[1])), *_changed_links(document, numbers, paths),
    ]))
    more = [f'and {len(found) - _MAX_NAMED:,} more'] if len(found) > _MAX_NAMED else []
    return (*found[:_MAX_NAMED], *more)


def _changed_labels(document: Document, numbers: frozenset[int], other: Document, there: str) -> Iterator[str]:
    grammar = _GRAMMARS[document.format]
    everywhere = range(len(document.lines))
    mine = _labels(document, everywhere, grammar)
    theirs = _labels(other, range(len(other.lines)), grammar)
    # the first definition counts
    after = {**_labels(document, sorted(numbers), grammar), **theirs}
    used = {_label(match): number for number, match in _found(document, sorted(numbers, reverse=True), grammar.use)}
    for label, number in sorted(used.items(), key=lambda item: item[1]):
        if label in mine and after.get(label) != mine[label]:
            what = 'is not defined in' if label not in after else 'has a different target in'
            yield f'line {number + 1}: {_name(label)} {what} {there}'
    for label in _labels(document, sorted(numbers), grammar):
        if label in theirs and theirs[label] != mine[label]:
            yield f'{_name(label)} is defined twice'
    slugs = {_slug(heading.title) for heading in other.headings}
    for heading in document.headings:
        if heading.first in numbers and (slug := _slug(heading.title)) in slugs and slug in used:
            yield f'line {used[slug] + 1}: #{visible(slug)} leads to a different heading in {there}'


def _labels(document: Document, numbers: Iterable[int], grammar: _Grammar) -> dict[bytes, bytes]:
    """What each label stands for: its line, or what follows a label that stands alone."""
    found: dict[bytes, bytes] = {}
    for number, match in _found(document, numbers, grammar.label):
        is_alone = not match.string[match.end():].strip(b' ]')
        lines = document.lines[number:number + 3 if is_alone else number + 1]
        found.setdefault(_label(match), b' '.join(b' '.join(lines).split()))
    return found


def _label(match: re.Match[bytes]) -> bytes:
    return b' '.join(match[match.lastindex or 0].lower().split())


def _found(
    document: Document, numbers: Iterable[int], pattern: re.Pattern[bytes],
) -> Iterator[tuple[int, re.Match[bytes]]]:
    """The matches outside of code; HTML is none."""
    for number in numbers:
        if number not in document.literal or document.lines[number].lstrip().startswith(b'<'):
            for match in pattern.finditer(document.lines[number]):
                yield number, match


def _changed_links(document: Document, numbers: frozenset[int], paths: tuple[bytes, bytes]) -> Iterator[str]:
    """Links that are relative to a folder, where the other file stands in another one."""
    folders = [posixpath.dirname(path) for path in paths]
    for number in sorted(numbers) if folders[0] != folders[1] else ():
        for _, match in _found(document, [number], _GRAMMARS[document.format].target):
            target = match[match.lastindex or 0]
            if not _ABSOLUTE.match(target):
                yield f'line {number + 1}: the link {_name(target)} is relative to {visible(paths[0])}'


def _slug(title: str) -> bytes:
    """The id that most renderers give to a heading."""
    kept = ''.join(c for c in title.lower() if c.isalnum() or c in ' -_')
    return kept.replace(' ', '-').encode()


def _name(text: bytes) -> str:
    return visible_text(text.decode('utf-8', 'backslashreplace')[:_MAX_CHARACTERS])
