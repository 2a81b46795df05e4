"""The verb `scan`: every pair of files that may be copies, what speaks for it, and what to do about it."""
from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Mapping

from sot_guard.analysis.containment import absent
from sot_guard.analysis.containment import read_text
from sot_guard.analysis.context import Context
from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Selection
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.documents import Format
from sot_guard.analysis.status import Status
from sot_guard.commands.terminal import idle_notes
from sot_guard.git.log import Meeting
from sot_guard.git.log import read_history
from sot_guard.git.log import Track
from sot_guard.git.situation import collect
from sot_guard.git.situation import head_commit
from sot_guard.git.situation import work_tree
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Entry
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.candidates import candidates
from sot_guard.pairing.candidates import Likeness
from sot_guard.pairing.pairs import Pair
from sot_guard.report.scan import Proposal
from sot_guard.report.scan import Prospect
from sot_guard.report.scan import Survey
from sot_guard.report.wording import describe_split

# for all of it, and for the history of one pair
MAX_SECONDS = 300.0
_HISTORY_SECONDS = 20.0
_MAX_CANDIDATES = 5000
# two texts that have less in common than this are two documents
_ALIKE = 0.5


def scan(environ: Mapping[str, str], progress: Callable[[int, int], None]) -> Survey:
    """Look at every candidate of the index; `progress` is told how many are done, of how many. Writes nothing."""
    with open_context(work_tree(collect(environ)), Selection(), whole=True) as context:
        found = candidates(context.entries, context.config.docs_dir)
        head = head_commit(context.git)
        start = None if head is None else Commit(context.git, head)
        prospects: list[Prospect] = []
        end = time.monotonic() + MAX_SECONDS
        for number, candidate in enumerate(found[:_MAX_CANDIDATES]):
            progress(number, len(found))
            left = end - time.monotonic()
            if left <= 0:
                break
            prospects.append(_prospect(context, candidate, start, min(left, _HISTORY_SECONDS)))
        progress(len(found), len(found))
        left_out = len(found) - len(prospects)
        return Survey(tuple(prospects), context.config, left_out, tuple(idle_notes(context)))


def _prospect(context: Context, candidate: Candidate, start: Commit | None, seconds: float) -> Prospect:
    pair = context.pairing.pair(candidate.copy, candidate.source)
    _, copy, source, status = context.compare(pair)
    meeting, evidence, shared = Meeting.UNKNOWN, status.label.replace('_', ' '), None
    if status in (Status.DIVERGENT, Status.ACCEPTED) and copy.content is not None and source.content is not None:
        shared = _shared(context, copy.entry, source.entry)
        meeting, evidence = _meeting(context, pair, start, seconds)
        if shared is not None:
            evidence += f', {shared[0]:.0%} of its lines in the other, {shared[1]:.0%} of the other in it'
    reason = context.pairing.reason(pair) if _is_paired(context, pair) else None
    proposal = _proposal(candidate.likeness, status, meeting, shared)
    if proposal is Proposal.ACCEPT and reason is None:
        proposal = Proposal.LEAVE  # nothing would be accepted
    if context.pairing.is_excluded(pair.copy):
        proposal = Proposal.LEAVE
    return Prospect(candidate, status, meeting, evidence, shared, reason, proposal, copy.entry, source.entry)


def _is_paired(context: Context, pair: Pair) -> bool:
    return context.pairing.counterpart(pair.copy) == pair.source


def _shared(context: Context, copy: Entry, source: Entry) -> tuple[float, float] | None:
    texts = [context.blobs.read(entry.oid, MAX_BYTES) for entry in (copy, source)]
    if any(len(text) > MAX_BYTES or b'\0' in text for text in texts):
        return None
    # by lines alone: there may be thousands of texts
    one, other = (read_text(text, Format.PLAIN) for text in texts)
    return absent(one, other).share, absent(other, one).share


def _meeting(context: Context, pair: Pair, start: Commit | None, seconds: float) -> tuple[Meeting, str]:
    if start is None:
        return Meeting.NEVER, 'no commit yet'
    history = read_history(context.git, context.repository, Track(start, pair.sides), seconds)
    return history.meeting, describe_split(history)


def _proposal(
    likeness: Likeness, status: Status, meeting: Meeting, shared: tuple[float, float] | None,
) -> Proposal:
    keep = Proposal.GUARD if likeness is Likeness.SAME else Proposal.PAIR
    if status is Status.IDENTICAL:
        return keep
    if status is Status.DIVERGENT and meeting in (Meeting.SAME_NOW, Meeting.SAME_ONCE, Meeting.SHARED):
        # what was one and has little in common now was parted on purpose
        return keep if shared is None or max(shared) >= _ALIKE else Proposal.ACCEPT
    return Proposal.LEAVE
