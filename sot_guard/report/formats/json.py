"""For scripts: every key of the first report of this kind, and more. Within a version, keys are only ever added."""
from __future__ import annotations

import base64
import json

from sot_guard.analysis.containment import OneSide
from sot_guard.analysis.difference import Difference
from sot_guard.analysis.views.compare import Viewed
from sot_guard.analysis.views.table import definition_of
from sot_guard.escaping import visible
from sot_guard.git.diff import Diff
from sot_guard.report.examined import FileState
from sot_guard.report.exit_status import exit_status
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.region import changed_region
from sot_guard.report.wording import history_lines

_SCHEMA_VERSION = 2


def render(report: Report) -> str:
    """One JSON object. ASCII only, and no `##`, which CI logs read as a command, without an escape in it."""
    document = {
        'schema_version': _SCHEMA_VERSION,
        'timestamp': report.timestamp,
        **_path('repo_root', report.repo_root),
        **_path('docs_dir', report.docs_dir),
        'subject': report.subject,
        'exit': exit_status(report.findings, report.problems),
        'divergent_found': report.divergent_found,
        'findings': [],
        'next_steps': list(report.next_steps),
        'notes': list(report.notes),
        'problems': list(report.problems),
    }
    before, key, after = _dumped(document).partition('"findings": [')
    parts = [before, key]
    # one after the other: as records, all of them take several times the memory of their texts
    for finding in report.findings:
        parts += (',' * (len(parts) > 2), '\n    ', _dumped(_finding(finding)).replace('\n', '\n    '))
    return ''.join([*parts, '\n  ' * bool(report.findings), after, '\n'])


def _dumped(value: object) -> str:
    # both occur inside strings only: JSON has no `##` of its own
    return json.dumps(value, indent=2).replace('##', '#\\u0023').replace('\x7f', '\\u007f')


def _path(key: str, path: bytes) -> dict[str, str]:
    try:
        return {key: path.decode()}
    except UnicodeDecodeError:
        return {key: visible(path), f'{key}_base64': base64.b64encode(path).decode()}


def _hunks(diff: Diff | None) -> tuple[str, str]:
    """The hunks as text or, where they are not UTF-8, in base64: other text would make another patch."""
    if diff is None:
        return '', ''
    try:
        return diff.hunks.decode(), ''
    except UnicodeDecodeError:
        return '', base64.b64encode(diff.hunks).decode()


def _side(label: str, side: FileState) -> dict[str, object]:
    return {
        f'{label}_sha256': side.content and side.content.sha256,
        f'{label}_size_bytes': side.content and side.content.size,
        f'{label}_mode': side.entry.mode,
        f'{label}_oid': side.entry.oid,
        f'{label}_touched': side.touched,
    }


def _difference(difference: Difference | None) -> dict[str, object]:
    """What only either side has, and `deletion`: safe, scattered or loss, for the root copy."""
    if difference is None:
        return {'harmless': None, 'deletion': None, 'root_only': None, 'docs_only': None}
    return {
        'harmless': difference.harmless,
        'deletion': difference.deletion_risk.name.lower(),
        'root_only': _only(difference.copy),
        'docs_only': _only(difference.source),
    }


def _only(side: OneSide) -> dict[str, object]:
    return {
        'unit': side.unit,
        'total': side.total,
        'lines': side.lines,
        'all_lines': side.all_lines,
        'entry_ids': list(side.ids),
        'parts': [
            {
                'title': part.title, 'first_line': part.first, 'last_line': part.last, 'lines': part.lines,
                'same_id': part.same_id, 'moved': part.moved,
            }
            for part in side.parts
        ],
    }


def _views(viewed: Viewed | None, diff: Diff | None) -> dict[str, object]:
    """What was set aside before the two were compared."""
    set_aside = b'' if diff is None else diff.set_aside
    return {
        'views': [
            {
                'name': definition_of(one.view).name, 'declared': one.number,
                'root_lines': one.copy, 'docs_lines': one.source,
            }
            for one in (viewed.applied if viewed is not None else ())
        ],
        'root_view_sha256': viewed and viewed.copy.sha256,
        'docs_view_sha256': viewed and viewed.source.sha256,
        'set_aside_hunks': 0 if diff is None else diff.set_aside_count,
        'set_aside_diff': set_aside.decode('utf-8', 'backslashreplace'),
    }


def _first_lines(finding: Finding) -> dict[str, int | None]:
    """Where the difference begins in each file, from 1."""
    regions = (changed_region(finding.examined, path) for path in finding.pair.sides)
    return {
        f'{label}_first_line': region and region.first for label, region in zip(('root', 'docs'), regions, strict=True)
    }


def _folder(finding: Finding) -> dict[str, object] | None:
    """The folder and the copies whose files the group has, and how many there are; None for files of no folder."""
    folder = finding.group.folder
    if folder is None:
        return None
    return {
        'source': visible(folder.source), 'copies': list(map(visible, folder.copies)), 'headline': folder.headline,
        'same': folder.same, 'changed': folder.changed, 'missing': folder.missing,
        'source_missing': folder.source_missing, 'extra': folder.extra, 'other': folder.other,
        'commands': [
            {'purpose': command.purpose.value, 'command': command.line, 'effect': command.effect}
            for command in folder.commands
        ],
    }


def _finding(finding: Finding) -> dict[str, object]:
    old, new = map(visible, finding.pair.headers)
    header = f'--- {old}\n+++ {new}\n'
    diff = finding.examined.diff
    hunks, encoded = _hunks(diff)
    return {
        **_path('file', finding.pair.copy),
        **_path('root_path', finding.pair.copy),
        **_path('docs_path', finding.pair.source),
        'group': finding.group.number,
        'folder': _folder(finding),
        'status': finding.status.label,
        'failing': bool(finding.status.exit_status),
        'headline': finding.advice.headline,
        'reason': finding.examined.reason.value,
        'verdict': finding.verdict,
        'kind': finding.examined.kind or '',
        'history': history_lines(finding.examined),
        **_difference(finding.examined.difference),
        **_side('root', finding.copy),
        **_side('docs', finding.source),
        **_first_lines(finding),
        **_path('changed_path', finding.advice.path),
        'unified_diff': header + hunks if hunks else None,
        **({'unified_diff_base64': encoded} if encoded else {}),
        'diff_truncated': diff is not None and bool(diff.absent),
        'diff_absent': (diff and diff.absent) or '',
        **_views(finding.examined.compared.viewed, diff),
        'commands': [
            {
                'purpose': command.purpose.value, 'command': command.line, 'effect': command.effect,
                'lines_lost': command.lines_lost,
            } for command in finding.commands
        ],
        'way_out': finding.advice.suppression or '',
    }
