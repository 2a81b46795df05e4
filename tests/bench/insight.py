"""What insight and history add to a finding: `python -m tests.bench.insight [RUNS]`.

Whole processes in alternation, user and system time, as ratios to a bare interpreter of the same environment; on a made
pair like the one of the first report (two logs of 2,000 lines that share 80), with a history of 700 commits.
"""
from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = str(Path(sys.executable).with_name('sot-guard'))


def make(place: Path) -> None:
    """A repository with two logs that grew apart, one commit an entry."""
    stream = []
    texts = ['# Log\n', '# Log, the other\n']
    for number in range(700):
        side = number % 2
        entry = f'\n## BUILD-{number:03} {"by root" if side else "by docs"}\n\n' + ''.join(
            f'- line {line} of entry {number} of side {side}\n' for line in range(3)
        )
        texts[side] += entry
        stream.append(
            f'commit refs/heads/main\ncommitter x <x@example.org> {number} +0000\ndata 1\nm\n'
            + ''.join(
                f'M 100644 inline {path}\ndata {len(text)}\n{text}\n'
                for path, text in zip(('LOG.md', 'docs/LOG.md'), texts, strict=True)
            ),
        )
    subprocess.run(('git', 'init', '-q', '-b', 'main', str(place)), check=True)
    subprocess.run(('git', 'fast-import', '--quiet'), cwd=place, input=''.join(stream).encode(), check=True)
    subprocess.run(('git', 'reset', '-q', '--hard', 'main'), cwd=place, check=True)


def cpu(command: list[str], at: Path) -> float:
    """User and system seconds of a process and all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=at, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / 'repository'
        make(place)
        ids = subprocess.run(
            ('git', 'rev-parse', ':LOG.md', ':docs/LOG.md'), cwd=place, capture_output=True, text=True, check=True,
        ).stdout.split()
        commands = {
            'pass': [sys.executable, '-c', 'pass'],
            'git diff of the two': ['git', 'diff', *ids],
            'git log of the two': ['git', 'log', '--raw', '--first-parent', '--', 'LOG.md', 'docs/LOG.md'],
            'check': [SCRIPT, 'check'],
            'check --no-history': [SCRIPT, 'check', '--no-history'],
        }
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(runs + 1):
            for name, command in commands.items():
                taken[name].append(cpu(command, place))
    bare = statistics.median(taken['pass'][1:])
    for name, times in taken.items():
        ratios = sorted(time / bare for time in times[1:])
        print(f'{name:24} {statistics.median(ratios):6.2f} x pass  ({ratios[0]:.2f} to {ratios[-1]:.2f})')


if __name__ == '__main__':
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
