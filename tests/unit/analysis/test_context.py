"""What a run knows before it reports: what is listed, in scope, compared and read."""
from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sot_guard.analysis import context as module
from sot_guard.analysis import repeats
from sot_guard.analysis.context import Context
from sot_guard.analysis.context import open_context
from sot_guard.analysis.context import Selection
from sot_guard.analysis.status import Status
from sot_guard.git.blobs import UnreadableBlob
from sot_guard.git.process import Git
from sot_guard.git.trees import ABSENT
from sot_guard.git.trees import Kind
from sot_guard.pairing.folders import Origin
from sot_guard.pairing.pairs import Pair
from tests.support.repo import Repo

PAIR = Pair(b'GUIDE.md', b'docs/GUIDE.md')
FOLDER = Origin(0, b'd/', b's/', b's/')


@contextmanager
def opened(*names: str, whole: bool = False, **selection: Any) -> Iterator[Context]:
    with open_context(os.environ, Selection(names, **selection), whole=whole) as context:
        yield context


def link(repo: Repo, path: str, text: str) -> None:
    repo.link(path, text)
    repo.git('add', path)


def test_which_pairs_are_in_scope() -> None:
    rows = (
        (Selection(), True, True), (Selection(['x'], everything=True), True, True),
        (Selection(staged=True), False, True), (Selection(['x']), False, False),
        (Selection(['x'], staged=True), False, True),
    )
    for selection, untouched, touched in rows:
        assert selection.is_all is untouched
        fields: dict[str, Any] = dict.fromkeys(Context._fields)
        named = {name.encode(): name for name in selection.names}
        context = Context(**fields | {'selection': selection, 'named': named})
        assert [context.selects([b'a'], touched=one) for one in (False, True)] == [untouched, touched]
        assert context.selects([b'a', b'x'], touched=False) is (untouched or bool(selection.names))


def test_what_is_listed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ('GUIDE.md', 'docs/GUIDE.md', 'src/a', 'src/b', 'packages/p/x', 'site/s'):
        repo.put(path, path)
    with opened('src/a', '../x', 'docs/../GUIDE.md') as context:
        assert sorted(context.entries) == [b'GUIDE.md', b'docs/GUIDE.md', b'src/a']
        assert (context.named, context.outside) == ({b'src/a': 'src/a', b'GUIDE.md': 'docs/../GUIDE.md'}, ['../x'])
        assert context.entry(b'src/a').kind is Kind.FILE and context.entry(b'src/b') is ABSENT
    with opened(whole=True) as context:
        assert len(context.entries) == 6 and not context.named
    with opened(options={'roots': ['packages/*']}) as context:
        assert b'packages/p/x' in context.entries and b'src/a' not in context.entries
        assert context.config.roots and not context.own_config.roots
    asked: list[str] = []
    real = Git.records

    def records(self: Git, *args: str, **more: Any) -> Iterator[bytes]:
        asked.append(args[0])
        return real(self, *args, **more)
    monkeypatch.setattr(Git, 'records', records)
    for options, listings in (({}, 1), ({'roots': ['packages/*']}, 2), ({'include': ['x']}, 1), ({'docs-dir': 'd'}, 2)):
        for whole, expected in ((False, listings), (True, 1)):
            asked.clear()
            with opened(whole=whole, options=options):
                assert asked.count('diff-index') == expected
    # folders and globs are found among what is listed
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "src/a"\ncopies = ["packages/*/x"]\n')
    with opened() as context:
        assert [pair.sides for pair in context.pairing.pairs(context.entries)][-1] == (b'packages/p/x', b'src/a')


def test_what_equal_ids_say(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'x\n', 'x\n')
    repo.put('s/a', 'x\n')
    repo.put('d/a', 'x\n')
    for path in ('link', 'docs/link', 's/link', 'd/link'):
        link(repo, path, 'x')
    repo.put('other', 'y\n')
    repo.git('update-index', '--chmod=+x', 'GUIDE.md', 's/a')
    with opened(whole=True) as context:
        assert context.is_identical(PAIR) and not context.is_identical(PAIR._replace(source=b'other'))
        assert not context.is_identical(Pair(b'link', b'docs/link'))
        assert not context.is_identical(Pair(b'none', b'none'))
        in_folder = Pair(b's/link', b'd/link', True, origin=FOLDER)
        assert context.is_identical(in_folder)
        assert not context.is_identical(in_folder._replace(copy=b's/a', source=b'd/a'))
        assert not context.is_identical(in_folder._replace(copy=b's/none', source=b'd/none'))
        unmerged = context.entry(b'd/a')._replace(kind=Kind.UNMERGED)
        context = context._replace(entries={b's/a': unmerged, b'd/a': unmerged})
        assert not context.is_identical(in_folder._replace(copy=b's/a', source=b'd/a'))


def test_what_is_compared(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'x\n', 'y\n')
    repo.put_pair('A.md', 'x\r\n', 'x\n')
    link(repo, 'link', 'docs/GUIDE.md')
    with opened(whole=True) as context:
        compared = context.compare(PAIR)
        assert (compared.status, compared.viewed) == (Status.DIVERGENT, None)
        assert (compared.copy.text(), compared.source.text(), compared.copy.destination) == (
            b'x\n', b'y\n', b'GUIDE.md',
        )
        text = Pair(b'A.md', b'docs/A.md', as_text=True)
        assert context.compare(text).status is Status.SAME_TEXT
        assert context.compare(Pair(b'link', b'docs/GUIDE.md')).status is Status.LINKED
        # what is absent is looked for through links where it is configured
        absent = Pair(b'none', b'docs/GUIDE.md')
        side = context.compare(absent).copy
        assert (side.destination, side.problem, side.content) == (None, None, None)
        assert [one.status for one in context.compare_all([PAIR, text])] == [Status.DIVERGENT, Status.SAME_TEXT]
    repo.put('real/x', 'x\n')
    link(repo, 'folder', 'real')
    with opened(whole=True) as context:
        pair = Pair(b'folder/x', b'real/x')
        assert context.compare(pair).copy.destination is None
        assert context.compare(pair._replace(configured=True)).status is Status.LINKED


def test_what_cannot_be_read(repo: Repo) -> None:
    repo.put_pair('GUIDE.md', 'x\n', 'y\n')
    link(repo, 'link', 'nowhere')
    for path in ('GUIDE.md', 'link'):
        oid = repo.git('rev-parse', f':{path}').decode().strip()
        (repo.path / '.git/objects' / oid[:2] / oid[2:]).unlink()
    with opened(whole=True) as context:
        side = context.compare(PAIR).copy
        assert (side.problem, side.destination) == (f'object {side.entry.oid} is missing', b'GUIDE.md')
        side = context.compare(Pair(b'link', b'docs/GUIDE.md')).copy
        assert (side.problem, side.destination) == (f'object {side.entry.oid} is missing', None)
        assert context.text(side.entry.oid, 0) is None
        with pytest.raises(UnreadableBlob):
            context.is_readable(side.entry.oid)


def test_contents_of_many_names_are_asked_for_together(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [Pair(b'%d.md' % number, b'docs/%d.md' % number) for number in range(5)]
    for number in range(4):
        repo.put_pair(f'{number}.md', f'{number}\n', f'docs {number}\n')
    repo.put('4.md', '4\n')
    link(repo, 'docs/4.md', 'nowhere')
    monkeypatch.setattr(module, 'AHEAD', 2)
    with opened(whole=True) as context:
        asked: list[int] = []
        monkeypatch.setattr(context.blobs, 'remember', lambda oids: asked.append(len(list(oids))))
        assert len(list(context.compare_all(pairs))) == 5
        assert asked == [4, 4, 1]
        # one pair is read as it is compared
        assert len(list(context.compare_all(pairs[:1]))) == 1 and len(asked) == 3
        assert len(list(context.compare_all(pairs[:2]))) == 2 and len(asked) == 4


def test_a_content_of_many_names_is_taken_apart_some_times(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    long = 'line\n' * 2000
    repo.put_pair('GUIDE.md', long, 'docs/GUIDE.md\n')
    monkeypatch.setattr(repeats, 'MAX_WORK', 2 * 2000 + 10_000 // 64)
    with opened(whole=True) as context:
        copy, source = (context.entry(path).oid for path in PAIR.sides)
        assert context.text(copy, 0) == context.text(copy, 0) == long.encode()
        assert context.text(source, 0) == b'docs/GUIDE.md\n'
        # nothing is left: not for a long one, and for a short one by its lines
        assert context.text(source, 0) is None
        monkeypatch.setattr(context.blobs, 'whole', None)
        assert context.text(copy, 0) is None
    monkeypatch.setattr(repeats, 'MAX_WORK', 8)
    with opened(whole=True) as context:
        assert [context.text(source, 3) for _ in range(3)] == [b'docs/GUIDE.md\n', b'docs/GUIDE.md\n', None]
    for most, expected in ((5000, [True, True, False]), (4999, [True, False, False])):
        monkeypatch.setattr(repeats, 'MAX_WORK', most)
        with opened(whole=True) as context:
            assert [context.is_readable(copy) for _ in range(3)] == expected
    monkeypatch.setattr(repeats, 'MAX_WORK', 14)
    with opened(whole=True) as context:
        found = [context.compare(PAIR) for _ in range(3)]
        assert [one.source.may_refer for one in found] == [True, True, False]
        # a long one refers to nothing in any case
        assert all(one.copy.may_refer for one in found)


def test_sameness_but_for_what_is_declared(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {'lf': 'a\n', 'crlf': 'a\r\n', 'other': 'b\n', 'binary': 'a\0\n'}
    for name, text in texts.items():
        repo.put(name, text)
    oids = dict(zip(texts, repo.git('rev-parse', *(f':{name}' for name in texts)).decode().split(), strict=True))
    with opened(whole=True) as context:
        assert context.sameness(PAIR) is None
        same = context.sameness(PAIR._replace(as_text=True))
        assert same is not None
        for one, other, expected in (
            ('lf', 'crlf', True), ('lf', 'other', False), ('binary', 'binary', False), ('lf', 'binary', False),
            ('binary', 'lf', False),
        ):
            assert same(oids[one], oids[other]) is expected
        with pytest.raises(UnreadableBlob):
            same(oids['lf'], '1' * 40)
        monkeypatch.setattr(module, 'MAX_TEXT_BYTES', 2)
        assert same(oids['lf'], oids['lf']) and not same(oids['lf'], oids['crlf'])


def test_the_baseline_and_what_is_gone(repo: Repo) -> None:
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "d/"\ncopies = ["s/"]\n')
    for path in ('d/a', 's/a', 'other/a'):
        repo.put(path, 'x\n')
    repo.commit()
    for path in ('s/a', 'other/a'):
        repo.git('rm', '-q', '--cached', path)
    with opened() as context:
        assert context.gone() == {b's/a'}
        baseline = context.baseline([b's/a', b'd/a'])
        assert baseline.entry(b's/a').kind is Kind.FILE
        there = context.in_tree(baseline.trees[0])
        assert (there.entry(b's/a').kind, context.entry(b's/a')) == (Kind.FILE, ABSENT)
        assert there.judged is baseline.trees[0].commit and there.links is not context.links
    with opened(rev='HEAD') as context:
        assert context.gone() == set() and context.entry(b's/a').kind is Kind.FILE
