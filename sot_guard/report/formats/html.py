"""A page for whoever reconciles two long documents: one file, no network, readable with scripts off."""
from __future__ import annotations

import base64
import hashlib
import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import NamedTuple

from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.report.advice import Folder
from sot_guard.report.folder_files import counts
from sot_guard.report.losses import losses_of_copy
from sot_guard.report.losses import losses_of_source
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.side_by_side import Row
from sot_guard.report.side_by_side import rows
from sot_guard.report.side_by_side import SectionMatch
from sot_guard.report.wording import history_lines
from sot_guard.report.wording import kind_of_difference
from sot_guard.report.wording import why_checked

_MAX_WHOLE = 50
# of one folder, of which the others have a row in the table alone
_MAX_FILES = 20


class _Segment(NamedTuple):
    """A part of the strip: its fate, its share of all lines in per cent, and the row that it leads to."""

    match: SectionMatch
    share: float
    row: int


class _Pair(NamedTuple):
    # from 1
    number: int
    finding: Finding
    copy: str
    source: str
    rows: tuple[Row, ...]
    strip: tuple[_Segment, ...]
    counts: dict[str, int]
    losses: tuple[str, ...]
    history: tuple[str, ...]
    kind: str | None
    reason: str
    # the folder of which it is the first file; None for others
    folder: Folder | None
    files: str
    # whether it has a section of its own, not only a row of the table
    is_shown: bool


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
    template = environment.from_string(page)
    return template.render(
        report=report, pairs=list(_pairs(report)),
        style=style, script=script, style_hash=_hash(style), script_hash=_hash(script),
        repository=visible(report.repo_root), matches=list(SectionMatch),
    ) + '\n'


def _hash(text: str) -> str:
    """What a Content-Security-Policy knows an inline element by."""
    return 'sha256-' + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _pairs(report: Report) -> Iterator[_Pair]:
    in_folder: Counter[int] = Counter()
    for number, finding in enumerate(report.findings):
        folder = finding.group.folder
        if folder is not None:
            in_folder[finding.group.number] += 1
        count = in_folder[finding.group.number]
        pair = _pair(finding, number)
        yield pair._replace(
            folder=folder if count == 1 else None, files='' if folder is None else counts(folder),
            is_shown=count <= _MAX_FILES,
        )


def _pair(finding: Finding, number: int) -> _Pair:
    found = rows(finding) if number < _MAX_WHOLE else ()
    sizes = [max(len(cell.lines) if cell else 0 for cell in (row.copy, row.source)) for row in found]
    whole = sum(sizes) or 1
    strip = tuple(
        _Segment(row.match, 100 * size / whole, at) for at, (row, size) in enumerate(zip(found, sizes, strict=True))
    )
    counts = {kind.value: sum(row.match is kind for row in found) for kind in SectionMatch}
    losses = (*losses_of_copy(finding), *losses_of_source(finding))
    return _Pair(
        number + 1, finding, visible(finding.pair.copy), visible(finding.pair.source), found, strip, counts, losses,
        tuple(history_lines(finding.examined)), kind_of_difference(finding.examined), why_checked(finding.examined),
        None, '', True,
    )
