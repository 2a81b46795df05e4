"""The diff that git makes of two blobs, bounded in size and time."""
from __future__ import annotations

import re
from typing import NamedTuple

from sot_guard.errors import GitError
from sot_guard.escaping import visible_text
from sot_guard.git.blobs import Content
from sot_guard.git.process import Git

# a diff of two texts of this size takes git at most 1.4 s, whatever they hold; without a limit it takes minutes
DIFF_BYTES = 512 * 1024
_DIFF = (
    'diff', '--no-color', '--no-ext-diff', '--no-textconv', '--text', '--unified=3', '--inter-hunk-context=0',
    '--diff-algorithm=myers', '--indent-heuristic', '-O/dev/null',
)
_HUNK = re.compile(rb'(?m)^(@@ -\S+ \+\S+ @@).*$')


class Diff(NamedTuple):
    """A unified diff of two blobs, three lines of context, without the two header lines."""

    # all of it, or empty where `absent` says why
    hunks: bytes
    # how many lines of the first and of the second blob are in it
    removed: int = 0
    added: int = 0
    # why there is none, in words
    absent: str | None = None
    # the hunks that declared differences account for, without context; they are not among the others
    set_aside: bytes = b''

    @property
    def set_aside_count(self) -> int:
        """How many hunks are set aside."""
        return len(_HUNK.findall(self.set_aside))


def diff_blobs(git: Git, old: tuple[str, Content], new: tuple[str, Content], seconds: float) -> Diff:
    """The diff that git makes of two blobs, each given as its id and content, in a number of seconds.

    No attribute, external driver or setting of the user or the repository has a say in it, so that a tracked
    `.gitattributes` cannot silence it; what git would call binary or what is too large is not diffed.
    """
    contents = old[1], new[1]
    if any(content.is_binary for content in contents):
        return Diff(b'', absent='binary content')
    if any(content.size > DIFF_BYTES for content in contents):
        return Diff(b'', absent=f'more than {DIFF_BYTES:,} bytes in a file')
    try:
        out = git.output(*_DIFF, old[0], new[0], '--', seconds=seconds)
    except GitError as e:
        return Diff(b'', absent=visible_text(str(e)))
    _, begin, rest = out.partition(b'\n@@ ')
    if not begin:
        return Diff(b'', absent='git diff found no difference')
    # what follows the second @@ is a line of the file, chosen by attributes
    hunks = _HUNK.sub(rb'\1', b'@@ ' + rest)
    return Diff(hunks, removed=hunks.count(b'\n-'), added=hunks.count(b'\n+'))
