"""What the keys of `[[pair]]` tables allow each, but not together. Pure: rules in, lines of errors out."""
from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from sot_guard.config.model import is_glob
from sot_guard.config.model import PairRule
from sot_guard.config.model import text_of
from sot_guard.config.model import TOP
from sot_guard.escaping import visible_text

# each is held against every path
MAX_PLACES = 200
_OF_FOLDERS = ('missing', 'extra', 'only', 'under')


def contradictions(rules: Sequence[PairRule]) -> Iterator[str]:
    """Yield a line for each error in these tables, without the file in front."""
    if sum(rule.is_folder or is_glob(copy) for rule in rules for copy in rule.copies) > MAX_PLACES:
        yield f'pair: has more than {MAX_PLACES} copies that are folders or globs; write globs that mean several'
    circles = _in_circles({copy: rule.source for rule in rules for copy in rule.copies})
    first: dict[bytes, str] = {}
    for number, rule in enumerate(rules):
        yield from (f'pair[{number}].{line}' for line in _alone(rule))
        for index, copy in enumerate(rule.copies):
            where = f'pair[{number}].copies[{index}]'
            name, key = _shown(copy), _place(rule, copy)
            if copy == rule.source:
                yield f'{where}: {name} is its own source; remove it'
            elif key in first:
                yield f'{where}: {name} is already a copy in {first[key]}; a copy has one source'
            elif copy in circles:
                yield f'{where}: {name} and {_shown(rule.source)} are copies of each other; keep one'
            elif problem := _misplaced(rule, copy):
                yield f'{where}: {problem}'
            first.setdefault(key, where)


def _shown(path: bytes) -> str:
    return visible_text(repr(text_of(path)))


def _place(rule: PairRule, copy: bytes) -> bytes:
    """The file, or the folder that holds the files of a copy; that of the top level stays `./`."""
    return (copy + rule.under + b'/').removeprefix(TOP) if rule.under else copy


def _alone(rule: PairRule) -> Iterator[str]:
    """What is wrong with a table, whatever its copies are."""
    globs = [copy for copy in rule.copies if is_glob(copy)]
    if not rule.is_folder:
        for key in _OF_FOLDERS:
            if getattr(rule, key) != PairRule._field_defaults[key]:
                yield f'{key}: is for folders; write {_shown(rule.source + b"/")} if the source is one, or remove it'
        if rule.exclude and not globs:
            yield 'exclude: no copy is a folder or a glob; remove it, or move it above the first [[...]]'
    if rule.required and (rule.is_folder or not globs):
        yield 'required: is for copies that are globs of files; remove it'
    for glob in globs if rule.required and not rule.is_folder else ():
        if b'**' in glob:
            yield f'required: {_shown(glob)} has **, so its folders are not known; write one pattern per depth'


def _misplaced(rule: PairRule, copy: bytes) -> str:
    """What is wrong with a copy beside its source; '' for nothing."""
    name, source = _shown(copy), _shown(rule.source)
    if rule.is_folder and not copy.endswith(b'/'):
        return f'{name} is no folder, but the source is; write {_shown(copy + b"/")}'
    if not rule.is_folder and copy.endswith(b'/'):
        file = copy + rule.source.rpartition(b'/')[2]
        return f'{name} is a folder, but the source is a file; write {_shown(file.removeprefix(TOP))}'
    place = _place(rule, copy)
    if rule.is_folder and place.startswith(rule.source):
        return f'{name} is inside its source {source}; choose folders of which neither is inside the other'
    if rule.is_folder and place != TOP and rule.source.startswith(place):
        return f'the source {source} is inside {name}; choose folders of which neither is inside the other'
    return ''


def _in_circles(sources: dict[bytes, bytes]) -> set[bytes]:
    """The copies that are, by way of others or not, the source of their own source."""
    found: set[bytes] = set()
    seen: set[bytes] = set()
    for start in sources:
        way: dict[bytes, int] = {}
        here = start
        while here in sources and here not in seen:
            seen.add(here)
            way[here] = len(way)
            here = sources[here]
        if here in way:
            found.update(list(way)[way[here]:])
    return found
