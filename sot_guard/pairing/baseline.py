"""What a pair is held against: the trees that the judged one follows on, by path, without rename detection."""
from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.git.blobs import Blobs
from sot_guard.git.process import Git
from sot_guard.git.process import Repository
from sot_guard.git.situation import commit_id
from sot_guard.git.situation import head_commit
from sot_guard.git.situation import merged_commits
from sot_guard.git.situation import start_of_range
from sot_guard.git.symlinks import Links
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Index
from sot_guard.git.trees import Kind
from sot_guard.git.trees import Snapshot
from sot_guard.pairing.pairs import Pair

_SQUASHED = re.compile(rb'(?m)^commit ((?:[0-9a-f]{24})?[0-9a-f]{40})$')
_PARENT = re.compile(rb'(?m)^parent (\S+)$')
_ID = re.compile(rb'(?:[0-9a-f]{24})?[0-9a-f]{40}')
_MAX_NAMES = 1000
# a merge has few parents, and the squashed tip is named at once
_MAX_BYTES = 1 << 16


class Tree(NamedTuple):
    """A commit of the baseline with its entries at the paths that were asked for."""

    commit: Commit
    entries: dict[bytes, Entry]
    links: Links


class Baseline(NamedTuple):
    """The trees before, of which the first decides what is touched; none of them: all is new.

    `merged` are those that are being merged; nothing but a remark depends on them.
    """

    trees: tuple[Tree, ...]
    merged: tuple[Tree, ...]
    empty_blob: str

    def entry(self, path: bytes) -> Entry:
        """What stood at a path in the tree that decides what is touched."""
        return self.trees[0].entries.get(path, ABSENT) if self.trees else ABSENT

    def is_touched(self, path: bytes, now: Entry) -> bool:
        """Whether a path's mode or id is another than before."""
        return not self.trees or self.entry(path) != now

    def takes_away(self, path: bytes, now: Entry) -> bool:
        """Whether a path has no file any more, which in some tree before it had."""
        return now.kind is Kind.ABSENT and any(path in tree.entries for tree in self.trees)

    def came_in(self, path: bytes, now: Entry) -> bool:
        """Whether a touched path is now what it is in a tree that is being merged."""
        return self.is_touched(path, now) and any(tree.entries.get(path) == now for tree in self.merged)

    def was_one(self, pair: Pair, copy: Entry, source: Entry) -> bool:
        """Whether the pair was one content before and is not what it was: the second half of the default rule.

        In some tree before, both were regular files of one id (not of the empty one), or one led to the other; and in
        none they were exactly what they are now.
        """
        before = [(tree.entries.get(pair.copy), tree.entries.get(pair.source), tree.links) for tree in self.trees]
        if any((old_root, old_docs) == (copy, source) for old_root, old_docs, _ in before):
            return False
        return any(self._is_one(pair, old_root, old_docs, links) for old_root, old_docs, links in before)

    def _is_one(self, pair: Pair, copy: Entry | None, source: Entry | None, links: Links) -> bool:
        if copy is None or source is None:
            return False
        if copy.kind is source.kind is Kind.FILE:
            return copy.oid == source.oid != self.empty_blob
        if Kind.SUBMODULE in (copy.kind, source.kind):
            return False
        return links.destination(pair.copy) == links.destination(pair.source) is not None


class Judged(NamedTuple):
    """What is judged, and what names the commits that it follows on."""

    snapshot: Snapshot
    environ: Mapping[str, str]
    # the commit of `--rev`
    rev: str | None


def read_baseline(
    git: Git, repository: Repository, judged: Judged, paths: Collection[bytes], blobs: Blobs,
) -> Baseline:
    """What stood at these paths; GitError where an old tree cannot be read."""

    def tree(oid: str) -> Tree:
        commit = Commit(git, oid)
        # git holds every name against every entry, so that many names take longer than all entries
        found = commit.look_up(paths) if len(paths) <= _MAX_NAMES else commit.entries(frozenset(paths).__contains__)
        # what is below a folder is not asked for, so a folder is no file that is there
        entries = {path: entry for path, entry in found.items() if entry.kind is not Kind.DIRECTORY}
        return Tree(commit, entries, Links(commit, blobs, entries))
    trees = tuple(map(tree, dict.fromkeys(_commits(git, repository, judged))))
    merged = trees[1:]
    if isinstance(judged.snapshot, Index):
        # for a remark only, and that commit may be gone
        with contextlib.suppress(GitError):
            merged += tuple(map(tree, _squashed(repository)))
    return Baseline(trees, merged, repository.objects.empty_blob)


def baseline_paths(
    git: Git, repository: Repository, judged: Judged, wanted: Callable[[bytes], bool],
) -> set[bytes]:
    """The paths of the baseline that are wanted; GitError where an old tree cannot be read."""
    oids = dict.fromkeys(_commits(git, repository, judged))
    return {path for oid in oids for path in Commit(git, oid).entries(wanted)}


def _commits(git: Git, repository: Repository, judged: Judged) -> list[str]:
    """The ids of what the judged content follows on.

    For the index the commits that it will follow, for `--rev` the parents, for a commit that a runner names its merge
    base with PRE_COMMIT_FROM_REF.
    """
    snapshot, environ, rev = judged
    if isinstance(snapshot, Index):
        return _parents_to_be(git, repository, environ)
    if rev is not None:
        # the commit itself names them: at the end of a shallow history git would tell of none
        header = git.output('cat-file', 'commit', snapshot.oid).partition(b'\n\n')[0]
        return [commit_id(git, oid.decode(), 'a parent of --rev') for oid in _PARENT.findall(header)]
    start = start_of_range(git, environ)
    return [] if start is None else [git.object_id('merge-base', start, snapshot.oid) or start]


def _parents_to_be(git: Git, repository: Repository, environ: Mapping[str, str]) -> list[str]:
    """HEAD (in an amend too: a hook cannot tell) and, while a merge is concluded, what is merged."""
    head = repository.head or head_commit(git)
    ids = [*([] if head is None else [head]), *merged_commits(git, environ, head)]
    merged = _git_file(repository, b'MERGE_HEAD').split()
    if not all(map(_ID.fullmatch, merged)):
        raise GitError('MERGE_HEAD: is not a list of commit ids; to end the merge: git merge --abort')
    return ids + [oid.decode() for oid in merged]


def _squashed(repository: Repository) -> list[str]:
    """The tip of what `git merge --squash` brought in: the first commit of the message that it left."""
    return [match[1].decode() for match in [_SQUASHED.search(_git_file(repository, b'SQUASH_MSG'))] if match]


def _git_file(repository: Repository, name: bytes) -> bytes:
    path = os.path.join(repository.git_dir, name)
    try:
        with open(path, 'rb', opener=_opened_at_once) as f:
            if not stat.S_ISREG(os.fstat(f.fileno()).st_mode):
                raise OSError(errno.EINVAL, 'not a regular file')
            return f.read(_MAX_BYTES)
    except FileNotFoundError:
        return b''
    except OSError as e:
        raise GitError(f'{os.fsdecode(path)}: cannot be read ({e.strerror})') from e


def _opened_at_once(path: str, flags: int) -> int:
    # or a FIFO would keep us
    return os.open(path, flags | getattr(os, 'O_NONBLOCK', 0))
