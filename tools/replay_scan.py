"""Replays `sot-guard scan` on real repositories: what it proposes for pairs whose truth is known.

    python -m tools.replay_scan 'CLONES/{owner}/{name}' PAIRS.jsonl [MIRRORS.jsonl TRANSFORMED.jsonl]

Each file has a row for a pair of paths with its verdict, for a glob of copies with their source, or for two documents
that are alike but for some lines; the first argument says where a bare clone of each repository with its whole history
lies. Each repository is set up as it was at the commit of its rows. Then each start of a drift is committed again
under the configuration that scan proposes one commit before it, and so are the last commits that changed a file of a
pair. Tables are printed; the exit status is 1 if a scan failed, was late, or proposed to exclude copies.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from typing import NamedTuple

MAX_SECONDS = 5.0
# commits that are replayed before the start of a drift, to see how many are refused
MAX_COMMITS = 10
MAX_PATHS = 50
CONFIGURATION = '.sot-guard.toml'
# what the rows of pairs say at the head: kept as copies, or not
COPIES = frozenset(('identical', 'drift', 'drift-loose', 'eol'))
KINDS = 'guard', 'pair', 'fix', 'accept', 'exclude'
Pair = tuple[str, str]


class Repository(NamedTuple):
    """What is known of a repository."""

    name: str
    clone: Path
    head: str
    # pairs that are kept as copies, and pairs that are not
    copies: frozenset[Pair]
    others: frozenset[Pair]
    # pairs that are kept alike, but for some lines
    alike: frozenset[Pair]
    # globs of copies, each with its source
    globs: tuple[Pair, ...]
    # the commits that began a drift, each with the pair
    starts: tuple[tuple[str, Pair], ...]


class Scanned(NamedTuple):
    """A scan of a repository."""

    found: list[dict[str, Any]]
    seconds: float
    problem: str


def read_repositories(clones: str, files: list[Path]) -> Iterator[Repository]:
    rows = defaultdict(list)
    for file in files:
        for line in file.read_text().splitlines():
            row = json.loads(line)
            if row.get('half', 'dev') == 'dev':
                rows[row['repo']].append(row)
    for name, its in sorted(rows.items()):
        clone = Path(clones.format(owner=name.partition('/')[0], name=name.partition('/')[2]))
        if not clone.exists():
            continue
        known = [row for row in its if 'verdict' in row and 'root' in row]
        globs = tuple((row['glob'], row['source']) for row in its if row['kind'] == 'many' and row.get('source'))
        alike = [row for row in its if row.get('population') == 'copy' and row['both_at_head']]
        yield Repository(
            name, clone, git('rev-parse', (known or its)[0]['head'], cwd=clone).strip(),
            frozenset((row['root'], row['docs']) for row in known if row['at_head'] and row['verdict'] in COPIES),
            frozenset((row['root'], row['docs']) for row in known if row['at_head'] and row['verdict'] == 'never'),
            frozenset((row['a'], row['b']) for row in alike), globs, tuple(_starts(known)),
        )


def _starts(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Pair]]:
    for row in rows:
        for episode in row['episodes'] or ():
            if episode['type'] == 'drift':
                yield episode['broke_at'], (row['root'], row['docs'])


# ---- a repository that borrows the objects of a clone

def git(*args: str, cwd: Path, status: tuple[int, ...] = (0,), given: bytes = b'') -> str:
    done = subprocess.run(('git', *args), cwd=cwd, input=given, capture_output=True, check=False)
    if done.returncode not in status:
        raise RuntimeError(f'git {args}: {done.returncode} {done.stderr!r}')
    return done.stdout.decode(errors='surrogateescape')


@contextmanager
def borrowed(clone: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        git('init', '-q', '.', cwd=place)
        (place / '.git/objects/info/alternates').write_text(f'{clone.resolve()}/objects\n')
        yield place


def stand_at(place: Path, commit: str) -> None:
    """HEAD and index of a commit, no files on disk."""
    git('update-ref', '--no-deref', 'HEAD', commit, cwd=place)
    git('read-tree', commit, cwd=place)


def commit_with(place: Path, commit: str, configuration: str) -> None:
    """HEAD and index of a commit to which a configuration was added."""
    stand_at(place, commit)
    stage(place, configuration)
    # a clone may lack large files
    tree = git('write-tree', '--missing-ok', cwd=place).strip()
    identity = '-c', 'user.name=x', '-c', 'user.email=x'
    added = git(*identity, 'commit-tree', '-m', 'Add it', '-p', commit, tree, cwd=place).strip()
    git('update-ref', '--no-deref', 'HEAD', added, cwd=place)


def stage(place: Path, configuration: str) -> None:
    oid = git('hash-object', '-w', '--stdin', cwd=place, given=configuration.encode()).strip()
    git('update-index', '--add', '--cacheinfo', f'100644,{oid},{CONFIGURATION}', cwd=place)


def sot_guard(*args: str, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run((sys.executable, '-m', 'sot_guard', *args), cwd=cwd, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


# ---- what scan proposes

def scan(place: Path) -> Scanned:
    begin = time.monotonic()
    status, out, err = sot_guard('scan', '--format', 'json', cwd=place)
    seconds = time.monotonic() - begin
    problem = f'exit {status}: {err.strip()}' if status or 'Traceback' in err else ''
    return Scanned([] if problem else json.loads(out), seconds, problem)


def copies_of(repository: Repository, place: Path) -> frozenset[Pair]:
    """The pairs that are kept as copies at the head, globs written out where they equal their source."""
    ids = {}
    for record in git('ls-files', '-s', '-z', cwd=place).split('\0')[:-1]:
        entry, _, path = record.partition('\t')
        ids[path] = entry.split(' ')[:2]
    found = {
        (path, source) for glob, source in repository.globs for path in ids
        if path.count('/') == glob.count('/') and fnmatchcase(path, glob) and path != source
        and ids[path][1] == ids.get(source, ['', ''])[1]
    }
    return repository.copies | found


def judge(one: dict[str, Any], copies: frozenset[Pair], repository: Repository) -> str:
    """Return whether a proposal is right, wrong or not known to be either."""
    pair = one['root_path'], one['docs_path']
    is_copy = pair in copies or pair[::-1] in copies or one['status'] in ('identical', 'same_text')
    is_other = pair in repository.others or pair[::-1] in repository.others
    if one['proposal'] == 'exclude' and (pair in repository.alike or pair[::-1] in repository.alike):
        return 'wrong'
    if not is_copy and not is_other:
        return 'unknown'
    return 'right' if is_copy == (one['proposal'] in ('guard', 'pair', 'fix')) else 'wrong'


def report_scan(repository: Repository, total: Counter[str]) -> Scanned:
    with borrowed(repository.clone) as place:
        stand_at(place, repository.head)
        scanned = scan(place)
        copies = copies_of(repository, place)
    kinds: Counter[tuple[str, str]] = Counter()
    for one in scanned.found:
        answer = judge(one, copies, repository)
        if one['proposal'] != 'leave':
            kinds[one['proposal'], answer] += 1
        if answer != 'right' and one['proposal'] != 'leave':
            print(f'  {answer}: {one["proposal"]} {one["root_path"]} : {one["docs_path"]}  {one["reason"]}')
        elif answer == 'wrong':
            print(f'  left: {one["root_path"]} : {one["docs_path"]}  {one["reason"]}')
    listed = {pair for one in scanned.found for pair in (
        (one['root_path'], one['docs_path']), (one['docs_path'], one['root_path']),
    )}
    for copy, source in sorted((copies | repository.alike) - listed):
        print(f'  missed: {copy} : {source}')
    total.update({'scans': 1, 'listed': len(scanned.found), 'late': scanned.seconds > MAX_SECONDS})
    total.update({'alike': len(repository.alike), 'alike listed': len(repository.alike & listed)})
    total.update({'copies': len(copies), 'copies listed': len(copies & listed)})
    total.update({f'{kind} {answer}': number for (kind, answer), number in kinds.items()})
    shown = ', '.join(f'{kind} {kinds[kind, "right"]}/{kinds[kind, "right"] + kinds[kind, "wrong"]}'
                      f'{" +" + str(kinds[kind, "unknown"]) + "?" if kinds[kind, "unknown"] else ""}' for kind in KINDS)
    print(f'{repository.name}: {len(scanned.found)} listed, {shown}, true pairs {len(copies & listed)}/{len(copies)}, '
          f'{scanned.seconds:.1f} s {scanned.problem}', flush=True)
    return scanned


# ---- what the proposed configuration catches

def report_starts(repository: Repository, total: Counter[str]) -> None:
    for broke_at, pair in repository.starts:
        with borrowed(repository.clone) as place:
            parent = git('rev-parse', f'{broke_at}^', cwd=repository.clone).strip()
            found = refused(place, parent, broke_at)
            false = [one for one in found if not is_meant(one, repository, parent, place)]
        is_caught = any({one['root_path'], one['docs_path']} == set(pair) for one in found)
        total.update({'starts': 1, 'caught': is_caught, 'beside': len(false)})
        print(f'{repository.name}: {broke_at[:12]} {pair[0]} : {pair[1]} {"caught" if is_caught else "NOT CAUGHT"}'
              f'{", refused falsely: " * bool(false)}{", ".join(one["root_path"] for one in false)}', flush=True)


def refused(place: Path, parent: str, commit: str) -> list[dict[str, Any]]:
    """The findings that refuse a commit under the configuration that scan proposes at its parent."""
    stand_at(place, parent)
    configuration = sot_guard('scan', '--format', 'toml', cwd=place)[1]
    commit_with(place, parent, configuration)
    git('read-tree', commit, cwd=place)
    stage(place, configuration)
    status, out, err = sot_guard('check', '--staged', '--format', 'json', cwd=place)
    if status not in (0, 1):
        raise RuntimeError(f'{commit}: {status} {out[-1000:]} {err}')
    return [one for one in json.loads(out)['findings'] if status and one['status'] == 'divergent']


def report_commits(repository: Repository, found: list[dict[str, Any]], total: Counter[str]) -> None:
    """Replay the last commits that changed a file of a pair, under what scan proposes before each."""
    paths = sorted({one[key] for one in found for key in ('root_path', 'docs_path') if '\\' not in one[key]})
    limits = '--first-parent', f'--max-count={MAX_COMMITS + 1}', repository.head, '--', *paths[:MAX_PATHS]
    commits = git('rev-list', *limits, cwd=repository.clone).split()
    if not paths or len(commits) < 2:
        return
    with borrowed(repository.clone) as place:
        for commit in commits[:-1]:
            parent = git('rev-parse', f'{commit}^', cwd=place).strip()
            false = [
                one for one in refused(place, parent, commit)
                if not is_meant(one, repository, parent, place)
            ]
            total.update({'commits': 1, 'refused falsely': bool(false)})
            for one in false:
                print(f'{repository.name}: {commit[:12]} refused: {one["root_path"]} : {one["docs_path"]}', flush=True)


def is_meant(one: dict[str, Any], repository: Repository, parent: str, place: Path) -> bool:
    """Whether a pair is kept as copies: at the head, or before the commit that is refused for it."""
    pair = one['root_path'], one['docs_path']
    if pair in repository.copies:
        return True
    ids = [git('rev-parse', f'{parent}:{path}', cwd=place, status=(0, 128)) for path in pair]
    return ids[0] == ids[1]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m tools.replay_scan', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('clones', metavar='CLONES/{owner}/{name}')
    parser.add_argument('files', type=Path, nargs='+', metavar='ROWS.jsonl')
    parser.add_argument('--only', default='', metavar='OWNER/NAME')
    parser.add_argument('--scans', action='store_true', help='replay no commits')
    args = parser.parse_args()
    total: Counter[str] = Counter()
    is_bad = False
    for repository in read_repositories(args.clones, args.files):
        if not repository.name.startswith(args.only):
            continue
        try:
            scanned = report_scan(repository, total)
            if not args.scans:
                report_starts(repository, total)
                report_commits(repository, scanned.found, total)
            is_bad |= bool(scanned.problem) or scanned.seconds > MAX_SECONDS
        except RuntimeError as e:
            print(f'{repository.name}: FAILED {e}', flush=True)
            is_bad = True
    print(f'\n{total["scans"]} scans, {total["late"]} of over {MAX_SECONDS:g} s, {total["listed"]} pairs listed')
    print(f'{total["copies listed"]} of {total["copies"]} true pairs and {total["alike listed"]} of {total["alike"]} '
          'that are alike but for some lines listed')
    for kind in KINDS:
        right, wrong = total[f'{kind} right'], total[f'{kind} wrong']
        print(f'{kind}: {right} of {right + wrong} right, {total[f"{kind} unknown"]} not known')
    print(f'{total["caught"]} of {total["starts"]} starts of drifts caught, {total["beside"]} others refused falsely')
    print(f'{total["refused falsely"]} of {total["commits"]} commits refused falsely')
    return int(is_bad or total['exclude wrong'] > 0)


if __name__ == '__main__':
    os.environ |= {'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_SYSTEM': os.devnull}
    raise SystemExit(main())
