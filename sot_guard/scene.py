"""All that is known before anything is compared: where we stand, what is judged, by which rule, and what is in it."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any
from typing import NamedTuple

from sot_guard.blobs import Blobs
from sot_guard.config import Config
from sot_guard.config import DEFAULT
from sot_guard.config import override
from sot_guard.git import Git
from sot_guard.git import Repository
from sot_guard.links import Links
from sot_guard.names import relative_to_top
from sot_guard.pairs import Pair
from sot_guard.pairs import Pairing
from sot_guard.settings import read_config
from sot_guard.snapshots import ABSENT
from sot_guard.snapshots import Entry
from sot_guard.snapshots import Kind
from sot_guard.snapshots import Snapshot
from sot_guard.subject import subject


class Scene(NamedTuple):
    """What a run has before it.

    `entries` are those at which a side of a pair may stand, and at the given names; `named` are the names by the path
    that they mean, `outside` those that mean none; `own_config` is the rule as it is written, `config` as it is in
    effect, with the options of the command line.
    """

    git: Git
    repository: Repository
    judged: Snapshot
    blobs: Blobs
    links: Links
    entries: Mapping[bytes, Entry]
    named: Mapping[bytes, str]
    outside: Sequence[str]
    own_config: Config
    config: Config
    pairing: Pairing

    def entry(self, path: bytes) -> Entry:
        """What is recorded at a path, ABSENT included."""
        return self.entries.get(path, ABSENT)

    def is_settled(self, pair: Pair) -> bool:
        """Equal ids of two regular files are equal contents, whatever the executable bits: nothing has to be read."""
        root, docs = self.entry(pair.root), self.entry(pair.docs)
        return root.kind is docs.kind is Kind.FILE and root.oid == docs.oid


@contextmanager
def set_scene(
    environ: Mapping[str, str], names: Sequence[str], rev: str | None, options: Mapping[str, Any],
) -> Iterator[Scene]:
    """Ask git where we stand and what there is; GitError, ConfigError, UsageError."""
    git = Git(environ)
    repository = git.repository()
    judged = subject(git, repository, environ, rev)
    paths = {name: relative_to_top(name, repository) for name in names}
    named = {path: name for name, path in paths.items() if path is not None}
    with Blobs(git) as blobs:
        entries, links = _entries(judged, named, Pairing(DEFAULT), blobs)
        own_config = read_config(entries, blobs, links)
        config = override(own_config, options)
        pairing = Pairing(config)
        if (config.docs_dir, config.roots, config.pair) != (DEFAULT.docs_dir, DEFAULT.roots, DEFAULT.pair):
            entries, links = _entries(judged, named, pairing, blobs)
        outside = [name for name, path in paths.items() if path is None]
        yield Scene(git, repository, judged, blobs, links, entries, named, outside, own_config, config, pairing)


def _entries(
    judged: Snapshot, named: Mapping[bytes, str], pairing: Pairing, blobs: Blobs,
) -> tuple[dict[bytes, Entry], Links]:
    entries = judged.entries(lambda path: path in named or pairing.is_side(path))
    return entries, Links(judged, blobs, entries)
