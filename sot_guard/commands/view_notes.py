"""What is wrong with declared differences, or odd: found out when two files are compared, said with the key."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.context import Context
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Status
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.escaping import visible
from sot_guard.pairing.pairs import Pair

if TYPE_CHECKING:
    from sot_guard.analysis.views.compare import Applied


class ViewRemarks(NamedTuple):
    """Lines on declared differences."""

    # the pairs that cannot be compared by what is declared, and why
    pairs: frozenset[Pair]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def view_remarks(context: Context, compared: Sequence[Compared]) -> ViewRemarks:
    """Return what is to be said of the declared differences of these pairs."""
    viewed = [one for one in compared if one.viewed is not None and one.pair.differ]
    unclear = [one for one in viewed if one.status is Status.READ_ERROR]
    clear = [one for one in viewed if one.status is not Status.READ_ERROR]
    notes = [line for one in clear for line in _notes(context, one)]
    return ViewRemarks(
        frozenset(one.pair for one in unclear),
        tuple(line for one in unclear for line in view_problems(context, one)),
        (*notes, *_unneeded(context, clear), *_not_viewed(context, compared)),
    )


def _not_viewed(context: Context, compared: Sequence[Compared]) -> Iterator[str]:
    """The pairs for which nothing was set aside, because the same contents were too often."""
    count = sum(one.pair.has_views and one.viewed is None and one.status is Status.DIVERGENT for one in compared)
    if context.repeats.is_exhausted and count:
        yield f'too many files have the same long contents: of {count:,} pairs every byte was compared'


def view_problems(context: Context, compared: Compared) -> list[str]:
    """Return why the declared differences of a pair do not fit its files, a line each."""
    assert compared.viewed is not None
    return [f'{_key(context, compared.pair, one.number)}: {one.text}' for one in compared.viewed.problems]


def _notes(context: Context, compared: Compared) -> Iterator[str]:
    assert compared.viewed is not None
    for one in compared.viewed.notes:
        yield f'{_key(context, compared.pair, one.number)}: {one.text}'


def _unneeded(context: Context, compared: Sequence[Compared]) -> Iterator[str]:
    """The views that do nothing in any pair of their [[pair]], as far as all of these were compared."""
    known = {one.pair: one for one in compared}
    rules: dict[int, list[Pair]] = {}
    for pair in context.pairing.pairs(context.entries) if compared else ():
        if pair.differ:
            rules.setdefault(context.pairing.number(pair), []).append(pair)
    for pairs in rules.values():
        done = [applied for pair in pairs if pair in known for applied in _applied(known[pair])]
        if not done or any(pair not in known and not context.is_identical(pair) for pair in pairs):
            continue
        names = f'{visible(pairs[0].copy)} and {visible(pairs[0].source)}' if len(pairs) == 1 else 'all its pairs'
        for number in {one.number for one in done} - {one.number for one in done if one.is_needed}:
            view = pairs[0].differ[number]
            what = f'sets nothing aside in {names}; remove {view if isinstance(view, str) else "it"}'
            yield f'{_key(context, pairs[0], number)}: {what}'


def _applied(compared: Compared) -> tuple[Applied, ...]:
    return () if compared.viewed is None else compared.viewed.applied


def _key(context: Context, pair: Pair, number: int) -> str:
    file = context.config.file
    section = f'{SECTION}.' if file == SHARED_FILE else ''
    return f'{file}: {section}pair[{context.pairing.number(pair)}].differ[{number}]'
