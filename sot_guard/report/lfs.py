"""What to type where Git LFS keeps one file of a pair and not the other: equal files never have equal blobs there."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.config.model import text_of
from sot_guard.escaping import visible
from sot_guard.report.advice import Setting
from sot_guard.report.examined import Examined
from sot_guard.report.quoting import shell_quote
from sot_guard.report.spelling import Fix
from sot_guard.report.spelling import Speller
from sot_guard.report.spelling import Steps
from sot_guard.worktree.read import ABSENT

_ATTRIBUTES = b'.gitattributes'
_LFS = 'filter=lfs diff=lfs merge=lfs -text'
# what a pattern of gitattributes(5) does not take for itself
_PLAIN = frozenset(b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@,=')


class HalfLfs(NamedTuple):
    """Finds the commands for such a pair."""

    examined: Examined
    setting: Setting

    @property
    def is_needed(self) -> bool:
        """Whether the pair is one."""
        sides = self.examined.copy, self.examined.source
        return [side.filter for side in sides].count('lfs') == 1 and not self.setting.how.commit

    def fixes(self) -> Iterator[Fix]:
        """Let Git LFS keep the other file too; nothing where the texts on disk are not known to be the right ones."""
        copy, source = self.examined.copy, self.examined.source
        kept, plain = (copy, source) if copy.filter == 'lfs' else (source, copy)
        if not _PLAIN.issuperset(plain.path) or None in (copy.on_disk, source.on_disk):
            return
        if ABSENT in (copy.on_disk, source.on_disk) or copy.only_staged or source.only_staged:
            return
        line = shell_quote(f'/{text_of(plain.path)} {_LFS}')
        track = rf"printf '\n%s\n' {line} >>{text_of(_ATTRIBUTES)}"
        effect = f'track {visible(plain.path)} with Git LFS, like {visible(kept.path)}'
        changed = [side for side in (copy, source) if side.touched]
        if copy.on_disk == source.on_disk:
            yield effect, (track, *self._renormalized())
        elif len(changed) == 1 and not copy.is_edited and not source.is_edited:
            other = copy if changed[0] is source else source
            spell = Speller(self.examined, self.setting)
            step = f'cp {spell.word(changed[0].path)} {spell.word(other.path)}'
            yield f'copy the change to {visible(other.path)} and {effect}', (track, step, *self._renormalized())

    def _renormalized(self) -> Steps:
        both, spell = self.examined.pair.sides, Speller(self.examined, self.setting)
        steps = (spell.add(_ATTRIBUTES, *both), spell.git('add --renormalize', *both))
        return (*steps, spell.git('commit --', *both, _ATTRIBUTES)) if self.setting.how.of_paths else steps
