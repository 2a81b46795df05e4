"""The two sides of a pair, built without a repository."""
from __future__ import annotations

import hashlib

from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from sot_guard.git.blobs import Content
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair

PAIR = Pair(b'GUIDE.md', b'docs/GUIDE.md')


def side(path: str, text: bytes, size: int | None = None) -> Side:
    sha256 = hashlib.sha256(text).hexdigest()
    entry = Entry(Kind.FILE, '100644', sha256[:40])
    return Side(path.encode(), entry, destination=path.encode(), content=Content(sha256, size or len(text), text))


def status_between(root: bytes, docs: bytes = b'# Guide\n\nAll that there is to know.\n') -> Status:
    return status_of(PAIR, side('GUIDE.md', root), side('docs/GUIDE.md', docs))
