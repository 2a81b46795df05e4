"""Makes one text of two that have a common ancestor: what each side changed since, nothing of it dropped.

The hunks are those of `git merge-file`. Beyond it, line ends, a BOM and the final newline are merged apart from the
lines; and entries that both sides of a ledger gained at one place are both kept. What is still in conflict is left
to a person.
"""
from __future__ import annotations

import codecs
import os
import re
import tempfile
from collections import Counter
from typing import NamedTuple

from sot_guard.analysis.documents import ENTRY_ID
from sot_guard.analysis.documents import sections
from sot_guard.errors import GitError
from sot_guard.errors import UserError
from sot_guard.git.process import complaint
from sot_guard.git.process import Git
from sot_guard.merging.changelog_entries import Changelog
from sot_guard.merging.changelog_entries import changelog
from sot_guard.merging.changelog_entries import ITEM
from sot_guard.merging.changelog_entries import keep_both

# what `git merge-file` answers: how many conflicts, 127 for more, above that an error
_MAX_CONFLICTS = 127
# with more conflicts than this two texts are no ledgers that grew
_MAX_SETTLED = 200
_MARKER = re.compile(rb'(?m)^(?:<+|=+|>+|\|+)')


class Merge(NamedTuple):
    """The outcome.

    `content`: the text, with markers where there are `conflicts`; `kept_both`: at how many places the entries of
    both sides were kept; `doubled`: headings that would stand twice. With any of `conflicts` or `doubled` it is not a
    result, but something to look at.
    """

    content: bytes
    conflicts: int
    kept_both: int
    doubled: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.conflicts and not self.doubled


class _Form(NamedTuple):
    """What a text has beside its lines; `crlf` is None where the line ends are mixed."""

    bom: bool
    crlf: bool | None
    newline: bool


class _Conflict(NamedTuple):
    source: list[bytes]
    base: list[bytes]
    copy: list[bytes]


def merge(
    git: Git, source: bytes, base: bytes, copy: bytes, labels: tuple[str, str, str], tags: set[str],
) -> Merge:
    """Merge three texts; `labels` name them behind conflict markers, `tags` are identify's for their name."""
    forms = [_form(content) for content in (source, base, copy)]
    together = all(form.crlf is not None for form in forms)
    texts = zip((source, base, copy), forms, strict=True)
    source, base, copy = (_bare(content, form, together) for content, form in texts)
    pieces = _pieces(git, source, base, copy)
    kept_both = _keep_both(pieces, changelog(source, tags), changelog(copy, tags))
    # once more with what could be decided, for markers in the style of the user's git
    sides = [_joined(pieces, side) for side in range(3)]
    content, conflicts = sides[0], 0
    if any(isinstance(piece, _Conflict) for piece in pieces):
        content, conflicts = _merge_file(git, sides[0], sides[1], sides[2], *(f'-L{label}' for label in labels))
    _refuse_loss(content, source, base, copy)
    doubled = _doubled(content, (source, copy), base, tags) if not conflicts else ()
    return Merge(_dressed(content, _merged_form(*forms), together), conflicts, kept_both, doubled)


def _refuse_loss(content: bytes, *texts: bytes) -> None:
    """GitError where a line is gone that both sides have, or that one of them has gained: git was cut off, say."""
    # blank lines between entries are ours to set
    source, base, copy, made = ({line for line in text.split(b'\n') if line.strip()} for text in (*texts, content))
    if not ((source | copy) - base | (source & copy)) <= made:
        raise GitError('git merge-file: what it has made of the two lacks lines of them; bring them together by hand')


def _keep_both(pieces: list[list[bytes] | _Conflict], source: Changelog | None, copy: Changelog | None) -> int:
    """Settle the conflicts in which each side has only added entries; how many there were."""
    count = 0
    if source is None or copy is None or sum(isinstance(piece, _Conflict) for piece in pieces) > _MAX_SETTLED:
        return count
    for number, piece in enumerate(pieces):
        if isinstance(piece, _Conflict) and not any(map(bytes.strip, piece.base)):
            both = keep_both(source, piece.source, copy, piece.copy)
            if both is not None:
                pieces[number] = both
                count += 1
    return count


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


def _merge_file(git: Git, source: bytes, base: bytes, copy: bytes, *options: str) -> tuple[bytes, int]:
    try:
        with tempfile.TemporaryDirectory(prefix='sot-guard-') as folder:
            files = [os.path.join(folder, name) for name in ('docs', 'base', 'root')]
            for file, content in zip(files, (source, base, copy), strict=True):
                with open(file, 'wb') as f:
                    f.write(content)
            status, out, err = git.finished('merge-file', '-p', *options, *files)
    except OSError as e:
        problem = f'cannot be written ({e.strerror}); set TMPDIR to a folder that can'
        raise UserError(f'temporary files for git merge-file: {problem}') from e
    if not 0 <= status <= _MAX_CONFLICTS:
        raise complaint(('merge-file',), status, err)
    return out, status


def _pieces(git: Git, source: bytes, base: bytes, copy: bytes) -> list[list[bytes] | _Conflict]:
    """The merged lines, and between them the places at which the sides conflict."""
    # no line of a text can be taken for a marker that is longer than any run of its characters
    size = 1 + max((len(run) for content in (source, base, copy) for run in _MARKER.findall(content)), default=6)
    out, conflicts = _merge_file(git, source, base, copy, '--diff3', f'--marker-size={size}')
    if not conflicts:
        return [out.split(b'\n')[:-1]]
    pieces: list[list[bytes] | _Conflict] = []
    here: list[bytes] = []
    pieces.append(here)
    conflict = _Conflict([], [], [])
    for line in out.split(b'\n')[:-1]:
        if line.startswith(b'<' * size):
            conflict = _Conflict([], [], [])
            here = conflict.source
        elif line.startswith(b'|' * size):
            here = conflict.base
        elif line.startswith(b'=' * size):
            here = conflict.copy
        elif line.startswith(b'>' * size):
            here = []
            pieces += [conflict, here]
        else:
            here.append(line)
    return pieces


def _joined(pieces: list[list[bytes] | _Conflict], side: int) -> bytes:
    lines = [line for piece in pieces for line in (piece[side] if isinstance(piece, _Conflict) else piece)]
    return b''.join(line + b'\n' for line in lines)


def _doubled(content: bytes, sides: tuple[bytes, bytes], base: bytes, tags: set[str]) -> tuple[str, ...]:
    """What stands more often than on either side: headings, each with those above it, entry ids, new items."""
    most: Counter[str] = Counter()
    for side in sides:
        most |= _names(side, base, tags)
    return tuple(_names(content, base, tags) - most)


def _names(content: bytes, base: bytes, tags: set[str]) -> Counter[str]:
    blocks = [block for block in sections(tags)(content) if block.level]
    names = Counter(block.title for block in blocks)
    names.update(name.decode() for block in blocks for name in ENTRY_ID.findall(block.lines[0]))
    old = set(base.split(b'\n'))
    names.update(
        line.decode('utf-8', 'backslashreplace') for line in content.split(b'\n')
        if ITEM.match(line) and line not in old
    )
    return names
