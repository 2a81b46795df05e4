"""Replays the histories of real copies under declared differences: what is equal, refused, and carried over.

    python -m tools.replay_views PAIRS.jsonl '/clones/{owner}+{name}'

PAIRS.jsonl has a row for a pair of paths (`repo`, `head`, `a`, `b`, `population`, `drift_starts`); the second
argument says where a clone of each repository with its whole history lies. For each pair that set of views is taken
that made it equal at HEAD or most often: those that `scan` proposes, or the keys of front matter that differ, which
`check` names. A drift starts where a commit makes an equal pair unequal, which `check` refuses. A start that the data
has not is one under which the pair stayed equal by other views: a wrong refusal, or one to read.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.compare import Viewed
from sot_guard.analysis.views.front_matter import keys_of
from sot_guard.analysis.views.lines import lines_of
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import View
from sot_guard.git.process import Git
from sot_guard.merging.carry import carry
from sot_guard.merging.carry import Change
from sot_guard.merging.carry import Version

# what scan proposes, the smallest first
SETS: tuple[tuple[View, ...], ...] = (
    (), ('front-matter', 'first-heading'), ('blank-lines',), ('front-matter', 'first-heading', 'blank-lines'),
)
_MAX_STATES = 800
State = tuple[str, bytes, bytes]


class Outcome(NamedTuple):
    """What a set of views makes of the history of a pair."""

    # how many states are equal, and whether the newest is
    equal: int
    at_head: bool
    # of each start of a drift: the commit, the paths that it changes, how it ended
    starts: tuple[tuple[str, str, str], ...]
    # starts by one file, and those of them that resolve would have carried over without a conflict
    one_sided: int
    carried: int


def git(clone: Path, *args: str) -> bytes:
    return subprocess.run(('git', *args), cwd=clone, check=True, capture_output=True).stdout


def states(clone: Path, row: dict[str, Any]) -> Iterator[State]:
    """The contents of both files after each commit of the first-parent line that touches one, oldest first."""
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
            yield oid, copy, source


def viewed(row: dict[str, Any], copy: bytes, source: bytes, views: tuple[View, ...]) -> Viewed:
    return compare_views((copy, source), (row['a'].encode(), row['b'].encode()), views)


def replay(clone: Path, row: dict[str, Any], history: list[State], views: tuple[View, ...]) -> Outcome:
    """What these views make of the history."""
    same = [one[1] == one[2] or viewed(row, one[1], one[2], views).is_same for one in history]
    starts = [number for number in range(1, len(history)) if same[number - 1] and not same[number]]
    told, sided, carried = [], 0, 0
    for number in starts:
        (_, *old), (oid, *new) = history[number - 1], history[number]
        moved = [place for place in (0, 1) if old[place] != new[place]]
        end = 'resynced' if any(same[number:]) else 'open'
        told.append((oid, ''.join('ab'[place] for place in moved), end))
        if len(moved) == 1:
            sided += 1
            carried += is_carried(clone, row, (old[0], old[1]), (new[0], new[1]), moved[0], views)
    return Outcome(sum(same), bool(same) and same[-1], tuple(told), sided, carried)


def is_carried(
    clone: Path, row: dict[str, Any], old: tuple[bytes, bytes], new: tuple[bytes, bytes], moved: int,
    views: tuple[View, ...],
) -> bool:
    """Whether resolve carries the change of one file into the other one, and the two are equal then."""
    before, after = viewed(row, *old, views), viewed(row, *new, views)
    changes = [
        Change(row[key].encode(), Version(old[place], was.numbers), Version(new[place], now.numbers))
        for place, (key, was, now) in enumerate((
            ('a', before.copy, after.copy), ('b', before.source, after.source),
        ))
    ]
    form = format_of(row['b'].encode())
    result = carry(Git(dict(os.environ)), changes[moved], changes[1 - moved], form, views)
    texts = [new[moved], result.content] if moved == 0 else [result.content, new[moved]]
    return result.is_clean and viewed(row, texts[0], texts[1], views).is_same


def keys_that_differ(history: list[State]) -> list[tuple[str, ...]]:
    """The keys of front matter that differ between the two files, in any state."""
    found = []
    for _, *texts in history:
        copy, source = (keys_of(lines_of(text, Format.MARKDOWN).texts) for text in texts)
        keys = tuple(key for key in {**copy, **source} if key not in copy or copy[key] != source.get(key))
        if copy and source and keys and keys not in found:
            found.append(keys)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m tools.replay_views', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('pairs', type=Path, metavar='PAIRS.jsonl')
    parser.add_argument('clones', metavar='/clones/{owner}+{name}')
    args = parser.parse_args()
    totals: Counter[str] = Counter()
    for line in args.pairs.read_text().splitlines():
        row = json.loads(line)
        owner, _, name = row['repo'].partition('/')
        clone = Path(args.clones.format(owner=owner, name=name))
        if row['population'] != 'copy':
            continue
        totals['pairs'] += 1
        if not clone.is_dir():
            print(f'{row["repo"]}: no clone', file=sys.stderr)
            continue
        history = list(states(clone, row))
        sets = SETS
        outcomes = [replay(clone, row, history, views) for views in sets]
        totals['equal by what scan proposes'] += any(one.equal for one in outcomes)
        sets += tuple((FrontMatterKeys(keys),) for keys in keys_that_differ(history))
        outcomes += [replay(clone, row, history, views) for views in sets[len(SETS):]]
        best = max(outcomes, key=lambda one: (one.at_head, one.equal))
        views = sets[outcomes.index(best)]
        names = '+'.join(map(str, views)) or 'white space'
        print(f'{row["repo"]} {row["a"]} {row["b"]}: {best.equal} of {len(history)} states equal by {names}'
              f'{", at HEAD" * best.at_head}; {best.carried} of {best.one_sided} carried')
        for start in best.starts:
            print('   ', *start)
        totals['equal'] += bool(best.equal)
        totals['head'] += best.at_head
        known = {start['commit'] for start in row.get('drift_starts') or ()} if best.equal else set()
        found = {commit for commit, _, _ in best.starts}
        refused = {oid for oid, *texts in history if not viewed(row, texts[0], texts[1], views).is_same}
        totals['starts of the data'] += len(known)
        totals['refused of them'] += len(known & refused)
        totals['starts'] += len(found)
        totals['starts that the data has not'] += len(found - known)
        totals['one-sided'] += best.one_sided
        totals['carried'] += best.carried
    for name, count in totals.items():
        print(f'{count:6,} {name}')
    return 0


if __name__ == '__main__':
    os.environ |= {'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_SYSTEM': os.devnull}
    raise SystemExit(main())
