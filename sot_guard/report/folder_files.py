"""The files of a folder that are refused, for every format for people: a row each, and which are shown whole."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.report.advice import Folder
from sot_guard.report.model import Finding
from sot_guard.report.model import Report

MAX_ROWS = 10
MAX_DIFFS = 2


def files_of(finding: Finding, report: Report) -> list[Finding]:
    """Return the findings of a folder, those of its first copy alone where several differ in the same way."""
    folder, origin = finding.group.folder, finding.pair.origin
    if folder is None or origin is None:
        return []
    group = [one for one in report.findings if one.group.number == finding.group.number]
    return [one for one in group if one.pair.origin == origin]


def counts(folder: Folder) -> str:
    """Return how many files there are of each kind, in one line."""
    source = visible(folder.source)
    copy = 'each copy' if len(folder.copies) > 1 else visible(folder.copies[0])
    parts = [
        f'{folder.same:,} same', f'{folder.changed:,} changed', f'{folder.missing:,} missing from {copy}',
        f'{folder.extra:,} only in {copy}',
    ]
    parts += [f'{folder.source_missing:,} missing from {source}'] * bool(folder.source_missing)
    parts += [f'{folder.other:,} not compared'] * bool(folder.other)
    return f'Files: {", ".join(parts)}.'


def rows(files: Sequence[Finding], limit: int | None) -> Iterator[str]:
    """Yield a row a file, with what happened to it, and one on those beyond the limit."""
    shown = files[:limit]
    labels = [_LABELS.get(one.status, one.status.label.replace('_', ' ')) for one in shown]
    width = max(map(len, labels), default=0)
    for label, one in zip(labels, shown, strict=True):
        yield f'{label:<{width}}  {visible(_path(one))}'
    if len(files) > len(shown):
        yield f'and {len(files) - len(shown):,} more'


_LABELS = {
    Status.DIVERGENT: 'changed', Status.COPY_MISSING: 'missing', Status.DOCS_MISSING: 'missing', Status.EXTRA: 'extra',
}


def _path(finding: Finding) -> bytes:
    """The file that is missing, or extra; of a changed one that which changed."""
    if finding.status is Status.DIVERGENT:
        return finding.advice.path
    return finding.pair.source if finding.status is Status.DOCS_MISSING else finding.pair.copy


def with_diffs(files: Sequence[Finding], limit: int | None = MAX_DIFFS) -> list[Finding]:
    """Return the first files whose diffs are shown; None: all that there are."""
    return [one for one in files if one.examined.diff is not None and one.examined.diff.hunks][:limit]
