"""The entries of a configuration's lists that match no tracked file. Pure: rule and paths in, entries out."""
from __future__ import annotations

import posixpath
from collections.abc import Collection
from collections.abc import Iterator
from typing import NamedTuple

from sot_guard.config.model import Config
from sot_guard.config.model import is_pattern
from sot_guard.config.model import matches
from sot_guard.config.model import text_of


class Idle(NamedTuple):
    """An entry of a list, by its key and its place there."""

    key: str
    number: int
    entry: str


def idle_entries(config: Config, paths: Collection[bytes]) -> Iterator[Idle]:
    """The entries of include, exclude and roots that match no file where a pair may be; canonical names may be absent.

    `paths`: the tracked ones, at least those of `Pairing.is_side`.
    """
    if not (config.include or config.exclude or config.roots):
        return
    folders = {text_of(posixpath.dirname(path)) for path in paths}
    docs = '/' + text_of(config.docs_dir)
    roots = {'', *(folder for folder in folders for root in config.roots if matches(folder, root))}
    copies = set()
    for path in map(text_of, paths):
        folder, name = posixpath.split(path)
        above = ('/' + folder).removesuffix(docs)[1:]
        copies |= {posixpath.join(place, name) for place in {folder, above} & roots}
    names = {posixpath.basename(copy) for copy in copies}
    anchored = {f'/{copy}' for copy in copies}
    for key, entries in (('include', config.include), ('exclude', config.exclude)):
        for number, glob in enumerate(entries):
            if not _matches_any(glob, anchored if glob.startswith('/') else copies if '/' in glob else names):
                yield Idle(key, number, glob)
    for number, root in enumerate(config.roots):
        if not _matches_any(root, folders):
            yield Idle('roots', number, root)


def _matches_any(glob: str, texts: Collection[str]) -> bool:
    return any(matches(text, glob) for text in texts) if is_pattern(glob) else glob in texts
