"""The quick way out: whether there is certainly nothing to say, by one listing of the index, on os and sys alone.

Contract: the answer is True only where the full program would print nothing and exit with 0. It may err in the other
direction alone, and what it does not know it hands over, unchanged. It knows no names that are guarded and judges no
difference: every `X` at the top level and `docs/X` have to be one regular file, whatever they are called.
"""
from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # signal itself would load enum
import os
import sys

from sot_guard.spawn import EMPTY_BLOBS
from sot_guard.spawn import git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# another commit is judged, another work tree is meant, or somebody asks for the full program
_ELSEWHERE = {'PRE_COMMIT_TO_REF', 'PRE_COMMIT_FROM_REF', 'PRE_COMMIT_LOCAL_BRANCH', 'GIT_WORK_TREE', 'SOT_GUARD_FULL'}
_MOST_NAMES = 40  # each is asked of git; with more of them that costs more than the full program
_MOST_BYTES = 1 << 18  # of a path or a configuration
_CONFIGURATION = ('.sot-guard.toml', 'pyproject.toml')


def main() -> int:
    """Run one command; by the quick way out where it is open."""
    _signal.signal(_signal.SIGTERM, _end)
    try:
        if is_certainly_fine(sys.argv[1:], dict(os.environ)):
            os._exit(0)  # nothing was printed, and to take the interpreter down would cost more than the answer
        from sot_guard import cli
        return cli.main()
    except KeyboardInterrupt:
        return 130


def _end(number: int, _: object) -> None:
    """End by a signal as by an error: no git goes on, no temporary file is left."""
    raise SystemExit(128 + number)


def is_certainly_fine(argv: list[str], environ: dict[str, str]) -> bool:
    """Whether `sot-guard ARGV` in the current directory has nothing to say."""
    names, everything = argv[2:], argv == ['check', '--all']
    strange = any(name[:1] in ('', '-', '.', '/', ':') or '\t' in name for name in names)
    try:
        asked = everything or (argv[:2] == ['check', '--staged'] and len(names) <= _MOST_NAMES and not strange)
        return asked and _is_top(environ) and _is_fine(names, environ, everything=everything)
    except Exception:  # whatever it is, the full program has the words for it
        return False


def _is_top(environ: dict[str, str]) -> bool:
    """Whether the index is judged, and the current directory is the top level of its work tree."""
    if not (hasattr(os, 'posix_spawnp') and sys.stdin and sys.stdout and sys.stderr and _ELSEWHERE.isdisjoint(environ)):
        return False
    if os.path.isfile('.git'):
        return True  # a linked work tree, or a submodule
    with open('.git/config', 'rb') as f:
        config = f.read().lower()
    return 'GIT_DIR' not in environ and b'worktree' not in config and b'include' not in config


def _is_fine(names: list[str], environ: dict[str, str], *, everything: bool) -> bool:
    left: set[bytes] = set()  # entries of X and docs/X alike: equal copies are one
    special: list[bytes] = []  # links and submodules: equal ones need not lead to the same place
    found = dict.fromkeys((*names, *_CONFIGURATION), b'')
    count, rest = 0, b''
    pathspecs = (':(top,glob)*', ':(top,glob)docs/*', *(f':(literal){name}' for name in names))
    for piece in git(environ, 'ls-files', '-s', '-z', '--', *pathspecs):
        piece = rest + piece
        if b'\t../' in piece or b'\0\0' in piece or len(piece) > _MOST_BYTES:
            return False  # the top level is not here, or this is no listing
        if names or b'.toml\0' in piece:
            found = {name: entry or _entry(piece, name) for name, entry in found.items()}
        rest = piece[piece.rfind(b'\0') + 1:]
        lines = piece.replace(b' 0\tdocs/', b' 0\t').split(b'\0')
        lines.pop()
        if b'0000 ' in piece:
            special += [line for line in lines if not line.startswith(b'100')]
            lines = [line for line in lines if line.startswith(b'100')]
        left.update(lines)
        count += len(lines)
        if everything and (EMPTY_BLOBS[0] in piece or EMPTY_BLOBS[1] in piece):
            return False  # it may be that nothing is guarded, which would be said
    alone = [line.partition(b'\t') for line in (*left, *special)]
    paths = {path.lower() for _, _, path in alone}
    merged = all(head.endswith(b' 0') for head, _, _ in alone)
    if rest or len(paths) < len(alone) or not merged or not b''.join(paths).isascii():
        return False  # half a listing, a pair that differs, a merge conflict, names that are one to some systems
    if any(found[name][7:] in (b'', *EMPTY_BLOBS) for name in names) or (everything and count == len(left)):
        return False  # names that are not tracked, or nothing that is guarded
    files = {file: found[file] for file in _CONFIGURATION if found[file]}
    if not all(entry.startswith(b'100') for entry in files.values()):
        return False  # a configuration that is no regular file
    texts = {file: _text(git(environ, 'cat-file', 'blob', entry[7:].decode())) for file, entry in files.items()}
    if '.sot-guard.toml' not in texts and b'sot-guard' not in texts.get('pyproject.toml', b''):
        return True
    from sot_guard.configured import is_fine
    return is_fine(texts, lambda paths: b''.join(git(environ, 'ls-files', '-s', '-z', '--', *paths)), count > len(left))


def _text(pieces: Iterator[bytes]) -> bytes:
    text = b''
    for piece in pieces:
        text += piece
        if len(text) > _MOST_BYTES:
            raise ValueError
    return text


def _entry(listing: bytes, name: str) -> bytes:
    """Mode and id of a path in a listing, b'' if it is not there."""
    at = listing.find(b' 0\t%s\0' % os.fsencode(name))
    head = listing[listing.rfind(b'\0', 0, at) + 1:max(at, 0)]
    return b'' if b'\t' in head else head  # the end of another name, which is handed over
