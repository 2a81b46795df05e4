"""What kind of difference it is, and what only one side has. Pure: two contents in, words and counts out.

A diff says how to make one text of another; somebody who is about to delete a copy asks what would be gone. So a
document is taken apart by its headings (JSON by its keys, anything else by its lines), and each part is looked for on
the other side: as it is, elsewhere, or with another text under the same entry id (BUILD-146).
"""
from __future__ import annotations

import hashlib
from bisect import bisect_left
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.documents import Block
from sot_guard.analysis.documents import ENTRY_ID
from sot_guard.analysis.documents import entry_ids


class DeletionRisk(Enum):
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


def common_lines(content: bytes, other: bytes) -> float:
    """The share of the non-blank lines of a content that are found anywhere in the other, 0 to 1."""
    known = set(map(_bare, other.split(b'\n')))
    lines = [bare for bare in map(_bare, content.split(b'\n')) if bare]
    return sum(line in known for line in lines) / len(lines) if lines else 1.0


# ---- parts by headings

def _bare(line: bytes) -> bytes:
    return line.strip()


def only_blocks(blocks: list[Block], other: bytes, other_blocks: list[Block], unit: str) -> OneSide:
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


def stand_in_order(found_at: list[list[int]]) -> bool:
    """Whether each block has a place behind that of the one before."""
    last = -1
    for found in found_at:
        at = bisect_right(found, last)
        if at == len(found):
            return False
        last = found[at]
    return True


def only_keys(keys: dict[str, str], others: dict[str, str], content: bytes, other: bytes) -> OneSide:
    parts = [Part(key, 0, 0, 1) for key, value in keys.items() if others.get(key) != value]
    known = set(map(_bare, other.split(b'\n')))
    lines = [bare for bare in map(_bare, content.split(b'\n')) if bare]
    return OneSide('key', len(keys), tuple(parts), sum(bare not in known for bare in lines), len(lines))
