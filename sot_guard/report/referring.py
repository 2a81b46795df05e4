"""What to type where a file refers to its counterpart, such as a pointer with further lines: never a copy over that."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.naming import may_name
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
    found = _refers(copy, texts[0], source, texts[1]), _refers(source, texts[1], copy, texts[0])
    return [side for side, refers in zip((copy, source), found, strict=True) if refers]


def _refers(side: FileState, text: bytes, counterpart: FileState, other: bytes) -> bool:
    if not may_name(counterpart.path, text):
        return False
    # its patterns take long to compile
    from sot_guard.analysis.references import reference_to
    return reference_to(text, side.path, counterpart.path, other) is not None


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
