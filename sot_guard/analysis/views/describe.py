"""What was set aside, in words."""
from __future__ import annotations

from sot_guard.analysis.views.compare import Applied
from sot_guard.analysis.views.compare import Viewed
from sot_guard.analysis.views.table import definition_of
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import Region
from sot_guard.config.model import Word
from sot_guard.escaping import visible_start

_MAX_CHARACTERS = 40


def described(viewed: Viewed, names: tuple[str, str]) -> str:
    """Return which views did something, and to how many lines; '' where white space alone differs."""
    return ', '.join(f'{name_of(one)} ({_counts(one, names)})' for one in viewed.needed)


def beyond(viewed: Viewed) -> str:
    """Return what a pair differs beyond, in words that follow it; '' where nothing was set aside."""
    words = list(dict.fromkeys(definition_of(one.view).words for one in viewed.needed))
    if not words:
        return ''
    return f' beyond their {" and ".join(words) if len(words) <= 2 else "declared differences"}'


def name_of(one: Applied) -> str:
    """Return a view with its parameters."""
    view = one.view
    if isinstance(view, FrontMatterKeys):
        return f'front-matter {" ".join(map(_said, view.keys))}'
    if isinstance(view, Region):
        return 'region' + ''.join(
            f' {word} "{_said(line)}"' for word, line in (('from', view.start), ('to', view.end)) if line is not None
        )
    return f'word {_said(view.source)} -> {_said(view.copy)}' if isinstance(view, Word) else view


def _counts(one: Applied, names: tuple[str, str]) -> str:
    counts = [
        f'{count:,} line{"s" * (count != 1)} of {name}'
        for count, name in zip((one.copy, one.source), names, strict=True) if count
    ]
    return ', '.join(counts)


def _said(text: str) -> str:
    return visible_start(text.encode('utf-8', 'surrogateescape'), _MAX_CHARACTERS)
