"""The hostile inputs of `resolve`: for a size, the files of the commit before, and what was staged since."""
from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from typing import NamedTuple

from tools.bench.inputs import configured
from tools.bench.inputs import Contents

_BASE = b'# One\n\ntwo\n\n## Three\n\nfour\n'
_DEEP = 'a/' * 450 + 'X.rst'


class Change(NamedTuple):
    """What a repository had, and has staged."""

    before: Callable[[int], Contents]
    now: Callable[[int], Contents]


class Row(NamedTuple):
    """One kind of input of `resolve`."""

    title: str
    # the largest n
    largest: int
    change: Change
    # n -> what is run in it
    argv: Callable[[int], tuple[str, ...]]


def _pair(name: str, make: Callable[[int], tuple[bytes, bytes, bytes]]) -> Change:
    """The change of a pair; `make`: n -> what both were, and what copy and source are."""
    def before(n: int) -> Contents:
        return {name: make(n)[0], f'docs/{name}': make(n)[0]}

    def now(n: int) -> Contents:
        return {name: make(n)[1], f'docs/{name}': make(n)[2]}
    return Change(before, now)


def _lines(line: bytes, n: int, sign: int = 1) -> bytes:
    return b''.join(line.replace(b'%d', b'%d' % (sign * number)) for number in range(1, n + 1))


def _both(name: str, line: bytes) -> Change:
    """Both files have got n lines, the same, at different places."""
    return _pair(name, lambda n: (_BASE, _lines(line, n) + _BASE, _BASE + _lines(line, n)))


def _own(name: str, line: bytes) -> Change:
    """Each file has got n lines of its own."""
    return _pair(name, lambda n: (_BASE, _BASE + _lines(line, n), _lines(line, n, -1) + _BASE))


def _long(sign: bytes) -> Change:
    """Each file has got a line of n signs."""
    return _pair('X.md', lambda n: (_BASE, _BASE + b'a\n\n' + sign * n + b'\n', sign * n + b'b\n\n' + _BASE))


def _anchors(n: int, own: bytes) -> bytes:
    """Lines of which each stands in two blocks: only once where the block before is out of the range."""
    return b''.join(b'%d\n%d\n%s\n' % (number + 1, number, own) for number in range(n)) + b'0\n%d\n' % n


def _digits(n: int, value: bytes) -> bytes:
    return b'{\n"one": %s,\n"two": %s\n}\n' % (b'9' * n, value)


def _aliases(n: int, value: bytes) -> bytes:
    """Lists of ten aliases each, one in the other."""
    lists = b''.join(b'a%d: &a%d [%s]\n' % (k + 1, k + 1, b', '.join([b'*a%d' % k] * 10)) for k in range(n))
    return b'a0: &a0 x\n' + lists + b'end: ' + value + b'\n'


def _key(n: int, value: bytes) -> bytes:
    return b'a' + b'.a' * n + b' = ' + value + b'\n'


def _included(n: int, word: bytes) -> bytes:
    return b'.. include:: /b/c\n\n' * n + b'see X.rst ' + word + b'\n'


def _deep(n: int) -> tuple[Contents, Contents]:
    rule = f'[[pair]]\nsource = "{_DEEP}"\ncopies = ["b/X.rst"]\n'
    texts = [_included(n, word) for word in (b'a', b'b', b'c')]
    before, now = {_DEEP: texts[0], 'b/X.rst': texts[0]}, {_DEEP: texts[1], 'b/X.rst': texts[2]}
    return configured(rule, before), configured(rule, now)


def _copies(n: int, source: bytes) -> Contents:
    files = {f'c/{number}.md': b'one\n' for number in range(n)}
    return configured('[[pair]]\nsource = "s.md"\ncopies = ["c/*.md"]\n', {'s.md': source, **files})


def _folders(n: int, source: bytes) -> Contents:
    files = {f's/{number}/x.md': source + b'%d\n' % number for number in range(n)}
    copies = {f'c/{number}/x.md': b'one\n%d\n' % number for number in range(n)}
    return configured('[[pair]]\nsource = "s/"\ncopies = ["c/"]\n', files | copies)


def _three(make: Callable[[int, bytes], bytes], n: int) -> tuple[bytes, bytes, bytes]:
    return make(n, b'1'), make(n, b'2'), make(n, b'3')


def _always(*argv: str) -> Callable[[int], tuple[str, ...]]:
    return lambda _: ('resolve', *argv)


def _named(n: int) -> tuple[str, ...]:
    return ('resolve', '--dry-run', *(f's/{number}' for number in range(n)))


def _rows() -> Iterator[Row]:
    for title, largest, line, ending in (
        ('items', 100_000, b'- a\n', '.md'), ('numbered items', 8_000, b'- a %d\n', '.md'),
        ('items in plain text', 60_000, b'- a %d\n', '.txt'), ('sections alike', 2_400, b'## %d\n\nx\n\n', '.md'),
        ('headings', 9_000, b'## %d\n', '.md'), ('rows', 9_000, b'| %d | x |\n', '.md'),
        ('link definitions', 9_000, b'[%d]: x\n', '.md'), ('ids', 8_000, b'## ABC-%d\n', '.md'),
        ('quotes', 30_000, b'x\n> > > > > - \n', '.md'), ('comments', 18_000, b'a <!-- {/* {% comment %} ` b\n', '.md'),
        ('CR', 200_000, b'a\r\r\n', '.md'), ('two encodings', 100_000, b'\xff\n\xc3\xa9\n', '.md'),
        ('sections alike (reST)', 9_000, b'%d\n=====\n\nx\n\n', '.rst'),
        ('sections alike (AsciiDoc)', 11_000, b'== %d\n\nx\n\n', '.adoc'),
    ):
        name = f'X{ending}'
        yield Row(f'merge: {title}', largest, _both(name, line), _always(name))
        for option in ('--append-unique', '--keep=source'):
            yield Row(f'{option.lstrip("-")}: {title}', largest, _own(name, line), _always(option, name))
    for sign in (b'[', b'`', b'- ', b'{#', b'1.', b'|'):
        for option in ('--dry-run', '--append-unique', '--keep=source'):
            title = f'{option.lstrip("-")}: a line of {sign.decode().strip()}'
            yield Row(title, 400_000 // len(sign), _long(sign), _always(option, 'X.md'))
    anchors = _pair('X.md', lambda n: (b'one\n', _anchors(n, b'x'), _anchors(n, b'y')))
    yield Row('dry-run: anchors', 50_000, anchors, _always('--dry-run', '--keep=source', '--lose-unique', 'X.md'))
    yield Row('merge: anchors', 50_000, anchors, _always('X.md'))
    yield Row('merge: digits of JSON', 400_000, _pair('X.json', lambda n: _three(_digits, n)), _always('X.json'))
    yield Row('merge: aliases of YAML', 400, _pair('X.yaml', lambda n: _three(_aliases, n)), _always('X.yaml'))
    yield Row('merge: a key of TOML', 200_000, _pair('X.toml', lambda n: _three(_key, n)), _always('X.toml'))
    yield Row(
        'merge: includes below deep folders', 20_000, Change(lambda n: _deep(n)[0], lambda n: _deep(n)[1]),
        _always('--dry-run', 'b/X.rst'))
    yield Row(
        'merge: copies', 400, Change(lambda n: _copies(n, b'one\n'), lambda n: _copies(n, b'two\n')),
        _always('--dry-run', 's.md'))
    yield Row(
        'merge: files of a folder', 4_000, Change(lambda n: _folders(n, b'one\n'), lambda n: _folders(n, b'two\n')),
        _always('--dry-run', 's'))
    yield Row(
        'merge: folders named', 4_000, Change(lambda n: _folders(n, b'one\n'), lambda n: _folders(n, b'two\n')), _named)


ROWS = tuple(_rows())
