"""What of carried sections means another thing where they stand now."""
from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import read_document
from sot_guard.analysis.meanings import changed_meanings

MD, RST, ADOC = Format.MARKDOWN, Format.RST, Format.ASCIIDOC


def changed(one: str, other: str, first: int, format_: Format = MD, *, same_folder: bool = True) -> list[str]:
    """What changes if the lines from the first one (from 1) go over."""
    documents = [read_document(text.encode(), format_) for text in (one, other)]
    numbers = frozenset(range(first - 1, len(documents[0].lines)))
    paths = (b'X', b'Y') if same_folder else (b'X', b'docs/X')
    return list(changed_meanings(documents[0], numbers, documents[1], paths))


@pytest.mark.parametrize(
    ('format_', 'one', 'other', 'first', 'expected'), [
        (MD, '# a\n\nSee [x][1].\n\n[1]: u\n', '[1]: v\n', 1,
         ['line 3: 1 has a different target in Y', '1 is defined twice']),
        (MD, '[1]: u\n\n# a\n\nSee [x][1].\n', 'y\n', 3, ['line 5: 1 is not defined in Y']),
        (MD, '[1]: u\n\n# a\n\nSee [1].\n', '[1]: u\n', 3, []),
        (MD, '# a\n\nSee [X  y].\n\n[x y]: u\n', '[X Y]: v\n', 1,
         ['line 3: x y has a different target in Y', 'x y is defined twice']),
        (MD, '[^1]: n\n\n# a\n\nb[^1]\n', '[^1]: m\n', 3, ['line 5: ^1 has a different target in Y']),
        (MD, '[1]: u\n\n# a\n\n[x](1) `[y]`\n', '[1]: v\n', 3, []),
        (MD, '[1]: u\n\n# a\n\n```\n[1]\n```\n', '[1]: v\n', 3, []),
        (MD, '# a\n\n[x](#use)\n\n## Use\n', '## Use\n', 1, ['line 3: #use leads to a different heading in Y']),
        (MD, '# a\n\n[x](#use)\n\n## Use\n', '## Other\n', 1, []),
        (MD, '# a\n\n[x](#whats_a-7)\n\n## What’s_a 7?\n', '## What’s_a 7!\n', 1,
         ['line 3: #whats_a-7 leads to a different heading in Y']),
        (MD, '<a id="x"></a>\n# a\n', '<a name="x">\n# b\n', 1, ['x is defined twice']),
        (RST, 'A\n=\n\n.. _x:\n\nB\n-\n\nSee :ref:`x`.\n', '.. _x:\n\nC\n-\n', 1,
         ['line 9: x has a different target in Y', 'x is defined twice']),
        (RST, '.. |v| replace:: 1\n\nA\n=\n\n|v|\n', 'x\n', 3, ['line 6: v is not defined in Y']),
        (RST, '.. _x: u\n\nA\n=\n\n`text <x_>`_ x_ [1]_\n', 'y\n', 3, ['line 6: x is not defined in Y']),
        (RST, '.. [1] n\n\nA\n=\n\nb [1]_\n', '.. [1] m\n', 3, ['line 6: 1 has a different target in Y']),
        (ADOC, '[[x]]\n== A\n\n<<x,see>>\n', '[#x]\n== B\n', 1,
         ['line 4: x has a different target in Y', 'x is defined twice']),
        (ADOC, ':v: 1\n\n== A\n\n{v}\n', ':v: 2\n', 3, ['line 5: v has a different target in Y']),
        (ADOC, '[[x]]\n== A\n\n== B\n\nxref:x[]\n', 'y\n', 4, ['line 6: x is not defined in Y']),
    ],
)
def test_labels(format_: Format, one: str, other: str, first: int, expected: list[str]) -> None:
    assert changed(one, other, first, format_) == expected


@pytest.mark.parametrize(
    ('format_', 'line', 'targets'), [
        (MD, '[x](a.md) ![y](<img/b.png>) [z](https://e.org/) [t](#t) [r](/r) [m](mailto:x@e)', ['a.md', 'img/b.png']),
        (MD, '[x]: a.md', ['a.md']),
        (MD, '<img src="i.png"> and <a href="//e.org">', ['i.png']),
        (MD, '    [x](code.md)', []),
        (RST, '.. image:: i.png', ['i.png']),
        (RST, '.. |i| image:: i.png', ['i.png']),
        (RST, '`a <b.html>`_ and `c <https://e.org>`__', ['b.html']),
        (ADOC, 'link:a.html[] image::i.png[] include::{x}[] xref:b.adoc[]', ['a.html', 'i.png', 'b.adoc']),
    ],
)
def test_links_that_are_relative_to_the_folder(format_: Format, line: str, targets: list[str]) -> None:
    assert changed(f'\n\n{line}\n', 'x\n', 1, format_, same_folder=False) == [
        f'line 3: the link {target} is relative to X' for target in targets
    ]
    assert changed(f'\n\n{line}\n', 'x\n', 1, format_) == []


def test_no_more_than_a_page_and_nothing_acts() -> None:
    found = changed(''.join(f'[x]({n}.md)\n' for n in range(30)), '', 1, same_folder=False)
    assert len(found) == 21 and found[-1] == 'and 10 more'
    assert len(changed(''.join(f'[x]({n}.md)\n' for n in range(20)), '', 1, same_folder=False)) == 20
    assert changed('[x](\x1b[31m.md)\n', '', 1, same_folder=False) == [
        'line 1: the link \\x1b[31m.md is relative to X',
    ]
