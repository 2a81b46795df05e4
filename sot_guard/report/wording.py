"""A pair's reason, kind of difference and history in words, for the parts of a report that tell all."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sot_guard.analysis.status import Status
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.git.log import Change
from sot_guard.git.log import describe_commit
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.pairing.pairs import Pair
from sot_guard.pairing.pairs import Reason
from sot_guard.report.advice import Folder
from sot_guard.report.advice import Occasion
from sot_guard.report.advice import Purpose
from sot_guard.report.examined import Examined
from sot_guard.report.model import Finding
from sot_guard.report.model import Report
from sot_guard.report.short_diff import reversed_hunks

# of a line of a file
_LINE_CHARACTERS = 400
_MAX_NAMES = 10
_MAX_COLUMNS = 100
# of the lines and the space between two names
_INDENT = 5


def summary(finding: Finding, program: str) -> list[str]:
    """Return what happened and the recommended fix, for readers on other machines: a line for each."""
    fixes = [one.on_any_machine(program) for one in finding.fixes[:1]]
    return [finding.advice.headline, *(f'Fix: {one.effect}: {one.line}' for one in fixes)]


def look_title(status: Status) -> str:
    """Return what the commands of a finding show that are there to look at it."""
    return {Status.DIVERGENT: 'Full diff', Status.UNMERGED: 'Conflicts'}.get(status, 'Modes')


def summary_of_folder(folder: Folder) -> list[str]:
    """Return the same for a folder."""
    fixes = [command for command in folder.commands if command.purpose is Purpose.FIX]
    return [folder.headline, *((f'Fix: {fixes[0].effect}:', fixes[0].line) if fixes else ())]


def why_checked(examined: Examined) -> str:
    """Return why a pair is checked."""
    return reason_in_words(examined.reason, examined.pair)


def reason_in_words(reason: Reason, pair: Pair) -> str:
    """Return a reason to check a pair, in words that follow `because`."""
    return _REASONS[reason].format(visible(pair.copy.rpartition(b'/')[2]))


_REASONS = {
    Reason.NAME: '{} is a documentation file name',
    Reason.WAS_ONE: 'both files were identical before',
    Reason.INCLUDED: 'the configuration includes {}',
    Reason.CONFIGURED: 'a [[pair]] of the configuration names both files',
}


def kind_of_difference(examined: Examined) -> str | None:
    """Return the kind of difference with the paths of the files in it, if it is known."""
    if examined.kind is None:
        return None
    names = {'root': visible(examined.pair.copy), 'docs': visible(examined.pair.source)}
    return re.sub(r'\bin (root|docs)\b', lambda match: f'in {names[match[1]]}', examined.kind)


def harmless_difference(examined: Examined) -> str | None:
    """Return in what two files differ that have the same text or data; None for others."""
    if examined.difference is None or not examined.difference.harmless:
        return None
    kind = str(kind_of_difference(examined)).partition(';')[0]
    return f'They differ only in {kind.removeprefix("only ")}.' if kind.startswith('only ') else f'They have {kind}.'


def set_aside_lines(finding: Finding, *, in_full: bool) -> list[str]:
    """Return how many hunks declared differences account for, and by which views; `in_full`: the hunks too."""
    examined, made = finding.examined, finding.advice.diff
    viewed, diff = examined.compared.viewed, examined.diff
    if viewed is None or diff is None or not diff.set_aside:
        return []
    from sot_guard.analysis.views.describe import described
    from sot_guard.analysis.views.describe import name_of
    names = visible(examined.copy.path), visible(examined.source.path)
    count = diff.set_aside_count
    names_of_views = described(viewed, names) if in_full else ', '.join(map(name_of, viewed.needed))
    by = names_of_views or 'white space at line ends'
    said = [f'  ({count:,} hunk{"s" * (count != 1)} left out: {by})']
    is_reversed = made is not None and made.old == examined.pair.source
    hunks = reversed_hunks(diff.set_aside) if is_reversed else diff.set_aside
    lines = hunks.removesuffix(b'\n').split(b'\n') if in_full else []
    return said + [f'  : {visible_line(line, _LINE_CHARACTERS)}'.rstrip() for line in lines]


def history_lines(examined: Examined) -> list[str]:
    """Return the history of a pair in words, if it was read; else none."""
    if examined.details is None or examined.details.history is None:
        return []
    names = visible(examined.copy.path), visible(examined.source.path)
    return describe(examined.details.history, names, examined.details.pending)


def describe(history: History, names: tuple[str, str], touched: tuple[bool, bool]) -> list[str]:
    """Return a history in words that name the files; `touched`: which of them the judged commit changes."""
    changed = [name for name, is_touched in zip(names, touched, strict=True) if is_touched]
    now = f'; this commit changes {" and ".join(changed)}' if changed else ''
    is_exact = history.bases is None or history.bases[0] == history.bases[1]
    identical = 'identical' if is_exact else 'identical except for declared differences'
    if history.meeting is Meeting.SAME_NOW:
        return [f'{identical} in the previous commit{now}']
    if history.meeting is Meeting.UNKNOWN:
        return [f'unknown ({history.gap}){now}']
    lines = []
    if history.split is not None:
        lines.append(f'{identical} until {describe_commit(history.split)}')
        for name, changes, is_touched in zip(names, (history.copy, history.source), touched, strict=True):
            lines.append(f'{name}: {_since(changes, is_touched)}')
    else:
        never = f'never identical in {history.commits:,} commit{"s" * (history.commits != 1)}'
        lines.append(f'{never if history.commits else "no commit has both files"}{now}')
        if history.meeting is Meeting.SHARED and not history.copy_of:
            lines.append('both once had the same content, but in different commits')
    if history.copy_of:
        copy, source = names if history.outdated == 'copy' else names[::-1]
        lines.append(f'{copy} equals {source} in {history.copy_of[:12]}')
    return lines


def describe_split(history: History) -> str:
    """Return since when two files differ, in a few words."""
    if history.meeting is Meeting.SAME_NOW:
        return 'identical until this change'
    if history.split is not None:
        return f'identical until {describe_commit(history.split)}'
    if history.meeting is Meeting.SHARED:
        return 'never identical, but a file equals an older version of its counterpart'
    return f'history unknown ({history.gap})' if history.meeting is Meeting.UNKNOWN else 'never identical'


def _since(changes: tuple[Change, ...], is_touched: bool) -> str:
    now = 'changed by this commit' if is_touched else ''
    if not changes:
        return now or 'unchanged since'
    commits = f'{len(changes):,} commit{"s" * (len(changes) != 1)}'
    return f'changed by {commits} since, last by {describe_commit(changes[0])}{", and by this commit" * is_touched}'


def count_of(report: Report) -> str:
    """Return the last line of a report: what came of the run, and how many pairs fail it."""
    outcomes = {
        (_OUTCOMES.get(finding.status, 'could not be compared'), _missing(finding) or finding.pair)
        for finding in report.failing
    }
    counts = Counter(outcome for outcome, _ in outcomes)
    said = [
        f'{counts[many]:,} {one if counts[many] == 1 else many}' for many, one in _COUNTED.items() if counts[many]
    ]
    if number := counts['could not be compared']:
        pairs = '' if said and counts['pairs differ'] else ' pair' if number == 1 else ' pairs'
        said.append(f'{number:,}{pairs} could not be compared')
    return f'sot-guard: {_REFUSED[report.occasion]}{", ".join(said)}.'


def _missing(finding: Finding) -> bytes | None:
    """The path of a file that several pairs may lack."""
    return finding.pair.source if finding.status is Status.DOCS_MISSING else None


_REFUSED = {Occasion.COMMIT: 'commit refused: ', Occasion.PUSH: 'push refused: ', Occasion.CHECK: ''}
_COUNTED = {
    'pairs differ': 'pair differs', 'files are missing': 'file is missing',
    'forbidden duplicates': 'forbidden duplicate', 'forbidden extra files': 'forbidden extra file',
}
_OUTCOMES = {
    Status.DIVERGENT: 'pairs differ', Status.LINK_ELSEWHERE: 'pairs differ', Status.DOCS_MISSING: 'files are missing',
    Status.DUPLICATE: 'forbidden duplicates', Status.COPY_MISSING: 'files are missing',
    Status.EXTRA: 'forbidden extra files',
}


def names_in_lines(paths: Sequence[bytes]) -> list[str]:
    """Return the first paths of a list in lines, and how many more there are."""
    lines = ['']
    rest = [f'and {len(paths) - _MAX_NAMES:,} more'] * (len(paths) > _MAX_NAMES)
    names = [*map(visible, paths[:_MAX_NAMES]), *rest]
    for number, name in enumerate(names):
        piece = name if number == len(names) - 1 else f'{name},'
        if lines[-1] and len(lines[-1]) + len(piece) + _INDENT > _MAX_COLUMNS:
            lines.append(piece)
        else:
            lines[-1] = f'{lines[-1]} {piece}'.lstrip()
    return lines
