"""Which tracked files may be copies of each other."""
from __future__ import annotations

import pytest

from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.pairing.candidates import candidates


def entries(paths: list[str]) -> dict[bytes, Entry]:
    """Files that differ, but for those whose paths end in an = that is no part of them."""
    return {
        path.removesuffix('=').encode(): Entry(Kind.FILE, '100644', '' if path.endswith('=') else path)
        for path in paths
    }


@pytest.mark.parametrize(
    ('paths', 'expected'), [
        (['GUIDE.md', 'docs/GUIDE.md'], [('GUIDE.md', 'docs/GUIDE.md', 'same name')]),
        (['Makefile', 'docs/Makefile'], [('Makefile', 'docs/Makefile', 'same name')]),
        (['GUIDE.md', 'docs/guide.md'], [('GUIDE.md', 'docs/guide.md', 'names differ in case')]),
        (['GUIDE.md', 'docs/en/GUIDE.md'], [('GUIDE.md', 'docs/en/GUIDE.md', 'same name, deeper')]),
        (['Makefile', 'docs/en/Makefile'], []),
        (['CHANGELOG.md', 'site/src/docs/changelog.md', 'site/changelog.md', 'README.md', 'site/docs/x/README.md',
          'site/docs/README.md'], [('CHANGELOG.md', 'site/src/docs/changelog.md', 'same name, deeper')]),
        (['README.md', 'docs/index.md', 'docs/index.rst', 'docs/en/index.md'],
         [('README.md', 'docs/index.md', 'README and index')]),
        (['CLAUDE.md', 'AGENTS.md', '.github/copilot-instructions.md'],
         [('.github/copilot-instructions.md', 'AGENTS.md', 'agent instructions'),
          ('CLAUDE.md', 'AGENTS.md', 'agent instructions')]),
        (['LICENSE', 'packages/a/LICENSE', 'packages/a/x', 'docs/LICENSE'],
         [('LICENSE', 'docs/LICENSE', 'same name'),
          ('packages/a/LICENSE', 'LICENSE', 'licence of a package')]),
        (['x', 'y/x'], []),
        (['packages/a/GUIDE.md', 'packages/a/docs/GUIDE.md', 'packages/a/Makefile', 'packages/a/docs/Makefile',
          'vendor/b/GUIDE.md', 'vendor/b/docs/GUIDE.md'],
         [('packages/a/GUIDE.md', 'packages/a/docs/GUIDE.md', 'docs of a package')]),
        (['README.md', 'docs/index.md', 'packages/a/README.md', 'packages/a/docs/index.md'],
         [('README.md', 'docs/index.md', 'README and index'),
          ('packages/a/README.md', 'README.md', 'README of the main package'),
          ('packages/a/README.md', 'packages/a/docs/index.md', 'README and index')]),
        (['GUIDE.md', 'doc/GUIDE.md', 'a/GUIDE.md', 'a/documentation/guide.md'],
         [('GUIDE.md', 'doc/GUIDE.md', 'same name in another docs folder'),
          ('a/GUIDE.md', 'a/documentation/guide.md', 'names differ in case')]),
        (['sub/CLAUDE.md', 'sub/AGENTS.md', 'CLAUDE.md'],
         [('sub/CLAUDE.md', 'sub/AGENTS.md', 'agent instructions')]),
        (['LICENSE', 'a/LICENSE.md', 'CODE_OF_CONDUCT.md', '.github/code-of-conduct.md', 'SECURITY.md', 'a/SECURITY',
          'a/security.py'],
         [('.github/code-of-conduct.md', 'CODE_OF_CONDUCT.md', 'community file'),
          ('a/LICENSE.md', 'LICENSE', 'licence of a package'), ('a/SECURITY', 'SECURITY.md', 'community file')]),
        (['README.md', 'src/README.md'], [('src/README.md', 'README.md', 'README of the main package')]),
        (['README.md', 'src/README.md', 'test/ReadMe.md'], []),
        (['README.md=', 'src/README.md=', 'test/README.md', 'vendor/x/README.md='],
         [('src/README.md', 'README.md', 'README of the main package')]),
        # each once, in whatever direction two rules see it
        (['CONTRIBUTING.md', 'docs/CONTRIBUTING.md'], [('CONTRIBUTING.md', 'docs/CONTRIBUTING.md', 'same name')]),
        (['LICENSE', 'vendor/example.org/a/LICENSE', 'web/node_modules/b/LICENSE', 'third_party/c/LICENSE'], []),
    ],
)
def test_candidates(paths: list[str], expected: list[tuple[str, str, str]]) -> None:
    found = candidates(entries(paths), b'docs')
    assert [(one.copy.decode(), one.source.decode(), one.likeness.value) for one in found] == expected


def test_many_spellings_of_a_name_give_few_candidates() -> None:
    spellings = [
        ''.join(letter.upper() if number >> bit & 1 else letter for bit, letter in enumerate('changelogs')) + '.md'
        for number in range(1000)
    ]
    paths = [folder + name for name in spellings for folder in ('', 'docs/', 'docs/deep/')]
    found = candidates(entries(paths), b'docs')
    assert len(found) == 2000
    assert all(one.copy in one.source for one in found)
