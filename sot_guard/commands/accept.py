"""The verb `accept`: lets two copies differ, for exactly the contents that they have now."""
from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from sot_guard.analysis.context import Context
from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Selection
from sot_guard.analysis.status import Status
from sot_guard.config.locate import FILES
from sot_guard.config.model import Accepted
from sot_guard.config.model import DEFAULT
from sot_guard.config.model import MAX_BYTES
from sot_guard.config.model import OWN_FILE
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.parse import parse
from sot_guard.config.write import with_accepted
from sot_guard.errors import ConfigError
from sot_guard.errors import UsageError
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.situation import collect
from sot_guard.git.situation import work_tree
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.report.accept import Acceptance
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import look
from sot_guard.worktree.write import Step

# as a report prints it
_PLACEHOLDER = 'TEXT'


def accept(names: Sequence[str], everything: bool, reason: str, environ: Mapping[str, str]) -> Acceptance:
    """Make the configuration that accepts the pairs of some paths, or all that a check refuses, as they are staged.

    Nothing is written yet. UserError where a path has no such pair, or it does not differ; ConfigError where the file
    would not be read back as what it was and the entries.
    """
    if reason.strip() in ('', _PLACEHOLDER):
        raise UsageError('accept: --reason is empty or a placeholder; say why the files differ')
    with open_context(work_tree(collect(environ)), Selection(names)) as context:
        for outside in context.outside:
            raise UsageError(f'{outside!r} is outside the work tree')
        pairs = _refused(context) if everything else list(dict.fromkeys(_pair(context, path) for path in context.named))
        file, found = _file(context.repository.top)
        config = (parse(found.data, file) if found.kind is Kind.FILE else None) or DEFAULT
        if context.git.is_ignored(context.repository.up + file):
            raise UserError(f'{file}: is ignored by git, so the entry cannot be committed; remove it from .gitignore')
        entries = [_entry(context, pair, ' '.join(reason.split())) for pair in pairs]
        known = {one[:3] for one in config.accept}
        new = [entry for entry in entries if entry[:3] not in known]
        step = None
        if new:
            step = Step(file.encode(), found, Found(Kind.FILE, with_accepted(found.data, file, config, new)))
        accepted = tuple((pair, entry not in new) for pair, entry in zip(pairs, entries, strict=True))
        return Acceptance(context.repository.top, accepted, file, step, context.repository.up + file)


def _entry(context: Context, pair: Pair, reason: str) -> Accepted:
    return Accepted(pair.copy, context.entry(pair.source).oid, context.entry(pair.copy).oid, reason)


def _refused(context: Context) -> list[Pair]:
    """The pairs that a check of everything refuses, and that could be meant."""
    return [
        pair for pair in context.pairing.pairs(context.entries)
        if not context.is_identical(pair) and context.pairing.reason(pair) is not None
        and context.compare(pair).status in (Status.DIVERGENT, Status.LINK_ELSEWHERE)
    ]


def _pair(context: Context, path: bytes) -> Pair:
    kinds = Kind.FILE, Kind.LINK
    pairs = [
        pair for pair in context.pairing.pairs_of(path)
        if all(context.entry(side).kind in kinds for side in pair.sides)
    ]
    if not pairs:
        raise UserError(f'{visible(path)}: is not part of any pair of tracked files; try check --explain')
    if len(pairs) > 1:
        copies = ', '.join(visible(pair.copy) for pair in pairs[:5])
        raise UsageError(f'{visible(path)}: has {len(pairs):,} copies; name one of them ({copies})')
    pair = pairs[0]
    if context.is_identical(pair) or context.compare(pair).status is Status.LINKED:
        raise UserError(f'{visible(pair.copy)} and {visible(pair.source)} are identical; nothing to accept')
    return pair


def _file(top: bytes) -> tuple[str, Found]:
    """The configuration file on disk that is to be written, and what it holds."""
    found = {}
    for file in FILES:
        here = look(top, file.encode())
        if here is None or here.kind is Kind.LINK or len(here.data) > MAX_BYTES:
            raise ConfigError([f'{file}: is not a regular file of at most {MAX_BYTES:,} bytes; add the entry by hand'])
        if here.kind is Kind.FILE and parse(here.data, file) is not None:
            found[file] = here
    if len(found) > 1:
        raise ConfigError([f'{OWN_FILE}: {SHARED_FILE} has a [{SECTION}] too; keep one of the files'])
    return next(iter(found.items()), (OWN_FILE, look(top, OWN_FILE.encode()) or Found(Kind.ABSENT)))
