"""What the readers of several formats need."""
from __future__ import annotations

from collections.abc import Sequence


def indentation(line: bytes) -> int:
    """Return the columns before the first character of a line."""
    return len(line[:len(line) - len(line.lstrip())].expandtabs(8))


def end_of_indented(lines: Sequence[bytes], number: int) -> int:
    """Return the line after the last of those below a line that are indented more, and of the blank ones between."""
    base = indentation(lines[number])
    end = number + 1
    for below in range(number + 1, len(lines)):
        if lines[below].strip():
            if indentation(lines[below]) <= base:
                break
            end = below + 1
    return end
