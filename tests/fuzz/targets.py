"""What is fuzzed, and the promise that each target holds: bytes in, an exception where it is broken."""
from __future__ import annotations

import codecs
import contextlib
import hashlib
import io
import json
import os
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise
from typing import cast
from typing import NamedTuple
from unittest import mock

from sot_guard import accept
from sot_guard import gate
from sot_guard import history
from sot_guard import past
from sot_guard.blobs import Blobs
from sot_guard.blobs import Content
from sot_guard.blobs import UnreadableBlob
from sot_guard.carry import carry
from sot_guard.compare import status_of
from sot_guard.config import Accepted
from sot_guard.config import Config
from sot_guard.config import DEFAULT
from sot_guard.config import OWN_FILE
from sot_guard.config import parse
from sot_guard.config import SHARED_FILE
from sot_guard.configured import is_fine
from sot_guard.errors import ConfigError
from sot_guard.errors import GitError
from sot_guard.escaping import toml_string
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.findings import Side
from sot_guard.findings import Status
from sot_guard.git import Git
from sot_guard.insight import Fate
from sot_guard.insight import insight
from sot_guard.insight import json_keys
from sot_guard.insight import kind_of
from sot_guard.ledger import keep_both
from sot_guard.ledger import ledger
from sot_guard.merge import merge
from sot_guard.pairs import Pair
from sot_guard.pairs import Pairing
from sot_guard.rule import _rule
from sot_guard.sections import sections
from sot_guard.snapshots import Commit
from sot_guard.snapshots import Entry
from sot_guard.snapshots import Index
from sot_guard.snapshots import Kind
from sot_guard.worktree import Found


class Target(NamedTuple):
    """What holds a promise, and the words that make an input likely to mean something."""

    holds: Callable[[bytes], None]
    words: tuple[bytes, ...]


TAGS: tuple[set[str], ...] = (
    {'markdown', 'text'}, {'rst', 'text'}, {'asciidoc', 'text'}, {'org', 'text'}, {'plain-text', 'text'},
    {'json', 'text'}, {'yaml', 'text'}, set(),
)


def _take(data: bytes, count: int) -> tuple[int, list[bytes]]:
    """A number, and so many byte strings without a NUL."""
    parts = data[1:].split(b'\0', count - 1)
    parts += [b''] * (count - len(parts))
    return data[0] if data else 0, [part.replace(b'\0', b'') for part in parts]


def _is_inert(text: str) -> bool:
    return not {unicodedata.category(c) for c in text} & {'Cc', 'Cf', 'Cs', 'Zl', 'Zp'} and not re.search(
        r'##[\w.-]*\[', text,
    )


# ---- configuration

def config(data: bytes) -> None:
    """Any bytes are a configuration, none, or errors of one inert line each; a rule reads back as it is shown."""
    number, (text,) = _take(data, 1)
    file = (OWN_FILE, SHARED_FILE)[number % 2]
    if number & 2:
        text = b'[tool.sot-guard]\n' + text
    try:
        made = parse(text, file)
    except ConfigError as e:
        _are_errors(e.lines, file)
        return
    if made is None:
        assert file == SHARED_FILE
        return
    pairing = Pairing(made)
    pairing.pairs({path for rule in made.pair for path in (rule.source, *rule.copies)} | {b'a.md', b'docs/a.md'})
    shown = '\n'.join(_rule(made, 'the index'))
    assert all(map(_is_inert, shown.split('\n')))
    again = parse(shown.encode(), OWN_FILE)
    assert again is not None and again.rule == made.rule


def _are_errors(lines: Sequence[str], file: str) -> None:
    assert all(line.startswith((f'{file}: ', 'and ')) and _is_inert(line) and len(line) < 2000 for line in lines)
    assert len(lines) <= 21


def appended(data: bytes) -> None:
    """What `accept` writes is the old file and one entry, to a reader that is not ours; or it is refused."""
    number, (text, path, reason) = _take(data, 3)
    file = (OWN_FILE, SHARED_FILE)[number % 2]
    reason = b' '.join(reason.split()) or b'x'
    entry = Accepted(path or b'x', '1' * 40, '2' * 40, reason.decode('utf-8', 'surrogateescape'))
    try:
        made = parse(text, file) if text else DEFAULT
        if made is None:
            return
        found = Found(Kind.FILE if text else Kind.ABSENT, text)
        step = accept._change(found, file, made, entry)
    except ConfigError:
        return
    old, new = (tomllib.loads(data.decode()) for data in (step.before.data, step.after.data))
    tables = new
    if file == SHARED_FILE:
        old, tables = (tree.get('tool', {}).get('sot-guard', {}) for tree in (old, new))
    expected = {
        'path': entry.path.decode(), 'source-id': entry.source_id, 'copy-id': entry.copy_id, 'reason': entry.reason,
    }
    assert expected in tables['accept']
    others = [one for one in old.get('accept', []) if one['path'].removesuffix('/') != expected['path']]
    assert [one for one in tables['accept'] if one['path'].removesuffix('/') != expected['path']] == others
    assert {key: value for key, value in tables.items() if key != 'accept'} == {
        key: value for key, value in old.items() if key != 'accept'
    }


def escaping(data: bytes) -> None:
    """Nothing acts in what is shown, and a string of TOML is the text again."""
    number, (raw,) = _take(data, 1)
    assert _is_inert(visible(raw))
    line = visible_line(raw, number)
    assert _is_inert(line.replace('\t', ' ')) and len(line) <= number + len(f' [cut: the line has {len(raw):,} bytes]')
    text = raw.decode('utf-8', 'surrogateescape')
    written = toml_string(text)
    assert _is_inert(written)
    expected = raw.decode('utf-8', 'replace').replace('\ufffd', '?')
    assert re.sub(r'\?+', '?', tomllib.loads(f'x = {written}')['x']) == re.sub(r'\?+', '?', expected)


# ---- what git prints

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
        """What the gate's own pathspecs would leave."""
        return _Listing(tuple(e for e in self.entries if e[3].count(b'/') == e[3].startswith(b'docs/')))

    def by_path(self) -> dict[bytes, tuple[str, str] | None]:
        """Mode and id of each path, None for an unmerged one."""
        return {path: None if stage else (mode, oid) for mode, oid, stage, path in self.entries}


def listings(data: bytes) -> None:
    """What our readers of listings find is what was listed, whatever the names are."""
    listing = _Listing.of(data)
    expected = {path: entry for path, entry in listing.by_path().items() if entry is not None}
    tree = (b'%s blob %s\t%s' % (m.encode(), o.encode(), p) for m, o, s, p in listing.entries if not s)
    found = Commit._parse(tree, lambda path: True)
    assert {path: (entry.mode, entry.oid) for path, entry in found.items()} == expected
    records = []
    for path, entry in listing.by_path().items():
        mode, oid = entry or ('000000', '0' * 40)
        header = f':000000 {mode} {"0" * 40} {oid} {"A" if entry else "U"}'
        records += [header.encode(), path]
    found = Index._parse(iter(records), lambda path: True)
    assert {p: (e.mode, e.oid) for p, e in found.items() if e.kind is not Kind.UNMERGED} == expected
    assert {p for p, e in found.items() if e.kind is Kind.UNMERGED} == listing.by_path().keys() - expected.keys()
    for path in listing.by_path():
        name = os.fsdecode(path)
        head = gate._entry(listing.staged(), name).decode()
        if head and b'\t' not in path:
            assert expected[path] == tuple(head.split(' '))


def _are_one_file(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0].startswith('100') and other[0].startswith('100') and one[1] == other[1]


def quick_way_out(data: bytes) -> None:
    """Where the gate says "fine", every X and docs/X are one merged regular file, and every name is tracked."""
    number, (text, names, *rest) = _take(data, 3)
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

    with mock.patch.object(gate, 'git', git):
        everything = bool(number & 1)
        answer = gate._is_fine([] if everything else given, {}, everything=everything)
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
        assert made is None or not (made.canonical or made.accept or made.roots)


def configuration_of_the_gate(data: bytes) -> None:
    """Where a configuration says "fine", each copy that it names is listed with the id of its source."""
    number, (text, *rest) = _take(data, 2)
    listing = _Listing.of(b'\n'.join(rest))
    texts = {(OWN_FILE, SHARED_FILE)[number % 2]: text}
    if is_fine(texts, lambda paths: listing.staged(), bool(number & 2)):
        made = parse(text, *texts) or DEFAULT
        entries = listing.by_path()
        for rule in made.pair:
            for copy in rule.copies:
                source, entry = entries[rule.source], entries[copy]
                assert source is not None and entry is not None and source[1] == entry[1]
                assert source[0].startswith('100') and entry[0].startswith('100')
        assert not (made.accept or made.canonical or (made.duplicates == 'forbid' and number & 2))


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
    number, (content, tail) = _take(data, 2)
    content = content * (1 + (number & 7) * 4000) if number & 8 else content.replace(b'\1', b'\0')
    said = b'%s blob %d\n%s\n' % (b'1' * 40, len(content), content)
    cut = int.from_bytes(tail[:4], 'big') % (len(said) + 1) if number & 16 else len(said)
    blobs = Blobs(cast(Git, _Said(said[:cut] + tail if cut == len(said) else said[:cut])))
    try:
        found = blobs.content('1' * 40, as_text=True)
    except UnreadableBlob:
        assert cut < len(said)
        return
    text = content.removeprefix(codecs.BOM_UTF8).replace(b'\r\n', b'\n').removesuffix(b'\n')
    sums = [hashlib.sha256(raw).hexdigest() for raw in (content, text)]
    assert found == Content(sums[0], len(content), content[:8192], sums[1])


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
    found = [(*change, raw) for change, raw in history._commits(iter(records))]
    assert found == expected
    for change, _ in history._commits(iter(records)):
        assert _is_inert(history._commit(change).replace('\t', ' '))


class _Nothing:
    @staticmethod
    def answer(*_: str) -> None:
        return None


def files_of_git(data: bytes) -> None:
    """Of MERGE_HEAD and SQUASH_MSG whole ids are taken, and nothing that git could read otherwise."""
    with mock.patch.object(past, '_git_file', return_value=data):
        git = cast(Git, _Nothing())
        with contextlib.suppress(GitError):
            assert all(re.fullmatch('[0-9a-f]{40}|[0-9a-f]{64}', oid) for oid in past._parents_to_be(git, {}))
        assert all(re.fullmatch('[0-9a-f]{40}|[0-9a-f]{64}', oid) for oid in past._squashed(git))


# ---- two texts

def _lines(content: bytes) -> list[bytes]:
    return [line for line in content.split(b'\n') if line.strip()]


def _bare(content: bytes) -> list[bytes]:
    return [line.strip() for line in content.split(b'\n') if line.strip()]


def parts(data: bytes) -> None:
    """A text is the sum of its sections, each where it says."""
    number, (content,) = _take(data, 1)
    for tags in TAGS[number % len(TAGS):][:1]:
        blocks = sections(tags)(content)
        lines = content.split(b'\n')
        assert all(tuple(lines[block.first:block.first + len(block.lines)]) == block.lines for block in blocks)
        assert [line for block in blocks for line in block.lines if line.strip()] == _lines(content)
        assert all(one.first + len(one.lines) <= two.first for one, two in pairwise(blocks))


def differences(data: bytes) -> None:
    """What is said of two texts holds: "safe" and "scattered" mean it, every count is within its bounds."""
    number, (root, docs) = _take(data, 2)
    tags = TAGS[number % len(TAGS)]
    if root == docs:
        return
    told = insight(root, docs, tags)
    keys = json_keys(root), json_keys(docs)
    is_data = 'json' in tags and None not in keys
    if told.fate is Fate.SAFE and not is_data:
        rest = iter(docs.split(b'\n'))
        assert all(line in rest for line in _lines(root))
    if told.fate is Fate.SCATTERED:
        assert set(_bare(root)) <= set(_bare(docs))
    for side, text, other in ((told.root, root, docs), (told.docs, docs, root)):
        known = set(_bare(other))
        assert side.lines == sum(line not in known for line in _bare(text))
        assert side.lines <= side.all_lines == len(_bare(text))
        assert len(side.parts) <= side.total
        assert all(is_data or 0 < part.first <= part.last <= len(text.split(b'\n')) for part in side.parts)
    if is_data:
        data_of = [_read(text) for text in (root, docs)]
        assert (keys[0] == keys[1]) == (data_of[0] == data_of[1])
        if told.harmless and 'JSON' in told.kind:
            assert data_of[0] == data_of[1]
    elif kind_of(root, docs)[1]:
        assert _bare(root.removeprefix(codecs.BOM_UTF8)) == _bare(docs.removeprefix(codecs.BOM_UTF8)) or set(
            root + docs) & set(b' \t\r')


def _read(text: bytes) -> object:
    return json.loads(text.decode('utf-8-sig'), parse_int=_spelled, parse_float=_spelled, parse_constant=_spelled)


def _spelled(number: str) -> tuple[str]:
    return (number,)


def carrying(data: bytes) -> None:
    """Every line of both texts stands in the result, the docs side first and as it was; a second time adds nothing."""
    number, (root, docs) = _take(data, 2)
    tags = TAGS[number % len(TAGS)]
    done = carry(root, docs, b'X.md', '0' * 64, tags)
    if done is None:
        return
    assert done.content.startswith(docs.rstrip(b'\r\n'))
    have = {line.rstrip(b'\r') for line in done.content.split(b'\n')}
    assert {line.rstrip(b'\r') for line in _lines(root.removeprefix(codecs.BOM_UTF8))} <= have | {
        line.removeprefix(codecs.BOM_UTF8) for line in have}
    if b'\r' not in root.replace(b'\r\n', b''):
        again = carry(root, done.content, b'X.md', '0' * 64, tags)
        assert again in (None, done._replace(titles=(), other_forms=()))


def entries(data: bytes) -> None:
    """What is kept of two runs of new lines is every line of both, and none that neither has so often."""
    number, (top, first, second, bottom) = _take(data, 4)
    tags = TAGS[number % len(TAGS)]
    sides = [ledger(top + b'\n' + run + b'\n' + bottom, tags) for run in (first, second)]
    if sides[0] is None or sides[1] is None:
        return
    runs = first.split(b'\n'), second.split(b'\n')
    kept = keep_both(sides[0], runs[0], sides[1], runs[1])
    if kept is None:
        return
    have = Counter(line for line in kept if line.strip())
    mine, theirs = (Counter(line for line in run if line.strip()) for run in runs)
    assert mine.keys() | theirs.keys() == have.keys()
    assert not have - (mine + theirs)


_GIT = Git({'PATH': os.environ.get('PATH', os.defpath)})


def merging(data: bytes) -> None:
    """No line that either side has added since the base is lost, whatever conflicts."""
    number, (docs, base, root) = _take(data, 3)
    done = merge(_GIT, docs, base, root, ('docs/X', 'base', 'X'), TAGS[number % len(TAGS)])
    have = set(map(_without_ends, done.content.split(b'\n')))
    old = set(map(_without_ends, base.split(b'\n')))
    for text in (docs, root):
        assert {line for line in map(_without_ends, text.split(b'\n')) if line} - old <= have
    if docs == base:
        assert done.content == root and done.is_clean
    if root == base:
        assert done.content == docs and done.is_clean


def _without_ends(line: bytes) -> bytes:
    return line.rstrip(b'\r').removeprefix(codecs.BOM_UTF8)


def pointers(data: bytes) -> None:
    """A pointer has at most five lines, and the name of its counterpart in it."""
    number, (root, docs) = _take(data, 2)
    pair = (Pair(b'X.md', b'docs/X.md'), Pair(b'a b/X.md', b'd\xc3\xa9/Y.md'))[number % 2]
    texts = [text[:8192] for text in (root, docs)]
    sides = [
        Side(path, Entry(Kind.FILE, '100644', oid), content=Content('', len(text), text))
        for path, oid, text in zip(pair.sides, '12', texts, strict=True)
    ]
    if status_of(pair, sides[0], sides[1], Config()) is Status.POINTER:
        assert any(
            len([line for line in text.splitlines() if line.strip()]) <= 5
            and re.search(rb'(?i)[XY](\.|%2e)(m|%6d)(d|%64)', re.sub(rb'(?i)%(58|59)', b'X', text))
            for text in texts
        )


# ---- the table

_TOML = (
    b'docs-dir = ', b'roots = [', b'include = [', b'exclude = [', b'canonical = [', b'duplicates = ', b'"forbid"',
    b'compare = ', b'"text"', b'[[pair]]\n', b'source = ', b'copies = [', b'[[accept]]\n', b'path = ', b'reason = ',
    b'source-id = "' + b'1' * 40 + b'"\n', b'copy-id = "' + b'2' * 40 + b'"\n', b'[tool.sot-guard]\n', b'"a"', b"'a'",
    b'"docs/a"', b'"""', b"'''", b'\\u0000', b'\\ud800', b'[[tool.sot-guard.accept]]\n', b'accept = [', b'..', b'\r\n',
    b'x.y.z = ', b'1979-05-27', b'inf', b'0x1', b'{a = ', b'"*"', b'"[!a]"', b'"**"', b'##[', b'\xe2\x80\xae', b'#',
)
_MARKUP = (
    b'# a\n', b'## BUILD-1\n', b'## BUILD-2 x\n', b'\n\n', b'- i\n', b'* i\n', b'1. i\n', b'| a | b |\n', b'|---|\n',
    b'```\n', b'~~~\n', b'---\n', b'+++\n', b'===\n', b'<!--\n', b'-->\n', b'<div>\n', b'    x\n', b'> q\n', b'\r\n',
    b'\xef\xbb\xbf', b'\0', b'== a\n', b'* a\n', b'.. include:: ', b'Title\n=====\n', b'2024-01-02', b'v1.2.3',
    b'{"a": 1}', b'[1, 2]', b'1e400', b'NaN', b'\xff', b'<<<<<<< ', b'>>>>>>> ', b'=======\n', b'|||||||\n',
    b'version https://git-lfs.github.com/spec/v1\n',
)
_NAMES = (
    b'\nA', b'A.md', b'docs/A.md', b'docs/', b'a.md', b'\n', b'.sot-guard.toml', b'pyproject.toml', b'\t', b' 0\t',
    b'0000 ', b'100644 ', b'\xff', b'\xc3\xa9', b'/', b'sot-guard', b'[tool.sot-guard]\n',
)
_LINKS = (
    b'[a](docs/X.md)', b'<docs/X.md>', b'docs/X.md', b'../X.md', b'[a]: docs/X.md\n', b'.. include:: docs/X.md\n',
    b'%58.md', b'#part', b'?q', b'# h\n', b'- i\n', b'```\n', b'---\n', b'<!-- ', b' -->', b'\0', b'|', b'====\n',
    b'd\xc3\xa9/Y.md', b'd%C3%A9/Y.md', b'`', b'_', b'//', b'/./',
)

TARGETS: dict[str, Target] = {
    'config': Target(config, _TOML),
    'appended': Target(appended, (*_TOML, b'\0')),
    'escaping': Target(escaping, (b'##[', b'##vso[', b'\xe2\x80\xae', b'\xc2\x9b', b'\xed\xa0\x80', b'\\', b'"')),
    'listings': Target(listings, _NAMES),
    'quick_way_out': Target(quick_way_out, (*_NAMES, b'\0')),
    'configuration_of_the_gate': Target(configuration_of_the_gate, (*_TOML, *_NAMES, b'\0')),
    'objects': Target(objects, (b'\r\n', b'\r', b'\n', b'\xef\xbb\xbf', b'\xef\xbb', b'\0')),
    'log': Target(log, (b'\0', b'\1', b'\2', b':100644 ', b'\n', b'\xff', b'##[', b'\x1b')),
    'files_of_git': Target(files_of_git, (b'commit ', b'1' * 40, b'a' * 64, b'\n', b'\r', b'--all', b' ')),
    'parts': Target(parts, _MARKUP),
    'differences': Target(differences, _MARKUP),
    'carrying': Target(carrying, _MARKUP),
    'entries': Target(entries, _MARKUP),
    'pointers': Target(pointers, _LINKS),
    'merging': Target(merging, _MARKUP),
}
