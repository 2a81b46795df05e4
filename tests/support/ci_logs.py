"""What the runners of CI take for commands in a log, read as they document it."""
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


def log_commands(output: str) -> list[str]:
    """What GitHub's and Azure's runners would take for commands: their readers end lines at LF, CR and CRLF."""
    lines = re.split('\r\n|\r|\n', output)
    return [line for line in lines if line.strip().startswith('::') or re.search(r'##[\w.-]*\[', line)]


class LogCommand(NamedTuple):
    name: str
    properties: dict[str, str]
    data: str


def parse_log(output: str) -> Iterator[LogCommand]:
    """The workflow commands in a log, as GitHub's runner documents and reads them.

    `::name key=value,key=value::data` at the beginning of a line, white space aside, and the older `##[name ...]data`
    anywhere in it.
    """
    for line in re.split(r'\r\n|\r|\n', output):
        if match := re.match(r'\s*::([^\s:]+)(?:\s+(.*?))?::(.*)', line):
            properties = dict(pair.partition('=')[::2] for pair in (match[2] or '').split(',') if '=' in pair)
            yield LogCommand(match[1], {key: unescape(value) for key, value in properties.items()}, unescape(match[3]))
        elif match := re.search(r'##\[([^\]\s]+)[^\]]*\](.*)', line):
            yield LogCommand(match[1], {}, match[2])


def unescape(text: str) -> str:
    for code, character in (('%0D', '\r'), ('%0A', '\n'), ('%3A', ':'), ('%2C', ','), ('%25', '%')):
        text = text.replace(code, character)
    return text
