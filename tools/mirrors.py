"""Replays folders that repositories keep in step: what `scan` proposes for them, and what that would have refused.

    python -m tools.mirrors MIRRORS.jsonl '/clones/{owner}/{name}'

MIRRORS.jsonl has a row for two folders, with `label` (meant or not) and the commit `head`; the second argument says
where a bare clone of each repository with its history lies. A table is printed: proposals that are right, meant mirrors
that are found, and of the main line's commits: drift starts (files that were the same and differ now) that the proposed
configuration refuses, and refusals that nobody ever settled.
"""
from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from typing import NamedTuple

from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.folder_candidates import folder_candidates
from sot_guard.pairing.folder_candidates import FolderCandidate

KINDS = {b'100': Kind.FILE, b'120': Kind.LINK, b'160': Kind.SUBMODULE}
SECONDS = 2.0
_MIN_EQUAL = 3


class Commit(NamedTuple):
    oid: str
    # the new ids by path, '' for none
    changes: dict[bytes, str]


def git(clone: Path, *args: str) -> bytes:
    return subprocess.run(('git', '-C', str(clone), *args), check=True, capture_output=True).stdout


def entries_of(clone: Path, commit: str) -> dict[bytes, Entry]:
    found = {}
    for record in git(clone, 'ls-tree', '-r', '-z', '--full-tree', commit).split(b'\0')[:-1]:
        header, _, path = record.partition(b'\t')
        mode, _, oid = header.split(b' ')
        found[path] = Entry(KINDS[mode[:3]], mode.decode(), oid.decode())
    return found


def history(clone: Path, head: str, *folders: bytes, most: int = 0) -> Iterator[Commit]:
    """The commits of the main line that change these folders, the oldest first; of the newest so many."""
    limit = [f'--max-count={most}'] if most else []
    out = git(
        clone, '--literal-pathspecs', 'log', '--first-parent', '-m', '--reverse', '--raw', '--no-renames',
        '--no-abbrev', '-z', '--format=%x01%H', *limit, head, '--', *(folder.decode() for folder in folders),
    )
    for part in out.split(b'\x01')[1:]:
        oid, *fields = part.split(b'\0')
        found = {}
        for header, path in pairwise(fields):
            if header.lstrip(b'\n').startswith(b':'):
                modes = header.lstrip(b'\n').split(b' ')
                found[path] = '' if modes[4] == b'D' else modes[3].decode()
        yield Commit(oid.strip().decode(), found)


def in_step(clone: Path, head: str) -> Any:
    """Whether a commit changed a file of two folders alike, within the time that a scan has."""
    end = time.monotonic() + SECONDS

    def told(one: bytes, other: bytes) -> bool:
        if time.monotonic() > end:
            return False
        return any(
            oid and path.startswith(one + b'/') and commit.changes.get(other + path[len(one):]) == oid
            for commit in history(clone, head, one, other, most=300) for path, oid in commit.changes.items()
        )
    return told


def held(proposals: list[FolderCandidate], source: bytes, copy: bytes) -> bool:
    """Whether a proposal holds a file to another one, directly or by a source of both."""
    return any(True for one in proposals if _maps(one, source) == copy or _maps(one, copy) == source) or bool(
        {_back(one, source) for one in proposals} & {_back(one, copy) for one in proposals} - {None},
    )


def _maps(one: FolderCandidate, path: bytes) -> bytes | None:
    name = path.removeprefix(one.source + b'/')
    return None if name == path or name in one.differ else one.copy + b'/' + name


def _back(one: FolderCandidate, path: bytes) -> bytes | None:
    name = path.removeprefix(one.copy + b'/')
    return None if name == path or name in one.differ else one.source + b'/' + name


def replay(clone: Path, row: dict[str, Any], proposals: list[FolderCandidate]) -> Counter[str]:
    """The drift starts of a meant mirror, and what the proposed configuration refuses."""
    source, copy = row['source'].encode(), row['copy'].encode()
    ids: dict[bytes, str] = {}
    counts: Counter[str] = Counter()
    equal: set[bytes] = set()
    is_born = False
    refused: list[set[tuple[bytes, str]]] = []
    settled: set[tuple[bytes, str]] = set()
    is_open: dict[bytes, str] = {}
    starts: list[tuple[bytes, bool]] = []
    for commit in history(clone, row['head'], source, copy):
        names = {path.removeprefix(folder + b'/') for path in commit.changes for folder in (source, copy)
                 if path.startswith(folder + b'/')}
        before = {name: _both(ids, source, copy, name) for name in names}
        ids |= commit.changes
        here: set[tuple[bytes, str]] = set()
        for name in names:
            old, new = before[name], _both(ids, source, copy, name)
            was_one, is_one = old[0] == old[1] != '', new[0] == new[1]
            (equal.add if is_one else equal.discard)(name)
            if is_one and name in is_open:
                settled.add((name, is_open.pop(name)))
            if is_born and was_one and not is_one:
                kind = 'drift' if all(new) else 'apart'
                counts[f'{kind} starts'] += 1
                is_open[name] = commit.oid
                is_refused = held(proposals, source + b'/' + name, copy + b'/' + name)
                if kind == 'drift':
                    starts.append((name, is_refused))
                if is_refused:
                    counts[f'{kind} starts refused'] += 1
                    here.add((name, commit.oid))
        counts['commits'] += is_born and bool(names)
        refused += [here] if here else []
        is_born = is_born or len(equal) >= min(_MIN_EQUAL, row['equal'])
    # whoever lets files differ for good does not mean them to be equal
    meant = [is_refused for name, is_refused in starts if len({*_both(ids, source, copy, name)} - {''}) < 2]
    found = f'{"found" if any(meant) or not meant else "not found"}: drift starts of files that are equal today'
    counts[found] = len(meant)
    counts[f'{found}, refused'] = sum(meant)
    counts['refused'] = len(refused)
    counts['never settled'] = sum(not files & settled for files in refused)
    return counts


def _both(ids: dict[bytes, str], source: bytes, copy: bytes, name: bytes) -> tuple[str, str]:
    return ids.get(source + b'/' + name, ''), ids.get(copy + b'/' + name, '')


def is_right(one: FolderCandidate, meant: list[dict[str, Any]]) -> bool:
    """Whether a proposal is a meant mirror, or a part of the two trees of one, or two copies of one source."""
    sides = {one.source.decode(), one.copy.decode()}
    trees = [pair for row in meant for pair in _trees(row['source'], row['copy'])]
    if any(all(any(side == folder or side.startswith(folder + '/') for side in sides) for folder in pair)
           for pair in trees):
        return True
    return sides <= {row['copy'] for row in meant}


def _trees(source: str, copy: str) -> Iterator[tuple[str, str]]:
    """Two folders, and those above them that hold them at the same place."""
    yield source, copy
    while source.rpartition('/')[2] == copy.rpartition('/')[2] and '/' in source and '/' in copy:
        source, copy = source.rpartition('/')[0], copy.rpartition('/')[0]
        yield source, copy


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('mirrors', type=Path)
    parser.add_argument('clones')
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.mirrors.read_text().splitlines()]
    rows = [row for row in rows if row['kind'] == 'folder']
    total: Counter[str] = Counter()
    for repo in sorted({row['repo'] for row in rows}):
        owner, name = repo.split('/')
        clone = Path(args.clones.format(owner=owner, name=name))
        if clone.is_dir():
            counts = _repository(clone, [row for row in rows if row['repo'] == repo])
            print(repo, dict(counts), flush=True)
            total += counts
    print('all', dict(total))
    return 0


def _repository(clone: Path, rows: list[dict[str, Any]]) -> Counter[str]:
    head = rows[0]['head']
    proposals = folder_candidates(entries_of(clone, head), in_step(clone, head))
    meant = [row for row in rows if row['label'] == 'meant']
    counts: Counter[str] = Counter({'proposed': len(proposals), 'meant': len(meant)})
    counts['right'] = sum(is_right(one, meant) for one in proposals)
    for row in meant:
        counts += replay(clone, row, proposals)
    return counts


if __name__ == '__main__':
    raise SystemExit(main())
