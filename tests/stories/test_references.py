"""A side that refers to its counterpart, in real commits, reports and `resolve`: never copied over that."""
from __future__ import annotations

import os
import subprocess

import pytest

from tests.support.repo import PROGRAM
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.shell import printed_fixes

TEXT = '# Guide\n\n## Setup\n\nRun make.\n\n## Tests\n\nRun make test.\n'
NOTES = '\n## Notes\n\n- of docs alone\n'
FORMATS = 'text', 'json', 'markdown', 'github', 'sarif', 'html'

INCLUDES = [
    pytest.param('GUIDE.md', '--8<-- "GUIDE.md"\n', id='MkDocs snippet'),
    pytest.param('GUIDE.md', '--8<--\nGUIDE.md\n--8<--\n', id='MkDocs snippet block'),
    pytest.param('GUIDE.md', '{%\n  include-markdown "../GUIDE.md"\n  dedent=true\n%}\n', id='include-markdown'),
    pytest.param('GUIDE.md', '# Guide\n\n{!GUIDE.md!}\n', id='markdown-include'),
    pytest.param('GUIDE.md', '```{include} ../GUIDE.md\n:start-after: "# Guide"\n```\n', id='MyST include'),
    pytest.param('GUIDE.rst', ':orphan:\n\n.. include:: ../GUIDE.rst\n   :start-line: 2\n', id='reST include'),
    pytest.param('GUIDE.adoc', 'include::../GUIDE.adoc[leveloffset=+1]\n', id='AsciiDoc include'),
    pytest.param('GUIDE.md', '{{#include ../GUIDE.md:3:}}\n', id='mdBook include'),
    pytest.param('GUIDE.md', '---\ntitle: Guide\n---\n<!--@include: ../GUIDE.md-->\n', id='VitePress include'),
    pytest.param('GUIDE.md', "import Guide from '../GUIDE.md';\n\n# Guide\n\n<Guide />\n", id='MDX import'),
    pytest.param('GUIDE.md', '---\n---\n{% include_relative ../GUIDE.md %}\n', id='Jekyll include_relative'),
    pytest.param('GUIDE.md', '@../GUIDE.md\n', id='agents import'),
    pytest.param('GUIDE.md', '# Guide\n\nSee [the guide](../GUIDE.md).\n', id='a link'),
]


def commit(repo: Repo) -> tuple[int, str]:
    """The status of a commit through the hook, and what the hook said."""
    output = repo.hook()
    done = subprocess.run(('git', 'commit', '-qm', 'change'), cwd=repo.path, capture_output=True)
    return done.returncode, output.read_text()


def contents(repo: Repo, name: str = 'GUIDE.md') -> tuple[str, str]:
    return repo.read(name).decode(), repo.read(f'docs/{name}').decode()


def commands(run: Run) -> list[str]:
    (finding,) = run('check', '--format', 'json').json['findings']
    return [command['command'] for command in finding['commands'] if command['purpose'] == 'cure']


@pytest.mark.parametrize(('name', 'text'), INCLUDES)
def test_a_copy_may_become_an_include(repo: Repo, run: Run, name: str, text: str) -> None:
    repo.commit_pair(name, TEXT)
    repo.put(f'docs/{name}', text)
    assert commit(repo) == (0, '')
    for options in ('', '--keep source', '--keep source --lose-unique', '--append-unique', '--archive a'):
        done = run('resolve', *options.split(), name)
        assert (done.status, 'are a document and a pointer to it; nothing to do' in done.out) == (0, True)
        assert contents(repo, name) == (TEXT, text)
    # from then on the document alone changes
    repo.put(name, TEXT + 'More.\n')
    assert commit(repo) == (0, '')


@pytest.mark.parametrize(('name', 'text'), INCLUDES)
def test_an_include_with_further_lines_is_never_copied_over_the_document(
    repo: Repo, run: Run, name: str, text: str,
) -> None:
    repo.commit_pair(name, TEXT)
    text += NOTES
    repo.put(f'docs/{name}', text)
    status, said = commit(repo)
    assert status == 1
    for format_ in FORMATS:
        said += run('check', '--verbose' if format_ == 'text' else '--all', '--format', format_).out
    assert f'cp docs/{name}' not in said
    for options in (
        '', '--conflict-markers', '--keep source', '--keep source --lose-unique', '--keep source --archive a',
        '--append-unique', '--archive a', '--keep source --then delete',
    ):
        done = run('resolve', *options.split(), name)
        assert (done.status, done.out) == (2, '')
        assert done.err.startswith(f'sot-guard: docs/{name}:')
        assert f': refers to {name} (' in done.err
        assert done.err.endswith(
            f'so docs/{name} cannot be copied over {name} or merged into it; delete the other lines of docs/{name} '
            f'to make it a pointer, or add --keep copy --archive DIR to replace it with {name}\n',
        )
        assert contents(repo, name) == (TEXT, text)
    # the first remedy
    repo.put(f'docs/{name}', text.removesuffix(NOTES))
    assert commit(repo) == (0, '')
    # the second one
    repo.put(f'docs/{name}', text)
    assert run('resolve', '--keep', 'root', '--archive', 'a', name).status == 0
    assert contents(repo, name) == (TEXT, TEXT)
    assert [path.read_text() for path in (repo.path / 'a').iterdir()] == [text]


def test_the_refusal_names_the_line(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', '# Guide\n\n--8<-- "GUIDE.md"\n' + NOTES)
    told = 'sot-guard: docs/GUIDE.md:3: refers to GUIDE.md (--8<-- "GUIDE.md"), '
    assert run('resolve', 'GUIDE.md').err.startswith(told)
    repo.put('docs/GUIDE.md', f'See ../GUIDE.md {"x" * 100}\x1b\n' + NOTES)
    assert f'(See ../GUIDE.md {"x" * 64} [cut: ' in run('resolve', 'GUIDE.md').err


def test_both_have_changed(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put_pair('GUIDE.md', TEXT + 'More.\n', '--8<-- "GUIDE.md"\n' + NOTES)
    assert 'docs/GUIDE.md:1: refers to GUIDE.md (' in run('resolve', 'GUIDE.md').err
    assert 'docs/GUIDE.md:1: refers to GUIDE.md (' in run('resolve', '--conflict-markers', 'GUIDE.md').err
    assert commands(run)[0].startswith(f'{PROGRAM} resolve --keep copy --archive archive GUIDE.md && git add ')


def test_the_root_refers_to_docs(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    text = '.. include:: docs/GUIDE.md\n' + NOTES
    repo.put('GUIDE.md', text)
    first, *more = commands(run)
    assert first.startswith(f'{PROGRAM} resolve --keep source --archive archive GUIDE.md && git add ')
    assert more == [
        'cp docs/GUIDE.md GUIDE.md && git add GUIDE.md docs/GUIDE.md', 'git rm -f GUIDE.md',
    ]
    for options in ([], ['--keep', 'root', '--lose-unique'], ['--append-unique']):
        assert 'GUIDE.md:1: refers to docs/GUIDE.md (' in run('resolve', *options, 'GUIDE.md').err
    # the archive takes the side that refers, and what is kept does not
    subprocess.run(first, shell=True, cwd=repo.path, check=True, capture_output=True)
    assert contents(repo) == (TEXT, TEXT)
    assert [path.read_text() for path in (repo.path / 'archive').iterdir()] == [text]
    assert run('check', '--all').status == 0


@pytest.mark.parametrize('argv', ['git commit -qm x', 'git commit -qam x', 'git commit -qm x -- docs/GUIDE.md'])
def test_the_first_command_loses_nothing_whatever_the_commit(repo: Repo, argv: str) -> None:
    repo.commit_pair(text=TEXT)
    text = '--8<-- "GUIDE.md"\n' + NOTES
    repo.write('docs/GUIDE.md', text)
    if argv == 'git commit -qm x':
        repo.git('add', '-A')
    output = repo.hook()
    assert subprocess.run(argv, shell=True, cwd=repo.path, capture_output=True).returncode == 1
    line = printed_fixes(output.read_text())[0]
    assert ' resolve --keep copy --archive archive GUIDE.md && ' in line
    environ = os.environ | {'GIT_EDITOR': 'echo x >'}
    subprocess.run(line, shell=True, cwd=repo.path, check=True, capture_output=True, env=environ)
    repo.git('commit', '-qm', 'the rest', status=1 if '--' in argv else 0)  # one of paths has been made by the line
    (archived,) = (repo.path / 'archive').iterdir()
    for name, content in (('docs/GUIDE.md', TEXT), ('GUIDE.md', TEXT), (f'archive/{archived.name}', text)):
        assert repo.git('show', f'HEAD:{name}').decode() == content


def test_without_a_command_that_loses_nothing_there_is_none(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', '--8<-- "GUIDE.md"\n' + NOTES)
    repo.write('docs/GUIDE.md', '--8<-- "GUIDE.md"\n' + NOTES + 'not staged\n')
    assert commands(run) == []
    # what is in a commit stays in it
    repo.commit('broken')
    repo.git('checkout', '-q', '-b', 'other')
    (finding,) = run('check', '--rev', 'main', '--format', 'json').json['findings']
    line = next(command['command'] for command in finding['commands'] if command['purpose'] == 'cure')
    repo.git('reset', '-q', '--hard')
    subprocess.run(line, shell=True, cwd=repo.path, check=True, capture_output=True)
    assert run('check', '--rev', 'HEAD').status == 0
    assert contents(repo) == (TEXT, TEXT)
    assert [path.read_text() for path in (repo.path / 'archive').iterdir()] == ['--8<-- "GUIDE.md"\n' + NOTES]


def test_the_document_itself_may_change_beside_what_refers_to_it(repo: Repo, run: Run) -> None:
    """History says that the side with the include has not changed: it takes the document."""
    text = '--8<-- "GUIDE.md"\n' + NOTES
    repo.commit_pair(text=text)
    repo.put('GUIDE.md', TEXT)
    assert run('resolve', 'GUIDE.md').status == 0
    assert contents(repo) == (TEXT, TEXT)


def test_each_refers_to_the_other(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'See docs/GUIDE.md.\n', 'See ../GUIDE.md.\n')
    for options in (['--keep', 'docs', '--lose-unique'], ['--keep', 'root', '--lose-unique']):
        told = 'too; replace the reference in one of the files with the text\n'
        assert told in run('resolve', *options, 'GUIDE.md').err
    assert run.findings() == {'GUIDE.md': 'divergent'}
    # no file is written over the other
    assert [line.split()[0] for line in commands(run)] == ['echo', PROGRAM.split()[0]]
    assert ' accept GUIDE.md ' in commands(run)[1]


def test_a_copy_that_lies_on_disk_already_is_not_staged(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    repo.put('docs/GUIDE.md', '--8<-- "GUIDE.md"\n' + NOTES)
    repo.write('GUIDE.md', '--8<-- "GUIDE.md"\n' + NOTES)
    assert not [line for line in commands(run) if line.startswith('git add')]


def test_open_conflicts(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    marked = TEXT + '<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n'
    repo.put_pair('GUIDE.md', marked, '--8<-- "GUIDE.md"\n' + NOTES)
    (line,) = commands(run)
    assert line.startswith("! grep -nE '^(<<<<<<<|>>>>>>>)( |$)' GUIDE.md && git add GUIDE.md docs/GUIDE.md && ")
    assert subprocess.run(line, shell=True, cwd=repo.path, capture_output=True).returncode == 1
    assert contents(repo) == (marked, '--8<-- "GUIDE.md"\n' + NOTES)
    repo.write('GUIDE.md', TEXT + 'x\n')
    subprocess.run(line, shell=True, cwd=repo.path, check=True, capture_output=True)
    assert contents(repo) == (TEXT + 'x\n', TEXT + 'x\n')
    assert [path.read_text() for path in (repo.path / 'archive').iterdir()] == ['--8<-- "GUIDE.md"\n' + NOTES]
    assert run('check', '--staged').status == 0
    repo.put_pair('GUIDE.md', TEXT, '--8<-- "GUIDE.md"\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n')
    assert not [line for line in commands(run) if 'cp docs/GUIDE.md' in line]


def test_an_open_conflict_in_a_commit_is_not_copied(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    marked = TEXT + '<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n'
    repo.put_pair('GUIDE.md', marked, '--8<-- "GUIDE.md"\n' + NOTES)
    repo.commit()
    line = printed_fixes(run('check', '--rev', 'HEAD').out)[0]
    assert line.startswith("! grep -nE '^(<<<<<<<|>>>>>>>)( |$)' GUIDE.md && cp GUIDE.md docs/GUIDE.md && git add ")
    assert subprocess.run(line, shell=True, cwd=repo.path, capture_output=True).returncode == 1
    repo.write('GUIDE.md', TEXT)
    subprocess.run(line, shell=True, cwd=repo.path, check=True, capture_output=True)
    assert run('check', '--rev', 'HEAD').status == 0


def test_a_long_document_that_includes_its_counterpart(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    long = ''.join(f'line {number}\n' for number in range(2000))
    repo.put('docs/GUIDE.md', long + '\n--8<-- "GUIDE.md"\n')
    assert 'docs/GUIDE.md:2002: refers to GUIDE.md (' in run('resolve', 'GUIDE.md').err
    assert not [line for line in commands(run) if 'cp docs/GUIDE.md' in line]


def test_the_last_of_many_findings(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond the first ones are not looked into, but a pointer is known by the beginning of its content."""
    monkeypatch.setattr('sot_guard.commands.details.MAX_DETAILED', 10)
    for number in range(12):
        repo.put_pair(f'{number:02}.md', TEXT, f'--8<-- "{number:02}.md"\n' + NOTES)
    findings = run('check', '--format', 'json').json['findings']
    # how many fixes there are depends on how much is known in time
    assert [bool(finding['commands']) for finding in findings] == [True] * 12
    lines = [
        command['command'] for finding in findings for command in finding['commands'] if command['purpose'] == 'cure'
    ]
    assert not [line for line in lines if 'cp docs/' in line]


def test_a_result_that_would_include_itself(repo: Repo, run: Run) -> None:
    repo.commit_pair(text=TEXT)
    text = TEXT + '\n{{#include GUIDE.md}}\n'
    repo.put('docs/GUIDE.md', text)
    assert run('resolve', 'GUIDE.md').err == (
        'sot-guard: GUIDE.md: would include itself (line 11: {{#include GUIDE.md}}); change that line in '
        'docs/GUIDE.md and git add it first\n'
    )
    assert contents(repo) == (TEXT, text)
    # what becomes a pointer does not
    assert run('resolve', '--then', 'pointer', 'GUIDE.md').status == 0
    assert contents(repo) == ('See [docs/GUIDE.md](docs/GUIDE.md).\n', text)


# ---- the counterpart is read as far as it takes

@pytest.mark.parametrize(('size', 'expected'), [(9_000, 'pointer'), (1 << 24, 'pointer'), ((1 << 24) + 1, 'divergent')])
def test_a_pointer_to_a_long_document(repo: Repo, run: Run, size: int, expected: str) -> None:
    line = 'This is one of the lines of a long document.\n'
    repo.put_pair('GUIDE.md', 'See docs/GUIDE.md.\n', (line * (size // len(line) + 1))[:size])
    assert run.findings() == {'GUIDE.md': expected}


def test_a_line_far_down_in_a_long_document(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'See docs/GUIDE.md.\n\nRun make.\n', 'a line\n' * 5000 + 'Run make.\n')
    assert run.findings() == {'GUIDE.md': 'divergent'}
    repo.put('GUIDE.md', '--8<-- "docs/GUIDE.md"\n')
    assert run.findings() == {'GUIDE.md': 'pointer'}


@pytest.mark.parametrize(('root', 'docs'), [
    ('# Guide\n\nSee [the guide](docs/GUIDE.md).\nThe port is 80.\n', '# Guide\n\nThe port is 81.\n'),
    ('# Guide\n\nThe port is 80. See docs/GUIDE.md.\n', '# Guide\n\nThe port is 81. Run make.\n'),
    ('# Guide\n\nRun make.\nThe port is 80.\nSee docs/GUIDE.md.\n', '# Guide\n\nRun make.\nThe port is 81.\n'),
])
def test_a_short_document_that_mentions_the_other_is_no_pointer(repo: Repo, run: Run, root: str, docs: str) -> None:
    repo.put_pair('GUIDE.md', root, docs)
    status, said = commit(repo)
    assert status == 1
    assert 'cp GUIDE.md' not in said
