"""How a printed command is spelled: names quoted, git with the option to take them literally."""
from __future__ import annotations

import os
import re
import shlex

from sot_guard.escaping import is_plain
from sot_guard.escaping import visible

SKIP = 'SKIP=sot-guard,sot-guard-all'
MAX_COLUMNS = 80


def staging(path: bytes) -> str:
    """Return the command that stages a path from the user's directory."""
    return f'{literal_git(path)} add {word(path)}'


def word(path: bytes, encoding: str = 'utf-8') -> str:
    """Return a path as a shell takes it; for a name that cannot be printed as it is, as a reader does."""
    if not is_plain(path):
        return visible(path)
    path = b'./' + path if path.startswith(b'-') else path
    text = path.decode()
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return f'"$(printf \'{"".join(map(_octal, path))}\')"'
    return shell_quote(text)


def _octal(byte: int) -> str:
    """A byte in a format of printf: as itself where it means itself."""
    character = chr(byte)
    return character if character.isascii() and character not in "%\\'" else f'\\{byte:03o}'


def literal_git(*paths: bytes) -> str:
    """Return `git`, with the option that keeps it from taking one of these names for a pattern."""
    # a name may be a pattern to git: `git rm '*.md'` removes them all
    if any(path.startswith(b':') or re.search(rb'[*?\[\\]', path) for path in paths):
        return 'git --literal-pathspecs'
    return 'git'


def home_word(path: bytes, home: str, encoding: str = 'utf-8') -> str:
    """Return an absolute path as a shell takes it, with ~ for the home directory."""
    above = os.fsencode(home).rstrip(b'/') + b'/'
    # another ~ in front is a user's name to a shell
    if len(above) > 1 and path.startswith(above) and path != above:
        return f'~/{word(path.removeprefix(above), encoding)}'
    return word(path, encoding)


def wrapped(steps: tuple[str, ...]) -> list[str]:
    """Return the lines of a command: broken after && where it would pass 80 columns."""
    lines = ['']
    for number, step in enumerate(steps):
        piece = step if number == len(steps) - 1 else f'{step} &&'
        if lines[-1] and len(lines[-1]) + 1 + len(piece) > MAX_COLUMNS:
            lines.append(piece)
        else:
            lines[-1] = f'{lines[-1]} {piece}'.lstrip()
    return lines


def shell_quote(text: str) -> str:
    """Return text as one word of a shell: in single quotes, or in double ones where it has a single quote itself."""
    # in double quotes these have a meaning, an exclamation mark to an interactive shell
    return f'"{text}"' if "'" in text and _SPECIAL.isdisjoint(text) else shlex.quote(text)


_SPECIAL = frozenset('"$`\\!')
