"""What to say of a finding and what to do about it, as records; and where and when that is typed."""
from __future__ import annotations

from enum import Enum
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT

if TYPE_CHECKING:
    from sot_guard.git.hook_context import HookContext


class Occasion(Enum):
    """What a run is part of."""

    COMMIT = 'commit'
    PUSH = 'push'
    # by hand, in CI, of a commit that is named
    CHECK = 'check'


class Setting(NamedTuple):
    """Where and when the commands of a report are typed, as far as that changes them."""

    how: HookContext
    occasion: Occasion = Occasion.CHECK
    # the top level of the work tree
    top: bytes = b''
    encoding: str = 'utf-8'
    # what is being merged, in words; None while no merge is concluded
    merging: str | None = None
    # whether there is a commit before the one to be made
    has_head: bool = True
    # whether the history ends early because the clone is shallow, and whether a remote has the rest
    is_shallow: bool = False
    has_remote: bool = False
    # the paths that git adds only with -f
    ignored: frozenset[bytes] = frozenset()
    # whether `git add` needs --sparse: paths may be outside of a sparse checkout (git 2.34)
    sparse: bool = False
    # the configuration in effect, and whether a file for one lies on disk
    config: Config = DEFAULT
    has_config: bool = False


class Purpose(Enum):
    """What a suggested command is for."""

    LOOK = 'look'
    MORE = 'more'
    # the value is part of the JSON report
    FIX = 'cure'
    ALLOW = 'allow'
    SKIP = 'skip'


class Command(NamedTuple):
    """A command to paste into the user's shell."""

    purpose: Purpose
    # what is joined by &&
    steps: tuple[str, ...]
    # what it does and loses, as an imperative
    effect: str
    # how many lines it takes out of a file that are in neither file then, older versions aside; None: not known
    lines_lost: int | None = None

    @property
    def line(self) -> str:
        """The command in one line."""
        return ' && '.join(self.steps)

    def on_any_machine(self, program: str) -> Command:
        """The same for readers on other machines, who have this program on their PATH."""
        begin = f'{program} '
        steps = (f'sot-guard {step.removeprefix(begin)}' if step.startswith(begin) else step for step in self.steps)
        return self._replace(steps=tuple(steps)) if program else self


class Folder(NamedTuple):
    """A folder and its copies, of which several files are refused: one finding for people."""

    # with `/` at their ends
    source: bytes
    copies: tuple[bytes, ...]
    # how many files: the same; changed; missing from each copy; from the source; only in each copy; not compared
    same: int
    changed: int = 0
    missing: int = 0
    source_missing: int = 0
    extra: int = 0
    other: int = 0
    # what happened, in a sentence
    headline: str = ''
    # those for all of its files, in the order in which to try them
    commands: tuple[Command, ...] = ()


class Group(NamedTuple):
    """The copies that differ from their source in the same way: one finding for people."""

    # which group of the report it is, from 1
    number: int
    # the copies, in order
    copies: tuple[bytes, ...]
    # the other copies of the source: those that are identical to it, and how many there are in all
    identical: tuple[bytes, ...] = ()
    total: int = 1
    # the folder of which all findings of the group are files; None: copies of one source
    folder: Folder | None = None


class ShownDiff(NamedTuple):
    """A diff as people read it."""

    # the path of the file that has the lines marked -, and of the file that has those marked +
    old: bytes
    new: bytes
    # unified, with three lines of context
    hunks: bytes
    # what to say of each of the two files; '' for nothing
    notes: tuple[str, str] = ('', '')


class Advice(NamedTuple):
    """What to say of a finding, and what to do about it."""

    # what happened, in a sentence
    headline: str
    # the path and the line that it is about, and the same in a few words, for an editor
    path: bytes
    line: int
    message: str
    # from the unchanged file to the changed one, or from the copy to the source; None where there is no diff
    diff: ShownDiff | None = None
    # the diffs of the copy and the source against what both had last, where both have changed since; else none
    changes: tuple[ShownDiff, ...] = ()
    # those that fix it in the order in which to try them
    commands: tuple[Command, ...] = ()
    # what to write into the configuration to allow the finding; None where that makes no sense
    suppression: str | None = None
