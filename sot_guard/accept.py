"""The verb `accept`: lets two copies differ, for exactly the contents that they have now."""
from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import NamedTuple

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
from sot_guard.pairs import Pair
from sot_guard.scene import Scene
from sot_guard.scene import set_scene
from sot_guard.settings import FILES
from sot_guard.snapshots import Kind
from sot_guard.worktree import Found
from sot_guard.worktree import look


class Acceptance(NamedTuple):
    """What is to be written, if anything: `step` is None where the two are accepted already; `place`: the file, as seen
    from the user's directory."""

    top: bytes
    pair: Pair
    entry: Accepted
    file: str
    step: Step | None
    place: str


def accept(name: str, reason: str, environ: Mapping[str, str]) -> Acceptance:
    """Make the configuration that accepts the pair of a path as it is staged. Nothing is written yet.

    UserError where there is no such pair, or it does not differ; ConfigError where the file would not be read back as
    what it was and one `[[accept]]` more.
    """
    if not reason.strip():
        raise UsageError('sot-guard accept: --reason is empty; say why the two differ, for whoever meets them next')
    with set_scene(environ, [name], None, {}) as scene:
        pair = _pair(scene, name)
        entry = Accepted(pair.root, scene.entry(pair.docs).oid, scene.entry(pair.root).oid, ' '.join(reason.split()))
        file, found = _file(scene.repository.top)
        config = (parse(found.data, file) if found.kind is Kind.FILE else None) or DEFAULT
        if scene.git.is_ignored(scene.repository.up + file):
            raise UserError(f'{file}: git ignores it, so no commit would hold the entry; take it out of .gitignore')
        step = None
        if not any(one[:3] == entry[:3] for one in config.accept):
            step = _change(found, file, config, entry)
        return Acceptance(scene.repository.top, pair, entry, file, step, scene.repository.up + file)


def _pair(scene: Scene, name: str) -> Pair:
    for outside in scene.outside:
        raise UsageError(f'{outside!r} is outside of the work tree')
    path = next(iter(scene.named))
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


def _change(found: Found, file: str, config: Config, entry: Accepted) -> Step:
    """The entry in the place of one that is stale, if that can be found in the text; else at the end."""
    for number, stale in enumerate(config.accept):
        if stale.path == entry.path:
            text = found.data
            for old, new in zip(stale[1:], entry[1:], strict=True):
                text = text.replace(toml_string(old).encode(), toml_string(new).encode(), 1)
            accept = (*config.accept[:number], entry, *config.accept[number + 1:])
            step = Step(file.encode(), found, Found(Kind.FILE, text))
            with contextlib.suppress(ConfigError):
                _read_back(step, file, config.rule._replace(accept=accept), entry)
                return step
    step = Step(file.encode(), found, Found(Kind.FILE, found.data + _text(entry, file, found.data)))
    _read_back(step, file, config.rule._replace(accept=(*config.accept, entry)), entry)
    return step


def _text(entry: Accepted, file: str, before: bytes) -> bytes:
    table = 'accept' if file == OWN_FILE else f'{SECTION}.accept'
    lines = [
        '' if before else None,
        f'[[{table}]]',
        f'path = {toml_string(text_of(entry.path))}',
        f'source-id = "{entry.source_id}"',
        f'copy-id = "{entry.copy_id}"',
        f'reason = {toml_string(entry.reason)}',
    ]
    newline = '\r\n' if b'\r\n' in before else '\n'
    text = ''.join(f'{line}{newline}' for line in lines if line is not None)
    return (newline if before and not before.endswith(b'\n') else '').encode() + text.encode()


def _read_back(step: Step, file: str, expected: Config, entry: Accepted) -> None:
    """ConfigError if the new text says anything else than it should."""
    try:
        new = parse(step.after.data, file)
    except ConfigError as e:
        told = 'with the entry at its end it could not be read; is accept written as a list? Write [[accept]] tables'
        raise ConfigError([f'{file}: {told} ({e.lines[0]})']) from e
    if new is None or new.rule != expected:
        raise ConfigError([f'{file}: {visible(entry.path)} cannot be written in it; write the entry by hand'])
