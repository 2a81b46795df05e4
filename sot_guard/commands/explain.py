"""The configuration in effect with the origin of each key, and the pairs of a path."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.context import Context
from sot_guard.config.model import Config
from sot_guard.config.model import text_of
from sot_guard.config.write import pair_lines
from sot_guard.config.write import toml_list
from sot_guard.config.write import toml_string
from sot_guard.escaping import inert_lines
from sot_guard.escaping import visible
from sot_guard.git.paths import Folders
from sot_guard.git.trees import Kind
from sot_guard.pairing.default_rule import FOLDER_NAMES
from sot_guard.pairing.default_rule import PROSE_NAMES
from sot_guard.pairing.default_rule import PROSE_TAGS
from sot_guard.pairing.default_rule import SOT_NAMES
from sot_guard.pairing.pairs import Pair
from sot_guard.report.wording import reason_in_words


def show_rule(context: Context) -> str:
    """Return the configuration in effect, the origin of each key, and the tables of names."""
    return ''.join(f'{line}\n' for line in _rule(context.config, context.judged.description))


def _rule(config: Config, subject: str) -> Iterator[str]:
    origins = dict(config.origins)
    yield f'# the configuration in effect for {subject}'
    single = {'docs-dir': text_of(config.docs_dir), 'duplicates': config.duplicates, 'compare': config.compare}
    lists = {'roots': config.roots, 'include': config.include, 'exclude': config.exclude, 'canonical': config.canonical}
    for key in ('docs-dir', 'roots', 'include', 'exclude', 'canonical', 'duplicates', 'compare'):
        value = toml_string(single[key]) if key in single else toml_list(lists[key])
        yield f'{key} = {value}  # {origins.get(key, "default")}'
    for rule in config.pair:
        yield ''
        yield f'[[pair]]  # {origins["pair"]}'
        yield from pair_lines(rule)
    for accepted in config.accept:
        yield ''
        yield f'[[accept]]  # {origins["accept"]}'
        yield f'path = {toml_string(text_of(accepted.path))}'
        yield f'source-id = {toml_string(accepted.source_id)}'
        yield f'copy-id = {toml_string(accepted.copy_id)}'
        yield f'reason = {toml_string(accepted.reason)}'
    yield ''
    yield '# checked by default, in upper or lower case:'
    yield '# files with one of these tags of the identify library'
    yield f'#   {" ".join(sorted(PROSE_TAGS))}'
    yield '# these names'
    yield from _wrapped(PROSE_NAMES)
    yield '# and these changelogs'
    yield from _wrapped(sorted(SOT_NAMES))
    yield '# but not these names (usually different in each folder)'
    yield from _wrapped(FOLDER_NAMES)
    yield '# other pairs are checked only when a commit makes two identical files differ'


def _wrapped(names: tuple[str, ...] | list[str]) -> Iterator[str]:
    for start in range(0, len(names), 4):
        yield f'#   {" ".join(names[start:start + 4])}'


def explain(context: Context, path: bytes) -> str:
    """Return the pairs of a path and why they are checked, or why it has none."""
    pairs = [*context.pairing.pairs_of(path), *_folders(context, path)]
    lines = [f'{visible(path)} in {context.judged.description}']
    if not pairs:
        folders = ', '.join(['the top level', *map(toml_string, context.config.roots)])
        lines.append(
            f'  not part of any pair: a pair is X and {visible(context.config.docs_dir)}/X directly in {folders}, '
            'or listed in a [[pair]]',
        )
    for pair in pairs:
        lines += (f'  {line}' for line in _explained(context, pair))
    return inert_lines(lines)


def _folders(context: Context, path: bytes) -> Iterator[Pair]:
    """The folders of a `[[pair]]` themselves, if a path is one of them."""
    for place in context.pairing.expansion.places:
        copy, source = (folder.rstrip(b'/') for folder in (place.origin.copy, place.origin.source))
        if place.origin.is_folder and path in (copy, source):
            yield Pair(copy, source, configured=True, origin=place.origin)


def _explained(context: Context, pair: Pair) -> Iterator[str]:
    origins = dict(context.config.origins)
    docs_dir = toml_string(text_of(context.config.docs_dir))
    by = f'a [[pair]] in {origins["pair"]}' if pair.configured else (
        f'same name in two folders, docs-dir = {docs_dir} ({origins.get("docs-dir", "default")})'
    )
    folders = Folders(context.entries)
    yield f'copy {visible(pair.copy or b".")}, source {visible(pair.source)}: {by}'
    for path in pair.sides:
        entry = context.entry(path)
        what = f'{entry.kind.value} {entry.oid}'.rstrip()
        if entry.kind is Kind.ABSENT:
            what = 'a folder' if path in folders else 'not tracked'
        yield f'  {visible(path or b".")}: {what}'
    reason = context.pairing.reason(pair)
    if reason is not None:
        yield f'  checked because {reason_in_words(reason, pair)}'
    elif context.pairing.is_excluded(pair.copy):
        yield f'  not checked: excluded ({origins["exclude"]})'
    else:
        yield '  checked only when a commit makes two identical files differ (its name is not in --show-rule)'
    how = 'as text' if pair.as_text else 'byte by byte'
    yield f'  compared: {how}{", except for what differ lists" * bool(pair.differ)}'
    if pair.differ and not context.is_identical(pair):
        compared = context.compare(pair)
        problems = [one.text for one in compared.viewed.problems] if compared.viewed is not None else []
        yield from (f'  {line}' for line in problems or [f'status: {compared.status.label}, they {compared.verdict}'])
