from __future__ import annotations

import pytest

from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.folder_candidates import folder_candidates
from sot_guard.pairing.folder_candidates import FolderCandidate

NAMES = ('a', 'b', 'c', 'd', 'deep/e')


def tree(*folders: str, **more: str) -> dict[bytes, Entry]:
    """Folders with the same five files, and other files: contents by paths, in which _ stands for /."""
    found = {f'{folder}/{name}': name for folder in folders for name in NAMES}
    found |= {path.replace('_', '/'): content for path, content in more.items()}
    return {path.encode(): entry(content) for path, content in found.items()}


def entry(content: str) -> Entry:
    return Entry(Kind.FILE, '100644', content)


def pairs(entries: dict[bytes, Entry], *, in_step: bool = False) -> list[tuple[str, str]]:
    found = folder_candidates(entries, lambda one, other: in_step)
    return [(one.source.decode(), one.copy.decode()) for one in found]


@pytest.mark.parametrize(('folders', 'expected'), [
    (('docs', 'site/docs'), [('docs', 'site/docs')]),
    (('skills', '.claude/skills'), [('skills', '.claude/skills')]),
    (('.agents/skills', '.claude/skills', '.codex/skills'), [
        ('.claude/skills', '.agents/skills'), ('.claude/skills', '.codex/skills')]),
    # the parents of two agents are not one thing
    (('.agents/skills', '.claude/skills', '.agents/rules', '.claude/rules'), [
        ('.claude/rules', '.agents/rules'), ('.claude/skills', '.agents/skills')]),
    # but one agent's folder in two places is
    (('.claude', 'app/.claude'), [('.claude', 'app/.claude')]),
    (('.claude', 'app/.codex'), []),
    (('.claude/skills/a', '.agents/skills/b'), []),
    # the highest folders alone
    (('x/a/docs', 'y/z/a/docs'), [('x/a', 'y/z/a')]),
    # tests, versions, languages, vendored, generated, templates, siblings, one in the other
    (('docs', 'tests/docs'), []), (('docs', 'my-test/docs'), []), (('docs/v1/x', 'site/docs/v2/x'), []),
    (('docs', 'versioned_docs/docs'), []), (('docs', 'site/version-7/docs'), []), (('en/docs', 'x/de/docs'), []),
    (('a/en/docs', 'b/de/docs'), []), (('docs', 'i18n/docs'), []), (('docs', 'vendor/docs'), []),
    (('docs', 'build/docs'), []), (('docs', '{{name}}/docs'), []), (('p/a/docs', 'p/b/docs'), []), (('p/a', 'p/b'), []),
    (('docs', 'docs/docs'), []),
    (('docs/1.0/x', 'y/docs/2.0/x'), []),
])
def test_which_folders_may_be_copies(folders: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert pairs(tree(*folders)) == expected


def test_folders_of_two_names_are_copies_if_a_commit_changed_both_alike() -> None:
    assert pairs(tree('templates', 'app/scaffold')) == []
    assert pairs(tree('templates', 'app/scaffold'), in_step=True) == [('templates', 'app/scaffold')]


def test_what_is_counted() -> None:
    entries = tree('docs', 'site/docs', docs_more='x', site_docs_own='y', site_docs_own2='z')
    entries[b'site/docs/deep/e'] = entry('another')
    assert folder_candidates(entries, lambda *_: False) == [
        FolderCandidate(b'docs', b'site/docs', 5, (b'deep/e',), 1, 2),
    ]


def test_how_much_has_to_be_equal() -> None:
    entries = tree('docs', 'site/docs', '.claude/skills', '.agents/skills')
    for folder in (b'site/docs', b'.agents/skills'):
        for name in (b'a', b'deep/e'):
            entries[folder + b'/' + name] = entry('another')
    # agents' folders may differ more
    assert pairs(entries) == [('.claude/skills', '.agents/skills')]
    entries = tree('docs', 'site/docs')
    for number in range(6):
        entries[f'docs/x{number}'.encode()] = entries[f'site/docs/y{number}'.encode()] = entry(f'{number}')
    assert pairs(entries) == []
    assert pairs({path: one for path, one in tree('docs', 'site/docs').items() if path[-1:] in b'ab'}) == []


def test_boilerplate_is_no_evidence() -> None:
    assert pairs(tree(*(f'p{number}/docs' for number in range(41)))) == []


def test_links_are_no_files_of_a_copy() -> None:
    entries = tree('docs', 'site/docs')
    assert pairs({path: one._replace(kind=Kind.LINK) for path, one in entries.items()}) == []


def test_a_part_of_a_copy_has_another_source_where_the_first_lacks_it() -> None:
    entries = tree('docs', 'site/docs', 'engine/guide', 'site/docs/guide')
    assert pairs(entries) == [('docs', 'site/docs'), ('engine/guide', 'site/docs/guide')]
    entries |= tree('docs/guide')
    assert ('engine/guide', 'site/docs/guide') not in pairs(entries)
