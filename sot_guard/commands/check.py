"""The verb `check`: from the names given to a report."""
from __future__ import annotations

import os
import time
from collections.abc import Mapping

from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Selection
from sot_guard.commands.notes import notes_on
from sot_guard.config.locate import differing_on_disk
from sot_guard.git.situation import collect
from sot_guard.git.situation import situations
from sot_guard.report.advice import Occasion
from sot_guard.report.exit_status import exit_status
from sot_guard.report.model import Detail
from sot_guard.report.model import Finding
from sot_guard.report.model import joined
from sot_guard.report.model import Report


def check(selection: Selection, detail: Detail, environ: Mapping[str, str]) -> Report:
    """Compare the pairs in scope, in all that is judged; GitError, ConfigError or UsageError if that cannot be done."""
    judged = situations(collect(environ), selection.rev)
    report = joined([_check(selection, detail, situation.environ) for situation in judged])
    remarks = dict.fromkeys(situation.remark for situation in judged if situation.remark and report.failing)
    return report._replace(notes=(*report.notes, *remarks))


def _check(selection: Selection, detail: Detail, environ: Mapping[str, str]) -> Report:
    with open_context(environ, selection) as context:
        pairs = context.pairing.pairs(context.entries)
        notes = notes_on(context, pairs)
        forbidden = context.config.duplicates == 'forbid'
        unequal = [pair for pair in pairs if not context.is_identical(pair) or (forbidden and not pair.configured)]
        findings: tuple[Finding, ...] = ()
        problems: tuple[str, ...] = ()
        unequal += context.pairing.incomplete(context.entries)
        occasion = Occasion.CHECK
        if unequal or context.pairing.has_patterns:
            from sot_guard.commands.examine import examine
            examination = examine(context, unequal, detail)
            findings, problems, occasion = examination.findings, examination.problems, examination.occasion
            notes += examination.notes
        is_green = not exit_status(findings, problems)
        if not is_green and context.judged.is_index:
            notes += differing_on_disk(context.repository.top, context.own_config)
        if detail.at_terminal:
            from sot_guard.commands.terminal import terminal_notes
            notes += terminal_notes(context, pairs, findings, is_green=is_green)
        return Report(
            timestamp=time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()),
            repo_root=context.repository.top,
            docs_dir=os.path.join(context.repository.top, context.config.docs_dir),
            subject=context.judged.description,
            findings=findings,
            notes=tuple(notes),
            problems=problems,
            verbose=detail.verbose,
            occasion=occasion,
            prefix=context.repository.prefix,
            program=detail.program,
            of_index=context.judged.is_index,
        )
