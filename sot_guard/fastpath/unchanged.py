"""Whether a commit leaves pairs that differ as they are in HEAD: then the hook does not compare them."""
from __future__ import annotations

import os

from sot_guard.fastpath.spawn import EMPTY_BLOBS
from sot_guard.fastpath.spawn import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

# an argument list has its limit
_MAX_PATHS = 200


def are_unchanged(entries: set[bytes], environ: Mapping[str, str]) -> bool:
    """Whether HEAD has exactly these entries of the index (`MODE ID 0\\tPATH`), and nothing else is a baseline.

    OSError where git cannot tell, as before the first commit.
    """
    if len(entries) > _MAX_PATHS or is_merging(environ):
        return False
    expected, pathspecs = [], []
    for entry in entries:
        head, _, path = entry.partition(b' 0\t')
        pathspecs.append(f':(literal){os.fsdecode(path)}')
        if not head:
            continue  # it is absent from both
        mode, _, oid = head.partition(b' ')
        # an empty file may be one that is only intended to be added; the id of a submodule is that of a commit
        if oid in EMPTY_BLOBS or not mode.startswith((b'100', b'120')):
            return False
        expected.append(b'%s blob %s\t%s' % (mode, oid, path))
    recorded = b''.join(git(environ, 'ls-tree', '-z', '--full-tree', 'HEAD', '--', *pathspecs))
    return sorted(recorded.split(b'\0')[:-1]) == sorted(expected)


def is_merging(environ: Mapping[str, str]) -> bool:
    """Return whether a merge is being concluded: its other parents are baselines too."""
    directory = environ.get('GIT_DIR', '.git')
    if os.path.isfile(directory):  # a linked work tree, or a submodule
        with open(directory, encoding='utf-8') as f:
            directory = f.read().removeprefix('gitdir: ').rstrip('\n')
    return os.path.lexists(f'{directory}/MERGE_HEAD') or any(name.startswith('GITHEAD_') for name in environ)
