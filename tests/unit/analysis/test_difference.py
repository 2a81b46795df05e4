from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import cures
from tests.support.shell import shell

LFS = b'version https://git-lfs.github.com/spec/v1\noid sha256:' + b'0' * 64 + b'\nsize 5\n'


# ---- the kind of difference, and the remedy that cures it

KINDS = [
    pytest.param('GUIDE.md', b'a\r\nb\r\n', b'a\nb\n', 'only line endings (CRLF in root, LF in docs)', True,
                 id='line ends'),
    pytest.param('GUIDE.md', b'a\r\nb\n', b'a\nb\n', 'only line endings (mixed in root, LF in docs)', True, id='mixed'),
    pytest.param('GUIDE.md', b'\xef\xbb\xbfa\n', b'a\n', 'only a BOM (in root)', True, id='BOM'),
    pytest.param('GUIDE.md', b'a', b'a\n', 'only the final newline (in docs)', True, id='final newline'),
    pytest.param('GUIDE.md', b'a \n\tb\t\n', b'a\n\tb\n', 'only trailing whitespace', True, id='white space'),
    pytest.param(
        'GUIDE.md', b'\xef\xbb\xbfa\r\n', b'a', 'only a BOM (in root), line endings (CRLF in root, LF in docs), '
        'the final newline (in root)', True, id='three of them',
    ),
    pytest.param(
        'GUIDE.md', b'---\ntitle: x\n---\na\n', b'a\n', 'only front matter', False, id='front matter on one side',
    ),
    pytest.param('GUIDE.md', b'+++\nx=1\n+++\na\n', b'+++\nx=2\n+++\na\n', 'only front matter', False, id='both sides'),
    pytest.param(
        'PROJECT_INDEX.json', b'{"a": [1, 2.0], "b": null}', b'{\n "b": null,\n "a": [1, 2.0]\n}\n',
        'the same JSON data, formatted differently', True, id='JSON',
    ),
    pytest.param('PROJECT_INDEX.json', b'{"a": 1}', b'{"a": 1.0}', 'the texts differ', False, id='JSON numbers'),
    pytest.param('PROJECT_INDEX.json', b'{"a": 1}', b'{"a": true}', 'the texts differ', False, id='JSON kinds'),
    pytest.param('PROJECT_INDEX.json', b'{"a":1}', b'{"a":2,"a":1}', 'the texts differ', False, id='keys twice'),
    pytest.param('GUIDE.md', LFS, b'h', 'root is a Git LFS pointer, docs the content or another one', False, id='a'),
    pytest.param('GUIDE.md', b'a', LFS, 'docs is a Git LFS pointer, root the content or another one', False, id='b'),
    pytest.param('GUIDE.md', b'a\0', b'b\0', 'binary content', False, id='binary'),
    pytest.param('GUIDE.md', b'a\n', b'b\n', 'the texts differ', False, id='real'),
    pytest.param(
        'GUIDE.md', b'x' * (1 << 20) + b'y', b'b', 'not analysed, a file has more than 1,048,576 bytes', False,
        id='large',
    ),
]


@pytest.mark.parametrize(('name', 'root', 'docs', 'kind', 'harmless'), KINDS)
def test_the_kind_and_its_remedy(
    repo: Repo, run: Run, name: str, root: bytes, docs: bytes, kind: str, *, harmless: bool,
) -> None:
    repo.put_pair(name, root, docs)
    shown = re.sub(r'\bin (root|docs)\b', lambda match: f'in {"docs/" * (match[1] == "docs")}{name}', kind)
    assert 'Git LFS' in kind or f'  Kind: {shown}\n' in run('check', '--verbose').out
    (finding,) = run('check', '--format', 'json').json['findings']
    assert 'Git LFS' in kind or finding['kind'] == kind
    assert bool(finding['harmless']) is harmless
    ways = (f'overwrite {name} with docs/{name}', f'copy docs/{name}')
    take_docs = next(c for c in finding['commands'] if c['effect'].startswith(ways))
    assert not (harmless and 'loses' in take_docs['effect'])
    assert shell(take_docs['command'], repo.path).returncode == 0
    assert run('check').status == 0
    assert repo.git('show', f':{name}') == docs


@pytest.mark.parametrize('attributes', [
    '/GUIDE.md text eol=crlf\n/docs/GUIDE.md -text\n', '/docs/GUIDE.md -text\n', '/GUIDE.md ident\n',
])
def test_attributes_that_differ_are_no_obstacle_to_a_cure(
    repo: Repo, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attributes: str,
) -> None:
    repo.git('config', 'core.autocrlf', 'input')
    repo.put('.gitattributes', attributes)
    repo.put_pair('GUIDE.md', b'$Id$\r\none\r\n', b'$Id$\r\ntwo\r\n')
    for number, line in enumerate(cures(repo, run)):
        copy = Repo(tmp_path / f'copy{number}')
        shutil.copytree(repo.path, copy.path)
        assert shell(line, copy.path).returncode == 0, line
        monkeypatch.chdir(copy.path)
        assert run('check').status == 0, line
        assert copy.git('status', '--short').count(b'\n') in (2, 3, 4), line
        monkeypatch.chdir(repo.path)
