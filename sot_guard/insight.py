"""What kind of difference it is, and what only one side has. Pure: two contents in, words and counts out.

A diff says how to make one text of another; somebody who is about to delete a copy asks what would be gone. So a
document is taken apart by its headings (JSON by its keys, anything else by its lines), and each part is looked for on
the other side: as it is, elsewhere, or with another text under the same entry id (BUILD-146).
"""
from __future__ import annotations

import codecs
import hashlib
import json
import re
from bisect import bisect_left
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterator
from enum import Enum
from typing import Any
from typing import NamedTuple

from sot_guard.sections import Block
from sot_guard.sections import ENTRY_ID
from sot_guard.sections import entry_ids
from sot_guard.sections import FRONT_MATTER
from sot_guard.sections import sections
from sot_guard.sections import whole

# a larger content is not looked into
MOST_BYTES = 1 << 20
# a JSON document of more leaves, or of longer paths to them (of one, of all together), is not taken apart
_MOST_LEAVES = 50_000
_MOST_PATH_CHARACTERS = 4096
_MOST_PATHS_CHARACTERS = 4 << 20
# the beginning and the end of a conflict, as git marks them; the middle may be the underline of a heading
MARKER = re.compile(rb'(?m)^(?:<{7}|>{7})(?: .*)?\r?$')
_LFS_POINTER = b'version https://git-lfs.github.com/spec/v1\n'


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

    @property
    def is_found(self) -> bool:
        """Whether each part stands as it is on the other side too, in whatever order."""
        return all(part.moved for part in self.parts)


class Insight(NamedTuple):
    """What a comparison of two texts shows beyond that they differ.

    `kind`: of difference, in words; `harmless`: whichever side is taken, no text and no data is lost.
    """

    kind: str
    harmless: bool
    fate: Fate
    root: OneSide
    docs: OneSide


def insight(root: bytes, docs: bytes, tags: set[str]) -> Insight:
    """Look into two different texts; `tags` are identify's for their name."""
    keys = json_keys(root), json_keys(docs)
    if 'json' in tags and keys[0] is not None and keys[1] is not None:
        sides = _only_keys(keys[0], keys[1], root, docs), _only_keys(keys[1], keys[0], docs, root)
        unsafe = bool(sides[0].parts)
    else:
        cut = sections(tags)
        blocks = cut(root), cut(docs)
        unit = 'section' if cut is not whole else 'text'
        sides = _only_blocks(blocks[0], docs, blocks[1], unit), _only_blocks(blocks[1], root, blocks[0], unit)
        unsafe = not _stand_in_order(places(blocks[0], docs, blocks[1]))
    kind, harmless = kind_of(root, docs, keys if 'json' in tags else (None, None))
    fate = (Fate.LOSS if sides[0].lines or 'json' in tags else Fate.SCATTERED) if unsafe else Fate.SAFE
    return Insight(kind, harmless, fate, *sides)


def common_lines(content: bytes, other: bytes) -> float:
    """The share of the non-blank lines of a content that are found anywhere in the other, 0 to 1."""
    known = set(map(_bare, other.split(b'\n')))
    lines = [bare for bare in map(_bare, content.split(b'\n')) if bare]
    return sum(line in known for line in lines) / len(lines) if lines else 1.0


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
    bodies = [FRONT_MATTER.sub(b'', content) for content in alike]
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
    if name == 'a BOM':
        return ' (in root)' if root.startswith(codecs.BOM_UTF8) else ' (in docs)'
    if name == 'the final newline':
        return ' (in root)' if root.endswith(b'\n') else ' (in docs)'
    return ''


def _line_ends(content: bytes) -> str:
    crlf = content.count(b'\r\n')
    if not crlf:
        return 'LF'
    return 'CRLF' if crlf == content.count(b'\n') else 'mixed'


# ---- parts by headings

def _bare(line: bytes) -> bytes:
    return line.strip()


def _only_blocks(blocks: list[Block], other: bytes, other_blocks: list[Block], unit: str) -> OneSide:
    known = set(map(_bare, other.split(b'\n')))
    first = [found[0] if found else -1 for found in places(blocks, other, other_blocks)]
    in_order = _increasing(first)
    ids, other_ids = entry_ids(blocks), entry_ids(other_blocks)
    parts = []
    lines = all_lines = 0
    for number, (block, place) in enumerate(zip(blocks, first, strict=True)):
        here = [bare for bare in map(_bare, block.lines) if bare]
        new = sum(bare not in known for bare in here)
        lines += new
        all_lines += len(here)
        if number not in in_order:
            here_ids = ENTRY_ID.findall(block.lines[0]) if place < 0 else ()
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


def places(blocks: list[Block], other: bytes, other_blocks: list[Block]) -> list[list[int]]:
    """For each block the lines of the other content, from 0, at which it stands whole.

    A section has to stand there as one, or at the beginning of one: not in a code block, a comment or the like.
    """
    # sections may be as many as they are alike: each is read once, not once for each of the others
    lengths = {len(block.lines) for block in blocks}
    standing = defaultdict(list)
    for one in other_blocks:
        for beginning in _beginnings(one, lengths) if one.level else ():
            standing[beginning].append(one.first)
    haystack = b'\n' + other.removesuffix(b'\n') + b'\n'
    all_found: list[list[int]] = []
    for block in blocks:
        if block.level:
            all_found += (standing[all_of_it] for all_of_it in _beginnings(block, {len(block.lines)}))
        else:
            place = haystack.find(b'\n' + b'\n'.join(block.lines) + b'\n')
            all_found.append([haystack.count(b'\n', 0, place)] if place >= 0 else [])
    return all_found


def _beginnings(block: Block, lengths: set[int]) -> Iterator[bytes]:
    """The sums of a block's first lines, for each of these numbers of lines."""
    so_far = hashlib.sha256()
    for length, line in enumerate(block.lines, 1):
        so_far.update(line + b'\n')
        if length in lengths:
            yield so_far.digest()


def _stand_in_order(found_at: list[list[int]]) -> bool:
    """Whether each block has a place behind that of the one before."""
    last = -1
    for found in found_at:
        at = bisect_right(found, last)
        if at == len(found):
            return False
        last = found[at]
    return True


# ---- parts by keys

def json_keys(content: bytes) -> dict[str, str] | None:
    """Each leaf of a JSON document by its path; None for what is no JSON that reads one way only, or far too much."""
    try:
        data = json.loads(
            content.decode('utf-8-sig'), object_pairs_hook=_unambiguous, parse_float=_number, parse_int=_number,
            parse_constant=_number,
        )
        return _within_limits(_leaves(data, ''))
    except (ValueError, RecursionError):
        return None


def _within_limits(leaves: Iterator[tuple[str, str]]) -> dict[str, str]:
    found = {}
    characters = 0
    for path, value in leaves:
        found[path] = value
        characters += len(path)
        if characters > _MOST_PATHS_CHARACTERS or len(found) > _MOST_LEAVES:
            raise ValueError('too many leaves')
    return found


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError('a key stands twice')
    return dict(pairs)


class _Number(str):
    """A number as it is spelled: 1 and 1.0 are not the same data to every reader."""


def _number(text: str) -> _Number:
    return _Number(text)


def _leaves(data: Any, path: str) -> Iterator[tuple[str, str]]:
    if len(path) > _MOST_PATH_CHARACTERS:
        raise ValueError('a path is too long')
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
