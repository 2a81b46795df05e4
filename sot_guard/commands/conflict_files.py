"""The texts that are left to the user: one file for each conflict, in git's own directory, where no commit takes it."""
from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator

from sot_guard.analysis.context import Context
from sot_guard.analysis.status import Status
from sot_guard.errors import UserError
from sot_guard.escaping import visible
from sot_guard.git.trees import Kind
from sot_guard.pairing.pairs import Pair
from sot_guard.planning.declared import resolve_by_hand
from sot_guard.planning.model import Plan
from sot_guard.planning.model import Wish
from sot_guard.planning.references import refuse_reference
from sot_guard.planning.references import Text
from sot_guard.planning.steps import staged_text
from sot_guard.report.evidence import lines_of
from sot_guard.worktree.read import look
from sot_guard.worktree.read import refuse_links
from sot_guard.worktree.write import write_file

_DIGITS = 12


def conflict_file(context: Context, plan: Plan) -> str:
    """Return where the text to decide on is kept: below its sum, so that another conflict has another file."""
    folder, path = _place(context, plan)
    above, name = os.path.split(folder)
    try:
        refuse_links(above, b'%s/%s' % (name, path))
    except FileNotFoundError:
        pass
    except OSError as e:
        problem = 'is not a folder, so the conflict file cannot be written; move it away'
        raise UserError(f'{visible(folder)}: {problem}') from e
    return os.path.join(os.fsdecode(folder), *os.fsdecode(path).split('/'))


def _place(context: Context, plan: Plan) -> tuple[bytes, bytes]:
    assert plan.conflicted is not None
    folder = os.path.abspath(os.fsdecode(context.git.path('sot-guard')))
    name = hashlib.sha256(plan.conflicted).hexdigest()[:_DIGITS].encode()
    return os.fsencode(folder), b'%s/%s' % (name, plan.pair.copy)


def keep(file: str, text: bytes) -> None:
    """Write a text to decide on, but never over one that somebody may have begun to edit.

    UserError where it cannot be written, or where no file lies in its place.
    """
    if os.path.islink(file) or not os.path.isfile(file):
        write_file(file, text)


def take_edited(context: Context, plan: Plan, wish: Wish) -> Plan:
    """Return the plan that takes the text as the user has edited it; UserError where there is none, or it is broken."""
    name = visible(plan.pair.copy)
    if plan.conflicted is None:
        raise UserError(f'{name}: no conflict to continue; run sot-guard resolve without --continue')
    folder, path = _place(context, plan)
    found = look(folder, path)
    if found is None or found.kind is not Kind.FILE:
        raise UserError(f'{name}: no conflict file for the staged contents; run sot-guard resolve {name} first')
    _refuse_no_text(found.data, f'{name}: the edited file')
    plan_by_hand = resolve_by_hand(context, plan, wish, found.data)
    if plan.pair.differ:
        return plan_by_hand
    return plan_by_hand._replace(remarks=tuple(_left_out(context, plan.pair, found.data)))


def take_merged(context: Context, pair: Pair, wish: Wish, file: str) -> Plan:
    """Return the plan that takes the text of a file that the user has merged; UserError as take_edited."""
    folder, name = os.path.split(os.path.abspath(file))
    found = look(os.fsencode(folder), os.fsencode(name))
    if found is None or found.kind is not Kind.FILE:
        raise UserError(f'{visible(os.fsencode(file))}: not a regular file; name the file with the merged text')
    _refuse_merged(context, pair, found.data, visible(os.fsencode(file)))
    plan = resolve_by_hand(context, Plan(pair, ''), wish, found.data)
    return plan._replace(remarks=tuple(_left_out(context, pair, found.data)))


def _refuse_merged(context: Context, pair: Pair, text: bytes, file: str) -> None:
    """UserError where no merged text is taken for a pair, or not this one."""
    compared = context.compare(pair)
    names = f'{visible(pair.copy)} and {visible(pair.source)}'
    if compared.status is not Status.DIVERGENT or context.pairing.is_excluded(pair.copy):
        raise UserError(f'{names}: {compared.verdict}; --from is only for files that are checked and differ')
    if pair.differ:
        raise UserError(f'{names}: --from would lose declared differences; edit the files by hand')
    _refuse_no_text(text, f'{file}:')
    copy, source = (staged_text(context, path) for path in pair.sides)
    refuse_reference(Text(pair.copy, text, 'copy'), Text(pair.source, source, 'source'))
    refuse_reference(Text(pair.source, text, 'source'), Text(pair.copy, copy, 'copy'))


def _refuse_no_text(text: bytes, name: str) -> None:
    if not text.strip() or b'\0' in text:
        raise UserError(f'{name} is empty or binary; it has to hold the merged text')


def _left_out(context: Context, pair: Pair, text: bytes) -> Iterator[str]:
    """How many lines of each file the text has not."""
    lines = Counter(lines_of(text.replace(b'\r\n', b'\n')))
    for path in pair.sides:
        count = (Counter(lines_of(staged_text(context, path).replace(b'\r\n', b'\n'))) - lines).total()
        if count:
            yield f'leaves out {count:,} line{"s" * (count != 1)} of {visible(path)}'
