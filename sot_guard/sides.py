"""Reads one side of a pair, as far as its comparison needs it."""
from __future__ import annotations

from sot_guard.blobs import UnreadableBlob
from sot_guard.findings import Side
from sot_guard.scene import Scene
from sot_guard.snapshots import Kind


def read_side(scene: Scene, path: bytes, *, as_text: bool) -> Side:
    """What is recorded at a path; what could not be read is told by the side's `problem`."""
    entry = scene.entry(path)
    try:
        if entry.kind is Kind.LINK:
            return Side(path, entry, destination=scene.links.destination(path))
        if entry.kind is Kind.FILE:
            return Side(path, entry, destination=path, content=scene.blobs.content(entry.oid, as_text=as_text))
    except UnreadableBlob as e:
        return Side(path, entry, problem=str(e))
    return Side(path, entry)
