"""What resolve says of what it did."""
from __future__ import annotations

import json

from tests.support.repo import Repo
from tests.support.repo import Run


def test_other_copies_are_counted(repo: Repo, run: Run) -> None:
    copies = [f'c/{number}.md' for number in range(50)]
    repo.put('.sot-guard.toml', f'[[pair]]\nsource = "docs/a.md"\ncopies = {json.dumps(["a.md", *copies])}\n')
    for name in ('a.md', 'docs/a.md', *copies):
        repo.put(name, 'one\n')
    repo.commit()
    repo.put('a.md', 'two\n')
    assert run('resolve', 'a.md').out.endswith('\nand 10 more\n')
