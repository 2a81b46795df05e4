"""The fast path: whether there is certainly nothing to say, by one listing of the index, on os and built-ins alone.

Contract: the answer is True only where the full program would print nothing and exit with 0. It may err in the other
direction alone, and what it does not know it hands over, unchanged. It knows no names that are checked and judges no
difference: every `X` at the top level and `docs/X` have to be one regular file, or what they are in HEAD and not named.
"""
from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal itself would load enum
import os
import sys

from sot_guard.environment import INDEX_FILE
from sot_guard.environment import is_read_by_a_person
from sot_guard.environment import JUDGED
from sot_guard.fastpath.listing import are_plain
from sot_guard.fastpath.listing import differing
from sot_guard.fastpath.listing import Index
from sot_guard.fastpath.spawn import EMPTY_BLOBS
from sot_guard.fastpath.spawn import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sot_guard.fastpath.rules import Configuration

# another commit is judged, another work tree is meant, or somebody asks for the full program
_ELSEWHERE = {*JUDGED, 'PRE_COMMIT_FROM_REF', 'GIT_WORK_TREE', 'SOT_GUARD_FULL'}
_MAX_NAMES = 40  # each is asked of git; with more of them that costs more than the full program
_MAX_BYTES = 1 << 18  # of a configuration
_CONFIGURATION = ('.sot-guard.toml', 'pyproject.toml')


def run() -> None:
    """Run one command, and end the process with its exit status."""
    # all is written, and to take the interpreter down costs as much as to start it
    os._exit(main())


def main() -> int:
    """Run one command; by the fast path where it can answer."""
    _signal.signal(_signal.SIGTERM, _end)
    try:
        environ = dict(os.environ)
        # a person is told more than that nothing is wrong
        is_person = is_read_by_a_person(environ, is_terminal=os.isatty(1))
        if not is_person and is_certainly_fine(sys.argv[1:], environ):
            return 0
        return _run_full_program()
    except KeyboardInterrupt:
        return 130  # as cli has it, while that may not be there yet


def _end(number: int, _: object) -> None:
    """End by a signal as by an error: no git goes on, no temporary file is left."""
    raise SystemExit(128 + number)


def _run_full_program() -> int:
    """The exit status; where the program cannot be loaded, for a signal or another reason, that is no finding."""
    import gc
    # records hold each other in no circles, and to look for some takes as long as all that is kept
    gc.set_threshold(200_000, 50, 1000)
    try:
        from sot_guard.cli import main as cli
    except Exception as e:
        from sot_guard.errors import interruption
        status = interruption(e)
        if not status:
            line = ascii(f'sot-guard: cannot be loaded ({type(e).__name__}: {e}); install it again')
            os.write(2, line[1:-1].encode() + b'\n')
        return status or 2
    return cli.main()


def is_certainly_fine(argv: list[str], environ: dict[str, str]) -> bool:
    """Whether `sot-guard ARGV` in the current directory has nothing to say."""
    names, everything = argv[2:], argv == ['check', '--all']
    strange = any(name[:1] in ('', '-', '.', '/', ':') or '\t' in name for name in names)
    try:
        asked = everything or (argv[:2] == ['check', '--staged'] and len(names) <= _MAX_NAMES and not strange)
        return asked and _is_top(environ) and _is_fine(names, environ, _on_disk(), everything=everything)
    except Exception:  # whatever it is, the full program has the words for it
        return False


def _is_top(environ: dict[str, str]) -> bool:
    """Whether the index is judged, and the current directory is the top level of its work tree."""
    if not (hasattr(os, 'posix_spawnp') and sys.stdin and sys.stdout and sys.stderr and _ELSEWHERE.isdisjoint(environ)):
        return False
    if INDEX_FILE in environ and not os.path.isfile(environ[INDEX_FILE]):
        return False  # the index of a commit that was made some time ago
    if os.path.isfile('.git'):  # a linked work tree, or a submodule
        return 'GIT_DIR' not in environ or _is_here(environ['GIT_DIR'])
    with open('.git/config', 'rb') as f:
        config = f.read().lower()
    # as git writes it, or somebody else did
    is_bare = config.count(b'bare') != config.count(b'\tbare = false\n')
    return not is_bare and 'GIT_DIR' not in environ and b'worktree' not in config and b'include' not in config


def _is_here(git_dir: str) -> bool:
    """Whether that is the repository of the current directory, where `.git` is a file."""
    with open('.git', 'rb') as f:
        path = f.read().removeprefix(b'gitdir: ').rstrip(b'\n')
    return os.path.samefile(git_dir, path)


def _is_fine(names: list[str], environ: dict[str, str], texts: Mapping[str, bytes], *, everything: bool) -> bool:
    """Whether there is nothing to say, if these are the configuration files; if others are staged, those count."""
    config, pairs = None, set[tuple[bytes, bytes]]()
    if texts:
        from sot_guard.fastpath import configured
        config = configured.read(texts)
        pairs = configured.pairs_in_roots(config, names, environ, everything=everything)
    index = _index(names, environ, config, [path for pair in pairs for path in pair])
    if any(index.head(name)[7:] in (b'', *EMPTY_BLOBS) for name in names):
        return False  # names that are not tracked
    staged = _configurations(index, environ)
    if staged != texts:
        return _is_fine(names, environ, staged, everything=everything)
    if pairs and not _are_same(pairs, index):
        return False
    has_copies = index.root == index.docs and are_plain(index.root)
    unchanged: set[bytes] = set()
    alone: set[bytes] = set()
    if not has_copies:
        ours, theirs = ({*bytes(side).split(b'\0')[:-1]} for side in (index.root, index.docs))
        found = differing(ours, theirs)
        if found is None or (everything and any(blob in index.root + index.docs for blob in EMPTY_BLOBS)):
            return False  # with empty files it may be that nothing is checked, which would be said
        unchanged, has_copies = found, not ours.isdisjoint(theirs)
    if config is not None:
        asked = configured.Asked(environ, index, names, has_copies=has_copies, everything=everything)
        more = configured.to_be_unchanged(config, asked)
        unchanged |= more.apart
        alone, has_copies = more.alone, has_copies or bool(config.rules)
    if everything and (unchanged or not has_copies):
        return False  # pairs that differ, or nothing that is checked
    return not (unchanged | alone) or _are_unchanged(unchanged | alone, names, environ)


def _are_same(pairs: set[tuple[bytes, bytes]], index: Index) -> bool:
    from sot_guard.fastpath.roots import are_same
    return are_same(pairs, index)


def _index(names: list[str], environ: dict[str, str], config: Configuration | None, others: list[bytes]) -> Index:
    """All that is asked for, by one listing; `others`: further paths, however they are spelled."""
    folders = config.paths(folders=True) if config else set()
    paths = config.paths(folders=False) if config else set()
    # git holds each path against each of them
    docs = ':(top,icase)docs/' if b'docs/' in folders else ':(top,glob,icase)docs/*'
    places = (f':(top,literal){os.fsdecode(path)}' for path in (*folders - {b'docs/'}, *paths))
    spellings = {f':(top,icase,literal){path.decode()}' for path in others}
    pathspecs = (':(top,glob)*', docs, *(f':(literal){name}' for name in names), *places, *spellings)
    return Index(git(environ, 'ls-files', '-s', '-z', '--', *pathspecs), folders)


def _on_disk() -> dict[str, bytes]:
    """The configuration files of the work tree, most probably what is staged: they say what to list."""
    texts = {}
    for file in _CONFIGURATION:
        try:
            descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            continue  # it is not there, or no file
        try:
            texts[file] = os.read(descriptor, _MAX_BYTES)
        except OSError:
            pass  # a folder
        finally:
            os.close(descriptor)
    return _with_ours(texts)


def _configurations(index: Index, environ: dict[str, str]) -> dict[str, bytes]:
    """The configuration files that are staged."""
    files = {file: entry for file in _CONFIGURATION if (entry := index.head(file))}
    if not all(entry.startswith(b'100') for entry in files.values()):
        raise ValueError  # it is no regular file
    return _with_ours({
        file: _text(git(environ, 'cat-file', 'blob', entry[7:].decode())) for file, entry in files.items()
    })


def _with_ours(texts: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out a pyproject.toml that is not about this program; in UTF-16 there is a NUL between two letters."""
    if b'sot-guard' not in texts.get('pyproject.toml', b'').replace(b'\0', b''):
        texts.pop('pyproject.toml', None)
    return texts


def _are_unchanged(entries: set[bytes], names: list[str], environ: dict[str, str]) -> bool:
    """Whether these entries are those of HEAD, and none of them is named: then the hook does not compare them."""
    from sot_guard.fastpath.unchanged import are_unchanged
    named = any(entry.endswith(b'\t' + os.fsencode(name)) for entry in entries for name in names)
    return not named and are_unchanged(entries, environ)


def _text(pieces: Iterator[bytes]) -> bytes:
    text = b''
    for piece in pieces:
        text += piece
        if len(text) > _MAX_BYTES:
            raise ValueError
    return text
