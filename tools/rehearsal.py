"""A whole release, played in a throwaway clone: `python -m tools.release play [VERSION]`.

The clone is of HEAD. It gets the version, the date and the tag of a release; then everything that users do with one is
done: wheel and sdist are built, judged by the tools of the packaging world, and installed by pip, pipx and uv into
empty environments, and pre-commit and prek install the hook from the tag that the README names. Needs a network.
"""
from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tools import demo
from tools import release

TOOLS = ('build', 'check-wheel-contents', 'pipx', 'pre-commit', 'prek', 'pyroma', 'twine', 'uv')
RUNNERS = ('pre-commit', 'prek')
HOOK = re.compile(r'(?ms)^```yaml\n(repos:\n.*?)^```$')
REPOSITORY = 'https://github.com/sot-guard/sot-guard'


class Failed(Exception):
    """A step that did not go as it must; what was printed."""


class Rehearsal:
    """The places of one rehearsal, and a way to run commands in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clone = folder / 'sot-guard'
        self.dist = folder / 'dist'
        self.programs = folder / 'tools' / 'bin'
        own = {
            'HOME': folder / 'home', 'PRE_COMMIT_HOME': folder / 'cache', 'PREK_HOME': folder / 'cache-of-prek',
            'PIPX_HOME': folder / 'pipx', 'PIPX_BIN_DIR': folder / 'pipx/bin', 'PIPX_MAN_DIR': folder / 'pipx/man',
            'UV_TOOL_DIR': folder / 'uv', 'UV_TOOL_BIN_DIR': folder / 'uv/bin', 'UV_CACHE_DIR': folder / 'uv/cache',
        }
        kept = demo.environment()
        path = f'{self.programs}{os.pathsep}{kept["PATH"]}'
        self.environment = {**kept, **{name: str(place) for name, place in own.items()}, 'PATH': path}
        (folder / 'home').mkdir()

    def run(self, *command: str | Path, at: Path | None = None, status: int = 0) -> str:
        """Return what a command prints; Failed where its exit status is another."""
        done = subprocess.run(
            [str(word) for word in command], cwd=at or self.folder, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        if done.returncode != status:
            raise Failed(f'{" ".join(map(str, command))}: exit status {done.returncode}\n{done.stdout}')
        return done.stdout

    def git(self, *args: str, at: Path | None = None) -> str:
        return self.run('git', *args, at=at or self.clone)

    def play(self, tree: Path, version: str | None) -> Iterator[str]:
        """A line for each step that went well; Failed at the first that did not."""
        self.git('clone', '-q', str(tree), str(self.clone), at=self.folder)
        version = version or release.version(self.clone)
        untagged = self.clone.parent / 'untagged'
        self.git('clone', '-q', '--no-tags', str(tree), str(untagged), at=self.folder)
        yield from self._tagged(version)
        self.run(sys.executable, '-m', 'venv', self.programs.parent)
        self.run(self.programs / 'pip', 'install', '-q', *TOOLS)
        yield from self._built(version)
        yield from self._installed(version)
        for runner in RUNNERS:
            yield from self._hooked(runner, self.clone, f'v{version}')
        yield from self._hooked('pre-commit', untagged, None)

    def _tagged(self, version: str) -> Iterator[str]:
        release.prepare(self.clone, version, date.today())
        lines = list(release.unready(self.clone, f'v{version}'))
        if lines:
            raise Failed('\n'.join(lines))
        self.git('add', '-A')
        self.git('commit', '-q', '--no-verify', '--allow-empty', '-m', f'Release {version}')
        self.git('tag', '-f', f'v{version}')
        yield f'version {version}, changelog and rev agree; tagged v{version}'

    def _built(self, version: str) -> Iterator[str]:
        self.run(self.programs / 'python', '-m', 'build', '-q', '--outdir', self.dist, self.clone)
        names = sorted(file.name for file in self.dist.iterdir())
        if names != [f'sot_guard-{version}-py3-none-any.whl', f'sot_guard-{version}.tar.gz']:
            raise Failed(f'built {", ".join(names)}')
        yield f'built {" and ".join(names)}'
        self.run('twine', 'check', '--strict', *self.dist.iterdir())
        yield 'twine check --strict: passed'
        self.run('check-wheel-contents', self.dist / names[0])
        yield 'check-wheel-contents: passed'
        self.run('pyroma', '--min', '10', self.clone)
        yield 'pyroma: 10 of 10'
        yield from self._labelled(self.dist / names[0])

    def _labelled(self, wheel: Path) -> Iterator[str]:
        with zipfile.ZipFile(wheel) as archive:
            names = archive.namelist()
            found = next(archive.read(name).decode() for name in names if name.endswith('.dist-info/METADATA'))
        wanted = ('Author-email: ', 'Classifier: Typing :: Typed', 'License-Expression: MIT', 'License-File: LICENSE')
        lines = found.partition('\n\n')[0].splitlines()
        missing = [start for start in wanted if not any(line.startswith(start) for line in lines)]
        missing += [end for end in ('sot_guard/py.typed', '.dist-info/licenses/LICENSE')
                    if not any(name.endswith(end) for name in names)]
        if missing:
            raise Failed(f'{wheel.name} has no {", ".join(missing)}')
        yield 'metadata: author, classifiers, licence file, py.typed'

    def _installed(self, version: str) -> Iterator[str]:
        for file in sorted(self.dist.iterdir()):
            environment = self.folder / f'pip-{file.suffix}'
            self.run(sys.executable, '-m', 'venv', environment)
            self.run(environment / 'bin/pip', 'install', '-q', file)
            self.run('pipx', 'install', '--force', '--python', sys.executable, file)
            self.run('uv', 'tool', 'install', '--force', '--python', sys.executable, file)
            for name, place in (('pip', environment), ('pipx', self.folder / 'pipx'), ('uv', self.folder / 'uv')):
                said = self.run(place / 'bin/sot-guard', '--version').strip()
                if said != f'sot-guard {version}':
                    raise Failed(f'{file.name} installed by {name} says {said!r}')
                yield f'{file.name} installed by {name}: {said}'

    def _hooked(self, runner: str, published: Path, tag: str | None) -> Iterator[str]:
        """The README's own configuration, but for the place; without a tag by what the README says to type then."""
        shown = HOOK.search((published / 'README.md').read_text())
        if shown is None or REPOSITORY not in shown[1]:
            raise Failed('README.md shows no configuration of pre-commit')
        place = self.folder / f'user-{runner}-{tag}'
        (place / 'docs').mkdir(parents=True)
        (place / '.pre-commit-config.yaml').write_text(shown[1].replace(REPOSITORY, published.as_uri()))
        for name in ('GUIDE.md', 'docs/GUIDE.md'):
            (place / name).write_text(demo.BEFORE)
        self.git('init', '-q', at=place)
        self.git('add', '-A', at=place)
        if tag is None:
            self.run(runner, 'autoupdate', '--bleeding-edge', at=place)
            self.git('add', '-A', at=place)
        elif f'rev: {tag}\n' not in shown[1]:
            raise Failed(f'README.md names another rev than {tag}')
        self.run(runner, 'install', at=place)
        self.git('commit', '-m', 'Add a guide', at=place)
        (place / 'GUIDE.md').write_text(demo.AFTER)
        refused = self.run('git', 'commit', '-a', '-m', 'Try 5 times', at=place, status=1)
        if 'GUIDE.md and docs/GUIDE.md differ' not in refused:
            raise Failed(refused)
        yield f'{runner}: the hook installed from {tag or "a commit id"} passes a commit and refuses another'


def main(argv: list[str], tree: Path) -> int:
    """Play it and print each step; 1 at the first that fails."""
    with tempfile.TemporaryDirectory(prefix='sot-guard-release-') as folder:
        try:
            for line in Rehearsal(Path(folder)).play(tree, argv[0] if argv else None):
                print(f'ok: {line}', flush=True)
        except Failed as e:
            print(f'failed: {e}')
            return 1
    print('nothing was published; the clone is gone')
    return 0
