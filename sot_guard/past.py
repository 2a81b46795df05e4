"""What a pair is held against: the trees that the judged one follows on, by path, without rename detection."""
from __future__ import annotations

import os
import re
from collections.abc import Collection
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.blobs import Blobs
from sot_guard.git import Git
from sot_guard.git import Repository
from sot_guard.links import Links
from sot_guard.pairs import Pair
from sot_guard.snapshots import Commit
from sot_guard.snapshots import Entry
from sot_guard.snapshots import Index
from sot_guard.snapshots import Kind
from sot_guard.snapshots import Snapshot
from sot_guard.subject import commit_id

# `git merge` names the commits that it merges in this way; MERGE_HEAD is written only when it stops
_GITHEAD = re.compile(r'GITHEAD_((?:[0-9a-f]{24})?[0-9a-f]{40})')


class _Tree(NamedTuple):
    entries: dict[bytes, Entry]
    links: Links


class Past(NamedTuple):
    """The trees before, of which the first decides what is touched; none of them: all is new."""

    trees: tuple[_Tree, ...]
    empty_blob: str

    def is_touched(self, path: bytes, now: Entry) -> bool:
        """Whether a path's mode or id is another than before."""
        return not self.trees or self.trees[0].entries.get(path) != now

    def was_one(self, pair: Pair, root: Entry, docs: Entry) -> bool:
        """Whether the pair was one content before and is not what it was: the second half of the default rule.

        In some tree before, both were regular files of one id (not of the empty one), or one led to the other; and in
        none they were exactly what they are now.
        """
        before = [(tree.entries.get(pair.root), tree.entries.get(pair.docs), tree.links) for tree in self.trees]
        if any((old_root, old_docs) == (root, docs) for old_root, old_docs, _ in before):
            return False
        return any(self._is_one(pair, old_root, old_docs, links) for old_root, old_docs, links in before)

    def _is_one(self, pair: Pair, root: Entry | None, docs: Entry | None, links: Links) -> bool:
        if root is None or docs is None:
            return False
        if root.kind is docs.kind is Kind.FILE:
            return root.oid == docs.oid != self.empty_blob
        if Kind.SUBMODULE in (root.kind, docs.kind) or Kind.DIRECTORY in (root.kind, docs.kind):
            return False
        return links.destination(pair.root) == links.destination(pair.docs) is not None


def look_back(
    git: Git, repository: Repository, judged: Snapshot, environ: Mapping[str, str], pairs: Collection[Pair],
    blobs: Blobs,
) -> Past:
    """What stood at the paths of these pairs; GitError where an old tree cannot be read."""
    paths = [path for pair in pairs for path in pair]
    trees = []
    for commit in _commits(git, judged, environ):
        entries = commit.look_up(paths)
        trees.append(_Tree(entries, Links(commit, blobs, entries)))
    return Past(tuple(trees), repository.objects.empty_blob)


def _commits(git: Git, judged: Snapshot, environ: Mapping[str, str]) -> list[Commit]:
    """For a named commit the merge base with PRE_COMMIT_FROM_REF, for the index the commits that it will follow."""
    if isinstance(judged, Index):
        ids = _parents_to_be(git, environ)
    elif from_ref := environ.get('PRE_COMMIT_FROM_REF'):
        start = commit_id(git, from_ref, 'PRE_COMMIT_FROM_REF')
        base = git.answer('merge-base', start, judged.oid)
        ids = [start if base is None else base.decode().strip()]
    else:
        ids = []
    return [Commit(git, oid) for oid in dict.fromkeys(ids)]


def _parents_to_be(git: Git, environ: Mapping[str, str]) -> list[str]:
    """HEAD (in an amend too: a hook cannot tell) and, while a merge is concluded, what is merged."""
    head = git.answer('rev-parse', '--verify', '--quiet', 'HEAD')
    ids = [] if head is None else [head.decode().strip()]
    ids += [match[1] for match in map(_GITHEAD.fullmatch, environ) if match]
    merge_head = git.output('rev-parse', '--git-path', 'MERGE_HEAD').removesuffix(b'\n')
    if os.path.exists(merge_head):
        with open(merge_head, encoding='ascii') as f:
            ids += f.read().split()
    return ids
