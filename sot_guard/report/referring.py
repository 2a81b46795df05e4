"""What to type where a file refers to its counterpart, such as a pointer with further lines: never a copy over that."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.references import reference_to
from sot_guard.escaping import visible
from sot_guard.git.paths import archived
from sot_guard.report.evidence import loss_of
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.spelling import Fix
from sot_guard.report.spelling import Speller
from sot_guard.report.spelling import Steps


def referring_files(examined: Examined) -> list[FileState]:
    """Return the files of a divergent pair that refer to their counterpart."""
    copy, source = examined.copy, examined.source
    assert copy.content is not None and source.content is not None
    texts = examined.texts or (copy.content.head, source.content.head)
    found = (
        reference_to(texts[0], copy.path, source.path, texts[1]),
        reference_to(texts[1], source.path, copy.path, texts[0]),
    )
    return [side for side, reference in zip((copy, source), found, strict=True) if reference]


def overwrite_reference(examined: Examined, spell: Speller, side: FileState, resolve: Steps) -> Iterator[Fix]:
    """Yield what copies the counterpart over a file; `resolve`: what archives that, none where that cannot be done."""
    other = examined.source if side is examined.copy else examined.copy
    assert side.content is not None
    how = spell.setting.how
    if resolve:
        place = archived(b'archive', side.path, side.content.sha256)
        *steps, end = resolve
        end = f'{end} {spell.word(place)}' if how.of_paths else end
        names = visible(other.path), visible(side.path)
        effect = f'save {names[1]} in archive/ and overwrite it with {names[0]}'
        yield effect, (*steps, spell.add(place), end)
    elif not how.commit:
        return  # the others lose what may be nowhere else
    loss = loss_of(examined, side, commit=how.commit)
    yield f'overwrite {visible(side.path)} with {visible(other.path)}{loss}', spell.copy_over(other, side)
    if side is examined.copy:
        for effect, removed in spell.removal():
            yield f'{effect}{loss}', removed
