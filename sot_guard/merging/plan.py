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

from sot_guard.analysis.context import read_side
from sot_guard.analysis.context import Scene
from sot_guard.analysis.difference import insight
from sot_guard.analysis.difference import MARKER
from sot_guard.analysis.difference import MOST_BYTES
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
from sot_guard.git.log import history
from sot_guard.git.log import Meeting
from sot_guard.git.paths import archived
from sot_guard.git.trees import ATTRIBUTES
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.git.trees import Kind
from sot_guard.merging.append_sections import carry
from sot_guard.merging.merge import Merge
from sot_guard.merging.merge import merge
from sot_guard.pairing.pairs import Pair
from sot_guard.report.wording import since
from sot_guard.worktree.read import Found
from sot_guard.worktree.read import look
from sot_guard.worktree.read import NOTHING
from sot_guard.worktree.write import Step

_HISTORY_SECONDS = 60.0
# attributes that make a file on disk another than its blob, beside line ends
_CONVERSIONS = ('filter', 'ident', 'working-tree-encoding')


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
    docs: bytes | None = None
    archived: tuple[bytes, str] | None = None

    def changes(self, path: bytes) -> bool:
        """Whether the plan makes something else of what is staged at a path."""
        return any(step.path == path and step.before != step.after for step in self.steps)


def make_plan(scene: Scene, pair: Pair, wish: Wish) -> Plan:
    """The plan for a pair; UserError where it cannot be brought together in the way that was asked for."""
    settled = _settled(scene, pair, wish)
    if settled:
        return Plan(pair, settled)
    planner = _Planner(scene, pair, wish, _text(scene, pair.root), _text(scene, pair.docs))
    if planner.root == planner.docs:
        return planner.end(Plan(pair, 'are the same already'), planner.docs, planner.docs)
    if wish.keep or wish.archive is not None:
        return planner.take_whole()
    return planner.append() if wish.append_unique else planner.by_history()


def follow(scene: Scene, pair: Pair, then: str, docs: bytes) -> Plan:
    """The plan for a copy that is the same as its source, when another copy changes that."""
    planner = _Planner(scene, pair, Wish(then=then), _text(scene, pair.root), _text(scene, pair.docs))
    return planner.end(Plan(pair, f'{visible(pair.root)} takes {visible(pair.docs)} as well'), docs, docs)


def _settled(scene: Scene, pair: Pair, wish: Wish) -> str:
    """Why nothing has to be done; UserError where the two are meant to differ."""
    sides = [read_side(scene, path, as_text=pair.as_text) for path in pair.sides]
    status = status_of(pair, sides[0], sides[1], scene.config)
    if status in (Status.LINKED, Status.POINTER):
        return f'{verdict_of(status, sides[0], sides[1])} already'
    decided = wish.keep or wish.archive is not None or wish.append_unique
    if status is Status.SAME_TEXT and not decided:
        return 'are the same text already'
    names = f'{visible(pair.root)} and {visible(pair.docs)}'
    if status is Status.ACCEPTED:
        raise UserError(f'{names}: accepted; take the [[accept]] out of {scene.config.file}, and git add it')
    if scene.pairing.is_excluded(pair.root) and not decided:
        raise UserError(f'{names}: excluded by {scene.config.file}; to make them one all the same, say how: --keep')
    return ''


def _text(scene: Scene, path: bytes) -> bytes:
    """What is staged at a path, if it is a text that can be worked on."""
    name, entry = visible(path), scene.entry(path)
    if entry.kind is not Kind.FILE:
        raise UserError(f'{name}: is {_WRONG_KINDS[entry.kind]}')
    if scene.judged.hidden([path]):
        raise UserError(f'{name}: git does not look at it on disk (skip-worktree); git update-index --no-skip-worktree')
    try:
        content = scene.blobs.read(entry.oid, MOST_BYTES)
    except UnreadableBlob as e:
        raise UserError(f'{name}: {e}; git cat-file -e {entry.oid}') from e
    if len(content) > MOST_BYTES:
        raise UserError(f'{name}: more than {MOST_BYTES:,} bytes; bring it together by hand')
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
    scene: Scene
    pair: Pair
    wish: Wish
    root: bytes
    docs: bytes

    @property
    def tags(self) -> set[str]:
        from identify.identify import tags_from_filename
        return tags_from_filename(text_of(self.pair.root))

    @property
    def cut(self) -> Callable[[bytes], list[Block]]:
        return sections(self.tags)

    # ---- the ways to bring two texts together

    def by_history(self) -> Plan:
        """Follow the side that moved, or merge what both have changed."""
        told = self._history()
        if not told.base or told.base == self.scene.repository.objects.empty_blob:
            raise UserError(self._never(told))
        root, docs = (self.scene.entry(path).oid for path in self.pair.sides)
        if told.base == docs:
            return self._follow(told, self.root, self.docs, *self.pair.sides)
        if told.base == root:
            return self._follow(told, self.docs, self.root, *self.pair.sides[::-1])
        return self._merge(told)

    def _follow(self, told: History, content: bytes, old: bytes, moved: bytes, other: bytes) -> Plan:
        """The side that has not changed takes the one that has."""
        names = visible(moved), visible(other)
        if not content.strip():
            raise UserError(f'{names[0]}: is empty now; if {names[1]} is to be so too, --keep and --lose-unique say it')
        self._refuse_markers(old)
        why = f'only {names[0]} has changed since {since(told)}: {names[1]} takes it'
        gone = len(_lines(old) - _lines(content))
        many = f'{gone:,} old line{"s" * (gone != 1)}'
        remark = f'{many} of {names[1]}, which the change took out or rewrote, {"goes" if gone == 1 else "go"}'
        return self.end(Plan(self.pair, why, (remark,) * bool(gone)), content, content)

    def _refuse_markers(self, base: bytes) -> None:
        """Open conflicts are not copied; examples that the common version has too are text."""
        known = set(MARKER.findall(base))
        for path, content in zip(self.pair.sides, (self.root, self.docs), strict=True):
            if any(marker not in known for marker in MARKER.findall(content)):
                raise UserError(f'{visible(path)}: has conflict markers in it; settle them and git add it first')

    def _history(self) -> History:
        scene = self.scene
        head = scene.git.object_id('rev-parse', '--verify', '--quiet', 'HEAD')
        if head is None:
            return History(Meeting.NEVER)
        start = Commit(scene.git, head)
        now = scene.entry(self.pair.root).oid, scene.entry(self.pair.docs).oid
        return history(scene.git, scene.repository, start, self.pair.sides, _HISTORY_SECONDS, now)

    def _never(self, told: History) -> str:
        names = f'{visible(self.pair.root)} and {visible(self.pair.docs)}'
        known = f'history {told.gap}' if told.meeting is Meeting.UNKNOWN else 'the two were never the same'
        return (
            f'{names}: {known}, so there is nothing to merge by; --append-unique carries what only the root copy has '
            'into docs, --archive DIR keeps it apart, --keep docs or --keep root takes one copy whole, '
            'sot-guard accept lets them differ'
        )

    def _merge(self, told: History) -> Plan:
        names = visible(self.pair.docs), f'base {told.base[:12]}', visible(self.pair.root)
        try:
            base = self.scene.blobs.read(told.base, MOST_BYTES)
        except UnreadableBlob as e:
            raise UserError(f'{names[0]}: its last common version cannot be read, {e}') from e
        self._refuse_markers(base)
        merged = merge(self.scene.git, self.docs, base, self.root, names, self.tags)
        why = f'both have changed since {since(told)}'
        plan = Plan(self.pair, f'{why}: merged', self._remarks(merged))
        if merged.is_clean and self._is_sound(merged.content):
            return self.end(plan, merged.content, merged.content)
        problem = f'{merged.conflicts:,} conflict{"s" * (merged.conflicts > 1)}, for you to decide'
        if not merged.conflicts:
            problem = 'not merged, for you to decide'
        plan = plan._replace(why=f'{why}: {problem}')
        if merged.is_clean:
            plan = plan._replace(remarks=(*plan.remarks, 'the merged text is no valid JSON any more'))
        docs = merged.content if self.wish.markers else self.docs
        steps = self._step(self.pair.docs, self.docs, docs), self._step(self.pair.root, self.root, self.root)
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
        if 'json' not in self.tags or None in (json_keys(self.root), json_keys(self.docs)):
            return True
        return json_keys(content) is not None

    def append(self) -> Plan:
        """Carry what only root has to the end of docs."""
        self._refuse_markers(b'')
        names = visible(self.pair.root), visible(self.pair.docs)
        sha256 = hashlib.sha256(self.root).hexdigest()
        carried = carry(self.root, self.docs, self.pair.root, sha256, self.tags)
        if carried is None:
            raise UserError(f'{names[0]}: has no sections that could be carried over; use --archive DIR')
        count = len(carried.titles)
        many = '1 section goes' if count == 1 else f'{count:,} sections go'
        why = f'{many} to the end of {names[1]}, which only {names[0]} has'
        titles = [f'carried over: {visible(title.encode()) or "what stands before the first heading"}'
                  for title in carried.titles]
        forms = [f'{names[1]} has another form of: {", ".join(carried.other_forms)}'] * bool(carried.other_forms)
        return self.end(Plan(self.pair, why, (*titles, *forms)), carried.content, carried.content)

    def take_whole(self) -> Plan:
        """One side as it is; what only the other has goes to the archive, or is lost on request."""
        keep = self.wish.keep or 'docs'
        kept, gone = (self.docs, self.root) if keep == 'docs' else (self.root, self.docs)
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
        told = insight(gone, kept, self.tags)
        return told.harmless or told.root.is_found

    # ---- what becomes of the two files

    def end(self, plan: Plan, root: bytes, docs: bytes) -> Plan:
        """The plan with its steps: the archive first, then the docs side, the root copy last."""
        then = self.wish.then
        if not then and plan.archived is not None and not self.wish.keep:
            then = 'delete'  # --archive alone moves the root copy
        after = self._then(then) if then else root
        # a side that stays as it is has a step too: it has to be what it is taken for
        steps = self._step(self.pair.docs, self.docs, docs), self._step(self.pair.root, self.root, after)
        why = f'{plan.why}; {_THEN[then].format(visible(self.pair.root))}' if then else plan.why
        return plan._replace(why=why, steps=plan.steps + steps, docs=docs)

    def _then(self, then: str) -> Found:
        root, docs = self.pair.sides
        target = posixpath.relpath(docs, posixpath.dirname(root) or b'.')
        if then == 'delete':
            return NOTHING
        if then == 'link':
            return Found(Kind.LINK, target)
        if self.cut is whole or not is_plain(docs):
            raise UserError(f'{visible(root)}: a pointer is a sentence, which a file of this kind cannot hold')
        return Found(Kind.FILE, _pointer(target, self.tags))

    def _step(self, path: bytes, before: bytes, after: bytes | Found) -> Step:
        """A change of a file, which may have CRLF on disk where what is staged has LF (core.autocrlf, eol)."""
        target = after if isinstance(after, Found) else Found(Kind.FILE, after)
        step = Step(path, Found(Kind.FILE, before), target)
        here = look(self.scene.repository.top, path)
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
        assert isinstance(self.scene.judged, Index)
        attributes = dict(zip(ATTRIBUTES, self.scene.judged.attributes([path])[path], strict=True))
        if any(attributes[name] not in (b'unspecified', b'unset') for name in _CONVERSIONS):
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
