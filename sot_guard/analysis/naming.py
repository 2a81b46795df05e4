"""Whether a text names a file: one that does not refers to it in no way, and needs no patterns. Pure."""
from __future__ import annotations

import posixpath


def decode(text: bytes) -> str:
    """Return a text as it is scanned, with LF alone; what is not UTF-8 comes back by `surrogateescape`."""
    return text.decode('utf-8', 'surrogateescape').removeprefix('\ufeff').replace('\r\n', '\n')


def may_name(path: bytes, text: bytes) -> bool:
    """Return whether a text has the name of a file, as it is or in a spelling that Markdown and links have for it."""
    name = posixpath.basename(path)
    if name in text:
        return True
    spelled = decode(text.replace(b'\\', b''))
    if '&' in spelled:
        from html import unescape
        spelled = unescape(spelled)
    if '%' in spelled:
        from urllib.parse import unquote
        spelled = unquote(spelled, errors='surrogateescape')
    return name.replace(b'\\', b'').decode('utf-8', 'surrogateescape') in spelled
