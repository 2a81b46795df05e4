"""Asks git for the fast path, on os alone: to load subprocess would cost more than the answer."""
from __future__ import annotations

import os

from sot_guard.environment import GIT_OPTIONS
from sot_guard.environment import sealed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

_COMMAND = ('git', *GIT_OPTIONS)
_KILL = 9  # signal.SIGKILL: to load signal would cost too much
# a listing does not tell an empty file from one that is only intended to be added (git add -N)
EMPTY_BLOBS = (
    b'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
    b'473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
)


def git(environ: Mapping[str, str], *args: str) -> Iterator[bytes]:
    """What git prints, in pieces; OSError if it fails. No program of the repository is run, nothing is fetched."""
    ours, theirs = os.pipe()
    actions = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 2)]
    try:
        pid = os.posix_spawnp(
            'git', (*_COMMAND, *args), sealed(environ), file_actions=[*actions, (os.POSIX_SPAWN_DUP2, theirs, 1)],
        )
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    try:
        while piece := os.read(ours, 1 << 16):
            yield piece
    except BaseException:  # nobody waits for the rest: an interrupt, or all is known
        os.kill(pid, _KILL)
        raise
    finally:
        os.close(ours)
        status = os.waitpid(pid, 0)[1]
    if status:
        raise OSError(f'git {args[0]}: failed')
