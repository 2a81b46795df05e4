"""What `resolve` is about to do, and what is left to do then: for the person who typed it."""
from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.alignment import align
from sot_guard.analysis.alignment import hunks
from sot_guard.escaping import inert_lines
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.escaping import visible_line
from sot_guard.git.process import Repository
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.planning.model import Plan
from sot_guard.report.quoting import literal_git
from sot_guard.report.quoting import shell_quote
from sot_guard.report.quoting import word
from sot_guard.worktree.write import Step


class Lists(NamedTuple):
    """Files for lists that are too long for a command."""

    # the paths that are changed, with NUL behind each
    paths: str
    # those of them that are tracked, and what is staged there, as `git update-index -z --index-info` takes it
    tracked: str
    before: str


class Resolution(NamedTuple):
    """All that is to be done.

    `entries`: what is staged at the paths that are changed; `steps`: those of all plans that are not done yet;
    `conflicts`: for each plan that is left to the user, by its root path, the file for the text; `unchanged`
    and `left`: lines on what has nothing to be done, and on what will still have to be done.
    """

    repository: Repository
    plans: tuple[Plan, ...]
    entries: Mapping[bytes, Entry]
    steps: tuple[Step, ...]
    conflicts: Mapping[bytes, str]
    unchanged: tuple[str, ...]
    left: tuple[str, ...]
    # None where no list is needed
    lists: Lists | None = None

    @property
    def changed(self) -> list[bytes]:
        """The paths that are changed, in order."""
        steps = (step for plan in self.plans for step in plan.steps if step.before != step.after)
        return list(dict.fromkeys(step.path for step in steps))


_MAX_REMARKS = 40
_MAX_CHARACTERS = 96
# of the table of a folder's files
MAX_ROWS = 100
# of a command; more are read from a file
MAX_PATHS = 50
_MAX_PATH = 60
_INDENT = '  '


def before(resolution: Resolution) -> str:
    """What is going to happen, and first how to get back what is there now."""
    in_folders = [plan for plan in resolution.plans if plan.pair.in_folder]
    lines = [*resolution.unchanged, *(_table(in_folders) if len(in_folders) > 1 else ())]
    for plan in resolution.plans:
        if len(in_folders) > 1 and plan.pair.in_folder and not plan.remarks:
            continue
        copy, source = (visible(path) for path in plan.pair.sides)
        lines.append(f'{copy} and {source}: {plan.why}')
        lines += [_INDENT + remark for remark in plan.remarks[:_MAX_REMARKS]]
        if len(plan.remarks) > _MAX_REMARKS:
            lines.append(f'{_INDENT}and {len(plan.remarks) - _MAX_REMARKS:,} more')
        if plan.archived is not None:
            lines.append(f'{_INDENT}{visible(plan.archived[0])} has the sha256 {plan.archived[1]}')
    way_back = list(_way_back(resolution))
    if resolution.steps and way_back:
        lines += ['To undo:', *(_INDENT + line for line in way_back)]
    return inert_lines(lines)


def _table(plans: Sequence[Plan]) -> Iterator[str]:
    """A row for each file of a folder: what becomes of it, and why."""
    unique: dict[str, tuple[str, str, str]] = {}
    for row in (row for plan in plans for row in _rows(plan)):
        unique.setdefault(row[1], row)  # plans may share a file, of which they want the same
    rows = list(unique.values())
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    yield from (
        f'{action:<{widths[0]}}  {path:<{min(widths[1], _MAX_PATH)}}  {why}'.rstrip()
        for action, path, why in rows[:MAX_ROWS]
    )
    if len(rows) > MAX_ROWS:
        yield f'and {len(rows) - MAX_ROWS:,} more files'


def _rows(plan: Plan) -> Iterator[tuple[str, str, str]]:
    if plan.conflicted is not None:
        yield 'decide', visible(plan.pair.copy), plan.why
        return
    for step in plan.steps:
        if step.before == step.after:
            continue
        kinds = step.before.kind is Kind.ABSENT, step.after.kind is Kind.ABSENT
        action = {(True, False): 'add', (False, True): 'delete'}.get(kinds, 'write')
        yield action, visible(step.path), plan.why


def dry(resolution: Resolution, program: str) -> str:
    """What would have been written, as a diff."""
    steps = resolution.steps
    lines = []
    for step in steps:
        lines.append(f'would {"write" if step.after.kind is not Kind.ABSENT else "delete"} {visible(step.path)}')
        if step.after.kind is not Kind.ABSENT:
            lines += _diff(step)
    return inert_lines([*(lines or ['would change nothing']), *_conflicts(resolution, program, 'would be')])


def _diff(step: Step) -> Iterator[str]:
    """What a step changes in a file, behind a gutter."""
    texts = [state.data.removesuffix(b'\n').split(b'\n') if state.data else [] for state in (step.before, step.after)]
    for hunk in hunks(align(*texts), len(texts[1])):
        gone, came = texts[0][hunk.base:hunk.base_end], texts[1][hunk.side:hunk.side_end]
        yield f'{_INDENT}| @@ -{hunk.base + 1},{len(gone)} +{hunk.side + 1},{len(came)} @@'
        for sign, lines in (('-', gone), ('+', came)):
            yield from (f'{_INDENT}| {sign}{visible_line(line, _MAX_CHARACTERS)}' for line in lines)


def after(resolution: Resolution, program: str) -> str:
    """What is left for the user: to decide conflicts, and to stage."""
    lines = [f'{"wrote" if step.after.kind is not Kind.ABSENT else "deleted"} {visible(step.path)}'
             for step in resolution.steps[:MAX_ROWS]]
    lines += [f'and {len(resolution.steps) - MAX_ROWS:,} more'] * (len(resolution.steps) > MAX_ROWS)
    if any(plan.conflicted is None for plan in resolution.plans) and not lines:
        lines.append('no file on disk was changed')
    lines += _conflicts(resolution, program, 'is')
    clean = [plan for plan in resolution.plans if plan.conflicted is None]
    paths = dict.fromkeys(step.path for plan in clean for step in plan.steps if step.before != step.after)
    if paths:
        lines += ['Stage and commit:', _INDENT + _staging(list(paths), resolution)]
    lines += [f'Left to do: {line}' for line in resolution.left[:_MAX_REMARKS]]
    if len(resolution.left) > _MAX_REMARKS:
        lines.append(f'and {len(resolution.left) - _MAX_REMARKS:,} more')
    return inert_lines(lines)


def texts_of_lists(resolution: Resolution) -> dict[str, bytes]:
    """Return what the files of the lists hold, by their names."""
    if resolution.lists is None:
        return {}
    paths = resolution.changed
    entries = {path: resolution.entries[path] for path in paths if path in resolution.entries}
    lines = (f'{one.mode} {one.oid}\t'.encode() + path + b'\0' for path, one in entries.items())
    return {
        resolution.lists.paths: b''.join(_here(path, resolution) + b'\0' for path in paths),
        resolution.lists.tracked: b''.join(_here(path, resolution) + b'\0' for path in entries),
        resolution.lists.before: b''.join(lines),
    }


def _file(path: str) -> str:
    return word(os.fsencode(os.path.relpath(path)))


def _here(path: bytes, resolution: Resolution) -> bytes:
    prefix = resolution.repository.prefix
    return posixpath.relpath(path, prefix) if prefix else path


def _staging(paths: Sequence[bytes], resolution: Resolution) -> str:
    """The command that stages; new files first, so that nothing is staged as deleted where they cannot be."""
    if len(paths) > MAX_PATHS and resolution.lists is not None:
        return f'git --literal-pathspecs add --pathspec-from-file={_file(resolution.lists.paths)} --pathspec-file-nul'
    if not all(map(is_plain, paths)):
        return f'(no command is shown for {len(paths):,} files: a name cannot be printed)'
    new = [path for path in paths if path not in resolution.entries]
    old = [path for path in paths if path in resolution.entries]
    return ' && '.join(_stage(some, resolution) for some in (new, old) if some)


def _stage(paths: Sequence[bytes], resolution: Resolution) -> str:
    return f'{literal_git(*paths)} add {" ".join(word(_here(path, resolution)) for path in paths)}'


def _way_back(resolution: Resolution) -> Iterator[str]:
    """A command that puts both copies, as they are staged now, into the index and on disk again."""
    steps = [step for plan in resolution.plans for step in plan.steps if step.before != step.after]
    paths = list(dict.fromkeys(step.path for step in steps if step.path in resolution.entries))
    entries = [resolution.entries[path] for path in paths]
    if len(paths) > MAX_PATHS and resolution.lists is not None:
        tracked = f'--pathspec-from-file={_file(resolution.lists.tracked)} --pathspec-file-nul'
        yield f'git update-index -z --index-info <{_file(resolution.lists.before)} &&'
        yield f'git --literal-pathspecs checkout {tracked}'
        return
    if all(map(is_plain, paths)):
        infos = ' '.join(
            f'--cacheinfo {shell_quote(f"{entry.mode},{entry.oid},{path.decode()}")}'
            for entry, path in zip(entries, paths, strict=True)
        )
        names = ' '.join(word(_here(path, resolution)) for path in paths)
        if paths:
            yield f'git update-index --add {infos} && {literal_git(*paths)} checkout -- {names}'
        return
    for entry, path in zip(entries, paths, strict=True):
        yield f'{visible(path)} (its name cannot be printed):'
        yield f'git cat-file blob {entry.oid}'


def _conflicts(resolution: Resolution, program: str, verb: str) -> Iterator[str]:
    for plan in resolution.plans:
        if plan.conflicted is not None:
            yield from _conflict(plan, resolution, program, verb)


def _conflict(plan: Plan, resolution: Resolution, program: str, verb: str) -> Iterator[str]:
    copy, source = (_here(path, resolution) for path in plan.pair.sides)
    file = os.fsencode(os.path.relpath(resolution.conflicts[plan.pair.copy]))
    marks = 'conflict markers' if plan.conflicts else 'these problems (no conflict markers)'
    if plan.changes(plan.pair.source):
        yield f'{visible(plan.pair.source)} has {marks}. Edit it, then:'
        # what still has a marker in it is not copied
        search = f"! grep -nE '^(<<<<<<<|>>>>>>>)( |$)' {word(source)}"
        command = f'{search} && cp {word(source)} {word(copy)}'
    else:
        yield f'Neither file {"was" if verb == "is" else "would be"} changed. The text with {marks} {verb} in'
        yield _INDENT + visible(file)
        yield 'Edit it (later runs do not overwrite it), then:'
        command = ' '.join(filter(None, [program, 'resolve --continue', plan.options, word(copy)]))
    if not all(map(is_plain, (copy, source))):
        yield f'{_INDENT}(no command is shown: a name cannot be printed)'
        return
    yield f'{_INDENT}{command} && {_stage(plan.pair.sides, resolution)}'
