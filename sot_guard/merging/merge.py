"""Makes one text of two that have a common ancestor: what git makes, or one of a few generators, if the proof holds."""
from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.line_endings import line_endings
from sot_guard.analysis.line_endings import merged_endings
from sot_guard.git.merge_file import merge_file
from sot_guard.git.merge_file import pieces_of
from sot_guard.git.process import Git
from sot_guard.merging.generators import candidates
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import Proof

# a result takes a second a megabyte to prove
MAX_PROVED_BYTES = 4 << 20
MAX_OBJECTIONS = 5


class Merge(NamedTuple):
    """The outcome.

    `content`: the text, with markers where there are `conflicts`; `resolved`: in how many places git itself leaves a
    conflict that is resolved here; `objections`: why it is not proved, and then it is something to look at, no result.
    """

    content: bytes
    conflicts: int
    resolved: int
    objections: tuple[Objection, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.conflicts and not self.objections


def merge(git: Git, texts: tuple[bytes, bytes, bytes], labels: tuple[str, str, str], form: Format) -> Merge:
    """Merge the texts of source, base and copy; `labels` name them behind conflict markers."""
    endings = [line_endings(content) for content in texts]
    lf = all(one.crlf is not None for one in endings)
    source, base, copy = (one.removed_from(content, lf=lf) for content, one in zip(texts, endings, strict=True))
    ending = merged_endings(*endings)
    pieces = pieces_of(git, source, base, copy)
    proof = Proof(base, source, copy, form)
    first: tuple[Objection, ...] = ()
    most = max(2, MAX_PROVED_BYTES // (1 + len(source) + len(copy)))
    for text in islice(candidates(pieces, (source, copy), form), most):
        objections = tuple(islice(proof.objections(text), MAX_OBJECTIONS))
        if not objections:
            return Merge(ending.put_on(text, lf=lf), 0, len(pieces) // 2, ())
        first = first or objections
    content, conflicts = merge_file(git, source, base, copy, *(f'-L{label}' for label in labels))
    return Merge(ending.put_on(content, lf=lf), conflicts, 0, first)
