"""The picture of a refused commit in the README, made of a real one: `python -m tools.picture`.

The story of tools/demo.py is played in a terminal of 100 columns; what the terminal shows becomes docs/refused.svg.
"""
from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.support.terminal import COLUMNS
from tests.support.terminal import typed
from tools import demo

PICTURE = demo.PROJECT / 'docs/refused.svg'
_PROGRAM = '~/.cache/pre-commit/repo0/py_env-python3'


def story(place: Path, cache: Path) -> list[str]:
    """The story's commands with their output, a command at a time, with the colours of a terminal."""
    env = demo.environment() | {'PRE_COMMIT_HOME': str(cache), 'TERM': 'xterm-256color', 'LC_ALL': 'C.UTF-8'}
    # where pre-commit keeps its environments is another place on each machine
    return [re.sub(r'\S+(?=/bin/sot-guard )', _PROGRAM, part) for part in demo.story(place, env, typed)]


def draw(refused: str) -> str:
    """An SVG of a terminal in which a commit was refused."""
    from rich.console import Console
    from rich.text import Text
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    for line in refused.splitlines():
        text = Text.from_ansi(line)
        for row in text.divide(range(COLUMNS, len(text), COLUMNS)):
            console.print(row, no_wrap=True, overflow='crop', highlight=False)
    drawn = console.export_svg(title='git commit', unique_id='refused')
    # no font is fetched from anywhere
    return re.sub(r'(?s)@font-face \{.*?\}\s*', '', drawn)


def plain(text: str) -> str:
    """Without colours."""
    return re.sub(r'\x1b\[[0-9;]*m', '', text)


def words(svg: str) -> str:
    """All that a picture says, without white space: how it is laid out is another matter."""
    texts = (element.text or '' for element in ElementTree.fromstring(svg).iter('{http://www.w3.org/2000/svg}text'))
    return re.sub(r'\s+', '', ''.join(texts))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix='sot-guard-picture-') as folder:
        PICTURE.parent.mkdir(exist_ok=True)
        _, _, refused, *_ = story(Path(folder), Path(folder) / 'cache')
        PICTURE.write_text(draw(refused))
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
