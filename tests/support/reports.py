"""Reports made by hand, for tests of what is said of them."""
from __future__ import annotations

from typing import Any

from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.documents import Format
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.git.blobs import Content
from sot_guard.git.diff import Diff
from sot_guard.git.hook_context import hook_context
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.advice import Advice
from sot_guard.report.advice import Command
from sot_guard.report.advice import Group
from sot_guard.report.advice import Purpose
from sot_guard.report.advice import Setting
from sot_guard.report.evidence import evidence_of
from sot_guard.report.examined import Details
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.headline import headline
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.shown_diff import shown_diff

CONTENT = Content('0' * 64, 4, b'one\n')
ENTRY = Entry(Kind.FILE, '100644', '1' * 40)


def state(side: Side) -> FileState:
    """A file of which nothing but the side is known."""
    return FileState(side, ABSENT, touched=False, merged=False, hidden=False, filtered=False, on_disk=None)


def examined(pair: Pair, status: Status = Status.DIVERGENT, details: Details | None = None) -> Examined:
    copy, source = (Side(path, ENTRY, content=CONTENT) for path in pair.sides)
    return Examined(Compared(pair, copy, source, status), Reason.NAME, state(copy), state(source), details)


def finding(one: Examined, number: int = 1, *commands: Command, suppression: str | None = None) -> Finding:
    """A finding of a pair in a group of its own."""
    group = Group(number, (one.pair.copy,))
    evidence = evidence_of(one) if one.status is Status.DIVERGENT else None
    setting = Setting(hook_context({}, b''))
    said = headline(one, evidence, group, setting)
    advice = Advice(
        said.sentence, said.path, 1, said.message, shown_diff(one, evidence, setting), (), commands, suppression,
    )
    return Finding(one, group, advice)


def finding_of(status: Status) -> Finding:
    """A finding of which nothing but the status matters."""
    return finding(examined(Pair(b'GUIDE.md', b'docs/GUIDE.md'), status))


def report(name: bytes = b'GUIDE.md', hunks: bytes = b'@@ -1 +1 @@\n-one\n+two\n') -> Report:
    """A report of one divergent pair, in which a name and lines stand wherever a stranger's may."""
    pair = Pair(name, b'docs/' + name)
    texts = hunks, b'# BUILD-1\n' + hunks + name
    difference = compare_texts(*texts, Format.MARKDOWN)
    history = History(Meeting.SAME_ONCE, split=Change('1' * 40, 0, name, hunks.replace(b'\n', b'')))
    details = Details(Diff(hunks, 1, 1), None, difference, history, (False, False), texts)
    command = Command(Purpose.FIX, (f'cp {visible(name)}',), visible(name))
    one = finding(examined(pair, details=details), 1, command, suppression=visible(name))
    return Report('2026-01-01T00:00:00Z', b'/somewhere', b'/somewhere/docs', 'the index', (one,))


def of_pair(one: Finding, pair: Pair, number: int = 1) -> Finding:
    """The same finding on another pair."""
    made = examined(pair, one.status, one.examined.details)
    return finding(made, number, *one.commands, suppression=one.advice.suppression)


def with_details(one: Finding, **changes: Any) -> Finding:
    """The same finding with other details."""
    assert one.examined.details is not None
    made = one.examined._replace(details=one.examined.details._replace(**changes))
    diff = shown_diff(made, evidence_of(made), Setting(hook_context({}, b'')))
    return one._replace(examined=made, advice=one.advice._replace(diff=diff))
