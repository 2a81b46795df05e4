"""The hostile inputs of hostile.py: for a size, the files of a repository."""
from __future__ import annotations

import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping

Contents = Mapping[str, bytes]


def pair(text: bytes, name: str = 'GUIDE.md') -> Contents:
    return {name: text + b'a\n', f'docs/{name}': text + b'b\n'}


def line(line: bytes, name: str = 'GUIDE.md') -> Callable[[int], Contents]:
    """A pair of texts that repeat a line n times, and end differently."""
    return lambda n: pair(line * n, name)


def numbered(line: bytes, name: str = 'GUIDE.md') -> Callable[[int], Contents]:
    """A pair of texts with n different lines, none of them in both."""
    return lambda n: {
        path: b''.join(line % (sign * number) for number in range(1, n + 1))
        for path, sign in ((name, 1), (f'docs/{name}', -1))
    }


def periodic(n: int) -> Contents:
    return {'GUIDE.md': b'a\nb\nc\n' * n, 'docs/GUIDE.md': b'b\na\nc\nd\n' * n}


def one_blob_with_many_names(n: int) -> Contents:
    root = b'a <!-- b ' * 900 + b'\n'
    return {path: text for number in range(n) for path, text in (
        (f'G{number}.md', root), (f'docs/G{number}.md', root + b'more\n'),
    )}


def many_findings(n: int) -> Contents:
    return {path: text for number in range(n) for path, text in (
        (f'G{number}.md', b'a %d\n' % number), (f'docs/G{number}.md', b'b %d\n' % number),
    )}


def many_pairs(n: int) -> Contents:
    tables = ''.join(f'[[pair]]\nsource = "a/{number}"\ncopies = ["b/{number}"]\n' for number in range(n))
    files = {f'{place}/{number}': place.encode() for number in range(n) for place in 'ab'}
    return {'.sot-guard.toml': tables.encode(), **files}


def canonical_and_exclude(n: int) -> Contents:
    names = [f'G{number}.md' for number in range(n)]
    lists = ''.join(f'{key} = [{", ".join(made)}]\n' for key, made in (
        ('canonical', [f'"{name}"' for name in names]), ('exclude', [f'"H{number}*.md"' for number in range(n)]),
    ))
    return {'.sot-guard.toml': lists.encode(), **{f'docs/{name}': b'x\n' for name in names}}


def spellings(n: int) -> Contents:
    """One name in as many spellings: bit k of a number says whether letter k is a capital."""
    letters = 'documentation'
    names = {
        ''.join(letter.upper() if number >> at & 1 else letter for at, letter in enumerate(letters))
        for number in range(n)
    }
    return {f'{place}{name}.md': name.encode() + b'\n' for name in names for place in ('', 'docs/')}


def packages(n: int) -> Contents:
    files = {
        f'packages/p{number}/{place}GUIDE.md': place.encode() + b'x\n' for number in range(n) for place in ('', 'docs/')
    }
    return {'.sot-guard.toml': b'roots = [".", "packages/*"]\n', **files}


def licences(n: int) -> Contents:
    copies = {f'packages/p{number}/LICENSE': b'a licence\n' * 19 for number in range(n)}
    return {'LICENSE': b'a licence\n' * 20, **copies}


def nested_json(n: int) -> Contents:
    return pair(b'[' * n + b'1' + b']' * n, 'PROJECT_INDEX.json')


def configured(text: str, files: Contents) -> Contents:
    return {'.sot-guard.toml': text.encode(), **files}


def listed(entries: Iterable[str]) -> str:
    return f'[{", ".join(json.dumps(entry) for entry in entries)}]'


def pointers(prose: bytes) -> Callable[[int], Contents]:
    """Files of 8 kB that name their counterpart, each its own."""
    rest = prose * (8000 // len(prose))
    return lambda n: {path: text for number in range(n) for path, text in (
        (f'G{number}.md', b'docs/G%d.md ' % number + rest), (f'docs/G{number}.md', b'%d' % number),
    )}


def one_pointer_of_many_packages(n: int) -> Contents:
    pointer = b'docs/GUIDE.md ' + b'*_' * 15 + b'a ' * 4000
    return configured('roots = ["packages/*"]\n', {path: text for number in range(n) for path, text in (
        (f'packages/p{number}/GUIDE.md', pointer), (f'packages/p{number}/docs/GUIDE.md', b'%d' % number),
    )})


def globs(n: int) -> Contents:
    tables = (
        f'[[pair]]\nsource = "s{part}"\ncopies = {listed(f"*/*{part}_{number}*" for number in range(50))}\n'
        for part in range(4)
    )
    files = {f'p{number}/{"a" * 20}{number}': b'x' for number in range(n)}
    return configured(''.join(tables), {**files, **{f's{part}': b's' for part in range(4)}, 'q/0_0': b'd'})


def patterns(key: str) -> Callable[[int], Contents]:
    """Names that nearly match each pattern of a list."""
    patterns = listed(f'*{"a?" * 9}b{number}' for number in range(50))
    return lambda n: configured(f'{key} = {patterns}\n', {
        f'{place}{"a" * 180}{number}.md': place.encode() + b'%d' % number
        for number in range(n) for place in ('', 'docs/')
    })


def deep_folders(n: int) -> Contents:
    only = listed(f'**/{"a*/" * 8}**/b{number}' for number in range(50))
    return configured(f'[[pair]]\nsource = "s/"\ncopies = ["c/"]\nexclude = {only}\n', {
        f'{place}/{"a/" * 900}{number}': place.encode() + b'%d' % number for number in range(n) for place in 'sc'
    })


def copies(*contents: bytes) -> Callable[[int], Contents]:
    """A source and n copies of it by a glob, with these contents in turn."""
    return lambda n: configured('[[pair]]\nsource = "s"\ncopies = ["c/*"]\n', {'s': b's', **{
        f'c/{number}': contents[number % len(contents)].replace(b'%d', b'%d' % number) for number in range(n)
    }})


def long_source(keys: str) -> Callable[[int], Contents]:
    """A source of 0.8 MB, and n copies that have nothing of it."""
    text = b''.join(b'line %d\n' % number for number in range(70_000))
    return lambda n: configured(f'[[pair]]\nsource = "s.md"\ncopies = ["c/*.md"]\n{keys}\n', {'s.md': text, **{
        f'c/{number}.md': b'%d\n' % number for number in range(n)
    }})


def folders_of_copies(n: int) -> Contents:
    copies = [f'c{number}/' for number in range(190)]
    return configured(f'[[pair]]\nsource = "s/"\ncopies = {listed(copies)}\n', {
        **{f's/{number}.md': b'a%d' % number for number in range(n)},
        **{f'{copy}{number}.md': b'b%d' % number for copy in copies for number in range(n // 190)},
    })


def idle_folders(n: int) -> Contents:
    tables = ''.join(f'[[pair]]\nsource = "s{number}/"\ncopies = ["c{number}/"]\n' for number in range(n))
    return configured(tables, {f's{number}/{name}': b'x' for number in range(n) for name in range(150)})


def required(n: int) -> Contents:
    files = {'s': b's', 'x/y/L': b't', **{f'p{number}/q/z': b'x' for number in range(n)}}
    return configured('[[pair]]\nsource = "s"\ncopies = ["*/*/L"]\nrequired = true\n', files)


def accepted(n: int) -> Contents:
    entry = f'source-id = "{"0" * 40}"\ncopy-id = "{"0" * 40}"\nreason = "x"\n'
    entries = ''.join(f'[[accept]]\npath = "G{number}.md"\n{entry}' for number in range(n // 4))
    return configured(entries, many_findings(n))


def views(differ: str) -> Callable[[int], Contents]:
    return lambda n: configured(f'[[pair]]\nsource = "s.md"\ncopies = ["c.md"]\ndiffer = [{differ}]\n', {
        path: b''.join(b'line %d\n' % number for number in range(n)) + path.encode() for path in ('s.md', 'c.md')
    })


def declared(text: bytes, differ: str) -> Callable[[int], Contents]:
    """A pair of texts that repeat a line n times and end differently, with declared differences."""
    rule = f'[[pair]]\nsource = "docs/GUIDE.md"\ncopies = ["GUIDE.md"]\ndiffer = [{differ}]\n'
    return lambda n: configured(rule, pair(text * n))


def rewritten_line_ends(n: int) -> Contents:
    lines = [b'x%d' % number for number in range(n)]
    return configured('[[pair]]\nsource = "s.md"\ncopies = ["c.md"]\ncompare = "text"\n', {
        's.md': b'\n'.join(lines), 'c.md': b'\r\n'.join([*lines, b'y']),
    })


def licences_of_many_names(n: int) -> Contents:
    return {f'{place}LICENSE-{number}': b'%d' % number for number in range(n) for place in ('', 'p/a/', 'p/b/')}


def very_deep(n: int) -> Contents:
    """Folders of very many parts, and a path that has to be looked for in them."""
    files = {f'{number}/{"a/" * 900}x': b'' for number in range(n)}
    return configured('[[pair]]\nsource = "q"\ncopies = ["r"]\n', files)


REGIONS = ', '.join(f'{{from = "line {7 * number}", to = "line {7 * number + 3}"}}' for number in range(1, 21))
WORDS = ', '.join(f'{{source = "{number}", copy = "x{number}"}}' for number in range(1, 21))
