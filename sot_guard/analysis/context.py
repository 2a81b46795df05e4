"""What a run knows before it reports: where it is, what is judged, by which rule, and which pairs there are."""
from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from typing import NamedTuple
from typing import TYPE_CHECKING

from sot_guard.analysis.repeats import Repeats
from sot_guard.analysis.status import Compared
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import status_of
from sot_guard.analysis.status import views_of
from sot_guard.config.locate import read_config
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
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

if TYPE_CHECKING:
    from sot_guard.pairing.baseline import Baseline
    from sot_guard.pairing.baseline import Tree

# of a document that has to be read: one that a pointer leads to, or of which something is set aside
MAX_TEXT_BYTES = 1 << 24
# pairs of which the contents are asked for together
AHEAD = 50


class Selection(NamedTuple):
    """What the user asked about."""

    # file names as given, from the working directory
    names: Sequence[str] = ()
    # every pair, whatever is named
    everything: bool = False
    # also the pairs that the commit touches: the hook
    staged: bool = False
    # the commit to judge instead of what is staged
    rev: str | None = None
    # keys of the configuration that the command line sets
    options: Mapping[str, Any] = {}

    @property
    def is_all(self) -> bool:
        """Whether every pair is in scope."""
        return self.everything or not (self.staged or self.names)


class Context(NamedTuple):
    """All that a run stands on."""

    git: Git
    environ: Mapping[str, str]
    repository: Repository
    selection: Selection
    # the index, or a commit
    judged: Snapshot
    blobs: Blobs
    links: Links
    # what is recorded wherever a file of a pair may be, and at the given names
    entries: Mapping[bytes, Entry]
    # the given names by the paths that they mean, and those that mean none
    named: Mapping[bytes, str]
    outside: Sequence[str]
    # the configuration as it is written, and as the options of the command line change it
    own_config: Config
    config: Config
    pairing: Pairing
    # what is left for contents of many names
    repeats: Repeats

    def entry(self, path: bytes) -> Entry:
        """What is recorded at a path, ABSENT included."""
        return self.entries.get(path, ABSENT)

    def is_identical(self, pair: Pair) -> bool:
        """Whether equal ids show equal contents: of regular files, whatever the executable bits; in folders of all."""
        copy, source = self.entry(pair.copy), self.entry(pair.source)
        if pair.in_folder:
            return copy == source and copy.kind not in (Kind.UNMERGED, Kind.ABSENT)
        return copy.kind is source.kind is Kind.FILE and copy.oid == source.oid

    def selects(self, paths: Collection[bytes], *, touched: bool) -> bool:
        """Whether a pair at these paths is in scope; `touched`: the commit changes one of them."""
        selection = self.selection
        return selection.is_all or (selection.staged and touched) or is_named(paths, self.named.keys())

    def baseline(self, paths: Collection[bytes]) -> Baseline:
        """What these paths are held against; GitError where an old tree cannot be read."""
        from sot_guard.pairing.baseline import Judged
        from sot_guard.pairing.baseline import read_baseline
        judged = Judged(self.judged, self.environ, self.selection.rev)
        return read_baseline(self.git, self.repository, judged, paths, self.blobs)

    def compare(self, pair: Pair) -> Compared:
        """Both files of a pair, read as far as it takes, and their status: the only way to judge a pair."""
        copy, source = (self._side(path, pair) for path in pair.sides)
        viewed = views_of(pair, copy, source)
        return Compared(pair, copy, source, status_of(pair, copy, source, self.config, viewed), viewed)

    def compare_all(self, pairs: Sequence[Pair]) -> Iterator[Compared]:
        """The pairs compared in their order, their contents read by few turns with git."""
        for number, pair in enumerate(pairs):
            if not number % AHEAD and len(pairs) > 1:
                entries = (self.entry(path) for ahead in pairs[number:number + AHEAD] for path in ahead.sides)
                self.blobs.remember(entry.oid for entry in entries if entry.kind is Kind.FILE)
            yield self.compare(pair)

    def text(self, oid: str, views: int) -> bytes | None:
        """All that a blob holds, for a number of views; None where that takes too long, or it is not here."""
        try:
            text = self.blobs.content(oid).whole
        except UnreadableBlob:
            return None
        if text is None and self.repeats.allows(oid, 0):
            text = self.blobs.whole(oid, MAX_TEXT_BYTES)
        if text is None:
            return None
        work = (1 + views) * (2 * text.count(b'\n') + len(text) // 64)
        return text if self.repeats.allows(('lines', oid), work) else None

    def is_readable(self, oid: str) -> bool:
        """Whether a blob of the baseline may be taken apart line by line; UnreadableBlob."""
        # any two bytes of it may be a line
        return self.repeats.allows(('before', oid), self.blobs.content(oid).size // 2)

    def sameness(self, pair: Pair) -> Callable[[str, str], bool] | None:
        """What tells whether two contents of a pair are one but for what is declared; None where only equal ids are.

        UnreadableBlob where a content is missing.
        """
        if not pair.has_views:
            return None
        from sot_guard.analysis.views.compare import compare_views

        def is_same(copy: str, source: str) -> bool:
            texts = self.blobs.read(copy, MAX_TEXT_BYTES), self.blobs.read(source, MAX_TEXT_BYTES)
            if any(len(text) > MAX_TEXT_BYTES or b'\0' in text for text in texts):
                return False
            return compare_views(texts, pair.sides, pair.differ).is_same
        return is_same

    def gone(self) -> set[bytes]:
        """The paths that folders and globs may mean, which the baseline has and what is judged has not; GitError."""
        from sot_guard.pairing.baseline import baseline_paths
        from sot_guard.pairing.baseline import Judged
        judged = Judged(self.judged, self.environ, self.selection.rev)
        return baseline_paths(
            self.git, self.repository, judged, lambda path: path not in self.entries and self.pairing.is_side(path),
        )

    def in_tree(self, tree: Tree) -> Context:
        """The same, as if a tree of the baseline were judged."""
        return self._replace(judged=tree.commit, entries=tree.entries, links=tree.links)

    def _side(self, path: bytes, pair: Pair) -> Side:
        entry = self.entry(path)
        try:
            if entry.kind is Kind.LINK or (entry.kind is Kind.ABSENT and pair.configured):
                there = self.links.destination(path)
                if there is None and pair.in_folder:
                    there = self.links.folder(path)  # a folder may be linked as a whole
                return Side(path, entry, destination=there)
            if entry.kind is Kind.FILE:
                content = self.blobs.content(entry.oid)
                may_refer = content.whole is None or self.repeats.allows(('prose', entry.oid), content.size)
                read = partial(self.text, entry.oid, len(pair.differ))
                return Side(path, entry, path, content, read=read, may_refer=may_refer)
        except UnreadableBlob as e:
            # a file is where it is, whether it can be read or not
            return Side(path, entry, problem=str(e), destination=path if entry.kind is Kind.FILE else None)
        return Side(path, entry)


def _overridden(config: Config, options: Mapping[str, Any]) -> Config:
    if config is DEFAULT and not options:
        return config
    from sot_guard.config.parse import override
    return override(config, options)


@contextmanager
def open_context(environ: Mapping[str, str], selection: Selection, *, whole: bool = False) -> Iterator[Context]:
    """Ask git where we are and what there is; GitError, ConfigError, UsageError.

    `whole`: every entry is listed, not only those that may be a file of a pair.
    """
    git = Git(environ)
    repository = git.repository()
    judged = subject(git, repository, environ, selection.rev)
    paths = {name: relative_to_top(name, repository) for name in selection.names}
    named = {path: name for name, path in paths.items() if path is not None}

    def listed(pairing: Pairing) -> tuple[dict[bytes, Entry], Links]:
        entries = judged.entries(lambda path: whole or path in named or pairing.is_side(path))
        return entries, Links(judged, blobs, entries)
    with Blobs(git) as blobs:
        entries, links = listed(Pairing(DEFAULT))
        own_config = read_config(entries, blobs, links)
        config = _overridden(own_config, selection.options)
        pairing = Pairing(config)
        is_default = (config.docs_dir, config.roots, config.pair) == (DEFAULT.docs_dir, DEFAULT.roots, DEFAULT.pair)
        if not whole and not is_default:
            entries, links = listed(pairing)
        pairing = pairing.expanded(entries)
        outside = [name for name, path in paths.items() if path is None]
        yield Context(
            git, environ, repository, selection, judged, blobs, links, entries, named, outside, own_config, config,
            pairing, Repeats(),
        )
