"""A report of one finding, built whole without a repository."""
from __future__ import annotations

from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.git.blobs import Content
from sot_guard.git.blobs import Diff
from sot_guard.git.log import Change
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.model import Command
from sot_guard.report.model import Finding
from sot_guard.report.model import Purpose
from sot_guard.report.model import Report
from sot_guard.report.wording import describe


def report(name: bytes = b'GUIDE.md', hunks: bytes = b'@@ -1 +1 @@\n-one\n+two\n') -> Report:
    pair = Pair(name, b'docs/' + name)
    content = Content('0' * 64, 4, b'one\n')
    root, docs = (Side(path, Entry(Kind.FILE, '100644', '1' * 40), content=content) for path in pair.sides)
    told = compare_texts(hunks, b'# BUILD-1\n' + hunks + name, {'markdown', 'text'})
    history = tuple(describe(
        History(Meeting.SAME_ONCE, split=Change('1' * 40, 0, name, hunks.replace(b'\n', b''))),
        (visible(name), visible(pair.source)), (False, False),
    ))
    finding = Finding(
        pair, Status.DIVERGENT, Reason.NAME, root, docs, 'differ', Diff(hunks, 1, 1), told.kind, told, None, history,
        (hunks, b'# BUILD-1\n' + hunks + name),
        (Command(Purpose.CURE, f'cp {visible(name)}', visible(name)),), visible(name),
    )
    return Report('2026-01-01T00:00:00Z', b'/somewhere', b'/somewhere/docs', 'the index', (finding,))
