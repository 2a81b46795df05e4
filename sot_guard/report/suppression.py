"""What allows a difference that is meant: an entry in the configuration, and the commands that write one."""
from __future__ import annotations

from collections.abc import Iterator

from sot_guard.analysis.status import Status
from sot_guard.analysis.views.table import definition_of
from sot_guard.config.model import Config
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.model import text_of
from sot_guard.config.write import glob_of
from sot_guard.config.write import name_list
from sot_guard.config.write import toml_list
from sot_guard.config.write import toml_string
from sot_guard.config.write import toml_views
from sot_guard.escaping import visible
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.advice import Command
from sot_guard.report.advice import Purpose
from sot_guard.report.advice import Setting
from sot_guard.report.examined import Examined
from sot_guard.report.quoting import shell_quote
from sot_guard.report.spelling import Speller
from sot_guard.report.spelling import Steps


def suppression(examined: Examined, config: Config) -> str:
    """Return what to write into the configuration to allow a finding whatever the files hold."""
    pair = examined.pair
    place = f'under [{SECTION}] in {SHARED_FILE}' if config.file == SHARED_FILE else f'in {OWN_FILE}'
    if examined.reason is Reason.CONFIGURED:
        more = f'add what may differ to differ of {rule_of(pair, config)}, or ' * bool(pair.differ)
        return f'{more}{removal_of_entry(pair, config)} {config.file}'
    if text_of(pair.copy.rpartition(b'/')[2]) in config.canonical:
        return f'remove {visible(pair.copy)} from canonical {place}'
    return f'{name_list("exclude", pair.copy, config)} {place}'


def removal_of_entry(pair: Pair, config: Config) -> str:
    """Return how a copy is taken out of its [[pair]], in words that a file's name follows."""
    rule = rule_of(pair, config)
    if pair.is_of_folders and pair.origin is not None:
        is_only = len(config.pair[pair.origin.number].copies) == 1
        return f'remove {rule} from' if is_only else f'remove {visible(pair.origin.written)} from {rule} in'
    if pair.origin is not None:
        below = pair.copy.removeprefix(pair.origin.copy) if pair.in_folder else pair.copy
        return f'add {toml_string(glob_of(below))} to exclude of {rule} in'
    if any(one.copies == (pair.copy,) for one in config.pair):
        return f'remove {rule} from'
    return f'remove {visible(pair.copy)} from {rule} in'


def rule_of(pair: Pair, config: Config) -> str:
    """Return the [[pair]] that names a copy, or finds it, as errors name it."""
    if pair.origin is not None:
        return f'pair[{pair.origin.number}]'
    numbers = [number for number, rule in enumerate(config.pair) if pair.copy in rule.copies]
    return f'pair[{numbers[0]}]' if numbers else 'its [[pair]]'


def allow(
    examined: Examined, setting: Setting, purpose: Purpose = Purpose.ALLOW, where: str = '',
) -> Iterator[Command]:
    """Yield the commands that allow a finding; `where`: on what condition, in words that follow the effect."""
    if examined.status.exit_status != 1 and examined.status is not Status.SUBMODULE:
        return
    if not setting.config.file and not setting.has_config:
        for steps in _exclude(examined, setting):
            yield Command(purpose, steps, f'exclude {visible(examined.pair.copy)} from the check{where}')
    # what is accepted is two ids
    has_ids = Kind.ABSENT not in (examined.copy.entry.kind, examined.source.entry.kind)
    is_acceptable = has_ids and examined.status in (Status.DIVERGENT, Status.LINK_ELSEWHERE)
    if is_acceptable and not setting.how.commit and setting.how.program:
        for steps in _accept(examined, setting, 'two documents' if where else 'different on purpose'):
            yield Command(purpose, steps, f'accept the current difference{where}')


def declare(examined: Examined, setting: Setting, purpose: Purpose) -> Iterator[Command]:
    """Yield the command that declares all that differs, if that is what the title of a page of a site needs."""
    pair, views = examined.pair, examined.declarable
    is_title = 'front-matter' in views or 'first-heading' in views
    is_plain = all(visible(path) == text_of(path) for path in pair.sides)
    if pair.configured or setting.config.file or setting.has_config or not (is_title and is_plain):
        return
    lines = (
        '[[pair]]', f'source = {toml_string(text_of(pair.source))}', f'copies = {toml_list([text_of(pair.copy)])}',
        f'differ = {toml_views(views)}',
    )
    spell = Speller(examined, setting)
    written = f"printf '%s\\n' {' '.join(map(shell_quote, lines))} >>{OWN_FILE}"
    what = ' and '.join(definition_of(view).words for view in views)
    yield Command(purpose, spell.fix((written, *spell.stage(new=(OWN_FILE,)))), f'declare that the {what} may differ')


def _exclude(examined: Examined, setting: Setting) -> Iterator[Steps]:
    spell = Speller(examined, setting)
    line = shell_quote(name_list('exclude', examined.pair.copy, setting.config))
    steps = (f'echo {line} >>{OWN_FILE}', *spell.stage(new=(OWN_FILE,)))
    if '\\' not in line:  # some shells have an echo that acts on it
        yield spell.fix(steps)


def _accept(examined: Examined, setting: Setting, reason: str) -> Iterator[Steps]:
    spell = Speller(examined, setting)
    copy, file = examined.pair.copy, setting.config.file or OWN_FILE
    if setting.how.of_paths:  # it reads the index, in which nothing of the commit is staged
        return
    before = spell.staged_before(*examined.pair.sides)
    steps = (*before, f"{setting.how.program} accept {spell.word(copy)} --reason '{reason}'", spell.add(file.encode()))
    yield spell.placed(steps)
