"""The fast path where there is a configuration: which further entries have to be those of HEAD.

Lists of names and the way to compare concern pairs that differ and are touched. `[[pair]]` and `[[accept]]` are looked
up here; the full program answers whatever else a configuration says, keys that this module does not know included.
"""
from __future__ import annotations

from sot_guard.fastpath import plain
from sot_guard.fastpath.folders import are_apart
from sot_guard.fastpath.folders import different
from sot_guard.fastpath.folders import matches
from sot_guard.fastpath.rules import Unclear
from sot_guard.fastpath.spawn import EMPTY_BLOBS
from sot_guard.fastpath.spawn import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from sot_guard.fastpath.listing import Index
    from sot_guard.fastpath.rules import Configuration
    from sot_guard.fastpath.rules import Rule

_OWN_FILE = '.sot-guard.toml'
_DELETED = ('diff-index', '--cached', '--raw', '-z', '--no-renames', '--diff-filter=D', 'HEAD')
# an argument list has its limit
_MAX_PATHS = 200


class Demands:
    """The entries that have to be those of HEAD for a run to have nothing to say."""

    def __init__(self) -> None:
        # of files that differ
        self.apart: set[bytes] = set()
        # of files that only one of two folders has, and of their counterparts, without mode and id: those are absent
        self.alone: set[bytes] = set()


class Asked:
    """What is asked for, and what git and the root and docs/ show."""

    def __init__(
        self, environ: Mapping[str, str], index: Index, names: Sequence[str], *, has_copies: bool, everything: bool,
    ) -> None:
        self._environ = environ
        # the files that are named
        self.names = names
        # mode and id of a file
        self.head_of = index.head
        self.listed = index.listed
        # whether some `X` equals `docs/X`, and whether every pair is asked for
        self.has_copies = has_copies
        self.everything = everything

    def listing(self, pathspecs: list[str]) -> Iterator[bytes]:
        """Yield the entries of the index, in pieces."""
        return git(self._environ, 'ls-files', '-s', '-z', '--', *pathspecs)

    def deleted(self, pathspecs: list[str]) -> Iterator[bytes]:
        """Yield the entries of HEAD that the index lacks, in pieces."""
        return git(self._environ, *_DELETED, '--', *pathspecs)


def read(texts: Mapping[str, bytes]) -> Configuration | None:
    """Return what these configuration files say, None if it is nothing; Unclear where the full program has to look."""
    config = plain.read(texts[_OWN_FILE], _OWN_FILE) if [*texts] == [_OWN_FILE] else None
    if config is None:
        from sot_guard.fastpath import parsed
        config = parsed.read(texts)
    if config is not None:
        files = config.paths(folders=False)
        if len(files) > _MAX_PATHS or not b''.join(files).isascii() or not are_apart(config.rules):
            raise Unclear
        if config.has_roots and (config.forbids_duplicates or config.paths(folders=True)):
            raise Unclear
    return config


def pairs_in_roots(
    config: Configuration | None, names: Sequence[str], environ: Mapping[str, str], *, everything: bool,
) -> set[tuple[bytes, bytes]]:
    """Return the pairs below further roots that are touched or named; Unclear where every one is asked for."""
    if config is None or not config.has_roots:
        return set()
    if everything:
        raise Unclear
    from sot_guard.fastpath.roots import pairs_of_touched
    return pairs_of_touched(environ, names)


def to_be_unchanged(config: Configuration, asked: Asked) -> Demands:
    """Return what has to be unchanged; Unclear where the full program has to look."""
    if config.forbids_duplicates and asked.has_copies:
        raise Unclear
    demands = Demands()
    own = {b'%s 0\t%s' % (asked.head_of(config.file), config.file.encode())}
    entries: dict[bytes, bytes] = {}
    is_told = asked.everything or config.file in asked.names
    for rule in config.rules:
        if rule.is_folder:
            _add_folders(demands, rule, asked)
            continue
        heads = _heads(rule, asked)
        entries |= heads
        if len({head[7:] for head in heads.values()}) > 1:
            demands.apart |= {b'%s 0\t%s' % (head, path) for path, head in heads.items()}
        others = {path for other in config.rules if other is not rule for path in other.copies}
        if is_told and not others.isdisjoint(heads.keys() - {rule.source}):
            raise Unclear  # two rules find one copy, which is noted
        if rule.globs:
            demands.alone |= own  # and no merge is concluded, whose other parents may have more matches
    if demands.apart:  # a configuration that is touched brings its pairs into scope
        demands.apart |= own
    entries |= {path: head for entry in demands.apart for head, _, path in (entry.partition(b' 0\t'),)}
    if not all(_is_fresh(accepted, config, asked.head_of, entries) for accepted in config.accepted):
        raise Unclear
    return demands


def _add_folders(demands: Demands, rule: Rule, asked: Asked) -> None:
    for folder in rule.copies:
        assert asked.listed is not None
        apart, alone = different(rule, folder, asked.listed)
        if alone and asked.everything and rule.is_strict:
            raise Unclear
        demands.apart |= apart
        demands.alone |= alone


def _heads(rule: Rule, asked: Asked) -> dict[bytes, bytes]:
    """Mode and id of a file and its copies; Unclear unless all are regular and not empty."""
    heads = {path: asked.head_of(path.decode()) for path in (rule.source, *rule.copies)}
    if rule.globs:
        heads |= matches(rule, asked.listing, asked.deleted)
    if not all(head.startswith(b'100') and head[7:] not in EMPTY_BLOBS for head in heads.values()):
        raise Unclear
    return heads


def _is_fresh(
    accepted: tuple[bytes, bytes, bytes], config: Configuration, head_of: Callable[[str], bytes],
    entries: Mapping[bytes, bytes],
) -> bool:
    """Whether an [[accept]] is for the present contents of a pair: else it is noted."""
    path = accepted[0]
    sources = (
        rule.source + path[len(copy):] for rule in config.rules for copy in rule.copies
        if path == copy or (copy.endswith(b'/') and path.startswith(copy))
    )
    source = next(sources, None)
    if source is not None:
        found = entries.get(source, b''), entries.get(path, b'')
    else:
        found = head_of(f'docs/{path.decode()}'), head_of(path.decode())
    is_pair = source is not None or b'/' not in path
    return is_pair and tuple(head[7:] for head in found) == accepted[1:]
