"""A page for whoever reconciles two long documents: one file, no network, readable with scripts off."""
from __future__ import annotations

import base64
import hashlib
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files

from sot_guard.errors import UserError
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.report.advice import Command
from sot_guard.report.advice import Folder
from sot_guard.report.advice import Purpose
from sot_guard.report.folder_files import counts
from sot_guard.report.losses import losses_of_copy
from sot_guard.report.losses import losses_of_source
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.page import shown_pairs
from sot_guard.report.page import ShownPair
from sot_guard.report.quoting import word
from sot_guard.report.side_by_side import SectionMatch
from sot_guard.report.wording import history_lines
from sot_guard.report.wording import kind_of_difference
from sot_guard.report.wording import why_checked

# of one folder, of which the others are counted
_MAX_FILES = 20


def render(report: Report) -> str:
    """The page; UserError where the template library is not installed, which only this format needs."""
    try:
        from jinja2 import Environment
        from jinja2 import StrictUndefined
    except ImportError as e:
        raise UserError(
            'html: needs jinja2; in .pre-commit-config.yaml add additional_dependencies: [jinja2] below the id of the '
            f'hook, elsewhere run {shlex.quote(sys.executable)} -m pip install jinja2',
        ) from e
    folder = files('sot_guard.report.formats')
    style, script, page = ((folder / f'page.{kind}').read_text('utf-8') for kind in ('css', 'js', 'jinja'))
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(page).render(
        report=report, pairs=tuple(shown_pairs(_shown(report))), folders=tuple(_folders(report)),
        facts=_facts, continued=_continued,
        title=_title(report), Match=SectionMatch,
        style=style, script=script, style_hash=_hash(style), script_hash=_hash(script),
        repository=visible(report.repo_root), problems=[visible_text(problem) for problem in report.problems],
    ) + '\n'


def _hash(text: str) -> str:
    """What a Content-Security-Policy knows an inline element by."""
    return 'sha256-' + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _shown(report: Report) -> tuple[Finding, ...]:
    """The findings that have a section each: of a folder the first ones."""
    in_folder: Counter[int] = Counter()
    shown = []
    for finding in report.findings:
        in_folder[finding.group.number] += finding.group.folder is not None
        if in_folder[finding.group.number] <= _MAX_FILES:
            shown.append(finding)
    return tuple(shown)


def _folders(report: Report) -> Iterator[tuple[Folder, str]]:
    """The folders of which several files fail, with how many there are of each kind."""
    for finding in report.groups:
        if finding.group.folder is not None:
            yield finding.group.folder, counts(finding.group.folder)


def _title(report: Report) -> str:
    count = len(report.failing)
    if report.problems and not count:
        return 'sot-guard: not everything could be compared'
    return f'sot-guard: {count:,} pair{"s" * (count != 1)} to fix' if count else 'sot-guard: all pairs match'


def _continued(pair: ShownPair, report: Report) -> Command | None:
    """The command that takes the merged text; None where it would not take it."""
    copy, source = pair.finding.pair.sides
    if not report.of_index or pair.finding.pair.differ or not all(map(is_plain, (copy, source))):
        return None
    file = word(source.rpartition(b'/')[2])
    up = '/'.join(['..'] * len(report.prefix.rstrip(b'/').split(b'/')))
    steps = (
        *([f'cd {up}'] if report.prefix else []),
        f'{report.program or "sot-guard"} resolve --continue --from ~/Downloads/{file} {word(copy)}',
        f'git add {word(copy)} {word(source)}',
    )
    return Command(Purpose.FIX, steps, 'check the saved file and write it to both paths')


def _facts(finding: Finding) -> list[tuple[str, str]]:
    """What is known of a pair beside its texts, each with its name."""
    examined = finding.examined
    kind = kind_of_difference(examined)
    return [
        ('Status', finding.status.label),
        ('Checked because', why_checked(examined)),
        *([('Kind', kind)] if kind is not None else []),
        *(('History', line) for line in history_lines(examined)),
        *(('Losses', line) for line in (*losses_of_copy(finding), *losses_of_source(finding))),
        *((f'sha256 of {visible(side.path)}', f'{side.content.sha256}, {side.content.size:,} bytes')
          for side in (finding.copy, finding.source) if side.content is not None),
    ]
