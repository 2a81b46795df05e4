"""For code scanning: SARIF 2.1.0. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""
from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from urllib.parse import quote

from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.report.headline import first_change
from sot_guard.report.model import Finding
from sot_guard.report.model import NEXT_STEPS
from sot_guard.report.model import Report
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
        'results': [_result(finding) for finding in report.failing],
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
    return {
        'id': status.label,
        'name': ''.join(word.capitalize() for word in status.label.split('_')),
        'shortDescription': {'text': f'the pair is {status.label.replace("_", " ")}'},
        'help': {'text': NEXT_STEPS.get(status, 'Nothing has to be done.')},
        'helpUri': f'{_HOME}#what-is-checked',
        'defaultConfiguration': {'level': 'error' if status.exit_status else 'none'},
    }


def _result(finding: Finding) -> dict[str, object]:
    copy, source = finding.pair.sides
    return {
        'ruleId': finding.status.label,
        'ruleIndex': list(Status).index(finding.status),
        'kind': 'fail',
        'level': 'error',
        'message': {'text': '\n'.join(summary(finding))},
        'locations': [_location(copy, first_change(finding.examined, copy))],
        'relatedLocations': [
            {'id': 1, **_location(source, first_change(finding.examined, source)),
             'message': {'text': visible(source)}},
        ],
        # the same pair keeps its alert, whatever its contents become
        'partialFingerprints': {'pair/v1': hashlib.sha256(copy + b'\0' + source).hexdigest()},
    }


def _location(path: bytes, line: int) -> dict[str, object]:
    return {'physicalLocation': {
        'artifactLocation': {'uri': quote(path), 'uriBaseId': '%SRCROOT%'},
        'region': {'startLine': line},
    }}
