"""What happened to a divergent pair, from the best evidence that there is. Pure: an examined pair in, a record out."""
from __future__ import annotations

from collections import Counter
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.documents import read_document
from sot_guard.config.model import text_of
from sot_guard.escaping import visible
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.trees import Kind
from sot_guard.pairing.default_rule import SOT_NAMES
from sot_guard.pairing.pairs import Reason
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState

# measured: documents that were never the same share at most 24 % of their lines, drifted copies at least 41 %
MIN_SHARE = 0.3


class Case(Enum):
    """How two files came to differ."""

    # identical in the baseline
    ONE_HERE = 'what is judged changes one of them'
    BOTH_HERE = 'what is judged changes both'
    # identical once
    ONE_EARLIER = 'one of them has changed since they were identical'
    BOTH_EARLIER = 'both have changed since they were identical'
    # never at the same time
    OLDER = 'one of them is an older version of the other'
    ALIKE = 'never identical, much in common'
    UNLIKE = 'never identical, little in common'
    UNKNOWN = 'no history'


class Shared(NamedTuple):
    """How many non-blank lines two texts have in common, each counted as often as it occurs."""

    lines: int
    # of the longer and of the shorter text
    longer: int
    shorter: int

    @property
    def share(self) -> float:
        """The larger of the two shares, 0 to 1."""
        return self.lines / self.shorter if self.shorter else 1.0


class Evidence(NamedTuple):
    """How two files came to differ."""

    case: Case
    # the file that changed while the other one did not; None where that is not so
    changed: FileState | None = None
    # the commit after which they were no longer identical
    since: Change | None = None
    # None where the texts were not read
    shared: Shared | None = None


def evidence_of(examined: Examined) -> Evidence:
    """Return what happened to a divergent pair."""
    copy, source, history = examined.copy, examined.source, examined.history
    since = history.split if history is not None else None
    is_of_files = copy.before.kind is source.before.kind is Kind.FILE
    if examined.matched_before or (is_of_files and copy.before.oid == source.before.oid):
        moved = [side for side in (copy, source) if side.entry.oid != side.before.oid]
        if examined.compared.is_mode_only and not moved and copy.before.mode == source.before.mode:
            moved = [side for side in (copy, source) if side.touched]
        if len(moved) == 1:
            return Evidence(Case.ONE_HERE, moved[0], since)
        return Evidence(Case.BOTH_HERE, None, since)
    if history is not None and history.bases is not None:
        moved = [side for side, oid in zip((copy, source), history.bases, strict=True) if side.entry.oid != oid]
        one = moved[0] if len(moved) == 1 else None
        return Evidence(Case.BOTH_EARLIER if one is None else Case.ONE_EARLIER, one, since)
    if history is None or not history.base:
        return _without_base(examined, history)
    changed = {history.base: None, source.entry.oid: copy, copy.entry.oid: source}[history.base]
    if history.meeting is not Meeting.SAME_ONCE:
        case = Case.BOTH_EARLIER if changed is None else Case.OLDER
        return Evidence(case, changed)
    return Evidence(Case.BOTH_EARLIER if changed is None else Case.ONE_EARLIER, changed, since)


def common_base(examined: Examined) -> str | None:
    """Return the id of the last content that both files had, if both have changed since; else None."""
    case = evidence_of(examined).case
    if case is Case.BOTH_HERE:
        # with declared differences each file had a content of its own
        return examined.copy.before.oid if examined.copy.before.oid == examined.source.before.oid else None
    return examined.history.base if case is Case.BOTH_EARLIER and examined.history is not None else None


def reading_order(examined: Examined, evidence: Evidence | None) -> tuple[FileState, FileState]:
    """Return the files in the order in which a diff of them reads: if only one changed, that one is the second."""
    copy, source = examined.copy, examined.source
    changed = None if evidence is None else evidence.changed
    return (source, copy) if changed is not None and changed.path == copy.path else (copy, source)


def _without_base(examined: Examined, history: History | None) -> Evidence:
    shared = None if examined.texts is None else count_shared(*examined.texts)
    exempt = examined.reason is not Reason.NAME or text_of(examined.pair.copy.rpartition(b'/')[2]) in SOT_NAMES
    is_harmless = examined.difference is not None and examined.difference.harmless
    if is_harmless:
        shared = None  # a line that ends otherwise is no other line to a reader
    if shared is not None and shared.share < MIN_SHARE and not exempt:
        return Evidence(Case.UNLIKE, shared=shared)
    known = history is not None and history.meeting is not Meeting.UNKNOWN
    return Evidence(Case.ALIKE if known else Case.UNKNOWN, shared=shared)


def count_shared(copy: bytes, source: bytes) -> Shared:
    """Return how many lines two texts share."""
    counts = [Counter(lines_of(text)) for text in (copy, source)]
    sizes = sorted(sum(count.values()) for count in counts)
    return Shared(sum((counts[0] & counts[1]).values()), sizes[1], sizes[0])


def lines_of(text: bytes) -> list[bytes]:
    """Return the non-blank lines of a text, without the white space at their ends."""
    return [line.rstrip() for line in text.split(b'\n') if line.strip()]


def lines_lost(examined: Examined, target: FileState) -> int | None:
    """Return how many lines of a file the other one lacks; None where that is not known."""
    if examined.difference is not None and examined.difference.harmless:
        return 0
    if examined.texts is not None:
        lost, kept = examined.texts if target is examined.copy else examined.texts[::-1]
        return sum((Counter(lines_of(lost)) - Counter(lines_of(kept))).values())
    if examined.diff is None or examined.diff.absent:
        return None
    return examined.diff.removed if target is examined.copy else examined.diff.added


def has_conflict(text: bytes, path: bytes) -> bool:
    """Return whether a text has conflict markers that are no part of it, as examples in a code block are."""
    if not MARKER.search(text):
        return False
    document = read_document(text, format_of(path))
    return any(MARKER.match(line) for number, line in enumerate(document.lines) if number not in document.literal)


def loss_of(
    examined: Examined, target: FileState, case: Case | None = None, commit: str = '', lines_are: str = 'of',
) -> str:
    """Return what overwriting or deleting a file loses, in words that follow the effect; '' if nothing is lost.

    `case`: how the files came to differ, if the report says that; `commit`: the one that is judged, if any.
    """
    lost, name = lines_lost(examined, target), visible(target.path)
    if lost == 0:
        return ''
    what = f'the content of {name}' if lost is None else f'{lost:,} line{"s" * (lost != 1)} {lines_are} {name}'
    if lost and case in (Case.BOTH_HERE, Case.BOTH_EARLIER):
        what = f'the changes to {name}'
    # a new commit on top of the judged one takes nothing out of the history
    is_committed = not commit and target.before.kind is Kind.FILE and target.before.oid == target.entry.oid
    return f' (loses {what}{"; still in HEAD" * is_committed})'


def replaced_in(examined: Examined, target: FileState, targets: int = 1) -> str:
    """Return how many lines of an unchanged file the change of the other one replaces, in words; '' if none."""
    lines = lines_lost(examined, target)
    each = ' in each' * (targets > 1)
    return f' (replaces {lines:,} outdated line{"s" * (lines != 1)}{each})' if lines else ''
