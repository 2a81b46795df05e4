"""The fast path where there is a configuration: which further entries have to be those of HEAD.

Lists of names and the way to compare concern pairs that differ and are touched. `[[pair]]` and `[[accept]]` are looked
up here; the full program answers whatever else a configuration says, keys that this module does not know included.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping
from typing import NamedTuple

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import is_glob
from sot_guard.config.model import PairRule
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from sot_guard.fastpath.folders import are_apart
from sot_guard.fastpath.folders import different
from sot_guard.fastpath.folders import folders_of
from sot_guard.fastpath.folders import Listing
from sot_guard.fastpath.folders import matches
from sot_guard.fastpath.folders import Unclear
from sot_guard.fastpath.spawn import EMPTY_BLOBS

# an argument list has its limit
_MAX_PATHS = 200


class Demands(NamedTuple):
    """The entries that have to be those of HEAD for a run to have nothing to say."""

    # of files that differ
    apart: set[bytes]
    # of files that only one of two folders has, and of their counterparts, without mode and id: those are absent
    alone: set[bytes]
    # whether the configuration has pairs of its own
    has_pairs: bool = False


class Asked(NamedTuple):
    """What git and the root and docs/ show."""

    # mode and id of a file at the top level or in docs/, b'' for none
    head_of: Callable[[str], bytes]
    # the entries of the index for pathspecs, and those of HEAD that it lacks
    listing: Listing
    deleted: Listing
    # whether some `X` equals `docs/X`, and whether every pair is asked for
    has_copies: bool
    everything: bool


def to_be_unchanged(texts: Mapping[str, bytes], asked: Asked) -> Demands | None:
    """Return what has to be unchanged, by these configuration files; None where the full program has to look."""
    try:
        read = [config for file, text in texts.items() if (config := parse(text, file)) is not None]
    except ConfigError:
        return None
    if len(read) != 1:
        return None if read else Demands(set(), set())
    config = read[0]
    known = config.rule._replace(include=(), exclude=(), compare='exact', duplicates='allow', pair=(), accept=())
    if known != DEFAULT or (config.duplicates == 'forbid' and asked.has_copies):
        return None
    try:
        return _demands(config, asked)
    except Unclear:
        return None


def _demands(config: Config, asked: Asked) -> Demands:
    copies, entries = _copies(config, asked)
    apart: set[bytes] = set()
    alone: set[bytes] = set()
    for rule, folder in _folders(config):
        differing, one_sided = different(rule, folder, asked.listing)
        if one_sided and asked.everything and 'forbid' in (rule.missing, rule.extra):
            raise Unclear
        apart |= differing
        alone |= one_sided
    for rule, paths in copies:
        if len({entries[path][7:] for path in (rule.source, *paths)}) > 1:
            apart |= {b'%s 0\t%s' % (entries[path], path) for path in (rule.source, *paths)}
    entries |= {path: head for entry in apart for head, _, path in (entry.partition(b' 0\t'),)}
    if not all(_is_fresh(accepted, config, asked.head_of, entries) for accepted in config.accept):
        raise Unclear
    assert config.file is not None
    own = {b'%s 0\t%s' % (asked.head_of(config.file), config.file.encode())}
    if apart:  # a configuration that is touched brings its pairs into scope
        apart |= own
    if any(is_glob(copy) for rule in config.pair for copy in rule.copies):
        alone |= own  # and no merge is concluded, whose other parents may have more matches
    return Demands(apart, alone, bool(config.pair))


def _folders(config: Config) -> list[tuple[PairRule, bytes]]:
    """The folders of copies, each with its rule."""
    return [(rule, folder) for rule in config.pair if rule.is_folder for folder in folders_of(rule)]


def _is_known(rule: PairRule) -> bool:
    """Whether a rule has no keys but those that are looked at here."""
    return rule == PairRule(
        rule.source, rule.copies, rule.compare, rule.differ, rule.missing, rule.extra, rule.only, rule.exclude,
        rule.under, rule.required,
    )


def _copies(config: Config, asked: Asked) -> tuple[list[tuple[PairRule, list[bytes]]], dict[bytes, bytes]]:
    """The copies of each rule of files, and mode and id of each; Unclear unless all are regular and not empty."""
    rules = [rule for rule in config.pair if not rule.is_folder]
    if not all(map(_is_known, config.pair)) or not are_apart(config.pair):
        raise Unclear
    written = {path for rule in rules for path in (rule.source, *(copy for copy in rule.copies if not is_glob(copy)))}
    if len(written) > _MAX_PATHS or not b''.join(written).isascii():
        raise Unclear
    entries = {path: asked.head_of(path.decode()) for path in written if b'/' not in path.removeprefix(b'docs/')}
    if deep := written - entries.keys():
        listing = b''.join(asked.listing([f':(literal){os.fsdecode(path)}' for path in deep]))
        entries |= {path: head for line in listing.split(b'\0') for head, _, path in (line.partition(b' 0\t'),)}
    copies = []
    for rule in rules:
        found = matches(rule, asked.listing, asked.deleted) if any(map(is_glob, rule.copies)) else {}
        entries |= found
        copies.append((rule, [*(copy for copy in rule.copies if not is_glob(copy)), *found]))
    paths = {path for rule, some in copies for path in (rule.source, *some)}
    heads = [entries.get(path, b'') for path in paths]
    if not all(head.startswith(b'100') and head[7:] not in EMPTY_BLOBS for head in heads):
        raise Unclear
    return copies, entries


def _is_fresh(
    accepted: Accepted, config: Config, head_of: Callable[[str], bytes], entries: Mapping[bytes, bytes],
) -> bool:
    """Whether an [[accept]] is for the present contents of a pair: else it is noted."""
    path = accepted.path
    source = next((rule.source for rule in config.pair if path in rule.copies), None)
    source = source or next((rule.source + path[len(folder):] for rule, folder in _folders(config)
                             if path.startswith(folder)), None)
    if source is not None:
        found = entries.get(source, b''), entries.get(path, b'')
    else:
        found = head_of(f'docs/{path.decode()}'), head_of(path.decode())
    is_pair = source is not None or b'/' not in path
    return is_pair and [head[7:].decode() for head in found] == [accepted.source_id, accepted.copy_id]
