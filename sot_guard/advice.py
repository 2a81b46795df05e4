"""What to type, for each status and each way in which the commit was made. Pure: a finding in, commands out.

Every command is meant to be pasted into the user's own shell at the top level: nothing but git and POSIX tools, names
quoted, and none at all for a name that cannot be printed as it is.
"""
from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.blobs import Diff
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.findings import Command
from sot_guard.findings import Purpose
from sot_guard.findings import Reason
from sot_guard.findings import Side
from sot_guard.findings import Status
from sot_guard.snapshots import Kind
from sot_guard.worktree import ABSENT

SKIP = 'SKIP=sot-guard,sot-guard-all'


class Circumstances(NamedTuple):
    """How the run came about, as far as it changes what has to be typed.

    `of_paths`: `git commit -- PATH`; `runner`: under pre-commit or prek; `pushing`: at the pre-push stage.
    """

    of_paths: bool
    runner: bool
    pushing: bool


def circumstances(environ: Mapping[str, str]) -> Circumstances:
    """The circumstances that the environment of a hook tells."""
    index = environ.get('GIT_INDEX_FILE', '').replace('\\', '/').rpartition('/')[2]
    return Circumstances(
        of_paths=index.startswith('next-index-'),  # builtin/commit.c: the index of a partial commit
        runner='PRE_COMMIT' in environ,
        pushing='PRE_COMMIT_REMOTE_NAME' in environ,
    )


def commands(
    status: Status, root: Side, docs: Side, diff: Diff | None, reason: Reason, how: Circumstances,
) -> tuple[Command, ...]:
    """The commands for a finding, in the order in which to try them."""
    if not status.exit_status or not is_plain(root.path) or not is_plain(docs.path):
        return ()
    lines = [*_LOOKS[status](root, docs)]
    if status is Status.DIVERGENT:
        lines += _agreements(root, docs, how)
        lines += _copies(root, docs, diff, how)
    elif status is Status.LINK_ELSEWHERE:
        lines += _relinks(root, docs, how)
    if status in (Status.DIVERGENT, Status.LINK_ELSEWHERE):
        lines.append(_removal(root, docs, diff, how))
    if how.runner:
        again = f'{SKIP} git {"push" if how.pushing else "commit"}'
        lines.append(Command(Purpose.SKIP, again, 'CI will still report it' if reason is Reason.NAME else ''))
    return tuple(lines)


def name_list(key: str, path: bytes) -> str:
    """A line of configuration that takes one name in or out."""
    text = re.sub(r'[*?\[]', r'[\g<0>]', os.fsdecode(path))
    # what cannot be printed as it is is replaced by the wildcard for one character
    acting = {c for c in text if visible_text(c) != c} | {'#' for _ in range('##' in text)}
    glob = ''.join('?' if c in acting else c for c in text)
    return f'{key} = [{json.dumps(glob, ensure_ascii=False)}]'


def word(path: bytes) -> str:
    """A path as a shell takes it; for a name that cannot be printed as it is, as a reader does."""
    if not is_plain(path):
        return visible(path)
    return shlex.quote('./' + path.decode() if path.startswith(b'-') else path.decode())


def _git(*paths: bytes) -> str:
    # a name may be a pattern to git: `git rm '*.md'` removes them all
    if any(path.startswith(b':') or re.search(rb'[*?\[\\]', path) for path in paths):
        return 'git --literal-pathspecs'
    return 'git'


def _look_at_texts(root: Side, docs: Side) -> Iterator[Command]:
    yield Command(
        Purpose.LOOK, f'git diff --no-index {word(root.path)} {word(docs.path)}', 'as the files lie on disk',
    )
    yield Command(Purpose.LOOK, f'git diff {root.entry.oid} {docs.entry.oid}', 'as compared')


def _look_at_entries(root: Side, docs: Side) -> Iterator[Command]:
    git = _git(root.path, docs.path)
    yield Command(Purpose.LOOK, f'{git} ls-files -s -- {word(root.path)} {word(docs.path)}', 'modes and ids')


def _look_at_conflict(root: Side, docs: Side) -> Iterator[Command]:
    for side in (root, docs):
        if side.entry.kind is Kind.UNMERGED:
            git = _git(side.path)
            yield Command(Purpose.LOOK, f'{git} diff -- {word(side.path)}', 'the conflict; resolve it and git add')


def _look_for_object(root: Side, docs: Side) -> Iterator[Command]:
    for side in (root, docs):
        if side.problem:
            yield Command(
                Purpose.LOOK, f'git cat-file -e {side.entry.oid}', 'fetches it in a partial clone; else try git fsck',
            )


_LOOKS = {
    Status.DIVERGENT: _look_at_texts,
    Status.LINK_ELSEWHERE: _look_at_entries,
    Status.UNMERGED: _look_at_conflict,
    Status.SUBMODULE: _look_at_entries,
    Status.READ_ERROR: _look_for_object,
}


def _agreements(root: Side, docs: Side, how: Circumstances) -> Iterator[Command]:
    """The cures that already lie on disk, and only have to be staged."""
    if root.hidden or docs.hidden:
        return
    if docs.on_disk == root.recorded:
        paths, effect = [docs.path], f'{visible(docs.path)} on disk already equals the staged {visible(root.path)}'
    elif root.on_disk == docs.recorded:
        paths, effect = [root.path], f'{visible(root.path)} on disk already equals the staged {visible(docs.path)}'
    elif root.on_disk == docs.on_disk and root.on_disk not in (None, ABSENT):
        paths, effect = [root.path, docs.path], 'on disk the two are already the same'
    else:
        return
    if how.of_paths:
        yield Command(Purpose.CURE, _commit_both(root, docs), effect)
    else:
        yield Command(Purpose.CURE, f'{_git(*paths)} add {" ".join(map(word, paths))}', effect)


def _commit_both(root: Side, docs: Side) -> str:
    return f'{_git(root.path, docs.path)} commit -- {word(root.path)} {word(docs.path)}'


def _copies(root: Side, docs: Side, diff: Diff | None, how: Circumstances) -> Iterator[Command]:
    """One side taken whole, first the one that this commit changes."""
    if how.of_paths:
        stage = _commit_both(root, docs)
    else:
        stage = f'{_git(root.path, docs.path)} add {word(root.path)} {word(docs.path)}'
    to_docs = (root, docs, diff and diff.added)
    to_root = (docs, root, diff and diff.removed)
    root_first = root.touched and not docs.touched
    for source, target, lost in (to_docs, to_root) if root_first else (to_root, to_docs):
        if root.hidden or docs.hidden:
            line = _copy_in_index(source, target)
        else:
            line = f'cp {word(source.path)} {word(target.path)} && {stage}'
            if source.on_disk == ABSENT:
                line = f'{_git(source.path)} checkout -- {word(source.path)} && {line}'
        unstaged = ', its unstaged edits too' if _is_edited(target) else ''
        yield Command(Purpose.CURE, line, _loss(source, target, diff, lost) + unstaged)


def _is_edited(side: Side) -> bool:
    """Whether the file on disk is another than the compared one."""
    return side.on_disk not in (None, ABSENT, side.recorded)


def _copy_in_index(source: Side, target: Side) -> str:
    """For a side that is not on disk (sparse checkout), or where git was told not to look at the disk."""
    entry = shlex.quote(f'{target.entry.mode},{source.entry.oid},{target.path.decode()}')
    after = 'update-index --skip-worktree' if target.hidden else 'checkout'
    return f'git update-index --cacheinfo {entry} && {_git(target.path)} {after} -- {word(target.path)}'


def _loss(source: Side, target: Side, diff: Diff | None, lost: int | None) -> str:
    names = visible(source.path), visible(target.path)
    if diff is None or diff.absent:
        return f'keeps {names[0]}; what only {names[1]} has, lost'
    return f'keeps {names[0]}; {"1 line" if lost == 1 else f"{lost:,} lines"} of {names[1]} lost'


def _relinks(root: Side, docs: Side, how: Circumstances) -> Iterator[Command]:
    link, target = (root, docs) if root.entry.kind is Kind.LINK else (docs, root)
    if target.entry.kind is not Kind.FILE or link.hidden:
        return
    text = b'../' * link.path.count(b'/') + target.path
    relink = f'ln -sfn {word(text)} {word(link.path)}'
    both = _commit_both(root, docs) if how.of_paths else f'{_git(link.path)} add {word(link.path)}'
    yield Command(Purpose.CURE, f'{relink} && {both}', f'{visible(link.path)} leads to {visible(target.path)}')


def _removal(root: Side, docs: Side, diff: Diff | None, how: Circumstances) -> Command:
    git = _git(root.path, docs.path)
    kept = False
    if root.hidden:
        line = f'git update-index --force-remove {word(root.path)}'
    else:
        # git rm refuses what is staged and not committed yet, unless it is forced; what was never staged is kept
        kept = _is_edited(root)
        line = f'{git} rm {"--cached " * kept}{"-f " * root.touched}{word(root.path)}'
    if how.of_paths:
        line += f' && {_commit_both(root, docs)}'
    effect = _loss(docs, root, diff, diff and diff.removed)
    return Command(Purpose.CURE, line, f'{effect}; its other edits stay on disk' if kept else effect)
