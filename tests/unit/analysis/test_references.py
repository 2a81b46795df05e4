"""What counts as a pointer, what is never copied over its counterpart, and that no text takes long."""
from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_guard.analysis.include_forms import FORMS
from sot_guard.analysis.include_forms import Kind
from sot_guard.analysis.include_forms import scan
from sot_guard.analysis.references import includes_itself
from sot_guard.analysis.references import points_to
from sot_guard.analysis.references import Reference
from sot_guard.analysis.references import reference_to

GUIDE = b'# Guide\n\nAll that there is to know: the port is 80.\n\nRun make.\n'


def is_pointer(
    text: str, path: str = 'docs/X.md', counterpart: str = 'X.md', other: bytes | None = GUIDE,
) -> bool:
    return points_to(text.encode(), path.encode(), counterpart.encode(), lambda: other)


# a form: what includes X.md from docs/X.md, and what does not quite
INCLUDES = {
    'agents import': (
        [
            '@../X.md', '@./../X.md', '\ufeff@../X.md\r\n', '# X\n\n@../X.md\n', '@/X.md', '  @../X.md  ',
        ],
        [
            '@X.md', '@../Y.md', '@../X.md is read first, and the rest is below', '@../X.md\n@../Y.md', '- @../X.md',
        ],
    ),
    'MkDocs snippet': (
        [
            '--8<-- "X.md"', "--8<-- 'X.md'", '-8<- "X.md"', '----8<---- "../X.md"', '--8<-- "X.md:2:10"',
            '--8<-- "X.md::9"', '--8<-- "X.md:intro"', '---\nhide:\n- feedback\n---\n\n--8<-- "X.md"\n',
            '<!-- markdownlint-disable -->\n\n--8<-- "X.md"', '--8<-- "./X.md"', '[](){#x}\n--8<-- "X.md"',
        ],
        [
            '--8<-- "Y.md"', ';--8<-- "X.md"', '8<-- "X.md"', '--8<-- "X.md" and more', '```\n--8<-- "X.md"\n```',
            '--8<-- X.md',
        ],
    ),
    'MkDocs snippet block': (
        [
            '--8<--\nX.md\n--8<--', '-8<-\n\n../X.md:3:4\n\n-8<-\n', '---8<---\n  X.md  \n---8<---',
        ],
        [
            '--8<--\nX.md\nY.md\n--8<--', '--8<--\n; X.md\n--8<--', '--8<--\nX.md',
        ],
    ),
    'include-markdown': (
        [
            '{% include-markdown "../X.md" %}', "{%include-markdown '../X.md'%}", '{%- include "../X.md" -%}',
            '{%\n   include-markdown "../X.md"\n   start="<!--start-->"\n   end="100 %} \\" of it"\n%}\n',
            '{! include-markdown "../X.md" !}', '{% include-markdown "X.md" heading-offset=1 %}',
        ],
        [
            '{% include-markdown "../Y.md" %}', '{% include-markdown ../X.md %}',
            '{% include-markdown "../X.md" start="%}', '{% include-markdown "../X.md" %} and more',
        ],
    ),
    'markdown-include': (
        [
            '{!X.md!}', '{! ../X.md !}', '{!X.md!lines=1 3 8-10!}', '# X\n{!X.md!}\n',
        ],
        [
            '{!Y.md!}', '{!X.md}', 'See {!X.md!} for more', '- {!X.md!}',
        ],
    ),
    'MyST include': (
        [
            '```{include} ../X.md\n```', ':::{include} ../X.md\n:::', '~~~~{include} ../X.md\n~~~~\n',
            '```{include} ../X.md\n', '````{include} ../X.md\n:start-after: "# X"\n:relative-images:\n\n````',
            '(x)=\n# X\n\n:::{include} /../X.md\n:heading-offset: 1\n:::',
            '```{include} ../X.md\n---\nstart-line: 1\n---\n```', '% for Sphinx\n\n``` {include} ../X.md\n```',
            '```{literalinclude} ../X.md\n```',
        ],
        [
            '```{include} X.md\n```', '```{include} ../X.md\nThe port is 81.\n```', '```include ../X.md\n```',
            '```{include}\n../X.md\n```', '```{note} ../X.md\n```',
        ],
    ),
    'MyST eval-rst': (
        [
            '```{eval-rst}\n.. include:: ../X.md\n```',
            ':::{eval-rst}\n\n.. include:: ../X.md\n   :parser: myst_parser.sphinx_\n\n:::\n',
            '~~~{eval-rst}\n.. mdinclude:: ../X.md\n~~~',
        ],
        [
            '```{eval-rst}\n.. include:: X.md\n```', '```{eval-rst}\n.. include:: ../X.md\n\nMore.\n```',
            '```{eval-rst}\n.. note:: ../X.md\n```',
        ],
    ),
    'reStructuredText include': (
        [
            '.. include:: ../X.md', '.. mdinclude:: ../X.md\n   :start-line: 2\n   :end-line: 9',
            'Go\n==\n\n..  include:: ../X.md\n    :literal:\n', '.. literalinclude:: /X.md',
        ],
        [
            '.. include:: X.md', '.. include:: <isonum.txt>', '.. image:: ../X.md',
            '.. include:: ../X.md\n   The port is 81.', 'include:: ../X.md',
        ],
    ),
    'AsciiDoc include': (
        [
            'include::../X.md[]', 'include::../X.md[leveloffset=+1,lines=1..3]',
            '= X\n\ninclude::{docdir}/../X.md[tag=a]',
        ],
        [
            'include::X.md[]', 'include::../X.md', '\\include::../X.md[]', 'include::{other}/../X.md[]',
        ],
    ),
    'mdBook include': (
        [
            '{{#include ../X.md}}', '{{ #include ../X.md:2:10 }}', '{{#include ../X.md:part}}',
            '{{#rustdoc_include ../X.md:4}}',
        ],
        [
            '{{#include X.md}}', '\\{{#include ../X.md}}', '{{#playground ../X.md}}',
            '{{#include ../X.md}}\n{{#include ../Y.md}}', '{{include ../X.md}}',
        ],
    ),
    'VitePress include': (
        [
            '<!--@include: ../X.md-->', '<!-- @include: ../X.md{3,} -->', '<!--@include: ../X.md#part{1,2}-->',
            '---\ntitle: X\n---\n<!-- @include: @/X.md -->\n',
        ],
        [
            '<!--@include: X.md-->', '<!-- include: ../X.md -->', '<!-- see ../X.md -->',
            '<!--@include: ../X.md--> and more',
        ],
    ),
    'Quarto include': (
        [
            '{{< include ../X.md >}}', '---\ntitle: x\n---\n\n{{< include /X.md >}}\n', '{{<  include  ../X.md  >}}',
        ],
        [
            '{{< include X.md >}}', '{{< ref ../X.md >}}', '{{< include ../X.md >}} and more',
        ],
    ),
    'Jekyll include_relative': (
        [
            '{% include_relative ../X.md %}', '{%- include_relative ../X.md a="b" -%}',
            '---\n---\n{% comment %} none {% endcomment %}\n{% include_relative ../X.md %}',
            '{% capture x %}\n{% include_relative ../X.md %}\n{% endcapture %}\n{{ x | markdownify }}',
            '{% capture x %}{% include_relative ../X.md %}{% endcapture %}{{ x|markdownify }}',
        ],
        [
            '{% include_relative X.md %}', '{% include ../X.md %}',
            '{% capture x %}{% include_relative ../X.md %}{% endcapture %}',
            '{% capture x %}{% include_relative ../X.md %}',
        ],
    ),
    'MDX import': (
        [
            "import X from '../X.md';\n\n<X />", 'import X from "../X.md"\n<X/>\n',
            "---\nid: x\n---\n\nimport X from '@site/X.md';\n\n# X\n\n<X></X>\n",
            "import X, {toc as toc2} from '@site/../X.md';\n{/* all of it */}\n<X components={props} />",
            'import X from \'../X.md\';\n\n<X\n  a="b"\n/>\n',
        ],
        [
            "import X from '../X.md';", "import X from './X.md';\n\n<X />", "import X from '../X.md';\n\n<Y />",
            '<X />', "import X from '../X.md';\n\n<X />\n\nMore.",
            "import X from '../X.md';\nimport Y from '../Y.md';\n\n<X />\n<Y />",
            "import X from '../X.md';\n\n<X>\nMore.\n</X>",
        ],
    ),
}


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        pytest.param(text, expected, id=f'{name}: {text[:60]!r}')
        for name, both in INCLUDES.items() for expected, texts in zip((True, False), both, strict=True)
        for text in texts
    ],
)
def test_include_forms(text: str, expected: bool) -> None:
    assert is_pointer(text, other=None) is expected


def test_each_row_of_the_table_is_tried() -> None:
    assert {form.name for form in FORMS} | {'MDX import'} == set(INCLUDES)


@pytest.mark.parametrize(
    ('text', 'path', 'counterpart', 'expected'), [
        # from the file's folder
        ('.. include:: ../../X.rst', 'docs/about/X.rst', 'X.rst', True),
        ('.. include:: ../X.rst', 'docs/about/X.rst', 'X.rst', False),
        ('{{#include ../../X.md}}', 'book/src/X.md', 'X.md', True),
        ('@docs/X.md', 'X.md', 'docs/X.md', True),
        ('@AGENTS.md', 'CLAUDE.md', 'AGENTS.md', True),
        ('@AGENTS.md', 'a/CLAUDE.md', 'AGENTS.md', False),
        # from the project's folder: the top level, docs, a site
        ('--8<-- "../X.md"', 'docs/about/X.md', 'X.md', True),
        ('--8<-- "docs/X.md"', 'X.md', 'docs/X.md', True),
        ('{!docs/X.md!}', 'a/b/X.md', 'docs/X.md', True),
        ('--8<-- "../../../X.md"', 'docs/about/X.md', 'X.md', False),
        ("import X from '@site/../X.md'\n<X />", 'website/docs/X.md', 'X.md', True),
        ("import X from '@site/docs/X.md'\n<X />", 'X.md', 'docs/X.md', True),
        ('.. include:: /../X.rst', 'docs/about/X.rst', 'X.rst', True),
        # a name with signs that end a path elsewhere
        ('--8<-- "a:b#c.md"', 'docs/a:b#c.md', 'a:b#c.md', True),
    ],
)
def test_where_paths_begin(text: str, path: str, counterpart: str, expected: bool) -> None:
    assert is_pointer(text, path, counterpart, None) is expected


# ---- beside an include

FRONT = '---\n' + ''.join(f'key{number}: value\n' for number in range(20)) + '---\n'


@pytest.mark.parametrize(
    ('text', 'path', 'expected'), [
        ('', 'docs/X.md', False),
        (FRONT + '<!--\n' + 'a line\n' * 20 + '-->\n# X\n\n', 'docs/X.md', True),
        ('+++\na = 1\n+++\nX\n---\n', 'docs/X.md', True),
        ('# X\n# Y\n', 'docs/X.md', False),
        ('# X\nMore.\n', 'docs/X.md', False),
        ('- a\n', 'docs/X.md', False),
        ('<!-- never closed\n', 'docs/X.md', False),
        ('<!-- a --> <!-- b -->\n{# c #}\n{/* d */}\n', 'docs/X.md', True),
        ('<!-- a --> more\n', 'docs/X.md', False),
        ('[a]: b\n', 'docs/X.md', False),
        ('<a id="x"></a>\n(x y)=\n% a comment\n', 'docs/X.md', True),
        (':orphan:\n:tocdepth: 2\n\n.. _x:\n\n.. a comment\n   of two lines\n\n===\n X\n===\n\n', 'docs/X.rst', True),
        ('.. |x| replace:: y\n\n', 'docs/X.rst', False),
        ('.. note:: more\n\n', 'docs/X.rst', False),
        ('.. py:function:: more\n\n', 'docs/X.rst', False),
        (':port: 80\n', 'docs/X.md', False),
        ('////\nmore\n////\n// more\n= X\n:toc: left\n[[x]]\n[#y]\n\n', 'docs/X.adoc', True),
        ('.. more\n', 'docs/X.adoc', False),
        ('// more\n', 'docs/X.md', False),
        ('===\nX\n===\n', 'docs/X.adoc', False),
    ],
)
def test_what_may_stand_beside_an_include(text: str, path: str, expected: bool) -> None:
    assert is_pointer(text + '--8<-- "X.md"\n' if text else '', path, 'X.md', None) is expected


def test_an_include_form_has_at_most_ten_lines() -> None:
    for count, expected in ((7, True), (8, False)):
        options = ''.join(f'   a{number}="b"\n' for number in range(count))
        assert is_pointer('{%\n include-markdown "../X.md"\n' + options + '%}\n', other=None) is expected


# ---- prose

@pytest.mark.parametrize(
    ('text', 'path', 'counterpart', 'expected'), [
        ('See [it](../X.md).', 'docs/X.md', 'X.md', True),
        ('See AGENTS.md for all of it.', 'CLAUDE.md', 'AGENTS.md', True),
        ('# CLAUDE.md\n\nAlways read @./AGENTS.md first.', 'CLAUDE.md', 'AGENTS.md', True),
        ('**[AGENTS.md](AGENTS.md)** is imported below:\n\n@AGENTS.md\n', 'CLAUDE.md', 'AGENTS.md', True),
        ('See AGENTS.md and RULES.md.', 'CLAUDE.md', 'AGENTS.md', False),
        ('See [AGENTS.md](AGENTS.md) and @RULES.md', 'CLAUDE.md', 'AGENTS.md', False),
        ('Read this:\n\n@RULES.md\n\n[AGENTS.md](AGENTS.md)', 'CLAUDE.md', 'AGENTS.md', False),
        ('See Node.js and AGENTS.md.', 'CLAUDE.md', 'AGENTS.md', True),
        ('See X.md.', 'docs/X.md', 'X.md', False),
        ('See README.md.', 'docs/index.md', 'README.md', False),
        ('See ../README.md.', 'docs/index.md', 'README.md', True),
        ('See docs/LICENSE.', 'LICENSE', 'docs/LICENSE', True),
        ('See LICENSE.', 'COPYING', 'LICENSE', True),
        ('![logo](logo.png)\n\nSee [it](../X.md).', 'docs/X.md', 'X.md', False),
        ('<p><a href="../X.md">it</a></p>', 'docs/X.md', 'X.md', True),
        ('See [it][x].\n\n[x]: <../X.md> "title"\n', 'docs/X.md', 'X.md', True),
        ('See [it](<../a b.md>).', 'docs/a b.md', 'a b.md', True),
        ('See [it](../a%20b.md).', 'docs/a b.md', 'a b.md', True),
        ('See [it](../ä.md).', 'docs/ä.md', 'ä.md', True),
        ('See link:../X.adoc[it] or xref:../X.adoc#a[a part].', 'docs/X.adoc', 'X.adoc', True),
        ('See link:../Y.adoc[it], not ../X.adoc.', 'docs/X.adoc', 'X.adoc', False),
        # an include form stands alone
        ('Local.\n\n--8<-- "X.md"\n', 'docs/X.md', 'X.md', False),
        ('.. include:: ../X.rst\n\nSee ../X.rst too.\n', 'docs/X.rst', 'X.rst', False),
        ('--8<-- "X.md"\n--8<-- "X.md"\n', 'docs/X.md', 'X.md', False),
        ("import X from '../X.md'\n\n<X />\n\nSee [it](../X.md).\n", 'docs/X.md', 'X.md', False),
        ('# A\n\nSee [it](../X.md).\n\nB\n-\n', 'docs/X.md', 'X.md', False),
        (':orphan:\n\n===\n X\n===\n\nMoved to ``../X.rst``.', 'docs/X.rst', 'X.rst', True),
    ],
)
def test_pointers_of_prose(text: str, path: str, counterpart: str, expected: bool) -> None:
    assert is_pointer(text, path, counterpart) is expected


@pytest.mark.parametrize(
    ('text', 'suffix'), [
        ('- ../X', ''), ('* ../X', ''), ('+ ../X', ''), ('1. ../X', ''), ('7) ../X', ''), ('> - ../X', ''),
        ('#. ../X\n#. ALWAYS delete it', 'rst'), ('(1) ../X', 'rst'), ('a) ../X', 'rst'), ('iv. ../X', 'rst'),
        ('• ../X', 'rst'),
        ('term\n   ../X', 'rst'), ('| ../X', 'rst'), ('This::\n\n  cp ../X .', 'rst'),
        ('+---+\n|../X|\n+---+', 'rst'),
        ('====  ====\na     ../X\n====  ====', 'rst'), ('.. code-block:: sh\n\n   cp ../X', 'rst'),
        ('. ../X\n. ALWAYS delete it', 'adoc'), ('.. ../X', 'adoc'), ('* ../X', 'adoc'), ('** ../X', 'adoc'),
        ('term:: ../X', 'adoc'),
        ('a long term:: see ../X', 'adoc'), ('----\ncp ../X .\n----', 'adoc'), ('....\n../X\n....', 'adoc'),
        ('|===\n|../X\n|===', 'adoc'),
        (',===\n../X,b\n,===', 'adoc'),
        ('<ul><li>../X</li></ul>', ''), ('See\n<li>../X', ''), ('<OL >\n<LI>../X', ''),
        ('<dl><dt>../X</dt></dl>', ''),
        ('<table><tr><td>../X</td></tr></table>', ''), ('<pre>../X</pre>', ''),
        ('a | b\n--|--\n../X | c', ''), ('| ../X | c |', ''), ('```\ncp ../X .\n```', ''), ('~~~\n../X\n~~~', ''),
        ('    cp ../X .', ''),
        ('Term\n: ../X', ''), ('– ../X', ''), ('[x] ../X', ''), ('[ ] ../X', ''),
    ],
)
def test_no_list_no_table_and_no_fence_is_a_pointer(text: str, suffix: str) -> None:
    name = f'X.{suffix}' if suffix else 'X.md'
    content = text.replace('X', name)
    assert not is_pointer(content, f'docs/{name}', name)
    assert is_pointer(f'See ../{name}', f'docs/{name}', name)


@pytest.mark.parametrize(
    ('text', 'expected'), [
        ('# Guide\n\nSee ../X.md.\n', True),
        ('See ../X.md.\nRun make.\n', False),
        ('See ../X.md.\n\n    \nRun make.   \n', False),
        ('Run make. See ../X.md.\n', True),
        # the same sentence with other figures is drift
        ('See ../X.md.\nAll that there is to know: the port is 81.\n', False),
        ('All that there is to know: the port is 8080. See ../X.md.\n', False),
        ('80\nSee ../X.md.\n', True),
        ('The port is 80. See ../X.md.\n', True),
    ],
)
def test_a_pointer_shares_no_line(text: str, expected: bool) -> None:
    assert is_pointer(text) is expected


def test_a_name_beside_the_file_that_is_the_file_itself_leads_nowhere() -> None:
    assert is_pointer('See [it](X.md).', 'other/Y.md')
    assert not is_pointer('See [it](X.md).', 'docs/X.md')


def test_what_a_heading_names_counts_whatever_line_is_above_it() -> None:
    for rule in ('-----', '====='):
        for title, expected in (('The guide', True), ('Y.rst', False), ('../X.rst', True)):
            text = f'{rule}\n{title}\n{rule}\n\nSee ../X.rst.\n'
            assert is_pointer(text, 'docs/X.rst', 'X.rst') is expected, text


def test_a_sentence_without_figures_may_be_shared_beside_one_with_them() -> None:
    assert is_pointer('Read ../X.md first. It has 3 parts.', other=b'Read ../X.md first. Or 4 others.\n')
    assert not is_pointer('Read ../X.md first. It has 3 parts.', other=b'Do not. It has 4 parts.\n')


def test_what_cannot_be_told_is_no_pointer() -> None:
    assert not is_pointer('See ../X.md.\n', other=None)


def test_the_counterpart_is_read_only_where_the_answer_depends_on_it() -> None:
    def fail() -> bytes:
        raise AssertionError
    for text in (b'--8<-- "X.md"\n', b'See ../Y.md\n', b'- ../X.md\n', b'no path\n', b'a\n' * 6 + b'../X.md'):
        points_to(text, b'docs/X.md', b'X.md', fail)


# ---- never copied over

def referring(text: str, other: bytes | None = GUIDE) -> Reference | None:
    return reference_to(text.encode(), b'docs/X.md', b'X.md', other)


@pytest.mark.parametrize(
    ('text', 'line', 'shown'), [
        ('--8<-- "X.md"\n', 1, b'--8<-- "X.md"'),
        ('# X\n\n  {!X.md!}\n' + '\n\nmore\n' * 9, 3, b'{!X.md!}'),
        ('# X\n\n```\n--8<-- "X.md"\n```\n', 4, b'--8<-- "X.md"'),
        ('more\n' * 40 + '{{#include ../X.md}}\n', 41, b'{{#include ../X.md}}'),
        ('{%\n include-markdown "../X.md"\n%}\nmore\n', 2, b'include-markdown "../X.md"'),
        ('--8<--\n\n X.md:2\n--8<--\nmore\n', 3, b'X.md:2'),
        ("import X from '../X.md'\n\n<X />\nmore\n", 1, b"import X from '../X.md'"),
        ('# X\n\nSee [it](../X.md).\n\n## More\n\n- a\n- b\n', 3, b'See [it](../X.md).'),
        ('a\n' * 14 + 'See ../X.md', 15, b'See ../X.md'),
        ('<!-- a\nb\n-->\n- ../X.md\n', 4, b'- ../X.md'),
        ('- a\n\nSee [it][x].\n\n[x]: ../X.md\n\n<!-- a -->\n', 5, b'[x]: ../X.md'),
    ],
)
def test_what_refers_to_its_counterpart(text: str, line: int, shown: bytes) -> None:
    assert referring(text) == referring(text, None) == Reference(line, shown)


@pytest.mark.parametrize(
    'text', [
        'The port is 80.\n', '--8<-- "Y.md"\n', 'a\n' * 15 + 'See ../X.md', 'See X.md', '<!-- ../X.md -->\n',
        # an example of how to include it
        'more\n' * 11 + '```\n--8<-- "X.md"\n```\n', 'more\n' * 11 + '\n    --8<-- "X.md"\n',
        'more\n' * 11 + '````\n```\n--8<-- "X.md"\n```\n````\n',
    ],
)
def test_what_does_not(text: str) -> None:
    assert referring(text) is None


@pytest.mark.parametrize('further', [10, 11])
def test_an_include_that_is_quoted_counts_beside_few_further_lines(further: int) -> None:
    found = referring('    @../X.md\n' + ''.join(f'line {number}\n' for number in range(further)))
    assert (found is not None) is (further == 10)


def test_a_long_text_refers_to_what_it_names() -> None:
    for count in (1000, 2000):
        assert referring('more\n' * count + '{{#include ../X.md}}\n') == Reference(count + 1, b'{{#include ../X.md}}')
        assert referring('more\n' * count) is None


def test_a_line_that_both_have_refers_to_nothing() -> None:
    assert referring('# X\n\nA copy of ../X.md.\n', b'# Y\n\nA copy of ../X.md.\n') is None
    assert referring('more\n' * 11 + '--8<-- "X.md"\n', b'other\n--8<-- "X.md"\n') is None
    several = '{%\n  include-markdown "../X.md"\n%}\n'
    assert referring('more\n' * 11 + several, several.encode()) is None
    assert referring('more\n' * 11 + several, b'{%\n  include-markdown "../Y.md"\n%}\n') is not None
    # a pointer that has been copied over is one all the same
    assert referring('--8<-- "X.md"\nmore\n', b'--8<-- "X.md"\n') == Reference(1, b'--8<-- "X.md"')


@pytest.mark.parametrize(
    ('text', 'path', 'found'), [
        ('{{#include X.md}}', 'docs/X.md', True),
        ('{{#include X.md}}', 'docs/Y.md', False),
        ('# X\n\n.. include:: ./X.md', 'X.md', True),
        ('--8<-- "X.md"', 'X.md', True),
        ('--8<-- "docs/X.md"', 'docs/X.md', True),
        # what is meant from docs/ is the file at the top level
        ('--8<-- "X.md"', 'docs/X.md', False),
        ('```\n{{#include X.md}}\n```', 'X.md', False),
        ('See X.md', 'X.md', False),
    ],
)
def test_what_would_include_itself(text: str, path: str, found: bool) -> None:
    assert (includes_itself(text.encode(), path.encode(), b'before\n') is not None) is found
    assert includes_itself(text.encode(), path.encode(), b'a\n' + text.encode()) is None


PIECES = st.sampled_from([
    *(text for both in INCLUDES.values() for texts in both for text in texts), '\n', '\n\n', ' ', 'a', '<!--', '-->',
    '---\n', '```\n', 'See [it][x].\n', '[x]: ../X.md\n', '[it](', '../X.md', ')',
    '===\n', '# a', '.. a', '\ufeff', '\r', '\x85', '{%', '%}',
])


@given(st.lists(PIECES, max_size=12).map(''.join), st.sampled_from([b'docs/X.md', b'docs/X.rst', b'docs/X.adoc']))
def test_the_parts_of_a_text_are_all_of_it(text: str, path: bytes) -> None:
    items = list(scan(text, path))
    assert ''.join(item.text for item in items) == text
    assert [item.line for item in items] == [
        1 + ''.join(before.text for before in items[:number]).count('\n') for number in range(len(items))
    ]


@given(st.lists(PIECES, max_size=8).map(''.join))
def test_a_pointer_is_never_copied_over_its_counterpart(text: str) -> None:
    """What passes because it only refers to its counterpart is refused as a replacement of it."""
    if is_pointer(text):
        assert referring(text) is not None


@pytest.mark.parametrize(('further', 'is_one'), [(8100, True), (8200, False)])
def test_a_long_line_is_no_few_lines_of_prose(further: int, is_one: bool) -> None:
    assert (referring('See ../X.md ' + 'x' * further) is not None) is is_one


# ---- no text takes long

UNITS = [
    '<!--', '<!--@include: ', '{%', '{% include "a" ', '{% include-markdown "a" start="', '{!', '{#', '{/*',
    '{{#include ', '--8<-- "',
    '--8<--\n', '-', '- ', '=', '= ', '`', '```\n', '```{include} a\n', ':::{eval-rst}\n', '.. include:: a\n',
    '.. ', 'include::a[', '[', '](',
    '<', '<C ', 'import a from "', '@', ' ', '\t', '\n', 'a b ', '.. a\n  ', '|', '1. ', '9', 'a1. ', '////\n',
    '---\n', '{% capture a %}', '<C>',
    '%}', '"', '\\"', '{{< include ', '(a)=', '[](){', ':a: b\n', '****', '>', '> ', '\r', '\x85', 'é',
]


@pytest.mark.parametrize('path', [
    'docs/X.md', *(pytest.param(path, marks=pytest.mark.exhaustive) for path in ('docs/X.rst', 'docs/X.adoc')),
])
@pytest.mark.parametrize('unit', UNITS)
def test_no_text_takes_long(unit: str, path: str) -> None:
    started = time.process_time()
    for before, after in (('', ''), ('---\n', ''), ('../X.md ', ' x'), ('{% include-markdown "../X.md" ', '')):
        text = before + unit * (8000 // len(unit)) + after
        is_pointer(text, path)
        reference_to(text.encode(), path.encode(), b'X.md', GUIDE)
        includes_itself(text.encode(), path.encode(), GUIDE)
    # measured: under 0.2 s each
    assert time.process_time() - started < 5


@pytest.mark.parametrize('unit', [
    pytest.param(unit, marks=[] if number % 4 == 0 or unit in ('[', '> ', '```\n', '<!--') else pytest.mark.exhaustive)
    for number, unit in enumerate(UNITS)
])
def test_no_long_text_takes_long(unit: str) -> None:
    text = b'X.md\n' + (unit * (250_000 // len(unit))).encode()
    started = time.process_time()
    reference_to(text, b'docs/X.md', b'X.md', text)
    includes_itself(text, b'docs/X.md', text)
    assert time.process_time() - started < 10


def test_a_fence_ends_where_it_is_closed() -> None:
    text = '```\n# a\n~~~\n``` x\n# b\n````\n# c\n~~~\n# d\n~~~~ \n# e\n'
    kinds = {item.text.strip(): item.kind for item in scan(text, b'X.md')}
    headings = [text for text, kind in kinds.items() if kind is Kind.HEADING]
    assert headings == ['# c', '# e']


@pytest.mark.parametrize('text', [
    'See ../%58.md.', '[x](../%58%2emd)', '[x](..&#47;X.md)', '[x](../&#88;.md)', '[x](../X\\.md)', 'See ../X\\.md.',
])
def test_a_name_may_be_spelled_as_markdown_and_links_have_it(text: str) -> None:
    assert is_pointer(text)
    assert not is_pointer(text.replace('X', 'Y').replace('58', '59').replace('88', '89'))


@pytest.mark.parametrize(('marks', 'expected'), [(34, True), (35, False)])
def test_a_text_of_marks_is_no_pointer(marks: int, expected: bool) -> None:
    assert is_pointer('../X.md' + '*' * marks) is expected
    assert (referring('*' * marks + ' ../X.md\n') is not None) is expected
    words = 'a ' * 1000
    assert is_pointer(f'{words}../X.md' + ' *' * (marks + 66)) is expected


def test_what_shows_nothing_leads_nowhere_and_counts_as_no_line() -> None:
    assert is_pointer('---\nnext: ../Y.md\n---\n\nSee ../X.md.\n')
    lines = ''.join(f'line {number}\n' for number in range(8))
    assert referring(f'    @../X.md\n{lines}<!-- 1\n2\n3\n4 -->\n') is not None


@pytest.mark.parametrize(('length', 'expected'), [(8192, True), (8193, False)])
def test_prose_has_an_end(length: int, expected: bool) -> None:
    text = 'See ../X.md and '
    assert (referring(text + 'x' * (length - len(text))) is not None) is expected


def test_a_fence_of_an_include_and_an_empty_comment_end_where_they_end() -> None:
    assert [item.kind for item in scan('```{include} a\n```\n# b\n', b'X.md')] == [Kind.INCLUDE, Kind.HEADING]
    assert is_pointer('<!---->\n@../X.md\n')
