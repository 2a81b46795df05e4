"""A release: `python -m tools.release TAG`, `prepare VERSION` or `play [VERSION]`.

With a tag: whether this tree may be released under it. The version is that of pyproject.toml; what names it in another
place is compared with it, a line for each that differs. `prepare` writes a version, and today's date, to all of them;
`play` plays the whole release in a throwaway clone (tools/rehearsal.py).
"""
from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable
from collections.abc import Iterator
from datetime import date
from pathlib import Path

PROJECT = Path(__file__).parents[1]

# `repo: .../sot-guard` with its `rev:`, and what pip is told to install
PINNED = re.compile(r'sot-guard/sot-guard(?:\.git)?(?:@|[\'"]?,?\s+rev: *[\'"]?)([^\s,}\'"]+)')
VERSION = re.compile(r'(?m)^(version *= *)"[^"]*"$')
HEADING = re.compile(r'(?m)^## (\S+)(?: \((.*)\))?$')


def version(tree: Path) -> str:
    return str(tomllib.loads((tree / 'pyproject.toml').read_text())['project']['version'])


def newest(tree: Path) -> tuple[str, str]:
    """The version of the newest heading of the changelog, and what stands in brackets behind it."""
    heading = HEADING.search((tree / 'CHANGELOG.md').read_text())
    return (heading[1], heading[2] or '') if heading else ('', '')


def pages(tree: Path) -> list[Path]:
    """Where users are told a tag."""
    return [tree / 'README.md', *sorted((tree / 'docs').rglob('*.md'))]


def differing(tree: Path) -> Iterator[str]:
    """A line for each place that names another version than pyproject.toml: true between releases too."""
    ours = version(tree)
    pinned = 0
    for file in pages(tree):
        text = file.read_text()
        for found in PINNED.finditer(text):
            pinned += 1
            if found[1] != f'v{ours}':
                line = text.count('\n', 0, found.start(1)) + 1
                yield f'{file.relative_to(tree)}:{line}: {found[1]}, and pyproject.toml has {ours}'
    if not pinned:
        yield 'README.md: names no rev to use'
    if newest(tree)[0] != ours:
        yield f'CHANGELOG.md: the newest heading is of {newest(tree)[0] or "nothing"}, and pyproject.toml has {ours}'


def unready(tree: Path, tag: str) -> Iterator[str]:
    """A line for each thing that keeps the tree from being released under this tag."""
    ours = version(tree)
    if tag != f'v{ours}':
        yield f'the tag is {tag}, and pyproject.toml has {ours}: v{ours} is its tag'
    yield from differing(tree)
    when = newest(tree)[1]
    if not is_date(when):
        yield f'CHANGELOG.md: the newest heading has {when or "nothing"!r} for a date: ## {ours} (YYYY-MM-DD)'


def prepare(tree: Path, version: str, day: date) -> None:
    """Write a version to pyproject.toml, to the newest heading of the changelog, and wherever users are told a tag."""
    def edit(file: Path, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str], count: int = 0) -> None:
        file.write_text(pattern.sub(new, file.read_text(), count=count))

    edit(tree / 'pyproject.toml', VERSION, lambda found: f'{found[1]}"{version}"', count=1)
    edit(tree / 'CHANGELOG.md', HEADING, lambda _: f'## {version} ({day.isoformat()})', count=1)
    for file in pages(tree):
        edit(file, PINNED, lambda found: f'{found[0].removesuffix(found[1])}v{version}')


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def main(argv: list[str], tree: Path = PROJECT) -> int:
    match argv:
        case ['play', *version] if len(version) < 2:
            from tools import rehearsal
            return rehearsal.main(version, tree)
        case ['prepare', version]:
            prepare(tree, version, date.today())
            return main([f'v{version}'], tree)
        case [tag] if tag != 'prepare':
            lines = list(unready(tree, tag))
            print('\n'.join(lines) or f'{tag} can be released')
            return int(bool(lines))
    print('usage: python -m tools.release TAG | prepare VERSION | play [VERSION]')
    return 2


if __name__ == '__main__':
    raise SystemExit(main(sys.argv[1:]))
