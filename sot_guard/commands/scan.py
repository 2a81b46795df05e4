"""The verb `scan`: every pair of files that may be copies, what speaks for it, and what to do about it."""
from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.containment import read_text
from sot_guard.analysis.containment import shares
from sot_guard.analysis.containment import Text
from sot_guard.analysis.context import Context
from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Selection
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.commands.notes import limited
from sot_guard.commands.scan_folders import scan_folders
from sot_guard.commands.scan_views import DriftedViews
from sot_guard.commands.scan_views import lost_links
from sot_guard.commands.scan_views import views_between
from sot_guard.commands.scan_views import with_folders
from sot_guard.commands.terminal import idle_notes
from sot_guard.config.locate import differing_on_disk
from sot_guard.git.blobs import Blobs
from sot_guard.git.history import read_histories
from sot_guard.git.history import Track
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.situation import collect
from sot_guard.git.situation import head_commit
from sot_guard.git.situation import work_tree
from sot_guard.git.trees import Commit
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.candidates import candidates
from sot_guard.pairing.candidates import Likeness
from sot_guard.pairing.same_names import same_names
from sot_guard.report.folder_proposals import covered
from sot_guard.report.folder_proposals import FolderProposal
from sot_guard.report.proposals import decide
from sot_guard.report.proposals import Facts
from sot_guard.report.proposals import needs_history
from sot_guard.report.scan import Prospect
from sot_guard.report.scan import Survey
from sot_guard.report.wording import describe_split

# for all of it, and for the histories of all pairs together
MAX_SECONDS = 300.0
MAX_HISTORY_SECONDS = 2.0
_MAX_CANDIDATES = 5000
# files that have a name in common, and no more of their paths, are listed if they share as much
_MIN_SHARE_ELSEWHERE = 0.75
# what is taken apart by a grammar; texts beyond are compared by their lines alone
MAX_PARSED_BYTES = 1 << 18
# texts that are kept for the next pair
MAX_TEXTS = 64


def scan(environ: Mapping[str, str], progress: Callable[[int, int], None]) -> Survey:
    """Look at every candidate of the index; `progress` gets how many are done, of how many. Writes nothing."""
    with open_context(work_tree(collect(environ)), Selection(), whole=True) as context:
        folders = scan_folders(context)
        found = _candidates(context, folders)
        measure, drifted = _Measure(context.blobs), DriftedViews(context)
        seen: list[_Seen] = []
        end = time.monotonic() + MAX_SECONDS
        for number, candidate in enumerate(found[:_MAX_CANDIDATES]):
            progress(number, len(found))
            if time.monotonic() >= end:
                break
            seen.append(_look_at(context, candidate, measure, drifted))
        left_out = len(found) - len(seen)
        seen = [one for one in seen if _is_worth_a_line(one)]
        seen = _with_histories(context, seen)
        progress(len(found), len(found))
        notes = (*idle_notes(context), *differing_on_disk(context.repository.top, context.own_config))
        known = with_folders(context.entries)
        links = limited(line for one in seen for line in lost_links(one.compared, known))
        return Survey(tuple(map(_prospect, seen)), context.config, left_out, (*notes, *links), folders)


def _candidates(context: Context, folders: Sequence[FolderProposal]) -> list[Candidate]:
    """Return what may be copies, the likelier ones first."""
    found = candidates(context.entries, context.config.docs_dir)
    others = same_names(context.entries, context.config.docs_dir, {(one.copy, one.source) for one in found})
    held = covered(folders, (path for one in others for path in (one.copy, one.source)))
    return [*found, *(one for one in others if held.isdisjoint((one.copy, one.source)))]


class _Seen(NamedTuple):
    """A candidate as it was compared."""

    compared: Compared
    # the shares of the lines of the copy in the source, and the reverse; None where lines were not compared
    shared: tuple[float, float] | None
    facts: Facts


def _is_worth_a_line(seen: _Seen) -> bool:
    """Whether the paths of two files speak for a pair, or else their contents."""
    facts = seen.facts
    if facts.candidate.likeness is not Likeness.ELSEWHERE or facts.checked is not None:
        return True
    return (facts.status is Status.IDENTICAL and not facts.empty) or (facts.share or 0) >= _MIN_SHARE_ELSEWHERE


class _Measure:
    """How much of each other two texts have, by heading and count."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._parsed_bytes = 0
        # a source may have many copies
        self._texts: dict[tuple[str, Format], Text | None] = {}

    def shared(self, compared: Compared) -> tuple[float, float] | None:
        """Return the shares of the lines of each file that are in the other, copy first; None for what is no text."""
        if compared.status not in (Status.DIVERGENT, Status.ACCEPTED):
            return None
        sides = compared.copy, compared.source
        if any(side.content is None or side.content.is_binary for side in sides):
            return None
        copy, source = map(self._text, sides)
        if copy is None or source is None:
            return None
        return shares(copy, source)

    def _text(self, side: Side) -> Text | None:
        oid = side.entry.oid
        format_ = format_of(side.path) if self._parsed_bytes < MAX_PARSED_BYTES else Format.PLAIN
        if (oid, format_) not in self._texts:
            if len(self._texts) == MAX_TEXTS:
                self._texts.clear()
            content = side.content and side.content.whole
            if content is None:
                content = self._blobs.whole(oid, MAX_BYTES)
            self._parsed_bytes += len(content or b'')
            self._texts[oid, format_] = None if content is None else read_text(content, format_)
        return self._texts[oid, format_]


def _look_at(context: Context, candidate: Candidate, measure: _Measure, drifted: DriftedViews) -> _Seen:
    pair = context.pairing.pair(candidate.copy, candidate.source)
    compared = context.compare(pair)
    shared = measure.shared(compared)
    checked = context.pairing.reason(pair) if context.pairing.counterpart(pair.copy) == pair.source else None
    content = compared.copy.content
    facts = Facts(
        candidate, compared.status, checked, context.pairing.is_excluded(pair.copy),
        content is not None and not content.size, None if shared is None else max(shared), None, context.repository.up,
        views_between(compared),
    )
    if facts.differ is None and (differ := drifted.of(compared)):
        facts = facts._replace(differ=differ, drifted=True)
    return _Seen(compared, shared, facts)


def _with_histories(context: Context, seen: Sequence[_Seen]) -> list[_Seen]:
    """The same with the histories that matter."""
    numbers = [number for number, one in enumerate(seen) if needs_history(one.facts)]
    histories = _histories(context, [seen[number].compared.pair.sides for number in numbers])
    done = list(seen)
    for number, history in zip(numbers, histories, strict=True):
        done[number] = seen[number]._replace(facts=seen[number].facts._replace(history=history))
    return done


def _histories(context: Context, pairs: Sequence[tuple[bytes, bytes]]) -> list[History]:
    head = head_commit(context.git)
    if head is None:
        return [History(Meeting.NEVER)] * len(pairs)
    start = Commit(context.git, head)
    return read_histories(context.git, context.repository, [Track(start, pair) for pair in pairs], MAX_HISTORY_SECONDS)


def _prospect(seen: _Seen) -> Prospect:
    compared, facts = seen.compared, seen.facts
    decision = decide(facts)
    return Prospect(
        facts.candidate, facts.status, _evidence(seen), seen.shared, facts.checked, decision,
        compared.copy.entry, compared.source.entry,
    )


def _evidence(seen: _Seen) -> str:
    history, shared = seen.facts.history, seen.shared
    words = [seen.facts.status.label.replace('_', ' ') if history is None else describe_split(history)]
    if shared is not None:
        words.append(f'{shared[0]:.0%} of the copy in the source, {shared[1]:.0%} of the source in the copy')
    return ', '.join(words)
