"""For code scanning: SARIF 2.1.0. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""
from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import version
from urllib.parse import quote

from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.report.model import Finding
from sot_guard.report.model import NEXT_STEPS
from sot_guard.report.model import Report
from sot_guard.report.region import changed_region
from sot_guard.report.region import Region
from sot_guard.report.wording import summary

_SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
_HOME = 'https://github.com/sot-guard/sot-guard'


def render(report: Report) -> str:
    """One log with one run; each pair that fails is a result (GitHub takes a `pass` for an alert too)."""
    run = {
        'tool': {'driver': {
            'name': 'sot-guard',
            'semanticVersion': version('sot-guard'),
            'informationUri': _HOME,
            'rules': [_rule(status) for status in Status],
        }},
        'columnKind': 'unicodeCodePoints',
        'results': [_result(finding, report.program) for finding in report.failing],
        'invocations': [{
            'executionSuccessful': not report.problems,
            'toolExecutionNotifications': [
                {'level': 'error', 'message': {'text': visible_text(problem)}} for problem in report.problems
            ],
        }],
    }
    text = json.dumps({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2)
    # inside strings only, as in the JSON report
    return text.replace('##', '#\\u0023').replace('\x7f', '\\u007f') + '\n'


def _rule(status: Status) -> dict[str, object]:
    name, description = _RULES[status]
    text = NEXT_STEPS.get(status, 'No action needed.')
    return {
        'id': status.label,
        'name': name,
        'shortDescription': {'text': description},
        'fullDescription': {'text': f'{description} Files of a pair are meant to have the same content.'},
        'help': {'text': text, 'markdown': f'{text} See the [reference]({_HOME}/blob/main/docs/reference.md).'},
        'helpUri': f'{_HOME}/blob/main/docs/reference.md#exit-status',
        'defaultConfiguration': {'level': 'error' if status.exit_status else 'none'},
    }


# for each status a name for people, and what it says
_RULES = {
    Status.IDENTICAL: ('FilesMatch', 'Both files have the same content.'),
    Status.SAME_TEXT: ('FilesMatchAsText', 'Both files have the same text.'),
    Status.SAME_BUT: ('FilesMatchButForDeclaredDifferences', 'The files differ only in what their pair declares.'),
    Status.LINKED: ('FileIsSymlinkToItsSource', 'A symlink makes both files the same.'),
    Status.POINTER: ('FileRefersToItsSource', 'One file only refers to the other.'),
    Status.ACCEPTED: ('DifferenceIsAccepted', 'The configuration accepts this difference.'),
    Status.DIVERGENT: ('FilesDiffer', 'The files of a pair differ.'),
    Status.DOCS_MISSING: ('SourceIsMissing', 'The source of a pair is missing.'),
    Status.COPY_MISSING: ('CopyIsMissing', 'A required copy is missing.'),
    Status.EXTRA: ('FileIsExtra', 'A file of a copied folder is missing from its source, which is forbidden.'),
    Status.DUPLICATE: ('CopyIsForbidden', 'A copy is identical to its source, which the configuration forbids.'),
    Status.LINK_ELSEWHERE: ('SymlinkLeadsElsewhere', 'A symlink does not lead to the other file of its pair.'),
    Status.UNMERGED: ('FileHasMergeConflicts', 'A file has merge conflicts, so it was not compared.'),
    Status.SUBMODULE: ('PathIsSubmodule', 'A path is a submodule, so it was not compared.'),
    Status.READ_ERROR: ('FileCannotBeRead', 'A file cannot be read, so it was not compared.'),
}


def _result(finding: Finding, program: str) -> dict[str, object]:
    copy, source = finding.pair.sides
    path = finding.advice.path
    other = source if path == copy else copy
    # the same pair keeps its alert, whatever its contents become
    fingerprint = hashlib.sha256(copy + b'\0' + source).hexdigest()
    said = [*map(_plain, summary(finding, program)), f'Compared with [{_plain(visible(other))}](1).']
    return {
        'ruleId': finding.status.label,
        'ruleIndex': list(Status).index(finding.status),
        'kind': 'fail',
        'level': 'error',
        'message': {'text': '\n'.join(said)},
        'locations': [_location(finding, path)],
        'relatedLocations': [{'id': 1, **_location(finding, other), 'message': {'text': _plain(visible(other))}}],
        'partialFingerprints': {'pair/v1': fingerprint, 'primaryLocationLineHash': f'{fingerprint[:16]}:1'},
    }


def _plain(text: str) -> str:
    """A text in which nothing is a link."""
    return re.sub(r'([\\\[\]])', r'\\\1', text)


def _location(finding: Finding, path: bytes) -> dict[str, object]:
    region = changed_region(finding.examined, path) or Region(1, 1, 1)
    return {'physicalLocation': {
        'artifactLocation': {'uri': quote(path), 'uriBaseId': '%SRCROOT%'},
        'region': {
            'startLine': region.first, 'startColumn': 1, 'endLine': region.last, 'endColumn': region.end_column,
        },
    }}
