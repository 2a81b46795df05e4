"""The stories that every runner has to tell alike, each set up as in the README."""
from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.runners.runner import BARE
from tests.runners.runner import cure
from tests.runners.runner import every_kind_of_runner
from tests.runners.runner import every_runner
from tests.runners.runner import FRAMEWORKS
from tests.runners.runner import Runner
from tests.support.repo import Repo
from tests.support.shell import shell

LINES = '1\n2\n3\n4\n5\n6\n7\n'


def head_is_equal(repo: Repo) -> bool:
    return repo.git('rev-parse', 'HEAD:GUIDE.md') == repo.git('rev-parse', 'HEAD:docs/GUIDE.md')


@every_runner
def test_refused_repaired_accepted(runner: Runner) -> None:
    repo = runner.repo
    repo.put('GUIDE.md', 'two\n')
    refused = runner.commit()
    assert refused.status == 1
    assert 'GUIDE.md and docs/GUIDE.md differ' in refused.said
    # how to skip the hook is said by --verbose alone
    assert 'SKIP=' not in refused.said
    assert shell(cure(refused.said, 'cp GUIDE.md docs/GUIDE.md && git add '), repo.path).returncode == 0
    accepted = runner.commit()
    assert accepted.status == 0, accepted
    assert head_is_equal(repo)
    # the other copy
    repo.put_pair('GUIDE.md', LINES, f'{LINES}eight\n')
    refused = runner.commit()
    assert refused.status == 1
    assert shell(cure(refused.said, 'cp docs/GUIDE.md GUIDE.md && git add '), repo.path).returncode == 0
    assert runner.commit().status == 0
    # both, and the cure that needs the program by its own path
    repo.put_pair('GUIDE.md', f'zero\n{LINES}eight\n', f'{LINES}eight\nnine\n')
    refused = runner.commit()
    assert refused.status == 1
    line = cure(refused.said, ' resolve GUIDE.md && git add GUIDE.md docs/GUIDE.md')
    assert shell(line, repo.path).returncode == 0
    assert runner.commit().status == 0
    assert head_is_equal(repo)
    assert repo.git('show', 'HEAD:GUIDE.md').decode() == f'zero\n{LINES}eight\nnine\n'


@every_kind_of_runner
def test_a_difference_is_accepted_for_these_contents_alone(runner: Runner) -> None:
    repo = runner.repo
    repo.put('GUIDE.md', 'two\n')
    refused = runner.commit()
    assert refused.status == 1
    # the report names the command that says more, and that one the command that accepts
    more = shell(cure(refused.said, ' check --verbose GUIDE.md'), repo.path).stdout.decode()
    line = cure(more, " accept GUIDE.md --reason 'different on purpose' && ")
    written, _, staged = line.rpartition(' && ')
    assert shell(written, repo.path).returncode == 0
    # not yet: the configuration is no part of the commit
    assert runner.commit().status == 1
    assert shell(staged, repo.path).returncode == 0
    assert runner.commit().status == 0
    assert not head_is_equal(repo)
    repo.put('GUIDE.md', 'three\n')
    assert runner.commit().status == 1


@every_kind_of_runner
@pytest.mark.state('R-PASS-02', 'R-PASS-05')
def test_a_deletion_and_a_change_of_type_are_seen(runner: Runner) -> None:
    repo = runner.repo
    repo.put('.sot-guard.toml', 'canonical = ["PLAN.md"]\n')
    repo.commit_pair('PLAN.md')
    repo.git('rm', '-q', 'docs/PLAN.md')
    refused = runner.commit()
    assert refused.status == 1
    assert ': 1 file is missing.' in refused.said
    repo.git('reset', '-q', '--hard')
    repo.link('GUIDE.md', 'nowhere')
    repo.git('add', 'GUIDE.md')
    refused = runner.commit()
    assert refused.status == 1
    assert ': 1 pair differs' in refused.said
    repo.link('GUIDE.md', 'docs/GUIDE.md')
    repo.git('add', 'GUIDE.md')
    assert runner.commit().status == 0
    repo.git('rm', '-q', 'GUIDE.md')
    assert runner.commit().status == 0
    repo.git('rm', '-q', 'docs/GUIDE.md')
    assert runner.commit().status == 0


@every_kind_of_runner
def test_what_the_configuration_names_never_drops_out(runner: Runner) -> None:
    """A misspelt path holds up the commit that touches its pair and no other; a copy is not deleted unseen."""
    repo = runner.repo
    repo.put('lib/SOURCE.txt', 'one\n')
    repo.put('lib/COPY.txt', 'one\n')
    text = '[[pair]]\nsource = "lib/{}.txt"\ncopies = ["lib/COPY.txt"]\n'
    repo.put('.sot-guard.toml', text.format('SORCE'))
    refused = runner.commit()
    assert refused.status == 1
    assert 'pair[0]: lib/SORCE.txt does not exist; did you mean lib/SOURCE.txt?' in refused.said
    repo.commit()
    repo.put('unrelated', 'x\n')
    assert runner.commit().status == 0
    repo.git('rm', '-q', 'lib/COPY.txt')
    assert runner.commit().status == 1
    repo.git('reset', '-q', '--hard')
    repo.put('.sot-guard.toml', text.format('SOURCE'))
    assert runner.commit().status == 0
    repo.git('rm', '-q', 'lib/COPY.txt')
    refused = runner.commit()
    assert refused.status == 1
    assert ': 1 file is missing.' in refused.said
    assert 'This commit deletes lib/COPY.txt, a required copy of lib/SOURCE.txt' in refused.said
    assert shell(cure(refused.said, ' git restore '), repo.path).returncode == 0
    assert runner.commit('--allow-empty').status == 0


@every_kind_of_runner
@pytest.mark.state('R-PASS-15', 'R-PASS-16')
def test_a_commit_of_paths_and_one_of_everything(runner: Runner) -> None:
    repo = runner.repo
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    refused = runner.commit('--', 'GUIDE.md')
    assert refused.status == 1
    line = cure(refused.said, 'git commit -- ')
    # only a runner that has put docs/GUIDE.md away makes a copy of it necessary
    copied = 'cp GUIDE.md docs/GUIDE.md && ' if runner.program else ''
    assert line == f'{copied}git commit -- GUIDE.md docs/GUIDE.md'
    done = shell(line, repo.path)
    assert done.returncode == 0, done
    repo.write('GUIDE.md', 'three\n')
    assert runner.commit('-a').status == 1
    assert runner.commit('-i', '--', 'GUIDE.md').status == 1
    assert repo.git('diff', '--cached', '--name-only') == b''
    repo.write('docs/GUIDE.md', 'three\n')
    assert runner.commit('-a').status == 0
    assert head_is_equal(repo)


@every_kind_of_runner
@pytest.mark.state('R-PASS-12')
def test_a_clean_merge_of_one_side_each(runner: Runner) -> None:
    repo = runner.repo
    lines = '1\n2\n3\n4\n5\n6\n7\n8\n'
    repo.commit_pair(text=lines)
    repo.git('checkout', '-q', '-b', 'side')
    repo.put('docs/GUIDE.md', 'one\n' + lines[2:])
    repo.commit()
    repo.git('checkout', '-q', 'main')
    repo.put('GUIDE.md', lines[:-2] + 'eight\n')
    repo.commit()
    done = runner.type('git', 'merge', 'side')
    assert done.status == 1
    assert 'GUIDE.md and docs/GUIDE.md differ' in done.said


# ---- the index against the work tree

class Stage(NamedTuple):
    """What is staged and what is on disk of GUIDE.md and of docs/GUIDE.md (None: nothing), and the verdict."""

    staged: tuple[str, str | None]
    disk: tuple[str, str | None]
    status: int

    def build(self, repo: Repo) -> None:
        root, docs = self.staged
        if docs is None:
            repo.git('rm', '-q', 'docs/GUIDE.md')
            repo.commit()
        else:
            repo.put('docs/GUIDE.md', docs)
        repo.put('GUIDE.md', root)
        repo.put('other', 'x\n')
        for name, text in zip(SIDES, self.disk, strict=True):
            if text is None:
                (repo.path / name).unlink()
            else:
                repo.write(name, text)


SIDES = ('GUIDE.md', 'docs/GUIDE.md')
STAGES = {
    'R-STAGE-01': Stage(('two\n', 'one\n'), ('two\n', 'two\n'), 1),
    'R-STAGE-02': Stage(('two\n', 'two\n'), ('two\n', 'three\n'), 0),
    'R-STAGE-03': Stage(('two\n', None), ('two\n', 'three\n'), 0),
    'R-STAGE-04': Stage(('two\n', None), ('two\n', 'three\n'), 0),
    'R-STAGE-05': Stage(('two\n', 'one\n'), ('two\n', None), 1),
    'R-STAGE-06': Stage(('one\n', 'one\n'), ('two\n', 'one\n'), 0),
    'R-STAGE-08': Stage(('one\n', 'one\n'), ('one\n', 'two\n'), 0),
}
# where a runner puts the work tree aside before it starts the hook; what is not tracked stays in any case
ASIDE = {'lefthook': {'R-STAGE-02'}, 'husky': set[str](), 'bare hook': set[str]()}


def on_disk(repo: Repo) -> list[bytes]:
    return [repo.read(name) if (repo.path / name).exists() else b'nothing\n' for name in SIDES]


@every_kind_of_runner
@pytest.mark.state(
    'R-STAGE-01', 'R-STAGE-02', 'R-STAGE-03', 'R-STAGE-04', 'R-STAGE-05', 'R-STAGE-06', 'R-STAGE-08',
)
def test_only_the_index_counts(probe: Runner) -> None:
    # all of them in one repository, because a runner takes as long to set up as to run
    repo = probe.repo
    base = repo.git('rev-parse', 'HEAD').decode().strip()
    for state, stage in STAGES.items():
        (repo.path / '.git/info/exclude').write_text('docs/\n' if state == 'R-STAGE-04' else '')
        stage.build(repo)
        before = on_disk(repo)
        done = probe.commit()
        assert (state, done.status) == (state, stage.status), done
        assert on_disk(repo) == before, state
        # the state was truly there: what the hook saw
        hidden = stage.staged[1] is not None and state in ASIDE.get(probe.name, STAGES)
        texts = stage.staged if hidden else stage.disk
        assert (state, repo.read('.git/seen').decode()) == (state, ''.join(text or 'nothing\n' for text in texts))
        repo.git('reset', '-q', '--hard', base)


# lefthook writes LF to the disk by itself, and lint-staged gives up
@pytest.mark.parametrize('runner', [*FRAMEWORKS, BARE], indirect=True)
@pytest.mark.state('R-PC-06')
def test_a_change_that_only_renormalises(probe: Runner) -> None:
    repo = probe.repo
    repo.git('config', 'core.autocrlf', 'input')
    repo.put_pair('GUIDE.md', 'two\n', 'two\n')
    repo.write('docs/GUIDE.md', 'two\r\n')
    done = probe.commit()
    assert done.status == 0, done
    assert repo.read('docs/GUIDE.md') == b'two\r\n'
    assert repo.read('.git/seen') == b'two\ntwo\r\n'
    repo.put('GUIDE.md', 'three\n')
    assert probe.commit().status == 1
