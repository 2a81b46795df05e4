"""Which documents with one name may be copies, wherever they are."""
from __future__ import annotations

import pytest

from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.same_names import same_names


@pytest.mark.parametrize(('paths', 'expected'), [
    # a site with pages of docs/, whatever the case of their names
    (['site/src/guides/GUIDE.md', 'docs/guide.md'], [('site/src/guides/GUIDE.md', 'docs/guide.md')]),
    (['site/START_HERE.md', 'docs/start-here.md'], [('site/START_HERE.md', 'docs/start-here.md')]),
    (['.claude/rules/guard.md', 'docs/x/guard.md'], [('.claude/rules/guard.md', 'docs/x/guard.md')]),
    # one of them may be made from the other
    (['templates/a/GUIDE.md', 'app/scaffold/GUIDE.md'], []),
    (['GUIDE.md', 'docs/a/GUIDE.md', 'x/y/GUIDE.md'],
     [('GUIDE.md', 'docs/a/GUIDE.md'), ('x/y/GUIDE.md', 'docs/a/GUIDE.md')]),
    # the same below folders that are siblings
    (['docs/a/NOTES.md', 'docs/b/NOTES.md', 'docs/a/x/GUIDE.md', 'docs/b/x/GUIDE.md'], []),
    (['docs/a/x/GUIDE.md', 'docs/b/y/GUIDE.md'], [('docs/b/y/GUIDE.md', 'docs/a/x/GUIDE.md')]),
    # versions, translations, tests, what is generated, what other people wrote
    (['docs/a/GUIDE.md', 'versioned_docs/version-1.0/a/GUIDE.md', 'docs/en/X.md', 'site/de/X.md'], []),
    (['docs/GUIDE.md', 'x/tests/GUIDE.md', 'x/build/GUIDE.md', 'x/vendor/y/GUIDE.md'], []),
    # what means another thing in each folder
    (['docs/a/README.md', 'site/b/README.md', 'docs/a/x.py', 'site/b/x.py'], []),
    (['docs/GUIDE.md', 'a/b/GUIDE.md', 'c/d/GUIDE.md', 'e/f/GUIDE.md'], []),
    (['docs/a/LINK.md@', 'site/b/LINK.md'], []),
    (['known/a/GUIDE.md', 'docs/b/GUIDE.md'], []),
])
def test_same_names(paths: list[str], expected: list[tuple[str, str]]) -> None:
    entries = {
        path.removesuffix('@').encode(): Entry(Kind.LINK if path.endswith('@') else Kind.FILE, '100644', path)
        for path in paths
    }
    found = same_names(entries, b'docs', {(b'docs/b/GUIDE.md', b'known/a/GUIDE.md')})
    assert [(one.copy.decode(), one.source.decode()) for one in found] == expected
    assert {one.likeness.value for one in found} <= {'same name elsewhere'}


def test_the_folder_that_is_configured_has_the_sources() -> None:
    entries = {path: Entry(Kind.FILE, '100644', '') for path in (b'handbook/GUIDE.md', b'a/GUIDE.md')}
    (found,) = same_names(entries, b'handbook', set())
    assert (found.copy, found.source) == (b'a/GUIDE.md', b'handbook/GUIDE.md')
