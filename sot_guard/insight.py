"""What kind of difference it is, and what only one side has. Pure: two contents in, words and counts out.

A diff says how to make one text of another; somebody who is about to delete a copy asks what would be gone. So a
document is taken apart by its headings (JSON by its keys, anything else by its lines), and each part is looked for on
the other side: as it is, elsewhere, or with another text under the same entry id (BUILD-146).
"""
from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_left
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import Any
from typing import NamedTuple

# a larger content is not looked into
MOST_BYTES = 1 << 20
# a larger Markdown text is cut at what looks like heading lines: the parser takes 0.1 ms a line and more
_MOST_PARSED_BYTES = 512 * 1024
_MOST_PARSED_LINES = 10_000
# each section is looked for in the whole of the other side; a text of more is taken as one
_MOST_SECTIONS = 2000
_LFS_POINTER = b'version https://git-lfs.github.com/spec/v1\n'
# BUILD-146, DBG-078, but not the names of standards
_ENTRY_ID = re.compile(rb'\b(?!UTF-|UCS-|SHA-|ISO-|RFC-|AES-|HTTP-)[A-Z][A-Z0-9_]*-[0-9]+\b')
_FRONT_MATTER = re.compile(rb'\A(---|\+\+\+)[ \t]*\n.*?\n\1[ \t]*(\n|\Z)', re.DOTALL)
# Markdown and AsciiDoc, Org, and the underline of reStructuredText
_HEADING = re.compile(rb'(#{1,6}|={1,6}|\*{1,6})[ \t]+\S')
_UNDERLINE = re.compile(rb'([=\-~^"\'`#*+:.])\1{2,}[ \t]*\Z')


class Fate(Enum):
    """What becomes of what the root copy says, if it is deleted."""

    SAFE = 'all of it stands in the docs side, part by part and in order'
    SCATTERED = 'every line of it is in the docs side too, but in other places'
    LOSS = 'some of it stands nowhere else'


class Part(NamedTuple):
    """A section, a key or a whole content; `first` and `last` are line numbers from 1, 0 for a key.

    `lines`: how many of its lines stand nowhere on the other side; `same_id`: an entry id in its heading that stands
    there in another form; `moved`: it stands there as it is, in another order.
    """

    title: str
    first: int
    last: int
    lines: int
    same_id: str = ''
    moved: bool = False


class OneSide(NamedTuple):
    """What one side has: of `total` parts those that the other has not as they are, in order.

    `unit` names the parts; `lines` counts the non-blank lines that stand nowhere on the other side, of `all_lines`;
    `ids` are the entry ids that it alone has.
    """

    unit: str
    total: int
    parts: tuple[Part, ...]
    lines: int
    all_lines: int
    ids: tuple[str, ...] = ()


class Insight(NamedTuple):
    """What a comparison of two texts shows beyond that they differ.

    `kind`: of difference, in words; `harmless`: whichever side is taken, no text and no data is lost.
    """

    kind: str
    harmless: bool
    fate: Fate
    root: OneSide
    docs: OneSide


class _Block(NamedTuple):
    """Consecutive lines, without the blank ones at their end, from line `first` (counted from 0)."""

    title: str
    first: int
    lines: tuple[bytes, ...]


def insight(root: bytes, docs: bytes, tags: set[str]) -> Insight:
    """Look into two different texts; `tags` are identify's for their name."""
    keys = _json_keys(root), _json_keys(docs)
    if 'json' in tags and keys[0] is not None and keys[1] is not None:
        sides = _only_keys(keys[0], keys[1], root, docs), _only_keys(keys[1], keys[0], docs, root)
        unsafe = bool(sides[0].parts)
    else:
        cut = _sections(tags)
        blocks = cut(root), cut(docs)
        unit = 'section' if cut is not _whole else 'text'
        sides = _only_blocks(blocks[0], docs, blocks[1], unit), _only_blocks(blocks[1], root, blocks[0], unit)
        unsafe = not _stands_in_order(blocks[0], docs)
    kind, harmless = kind_of(root, docs, keys if 'json' in tags else (None, None))
    fate = (Fate.LOSS if sides[0].lines or 'json' in tags else Fate.SCATTERED) if unsafe else Fate.SAFE
    return Insight(kind, harmless, fate, *sides)


# ---- the kind of difference

def kind_of(root: bytes, docs: bytes, keys: tuple[object, object] = (None, None)) -> tuple[str, bool]:
    """What two contents differ in, and whether that is harmless; `keys`: those of each, where both are JSON."""
    pointers = [content.startswith(_LFS_POINTER) for content in (root, docs)]
    if pointers[0] != pointers[1]:
        sides = ('root', 'docs') if pointers[0] else ('docs', 'root')
        return f'{sides[0]} is a Git LFS pointer, {sides[1]} the content or another one', False
    if keys[0] is not None and keys[0] == keys[1]:
        return 'the same JSON data in another format', True
    alike = _normal(root, _NORMAL), _normal(docs, _NORMAL)
    if alike[0] == alike[1]:
        return 'only ' + ', '.join(_needed(root, docs)), True
    bodies = [_FRONT_MATTER.sub(b'', content) for content in alike]
    return ('only front matter' if bodies[0] == bodies[1] else 'the texts differ'), False


def _without_bom(content: bytes) -> bytes:
    return content.removeprefix(codecs.BOM_UTF8)


def _with_lf(content: bytes) -> bytes:
    return content.replace(b'\r\n', b'\n')


def _without_trailing_space(content: bytes) -> bytes:
    return b'\n'.join(line.rstrip(b' \t') for line in content.split(b'\n'))


def _without_final_newline(content: bytes) -> bytes:
    return content.removesuffix(b'\n')


_NORMAL: dict[str, Callable[[bytes], bytes]] = {
    'a BOM': _without_bom,
    'line ends': _with_lf,
    'trailing white space': _without_trailing_space,
    'the final newline': _without_final_newline,
}


def _normal(content: bytes, steps: dict[str, Callable[[bytes], bytes]]) -> bytes:
    for step in steps.values():
        content = step(content)
    return content


def _needed(root: bytes, docs: bytes) -> Iterator[str]:
    """The steps without one of which the contents would still differ, and which side has what."""
    for name in _NORMAL:
        others = {other: step for other, step in _NORMAL.items() if other != name}
        if _normal(root, others) != _normal(docs, others):
            yield name + _which(name, root, docs)


def _which(name: str, root: bytes, docs: bytes) -> str:
    if name == 'line ends':
        return f' ({_line_ends(root)} in root, {_line_ends(docs)} in docs)'
    if name == 'trailing white space':
        return ''
    has = root.startswith(codecs.BOM_UTF8) if name == 'a BOM' else root.endswith(b'\n')
    return f' (in {"root" if has else "docs"})'


def _line_ends(content: bytes) -> str:
    crlf = content.count(b'\r\n')
    if not crlf:
        return 'LF'
    return 'CRLF' if crlf == content.count(b'\n') else 'mixed'


# ---- parts by headings

def _sections(tags: set[str]) -> Callable[[bytes], list[_Block]]:
    """How to take a document of these tags apart."""
    if tags & {'markdown', 'mdx'}:
        return _markdown
    return _prose if ('text' in tags and tags & {'rst', 'asciidoc', 'plain-text', 'org'}) or not tags else _whole


def _whole(content: bytes) -> list[_Block]:
    return _cut(content, [])


def _prose(content: bytes) -> list[_Block]:
    """Cut at the lines that look like headings in the light markup languages."""
    lines = content.split(b'\n')
    headings = []
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else b''
        if _HEADING.match(line):
            level = len(line) - len(line.lstrip(line[:1]))
            headings.append((number, level, line.lstrip(line[:1]).strip()))
        elif line.strip() and not _UNDERLINE.match(line) and _UNDERLINE.match(below) and len(below) >= len(line):
            headings.append((number, 1, line.strip()))
    return _cut(content, headings)


def _markdown(content: bytes) -> list[_Block]:
    """Cut at the headings of the document itself, not at those in quotes, lists or code."""
    if len(content) > _MOST_PARSED_BYTES or content.count(b'\n') > _MOST_PARSED_LINES:
        return _prose(content)
    from markdown_it import MarkdownIt
    parser = MarkdownIt('commonmark', {'maxNesting': 20})
    parser.core.ruler.disable('inline')
    parser.block.ruler.disable('reference')  # takes long, and defines no section
    # the parser ends lines at a lone CR too, git and this module do not
    text = content.decode('utf-8', 'replace').replace('\r\n', '\n').replace('\r', ' ')
    tokens = parser.parse(text)
    headings = []
    for token, inline in pairwise(tokens):
        if token.type == 'heading_open' and token.level == 0 and token.map is not None:
            headings.append((token.map[0], int(token.tag[1:]), inline.content.encode()))
    return _cut(content, headings)


def _cut(content: bytes, headings: Sequence[tuple[int, int, bytes]]) -> list[_Block]:
    """The blocks of a content that begin at headings (line, level, title), and what stands before the first."""
    lines = content.removesuffix(b'\n').split(b'\n') if content else []
    path: list[tuple[int, str]] = []
    blocks = []
    if len(headings) > _MOST_SECTIONS:
        headings = []
    starts = [(0, 0, b''), *headings, (len(lines), 0, b'')]
    for (start, level, title), (end, _, _) in pairwise(starts):
        if level:
            path = [(above, name) for above, name in path if above < level]
            path.append((level, title.decode('utf-8', 'backslashreplace')))
        block = lines[start:end]
        while block and not block[-1].strip():
            block.pop()
        if block:
            blocks.append(_Block(' > '.join(name for _, name in path), start, tuple(block)))
    return blocks


def _bare(line: bytes) -> bytes:
    return line.strip(b' \t\r')


def _only_blocks(blocks: list[_Block], other: bytes, other_blocks: list[_Block], unit: str) -> OneSide:
    known = set(map(_bare, other.split(b'\n')))
    haystack = b'\n' + other.removesuffix(b'\n') + b'\n'
    places = [haystack.find(b'\n' + b'\n'.join(block.lines) + b'\n') for block in blocks]
    in_order = _increasing(places)
    ids, other_ids = _entry_ids(blocks), _entry_ids(other_blocks)
    parts = []
    lines = all_lines = 0
    for number, (block, place) in enumerate(zip(blocks, places, strict=True)):
        here = [bare for bare in map(_bare, block.lines) if bare]
        new = sum(bare not in known for bare in here)
        lines += new
        all_lines += len(here)
        if number not in in_order:
            here_ids = _ENTRY_ID.findall(block.lines[0]) if place < 0 else ()
            shared = next((i for i in here_ids if i in other_ids), b'')
            parts.append(Part(
                block.title, block.first + 1, block.first + len(block.lines), new, shared.decode(), place >= 0,
            ))
    own = sorted(i.decode() for i in ids - other_ids)
    return OneSide(unit, len(blocks), tuple(parts), lines, all_lines, tuple(own))


def _increasing(places: list[int]) -> set[int]:
    """Which of the places found (those not negative) stand in order: the longest increasing run of them."""
    tails: list[int] = []
    best: list[int] = []
    before: dict[int, int | None] = {}
    for number, place in enumerate(places):
        if place >= 0:
            at = bisect_left(tails, place)
            tails[at:at + 1] = [place]
            best[at:at + 1] = [number]
            before[number] = best[at - 1] if at else None
    kept = set()
    here = best[-1] if best else None
    while here is not None:
        kept.add(here)
        here = before[here]
    return kept


def _stands_in_order(blocks: list[_Block], other: bytes) -> bool:
    """Whether each block stands whole in the other content, one after the other."""
    haystack = b'\n' + other.removesuffix(b'\n') + b'\n'
    place = 0
    for block in blocks:
        needle = b'\n' + b'\n'.join(block.lines) + b'\n'
        found = haystack.find(needle, place)
        if found < 0:
            return False
        place = found + len(needle) - 1
    return True


def _entry_ids(blocks: list[_Block]) -> set[bytes]:
    """The ids of entries: those in headings and in the first cells of table rows."""
    ids: set[bytes] = set()
    for block in blocks:
        ids.update(_ENTRY_ID.findall(block.lines[0]) if block.title else ())
        for line in block.lines:
            if line.lstrip().startswith(b'|'):
                ids.update(_ENTRY_ID.findall(b'|'.join(line.split(b'|')[:4])))
    return ids


# ---- parts by keys

def _json_keys(content: bytes) -> dict[str, str] | None:
    """Each leaf of a JSON document by its path; None for what is no JSON that reads one way only."""
    try:
        data = json.loads(
            content.decode('utf-8-sig'), object_pairs_hook=_unambiguous, parse_float=_number, parse_int=_number,
            parse_constant=_number,
        )
        return dict(_leaves(data, ''))
    except (ValueError, RecursionError):
        return None


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError('a key stands twice')
    return dict(pairs)


class _Number(str):
    """A number as it is spelled: 1 and 1.0 are not the same data to every reader."""


def _number(text: str) -> _Number:
    return _Number(text)


def _leaves(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _leaves(value, f'{path}/{key.replace("~", "~0").replace("/", "~1")}')
    elif isinstance(data, list) and data:
        for number, value in enumerate(data):
            yield from _leaves(value, f'{path}/{number}')
    else:
        yield path or '/', str(data) if isinstance(data, _Number) else json.dumps(data)


def _only_keys(keys: dict[str, str], others: dict[str, str], content: bytes, other: bytes) -> OneSide:
    parts = [Part(key, 0, 0, 1) for key, value in keys.items() if others.get(key) != value]
    known = set(map(_bare, other.split(b'\n')))
    lines = [bare for bare in map(_bare, content.split(b'\n')) if bare]
    return OneSide('key', len(keys), tuple(parts), sum(bare not in known for bare in lines), len(lines))
