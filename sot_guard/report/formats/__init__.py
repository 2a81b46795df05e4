"""The formats of a report: one module each, with one pure function `render` from a Report to text."""
from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sot_guard.report.model import Report

# by name; a module is loaded when its format is asked for
FORMATS = {
    'text': 'sot_guard.report.formats.text',
    'json': 'sot_guard.report.formats.json',
    'markdown': 'sot_guard.report.formats.markdown',
    'github': 'sot_guard.report.formats.github',
    'sarif': 'sot_guard.report.formats.sarif',
    'html': 'sot_guard.report.formats.html',
}


def render(report: Report, name: str) -> str:
    """The report in the format of this name."""
    return str(import_module(FORMATS[name]).render(report))
