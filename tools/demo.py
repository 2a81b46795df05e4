"""The story of one refused commit, played for real in a throwaway repository: `python tools/demo.py`.

pre-commit installs the hook from this checkout; a commit is refused, repaired by a command that the report printed, and
accepted.
"""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]

BEFORE = '# Guide\n\nA request is tried 3 times.\n\nThen the operator is told.\n'
AFTER = BEFORE.replace('3 times', '5 times, with a pause of 2 s')

CONFIG = """\
repos:
- repo: {published}
  rev: v0.1.0
  hooks:
  - id: sot-guard
"""


def environment() -> dict[str, str]:
    """The user's, without the repository of whoever started us, and with pre-commit on PATH."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(('GIT_', 'PRE_COMMIT'))}
    who = {f'GIT_{role}_{what}': value for role in ('AUTHOR', 'COMMITTER') for what, value in (
        ('NAME', 'A Writer'), ('EMAIL', 'writer@example.org'),
    )}
    return kept | who | {'PATH': f'{Path(sys.executable).parent}{os.pathsep}{os.environ["PATH"]}'}


def publish(place: Path) -> None:
    """Make a repository, tagged v0.1.0, of the project as it lies here, which a runner can clone."""
    def git(*args: str, cwd: Path) -> bytes:
        return subprocess.run(('git', *args), cwd=cwd, env=environment(), check=True, capture_output=True).stdout

    listed = git('ls-files', '-z', '--cached', '--others', '--exclude-standard', cwd=PROJECT)
    for name in filter(None, os.fsdecode(listed).split('\0')):
        if (PROJECT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, place / name)
    git('-c', 'init.defaultBranch=main', 'init', '-q', cwd=place)
    git('add', '-A', cwd=place)
    git('commit', '-q', '-m', 'a release', cwd=place)
    git('tag', 'v0.1.0', cwd=place)


def typed(line: str, cwd: Path, env: dict[str, str]) -> tuple[int, str]:
    """Exit status and output of a line in a shell."""
    done = subprocess.run(
        line, shell=True, cwd=cwd, env=env, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    return done.returncode, done.stdout


def story(
    place: Path, env: dict[str, str], typed: Callable[[str, Path, dict[str, str]], tuple[int, str]] = typed,
) -> Iterator[str]:
    """The transcript, a command and its output at a time; RuntimeError where it goes otherwise than told."""
    def shell(line: str, status: int = 0) -> str:
        found, said = typed(line, repo, env)
        if found != status:
            raise RuntimeError(f'{line}: exit status {found}\n{said}')
        return f'$ {line}\n{said}'

    publish(place / 'published')
    repo = place / 'example'
    (repo / 'docs').mkdir(parents=True)
    for name in ('GUIDE.md', 'docs/GUIDE.md'):
        (repo / name).write_text(BEFORE)
    (repo / '.pre-commit-config.yaml').write_text(CONFIG.format(published=place / 'published'))
    yield shell('git init -q && git add . && git commit -q -m "A guide, and its copy"')
    yield shell('pre-commit install --install-hooks')
    (repo / 'GUIDE.md').write_text(AFTER)
    refused = shell('git commit -a -m "Try 5 times"', status=1)
    yield refused
    lines = [line.strip() for line in re.sub(r'\x1b\[[0-9;]*m', '', refused).splitlines()]
    cure = next(line for line in lines if line.startswith('cp GUIDE.md'))
    yield shell(cure)
    yield shell('git commit -a -m "Try 5 times"')


def main() -> int:
    with tempfile.TemporaryDirectory(prefix='sot-guard-demo-') as folder:
        for part in story(Path(folder), environment() | {'PRE_COMMIT_HOME': f'{folder}/cache'}):
            print(part, flush=True)
    return 0


if __name__ == '__main__':
    raise SystemExit(main())
