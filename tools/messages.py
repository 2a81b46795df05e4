"""Prints every text that a user can meet, with its place, so that they can be read as one page.

    python -m tools.messages [WORD]     all of them, or those that contain WORD
"""
from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parent.parent / 'sot_guard'
# two words in a row; what is a path, an option or a pattern has none
_WORDS = re.compile(r"[A-Za-z'}\])]{2,}[,:;.]? [({\[]?[A-Za-z'{]{2,}")
_Text = ast.Constant | ast.JoinedStr


class Message(NamedTuple):
    """A text, with the values that are filled in as `{expression}`."""

    file: str
    line: int
    text: str


def messages(package: Path) -> list[Message]:
    """Return the texts of a package in the order of its files."""
    return [
        Message(file.relative_to(package.parent).as_posix(), node.lineno, text)
        for file in sorted(package.rglob('*.py'))
        for node in _texts(ast.parse(file.read_bytes()))
        if _WORDS.search(text := _shown(node))
    ]


def _texts(node: ast.AST) -> Iterator[_Text]:
    """The strings below a node, without docstrings, annotations and patterns."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        yield node
        # a value that is filled in may hold a text of its own
        parts = node.values if isinstance(node, ast.JoinedStr) else ()
        for part in parts:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
    elif not _is_no_message(node):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)


def _is_no_message(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith('re.')


def _shown(node: _Text) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return ''.join(
        str(part.value) if isinstance(part, ast.Constant) else f'{{{ast.unparse(part.value)}}}'
        for part in node.values if isinstance(part, (ast.Constant, ast.FormattedValue))
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog='python -m tools.messages', description=__doc__.partition('\n')[0])
    parser.add_argument('word', nargs='?', default='', metavar='WORD', help='only the texts that contain it')
    args = parser.parse_args(argv)
    for message in messages(PACKAGE):
        if args.word in message.text:
            print(f'{message.file}:{message.line}: {message.text!r}')
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
