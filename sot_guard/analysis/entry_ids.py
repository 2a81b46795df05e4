"""Finds the ids of entries, such as BUILD-146: only where the documents show a series of them. Pure."""
from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sot_guard.analysis.documents.model import Document

# not a part of a longer name: CVE-2024-1, BSD-3-Clause, v1-2
ENTRY_ID = re.compile(rb'(?<![\w./-])([A-Z][A-Z0-9_]*)-([0-9]{1,18})(?![\w/]|-\w|\.\w)')
# names of standards and licences, of which a document may name several
_NO_ENTRIES = frozenset((
    b'AES', b'AGPL', b'APACHE', b'BSD', b'CC', b'CVE', b'CWE', b'ECMA', b'ES', b'FIPS', b'GPL', b'HTTP', b'IEC',
    b'IEEE', b'ISO', b'LGPL', b'MD', b'MPL', b'PEP', b'RFC', b'RSA', b'SHA', b'TLS', b'UCS', b'UTF',
))
_MAX_CELLS = 4


def ids_in(line: bytes) -> list[bytes]:
    """Return what looks like the ids of entries in a line."""
    return [match[0] for match in ENTRY_ID.finditer(line) if match[1] not in _NO_ENTRIES]


def entry_ids(*documents: Document) -> list[set[bytes]]:
    """Return the ids of entries in each document: those in its headings and in the first cells of its rows.

    They are entries if the documents together have another one of the same name.
    """
    found = [set(_candidates(document)) for document in documents]
    series: defaultdict[bytes, set[int]] = defaultdict(set)
    for one in set().union(*found):
        name, _, number = one.rpartition(b'-')
        series[name].add(int(number))
    return [{one for one in ids if len(series[one.rpartition(b'-')[0]]) > 1} for ids in found]


def _candidates(document: Document) -> Iterator[bytes]:
    for heading in document.headings:
        for line in document.lines[heading.first:heading.first + heading.count]:
            yield from ids_in(line)
    for line in document.lines:
        if line.lstrip().startswith(b'|'):
            yield from ids_in(b'|'.join(line.split(b'|', _MAX_CELLS)[:_MAX_CELLS]))
