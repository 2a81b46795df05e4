"""What `scan` proposes for folders and globs: a `[[pair]]` each, which refuses nothing of what is there today."""
from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.config.model import text_of
from sot_guard.config.write import glob_of
from sot_guard.config.write import toml_list
from sot_guard.config.write import toml_string
from sot_guard.escaping import visible
from sot_guard.pairing.folder_candidates import FolderCandidate
from sot_guard.pairing.glob_candidates import GlobCandidate


class FolderProposal(NamedTuple):
    """A `[[pair]]` of folders, or of a file and a glob."""

    # folders end in `/`
    source: bytes
    copies: tuple[bytes, ...]
    # what differs today, as patterns
    exclude: tuple[str, ...]
    # whether nothing is missing today, so that it may be forbidden
    is_complete: bool
    # what speaks for it, in words
    reason: str
    # the copies of a glob
    matches: tuple[bytes, ...] = ()

    @property
    def is_folder(self) -> bool:
        """Whether it is about folders."""
        return self.source.endswith(b'/')


def proposals(folders: Iterable[FolderCandidate], globs: Iterable[GlobCandidate]) -> tuple[FolderProposal, ...]:
    """Return the proposals; copies of a folder that lack the same are one."""
    alike: dict[tuple[bytes, tuple[bytes, ...], bool], list[FolderCandidate]] = {}
    for one in folders:
        alike.setdefault((one.source, one.differ, not one.missing), []).append(one)
    found = [
        FolderProposal(
            source + b'/', tuple(one.copy + b'/' for one in group), tuple(map(glob_of, differ)), is_complete,
            _of_folders(group),
        )
        for (source, differ, is_complete), group in alike.items()
    ]
    return (*found, *map(_of_glob, globs))


def _of_folders(group: Sequence[FolderCandidate]) -> str:
    first = group[0]
    equal = first.common - len(first.differ)
    words = [f'{equal:,} of {first.common:,} files are identical']
    words += [f'{first.missing:,} only in {visible(first.source)}/'] * bool(first.missing)
    words += [f'{first.extra:,} only in {visible(first.copy)}/'] * bool(first.extra)
    words += _excluded(len(first.differ))
    return f'{", ".join(words)}; refuses nothing today'


def _excluded(count: int) -> list[str]:
    return [f'{count:,} that {"differs is" if count == 1 else "differ are"} excluded'] * bool(count)


def _of_glob(one: GlobCandidate) -> FolderProposal:
    words = [f'{len(one.copies) - len(one.differ):,} of {len(one.copies):,} copies are identical']
    words += _excluded(len(one.differ))
    return FolderProposal(
        one.source, (one.glob,), tuple(map(glob_of, one.differ)), one.is_everywhere,
        f'{", ".join(words)}; refuses nothing today', one.copies,
    )


def lines_of_toml(found: Iterable[FolderProposal]) -> Iterator[str]:
    """Yield the proposals as tables to paste."""
    for one in found:
        yield ''
        yield f'# {one.reason}'
        yield '[[pair]]'
        yield f'source = {toml_string(text_of(one.source))}'
        yield f'copies = {toml_list(map(text_of, one.copies))}'
        if one.is_complete:
            yield 'missing = "forbid"' if one.is_folder else 'required = true'
        if one.exclude:
            yield f'exclude = {toml_list(one.exclude)}'


def rows_of_table(found: Iterable[FolderProposal]) -> Iterator[tuple[str, str, str]]:
    """Yield the proposals for people, a row a copy."""
    for one in found:
        for copy in one.copies:
            yield 'pair', f'{visible(copy)} : {visible(one.source)}', one.reason


def rows_of_json(found: Iterable[FolderProposal]) -> Iterator[Mapping[str, object]]:
    """Yield the proposals as objects with the keys of those on files."""
    for one in found:
        for copy in one.copies:
            yield {
                'root_path': visible(copy), 'docs_path': visible(one.source),
                'likeness': 'folder' if one.is_folder else 'glob', 'status': 'identical', 'evidence': one.reason,
                'shared_lines': None, 'guarded': False, 'proposal': 'pair', 'reason': one.reason, 'command': None,
                'exclude': list(one.exclude),
            }


def covered(found: Iterable[FolderProposal], paths: Iterable[bytes]) -> set[bytes]:
    """Return the copies that these proposals hold already, of all that were looked at."""
    folders: list[bytes] = []
    globs: set[bytes] = set()
    for one in found:
        folders += one.copies if one.is_folder else ()
        globs |= {*one.matches}
    return globs | {path for path in paths if _is_below(path, folders)}


def _is_below(path: bytes, folders: Collection[bytes]) -> bool:
    return path.startswith(tuple(folders)) if folders else False
