"""Rules 9 to 11: nothing is left open, the data is the merged data, one encoding, and one target for a label."""
from __future__ import annotations

import json
import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from sot_guard.merging.proof.counting import Trial
from sot_guard.merging.proof.model import Objection
from sot_guard.merging.proof.model import Rule
from sot_guard.merging.proof.model import Text
from sot_guard.analysis.documents.data import data
from sot_guard.analysis.documents import Format

DATA = (Format.JSON, Format.TOML, Format.YAML)
_FENCE = re.compile(rb'\s*(`{3,}|~{3,})(.*)')
_BLOCK = re.compile(rb'(-{4,}|={4,}|\.{4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--)\Z')
_TOKENS = re.compile(rb'<!--|-->|</?([a-zA-Z][\w-]*)[^<>]*?(/?)>|[][(){}]')
_VOID = (b'br', b'img', b'hr', b'input', b'link', b'meta', b'p', b'li', b'td', b'tr', b'source', b'col', b'wbr')
_LABEL = re.compile(
    rb'\s{0,3}(\[[^\]]+\]):\s*(\S.*)|\s*\.\. (_[^:`]+|_`[^`]+`|\|[^|]+\||\[[^\]]+\]):?\s*(\S.*)|(:[\w-]+:)\s+(\S.*)')
_PAIRS = {b']': b'[', b')': b'(', b'}': b'{', b'-->': b'<!--'}


def open_ends(trial: Trial) -> Iterator[Objection]:
    """Yield what a side leaves open that the base did not, where the other has something to lose by it."""
    was = _open(trial.base)
    for side, other in trial.sides:
        line = _open(side.text)
        if line is not None and was is None and other.hunks:
            named = {'source': line} if side is trial.source else {'copy': line}
            yield Objection(Rule.OPEN, text=side.text.lines[line], **named)


def _open(text: Text) -> int | None:
    """The line of a fence, a delimiter or a comment that is open at the end."""
    form = text.document.format
    if form is Format.ASCIIDOC:
        return _open_block(text)
    return _open_fence(text) if form is Format.MARKDOWN else None


def _open_block(text: Text) -> int | None:
    open_: list[tuple[bytes, int]] = []
    for number, line in enumerate(text.lines):
        match = _BLOCK.match(line.rstrip())
        if match and any(mark == match[0] for mark, _ in open_):
            while open_.pop()[0] != match[0]:
                pass
        elif match and not (open_ and open_[-1][0][:1] in b'-./+' and open_[-1][0] != b'--'):
            open_.append((match[0], number))
    return open_[0][1] if open_ else None


def _open_fence(text: Text) -> int | None:
    mark, opened, comment = b'', None, None
    for number, line in enumerate(text.lines):
        match = _FENCE.match(line)
        if mark:
            if match and match[1].startswith(mark) and not match[2].strip():
                mark, opened = b'', None
        elif comment is not None:
            comment = None if b'-->' in line else comment
        elif match and not (match[1][:1] == b'`' and b'`' in match[2]):
            mark, opened = match[1], number
        elif line.lstrip().startswith(b'<!--') and b'-->' not in line:
            comment = number
    return opened if opened is not None else comment


def balance(trial: Trial) -> Iterator[Objection]:
    """Yield the brackets, tags and comments of which the result has others open than the changes together."""
    base, source, copy, result = (_balance(text) for text in (
        trial.base, trial.source.text, trial.copy.text, trial.result))
    for token in base.keys() | source.keys() | copy.keys() | result.keys():
        first, second = source[token] - base[token], copy[token] - base[token]
        if result[token] not in (base[token] + first + second, *([source[token]] if first == second else ())):
            yield Objection(Rule.BALANCE, text=token)


def _balance(text: Text) -> Counter[bytes]:
    found: Counter[bytes] = Counter()
    for match in _TOKENS.finditer(text.content):
        token = match[0]
        if match[1]:
            name = match[1].lower()
            if name not in _VOID and not match[2]:
                found[b'<' + name + b'>'] += -1 if token[1:2] == b'/' else 1
        else:
            found[_PAIRS.get(token, token)] += -1 if token in _PAIRS else 1
    return found


def encoding(trial: Trial) -> Iterator[Objection]:
    """Yield a line that is not in the encoding of the rest, where no side mixes them."""
    if not _is_mixed(trial.result) or any(_is_mixed(side.text) for side, _ in trial.sides):
        return
    line = next(number for number, line in enumerate(trial.result.lines) if not _is_utf8(line))
    yield Objection(Rule.ENCODING, text=trial.result.lines[line])


def _is_mixed(text: Text) -> bool:
    if _is_utf8(text.content):
        return False
    return any(not line.isascii() and _is_utf8(line) for line in text.lines)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def labels(trial: Trial) -> Iterator[Objection]:
    """Yield the labels that lead to more targets than on a side."""
    source, copy, result = (_labels(text) for text in (trial.source.text, trial.copy.text, trial.result))
    for label, targets in result.items():
        if len(targets) > max(len(source[label]), len(copy[label]), 1):
            yield Objection(Rule.LABEL, text=label)


def _labels(text: Text) -> dict[bytes, set[bytes]]:
    found: dict[bytes, set[bytes]] = defaultdict(set)
    for number, line in enumerate(text.lines):
        match = _LABEL.match(line)
        if match and number not in text.document.literal:
            label, target = (part for part in match.groups() if part is not None)
            found[label.lower()].add(target.strip())
    return found


def values(trial: Trial) -> Iterator[Objection]:
    """Yield what is not the key-wise merge of the data, where the sides are data."""
    form = trial.base.document.format
    if form not in DATA:
        return
    source, copy = (data(side.text.content, form) for side, _ in trial.sides)
    base, result = data(trial.base.content, form), data(trial.result.content, form)
    if source is None or copy is None:
        return
    if result is None or not (base is None or _is_merged(base, source, copy, result)):
        yield Objection(Rule.DATA)


def _is_merged(base: Any, source: Any, copy: Any, result: Any) -> bool:
    if _same(source, copy) or _same(base, copy):
        return _same(result, source)
    if _same(base, source):
        return _same(result, copy)
    every = base, source, copy, result
    if all(isinstance(value, dict) for value in every):
        keys = set().union(*every)
        return all(_is_merged(*(value.get(key, _ABSENT) for value in every)) for key in keys)
    if all(isinstance(value, list) for value in every):
        return _are_merged(*every)
    if all(isinstance(value, str) and '\n' in value for value in every):
        lines = [list(value.split('\n')) for value in every]
        return _are_merged(*lines) if len({*map(len, lines)}) > 1 else _are_merged(*(sorted(one) for one in lines))
    return all(isinstance(value, dict) for value in every[1:]) and base is _ABSENT and _is_merged({}, *every[1:])


def _are_merged(base: list[Any], source: list[Any], copy: list[Any], result: list[Any]) -> bool:
    every = base, source, copy, result
    name = _name(every)
    if name is not None:
        return _is_merged(*({str(entry[name]): entry for entry in entries} for entries in every))
    if len({*map(len, every)}) == 1:
        return all(_is_merged(*entries) for entries in zip(*every, strict=True))
    old, first, second, made = (Counter(map(_spelled, entries)) for entries in (base, source, copy, result))
    for entry in old.keys() | first.keys() | second.keys() | made.keys():
        one, two = first[entry] - old[entry], second[entry] - old[entry]
        wanted = {max(first[entry], second[entry])} if one > 0 < two else {old[entry] + one + two}
        if made[entry] not in wanted | ({first[entry]} if one == two else set()):
            return _are_edited(every, (old, first, second, made))
    return True


def _are_edited(lists: Sequence[list[Any]], counts: Sequence[Counter[str]]) -> bool:
    """Whether what is another on each side is the merge of the entries that it was."""
    old, first, second, made = counts
    known = old - made - first - second, first - made - old, second - made - old, made - first - second
    left = [[entry for entry in entries if _spelled(entry) in found] for entries, found in zip(lists, known, strict=True)]
    return {*map(len, left)} != {0} and len({*map(len, left)}) == 1 and all(
        _is_merged(*entries) for entries in zip(*left, strict=True))


def _name(lists: Sequence[list[Any]]) -> str | None:
    """The key by which the entries of each list are told apart."""
    entries = [entry for entries in lists for entry in entries]
    if not all(isinstance(entry, dict) for entry in entries):
        return None
    for key in entries[0] if entries else ():
        names = [[entry.get(key) for entry in entries] for entries in lists]
        if all(isinstance(name, str | int) for found in names for name in found) and all(
                len(set(found)) == len(found) for found in names):
            return str(key)
    return None


class _Absent:
    """What a key that is not there has for its value."""


_ABSENT = _Absent()


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _same(one: Any, other: Any) -> bool:
    return one is other or (_ABSENT not in (one, other) and _spelled(one) == _spelled(other))
