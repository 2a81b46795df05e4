"""The quick way out where there is a configuration: whether it makes something of what the gate found to be fine.

The gate has seen that every `X` and `docs/X` are one regular file. Lists of names and the way to compare make no
difference to that; `[[pair]]` is looked up here; what asks for more is left to the full program.
"""
from __future__ import annotations

import os
from collections.abc import Callable
from collections.abc import Mapping

from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from sot_guard.fastpath.spawn import EMPTY_BLOBS

# an argument list has its limit
_MAX_PATHS = 200


def is_fine(texts: Mapping[str, bytes], list_entries: Callable[[list[str]], bytes], has_copies: bool) -> bool:
    """Whether nothing has to be said, with these configuration files.

    `list_entries` asks git for the entries of pathspecs; `has_copies`: there is an `X` that is the same as `docs/X`.
    """
    try:
        read = [config for file, text in texts.items() if (config := parse(text, file)) is not None]
    except ConfigError:
        return False
    if len(read) != 1:
        return not read
    config = read[0]
    if (config.docs_dir, config.roots, config.canonical, config.accept) != (DEFAULT.docs_dir, (), (), ()):
        return False
    return not (config.duplicates == 'forbid' and has_copies) and (not config.pair or _are_one(config, list_entries))


def _are_one(config: Config, list_entries: Callable[[list[str]], bytes]) -> bool:
    """Whether each copy is tracked, regular, and the blob that its source is."""
    paths = {path for rule in config.pair for path in (rule.source, *rule.copies)}
    if len(paths) > _MAX_PATHS or not b''.join(paths).isascii():
        return False
    listing = list_entries([f':(literal){os.fsdecode(path)}' for path in paths])
    entries = {}
    for line in listing.split(b'\0')[:-1]:
        head, _, path = line.partition(b'\t')
        entries[path] = head.split()[1] if head.startswith(b'100') and head.endswith(b' 0') else b''
    oids = [[entries.get(path) for path in (rule.source, *rule.copies)] for rule in config.pair]
    return all(len(set(of_rule)) == 1 and of_rule[0] not in (None, b'', *EMPTY_BLOBS) for of_rule in oids)
