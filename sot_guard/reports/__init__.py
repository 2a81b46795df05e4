"""The formats of a report: one module each, with one pure function `render` from a Report to text."""
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sot_guard.findings import Report

# by name; a module is loaded when its format is asked for
FORMATS = {
    'text': 'sot_guard.reports.text',
    'json': 'sot_guard.reports.json',
    'markdown': 'sot_guard.reports.markdown',
    'github': 'sot_guard.reports.github',
    'sarif': 'sot_guard.reports.sarif',
    'html': 'sot_guard.reports.html',
}


def render(report: Report, name: str) -> str:
    """The report in the format of this name."""
    return str(import_module(FORMATS[name]).render(report))
