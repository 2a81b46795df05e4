"""All that is known before anything is compared: where we stand, what is judged, by which rule, and what is in it."""
from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any
from typing import NamedTuple

from sot_guard.analysis.status import Side
from sot_guard.config.locate import read_config
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.parse import override
from sot_guard.git.blobs import Blobs
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.paths import is_named
from sot_guard.git.paths import relative_to_top
from sot_guard.git.process import Git
from sot_guard.git.process import Repository
from sot_guard.git.situation import subject
from sot_guard.git.symlinks import Links
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.git.trees import Snapshot
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Pairing


class Scope(NamedTuple):
    """Which pairs a run is about: those of some paths; with `staged` also those that are touched; or all."""

    names: frozenset[bytes] = frozenset()
    everything: bool = False
    staged: bool = False

    def holds(self, paths: Iterable[bytes], *, touched: bool) -> bool:
        """Whether a pair at these paths is in scope."""
        return self.everything or (self.staged and touched) or is_named(paths, self.names)


class Context(NamedTuple):
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
        copy, source = self.entry(pair.copy), self.entry(pair.source)
        return copy.kind is source.kind is Kind.FILE and copy.oid == source.oid


@contextmanager
def open_context(
    environ: Mapping[str, str], names: Sequence[str], rev: str | None, options: Mapping[str, Any],
) -> Iterator[Context]:
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
        yield Context(git, repository, judged, blobs, links, entries, named, outside, own_config, config, pairing)


def _entries(
    judged: Snapshot, named: Mapping[bytes, str], pairing: Pairing, blobs: Blobs,
) -> tuple[dict[bytes, Entry], Links]:
    entries = judged.entries(lambda path: path in named or pairing.is_side(path))
    return entries, Links(judged, blobs, entries)


def read_side(context: Context, path: bytes, *, as_text: bool) -> Side:
    """What is recorded at a path; what could not be read is told by the side's `problem`."""
    entry = context.entry(path)
    try:
        if entry.kind is Kind.LINK:
            return Side(path, entry, destination=context.links.destination(path))
        if entry.kind is Kind.FILE:
            return Side(path, entry, destination=path, content=context.blobs.content(entry.oid, as_text=as_text))
    except UnreadableBlob as e:
        # a file is where it is, whether it can be read or not
        return Side(path, entry, problem=str(e), destination=path if entry.kind is Kind.FILE else None)
    return Side(path, entry)
