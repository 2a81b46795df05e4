"""A changed word in any line outside of the declared differences is seen, in real documents; their text is not ours."""
from __future__ import annotations

import random
import re
import tarfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from sot_guard.analysis.views.compare import compare_views
from sot_guard.analysis.views.words import Words
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import Region
from sot_guard.config.model import View
from sot_guard.config.model import Word

ARCHIVE = Path(__file__).parents[3] / 'shared/data/merges-dev.tar.xz'
MARKUP = 'md', 'mdx', 'rst', 'adoc', 'txt', 'org'
WORD = re.compile(rb'\w{2,}')
# stands in no document
OTHER = 'Zyxwvut'

pytestmark = pytest.mark.skipif(not ARCHIVE.exists(), reason='the archive of documents is not beside the checkout')


class Case(NamedTuple):
    """A document as a copy and a source that are equal but for what is declared."""

    path: bytes
    texts: tuple[bytes, bytes]
    differ: tuple[View, ...]


def documents() -> Iterator[tuple[bytes, bytes]]:
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            kind, _, _ = member.name.partition('/')[2].partition('-')
            file = archive.extractfile(member) if member.name.endswith('/base') and kind in MARKUP else None
            if file is not None:
                yield f'{member.name.split("/")[1]}.{kind}'.encode(), file.read()


def case_of(rng: random.Random, path: bytes, text: bytes) -> Case:
    """Give a document everything that can be declared, and keep what leaves it equal."""
    case = Case(path, (text, text), ())
    for change in (with_front_matter, with_keys, with_heading, with_region, with_word, with_blanks):
        other = change(rng, case)
        if other is not None and compare_views(other.texts, (path, path), other.differ).is_same:
            case = other
    return case


def with_front_matter(rng: random.Random, case: Case) -> Case:
    copy, source = case.texts
    return case._replace(texts=(b'---\ntitle: A page\n---\n\n' + copy, source), differ=('front-matter',))


def with_keys(rng: random.Random, case: Case) -> Case | None:
    if rng.random() < 0.5:
        return None
    top = b'---\nname: x\ndescription: %s\n---\n'
    texts = top % b'one' + case.texts[1], top % b'two' + case.texts[1]
    return case._replace(texts=texts, differ=(FrontMatterKeys(('description',)),))


def with_heading(rng: random.Random, case: Case) -> Case:
    texts = [re.sub(rb'(?m)^# .+$', b'# ' + title, text, count=1) for title, text in
             zip((b'A title', b'Another title'), case.texts, strict=True)]
    return case._replace(texts=(texts[0], texts[1]), differ=(*case.differ, 'first-heading'))


def with_region(rng: random.Random, case: Case) -> Case | None:
    lines = case.texts[1].split(b'\n')
    once = [number for number, line in enumerate(lines) if line.strip() and lines.count(line) == 1][8:]
    if len(once) < 9:
        return None
    start, end = sorted(rng.sample(once, 2))
    try:
        region = Region(lines[start].decode().strip(), lines[end].decode().strip())
    except UnicodeDecodeError:
        return None
    source = b'\n'.join([*lines[:start + 1], b'One line more.', *lines[start + 1:]])
    return case._replace(texts=(case.texts[0], source), differ=(*case.differ, region))


def with_word(rng: random.Random, case: Case) -> Case | None:
    words = sorted({word for word in WORD.findall(case.texts[1]) if word.isalpha()})
    if not words:
        return None
    word = Word(rng.choice(words).decode(), OTHER)
    copy = b'\n'.join(map(Words([word]).replaced, case.texts[0].split(b'\n')))
    return case._replace(texts=(copy, case.texts[1]), differ=(*case.differ, word))


def with_blanks(rng: random.Random, case: Case) -> Case:
    return case._replace(
        texts=(re.sub(rb'\n\n(?=\w)', b'\n\n\n', case.texts[0]), case.texts[1]), differ=(*case.differ, 'blank-lines'),
    )


def changed(rng: random.Random, case: Case) -> Iterator[tuple[bytes, bytes]]:
    """Change a word in one line after the other that is compared and has no declared word, in either file."""
    viewed = compare_views(case.texts, (case.path, case.path), case.differ)
    declared = {name.encode() for view in case.differ if isinstance(view, Word) for name in view}
    lines = [text.split(b'\n') for text in case.texts]
    compared = [(place, number) for place, side in enumerate((viewed.copy, viewed.source)) for number in side.numbers]
    words = WORD.findall(case.texts[1])
    for place, number in rng.sample(compared, len(compared)):
        line = lines[place][number]
        match = next(WORD.finditer(line, rng.randrange(len(line) + 1)), None)
        if match is None or declared & set(WORD.findall(line)):
            continue
        new = rng.choice([rng.choice(words), match[0].swapcase(), match[0][:-1], match[0] + b'x', b'', OTHER.encode()])
        other = line[:match.start()] + new + line[match.end():]
        # what is left has to say something else, and nothing that is declared
        if other.split() == line.split() or not other.split() or declared & set(WORD.findall(other)):
            continue
        text = b'\n'.join([*lines[place][:number], other, *lines[place][number + 1:]])
        yield (text, case.texts[1]) if place == 0 else (case.texts[0], text)


def hidden(documents: list[tuple[bytes, bytes]], times: int) -> tuple[int, int, list[str]]:
    """How many changes were tried under how many views, and which of them were not seen."""
    tried, declared, found = 0, 0, []
    for seed, (path, text) in enumerate(documents):
        rng = random.Random(seed)
        case = case_of(rng, path, text)
        declared += len(case.differ)
        for texts in islice(changed(rng, case), times):
            tried += 1
            if compare_views(texts, (path, path), case.differ).is_same:
                found.append(f'{path.decode()} (seed {seed}): {case.differ}')
    return tried, declared, found


def test_a_changed_word_in_any_other_line_is_seen() -> None:
    """Of each kind of markup a few short documents."""
    kinds = ((path, text) for path, text in documents() if len(text) < 3000)
    chosen = [one for number, one in enumerate(kinds) if number % 20 == 0]
    tried, declared, found = hidden(chosen, 4)
    assert tried > 20 and declared > 20 and found == []


@pytest.mark.exhaustive
def test_a_changed_word_in_any_other_line_of_all_documents_is_seen() -> None:
    tried, declared, found = hidden([one for one in documents() if len(one[1]) < 30_000], 20)
    assert tried > 3000 and declared > 1000 and found == []
