"""Documents as a model has them: sections with lines, written and read in every format by code of their own."""
from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import yaml

from sot_guard.analysis.documents import Format

# how often a line stands below a heading path
Lines = Counter[tuple[tuple[str, ...], str]]


@dataclass
class Section:
    """A heading with what stands right below it; `origin`: its title in the common version."""

    title: str
    level: int
    lines: list[str] = field(default_factory=list)
    origin: str = ''

    def copy(self) -> Section:
        return Section(self.title, self.level, list(self.lines), self.origin or self.title)


Document = list[Section]


def paths(document: Sequence[Section], *, originally: bool = False) -> Iterator[tuple[tuple[str, ...], Section]]:
    """Each section with its heading path, in the names of the common version if wanted."""
    above: list[Section] = []
    for section in document:
        above = [*above[:section.level - 1], section]
        yield tuple(one.origin or one.title if originally else one.title for one in above), section


def lines_of(document: Sequence[Section], *, originally: bool = False) -> Lines:
    """The multiset of a document: its headings as lines of their parents."""
    found: Lines = Counter()
    for path, section in paths(document, originally=originally):
        found[path[:-1], path[-1]] += 1
        found.update((path, line) for line in section.lines)
    return found


# ---- prose: a line `k: v` or `n` is an item, a line that ends in a point is a paragraph

def _write_prose(document: Sequence[Section], heading: Callable[[Section], str], bullet: str) -> bytes:
    parts = []
    for section in document:
        body = ''
        for line in section.lines:
            is_text = line.endswith('.')
            gap = '\n' * ((not body.endswith('\n\n') and is_text) or not body)
            body += f'{gap}{line}\n\n' if is_text else f'{gap}{bullet} {line}\n'
        parts.append(f'{heading(section)}\n{body}'.rstrip('\n'))
    return ('\n\n'.join(parts) + '\n').encode()


_RULES = '=-~'
_HEADINGS: Mapping[Format, tuple[Callable[[Section], str], str]] = {
    Format.MARKDOWN: (lambda section: f'{"#" * section.level} {section.title}', '-'),
    Format.ASCIIDOC: (lambda section: f'{"=" * (section.level + 1)} {section.title}', '*'),
    Format.RST: (lambda section: f'{section.title}\n{_RULES[section.level - 1] * len(section.title)}', '*'),
    Format.PLAIN: (lambda section: section.title, '-'),
}


def _read_prose(text: str, format_: Format) -> Document:
    document: Document = []
    lines = text.split('\n')
    for line, after in zip(lines, [*lines[1:], ''], strict=True):
        mark = re.match(r'(#+) ' if format_ is Format.MARKDOWN else '=(=+) ', line)
        rule = re.fullmatch(r'([=~-])\1*', after) if format_ is Format.RST and line.strip() else None
        if mark and format_ is not Format.RST:
            document.append(Section(line[mark.end():], len(mark[1])))
        elif rule:
            document.append(Section(line, _RULES.index(rule[1]) + 1))
        elif line.strip() and not re.fullmatch(r'([=~-])\1*', line):
            document[-1].lines.append(re.sub(r'^[-*] ', '', line))
    return document


# ---- data: sections are tables, items are a list, a line `k: v` is a key

def _tree(document: Sequence[Section]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for path, section in paths(document):
        here = root
        for title in path:
            here = here.setdefault(title, {})
        items = [line for line in section.lines if ': ' not in line]
        here |= {'items': items} if items else {}
        here |= dict(line.split(': ') for line in section.lines if ': ' in line)
    return root


def _toml(document: Sequence[Section]) -> str:
    parts = []
    for path, section in paths(document):
        text = '[' + '.'.join(json.dumps(title) for title in path) + ']\n'
        items = [line for line in section.lines if ': ' not in line]
        text += 'items = [\n' + ''.join(f'  {json.dumps(line)},\n' for line in items) + ']\n' if items else ''
        parts.append(text + ''.join(
            f'{line.split(": ")[0]} = {json.dumps(line.split(": ")[1])}\n' for line in section.lines if ': ' in line))
    return '\n'.join(parts)


def _from_tree(tree: Mapping[str, Any], level: int = 1) -> Iterator[Section]:
    for title, table in tree.items():
        if isinstance(table, dict):
            pairs = [f'{key}: {value}' for key, value in table.items() if isinstance(value, str)]
            yield Section(title, level, [*table.get('items', []), *pairs])
            yield from _from_tree(table, level + 1)


def write(document: Sequence[Section], format_: Format) -> bytes:
    """The text of a document."""
    if format_ in _HEADINGS:
        return _write_prose(document, *_HEADINGS[format_])
    if format_ is Format.TOML:
        return _toml(document).encode()
    tree = _tree(document)
    if format_ is Format.JSON:
        return json.dumps(tree, indent=2).encode() + b'\n'
    return yaml.safe_dump(tree, sort_keys=False).encode()


def read(content: bytes, format_: Format) -> Document:
    """The document of a text, as `write` writes it."""
    text = content.decode()
    if format_ is Format.JSON:
        return list(_from_tree(json.loads(text)))
    if format_ is Format.TOML:
        return list(_from_tree(tomllib.loads(text)))
    if format_ is Format.YAML:
        return list(_from_tree(yaml.safe_load(text)))
    if format_ is Format.PLAIN:
        return [Section('', 1, [re.sub('^- ', '', line) for line in text.split('\n') if line.strip()])]
    return _read_prose(text, format_)
