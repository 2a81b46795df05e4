"""A pair that was one and that both sides have changed, and what `resolve` prints about it."""
from __future__ import annotations

import os
import subprocess

from tests.support.repo import Repo

TEXT = '# Guide\n\n## One\n\none\n\n## Two\n\ntwo\n\n## Three\n\nthree\n'
ROOT = TEXT.replace('one', 'ONE')
DOCS = TEXT + '\n## Four\n\nfour\n'
MERGED = DOCS.replace('one', 'ONE')
WAY_BACK = 'To undo:'
STAGE = 'Stage and commit:'


def both_changed(repo: Repo) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', ROOT, DOCS)


def files_on_disk(repo: Repo) -> dict[str, bytes]:
    """What lies on disk, git's own directory aside."""
    found = {}
    for path in sorted(repo.path.rglob('*')):
        if '.git' not in path.parts and not path.is_dir():
            content = os.fsencode(os.readlink(path)) if path.is_symlink() else path.read_bytes()
            found[str(path.relative_to(repo.path))] = content
    return found


def command_after(out: str, title: str) -> str:
    """The line below a title of the output."""
    lines = out.splitlines()
    return lines[lines.index(title) + 1].strip()


def type_line(line: str, repo: Repo) -> None:
    subprocess.run(line, shell=True, cwd=repo.path, check=True, capture_output=True)
