from __future__ import annotations

import contextlib
import json
import os
import subprocess
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import HealthCheck
from hypothesis import settings
from hypothesis import strategies as st

from sot_guard.analysis.context import Selection
from sot_guard.commands.check import check
from sot_guard.git.blobs import Blobs
from sot_guard.git.diff import diff_blobs
from sot_guard.git.process import Git
from sot_guard.git.trees import Commit
from sot_guard.git.trees import Index
from sot_guard.report.formats import render
from sot_guard.report.model import Detail
from tests.support.repo import Repo


@pytest.fixture
def everything(repo: Repo) -> list[str]:
    """A repository with a pair of each kind; the names of all its files."""
    repo.put_pair('same.md', 'same\n', 'same\n')
    repo.put_pair('README.md', 'same\n', 'same\n')
    repo.put_pair('old.md', 'one\n', 'two\n')
    oid = repo.commit()
    repo.put_pair('new.md', 'one\n', 'two\n')
    repo.put_pair('module.md', 'one\n', 'two\n')
    repo.git('update-index', '--cacheinfo', f'160000,{oid},module.md')
    repo.put('README.md', 'other\n')
    repo.put('docs/link.md', 'text\n')
    repo.put('docs/away.md', 'text\n')
    repo.link('link.md', 'docs/link.md')
    repo.link('away.md', 'nowhere')
    repo.git('--literal-pathspecs', 'add', 'link.md', 'away.md')
    repo.put('alone.md', 'x\n')
    return sorted(os.fsdecode(name) for name in repo.git('ls-files', '-z').split(b'\0') if name)


def findings(selection: Selection) -> dict[str, Any]:
    report = json.loads(render(check(selection, Detail(), os.environ), 'json'))
    return {finding['file']: finding for finding in report['findings']}


@pytest.mark.state('R-CHUNK-01', 'R-CHUNK-05')
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
def test_any_order_and_any_split_of_the_names_gives_the_same_findings(
    everything: list[str], data: st.DataObject,
) -> None:
    whole = findings(Selection(everything, staged=True))
    assert {name: finding['status'] for name, finding in whole.items()} == {
        'away.md': 'link_elsewhere', 'link.md': 'linked', 'module.md': 'submodule', 'new.md': 'divergent',
        'old.md': 'divergent', 'README.md': 'divergent',
    }
    shuffled = data.draw(st.permutations(everything))
    cut = data.draw(st.integers(0, len(shuffled)))
    parts = [findings(Selection(part, staged=True)) for part in (shuffled[:cut], shuffled[cut:])]
    assert parts[0] | parts[1] == whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    contents=st.lists(st.tuples(st.binary(max_size=3), st.binary(max_size=3)), min_size=1, max_size=4),
    name=st.sampled_from(['GUIDE.md', 'notes.txt', 'LICENSE']),
)
def test_the_verdict_is_the_truth_about_the_tree_that_git_would_commit(
    tmp_path_factory: pytest.TempPathFactory, contents: list[tuple[bytes, bytes]], name: str,
) -> None:
    repo = Repo.make(tmp_path_factory.mktemp('written') / 'repo')
    for root, docs in contents:
        repo.put_pair(name, root, docs)
        tree = repo.git('write-tree').decode().strip()
        sides = [repo.git('rev-parse', f'{tree}:{path}') for path in (name, f'docs/{name}')]
        with contextlib.chdir(repo.path):
            assert bool(findings(Selection(everything=True))) is (sides[0] != sides[1])
        repo.commit()


def stored(content: bytes) -> str:
    done = subprocess.run(('git', 'hash-object', '-w', '--stdin'), input=content, capture_output=True, check=True)
    return done.stdout.decode().strip()


WORDS = st.binary(min_size=1, max_size=4) | st.sampled_from((b'\t', b'\n', b' 0\t', b':', b'"', b'docs/', b'-'))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(entries=st.dictionaries(
    st.lists(WORDS).map(lambda words: b''.join(words).replace(b'\0', b'').strip(b'/')).filter(
        lambda path: bool(path) and not {b'', b'.', b'..', b'.git'} & set(path.lower().split(b'/')),
    ),
    st.tuples(st.sampled_from(('100644', '100755', '120000', '160000')), st.binary(max_size=1)), max_size=6,
))
def test_what_is_read_of_the_index_and_of_a_commit_is_what_git_lists(
    repo: Repo, entries: dict[bytes, tuple[str, bytes]],
) -> None:
    repo.git('read-tree', '--empty')
    lines = b''.join(
        b'%s %s 0\t%s\0' % (mode.encode(), stored(content).encode(), path) for path, (mode, content) in entries.items()
    )
    # names that cannot stand together, or not at all, are refused or replaced: what git lists then counts
    subprocess.run(('git', 'update-index', '-z', '--replace', '--index-info'), input=lines, check=False)
    listed = {}
    for record in repo.git('ls-files', '-s', '-z').split(b'\0')[:-1]:
        head, _, path = record.partition(b'\t')
        mode, oid, _ = head.decode().split(' ')
        listed[path] = mode, oid
    git = Git(os.environ)
    repository = git.repository()
    commit = Commit(git, repo.git('write-tree').decode().strip())
    for snapshot in (Index(git, repository), commit):
        found = snapshot.entries(lambda path: True)
        assert {path: (entry.mode, entry.oid) for path, entry in found.items()} == listed
    assert {path: entry[1:] for path, entry in commit.look_up(listed).items()} == listed


CONTENTS = st.lists(
    st.sampled_from((b'a', b'b', b'', b'\r', b'-- x', b'++ y', b'@@ -1 +1 @@', b'\\ No newline at end of file')),
).map(b'\n'.join) | st.binary(max_size=20).map(lambda raw: raw.replace(b'\0', b'0'))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(root=CONTENTS, docs=CONTENTS)
def test_a_diff_makes_the_one_text_of_the_other(repo: Repo, root: bytes, docs: bytes) -> None:
    assume(root != docs)
    ids = [stored(content) for content in (root, docs)]
    with Blobs(Git(os.environ)) as blobs:
        contents = [blobs.content(oid) for oid in ids]
        diff = diff_blobs(Git(os.environ), (ids[0], contents[0]), (ids[1], contents[1]), 60)
    repo.write('X', root)
    patch = b'--- a/X\n+++ b/X\n' + diff.hunks
    subprocess.run(('git', 'apply', '--whitespace=nowarn', '-'), input=patch, check=True)
    assert repo.read('X') == docs
    shown = [line for line in diff.hunks.split(b'\n') if line[:1] in (b'-', b'+')]
    assert (diff.removed, diff.added) == tuple(sum(line[:1] == sign for line in shown) for sign in (b'-', b'+'))
