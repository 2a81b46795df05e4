"""What git prints and leaves in files: listings, objects, logs."""
from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast
from typing import NamedTuple
from unittest import mock

from sot_guard.config.model import DEFAULT
from sot_guard.config.model import is_glob
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.parse import parse
from sot_guard.errors import GitError
from sot_guard.fastpath import entry as fast_entry
from sot_guard.fastpath import listing as fast_listing
from sot_guard.fastpath.configured import Asked
from sot_guard.fastpath.configured import read
from sot_guard.fastpath.configured import to_be_unchanged
from sot_guard.fastpath.rules import Unclear
from sot_guard.git import log as history
from sot_guard.git.blobs import Blobs
from sot_guard.git.blobs import Content
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.process import Git
from sot_guard.git.process import Repository
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import Kind
from sot_guard.pairing.baseline import Judged
from sot_guard.pairing.baseline import read_baseline
from tools.fuzz.inputs import is_inert
from tools.fuzz.inputs import take


def _records(records: Iterator[bytes]) -> Git:
    """A git that prints these records, whatever it is asked."""
    return cast(Git, SimpleNamespace(records=lambda *_: records))


_OBJECTS = SimpleNamespace(empty_tree='0' * 40, empty_blob='0' * 40)
_REPOSITORY = cast(Repository, SimpleNamespace(up='', objects=_OBJECTS))


class _Listing(NamedTuple):
    """Entries as a fuzzer makes them, at most one for each path and stage, in git's order."""

    entries: tuple[tuple[str, str, int, bytes], ...]

    @classmethod
    def of(cls, data: bytes) -> _Listing:
        entries = {}
        for line in data.split(b'\n'):
            path = line[1:].replace(b'\0', b'').strip(b'/')
            if path:
                mode = ('100644', '100644', '100755', '120000', '160000')[line[0] % 5]
                stage = (line[0] >> 6) if line[0] & 32 else 0
                entries[path, stage] = mode, f'{line[0] >> 3 & 3}' * 40
        merged = {path for path, stage in entries if stage}
        kept = {key: entry for key, entry in entries.items() if key[1] or key[0] not in merged}
        return cls(tuple((mode, oid, stage, path) for (path, stage), (mode, oid) in sorted(kept.items())))

    def staged(self) -> bytes:
        """As `git ls-files -s -z` prints it."""
        return b''.join(b'%s %s %d\t%s\0' % (m.encode(), o.encode(), s, p) for m, o, s, p in self.entries)

    def near_the_top(self) -> _Listing:
        """What the fast path's own pathspecs would leave."""
        return _Listing(tuple(e for e in self.entries if e[3].count(b'/') == e[3].startswith(b'docs/')))

    def by_path(self) -> dict[bytes, tuple[str, str] | None]:
        """Mode and id of each path, None for an unmerged one."""
        return {path: None if stage else (mode, oid) for mode, oid, stage, path in self.entries}


def listings(data: bytes) -> None:
    """What our readers of listings find is what was listed, whatever the names are."""
    listing = _Listing.of(data)
    expected = {path: entry for path, entry in listing.by_path().items() if entry is not None}
    tree = (b'%s blob %s\t%s' % (m.encode(), o.encode(), p) for m, o, s, p in listing.entries if not s)
    found = Commit(_records(tree), '1' * 40).entries(lambda path: True)
    assert {path: (entry.mode, entry.oid) for path, entry in found.items()} == expected
    records = []
    for path, entry in listing.by_path().items():
        mode, oid = entry or ('000000', '0' * 40)
        header = f':000000 {mode} {"0" * 40} {oid} {"A" if entry else "U"}'
        records += [header.encode(), path]
    found = Index(_records(iter(records)), _REPOSITORY).entries(lambda path: True)
    assert {p: (e.mode, e.oid) for p, e in found.items() if e.kind is not Kind.UNMERGED} == expected
    assert {p for p, e in found.items() if e.kind is Kind.UNMERGED} == listing.by_path().keys() - expected.keys()
    if not any(b'\t' in path for path in listing.by_path()):  # the fast path hands those over
        for path in listing.by_path():
            head = fast_listing.head_of(bytearray(listing.staged()), os.fsdecode(path)).decode()
            assert not head or expected[path] == tuple(head.split(' '))


def _are_one_file(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0].startswith('100') and other[0].startswith('100') and one[1] == other[1]


def fast_path(data: bytes) -> None:
    """Where the fast path says "fine", every X and docs/X are one merged regular file, and every name is tracked."""
    number, (text, names, *rest) = take(data, 3)
    listing = _Listing.of(b'\n'.join(rest)).near_the_top()
    listed, size = listing.staged(), 1 + number
    given = [os.fsdecode(name) for name in names.split(b'\n') if name and b'\t' not in name]
    given = [name for name in given if name[:1] not in '-./:']
    texts = {}

    def git(environ: Mapping[str, str], *args: str) -> Iterator[bytes]:
        if args[0] == 'cat-file':
            texts['asked'] = True
            yield text
        else:
            yield from (listed[start:start + size] for start in range(0, len(listed), size))

    everything = bool(number & 1)
    argv = ['check', '--all'] if everything else ['check', '--staged', *given]
    # at a top level, and before the first commit: nothing is as it was
    with (
        mock.patch.object(fast_entry, 'git', git), mock.patch('os.path.isfile', return_value=True),
        mock.patch('sot_guard.fastpath.unchanged.are_unchanged', return_value=False),
    ):
        answer = fast_entry.is_certainly_fine(argv, {})
    entries = listing.by_path()
    if not answer:
        return
    assert all(entries.values())
    for path, entry in entries.items():
        other = entries.get(b'docs/' + path)
        assert other is None or entry is None or _are_one_file(entry, other)
    assert everything or all(os.fsencode(name) in entries for name in given)
    configured = {OWN_FILE.encode(), SHARED_FILE.encode()} & entries.keys()
    if len(configured) == 1:
        made = parse(text, configured.pop().decode())
        assert made is None or not (made.canonical or made.roots)
        for accepted in made.accept if made is not None else ():
            assert entries[accepted.path] is not None and accepted.source_id == accepted.copy_id


def configuration_of_the_fast_path(data: bytes) -> None:
    """Where a configuration says "fine", each copy that it names has the id of its source, or has to be unchanged."""
    number, (text, *rest) = take(data, 2)
    listing = _Listing.of(b'\n'.join(rest))
    texts = {(OWN_FILE, SHARED_FILE)[number % 2]: text}
    entries = listing.by_path()
    heads = {path: b'' if entry is None else ' '.join(entry).encode() for path, entry in entries.items()}

    def git(_: object, command: str, *args: str) -> Iterator[bytes]:
        return iter([listing.staged()] if command == 'ls-files' else ())

    with contextlib.suppress(Unclear, ValueError), mock.patch('sot_guard.fastpath.configured.git', git):
        config = read(texts)
        if config is None:
            return
        index = fast_listing.Index(iter([listing.staged()]), config.paths(folders=True))
        asked = Asked({}, index, (), has_copies=bool(number & 2), everything=bool(number & 4))
        demands = to_be_unchanged(config, asked)
        unchanged = demands.apart
        made = parse(text, *texts) or DEFAULT
        for rule in made.pair:
            for copy in () if rule.is_folder else rule.copies:
                if is_glob(copy):
                    continue
                source, entry = entries[rule.source], entries[copy]
                assert source is not None and entry is not None
                assert source[1] == entry[1] or b'%s 0\t%s' % (heads[copy], copy) in unchanged
                assert source[0].startswith('100') and entry[0].startswith('100')
        assert not (made.canonical or (made.duplicates == 'forbid' and number & 2))


class _Process:
    """A `git cat-file --batch` that ends when it has said so much."""

    def __init__(self, said: bytes) -> None:
        self.stdin, self.stdout = io.BytesIO(), io.BytesIO(said)

    def kill(self) -> None:
        pass

    def communicate(self) -> None:
        pass


class _Said(NamedTuple):
    said: bytes

    def start(self, *_: str, **__: int) -> _Process:
        return _Process(self.said)


def objects(data: bytes) -> None:
    """A content is read whole, with the sums of the whole, or it is unreadable."""
    number, (content, tail) = take(data, 2)
    content = content * (1 + (number & 7) * 4000) if number & 8 else content.replace(b'\1', b'\0')
    said = b'%s blob %d\n%s\n' % (b'1' * 40, len(content), content)
    cut = int.from_bytes(tail[:4], 'big') % (len(said) + 1) if number & 16 else len(said)
    blobs = Blobs(cast(Git, _Said(said[:cut] + tail if cut == len(said) else said[:cut])))
    try:
        found = blobs.content('1' * 40)
    except UnreadableBlob:
        assert cut < len(said)
        return
    assert found == Content(hashlib.sha256(content).hexdigest(), len(content), content[:8192])


def log(data: bytes) -> None:
    """The commits of a log are those that were in it, whatever their authors and subjects are."""
    records: list[bytes] = []
    expected = []
    for number, line in enumerate(data.split(b'\0')):
        author, _, rest = line.partition(b'\1')
        subject, _, path = rest.partition(b'\2')
        oid = f'{number:040}'
        time = ('', '0', '1700000000', '9' * 30)[len(line) % 4]
        records += [f'{oid} {time}'.encode(), author, subject]
        raw: dict[bytes, tuple[str, str]] = {}
        for name in path.split(b'\2') if path else ():
            modes = (('100644', '100755'), ('000000', '100644'), ('120000', '100644'))[len(name) % 3]
            start = b'\n:' if not raw else b':'
            records += [start + f'{" ".join(modes)} {"1" * 40} {"2" * 40} M'.encode(), name]
            raw[name] = '1' * 40 if modes[0].startswith('100') else '', '2' * 40
        expected.append((oid, int(time) if time and len(time) < 12 else None, author, subject, raw))
    paths = {path for *_, raw in expected for path in raw}
    found = [(*change, raw) for change, raw in history.read_commits(iter(records), paths)]
    assert found == expected
    for change, _ in history.read_commits(iter(records), ()):
        assert is_inert(history.describe_commit(change).replace('\t', ' '))


class _Unborn:
    """A git without a commit."""

    @staticmethod
    def path(_: str) -> str:
        return '/nonexistent/branch'

    @staticmethod
    def finished(*_: str) -> tuple[int, bytes, bytes]:
        return 0, b'refs/heads/main\n', b''

    @staticmethod
    def object_id(*_: str) -> None:
        return None


def files_of_git(data: bytes) -> None:
    """Of MERGE_HEAD and SQUASH_MSG whole ids are taken, and nothing that git could read otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ('MERGE_HEAD', 'SQUASH_MSG'):
            Path(folder, name).write_bytes(data)
        place = cast(Repository, SimpleNamespace(objects=_OBJECTS, up='', git_dir=os.fsencode(folder), head=None))
        git = cast(Git, _Unborn())
        with contextlib.suppress(GitError):
            found = read_baseline(git, place, Judged(Index(git, place), {}, None), (), Blobs(git))
            trees = (*found.trees, *found.merged)
            assert all(re.fullmatch('[0-9a-f]{40}|[0-9a-f]{64}', tree.commit.oid) for tree in trees)
