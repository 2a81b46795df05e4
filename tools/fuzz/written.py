"""Configurations, and text that is written into them."""
from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

from sot_guard.analysis.context import Context
from sot_guard.commands.explain import show_rule
from sot_guard.config import write as accept
from sot_guard.config.model import Accepted
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.parse import parse
from sot_guard.config.write import toml_string
from sot_guard.errors import ConfigError
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.pairing.pairs import Pairing
from tools.fuzz.inputs import is_inert
from tools.fuzz.inputs import take


def config(data: bytes) -> None:
    """Any bytes are a configuration, none, or errors of one inert line each; a rule reads back as it is shown."""
    number, (text,) = take(data, 1)
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
    context = SimpleNamespace(config=made, judged=SimpleNamespace(description='the index'))
    shown = show_rule(cast(Context, context))
    assert all(map(is_inert, shown.split('\n')))
    again = parse(shown.encode(), OWN_FILE)
    assert again is not None and again.rule == made.rule


def _are_errors(lines: Sequence[str], file: str) -> None:
    assert all(line.startswith((f'{file}: ', 'and ')) and is_inert(line) and len(line) < 2000 for line in lines)
    assert len(lines) <= 21


def appended(data: bytes) -> None:
    """What `accept` writes is the old file and one entry, to a reader that is not ours; or it is refused."""
    number, (text, path, reason) = take(data, 3)
    file = (OWN_FILE, SHARED_FILE)[number % 2]
    reason = b' '.join(reason.split()) or b'x'
    entry = Accepted(path or b'x', '1' * 40, '2' * 40, reason.decode('utf-8', 'surrogateescape'))
    try:
        made = parse(text, file) if text else DEFAULT
        if made is None:
            return
        after = accept.with_accepted(text, file, made, [entry])
    except ConfigError:
        return
    old, new = (tomllib.loads(data.decode()) for data in (text, after))
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
    number, (raw,) = take(data, 1)
    assert is_inert(visible(raw))
    line = visible_line(raw, number)
    assert is_inert(line.replace('\t', ' ')) and len(line) <= number + len(f' [cut: the line has {len(raw):,} bytes]')
    text = raw.decode('utf-8', 'surrogateescape')
    written = toml_string(text)
    assert is_inert(written)
    expected = raw.decode('utf-8', 'replace').replace('\ufffd', '?')
    assert re.sub(r'\?+', '?', tomllib.loads(f'x = {written}')['x']) == re.sub(r'\?+', '?', expected)
