"""What `resolve` refuses because a file refers to its counterpart. Pure: paths and texts in, a UserError or nothing."""
from __future__ import annotations

from typing import NamedTuple

from sot_guard.analysis.references import includes_itself
from sot_guard.analysis.references import Reference
from sot_guard.analysis.references import reference_to
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line

_MAX_LINE_CHARACTERS = 80


class Text(NamedTuple):
    """A side of a pair, its text, and what `--keep` calls it: docs or root."""

    path: bytes
    content: bytes
    side: str


def refuse_reference(taken: Text, other: Text) -> None:
    """Raise UserError if a text that is to be copied over its counterpart, or merged into it, refers to it."""
    reference = reference_to(taken.content, taken.path, other.path, other.content)
    if reference is None:
        return
    name, target = visible(taken.path), visible(other.path)
    remedy = (
        f'delete the other lines of {name} to make it a pointer, or add --keep {other.side} --archive DIR to '
        f'replace it with {target}'
    )
    if reference_to(other.content, other.path, taken.path, taken.content):
        remedy = f'{target} refers to {name} too; replace the reference in one of the files with the text'
    raise UserError(
        f'{name}:{reference.line}: refers to {target} ({_shown(reference)}), so {name} cannot be '
        f'copied over {target} or merged into it; {remedy}',
    )


def refuse_self_include(path: bytes, remedy: str, before: bytes, after: bytes) -> None:
    """Raise UserError if a file would include itself by a line that it has not had before.

    `remedy`: in which file to change it, and how.
    """
    reference = includes_itself(after, path, before)
    if reference is not None:
        raise UserError(
            f'{visible(path)}: would include itself (line {reference.line}: {_shown(reference)}); change that line in '
            f'{remedy}',
        )


def _shown(reference: Reference) -> str:
    return visible_line(reference.text, _MAX_LINE_CHARACTERS)
