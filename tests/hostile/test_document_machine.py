"""Any edits of a document and its copy, in every format: what is merged, appended or kept loses no line of either.

The model is the multiset of (heading path, line). `pytest --exhaustive MINUTES` on this file goes on for so long.
"""
from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import ClassVar

import pytest
from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from hypothesis.stateful import rule
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import run_state_machine_as_test

from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.documents import Format
from sot_guard.analysis.releases import begins_with_version
from sot_guard.analysis.releases import is_release
from sot_guard.git.process import Git
from sot_guard.merging.append_sections import append_sections
from sot_guard.merging.merge import merge
from sot_guard.merging.proof import prove_carried
from tests.support.document_model import Document
from tests.support.document_model import Lines
from tests.support.document_model import lines_of
from tests.support.document_model import paths
from tests.support.document_model import read
from tests.support.document_model import Section
from tests.support.document_model import write

TITLES = ('1.2.0', '1.1.0', '1.0.0', 'Unreleased', 'Fixes', 'Changes', 'Usage', 'Setup', '2024-05-01')
LINES = (
    *(f'note {letter}' for letter in 'abcdefgh'), 'Typos', 'Typos', 'BUILD-1 done', 'BUILD-2 done',
    *(f'{key}: {value}' for key in ('port', 'host', 'mode') for value in ('x', 'y')),
    'A text of some words.', 'Another text of other words, longer than the first of them.',
)
NUMBERS = st.integers(0, 60)
Edit = tuple[str, int, int, int]
EDITS: st.SearchStrategy[list[Edit]] = st.lists(
    st.tuples(
        st.sampled_from(('add', 'add', 'add_section', 'edit', 'move', 'drop', 'rename', 'drop_section')),
        NUMBERS, NUMBERS, NUMBERS,
    ),
    min_size=1, max_size=3,
)


class Machine(RuleBasedStateMachine):
    tally: ClassVar[Counter[str]] = Counter()

    @initialize(format_=st.sampled_from(Format), sections=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=6))
    def begin(self, format_: Format, sections: list[tuple[int, int]]) -> None:
        self.format, self.renamed = format_, 0
        self.sides: dict[str, Document] = {'base': [Section('Log', 1)]}
        for title, lines in sections:
            self._add_section(self.sides['base'], title, title, lines)
        self._agree(self.sides['base'])

    def _agree(self, document: Document) -> None:
        for name in ('base', 'copy', 'source'):
            self.sides[name] = [Section(one.title, one.level, list(one.lines), one.title) for one in document]

    def _add_section(self, document: Document, place: int, title: int, lines: int) -> None:
        number = place % len(document)
        level = min(3, document[number].level + 1)
        path = next(path for path, section in paths(document) if section is document[number])
        taken = {path[-1] for path, _ in paths(document) if len(path) == level}
        name = TITLES[title % len(TITLES)]
        # whatever their levels, a release is no part of another one
        is_part = not (begins_with_version(name) and begins_with_version(path[-1]))
        if level > document[number].level and (path[-1] != name) and name not in taken and is_part:
            document.insert(number + 1, Section(name, level, [LINES[lines % len(LINES)]]))

    @rule(copy=EDITS, source=EDITS, then=st.sampled_from(('merge', 'merge', 'merge', 'append', 'keep', 'keep')))
    def drift(self, copy: list[Edit], source: list[Edit], then: str) -> None:
        for side, edits in (('copy', copy), ('source', source)):
            for name, place, at, other in edits:
                getattr(self, f'_{name}')(self.sides[side], place, at, other)
        getattr(self, then)()

    # ---- edits: `place` is a section, `at` a line of it, `other` says what comes

    def _drop_section(self, document: Document, place: int, at: int, other: int) -> None:
        number = place % len(document)
        if number:
            end = next((at for at in range(number + 1, len(document)) if document[at].level <= document[number].level),
                       len(document))
            del document[number:end]

    def _rename(self, document: Document, place: int, at: int, other: int) -> None:
        self.renamed += 1
        section = document[place % len(document)]
        section.title = f'Renamed {self.renamed}'
        # the rule: a release that has no such name any more is not that release
        section.origin = '' if is_release(section.origin) else section.origin

    def _add(self, document: Document, place: int, at: int, other: int) -> None:
        self._put(document[place % len(document)], LINES[other % len(LINES)], at)

    def _put(self, section: Section, line: str, at: int) -> None:
        key, sign, _ = line.partition(': ')
        # a key stands once
        section.lines = [one for one in section.lines if not sign or not one.startswith(f'{key}: ')]
        section.lines.insert(at % (len(section.lines) + 1), line)

    def _move(self, document: Document, place: int, at: int, other: int) -> None:
        line = self._drop(document, place, at, other)
        if line:
            self._put(document[other % len(document)], line, other)

    def _edit(self, document: Document, place: int, at: int, other: int) -> None:
        if self._drop(document, place, at, other):
            self._add(document, place, at, other)

    def _drop(self, document: Document, place: int, at: int, other: int) -> str:
        section = document[place % len(document)]
        return section.lines.pop(at % len(section.lines)) if section.lines else ''

    # ---- what is held to the model

    def merge(self) -> None:
        source, base, copy = (write(self.sides[name], self.format) for name in ('source', 'base', 'copy'))
        merged = merge(Git(os.environ), (source, base, copy), ('source', 'base', 'copy'), self.format)
        outcome = 'merged' if merged.is_clean else 'left to the user'
        self.tally[f'{self.format.value}: {outcome}'] += 1
        if not merged.is_clean:
            self._agree(self.sides['source'])
            return
        self.tally['settled where git has conflicts'] += merged.resolved
        result = read(merged.content, self.format)
        try:
            self._is_sum(result)
        except AssertionError:
            self._is_sum_to_a_reader(result)
        if self.format is not Format.PLAIN:
            self._agree(result)
        else:
            self._agree(self.sides['source'])

    def _is_sum_to_a_reader(self, result: Document) -> None:
        """The same, by one of the names that a text may mean."""
        self.tally['with sections in the place of others'] += 1
        named = [one for side in ('source', 'copy') for one in _may_be_named(self.sides['base'], self.sides[side])]
        readings = product(*(names for _, names in named))
        assert len(named) <= 12
        assert any(self._is_sum_by(result, named, reading) for reading in readings), (self.format, self.sides, result)

    def _is_sum_by(
        self, result: Document, named: Sequence[tuple[Section, Sequence[str]]], reading: Sequence[str],
    ) -> bool:
        for (section, _), name in zip(named, reading, strict=True):
            section.origin = name
        try:
            self._is_sum(result)
        except AssertionError:
            return False
        return True

    def _is_sum(self, result: Document) -> None:
        """Each line stands as often below its heading as both changes say together."""
        olds, news, others = (self._multiset(self.sides[name]) for name in ('base', 'source', 'copy'))
        names = {one.title: one.origin for side in ('source', 'copy') for one in self.sides[side] if one.origin}
        names = {} if self.format is Format.PLAIN else names
        made: Lines = Counter()
        for (path, line), count in self._multiset(result).items():
            made[tuple(names.get(title, title) for title in path), names.get(line, line)] += count
        counts = [olds, news, others, made]
        bounds = _bounds(*counts[:3])
        if any(_moved(olds, side) for side in (news, others)):
            # what was written beside a line may follow it below another heading
            self.tally['with moves'] += 1
            counts = [_anywhere(count) for count in counts]
            totals = _bounds(*counts[:3])
            # what one side moved and the other took out is a move, or a line that goes and one that comes
            lows, highs = (_anywhere({key: bound[end] for key, bound in bounds.items()}) for end in (0, 1))
            # what both added at one place counts once, whatever they did with it elsewhere
            same = _anywhere((news - olds) & (others - olds))
            bounds = {
                key: (min(low - same[key], lows[key]), max(high, highs[key])) for key, (low, high) in totals.items()
            }
        for key, now in counts[3].items():
            low, high = bounds.get(key, (0, 0))
            assert low <= now <= high, (self.format, key, low, high, now)
        assert all(low <= 0 for key, (low, _) in bounds.items() if key not in counts[3]), (self.format, counts)

    def _multiset(self, document: Document) -> Lines:
        found = lines_of(document, originally=self.format is not Format.PLAIN)
        if self.format is not Format.PLAIN:
            return found
        # no heading is known: all are lines
        flat: Lines = Counter()
        for (_, line), count in found.items():
            flat[(), line] += count * bool(line)
        return flat

    def append(self) -> None:
        copy, source = (write(self.sides[name], self.format) for name in ('copy', 'source'))
        appended = append_sections(copy, source, (b'X', b'docs/X'), self.format)
        if appended is None or prove_carried(source, copy, appended.content, self.format):
            self.tally[f'{self.format.value}: not appended'] += 1
            return
        self.tally[f'{self.format.value}: appended'] += 1
        made = Counter(_innermost(read(appended.content, self.format)))
        sides = [Counter(_innermost(self.sides[name])) for name in ('copy', 'source')]
        for key in sides[0] | sides[1]:
            assert max(side[key] for side in sides) <= made[key] <= sum(side[key] for side in sides), (key, made)

    def keep(self) -> None:
        """The source is kept, and the copy goes."""
        copy, source = (write(self.sides[name], self.format) for name in ('copy', 'source'))
        found = compare_texts(copy, source, self.format)
        is_kept = found.harmless or found.copy.is_found
        self.tally[f'{self.format.value}: {"kept" if is_kept else "not kept"}'] += copy != source
        if is_kept:
            gone, kept = (Counter(_innermost(self.sides[name])) for name in ('copy', 'source'))
            assert not gone - kept or self.format is Format.PLAIN, gone - kept


def _bounds(olds: Lines, news: Lines, others: Lines) -> dict[tuple[tuple[str, ...], str], tuple[int, int]]:
    """How often each line may stand: by the sum of both changes, or once less for each that both have in common."""
    bounds = {}
    for key in olds | news | others:
        one, two = news[key] - olds[key], others[key] - olds[key]
        shared = min(one, two, key=abs) if one * two > 0 else 0
        low, high = sorted((olds[key] + one + two, olds[key] + one + two - shared))
        bounds[key] = max(0, low), high
    return bounds


def _anywhere(lines: Mapping[tuple[tuple[str, ...], str], int]) -> Lines:
    found: Lines = Counter()
    for (_, line), count in lines.items():
        found[(), line] += count
    return found


def _moved(olds: Lines, news: Lines) -> bool:
    """Whether a side has a line below another heading."""
    gone, came = olds - news, news - olds
    return not {line for _, line in gone}.isdisjoint(line for _, line in came)


def _may_be_named(base: Document, side: Document) -> Iterator[tuple[Section, Sequence[str]]]:
    """Sections with what they may be in the common version: one of that name, one in whose place they came, none."""
    names = {id(one): [one.origin] for one in side if one.origin not in ('', one.title)}
    olds, news = ([f'{one.level} {one.title}' for one in document] for document in (base, side))
    for name, low, high, start, end in SequenceMatcher(None, olds, news, False).get_opcodes():
        if name == 'replace' and high - low == end - start:
            for old, new in zip(base[low:high], side[start:end], strict=True):
                if old.level == new.level:
                    names.setdefault(id(new), []).append(old.title)
    yield from ((one, [*dict.fromkeys(names[id(one)]), '']) for one in side if id(one) in names)


def _innermost(document: Document) -> Iterator[tuple[str, str]]:
    """Each line with the heading right above it."""
    for section in document:
        yield from ((section.title, line) for line in section.lines)


_SETTINGS = settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False,
    phases=(Phase.generate,), report_multiple_bugs=False,
)


def test_nothing_is_lost_whatever_is_edited() -> None:
    chosen = settings(_SETTINGS, max_examples=20, stateful_step_count=12, derandomize=True)
    run_state_machine_as_test(Machine, settings=chosen)


@pytest.mark.exhaustive
def test_nothing_is_lost_whatever_is_edited_for_long(
    pytestconfig: pytest.Config, capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    end = time.monotonic() + 60 * pytestconfig.getoption('--exhaustive')
    chosen = settings(_SETTINGS, max_examples=50, stateful_step_count=30)
    try:
        while time.monotonic() < end:
            run_state_machine_as_test(Machine, settings=chosen)
    finally:
        with capfdbinary.disabled():
            print(f'\n{dict(sorted(Machine.tally.items()))}')
