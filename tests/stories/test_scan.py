from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import tomllib

import pytest

from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.repo import SCRIPT
from tests.support.terminal import all_of

TEXT = ''.join(f'line {number}\n' for number in range(10))


def scanned(run: Run) -> dict[str, tuple[str, str]]:
    result = run('scan', '--format', 'json')
    assert (result.status, result.err) == (0, '')
    return {one['root_path']: (one['proposal'], one['evidence']) for one in json.loads(result.out)}


def test_evidence_and_proposals(repo: Repo, run: Run) -> None:
    repo.commit_pair('GUIDE.md', TEXT)
    repo.commit_pair('README.md', TEXT)
    repo.commit_pair('Makefile', TEXT)
    repo.commit_pair('PLAN.md', TEXT)
    repo.put('AGENTS.md', TEXT)
    repo.link('CLAUDE.md', 'AGENTS.md')
    repo.put('GEMINI.md', 'See [AGENTS.md](AGENTS.md).\n')
    repo.put_pair('NOTES.md', 'one\n', 'two\n')
    repo.put('docs/OLD.md', TEXT)
    repo.git('add', '-A')
    repo.commit()
    repo.put('README.md', TEXT + 'more\n')
    split = repo.commit('Say more')
    repo.put('Makefile', 'all:\n')
    repo.put('PLAN.md', 'all:\n')
    apart = repo.commit('Part')
    repo.put('docs/OLD.md', TEXT + 'new\n')
    repo.commit()
    repo.put('OLD.md', TEXT)
    repo.commit()
    for name in ('LICENSE', 'packages/a/LICENSE', 'packages/b/LICENSE'):
        repo.put(name, TEXT)
    repo.commit()
    repo.put('GUIDE.md', TEXT + 'x\n')
    found = scanned(run)
    commits = {name: evidence.partition(' (')[0] for name, (_, evidence) in found.items()}
    assert {name: proposal for name, (proposal, _) in found.items()} == {
        'GUIDE.md': 'fix', 'README.md': 'guard', 'Makefile': 'leave', 'PLAN.md': 'accept',
        'CLAUDE.md': 'leave', 'GEMINI.md': 'leave',
        'NOTES.md': 'exclude', 'OLD.md': 'fix', 'packages/a/LICENSE': 'pair', 'packages/b/LICENSE': 'pair',
        'packages/*/LICENSE': 'pair',
    }
    assert found['GUIDE.md'][1].startswith('identical until this change, 91% of the copy in the source, 100% of the ')
    assert commits['README.md'] == f'identical until {split[:12]}'
    assert commits['PLAN.md'] == f'identical until {apart[:12]}'
    assert found['OLD.md'][1].startswith(
        'never identical, but a file equals an older version of its counterpart, 100% of the copy in the source',
    )
    assert found['NOTES.md'][1].startswith('never identical, 0% of the copy')
    assert (found['CLAUDE.md'][1], found['GEMINI.md'][1]) == ('linked', 'pointer')
    table = run('scan').out.splitlines()
    assert table[-1] == 'sot-guard scan --format toml prints the proposed configuration'
    assert next(line for line in table if 'GUIDE' in line).split()[:3] == ['fix', 'GUIDE.md', ':']
    assert next(line for line in table if 'GUIDE' in line).endswith('in common; run: sot-guard resolve GUIDE.md')
    assert 'fix      it is checked and fails: run the command' in table
    line = next(line for line in table if 'README' in line)
    assert line.split()[:2] == ['guard', 'README.md']
    assert line.endswith('; then run: sot-guard resolve README.md')
    reasons = {one['root_path']: one['reason'] for one in json.loads(run('scan', '--format', 'json').out)}
    assert reasons['PLAN.md'].startswith(f'rewritten: identical until {apart[:7]}')
    written = run('scan', '--format', 'toml').out
    assert tomllib.loads(written) == {
        'include': ['README.md'], 'exclude': ['NOTES.md'],
        'pair': [{'source': 'LICENSE', 'copies': ['packages/*/LICENSE'], 'required': True}],
        'accept': [{
            'path': 'PLAN.md', 'source-id': repo.git('rev-parse', ':docs/PLAN.md').decode().strip(),
            'copy-id': repo.git('rev-parse', ':PLAN.md').decode().strip(), 'reason': reasons['PLAN.md'],
        }],
    }
    repo.put('.sot-guard.toml', written)
    assert run.findings('--all') == {
        'GUIDE.md': 'divergent', 'README.md': 'divergent', 'OLD.md': 'divergent', 'PLAN.md': 'accepted',
    }
    assert re.search(r'(?m)^accepted +PLAN\.md : docs/PLAN\.md +the configuration accepts', run('scan').out)


def test_a_proposal_says_what_it_would_refuse(repo: Repo, run: Run) -> None:
    for path in ('app/AGENTS.md', 'app/CLAUDE.md'):
        repo.put(path, TEXT)
    repo.commit()
    repo.put('app/CLAUDE.md', TEXT + 'more\n')
    repo.commit()
    written = run('scan', '--format', 'toml').out
    line = '# app/CLAUDE.md differs today; sot-guard check --all will refuse it\n[[pair]]\nsource = "app/AGENTS.md"\n'
    assert line in written
    repo.put('.sot-guard.toml', written)
    assert run.findings('--all') == {'app/CLAUDE.md': 'divergent'}


def test_a_copy_is_proposed_for_one_source(repo: Repo, run: Run) -> None:
    for name in ('NOTES.md', 'docs/a/NOTES.md', 'docs/b/NOTES.md', 'README.md', 'docs/README.md', 'docs/index.md'):
        repo.put(name, TEXT)
    written = run('scan', '--format', 'toml').out
    assert tomllib.loads(written) == {
        'include': ['README.md'], 'pair': [{'source': 'docs/a/NOTES.md', 'copies': ['NOTES.md']}],
    }
    repo.put('.sot-guard.toml', written)
    assert run('check', '--all') == (0, '', '')
    assert run('scan', '--format', 'toml').out == '# nothing to propose\n'


def test_a_ledger_is_never_taken_out(repo: Repo, run: Run) -> None:
    for name in ('BUILD_HISTORY.md', 'NOTES.md'):
        repo.put_pair(name, 'one\n', 'two\n')
    assert tomllib.loads(run('scan', '--format', 'toml').out) == {'exclude': ['NOTES.md']}


def test_sources_do_not_go_round_in_a_circle(repo: Repo, run: Run) -> None:
    for name in ('guide.md', 'docs/GUIDE.md', 'docs/guide.md', 'GUIDE.md'):
        repo.put(name, TEXT)
    repo.put('.sot-guard.toml', run('scan', '--format', 'toml').out)
    assert run('check', '--all').status == 0


@pytest.mark.parametrize('file', ['.sot-guard.toml', 'pyproject.toml'])
def test_lists_that_are_there_are_replaced_and_kept(repo: Repo, run: Run, file: str) -> None:
    for name in ('Makefile', 'docs/Makefile', 'README.md', 'docs/index.md', 'x.txt', 'docs/x.txt'):
        repo.put(name, TEXT)
    section = '[tool.sot-guard]\n' if file == 'pyproject.toml' else ''
    repo.put(file, f'{section}include = ["a"]\nexclude = ["x.txt"]\n')
    written = run('scan', '--format', 'toml').out
    assert written.startswith('# replaces include\ninclude = ["a", "Makefile"]\n')
    repo.put(file, f'{section}exclude = ["x.txt"]\n{written}')
    assert run('check', '--all') == (0, '', '')
    assert set(json.loads(run('scan', '--format', 'json').out)[0]) >= {'guarded'}


def test_what_is_guarded_already_is_not_proposed_again(repo: Repo, run: Run) -> None:
    repo.commit_pair('GUIDE.md', TEXT)
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/index.md"\ncopies = ["README.md"]\n')
    repo.put('README.md', TEXT)
    repo.put('docs/index.md', TEXT)
    assert scanned(run) == {'GUIDE.md': ('guard', 'identical'), 'README.md': ('pair', 'identical')}
    assert run('scan', '--format', 'toml') == (0, '# nothing to propose\n', '')


def test_texts_that_cannot_be_compared_by_lines(repo: Repo, run: Run) -> None:
    repo.commit_pair('GUIDE.md', TEXT)
    repo.put('GUIDE.md', b'\0')
    assert scanned(run) == {'GUIDE.md': ('fix', 'identical until this change')}


def test_nothing_to_find(repo: Repo, run: Run) -> None:
    assert run('scan') == (0, 'no two tracked files look like copies of each other\n', '')
    assert run('scan', '--format', 'toml') == (0, '# nothing to propose\n', '')
    repo.put_pair('README.md', 'one\n', 'two\n')
    assert run('scan').out.splitlines()[1:] == [
        '', 'leave    change nothing', 'nothing to add to the configuration',
    ]
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    assert scanned(run)['GUIDE.md'] == (
        'exclude', 'never identical, 0% of the copy in the source, 0% of the source in the copy',
    )
    repo.put_pair('E.md', '\n', '')
    assert 'E.md' in scanned(run)


def test_a_shallow_history_is_not_taken_for_a_whole_one(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    commit = repo.commit()
    (repo.path / '.git/shallow').write_text(f'{commit}\n')
    assert scanned(run)['GUIDE.md'][1].startswith('history unknown (shallow clone')


def test_strange_names_do_nothing(repo: Repo, run: Run) -> None:
    repo.put_pair('a\x1b[2J\n::error::.md', TEXT, TEXT)
    repo.commit_pair('##[x]".md', TEXT)
    for name in ('table', 'json', 'toml'):
        out = run('scan', '--format', name).out
        assert '\x1b' not in out
        assert '##[' not in out
        assert not any(line.startswith('::') for line in out.splitlines())
    assert tomllib.loads(run('scan', '--format', 'toml').out) == {}


def test_a_bar_on_a_terminal_and_none_in_a_pipe(repo: Repo) -> None:
    repo.commit_pair('GUIDE.md', TEXT)
    ours, theirs = pty.openpty()
    done = subprocess.run((SCRIPT, 'scan'), stderr=theirs, stdout=subprocess.PIPE, check=True)
    os.close(theirs)
    shown = all_of(ours)
    os.close(ours)
    assert b'\x1b' not in done.stdout
    assert shown == b'\r0 of 1 pairs [                              ]\r\x1b[K'
    assert subprocess.run((SCRIPT, 'scan'), capture_output=True, check=True).stderr == b''


def test_roots_where_packages_have_docs_of_their_own(repo: Repo, run: Run) -> None:
    for name in ('packages/a', 'packages/b', 'lone'):
        repo.put(f'{name}/GUIDE.md', TEXT)
        repo.put(f'{name}/docs/GUIDE.md', TEXT)
    repo.put_pair('Makefile', TEXT, TEXT)
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    written = run('scan', '--format', 'toml').out
    # of the top level alone: the names of the packages stay checked
    assert tomllib.loads(written) == {
        'roots': ['packages/*'], 'include': ['/Makefile'], 'exclude': ['/GUIDE.md'],
        'pair': [{'source': 'lone/docs/GUIDE.md', 'copies': ['lone/GUIDE.md']}],
    }
    repo.put('.sot-guard.toml', written)
    assert run('check', '--all') == (0, '', '')
    repo.put('packages/a/GUIDE.md', 'three\n')
    assert run.findings('--all') == {'packages/a/GUIDE.md': 'divergent'}
    repo.put('packages/a/GUIDE.md', TEXT)
    assert run('scan', '--format', 'toml').out == '# nothing to propose\n'


def test_copies_join_the_pair_of_their_source(repo: Repo, run: Run) -> None:
    for name in ('LICENSE', 'packages/a/LICENSE', 'packages/b/LICENSE'):
        repo.put(name, TEXT)
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "LICENSE"\ncopies = ["packages/a/LICENSE"]\ncompare = "text"\n')
    written = run('scan', '--format', 'toml').out
    assert written.startswith('\n# replaces pair[0]\n[[pair]]\n')
    assert tomllib.loads(written) == {'pair': [
        {'source': 'LICENSE', 'copies': ['packages/a/LICENSE', 'packages/b/LICENSE'], 'compare': 'text'},
    ]}
    repo.put('.sot-guard.toml', written.replace('compare = "text"\n', '').replace('"packages/b/LICENSE"', ''))
    assert 'compare' not in run('scan', '--format', 'toml').out
    differing = written.replace('compare = "text"', 'differ = ["blank-lines"]')
    repo.put('.sot-guard.toml', differing.replace('"packages/b/LICENSE"', ''))
    assert 'differ = ["blank-lines"]\n' in run('scan', '--format', 'toml').out


def test_resolve_says_that_a_configuration_is_not_staged(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.put('x.md', TEXT)
    repo.put('GUIDE.md', 'two\n')
    said = '.sot-guard.toml has unstaged changes, which are not in effect; to use them: git add .sot-guard.toml'
    repo.write('.sot-guard.toml', '[[pair]]\nsource = "docs/GUIDE.md"\ncopies = ["GUIDE.md", "x.md"]\n')
    problem = 'x.md: is not part of any pair of tracked files; try check --explain'
    assert run('resolve', 'x.md') == (2, '', f'sot-guard: {problem}; {said}\n')
    for words in (['--all', '--dry-run'], ['GUIDE.md']):
        assert run('resolve', *words).out.startswith(f'{said}\nGUIDE.md and docs/GUIDE.md: ')
    repo.git('add', '.sot-guard.toml')
    assert said not in run('resolve', '--all').out


def test_a_configuration_that_is_not_staged_is_said(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    repo.write('.sot-guard.toml', 'exclude = ["GUIDE.md"]\n')
    assert 'to use them: git add .sot-guard.toml' in run('scan').err


def test_a_near_copy_is_never_taken_out(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', TEXT, TEXT.replace('line 9', 'another line'))
    repo.commit()
    assert scanned(run)['GUIDE.md'][0] == 'fix'
    assert run('scan', '--format', 'toml').out == '# nothing to propose\n'


def test_nothing_is_made_of_a_history_that_was_not_read(
    repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch,
) -> None:
    repo.put_pair('README.md', TEXT, TEXT)
    repo.put_pair('GUIDE.md', 'one\n', 'two\n')
    repo.commit()
    repo.put('README.md', TEXT + 'more\n')
    repo.commit()
    monkeypatch.setattr('sot_guard.commands.scan.MAX_HISTORY_SECONDS', 0.0)
    found = scanned(run)
    assert {name: proposal for name, (proposal, _) in found.items()} == {'GUIDE.md': 'leave', 'README.md': 'leave'}
    assert found['README.md'][1].startswith('history unknown (search stopped after 0 s and 0 commits')


def test_many_texts_are_compared_by_lines_alone(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.put_pair('A.md', '# A\n\none\n', '# A\n\n<!--\none\n-->\n')
    assert json.loads(run('scan', '--format', 'json').out)[0]['shared_lines'] == [0.5, 0.5]
    monkeypatch.setattr('sot_guard.commands.scan.MAX_PARSED_BYTES', 0)
    monkeypatch.setattr('sot_guard.commands.scan.MAX_TEXTS', 1)
    assert json.loads(run('scan', '--format', 'json').out)[0]['shared_lines'] == [1.0, 0.5]


def test_a_text_that_is_too_long_to_be_compared(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', 'one\n', 'two\n' * 300_000)
    assert json.loads(run('scan', '--format', 'json').out)[0]['shared_lines'] is None


def test_a_document_that_has_its_name_elsewhere_is_listed_if_its_contents_are_alike(repo: Repo, run: Run) -> None:
    repo.put('docs/guide/SAME.md', TEXT)
    repo.put('site/src/same.md', TEXT)
    repo.put('site/src/NEAR.md', TEXT)
    repo.put('docs/guide/NEAR.md', TEXT.replace('line 9', 'another line'))
    for name in ('OTHER.md', 'EMPTY.md', 'CHECKED.md'):
        repo.put(f'docs/guide/{name}', 'one\n' * (name != 'EMPTY.md'))
        repo.put(f'site/src/{name}', 'two\n' * (name != 'EMPTY.md'))
    # these are a part of a pair of folders
    for folder in ('docs/kit/', 'site/src/kit/'):
        for name in ('a/NOTES.md', 'a/TASKS.md', 'b/PLANS.md'):
            repo.put(folder + name, TEXT + name)
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/guide/CHECKED.md"\ncopies = ["site/src/CHECKED.md"]\n')
    repo.commit()
    found = json.loads(run('scan', '--format', 'json').out)
    assert {(one['root_path'], one['likeness'], one['proposal']) for one in found} == {
        ('site/src/same.md', 'same name elsewhere', 'pair'), ('site/src/NEAR.md', 'same name elsewhere', 'leave'),
        ('site/src/CHECKED.md', 'same name elsewhere', 'fix'), ('site/src/kit/', 'folder', 'pair'),
    }


# ---- copies that are alike but for what can be declared

PAGE = f'---\ntitle: Guide\n---\n\n# A guide\n\n{TEXT}'


def test_what_can_be_declared_is_proposed(repo: Repo, run: Run) -> None:
    repo.put_pair('GUIDE.md', f'# Guide\n\n{TEXT}', PAGE)
    repo.put_pair('TITLES.md', '# One\n\nx\n\ny\n', '# Two\n\nx\n\ny\n')
    repo.put('CONTRIBUTING.md', TEXT.replace('\nline 5', '\n\nline 5'))
    repo.put('.github/CONTRIBUTING.md', '# Contributing\n' + TEXT.replace('\nline 5', '\n\n\nline 5'))
    repo.commit()
    found = {one['root_path']: one for one in json.loads(run('scan', '--format', 'json').out)}
    assert {name: (one['proposal'], one['differ']) for name, one in found.items()} == {
        'GUIDE.md': ('pair', ['front-matter', 'first-heading']), 'TITLES.md': ('fix', []),
        '.github/CONTRIBUTING.md': ('pair', ['first-heading', 'blank-lines']),
    }
    assert found['GUIDE.md']['reason'] == 'identical except for front-matter and first-heading'
    repo.put('.sot-guard.toml', run('scan', '--format', 'toml').out)
    assert run.findings('--all') == {
        'GUIDE.md': 'same_but', '.github/CONTRIBUTING.md': 'same_but', 'TITLES.md': 'divergent',
    }
    assert 'differ' not in run('scan', '--format', 'toml').out


def test_what_would_have_to_be_named_is_told_and_not_proposed(repo: Repo, run: Run) -> None:
    """A licence without its last line end is proposed, two pages with descriptions of their own are not."""
    repo.put('LICENSE', TEXT)
    repo.put('packages/a/LICENSE', TEXT.removesuffix('\n'))
    repo.put_pair('GUIDE.md', PAGE, PAGE.replace('title: Guide', 'title: "The \u202e guide"'))
    repo.put_pair('NOTES.txt', TEXT, TEXT.replace('\n', '\r\n'))
    repo.commit()
    found = {one['root_path']: one for one in json.loads(run('scan', '--format', 'json').out)}
    assert {name: (one['proposal'], one['differ'], one['compare']) for name, one in found.items()} == {
        'packages/a/LICENSE': ('pair', [], 'text'), 'GUIDE.md': ('leave', [], None), 'NOTES.txt': ('fix', [], None),
    }
    assert found['GUIDE.md']['reason'] == (
        'identical except for keys of front matter; to check the rest, add a [[pair]] with '
        'differ = [{front-matter = ["title"]}]'
    )
    written = run('scan', '--format', 'toml').out
    assert tomllib.loads(written) == {
        'pair': [{'source': 'LICENSE', 'copies': ['packages/a/LICENSE'], 'compare': 'text'}],
    }
    repo.put('.sot-guard.toml', written + (
        '[[pair]]\nsource = "docs/GUIDE.md"\ncopies = ["GUIDE.md"]\ndiffer = [{front-matter = ["title"]}]\n'
    ))
    assert run.findings('--all') == {
        'packages/a/LICENSE': 'same_text', 'GUIDE.md': 'same_but', 'NOTES.txt': 'divergent',
    }


def test_what_made_two_files_equal_in_several_commits_is_proposed(repo: Repo, run: Run) -> None:
    for number in range(2):
        repo.put_pair('GUIDE.md', f'# Guide\n\n{TEXT}{number}\n', f'{PAGE}{number}\n')
        repo.put_pair('ONCE.md', f'# Once\n\n{TEXT}{number}\n', f'{PAGE}{number * 2}\n')
        repo.put_pair('TITLE.md', f'# A guide\n\n{TEXT}{number}\n', f'{PAGE}{number}\n')
        dated = f'# Guide 1.2\n\n{TEXT}{number}\n'
        repo.put_pair('DATED.md', dated, f'---\na: 1\n---\n{dated}')
        repo.commit()
    repo.put('GUIDE.md', f'# Guide\n\n{TEXT}2\n')
    repo.put('ONCE.md', f'# Once\n\n{TEXT}3\n')
    repo.put('TITLE.md', f'# A guide\n\n{TEXT}2\n')
    repo.put('DATED.md', f'# Guide 1.2\n\n{TEXT}2\n')
    repo.commit()
    repo.put_pair('SAME.md', f'# Guide\n\n{TEXT}', f'# Guide\n\n{TEXT}more\n')
    found = {one['root_path']: one for one in json.loads(run('scan', '--format', 'json').out)}
    assert {name: one['differ'] for name, one in found.items()} == {
        'GUIDE.md': ['front-matter', 'first-heading'], 'ONCE.md': [], 'SAME.md': [],
        'TITLE.md': ['front-matter'], 'DATED.md': ['front-matter'],
    }
    reason = 'drifted: identical except for front-matter and first-heading in several commits'
    assert (found['GUIDE.md']['proposal'], found['GUIDE.md']['reason']) == ('pair', reason)


def test_no_history_is_read_where_the_time_is_up(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('sot_guard.commands.scan_views.MAX_SECONDS', 0)
    repo.put_pair('GUIDE.md', f'# Guide\n\n{TEXT}', f'{PAGE}x\n')
    repo.commit()
    (one,) = json.loads(run('scan', '--format', 'json').out)
    assert one['differ'] == []


def test_links_of_a_copy_that_lead_nowhere_are_told(repo: Repo, run: Run) -> None:
    links = '[a](x.md) [b](https://x.org/) [c](#here) [d](nowhere.md) ![e](img/a%20b.png?raw=1) [f](/x.md) [g](..)'
    text = f'{TEXT}{links}\n'
    repo.put('.sot-guard.toml', '[[pair]]\nsource = "docs/GUIDE.md"\ncopies = ["GUIDE.md"]\n')
    for name in ('docs/GUIDE.md', 'GUIDE.md', 'docs/x.md', 'docs/img/a b.png'):
        repo.put(name, text)
    repo.commit()
    err = run('scan').err
    for link in ('x.md', 'img/a%20b.png?raw=1'):
        assert f'GUIDE.md: the link {link} leads nowhere from the top level\n' in err
    assert err.count('leads nowhere') == 2
    assert run('check', '--all') == (0, '', '')
