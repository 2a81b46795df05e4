"""Replays the histories of real copies under declared differences: what is equal, refused, and carried over.

    python -m tools.replay_views [--show] [--changes N] PAIRS.jsonl '/clones/{owner}+{name}'

PAIRS.jsonl has a row for a pair of paths (`repo`, `head`, `a`, `b`, `population`, `presets`, `drift_starts`); the
second argument says where a clone of each repository with its whole history lies. In each state in which a pair is
equal but for what can be declared, it is configured as `scan` proposes there, or with the keys of front matter that
`scan` names. A drift starts where the next commit makes the pair unequal under this configuration, which `check`
refuses. That is wrong in the commits of WRONG, which were read, and where the pair stays equal by other views, unless
the rows have it; `--show` prints the difference that each start makes, to read it.
"""
from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path
from typing import Any
from typing import NamedTuple

from sot_guard.analysis.documents import format_of
from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.compare import Viewed
from sot_guard.analysis.views.proposed import equal_but
from sot_guard.config.model import View
from sot_guard.git.process import Git
from sot_guard.planning.carry import carry
from sot_guard.planning.carry import Change
from sot_guard.planning.carry import Version

_MAX_STATES = 800
_MAX_SHOWN = 12
# starts of what is meant, by reading; everything else leaves a file outdated
WRONG = {
    '0e20ad55addc': 'an image has the path that is right for each of the two files',
    'b5f439424b1d': 'the page got a style of its own',
    '0f4b07f38571': 'the page got a style of its own',
    '2c70a75efaff': 'the page got links in the form of its site',
}


class State(NamedTuple):
    """Both files after a commit, and what has to be declared for them to be equal; None where they differ in more."""

    oid: str
    copy: bytes
    source: bytes
    differ: tuple[View, ...] | None

    @property
    def texts(self) -> tuple[bytes, bytes]:
        return self.copy, self.source

    @property
    def is_proposed(self) -> bool:
        """Whether scan proposes to declare that, if anything has to be."""
        return self.differ is not None and all(isinstance(view, str) for view in self.differ)


def git(clone: Path, *args: str) -> bytes:
    return subprocess.run(('git', *args), cwd=clone, check=True, capture_output=True).stdout


def states(clone: Path, row: dict[str, Any]) -> Iterator[State]:
    """The states after each commit of the first-parent line that touches one of the files, oldest first."""
    how = '--first-parent', '-m', '--format=%H', f'-{_MAX_STATES}'
    out = git(clone, 'log', *how, row['head'], '--', row['a'], row['b'])
    seen: tuple[bytes, bytes] | None = None
    for oid in reversed(out.decode().split()):
        listed = git(clone, 'ls-tree', '-z', '--full-tree', oid, '--', row['a'], row['b']).split(b'\0')[:-1]
        blobs = {line.partition(b'\t')[2].decode(): line.split()[2].decode() for line in listed if line[:3] == b'100'}
        if len(blobs) != 2:
            seen = None
            continue
        copy, source = (git(clone, 'cat-file', 'blob', blobs[row[key]]) for key in ('a', 'b'))
        if (copy, source) != seen:
            seen = copy, source
            yield State(oid, copy, source, () if copy == source else equal_but(seen, paths_of(row)))


def paths_of(row: dict[str, Any]) -> tuple[bytes, bytes]:
    return row['a'].encode(), row['b'].encode()


def is_same(row: dict[str, Any], state: State, views: tuple[View, ...]) -> bool:
    return state.copy == state.source or compare_views(state.texts, paths_of(row), views).is_same


class Start(NamedTuple):
    """A commit that makes an equal pair unequal under what was declared before it."""

    old: State
    new: State
    # the files that it changes
    sides: str
    # why it is meant; empty where it leaves a file outdated
    wrong: str


def starts_of(row: dict[str, Any], history: list[State]) -> Iterator[Start]:
    known = {one['commit'] for one in row.get('drift_starts') or ()}
    for old, new in pairwise(history):
        if old.differ is not None and not is_same(row, new, old.differ):
            sides = ''.join(side for side, one, other in zip('ab', old.texts, new.texts, strict=True) if one != other)
            is_meant = new.differ is not None and new.oid not in known
            yield Start(old, new, sides, 'equal by other views' if is_meant else WRONG.get(new.oid[:12], ''))


def is_carried(row: dict[str, Any], start: Start) -> bool:
    """Whether resolve carries the change of one file into the other one, and the two are equal then."""
    views = start.old.differ or ()
    before, after = (compare_views(state.texts, paths_of(row), views) for state in (start.old, start.new))
    changes = [
        Change(path, Version(old, was), Version(new, now)) for path, old, was, new, now in zip(
            paths_of(row), start.old.texts, _numbers(before), start.new.texts, _numbers(after), strict=True,
        )
    ]
    place = 'ab'.index(start.sides)
    result = carry(Git(dict(os.environ)), changes[place], changes[1 - place], format_of(paths_of(row)[1]), views)
    texts = [start.new.texts[place], result.content]
    copy, source = texts if place == 0 else texts[::-1]
    return result.is_clean and compare_views((copy, source), paths_of(row), views).is_same


def _numbers(viewed: Viewed) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return viewed.copy.numbers, viewed.source.numbers


def show(row: dict[str, Any], start: Start) -> None:
    """Print the first lines of the difference that a start makes."""
    viewed = compare_views(start.new.texts, paths_of(row), start.old.differ or ())
    copy, source = ([line.decode(errors='replace') for line in side.texts] for side in (viewed.copy, viewed.source))
    for line in list(unified_diff(copy, source, lineterm='', n=0))[2:_MAX_SHOWN + 2]:
        print(f'        {line[:110]}')


def changed(rng: random.Random, state: State, viewed: Viewed) -> tuple[bytes, bytes] | None:
    """Both files with a word of one of them changed, in a line that is compared; None where that line has no word."""
    place = rng.randrange(2)
    lines = state.texts[place].split(b'\n')
    number = rng.choice(_numbers(viewed)[place])
    words = list(re.finditer(rb'\w{2,}', lines[number]))
    if not words:
        return None
    word = rng.choice(words)
    other = rng.choice((word[0].swapcase(), word[0] + b'x', word[0][:-1]))
    lines[number] = lines[number][:word.start()] + other + lines[number][word.end():]
    text = b'\n'.join(lines)
    return None if text == state.texts[place] else (text, state.source) if place == 0 else (state.copy, text)


def changes_of(row: dict[str, Any], history: list[State], times: int) -> Counter[str]:
    """How many changed words were tried in states that are equal but for what is declared, and how many not seen."""
    found: Counter[str] = Counter()
    for state in history:
        if not state.differ:
            continue
        rng = random.Random(state.oid)
        viewed = compare_views(state.texts, paths_of(row), state.differ)
        for texts in filter(None, (changed(rng, state, viewed) for _ in range(times))):
            found['changed words'] += 1
            found['not seen'] += compare_views(texts, paths_of(row), state.differ).is_same
    return found


def report(row: dict[str, Any], history: list[State], *, shown: bool) -> Counter[str]:
    """Print what became of a pair, and return what it adds to the totals."""
    equal = [state for state in history if state.differ is not None]
    starts = list(starts_of(row, history))
    sided = [start for start in starts if len(start.sides) == 1]
    carried = sum(is_carried(row, start) for start in sided)
    names = ', '.join(sorted({'+'.join(map(str, state.differ or ())) or 'nothing' for state in equal}))
    print(f'{row["repo"]} {row["a"]} {row["b"]}: {len(equal)} of {len(history)} states equal but for {names or "more"}'
          f'{", at HEAD" * bool(equal and history[-1] is equal[-1])}; {carried} of {len(sided)} carried')
    for start in starts:
        print('   ', start.new.oid, start.sides, f'WRONG: {start.wrong}' if start.wrong else 'drift')
        if shown and not start.wrong.startswith('equal'):
            show(row, start)
    known = {one['commit'] for one in row.get('drift_starts') or ()} if equal else set()
    identical = {state.oid for state in history if state.copy == state.source}
    refused = {start.new.oid for start in starts} | {state.oid for state in history if state.differ is None}
    return Counter({
        'pairs': 1, 'equal by the preset of the data': bool(row['presets']['plan']['eq']),
        'equal by what scan proposes': any(state.is_proposed for state in history),
        'equal by what scan proposes or names': bool(equal), 'starts': len(starts),
        'refused wrongly': sum(bool(start.wrong) for start in starts), 'one-sided': len(sided), 'carried': carried,
        'starts of the data': len(known), 'where both files are identical': len(known & identical),
        'refused of the others': len((known - identical) & refused),
    })


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m tools.replay_views', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('pairs', type=Path, metavar='PAIRS.jsonl')
    parser.add_argument('clones', metavar='/clones/{owner}+{name}')
    parser.add_argument('--changes', type=int, default=0, metavar='N', help='change a word of each equal state N times')
    parser.add_argument('--show', action='store_true', help='print what differs where a drift starts')
    args = parser.parse_args()
    totals: Counter[str] = Counter()
    for line in args.pairs.read_text().splitlines():
        row = json.loads(line)
        owner, _, name = row['repo'].partition('/')
        clone = Path(args.clones.format(owner=owner, name=name))
        if row['population'] != 'copy':
            continue
        if not clone.is_dir():
            print(f'{row["repo"]}: no clone', file=sys.stderr)
            continue
        history = list(states(clone, row))
        totals.update(report(row, history, shown=args.show))
        totals.update(changes_of(row, history, args.changes))
    for title, count in totals.items():
        print(f'{count:6,} {title}')
    return 0


if __name__ == '__main__':
    os.environ |= {'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_SYSTEM': os.devnull}
    raise SystemExit(main())
