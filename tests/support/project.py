"""The project as it lies here: its folder, and the pages and manifests that tests read."""
from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).parents[2]
README = (PROJECT / 'README.md').read_text()
REFERENCE = (PROJECT / 'docs/reference.md').read_text()
CONTRIBUTING = (PROJECT / 'CONTRIBUTING.md').read_text()
MANIFEST = (PROJECT / '.pre-commit-hooks.yaml').read_text()
