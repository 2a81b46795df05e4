"""What is published: the wheel and the sdist, built as a release builds them, and the wheel in an empty environment."""
from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from packaging.metadata import Metadata
from trove_classifiers import classifiers
from trove_classifiers import deprecated_classifiers

from tests.support.project import PROJECT
from tests.support.repo import Repo

# one worker for all of them, so that it is built once
pytestmark = pytest.mark.xdist_group('package')


@pytest.fixture(scope='session')
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp('dist')
    # the wheel from the sdist, so that the sdist is known to be whole
    subprocess.run(
        (sys.executable, '-m', 'build', '--outdir', folder, PROJECT), check=True, capture_output=True,
    )
    return folder


def files_below(folder: Path) -> set[str]:
    found = (file for file in folder.rglob('*') if file.is_file() and '__pycache__' not in file.parts)
    return {file.relative_to(PROJECT).as_posix() for file in found}


def test_the_wheel_holds_the_package_alone(built: Path) -> None:
    (wheel,) = built.glob('*.whl')
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if '.dist-info/' not in name}
    assert names == files_below(PROJECT / 'sot_guard')


def test_the_sdist_holds_what_a_packager_needs(built: Path) -> None:
    (sdist,) = built.glob('*.tar.gz')
    with tarfile.open(sdist) as archive:
        names = {name.partition('/')[2] for name in archive.getnames()}
    files = {'CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'pyproject.toml', '.pre-commit-hooks.yaml'}
    folders = files_below(PROJECT / 'sot_guard') | files_below(PROJECT / 'tests') | files_below(PROJECT / 'docs')
    assert names >= files | folders


def test_an_index_would_take_the_metadata(built: Path) -> None:
    (wheel,) = built.glob('*.whl')
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith('.dist-info/METADATA')]
        text = archive.read(name).decode()
    metadata = Metadata.from_email(text, validate=True)
    assert set(metadata.classifiers or ()) <= classifiers - set(deprecated_classifiers)
    assert metadata.description_content_type == 'text/markdown'
    assert set(metadata.project_urls or ()) == {'Homepage', 'Source', 'Changelog', 'Issues'}
    assert (metadata.license_expression, metadata.license_files) == ('MIT', ['LICENSE'])
    assert '@' in (metadata.author_email or '')
    assert 'Typing :: Typed' in (metadata.classifiers or ())


def test_the_wheel_alone_refuses_a_commit(built: Path, repo: Repo, tmp_path: Path) -> None:
    (wheel,) = built.glob('*.whl')
    environment = tmp_path / 'environment'
    subprocess.run((sys.executable, '-m', 'venv', '--without-pip', environment), check=True)
    python = next(file for file in (environment / 'bin/python', environment / 'Scripts/python.exe') if file.exists())
    subprocess.run((sys.executable, '-m', 'pip', '--python', python, 'install', '-q', wheel), check=True)
    program = python.with_name('sot-guard')
    repo.commit_pair()
    assert subprocess.run((program, 'check', '--staged')).returncode == 0
    repo.put('GUIDE.md', 'two\n')
    done = subprocess.run((program, 'check', '--staged'), capture_output=True, text=True)
    assert done.returncode == 1
    assert 'GUIDE.md and docs/GUIDE.md differ: this commit changes only GUIDE.md.\n' in done.stdout
