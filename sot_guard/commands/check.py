"""The verb `check`: from the names given to a report, in the order in which data flows through the rooms."""
from __future__ import annotations

import os
import time
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NamedTuple

from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Scope
from sot_guard.commands.notes import notes_on
from sot_guard.config.locate import differing_on_disk
from sot_guard.git.situation import collect
from sot_guard.git.situation import situations
from sot_guard.report.model import exit_status
from sot_guard.report.model import Finding
from sot_guard.report.model import joined
from sot_guard.report.model import Report


class Request(NamedTuple):
    """Whose pairs to check: those of some names; with `staged` also those that the commit touches; or all.

    `rev` names a commit to judge; `options` are the keys of the configuration that the command line sets; `verbose`
    asks for the pairs that are fine, too; without `history` no log is read; `program`: this one, as it can
    be started from the user's shell.
    """

    names: Sequence[str] = ()
    everything: bool = False
    staged: bool = False
    rev: str | None = None
    options: Mapping[str, Any] = {}
    verbose: bool = False
    history: bool = True
    program: str = ''


def check(request: Request, environ: Mapping[str, str]) -> Report:
    """Compare the pairs in scope, in all that is judged; GitError, ConfigError or UsageError if that cannot be done."""
    judged = situations(collect(environ), request.rev)
    report = joined([_check(request, situation.environ) for situation in judged])
    remarks = dict.fromkeys(situation.remark for situation in judged if situation.remark and report.failing)
    return report._replace(notes=(*report.notes, *remarks))


def _check(request: Request, environ: Mapping[str, str]) -> Report:
    with open_context(environ, request.names, request.rev, request.options) as context:
        scope = Scope(
            frozenset(context.named), request.everything or not (request.staged or request.names), request.staged,
        )
        pairs = context.pairing.pairs(context.entries)
        notes = notes_on(context, scope, pairs)
        forbidden = context.config.duplicates == 'forbid'
        unsettled = [pair for pair in pairs if not context.is_settled(pair) or (forbidden and not pair.configured)]
        findings: list[Finding] = []
        problems: list[str] = []
        if unsettled:
            from sot_guard.commands.examine import examine
            from sot_guard.git.situation import hook_context
            how = hook_context(environ, context.repository.prefix, request.program)
            findings, unguarded, problems = examine(
                context, scope, unsettled, environ, request.rev, how, with_history=request.history,
            )
            notes += unguarded
        if exit_status(findings) and context.judged.is_index:
            notes += differing_on_disk(context.repository.top, context.own_config)
    return Report(
        timestamp=time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()),
        repo_root=context.repository.top,
        docs_dir=os.path.join(context.repository.top, context.config.docs_dir),
        subject=context.judged.description,
        findings=tuple(findings),
        notes=tuple(notes),
        problems=tuple(problems),
        verbose=request.verbose,
    )
