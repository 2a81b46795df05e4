"""A second reading of the contract, from the trees that git would write: which pairs fail, and with which status.

It is plain and slow, and shares no line with sot_guard: what the program says is held against it.
"""
from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any
from typing import NamedTuple

# what these names are to the default rule; no other ones are used
PROSE = {'GUIDE.md', 'guide.md', 'notes.txt', 'LICENSE', 'PROJECT_INDEX.json', 'wörk done.rst'}
NOT_PROSE = {'README.md', 'config.json', 'Makefile', 'requirements.txt'}

EXIT = {
    'identical': 0, 'same_text': 0, 'linked': 0, 'pointer': 0, 'accepted': 0,
    'divergent': 1, 'docs_missing': 1, 'copy_missing': 1, 'duplicate': 1, 'link_elsewhere': 1,
    'unmerged': 2, 'submodule': 2,
}


class Entry(NamedTuple):
    mode: str
    oid: str

    @property
    def is_file(self) -> bool:
        return self.mode.startswith('100')


Tree = Mapping[str, Entry]


class State(NamedTuple):
    """What a commit made now would hold, the paths that are unmerged, the trees it follows on (HEAD's first)."""

    now: Tree
    unmerged: frozenset[str]
    before: Sequence[Tree]
    read: Callable[[str], bytes]


class Pair(NamedTuple):
    copy: str
    source: str
    as_text: bool
    configured: bool


class Unknown(Exception):
    """The configuration cannot be followed."""


def configuration(state: State) -> dict[str, Any]:
    """What is written in the tree itself, and in which file."""
    if state.unmerged & {'.sot-guard.toml', 'pyproject.toml'}:
        raise Unknown
    found = []
    for file, keys in (('.sot-guard.toml', ()), ('pyproject.toml', ('tool', 'sot-guard'))):
        if file in state.now:
            try:
                table: Any = tomllib.loads(state.read(state.now[file].oid).decode())
            except ValueError as e:
                raise Unknown from e
            for key in keys:
                table = None if table is None else table.get(key)
            if table is not None:
                found.append({**table, 'file': file})
    if len(found) > 1:
        raise Unknown
    return found[0] if found else {}


def pairs(state: State, rule: Mapping[str, Any]) -> list[Pair]:
    """The same name at the root and in docs/, what a [[pair]] names, and canonical names without a source."""
    tracked = state.now.keys() | state.unmerged
    sources = {copy: table for table in rule.get('pair', []) for copy in table['copies']}
    found = []
    for copy in tracked:
        table = sources.get(copy, {})
        if not table and '/' in copy:
            continue
        source = table.get('source', f'docs/{copy}')
        as_text = table.get('compare', rule.get('compare')) == 'text'
        if source in tracked or (not table and copy in rule.get('canonical', [])):
            found.append(Pair(copy, source, as_text, bool(table)))
    return found


def is_listed(name: str, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def leads_to(tree: Tree, path: str, read: Callable[[str], bytes]) -> str | None:
    """The regular file that a path means, followed as a kernel would in a checkout of this tree."""
    folders = {other[:at] for other in tree for at, sign in enumerate(other) if sign == '/'}
    here: list[str] = []
    ahead = path.split('/')
    links = 0
    while ahead:
        part = ahead.pop(0)
        if part in ('', '.'):
            continue
        if part == '..':
            if not here:
                return None
            here.pop()
            continue
        here.append(part)
        entry = tree.get('/'.join(here))
        if entry is not None and entry.mode == '120000':
            links += 1
            text = read(entry.oid).decode()
            if links > 40 or not text or text.startswith('/'):
                return None
            here.pop()
            ahead = text.split('/') + ahead
        elif entry is not None:
            return '/'.join(here) if entry.is_file and not ahead else None
        elif '/'.join(here) not in folders:
            return None
    return None


def as_text(content: bytes) -> bytes:
    text = content.removeprefix(b'\xef\xbb\xbf').replace(b'\r\n', b'\n').removesuffix(b'\n')
    # two blanks break a line of Markdown, which the names that are used here may be
    return re.sub(rb'(?m)[ \t]+$', lambda match: b'  ' if match[0].endswith(b'  ') else b'', text)


def points_to(content: bytes, path: str, counterpart: str, other: bytes) -> bool:
    """At most five lines, one heading, no list, nothing linked but the counterpart, and no line that it has too."""
    lines = [line for line in content.decode('utf-8', 'replace').splitlines() if line.strip()]
    headings = [line for line in lines if line.startswith('#') or (len(line) > 2 and not line.strip(line[0]))]
    if len(lines) > 5 or len(headings) > 1 or any(line.startswith(('- ', '* ', '|', '```')) for line in lines):
        return False
    known = {line.strip() for line in other.decode('utf-8', 'replace').splitlines()}
    if any(line.strip() in known for line in lines if line not in headings):
        return False
    links = re.findall(r'\]\(<([^>]*)>\)', ''.join(lines))
    return bool(links) and all(_means(link, path, counterpart) for link in links)


def _means(link: str, path: str, counterpart: str) -> bool:
    parts = path.split('/')[:-1]
    for part in link.split('/'):
        parts = parts[:-1] if part == '..' else [*parts, part]
    return '/'.join(parts) != path and counterpart in ('/'.join(parts), link)


def status(state: State, rule: Mapping[str, Any], pair: Pair) -> str:
    """The row of the contract's table that a pair is in."""
    if state.unmerged & {pair.copy, pair.source}:
        return 'unmerged'
    copy, source = state.now.get(pair.copy), state.now.get(pair.source)
    if any(entry is not None and entry.mode == '160000' for entry in (copy, source)):
        return 'submodule'
    if copy is None or source is None:
        if pair.configured and None is not leads_to(state.now, pair.copy, state.read) == (
            leads_to(state.now, pair.source, state.read)
        ):
            return 'linked'
        return 'docs_missing' if source is None else 'copy_missing'
    told = _compared(state, pair, copy, source)
    if told in ('identical', 'same_text') and rule.get('duplicates') == 'forbid' and not pair.configured:
        return 'duplicate'
    accepted = {(one['path'], one['source-id'], one['copy-id']) for one in rule.get('accept', [])}
    return 'accepted' if EXIT[told] and (pair.copy, source.oid, copy.oid) in accepted else told


def _compared(state: State, pair: Pair, copy: Entry, source: Entry) -> str:
    if not copy.is_file or not source.is_file:
        ends = [leads_to(state.now, path, state.read) for path in (pair.copy, pair.source)]
        return 'linked' if ends[0] is not None and ends[0] == ends[1] else 'link_elsewhere'
    if copy.oid == source.oid:
        return 'identical'
    texts = [state.read(entry.oid) for entry in (copy, source)]
    if pair.as_text and as_text(texts[0]) == as_text(texts[1]):
        return 'same_text'
    pointers = [
        points_to(texts[0], pair.copy, pair.source, texts[1]), points_to(texts[1], pair.source, pair.copy, texts[0]),
    ]
    return 'pointer' if pointers[0] != pointers[1] else 'divergent'


def is_guarded_by_name(rule: Mapping[str, Any], pair: Pair) -> bool:
    """The first half of the rule, and what a configuration adds to it and takes from it."""
    name = pair.copy.rpartition('/')[2]
    if pair.configured:
        return True
    if is_listed(name, rule.get('exclude', [])):
        return False
    return name in PROSE or is_listed(name, rule.get('include', [])) or name in rule.get('canonical', [])


def is_one(state: State, pair: Pair) -> bool:
    """Whether both are regular files of one id now."""
    entries = [state.now.get(path, Entry('', '')) for path in (pair.copy, pair.source)]
    return entries[0].is_file and entries[1].is_file and entries[0].oid == entries[1].oid


def was_one(state: State, pair: Pair) -> bool:
    """The second half: one content in some tree before, in none of them exactly what it is now."""
    now = state.now.get(pair.copy), state.now.get(pair.source)
    if state.unmerged & {pair.copy, pair.source}:
        now = None, None
    entries = [(tree.get(pair.copy), tree.get(pair.source), tree) for tree in state.before]
    if any((copy, source) == now for copy, source, _ in entries):
        return False
    for copy, source, tree in entries:
        if copy is None or source is None or '160000' in (copy.mode, source.mode):
            continue
        if copy.is_file and source.is_file:
            if copy.oid == source.oid and state.read(copy.oid):
                return True
        elif None is not leads_to(tree, pair.copy, state.read) == leads_to(tree, pair.source, state.read):
            return True
    return False


def is_touched(state: State, pair: Pair) -> bool:
    """Whether mode or id of a side is not that of HEAD."""
    before: Tree = state.before[0] if state.before else {}
    return not state.before or any(
        path in state.unmerged or before.get(path) != state.now.get(path) for path in (pair.copy, pair.source)
    )


def incomplete(state: State, rule: Mapping[str, Any]) -> list[Pair]:
    """What a [[pair]] names, of which a file is not tracked."""
    tracked = state.now.keys() | state.unmerged
    return [
        Pair(copy, table['source'], as_text=False, configured=True)
        for table in rule.get('pair', []) for copy in table['copies'] if not {copy, table['source']} <= tracked
    ]


def is_unknown(state: State, pair: Pair) -> bool:
    """Whether a path of it is a folder, or was never there: neither now nor before."""
    tracked = state.now.keys() | state.unmerged
    return any(
        any(other.startswith(f'{path}/') for other in tracked) or not any(path in tree for tree in state.before)
        for path in (pair.copy, pair.source) if path not in tracked
    )


def is_taken_away(state: State, pair: Pair) -> bool:
    """Whether some tree before had what is not there any more."""
    tracked = state.now.keys() | state.unmerged
    return any(path in tree for tree in state.before for path in (pair.copy, pair.source) if path not in tracked)


class Verdict(NamedTuple):
    """The exit status; the status of each guarded pair in scope, by its root path; those that get a line only."""

    exit_status: int
    guarded: Mapping[str, str]
    noted: frozenset[str]


def verdict(state: State, *, everything: bool = False, staged: bool = False, names: Sequence[str] = ()) -> Verdict:
    """What `sot-guard check` has to say."""
    try:
        rule = configuration(state)
    except Unknown:
        return Verdict(2, {}, frozenset())
    guarded, noted = {}, set()
    for pair in pairs(state, rule):
        touched = is_touched(state, pair)
        if not (everything or (staged and touched) or {pair.copy, pair.source} & set(names)):
            continue
        told = status(state, rule, pair)
        if is_guarded_by_name(rule, pair):
            guarded[pair.copy] = told
        elif touched and not is_one(state, pair) and not is_listed(pair.copy, rule.get('exclude', [])):
            if was_one(state, pair):
                guarded[pair.copy] = told
            elif EXIT[told]:
                noted.add(pair.copy)
    worst = 0
    for pair in incomplete(state, rule):
        told = status(state, rule, pair)
        unknown = told != 'linked' and is_unknown(state, pair)
        touched = is_touched(state, pair) or is_taken_away(state, pair)
        touched |= unknown and bool(state.before) and state.before[0].get(rule['file']) != state.now.get(rule['file'])
        if everything or (staged and touched) or {pair.copy, pair.source} & set(names):
            worst = max(worst, 2 * unknown)
            guarded |= {} if unknown else {pair.copy: told}
    listed = {copy: told for copy, told in guarded.items() if told != 'identical'}
    return Verdict(max((worst, *(EXIT[told] for told in listed.values()))), listed, frozenset(noted))
