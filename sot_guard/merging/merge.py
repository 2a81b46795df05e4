"""Makes one text of two that have a common ancestor: what git makes, or one of a few generators, if the proof holds."""
from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.git.merge_file import merge_file
from sot_guard.git.merge_file import Pieces
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

    `content`: the text, with markers where there are `conflicts`; `settled`: in how many places git itself leaves a
    conflict that is settled here; `objections`: why it is not proved, and then it is something to look at, no result.
    """

    content: bytes
    conflicts: int
    settled: int
    objections: tuple[Objection, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.conflicts and not self.objections


class _Shape(NamedTuple):
    """What a text has beside its lines; `crlf` is None where the line ends are mixed."""

    bom: bool
    crlf: bool | None
    newline: bool


def merge(
    git: Git, texts: tuple[bytes, bytes, bytes], labels: tuple[str, str, str], form: Format,
) -> Merge:
    """Merge the texts of source, base and copy; `labels` name them behind conflict markers."""
    shapes = [_shape(content) for content in texts]
    together = all(shape.crlf is not None for shape in shapes)
    source, base, copy = (_bare(content, shape, together) for content, shape in zip(texts, shapes, strict=True))
    shape = _merged_shape(*shapes)
    pieces = pieces_of(git, source, base, copy)
    proof = Proof(base, source, copy, form)
    first: tuple[Objection, ...] = ()
    most = max(2, MAX_PROVED_BYTES // (1 + len(source) + len(copy)))
    for text in islice(_texts(pieces, source, copy, form), most):
        objections = tuple(islice(proof.objections(text), MAX_OBJECTIONS))
        if not objections:
            return Merge(_dressed(text, shape, together), 0, len(pieces) // 2, ())
        first = first or objections
    content, conflicts = merge_file(git, source, base, copy, *(f'-L{label}' for label in labels))
    return Merge(_dressed(content, shape, together), conflicts, 0, first)


def _texts(pieces: Pieces, source: bytes, copy: bytes, form: Format) -> Iterator[bytes]:
    if len(pieces) == 1:
        assert isinstance(pieces[0], list)
        yield b''.join(line + b'\n' for line in pieces[0])
    else:
        yield from candidates(pieces, (read_document(source, form), read_document(copy, form)))


def _shape(content: bytes) -> _Shape:
    crlf = content.count(b'\r\n')
    mixed = (crlf and crlf != content.count(b'\n')) or crlf != content.count(b'\r')
    return _Shape(content.startswith(codecs.BOM_UTF8), None if mixed else bool(crlf), content.endswith(b'\n'))


def _bare(content: bytes, shape: _Shape, together: bool) -> bytes:
    content = content.removeprefix(codecs.BOM_UTF8)
    if together:
        content = content.replace(b'\r\n', b'\n')
    return content if shape.newline or not content else content + b'\n'


def _merged_shape(source: _Shape, base: _Shape, copy: _Shape) -> _Shape:
    """Each trait as the side has it that changed it."""
    return _Shape(
        copy.bom if source.bom == base.bom else source.bom,
        copy.crlf if source.crlf == base.crlf else source.crlf,
        copy.newline if source.newline == base.newline else source.newline,
    )


def _dressed(content: bytes, shape: _Shape, together: bool) -> bytes:
    if not shape.newline:
        content = content.removesuffix(b'\n')
    if together and shape.crlf:
        content = content.replace(b'\n', b'\r\n')
    return codecs.BOM_UTF8 + content if shape.bom else content
