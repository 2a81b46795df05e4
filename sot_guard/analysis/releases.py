"""The headings of releases: a version, a date, or that there is none yet. Pure."""
from __future__ import annotations

import re

_VERSION = re.compile(r'(?<![\w.])v?\d+(?:\.\d+)+[\w.+-]*')
# three numbers and no more: `1.2` is a series, `1.2.3.4` as likely the number of a section
_FULL_VERSION = re.compile(r'\W*v?\d+\.\d+\.\d+(?!\.?\d)')
_DATE = re.compile(r'\d{4}-\d\d?-\d\d?|\d{1,2}[./]\d{1,2}[./]\d{4}')
_UNRELEASED = re.compile(
    r'(?i)\b(?:unreleased|upcoming|in development|not (?:yet )?released|next|master|x\.x\.x)\b'
    r'|[.-]?(?:dev|SNAPSHOT)\d*\b|\bTB[AD]\b')


def is_release(title: str) -> bool:
    """Return whether a heading is that of a release: a version, a date, or that there is none yet."""
    return bool(_VERSION.search(title) or _DATE.search(title) or _UNRELEASED.search(title))


def begins_with_version(title: str) -> bool:
    """Return whether a heading is that of one release: its version comes first."""
    return bool(_FULL_VERSION.match(title))


def is_unreleased(title: str) -> bool:
    """Return whether a heading is that of what is not released yet."""
    return bool(_UNRELEASED.search(title))


def number_of(title: str) -> str:
    """Return the version in a title, '' where there is none."""
    found = _VERSION.search(title)
    return found[0].removeprefix('v') if found else ''
