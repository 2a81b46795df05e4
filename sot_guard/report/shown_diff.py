"""Which diffs of a finding are shown, and in which direction they run. Pure."""
from __future__ import annotations

from sot_guard.git.trees import Kind
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Setting
from sot_guard.report.advice import ShownDiff
from sot_guard.report.evidence import Case
from sot_guard.report.evidence import Evidence
from sot_guard.report.evidence import reading_order
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.short_diff import reversed_hunks
from sot_guard.report.short_diff import without_common


def shown_diff(examined: Examined, evidence: Evidence | None, setting: Setting) -> ShownDiff | None:
    """Return the diff of the two files, from the unchanged one to the changed one where only one changed."""
    diff = examined.diff
    if diff is None or diff.absent or evidence is None:
        return None
    old, new = reading_order(examined, evidence)
    hunks = diff.hunks if old is examined.copy else reversed_hunks(diff.hunks)
    return ShownDiff(old.path, new.path, hunks, _notes(old, new, evidence, setting))


def shown_changes(examined: Examined) -> tuple[ShownDiff, ...]:
    """Return what changed in each file since both were identical, if both have changed; else nothing.

    Nothing also where both have much the same changes: there the diff of the two files is shorter.
    """
    diffs = examined.details.since if examined.details is not None else None
    if diffs is None or examined.diff is None:
        return ()
    apart = [line for lines in without_common(diffs[0].hunks, diffs[1].hunks) for line in lines]
    changed = sum(line.startswith((b'-', b'+')) for line in apart)
    # a line that each file has changed in its own way counts four times there, and twice in the diff of the two
    if changed > 2 * (examined.diff.removed + examined.diff.added):
        return ()
    return tuple(ShownDiff(path, path, diff.hunks) for path, diff in zip(examined.pair.sides, diffs, strict=True))


def _notes(old: FileState, new: FileState, evidence: Evidence, setting: Setting) -> tuple[str, str]:
    if evidence.case is Case.OLDER:
        return 'older version', 'newer version'
    if evidence.changed is None:
        notes = [_change(side, setting) for side in (old, new)]
        return _joined(notes[0], 'lines marked -'), _joined(notes[1], 'lines marked +')
    if new.touched and not setting.how.commit:
        return _change(old, setting) or 'unchanged', _change(new, setting)
    return 'unchanged', f'changed in {evidence.since.oid[:7]}' if evidence.since is not None else 'changed'


def _joined(*words: str) -> str:
    return ', '.join(filter(None, words))


def _change(side: FileState, setting: Setting) -> str:
    """What is judged does to a file, in words; '' if nothing, or that is not known."""
    if not side.touched or setting.how.commit or not setting.has_head:
        return ''
    verb = 'added' if side.before.kind is Kind.ABSENT else 'changed'
    if side.merged:
        return f'{verb} by the merge'
    return f'{verb} by this commit' if setting.occasion is Occasion.COMMIT else f'{verb} in the index'
