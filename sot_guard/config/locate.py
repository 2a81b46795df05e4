"""Where the configuration is: in what is judged, so that a commit is held to the rule that it brings along."""
from __future__ import annotations

from collections.abc import Mapping

from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import MAX_BYTES
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SHARED_FILE
from sot_guard.errors import ConfigError
from sot_guard.git.blobs import Blobs
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.symlinks import Links
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.worktree.read import read_bytes

FILES = (OWN_FILE, SHARED_FILE)


def read_config(entries: Mapping[bytes, Entry], blobs: Blobs, links: Links) -> Config:
    """The configuration of what is judged, before any option; ConfigError where it cannot be known."""
    found = [config for file in FILES if (config := _read(file, entries, blobs, links)) is not None]
    if len(found) == len(FILES):
        raise ConfigError([f'{OWN_FILE}: {SHARED_FILE} has a [tool.sot-guard] too; keep one of the files'])
    return found[0] if found else DEFAULT


def _read(file: str, entries: Mapping[bytes, Entry], blobs: Blobs, links: Links) -> Config | None:
    path = file.encode()
    entry = entries.get(path)
    if entry is None:
        return None
    try:
        if entry.kind is Kind.LINK:
            target = links.destination(path)
            entry = links.entry(target) if target is not None else entry
        if entry.kind is not Kind.FILE:
            raise ConfigError([f'{file}: cannot be read, it is a {entry.kind.value}; make it a regular file'])
        return _parsed(blobs.read(entry.oid, MAX_BYTES), file)
    except UnreadableBlob as e:
        raise ConfigError([f'{file}: cannot be read, {e}; fetch it: git cat-file -e {entry.oid}']) from e


def differing_on_disk(top: bytes, config: Config) -> list[str]:
    """Notes on configuration that lies on disk and is another than that in effect, because it is not staged."""
    notes = []
    for file in FILES:
        data = read_bytes(top, file.encode(), MAX_BYTES)
        try:
            on_disk = None if data is None else _parsed(data, file)
        except ConfigError:
            on_disk = DEFAULT
        in_effect = config if config.file == file else DEFAULT
        if (on_disk or DEFAULT).rule != in_effect.rule:
            notes.append(f'{file} has unstaged changes, which are not in effect; to use them: git add {file}')
    return notes


def _parsed(data: bytes, file: str) -> Config | None:
    from sot_guard.config.parse import parse
    return parse(data, file)
