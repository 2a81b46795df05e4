"""The fast path where the configuration needs the whole parser, as in a pyproject.toml."""
from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sot_guard.config.model import Config
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import is_glob
from sot_guard.config.model import PairRule
from sot_guard.config.model import TOP
from sot_guard.config.parse import parse
from sot_guard.errors import ConfigError
from sot_guard.fastpath.rules import Configuration
from sot_guard.fastpath.rules import Rule
from sot_guard.fastpath.rules import Unclear


def read(texts: Mapping[str, bytes]) -> Configuration | None:
    """Return what these files say, None if none is a configuration; Unclear for keys that are not known here."""
    try:
        found = [config for file, text in texts.items() if (config := parse(text, file)) is not None]
    except ConfigError:
        raise Unclear from None
    if len(found) > 1:
        raise Unclear
    return _known(found[0]) if found else None


def _known(config: Config) -> Configuration:
    rule = config.rule._replace(
        roots=(), include=(), exclude=(), compare='exact', duplicates='allow', pair=(), accept=(),
    )
    if rule != DEFAULT:
        raise Unclear
    assert config.file is not None
    return Configuration(
        config.file, [_rule(pair) for pair in config.pair],
        [(entry.path, entry.source_id.encode(), entry.copy_id.encode()) for entry in config.accept],
        forbids_duplicates=config.duplicates == 'forbid', has_roots=bool(config.roots),
    )


def _rule(pair: PairRule) -> Rule:
    globs = [copy for copy in pair.copies if is_glob(copy)]
    is_known = pair == PairRule(
        pair.source, pair.copies, pair.compare, pair.differ, pair.missing, pair.extra, pair.only, pair.exclude,
        pair.under, pair.required,
    )
    # git holds `?` and `[` against bytes, the full program against characters
    is_plain = all(glob.isascii() and b'?' not in glob and b'[' not in glob for glob in globs)
    if not (is_known and is_plain) or TOP in pair.copies or (globs and (pair.is_folder or pair.exclude)):
        raise Unclear
    copies = [copy + pair.under + b'/' for copy in pair.copies] if pair.under else pair.copies
    is_held = None
    if pair.only or pair.exclude:
        from sot_guard.pairing import globs as patterns
        is_held = partial(patterns.is_held, pair)
    return Rule(
        pair.source, copies, is_required=pair.required, is_strict='forbid' in (pair.missing, pair.extra),
        is_held=is_held,
    )
