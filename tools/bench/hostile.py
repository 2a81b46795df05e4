"""How time and memory grow with hostile input: `python -m tools.bench --hostile`.

Each row is one kind of input at n, 2n and 4n, where 4n is as large as SECURITY.md promises a bound for: an index under
5 MB, and blobs under 1 MB together. A run that takes over 5 s of processor time or 200 MB fails, and so does a kind
whose time grows as a square: from 2n to 4n it doubles where it is linear, and quadruples where it is a square.
"""
from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tools.bench import repositories

MAX_SECONDS = 5.0
MAX_MEGABYTES = 200
# between the 2 of linear growth and the 4 of a square
MAX_GROWTH = 3.0
# less than this tells nothing of growth
MIN_SECONDS = 0.3

Contents = Mapping[str, bytes]


def _scan(_: int) -> tuple[str, ...]:
    return ('scan',)


def _named(n: int) -> tuple[str, ...]:
    return ('check', '--staged', *(f'G{number}.md' for number in range(n)))


class Kind(NamedTuple):
    """One kind of input."""

    title: str
    # the largest n
    largest: int
    # n -> the files of the repository
    make: Callable[[int], Contents]
    # n -> what is run in it
    argv: Callable[[int], tuple[str, ...]] = lambda _: ('check', '--all')


class Sample(NamedTuple):
    """The cost of one run, with all that it starts."""

    # processor time
    seconds: float
    # the peak of its largest process
    megabytes: float


def _pair(text: bytes, name: str = 'GUIDE.md') -> Contents:
    return {name: text + b'a\n', f'docs/{name}': text + b'b\n'}


def _line(line: bytes, name: str = 'GUIDE.md') -> Callable[[int], Contents]:
    """A pair of texts that repeat a line n times, and end differently."""
    return lambda n: _pair(line * n, name)


def _numbered(line: bytes, name: str = 'GUIDE.md') -> Callable[[int], Contents]:
    """A pair of texts with n different lines, none of them in both."""
    return lambda n: {
        path: b''.join(line % (sign * number) for number in range(1, n + 1))
        for path, sign in ((name, 1), (f'docs/{name}', -1))
    }


def _periodic(n: int) -> Contents:
    return {'GUIDE.md': b'a\nb\nc\n' * n, 'docs/GUIDE.md': b'b\na\nc\nd\n' * n}


def _one_blob_with_many_names(n: int) -> Contents:
    root = b'a <!-- b ' * 900 + b'\n'
    return {path: text for number in range(n) for path, text in (
        (f'G{number}.md', root), (f'docs/G{number}.md', root + b'more\n'),
    )}


def _many_findings(n: int) -> Contents:
    return {path: text for number in range(n) for path, text in (
        (f'G{number}.md', b'a %d\n' % number), (f'docs/G{number}.md', b'b %d\n' % number),
    )}


def _many_pairs(n: int) -> Contents:
    tables = ''.join(f'[[pair]]\nsource = "a/{number}"\ncopies = ["b/{number}"]\n' for number in range(n))
    files = {f'{place}/{number}': place.encode() for number in range(n) for place in 'ab'}
    return {'.sot-guard.toml': tables.encode(), **files}


def _canonical_and_exclude(n: int) -> Contents:
    names = [f'G{number}.md' for number in range(n)]
    lists = ''.join(f'{key} = [{", ".join(made)}]\n' for key, made in (
        ('canonical', [f'"{name}"' for name in names]), ('exclude', [f'"H{number}*.md"' for number in range(n)]),
    ))
    return {'.sot-guard.toml': lists.encode(), **{f'docs/{name}': b'x\n' for name in names}}


def _spellings(n: int) -> Contents:
    """One name in as many spellings: bit k of a number says whether letter k is a capital."""
    letters = 'documentation'
    names = {
        ''.join(letter.upper() if number >> at & 1 else letter for at, letter in enumerate(letters))
        for number in range(n)
    }
    return {f'{place}{name}.md': name.encode() + b'\n' for name in names for place in ('', 'docs/')}


def _packages(n: int) -> Contents:
    files = {
        f'packages/p{number}/{place}GUIDE.md': place.encode() + b'x\n' for number in range(n) for place in ('', 'docs/')
    }
    return {'.sot-guard.toml': b'roots = [".", "packages/*"]\n', **files}


def _licences(n: int) -> Contents:
    copies = {f'packages/p{number}/LICENSE': b'a licence\n' * 19 for number in range(n)}
    return {'LICENSE': b'a licence\n' * 20, **copies}


def _nested_json(n: int) -> Contents:
    return _pair(b'[' * n + b'1' + b']' * n, 'PROJECT_INDEX.json')


def _declared(line: bytes, differ: str) -> Callable[[int], Contents]:
    """A pair of texts that repeat a line n times and end differently, with declared differences."""
    rule = f'[[pair]]\nsource = "docs/GUIDE.md"\ncopies = ["GUIDE.md"]\ndiffer = [{differ}]\n'.encode()
    return lambda n: {'.sot-guard.toml': rule, **_pair(line * n)}


KINDS = (
    Kind('quotes and lazy lines', 32_000, _line(b'x\n> > > > > - \n')),
    Kind('quotes far above lazy lines', 16_000, lambda n: _pair(b'> - \nx\n' * (n // 9) + b'> y\n' * n)),
    Kind('comments never closed', 18_000, _line(b'a <!-- {/* {% comment %} ` b\n')),
    Kind('comments never closed, one line', 45_000, lambda n: _pair(b'a <!-- b ' * n + b'\n')),
    Kind('lists in lists', 9_000, _line(b'- ' * 25 + b'a\n')),
    Kind('brackets', 450_000, lambda n: _pair(b'[' * n + b'\n')),
    Kind('backticks', 450_000, lambda n: _pair(b'`' * n + b'\n')),
    Kind('stars', 220_000, lambda n: _pair(b'*a' * n + b'\n')),
    Kind('tags', 120_000, _line(b'<a\n\n')),
    Kind('lines of three kinds', 70_000, _periodic),
    Kind('headings', 60_000, _numbered(b'# %d\n')),
    Kind('items', 60_000, _numbered(b'- %d\n')),
    Kind('items with dates', 20_000, _numbered(b'- 2020-01-01 %d\n')),
    Kind('sections that begin alike', 2_000, _numbered(b'## a\n' + b'x\n' * 100 + b'%d\n')),
    Kind('link definitions', 50_000, _numbered(b'[%d]: x\n')),
    Kind('underlines (reST)', 50_000, _numbered(b'%d\n=====\n', 'GUIDE.rst')),
    Kind('blocks (AsciiDoc)', 50_000, _numbered(b'----\n%d\n', 'GUIDE.adoc')),
    Kind('nested JSON', 240_000, _nested_json),
    Kind('front matter', 40_000, lambda n: _pair(b'---\n' + b'a:\n - b\n' * (n // 2) + b'---\n')),
    Kind('one blob with many names', 300, _one_blob_with_many_names),
    Kind('findings', 6_000, _many_findings),
    Kind('names given', 6_000, _many_findings, _named),
    Kind('pairs of the configuration', 1_000, _many_pairs),
    Kind('canonical x exclude', 1_000, _canonical_and_exclude),
    Kind('packages as roots', 12_000, _packages),
    Kind('differ: comments and images above', 20_000, _declared(b'<!-- x -->![i](x)\n', '"first-heading"')),
    Kind('differ: headings of HTML', 60_000, _declared(b'<h1>\n', '"first-heading"')),
    Kind('differ: blank lines and fences', 60_000, _declared(b'\n\n```\n', '"blank-lines"')),
    Kind('differ: keys', 30_000, _declared(b'---\na: 1\n', '{front-matter = ["a"]}')),
    Kind('differ: words', 50_000, _declared(b'a-b a@b a/b\n', '{source = "a-b", copy = "c"}')),
    Kind('differ: regions', 100_000, _declared(b'a\n', '{from = "b", to = "a"}, {from = "a", to = "b"}')),
    Kind('scan: spellings of one name', 2_000, _spellings, _scan),
    Kind('scan: licences of packages', 8_000, _licences, _scan),
    Kind('scan: pairs that differ', 6_000, _many_findings, _scan),
)


def verdict(nothing: float, samples: list[Sample]) -> str:
    """Return what is wrong with the costs at n, 2n and 4n, beside those of a run with nothing to do; '' if nothing."""
    largest = samples[-1]
    if largest.seconds > MAX_SECONDS:
        return f'over {MAX_SECONDS:.0f} s'
    if largest.megabytes > MAX_MEGABYTES:
        return f'over {MAX_MEGABYTES} MB'
    before, after = (sample.seconds - nothing for sample in samples[1:])
    return 'grows as a square' if after > MIN_SECONDS and after > MAX_GROWTH * before else ''


def run(folder: Path, measure: Callable[[tuple[str, ...], Path], Sample]) -> bool:
    """Print the table, a row a kind, and return whether each kind keeps within the bounds."""
    kept = True
    nothing = measure(('check', '--all'), repositories.files(folder / 'nothing', [('x', b'x')])).seconds
    print(f'{"":34} {"n":>8} {"n, s":>6} {"2n, s":>6} {"4n, s":>6} {"4n, MB":>7}')
    for number, kind in enumerate(KINDS):
        samples = []
        for part in (4, 2, 1):
            contents = kind.make(kind.largest // part)
            place = repositories.imported(folder / f'{number}-{part}', contents.items())
            samples.append(min(measure(kind.argv(kind.largest // part), place) for _ in range(2)))
        fault = verdict(nothing, samples)
        kept = kept and not fault
        seconds = ' '.join(f'{sample.seconds:6.2f}' for sample in samples)
        print(f'{kind.title:34} {kind.largest // 4:8,} {seconds} {samples[-1].megabytes:7.0f} {fault}', flush=True)
    return kept
