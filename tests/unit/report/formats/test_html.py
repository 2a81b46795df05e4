"""The page of tests/stories/test_page.py needs a package."""
from __future__ import annotations

import os
import sys

import pytest

from sot_guard.report.formats import render
from sot_guard.report.model import joined
from tests.support.repo import PROGRAM
from tests.support.repo import Repo
from tests.support.repo import Run
from tests.support.reports import report


def test_html_says_what_it_needs(repo: Repo, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__('sys').modules, 'jinja2', None)
    assert run('check', '--format', 'html').err == (
        'sot-guard: html: needs jinja2; in .pre-commit-config.yaml add additional_dependencies: [jinja2] below the id '
        f'of the hook, elsewhere run {sys.executable} -m pip install jinja2\n'
    )


def test_the_page_says_what_is_known_of_each_pair(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', '# Log\n\n## E-1\n\none\n', '# Log\n\n## E-2\n\ntwo\n')
    out = run('check', '--format', 'html').out
    assert '<title>sot-guard: 1 pair to fix</title>' in out
    for fact in (
        '<dt>Status</dt><dd>divergent</dd>', '<dt>Kind</dt><dd>the texts differ</dd>',
        '<dt>Losses</dt><dd>deleting LOG.md loses 2 of 3 lines (missing from docs/LOG.md)</dd>',
        '<li class="copy">1 only in LOG.md</li>', '>1 section only in <bdi>docs/LOG.md</bdi></summary>',
        f'{PROGRAM} resolve --continue --from ~/Downloads/LOG.md LOG.md &amp;&amp; git add LOG.md docs/LOG.md</code>',
    ):
        assert fact in out


def test_the_merged_text_is_taken_from_any_folder(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', 'one\n', 'two\n')
    (repo.path / 'a/b').mkdir(parents=True)
    os.chdir('a/b')
    assert f'<code>cd ../.. &amp;&amp; {PROGRAM} resolve --continue ' in run('check', '--format', 'html').out


def test_a_merged_text_is_for_the_index_alone(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', 'one\n', 'two\n')
    commit = repo.commit()
    assert '--continue' in run('check', '--format', 'html').out
    assert '--continue' not in run('check', '--format', 'html', '--rev', commit).out
    both = joined([report(), report()._replace(of_index=False)])
    assert '--continue' not in render(both, 'html')


def test_a_name_that_cannot_be_typed_has_no_command(repo: Repo, run: Run) -> None:
    repo.put_pair('a\u202eb.md', 'one\n', 'two\n')
    out = run('check', '--format', 'html').out
    assert '>Merged text</h3>' in out and '--continue' not in out
    assert '<p>Fix: ' in out  # what to write into the configuration


def test_why_no_sections_are_shown(repo: Repo, run: Run) -> None:
    repo.put_pair('A.md', '\0a', '\0b')
    repo.put('docs/B.md', 'x')
    repo.link('B.md', 'nowhere')
    repo.git('add', 'B.md')
    out = run('check', '--format', 'html').out
    assert '<p class="quiet">No sections are shown: binary content.</p>' in out
    assert out.count('class="quiet">No sections') == 1
    assert '<title>sot-guard: 2 pairs to fix</title>' in out


def test_what_could_not_be_compared_is_no_match() -> None:
    out = render(report()._replace(findings=(), problems=('a <problem>',)), 'html')
    assert '<title>sot-guard: not everything could be compared</title>' in out
    assert '<p class="problem">a &lt;problem&gt;</p>' in out and 'All pairs match' not in out
