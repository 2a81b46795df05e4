"""What a text holds of another, and what was carried from one to another, whatever carried it."""
from __future__ import annotations

import pytest

from sot_guard.analysis.documents import Format
from sot_guard.merging.proof import prove_carried
from sot_guard.merging.proof import Rule

MARKDOWN = Format.MARKDOWN
SHA256 = 64 * 'a'
FROM = f'# From X (sha256 {SHA256})'
DOCS = '# T\n\n## a\n\nx\n\n## b\n\ny\n'
ROOT = '# T\n\n## b\n\ny\n\n## c\n\nz [1]\n'
RESULT = f'{DOCS}\n{FROM}\n\n## c\n\nz [1]\n'


def carried(docs: str, root: str, result: str, form: Format = MARKDOWN) -> set[Rule]:
    return {found.rule for found in prove_carried(docs.encode(), root.encode(), result.encode(), form)}


def test_what_is_carried_right() -> None:
    assert carried(DOCS, ROOT, RESULT) == set()
    assert carried('', '# a\n\nx\n', f'{FROM}\n\n# a\n\nx\n') == set()
    front = '---\nt: %s\n---\n\n# a\n\nx\n'
    assert carried(front % 'A', front % 'B', front % 'A' + f'\n{FROM}\n\n```\n---\nt: B\n---\n```\n') == set()
    # below parents of their own
    assert carried('# T\n\n## a\n\n### p\n\nx\n', '# T\n\n## a\n\n### q\n\nx\n',
                   f'# T\n\n## a\n\n### p\n\nx\n\n{FROM}\n\n## a\n\n### q\n\nx\n') == set()


@pytest.mark.parametrize(
    ('result', 'rule'), [
        pytest.param(RESULT.replace('z [1]\n', ''), Rule.MISSING, id='a line is not carried'),
        pytest.param(RESULT.replace('## c\n', '## d\n'), Rule.MISSING, id='below another heading'),
        pytest.param(RESULT.replace('x\n', ''), Rule.MISSING, id='a line of docs is gone'),
        pytest.param(DOCS[:9], Rule.MISSING, id='the end of docs is gone'),
        pytest.param(RESULT.replace('# T\n', '# N\n'), Rule.MISSING, id='a heading of docs'),
        pytest.param(RESULT.replace('## c\n', '### c\n'), Rule.MISSING, id='another level'),
        pytest.param(RESULT.replace('\n## b\n', '## b\n').replace('# T\n', '# T\n\n'), Rule.MISSING, id='other lines'),
        pytest.param(RESULT + '\n## c\n\nz [1]\n', Rule.EXTRA, id='a section twice'),
        pytest.param(RESULT + '\n## b\n\ny\n', Rule.EXTRA, id='a section that docs has'),
        pytest.param(RESULT + '\nz [1]\n', Rule.EXTRA, id='a line twice'),
        pytest.param(RESULT + '\nown\n', Rule.EXTRA, id='a line of no side'),
        pytest.param(RESULT + f'\n{FROM}\n', Rule.EXTRA, id='the heading twice'),
        pytest.param(RESULT + '\n```\n```\n', Rule.EXTRA, id='a fence without front matter'),
        pytest.param(RESULT + '\n## own\n', Rule.EXTRA, id='a heading of no side'),
        pytest.param(RESULT.replace('\n## c', '\n```\n## c'), Rule.OPEN, id='a fence'),
        pytest.param(RESULT.replace('z [1]', '<!-- z [1]'), Rule.OPEN, id='hidden'),
    ],
)
def test_what_is_carried_wrong(result: str, rule: Rule) -> None:
    assert rule in carried(DOCS, ROOT, result)


def test_what_docs_has_stays_what_it_is() -> None:
    # the heading would take the anchor, and the underline a paragraph
    docs = 'x\n\n<a id="end"></a>\n'
    assert carried(docs, '# c\n', f'{docs}\n{FROM}\n\n# c\n') == {Rule.MISSING}
    assert carried('x\n', '# c\n', f'x\n---\n\n{FROM}\n\n# c\n') >= {Rule.MISSING}
    assert Rule.MISSING in carried('<!--\nx\n-->\n', '# c\n', f'<!--\n-->\nx\n{FROM}\n\n# c\n')
    assert Rule.MISSING in carried('x\ny\n', '# c\n', 'x')
    assert Rule.MISSING in carried('    x\n', '# c\n', f'- a\n\n    x\n\n{FROM}\n\n# c\n')


def test_what_stands_below_another_heading_is_missing() -> None:
    root = '# T\n\n## c\n\nz\n\n## d\n\nw\n'
    made = f'{DOCS}\n{FROM}\n\n## c\n\nw\n\n## d\n\nz\n'
    found = prove_carried(DOCS.encode(), root.encode(), made.encode(), MARKDOWN)
    assert [(one.rule, one.copy, one.place) for one in found] == [
        (Rule.MISSING, 2, ('T',)), (Rule.MISSING, 6, ('T',)),
    ]


def test_front_matter_is_carried_as_often_as_anything_else() -> None:
    docs, root = '---\nt: A\n---\n\n# a\n', '---\nt: B\n---\n\n# a\n\n# c\n'
    assert carried(docs, root, f'{docs}\n{FROM}\n\n# c\n') == {Rule.MISSING}


def test_sections_in_another_order_go_over_no_second_time() -> None:
    root = '# T\n\n## b\n\ny\n\n## a\n\nx\nw\n## c\n\nz\n'
    docs = '# T\n\n## a\n\nx\nw\n\n## b\n\ny\n'
    made = f'{docs}\n{FROM}\n\n## c\n\nz\n'
    assert carried(docs, root, made) == set()
    assert carried(docs, root, f'{made}\n## b\n\ny\n') == {Rule.EXTRA}
    assert carried(docs, root, f'{made}w\n') == {Rule.EXTRA}


def test_what_follows_the_source_at_once() -> None:
    assert carried('x\n', '# c\n', 'x\n# c\n') == set()
    docs = 'x\n\n<a id="end"></a>\n'
    assert carried(docs, '# c\n', f'{docs}# c\n') == {Rule.MISSING}


def test_headings_of_rest_have_the_levels_that_they_had() -> None:
    titled, bare = 'T\n=\n\nA\n-\n\nx\n', 'A\n-\n\nx\n'
    other = 'B\n-\n\ny\n\nC\n~\n\nz\n'
    assert carried(titled, bare, titled, Format.RST) == set()
    # what is the second level in one is the third in the other
    made = f'{titled}\n{FROM}\n{"=" * len(FROM)}\n\n{other}'
    assert carried(titled, other.replace('-', '='), made.replace('B\n-', 'B\n='), Format.RST) >= {Rule.MISSING}
    # nor has it the level of another heading of its name
    docs = 'T\n=\n\nC\n-\n\nx\n'
    root = 'B\n=\n\nC\n~\n\nz\n'
    assert Rule.MISSING in carried(docs, root, f'{docs}\n{FROM}\n{"=" * len(FROM)}\n\n{root}', Format.RST)


def test_blank_lines_at_the_end_are_none() -> None:
    assert carried('x\n\n\n', '# c\n', f'x\n\n\n{FROM}\n\n# c\n') == set()


def test_labels_and_encodings_of_what_is_carried() -> None:
    assert carried('[1]: u\n', '# c\n\n[1]: v\n', f'[1]: u\n\n{FROM}\n\n# c\n\n[1]: v\n') == {Rule.LABEL}
    found = prove_carried(b'caf\xe9\n', '# naïve\n'.encode(), f'caf\xe9\n\n{FROM}\n\n# naïve\n'.encode().replace(
        'é'.encode(), b'\xe9'), MARKDOWN)
    assert [one.rule for one in found] == [Rule.ENCODING]


def test_front_matter_of_the_result_parses() -> None:
    front = '---\nt: A\n---\n'
    assert carried(front, front + '\n# a\n', f'---\nt: A\n t: [\n---\n\n{FROM}\n\n# a\n') >= {Rule.BROKEN}
