"""What is proposed, by what is known of two files."""
from __future__ import annotations

from typing import Any

import pytest

from sot_guard.analysis.status import Status
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.pairing.candidates import Candidate
from sot_guard.pairing.candidates import Likeness
from sot_guard.pairing.pairs import Reason
from sot_guard.report.proposals import decide
from sot_guard.report.proposals import Facts
from sot_guard.report.proposals import Lives
from sot_guard.report.proposals import lives_of
from sot_guard.report.proposals import Proposal

COPY, SOURCE = b'GUIDE.md', b'docs/GUIDE.md'


def changes(*numbers: int) -> tuple[Change, ...]:
    return tuple(Change(f'{number:040}', number, b'a', b's') for number in numbers)


SPLIT = changes(1)[0]
ONCE = History(Meeting.SAME_ONCE, changes(1), split=SPLIT)
APART = History(Meeting.SAME_ONCE, changes(*range(12, 0, -1)), split=SPLIT)
TOGETHER = History(Meeting.SAME_ONCE, changes(4, 3, 2, 1), changes(4, 3, 2, 1), split=SPLIT)
NEVER = History(Meeting.NEVER, changes(3, 1), changes(2))
SHARED = History(Meeting.SHARED)
NOW = History(Meeting.SAME_NOW)
UNKNOWN = History(Meeting.UNKNOWN, gap='shallow clone; run git fetch --unshallow')


def facts(**known: Any) -> Facts:
    candidate = known.pop('candidate', Candidate(COPY, SOURCE, Likeness.SAME))
    return Facts(candidate, known.pop('status', Status.DIVERGENT), **known)


@pytest.mark.parametrize(
    ('known', 'proposal', 'reason'), [
        ({'excluded': True}, Proposal.LEAVE, 'the configuration excludes it'),
        ({'status': Status.IDENTICAL}, Proposal.GUARD, 'identical'),
        ({'status': Status.IDENTICAL, 'empty': True}, Proposal.LEAVE, 'both files are empty'),
        ({'status': Status.IDENTICAL, 'checked': Reason.CONFIGURED}, Proposal.GUARD, 'identical'),
        ({'status': Status.IDENTICAL, 'candidate': Candidate(COPY, SOURCE, Likeness.DEEP)}, Proposal.PAIR, 'identical'),
        ({'status': Status.SAME_TEXT}, Proposal.GUARD, 'identical'),
        ({'status': Status.LINKED}, Proposal.LEAVE, 'a symlink makes them the same file'),
        ({'status': Status.LINK_ELSEWHERE}, Proposal.LEAVE, 'a symlink leads to another file'),
        ({'status': Status.READ_ERROR, 'checked': Reason.NAME}, Proposal.LEAVE, 'a file cannot be read'),
        ({'status': Status.SUBMODULE, 'checked': Reason.NAME}, Proposal.EXCLUDE, 'a submodule cannot be compared'),
        ({'status': Status.SUBMODULE, 'checked': Reason.CONFIGURED}, Proposal.LEAVE, 'a submodule cannot be compared'),
        ({'checked': Reason.NAME, 'share': 0.1, 'history': UNKNOWN}, Proposal.LEAVE, 'history unknown (shallow clone'),
        ({'checked': Reason.NAME, 'share': 0.1, 'history': None}, Proposal.LEAVE, '10% of lines in common: diverged'),
        ({'checked': Reason.NAME, 'share': 0.1, 'history': NEVER}, Proposal.EXCLUDE, 'two documents: never identical'),
        ({'checked': Reason.NAME, 'share': 0.1, 'history': ONCE}, Proposal.ACCEPT, 'rewritten: identical until 0'),
        ({'share': 0.1}, Proposal.LEAVE, 'two documents: 10% of lines in common'),
        ({'share': 0.96, 'history': UNKNOWN}, Proposal.LEAVE, 'history unknown (shallow clone'),
        ({'share': 0.96, 'history': TOGETHER}, Proposal.LEAVE, 'probably generated or intentionally different: '),
        ({'share': 0.96, 'history': NEVER}, Proposal.LEAVE,
         'never identical, 96% of lines in common; commits: 1 only to GUIDE.md, 1 only to docs/GUIDE.md'),
        ({'share': 0.4, 'history': ONCE}, Proposal.LEAVE, 'rewritten: '),
        ({'share': 0.7, 'history': APART}, Proposal.LEAVE, 'rewritten: '),
    ],
)
def test_proposals(known: dict[str, Any], proposal: Proposal, reason: str) -> None:
    decision = decide(facts(**known))
    assert (decision.proposal, decision.command) == (proposal, None)
    assert decision.reason.startswith(reason)


@pytest.mark.parametrize(
    ('known', 'proposal', 'command'), [
        ({'status': Status.DUPLICATE, 'checked': Reason.NAME}, Proposal.FIX, 'resolve --then delete'),
        ({'status': Status.LINK_ELSEWHERE, 'checked': Reason.NAME}, Proposal.FIX, 'check'),
        ({'status': Status.UNMERGED, 'checked': Reason.NAME}, Proposal.FIX, 'check'),
        ({'checked': Reason.NAME, 'share': 0.96, 'history': ONCE}, Proposal.FIX, 'resolve'),
        ({'checked': Reason.NAME, 'history': NOW}, Proposal.FIX, 'resolve'),
        ({'checked': Reason.NAME, 'share': 0.1, 'history': NOW}, Proposal.FIX, 'resolve'),
        ({'checked': Reason.CONFIGURED, 'share': 0.1, 'history': NEVER}, Proposal.FIX, 'resolve'),
        ({'share': 0.96, 'history': ONCE}, Proposal.GUARD, 'resolve'),
        ({'share': 0.96, 'history': APART}, Proposal.GUARD, 'resolve'),
        ({'history': ONCE}, Proposal.GUARD, 'resolve'),
        ({'share': 0.1, 'history': NOW}, Proposal.GUARD, 'resolve'),
    ],
)
def test_proposals_with_a_command(known: dict[str, Any], proposal: Proposal, command: str) -> None:
    decision = decide(facts(up='../', **known))
    assert (decision.proposal, decision.command) == (proposal, f'sot-guard {command} ../GUIDE.md')


@pytest.mark.parametrize(
    ('history', 'share', 'reason'), [
        (ONCE, 0.999, 'drifted: identical until 0000000 (1970-01-01), 99% of lines in common; '
         'commits since then: 1 only to GUIDE.md'),
        (History(Meeting.SAME_ONCE, changes(2, 1), changes(3, 2, 1), split=SPLIT), 0.4,
         'rewritten: identical until 0000000 (1970-01-01), 40% of lines in common; '
         'commits since then: 2 to both files, 1 only to docs/GUIDE.md'),
        (SHARED, 0.9,
         'drifted: never identical, but a file equals an older version of its counterpart, 90% of lines in common'),
        (SHARED._replace(outdated='copy'), None,
         'drifted: GUIDE.md equals an older version of docs/GUIDE.md, not compared by lines'),
        (SHARED._replace(outdated='source'), 1.0,
         'drifted: docs/GUIDE.md equals an older version of GUIDE.md, 100% of lines in common'),
        (NOW, 0.5, 'drifted: identical until this change, 50% of lines in common'),
        (UNKNOWN, 0.5, 'history unknown (shallow clone; run git fetch --unshallow), 50% of lines in common: '
         'diverged or two documents? review them'),
    ],
)
def test_reasons(history: History, share: float | None, reason: str) -> None:
    assert decide(facts(history=history, share=share)).reason == reason


@pytest.mark.parametrize(
    ('copy', 'source', 'better', 'command'), [
        (b'CLAUDE.md', b'AGENTS.md', 'a symlink, or a file with the single line @AGENTS.md',
         'ln -sf AGENTS.md CLAUDE.md'),
        (b'.github/copilot-instructions.md', b'AGENTS.md', 'a symlink, or no file if the tool reads AGENTS.md',
         'ln -sf ../AGENTS.md .github/copilot-instructions.md'),
        (b'a/GEMINI.md', b'a/CLAUDE.md', 'a symlink', 'ln -sf CLAUDE.md a/GEMINI.md'),
    ],
)
def test_instructions_for_agents_can_do_without_a_copy(copy: bytes, source: bytes, better: str, command: str) -> None:
    decision = decide(facts(status=Status.IDENTICAL, candidate=Candidate(copy, source, Likeness.AGENTS)))
    assert decision.proposal is Proposal.PAIR
    assert decision.reason == f'identical; use {better}; use a pair only if a symlink will not do'
    assert decision.command == f'{command} && git add {copy.decode()}'


@pytest.mark.parametrize(
    ('history', 'expected'), [
        (TOGETHER, Lives(4, 0, 0)),
        # what changed one file before the other was there says nothing
        (NEVER, Lives(0, 1, 1)),
        (NOW, Lives(0, 0, 0)),
    ],
)
def test_later_lives(history: History, expected: Lives) -> None:
    assert lives_of(history) == expected
