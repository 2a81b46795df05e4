"""Replays real merges of documents: what `sot-guard resolve` would make of them, beside what people made.

    python -m tools.merges FOLDER [PREFIX [verbose]]

FOLDER has a folder for each merge, with `base`, `ours` (the source), `theirs` (the copy), `people` and `meta.json`.
A table by format is printed, and how many faults the proof finds that are put into right merges. The exit status is 1
if a line was lost or doubled, or if a result is not valid.
"""
from __future__ import annotations

import json
import os
import sys
import tomllib
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

import yaml

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.documents import read_document
from sot_guard.git.process import Git
from sot_guard.merging.merge import merge
from sot_guard.merging.proof import Proof
from tools.faults import faults
from tools.faults import Merged

COLUMNS = (
    'merges', 'clean', 'clean and right', 'refused of these', 'conflicts', 'mechanical', 'settled', 'as people',
    'other order', 'wrong', 'lost', 'doubled', 'invalid',
)
_TEXTS = 'base', 'ours', 'theirs', 'people'


class Case(NamedTuple):
    name: str
    meta: dict[str, Any]
    base: bytes
    ours: bytes
    theirs: bytes
    people: bytes

    @property
    def format(self) -> Format:
        return format_of(os.fsencode(self.meta['path']))


def cases(folder: Path, prefix: str = '') -> Iterator[Case]:
    for place in sorted(folder.iterdir()):
        if place.name.startswith(prefix):
            meta = json.loads((place / 'meta.json').read_text())
            yield Case(place.name, meta, *((place / name).read_bytes() for name in _TEXTS))


# ---- a plain measure, which shares nothing with the proof

def lines(content: bytes) -> list[bytes]:
    return [line.rstrip() for line in content.replace(b'\r\n', b'\n').split(b'\n') if line.strip()]


def amiss(case: Case, result: bytes) -> tuple[int, int]:
    """How many lines are lost, and how many too many: each stands as often as both changes say together."""
    base, ours, theirs, now = (Counter(lines(text)) for text in (case.base, case.ours, case.theirs, result))
    lost = doubled = 0
    for line in {*base, *ours, *theirs, *now}:
        one, two = ours[line] - base[line], theirs[line] - base[line]
        least = most = base[line] + one + two
        if one > 0 and two > 0:
            least = base[line] + max(one, two)
        if one < 0 and two < 0:
            most = base[line] + min(one, two)
        lost += max(0, least - now[line])
        doubled += max(0, now[line] - max(most, least))
    return lost, doubled


def invalid(case: Case, result: bytes) -> bool:
    """Whether a result does not parse, though both sides do, or leaves a fence open that no side does."""
    sides = [_parses(text, case.format) for text in (case.ours, case.theirs)]
    return all(sides) and not _parses(result, case.format)


def _parses(content: bytes, format_: Format) -> bool:
    try:
        if format_ is Format.JSON:
            json.loads(content, object_pairs_hook=_no_key_twice)
        elif format_ is Format.TOML:
            tomllib.loads(content.decode().replace('\r\n', '\n'))
        elif format_ is Format.YAML:
            for node in yaml.compose_all(content, Loader=yaml.SafeLoader):
                _no_yaml_key_twice(node)
        elif format_ is Format.MARKDOWN:
            return content.count(b'\n```') % 2 == 0
    except (ValueError, yaml.YAMLError):
        return False
    return True


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError
    return dict(pairs)


def _no_yaml_key_twice(node: Any) -> None:
    for entry in node.value if node is not None and isinstance(node.value, list) else ():
        for part in entry if isinstance(entry, tuple) else (entry,):
            _no_yaml_key_twice(part)
    if node is not None and node.id == 'mapping':
        _no_key_twice([(key.value if isinstance(key.value, str) else repr(key.value), 0) for key, _ in node.value])


def by_heading(content: bytes, format_: Format) -> Counter[tuple[tuple[str, ...], bytes]]:
    document = read_document(content, format_)
    return Counter((document.path(number), line.rstrip()) for number, line in enumerate(document.lines) if line.strip())


# ---- the table

def replay(case: Case, git: Git, row: Counter[str]) -> str:
    """Count one merge; a word for what became of it."""
    merged = merge(git, (case.ours, case.base, case.theirs), ('source', 'base', 'copy'), case.format)
    is_mechanical = amiss(case, case.people) == (0, 0)
    row['merges'] += 1
    if merged.is_clean:
        lost, doubled = amiss(case, merged.content)
        row.update({'lost': lost, 'doubled': doubled, 'invalid': int(invalid(case, merged.content))})
    if not case.meta['conflicts']:
        row['clean'] += 1
        row['clean and right'] += case.meta['clean_is_people']
        row['refused of these'] += case.meta['clean_is_people'] and not merged.is_clean
        return 'clean' if merged.is_clean else 'refused'
    row.update({'conflicts': 1, 'mechanical': int(is_mechanical), 'settled': int(merged.is_clean)})
    if not merged.is_clean:
        return 'missed' if is_mechanical else 'conflict'
    if lines(merged.content) == lines(case.people):
        row['as people'] += 1
        return 'as people'
    if by_heading(merged.content, case.format) == by_heading(case.people, case.format):
        row['other order'] += 1
        return 'other order'
    row['wrong'] += is_mechanical
    return 'wrong' if is_mechanical else 'not judged'


def inject(case: Case, caught: Counter[str], tried: Counter[str]) -> Iterator[str]:
    """Put faults into a merge that people made and the proof accepts; the kinds that it does not find."""
    proof = Proof(case.base, case.ours, case.theirs, case.format)
    if any(proof.objections(case.people)):
        return
    known = {line.rstrip() for line in case.base.replace(b'\r\n', b'\n').split(b'\n')}
    now = case.people.replace(b'\r\n', b'\n').split(b'\n')
    added = [number for number, line in enumerate(now) if line.strip() and line.rstrip() not in known]
    base, ours, theirs = (text.replace(b'\r\n', b'\n') for text in (case.base, case.ours, case.theirs))
    for kind, text in faults(Merged(base, ours, theirs, now, added, case.format), case.name):
        if not is_right(case, text):
            tried[kind] += 1
            found = any(proof.objections(text))
            caught[kind] += found
            if not found:
                yield kind


def is_right(case: Case, text: bytes) -> bool:
    """Whether a fault is none: nothing but white space is another."""
    return lines(text) == lines(case.people)


def table(rows: dict[str, Counter[str]]) -> Iterator[str]:
    yield '| format | ' + ' | '.join(COLUMNS) + ' |'
    yield '|---|' + '---|' * len(COLUMNS)
    for name, row in [*sorted(rows.items()), ('all', sum(rows.values(), Counter()))]:
        yield f'| {name} | ' + ' | '.join(f'{row[column]:,}' for column in COLUMNS) + ' |'


def main(folder: Path, prefix: str = '', verbose: str = '') -> int:
    git = Git(os.environ)
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    caught, tried = Counter[str](), Counter[str]()
    for case in cases(folder, prefix):
        outcome = replay(case, git, rows[case.meta['format']])
        missed = list(inject(case, caught, tried))
        if verbose:
            print(case.name, outcome, *missed, sep='\t')
    print(*table(rows), sep='\n')
    every = sum(rows.values(), Counter())
    conflicts, settled = max(1, every['conflicts']), max(1, every['settled'])
    right = every['as people'] + every['other order']
    print(f'of the conflicts: settled {every["settled"] / conflicts:.1%}, as people merged {right / conflicts:.1%}')
    print(f'wrong of the settled: {every["wrong"] / settled:.1%}')
    print(f'refused of the clean and right: {every["refused of these"] / max(1, every["clean and right"]):.1%}')
    print('faults:', *(f'{kind} {caught[kind]}/{tried[kind]}' for kind in tried), sep='\n  ')
    print(f'caught {caught.total():,} of {tried.total():,} ({caught.total() / max(1, tried.total()):.1%})')
    return int(bool(every['lost'] or every['doubled'] or every['invalid']))


if __name__ == '__main__':
    os.environ |= {'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_SYSTEM': os.devnull}
    raise SystemExit(main(Path(sys.argv[1]), *sys.argv[2:]))
