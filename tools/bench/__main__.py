"""The benchmark: `python -m tools.bench [--rounds N] [--json FILE] [--quick | --hostile [KIND]]`.

Whole processes, each measured beside what it is compared with, in alternation in the same run: CPU (user and system,
with all that a process starts), wall clock and its own peak memory. Only ratios are worth reading, and the goals are
ratios too.
It sets up an environment of its own, with the newest pip, as pre-commit would, and the hooks that it is compared with.
"""
from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tools import demo
from tools.bench import hostile
from tools.bench import repositories

FLOOR = """
import os
r, w = os.pipe()
command = ('git', 'ls-files', '-s', '-z')
pid = os.posix_spawnp('git', command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, w, 1), (os.POSIX_SPAWN_CLOSE, r)])
os.close(w)
while os.read(r, 1 << 16):
    pass
os.waitpid(pid, 0)
"""
PLAIN = """
import hashlib, os, sys
for name in sys.argv[1:]:
    other = os.path.join('docs', name)
    if not name.startswith('docs/') and os.path.exists(other):
        sums = [hashlib.sha256(open(path, 'rb').read()).hexdigest() for path in (name, other)]
        if sums[0] != sums[1]:
            sys.exit(f'{name} differs')
"""

# the peak that is measured from outside is that of git too, if git needs more
OWN = """
import os, resource, sys
def write(status):
    with open('.git/own', 'w') as f:
        f.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    real(status)
real, os._exit = os._exit, write
if sys.argv[1:]:
    from sot_guard.fastpath.entry import main
    main()
write(0)
"""


class Sample(NamedTuple):
    """One process: seconds of CPU and of wall clock, and kilobytes of its own peak memory."""

    cpu: float
    wall: float
    memory: float


class Goal(NamedTuple):
    """A figure of one group: `value` makes it of the samples of one round; lower is better; None: no goal is set."""

    title: str
    group: str
    value: Callable[[dict[str, Sample]], float]
    most: float | None


# the peak of a process counts from before its exec: whoever starts it has to be small
STARTER = """
import os, sys, time
streams = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in range(3)]
for line in sys.stdin:
    at, *command = line[:-1].replace(chr(30), chr(10)).split(chr(31))
    os.chdir(at)
    begun = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=streams)
    used = os.wait4(pid, 0)[2]
    print(used.ru_utime + used.ru_stime, time.perf_counter() - begun, used.ru_maxrss, flush=True)
"""


class Starter:
    """Starts processes one after the other, and measures them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            (sys.executable, '-I', '-S', '-c', STARTER), env=repositories.ENVIRONMENT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )

    def measure(self, command: tuple[str, ...], at: Path) -> Sample:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(chr(31).join((str(at), *command)).replace('\n', chr(30)) + '\n')
        self._process.stdin.flush()
        return Sample(*map(float, self._process.stdout.readline().split()))

    def stop(self) -> None:
        self._process.communicate()


class Group(NamedTuple):
    """Commands that are measured side by side in one repository."""

    place: Path
    commands: dict[str, tuple[str, ...]]
    rounds: int

    def samples(self, starter: Starter) -> list[dict[str, Sample]]:
        rounds = []
        for _ in range(self.rounds + 1):
            one = {name: starter.measure(command, self.place) for name, command in self.commands.items()}
            for name in one.keys() & {'own', 'own of pass'}:
                starter.measure(self.commands[name], self.place)  # the file is that of the last one
                one[name] = one[name]._replace(memory=float((self.place / '.git/own').read_text()))
            rounds.append(one)
        return rounds[1:]  # the first one warms the caches


def environment(folder: Path) -> Path:
    """An environment like that of a hook; where its programs are."""
    subprocess.run((sys.executable, '-m', 'venv', folder), check=True)
    pip = (str(folder / 'bin/python'), '-m', 'pip', 'install', '-q')
    subprocess.run((*pip, '-U', 'pip'), check=True)
    subprocess.run((*pip, str(demo.PROJECT), 'pre-commit', 'pre-commit-hooks', 'prek'), check=True)
    return folder / 'bin'


def groups(folder: Path, programs: Path, rounds: int, *, quick: bool) -> dict[str, Group]:
    python, ours = str(programs / 'python'), str(programs / 'sot-guard')
    nothing = {'pass': (python, '-c', 'pass')}
    bare = {'ls-files': ('git', 'ls-files', '-s', '-z')}
    floor = {'floor': (python, '-c', FLOOR)}
    pairs = tuple(f'{place}GUIDE{number}.md' for number in range(5) for place in ('', 'docs/'))
    others = tuple(f'src/module{number}.py' for number in range(10))
    made = {}
    place = repositories.small(folder / 'small')
    hooks = ('check-case-conflict', 'destroyed-symlinks', 'end-of-file-fixer')
    own_of_pass = {'own of pass': (python, '-c', OWN)}
    made['10 files, no pair'] = Group(place, {
        **nothing, **own_of_pass, 'ours': (ours, 'check', '--staged', *others),
        'own': (python, '-c', OWN, 'check', '--staged', *others),
    }, rounds)
    made['5 pairs'] = Group(place, {
        **nothing, **bare, **floor, 'ours': (ours, 'check', '--staged', *pairs),
        'full': ('env', 'SOT_GUARD_FULL=1', ours, 'check', '--staged', *pairs),
        'plain script': (python, '-c', PLAIN, *pairs),
        **{hook: (str(programs / hook), *pairs) for hook in hooks},
    }, rounds)
    place = repositories.small(folder / 'configured')
    (place / '.sot-guard.toml').write_text('include = ["*.json"]\nexclude = ["x.md"]\n')
    repositories.git(place, 'add', '.sot-guard.toml')
    without = folder / 'small'
    made['with configuration'] = Group(place, {
        **nothing, **bare, 'ours': (ours, 'check', '--staged', *pairs),
        'tomllib': (python, '-c', 'import tomllib'), 'cat-file': ('git', 'cat-file', 'blob', ':.sot-guard.toml'),
        'without': ('sh', '-c', 'cd "$0" && exec "$@"', str(without), ours, 'check', '--staged', *pairs),
    }, rounds)
    made |= _left_alone(folder, programs, rounds)
    place = repositories.index_only(folder / 'large', [
        *((f'src/d{number // 500}/f{number:06}.py', number + 1) for number in range(200_000)),
        *((f'{where}GUIDE{number}.md', number + 1) for number in range(5) for where in ('', 'docs/')),
    ])
    made['200,000 entries'] = Group(place, {
        **nothing, **bare, 'ours': (ours, 'check', '--staged', *pairs),
    }, rounds)
    for count in (1_000, 10_000, 100_000):
        place = repositories.index_only(folder / f'pairs{count}', (
            (f'{where}f{number:06}.md', number + 1) for number in range(count) for where in ('', 'docs/')
        ))
        made[f'{count:,} pairs'] = Group(
            place, {
                **nothing, **bare, **floor, **own_of_pass, 'ours': (ours, 'check', '--all'),
                'own': (python, '-c', OWN, 'check', '--all'),
            }, rounds,
        )
    made['30,000 pairs below roots'] = Group(repositories.packages(folder / 'packages'), {
        'pass': (python, '-c', 'pass'), 'ls-files': ('git', 'ls-files', '-s', '-z'),
        'ours': (ours, 'check', '--staged', 'packages/7/src/new.py'),
    }, rounds)
    made['100,000 mirrored files'] = _mirrored(folder, programs, rounds)
    made['a refusal'] = Group(repositories.refused(folder / 'refused'), {
        **nothing, 'ours': (ours, 'check', '--staged', 'GUIDE.md'),
    }, rounds)
    place = repositories.two_logs(folder / 'logs')
    oids = repositories.git(place, 'rev-parse', ':LOG.md', ':docs/LOG.md').decode().split()
    made['two logs'] = Group(place, {
        **nothing, 'git diff': ('git', 'diff', *oids), 'ours': (ours, 'check', '--verbose'),
        'git log': ('git', 'log', '--raw', '--no-renames', '--no-abbrev', '--', 'LOG.md', 'docs/LOG.md'),
        'without history': (ours, 'check', '--verbose', '--no-history'),
    }, rounds)
    real = repositories.seed(folder / 'seed')
    if real is not None:
        made['seed'] = Group(real, {
            **nothing, 'ours': (ours, 'check'), 'without history': (ours, 'check', '--no-history'),
        }, rounds)
    made |= _runners(folder, programs, rounds)
    if not quick:
        made |= _hostile(folder, nothing, python, ours)
        place = repositories.long_history(folder / 'long')
        made['80,000 commits'] = Group(place, {
            'git log': ('git', 'log', '--raw', '--no-renames', '--no-abbrev', '--', 'LOG.md', 'docs/LOG.md'),
            'ours': (ours, 'check'), 'without history': (ours, 'check', '--no-history'),
        }, 3)
    return made


# pairs that differ, and that the commit leaves as they are; the configuration of each repository
LEFT_ALONE = {
    'two READMEs': '',
    'a [[pair]]': '[[pair]]\nsource = "docs/README.md"\ncopies = ["README.md"]\n',
    'a [[pair]] with differ': (
        '[[pair]]\nsource = "docs/README.md"\ncopies = ["README.md"]\ndiffer = ["front-matter", "first-heading"]\n'
    ),
    'an [[accept]]': '[[accept]]\npath = "README.md"\nsource-id = "{}"\ncopy-id = "{}"\nreason = "two readers"\n',
}


def _left_alone(folder: Path, programs: Path, rounds: int) -> dict[str, Group]:
    """The hook beside what it is made of: the interpreter, the TOML parser, the git calls."""
    python, ours = str(programs / 'python'), str(programs / 'sot-guard')
    others = tuple(f'src/module{number}.py' for number in range(10))
    parts = {
        'pass': (python, '-c', 'pass'),
        'tomllib': (python, '-c', 'import tomllib'),
        'ls-files': ('git', 'ls-files', '-s', '-z', '--', ':(top,glob)*', ':(top,glob)docs/*'),
        'cat-file': ('git', 'cat-file', 'blob', ':.sot-guard.toml'),
        'ls-tree': ('git', 'ls-tree', '-z', 'HEAD', '--', 'README.md', 'docs/README.md'),
    }
    return {
        title: Group(
            repositories.left_alone(folder / f'left-alone-{number}', configuration),
            {**parts, 'ours': (ours, 'check', '--staged', *others)}, rounds,
        ) for number, (title, configuration) in enumerate(LEFT_ALONE.items())
    }


def _mirrored(folder: Path, programs: Path, rounds: int) -> Group:
    """Two folders of 100,000 files each, kept in step by a configuration; the floor lists them as well."""
    python, ours = str(programs / 'python'), str(programs / 'sot-guard')
    place = repositories.index_only(folder / 'mirrored', (
        (f'{where}/d{number // 500}/f{number:06}.md', number + 1)
        for number in range(100_000) for where in ('docs', 'site/docs')
    ))
    (place / '.sot-guard.toml').write_text('[[pair]]\nsource = "docs/"\ncopies = ["site/docs/"]\n')
    repositories.git(place, 'add', '.sot-guard.toml')
    return Group(place, {
        'pass': (python, '-c', 'pass'), 'floor': (python, '-c', FLOOR), 'own of pass': (python, '-c', OWN),
        'ours': (ours, 'check', '--all'), 'own': (python, '-c', OWN, 'check', '--all'),
    }, rounds)


def _hostile(folder: Path, nothing: Mapping[str, tuple[str, ...]], python: str, ours: str) -> dict[str, Group]:
    made = {}
    texts = {
        '100 MB': (b'x' * 99 + b'\n') * 1_000_000,
        'one line of 50 MB': b'x' * 50_000_000,
        '1 MB of 10 kinds of lines': b''.join(b'line %d\n' % (number * number % 10) for number in range(140_000)),
    }
    for title, text in texts.items():
        place = repositories.files(
            folder / title.replace(' ', '-'), (('GUIDE.md', text), ('docs/GUIDE.md', text[:-2] + b'y\n')),
        )
        oids = repositories.git(place, 'rev-parse', ':GUIDE.md', ':docs/GUIDE.md').decode().split()
        sums = ' && '.join(f'git cat-file blob {oid} | sha256sum' for oid in oids)
        made[title] = Group(place, {
            **nothing, 'two sums': ('sh', '-c', sums), 'ours': (ours, 'check'),
            'own of pass': (python, '-c', OWN), 'own': (python, '-c', OWN, 'check'),
        }, 3)
    return made


def _runners(folder: Path, programs: Path, rounds: int) -> dict[str, Group]:
    """A commit under each runner, with our hook and with one that does nothing."""
    published = folder / 'published'
    demo.publish(published)
    made = {}
    for runner in ('pre-commit', 'prek'):
        commands = {}
        for name, hook in (
            ('without', '- repo: local\n  hooks: [{id: nothing, name: nothing, entry: /bin/true, language: system}]\n'),
            ('ours', f'- repo: {published}\n  rev: v0.1.0\n  hooks: [{{id: sot-guard}}]\n'),
        ):
            place = repositories.small(folder / f'{runner}-{name}')
            (place / '.pre-commit-config.yaml').write_text(f'repos:\n{hook}')
            cache = {'PRE_COMMIT_HOME': str(folder / 'cache'), 'PREK_HOME': str(folder / 'cache-of-prek')}
            env = {**repositories.ENVIRONMENT, **cache}
            program = str(programs / runner)
            subprocess.run((program, 'install', '--install-hooks'), cwd=place, env=env, check=True, capture_output=True)
            settings = tuple(f'{key}={value}' for key, value in cache.items())
            commands[name] = (
                'env', '-C', str(place), *settings, 'git', 'commit', '-q', '--allow-empty', '-m', 'x',
            )
        made[f'commit under {runner}'] = Group(folder, commands, rounds)
    return made


def _x(name: str, *others: str) -> Callable[[dict[str, Sample]], float]:
    return lambda one: one[name].cpu / sum(one[other].cpu for other in others)


def _history(one: dict[str, Sample]) -> float:
    return (one['ours'].cpu - one['without history'].cpu) / one['git log'].cpu


def _memory(one: dict[str, Sample]) -> float:
    return one['own'].memory / one['own of pass'].memory


GOALS = (
    Goal('10 staged files, no pair, x pass', '10 files, no pair', _x('ours', 'pass'), 1.15),
    Goal('5 identical pairs staged, x pass', '5 pairs', _x('ours', 'pass'), 1.25),
    Goal('the same, x check-case-conflict', '5 pairs', _x('ours', 'check-case-conflict'), 0.40),
    Goal('the same, x destroyed-symlinks', '5 pairs', _x('ours', 'destroyed-symlinks'), None),
    Goal('the same, x end-of-file-fixer', '5 pairs', _x('ours', 'end-of-file-fixer'), None),
    Goal('the same, x a plain read-and-hash script', '5 pairs', _x('ours', 'plain script'), None),
    Goal('the same by the full program, x pass', '5 pairs', _x('full', 'pass'), None),
    Goal('with a configuration, x without', 'with configuration', _x('ours', 'without'), 1.4),
    Goal('the same, x pass', 'with configuration', _x('ours', 'pass'), 2),
    Goal('README.md and docs/README.md left alone, x pass', 'two READMEs', _x('ours', 'pass'), 2),
    *(
        Goal(f'{group} left alone, x pass', group, _x('ours', 'pass'), 2.2)
        for group in ('a [[pair]]', 'a [[pair]] with differ', 'an [[accept]]')
    ),
    Goal('index of 200,000, x (pass + ls-files)', '200,000 entries', _x('ours', 'pass', 'ls-files'), 1.2),
    Goal('all of 1,000 pairs, x floor', '1,000 pairs', _x('ours', 'floor'), 1.10),
    Goal('all of 10,000 pairs, x floor', '10,000 pairs', _x('ours', 'floor'), 1.25),
    Goal('all of 100,000 pairs, x floor', '100,000 pairs', _x('ours', 'floor'), 1.6),
    Goal('300,000 files, 30,000 pairs below roots, x (pass + ls-files)', '30,000 pairs below roots',
         _x('ours', 'pass', 'ls-files'), 2),
    Goal('two mirrored trees of 100,000 files, x floor', '100,000 mirrored files', _x('ours', 'floor'), 1.6),
    Goal('own peak memory, two mirrored trees of 100,000 files, x pass', '100,000 mirrored files', _memory, 3),
    Goal('own peak memory, 10 files, x pass', '10 files, no pair', _memory, 1.1),
    Goal('own peak memory, 100,000 pairs, x pass', '100,000 pairs', _memory, 3),
    Goal('one changed file refused, x pass', 'a refusal', _x('ours', 'pass'), 10),
    Goal('two divergent logs, diff and sections, x pass', 'two logs', _x('without history', 'pass'), 60),
    Goal('the same with a history of 680 commits, x without', 'two logs', _x('ours', 'without history'), None),
    Goal("the seed's two pairs, x pass", 'seed', _x('without history', 'pass'), 60),
    Goal('a pair of 100 MB, x two sums', '100 MB', _x('ours', 'two sums'), 1.3),
    Goal('a pair of 100 MB, memory x pass', '100 MB', _memory, 3),
    Goal('one line of 50 MB, x two sums', 'one line of 50 MB', _x('ours', 'two sums'), 1.3),
    Goal('one line of 50 MB, memory x pass', 'one line of 50 MB', _memory, 3),
    Goal('1 MB of repeated lines, x pass', '1 MB of 10 kinds of lines', _x('ours', 'pass'), None),
    Goal('80,000 commits, wall clock of a check, s', '80,000 commits', lambda one: one['ours'].wall, None),
    Goal('their history, x the bare git log', '80,000 commits', _history, 1.2),
    Goal('a commit under pre-commit, x without the hook', 'commit under pre-commit', _x('ours', 'without'), None),
    Goal('a commit under prek, x without the hook', 'commit under prek', _x('ours', 'without'), None),
)


def growth(samples: dict[str, list[dict[str, Sample]]]) -> float:
    """The log-log slope from 10,000 to 100,000 pairs."""
    return math.log10(
        statistics.median(one['ours'].cpu for one in samples['100,000 pairs'])
        / statistics.median(one['ours'].cpu for one in samples['10,000 pairs']),
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog='python -m tools.bench', description=__doc__)
    parser.add_argument('--rounds', type=int, default=15)
    parser.add_argument('--json', metavar='FILE')
    parser.add_argument('--quick', action='store_true', help='without the huge pairs and the long history')
    parser.add_argument(
        '--hostile', nargs='?', const='', metavar='KIND',
        help='how time and memory grow with hostile input, alone: of all kinds, or of those whose title begins so')
    args = parser.parse_args()
    if args.hostile is not None:
        return _hostile_growth(args.hostile)
    with tempfile.TemporaryDirectory(prefix='sot-guard-bench-') as name:
        folder = Path(name)
        programs = environment(folder / 'environment')
        made = groups(folder, programs, args.rounds, quick=args.quick)
        starter = Starter()
        samples = {title: group.samples(starter) for title, group in made.items()}
        starter.stop()
    rows = []
    for goal in GOALS:
        if goal.group in samples:
            values = sorted(map(goal.value, samples[goal.group]))
            rows.append((goal.title, statistics.median(values), values[0], values[-1], goal.most))
    slope = growth(samples)
    rows.append(('growth from 10,000 to 100,000 pairs (slope)', slope, slope, slope, 0.85))
    print(f'{"":48} median    from      to    goal')
    for title, median, least, most, goal_value in rows:
        verdict = '' if goal_value is None else f'{goal_value:7.2f}  {"met" if median <= goal_value else "NOT MET"}'
        print(f'{title:48} {median:6.2f}  {least:6.2f}  {most:6.2f} {verdict}')
    if args.json:
        raw = {
            title: [{command: sample._asdict() for command, sample in one.items()} for one in rounds]
            for title, rounds in samples.items()
        }
        Path(args.json).write_text(json.dumps({'rows': rows, 'samples': raw}, indent=1))
    return 0


def _hostile_growth(only: str) -> int:
    """Print the table of hostile.py, of the kinds whose title begins so; 1 if a bound is not kept."""
    starter = Starter()

    def measure(argv: tuple[str, ...], place: Path) -> hostile.Sample:
        sample = starter.measure((str(program), *argv), place)
        return hostile.Sample(sample.cpu, sample.memory / 1024)
    with tempfile.TemporaryDirectory(prefix='sot-guard-bench-') as name:
        program = environment(Path(name) / 'environment') / 'sot-guard'
        kept = hostile.run(Path(name), measure, only)
    starter.stop()
    return 0 if kept else 1


if __name__ == '__main__':
    raise SystemExit(main())
