"""Makes one text of two that have a common ancestor: what git makes, or one of a few generators, if the proof holds."""
from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.git.process import Git
from sot_guard.merging.generators import candidates
from sot_guard.merging.hunks import Hunk
from sot_guard.merging.hunks import merge_file
from sot_guard.merging.hunks import Pieces
from sot_guard.merging.hunks import pieces_of
from sot_guard.merging.proof import Objection
from sot_guard.merging.proof import prove


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


class _Form(NamedTuple):
    """What a text has beside its lines; `crlf` is None where the line ends are mixed."""

    bom: bool
    crlf: bool | None
    newline: bool


def merge(
    git: Git, texts: tuple[bytes, bytes, bytes], labels: tuple[str, str, str], form: Format,
) -> Merge:
    """Merge the texts of source, base and copy; `labels` name them behind conflict markers."""
    forms = [_form(content) for content in texts]
    together = all(form.crlf is not None for form in forms)
    source, base, copy = (_bare(content, form, together) for content, form in zip(texts, forms, strict=True))
    form = _merged_form(*forms)
    pieces = pieces_of(git, source, base, copy)
    first: tuple[Objection, ...] = ()
    for text in _texts(pieces, source, copy, form):
        content = _dressed(text, form, together)
        objections = prove(base, source, copy, text, form)
        if not objections:
            return Merge(content, 0, len(pieces) // 2, ())
        first = first or objections
    content, conflicts = merge_file(git, source, base, copy, *(f'-L{label}' for label in labels))
    return Merge(_dressed(content, form, together), conflicts, 0, first)


def _texts(pieces: Pieces, source: bytes, copy: bytes, form: Format) -> Iterator[bytes]:
    if not any(isinstance(piece, Hunk) for piece in pieces):
        yield b''.join(line + b'\n' for piece in pieces for line in piece)
    else:
        yield from candidates(pieces, (read_document(source, form), read_document(copy, form)))


def _form(content: bytes) -> _Form:
    crlf = content.count(b'\r\n')
    mixed = (crlf and crlf != content.count(b'\n')) or crlf != content.count(b'\r')
    return _Form(content.startswith(codecs.BOM_UTF8), None if mixed else bool(crlf), content.endswith(b'\n'))


def _bare(content: bytes, form: _Form, together: bool) -> bytes:
    content = content.removeprefix(codecs.BOM_UTF8)
    if together:
        content = content.replace(b'\r\n', b'\n')
    return content if form.newline or not content else content + b'\n'


def _merged_form(source: _Form, base: _Form, copy: _Form) -> _Form:
    """Each trait as the side has it that changed it."""
    return _Form(
        copy.bom if source.bom == base.bom else source.bom,
        copy.crlf if source.crlf == base.crlf else source.crlf,
        copy.newline if source.newline == base.newline else source.newline,
    )


def _dressed(content: bytes, form: _Form, together: bool) -> bytes:
    if not form.newline:
        content = content.removesuffix(b'\n')
    if together and form.crlf:
        content = content.replace(b'\n', b'\r\n')
    return codecs.BOM_UTF8 + content if form.bom else content
