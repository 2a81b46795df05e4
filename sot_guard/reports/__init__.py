"""The formats of a report: one module each, with one pure function from a Report to text."""
from __future__ import annotations

from collections.abc import Callable

from sot_guard.findings import Report
from sot_guard.reports import json
from sot_guard.reports import markdown
from sot_guard.reports import text

FORMATS: dict[str, Callable[[Report], str]] = {
    'text': text.render,
    'json': json.render,
    'markdown': markdown.render,
}
