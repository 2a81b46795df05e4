"""The configuration that a scan proposes: TOML to paste, and where each part of it goes."""
from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.analysis.status import Status
from sot_guard.config.model import PairRule
from sot_guard.config.model import SECTION
from sot_guard.config.model import SHARED_FILE
from sot_guard.config.model import text_of
from sot_guard.config.write import glob_of
from sot_guard.config.write import name_of
from sot_guard.config.write import pair_lines
from sot_guard.config.write import toml_list
from sot_guard.config.write import toml_string
from sot_guard.config.write import toml_views
from sot_guard.escaping import visible
from sot_guard.pairing.candidates import Likeness
from sot_guard.report.folder_proposals import covered as held_by
from sot_guard.report.folder_proposals import lines_of_toml
from sot_guard.report.proposals import Proposal
from sot_guard.report.scan import as_json
from sot_guard.report.scan import Prospect
from sot_guard.report.scan import Survey
from sot_guard.report.scan import table

_MIN_PACKAGES = 2


def as_toml(survey: Survey) -> str:
    """What to add to the configuration, or to put in the place of what it has."""
    config = survey.config
    roots = _roots(survey)
    covered = {copy for copies in roots.values() for copy in copies}
    covered |= held_by(survey.folders, (one.candidate.copy for one in survey.prospects))
    has_roots = bool(roots or config.roots)
    lines = [
        *_list('roots', config.roots, roots),
        *_list('include', config.include, _names(survey, Proposal.GUARD, has_roots=has_roots)),
        *_list('exclude', config.exclude, _names(survey, Proposal.EXCLUDE, has_roots=has_roots)),
        *_pairs(survey, _copies(survey, covered)), *_declared(survey), *lines_of_toml(survey.folders),
        *_accepts(survey),
    ]
    if lines and config.file == SHARED_FILE:
        lines = [line.replace('[[', f'[[{SECTION}.', 1) if line.startswith('[[') else line for line in lines]
    return ''.join(f'{line}\n' for line in lines or ['# nothing to propose'])


def _names(survey: Survey, proposal: Proposal, *, has_roots: bool) -> Iterator[str]:
    return (name_of(one.candidate.copy, has_roots=has_roots) for one in _wanted(survey, proposal))


def _wanted(survey: Survey, proposal: Proposal) -> list[Prospect]:
    """The prospects for which the configuration has to be changed in this way."""
    return [
        one for one in survey.prospects
        if one.proposal is proposal and (one.checked is None or proposal is not Proposal.GUARD)
    ]


def _list(key: str, known: Sequence[str], new: Iterable[str]) -> Iterator[str]:
    """A list of the configuration with new entries behind those that it has."""
    added = [entry for entry in dict.fromkeys(new) if entry not in known]
    if added:
        yield f'# replaces {key}' if known else '# above the first [[...]]'
        yield f'{key} = {toml_list([*known, *added])}'


def _roots(survey: Survey) -> dict[str, list[bytes]]:
    """The folders that have docs folders of their own, as globs, with the copies that are checked by them."""
    packages: defaultdict[bytes, list[Prospect]] = defaultdict(list)
    for one in survey.prospects:
        if one.candidate.likeness is Likeness.PACKAGE and one.checked is None:
            packages[posixpath.dirname(posixpath.dirname(one.candidate.copy))].append(one)
    found: dict[str, list[bytes]] = {}
    for above, members in packages.items():
        folders = {posixpath.dirname(one.candidate.copy) for one in members}
        # a root is checked for every document: one that has to be left alone speaks against it
        if above and len(folders) >= _MIN_PACKAGES and all(one.proposal is Proposal.PAIR for one in members):
            found[f'{glob_of(above)}/*'] = [one.candidate.copy for one in members]
    return found


def _copies(survey: Survey, covered: set[bytes]) -> dict[bytes, list[bytes]]:
    """The copies of each source; what is one already, or has another source, is left out: a copy has one."""
    taken = covered | {one.candidate.copy for one in survey.prospects if one.checked is not None}
    taken |= {one.candidate.copy for one in survey.prospects if one.proposal is Proposal.GUARD}
    sources = {copy: rule.source for rule in survey.config.pair for copy in rule.copies}
    taken |= sources.keys()
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for one in sorted(survey.prospects, key=lambda one: list(Likeness).index(one.candidate.likeness)):
        copy, source = one.candidate.copy, one.candidate.source
        is_wanted = one.proposal is Proposal.PAIR and one.differ is None
        if is_wanted and copy not in taken and not _leads_back(sources, copy, source):
            taken.add(copy)
            sources[copy] = source
            found[source].append(copy)
    return found


def _leads_back(sources: dict[bytes, bytes], copy: bytes, source: bytes) -> bool:
    here: bytes | None = source
    while here is not None and here != copy:
        here = sources.get(here)
    return here == copy


def _pairs(survey: Survey, found: dict[bytes, list[bytes]]) -> Iterator[str]:
    config = survey.config
    numbers = {rule.source: number for number, rule in enumerate(config.pair)}
    divergent = {one.candidate.copy for one in survey.prospects if one.status is Status.DIVERGENT}
    for source, copies in sorted(found.items()):
        yield ''
        yield from (f'# {visible(copy)} differs today; sot-guard check --all will refuse it'
                    for copy in copies if copy in divergent)
        rule = PairRule(source, ())
        if source in numbers:
            rule = config.pair[numbers[source]]
            yield f'# replaces pair[{numbers[source]}]'
        yield '[[pair]]'
        yield from pair_lines(rule._replace(copies=(*rule.copies, *copies)))


def _declared(survey: Survey) -> Iterator[str]:
    """The pairs that are equal but for what can be declared; a copy that is configured already keeps its [[pair]]."""
    taken = {copy for rule in survey.config.pair for copy in rule.copies}
    for one in survey.prospects:
        copy, source = one.candidate.copy, one.candidate.source
        if one.differ is not None and copy not in taken:
            taken.add(copy)
            yield from (
                '', '[[pair]]', f'source = {toml_string(text_of(source))}', f'copies = {toml_list([text_of(copy)])}',
                f'differ = {toml_views(one.differ)}' if one.differ else 'compare = "text"',
            )


def _accepts(survey: Survey) -> Iterator[str]:
    for one in _wanted(survey, Proposal.ACCEPT):
        yield from (
            '', '[[accept]]', f'path = {toml_string(text_of(one.candidate.copy))}',
            f'source-id = "{one.source.oid}"', f'copy-id = "{one.copy.oid}"',
            f'reason = {toml_string(one.decision.reason)}',
        )


SCAN_FORMATS: dict[str, Callable[[Survey], str]] = {'table': table, 'json': as_json, 'toml': as_toml}
