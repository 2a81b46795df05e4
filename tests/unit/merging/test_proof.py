"""The proof beside the model of documents: edits of different sections are right together, any fault in that is not."""
from __future__ import annotations

from random import Random

import pytest

from sot_guard.analysis.documents import Format
from tests.support.document_model import Document
from tests.support.document_model import Section
from tests.support.document_model import write
from tests.support.merges import prove

FORMATS = Format.MARKDOWN, Format.RST, Format.ASCIIDOC
TITLES = ('Log', 1), ('1.1.0', 2), ('Fixes', 3), ('1.0.0', 2), ('Fixes', 3), ('Usage', 2), ('Setup', 3)
OWN = ('note {}', 'Typos', 'A longer entry, the number {}, of more than forty characters', 'Paragraph {} of the text.')
SEEDS = range(20)


def base_document() -> Document:
    return [Section(title, level, [f'{title.lower()} {number} {at}' for at in range(3)] + ['Typos'] * (number % 3 == 2))
            for number, (title, level) in enumerate(TITLES)]


def edit(document: Document, numbers: list[int], chance: Random, name: str) -> None:
    """Change some of the sections, in one way each."""
    for number in numbers:
        section = document[number]
        at = chance.randrange(3)
        match chance.choice(('add', 'add two', 'drop', 'edit', 'rename', 'part')):
            case 'add':
                section.lines.insert(at, chance.choice(OWN).format(f'{name}{number}'))
            case 'add two':
                section.lines[at:at] = [chance.choice(OWN).format(f'{name}{number}'), f'more {name}{number}']
            case 'drop':
                del section.lines[at]
            case 'edit':
                section.lines[at] += f' and {name}'
            case 'rename' if section.title in ('Usage', 'Setup', 'Log'):
                section.title += f' of {name}'
            case _:
                section.lines.append(f'last of {name}')


def documents(seed: int) -> tuple[list[bytes], Document, Format]:
    """Base, source and copy, and what they are together."""
    form = FORMATS[seed % len(FORMATS)]
    chance = Random(seed)
    numbers = chance.sample(range(len(TITLES)), 4)
    sides = []
    both = base_document()
    for name, mine in (('source', numbers[:2]), ('copy', numbers[2:])):
        side = base_document()
        state = chance.getstate()
        edit(side, mine, chance, name)
        chance.setstate(state)
        edit(both, mine, chance, name)
        sides.append(write(side, form))
    return [write(base_document(), form), *sides], both, form


@pytest.mark.parametrize('seed', SEEDS)
def test_edits_of_different_sections_are_right_together(seed: int) -> None:
    texts, both, form = documents(seed)
    assert prove(texts[0], texts[1], texts[2], write(both, form), form) == ()


@pytest.mark.parametrize('seed', SEEDS)
def test_a_fault_in_them_is_found(seed: int) -> None:
    texts, both, form = documents(seed)
    right = write(both, form).split(b'\n')
    chance = Random(seed)
    full = [number for number, line in enumerate(right) if line[:1].isalnum() or line[:2] in (b'- ', b'* ')]
    once = [number for number in full if right.count(right[number]) == 1]
    for number in chance.sample(once, 5):
        line, rest = right[number], right[:number] + right[number + 1:]
        to = chance.choice([at for at in full if abs(at - number) > 1])
        for wrong in (
            rest, [*right[:number], line, *right[number:]], [*right[:to], line, *right[to:]],
            [*rest[:to], line, *rest[to:]], [*right[:number], line + b'!', *right[number + 1:]],
        ):
            assert prove(texts[0], texts[1], texts[2], b'\n'.join(wrong), form), (line, to)
