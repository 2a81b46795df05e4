"""The fast path where there is a configuration: which further entries have to be those of HEAD.

Lists of names and the way to compare concern pairs that differ and are touched. `[[pair]]` and `[[accept]]` are looked
up here; the full program answers whatever else a configuration says, keys that this module does not know included.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping

from sot_guard.config.model import Accepted
from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import PairRule
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from sot_guard.fastpath.spawn import EMPTY_BLOBS

# an argument list has its limit
_MAX_PATHS = 200


def to_be_unchanged(
    texts: Mapping[str, bytes], head_of: Callable[[str], bytes], list_entries: Callable[[list[str]], bytes],
    has_copies: bool,
) -> set[bytes] | None:
    """Return the entries that have to be those of HEAD for a run to have nothing to say; None where it may have.

    `texts`: the configuration files; `head_of`: mode and id of a file at the top level or in docs/, b'' for none;
    `list_entries` asks git for the entries of pathspecs; `has_copies`: some `X` equals `docs/X`.
    """
    try:
        read = [config for file, text in texts.items() if (config := parse(text, file)) is not None]
    except ConfigError:
        return None
    if len(read) != 1:
        return None if read else set()
    config = read[0]
    known = config.rule._replace(include=(), exclude=(), compare='exact', duplicates='allow', pair=(), accept=())
    if known != DEFAULT or (config.duplicates == 'forbid' and has_copies):
        return None
    entries = _entries(config, head_of, list_entries) if config.pair else {}
    if entries is None or not all(_is_fresh(accepted, config, head_of, entries) for accepted in config.accept):
        return None
    apart = [rule for rule in config.pair if len({entries[path][7:] for path in _sides(rule)}) > 1]
    unchanged = {b'%s 0\t%s' % (entries[path], path) for rule in apart for path in _sides(rule)}
    if apart:  # a configuration that is touched brings its pairs into scope
        assert config.file is not None
        unchanged.add(b'%s 0\t%s' % (head_of(config.file), config.file.encode()))
    return unchanged


def _sides(rule: PairRule) -> tuple[bytes, ...]:
    return rule.source, *rule.copies


def _entries(
    config: Config, head_of: Callable[[str], bytes], list_entries: Callable[[list[str]], bytes],
) -> dict[bytes, bytes] | None:
    """Return mode and id of each path of a [[pair]]; None unless all of them are regular files that are not empty."""
    paths = {path for rule in config.pair for path in _sides(rule)}
    known = all(rule == PairRule(rule.source, rule.copies, rule.compare, rule.differ) for rule in config.pair)
    if not known or len(paths) > _MAX_PATHS or not b''.join(paths).isascii():
        return None
    entries = {path: head_of(path.decode()) for path in paths if b'/' not in path.removeprefix(b'docs/')}
    if deep := paths - entries.keys():
        listing = list_entries([f':(literal){os.fsdecode(path)}' for path in deep])
        entries |= {path: head for line in listing.split(b'\0') for head, _, path in (line.partition(b' 0\t'),)}
    found = [entries.get(path, b'') for path in paths]
    regular = all(head.startswith(b'100') and head[7:] not in EMPTY_BLOBS for head in found)
    return entries if regular else None


def _is_fresh(
    accepted: Accepted, config: Config, head_of: Callable[[str], bytes], entries: Mapping[bytes, bytes],
) -> bool:
    """Whether an [[accept]] is for the present contents of a pair: else it is noted."""
    path = accepted.path
    source = next((rule.source for rule in config.pair if path in rule.copies), None)
    if source is not None:
        found = entries[source], entries[path]
    else:
        found = head_of(f'docs/{path.decode()}'), head_of(path.decode())
    is_pair = source is not None or b'/' not in path
    return is_pair and [head[7:].decode() for head in found] == [accepted.source_id, accepted.copy_id]
