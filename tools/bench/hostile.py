"""How time and memory grow with hostile input: `python -m tools.bench --hostile`.

Each row is one kind of input at n, 2n and 4n, where 4n is as large as SECURITY.md promises a bound for: an index under
5 MB, and blobs under 1 MB together. A run that takes over 5 s of processor time or 200 MB fails, and so does a kind
whose time grows as a square: from 2n to 4n it doubles where it is linear, and quadruples where it is a square.
"""
from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterable
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


def _configured(text: str, files: Contents) -> Contents:
    return {'.sot-guard.toml': text.encode(), **files}


def _list(entries: Iterable[str]) -> str:
    return f'[{", ".join(json.dumps(entry) for entry in entries)}]'


def _pointers(prose: bytes) -> Callable[[int], Contents]:
    """Files of 8 kB that name their counterpart, each its own."""
    return lambda n: {path: text for number in range(n) for path, text in (
        (f'G{number}.md', b'docs/G%d.md ' % number + prose * (8000 // len(prose))), (f'docs/G{number}.md', b'%d' % number),
    )}


def _one_pointer_of_many_packages(n: int) -> Contents:
    pointer = b'docs/GUIDE.md ' + b'*_' * 15 + b'a ' * 4000
    return _configured('roots = ["packages/*"]\n', {path: text for number in range(n) for path, text in (
        (f'packages/p{number}/GUIDE.md', pointer), (f'packages/p{number}/docs/GUIDE.md', b'%d' % number),
    )})


def _globs(n: int) -> Contents:
    tables = (
        f'[[pair]]\nsource = "s{part}"\ncopies = {_list(f"*/*{part}_{number}*" for number in range(50))}\n'
        for part in range(4)
    )
    files = {f'p{number}/{"a" * 20}{number}': b'x' for number in range(n)}
    return _configured(''.join(tables), {**files, **{f's{part}': b's' for part in range(4)}, 'q/0_0': b'd'})


def _patterns(key: str) -> Callable[[int], Contents]:
    """Names that nearly match each pattern of a list."""
    patterns = _list(f'*{"a?" * 9}b{number}' for number in range(50))
    return lambda n: _configured(f'{key} = {patterns}\n', {
        f'{place}{"a" * 180}{number}.md': place.encode() + b'%d' % number for number in range(n) for place in ('', 'docs/')
    })


def _deep_folders(n: int) -> Contents:
    only = _list(f'**/{"a*/" * 8}**/b{number}' for number in range(50))
    return _configured(f'[[pair]]\nsource = "s/"\ncopies = ["c/"]\nexclude = {only}\n', {
        f'{place}/{"a/" * 900}{number}': place.encode() + b'%d' % number for number in range(n) for place in 'sc'
    })


def _copies(*contents: bytes) -> Callable[[int], Contents]:
    """A source and n copies of it by a glob, with these contents in turn."""
    return lambda n: _configured('[[pair]]\nsource = "s"\ncopies = ["c/*"]\n', {'s': b's', **{
        f'c/{number}': contents[number % len(contents)].replace(b'%d', b'%d' % number) for number in range(n)
    }})


def _long_source(keys: str) -> Callable[[int], Contents]:
    """A source of 0.8 MB, and n copies that have nothing of it."""
    text = b''.join(b'line %d\n' % number for number in range(70_000))
    return lambda n: _configured(f'[[pair]]\nsource = "s.md"\ncopies = ["c/*.md"]\n{keys}\n', {'s.md': text, **{
        f'c/{number}.md': b'%d\n' % number for number in range(n)
    }})


def _folders_of_copies(n: int) -> Contents:
    copies = [f'c{number}/' for number in range(190)]
    return _configured(f'[[pair]]\nsource = "s/"\ncopies = {_list(copies)}\n', {
        **{f's/{number}.md': b'a%d' % number for number in range(n)},
        **{f'{copy}{number}.md': b'b%d' % number for copy in copies for number in range(n // 190)},
    })


def _idle_folders(n: int) -> Contents:
    tables = ''.join(f'[[pair]]\nsource = "s{number}/"\ncopies = ["c{number}/"]\n' for number in range(n))
    return _configured(tables, {f's{number}/{name}': b'x' for number in range(n) for name in range(150)})


def _required(n: int) -> Contents:
    files = {f'p{number}/q/z': b'x' for number in range(n)}
    return _configured('[[pair]]\nsource = "s"\ncopies = ["*/*/L"]\nrequired = true\n', {**files, 's': b's', 'x/y/L': b't'})


def _accepted(n: int) -> Contents:
    entry = f'source-id = "{"0" * 40}"\ncopy-id = "{"0" * 40}"\nreason = "x"\n'
    entries = ''.join(f'[[accept]]\npath = "G{number}.md"\n{entry}' for number in range(n * 3 // 10))
    return _configured(entries, _many_findings(n))


def _views(lines: int, differ: str) -> Callable[[int], Contents]:
    return lambda n: _configured(f'[[pair]]\nsource = "s.md"\ncopies = ["c.md"]\ndiffer = [{differ}]\n', {
        path: b''.join(b'line %d\n' % number for number in range(lines * n)) + path.encode() for path in ('s.md', 'c.md')
    })


def _rewritten_line_ends(n: int) -> Contents:
    lines = [b'x%d' % number for number in range(n)]
    return _configured('[[pair]]\nsource = "s.md"\ncopies = ["c.md"]\ncompare = "text"\n', {
        's.md': b'\n'.join(lines), 'c.md': b'\r\n'.join([*lines, b'y']),
    })


def _licence_names(n: int) -> Contents:
    return {f'{place}LICENSE-{number}': b'%d' % number for number in range(n) for place in ('', 'p/a/', 'p/b/')}


def _chained_links(n: int) -> Contents:
    """Folders of very many parts, and a path that has to be looked for in them."""
    return _configured('[[pair]]\nsource = "q"\ncopies = ["r"]\n', {f'{number}/{"a/" * 900}x': b'' for number in range(n)})


_REGIONS = ', '.join(f'{{from = "line {7 * number}", to = "line {7 * number + 3}"}}' for number in range(1, 21))
_WORDS = ', '.join(f'{{source = "{number}", copy = "x{number}"}}' for number in range(1, 21))
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
    Kind('findings', 32_000, _many_findings),
    Kind('names given', 16_000, _many_findings, _named),
    Kind('findings, as JSON', 16_000, _many_findings, lambda _: ('check', '--all', '--format', 'json')),
    Kind('findings, in full', 16_000, _many_findings, lambda _: ('check', '--all', '--verbose')),
    *(Kind(f'pointers: {name}', 116, _pointers(prose)) for name, prose in (
        ('stars', b'*_'), ('brackets', b'['), ('links', b'[a](b) '), ('words', b'a/b '), ('names', b'x.md '),
    )),
    Kind('one pointer of many packages', 9_000, _one_pointer_of_many_packages),
    Kind('globs', 20_000, _globs),
    Kind('exclude', 8_000, _patterns('exclude')),
    Kind('include', 8_000, _patterns('include')),
    Kind('**', 1_200, _deep_folders),
    Kind('deep folders', 2_400, _chained_links),
    Kind('copies that differ alike', 32_000, _copies(b'x')),
    Kind('copies that differ', 32_000, _copies(b'%d')),
    Kind('copies of which half differ', 32_000, _copies(b's', b'%d')),
    Kind('a long source', 16_000, _long_source('')),
    Kind('a long source, as text', 16_000, _long_source('compare = "text"')),
    Kind('a long source, by regions', 16_000, _long_source(f'differ = [{_REGIONS}]')),
    Kind('regions', 40_000, _views(1, _REGIONS)),
    Kind('words', 40_000, _views(1, _WORDS)),
    Kind('line ends', 60_000, _rewritten_line_ends),
    Kind('folders of copies', 12_000, _folders_of_copies),
    Kind('folders that find nothing', 190, _idle_folders),
    Kind('required copies', 32_000, _required),
    Kind('accepted differences', 6_000, _accepted),
    Kind('pairs of the configuration', 1_000, _many_pairs),
    Kind('canonical x exclude', 1_000, _canonical_and_exclude),
    Kind('packages as roots', 12_000, _packages),
    Kind('scan: spellings of one name', 2_000, _spellings, _scan),
    Kind('scan: licences of packages', 8_000, _licences, _scan),
    Kind('scan: licences of many names', 16_000, _licence_names, _scan),
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
