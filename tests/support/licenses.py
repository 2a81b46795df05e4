"""A source with several configured copies."""
from __future__ import annotations

import json

from tests.support.repo import Repo

LICENSES = tuple(f'packages/{name}/LICENSE' for name in ('core', 'web', 'cli'))
ALL_LICENSES = f'[[pair]]\nsource = "LICENSE"\ncopies = {json.dumps(LICENSES)}\n'


def licenses(repo: Repo) -> None:
    for name in ('LICENSE', *LICENSES):
        repo.put(name, 'Copyright 2025\n')
    repo.put('.sot-guard.toml', ALL_LICENSES)
    repo.commit()
