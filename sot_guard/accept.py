"""The verb `accept`: lets two copies differ, for exactly the contents that they have now."""
from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.compare import status_of
from sot_guard.config import Accepted
from sot_guard.config import Config
from sot_guard.config import DEFAULT
from sot_guard.config import MOST_BYTES
from sot_guard.config import OWN_FILE
from sot_guard.config import parse
from sot_guard.config import SECTION
from sot_guard.config import SHARED_FILE
from sot_guard.config import text_of
from sot_guard.errors import ConfigError
from sot_guard.errors import UsageError
from sot_guard.errors import UserError
from sot_guard.escaping import toml_string
from sot_guard.escaping import visible
from sot_guard.files import Step
from sot_guard.findings import Status
from sot_guard.pairs import Pair
from sot_guard.scene import Scene
from sot_guard.scene import set_scene
from sot_guard.settings import FILES
from sot_guard.sides import read_side
from sot_guard.snapshots import Kind
from sot_guard.worktree import Found
from sot_guard.worktree import look

# as a report prints it
_PLACEHOLDER = 'TEXT'


class Acceptance(NamedTuple):
    """What is to be written, if anything.

    `pairs`: those that are accepted now, each with whether it was so before; `step` is None where all were; `place`:
    the file, as seen from the user's directory.
    """

    top: bytes
    pairs: tuple[tuple[Pair, bool], ...]
    file: str
    step: Step | None
    place: str


def accept(names: Sequence[str], everything: bool, reason: str, environ: Mapping[str, str]) -> Acceptance:
    """Make the configuration that accepts the pairs of some paths, or all that a check refuses, as they are staged.

    Nothing is written yet. UserError where a path has no such pair, or it does not differ; ConfigError where the file
    would not be read back as what it was and the entries.
    """
    if reason.strip() in ('', _PLACEHOLDER):
        raise UsageError('accept: --reason says nothing; say why the two differ, for whoever meets them next')
    with set_scene(environ, names, None, {}) as scene:
        for outside in scene.outside:
            raise UsageError(f'{outside!r} is outside of the work tree')
        pairs = _refused(scene) if everything else list(dict.fromkeys(_pair(scene, path) for path in scene.named))
        file, found = _file(scene.repository.top)
        config = (parse(found.data, file) if found.kind is Kind.FILE else None) or DEFAULT
        if scene.git.is_ignored(scene.repository.up + file):
            raise UserError(f'{file}: git ignores it, so no commit would hold the entry; take it out of .gitignore')
        entries = [_entry(scene, pair, ' '.join(reason.split())) for pair in pairs]
        known = {one[:3] for one in config.accept}
        new = [entry for entry in entries if entry[:3] not in known]
        step = Step(file.encode(), found, Found(Kind.FILE, _changed(found.data, file, config, new))) if new else None
        told = tuple((pair, entry not in new) for pair, entry in zip(pairs, entries, strict=True))
        return Acceptance(scene.repository.top, told, file, step, scene.repository.up + file)


def _entry(scene: Scene, pair: Pair, reason: str) -> Accepted:
    return Accepted(pair.root, scene.entry(pair.docs).oid, scene.entry(pair.root).oid, reason)


def _refused(scene: Scene) -> list[Pair]:
    """The pairs that a check of everything refuses, and that could be meant."""
    found = []
    for pair in scene.pairing.pairs(scene.entries):
        if not scene.is_settled(pair) and scene.pairing.reason(pair) is not None:
            root, docs = (read_side(scene, path, as_text=pair.as_text) for path in pair.sides)
            if status_of(pair, root, docs, scene.config) in (Status.DIVERGENT, Status.LINK_ELSEWHERE):
                found.append(pair)
    return found


def _pair(scene: Scene, path: bytes) -> Pair:
    kinds = Kind.FILE, Kind.LINK
    pairs = [
        pair for pair in scene.pairing.pairs_of(path)
        if all(scene.entry(side).kind in kinds for side in pair.sides)
    ]
    if not pairs:
        raise UserError(f'{visible(path)}: is no side of a pair of tracked files')
    if len(pairs) > 1:
        copies = ', '.join(visible(pair.root) for pair in pairs[:5])
        raise UsageError(f'{visible(path)}: has {len(pairs):,} copies; name the one that may differ ({copies})')
    pair = pairs[0]
    leads = scene.links.destination(pair.root), scene.links.destination(pair.docs)
    if scene.is_settled(pair) or (leads[0] is not None and leads[0] == leads[1]):
        raise UserError(f'{visible(pair.root)} and {visible(pair.docs)} are the same: there is nothing to accept')
    return pair


def _file(top: bytes) -> tuple[str, Found]:
    """The configuration file on disk that is to be written, and what it holds."""
    found = {}
    for file in FILES:
        here = look(top, file.encode())
        if here is None or here.kind is Kind.LINK or len(here.data) > MOST_BYTES:
            raise ConfigError([f'{file}: is no regular file of at most {MOST_BYTES:,} bytes; write the entry by hand'])
        if here.kind is Kind.FILE and parse(here.data, file) is not None:
            found[file] = here
    if len(found) > 1:
        raise ConfigError([f'{OWN_FILE}: {SHARED_FILE} has a [{SECTION}] too; keep one of the two'])
    return next(iter(found.items()), (OWN_FILE, look(top, OWN_FILE.encode()) or Found(Kind.ABSENT)))


def _changed(data: bytes, file: str, config: Config, entries: Sequence[Accepted]) -> bytes:
    """The text with each entry in the place of one that is stale, if that can be found in it; else at the end."""
    accept, new = list(config.accept), []
    for entry in entries:
        number = next((number for number, one in enumerate(accept) if one.path == entry.path), None)
        replaced = None if number is None else _replaced(data, file, config, (accept, number, entry))
        if number is not None and replaced is not None:
            data, accept[number] = replaced, entry
        else:
            new.append(entry)
    for entry in new:
        data += _text(entry, file, data)
    _read_back(data, file, config.rule._replace(accept=(*accept, *new)))
    return data


def _replaced(
    data: bytes, file: str, config: Config, change: tuple[Sequence[Accepted], int, Accepted],
) -> bytes | None:
    accept, number, entry = change
    header = _header(file).encode()
    tables = data.split(header)
    at = (number + 1) % len(tables)  # where there are no such tables, it is looked for in all of the text
    for old, new in zip(accept[number][1:], entry[1:], strict=True):
        tables[at] = tables[at].replace(toml_string(old).encode(), toml_string(new).encode(), 1)
    data = header.join(tables)
    try:
        _read_back(data, file, config.rule._replace(accept=(*accept[:number], entry, *accept[number + 1:])))
    except ConfigError:
        return None
    return data


def _header(file: str) -> str:
    return '[[accept]]' if file == OWN_FILE else f'[[{SECTION}.accept]]'


def _text(entry: Accepted, file: str, before: bytes) -> bytes:
    lines = [
        '' if before else None,
        _header(file),
        f'path = {toml_string(text_of(entry.path))}',
        f'source-id = "{entry.source_id}"',
        f'copy-id = "{entry.copy_id}"',
        f'reason = {toml_string(entry.reason)}',
    ]
    newline = '\r\n' if b'\r\n' in before else '\n'
    text = ''.join(f'{line}{newline}' for line in lines if line is not None)
    return (newline if before and not before.endswith(b'\n') else '').encode() + text.encode()


def _read_back(data: bytes, file: str, expected: Config) -> None:
    """ConfigError if the new text says anything else than it should."""
    try:
        new = parse(data, file)
    except ConfigError as e:
        told = 'with the entry at its end it could not be read; is accept written as a list? Write [[accept]] tables'
        raise ConfigError([f'{file}: {told} ({e.lines[0]})']) from e
    if new is None or new.rule != expected:
        lost = [visible(entry.path) for entry in expected.accept if new is None or entry not in new.accept]
        raise ConfigError([f'{file}: {", ".join(lost[:5])} cannot be written in it; write the entry by hand'])
