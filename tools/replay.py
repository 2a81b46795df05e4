"""Replays real drifts: what `sot-guard resolve` makes of them, and what plain `git merge-file` would.

    python -m tools.replay PAIRS.jsonl '/clones/{owner}/{name}'
    python -m tools.replay --merges FOLDER     (real merges of documents: see tools/merges.py)

PAIRS.jsonl has a row for a pair of paths, with its `episodes`; the second argument says where a bare clone of each
repository with its whole history lies. Each drift is set up as it was at its end, in a repository of its own that
borrows the clone's objects, and settled by one command. A table is printed; the exit status is 1 if a line was lost.
"""
from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

from sot_guard.analysis.documents import format_of
from sot_guard.analysis.documents import read_document
from tools import merges


class Outcome(NamedTuple):
    repository: str
    pair: str
    sided: str
    strategy: str
    plain: int
    conflicts: int
    missing: int
    doubled: int
    removed: int


def drifts(pairs: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for line in pairs.read_text().splitlines():
        row = json.loads(line)
        for episode in row.get('episodes') or ():
            if episode['type'] == 'drift':
                yield row, episode


def run(*args: str, cwd: Path, status: tuple[int, ...] = (0,)) -> bytes:
    done = subprocess.run(args, cwd=cwd, capture_output=True, check=False)
    if done.returncode not in status:
        raise RuntimeError(f'{args}: {done.returncode} {done.stderr!r}')
    return done.stdout


def set_up(clone: Path, place: Path, row: dict[str, Any], episode: dict[str, Any]) -> tuple[bytes, bytes, bytes]:
    """The drift as it was at its end, and the contents of its base, root and docs."""
    run('git', 'init', '-q', '.', cwd=place)
    (place / '.git/objects/info/alternates').write_text(f'{clone.resolve()}/objects\n')
    end = row['head'] if episode['end'] == 'open' else f'{episode["end_commit"]}^'
    oid = run('git', 'rev-parse', end, cwd=clone).decode().strip()
    run('git', 'update-ref', 'HEAD', oid, cwd=place)
    run('git', 'read-tree', oid, cwd=place)
    run('git', 'checkout', '--', row['root'], row['docs'], cwd=place)
    if row['docs'] != f'docs/{row["root"]}':
        pair = f'[[pair]]\nsource = {json.dumps(row["docs"])}\ncopies = [{json.dumps(row["root"])}]\n'
        (place / '.sot-guard.toml').write_text(pair)
        run('git', 'add', '.sot-guard.toml', cwd=place)
    return tuple(  # type: ignore[return-value]
        run('git', 'cat-file', 'blob', episode[key], cwd=place) for key in ('base', 'root_blob', 'docs_blob')
    )


def lines(content: bytes) -> set[bytes]:
    return {line.rstrip() for line in content.split(b'\n') if line.strip()}


def plain(base: bytes, root: bytes, docs: bytes, place: Path) -> int:
    """Conflicts of `git merge-file`."""
    for name, content in (('base', base), ('root', root), ('docs', docs)):
        (place / name).write_bytes(content)
    command = 'git', 'merge-file', '-p', 'docs', 'base', 'root'
    return subprocess.run(command, cwd=place, capture_output=True, check=False).returncode


def replay(row: dict[str, Any], episode: dict[str, Any], clone: Path) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / 'repository'
        place.mkdir()
        base, root, docs = set_up(clone, place, row, episode)
        out = run(sys.executable, '-m', 'sot_guard', 'resolve', row['root'], cwd=place, status=(0, 1)).decode()
        told = out.splitlines()
        found = re.search(r': (?:([\d,]+) conflicts? to resolve by hand|cannot be merged automatically)$', told[0])
        conflicts = int((found[1] or '1').replace(',', '')) if found else 0
        results = [(place / name).read_bytes() for name in (row['root'], row['docs'])]
        if not conflicts:
            assert results[0] == results[1], row
        else:
            assert results == [root, docs], row
            results = [next((place / '.git/sot-guard').glob(f'*/{row["root"]}')).read_bytes()]
        new = (lines(root) | lines(docs)) - lines(base)
        documents = [read_document(text, format_of(row['root'].encode())) for text in (results[0], base, root, docs)]
        titles = [Counter(document.path(one.first) for one in document.headings) for document in documents]
        doubled = titles[0] - (titles[1] | titles[2] | titles[3]) if not conflicts else Counter()
        return Outcome(
            row['repo'], f'{row["root"]} : {row["docs"]}', episode['sided'],
            told[0].partition(': ')[2].partition(' since')[0], plain(base, root, docs, Path(folder)), conflicts,
            len(new - lines(results[0])), doubled.total(), len(lines(base) - lines(results[0])),
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m tools.replay', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('pairs', type=Path, nargs='?', metavar='PAIRS.jsonl')
    parser.add_argument('clones', nargs='?', metavar='/clones/{owner}/{name}')
    parser.add_argument('--merges', type=Path, metavar='FOLDER')
    args = parser.parse_args()
    if args.merges is not None:
        return merges.main(args.merges)
    if args.clones is None:
        parser.error('name PAIRS.jsonl and the clones, or --merges FOLDER')
    outcomes = []
    for row, episode in drifts(args.pairs):
        owner, _, name = row['repo'].partition('/')
        clone = Path(args.clones.format(owner=owner, name=name))
        if not clone.exists():
            print(f'{row["repo"]}: no clone', file=sys.stderr)
            continue
        outcomes.append(replay(row, episode, clone))
    titles = 'repository', 'pair', 'sided', 'strategy', 'merge-file conflicts', 'conflicts', 'new lines missing', \
        'doubled', 'base lines gone'
    print('|', ' | '.join(titles), '|')
    print('|', ' | '.join('---' for _ in titles), '|')
    for outcome, count in Counter(outcomes).items():
        print('|', ' | '.join(map(str, outcome)), '|', f'x {count}' if count > 1 else '')
    clean = [outcome for outcome in outcomes if not outcome.conflicts]
    two = [outcome for outcome in outcomes if outcome.sided == 'both']
    print(
        f'{len(outcomes)} drifts, {len(clean)} settled by one command; {len(two)} two-sided, without a conflict '
        f'{sum(not one.conflicts for one in two)} of them, by plain git merge-file {sum(not one.plain for one in two)}',
    )
    return int(any(outcome.missing or outcome.doubled for outcome in outcomes))


if __name__ == '__main__':
    os.environ |= {'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_SYSTEM': os.devnull}
    raise SystemExit(main())
