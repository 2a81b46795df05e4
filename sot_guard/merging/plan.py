"""What `resolve` would do to a pair: made from what is staged and from the history, shown or carried out as it is.

A plan depends on the index and on commits alone, never on the disk, so that a run that was cut off is finished by the
same command: each file is then found as it was, or as it is to be.
"""
from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote

from sot_guard.analysis.context import Context
from sot_guard.analysis.context import read_side
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.difference import MAX_BYTES
from sot_guard.analysis.documents import Block
from sot_guard.analysis.documents import sections
from sot_guard.analysis.documents import whole
from sot_guard.analysis.json_leaves import json_keys
from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from sot_guard.analysis.status import verdict_of
from sot_guard.config.model import text_of
from sot_guard.errors import UserError
from sot_guard.escaping import is_plain
from sot_guard.escaping import visible
from sot_guard.escaping import visible_text
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.log import History
from sot_guard.git.log import Meeting
from sot_guard.git.log import read_history
from sot_guard.git.log import since
from sot_guard.git.paths import archived
from sot_guard.git.situation import head_commit
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import is_converted
from sot_guard.git.trees import Kind
from sot_guard.merging.append_sections import append_sections
from sot_guard.merging.merge import Merge
from sot_guard.merging.merge import merge
from sot_guard.pairing.pairs import Pair
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import look
from sot_guard.worktree.read import NOTHING
from sot_guard.worktree.write import Step

_HISTORY_SECONDS = 60.0


class Wish(NamedTuple):
    """What the user asked for beside the names.

    `keep`: 'docs' or 'root', the side to take whole; `append_unique`: carry what only root has to the end of docs;
    `archive`: the folder for the side that goes, from the top level; `lose_unique`: it may go; `then`: 'delete',
    'link' or 'pointer', what becomes of the root copy; `markers`: conflicts may be written into the docs side.
    """

    keep: str = ''
    append_unique: bool = False
    archive: bytes | None = None
    lose_unique: bool = False
    then: str = ''
    markers: bool = False


class Plan(NamedTuple):
    """What is to become of a pair.

    `why`: what is done, and for which reason, in words; `remarks`: what to look at in the result; `steps`: the changes,
    in their order; `conflicted`: where that is left to the user, the text to decide on, with `conflicts` marked in it
    (none: what is wrong with it is among the remarks), and then `steps` has no more than the wish allowed; `docs`: what
    docs is to be otherwise; `archived`: where a copy goes, and its sha256.
    """

    pair: Pair
    why: str
    remarks: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    conflicted: bytes | None = None
    conflicts: int = 0
    source: bytes | None = None
    archived: tuple[bytes, str] | None = None

    def changes(self, path: bytes) -> bool:
        """Whether the plan makes something else of what is staged at a path."""
        return any(step.path == path and step.before != step.after for step in self.steps)


def make_plan(context: Context, pair: Pair, wish: Wish) -> Plan:
    """The plan for a pair; UserError where it cannot be brought together in the way that was asked for."""
    settled = _settled(context, pair, wish)
    if settled:
        return Plan(pair, settled)
    planner = _Planner(context, pair, wish, _text(context, pair.copy), _text(context, pair.source))
    if planner.copy == planner.source:
        return planner.end(Plan(pair, 'are the same already'), planner.source, planner.source)
    if wish.keep or wish.archive is not None:
        return planner.take_whole()
    return planner.append() if wish.append_unique else planner.by_history()


def follow(context: Context, pair: Pair, then: str, source: bytes) -> Plan:
    """The plan for a copy that is the same as its source, when another copy changes that."""
    planner = _Planner(context, pair, Wish(then=then), _text(context, pair.copy), _text(context, pair.source))
    return planner.end(Plan(pair, f'{visible(pair.copy)} takes {visible(pair.source)} as well'), source, source)


def _settled(context: Context, pair: Pair, wish: Wish) -> str:
    """Why nothing has to be done; UserError where the two are meant to differ."""
    sides = [read_side(context, path, as_text=pair.as_text) for path in pair.sides]
    status = status_of(pair, sides[0], sides[1], context.config)
    if status in (Status.LINKED, Status.POINTER):
        return f'{verdict_of(status, sides[0], sides[1])} already'
    decided = wish.keep or wish.archive is not None or wish.append_unique
    if status is Status.SAME_TEXT and not decided:
        return 'are the same text already'
    names = f'{visible(pair.copy)} and {visible(pair.source)}'
    if status is Status.ACCEPTED:
        raise UserError(f'{names}: accepted; take the [[accept]] out of {context.config.file}, and git add it')
    if context.pairing.is_excluded(pair.copy) and not decided:
        raise UserError(f'{names}: excluded by {context.config.file}; to make them one all the same, say how: --keep')
    return ''


def _text(context: Context, path: bytes) -> bytes:
    """What is staged at a path, if it is a text that can be worked on."""
    name, entry = visible(path), context.entry(path)
    if entry.kind is not Kind.FILE:
        raise UserError(f'{name}: is {_WRONG_KINDS[entry.kind]}')
    if context.judged.hidden([path]):
        raise UserError(f'{name}: git does not look at it on disk (skip-worktree); git update-index --no-skip-worktree')
    try:
        content = context.blobs.read(entry.oid, MAX_BYTES)
    except UnreadableBlob as e:
        raise UserError(f'{name}: {e}; git cat-file -e {entry.oid}') from e
    if len(content) > MAX_BYTES:
        raise UserError(f'{name}: more than {MAX_BYTES:,} bytes; bring it together by hand')
    if b'\0' in content:
        raise UserError(f'{name}: is binary; take one copy with cp or git rm')
    return content


_WRONG_KINDS = {
    Kind.LINK: 'a symlink, not a copy; git rm it or let it lead to its counterpart',
    Kind.SUBMODULE: 'a submodule, and no document',
    Kind.UNMERGED: 'in a merge conflict; settle it and git add it first',
    Kind.ABSENT: 'not tracked, so it is no part of the commit; git add it first',
}


class _Planner(NamedTuple):
    context: Context
    pair: Pair
    wish: Wish
    copy: bytes
    source: bytes

    @property
    def tags(self) -> set[str]:
        from identify.identify import tags_from_filename
        return tags_from_filename(text_of(self.pair.copy))

    @property
    def cut(self) -> Callable[[bytes], list[Block]]:
        return sections(self.tags)

    # ---- the ways to bring two texts together

    def by_history(self) -> Plan:
        """Follow the side that moved, or merge what both have changed."""
        history = self._history()
        if not history.base or history.base == self.context.repository.objects.empty_blob:
            raise UserError(self._never(history))
        copy, source = (self.context.entry(path).oid for path in self.pair.sides)
        if history.base == source:
            return self._follow(history, self.copy, self.source, *self.pair.sides)
        if history.base == copy:
            return self._follow(history, self.source, self.copy, *self.pair.sides[::-1])
        return self._merge(history)

    def _follow(self, history: History, content: bytes, old: bytes, moved: bytes, other: bytes) -> Plan:
        """The side that has not changed takes the one that has."""
        names = visible(moved), visible(other)
        if not content.strip():
            raise UserError(f'{names[0]}: is empty now; if {names[1]} is to be so too, --keep and --lose-unique say it')
        self._refuse_markers(old)
        why = f'only {names[0]} has changed since {since(history)}: {names[1]} takes it'
        gone = len(_lines(old) - _lines(content))
        many = f'{gone:,} old line{"s" * (gone != 1)}'
        remark = f'{many} of {names[1]}, which the change took out or rewrote, {"goes" if gone == 1 else "go"}'
        return self.end(Plan(self.pair, why, (remark,) * bool(gone)), content, content)

    def _refuse_markers(self, base: bytes) -> None:
        """Open conflicts are not copied; examples that the common version has too are text."""
        known = set(MARKER.findall(base))
        for path, content in zip(self.pair.sides, (self.copy, self.source), strict=True):
            if any(marker not in known for marker in MARKER.findall(content)):
                raise UserError(f'{visible(path)}: has conflict markers in it; settle them and git add it first')

    def _history(self) -> History:
        context = self.context
        head = head_commit(context.git)
        if head is None:
            return History(Meeting.NEVER)
        start = Commit(context.git, head)
        now = context.entry(self.pair.copy).oid, context.entry(self.pair.source).oid
        return read_history(context.git, context.repository, start, self.pair.sides, _HISTORY_SECONDS, now)

    def _never(self, history: History) -> str:
        names = f'{visible(self.pair.copy)} and {visible(self.pair.source)}'
        known = f'history {history.gap}' if history.meeting is Meeting.UNKNOWN else 'the two were never the same'
        return (
            f'{names}: {known}, so there is nothing to merge by; --append-unique carries what only the root copy has '
            'into docs, --archive DIR keeps it apart, --keep docs or --keep root takes one copy whole, '
            'sot-guard accept lets them differ'
        )

    def _merge(self, history: History) -> Plan:
        names = visible(self.pair.source), f'base {history.base[:12]}', visible(self.pair.copy)
        try:
            base = self.context.blobs.read(history.base, MAX_BYTES)
        except UnreadableBlob as e:
            raise UserError(f'{names[0]}: its last common version cannot be read, {e}') from e
        self._refuse_markers(base)
        merged = merge(self.context.git, self.source, base, self.copy, names, self.tags)
        why = f'both have changed since {since(history)}'
        plan = Plan(self.pair, f'{why}: merged', self._remarks(merged))
        if merged.is_clean and self._is_sound(merged.content):
            return self.end(plan, merged.content, merged.content)
        problem = f'{merged.conflicts:,} conflict{"s" * (merged.conflicts > 1)}, for you to decide'
        if not merged.conflicts:
            problem = 'not merged, for you to decide'
        plan = plan._replace(why=f'{why}: {problem}')
        if merged.is_clean:
            plan = plan._replace(remarks=(*plan.remarks, 'the merged text is no valid JSON any more'))
        source = merged.content if self.wish.markers else self.source
        steps = self._step(self.pair.source, self.source, source), self._step(self.pair.copy, self.copy, self.copy)
        return plan._replace(conflicted=merged.content, conflicts=merged.conflicts, steps=steps)

    @staticmethod
    def _remarks(merged: Merge) -> tuple[str, ...]:
        remarks = []
        if merged.kept_both:
            remarks.append(f'new entries of both are kept, in {merged.kept_both:,} place{"s" * (merged.kept_both > 1)}')
        remarks += (f'would stand twice: {visible_text(title)}' for title in merged.doubled)
        return tuple(remarks)

    def _is_sound(self, content: bytes) -> bool:
        """Whether a merged JSON is JSON, if what it was made of is."""
        if 'json' not in self.tags or None in (json_keys(self.copy), json_keys(self.source)):
            return True
        return json_keys(content) is not None

    def append(self) -> Plan:
        """Carry what only root has to the end of docs."""
        self._refuse_markers(b'')
        names = visible(self.pair.copy), visible(self.pair.source)
        sha256 = hashlib.sha256(self.copy).hexdigest()
        appended = append_sections(self.copy, self.source, self.pair.copy, sha256, self.tags)
        if appended is None:
            raise UserError(f'{names[0]}: has no sections that could be carried over; use --archive DIR')
        count = len(appended.titles)
        many = '1 section goes' if count == 1 else f'{count:,} sections go'
        why = f'{many} to the end of {names[1]}, which only {names[0]} has'
        titles = [f'carried over: {visible(title.encode()) or "what stands before the first heading"}'
                  for title in appended.titles]
        forms = [f'{names[1]} has another form of: {", ".join(appended.other_forms)}'] * bool(appended.other_forms)
        return self.end(Plan(self.pair, why, (*titles, *forms)), appended.content, appended.content)

    def take_whole(self) -> Plan:
        """One side as it is; what only the other has goes to the archive, or is lost on request."""
        keep = self.wish.keep or 'docs'
        kept, gone = (self.source, self.copy) if keep == 'docs' else (self.copy, self.source)
        path, other = self.pair.sides if keep == 'docs' else self.pair.sides[::-1]
        plan = Plan(self.pair, f'{visible(other)} is kept as it is')
        if self.wish.archive is not None:
            sha256 = hashlib.sha256(gone).hexdigest()
            place = archived(self.wish.archive, path, sha256)
            plan = plan._replace(
                why=f'{plan.why}, {visible(path)} goes to the archive',
                steps=(Step(place, NOTHING, Found(Kind.FILE, gone)),), archived=(place, sha256),
            )
        elif not self.wish.lose_unique and not self._is_contained(gone, kept):
            raise UserError(
                f'{visible(path)}: has what {visible(other)} has not, and would lose it; --archive DIR keeps it apart, '
                '--lose-unique lets it go, sot-guard check --verbose shows it',
            )
        return self.end(plan, kept, kept)

    def _is_contained(self, gone: bytes, kept: bytes) -> bool:
        difference = compare_texts(gone, kept, self.tags)
        return difference.harmless or difference.copy.is_found

    # ---- what becomes of the two files

    def end(self, plan: Plan, copy: bytes, source: bytes) -> Plan:
        """The plan with its steps: the archive first, then the docs side, the root copy last."""
        then = self.wish.then
        if not then and plan.archived is not None and not self.wish.keep:
            then = 'delete'  # --archive alone moves the root copy
        after = self._then(then) if then else copy
        # a side that stays as it is has a step too: it has to be what it is taken for
        steps = self._step(self.pair.source, self.source, source), self._step(self.pair.copy, self.copy, after)
        why = f'{plan.why}; {_THEN[then].format(visible(self.pair.copy))}' if then else plan.why
        return plan._replace(why=why, steps=plan.steps + steps, source=source)

    def _then(self, then: str) -> Found:
        copy, source = self.pair.sides
        target = posixpath.relpath(source, posixpath.dirname(copy) or b'.')
        if then == 'delete':
            return NOTHING
        if then == 'link':
            return Found(Kind.LINK, target)
        if self.cut is whole or not is_plain(source):
            raise UserError(f'{visible(copy)}: a pointer is a sentence, which a file of this kind cannot hold')
        return Found(Kind.FILE, _pointer(target, self.tags))

    def _step(self, path: bytes, before: bytes, after: bytes | Found) -> Step:
        """A change of a file, which may have CRLF on disk where what is staged has LF (core.autocrlf, eol)."""
        target = after if isinstance(after, Found) else Found(Kind.FILE, after)
        step = Step(path, Found(Kind.FILE, before), target)
        here = look(self.context.repository.top, path)
        if here == step.before:
            return step
        crlf = Step(path, *(state._replace(data=state.data.replace(b'\n', b'\r\n')) for state in step[1:]))
        is_converted = b'\r' not in before and here in crlf[1:]
        if is_converted and b'\r' in target.data:
            raise UserError(
                f'{visible(path)}: git converts its line ends, and those of its counterpart are stored as CRLF; make '
                'them alike first: git add --renormalize',
            )
        if is_converted:
            return crlf
        if here != target:
            raise UserError(f'{visible(path)}: {self._why_not(path, here)}')
        return step

    def _why_not(self, path: bytes, here: Found | None) -> str:
        """Why what is on disk cannot be taken for what is staged."""
        if here == NOTHING:
            return 'is deleted on disk; git checkout brings it back'
        if here is None or here.kind is not Kind.FILE:
            return 'is no regular file on disk, or stands behind a symlink'
        assert isinstance(self.context.judged, Index)
        attributes = self.context.judged.attributes([path])[path]
        if is_converted(attributes):
            return 'is converted by git between index and disk (.gitattributes); bring it together by hand'
        return 'is not what is staged; git add or git stash your edits'


def _lines(content: bytes) -> set[bytes]:
    return {line.strip() for line in content.split(b'\n') if line.strip()}


_THEN = {
    'delete': '{} is deleted',
    'link': '{} becomes a symlink to it',
    'pointer': '{} becomes a pointer to it',
}


def _pointer(target: bytes, tags: set[str]) -> bytes:
    """A text of one line that the check takes for a pointer."""
    if tags & {'markdown', 'mdx'}:
        return b'See [%s](%s).\n' % (target, quote(target).encode())
    if 'rst' in tags:
        return b'.. include:: %s\n' % target
    return b'See %s\n' % target
