"""What commands are asked for: a pair whose contents differ, with the evidence on it and what is known of the run."""
from __future__ import annotations

from typing import NamedTuple

from sot_guard.report.advice import Group
from sot_guard.report.advice import Setting
from sot_guard.report.evidence import Evidence
from sot_guard.report.examined import Examined
from sot_guard.report.examined import FileState
from sot_guard.report.spelling import Speller


class Question(NamedTuple):
    """A pair for which commands are to be found, or copies that differ from one source in the same way."""

    examined: Examined
    # how the two came to differ
    evidence: Evidence
    # the copies
    group: Group
    # the run
    setting: Setting

    @property
    def spell(self) -> Speller:
        """How paths and commands are spelled here."""
        return Speller(self.examined, self.setting)

    @property
    def sides(self) -> tuple[FileState, FileState]:
        """The copy and the source."""
        return self.examined.copy, self.examined.source
