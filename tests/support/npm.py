"""A package of npm, unpacked without being installed."""
from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path


def npm_package(folder: Path, name: str, member: str) -> Path:
    """Return the folder of a package, with one of its files or, for '', all of them."""
    environ = {**os.environ, 'npm_config_cache': str(folder / 'cache'), 'npm_config_update_notifier': 'false'}
    subprocess.run(('npm', 'pack', '--silent', name), cwd=folder, env=environ, check=True, capture_output=True)
    (archive,) = folder.glob('*.tgz')
    with tarfile.open(archive) as tar:
        members = [tar.getmember(f'package/{member}')] if member else None
        tar.extractall(folder, members, filter='data')
    return folder / 'package'
