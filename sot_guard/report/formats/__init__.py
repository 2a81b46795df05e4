"""The formats of a report: one module each, with one pure function `render(report) -> str`."""
from __future__ import annotations

from importlib import import_module
from typing import cast
from typing import NamedTuple
from typing import Protocol
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sot_guard.report.model import Report


class Renderer(Protocol):
    """A module of a format."""

    def render(self, report: Report) -> str:
        """The report as text; it reads nothing and prints nothing."""


class Format(NamedTuple):
    """A format that a report can be asked for in."""

    # the module, which is loaded when the format is asked for
    module: str
    # whether it is printed where nothing was found, too
    always: bool

    def render(self, report: Report) -> str:
        """The report in this format."""
        renderer = cast(Renderer, import_module(self.module))
        return renderer.render(report)


FORMATS = {
    'text': Format('sot_guard.report.formats.text', always=False),
    'json': Format('sot_guard.report.formats.json', always=True),
    'markdown': Format('sot_guard.report.formats.markdown', always=True),
    'github': Format('sot_guard.report.formats.github', always=True),
    'sarif': Format('sot_guard.report.formats.sarif', always=True),
    'html': Format('sot_guard.report.formats.html', always=True),
}


def render(report: Report, name: str) -> str:
    """The report in the format of this name."""
    return FORMATS[name].render(report)
