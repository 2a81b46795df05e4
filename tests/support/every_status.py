"""Repositories of which a report has each status."""
from __future__ import annotations

import subprocess

from tests.support.repo import Repo


def every_status(repo: Repo) -> None:
    """Each status but identical, which no report holds, and duplicate, which excludes others."""
    repo.put('copies/TAKEN.md', 'x\n')
    repo.put('sources/TAKEN.md', 'x\n')
    repo.commit()
    repo.git('rm', '-q', '--cached', 'copies/TAKEN.md')
    repo.put_pair('ACCEPTED.md', 'one\n', 'two\n')
    ids = [repo.git('rev-parse', f':{name}').decode().strip() for name in ('docs/ACCEPTED.md', 'ACCEPTED.md')]
    repo.put('.sot-guard.toml', (
        'canonical = ["ONLY.md"]\n[[pair]]\nsource = "docs/TEXT.md"\ncopies = ["TEXT.md"]\ncompare = "text"\n'
        '[[pair]]\nsource = "docs/PAGE.md"\ncopies = ["PAGE.md"]\ndiffer = ["first-heading"]\n'
        '[[pair]]\nsource = "sources/TAKEN.md"\ncopies = ["copies/TAKEN.md"]\n'
        '[[pair]]\nsource = "tree/"\ncopies = ["mirror/"]\nextra = "forbid"\n'
        f'[[accept]]\npath = "ACCEPTED.md"\nsource-id = "{ids[0]}"\ncopy-id = "{ids[1]}"\nreason = "x"\n'
    ))
    for name in ('tree/SAME.md', 'mirror/SAME.md', 'mirror/EXTRA.md', 'mirror/OTHER.md'):
        repo.put(name, 'x\n')
    repo.put('ONLY.md', 'x')
    repo.put_pair('TEXT.md', 'x\r\n', 'x\n')
    repo.put_pair('PAGE.md', '# a\n\none\n', '# b\n\none\n')
    repo.put_pair('DIVERGENT.md', '# a\n\none\n', '# a\n\ntwo\n')
    repo.put_pair('BINARY.md', b'\0a', b'\0b')
    repo.put_pair('PROJECT_INDEX.json', '{"a": 1}', '{"a": 2}')
    repo.put_pair('POINTER.md', 'See [docs/POINTER.md](docs/POINTER.md).\n', '# Text\n\nx\n')
    for name, target in (('LINKED.md', 'docs/LINKED.md'), ('ELSEWHERE.md', 'nowhere')):
        repo.put(f'docs/{name}', 'x\n')
        repo.link(name, target)
        repo.git('add', name)
    repo.put('docs/SUBMODULE.md', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},SUBMODULE.md')
    repo.put('docs/MISSING.md', 'x')
    repo.git('update-index', '--add', '--cacheinfo', f'100644,{"2" * 40},MISSING.md')
    oid = repo.git('rev-parse', ':ONLY.md').decode().strip()
    lines = f'100644 {oid} 0\tdocs/UNMERGED.md\n' + ''.join(f'100644 {oid} {n}\tUNMERGED.md\n' for n in (1, 2, 3))
    subprocess.run(('git', 'update-index', '--index-info'), cwd=repo.path, input=lines.encode(), check=True)


def forbidden_duplicates(repo: Repo) -> None:
    repo.put('.sot-guard.toml', 'duplicates = "forbid"\n')
    repo.commit_pair()


def nothing_to_say(repo: Repo) -> None:
    repo.commit_pair()


REPORTED = [every_status, forbidden_duplicates, nothing_to_say]
