"""How time and memory grow with hostile input: `python -m tools.bench --hostile`.

Each row is one kind of input at n, 2n and 4n, where 4n is as large as SECURITY.md promises a bound for: an index under
5 MB, and blobs under 1 MB together. A run that takes over 5 s of processor time or 200 MB fails, and so does a kind
whose time grows as a square: from 2n to 4n it doubles where it is linear, and quadruples where it is a square.
"""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tools.bench import inputs
from tools.bench import repositories
from tools.bench import resolving

MAX_SECONDS = 5.0
# resolve proves what it writes; people wait for it
MAX_RESOLVE_SECONDS = 30.0
MAX_MEGABYTES = 200
# between the 2 of linear growth and the 4 of a square
MAX_GROWTH = 3.0
# less than this tells nothing of growth
MIN_SECONDS = 0.3


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
    make: Callable[[int], inputs.Contents]
    # n -> what is run in it
    argv: Callable[[int], tuple[str, ...]] = lambda _: ('check', '--all')
    # n -> the files of the commit before, where `make` is what was staged since; None: they are the same
    before: Callable[[int], inputs.Contents] | None = None
    # for the largest n
    max_seconds: float = MAX_SECONDS


class Sample(NamedTuple):
    """The cost of one run, with all that it starts."""

    # processor time
    seconds: float
    # the peak of its largest process
    megabytes: float


KINDS = (
    Kind('quotes and lazy lines', 32_000, inputs.line(b'x\n> > > > > - \n')),
    Kind('quotes far above lazy lines', 16_000, lambda n: inputs.pair(b'> - \nx\n' * (n // 9) + b'> y\n' * n)),
    Kind('comments never closed', 18_000, inputs.line(b'a <!-- {/* {% comment %} ` b\n')),
    Kind('comments never closed, one line', 45_000, lambda n: inputs.pair(b'a <!-- b ' * n + b'\n')),
    Kind('lists in lists', 9_000, inputs.line(b'- ' * 25 + b'a\n')),
    Kind('brackets', 450_000, lambda n: inputs.pair(b'[' * n + b'\n')),
    Kind('backticks', 450_000, lambda n: inputs.pair(b'`' * n + b'\n')),
    Kind('stars', 220_000, lambda n: inputs.pair(b'*a' * n + b'\n')),
    Kind('tags', 120_000, inputs.line(b'<a\n\n')),
    Kind('lines of three kinds', 70_000, inputs.periodic),
    Kind('headings', 60_000, inputs.numbered(b'# %d\n')),
    Kind('items', 60_000, inputs.numbered(b'- %d\n')),
    Kind('items with dates', 20_000, inputs.numbered(b'- 2020-01-01 %d\n')),
    Kind('sections that begin alike', 2_000, inputs.numbered(b'## a\n' + b'x\n' * 100 + b'%d\n')),
    Kind('link definitions', 50_000, inputs.numbered(b'[%d]: x\n')),
    Kind('underlines (reST)', 50_000, inputs.numbered(b'%d\n=====\n', 'GUIDE.rst')),
    Kind('blocks (AsciiDoc)', 50_000, inputs.numbered(b'----\n%d\n', 'GUIDE.adoc')),
    Kind('nested JSON', 240_000, inputs.nested_json),
    Kind('front matter', 40_000, lambda n: inputs.pair(b'---\n' + b'a:\n - b\n' * (n // 2) + b'---\n')),
    Kind('one blob with many names', 300, inputs.one_blob_with_many_names),
    Kind('findings', 32_000, inputs.many_findings),
    Kind('names given', 16_000, inputs.many_findings, _named),
    Kind('findings, as JSON', 12_000, inputs.many_findings, lambda _: ('check', '--all', '--format', 'json')),
    Kind('findings, in full', 16_000, inputs.many_findings, lambda _: ('check', '--all', '--verbose')),
    *(Kind(f'pointers: {name}', 116, inputs.pointers(prose)) for name, prose in (
        ('stars', b'*_'), ('brackets', b'['), ('links', b'[a](b) '), ('words', b'a/b '), ('names', b'x.md '),
    )),
    Kind('one pointer of many packages', 9_000, inputs.one_pointer_of_many_packages),
    Kind('globs', 20_000, inputs.globs),
    Kind('exclude', 8_000, inputs.patterns('exclude')),
    Kind('include', 8_000, inputs.patterns('include')),
    Kind('**', 1_200, inputs.deep_folders),
    Kind('deep folders', 180, inputs.very_deep),
    Kind('copies that differ alike', 32_000, inputs.copies(b'x')),
    Kind('copies that differ', 32_000, inputs.copies(b'%d')),
    Kind('copies of which half differ', 32_000, inputs.copies(b's', b'%d')),
    Kind('a long source', 16_000, inputs.long_source('')),
    Kind('a long source, as text', 16_000, inputs.long_source('compare = "text"')),
    Kind('a long source, by regions', 16_000, inputs.long_source(f'differ = [{inputs.REGIONS}]')),
    Kind('regions', 40_000, inputs.views(inputs.REGIONS)),
    Kind('words', 40_000, inputs.views(inputs.WORDS)),
    Kind('differ: comments and images above', 20_000, inputs.declared(b'<!-- x -->![i](x)\n', '"first-heading"')),
    Kind('differ: headings of HTML', 60_000, inputs.declared(b'<h1>\n', '"first-heading"')),
    Kind('differ: blank lines and fences', 60_000, inputs.declared(b'\n\n```\n', '"blank-lines"')),
    Kind('differ: keys', 30_000, inputs.declared(b'---\na: 1\n', '{front-matter = ["a"]}')),
    Kind('differ: words', 50_000, inputs.declared(b'a-b a@b a/b\n', '{source = "a-b", copy = "c"}')),
    Kind('differ: regions', 100_000, inputs.declared(b'a\n', '{from = "b", to = "a"}, {from = "a", to = "b"}')),
    Kind('line ends', 60_000, inputs.rewritten_line_ends),
    Kind('folders of copies', 12_000, inputs.folders_of_copies),
    Kind('folders that find nothing', 190, inputs.idle_folders),
    Kind('required copies', 32_000, inputs.required),
    Kind('accepted differences', 6_000, inputs.accepted),
    Kind('pairs of the configuration', 1_000, inputs.many_pairs),
    Kind('canonical x exclude', 1_000, inputs.canonical_and_exclude),
    Kind('packages as roots', 12_000, inputs.packages),
    Kind('scan: spellings of one name', 2_000, inputs.spellings, _scan),
    Kind('scan: licences of packages', 8_000, inputs.licences, _scan),
    Kind('scan: licences of many names', 16_000, inputs.licences_of_many_names, _scan),
    Kind('scan: pairs that differ', 6_000, inputs.many_findings, _scan),
    *(Kind(f'resolve: {row.title}', row.largest, row.change.now, row.argv, row.change.before, MAX_RESOLVE_SECONDS)
      for row in resolving.ROWS),
)


def verdict(nothing: float, samples: list[Sample], max_seconds: float = MAX_SECONDS) -> str:
    """Return what is wrong with the costs at n, 2n and 4n, beside those of a run with nothing to do; '' if nothing."""
    largest = samples[-1]
    if largest.seconds > max_seconds:
        return f'over {max_seconds:.0f} s'
    if largest.megabytes > MAX_MEGABYTES:
        return f'over {MAX_MEGABYTES} MB'
    before, after = (sample.seconds - nothing for sample in samples[1:])
    return 'grows as a square' if after > MIN_SECONDS and after > MAX_GROWTH * before else ''


def _repository(kind: Kind, n: int, place: Path) -> Path:
    if kind.before is None:
        return repositories.imported(place, kind.make(n).items())
    return repositories.changed(place, kind.before(n).items(), kind.make(n).items())


def run(folder: Path, measure: Callable[[tuple[str, ...], Path], Sample], only: str = '') -> bool:
    """Print the table, a row a kind, and return whether each kind keeps within the bounds.

    `only`: how the titles of the kinds begin that are run.
    """
    kept = True
    nothing = measure(('check', '--all'), repositories.files(folder / 'nothing', [('x', b'x')])).seconds
    print(f'{"":45} {"n":>8} {"n, s":>6} {"2n, s":>6} {"4n, s":>6} {"4n, MB":>7}')
    for number, kind in enumerate(kind for kind in KINDS if kind.title.startswith(only)):
        samples = []
        for part in (4, 2, 1):
            place = _repository(kind, kind.largest // part, folder / f'{number}-{part}')
            samples.append(min(measure(kind.argv(kind.largest // part), place) for _ in range(2)))
        fault = verdict(nothing, samples, kind.max_seconds)
        kept = kept and not fault
        seconds = ' '.join(f'{sample.seconds:6.2f}' for sample in samples)
        print(f'{kind.title:45} {kind.largest // 4:8,} {seconds} {samples[-1].megabytes:7.0f} {fault}', flush=True)
    return kept
