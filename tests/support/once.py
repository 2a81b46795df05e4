"""What all workers of a test run share is made by one of them."""
from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def once(tmp_path_factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """A directory that the first worker to need it fills for all of them; xdist's groups hold in some versions only."""
    base = tmp_path_factory.getbasetemp()
    if 'PYTEST_XDIST_WORKER' in os.environ:
        base = base.parent
    place = base / name
    with (base / f'{name}.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (base / f'{name}.done').exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            fill(place)
            (base / f'{name}.done').touch()
    return place
