"""Small makers of merges: each resolves conflicts of git in one way; the proof says whether it is right."""
from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import islice
from itertools import pairwise
from itertools import product

from sot_guard.analysis.documents import Document
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.documents.text import is_anchor
from sot_guard.analysis.releases import begins_with_version
from sot_guard.analysis.title_order import in_order
from sot_guard.git.merge_file import Hunk
from sot_guard.git.merge_file import Pieces

# of more hunks, and of longer ones, no merge is made up
MAX_HUNKS = 40
MAX_TRIED = 12
MAX_LINES = 2000
# below every heading
_ENTRY = 100
_ITEM = re.compile(rb'(?:[-*+]|\xe2\x80\xa2|\d+[.)]|#\.|\[[^\]]+\]:)\s|\|')
_WORD = re.compile(rb'\w')


def candidates(pieces: Pieces, sides: Sequence[bytes], form: Format) -> Iterator[bytes]:
    """Yield texts in which all hunks of two sides are resolved, the likeliest first."""
    if len(pieces) // 2 > MAX_HUNKS:
        return
    documents = [read_document(side, form) for side in sides] if len(pieces) > 1 else []
    ways = [[*_ways(piece, documents)] if isinstance(piece, Hunk) else [piece] for piece in pieces]
    yield from _chosen(ways)
    if form is Format.JSON:
        yield from _chosen([map(_with_commas, way) if number % 2 else way for number, way in enumerate(ways)])


def _chosen(ways: Iterable[Iterable[Sequence[bytes]]]) -> Iterator[bytes]:
    for chosen in islice(product(*(dict.fromkeys(map(tuple, way)) for way in ways)), MAX_TRIED):
        yield b''.join(line + b'\n' for lines in chosen for line in lines)


def _ways(hunk: Hunk, documents: Sequence[Document]) -> Iterator[Sequence[bytes]]:
    """What a hunk may become."""
    source, base, copy = hunk
    if max(map(len, hunk)) > MAX_LINES:
        return
    # what both wrote stands once
    full = [[line for line in lines if line.strip()] for lines in (source, copy)]
    if full[0][:1] == full[1][:1] or full[0][-1:] == full[1][-1:]:
        yield united(source, copy)
    if documents[0].is_parsed and not any(map(bytes.strip, base)):
        yield both(source, copy, documents)
    for first, second in ((source, copy), (copy, source)):
        lines = line_by_line(base, first, second)
        if lines is not None:
            yield lines
    # a side that changed white space alone
    words = [b' '.join(lines).split() for lines in hunk]
    if words[1] in (words[0], words[2]):
        yield copy if words[0] == words[1] else source
    yield united(source, copy)


def _with_commas(lines: Sequence[bytes]) -> list[bytes]:
    """Lines of JSON, with a comma behind each value that another one follows."""
    pairs = pairwise((*(line.rstrip() for line in lines), b'}'))
    return [line if line[-1:] in b'{[,:' or below.lstrip()[:1] in b'}]' else line + b',' for line, below in pairs]


def united(source: Sequence[bytes], copy: Sequence[bytes]) -> list[bytes]:
    """Return the lines of both sides, what they have in common once."""
    lines: list[bytes] = []
    matcher = SequenceMatcher(lambda line: not line.strip(), source, copy, False)
    for name, low, high, start, end in matcher.get_opcodes():
        lines += source[low:high]
        if name != 'equal':
            lines += copy[start:end]
    return lines


def line_by_line(base: Sequence[bytes], first: Sequence[bytes], second: Sequence[bytes]) -> list[bytes] | None:
    """Return lines with the edits of two sides, None where they touch the same lines."""
    edits = dict.fromkeys((*_edits(base, first), *_edits(base, second)))
    lines: list[bytes] = []
    at = 0
    for low, high, new in sorted(edits, key=lambda edit: edit[:2]):
        if low < at:
            return None
        lines += (*base[at:low], *new)
        at = high
    return [*lines, *base[at:]]


def _edits(base: Sequence[bytes], side: Sequence[bytes]) -> Iterator[tuple[int, int, tuple[bytes, ...]]]:
    for name, low, high, start, end in SequenceMatcher(None, base, side, False).get_opcodes():
        if high - low == end - start and name == 'replace':
            yield from ((low + n, low + n + 1, (side[start + n],)) for n in range(high - low))
        elif name != 'equal':
            yield low, high, tuple(side[start:end])


def both(source: Sequence[bytes], copy: Sequence[bytes], documents: Sequence[Document]) -> list[bytes]:
    """Return two insertions as one: what belongs to what stands above, then sections in the order of the document."""
    release = min(filter(None, (document.release_level for document in documents)), default=0)
    found = [list(_sections(run, documents[0].format, release)) for run in (source, copy)]
    top = min(level for sections in found for level, _ in sections)
    above: list[list[bytes]] = []
    below: list[list[bytes]] = []
    for sections in found:
        above.append([])
        here = above[-1]
        for level, lines in sections:
            if level == top < MAX_LINES:
                here = []
                below.append(here)
            here += lines
    titles = [
        [line for line in document.lines if _ITEM.match(line)] if top == _ENTRY else
        [document.lines[one.first + (one.count > 2)] for one in document.headings] for document in documents
    ]
    order = in_order([next(filter(_WORD.search, lines), b'') for lines in below], titles)
    made: list[bytes] = []
    for last, part in pairwise(([b''], *filter(None, above), *(below[number] for number in order))):
        is_list = all(_ITEM.match(next(filter(bytes.strip, lines), b'').lstrip()) for lines in (last, part))
        made += part if is_list or not last[-1].strip() or not part[0].strip() else [b'', *part]
    return made


def _sections(run: Sequence[bytes], form: Format, release: float) -> Iterator[tuple[float, Sequence[bytes]]]:
    """The parts of an insertion, with the levels of their headings; blank lines stay on the side where they stand."""
    levels: dict[int, float] = {number: _ENTRY for number, line in enumerate(run) if _ITEM.match(line)}
    for one in read_document(b'\n'.join(run), form).headings:
        levels[one.first] = release if begins_with_version(one.title) else one.level
    start, last = 0, float(MAX_LINES)
    for number in sorted(levels):
        above = end = number
        while above > start and (is_anchor(run[above - 1]) or not run[above - 1].strip()):
            above -= 1
            # the labels of a heading stand above it
            end = above if is_anchor(run[above]) or not run[0].strip() else end
        yield last, run[start:end]
        start, last = end, levels[number]
    yield last, run[start:]
