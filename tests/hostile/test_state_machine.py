"""Any history of git commands in a real repository: the verdict is that of the contract about the tree git would write.

`pytest --exhaustive MINUTES` on this file goes on for so long; an ordinary run takes some seconds for it.
"""
from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from typing import ClassVar
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck
from hypothesis import Phase
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize
from hypothesis.stateful import invariant
from hypothesis.stateful import rule
from hypothesis.stateful import RuleBasedStateMachine
from hypothesis.stateful import run_state_machine_as_test

from sot_guard.fastpath.entry import is_certainly_fine
from tests.support import model
from tests.support.model import Entry
from tests.support.model import EXIT
from tests.support.model import State
from tests.support.model import Tree
from tests.support.model import Verdict
from tests.support.repo import Result
from tests.support.repo import Run
from tests.support.repo import SCRIPT

NAMES = (*sorted(model.PROSE), *sorted(model.NOT_PROSE))
# of these lines texts are made, so that they meet, merge and conflict
TITLES = ('# T', '## BUILD-1 a', '')
LINES = ('one', 'two', 'three', '- i', '## BUILD-2 b', '')
BOM = b'\xef\xbb\xbf'


def _text(parts: Sequence[str]) -> bytes:
    lines = 'start', parts[0], '', 'a', 'b', parts[1], '', 'c', 'd', parts[2], 'end'
    return ''.join(f'{line}\n' for line in lines).encode()


TEXTS = st.one_of(
    st.sampled_from((b'', b'one\n', b'two\n', b'one\r\n', b'one', BOM + b'one\n', b'one\ntwo\n', b'\0', b'{"a": 1}\n')),
    st.tuples(st.sampled_from(TITLES), st.sampled_from(LINES), st.sampled_from(LINES)).map(_text),
)
FORMS: dict[str, Callable[[bytes], bytes]] = {
    'crlf': lambda data: data.replace(b'\r\n', b'\n').replace(b'\n', b'\r\n'),
    'lf': lambda data: data.replace(b'\r\n', b'\n'),
    'bom': lambda data: BOM + data,
    'no bom': lambda data: data.removeprefix(BOM),
    'final newline': lambda data: data.removesuffix(b'\n') if data.endswith(b'\n') else data + b'\n',
    'append': lambda data: data + b'- new\n',
    'prepend': lambda data: b'## BUILD-9 n\n\nn\n\n' + data,
    'change': lambda data: data.replace(b'a\n', b'A\n') if b'a\n' in data else data.replace(b'one', b'ONE'),
    'change the end': lambda data: data.replace(b'end\n', b'END\n'),
}
TARGETS = (
    'docs/{}', 'docs/{}', '{}', '../{}', '../{}', 'deep/{}', '../deep/{}', '../docs/{}', 'docs/../docs/{}', 'docs/{}/',
    'nowhere', '/etc/passwd', '.',
)
MERGES = st.sampled_from(('', '', '', '--no-commit', '--no-commit', '--squash', '-sours', '-Xtheirs', '-Xours'))
KEYS: dict[str, st.SearchStrategy[Any]] = {
    'include': st.sampled_from((['README.md'], ['*.json', 'Makefile'], ['*'])),
    'exclude': st.sampled_from((['GUIDE.md'], ['*.md'], ['L*'])),
    'canonical': st.sampled_from((['notes.txt'], ['requirements.txt', 'PROJECT_INDEX.json'])),
    'duplicates': st.sampled_from(('forbid', 'allow')),
    'compare': st.sampled_from(('text', 'exact')),
    'pair': st.sampled_from((
        [{'source': 'docs/README.md', 'copies': ['README.md', 'deep/GUIDE.md']}],
        [{'source': 'docs/GUIDE.md', 'copies': ['LICENSE'], 'compare': 'text'}],
        [{'source': 'README.md', 'copies': ['docs/LICENSE'], 'compare': 'exact'}],
    )),
}
CONFIGURATIONS = st.sampled_from(sorted(KEYS)).flatmap(
    lambda key: st.fixed_dictionaries({key: KEYS[key]}),
) | st.fixed_dictionaries({}, optional=KEYS)


def _toml(value: Any) -> str:
    """A value as TOML, which writes such values as Python does."""
    if isinstance(value, dict):
        return '{' + ', '.join(f'{key} = {_toml(one)}' for key, one in value.items()) + '}'
    return '[' + ', '.join(map(_toml, value)) + ']' if isinstance(value, list) else f'"{value}"'


class Place(NamedTuple):
    """Where machines live: a folder, an empty repository to copy, a way to run the program."""

    folder: Path
    template: Path
    run: Run
    tally: Counter[str]


_BLOBS: dict[str, bytes] = {}
_TREES: dict[str, Tree] = {}


class Machine(RuleBasedStateMachine):
    """A person, a repository, and the program beside them."""

    place: ClassVar[Place]

    def __init__(self) -> None:
        super().__init__()
        place = self.place
        self.top = place.folder / 'repo'
        shutil.rmtree(self.top, ignore_errors=True)
        shutil.copytree(place.template, self.top, symlinks=True)
        os.chdir(self.top)
        self.names: Sequence[str] = NAMES
        self.checked: object = None
        place.tally['examples'] += 1

    # ---- git

    def git(self, *args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ('git', *args), env=os.environ | env, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )

    def output(self, *args: str, **env: str) -> str:
        done = self.git(*args, **env)
        assert done.returncode == 0, (args, done.stderr)
        return done.stdout.decode().strip()

    def tree(self, oid: str) -> Tree:
        """What a tree holds, by `git ls-tree`."""
        if oid not in _TREES:
            records = self.git('ls-tree', '-r', '-z', '--full-tree', oid).stdout.decode().split('\0')[:-1]
            heads = ((record.partition('\t')[2], record.partition('\t')[0].split()) for record in records)
            _TREES[oid] = {path: Entry(mode, blob) for path, (mode, _, blob) in heads}
        return _TREES[oid]

    def blob(self, oid: str) -> bytes:
        if oid not in _BLOBS:
            done = self.git('cat-file', 'blob', oid)
            assert done.returncode == 0
            _BLOBS[oid] = done.stdout
        return _BLOBS[oid]

    def heads(self) -> list[str]:
        """The trees that a commit would follow on: of HEAD, and of what is being merged."""
        merged = self.top / '.git/MERGE_HEAD'
        names = ['HEAD', *(merged.read_text().split() if merged.exists() else ())]
        done = self.git('rev-parse', '--verify', '-q', 'HEAD^{tree}') if len(names) == 1 else self.git(
            'rev-parse', *(f'{name}^{{tree}}' for name in names),
        )
        return done.stdout.decode().split() if done.returncode == 0 else []

    def state(self) -> State:
        """What git would commit now, in a copy of the index, so that nothing changes."""
        index, copy = self.top / '.git/index', self.place.folder / 'index'
        copy.unlink(missing_ok=True)
        if index.exists():
            shutil.copyfile(index, copy)
        done = self.git('write-tree', GIT_INDEX_FILE=str(copy))
        unmerged = set()
        if done.returncode:
            records = self.git('ls-files', '-u', '-z').stdout.decode().split('\0')[:-1]
            unmerged = {record.partition('\t')[2] for record in records}
            assert unmerged
            for path in unmerged:
                self.output('update-index', '--force-remove', '--', path, GIT_INDEX_FILE=str(copy))
            done = self.git('write-tree', GIT_INDEX_FILE=str(copy))
        tree = done.stdout.decode().strip()
        return State(self.tree(tree), frozenset(unmerged), [self.tree(oid) for oid in self.heads()], self.blob)

    def everything(self) -> dict[str, bytes]:
        """Every file there is, git's own among them."""
        found = {}
        for folder, folders, files in os.walk(self.top):
            for name in [*files, *(name for name in folders if os.path.islink(os.path.join(folder, name)))]:
                path = os.path.join(folder, name)
                if os.path.islink(path):
                    found[path] = os.fsencode(os.readlink(path))
                elif '/objects/' in path:
                    found[path] = b''
                else:
                    with open(path, 'rb') as f:
                        found[path] = f.read()
        return found

    # ---- the work tree

    def put(self, path: str, data: bytes | None, link: str = '') -> None:
        """Make a file, or a link, or nothing, of whatever lies at a path."""
        with contextlib.suppress(OSError):
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            elif os.path.lexists(path):
                os.unlink(path)
            if data is not None or link:
                os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
            if link:
                os.symlink(link, path)
            elif data is not None:
                with open(path, 'wb') as f:
                    f.write(data)

    def data(self, path: str) -> bytes | None:
        try:
            with open(path, 'rb') as f:
                return f.read() if os.path.isfile(path) and not os.path.islink(path) else None
        except OSError:
            return None

    def path(self, where: tuple[int, str]) -> str:
        """A path of one of this example's names."""
        number, folder = where
        return folder + self.names[number % len(self.names)]

    # ---- what happens

    @initialize(
        names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
        text=TEXTS, how=st.sampled_from(('equal', 'equal', 'differ', 'linked', 'nothing', 'no commit')),
        line_ends=st.sampled_from(('false', 'false', 'false', 'true', 'input')),
    )
    def begin(self, names: list[str], text: bytes, how: str, line_ends: str) -> None:
        self.names = names
        self.output('config', 'core.autocrlf', line_ends)
        if how in ('nothing', 'no commit'):
            if how == 'nothing':
                self.output('commit', '-q', '--no-verify', '--allow-empty', '-m', 'begin')
            return
        for number, name in enumerate(names):
            self.put(f'docs/{name}', text)
            other = text + b'x\n' if how == 'differ' and not number else text
            self.put(name, other, f'docs/{name}' if how == 'linked' and not number else '')
        self.output('add', '-A')
        self.output('commit', '-q', '--no-verify', '-m', 'begin')

    where = st.tuples(st.integers(0, 2), st.sampled_from(('', '', 'docs/', 'docs/', 'deep/')))

    @rule(
        where=where, text=TEXTS,
        how=st.sampled_from(('write', 'stage', 'stage', 'both', 'both', 'stage, then edit', 'intend')),
    )
    def write(self, where: tuple[int, str], text: bytes, how: str) -> None:
        path = self.path(where)
        self.put(path, text)
        if how == 'both':
            for folder in ('', 'docs/'):
                self.put(self.path((where[0], folder)), text)
            self.git('add', '-A')
        if how.startswith('stage'):
            self.git('add', '--', path)
        if how == 'intend':
            self.git('add', '-N', '--', path)
        if how == 'stage, then edit':
            self.put(path, text + b'- later\n')

    @rule(where=where, form=st.sampled_from(sorted(FORMS)), stage=st.booleans())
    def edit(self, where: tuple[int, str], form: str, stage: bool) -> None:
        path = self.path(where)
        if (data := self.data(path)) is not None:
            self.put(path, FORMS[form](data))
            if stage:
                self.git('add', '--', path)

    @rule(where=where, how=st.sampled_from(('disk', 'index', 'both')))
    def delete(self, where: tuple[int, str], how: str) -> None:
        path = self.path(where)
        if how == 'disk':
            self.put(path, None)
        else:
            self.git('rm', '-rqf', *(['--cached'] if how == 'index' else []), '--', path)

    @rule(where=where, to=st.sampled_from(TARGETS), stage=st.booleans())
    def link(self, where: tuple[int, str], to: str, stage: bool) -> None:
        path = self.path(where)
        self.put(path, None, to.format(path.rpartition('/')[2]))
        if stage:
            self.git('add', '--', path)

    @rule(to=st.sampled_from(('deep', 'docs', '../docs', '.')), name=st.sampled_from(('docs', 'deep')))
    def link_a_folder(self, to: str, name: str) -> None:
        if not os.path.lexists(name):
            self.put(name, None, to)
            self.git('add', '--', name)

    @rule(where=where, points_from=st.sampled_from(('', 'docs/')))
    def point(self, where: tuple[int, str], points_from: str) -> None:
        name = self.path((where[0], ''))
        target = f'../{name}' if points_from else f'docs/{name}'
        self.put(points_from + name, f'See [{name}](<{target}>).\n'.encode())
        self.git('add', '--', points_from + name)

    @rule(where=where, to=where)
    def rename(self, where: tuple[int, str], to: tuple[int, str]) -> None:
        with contextlib.suppress(OSError):
            os.makedirs('deep', exist_ok=True)
        self.git('mv', '-f', '--', self.path(where), self.path(to))

    @rule(where=where, kind=st.sampled_from(('executable', 'folder', 'submodule', 'file', 'hidden')))
    def convert(self, where: tuple[int, str], kind: str) -> None:
        path = self.path(where)
        if kind == 'executable':
            self.git('update-index', '--chmod=+x', '--', path)
        elif kind == 'hidden':
            self.git('update-index', '--skip-worktree', '--', path)
        elif kind == 'folder':
            self.put(path, None)
            self.put(f'{path}/inner', b'one\n')
            self.git('add', '-A', '--', path)
        elif kind == 'file':
            self.put(path, b'one\n')
            self.git('add', '-A', '--', path)
        else:
            self.put(path, None)
            self.git('rm', '-rqf', '--cached', '--', path)
            self.git('update-index', '--add', '--cacheinfo', f'160000,{"1" * 40},{path}')

    @rule(configuration=CONFIGURATIONS, stage=st.booleans(), file=st.sampled_from(('own', 'own', 'shared', 'none')))
    def configure(self, configuration: dict[str, Any], stage: bool, file: str) -> None:
        lines = [f'{key} = {_toml(value)}\n' for key, value in configuration.items()]
        if 'canonical' in configuration and 'exclude' in configuration:
            return
        self.put('.sot-guard.toml', ''.join(lines).encode() if file == 'own' else None)
        self.put('pyproject.toml', ('[tool.sot-guard]\n' + ''.join(lines)).encode() if file == 'shared' else None)
        for name in ('.sot-guard.toml', 'pyproject.toml') if stage else ():
            self.git('add', '-A', '--', name)

    @rule(add=st.sampled_from(('-A', '-u')))
    def add_all(self, add: str) -> None:
        self.git('add', add)

    @rule(how=st.sampled_from((
        ('reset', '-q'), ('reset', '-q', '--hard'), ('reset', '-q', '--soft', 'HEAD~1'),
        ('reset', '-q', '--hard', 'HEAD~1'),
        ('checkout', '-q', '--', '.'), ('stash', '-q'), ('stash', 'pop', '-q'), ('merge', '--abort'),
        ('checkout', '-q', '--ours', '.'), ('checkout', '-q', '--theirs', '.'), ('read-tree', 'HEAD'),
    )))
    def go_back(self, how: tuple[str, ...]) -> None:
        self.git(*how)

    @rule(name=st.sampled_from(('topic', 'main')), new=st.booleans())
    def switch(self, name: str, new: bool) -> None:
        self.git('checkout', '-q', *(['-B'] if new else []), name)

    sides = st.sampled_from(((), ('',), ('docs/',), ('', 'docs/')))
    forms = st.tuples(*[st.sampled_from(sorted(FORMS))] * 3)

    @rule(text=TEXTS, number=st.integers(0, 2), forms=forms, sides=sides, commit=st.sampled_from(('', '1', '2')))
    def drift(self, text: bytes, number: int, forms: Sequence[str], sides: Sequence[str], commit: str) -> None:
        """Two equal copies in a commit, then edits of one or both, in further commits or only staged."""
        self._equal(text, number)
        for at, folder in enumerate(sides):
            self._change(number, [folder], forms[at:])
            self._all('edited' if commit > str(at) else '')

    @rule(
        text=TEXTS, number=st.integers(0, 2), forms=forms, others=forms, sides=sides, other_sides=sides,
        checked=st.booleans(), how=MERGES,
    )
    def branch_out(
        self, text: bytes, number: int, forms: Sequence[str], others: Sequence[str], sides: Sequence[str],
        other_sides: Sequence[str], checked: bool, how: str,
    ) -> None:
        """Two equal copies in a commit, then two branches of which each changes either, and their merge."""
        self.git('checkout', '-qf', 'main')
        self._equal(text, number)
        self.git('checkout', '-qB', 'topic')
        self._change(number, sides, forms)
        self._all('on topic')
        self.git('checkout', '-q', 'main')
        self._change(number, other_sides, others)
        self._all('on main')
        self._merge('topic', how, checked=checked)

    def _equal(self, text: bytes, number: int) -> None:
        self.git('reset', '-q', '--hard')
        for folder in ('', 'docs/'):
            self.put(self.path((number, folder)), text)
        self._all('equal')

    def _change(self, number: int, sides: Sequence[str], forms: Sequence[str]) -> None:
        for folder, form in zip(sides, forms, strict=False):
            path = self.path((number, folder))
            self.put(path, FORMS[form](self.data(path) or b''))

    def _all(self, message: str) -> None:
        self.git('add', '-A')
        if message:
            self.git('commit', '-qm', message, '--no-verify')

    # ---- what asks the program

    @contextlib.contextmanager
    def hooked(self, name: str) -> Iterator[Path]:
        """A bare hook of git's that leaves the tree it saw, and its exit status."""
        hook, seen = self.top / '.git/hooks' / name, self.place.folder / 'seen'
        seen.unlink(missing_ok=True)
        hook.parent.mkdir(exist_ok=True)
        copy = self.place.folder / 'hook-index'
        hook.write_text(
            f'#!/bin/sh\ncp "$GIT_INDEX_FILE" {copy}\nGIT_INDEX_FILE={copy} git write-tree >{seen}\n'
            f'{SCRIPT} check --staged >{seen}.out 2>&1\nstatus=$?\necho $status >>{seen}\nexit $status\n',
        )
        hook.chmod(0o755)
        yield seen
        hook.unlink()

    def _agrees_with_hook(self, seen: Path, before: Sequence[str], done: subprocess.CompletedProcess[bytes]) -> None:
        """git went on exactly where the contract lets it."""
        if not seen.exists():
            return
        self.place.tally['hooks'] += 1
        tree, status = seen.read_text().split()
        state = State(self.tree(tree), frozenset(), [self.tree(oid) for oid in before], self.blob)
        expected = model.verdict(state, staged=True).exit_status
        told = Path(f'{seen}.out').read_text()
        assert int(status) == expected, (told, done.stderr)
        assert (done.returncode == 0) is (expected == 0), (done, told)
        if done.returncode == 0:
            assert self.heads()[:1] == [tree]

    @rule(
        how=st.sampled_from(((), ('-a',), ('-a',), ('--amend',), ('--',), ('-i',))), where=where, checked=st.booleans(),
    )
    def commit(self, how: tuple[str, ...], where: tuple[int, str], checked: bool) -> None:
        paths = [self.path(where)] if how in (('--',), ('-i',)) else []
        before = self.heads()
        argv = ('commit', '-q', '--allow-empty', '-m', 'a commit', *how, *paths)
        if not checked:
            self.git(*argv[:2], '--no-verify', *argv[2:])
            return
        with self.hooked('pre-commit') as seen:
            done = self.git(*argv)
        self._agrees_with_hook(seen, before, done)

    @rule(other=st.sampled_from(('topic', 'main')), checked=st.booleans(), how=MERGES)
    def merge(self, other: str, checked: bool, how: str) -> None:
        self._merge(other, how, checked=checked)

    def _merge(self, other: str, how: str, *, checked: bool) -> None:
        options = [how] if how == '--squash' else ['--no-ff', *([how] if how else [])]
        before = [*self.heads()[:1], *self.git('rev-parse', f'{other}^{{tree}}').stdout.decode().split()]
        if not checked:
            self.git('merge', '-q', '--no-verify', *options, other)
            return
        with self.hooked('pre-merge-commit') as seen:
            done = self.git('merge', '-q', *options, other)
        self._agrees_with_hook(seen, before[:2], done)

    @invariant()
    def the_program_agrees(self) -> None:
        """`--all` and `--staged` in the state that there is, unless it was looked at already."""
        self.place.tally['steps'] += 1
        state = self.state()
        key = tuple(state.now.items()), state.unmerged, tuple(tuple(tree.items()) for tree in state.before)
        if key != self.checked:
            self.checked = key
            before = self.everything()
            self._check(state, ['--all'], model.verdict(state, everything=True))
            self._check(state, ['--staged'], model.verdict(state, staged=True))
            assert self.everything() == before

    @rule(paths=st.lists(where, min_size=1, max_size=3), staged=st.booleans())
    def check_names(self, paths: list[tuple[int, str]], staged: bool) -> None:
        names = [self.path(where) for where in paths]
        state = self.state()
        before = self.everything()
        self._check(
            state, [*(['--staged'] if staged else []), *names], model.verdict(state, staged=staged, names=names),
        )
        assert self.everything() == before

    @rule(how=st.sampled_from(('--rev', 'push', 'range')), everything=st.booleans())
    def check_commit(self, how: str, everything: bool) -> None:
        """A commit in place of the index: what it follows on are its parents, or the start of a range, or nothing."""
        if self.git('rev-parse', '--verify', '-q', 'HEAD').returncode:
            return
        names = {'--rev': 'HEAD^@', 'range': 'topic' if self._is('topic') else 'HEAD'}
        if how == 'range':
            names[how] = self.output('merge-base', 'HEAD', names[how])
        ids = self.output('rev-parse', names[how]).split() if how in names else []
        state = State(
            self.tree(self.output('rev-parse', 'HEAD^{tree}')), frozenset(),
            [self.tree(self.output('rev-parse', f'{oid}^{{tree}}')) for oid in ids], self.blob,
        )
        environ = {} if how == '--rev' else {'PRE_COMMIT_TO_REF': 'HEAD'}
        environ |= {'PRE_COMMIT_FROM_REF': 'topic' if self._is('topic') else 'HEAD'} if how == 'range' else {}
        argv = [*(['--rev', 'HEAD'] if how == '--rev' else []), '--all' if everything else '--staged']
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            self._check(state, argv, model.verdict(state, everything=everything, staged=not everything))

    def _is(self, name: str) -> bool:
        done = self.git('merge-base', 'HEAD', name)
        return done.returncode == 0

    def _check(self, state: State, argv: list[str], expected: Verdict) -> None:
        self.place.tally['checks'] += 1
        result = self.place.run('check', *argv, '--no-history', '--format', 'json')
        assert result.status == expected.exit_status, (argv, result, expected)
        if result.out:
            found = {one['root_path']: one['status'] for one in result.json['findings']}
            assert found == expected.guarded
            noted = {
                line.partition(' and ')[0] for line in result.json['notes']
                if ' differ but are not checked; to check them: include' in line
            }
            assert noted == expected.noted
        else:
            assert result.status == 2
        if is_certainly_fine(['check', *argv], dict(os.environ)):
            self.place.tally['fast paths'] += 1
            assert self.place.run('check', *argv) == Result(0, '', '')
        elif expected.exit_status:
            text = self.place.run('check', *argv)
            assert text.status == expected.exit_status
            assert all(name in text.out for name, told in expected.guarded.items() if EXIT[told])

    # ---- the other verbs

    @rule(where=where)
    def accept(self, where: tuple[int, str]) -> None:
        before = self.everything()
        result = self.place.run('accept', self.path(where), '--reason', 'on purpose')
        if result.status:
            assert result.status == 2
            assert self.everything() == before
            return
        self.place.tally['accepted'] += 1
        command = result.out.splitlines()[-1]
        if command.startswith('  git add '):
            subprocess.run(command, shell=True, check=True, capture_output=True)

    @rule(where=where, options=st.sampled_from((
        (), (), (), ('--then', 'delete'), ('--then', 'link'), ('--append-unique',), ('--keep', 'docs'),
        ('--keep', 'root'),
        ('--archive', 'archive'), ('--conflict-markers',), ('--keep', 'root', '--archive', 'archive'),
    )), stage=st.booleans())
    def resolve(self, where: tuple[int, str], options: tuple[str, ...], stage: bool) -> None:
        path = self.path(where)
        if stage:
            self.git('add', '-A')
        state, before = self.state(), self.everything()
        result = self.place.run('resolve', *options, path)
        after = self.everything()
        if result.status:
            assert result.status in (1, 2), result
            kept = f'{self.top}/.git/sot-guard/'
            changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
            changed = {name for name in changed if not name.startswith(kept)}
            assert not changed or ('--conflict-markers' in options and result.status == 1 and len(changed) == 1)
            return
        self.place.tally['resolved'] += 1
        assert after[f'{self.top}/.git/index'] == before[f'{self.top}/.git/index']
        lines = result.out.splitlines()
        title = 'Stage and commit:'
        if title in lines:
            subprocess.run(lines[lines.index(title) + 1], shell=True, check=True, capture_output=True)
        self._is_resolved(state, path, options, result)

    def _is_resolved(self, old: State, path: str, options: tuple[str, ...], result: Result) -> None:
        """The pairs of a path are one, and what their sides have added is in what is left."""
        new = self.state()
        rule_of = model.configuration(old)
        for pair in model.pairs(old, rule_of):
            if path not in pair[:2] or not {pair.copy, pair.source} <= old.now.keys():
                continue
            sides = [old.now[side] for side in pair[:2]]
            if pair.copy in new.now:
                told = model.status(new, {}, pair._replace(as_text=rule_of.get('compare') == 'text' or pair.as_text))
                assert told in ('identical', 'linked', 'pointer', 'same_text'), (pair, told, result)
            else:
                assert '--then' in options or '--archive' in options
            if not all(side.is_file for side in sides):
                continue
            kept = [entry for path, entry in new.now.items() if path in pair[:2] or path.startswith('archive/')]
            have = {line for entry in kept if entry.is_file for line in _lines(self.blob(entry.oid))}
            assert any(
                all(_lines(self.blob(side.oid)) - base <= have for side in sides) for base in self._bases(pair, options)
            ), (pair, result)

    def _bases(self, pair: model.Pair, options: tuple[str, ...]) -> list[set[bytes]]:
        """The lines of each content that both sides have held; of none where no history is asked."""
        if options and options[0] in ('--append-unique', '--keep', '--archive'):
            return [set()]
        trees = [self.tree(oid) for oid in self.git('log', '--first-parent', '--format=%T').stdout.decode().split()]
        held = [{tree[path].oid for tree in trees if path in tree and tree[path].is_file} for path in pair[:2]]
        now = self.state().now
        for ids, path in zip(held, pair[:2], strict=True):
            ids.update(entry.oid for entry in [now.get(path)] if entry is not None and entry.is_file)
        both = held[0] & held[1] or held[0] | held[1]
        return [set(), *(_lines(self.blob(oid)) for oid in both)]


def _lines(content: bytes) -> set[bytes]:
    return {re.sub(rb'\s+', b' ', line).strip() for line in content.removeprefix(BOM).split(b'\n') if line.strip()}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Place:
    monkeypatch.chdir(tmp_path)
    subprocess.run(('git', 'init', '-q', '--template=', 'template'), check=True)
    return Place(tmp_path, tmp_path / 'template', run, Counter())


def _machine(where: Place) -> type[Machine]:
    class Placed(Machine):
        place = where
    return Placed


_SETTINGS = settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False,
    phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False,
)


def test_every_verdict_is_that_of_the_contract(place: Place) -> None:
    chosen = settings(_SETTINGS, max_examples=10, stateful_step_count=15)
    run_state_machine_as_test(_machine(place), settings=chosen)


@pytest.mark.exhaustive
def test_every_verdict_is_that_of_the_contract_for_long(
    place: Place, pytestconfig: pytest.Config, capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    end = time.monotonic() + 60 * pytestconfig.getoption('--exhaustive')
    chosen = settings(_SETTINGS, max_examples=20, stateful_step_count=40)
    try:
        while time.monotonic() < end:
            run_state_machine_as_test(_machine(place), settings=chosen)
    finally:
        with capfdbinary.disabled():
            print(f'\n{dict(place.tally)}')
