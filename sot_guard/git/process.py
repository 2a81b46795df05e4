"""Starts git, and nothing else: bytes in, bytes out, one sealed environment, always in the current directory.

A directory of the repository may be a repository itself (to git, `docs/` with a HEAD in it is a bare one) whose
configuration names programs to run: so no call is ever made from another directory than the user's own.
"""
from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
from collections.abc import Generator
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from typing import NamedTuple

from sot_guard.environment import GIT_OPTIONS
from sot_guard.environment import sealed
from sot_guard.errors import GitError
from sot_guard.git.running import CHUNK_BYTES
from sot_guard.git.running import Running

# well below the smallest argument limit of any system (Windows: 32,767 characters in all)
_ARGUMENT_BYTES = 24_000
# an answer that is kept in memory; the largest that is asked for is the diff or the merge of two texts of 1 MiB
_MAX_BYTES = 32 << 20
# a record of a listing; no system takes a path of more than 4,096 bytes
_MAX_RECORD_BYTES = 1 << 16
_MAX_WORDS = 300
# what to do where git cannot be started for another reason than that it is not there
_REMEDIES = {
    errno.EMFILE: 'close some files, or raise the limit (ulimit -n)',
    errno.ENFILE: 'the system has too many open files; try again later',
    errno.EAGAIN: 'there are too many processes; try again later, or raise the limit (ulimit -u)',
    errno.ENOMEM: 'there is not enough memory; try again later',
    errno.E2BIG: 'the environment is too large; unset some variables',
}
_OBJECT_ID = re.compile(rb'(?:[0-9a-f]{24})?[0-9a-f]{40}\n')
# all that is asked about the place, by one process; behind it, the commit of HEAD
_PLACE = (
    'rev-parse', '--show-object-format', '--show-cdup', '--show-prefix', '--git-dir', '--show-toplevel',
    '--is-shallow-repository',
)
_IS_SHALLOW = {b'true': True, b'false': False}
_OPTIONS = (
    *GIT_OPTIONS,
    # settings of `git diff` that have no option in git 2.25
    '-c', 'diff.suppressBlankEmpty=false', '-c', 'diff.relative=false',
)


class OutOfTime(GitError):
    """git was stopped because it took too long."""


class ObjectFormat(NamedTuple):
    """Ids that every repository of one object format shares."""

    empty_tree: str
    empty_blob: str


_OBJECT_FORMATS = {
    b'sha1': ObjectFormat(
        '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
        'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
    ),
    b'sha256': ObjectFormat(
        '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
        '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
    ),
}


class Repository(NamedTuple):
    """Where the user is: the top level (absolute), the way down from it (`''` or `sub/dir/`) and up again."""

    top: bytes
    prefix: bytes
    up: str
    objects: ObjectFormat
    # where git keeps what belongs to the work tree, from the current directory
    git_dir: bytes
    # whether the history is cut off
    is_shallow: bool
    # the id of HEAD's commit; None where there is none, or it cannot be read
    head: str | None


def _program() -> str:
    if sys.platform == 'win32':  # pragma: win32 cover
        # CreateProcess would take a git.exe of the repository first
        import shutil
        found = shutil.which('git')
        if found is None or os.path.dirname(os.path.abspath(found)) == os.getcwd():
            raise GitError('git: not found on PATH outside of the current directory; install git 2.25 or newer')
        return found
    return 'git'


@contextmanager
def reading(command: str) -> Iterator[None]:
    """Around what makes sense of a git command's answer: GitError where that is none, whatever is wrong with it."""
    try:
        yield
    except (ValueError, LookupError) as e:
        raise GitError(f'git {command}: unexpected output; check that git on PATH is 2.25 or newer') from e


def _refuse(makes_no_sense: bool) -> None:
    if makes_no_sense:
        raise ValueError


def complaint(args: tuple[str, ...], returncode: int, stderr: bytes) -> GitError:
    """A failed call as an error: the first of git's own words that matter, and not endless ones."""
    lines = [line.strip() for line in stderr.decode('utf-8', 'backslashreplace').splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith(('fatal:', 'error:'))]
    said = (fatal or lines or [f'exit status {returncode}'])[0][:_MAX_WORDS]
    # a repository of another user: git says what to do on a later line
    remedy = next((line[:_MAX_WORDS] for line in lines if line.startswith('git config ')), '')
    return GitError('; '.join(filter(None, (f'git {_verb(args)}: {said}', remedy))))


class Git:
    """git in the current directory, under the environment given at construction."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._command = (_program(), *_OPTIONS)
        self._environment = sealed(environ) | {'GIT_LITERAL_PATHSPECS': '1'}

    def start(self, *args: str, stdin: int = subprocess.DEVNULL, stderr: int) -> subprocess.Popen[bytes]:
        """A running git whose standard output is a pipe; the caller ends it."""
        try:
            return subprocess.Popen(
                (*self._command, *args), env=self._environment,
                stdin=stdin, stdout=subprocess.PIPE, stderr=stderr,
            )
        except OSError as e:
            remedy = _REMEDIES.get(e.errno or 0, 'install git 2.25 or newer')
            raise GitError(f'git: cannot be started ({e.strerror}); {remedy}') from e

    def finished(self, *args: str, seconds: float | None = None) -> tuple[int, bytes, bytes]:
        """Exit status, standard output and the beginning of standard error of a git call, whatever they are.

        OutOfTime if it is late; GitError if it says more than anything that is asked for.
        """
        out, err = bytearray(), bytearray()
        with self._started(args, seconds, subprocess.PIPE) as running:
            # both at once: a full pipe that nobody reads would stop git for ever
            for is_output, piece in running.pieces():
                if is_output:
                    out += piece
                else:
                    err += piece[:CHUNK_BYTES - len(err)]
                if len(out) > _MAX_BYTES:
                    raise GitError(f'git {_verb(args)}: stopped, it printed more than {_MAX_BYTES:,} bytes')
        return running.returncode, bytes(out), bytes(err)

    def output(self, *args: str, seconds: float | None = None) -> bytes:
        """Standard output of a git call that must succeed; GitError with git's own words otherwise."""
        returncode, out, err = self.finished(*args, seconds=seconds)
        if returncode:
            raise complaint(args, returncode, err)
        return out

    def answer(self, *args: str) -> bytes | None:
        """Standard output of a git call that may say "there is none" by exit status 1 and no word: then None."""
        returncode, out, err = self.finished(*args)
        if returncode not in (0, 1) or (returncode and out):
            raise complaint(args, returncode, err)
        return None if returncode else out

    def object_id(self, *args: str) -> str | None:
        """The same for a call that is answered by one object id."""
        # "none" is believed when it is said twice: a git that was cut off may end in the same way
        out = self.answer(*args) or self.answer(*args)
        if out is not None and not _OBJECT_ID.fullmatch(out):
            raise GitError(f'git {_verb(args)}: printed no object id; check that git on PATH is 2.25 or newer')
        return None if out is None else out.decode().strip()

    def records(self, *args: str, seconds: float | None = None) -> Generator[bytes, None, None]:
        """NUL-terminated records of a listing, streamed; GitError if the listing is incomplete, OutOfTime if late.

        Who does not want all of them closes it.
        """
        with self._started(args, seconds, subprocess.DEVNULL) as running:
            rest = b''
            for _, piece in running.pieces():
                *whole, rest = (rest + piece).split(b'\0')
                # whatever the pieces in which it came
                if len(rest) > _MAX_RECORD_BYTES or max(map(len, whole), default=0) > _MAX_RECORD_BYTES:
                    raise GitError(f'git {_verb(args)}: stopped, a record has more than {_MAX_RECORD_BYTES:,} bytes')
                yield from whole
        if running.returncode or rest:
            self.output(*args, seconds=seconds)  # once more, for git's own words
            problem = f'the listing was cut short (exit status {running.returncode}); try again'
            raise GitError(f'git {_verb(args)}: {problem}')

    @contextmanager
    def _started(self, args: tuple[str, ...], seconds: float | None, stderr: int) -> Iterator[Running]:
        """A running git that does not outlive the block, whatever ends that: an error, an interrupt, the time."""
        late = OutOfTime(f'git {_verb(args)}: timed out after {seconds:.3g} s' if seconds is not None else '')
        if seconds is not None and seconds <= 0:
            raise late
        end = None if seconds is None else time.monotonic() + seconds
        with self.start(*args, stderr=stderr) as process:
            try:
                running = Running(process, end, late)
                yield running
                running.wait()
            except BaseException:
                process.kill()
                raise

    def is_ignored(self, *paths: str, tracked: bool = False) -> bool:
        """Whether gitignore(5) keeps one of these paths, relative to the current directory, out of commits.

        `tracked`: whether it would, if none were tracked; `git add` may refuse them all the same.
        """
        # this command alone does not take GIT_LITERAL_PATHSPECS, and no wildcard has a meaning for it
        plain = Git(self._environment)
        plain._environment = {k: v for k, v in self._environment.items() if k != 'GIT_LITERAL_PATHSPECS'}
        options = ('--no-index',) if tracked else ()
        return plain.answer('check-ignore', *options, '--', *(os.path.join('.', path) for path in paths)) is not None

    def path(self, name: str) -> bytes:
        """Where git keeps a file of its own, from the current directory."""
        out = self.output('rev-parse', '--git-path', name)
        with reading('rev-parse'):
            _refuse(b'\0' in out or not out.endswith(b'\n') or len(out) == 1)
        return out[:-1]

    def repository(self) -> Repository:
        """Return where the current directory is; GitError outside of a work tree."""
        status, out, _ = self.finished(*_PLACE, '--revs-only', 'HEAD')
        if status:  # a HEAD that cannot be read stops only who needs it
            out = self.output(*_PLACE)
        with reading('rev-parse'):
            name, up, rest = out.split(b'\n', 2)
            _refuse(b'\0' in out or not out.endswith(b'\n'))
        if name not in _OBJECT_FORMATS:
            raise GitError(f'git: unknown object format {os.fsdecode(name)!r}; install git 2.25 or newer')
        if up and not up.startswith(b'../'):
            raise GitError(f'git: the current directory is outside the work tree {os.fsdecode(up)}; run inside it')
        # directory names may hold line feeds: the prefix has as many slashes as the way up
        cells = rest.split(b'/', up.count(b'/'))
        prefix = b''.join(cell + b'/' for cell in cells[:-1])
        with reading('rev-parse'):
            lines = cells[-1].removeprefix(b'\n')[:-1].split(b'\n')
            is_shallow, head = _end_of_place(lines)
            if len(lines) > 2:
                # a line feed in one of the two
                lines = [self.output('rev-parse', one)[:-1] for one in ('--git-dir', '--show-toplevel')]
            git_dir, top = lines
            _refuse(not os.path.isabs(top))
        return Repository(top, prefix, os.fsdecode(up), _OBJECT_FORMATS[name], git_dir, is_shallow, head)


def _end_of_place(lines: list[bytes]) -> tuple[bool, str | None]:
    """Take the last answers from the lines: whether the history is cut off and, where there is one, HEAD's commit."""
    head = None if lines[-1] in _IS_SHALLOW else lines.pop().decode()
    _refuse(head is not None and not _OBJECT_ID.fullmatch(head.encode() + b'\n'))
    return _IS_SHALLOW[lines.pop()], head


def _verb(args: tuple[str, ...]) -> str:
    """The git command among its arguments, behind options that take a value each."""
    return args[2 * args.count('-c')]


def batches(paths: list[str]) -> Iterator[list[str]]:
    """Paths in lists that fit on a command line."""
    batch: list[str] = []
    size = 0
    for path in paths:
        if batch and size + len(path) > _ARGUMENT_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(path)
        size += len(path) + 1
    if batch:
        yield batch
