"""What the maintainers asked for, as one record."""
from __future__ import annotations

from typing import NamedTuple


class Config(NamedTuple):
    """The effective rule. Paths are bytes relative to the top level, with `/`."""

    docs_dir: bytes = b'docs'


DEFAULT = Config()
