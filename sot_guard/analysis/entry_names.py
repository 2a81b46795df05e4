"""What an entry of a document is known by, whatever it says: ids, URLs, numbers, terms. Pure."""
from __future__ import annotations

import re
from collections import Counter

from sot_guard.analysis.documents.text import Kind
from sot_guard.analysis.documents.text import Text
from sot_guard.analysis.releases import number_of

_ID = re.compile(rb'(?:#|\bGH-|!|/(?:issues|pull|merge_requests)/)(\d+)\b|\b([A-Z][A-Z0-9_]+-\d+(?:-\d+)*)\b')
_URL = re.compile(rb'https?://[^\s)>\]`"\']+')
_OPENING_LINK = re.compile(rb'\s*[-*+]\s+(?:\[[^\]]+\]\(|`[^`<]+<)')
_NUMBER = re.compile(rb'\s*\d{1,9}[.)]\s')
_TICK = re.compile(rb'(?s)\s*[-*+]\s+\[[ xX]\](.*)')
# what stands before its definition
_TERM = re.compile(rb'(\S[^\n]*?)(?:::(?:\s|\Z)|\n(?::\s|\s+\S))')


def names_without_meaning(text: Text) -> set[bytes]:
    """Return what names no new entry of a text: the URLs that it has, and the numbers that its lists repeat."""
    numbers = Counter(match[0] for key in text.keys if (match := _NUMBER.match(key)))
    return {*_URL.findall(text.content), *(number for number, count in numbers.items() if count > 1)}


def names_of(text: bytes, kind: Kind) -> set[bytes]:
    """Return what an entry is known by.

    Of a row that is its first cell, of a heading its title, ids and version; of an item or a paragraph ids and issue
    numbers, URLs, the number in its list, the link with which it begins, what is ticked, the term that it defines.
    """
    if kind is Kind.ROW:
        return {text.split(b'|')[1].strip()} - {b''}
    ids = b' '.join(sorted(b''.join(match) for match in _ID.findall(text)))
    if kind is Kind.HEADING:
        number = _NUMBER.match(text.lstrip(b'#= '))
        return {text, ids, number[0] if number else b'', number_of(text.decode('utf-8', 'replace')).encode()} - {b''}
    term = _TERM.match(text) if kind is Kind.TEXT else None
    found = (_NUMBER.match(text), _TICK.match(text), _OPENING_LINK.match(text), term)
    return {ids, *_URL.findall(text), *(match[match.lastindex or 0] for match in found if match)} - {b''}
