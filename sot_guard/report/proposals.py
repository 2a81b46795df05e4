"""What to do about two files that may be copies, and why. Pure: what is known of them in, a decision out."""
from __future__ import annotations

import os
import posixpath
from enum import Enum
from typing import NamedTuple

from sot_guard.analysis.status import Status
from sot_guard.config.model import PlainView
from sot_guard.config.model import text_of
from sot_guard.config.model import View
from sot_guard.config.write import toml_views
from sot_guard.escaping import visible
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.candidates import Likeness
from sot_guard.pairing.default_rule import SOT_NAMES
from sot_guard.pairing.pairs import Reason
from sot_guard.report.evidence import MIN_SHARE
from sot_guard.report.quoting import staging
from sot_guard.report.quoting import word
from sot_guard.report.short_commit import short_commit
from sot_guard.report.wording import describe_split

# files that were identical once and share less than this were rewritten
_MIN_DRIFT_SHARE = 0.5
# files that share more than this are copies, however many commits changed only one of them
_MIN_COPY_SHARE = 0.8
# fewer commits say nothing about how two files are edited
_MIN_COMMITS = 10
_MIN_COMMITS_TOGETHER = 3
# the agents that read AGENTS.md where a line of their own file imports it; others read it themselves, or follow a link
_IMPORTING = frozenset((b'CLAUDE.md', b'GEMINI.md'))


class Proposal(Enum):
    """What to do about a pair."""

    GUARD = 'guard'
    PAIR = 'pair'
    FIX = 'fix'
    ACCEPT = 'accept'
    EXCLUDE = 'exclude'
    LEAVE = 'leave'


class Facts(NamedTuple):
    """What is known of two files."""

    candidate: Candidate
    # as a check would find it
    status: Status
    # why the pair is checked now; None if it is not
    checked: Reason | None = None
    # whether the configuration excludes it
    excluded: bool = False
    # whether the copy has no content
    empty: bool = False
    # the larger share of the lines of a file that are in the other one, 0 to 1; None where lines were not compared
    share: float | None = None
    # None where it was not read
    history: History | None = None
    # the way from the user's directory to the top level
    up: str = ''
    # what has to be declared for them to be equal, none for white space alone; None where they differ in more
    differ: tuple[View, ...] | None = None
    # whether they were so in several commits, and differ in more now
    drifted: bool = False


class Decision(NamedTuple):
    """What to do about a pair."""

    proposal: Proposal
    # in one line of plain words
    reason: str
    # what to type, from the user's directory; None where no command is needed
    command: str | None = None
    # what a [[pair]] has to declare, none for white space alone; None where nothing has to be declared
    differ: tuple[PlainView, ...] | None = None


class Lives(NamedTuple):
    """How two files were edited since both exist and differ, in commits."""

    together: int
    copy_alone: int
    source_alone: int

    @property
    def alone(self) -> int:
        """How many commits changed only one of the files."""
        return self.copy_alone + self.source_alone


def lives_of(history: History) -> Lives:
    """Return how two files were edited since they were identical or, if they never were, since both exist."""
    sides = history.copy, history.source
    # the oldest change of a file that was never identical to the other one created it
    start = max((side[-1].time or 0 for side in sides if side), default=0) if history.split is None else 0
    copy, source = ({change.oid for change in side if (change.time or 0) >= start} for side in sides)
    return Lives(len(copy & source), len(copy - source), len(source - copy))


def decide(facts: Facts) -> Decision:
    """Return what to do about a pair."""
    if facts.excluded:
        return Decision(Proposal.LEAVE, 'the configuration excludes it')
    if (declared := _declared(facts)) is not None:
        return declared
    if facts.status is not Status.DIVERGENT:
        return _by_status(facts)
    return _unchecked(facts) if facts.checked is None else _checked(facts)


def needs_history(facts: Facts) -> bool:
    """Return whether the history can change what is proposed: no commit makes a pair of unlike files."""
    return facts.status is Status.DIVERGENT and not facts.excluded and _declared(facts) is None and (
        facts.checked is not None or facts.share is None or facts.share >= MIN_SHARE
    )


def _declared(facts: Facts) -> Decision | None:
    """What to do about files that are equal but for what can be declared; None where they are not."""
    # white space alone is made equal where the pair is checked already
    if facts.differ is None or (not facts.differ and facts.checked is not None):
        return None
    plain = tuple(view for view in facts.differ if isinstance(view, str))
    if plain != facts.differ:
        how = f'to check the rest, add a [[pair]] with differ = {toml_views(facts.differ)}'
        return Decision(Proposal.LEAVE, f'identical except for keys of front matter; {how}')
    reason = f'identical except for {" and ".join(plain) or "line endings and other white space at line ends"}'
    reason = f'drifted: {reason} in several commits' if facts.drifted else reason
    return Decision(Proposal.PAIR, reason, differ=plain)


def _by_status(facts: Facts) -> Decision:
    path = word(_here(facts, facts.candidate.copy))
    match facts.status:
        case Status.IDENTICAL | Status.SAME_TEXT | Status.SAME_BUT:
            return _identical(facts)
        case Status.DUPLICATE:
            reason = 'identical, and duplicates = "forbid"'
            return Decision(Proposal.FIX, reason, f'sot-guard resolve --then delete {path}')
        case Status.SUBMODULE if facts.checked not in (None, Reason.CONFIGURED):
            return Decision(Proposal.EXCLUDE, 'a submodule cannot be compared with a file')
        case Status.LINK_ELSEWHERE | Status.UNMERGED if facts.checked is not None:
            return Decision(Proposal.FIX, _STATUS_REASONS[facts.status], f'sot-guard check {path}')
        case _:
            return Decision(Proposal.LEAVE, _STATUS_REASONS[facts.status])


_STATUS_REASONS = {
    Status.LINKED: 'a symlink makes them the same file',
    Status.POINTER: 'one file only refers to the other',
    Status.ACCEPTED: 'the configuration accepts the difference',
    Status.LINK_ELSEWHERE: 'a symlink leads to another file',
    Status.UNMERGED: 'a file has merge conflicts',
    Status.SUBMODULE: 'a submodule cannot be compared with a file',
    Status.READ_ERROR: 'a file cannot be read',
}


def _identical(facts: Facts) -> Decision:
    if facts.empty:
        return Decision(Proposal.LEAVE, 'both files are empty')
    if facts.candidate.likeness is Likeness.AGENTS:
        reason, command = _without_copy(facts)
        return Decision(Proposal.PAIR, f'identical; {reason}; use a pair only if a symlink will not do', command)
    return Decision(_keep(facts), 'identical')


def _without_copy(facts: Facts) -> tuple[str, str]:
    """How instructions for an agent can do without a copy, in words and as a command."""
    copy, source = facts.candidate.copy, facts.candidate.source
    folder, _, name = copy.rpartition(b'/')
    target = posixpath.relpath(source, folder or b'.')
    here = _here(facts, copy)
    link = f'ln -sf {word(target)} {word(here)} && {staging(here)}'
    if target != b'AGENTS.md' and posixpath.basename(source) != b'AGENTS.md':
        return 'use a symlink', link
    if name in _IMPORTING:
        return f'use a symlink, or a file with the single line @{visible(target)}', link
    return 'use a symlink, or no file if the tool reads AGENTS.md', link


def _keep(facts: Facts) -> Proposal:
    same_name = facts.candidate.likeness is Likeness.SAME
    return Proposal.GUARD if same_name or facts.checked not in (None, Reason.CONFIGURED) else Proposal.PAIR


# ---- files that differ

def _checked(facts: Facts) -> Decision:
    """A pair that a check refuses, as soon as a commit touches it."""
    history, copy = facts.history, facts.candidate.copy
    fix = Decision(Proposal.FIX, _told(facts), f'sot-guard resolve {word(_here(facts, copy))}')
    # of these the user, or the names, say that they are meant to be identical
    meant = facts.checked is Reason.CONFIGURED or text_of(copy) in SOT_NAMES
    if meant or facts.share is None or facts.share >= MIN_SHARE:
        return fix
    if history is None or history.meeting is Meeting.UNKNOWN:
        return Decision(Proposal.LEAVE, f'{_told(facts)}: diverged or two documents? review them')
    if history.meeting is Meeting.SAME_NOW:
        return fix
    if history.meeting is Meeting.NEVER:
        return Decision(Proposal.EXCLUDE, f'two documents: {_told(facts)}')
    return Decision(Proposal.ACCEPT, f'rewritten: {_told(facts)}')


def _unchecked(facts: Facts) -> Decision:
    history = facts.history
    if history is None:
        return Decision(Proposal.LEAVE, f'two documents: {_told(facts)}')
    if history.meeting is Meeting.UNKNOWN:
        return Decision(Proposal.LEAVE, f'{_told(facts)}: diverged or two documents? review them')
    drift = Decision(
        _keep(facts), f'drifted: {_told(facts)}', f'sot-guard resolve {word(_here(facts, facts.candidate.copy))}',
    )
    if history.meeting is Meeting.SAME_NOW:
        return drift
    lives = lives_of(history)
    if lives.together >= _MIN_COMMITS_TOGETHER and lives.together > 2 * lives.alone:
        return Decision(Proposal.LEAVE, f'probably generated or intentionally different: {_told(facts)}')
    if history.meeting is Meeting.NEVER:
        return Decision(Proposal.LEAVE, _told(facts))
    return Decision(Proposal.LEAVE, f'rewritten: {_told(facts)}') if _is_rewritten(facts.share, lives) else drift


def _is_rewritten(share: float | None, lives: Lives) -> bool:
    if share is None:
        return False
    apart = lives.alone >= _MIN_COMMITS and lives.alone > 2 * lives.together
    return share < _MIN_DRIFT_SHARE or (apart and share < _MIN_COPY_SHARE)


def _told(facts: Facts) -> str:
    """The evidence on two files that differ, in words."""
    history = facts.history
    words = [] if history is None else [_past(facts.candidate, history)]
    # no file that differs has all of its lines rounded up
    words += ['not compared by lines' if facts.share is None else f'{int(100 * facts.share)}% of lines in common']
    edits = '' if history is None or history.meeting is Meeting.UNKNOWN else _edits(facts.candidate, history)
    return f'{", ".join(words)}{edits}'


def _past(candidate: Candidate, history: History) -> str:
    """How near the files ever came, in words."""
    if history.split is not None:
        return f'identical until {short_commit(history.split, 0)}'
    if history.meeting is Meeting.SHARED and history.outdated is not None:
        names = candidate.copy, candidate.source
        old, new = names if history.outdated == 'copy' else names[::-1]
        return f'{visible(old)} equals an older version of {visible(new)}'
    return describe_split(history)


def _edits(candidate: Candidate, history: History) -> str:
    """How many commits changed what; nothing where none did."""
    lives = lives_of(history)
    counts = (
        (lives.together, 'to both files'), (lives.copy_alone, f'only to {visible(candidate.copy)}'),
        (lives.source_alone, f'only to {visible(candidate.source)}'),
    )
    words = [f'{count:,} {what}' for count, what in counts if count]
    since = ' since then' if history.split is not None else ''
    return f'; commits{since}: {", ".join(words)}' if words else ''


def _here(facts: Facts, path: bytes) -> bytes:
    return os.fsencode(facts.up) + path
