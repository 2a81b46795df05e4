"""What `git merge-file` makes of three texts: lines without a conflict, and between them the hunks with one."""
from __future__ import annotations

import os
import re
import tempfile
from typing import NamedTuple

from sot_guard.errors import UserError
from sot_guard.git.process import complaint
from sot_guard.git.process import Git

# what `git merge-file` answers: how many conflicts, 127 for more, above that an error
_MAX_CONFLICTS = 127
_MARKER = re.compile(rb'(?m)^(?:<+|=+|>+|\|+)')


class Hunk(NamedTuple):
    """Lines that both sides have changed, as they are on each."""

    source: list[bytes]
    base: list[bytes]
    copy: list[bytes]


Pieces = list[list[bytes] | Hunk]


def merge_file(git: Git, source: bytes, base: bytes, copy: bytes, *options: str) -> tuple[bytes, int]:
    """Return git's merge, with markers where the two conflict, and at how many places they do."""
    try:
        with tempfile.TemporaryDirectory(prefix='sot-guard-') as folder:
            files = [os.path.join(folder, name) for name in ('source', 'base', 'copy')]
            for file, content in zip(files, (source, base, copy), strict=True):
                with open(file, 'wb') as f:
                    f.write(content)
            status, out, err = git.finished('merge-file', '-p', *options, *files)
    except OSError as e:
        problem = f'cannot be written ({e.strerror}); set TMPDIR to a writable folder'
        raise UserError(f'temporary files for git merge-file: {problem}') from e
    if not 0 <= status <= _MAX_CONFLICTS:
        raise complaint(('merge-file',), status, err)
    return out, status


def pieces_of(git: Git, source: bytes, base: bytes, copy: bytes) -> Pieces:
    """Return the merged lines, and between them the hunks in which the sides conflict."""
    # no line of a text can be taken for a marker that is longer than any run of its characters
    size = 1 + max((len(run) for content in (source, base, copy) for run in _MARKER.findall(content)), default=6)
    out, _ = merge_file(git, source, base, copy, '--diff3', f'--marker-size={size}')
    here: list[bytes] = []
    above = here
    pieces: Pieces = [here]
    hunk = Hunk([], [], [])
    for line in out.split(b'\n')[:-1]:
        if line.startswith(b'<' * size):
            above, hunk = here, Hunk([], [], [])
            here = hunk.source
        elif line.startswith(b'|' * size):
            here = hunk.base
        elif line.startswith(b'=' * size):
            here = hunk.copy
        elif line.startswith(b'>' * size):
            here = _slid_up(above, hunk)
            pieces += [hunk, here]
        else:
            here.append(line)
    return pieces


def _slid_up(above: list[bytes], hunk: Hunk) -> list[bytes]:
    """Let two insertions begin with the line above them, which git takes for their last one; what is below them then.

    The overline of a new section is that of the next one too.
    """
    if hunk.base or not above or not above[-1:] == hunk.source[-1:] == hunk.copy[-1:]:
        return []
    # what begins with a blank line ends where its last block does
    if not all(line.strip() for line in (above[-1], hunk.source[0], hunk.copy[0])):
        return []
    for lines in (hunk.source, hunk.copy):
        lines.insert(0, lines.pop())
    return [above.pop()]
