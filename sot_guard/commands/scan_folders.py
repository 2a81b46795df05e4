"""The part of `scan` that looks for folders and globs: candidates that are not checked yet."""
from __future__ import annotations

import os
import time
from itertools import pairwise

from sot_guard.analysis.context import Context
from sot_guard.errors import GitError
from sot_guard.git.situation import head_commit
from sot_guard.pairing.folder_candidates import folder_candidates
from sot_guard.pairing.glob_candidates import glob_candidates
from sot_guard.report.folder_proposals import FolderProposal
from sot_guard.report.folder_proposals import proposals

MAX_SECONDS = 2.0
_MIN_SECONDS = 0.1
# commits that are looked at for each two folders
_MAX_COMMITS = 300


def scan_folders(context: Context) -> tuple[FolderProposal, ...]:
    """Return what to add to the configuration for folders that are copies, and for licences of packages."""
    known = context.pairing.expansion.held
    steps = _Steps(context)
    folders = [
        one for one in folder_candidates(context.entries, steps.is_in_step)
        if not any(path.startswith(one.copy + b'/') for path in known)
    ]
    globs = [one for one in glob_candidates(context.entries) if not known.keys() & {*one.copies}]
    return proposals(folders, globs)


class _Steps:
    """Finds out whether a commit has changed a file of two folders to the same content, within a time for all."""

    def __init__(self, context: Context) -> None:
        self._git = context.git
        self._head = head_commit(context.git)
        self._up = context.repository.up
        self._end = time.monotonic() + MAX_SECONDS

    def is_in_step(self, one: bytes, other: bytes) -> bool:
        """Whether there is such a commit, as far as is known."""
        if self._head is None or time.monotonic() >= self._end:
            return False
        try:
            out = self._git.output(
                'log', '--first-parent', '--no-renames', '--diff-filter=M', '--raw', '--no-abbrev', '-z',
                '--format=%x01', '--full-diff', f'--max-count={_MAX_COMMITS}', self._head, '--',
                *(self._up + os.fsdecode(path) for path in (one, other)),
                seconds=max(_MIN_SECONDS, self._end - time.monotonic()),
            )
        except GitError:
            return False
        return any(_is_alike(commit, one + b'/', other + b'/') for commit in out.split(b'\x01'))


def _is_alike(commit: bytes, one: bytes, other: bytes) -> bool:
    fields = commit.split(b'\0')
    changed = {
        path: header.split(b' ')[3] for header, path in pairwise(fields)
        if header.lstrip(b'\n').startswith(b':')
    }
    return any(
        changed.get(other + path[len(one):]) == oid for path, oid in changed.items() if path.startswith(one)
    )
