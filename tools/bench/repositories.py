"""The repositories that the benchmark builds: made contents, and the real ones of the first report where they are."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

SEED = Path(__file__).parents[3] / 'shared/data/autopack-sot.bundle'
# settings of the person who runs the benchmark would change what is measured
ENVIRONMENT = {**os.environ, 'GIT_CONFIG_GLOBAL': os.devnull, 'GIT_CONFIG_SYSTEM': os.devnull, **{
    f'GIT_{role}_{what}': value for role in ('AUTHOR', 'COMMITTER')
    for what, value in (('NAME', 'A Writer'), ('EMAIL', 'writer@example.org'))
}}


def git(place: Path, *args: str, data: bytes | None = None) -> bytes:
    return subprocess.run(
        ('git', *args), cwd=place, env=ENVIRONMENT, input=data, check=True, stdout=subprocess.PIPE,
    ).stdout


def _new(place: Path) -> Path:
    place.mkdir(parents=True)
    git(place, 'init', '-q', '-b', 'main')
    return place


def files(place: Path, contents: Iterable[tuple[str, bytes]]) -> Path:
    """A repository with these files, staged and on disk."""
    _new(place)
    for name, content in contents:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    git(place, 'add', '-A')
    return place


def index_only(place: Path, paths: Iterable[tuple[str, int]]) -> Path:
    """A repository whose index has entries, each a path and the number that its id is, and no file."""
    lines = ''.join(f'100644 {number:040x} 0\t{path}\n' for path, number in paths)
    git(_new(place), 'update-index', '--index-info', data=lines.encode())
    return place


def small(place: Path) -> Path:
    pairs = [(f'{folder}GUIDE{number}.md', b'text %d\n' % number) for number in range(5) for folder in ('', 'docs/')]
    others = [(f'src/module{number}.py', b'x = %d\n' % number) for number in range(10)]
    files(place, [*pairs, *others])
    git(place, 'commit', '-q', '-m', 'x')
    for name, content in (*pairs, *others):
        (place / name).write_bytes(content + b'more\n')
    git(place, 'add', '-A')
    return place


def refused(place: Path) -> Path:
    """A commit that changes one line of GUIDE.md, and not of docs/GUIDE.md."""
    text = ''.join(f'# Section {number}\n\nA request is tried {number} times.\n\n' for number in range(30)).encode()
    files(place, [('GUIDE.md', text), ('docs/GUIDE.md', text)])
    git(place, 'commit', '-q', '-m', 'x')
    (place / 'GUIDE.md').write_bytes(text.replace(b'tried 7 times', b'tried 5 times'))
    git(place, 'add', '-A')
    return place


def left_alone(place: Path, configuration: str) -> Path:
    """A commit to another file beside README.md and docs/README.md, which differ; `{}` stands for their ids."""
    files(place, [('README.md', b'for readers\n'), ('docs/README.md', b'for visitors of the site\n')])
    if configuration:
        oids = git(place, 'rev-parse', ':docs/README.md', ':README.md').decode().split()
        (place / '.sot-guard.toml').write_text(configuration.format(*oids))
        git(place, 'add', '-A')
    git(place, 'commit', '-q', '-m', 'x')
    files_of = [(f'src/module{number}.py', b'x = %d\n' % number) for number in range(10)]
    for name, content in files_of:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(content)
    git(place, 'add', '-A')
    return place


def packages(place: Path, many: int = 3_000) -> Path:
    """A commit of one file in a repository of packages, each a root with 10 pairs and 80 other files."""
    _new(place)
    oid = git(place, 'hash-object', '-w', '--stdin', data=b'x\n').decode().strip()
    paths = (
        path for number in range(many) for path in (
            *(f'packages/{number}/{folder}GUIDE{pair}.md' for pair in range(10) for folder in ('', 'docs/')),
            *(f'packages/{number}/src/module{module}.py' for module in range(80)),
        )
    )
    lines = ''.join(f'100644 {oid} 0\t{path}\n' for path in paths)
    git(place, 'update-index', '--index-info', data=lines.encode())
    (place / '.sot-guard.toml').write_text('roots = ["packages/*"]\n')
    git(place, 'add', '.sot-guard.toml')
    git(place, 'commit', '-q', '-m', 'x')
    git(place, 'update-index', '--add', '--cacheinfo', f'100644,{oid},packages/7/src/new.py')
    return place


def two_logs(place: Path, sections: int = 340) -> Path:
    """Two logs of 2,000 lines that share few, with a history of a commit a section."""
    stream = []
    texts = ['# Log\n', '# Log, the other\n']
    for number in range(2 * sections):
        side = number % 2
        texts[side] += f'\n## BUILD-{number:03} {"by root" if side else "by docs"}\n\n' + ''.join(
            f'- line {line} of entry {number} of side {side}\n' for line in range(3)
        )
        stream.append(_commit(number, zip(('LOG.md', 'docs/LOG.md'), texts, strict=True)))
    return _imported(place, stream)


def long_history(place: Path, commits: int = 80_000) -> Path:
    """A pair that drifted in the first commits of a long history."""
    stream = [_commit(0, (('LOG.md', '# a\n'), ('docs/LOG.md', '# a\n')))]
    stream += [_commit(number, ((f'src/{number % 100}.py', f'{number}\n'),)) for number in range(1, commits)]
    stream.append(_commit(commits, (('LOG.md', '# b\n'),)))
    return _imported(place, stream)


def _commit(number: int, contents: Iterable[tuple[str, str]]) -> str:
    changes = ''.join(f'M 100644 inline {path}\ndata {len(text)}\n{text}\n' for path, text in contents)
    return f'commit refs/heads/main\ncommitter x <x@example.org> {number} +0000\ndata 1\nm\n{changes}'


def _imported(place: Path, stream: list[str]) -> Path:
    git(_new(place), 'fast-import', '--quiet', data=''.join(stream).encode())
    git(place, 'reset', '-q', '--hard', 'main')
    return place


def imported(place: Path, contents: Iterable[tuple[str, bytes]]) -> Path:
    """A repository with very many files, committed and staged, and none of them on disk."""
    stream = [b'commit refs/heads/main\ncommitter x <x@example.org> 0 +0000\ndata 1\nm\n']
    stream += [b'M 100644 inline %s\ndata %d\n%s\n' % (path.encode(), len(text), text) for path, text in contents]
    git(_new(place), 'fast-import', '--quiet', data=b''.join(stream))
    git(place, 'read-tree', 'main')
    return place


def changed(place: Path, before: Iterable[tuple[str, bytes]], contents: Iterable[tuple[str, bytes]]) -> Path:
    """A repository with these files, staged and on disk, and others in the commit before."""
    imported(place, before)
    for name, content in contents:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
    git(place, 'add', '-A')
    return place


def seed(place: Path) -> Path | None:
    """The two pairs of the first report, if they are beside the checkout."""
    if not SEED.exists():
        return None
    subprocess.run(('git', 'clone', '-q', '-b', 'main', SEED, place), env=ENVIRONMENT, check=True)
    return place
