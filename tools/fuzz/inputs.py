"""What the targets share: an input taken apart, and what must not act."""
from __future__ import annotations

import re
import unicodedata


def take(data: bytes, count: int) -> tuple[int, list[bytes]]:
    """A number, and so many byte strings without a NUL."""
    parts = data[1:].split(b'\0', count - 1)
    parts += [b''] * (count - len(parts))
    return data[0] if data else 0, [part.replace(b'\0', b'') for part in parts]


def is_inert(text: str) -> bool:
    return not {unicodedata.category(c) for c in text} & {'Cc', 'Cf', 'Cs', 'Zl', 'Zp'} and not re.search(
        r'##[\w.-]*\[', text,
    )
