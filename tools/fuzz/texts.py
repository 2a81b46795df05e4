"""Any two texts: what is said of them holds, and no line of them is lost."""
from __future__ import annotations

import codecs
import json
import os
import re
from collections import Counter
from itertools import pairwise

from sot_guard.analysis.containment import DeletionRisk
from sot_guard.analysis.difference import compare_texts
from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.status import Side
from sot_guard.analysis.status import Status
from sot_guard.analysis.status import status_of
from sot_guard.config.model import Config
from sot_guard.git.blobs import Content
from sot_guard.git.process import Git
from sot_guard.git.trees import Entry
from sot_guard.git.trees import Kind
from sot_guard.merging.append_sections import append_sections
from sot_guard.merging.append_sections import Appended
from sot_guard.merging.generators import both
from sot_guard.merging.merge import merge
from sot_guard.merging.proof import Proof
from sot_guard.merging.proof import prove_carried
from sot_guard.pairing.pairs import Pair
from tools.fuzz.inputs import take

FORMATS = tuple(Format)


def _lines(content: bytes) -> list[bytes]:
    return [line for line in content.split(b'\n') if line.strip()]


def _counted(content: bytes) -> Counter[bytes]:
    return Counter(line.rstrip() for line in _lines(content.removeprefix(codecs.BOM_UTF8)) if line.rstrip())


def parts(data: bytes) -> None:
    """A text is the sum of its sections, each where it says."""
    number, (content,) = take(data, 1)
    document = read_document(content, FORMATS[number % len(FORMATS)])
    sections = [range_ for _, range_ in document.sections()]
    assert all(one.stop <= two.start for one, two in pairwise(sections))
    numbers = [number for one in sections for number in one]
    assert [number for number in numbers if document.lines[number].strip()] == [
        number for number, line in enumerate(document.lines) if line.strip()
    ]
    assert document.hidden | set(document.front_matter) <= document.literal <= set(range(len(document.lines)))


def differences(data: bytes) -> None:
    """What is said of two texts holds: "safe" and "scattered" mean it, every count is within its bounds."""
    number, (root, docs) = take(data, 2)
    format_ = FORMATS[number % len(FORMATS)]
    if root == docs:
        return
    told = compare_texts(root, docs, format_)
    is_data = told.copy.unit == 'key'
    if told.deletion_risk is not DeletionRisk.LOSS and not is_data:
        assert not _counted(root) - _counted(docs)
    for side, text, other in ((told.copy, root, docs), (told.source, docs, root)):
        counts = _counted(text), _counted(other)
        assert (counts[0] - counts[1]).total() <= side.lines <= side.all_lines == counts[0].total()
        assert is_data or len(side.parts) <= side.total
        assert all(is_data or 0 < part.first <= part.last <= len(text.split(b'\n')) for part in side.parts)
        assert not side.is_found or is_data or not side.lines
    if told.harmless and format_ is Format.JSON and 'JSON' in told.kind:
        values = [_read(text) for text in (root, docs)]
        assert values[0] == values[1]


def _read(text: bytes) -> object:
    return json.loads(text.decode('utf-8-sig'), parse_int=_spelled, parse_float=_spelled, parse_constant=_spelled)


def _spelled(number: str) -> tuple[str]:
    return (number,)


def carrying(data: bytes) -> None:
    """Every line of both texts stands in the result, the docs side first and as it was; a second time adds nothing."""
    number, (root, docs) = take(data, 2)
    format_ = FORMATS[number % len(FORMATS)]
    done = append_sections(root, docs, (b'X.md', b'docs/X.md'), format_)
    if done is None or prove_carried(docs, root, done.content, format_):
        return
    assert done.content.startswith(docs.rstrip(b'\r\n'))
    assert not _counted(root) - _counted(done.content)
    again = append_sections(root, done.content, (b'X.md', b'docs/X.md'), format_)
    assert again == Appended(done.content, ())


def entries(data: bytes) -> None:
    """What is made of two insertions has every line of both, and none that neither has so often."""
    number, (first, second) = take(data, 2)
    documents = tuple(read_document(text, FORMATS[number % len(FORMATS)]) for text in (first, second))
    runs = first.split(b'\n'), second.split(b'\n')
    made = both(runs[0], runs[1], documents)
    have, mine, theirs = (Counter(filter(bytes.strip, lines)) for lines in (made, *runs))
    assert mine.keys() | theirs.keys() == have.keys()
    assert not have - (mine + theirs)


_GIT = Git({'PATH': os.environ.get('PATH', os.defpath)})


def merging(data: bytes) -> None:
    """No line that either side has added since the base is lost, whatever conflicts."""
    number, (source, base, copy) = take(data, 3)
    done = merge(_GIT, (source, base, copy), ('docs/X', 'base', 'X'), FORMATS[number % len(FORMATS)])
    if done.is_clean:
        old, have = _counted(base), _counted(done.content)
        for text in (source, copy):
            assert not (_counted(text) - old) - have
    if source == base:
        assert done.content == copy and done.is_clean
    if copy == base:
        assert done.content == source and done.is_clean


def proof(data: bytes) -> None:
    """Whatever the texts are, the proof answers; what only one side changed is proved."""
    number, (base, source, copy, result) = take(data, 4)
    form = FORMATS[number % len(FORMATS)]
    list(Proof(base, source, copy, form).objections(result))
    assert not any(Proof(base, source, base, form).objections(source))
    assert not any(Proof(base, base, copy, form).objections(copy))


def _without_ends(line: bytes) -> bytes:
    return line.rstrip(b'\r').removeprefix(codecs.BOM_UTF8)


def pointers(data: bytes) -> None:
    """A pointer has at most five lines, and the name of its counterpart in it."""
    number, (root, docs) = take(data, 2)
    pair = (Pair(b'X.md', b'docs/X.md'), Pair(b'a b/X.md', b'd\xc3\xa9/Y.md'))[number % 2]
    texts = [text[:8192] for text in (root, docs)]
    sides = [
        Side(path, Entry(Kind.FILE, '100644', oid), content=Content('', len(text), text))
        for path, oid, text in zip(pair.sides, '12', texts, strict=True)
    ]
    if status_of(pair, sides[0], sides[1], Config()) is Status.POINTER:
        assert any(
            len([line for line in text.splitlines() if line.strip()]) <= 5
            and re.search(rb'(?i)[XY](\.|%2e)(m|%6d)(d|%64)', re.sub(rb'(?i)%(58|59)', b'X', text))
            for text in texts
        )
