from __future__ import annotations

import pytest

from sot_guard.analysis.documents.text import IN_CODE
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import Rule
from sot_guard.planning.reasons import reason


@pytest.mark.parametrize(
    ('objection', 'expected'),
    [
        (
            Objection(Rule.MISSING, copy=11, text=b'x', place=('T', '1.2.0')),
            'line 12 of LOG.md would be missing below "1.2.0"',
        ),
        (
            Objection(Rule.MISSING, source=0, text=b'x'),
            'line 1 of docs/LOG.md would be missing',
        ),
        (Objection(Rule.EXTRA, text=b'===\nTop\n==='), '"Top" would appear once too often'),
        (Objection(Rule.EXTRA, text=b' ---'), '"---" would appear once too often'),
        (Objection(Rule.MISSING, text=b'x\x1b', place=('T',)), r'"x\x1b" would be missing below "T"'),
        (
            Objection(Rule.PLACE, copy=2, text=b'x', place=('A',), other=('B',)),
            'line 3 of LOG.md would move below "B", from below "A"',
        ),
        (
            Objection(Rule.MISSING, copy=2, text=b'x', place=('A', IN_CODE)),
            'line 3 of LOG.md would be missing below "A" in code or a comment',
        ),
        (
            Objection(Rule.FORMS, 0, 1, b'x'),
            'line 1 of docs/LOG.md and line 2 of LOG.md look like two versions of one entry',
        ),
    ],
)
def test_an_objection_is_said_with_its_place(objection: Objection, expected: str) -> None:
    assert reason(objection, 'docs/LOG.md', 'LOG.md') == expected


def test_a_line_of_signs_is_read_once() -> None:
    """A pattern that tries each place of it anew takes minutes."""
    said = reason(Objection(Rule.EXTRA, text=b'`' * 1_000_000), 'docs/X', 'X')
    assert said.startswith(f'"{"`" * 60} [cut: the line has 1,000,000 bytes]" would appear once too often')


@pytest.mark.parametrize('rule', Rule)
def test_each_rule_has_a_sentence(rule: Rule) -> None:
    assert reason(Objection(rule, 0, 1, b'a line'), 'docs/X', 'X').count('{') == 0
