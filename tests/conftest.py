from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test
from hypothesis import settings

import sot_guard
from tests.support.fake_git import FakeGit
from tests.support.repo import Repo
from tests.support.repo import Run

# what a developer's or a CI's environment could change in a test
_SEALED = ('GIT_', 'PRE_COMMIT', 'PREK_', 'GITHUB_', 'XDG_', 'SOT_GUARD_')
_SEALED_NAMES = (
    'CI', 'SKIP', 'NO_COLOR', 'FORCE_COLOR', 'COLUMNS', 'PAGER', 'EDITOR', 'VISUAL',
    # with it each process that a test starts compiles the package anew, which takes as long as all the rest of it
    'PYTHONDONTWRITEBYTECODE',
)

_GITCONFIG = """\
[user]
    name = A Writer
    email = writer@example.org
[init]
    defaultBranch = main
[core]
    editor = true
[commit]
    gpgSign = false
[protocol "file"]
    allow = always
[advice]
    detachedHead = false
[gc]
    auto = 0
[maintenance]
    auto = false
"""


# what a machine may lack; anything else that is skipped fails a run with --only-listed-skips
_LISTED_SKIPS = (
    'the bundle of the seed is not beside the checkout', 'Chromium and its driver are not installed',
    'npm is not installed', 'the file system takes names in UTF-8 alone', 'there is no /dev/full',
    'git is too old for what is tested', 'needs root and setpriv',
    'git-lfs is not installed', 'the archive of documents is not beside the checkout',
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption('--only-listed-skips', action='store_true', help='fail when another test is skipped')
    parser.addoption('--approve', action='store_true', help='write tests/approved anew, from what is printed now')
    parser.addoption('--installed', action='store_true', help='fail unless the package under test is an installed one')
    parser.addoption(
        '--exhaustive', type=float, default=0, metavar='MINUTES',
        help='run what an ordinary run leaves out, the state machine for so long, and properties on new examples',
    )


class _Skips:
    def __init__(self) -> None:
        self.unlisted: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and isinstance(report.longrepr, tuple) and not report.longrepr[2].endswith(_LISTED_SKIPS):
            self.unlisted.append(f'{report.nodeid}: {report.longrepr[2]}')

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unlisted:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for skip in self.unlisted:
            terminalreporter.write_line(f'skipped, and not on the list: {skip}', red=True)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line('markers', 'state(*ids): the known states that a test builds (tests/support/states.py)')
    tree = Path(__file__).parents[1]
    if config.getoption('--installed') and Path(sot_guard.__file__).is_relative_to(tree / 'sot_guard'):
        raise pytest.UsageError(f'sot_guard is that of {tree}; install the wheel, and use --import-mode=append')
    config.addinivalue_line('markers', 'exhaustive: left out without --exhaustive')
    config.addinivalue_line('markers', 'measured: coverage counts what is run in the processes that the test starts')
    # one database for all would be state that a test leaves behind, a deadline a stopwatch, and a draw chance
    settings.register_profile('ordinary', database=None, deadline=None, derandomize=True, max_examples=60)
    settings.register_profile('exhaustive', database=None, deadline=None)
    settings.load_profile('exhaustive' if config.getoption('--exhaustive') else 'ordinary')
    if config.getoption('--only-listed-skips') and not hasattr(config, 'workerinput'):
        config.pluginmanager.register(_Skips())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    exhaustive = bool(config.getoption('--exhaustive'))

    def is_wanted(item: pytest.Item) -> bool:
        is_marked = item.get_closest_marker('exhaustive') is not None
        is_property = isinstance(item, pytest.Function) and is_hypothesis_test(item.function)
        return is_marked or is_property if exhaustive else not is_marked
    wanted = {item: is_wanted(item) for item in items}
    items[:] = [item for item in items if wanted[item]]
    config.hook.pytest_deselected(items=[item for item, kept in wanted.items() if not kept])


def pytest_itemcollected(item: pytest.Item) -> None:
    # `pytest -k R-EOL-03` finds the tests of a state
    item.extra_keyword_matches.update(*(mark.args for mark in item.iter_markers('state')))


@pytest.fixture(autouse=True)
def _seal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """No test sees, or changes, what belongs to the person who runs it; only pip keeps its own configuration."""
    pip = next((p for p in (Path.home() / '.config/pip/pip.conf', Path.home() / '.pip/pip.conf') if p.exists()), None)
    for name in list(os.environ):
        if name.startswith(_SEALED) or name in _SEALED_NAMES:
            monkeypatch.delenv(name)
    if request.node.get_closest_marker('measured') is None:
        # a process that is measured takes thrice the time, and what most of them run is run in this process too
        for name in [name for name in os.environ if name.startswith('COVERAGE_')]:
            monkeypatch.delenv(name)
    home = tmp_path / 'home'
    home.mkdir()
    (home / '.gitconfig').write_text(_GITCONFIG)
    monkeypatch.setenv('HOME', str(home))
    monkeypatch.setenv('GIT_CONFIG_NOSYSTEM', '1')
    monkeypatch.setenv('LC_ALL', 'C.UTF-8')
    monkeypatch.setenv('TERM', 'dumb')
    if pip is not None and 'PIP_CONFIG_FILE' not in os.environ:
        monkeypatch.setenv('PIP_CONFIG_FILE', str(pip))


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A new repository, and the working directory in it."""
    made = Repo.make(tmp_path / 'repo')
    monkeypatch.chdir(made.path)
    return made


@pytest.fixture
def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeGit:
    """A script in the place of git: `fake_git('exit 1')`."""
    return FakeGit(tmp_path / 'fake-git', monkeypatch)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command line in this process: `run('check', '--all')`."""
    return Run(capfdbinary)
